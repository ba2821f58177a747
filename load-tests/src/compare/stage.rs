//! A server of any system with everybody connected to it, and what the systems are.

use super::course::{Allowance, Pace};
use super::crowd::{Ear, Member};
use super::{convene, fanout, yjs};
use crate::usage::{self, Memory};
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

/// A running server, or several instances of it. They end when this is dropped.
pub(super) struct Host {
    /// One for each instance.
    pub(super) pids: Vec<u32>,
    /// Memory of these processes alone before anybody came.
    pub(super) idle_mib: f64,
    /// Dropped in this order.
    keep: Vec<Box<dyn Any>>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Host").field("pids", &self.pids).finish()
    }
}

impl Host {
    /// `keep`: what ends the process when it is dropped.
    pub(super) fn new(pid: u32, idle_mib: f64, keep: impl Any) -> Self {
        Self {
            pids: vec![pid],
            idle_mib,
            keep: vec![Box::new(keep)],
        }
    }

    /// Several instances as one server.
    pub(super) fn together(instances: Vec<Self>) -> Self {
        let mut all = Self {
            pids: Vec::new(),
            idle_mib: 0.0,
            keep: Vec::new(),
        };
        for instance in instances {
            all.pids.extend(instance.pids);
            all.idle_mib += instance.idle_mib;
            all.keep.extend(instance.keep);
        }
        all
    }

    /// The same, which keeps this too.
    pub(super) fn keeping(mut self, keep: impl Any) -> Self {
        self.keep.push(Box::new(keep));
        self
    }

    /// Memory of its processes alone, and of them with their children, in MiB.
    pub(super) fn mib(&self, memory: Memory) -> (f64, f64) {
        let each = self.pids.iter().map(|pid| usage::mib(*pid, memory));
        each.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// CPU seconds of them and their children so far.
    pub(super) fn cpu_seconds(&self) -> f64 {
        self.pids.iter().map(|pid| usage::family_cpu_seconds(*pid)).sum()
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

/// A fresh server with everybody on it; or so many instances of it with Redis between them, which people are spread over in turn.
pub(super) async fn set(
    system: System,
    instances: Option<usize>,
    load: &Load,
    seconds: Duration,
    convene: &Path,
) -> anyhow::Result<Stage> {
    match system {
        System::Limit | System::Ws | System::SocketIo | System::Nats => {
            fanout::set(system, instances, load).await
        }
        System::Relay | System::Hocuspocus | System::YWebsocket | System::YSweet => {
            yjs::set(system, instances, load, seconds).await
        }
        System::Convene => convene::board(load, instances, seconds, convene).await,
        System::ConveneSoft => convene::cursors(load, instances, convene).await,
        System::ConveneDurable => convene::chat(load, instances, convene).await,
    }
}
