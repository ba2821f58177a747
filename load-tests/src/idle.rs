//! Workload `idle`: thousands of connections that do nothing but live, and what each costs; on a bare WebSocket server beside it.

use crate::bare::Bare;
use crate::command_line::IdleArguments;
use crate::crowd::{self, MEETING};
use crate::light::{Light, Place};
use crate::measure::Measure;
use crate::report::{self, line};
use crate::server::{Server, build};
use crate::ways::Ways;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::task::block_in_place;
use tokio::time::{Instant, sleep};

/// Before it is counted as idle: what follows from so many arrivals is done.
const SETTLES_IN: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Serialize)]
struct Row {
    system: &'static str,
    version: &'static str,
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
    /// What a client received.
    bytes_per_client_minute: f64,
    errors: u64,
    /// Connections that are not there any more.
    lost: usize,
    error_samples: Vec<String>,
}

/// What is measured of a server.
struct Looked {
    server_mib: f64,
    workers_mib: f64,
    cpu_s: f64,
}

/// Where the connections are.
enum Host {
    Convene(Server),
    Bare(Bare),
}

impl Host {
    fn address(&self) -> &str {
        match self {
            Self::Convene(server) => &server.address,
            Self::Bare(bare) => &bare.address,
        }
    }

    fn look(&self) -> Looked {
        match self {
            Self::Convene(server) => {
                let (server_mib, workers_mib) = server.memory_mib();
                Looked {
                    server_mib,
                    workers_mib,
                    cpu_s: server.cpu_seconds(),
                }
            }
            Self::Bare(bare) => Looked {
                server_mib: bare.memory_mib(),
                workers_mib: 0.0,
                cpu_s: bare.cpu_seconds(),
            },
        }
    }
}

pub(crate) async fn run(arguments: &IdleArguments) -> anyhow::Result<bool> {
    crowd::open_files(arguments.connections)?;
    let server = block_in_place(|| Server::start_with(&build()?, &crowd::flags()))?;
    let fresh = Host::Convene(server);
    let before = fresh.look();
    let places = crowd::join(fresh.address(), arguments.connections).await?;
    line(&format!("{} people have joined", places.len()));
    let own = live(arguments, fresh, before, &places).await?;
    let bare = Host::Bare(block_in_place(Bare::start)?);
    let before = bare.look();
    let limit = live(arguments, bare, before, &places).await?;
    let rows = [own, limit];
    for row in &rows {
        print(row);
    }
    report::write("idle", &rows, serde_json::Map::new(), arguments.json.as_deref())?;
    Ok(rows.iter().all(|row| row.errors == 0 && row.lost == 0))
}

/// All of them come in and live for a while.
async fn live(
    arguments: &IdleArguments,
    host: Host,
    before: Looked,
    places: &[Place],
) -> anyhow::Result<Row> {
    let measure = Arc::new(Measure::new()?);
    let joined = host.look();
    let ways = Ways::steady(vec![host.address().to_owned()]);
    let people = crowd::enter(&ways, places, &measure).await?;
    sleep(SETTLES_IN).await;
    let (began, bytes, cpu_s) = (
        Instant::now(),
        measure.bytes.load(Ordering::Relaxed),
        host.look().cpu_s,
    );
    sleep(Duration::from_secs(arguments.seconds.into())).await;
    let end = host.look();
    let bytes = measure.bytes.load(Ordering::Relaxed) - bytes;
    let minutes = began.elapsed().as_secs_f64() / 60.0;
    #[expect(clippy::cast_precision_loss, reason = "counts of one run")]
    let (count, bytes) = (people.len() as f64, bytes as f64);
    let (system, version) = match host {
        Host::Convene(_) => ("convene", env!("CARGO_PKG_VERSION")),
        Host::Bare(_) => ("limit", "tokio-tungstenite"),
    };
    Ok(Row {
        system,
        version,
        load: format!("{} idle in meetings of {MEETING}", people.len()),
        connections: people.len(),
        seconds: minutes * 60.0,
        before_mib: before.server_mib,
        before_workers_mib: before.workers_mib,
        joined_mib: joined.server_mib,
        rss_mib: end.server_mib,
        workers_mib: end.workers_mib,
        kib_per_connection: (end.server_mib - before.server_mib) * 1024.0 / count,
        kib_per_connection_since_joined: (end.server_mib - joined.server_mib) * 1024.0 / count,
        cpu_s_per_minute: (end.cpu_s - cpu_s) / minutes,
        bytes_per_client_minute: bytes / count / minutes,
        errors: measure.errors.load(Ordering::Relaxed),
        lost: people.iter().filter(|person| !Light::is_here(person)).count(),
        error_samples: measure.error_samples(),
    })
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
        row.cpu_s_per_minute, row.bytes_per_client_minute, row.errors, row.lost
    ));
    for sample in &row.error_samples {
        line(&format!("    {sample}"));
    }
}
