//! Redis of one's own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::bail;
use nix::sys::signal::Signal;

use super::{Authority, Process, free_port};

/// What it says, in its folder.
const LOG: &str = "log";

/// A running server that keeps nothing on disk; it ends when it is dropped.
#[derive(Debug)]
pub struct Redis {
    process: Process,
    folder: tempfile::TempDir,
    port: u16,
    /// Settings beside the usual ones.
    settings: Vec<String>,
    has_tls: bool,
}

impl Redis {
    /// Starts one.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub fn start() -> anyhow::Result<Self> {
        Self::start_with(&[])
    }

    /// As [`start`](Self::start), with these settings: `--name value`.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub fn start_with(settings: &[&str]) -> anyhow::Result<Self> {
        let settings = settings.iter().map(|&word| word.to_owned()).collect();
        Self::run(settings, false)
    }

    /// As [`start`](Self::start), for whoever speaks TLS and nobody else.
    ///
    /// # Errors
    /// It is not installed, does not start or was built without TLS.
    pub fn start_with_tls(authority: &Authority) -> anyhow::Result<Self> {
        let settings = [
            ("--tls-cert-file", authority.certificate()),
            ("--tls-key-file", authority.key()),
            ("--tls-ca-cert-file", authority.root()),
        ];
        let settings = settings
            .into_iter()
            .flat_map(|(name, path)| [name.to_owned(), path.display().to_string()])
            .chain(["--tls-auth-clients", "no"].map(str::to_owned));
        Self::run(settings.collect(), true)
    }

    fn run(settings: Vec<String>, has_tls: bool) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        // Somebody else may take the free port before it is used: then another one is tried.
        let mut last = None;
        for _ in 0..5 {
            let port = free_port()?;
            match run(folder.path(), port, has_tls, &settings) {
                Ok(process) => {
                    return Ok(Self {
                        process,
                        folder,
                        port,
                        settings,
                        has_tls,
                    });
                }
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| anyhow::anyhow!("no port")))
    }

    /// Its URL.
    pub fn url(&self) -> String {
        let scheme = if self.has_tls { "rediss" } else { "redis" };
        format!("{scheme}://127.0.0.1:{}", self.port)
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

    /// Tells it a command as one would type it.
    ///
    /// # Errors
    /// It does not answer, or says no.
    pub fn tell(&self, command: &str) -> anyhow::Result<String> {
        let mut line = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        line.set_read_timeout(Some(Duration::from_secs(10)))?;
        line.write_all(format!("{command}\r\n").as_bytes())?;
        let mut answer = String::new();
        BufReader::new(line).read_line(&mut answer)?;
        if answer.starts_with('-') {
            bail!("Redis says {}", answer.trim_end());
        }
        Ok(answer)
    }

    /// Starts it again, empty, on the same port.
    ///
    /// # Errors
    /// It does not start.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        self.process = run(self.folder.path(), self.port, self.has_tls, &self.settings)?;
        Ok(())
    }
}

fn run(folder: &std::path::Path, port: u16, has_tls: bool, settings: &[String]) -> anyhow::Result<Process> {
    let log = folder.join(LOG);
    // What is in it then is from this one, not from the one before.
    std::fs::write(&log, "")?;
    let mut server = Command::new("redis-server");
    let port_of = |tls: bool| if tls == has_tls { port } else { 0 }.to_string();
    server
        .args(["--port", &port_of(false), "--tls-port", &port_of(true)])
        .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        .args(["--logfile", LOG])
        .args(settings)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let is_ready =
        || std::fs::read_to_string(&log).is_ok_and(|log| log.contains("Ready to accept connections"));
    Process::start(server, |_| is_ready())
}
