//! The server under test: the real `convene`, on a free port of loopback, with a temporary database.

use anyhow::{Context as _, bail};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use load_tests::private::free_port;

/// A running server; ended when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// Memory of the server alone before anybody came, in MiB.
    pub(crate) idle_mib: f64,
    _directory: tempfile::TempDir,
}

impl Server {
    /// Builds `convene` in this profile if it is stale, and starts it.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let binary = build()?;
        let directory = tempfile::tempdir().context("no temporary directory")?;
        let database = format!("sqlite:{}", directory.path().join("load.sqlite").display());
        let port = free_port()?;
        let address = format!("127.0.0.1:{port}");
        let mut child = Command::new(binary)
            .args(["--listen", &address, "--database-url", &database])
            .env("CONVENE_LOG_LEVEL", "warn")
            .current_dir(directory.path())
            .stdout(Stdio::piped())
            .spawn()
            .context("convene does not start")?;
        let output = child.stdout.take().context("no output of convene")?;
        let mut first = String::new();
        BufReader::new(output).read_line(&mut first)?;
        if first.is_empty() {
            let status = child.wait()?;
            bail!("convene ended before it was ready: {status}");
        }
        let mut server = Self {
            child,
            address,
            idle_mib: 0.0,
            _directory: directory,
        };
        server.idle_mib = server.peak_mib().0;
        Ok(server)
    }

    /// CPU seconds (user and system) of the server and its board workers so far.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        let ticks: u64 = self.processes().iter().map(|pid| cpu_ticks(*pid)).sum();
        // USER_HZ is 100 on every Linux that Rust runs on.
        #[expect(clippy::cast_precision_loss, reason = "a count of hundredths of seconds")]
        let seconds = ticks as f64 / 100.0;
        seconds
    }

    /// Peak memory of the server alone, and of it with its workers, in MiB.
    pub(crate) fn peak_mib(&self) -> (f64, f64) {
        let alone = peak_kib(self.child.id());
        let all: u64 = self.processes().iter().map(|pid| peak_kib(*pid)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a size in KiB")]
        let mib = |kib: u64| kib as f64 / 1024.0;
        (mib(alone), mib(all))
    }

    /// Memory now of the server alone, and of its workers together, in MiB.
    pub(crate) fn memory_mib(&self) -> (f64, f64) {
        let own = self.child.id();
        let workers = self.processes().into_iter().filter(|pid| *pid != own);
        #[expect(clippy::cast_precision_loss, reason = "a size in KiB")]
        let mib = |kib: u64| kib as f64 / 1024.0;
        (
            mib(status_kib(own, "VmRSS:")),
            mib(workers.map(|pid| status_kib(pid, "VmRSS:")).sum()),
        )
    }

    /// The server and its children.
    fn processes(&self) -> Vec<u32> {
        let own = self.child.id();
        let children = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let of_ours = children
            .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
            .filter(|pid| stat_fields(*pid).and_then(|fields| fields.get(1)?.parse().ok()) == Some(own));
        std::iter::once(own).chain(of_ours).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Only what this run started; it may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server's binary beside this one, brought up to date by cargo.
fn build() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let directory = own.parent().context("no directory of the binary")?;
    let mut cargo = load_tests::cargo();
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

/// The fields of `/proc/PID/stat` after the command's name.
fn stat_fields(pid: u32) -> Option<Vec<String>> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(
        stat.rsplit_once(')')?
            .1
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
    )
}

fn cpu_ticks(pid: u32) -> u64 {
    let number = |fields: &[String], index: usize| fields.get(index).and_then(|f| f.parse::<u64>().ok());
    stat_fields(pid).map_or(0, |fields| {
        number(&fields, 11).unwrap_or_default() + number(&fields, 12).unwrap_or_default()
    })
}

fn peak_kib(pid: u32) -> u64 {
    status_kib(pid, "VmHWM:")
}

fn status_kib(pid: u32, field: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse().ok())
        .unwrap_or(0)
}
