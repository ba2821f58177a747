//! Workloads `fanout` and `board`: Convene beside its peers. Each run takes all of them in turn, each on a fresh server, so that what the
//! machine does meanwhile meets them alike; figures that are compared are of one run.

mod append;
mod commands;
mod convene;
mod course;
mod crowd;
mod desks;
mod fanout;
mod frame;
mod hall;
mod idle;
mod instances;
mod limit;
mod line;
mod many;
mod moving;
mod pages;
mod peers;
mod play;
mod plot;
mod relay;
mod rows;
mod search;
mod stage;
mod tally;
mod yjs;

use self::course::Pace;
use self::crowd::Crowd;
use self::rows::Row;
use self::stage::{Load, Stage, System};
use crate::figures;
use crate::report::{self, count_of, line};
use crate::server::build;
use crate::usage::Memory;
use anyhow::{Context as _, bail};
use clap::Args;
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::task::LocalSet;

pub(crate) use self::append::{AppendArguments, run as run_append};
pub(crate) use self::idle::{IdlePeer, Idlers, idle_peers};
pub(crate) use self::instances::{
    beside as beside_instances, load_names as instance_loads, run_beside as run_beside_instances,
};
pub(crate) use self::many::{ManyArguments, run as run_many};
pub(crate) use self::pages::{ReportArguments, write as write_pages};

/// From here on the clients may be what is measured.
const CLIENT_LIMIT: f64 = 0.9;

const FANOUT: [System; 6] = [
    System::Limit,
    System::Ws,
    System::SocketIo,
    System::Nats,
    System::ConveneSoft,
    System::ConveneDurable,
];
const BOARD: [System; 5] = [
    System::Relay,
    System::Hocuspocus,
    System::YWebsocket,
    System::YSweet,
    System::Convene,
];

const FANOUT_LOADS: [Load; 7] = [
    load("150@50", 1, 150, 150, Pace::PerSecond(50.0)),
    load("150max", 1, 150, 150, Pace::Max),
    load("30x5@10", 30, 5, 150, Pace::PerSecond(300.0)),
    load("30x5max", 30, 5, 150, Pace::Max),
    load("1000x5@1", 1_000, 5, 5_000, Pace::PerSecond(1_000.0)),
    load("1000x5max", 1_000, 5, 5_000, Pace::Max),
    load("1x2000max", 1, 2_000, 2_000, Pace::Max),
];
/// A closed loop has ten writers, since one alone may not write so fast for long: `150x1max` ends when it has written all that it may.
const BOARD_LOADS: [Load; 9] = [
    load("50@20", 1, 50, 1, Pace::PerSecond(20.0)),
    load("150@20", 1, 150, 1, Pace::PerSecond(20.0)),
    load("50x10w@20", 1, 50, 10, Pace::PerSecond(200.0)),
    load("150x10w@20", 1, 150, 10, Pace::PerSecond(200.0)),
    load("50max", 1, 50, 10, Pace::Max),
    load("150max", 1, 150, 10, Pace::Max),
    load("150x1max", 1, 150, 1, Pace::Max),
    load("200x5@2", 200, 5, 1_000, Pace::PerSecond(2_000.0)),
    load("200x5max", 200, 5, 1_000, Pace::Max),
];

/// What is measured: a system in some version, as one server or as instances with Redis between them.
#[derive(Debug, Clone)]
struct Entrant {
    system: System,
    name: String,
    version: String,
    instances: Option<usize>,
}

impl Entrant {
    fn one(system: System, version: String) -> Self {
        Self {
            system,
            name: system.name().to_owned(),
            version,
            instances: None,
        }
    }
}

const fn load(name: &'static str, rooms: usize, people: usize, senders: usize, pace: Pace) -> Load {
    Load {
        name,
        rooms,
        people,
        senders,
        pace,
    }
}

#[derive(Debug, Clone, Args)]
pub(crate) struct CompareArguments {
    /// Compare with this peer alone; may be given several times. Without: with all of them.
    #[arg(long)]
    peer: Vec<String>,
    /// This load alone; may be given several times. Without: all of them.
    #[arg(long)]
    load: Vec<String>,
    /// Times that all of them run.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=20))]
    runs: u16,
    /// Seconds that are measured, after one of warm-up.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=15))]
    seconds: u64,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// The bare broadcaster of `fanout` and `idle`, until it is killed.
pub(crate) async fn serve_limit(address: &str) -> anyhow::Result<bool> {
    limit::serve::<limit::Broadcaster>(address).await
}

/// The bare relay of `board`, until it is killed.
pub(crate) async fn serve_relay(address: &str) -> anyhow::Result<bool> {
    limit::serve::<relay::Document>(address).await
}

/// Which workload.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Workload {
    Fanout,
    Board,
}

/// Runs what the command line asks for; whether every delivery was accounted for.
pub(crate) async fn run(workload: Workload, arguments: &CompareArguments) -> anyhow::Result<bool> {
    let (name, systems, loads) = match workload {
        Workload::Fanout => ("fanout", &FANOUT[..], &FANOUT_LOADS[..]),
        Workload::Board => ("board", &BOARD[..], &BOARD_LOADS[..]),
    };
    let loads = chosen(loads, &arguments.load)?;
    let peers: Vec<&str> = systems
        .iter()
        .filter(|system| !system.is_ours())
        .map(|system| system.name())
        .collect();
    if let Some(unknown) = arguments.peer.iter().find(|name| !peers.contains(&name.as_str())) {
        bail!("no peer '{unknown}'; there are: {}", peers.join(", "));
    }
    let binary = build()?;
    let mut entrants = Vec::new();
    for system in systems {
        let is_wanted = arguments.peer.is_empty() || arguments.peer.iter().any(|peer| peer == system.name());
        if system.is_ours() {
            entrants.push(Entrant::one(*system, env!("CARGO_PKG_VERSION").to_owned()));
        } else if is_wanted {
            match peers::find(*system) {
                Ok(peer) => entrants.push(Entrant::one(*system, peer.version)),
                Err(why) => line(&format!("{} is left out: {why:#}", system.name())),
            }
        }
    }
    let seconds = Duration::from_secs(arguments.seconds);
    let mut runs: Vec<Vec<Row>> = Vec::new();
    for n in 1..=arguments.runs {
        line(&format!("run {n} of {}", arguments.runs));
        rows::print_heading();
        let mut run = Vec::new();
        for load in &loads {
            for entrant in &entrants {
                let row = LocalSet::new()
                    .run_until(measure(entrant, load, seconds, &binary))
                    .await
                    .with_context(|| format!("{} {}", entrant.name, load.name))?;
                rows::print(&row);
                run.push(row);
            }
        }
        runs.push(run);
    }
    finish(name, &entrants, &runs, arguments.json.as_deref())
}

fn chosen<'a>(loads: &'a [Load], names: &[String]) -> anyhow::Result<Vec<&'a Load>> {
    let known: Vec<_> = loads.iter().map(|load| load.name).collect();
    if let Some(unknown) = names.iter().find(|wanted| !known.contains(&wanted.as_str())) {
        bail!("no load '{unknown}'; there are: {}", known.join(", "));
    }
    let is_wanted =
        |load: &&Load| names.is_empty() || names.iter().any(|wanted| wanted.as_str() == load.name);
    Ok(loads.iter().filter(is_wanted).collect())
}

/// One load on a fresh server.
async fn measure(entrant: &Entrant, load: &Load, seconds: Duration, binary: &Path) -> anyhow::Result<Row> {
    let Stage {
        host,
        members,
        lines,
        echoes,
        ear,
        allowance,
    } = stage::set(entrant.system, entrant.instances, load, seconds, binary).await?;
    let connected_mib = host.mib(Memory::Now).0;
    let (crowd, tasks) = Crowd::start(members, echoes, ear)?;
    let course = course::run(&crowd, load.pace, seconds, allowance, &host.pids).await;
    let peak_mib = host.mib(Memory::Peak).1;
    drop(tasks);
    on_core(Core::Any)?;
    let tally = crowd.tally.borrow();
    #[expect(clippy::cast_precision_loss, reason = "counts of one run")]
    let (deliveries, bytes, clients) = (
        tally.deliveries as f64,
        tally.bytes as f64,
        load.everybody() as f64,
    );
    let measured = course.seconds.max(f64::MIN_POSITIVE);
    #[expect(clippy::cast_precision_loss, reason = "lines of one run")]
    let lines = lines as f64 * clients;
    let client_cores = course.client_cpu / measured;
    Ok(Row {
        system: entrant.name.clone(),
        version: entrant.version.clone(),
        load: load.name.to_owned(),
        deliveries_per_s: deliveries / measured,
        p50_ms: tally.arrival_ms(0.5),
        p99_ms: tally.arrival_ms(0.99),
        p999_ms: tally.arrival_ms(0.999),
        cpu_s_per_million: course.server_cpu / deliveries.max(1.0) * 1_000_000.0,
        rss_mib: peak_mib,
        kib_per_connection: (connected_mib - host.idle_mib) * 1024.0 / lines,
        bytes_per_client_minute: bytes / clients / measured * 60.0,
        seconds: course.seconds,
        server_cores: course.server_cpu / measured,
        client_cores,
        client_was_limit: client_cores > CLIENT_LIMIT,
        allowance_was_limit: course.was_cut,
        errors: tally.errors,
        lost: tally.lost(),
        error_samples: tally.samples.clone(),
    })
}

enum Core {
    Server,
    Clients,
    Any,
}

/// Servers on the first core, clients on the last, so that neither is measured at the cost of the other. What is started inherits it.
fn on_core(core: Core) -> anyhow::Result<()> {
    thread_local! {
        // What this process was allowed when it began.
        static ALLOWED: Option<CpuSet> = sched_getaffinity(Pid::from_raw(0)).ok();
    }
    let Some(allowed) = ALLOWED.with(|allowed| *allowed) else {
        return Ok(());
    };
    let mut cores = (0..CpuSet::count()).filter(|core| allowed.is_set(*core).unwrap_or(false));
    let one = match core {
        Core::Server => cores.next(),
        Core::Clients => cores.next_back(),
        Core::Any => None,
    };
    let mut chosen = allowed;
    if let Some(one) = one {
        chosen = CpuSet::new();
        chosen.set(one)?;
    }
    Ok(sched_setaffinity(Pid::from_raw(0), &chosen)?)
}

/// Prints medians and ratios, writes the JSON.
fn finish(name: &str, entrants: &[Entrant], runs: &[Vec<Row>], json: Option<&Path>) -> anyhow::Result<bool> {
    let rows = figures::medians(&runs.concat())?;
    line(&format!("medians of {}", count_of(runs.len(), "run")));
    rows::print_heading();
    rows.iter().for_each(rows::print);
    let ours: Vec<&str> = entrants
        .iter()
        .filter(|entrant| entrant.system.is_ours())
        .map(|entrant| entrant.name.as_str())
        .collect();
    let more = figures::beside(&ours, runs)?;
    report::write(name, &rows, more, json)?;
    Ok(rows.iter().all(|row| row.errors == 0 && row.lost == 0))
}
