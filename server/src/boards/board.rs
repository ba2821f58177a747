//! The actor of one open board: its connections, its place in the log, its rights.
//!
//! One task takes one input after another, so that nothing here is shared. Updates that wait together share a round
//! trip to the worker and an append. An update is sent on, and its sender told, only once it is in the log.
//! Whatever goes wrong, the way back is the same: read the log again (`log`), for the log is the truth.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, broadcast, mpsc, oneshot, watch},
    task::JoinSet,
    time::Instant,
};
use uuid::Uuid;

use super::{
    access::{AccessSource, BoardAccess, NoAccess, Sections},
    awareness::{Awareness, ConnectionId, Here},
    counts::NoteCounts,
    limits,
    notes::Note,
    outbox::{Close, Outbox},
    pool::Pool,
    shape::Shape,
    wire::{self, Incoming, IncomingUpdate},
};
use crate::bus::{Bus, CARRY_MAX, CarriedUpdate};
use crate::levels::Levels;
use crate::store::{BoardUpdate, Store};
use crate::websocket::Frame;
use compaction::{Compaction, Occasion};
use owed::Owed;

pub use compaction::CompactionRules;
pub(super) use compaction::Compactions;

#[cfg(test)]
mod alone;
mod compaction;
mod copies;
mod log;
mod owed;
mod people;
mod probation;
mod soft;
mod submit;

/// Everything that can happen to a board.
#[derive(Debug)]
pub enum Input {
    /// Somebody came, with a good ticket.
    Join {
        /// Who.
        person: Uuid,
        /// Where to write to.
        outbox: Outbox,
        /// The connection's number and the room for frames that wait, in bytes, unless it was closed at once.
        joined: oneshot::Sender<(ConnectionId, Arc<Semaphore>)>,
    },
    /// A connection said something, and what its frame holds of the room for what waits.
    Said(ConnectionId, Incoming, Arc<OwnedSemaphorePermit>),
    /// A connection sent what is no update, for this reason; it has to end.
    Malformed(ConnectionId, &'static str),
    /// A connection is gone.
    Leave(ConnectionId),
    /// The notes are wanted, with their authors.
    Notes(oneshot::Sender<Option<Vec<NoteText>>>),
    /// Another instance wrote in the log.
    CatchUp,
    /// Another instance said something on the bus.
    Heard(Heard),
    /// The server stops.
    Stop,
}

/// What another instance says of a board.
#[derive(Debug)]
pub enum Heard {
    /// It wrote these, of which the last is the log's last.
    Wrote(Vec<BoardUpdate>),
    /// It names who is on the board there.
    Here(Uuid, Vec<Here>),
    /// It asks who is on the board here.
    WhoIsHere,
}

/// A note as the record wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct NoteText {
    /// The note as the board has it.
    pub note: Note,
    /// Who made it and who wrote in it, the maker first, each once.
    pub authors: Vec<Uuid>,
}

/// Who may write, and in which sections.
#[derive(Debug)]
struct Writable {
    sections: Arc<Sections>,
    writers: Arc<BTreeSet<Uuid>>,
}

impl Writable {
    fn of(access: &BoardAccess) -> Self {
        Self {
            sections: Arc::clone(&access.sections),
            writers: Arc::clone(&access.writers),
        }
    }

    fn takes(&self, person: Uuid, section: &str) -> bool {
        self.writers.contains(&person) && !self.sections.closed(person, section)
    }
}

/// What a board needs from the server.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub store: Arc<dyn Store>,
    pub access: Arc<dyn AccessSource>,
    pub pool: Pool,
    /// Tells all boards who was barred: the meeting and the person.
    pub barred: broadcast::Sender<(Uuid, Uuid)>,
    pub bus: Bus,
    pub levels: Arc<Levels>,
    pub counts: NoteCounts,
    pub compactions: Compactions,
}

#[derive(Debug)]
struct Connection {
    person: Uuid,
    outbox: Outbox,
    /// Whether it has asked for what it lacks; before, it gets no updates, since they would rest on unknown ones.
    synced: bool,
    /// Update messages received.
    received: u64,
    /// Whether an update of it was left out, so that only a whole answer to a sync step 1 makes it good.
    gap: bool,
    /// Whether it was told that it may write.
    writable: bool,
    /// Questions (sync step 1) that it has not answered yet.
    asked: u32,
    /// Answers in a row that themselves rest on something unknown.
    strikes: u32,
}

/// What was written here since others were told.
#[derive(Debug, Default)]
struct Wrote {
    head: Option<u64>,
    /// The last updates of the log, as far as they are known without a gap.
    updates: Vec<CarriedUpdate>,
    size: usize,
}

impl Wrote {
    /// The log ends at `head` with these; `gapless`: they follow on what is known here.
    fn add(&mut self, head: u64, gapless: bool, updates: impl ExactSizeIterator<Item = CarriedUpdate>) {
        let count = updates.len() as u64;
        let before = self.head.replace(head);
        if !gapless || before.is_some_and(|before| before + count != head) {
            // Whoever hears of it reads the log.
            self.size = usize::MAX;
        }
        for update in updates {
            self.size = self.size.saturating_add(update.size());
            if self.size <= CARRY_MAX {
                self.updates.push(update);
            }
        }
    }

    fn take(&mut self) -> Option<(u64, Vec<CarriedUpdate>)> {
        let Self { head, updates, size } = std::mem::take(self);
        let updates = if size <= CARRY_MAX { updates } else { Vec::new() };
        head.map(|head| (head, updates))
    }
}

/// One update on its way into the log.
#[derive(Debug, Clone)]
struct Pending {
    connection: ConnectionId,
    person: Uuid,
    /// Which of the connection's update messages it is.
    ordinal: u64,
    update: IncomingUpdate,
}

pub(super) struct Board {
    shared: Shared,
    id: Uuid,
    meeting: Uuid,
    access: Result<watch::Receiver<BoardAccess>, NoAccess>,
    connections: BTreeMap<ConnectionId, Connection>,
    /// Bytes of frames that may still wait for this board.
    waiting: Arc<Semaphore>,
    next_connection: ConnectionId,
    awareness: Awareness,
    shape: Shape,
    /// The sections as they were until just now, and until when they still hold.
    sections_before: Option<(Writable, Instant)>,
    /// The sections as they are; none until the hub has told.
    sections: Option<Writable>,
    /// Whose each Yjs client id is.
    owners: HashMap<u64, Uuid>,
    refused: HashSet<[u8; 32]>,
    /// Hidden pages whose notes are on the board.
    copied: HashSet<Uuid>,
    /// The last update of the log that the shape has, and the worker but for what it is owed.
    head: u64,
    owed: Owed,
    /// What this board wrote itself and others have not been told of yet.
    wrote: Wrote,
    /// The head again, for whoever compares it with the store's.
    known_head: Arc<AtomicU64>,
    log_bytes: u64,
    /// Whether the log could not be read or loaded; nothing is taken until it can.
    stale: bool,
    /// Whether only a part of the log loads.
    damaged: bool,
    /// Whether the meeting was deleted; then nothing of it is kept here.
    gone: bool,
    retry_at: Option<Instant>,
    flush_at: Option<Instant>,
    /// When other instances are told again who is here.
    told_at: Option<Instant>,
    idle_at: Option<Instant>,
    /// When the notes are counted next, and what of the log was counted last.
    count_at: Option<Instant>,
    counted: Option<u64>,
    counting: JoinSet<()>,
    compaction: Compaction,
}

impl Board {
    pub fn new(shared: Shared, id: Uuid, meeting: Uuid, known_head: Arc<AtomicU64>) -> Self {
        Self {
            shared,
            id,
            meeting,
            access: Err(NoAccess::Unavailable),
            connections: BTreeMap::new(),
            waiting: Arc::new(Semaphore::new(limits::BOARD_WAITING_BYTES)),
            next_connection: 1,
            awareness: Awareness::default(),
            shape: Shape::default(),
            sections_before: None,
            sections: None,
            owners: HashMap::new(),
            refused: HashSet::new(),
            copied: HashSet::new(),
            head: 0,
            owed: Owed::default(),
            wrote: Wrote::default(),
            known_head,
            log_bytes: 0,
            stale: true,
            damaged: false,
            gone: false,
            retry_at: None,
            flush_at: None,
            told_at: None,
            idle_at: None,
            count_at: None,
            counted: None,
            counting: JoinSet::new(),
            compaction: Compaction::default(),
        }
    }

    /// Runs until nobody needs the board for a while, or the server stops.
    pub async fn run(mut self, inputs: &mut mpsc::Receiver<Input>) {
        self.idle_at = Some(Instant::now() + limits::IDLE);
        let mut barred = self.shared.barred.subscribe();
        self.watch_access().await;
        self.reload().await;
        self.bring_copies().await;
        self.shared.bus.who_is_here(self.meeting, self.id);
        loop {
            let going_on = tokio::select! {
                biased;
                changed = changed(&mut self.access) => {
                    self.rights_changed(changed).await;
                    self.bring_copies().await;
                    true
                }
                // A board that missed some asks the store at the next join.
                Ok((meeting, person)) = barred.recv() => {
                    if meeting == self.meeting {
                        self.close_all_of(person, Close::BARRED);
                    }
                    true
                }
                () = at(self.retry_at) => {
                    self.retry_at = None;
                    self.try_again().await;
                    self.bring_copies().await;
                    true
                }
                () = at(self.flush_at) => {
                    self.flush_awareness();
                    true
                }
                () = at(self.told_at) => {
                    self.tell_again();
                    true
                }
                () = at(self.count_at) => {
                    self.make_whole().await;
                    self.count();
                    true
                }
                ended = self.compaction.ended() => {
                    self.compacted(ended);
                    true
                }
                input = inputs.recv() => match input {
                    Some(input) => self.take(input, inputs).await,
                    None => false,
                },
                () = at(self.idle_at) => {
                    self.idle_at = None;
                    // Once it is over, this comes again.
                    self.compact(Occasion::AtRest)
                }
            };
            if !going_on || self.gone {
                break;
            }
            self.drop_closed();
            self.flush();
            self.compact(self.occasion());
            self.known_head.store(self.head, Ordering::Relaxed);
            if let Some((seq, updates)) = self.wrote.take() {
                self.shared.bus.wrote_board(self.meeting, self.id, seq, updates);
            }
            if self.count_at.is_none() && self.counted != Some(self.head) && !self.stale {
                self.count_at = Some(Instant::now() + limits::COUNT_EVERY);
            }
        }
        self.counting.shutdown().await;
        if self.gone {
            self.shared.counts.forget(self.id);
        }
        for connection in self.connections.values() {
            connection.outbox.close(Close::RESTART);
        }
        self.shared.pool.unload(super::pool::Lane::Home, self.id).await;
    }

    /// Takes an input and those that wait behind it, so that updates share their way into the log.
    async fn take(&mut self, first: Input, inputs: &mut mpsc::Receiver<Input>) -> bool {
        let mut batch: Vec<Pending> = Vec::new();
        let mut bytes = 0;
        let mut waited = false;
        let mut next = Some(first);
        while let Some(input) = next {
            match input {
                Input::Said(connection, Incoming::Update(update), room) => {
                    // A batch has bounds of its own.
                    drop(room);
                    bytes += update.bytes.len();
                    batch.extend(self.admit(connection, update));
                }
                Input::Said(connection, Incoming::Step1(state_vector), _) => {
                    // What was said before the question belongs into the answer.
                    self.submit(std::mem::take(&mut batch)).await;
                    self.answer_step1(connection, state_vector).await;
                }
                Input::Said(connection, Incoming::Awareness(entries), _) => {
                    self.announce(connection, &entries)
                }
                Input::Said(connection, Incoming::QueryAwareness, _) => {
                    if let (Some(connection), Some(frame)) =
                        (self.connections.get(&connection), self.awareness.everybody())
                    {
                        connection.outbox.send(Frame::binary(&frame));
                    }
                }
                Input::Malformed(connection, reason) => {
                    self.submit(std::mem::take(&mut batch)).await;
                    self.reject(connection, reason);
                }
                Input::Leave(connection) => {
                    // What somebody wrote last and then closed the page counts.
                    self.submit(std::mem::take(&mut batch)).await;
                    self.leave(connection);
                }
                Input::Join {
                    person,
                    outbox,
                    joined,
                } => self.join(person, outbox, joined).await,
                Input::Notes(reply) => {
                    self.submit(std::mem::take(&mut batch)).await;
                    let _ = reply.send(self.notes().await);
                }
                Input::CatchUp => {
                    self.submit(std::mem::take(&mut batch)).await;
                    self.catch_up().await;
                }
                Input::Heard(Heard::Wrote(rows)) => {
                    self.submit(std::mem::take(&mut batch)).await;
                    self.take_carried(rows).await;
                }
                Input::Heard(Heard::Here(instance, entries)) => self.hear(instance, entries),
                Input::Heard(Heard::WhoIsHere) => self.tell_all(),
                Input::Stop => {
                    self.submit(batch).await;
                    return false;
                }
            }
            let full = batch.len() >= limits::BATCH_MAX || bytes >= limits::BATCH_BYTES_MAX;
            next = if full { None } else { inputs.try_recv().ok() };
            if next.is_none() && !full && !waited && !batch.is_empty() {
                // What the sockets have read by now comes along; where nothing else is to be done this is no time.
                waited = true;
                tokio::task::yield_now().await;
                next = inputs.try_recv().ok();
            }
        }
        self.submit(batch).await;
        true
    }

    async fn answer_step1(&mut self, id: ConnectionId, state_vector: Bytes) {
        if !self.connections.contains_key(&id) {
            return;
        }
        if !self.make_whole().await {
            // Home may have what is not in the log.
            return self.close(id, Close::LATER);
        }
        let mut answer = self.shared.pool.diff(self.id, state_vector.clone()).await;
        if answer.is_err() {
            self.reload().await;
            answer = self.shared.pool.diff(self.id, state_vector).await;
        }
        match (answer, self.connections.get_mut(&id)) {
            (Ok(update), Some(connection)) => {
                connection.synced = true;
                connection.outbox.send(Frame::binary(&wire::step2(&update)));
            }
            (Err(error), _) => {
                tracing::error!(board.id = %self.id, %error, "a board cannot be encoded");
                self.close(id, Close::LATER);
            }
            (Ok(_), None) => {}
        }
    }

    /// Notes with something on them, aside of the board's work. What cannot be counted now is counted after the next update.
    fn count(&mut self) {
        self.count_at = None;
        self.counted = Some(self.head);
        let (pool, counts) = (self.shared.pool.clone(), self.shared.counts.clone());
        let (id, head) = (self.id, self.head);
        while self.counting.try_join_next().is_some() {}
        self.counting.spawn(async move {
            if let Ok(written) = pool.written(id).await {
                counts.set(id, written, head);
            }
        });
    }

    async fn notes(&mut self) -> Option<Vec<NoteText>> {
        if !self.make_whole().await {
            return None;
        }
        let mut notes = self.shared.pool.notes(self.id).await;
        if notes.is_err() {
            self.reload().await;
            notes = self.shared.pool.notes(self.id).await;
        }
        let with_authors = |note: Note| {
            let text = note
                .text_id
                .map(|(client, clock)| super::scan::Id { client, clock });
            let writers = text.map(|text| self.shape.writers(text)).unwrap_or_default();
            let mut authors: Vec<Uuid> = Vec::new();
            for client in [note.maker].into_iter().chain(writers) {
                if let Some(person) = self.owners.get(&client)
                    && !authors.contains(person)
                {
                    authors.push(*person);
                }
            }
            NoteText { note, authors }
        };
        Some(notes.ok()?.into_iter().map(with_authors).collect())
    }
}

/// Waits for a change of rights: false when the hub let go. For ever when there is nothing to watch.
async fn changed(access: &mut Result<watch::Receiver<BoardAccess>, NoAccess>) -> bool {
    match access {
        Ok(access) => access.changed().await.is_ok(),
        Err(_) => std::future::pending().await,
    }
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// How long a board waits before it tries again what the store could not do.
const RETRY: Duration = Duration::from_secs(1);
