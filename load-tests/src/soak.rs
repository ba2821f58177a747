//! Workload `soak`: many people write on one board for as long as a long meeting has them write, in little time.
//!
//! Each note is made, typed letter by letter with slips that are taken back, moved, coloured; every fourth is deleted. After
//! each note of everybody a newcomer opens the board, and what it takes is looked at.

use crate::board::Board;
use crate::command_line::SoakArguments;
use crate::gather::arrive;
use crate::measure::Measure;
use crate::report::{self, line};
use crate::server::Server;
use crate::ways::Ways;
use anyhow::Context as _;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::task::JoinSet;
use tokio::time::Instant;
use yrs::{Map as _, MapPrelim, MapRef, Text as _, TextPrelim, TextRef, TransactionMut};

/// What people write: a sentence of sixty letters.
const WORDS: &str = "What would change if families were asked before, not after? ";
/// After so many letters one is wrong and taken back.
const SLIP_EVERY: usize = 7;
/// So much is on its way from one person at most: figures are of the board and not of a queue.
const AHEAD: usize = 2;

/// How it is after everybody has written one more note.
#[derive(Debug, Clone, Serialize)]
struct Row {
    /// Updates of all people so far, and their bytes: the board's log.
    updates: u64,
    log_kib: f64,
    /// What a newcomer is sent, and what of it are words.
    document_kib: f64,
    words_kib: f64,
    notes: usize,
    /// From opening the socket to the whole board.
    open_ms: f64,
    /// From an update to 'saved', with others writing.
    saved_p50_ms: f64,
    saved_p99_ms: f64,
    server_mib: f64,
    workers_mib: f64,
    cpu_s: f64,
    seconds: f64,
    errors: u64,
}

pub(crate) async fn run(arguments: &SoakArguments) -> anyhow::Result<bool> {
    let server = Server::start()?;
    let measure = Arc::new(Measure::new()?);
    let (facilitator, people) = arrive(
        &Ways::steady(vec![server.address.clone()]),
        arguments.people,
        &measure,
    )
    .await?;
    let board = facilitator.board().context("no board")?;
    let mut writers = Vec::with_capacity(people.len());
    for person in &people {
        let writer = Board::open_as(person, board, false).await?;
        writer.opened().await?;
        writers.push(writer);
    }
    line(&format!("{} people write on one board", writers.len()));
    line(
        "updates   log KiB   doc KiB  words KiB  notes   open ms  saved p50    p99 ms  server MiB  workers MiB   CPU s",
    );
    let started = Instant::now();
    let (mut rows, mut updates, mut bytes) = (Vec::new(), 0, 0);
    for n in 0..arguments.notes {
        let round = Arc::new(Measure::new()?);
        let written = write_notes(&writers, n, &round).await;
        for sample in measure.error_samples() {
            line(&format!("    {sample}"));
        }
        let (count, size) = written?;
        updates += count;
        bytes += size;
        let opening = Instant::now();
        let newcomer = Board::open(&facilitator, board).await?;
        let document = newcomer.opened().await?;
        let open = opening.elapsed();
        let (words, notes) = newcomer.words();
        newcomer.close();
        let (server_mib, workers_mib) = server.memory_mib();
        let row = Row {
            updates,
            log_kib: kib(bytes),
            document_kib: kib(document),
            words_kib: kib(words),
            notes,
            open_ms: open.as_secs_f64() * 1000.0,
            saved_p50_ms: Measure::milliseconds(&round.acknowledgements, 0.5),
            saved_p99_ms: Measure::milliseconds(&round.acknowledgements, 0.99),
            server_mib,
            workers_mib,
            cpu_s: server.cpu_seconds(),
            seconds: started.elapsed().as_secs_f64(),
            errors: measure.errors.load(Ordering::Relaxed),
        };
        print(&row);
        rows.push(row);
    }
    report::write("soak", &rows, serde_json::Map::new(), arguments.json.as_deref())?;
    Ok(rows.iter().all(|row| row.errors == 0))
}

/// One more note of everybody; how many updates that took, and their bytes.
async fn write_notes(writers: &[Board], n: u16, round: &Arc<Measure>) -> anyhow::Result<(u64, usize)> {
    let mut writing = JoinSet::new();
    for (who, writer) in writers.iter().cloned().enumerate() {
        writing.spawn(write_note(writer, format!("{who}-{n}"), n, Arc::clone(round)));
    }
    let (mut updates, mut bytes) = (0, 0);
    while let Some(written) = writing.join_next().await {
        let (count, size) = written??;
        updates += count;
        bytes += size;
    }
    Ok((updates, bytes))
}

/// One note of one person, from its first letter to its place; how many updates it took, and their bytes.
pub(crate) async fn write_note(
    board: Board,
    id: String,
    n: u16,
    round: Arc<Measure>,
) -> anyhow::Result<(u64, usize)> {
    let mut pen = Pen {
        board,
        id,
        round,
        updates: 0,
        bytes: 0,
    };
    pen.step(|notes, transaction, id| {
        let note = notes.insert(transaction, id, MapPrelim::default());
        for (key, place) in [("x", 10.0), ("y", 10.0)] {
            note.insert(transaction, key, place);
        }
        for (key, word) in [("section", ""), ("color", "yellow"), ("author", "")] {
            note.insert(transaction, key, word);
        }
        note.insert(transaction, "text", TextPrelim::new(""));
    })
    .await?;
    for (at, letter) in WORDS.chars().enumerate() {
        if at % SLIP_EVERY == SLIP_EVERY - 1 {
            pen.step(|notes, transaction, id| {
                with_text(notes, transaction, id, |text, transaction| {
                    text.push(transaction, "x")
                })
            })
            .await?;
            pen.step(|notes, transaction, id| {
                with_text(notes, transaction, id, |text, transaction| {
                    let end = text.len(transaction);
                    text.remove_range(transaction, end.saturating_sub(1), 1);
                });
            })
            .await?;
        }
        let letter = letter.to_string();
        pen.step(|notes, transaction, id| {
            with_text(notes, transaction, id, |text, transaction| {
                text.push(transaction, &letter)
            })
        })
        .await?;
    }
    // Where it is let go after a drag; the way there is awareness, and in no document.
    for place in [180.0, 320.0] {
        pen.step(|notes, transaction, id| {
            if let Some(note) = note(notes, transaction, id) {
                note.insert(transaction, "x", place);
                note.insert(transaction, "y", place * f64::from(n + 1));
            }
        })
        .await?;
    }
    pen.step(|notes, transaction, id| {
        if let Some(note) = note(notes, transaction, id) {
            note.insert(transaction, "color", "blue");
        }
    })
    .await?;
    if n % 4 == 3 {
        pen.step(|notes, transaction, id| {
            notes.remove(transaction, id);
        })
        .await?;
    }
    pen.board.settle().await?;
    Ok((pen.updates, pen.bytes))
}

/// Somebody who writes one note.
struct Pen {
    board: Board,
    id: String,
    round: Arc<Measure>,
    updates: u64,
    bytes: usize,
}

impl Pen {
    async fn step(
        &mut self,
        change: impl FnOnce(&MapRef, &mut TransactionMut<'_>, &str),
    ) -> anyhow::Result<()> {
        let id = self.id.clone();
        let sent = self.round.micros();
        self.bytes += self
            .board
            .change(|notes, transaction| change(notes, transaction, &id))?;
        self.updates += 1;
        if usize::try_from(self.updates).unwrap_or(0).is_multiple_of(AHEAD) {
            self.board.settle().await?;
            self.round.record(&self.round.acknowledgements, sent);
        }
        Ok(())
    }
}

fn note(notes: &MapRef, transaction: &TransactionMut<'_>, id: &str) -> Option<MapRef> {
    notes.get(transaction, id)?.cast::<MapRef>().ok()
}

fn with_text(
    notes: &MapRef,
    transaction: &mut TransactionMut<'_>,
    id: &str,
    change: impl FnOnce(&TextRef, &mut TransactionMut<'_>),
) {
    let text =
        note(notes, transaction, id).and_then(|note| note.get(transaction, "text")?.cast::<TextRef>().ok());
    if let Some(text) = text {
        change(&text, transaction);
    }
}

fn kib(bytes: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a size of megabytes")]
    let bytes = bytes as f64;
    bytes / 1024.0
}

fn print(row: &Row) {
    line(&format!(
        "{:7} {:9.0} {:9.0} {:10.0} {:6} {:9.1} {:10.1} {:9.1} {:11.1} {:12.1} {:7.1}",
        row.updates,
        row.log_kib,
        row.document_kib,
        row.words_kib,
        row.notes,
        row.open_ms,
        row.saved_p50_ms,
        row.saved_p99_ms,
        row.server_mib,
        row.workers_mib,
        row.cpu_s
    ));
}
