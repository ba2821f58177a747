//! The binary: reads settings, starts logs, builds the server and runs it until it is told to stop.
//! `convene board-worker` is a child process of it.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use server::config::{self, Flags, Task};
use server::{boards, startup, telemetry};

fn main() -> ExitCode {
    let flags = match Flags::try_parse() {
        Ok(flags) => flags,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            drop(error.print());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let text = error.to_string();
            let line = text
                .lines()
                .next()
                .unwrap_or_default()
                .trim_start_matches("error: ");
            return stopped(&format!("{line}; see convene --help"));
        }
    };
    match &flags.task {
        Some(Task::BoardWorker) => boards::run_worker(),
        Some(Task::CheckProtocol { file }) => check_protocol(file),
        None => serve(flags),
    }
}

fn serve(flags: Flags) -> ExitCode {
    let variables = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let config = match config::read(flags, variables) {
        Ok(config) => config,
        Err(error) => return stopped(&error.to_string()),
    };
    telemetry::start_logs(&config);
    // One descriptor per socket: take as many as the system gives.
    drop(rlimit::increase_nofile_limit(u64::MAX));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return stopped(&format!("cannot start threads: {error}")),
    };
    let result = runtime.block_on(async {
        let server = startup::build(&config).await?;
        say(&format!("Convene is at {}", server.url()));
        server.run_until_stopped(told_to_stop()).await
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => stopped(&format!("{error:#}")),
    }
}

/// SIGTERM or SIGINT; a second one ends the process at once.
async fn told_to_stop() {
    signal().await;
    tokio::spawn(async {
        signal().await;
        std::process::exit(1);
    });
}

async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminate => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

fn check_protocol(file: &std::path::Path) -> ExitCode {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return stopped(&format!("cannot read {}: {error}", file.display())),
    };
    match protocol::consultancy::validate::parse(&text) {
        Ok(definition) => {
            let seconds: u32 = definition
                .steps
                .iter()
                .map(protocol::consultancy::Step::seconds)
                .sum();
            let minutes = f64::from(seconds) / 60.0;
            say(&format!(
                "{} is fine: {} steps, {minutes} minutes",
                definition.id,
                definition.steps.len()
            ));
            ExitCode::SUCCESS
        }
        Err(faults) => {
            let mut stderr = std::io::stderr().lock();
            for fault in faults {
                drop(writeln!(stderr, "{}: {fault}", file.display()));
            }
            ExitCode::from(1)
        }
    }
}

/// One line, whole, at once.
fn say(line: &str) {
    let mut stdout = std::io::stdout().lock();
    drop(writeln!(stdout, "{line}").and_then(|()| stdout.flush()));
}

fn stopped(why: &str) -> ExitCode {
    drop(writeln!(std::io::stderr(), "convene: {why}"));
    ExitCode::from(2)
}
