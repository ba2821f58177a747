//! Redis of one's own.

use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;

use super::{Process, free_port};

/// A running server that keeps nothing on disk; it ends when it is dropped.
#[derive(Debug)]
pub struct Redis {
    process: Process,
    folder: tempfile::TempDir,
    port: u16,
}

impl Redis {
    /// Starts one.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        // Somebody else may take the free port before it is used: then another one is tried.
        let mut last = None;
        for _ in 0..5 {
            let port = free_port()?;
            match run(folder.path(), port) {
                Ok(process) => {
                    return Ok(Self {
                        process,
                        folder,
                        port,
                    });
                }
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| anyhow::anyhow!("no port")))
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `kill -9`.
    ///
    /// # Errors
    /// It does not run.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.end(Signal::SIGKILL)
    }

    /// It answers nobody from now on, but its connections stand.
    ///
    /// # Errors
    /// It does not run.
    pub fn pause(&self) -> anyhow::Result<()> {
        self.process.signal(Signal::SIGSTOP)
    }

    /// It goes on.
    ///
    /// # Errors
    /// It does not run.
    pub fn resume(&self) -> anyhow::Result<()> {
        self.process.signal(Signal::SIGCONT)
    }

    /// Starts it again, empty, on the same port.
    ///
    /// # Errors
    /// It does not start.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        self.process = run(self.folder.path(), self.port)?;
        Ok(())
    }
}

fn run(folder: &std::path::Path, port: u16) -> anyhow::Result<Process> {
    let mut server = Command::new("redis-server");
    server
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Process::start(server, || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())
}
