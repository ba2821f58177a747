//! What is heard on the bus: whose it is, and where it goes.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use protocol::ids::MeetingId;
use tokio::time::Instant;
use uuid::Uuid;

use super::message::{Fault, Key, Message, What, rows};
use crate::app::App;
use crate::boards::Heard;

/// What is kept nowhere and older than this is nobody's any more.
const SOFT_MAX_MS: i64 = 10_000;
/// Instances in meetings whose last number is known; with more of them some that come late are taken.
const LATEST_MAX: usize = 16_384;
/// How often it is said that something damaged was heard.
const SAY_EVERY: Duration = Duration::from_secs(60);

/// The mouth and the ear of one instance.
pub(super) struct Ear {
    app: Arc<App>,
    key: Key,
    said: AtomicU64,
    /// The last number of what is kept nowhere, by channel and instance: what comes twice or late is passed over. Channels of a cluster are
    /// on different servers, so that one may be ahead of the other.
    latest: HashMap<(Uuid, Uuid), u64>,
    damaged: u64,
    said_damaged_at: Option<Instant>,
}

impl Ear {
    pub(super) fn new(app: Arc<App>, key: Key) -> Self {
        Self {
            app,
            key,
            said: AtomicU64::new(0),
            latest: HashMap::new(),
            damaged: 0,
            said_damaged_at: None,
        }
    }

    /// Names the instance and the channel on which it hears itself.
    pub(super) fn own(&self) -> Uuid {
        self.app.hubs.instance()
    }

    /// A message as it goes out.
    pub(super) fn seal(&self, channel: Uuid, what: What) -> Vec<u8> {
        metrics::counter!("convene_bus_said_total").increment(1);
        let message = Message {
            from: self.own(),
            n: self.said.fetch_add(1, Ordering::Relaxed),
            at: self.app.clock.now().0,
            what,
        };
        self.key.seal(channel, &message)
    }

    /// Something was said on this channel. Answers whether it was this instance's own hello.
    pub(super) fn hear(&mut self, channel: Option<Uuid>, sealed: &[u8]) -> bool {
        let opened = channel.ok_or(Fault::Forged).map(|channel| {
            let message = self.key.open(channel, sealed)?;
            Ok((channel, message))
        });
        let (channel, message) = match opened.and_then(|opened| opened) {
            Ok(opened) => opened,
            Err(fault) => {
                self.pass_over(fault);
                return false;
            }
        };
        if message.from == self.own() {
            return matches!(message.what, What::Hello {}) && channel == self.own();
        }
        metrics::counter!("convene_bus_heard_total").increment(1);
        self.take(channel, message);
        false
    }

    fn take(&mut self, meeting: Uuid, message: Message) {
        let Message { from, n, at, what } = message;
        let app = self.app.clone();
        match what {
            What::Wrote { seq, carried } => match carried {
                Some(carried) => app.hubs.carried_from_elsewhere(MeetingId(meeting), carried),
                None => app.hubs.written_elsewhere(MeetingId(meeting), seq),
            },
            What::Board { board, seq, updates } => {
                match rows(seq, at, updates).filter(|rows| !rows.is_empty()) {
                    Some(rows) => app.boards.hear(board, Heard::Wrote(rows)),
                    None => app.boards.written_elsewhere(board, seq),
                }
            }
            What::Sign { room, person, sign } => {
                if self.is_new((meeting, from), n, at) {
                    app.hubs.sign_elsewhere(MeetingId(meeting), room, person, sign);
                }
            }
            What::Here { board, entries } => {
                if self.is_new((meeting, from), n, at) {
                    app.boards.hear(board, Heard::Here(from, entries));
                }
            }
            What::WhoIsHere { board } => app.boards.hear(board, Heard::WhoIsHere),
            What::Barred { person } => app.boards.barred_elsewhere(meeting, person),
            What::Hello {} => {}
        }
    }

    /// Whether this is later than all that this instance said on this channel, and not long ago.
    fn is_new(&mut self, from: (Uuid, Uuid), n: u64, at: i64) -> bool {
        if (self.app.clock.now().0 - at).abs() > SOFT_MAX_MS {
            return false;
        }
        if self.latest.len() >= LATEST_MAX && !self.latest.contains_key(&from) {
            self.latest.clear();
        }
        let latest = self.latest.insert(from, n);
        if latest.is_some_and(|latest| latest >= n) {
            self.latest.insert(from, latest.unwrap_or(n));
            return false;
        }
        true
    }

    fn pass_over(&mut self, fault: Fault) {
        metrics::counter!("convene_bus_damaged_total").increment(1);
        self.damaged += 1;
        if self.said_damaged_at.is_none_or(|at| at.elapsed() >= SAY_EVERY) {
            self.said_damaged_at = Some(Instant::now());
            tracing::warn!(%fault, count = self.damaged, "a message on the bus is passed over");
            self.damaged = 0;
        }
    }
}
