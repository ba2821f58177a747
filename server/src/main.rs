//! The binary: reads settings, starts logs, builds the server and runs it until it is told to stop.
//! `convene board-worker` is a child process of it.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use server::config::{self, Config, Flags, Task};
use server::{boards, startup, telemetry};

mod tasks;

pub(crate) fn main() -> ExitCode {
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
    let Some(task) = flags.task.clone() else {
        return with_config(flags, serve);
    };
    match task {
        Task::BoardWorker => boards::run_worker(),
        Task::CheckProtocol { file } => tasks::check_protocol(&file),
        Task::Migrate => with_config(flags, |config| run(tasks::migrate(&config.database_url))),
        Task::Export { file } => with_config(flags, |config| run(tasks::export(&config.database_url, &file))),
        Task::Import { file } => with_config(flags, |config| run(tasks::import(&config.database_url, &file))),
    }
}

fn with_config(flags: Flags, then: impl FnOnce(&Config) -> ExitCode) -> ExitCode {
    let variables = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    match config::read(flags, variables) {
        Ok(config) => then(&config),
        Err(error) => stopped(&error.to_string()),
    }
}

fn serve(config: &Config) -> ExitCode {
    telemetry::start_logs(config);
    // One descriptor per socket: take as many as the system gives.
    drop(rlimit::increase_nofile_limit(u64::MAX));
    run(async {
        let server = startup::build(config).await?;
        say(&format!("Convene is at {}", server.url()));
        server.run_until_stopped(told_to_stop()).await
    })
}

fn run(work: impl Future<Output = anyhow::Result<()>>) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return stopped(&format!("cannot start threads: {error}")),
    };
    match runtime.block_on(work) {
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

/// One line, whole, at once.
fn say(line: &str) {
    let mut stdout = std::io::stdout().lock();
    drop(writeln!(stdout, "{line}").and_then(|()| stdout.flush()));
}

/// A line for whoever started it, beside what is written to standard output.
fn tell(line: &str) {
    drop(writeln!(std::io::stderr(), "{line}"));
}

fn stopped(why: &str) -> ExitCode {
    tell(&format!("convene: {why}"));
    ExitCode::from(2)
}
