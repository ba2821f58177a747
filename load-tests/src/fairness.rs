//! Workload `fairness`: everybody writes into one meeting through three instances, one of which is farther from the database; then one of
//! them stands still in the middle of its writing.

use crate::cluster::Cluster;
use crate::command_line::FairnessArguments;
use crate::diary::Answered;
use crate::gather::{arrive, to_rooms};
use crate::measure::Measure;
use crate::person::Person;
use crate::private::Line;
use crate::report::{self, line};
use crate::server::build;
use crate::ways::Ways;
use hdrhistogram::Histogram;
use nix::sys::signal::Signal;
use protocol::meeting::Command;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::sleep;

const INSTANCES: usize = 3;
/// The one that is farther away.
const FAR: usize = 2;
/// The one that stands still.
const STOPPED: usize = 0;
/// A person's pause after each answer.
const PAUSE: Duration = Duration::from_millis(100);
const STOPPED_FOR: Duration = Duration::from_secs(5);
/// An instance that does less than this part of what it would have in equal shares is starved.
const STARVED: f64 = 0.5;

/// What one instance's people had.
#[derive(Clone, Debug, Serialize)]
struct Row {
    part: &'static str,
    instance: usize,
    commands: u64,
    share: f64,
    p50_ms: f64,
    p99_ms: f64,
    max_ms: f64,
}

pub(crate) async fn run(arguments: &FairnessArguments) -> anyhow::Result<bool> {
    let binary = build()?;
    let cluster = block_in_place(|| Cluster::start(&binary, INSTANCES))?;
    let measure = Arc::new(Measure::new()?);
    let ways = Ways::shaky(cluster.addresses());
    let (facilitator, people) = arrive(&ways, arguments.participants, &measure).await?;
    to_rooms(&facilitator, &people, arguments.rooms).await?;
    let far = Duration::from_micros(arguments.far_us.into());
    if let Some(instance) = cluster.instances.get(FAR) {
        instance.lines(Line::Far(far), Line::Open);
    }
    line(&format!(
        "{} people write through {INSTANCES} instances; PostgreSQL is {far:?} farther from instance {FAR}",
        people.len()
    ));
    let over = Arc::new(AtomicBool::new(false));
    let mut at_work = JoinSet::new();
    for person in &people {
        at_work.spawn(writes(Arc::clone(person), Arc::clone(&over)));
    }
    sleep(Duration::from_secs(2)).await;
    let began = measure.micros();
    sleep(Duration::from_secs(arguments.seconds.into())).await;
    let mut rows = rows("all", &people, began, measure.micros())?;
    let began = measure.micros();
    if let Some(instance) = cluster.instances.get(STOPPED) {
        instance.server().signal(Signal::SIGSTOP)?;
        sleep(STOPPED_FOR).await;
        let until = measure.micros();
        instance.server().signal(Signal::SIGCONT)?;
        sleep(Duration::from_secs(2)).await;
        rows.extend(self::rows("stopped", &people, began, until)?);
    }
    over.store(true, Ordering::Relaxed);
    while let Some(worked) = at_work.join_next().await {
        worked??;
    }
    for row in &rows {
        print(row);
    }
    let longest = |part: &str| {
        let waits = rows
            .iter()
            .filter(|row| row.part == part && (part == "all" || row.instance != STOPPED));
        waits.map(|row| row.max_ms).fold(0.0, f64::max)
    };
    line(&format!("longest wait {:.0} ms", longest("all")));
    line(&format!(
        "longest wait at the others while instance {STOPPED} stood still {:.0} ms",
        longest("stopped")
    ));
    let errors = measure.error_samples();
    for error in &errors {
        line(&format!("  {error}"));
    }
    report::write(
        "fairness",
        &rows,
        serde_json::Map::new(),
        arguments.json.as_deref(),
    )?;
    #[expect(clippy::cast_precision_loss, reason = "three")]
    let least = STARVED / INSTANCES as f64;
    let nobody_starves = rows.iter().all(|row| row.part != "all" || row.share >= least);
    Ok(nobody_starves && errors.is_empty())
}

/// One command after the other.
async fn writes(person: Arc<Person>, over: Arc<AtomicBool>) -> anyhow::Result<()> {
    let lower = Command::LowerHand {
        person: None,
        called: false,
    };
    while !over.load(Ordering::Relaxed) {
        for command in [Command::RaiseHand {}, lower.clone()] {
            let _ = person.try_act(command).await?;
            sleep(PAUSE).await;
        }
    }
    Ok(())
}

fn rows(part: &'static str, people: &[Arc<Person>], from: u64, until: u64) -> anyhow::Result<Vec<Row>> {
    let mut of_instance = Vec::new();
    for _ in 0..INSTANCES {
        of_instance.push(Histogram::<u64>::new_with_bounds(1, 600_000_000, 3)?);
    }
    let in_time = |answered: &&Answered| answered.answered > from && answered.sent < until;
    for (n, person) in people.iter().enumerate() {
        // Person 0 is the facilitator; the others come in order.
        let Some(histogram) = of_instance.get_mut((n + 1) % INSTANCES) else {
            continue;
        };
        person.link.diary.read(|pages| {
            for answered in pages.answered.iter().filter(in_time) {
                histogram.saturating_record((answered.answered - answered.sent.max(from)).max(1));
            }
        });
    }
    let all: u64 = of_instance.iter().map(Histogram::len).sum();
    #[expect(clippy::cast_precision_loss, reason = "microseconds and counts of a run")]
    let row = |(instance, histogram): (usize, &Histogram<u64>)| Row {
        part,
        instance,
        commands: histogram.len(),
        share: histogram.len() as f64 / all.max(1) as f64,
        p50_ms: histogram.value_at_quantile(0.5) as f64 / 1000.0,
        p99_ms: histogram.value_at_quantile(0.99) as f64 / 1000.0,
        max_ms: histogram.max() as f64 / 1000.0,
    };
    Ok(of_instance.iter().enumerate().map(row).collect())
}

fn print(row: &Row) {
    line(&format!(
        "{:8} instance {}  {:6} commands  share {:5.1} %   p50 {:8.1} ms   p99 {:8.1} ms   max {:8.1} ms",
        row.part,
        row.instance,
        row.commands,
        row.share * 100.0,
        row.p50_ms,
        row.p99_ms,
        row.max_ms
    ));
}
