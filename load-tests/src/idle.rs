//! Workload `idle`: thousands of connections that do nothing but live, and what each costs; on a bare WebSocket server and on peers beside it.

use crate::command_line::IdleArguments;
use crate::compare::{self, Idlers};
use crate::crowd::{self, MEETING};
use crate::figures;
use crate::light::Light;
use crate::measure::Measure;
use crate::report::{self, line};
use crate::server::{Server, build};
use crate::ways::Ways;
use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::task::{LocalSet, block_in_place};
use tokio::time::{Instant, sleep};

/// Before it is counted as idle: what follows from so many arrivals is done.
const SETTLES_IN: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    system: String,
    version: String,
    load: String,
    connections: usize,
    seconds: f64,
    /// The server alone, and its workers together: fresh; everybody has joined and nobody is connected; at the end.
    before_mib: f64,
    before_workers_mib: f64,
    joined_mib: f64,
    rss_mib: f64,
    workers_mib: f64,
    /// Of all that came since it was fresh (meetings, people, connections), and since everybody had joined.
    kib_per_connection: f64,
    kib_per_connection_since_joined: f64,
    cpu_s_per_minute: f64,
    /// What a client received; of Convene alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes_per_client_minute: Option<f64>,
    errors: u64,
    /// Connections that are not there any more.
    lost: usize,
    error_samples: Vec<String>,
}

pub(crate) async fn run(arguments: &IdleArguments) -> anyhow::Result<bool> {
    crowd::open_files(arguments.connections)?;
    let peers = compare::idle_peers(&arguments.peer)?;
    let mut runs = Vec::new();
    for n in 1..=arguments.runs {
        line(&format!("run {n} of {}", arguments.runs));
        let mut rows = vec![own(arguments).await?];
        rows.iter().for_each(print);
        for peer in &peers {
            let idle = LocalSet::new().run_until(beside(arguments, peer)).await;
            let row = idle.with_context(|| peer.name())?;
            print(&row);
            rows.push(row);
        }
        runs.push(rows);
    }
    let rows = figures::medians(&runs.concat())?;
    line(&format!("medians of {} run(s)", runs.len()));
    rows.iter().for_each(print);
    let more = figures::beside(&["convene"], &runs)?;
    report::write("idle", &rows, more, arguments.json.as_deref())?;
    Ok(rows.iter().all(|row| row.errors == 0 && row.lost == 0))
}

/// All of them join, come in and live for a while.
async fn own(arguments: &IdleArguments) -> anyhow::Result<Row> {
    let server = block_in_place(|| Server::start_with(&build()?, &crowd::flags()))?;
    let before = server.memory_mib();
    let places = crowd::join(&server.address, arguments.connections).await?;
    line(&format!("{} people have joined", places.len()));
    let joined = server.memory_mib();
    let measure = Arc::new(Measure::new()?);
    let ways = Ways::steady(vec![server.address.clone()]);
    let people = crowd::enter(&ways, &places, &measure).await?;
    sleep(SETTLES_IN).await;
    let (began, bytes, cpu_s) = (
        Instant::now(),
        measure.bytes.load(Ordering::Relaxed),
        server.cpu_seconds(),
    );
    sleep(Duration::from_secs(arguments.seconds.into())).await;
    let minutes = began.elapsed().as_secs_f64() / 60.0;
    let end = server.memory_mib();
    let bytes = measure.bytes.load(Ordering::Relaxed) - bytes;
    #[expect(clippy::cast_precision_loss, reason = "counts of one run")]
    let (count, bytes) = (people.len() as f64, bytes as f64);
    Ok(Row {
        system: "convene".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        load: load(arguments),
        connections: people.len(),
        seconds: minutes * 60.0,
        before_mib: before.0,
        before_workers_mib: before.1,
        joined_mib: joined.0,
        rss_mib: end.0,
        workers_mib: end.1,
        kib_per_connection: (end.0 - before.0) * 1024.0 / count,
        kib_per_connection_since_joined: (end.0 - joined.0) * 1024.0 / count,
        cpu_s_per_minute: (server.cpu_seconds() - cpu_s) / minutes,
        bytes_per_client_minute: Some(bytes / count / minutes),
        errors: measure.errors.load(Ordering::Relaxed),
        lost: people.iter().filter(|person| !Light::is_here(person)).count(),
        error_samples: measure.error_samples(),
    })
}

/// As many lines to a peer, on which nothing is said.
async fn beside(arguments: &IdleArguments, peer: &compare::IdlePeer) -> anyhow::Result<Row> {
    let idlers = Idlers::come(peer, arguments.connections).await?;
    sleep(SETTLES_IN).await;
    let (began, cpu_s) = (Instant::now(), idlers.cpu_seconds());
    sleep(Duration::from_secs(arguments.seconds.into())).await;
    let minutes = began.elapsed().as_secs_f64() / 60.0;
    let end = idlers.memory_mib();
    let kib = (end - idlers.before_mib()) * 1024.0 / f64::from(arguments.connections);
    Ok(Row {
        system: peer.name().to_owned(),
        version: peer.version().to_owned(),
        load: load(arguments),
        connections: idlers.count(),
        seconds: minutes * 60.0,
        before_mib: idlers.before_mib(),
        before_workers_mib: 0.0,
        joined_mib: idlers.before_mib(),
        rss_mib: end,
        workers_mib: 0.0,
        kib_per_connection: kib,
        kib_per_connection_since_joined: kib,
        cpu_s_per_minute: (idlers.cpu_seconds() - cpu_s) / minutes,
        bytes_per_client_minute: None,
        errors: 0,
        lost: idlers.lost(),
        error_samples: Vec::new(),
    })
}

fn load(arguments: &IdleArguments) -> String {
    format!(
        "{} idle, Convene's in meetings of {MEETING}",
        arguments.connections
    )
}

fn print(row: &Row) {
    line(&format!(
        "{} {} {} for {:.0} s",
        row.system, row.version, row.load, row.seconds
    ));
    line(&format!(
        "  server {:.1} MiB fresh, {:.1} when all had joined, {:.1} at the end; workers {:.1} and {:.1}",
        row.before_mib, row.joined_mib, row.rss_mib, row.before_workers_mib, row.workers_mib
    ));
    line(&format!(
        "  {:.1} KiB per connection with its part of a meeting, {:.1} since all had joined",
        row.kib_per_connection, row.kib_per_connection_since_joined
    ));
    line(&format!(
        "  {:.2} CPU s per minute, {:.0} bytes per client and minute, errors {}, lost {}",
        row.cpu_s_per_minute,
        row.bytes_per_client_minute.unwrap_or_default(),
        row.errors,
        row.lost
    ));
    for sample in &row.error_samples {
        line(&format!("    {sample}"));
    }
}
