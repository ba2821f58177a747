//! PostgreSQL and Redis for one run alone: on a free port of the loopback, in a folder that goes with them.
//!
//! Both must be installed; nothing of them needs to run.

use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

mod authority;
mod postgres;
mod proxy;
mod redis;

pub use authority::Authority;
pub use postgres::Postgres;
pub use proxy::{Line, Proxy};
pub use redis::Redis;

/// How long a server may take to start.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// Below those that Linux gives to whoever asks for any: a connection that begins while a server is away must not get the server's port.
const PORTS: Range<u16> = 20_000..32_768;

/// A port that nobody listens on now. Somebody else may take it before it is used.
///
/// # Errors
/// None of a hundred is free.
pub fn free_port() -> anyhow::Result<u16> {
    let mut some = std::iter::repeat_with(|| fastrand::u16(PORTS)).take(100);
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    some.find(free).context("no free port")
}

/// A child process that ends with its owner.
#[derive(Debug)]
pub(crate) struct Process {
    child: Option<Child>,
}

impl Process {
    /// Starts it and waits until `is_ready`, which is told its number. Another program may listen on the port that this one was to have,
    /// so the better sign is one that only this process gives.
    pub(crate) fn start(mut command: Command, is_ready: impl Fn(u32) -> bool) -> anyhow::Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .spawn()
            .with_context(|| format!("{name} does not start"))?;
        let number = child.id();
        let mut process = Self { child: Some(child) };
        let give_up_at = Instant::now() + READY_WITHIN;
        loop {
            let ready = is_ready(number);
            if let Some(child) = &mut process.child
                && let Some(status) = child.try_wait()?
            {
                process.child = None;
                bail!("{name} ended before it was ready: {status}");
            }
            if ready {
                return Ok(process);
            }
            if Instant::now() > give_up_at {
                bail!("{name} was not ready within {READY_WITHIN:?}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Its number; 0 where it has ended.
    pub(crate) fn id(&self) -> u32 {
        self.child.as_ref().map_or(0, Child::id)
    }

    pub(crate) fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let child = self.child.as_ref().context("it does not run")?;
        kill(Pid::from_raw(i32::try_from(child.id())?), signal).context("no signal could be sent")
    }

    /// Sends it to the process and to those that it has started.
    fn signal_all(&self, signal: Signal) -> anyhow::Result<()> {
        self.signal(signal)?;
        let own = self.child.as_ref().context("it does not run")?.id();
        for child in children_of(own) {
            // One that has just ended has nothing to hear.
            let _ = kill(Pid::from_raw(i32::try_from(child)?), signal);
        }
        Ok(())
    }

    /// Sends the signal and waits for the end.
    pub(crate) fn end(&mut self, signal: Signal) -> anyhow::Result<()> {
        self.signal(signal)?;
        if let Some(mut child) = self.child.take() {
            child.wait()?;
        }
        Ok(())
    }
}

/// The processes that this one has started and that run.
pub(crate) fn children_of(pid: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let parent = |number: u32| stat_fields(number)?.get(1)?.parse::<u32>().ok();
    numbers.filter(|number| parent(*number) == Some(pid)).collect()
}

/// The fields of `/proc/PID/stat` after the command's name, which may hold anything.
fn stat_fields(pid: u32) -> Option<Vec<String>> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let after = stat.rsplit_once(')')?.1;
    Some(after.split_whitespace().map(str::to_owned).collect())
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}
