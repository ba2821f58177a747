//! Lines to peers on which nobody says anything: what one of them costs there.

use super::fanout;
use super::line::Parked;
use super::peers;
use super::stage::{Host, System};
use super::{Core, on_core};
use crate::report::line;
use crate::usage::Memory;
use anyhow::bail;

const PEERS: [System; 4] = [System::Limit, System::Ws, System::SocketIo, System::Nats];

/// Somewhere to be idle.
#[derive(Debug)]
pub(crate) struct IdlePeer {
    system: System,
    version: String,
}

impl IdlePeer {
    pub(crate) fn name(&self) -> &'static str {
        self.system.name()
    }

    pub(crate) fn version(&self) -> &str {
        &self.version
    }
}

/// Those that are wanted and can be started; all where none is named.
pub(crate) fn idle_peers(wanted: &[String]) -> anyhow::Result<Vec<IdlePeer>> {
    let known = PEERS.map(System::name);
    if let Some(unknown) = wanted.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no peer '{unknown}'; there are: {}", known.join(", "));
    }
    let mut found = Vec::new();
    for system in PEERS {
        if !wanted.is_empty() && !wanted.iter().any(|name| name == system.name()) {
            continue;
        }
        match peers::find(system) {
            Ok(peer) => found.push(IdlePeer {
                system,
                version: peer.version,
            }),
            Err(why) => line(&format!("{} is left out: {why:#}", system.name())),
        }
    }
    Ok(found)
}

/// A peer's server, and many lines to it.
#[derive(Debug)]
pub(crate) struct Idlers {
    host: Host,
    lines: Vec<Parked>,
}

impl Idlers {
    /// Starts the server; so many come, one after the other.
    pub(crate) async fn come(peer: &IdlePeer, count: u32) -> anyhow::Result<Self> {
        let started = peers::start(peer.system, None);
        on_core(Core::Any)?;
        let (host, address) = started?;
        let mut lines = Vec::new();
        for _ in 0..count {
            let (line, _) = fanout::connect(peer.system, &address, 0).await?;
            lines.push(line.park(match peer.system {
                System::SocketIo => |message| (message == b"2").then_some("3"),
                System::Nats => |message| message.starts_with(b"PING").then_some("PONG\r\n"),
                _ => |_| None,
            }));
        }
        Ok(Self { host, lines })
    }

    pub(crate) fn count(&self) -> usize {
        self.lines.len()
    }

    pub(crate) fn lost(&self) -> usize {
        self.lines.iter().filter(|line| !line.is_open()).count()
    }

    /// Before anybody came.
    pub(crate) fn before_mib(&self) -> f64 {
        self.host.idle_mib
    }

    pub(crate) fn memory_mib(&self) -> f64 {
        self.host.mib(Memory::Now).0
    }

    pub(crate) fn cpu_seconds(&self) -> f64 {
        self.host.cpu_seconds()
    }
}
