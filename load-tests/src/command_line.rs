//! The command line.

use crate::compare::{self, AppendArguments, CompareArguments, ManyArguments, ReportArguments};
use crate::faults::FaultArguments;
use crate::{fairness, faults, growth, idle, instances, meeting, open, report, soak, storm};
use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Of the whole program, and of the workloads where somebody may look for it.
const BINARY: &str = "CONVENE_BIN=PROGRAM in the environment: measures that `convene`. Without it the workspace's own is built and measured.";

#[derive(Debug, Parser)]
#[command(
    about = "Convene's load generator. Starts its own servers on loopback with temporary databases.",
    after_help = BINARY
)]
struct Arguments {
    #[command(subcommand)]
    workload: Workload,
}

#[derive(Debug, Subcommand)]
enum Workload {
    /// One whole shortened consultancy round: people typing, chatting, raising hands, everyone brought back.
    Meeting(MeetingArguments),
    /// The same on one, two and three instances with PostgreSQL and Redis, and what a second one costs Socket.IO and Hocuspocus.
    #[command(after_help = BINARY)]
    Instances(InstancesArguments),
    /// A long meeting's writing on one board in little time: does the board grow, does it slow down?
    Soak(SoakArguments),
    /// Three instances on PostgreSQL and Redis, one fault after the other: what is lost, what is done twice, how long until it goes on.
    Faults(FaultArguments),
    /// Everybody writes through three instances, one of them farther from PostgreSQL: who waits how long.
    Fairness(FairnessArguments),
    /// Messages to rooms, beside `ws`, Socket.IO, NATS and a bare broadcaster: how many a second, how late, at what cost.
    #[command(after_help = BINARY)]
    Fanout(CompareArguments),
    /// A Yjs board, beside Hocuspocus, y-websocket, y-sweet and a bare relay: the same.
    #[command(after_help = BINARY)]
    Board(CompareArguments),
    /// Commands acknowledged as durable, beside bare inserts of the same bytes that as many callers wait for: SQLite and PostgreSQL.
    #[command(after_help = BINARY)]
    Append(AppendArguments),
    /// As many whole meetings at once as the machine carries, at the pace of people: how many, and what gives out first.
    #[command(after_help = BINARY)]
    Many(ManyArguments),
    /// Meetings that are held and end, batch after batch on one server: does memory grow with them?
    #[command(after_help = BINARY)]
    Growth(GrowthArguments),
    /// One server under thousands of people is killed and started again at once: how long until all of them are back.
    #[command(after_help = BINARY)]
    Storm(StormArguments),
    /// Thousands of connections that do nothing but live, beside a bare WebSocket server, `ws`, Socket.IO and NATS: what one costs.
    #[command(after_help = BINARY)]
    Idle(IdleArguments),
    /// A meeting and a board with a long past are opened after a kill: how long until the first person sees something.
    #[command(after_help = BINARY)]
    Open(OpenArguments),
    /// Writes pages and plots from what workloads have written with `--json`.
    Report(ReportArguments),
    /// The bare broadcaster of `fanout` and `idle`, alone.
    #[command(hide = true)]
    Limit {
        /// Where to listen.
        address: String,
    },
    /// The bare relay of `board`, alone.
    #[command(hide = true)]
    Relay {
        /// Where to listen.
        address: String,
    },
}

#[derive(Debug, Clone, Args)]
pub(crate) struct StormArguments {
    /// People, in meetings of 150.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub(crate) people: u32,
    /// Times that it is done, each on a fresh server.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=20))]
    pub(crate) runs: u16,
    /// Where to write the figures as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct IdleArguments {
    /// Connections, each of a person of their own, in meetings of 150.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=25_000))]
    pub(crate) connections: u32,
    /// Seconds in which nobody does anything.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u16).range(5..=3_600))]
    pub(crate) seconds: u16,
    /// Compare with this peer alone; may be given several times. Without: with all of them.
    #[arg(long)]
    pub(crate) peer: Vec<String>,
    /// Times that all of them run.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=20))]
    pub(crate) runs: u16,
    /// Where to write the figures as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct OpenArguments {
    /// Events of the meeting.
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(100..=500_000))]
    pub(crate) events: u64,
    /// Updates of its board.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(100..=250_000))]
    pub(crate) updates: u64,
    /// Times the server is killed and started again.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=50))]
    pub(crate) restarts: u16,
    /// A folder where the past is left for the next run, or taken from if one was left there.
    #[arg(long)]
    pub(crate) past: Option<PathBuf>,
    /// Where to write the figures as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct GrowthArguments {
    /// Meetings of each batch.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=300))]
    pub(crate) meetings: u32,
    /// Batches. The growth is seen over the second half of them, from six on: more and smaller ones say more.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub(crate) batches: u32,
    /// Seconds from the end of a batch to its figures and the next one. A meeting that nobody looks at is put away after a minute: with less than 70
    /// some are in every figure, as many each time, and what comes in the first 70 seconds does not count.
    #[arg(long, default_value_t = 70, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) every: u64,
    /// Where to write the figures as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct SoakArguments {
    /// People who write on the board.
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u16).range(2..=300))]
    pub(crate) people: u16,
    /// Notes that each of them writes, letter by letter; a quarter is deleted again.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=24))]
    pub(crate) notes: u16,
    /// Where to write the figures as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
}

/// Who meets, and for how long.
#[derive(Debug, Clone, Args)]
pub(crate) struct Gathering {
    /// People beside the facilitator.
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u16).range(2..=500))]
    pub(crate) participants: u16,
    /// Breakout rooms.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(crate) rooms: u16,
    /// Seconds of the whole round (its six steps share them).
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(40..=1800))]
    pub(crate) seconds: u32,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct MeetingArguments {
    #[command(flatten)]
    pub(crate) gathering: Gathering,
    /// Times the whole meeting is run, each on a fresh server.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=20))]
    pub(crate) runs: u16,
    /// Where to write the figures as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct InstancesArguments {
    #[command(flatten)]
    pub(crate) gathering: Gathering,
    /// The meeting is held on one instance, then on one more, up to so many.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=3))]
    pub(crate) instances: u8,
    /// This alone: `meeting`, or a load with peers beside it (`150@50`, `150@20`); may be given several times. Without: all of them.
    #[arg(long)]
    pub(crate) load: Vec<String>,
    /// Beside this peer alone (`socket.io`, `hocuspocus`); may be given several times. Without: beside both.
    #[arg(long)]
    pub(crate) peer: Vec<String>,
    /// Seconds that are measured of each load with peers, after one of warm-up.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=15))]
    pub(crate) load_seconds: u64,
    /// Times that all of them are run.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=20))]
    pub(crate) runs: u16,
    /// Where to write the figures as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct FairnessArguments {
    /// People beside the facilitator.
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u16).range(3..=500))]
    pub(crate) participants: u16,
    /// Breakout rooms.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(crate) rooms: u16,
    /// Seconds of writing.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(5..=600))]
    pub(crate) seconds: u16,
    /// How much farther PostgreSQL is from one of the instances, there and back, in microseconds.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) far_us: u32,
    /// Where to write the figures as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
}

/// Runs what the command line asks for.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            report::line(&format!("load-tests: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether every delivery was accounted for and nothing went wrong.
fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let runtime = match &arguments.workload {
        // One thread: its clients cost less, and what they cost is seen.
        Workload::Fanout(_) | Workload::Board(_) | Workload::Many(_) | Workload::Append(_) => {
            tokio::runtime::Builder::new_current_thread().enable_all().build()
        }
        _ => tokio::runtime::Runtime::new(),
    };
    let runtime = runtime.context("no runtime")?;
    match &arguments.workload {
        Workload::Faults(faults) => runtime.block_on(faults::run(faults)),
        Workload::Fairness(fairness) => runtime.block_on(fairness::run(fairness)),
        Workload::Fanout(arguments) => runtime.block_on(compare::run(compare::Workload::Fanout, arguments)),
        Workload::Board(arguments) => runtime.block_on(compare::run(compare::Workload::Board, arguments)),
        Workload::Append(arguments) => runtime.block_on(compare::run_append(arguments)),
        Workload::Many(arguments) => runtime.block_on(compare::run_many(arguments)),
        Workload::Report(arguments) => compare::write_pages(arguments),
        Workload::Limit { address } => runtime.block_on(compare::serve_limit(address)),
        Workload::Relay { address } => runtime.block_on(compare::serve_relay(address)),
        Workload::Soak(soak) => runtime.block_on(soak::run(soak)),
        Workload::Storm(storm) => runtime.block_on(storm::run(storm)),
        Workload::Idle(idle) => runtime.block_on(idle::run(idle)),
        Workload::Growth(growth) => runtime.block_on(growth::run(growth)),
        Workload::Open(open) => runtime.block_on(open::run(open)),
        Workload::Meeting(meeting) => runtime.block_on(meeting::run(meeting)),
        Workload::Instances(instances) => instances::run(instances),
    }
}
