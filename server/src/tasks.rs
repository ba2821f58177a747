//! What the binary does beside serving.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use protocol::meeting::event::EVENT_LEVEL;
use server::store;
use server::store::transfer::{self, Moved};

use super::{say, stopped, tell};

/// The file that stands for standard input or output.
const STANDARD: &str = "-";

pub(crate) fn check_protocol(file: &Path) -> ExitCode {
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
            for fault in faults {
                tell(&format!("{}: {fault}", file.display()));
            }
            ExitCode::from(1)
        }
    }
}

pub(crate) async fn migrate(database_url: &str) -> anyhow::Result<()> {
    store::open(database_url).await?.close().await;
    say("the database is up to date");
    Ok(())
}

pub(crate) async fn export(database_url: &str, file: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    let moved = if file.as_os_str() == STANDARD {
        transfer::export(database_url, BufWriter::new(std::io::stdout().lock())).await?
    } else {
        let moved = transfer::export(database_url, BufWriter::new(new_file(file)?)).await;
        if moved.is_err() {
            // Half a file is of no use, and in the way of the next try.
            drop(std::fs::remove_file(file));
        }
        moved?
    };
    tell(&summary("exported", moved, began));
    Ok(())
}

pub(crate) async fn import(database_url: &str, file: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    let moved = if file.as_os_str() == STANDARD {
        transfer::import(database_url, BufReader::new(std::io::stdin()), EVENT_LEVEL).await?
    } else {
        let open = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
        transfer::import(database_url, BufReader::new(open), EVENT_LEVEL).await?
    };
    tell(&summary("imported", moved, began));
    Ok(())
}

/// A file that only its owner reads; it must not be there yet.
fn new_file(file: &Path) -> anyhow::Result<impl Write> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(file)
        .with_context(|| format!("cannot make {}", file.display()))
}

fn summary(did: &str, moved: Moved, began: Instant) -> String {
    format!(
        "{did} {} meetings with {} entries ({} rows in all) in {:.1} s",
        moved.meetings,
        moved.entries,
        moved.rows,
        began.elapsed().as_secs_f64()
    )
}
