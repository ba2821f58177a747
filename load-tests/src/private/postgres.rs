//! PostgreSQL of one's own.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use nix::sys::signal::Signal;

use super::{Authority, Process, free_port};

/// Where distributions put the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// It refuses to run as root.
const ACCOUNT: &str = "postgres";

/// A running server; it ends when it is dropped.
#[derive(Debug)]
pub struct Postgres {
    process: Process,
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
    durable: bool,
}

impl Postgres {
    /// Makes and starts one. `durable`: commits survive its being killed; otherwise it is faster.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub fn start(durable: bool) -> anyhow::Result<Self> {
        Self::start_with(durable, None)
    }

    /// As [`start`](Self::start), with TLS for whoever wants it.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub fn start_with_tls(authority: &Authority) -> anyhow::Result<Self> {
        Self::start_with(false, Some(authority))
    }

    fn start_with(durable: bool, authority: Option<&Authority>) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let programs = programs()?;
        if is_root() {
            let chown = Command::new("chown").arg(ACCOUNT).arg(folder.path()).status()?;
            if !chown.success() {
                bail!("PostgreSQL does not run as root, and there is no account '{ACCOUNT}' here");
            }
        }
        let made = command(&programs.join("initdb"), folder.path())
            .args([
                "-D",
                "data",
                "-U",
                "postgres",
                "-A",
                "trust",
                "-N",
                "-E",
                "UTF8",
                "--locale=C",
            ])
            .stdout(Stdio::null())
            .status()
            .context("initdb does not start")?;
        if !made.success() {
            bail!("initdb failed: {made}");
        }
        if let Some(authority) = authority {
            lay_down(authority, &folder.path().join("data"))?;
        }
        // Somebody else may take the free port before it is used: then another one is tried.
        let mut last = None;
        for _ in 0..5 {
            let port = free_port()?;
            match run(&programs, folder.path(), port, durable) {
                Ok(process) => {
                    return Ok(Self {
                        process,
                        folder,
                        programs,
                        port,
                        durable,
                    });
                }
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| anyhow::anyhow!("no port")))
    }

    /// The URL of its database, with tables in a schema of their own.
    pub fn url(&self, schema: &str) -> String {
        format!("{}?options=-csearch_path%3D{schema}", self.plain_url())
    }

    /// The URL of its database.
    pub fn plain_url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Puts a line before those that say who may come in (`pg_hba.conf`), for the next reload.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn allow(&self, line: &str) -> anyhow::Result<()> {
        let file = self.folder.path().join("data/pg_hba.conf");
        let there = std::fs::read_to_string(&file)?;
        std::fs::write(&file, format!("{line}\n{there}"))?;
        Ok(())
    }

    /// What a query gives: one text a row, its columns with tabs between. For looking at what is there.
    ///
    /// # Errors
    /// It does not answer, or says no.
    pub fn rows(&self, query: &str) -> anyhow::Result<Vec<String>> {
        let asked = Command::new(self.programs.join("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-F",
                "\t",
                "-d",
                &self.plain_url(),
                "-c",
                query,
            ])
            .output()
            .context("psql does not start")?;
        if !asked.status.success() {
            bail!("psql says {}", String::from_utf8_lossy(&asked.stderr));
        }
        Ok(String::from_utf8(asked.stdout)?
            .lines()
            .map(str::to_owned)
            .collect())
    }

    /// All of it ends at once and writes nothing down, as in a crash. (`kill -9` would end the first process alone, while those that serve
    /// connections go on for a moment.)
    ///
    /// # Errors
    /// It does not run.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.end(Signal::SIGQUIT)
    }

    /// Ends it as an operator would who wants it to come back soon.
    ///
    /// # Errors
    /// It does not run.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        self.process.end(Signal::SIGINT)
    }

    /// All of it stands still; its connections stand.
    ///
    /// # Errors
    /// It does not run.
    pub fn pause(&self) -> anyhow::Result<()> {
        self.process.signal_all(Signal::SIGSTOP)
    }

    /// It goes on.
    ///
    /// # Errors
    /// It does not run.
    pub fn resume(&self) -> anyhow::Result<()> {
        self.process.signal_all(Signal::SIGCONT)
    }

    /// Starts it again, on the same port and files.
    ///
    /// # Errors
    /// It does not start.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        self.process = run(&self.programs, self.folder.path(), self.port, self.durable)?;
        Ok(())
    }
}

/// Puts certificate and key where the server looks for them, as it wants them, and says so in its settings.
fn lay_down(authority: &Authority, data: &Path) -> anyhow::Result<()> {
    for (from, to) in [
        (authority.certificate(), "server.crt"),
        (authority.key(), "server.key"),
    ] {
        let to = data.join(to);
        std::fs::copy(&from, &to)?;
        std::fs::set_permissions(&to, std::fs::Permissions::from_mode(0o600))?;
        if is_root() {
            let chown = Command::new("chown").arg(ACCOUNT).arg(&to).status()?;
            anyhow::ensure!(chown.success(), "{} cannot be given away", to.display());
        }
    }
    let mut settings = std::fs::OpenOptions::new()
        .append(true)
        .open(data.join("postgresql.conf"))?;
    writeln!(settings, "ssl = on")?;
    Ok(())
}

fn run(programs: &Path, folder: &Path, port: u16, durable: bool) -> anyhow::Result<Process> {
    let mut server = command(&programs.join("postgres"), folder);
    server.args(["-D", "data", "-p", &port.to_string(), "-k", ""]);
    let mut settings = vec![
        "listen_addresses=127.0.0.1",
        "max_connections=200",
        "shared_buffers=32MB",
        "logging_collector=off",
        "log_min_messages=fatal",
    ];
    if !durable {
        settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
    }
    for setting in settings {
        server.args(["-c", setting]);
    }
    server.stdout(Stdio::null()).stderr(Stdio::null());
    let note = folder.join("data/postmaster.pid");
    Process::start(server, |number| is_ready(&note, number))
}

/// Whether the server with this number has written down that it takes connections. (`pg_isready` asks whoever listens on the port.)
fn is_ready(note: &Path, number: u32) -> bool {
    let note = std::fs::read_to_string(note).unwrap_or_default();
    let lines: Vec<&str> = note.lines().map(str::trim).collect();
    // As `pg_ctl` reads it: the number in the first line, the state in the eighth. One that was killed leaves its own behind.
    lines.first() == Some(&number.to_string().as_str()) && lines.get(7) == Some(&"ready")
}

/// A program of PostgreSQL, in the folder and as the account that it wants.
fn command(program: &Path, folder: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", ACCOUNT, "--regid", ACCOUNT, "--init-groups", "--"]);
        command.arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder).env_remove("PGOPTIONS");
    command
}

fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}

/// The newest version that is installed.
fn programs() -> anyhow::Result<PathBuf> {
    let has_server = |folder: &PathBuf| folder.join("postgres").is_file() && folder.join("initdb").is_file();
    let versions = std::fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|entry| entry.path()).collect();
    let number = |path: &PathBuf| {
        let name = path.file_name().and_then(OsStr::to_str);
        name.and_then(|name| name.parse::<u32>().ok())
    };
    versions.sort_by_key(number);
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&paths);
    let places = versions
        .iter()
        .rev()
        .map(|version| version.join("bin"))
        .chain(in_path);
    let mut found = places.filter(has_server);
    found.next().context(
        "PostgreSQL is not installed: 'apt-get install postgresql' as root, or put its programs into PATH",
    )
}
