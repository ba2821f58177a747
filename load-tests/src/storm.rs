//! Workload `storm`: the one server is killed under thousands of people and started again at once, and all of them come back.

use crate::command_line::StormArguments;
use crate::crowd::{self, MEETING};
use crate::figures;
use crate::light::{Back, Light, Place, snapshot};
use crate::measure::{Measure, Spread, milliseconds};
use crate::report::{self, line};
use crate::server::{Server, build, listens};
use crate::ways::Ways;
use nix::sys::signal::Signal;
use protocol::meeting::Command;
use protocol::meeting::view::View;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{Instant, sleep};

/// Every third says something before: with what all say afterwards a room's chat is as long as a snapshot shows it.
const SPEAKS_BEFORE: usize = 3;
/// So many begin to speak in a second.
const SPEAK_PER_SECOND: u32 = 200;
/// Who is not back after this time, from when the server listens again, is lost.
const BACK_WITHIN: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    system: String,
    version: String,
    load: String,
    people: u32,
    /// From the kill until the server listens again.
    start_ms: f64,
    /// From the kill until a person has what they missed.
    p50_ms: f64,
    p99_ms: f64,
    last_ms: f64,
    /// The same from when the server listens.
    listening_p50_ms: f64,
    listening_p99_ms: f64,
    listening_last_ms: f64,
    by_changes: usize,
    by_snapshot: usize,
    /// From a command said as soon as one is back to its answer.
    acknowledged_p50_ms: f64,
    acknowledged_p99_ms: f64,
    acknowledged_last_ms: f64,
    /// What one person received meanwhile.
    kib_per_person: f64,
    /// Of the server that was started again, until all are back and answered: CPU, peak alone and with its workers.
    cpu_s: f64,
    rss_mib: f64,
    rss_with_workers_mib: f64,
    errors: u64,
    /// People who are not back in time, and things that were said and are not there.
    lost: usize,
    error_samples: Vec<String>,
}

/// What somebody who came back found.
#[derive(Debug)]
struct Returned {
    back: Option<Back>,
    said: Option<String>,
    answered_after: Option<Duration>,
}

pub(crate) async fn run(arguments: &StormArguments) -> anyhow::Result<bool> {
    crowd::open_files(arguments.people)?;
    let mut runs = Vec::new();
    for n in 1..=arguments.runs {
        line(&format!("run {n} of {}", arguments.runs));
        let row = storm(arguments.people).await?;
        print(&row);
        runs.push(vec![row]);
    }
    let rows = figures::medians(&runs.concat())?;
    if runs.len() > 1 {
        line("medians");
        rows.iter().for_each(print);
    }
    let more = figures::beside(&[], &runs)?;
    report::write("storm", &rows, more, arguments.json.as_deref())?;
    Ok(rows.iter().all(|row| row.errors == 0 && row.lost == 0))
}

/// Once, on a fresh server.
async fn storm(count: u32) -> anyhow::Result<Row> {
    let mut server = block_in_place(|| Server::start_with(&build()?, &crowd::flags()))?;
    let address = server.address.clone();
    let measure = Arc::new(Measure::new()?);
    let places = crowd::join(&address, count).await?;
    let people = crowd::enter(&Ways::shaky(vec![address.clone()]), &places, &measure).await?;
    let people: Arc<[Light]> = people.into();
    let mut said = speak(&people, &measure).await?;
    let bytes = measure.bytes.load(Ordering::Relaxed);
    let killed = Instant::now();
    block_in_place(|| server.end(Signal::SIGKILL))?;
    let starting = server.starts_again();
    let mut returning = JoinSet::new();
    for n in 0..people.len() {
        returning.spawn(comes_back(Arc::clone(&people), n, killed, Arc::clone(&measure)));
    }
    let listening = listens(&address).await?;
    let server = starting.await??;
    let mut returned = Vec::with_capacity(people.len());
    while let Some(one) = returning.join_next().await {
        returned.push(one?);
    }
    let cpu_s = server.cpu_seconds();
    let bytes = measure.bytes.load(Ordering::Relaxed) - bytes;
    said.extend(returned.iter().filter_map(|one| one.said.clone()));
    let missing = missing(&address, &places, said).await?;
    let in_time: Vec<Back> = returned
        .iter()
        .filter_map(|one| one.back)
        .filter(|back| back.at <= listening + BACK_WITHIN)
        .collect();
    let since = |moment: Instant| {
        let times = in_time
            .iter()
            .map(|back| back.at.saturating_duration_since(moment));
        Spread::of(times.collect())
    };
    let by_changes = in_time.iter().filter(|back| back.by_changes).count();
    let (rss_mib, rss_with_workers_mib) = server.peak_mib();
    #[expect(clippy::cast_precision_loss, reason = "bytes of one run")]
    let bytes = bytes as f64;
    let (back, listened) = (since(killed), since(listening));
    let answer = Spread::of(returned.iter().filter_map(|one| one.answered_after).collect());
    Ok(Row {
        system: "convene".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        load: format!("{count} people in meetings of {MEETING}, killed"),
        people: count,
        start_ms: milliseconds(listening - killed),
        p50_ms: back.p50_ms,
        p99_ms: back.p99_ms,
        last_ms: back.max_ms,
        listening_p50_ms: listened.p50_ms,
        listening_p99_ms: listened.p99_ms,
        listening_last_ms: listened.max_ms,
        by_changes,
        by_snapshot: in_time.len() - by_changes,
        acknowledged_p50_ms: answer.p50_ms,
        acknowledged_p99_ms: answer.p99_ms,
        acknowledged_last_ms: answer.max_ms,
        kib_per_person: bytes / 1024.0 / f64::from(count),
        cpu_s,
        rss_mib,
        rss_with_workers_mib,
        errors: measure.errors.load(Ordering::Relaxed),
        lost: people.len() - in_time.len() + missing,
        error_samples: measure.error_samples(),
    })
}

/// Some say something while nothing is wrong; what the server said is durable.
async fn speak(people: &Arc<[Light]>, measure: &Measure) -> anyhow::Result<Vec<String>> {
    let mut speaking = JoinSet::new();
    for n in (0..people.len()).step_by(SPEAKS_BEFORE) {
        let people = Arc::clone(people);
        speaking.spawn(async move {
            let text = format!("before {n}");
            let answer = match people.get(n) {
                Some(person) => person.act(Command::Say { text: text.clone() }).await?,
                None => Err("nobody".to_owned()),
            };
            anyhow::Ok(answer.map(|_| text))
        });
        sleep(Duration::from_secs(1) / SPEAK_PER_SECOND).await;
    }
    let mut said = Vec::new();
    while let Some(answer) = speaking.join_next().await {
        match answer?? {
            Ok(text) => said.push(text),
            Err(code) => measure.error(format!("before: {code}")),
        }
    }
    Ok(said)
}

/// Waits for one person's return; they say something at once.
async fn comes_back(people: Arc<[Light]>, n: usize, killed: Instant, measure: Arc<Measure>) -> Returned {
    let mut returned = Returned {
        back: None,
        said: None,
        answered_after: None,
    };
    let Some(person) = people.get(n) else {
        return returned;
    };
    // The start of the server takes its time too.
    returned.back = person.comes(killed, killed + BACK_WITHIN * 2).await;
    if returned.back.is_none() {
        return returned;
    }
    let text = format!("after {n}");
    let began = Instant::now();
    match person.act(Command::Say { text: text.clone() }).await {
        Ok(Ok(_)) => {
            returned.answered_after = Some(began.elapsed());
            returned.said = Some(text);
        }
        Ok(Err(code)) => measure.error(format!("after: {code}")),
        Err(error) => measure.error(format!("after: {error:#}")),
    }
    returned
}

/// How much of what was said a newcomer does not see, over all meetings.
async fn missing(address: &str, places: &[Place], said: Vec<String>) -> anyhow::Result<usize> {
    #[derive(Deserialize)]
    struct Shown {
        view: View,
    }
    let mut said: BTreeSet<String> = said.into_iter().collect();
    let mut seen = BTreeSet::new();
    for place in places.iter().filter(|place| seen.insert(place.meeting.clone())) {
        let shown: Shown = serde_json::from_slice(&snapshot(address, place).await?)?;
        for message in shown.view.chat.values().flatten() {
            said.remove(&message.text);
        }
    }
    Ok(said.len())
}

fn print(row: &Row) {
    line(&format!("{} {} {}", row.system, row.version, row.load));
    line(&format!("  killed to listening {:.0} ms", row.start_ms));
    for (what, p50, p99, last) in [
        ("killed to back", row.p50_ms, row.p99_ms, row.last_ms),
        (
            "listening to back",
            row.listening_p50_ms,
            row.listening_p99_ms,
            row.listening_last_ms,
        ),
        (
            "command to answer",
            row.acknowledged_p50_ms,
            row.acknowledged_p99_ms,
            row.acknowledged_last_ms,
        ),
    ] {
        line(&format!(
            "  {what:19} p50 {p50:8.0} ms   p99 {p99:8.0} ms   last {last:8.0} ms"
        ));
    }
    line(&format!(
        "  {} came back by changes, {} by a snapshot, {:.0} KiB each",
        row.by_changes, row.by_snapshot, row.kib_per_person
    ));
    line(&format!(
        "  server: {:.2} CPU s, peak {:.1} MiB, with board workers {:.1} MiB",
        row.cpu_s, row.rss_mib, row.rss_with_workers_mib
    ));
    line(&format!("  errors {}, lost {}", row.errors, row.lost));
    for sample in &row.error_samples {
        line(&format!("    {sample}"));
    }
}
