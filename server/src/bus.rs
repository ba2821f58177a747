//! The bus: how instances that share a store wake each other, and the way of what is kept nowhere. At most once: a message says that a
//! meeting's journal or a board's log is longer now, with what was added where that is little, so that whoever has all before it need
//! not read the store. Whatever is lost, the heads that `cluster` asks for once a second heal it; with the bus gone the meeting goes
//! on, slower.
//!
//! - [`message`]: what is said, under a MAC. [`ear`]: what is heard, and whose it is.
//! - [`talker`]: Redis pub/sub, one channel for each live meeting, its boards included; an instance listens where it holds the meeting.
//!   [`line`]: to one server or a cluster.
//! - [`memory`]: within one process, with faults to order.

use std::path::Path;
use std::sync::Arc;

use protocol::ids::{MeetingId, PersonId, RoomId};
use protocol::meeting::talk::Sign;
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use crate::app::App;
use crate::boards::awareness::Here;
use crate::store::{Batch, Position};

mod ear;
mod line;
pub mod memory;
mod message;
mod talker;
mod trouble;

pub use message::Carried;
pub(crate) use message::{CARRY_MAX, CarriedUpdate};
use message::{Key, What};
pub use trouble::Trouble;

/// What may wait to be said; more is lost, and healed.
const QUEUE: usize = 4_096;

/// The way to say something. Clones are the same bus; the default says nothing to nobody.
#[derive(Clone, Debug, Default)]
pub struct Bus {
    shared: Option<Arc<Shared>>,
}

#[derive(Debug)]
struct Shared {
    says: mpsc::Sender<Tell>,
    /// Which meetings are held here from now on, or no more. None is lost: it would be deaf to a meeting for as long as that is held.
    holds: mpsc::UnboundedSender<(Uuid, bool)>,
    /// Why it is not used now, or not well; none: it is.
    trouble: watch::Sender<Option<Trouble>>,
}

/// What has to be said by the bus's task, to whoever holds this meeting.
type Tell = (Uuid, What);

/// The bus's task before it runs.
#[derive(Debug)]
pub struct Listener {
    said: mpsc::Receiver<Tell>,
    holds: mpsc::UnboundedReceiver<(Uuid, bool)>,
    shared: Arc<Shared>,
    medium: Medium,
}

#[derive(Debug)]
enum Medium {
    Redis(Box<line::Server>),
    Memory(memory::Place),
}

impl Bus {
    /// A bus on the Redis that the URL names. Nothing is connected yet, and need not be: the bus is used when it is there.
    /// `ca_file`: whom to trust beside the system's authorities where the URL says `rediss:`.
    ///
    /// # Errors
    /// The URL is none, or the file cannot be read.
    pub fn redis(url: &str, ca_file: Option<&Path>) -> anyhow::Result<(Self, Listener)> {
        let server = line::Server::new(url, ca_file)?;
        Ok(Self::on(Medium::Redis(Box::new(server)), Some(Trouble::NotYet)))
    }

    fn on(medium: Medium, trouble: Option<Trouble>) -> (Self, Listener) {
        let (says, said) = mpsc::channel(QUEUE);
        let (sender, holds) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            says,
            holds: sender,
            trouble: watch::Sender::new(trouble),
        });
        let bus = Self {
            shared: Some(shared.clone()),
        };
        let listener = Listener {
            said,
            holds,
            shared,
            medium,
        };
        (bus, listener)
    }

    /// Whether this instance has a bus at all, in use or not.
    pub fn is_there(&self) -> bool {
        self.shared.is_some()
    }

    /// Why the bus that there is is not used now, or not well.
    pub fn trouble(&self) -> Option<Trouble> {
        self.shared.as_ref().and_then(|shared| *shared.trouble.borrow())
    }

    /// This meeting is held here from now on, or no more.
    pub(crate) fn hold(&self, meeting: MeetingId, held: bool) {
        if let Some(shared) = &self.shared {
            // Without a task that listens there is no bus.
            let _ = shared.holds.send((meeting.0, held));
        }
    }

    /// This instance wrote a batch in a meeting's journal. `whole`: it says all that others have to know.
    pub(crate) fn wrote(
        &self,
        meeting: MeetingId,
        after: Position,
        head: Position,
        batch: &Batch,
        whole: bool,
    ) {
        if self.is_used() {
            let carried = whole.then(|| Carried::of(batch, after, head)).flatten();
            let seq = head.seq;
            self.tell(meeting.0, What::Wrote { seq, carried });
        }
    }

    /// This instance wrote in a board's log.
    pub(crate) fn wrote_board(&self, meeting: Uuid, board: Uuid, seq: u64, updates: Vec<CarriedUpdate>) {
        self.tell(meeting, What::Board { board, seq, updates });
    }

    /// Somebody gave a sign to their room.
    pub(crate) fn sign(&self, meeting: MeetingId, room: RoomId, person: PersonId, sign: Sign) {
        self.tell(meeting.0, What::Sign { room, person, sign });
    }

    /// Who is on a board here.
    pub(crate) fn here(&self, meeting: Uuid, board: Uuid, entries: Vec<Here>) {
        self.tell(meeting, What::Here { board, entries });
    }

    /// Asks who is on a board elsewhere.
    pub(crate) fn who_is_here(&self, meeting: Uuid, board: Uuid) {
        self.tell(meeting, What::WhoIsHere { board });
    }

    /// Somebody may not use the boards of this meeting any more.
    pub(crate) fn barred(&self, meeting: Uuid, person: Uuid) {
        self.tell(meeting, What::Barred { person });
    }

    fn tell(&self, meeting: Uuid, what: What) {
        if self.is_used()
            && let Some(shared) = &self.shared
            && shared.says.try_send((meeting, what)).is_err()
        {
            metrics::counter!("convene_bus_lost_total").increment(1);
        }
    }

    /// While it is away nothing waits for it.
    fn is_used(&self) -> bool {
        self.shared
            .as_ref()
            .is_some_and(|shared| shared.trouble.borrow().is_none_or(Trouble::is_bearable))
    }
}

impl Shared {
    /// The bus is used from now on, at a server that only follows another or not.
    fn up(&self, is_replica: bool) {
        metrics::gauge!("convene_bus_up").set(1.0);
        if is_replica {
            self.say_once(Trouble::Replica, "it says so of itself");
        } else if self.trouble.send_replace(None).is_some() {
            tracing::info!("Redis answers: the bus is used");
        }
    }

    /// It is not, for this reason.
    fn down(&self, trouble: Trouble, detail: &str) {
        metrics::gauge!("convene_bus_up").set(0.0);
        self.say_once(trouble, detail);
    }

    /// Not with every try.
    fn say_once(&self, trouble: Trouble, detail: &str) {
        if self.trouble.send_replace(Some(trouble)) != Some(trouble) {
            metrics::counter!("convene_bus_errors_total", "reason" => trouble.name()).increment(1);
            tracing::warn!(
                detail,
                "{trouble}: until that is mended, what others write is seen within a second"
            );
        }
    }
}

/// Says what is to be said and wakes what is woken, until it is dropped. `secret`: the store's key.
pub(crate) async fn run(app: Arc<App>, listener: Listener, secret: [u8; 32]) {
    let Listener {
        said,
        holds,
        shared,
        medium,
    } = listener;
    let key = Key::of(&secret);
    match medium {
        Medium::Redis(server) => talker::run(app, *server, (said, holds), shared, key).await,
        Medium::Memory(place) => memory::run(app, place, said, key).await,
    }
}
