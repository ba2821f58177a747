//! What a run prints: a table for people, the same as JSON for machines.

use crate::figures;
use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::Path;

/// One meeting, in the form that all workloads share.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) system: String,
    pub(crate) version: String,
    pub(crate) load: String,
    pub(crate) deliveries_per_s: f64,
    /// From a command to its change at other clients.
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) p999_ms: f64,
    /// From a command to 'done' (durable).
    pub(crate) acknowledged_p50_ms: f64,
    pub(crate) acknowledged_p99_ms: f64,
    /// Of a page on this disk, before anybody came.
    pub(crate) fsync_p50_ms: f64,
    pub(crate) fsync_p99_ms: f64,
    /// From a letter typed on a board to other clients, without those that were held back.
    pub(crate) typing_p50_ms: f64,
    pub(crate) typing_p99_ms: f64,
    /// Letters whose step ended before they were saved: they wait with their writer for the next one in which they may be written.
    pub(crate) held_back: u64,
    /// From the move of somebody to another room until their board there is open.
    pub(crate) moved_p50_ms: f64,
    pub(crate) moved_p99_ms: f64,
    /// Reactions that people sent, and how often one came to somebody, its sender included. A step may take none, and a room's rate is bounded:
    /// nothing is said of those that did not come.
    pub(crate) reactions: u64,
    pub(crate) reactions_heard: u64,
    /// From the first person who sees that a step has begun to the last one, of the round's steps.
    pub(crate) step_p50_ms: f64,
    pub(crate) step_p99_ms: f64,
    /// Changes that all clients together were sent in a second of a running step in which nobody did anything.
    pub(crate) timer_frames_per_s: f64,
    pub(crate) cpu_s: f64,
    pub(crate) cpu_s_per_million: f64,
    /// Peak of the server alone, and with its board workers.
    pub(crate) rss_mib: f64,
    pub(crate) rss_with_workers_mib: f64,
    pub(crate) kib_per_connection: f64,
    pub(crate) bytes_per_client_minute: f64,
    pub(crate) seconds: f64,
    pub(crate) refused_by_floor: u64,
    pub(crate) errors: u64,
    pub(crate) lost: u64,
    pub(crate) error_samples: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Report<'a, T> {
    workload: &'a str,
    machine: Machine,
    commit: String,
    rows: &'a [T],
    /// What a workload says beside its rows.
    #[serde(flatten)]
    more: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Serialize)]
struct Machine {
    cores: usize,
    memory_mib: u64,
    system: String,
}

/// One line for whoever watches.
pub(crate) fn line(text: &str) {
    // Nobody may be there to read it; the run goes on.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints the medians of runs, and ratios of the deployments after the first one; writes the JSON, and says whether every run was without
/// error and loss.
pub(crate) fn finish(workload: &str, runs: &[Vec<Row>], json: Option<&Path>) -> anyhow::Result<bool> {
    let rows = figures::medians(&runs.concat())?;
    line(&format!("medians of {}", count_of(runs.len(), "run")));
    rows.iter().for_each(print);
    let ours: Vec<&str> = rows.iter().skip(1).map(|row| row.system.as_str()).collect();
    let more = figures::beside(&ours, runs)?;
    write(workload, &rows, more, json)?;
    Ok(rows.iter().all(|row| row.errors == 0 && row.lost == 0))
}

/// So many of something whose name takes an 's' where there are several.
pub(crate) fn count_of(count: usize, what: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {what}{end}")
}

/// Writes figures as JSON, if that is wanted.
pub(crate) fn write<T: Serialize>(
    workload: &str,
    rows: &[T],
    more: serde_json::Map<String, serde_json::Value>,
    json: Option<&Path>,
) -> anyhow::Result<()> {
    let Some(path) = json else { return Ok(()) };
    let report = Report {
        workload,
        machine: machine(),
        commit: commit(),
        rows,
        more,
    };
    let text = serde_json::to_string_pretty(&report)?;
    std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

pub(crate) fn print(row: &Row) {
    line(&format!(
        "{} {} {} in {:.1} s",
        row.system, row.version, row.load, row.seconds
    ));
    line(&format!(
        "  command to change at others   p50 {:8.2} ms   p99 {:8.2} ms   p99.9 {:8.2} ms",
        row.p50_ms, row.p99_ms, row.p999_ms
    ));
    line(&format!(
        "  command to done (durable)     p50 {:8.2} ms   p99 {:8.2} ms   (fsync {:.2} and {:.2} ms)",
        row.acknowledged_p50_ms, row.acknowledged_p99_ms, row.fsync_p50_ms, row.fsync_p99_ms
    ));
    line(&format!(
        "  letter to others on a board   p50 {:8.2} ms   p99 {:8.2} ms   (without {} that were held back as their step ended)",
        row.typing_p50_ms, row.typing_p99_ms, row.held_back
    ));
    if row.moved_p50_ms > 0.0 {
        line(&format!(
            "  moved to their open board     p50 {:8.2} ms   p99 {:8.2} ms",
            row.moved_p50_ms, row.moved_p99_ms
        ));
    }
    line(&format!(
        "  step, first to last person    p50 {:8.2} ms   p99 {:8.2} ms   ({:.1} frames a second to all while only the timer runs)",
        row.step_p50_ms, row.step_p99_ms, row.timer_frames_per_s
    ));
    line(&format!(
        "  {:.0} deliveries/s, {:.0} bytes per client and minute, {} refused by the floor, {} reactions heard {} times",
        row.deliveries_per_s,
        row.bytes_per_client_minute,
        row.refused_by_floor,
        row.reactions,
        row.reactions_heard
    ));
    line(&format!(
        "  server: {:.2} CPU s ({:.2} per million deliveries), peak {:.1} MiB, with board workers {:.1} MiB",
        row.cpu_s, row.cpu_s_per_million, row.rss_mib, row.rss_with_workers_mib
    ));
    line(&format!("  errors {}, lost {}", row.errors, row.lost));
    for sample in &row.error_samples {
        line(&format!("    {sample}"));
    }
}

fn machine() -> Machine {
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = memory.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib: u64 = total
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse().ok())
        .unwrap_or(0);
    Machine {
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        memory_mib: kib / 1024,
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
    }
}

fn commit() -> String {
    let output = std::process::Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .output();
    output
        .ok()
        .filter(|output| output.status.success())
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .map_or_else(|| "unknown".to_owned(), |commit| commit.trim().to_owned())
}
