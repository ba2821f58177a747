//! Workload `open`: a meeting and a board with a long past. The server is killed and started again, several times; how long until the
//! first person has the meeting's snapshot and what is on the board, and the second one when both are open already.

use crate::board::Board;
use crate::command_line::OpenArguments;
use crate::figures;
use crate::measure::{Measure, milliseconds};
use crate::person::Person;
use crate::report::{self, line};
use crate::server::{Server, build, listens};
use crate::ways::Ways;
use nix::sys::signal::Signal;
use past::Past;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::task::block_in_place;
use tokio::time::Instant;

mod kept;
mod past;

/// What one restart took.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    system: String,
    version: String,
    load: String,
    /// From the kill until the server listens again.
    start_ms: f64,
    /// From when it listens until the first person has the snapshot, and what is on the board.
    snapshot_ms: f64,
    board_ms: f64,
    /// The same for the second person, from when they connect.
    warm_snapshot_ms: f64,
    warm_board_ms: f64,
    /// What was on the board, as it was sent.
    document_kib: f64,
    database_mib: f64,
    cpu_s: f64,
    rss_mib: f64,
    rss_with_workers_mib: f64,
    errors: u64,
    /// Notes that are not on the board any more, and events that are not in the meeting.
    lost: u64,
}

/// What one person found, and how long it took.
struct Found {
    snapshot_ms: f64,
    board_ms: f64,
    document: usize,
    notes: usize,
    /// An event that the journal takes now: how many there were before.
    events: u64,
}

pub(crate) async fn run(arguments: &OpenArguments) -> anyhow::Result<bool> {
    let mut server = block_in_place(|| Server::start_with(&build()?, &crate::crowd::flags()))?;
    let address = server.address.clone();
    let ways = Ways::shaky(vec![address.clone()]);
    let measure = Arc::new(Measure::new()?);
    let kept = arguments.past.as_deref();
    let left = kept.map(kept::read).transpose()?.flatten();
    let is_left = left.is_some();
    let (past, mut writers) = match left {
        Some(past) => (past, None),
        None => {
            let (past, writers) = past::make(&ways, arguments, &measure).await?;
            (past, Some(writers))
        }
    };
    line(&format!(
        "{} events, {} updates of a board with {} notes",
        past.events, past.updates, past.notes
    ));
    line(
        "        start   snapshot    board   warm snapshot    board   document KiB   database MiB   server MiB   CPU s",
    );
    let mut rows = Vec::new();
    let mut events = past.events;
    for n in 1..=arguments.restarts {
        let killed = Instant::now();
        block_in_place(|| server.end(Signal::SIGKILL))?;
        // Those who wrote are not to come back.
        drop(writers.take());
        if let Some(kept) = kept.filter(|_| n == 1) {
            let folder = server.folder();
            block_in_place(|| {
                if is_left {
                    kept::take(kept, folder)
                } else {
                    kept::leave(kept, folder, &past)
                }
            })?;
        }
        let starting = server.starts_again();
        let listening = listens(&address).await?;
        let first = look(&ways, &past, listening, &measure).await?;
        let second = look(&ways, &past, Instant::now(), &measure).await?;
        server = starting.await??;
        let (rss_mib, rss_with_workers_mib) = server.peak_mib();
        let row = Row {
            system: "convene".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            load: format!(
                "{} events, {} updates, {}",
                past.events,
                past.updates,
                // The first one finds the board's log as it was written, and leaves a snapshot to those that come later.
                if n == 1 { "first start" } else { "later starts" }
            ),
            start_ms: milliseconds(listening - killed),
            snapshot_ms: first.snapshot_ms,
            board_ms: first.board_ms,
            warm_snapshot_ms: second.snapshot_ms,
            warm_board_ms: second.board_ms,
            document_kib: mib(first.document as u64) * 1024.0,
            database_mib: mib(files(server.folder())),
            cpu_s: server.cpu_seconds(),
            rss_mib,
            rss_with_workers_mib,
            errors: measure.errors.load(Ordering::Relaxed),
            lost: past.notes.abs_diff(first.notes) as u64 + events.saturating_sub(first.events),
        };
        events = second.events;
        print(n, &row);
        rows.push(row);
    }
    for sample in measure.error_samples() {
        line(&format!("    {sample}"));
    }
    let runs: Vec<Vec<Row>> = rows.into_iter().map(|row| vec![row]).collect();
    let rows = figures::medians(&runs.concat())?;
    let more = figures::beside(&[], &runs)?;
    report::write("open", &rows, more, arguments.json.as_deref())?;
    Ok(rows.iter().all(|row| row.errors == 0 && row.lost == 0))
}

/// Somebody with nothing in their hands opens the meeting and its board.
async fn look(ways: &Ways, past: &Past, since: Instant, measure: &Arc<Measure>) -> anyhow::Result<Found> {
    let secret = past.secret.clone();
    let person = Person::connect(ways, 0, &past.meeting, past.person, secret, Arc::clone(measure)).await?;
    let snapshot_ms = milliseconds(since.elapsed());
    let board = Board::open(&person, past.board).await?;
    let document = board.opened().await?;
    let board_ms = milliseconds(since.elapsed());
    let (_, notes) = board.words();
    let events = past::next_event(&person).await?;
    board.close();
    Ok(Found {
        snapshot_ms,
        board_ms,
        document,
        notes,
        events,
    })
}

/// Bytes of the database and what belongs to it.
fn files(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries
        .filter(|entry| entry.file_name().to_string_lossy().contains("sqlite"))
        .filter_map(|entry| entry.metadata().ok());
    sizes.map(|file| file.len()).sum()
}

fn mib(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a size of megabytes")]
    let bytes = bytes as f64;
    bytes / 1024.0 / 1024.0
}

fn print(n: u16, row: &Row) {
    line(&format!(
        "{n:3} {:6.0} ms {:7.0} ms {:6.0} ms {:12.0} ms {:6.0} ms {:14.0} {:14.1} {:12.1} {:7.2}",
        row.start_ms,
        row.snapshot_ms,
        row.board_ms,
        row.warm_snapshot_ms,
        row.warm_board_ms,
        row.document_kib,
        row.database_mib,
        row.rss_mib,
        row.cpu_s
    ));
}
