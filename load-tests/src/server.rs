//! The server under test: the real `convene`, on a free port of loopback.

use anyhow::{Context as _, bail};
use nix::sys::signal::Signal;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::private::{Process, free_port};
use crate::usage::{self, Memory};

/// Names the program that is measured.
const BINARY: &str = "CONVENE_BIN";
/// How long a server may take to start.
const LISTENS_WITHIN: Duration = Duration::from_secs(30);

/// A running server, or one that was ended and can be started again at the same address; ended when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    process: Process,
    pub(crate) address: String,
    /// Memory of the server alone before anybody came, in MiB.
    pub(crate) idle_mib: f64,
    binary: PathBuf,
    flags: Vec<String>,
    /// Variables of its own.
    environment: Vec<(String, String)>,
    directory: tempfile::TempDir,
}

impl Server {
    /// Builds `convene` in this profile if it is stale, and starts it on a database of its own.
    pub(crate) fn start() -> anyhow::Result<Self> {
        Self::start_with(&build()?, &[])
    }

    /// Starts this program with these flags.
    pub(crate) fn start_with(binary: &Path, flags: &[String]) -> anyhow::Result<Self> {
        let directory = tempfile::tempdir().context("no temporary directory")?;
        let address = format!("127.0.0.1:{}", free_port()?);
        let mut all = vec!["--listen".to_owned(), address.clone()];
        all.extend_from_slice(flags);
        let process = run(binary, &all, &[], directory.path(), &address)?;
        let mut server = Self {
            process,
            address,
            idle_mib: 0.0,
            binary: binary.to_owned(),
            flags: all,
            environment: Vec::new(),
            directory,
        };
        server.idle_mib = server.peak_mib().0;
        Ok(server)
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        self.process.signal(signal)
    }

    /// Sends it a signal and waits for its end.
    pub(crate) fn end(&mut self, signal: Signal) -> anyhow::Result<()> {
        self.process.end(signal)
    }

    /// The same program again, at the same address.
    pub(crate) fn start_again(&mut self) -> anyhow::Result<()> {
        self.process = run(
            &self.binary,
            &self.flags,
            &self.environment,
            self.directory.path(),
            &self.address,
        )?;
        Ok(())
    }

    /// The same beside whatever else is done: [`listens`] says when somebody can come.
    pub(crate) fn starts_again(mut self) -> JoinHandle<anyhow::Result<Self>> {
        tokio::task::spawn_blocking(move || {
            self.start_again()?;
            Ok(self)
        })
    }

    /// From its next start on it has these variables.
    pub(crate) fn set_environment(&mut self, environment: Vec<(String, String)>) {
        self.environment = environment;
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// The program that it runs.
    pub(crate) fn binary(&self) -> &Path {
        &self.binary
    }

    /// Its files: the log, and the database where it has one of its own.
    pub(crate) fn folder(&self) -> &Path {
        self.directory.path()
    }

    /// CPU seconds (user and system) of the server and its board workers so far.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        usage::family_cpu_seconds(self.pid())
    }

    /// Peak memory of the server alone, and of it with its workers, in MiB.
    pub(crate) fn peak_mib(&self) -> (f64, f64) {
        usage::mib(self.pid(), Memory::Peak)
    }

    /// Memory now of the server alone, and of its workers together, in MiB.
    pub(crate) fn memory_mib(&self) -> (f64, f64) {
        let (alone, all) = usage::mib(self.pid(), Memory::Now);
        (alone, all - alone)
    }
}

fn run(
    binary: &Path,
    flags: &[String],
    environment: &[(String, String)],
    folder: &Path,
    address: &str,
) -> anyhow::Result<Process> {
    let log = File::options()
        .create(true)
        .append(true)
        .open(folder.join("log"))?;
    // A file that may not grow is to be an error for the server, as a full disk is, and not a signal.
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(binary);
    // Whatever this machine's own server is set to is not for this one.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CONVENE_")) {
        command.env_remove(name);
    }
    command
        .args(flags)
        .env("CONVENE_LOG_LEVEL", "warn")
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .current_dir(folder)
        .stderr(log.try_clone()?)
        .stdout(log);
    Process::start(command, |_| lives(address)).with_context(|| {
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        format!(
            "convene does not start: {}",
            log.lines().last().unwrap_or("no word")
        )
    })
}

/// Whether it answers; a broken store is no reason not to.
fn lives(address: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut line = TcpStream::connect(address)?;
        line.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(
            line,
            "GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        line.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// Waits until somebody can come; gives the moment.
pub(crate) async fn listens(address: &str) -> anyhow::Result<Instant> {
    let give_up_at = Instant::now() + LISTENS_WITHIN;
    while tokio::net::TcpStream::connect(address).await.is_err() {
        if Instant::now() > give_up_at {
            bail!("nobody listens within {LISTENS_WITHIN:?}");
        }
        sleep(Duration::from_millis(1)).await;
    }
    Ok(Instant::now())
}

/// The program that `CONVENE_BIN` names; without it the server's binary beside this one, brought up to date by cargo.
pub(crate) fn build() -> anyhow::Result<PathBuf> {
    if let Some(given) = std::env::var_os(BINARY) {
        return std::fs::canonicalize(&given)
            .with_context(|| format!("{BINARY}: there is no {}", given.display()));
    }
    let own = std::env::current_exe()?;
    let directory = own.parent().context("no directory of the binary")?;
    let mut cargo = crate::cargo();
    cargo.args(["build", "--quiet", "-p", "server", "--bin", "convene"]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("no workspace")?;
    let status = cargo
        .current_dir(workspace)
        .status()
        .context("cargo is missing")?;
    if !status.success() {
        bail!("convene does not build");
    }
    let binary = directory.join("convene");
    if binary.exists() {
        Ok(binary)
    } else {
        bail!("no convene in {}", directory.display())
    }
}
