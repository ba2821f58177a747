//! PostgreSQL and Redis for one run alone: on a free port of the loopback, in a folder that goes with them.
//!
//! Both must be installed; nothing of them needs to run.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

mod authority;
mod postgres;
mod redis;

pub use authority::Authority;
pub use postgres::Postgres;
pub use redis::Redis;

/// How long a server may take to start.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// A port that nobody listens on now. Somebody else may take it before it is used.
pub fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

/// A child process that ends with its owner.
#[derive(Debug)]
struct Process {
    child: Option<Child>,
}

impl Process {
    /// Starts it and waits until `is_ready`.
    fn start(mut command: Command, is_ready: impl Fn() -> bool) -> anyhow::Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .spawn()
            .with_context(|| format!("{name} does not start"))?;
        let mut process = Self { child: Some(child) };
        let give_up_at = Instant::now() + READY_WITHIN;
        while !is_ready() {
            if let Some(child) = &mut process.child
                && let Some(status) = child.try_wait()?
            {
                process.child = None;
                bail!("{name} ended before it was ready: {status}");
            }
            if Instant::now() > give_up_at {
                bail!("{name} was not ready within {READY_WITHIN:?}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(process)
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let child = self.child.as_ref().context("it does not run")?;
        kill(Pid::from_raw(i32::try_from(child.id())?), signal).context("no signal could be sent")
    }

    /// Sends the signal and waits for the end.
    fn end(&mut self, signal: Signal) -> anyhow::Result<()> {
        self.signal(signal)?;
        if let Some(mut child) = self.child.take() {
            child.wait()?;
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}
