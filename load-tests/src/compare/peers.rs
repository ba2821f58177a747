//! Starts the peers: what is of npm from `load-tests/peers`, what is a program of its own from where it is installed.

use super::stage::{Host, System};
use super::{Core, on_core};
use crate::private::{Process, Redis, free_port};
use crate::report::line;
use crate::usage::{self, Memory};
use anyhow::{Context as _, bail};
use std::fs::File;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where Debian puts what a search of a user's path may miss.
const ALSO: [&str; 2] = ["/usr/sbin", "/usr/local/bin"];

/// A peer that can be started, and which version of it.
#[derive(Debug, Clone)]
pub(super) struct Peer {
    system: System,
    program: PathBuf,
    pub(super) version: String,
}

/// Finds one; an error says in one line why it is not to be had.
pub(super) fn find(system: System) -> anyhow::Result<Peer> {
    let (program, version) = match system {
        System::Limit => (
            std::env::current_exe()?,
            concat!("tokio-tungstenite, ", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
        System::Relay => (
            std::env::current_exe()?,
            concat!("yrs, ", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
        System::Ws => (node()?, npm_version("ws")?),
        System::SocketIo => (node()?, npm_version("socket.io")?),
        System::Hocuspocus => (node()?, npm_version("@hocuspocus/server")?),
        System::YWebsocket => (node()?, npm_version("y-websocket")?),
        System::Nats => said_version(installed("nats-server")?, "--version")?,
        System::YSweet => said_version(installed("y-sweet")?, "version")?,
        System::Convene | System::ConveneSoft | System::ConveneDurable => bail!("it is no peer"),
    };
    Ok(Peer {
        system,
        program,
        version,
    })
}

/// Starts it as one server, or as so many instances with a Redis of their own between them; the addresses.
pub(super) fn deploy(system: System, instances: Option<usize>) -> anyhow::Result<(Host, Vec<String>)> {
    let Some(count) = instances else {
        let (host, address) = start(system, None)?;
        return Ok((host, vec![address]));
    };
    if !matches!(system, System::SocketIo | System::Hocuspocus) {
        bail!("{} is not joined to other instances here", system.name());
    }
    on_core(Core::Server)?;
    let redis = Redis::start();
    on_core(Core::Clients)?;
    let redis = redis?;
    let (mut hosts, mut addresses) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let (host, address) = start(system, Some(&redis.url()))?;
        hosts.push(host);
        addresses.push(address);
    }
    Ok((Host::together(hosts).keeping(redis), addresses))
}

/// Starts it on a free port of loopback: the server, and its address. `redis`: what joins it to other instances.
pub(super) fn start(system: System, redis: Option<&str>) -> anyhow::Result<(Host, String)> {
    let peer = find(system)?;
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let port = free_port()?;
    let address = format!("127.0.0.1:{port}");
    let mut command = Command::new(&peer.program);
    match peer.system {
        System::Limit => command.args(["limit", &address]),
        System::Relay => command.args(["relay", &address]),
        System::Ws => command.arg(folder_of_peers().join("ws.js")),
        System::SocketIo => command.arg(folder_of_peers().join("socket-io.js")),
        System::Hocuspocus => command.arg(folder_of_peers().join("hocuspocus.js")),
        System::YWebsocket => command.arg(modules().join("y-websocket/bin/server.cjs")),
        System::YSweet => command.args(["serve", "--host", "127.0.0.1", "--port", &port.to_string()]),
        System::Nats => {
            let settings = folder.path().join("nats.conf");
            std::fs::write(&settings, nats_settings(free_port()?, port))?;
            command.arg("-c").arg(settings)
        }
        System::Convene | System::ConveneSoft | System::ConveneDurable => bail!("it is no peer"),
    };
    let log = File::create(folder.path().join("log"))?;
    // One that this machine has set is for something else.
    command.env_remove("REDIS_URL");
    if let Some(redis) = redis {
        command.env("REDIS_URL", redis);
    }
    command
        .env("NODE_ENV", "production")
        .env("HOST", "127.0.0.1")
        .env("PORT", port.to_string())
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stderr(log.try_clone()?)
        .stdout(log);
    on_core(Core::Server)?;
    let process = Process::start(command, |_| TcpStream::connect(&address).is_ok());
    on_core(Core::Clients)?;
    let process = process.with_context(|| {
        let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        format!("its last word: {}", log.lines().last().unwrap_or("none"))
    })?;
    let pid = process.id();
    let idle_mib = usage::mib(pid, Memory::Now).0;
    Ok((Host::new(pid, idle_mib, (process, folder)), address))
}

fn nats_settings(port: u16, websocket: u16) -> String {
    format!(
        "listen: \"127.0.0.1:{port}\"\nwebsocket {{\n  listen: \"127.0.0.1:{websocket}\"\n  no_tls: true\n}}\n"
    )
}

fn folder_of_peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

fn modules() -> PathBuf {
    folder_of_peers().join("node_modules")
}

fn node() -> anyhow::Result<PathBuf> {
    let node = installed("node")?;
    if !is_fresh() {
        line("npm ci in load-tests/peers");
        // None of them needs a script: what is native comes ready made.
        let status = Command::new("npm")
            .args([
                "ci",
                "--ignore-scripts",
                "--no-fund",
                "--no-audit",
                "--loglevel=error",
            ])
            .current_dir(folder_of_peers())
            .status()
            .context("npm is not installed")?;
        if !status.success() {
            bail!("npm ci in load-tests/peers has failed");
        }
    }
    Ok(node)
}

/// Whether what is wanted is what npm has put there last.
fn is_fresh() -> bool {
    let changed = |path: PathBuf| std::fs::metadata(path)?.modified();
    let wanted = changed(folder_of_peers().join("package-lock.json"));
    let there = changed(modules().join(".package-lock.json"));
    matches!((wanted, there), (Ok(wanted), Ok(there)) if there >= wanted)
}

fn npm_version(package: &str) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(modules().join(package).join("package.json"))
        .with_context(|| format!("{package} is not in load-tests/peers/node_modules"))?;
    let json: serde_json::Value = serde_json::from_str(&text)?;
    Ok(json
        .get("version")
        .and_then(serde_json::Value::as_str)
        .unwrap_or("unknown")
        .to_owned())
}

/// The path of a program, where people install such.
fn installed(program: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let cargo = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    std::env::split_paths(&path)
        .chain(ALSO.map(PathBuf::from))
        .chain(cargo.map(|home| home.join("bin")))
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
        .with_context(|| format!("{program} is not installed"))
}

/// What it says of its version when it is `asked`, without its name.
fn said_version(program: PathBuf, asked: &str) -> anyhow::Result<(PathBuf, String)> {
    let output = Command::new(&program).arg(asked).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let version = said
        .split_whitespace()
        .find(|word| word.contains(|c: char| c.is_ascii_digit()));
    Ok((
        program,
        version.unwrap_or("unknown").trim_start_matches('v').to_owned(),
    ))
}
