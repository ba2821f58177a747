//! A server of any system with everybody connected to it, and what the systems are.

use super::course::{Allowance, Pace};
use super::crowd::{Ear, Member};
use super::{convene, fanout, yjs};
use std::any::Any;
use std::path::Path;
use std::time::Duration;

/// What is compared. Convene is three of them: signs and cursors, chat, boards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    /// The bare broadcaster.
    Limit,
    /// The bare relay of boards.
    Relay,
    Ws,
    SocketIo,
    Nats,
    ConveneSoft,
    ConveneDurable,
    Hocuspocus,
    YWebsocket,
    YSweet,
    Convene,
}

impl System {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Limit | Self::Relay => "limit",
            Self::Ws => "ws",
            Self::SocketIo => "socket.io",
            Self::Nats => "nats",
            Self::ConveneSoft => "convene-soft",
            Self::ConveneDurable => "convene-durable",
            Self::Hocuspocus => "hocuspocus",
            Self::YWebsocket => "y-websocket",
            Self::YSweet => "y-sweet",
            Self::Convene => "convene",
        }
    }

    pub(super) fn is_ours(self) -> bool {
        matches!(self, Self::Convene | Self::ConveneSoft | Self::ConveneDurable)
    }
}

/// What is asked of each system in the same way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) name: &'static str,
    pub(super) rooms: usize,
    /// In each room.
    pub(super) people: usize,
    /// How many of all of them send.
    pub(super) senders: usize,
    pub(super) pace: Pace,
}

impl Load {
    pub(super) fn everybody(&self) -> usize {
        self.rooms * self.people
    }

    /// Neighbours share a room.
    pub(super) fn room(&self, member: usize) -> usize {
        member / self.people.max(1)
    }

    /// As many in each room.
    pub(super) fn sends(&self, member: usize) -> bool {
        member % self.people.max(1) < self.senders / self.rooms.max(1)
    }
}

/// A running server. It ends when this is dropped.
pub(super) struct Host {
    pub(super) pid: u32,
    /// Memory of the process alone before anybody came.
    pub(super) idle_mib: f64,
    _keep: Box<dyn Any>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Host").field("pid", &self.pid).finish()
    }
}

impl Host {
    /// `keep`: what ends the process when it is dropped.
    pub(super) fn new(pid: u32, idle_mib: f64, keep: impl Any) -> Self {
        Self {
            pid,
            idle_mib,
            _keep: Box::new(keep),
        }
    }
}

/// Everything is ready for a load.
pub(super) struct Stage {
    pub(super) host: Host,
    pub(super) members: Vec<Member>,
    /// Lines of each member, those without load counted too.
    pub(super) lines: usize,
    /// Whether who sends is among those who get it.
    pub(super) echoes: bool,
    pub(super) ear: Ear,
    pub(super) allowance: Option<Allowance>,
}

/// Why this system has no place for this load.
pub(super) fn cannot(system: System, load: &Load) -> Option<String> {
    system.is_ours().then(|| convene::cannot(load)).flatten()
}

/// A fresh server with everybody on it.
pub(super) async fn set(
    system: System,
    load: &Load,
    seconds: Duration,
    convene: &Path,
) -> anyhow::Result<Stage> {
    match system {
        System::Limit | System::Ws | System::SocketIo | System::Nats => fanout::set(system, load).await,
        System::Relay | System::Hocuspocus | System::YWebsocket | System::YSweet => {
            yjs::set(system, load, seconds).await
        }
        System::Convene => convene::board(load, seconds, convene).await,
        System::ConveneSoft => convene::cursors(load, convene).await,
        System::ConveneDurable => convene::chat(load, convene).await,
    }
}
