//! Convene's load generator: real sockets on loopback, bounded in time, every delivery accounted for.
//!
//! `cargo run --release -p load-tests -- meeting --participants 150 --rooms 25 --json FILE`

mod board;
mod http;
mod measure;
mod meeting;
mod person;
mod report;
mod server;
mod soak;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(about = "Convene's load generator. Starts its own server on loopback with a temporary database.")]
struct Arguments {
    #[command(subcommand)]
    workload: Workload,
}

#[derive(Debug, Subcommand)]
enum Workload {
    /// One whole shortened consultancy round: people typing, chatting, raising hands, everyone brought back.
    Meeting(MeetingArguments),
    /// A long meeting's writing on one board in little time: does the board grow, does it slow down?
    Soak(SoakArguments),
}

#[derive(Debug, Clone, Args)]
struct SoakArguments {
    /// People who write on the board.
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u16).range(2..=300))]
    people: u16,
    /// Notes that each of them writes, letter by letter; a quarter is deleted again.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=24))]
    notes: u16,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
struct MeetingArguments {
    /// People beside the facilitator.
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u16).range(2..=500))]
    participants: u16,
    /// Breakout rooms.
    #[arg(long, default_value_t = 25, value_parser = clap::value_parser!(u16).range(1..=100))]
    rooms: u16,
    /// Times the whole meeting is run, each on a fresh server.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=20))]
    runs: u16,
    /// Seconds of the whole round (its six steps share them).
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(40..=1800))]
    seconds: u32,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

fn main() -> ExitCode {
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
    let runtime = tokio::runtime::Runtime::new().context("no runtime")?;
    match &arguments.workload {
        Workload::Soak(soak) => runtime.block_on(soak::run(soak)),
        Workload::Meeting(meeting) => {
            let mut rows = Vec::new();
            for run in 1..=meeting.runs {
                report::line(&format!("run {run} of {}", meeting.runs));
                rows.push(runtime.block_on(meeting::run(meeting))?);
            }
            report::finish("meeting", &rows, meeting.json.as_deref())
        }
    }
}
