//! Workload `many`: as many whole meetings at once as the machine carries, at the pace of people. The number goes up until the 99th
//! percentile of what reaches others is over the bound, then in between until it is known to an eighth.

use super::play::{Pace, Played, play};
use super::search::Search;
use super::{Core, on_core};
use crate::disk;
use crate::measure::Spread;
use crate::report::{self, count_of, line};
use crate::server::build;
use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::task::LocalSet;

/// What reaches others later than this in more than one of a hundred cases is too late.
const BOUND_MS: f64 = 100.0;
/// From here on a core is out.
const FULL: f64 = 0.9;
const FSYNCS: u32 = 300;
/// More meetings than are carried anywhere.
const MOST: u32 = 64;

#[derive(Debug, Clone, Args)]
pub(crate) struct ManyArguments {
    /// So many meetings; may be given several times. Without: up until no more are carried.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=200))]
    meetings: Vec<u32>,
    /// People of each meeting, beside its facilitator.
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u16).range(2..=2_400))]
    people: u16,
    /// Breakout rooms of each.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=100))]
    rooms: u16,
    /// Seconds of the round that runs in each meeting (its six steps share them); measured is what comes after the first step.
    #[arg(long, default_value_t = 36, value_parser = clap::value_parser!(u32).range(36..=600))]
    seconds: u32,
    /// All meetings begin their rounds in the same moment, and so take every step in the same moment: the worst case. Without it meeting i of n
    /// begins i/n of a step later, as meetings have no clock in common.
    #[arg(long)]
    together: bool,
    /// How often all of it runs; shown is the run in the middle.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=9))]
    runs: u32,
    /// After so many minutes of a run no further number is tried.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u64).range(1..=120))]
    minutes: u64,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// One number of meetings.
#[derive(Debug, Clone, Serialize)]
struct Row {
    system: &'static str,
    version: &'static str,
    load: String,
    #[serde(flatten)]
    played: Played,
    fsync_p50_ms: f64,
    fsync_p99_ms: f64,
    /// All meetings stepped in the same moment.
    together: bool,
    is_carried: bool,
    client_was_limit: bool,
    /// Where it is not carried.
    gave_out: Option<&'static str>,
}

/// One search for the largest number.
struct Run {
    carried: u32,
    rows: Vec<Row>,
}

pub(crate) async fn run(arguments: &ManyArguments) -> anyhow::Result<bool> {
    let binary = build()?;
    let most = arguments.meetings.iter().max().copied().unwrap_or(MOST);
    crate::crowd::open_files(u32::from(arguments.people) * 2 * most)?;
    let mut runs = Vec::new();
    for n in 1..=arguments.runs {
        line(&format!("run {n} of {}", arguments.runs));
        runs.push(one(&binary, arguments).await?);
    }
    finish(runs, arguments)
}

async fn one(binary: &Path, arguments: &ManyArguments) -> anyhow::Result<Run> {
    let disk = disk::fsync(&std::env::temp_dir(), FSYNCS)?;
    line(&format!(
        "fsync of this disk: p50 {:.2} ms, p99 {:.2} ms; the server on one core, everybody on another",
        disk.p50_ms, disk.p99_ms
    ));
    print_heading();
    let pace = Pace {
        people: arguments.people,
        rooms: arguments.rooms,
        round: arguments.seconds,
        together: arguments.together,
    };
    let give_up_at = Instant::now() + Duration::from_secs(arguments.minutes * 60);
    let mut search = Search::default();
    let mut given = arguments.meetings.iter().copied();
    let mut rows: Vec<Row> = Vec::new();
    loop {
        let next = if arguments.meetings.is_empty() {
            search.next()
        } else {
            given.next()
        };
        let Some(meetings) = next.filter(|_| Instant::now() < give_up_at) else {
            break;
        };
        let played = LocalSet::new()
            .run_until(play(binary, meetings, pace))
            .await
            .with_context(|| format!("{meetings} meetings"));
        on_core(Core::Any)?;
        let row = judge(played?, meetings, arguments, disk);
        print(&row);
        search.tell(meetings, row.is_carried);
        rows.push(row);
    }
    Ok(Run {
        carried: search.carried(),
        rows,
    })
}

fn finish(runs: Vec<Run>, arguments: &ManyArguments) -> anyhow::Result<bool> {
    let mut in_order: Vec<&Run> = runs.iter().collect();
    in_order.sort_by_key(|run| run.carried);
    let middle = in_order.get(runs.len().saturating_sub(1) / 2).context("no run")?;
    let gave_out = middle
        .rows
        .iter()
        .filter(|row| !row.is_carried)
        .min_by_key(|row| row.played.meetings)
        .and_then(|row| row.gave_out);
    let carried_each: Vec<u32> = runs.iter().map(|run| run.carried).collect();
    let says = says(middle.carried, &carried_each, gave_out, arguments);
    line(&says);
    let mut more = serde_json::Map::new();
    more.insert("carried".to_owned(), middle.carried.into());
    more.insert("carried_each".to_owned(), carried_each.into());
    more.insert("gave_out".to_owned(), gave_out.into());
    more.insert("says".to_owned(), says.into());
    let of_all: Vec<&Vec<Row>> = runs.iter().map(|run| &run.rows).collect();
    more.insert("runs".to_owned(), serde_json::to_value(of_all)?);
    report::write("many", &middle.rows, more, arguments.json.as_deref())?;
    // Numbers beyond what is carried belong to the search.
    let carried = |run: &Run| {
        run.rows
            .iter()
            .all(|row| !row.is_carried || row.played.errors == 0)
    };
    Ok(runs.iter().all(|run| run.carried > 0 && carried(run)))
}

fn says(carried: u32, each: &[u32], gave_out: Option<&str>, arguments: &ManyArguments) -> String {
    let of_runs = match each {
        [] | [_] => String::new(),
        each => {
            let each: Vec<String> = each.iter().map(u32::to_string).collect();
            format!(" In {} runs: {}.", each.len(), each.join(", "))
        }
    };
    let (meetings, verb) = (
        count_of(usize::try_from(carried).unwrap_or(usize::MAX), "meeting"),
        if carried == 1 { "is" } else { "are" },
    );
    format!(
        "{meetings} of {} people in {} rooms {verb} carried (p99 of chat and of typing at others within {BOUND_MS:.0} ms, nothing lost).{of_runs} \
         What gave out first: {}. {} Letters that were held back, because their step ended before they were saved, are in none of the times.",
        arguments.people,
        arguments.rooms,
        gave_out.unwrap_or("nothing so far"),
        if arguments.together {
            "All meetings take their steps in the same moment."
        } else {
            "Meetings begin their rounds spread over one step."
        }
    )
}

fn judge(played: Played, meetings: u32, arguments: &ManyArguments, disk: Spread) -> Row {
    let in_time = played.p99_ms <= BOUND_MS && played.typing_p99_ms <= BOUND_MS;
    let is_carried = in_time && played.errors == 0 && played.lost == 0 && played.was_whole;
    let client_was_limit = played.client_cores > FULL;
    let gave_out = if is_carried {
        None
    } else if played.server_cores > FULL {
        Some("the server's core")
    } else if client_was_limit {
        Some("the clients' core")
    } else if played.acknowledged_p99_ms > BOUND_MS && disk.p99_ms < BOUND_MS / 10.0 {
        Some("the server's core, for moments: the disk alone was quick")
    } else if played.acknowledged_p99_ms > BOUND_MS {
        Some("time until it was durable: the disk")
    } else if in_time {
        Some("errors")
    } else {
        Some("time, with both cores free")
    };
    Row {
        system: "convene",
        version: env!("CARGO_PKG_VERSION"),
        load: format!(
            "{} of {}",
            count_of(usize::try_from(meetings).unwrap_or(usize::MAX), "meeting"),
            arguments.people
        ),
        together: arguments.together,
        is_carried,
        client_was_limit,
        gave_out,
        fsync_p50_ms: disk.p50_ms,
        fsync_p99_ms: disk.p99_ms,
        played,
    }
}

fn print_heading() {
    line(
        "meetings deliveries/s   chat p50    p99  p99.9 ms   typing p50    p99  p99.9 ms   durable p50    p99 ms   moved p50    p99 ms  cores s/c    MiB  MiB/meeting  errors lost",
    );
}

fn print(row: &Row) {
    let played = &row.played;
    line(&format!(
        "{:8} {:12.0} {:10.1} {:6.1} {:9.1} {:12.1} {:6.1} {:9.1} {:13.1} {:9.1} {:11.1} {:9.1} {:5.2}/{:4.2} {:6.0} {:12.1}  {} {}  {}{}",
        played.meetings,
        played.deliveries_per_s,
        played.p50_ms,
        played.p99_ms,
        played.p999_ms,
        played.typing_p50_ms,
        played.typing_p99_ms,
        played.typing_p999_ms,
        played.acknowledged_p50_ms,
        played.acknowledged_p99_ms,
        played.moved_p50_ms,
        played.moved_p99_ms,
        played.server_cores,
        played.client_cores,
        played.rss_with_workers_mib,
        played.mib_per_meeting,
        played.errors,
        played.lost,
        row.gave_out
            .map_or_else(|| "carried".to_owned(), |what| format!("not carried: {what}")),
        if row.client_was_limit && row.is_carried {
            " (the clients' core is full)"
        } else {
            ""
        }
    ));
    for sample in &played.error_samples {
        line(&format!("    {sample}"));
    }
}
