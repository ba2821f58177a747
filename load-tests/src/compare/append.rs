//! Workload `append`: commands that are acknowledged as durable, beside bare inserts of the same bytes that as many callers wait for, in one
//! run and on the same disk. What the journal costs on top of its database.

use super::commands::{answer, is_error};
use super::course::Watch;
use super::crowd::{Crowd, Member};
use super::hall::{Hall, Party};
use super::tally::Tally;
use super::{Core, on_core};
use crate::disk;
use crate::figures;
use crate::measure::Spread;
use crate::private::Postgres;
use crate::report::{self, count_of, line};
use crate::server::build;
use anyhow::{Context as _, bail};
use bare::Bare;
use clap::Args;
use hands::Hands;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::task::LocalSet;
use tokio::time::timeout;

mod bare;
mod hands;

/// Callers that wait at once, of Convene and of the bare inserts.
const WAITING: usize = 150;
const WARM_UP: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(10);
const FSYNCS: u32 = 300;
/// People of each meeting, and the breakout rooms in which they are five each.
const PEOPLE: u16 = 150;
const ROOMS: u16 = 30;

/// So many meetings. A hand is told to everybody in its room.
struct Load {
    name: &'static str,
    meetings: usize,
    /// Breakout rooms of each; none: everybody is in the main room.
    rooms: u16,
    /// Commands of all of them; none: the next one as soon as one is answered.
    per_second: Option<f64>,
}

const LOADS: [Load; 4] = [
    load("150@50", 1, ROOMS, Some(50.0)),
    load("30x5max", 1, ROOMS, None),
    load("1x150max", 1, 0, None),
    load("8x150max", 8, ROOMS, None),
];

const fn load(name: &'static str, meetings: usize, rooms: u16, per_second: Option<f64>) -> Load {
    Load {
        name,
        meetings,
        rooms,
        per_second,
    }
}

/// Where it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Store {
    Sqlite,
    Postgresql,
}

impl Store {
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgresql => "postgresql",
        }
    }
}

#[derive(Debug, Clone, Args)]
pub(crate) struct AppendArguments {
    /// This store alone. Without: SQLite, then PostgreSQL.
    #[arg(long)]
    store: Option<Store>,
    /// This load alone; may be given several times. Without: all of them.
    #[arg(long)]
    load: Vec<String>,
    /// Times that all of it runs.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=20))]
    runs: u16,
    /// Seconds that are measured, after one of warm-up.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=15))]
    seconds: u64,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    system: String,
    version: String,
    load: String,
    commands_per_s: f64,
    /// Messages to pages for each command, its sender's too: what was decided together is told together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    messages_per_command: Option<f64>,
    /// From when a command was to go to its answer, which says that it is durable.
    p50_ms: f64,
    p99_ms: f64,
    p999_ms: f64,
    /// Of a page on this disk, just before.
    fsync_p50_ms: f64,
    fsync_p99_ms: f64,
    /// What the database was given for each.
    bytes_per_entry: f64,
    /// For a million commands, and parts of a core; none of bare inserts, which are in our own process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cpu_s_per_million: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    server_cores: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_cores: Option<f64>,
    /// Everybody had done all that they may before the time was over.
    allowance_was_limit: bool,
    errors: u64,
    lost: u64,
    error_samples: Vec<String>,
}

pub(crate) async fn run(arguments: &AppendArguments) -> anyhow::Result<bool> {
    crate::crowd::open_files(4_000)?;
    let binary = build()?;
    let stores = match arguments.store {
        Some(store) => vec![store],
        None => vec![Store::Sqlite, Store::Postgresql],
    };
    let known = LOADS.map(|load| load.name);
    if let Some(unknown) = arguments.load.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no load '{unknown}'; there are: {}", known.join(", "));
    }
    let is_wanted =
        |load: &&Load| arguments.load.is_empty() || arguments.load.iter().any(|name| name == load.name);
    let seconds = Duration::from_secs(arguments.seconds);
    let mut runs = Vec::new();
    for n in 1..=arguments.runs {
        line(&format!("run {n} of {}", arguments.runs));
        print_heading();
        let mut rows = Vec::new();
        for (store, load) in stores
            .iter()
            .flat_map(|store| LOADS.iter().filter(is_wanted).map(move |load| (*store, load)))
        {
            let pair = LocalSet::new()
                .run_until(pair(store, load, seconds, &binary))
                .await
                .with_context(|| format!("{} {}", store.name(), load.name));
            on_core(Core::Any)?;
            for row in pair? {
                print(&row);
                rows.push(row);
            }
        }
        runs.push(rows);
    }
    let rows = figures::medians(&runs.concat())?;
    line(&format!("medians of {}", count_of(runs.len(), "run")));
    print_heading();
    rows.iter().for_each(print);
    let more = figures::beside(&["convene"], &runs)?;
    report::write("append", &rows, more, arguments.json.as_deref())?;
    Ok(rows.iter().all(|row| row.errors == 0 && row.lost == 0))
}

/// Convene, then bare inserts of as many bytes.
async fn pair(store: Store, load: &Load, seconds: Duration, binary: &Path) -> anyhow::Result<Vec<Row>> {
    on_core(Core::Server)?;
    let postgres = match store {
        Store::Sqlite => None,
        Store::Postgresql => Some(Postgres::start(true)?),
    };
    on_core(Core::Clients)?;
    let flags = match &postgres {
        Some(postgres) => vec!["--database-url".to_owned(), postgres.plain_url()],
        None => Vec::new(),
    };
    let party = Party {
        people: PEOPLE,
        rooms: load.rooms,
        with_boards: false,
        with_late: false,
    };
    let hall = Hall::open(binary, &flags, &vec![party; load.meetings]).await?;
    let disk = disk::fsync(hall.server.folder(), FSYNCS)?;
    let (mut own, bytes) = convene(hall, load, seconds, postgres.as_ref()).await?;
    own.load = format!("{} {}", store.name(), load.name);
    let disk_later = disk::fsync(&std::env::temp_dir(), FSYNCS)?;
    let bare = Bare::start(postgres.as_ref().map(Postgres::plain_url), bytes)?;
    let limit = bare.run(WAITING, load.per_second, WARM_UP, seconds).await?;
    let limit = Row {
        system: "limit".to_owned(),
        version: format!("bare inserts, {}", store.name()),
        load: own.load.clone(),
        ..limit
    };
    let beside = |row: Row, disk: Spread| Row {
        fsync_p50_ms: disk.p50_ms,
        fsync_p99_ms: disk.p99_ms,
        bytes_per_entry: as_figure(bytes),
        ..row
    };
    Ok(vec![beside(own, disk), beside(limit, disk_later)])
}

#[expect(clippy::cast_precision_loss, reason = "some hundred bytes")]
fn as_figure(bytes: usize) -> f64 {
    bytes as f64
}

/// Everybody's hands go up and down. What came of it, and the bytes that the database has for each.
async fn convene(
    hall: Hall,
    load: &Load,
    seconds: Duration,
    postgres: Option<&Postgres>,
) -> anyhow::Result<(Row, usize)> {
    let Hall { server, meetings, .. } = hall;
    let mut members = Vec::new();
    for (n, guest) in meetings
        .into_iter()
        .enumerate()
        .flat_map(|(n, meeting)| meeting.guests.into_iter().map(move |guest| (n, guest)))
    {
        members.push(Member {
            line: guest.line.take().await?,
            room: n,
            pen: None,
        });
    }
    let everybody = members.len();
    let (crowd, _tasks) = Crowd::start(members, true, Box::new(hear))?;
    let mut watch = Watch::new(&[server.pid()]);
    let mut hands = Hands::new(&crowd, everybody)?;
    let allowance_was_limit = !match load.per_second {
        None => hands.closed_loop(&mut watch, seconds).await,
        Some(rate) => hands.at_rate(rate, &mut watch, seconds).await,
    };
    watch.end(&crowd);
    let all_answered = async {
        while crowd.tally.borrow().under_way > 0 && !crowd.is_broken.get() {
            crowd.moved.notified().await;
        }
    };
    // What is not answered by now is counted as lost.
    let _ = timeout(PATIENCE, all_answered).await;
    let bytes = match postgres {
        Some(postgres) => bytes_in_postgres(postgres)?,
        None => bare::bytes_in_sqlite(server.folder()).await?,
    };
    let tally = crowd.tally.borrow();
    let measured = watch.course.seconds.max(f64::MIN_POSITIVE);
    #[expect(clippy::cast_precision_loss, reason = "counts of one run")]
    let (commands, messages) = (tally.answered as f64, tally.deliveries as f64);
    let row = Row {
        system: "convene".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        load: String::new(),
        commands_per_s: commands / measured,
        messages_per_command: Some(messages / commands.max(1.0)),
        p50_ms: tally.answer_ms(0.5),
        p99_ms: tally.answer_ms(0.99),
        p999_ms: tally.answer_ms(0.999),
        fsync_p50_ms: 0.0,
        fsync_p99_ms: 0.0,
        bytes_per_entry: 0.0,
        cpu_s_per_million: Some(watch.course.server_cpu / commands.max(1.0) * 1_000_000.0),
        server_cores: Some(watch.course.server_cpu / measured),
        client_cores: Some(watch.course.client_cpu / measured),
        allowance_was_limit,
        errors: tally.errors + tally.refused,
        lost: tally.lost(),
        error_samples: tally.samples.clone(),
    };
    Ok((row, bytes))
}

fn hear(_: usize, message: &[u8], tally: &mut Tally) {
    if let Some(answer) = answer(message) {
        let now = tally.now();
        tally.answers(answer.n, answer.is_done, now);
    }
    if message.starts_with(b"{\"type\":\"changes\"") {
        tally.deliveries += u64::from(tally.is_measuring);
    }
    if is_error(message) {
        let words = String::from_utf8_lossy(message);
        tally.error(words.chars().take(200).collect());
    }
}

/// Of the entry and of the row that says that the command was done.
fn bytes_in_postgres(postgres: &Postgres) -> anyhow::Result<usize> {
    let rows = postgres.rows(
        "SELECT (SELECT avg(16 + 8 + 8 + 32 + octet_length(body::text)) FROM entries)::int \
         + (SELECT avg(16 + 16 + 16 + 8 + 8 + coalesce(octet_length(reply::text), 0)) FROM commands)::int",
    )?;
    let number = rows.first().and_then(|row| row.trim().parse().ok());
    number.context("no entries")
}

fn print_heading() {
    line(
        "system   load                 commands/s    p50    p99  p99.9 ms   fsync p50    p99 ms  messages  CPU s/1M  cores s/c   bytes  errors lost",
    );
}

fn print(row: &Row) {
    line(&format!(
        "{:8} {:20} {:10.0} {:6.2} {:6.2} {:9.2} {:11.2} {:9.2} {:9.1} {:9.1} {:5.2}/{:4.2} {:7.0}  {} {}{}",
        row.system,
        row.load,
        row.commands_per_s,
        row.p50_ms,
        row.p99_ms,
        row.p999_ms,
        row.fsync_p50_ms,
        row.fsync_p99_ms,
        row.messages_per_command.unwrap_or_default(),
        row.cpu_s_per_million.unwrap_or_default(),
        row.server_cores.unwrap_or_default(),
        row.client_cores.unwrap_or_default(),
        row.bytes_per_entry,
        row.errors,
        row.lost,
        if row.allowance_was_limit {
            "  all was done that may be done"
        } else {
            ""
        }
    ));
    for sample in &row.error_samples {
        line(&format!("    {sample}"));
    }
}
