//! Where meetings and boards are kept: the trait [`Store`], its numbered guarantees, and how one is opened.
//!
//! The store knows nothing of events, rules or people's rights: an entry is opaque JSON text, a content item is opaque text, a board
//! update is opaque bytes. What it does know is order, uniqueness, durability and erasure. Hubs, boards and the HTTP handlers call it;
//! it calls nobody.
//!
//! Three homes pass one contract suite (`tests/store_contract`): [`sqlite`] (the default, one file), [`postgres`] (several instances
//! share it) and [`MemoryStore`] (tests of hubs and boards, with faults to order).
//!
//! # Guarantees
//! Each has tests of the same number in the contract suite.
//!
//! - **J1** An append is a compare-and-set: it is accepted only if the meeting's head is exactly the [`Position`] (seq *and* hash) that
//!   it names. Sequence numbers of a meeting start at 1 and have no gaps.
//! - **J2** An append is all or nothing: entries, content, erasures, gates, boards, commands, secrets, join code and status together.
//! - **J3** An accepted append is durable when it is answered: neither `kill -9` nor a loss of power takes it back.
//! - **J4** Every entry's hash is [`chain()`] of the entry before it, so two journals with the same head hash are the same journal.
//! - **J5** A command (meeting, person, command id) is recorded at most once; a second time is [`AppendError::DuplicateCommand`].
//! - **J6** While a [`Guard`] is held nobody else's append to that meeting is accepted; other meetings go on. A guard that is dropped, or
//!   held longer than [`LOCK_HOLD_LIMIT`], is rolled back.
//! - **J7** `Conflict`, `NotFound`, `Deleted`, `Exists`, `DuplicateCommand`, `JoinCodeTaken`, `Invalid`, `Full` and `Unavailable` mean
//!   that nothing was written. Only `Unknown` leaves that open.
//! - **J8** A read that starts after an answer sees what the answer told of.
//! - **J9** Erased content cannot be read again, and stays erased when somebody writes to its id again.
//! - **J10** A board append is accepted only if the board's gate is what the caller believed; the gate is raised by the meeting's own
//!   append. No update that was accepted follows a gate that its writer did not know.
//! - **J11** A Yjs client id on a board belongs to the person who first used it.
//! - **J12** After a deletion only the meeting's id is left; none of its text is in the store's files.
//! - **J13** A secret is found by its hash until it is revoked or its meeting deleted, and a revoked link as such; a join code names one
//!   meeting.
//! - **J14** The store's key is made once and stays.
//! - **J15** A ballot is kept without person, time, command or order: what is read is sorted, whatever the order of writing.
//! - **J16** (shared stores) An instance is alive from its last [`beat`](SharedStore::beat) for as long as its lease says, on the store's
//!   clock; who is connected to it counts only as long. A meeting of an instance that died is an orphan until another one holds it.
//! - **J17** No event is claimed to be written that an instance which lives, or was admitted, cannot read; what was claimed lets nobody be
//!   admitted who cannot read it.
//! - **J18** A board's snapshot and the updates of its log after the snapshot's seq are the whole board at every moment, also while
//!   several compact it and others append. Who reads the log from below the snapshot finds a gap, not a shorter board.
//! - **J19** A meeting's snapshot gives way to none of its version that reaches less far. Two versions side by side keep one each, and no
//!   more than two are kept by whoever writes the newest. None outlives its meeting, however close to the deletion it comes.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

mod batch;
mod chain;
mod columns;
mod error;
mod failure;
pub mod memory;
pub mod postgres;
mod schema;
pub mod sqlite;
mod time;
pub mod transfer;
mod whole;

pub use batch::{
    Ballot, Batch, BoardItem, CommandRecord, ContentItem, MeetingStatus, NewBoard, NewEntry, NewSecret,
    Revoke, SecretKind,
};
pub use chain::{Hash, Position, chain};
pub use error::{AppendError, BoardAppendError, LockError, OpenError, ReadError, WriteError};
pub use memory::MemoryStore;
pub use whole::{WholeBoard, updates_after};

/// A boxed future: what every method of [`Store`] returns, so that `dyn Store` works.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How long a [`Guard`] may be held before the store rolls it back.
pub const LOCK_HOLD_LIMIT: Duration = Duration::from_secs(2);

/// Opens the store that the URL names: `sqlite:FILE` (from the working folder), `sqlite:///absolute/path`, or
/// `postgres://user:password@host:port/database`. Makes folder and file if need be, brings an older schema up to date, refuses a newer
/// one.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    if is_postgres(url) {
        let store = postgres::PostgresStore::open(url, postgres::PostgresOptions::default()).await?;
        return Ok(Arc::new(store));
    }
    let store = sqlite::SqliteStore::open(url, sqlite::SqliteOptions::default()).await?;
    Ok(Arc::new(store))
}

/// Whether this URL names a database that several instances may share.
pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

/// The journal, the content, the boards' logs and what belongs to them. Guarantees J1… are in the module's text.
///
/// Meetings, boards and people are plain [`Uuid`]s here; the newtypes of `protocol` wrap the same values. Times are milliseconds since
/// 1970 on the store's own clock ([`Store::now`]).
pub trait Store: Send + Sync + fmt::Debug {
    /// The first append of a meeting, which makes it. `Exists` if there is such a meeting, `Deleted` if there was.
    fn create(&self, meeting: Uuid, batch: Batch) -> Answer<'_, Result<Position, AppendError>>;

    /// Appends the batch after `after`; answers the new head. A batch without entries is allowed unless it has
    /// content, erasures or gates: the head stays, the rest is written.
    fn append(
        &self,
        meeting: Uuid,
        after: Position,
        batch: Batch,
    ) -> Answer<'_, Result<Position, AppendError>>;

    /// Locks the meeting's head, for a caller who lost an append: waits for its turn, then answers what was missed since `after`
    /// and a guard to commit with. Decide and commit at once: everybody else waits, and [`LOCK_HOLD_LIMIT`] ends it.
    fn lock(&self, meeting: Uuid, after: Position) -> Answer<'_, Result<Locked, LockError>>;

    /// Up to `limit` entries with a sequence number above `seq`, in order. Fewer than `limit` means that these are the last.
    fn read_after(
        &self,
        meeting: Uuid,
        seq: u64,
        limit: usize,
    ) -> Answer<'_, Result<Vec<StoredEntry>, ReadError>>;

    /// The last entry's position.
    fn head(&self, meeting: Uuid) -> Answer<'_, Result<Position, ReadError>>;

    /// The heads of many meetings in one query, in no particular order. Meetings that do not exist or were deleted are left out.
    fn heads<'a>(&'a self, meetings: &'a [Uuid]) -> Answer<'a, Result<Vec<(Uuid, Position)>, ReadError>>;

    /// All content of a meeting.
    fn contents(&self, meeting: Uuid) -> Answer<'_, Result<Vec<Content>, ReadError>>;

    /// Content written or erased by batches whose last entry lies above `seq`. Read the entries first, then this: then no entry refers
    /// to content that is missing.
    fn contents_after(&self, meeting: Uuid, seq: u64) -> Answer<'_, Result<Vec<Content>, ReadError>>;

    /// The content with these ids, in no particular order; unknown ids are left out.
    fn contents_of<'a>(
        &'a self,
        meeting: Uuid,
        ids: &'a [Uuid],
    ) -> Answer<'a, Result<Vec<Content>, ReadError>>;

    /// The ids of all content that belongs to one person and is not erased: what to erase when the person is to be forgotten.
    fn contents_owned_by(&self, meeting: Uuid, owner: Uuid) -> Answer<'_, Result<Vec<Uuid>, ReadError>>;

    /// Whether this command was done, and with what result.
    fn find_command(
        &self,
        meeting: Uuid,
        person: Uuid,
        command_id: Uuid,
    ) -> Answer<'_, Result<Option<CommandDone>, ReadError>>;

    /// Whose secret this is, by its SHA-256.
    fn find_secret(&self, hash: [u8; 32]) -> Answer<'_, Result<Option<SecretOwner>, ReadError>>;

    /// Whose secret this was, when it was taken back ([`Batch::revoke`]).
    fn find_revoked(&self, hash: [u8; 32]) -> Answer<'_, Result<Option<SecretOwner>, ReadError>>;

    /// The answers to a meeting's exit ticket, in the order of the alphabet (J15).
    fn ballots(&self, meeting: Uuid) -> Answer<'_, Result<Vec<String>, ReadError>>;

    /// The links of a meeting that open it, oldest first: all secrets but those that people were given as they came.
    fn links(&self, meeting: Uuid) -> Answer<'_, Result<Vec<LinkRow>, ReadError>>;

    /// The meeting of a join code. The code is compared as it is: callers normalise.
    fn find_join_code<'a>(&'a self, code: &'a str) -> Answer<'a, Result<Option<Uuid>, ReadError>>;

    /// A meeting's join code, for those who may tell it to others.
    fn join_code(&self, meeting: Uuid) -> Answer<'_, Result<Option<String>, ReadError>>;

    /// All meetings that were not deleted, oldest first.
    fn meetings(&self) -> Answer<'_, Result<Vec<MeetingSummary>, ReadError>>;

    /// Notes that these meetings were held by a live hub at `at`; an earlier time than the one stored changes nothing, and meetings that
    /// do not exist are passed over.
    fn touch_alive<'a>(&'a self, meetings: &'a [Uuid], at: i64) -> Answer<'a, Result<(), WriteError>>;

    /// When a hub last said that it holds the meeting (at first: when the meeting was made).
    fn alive_at(&self, meeting: Uuid) -> Answer<'_, Result<i64, ReadError>>;

    /// Deletes a meeting with everything that belongs to it. Its id stays as a tombstone: it cannot be made again. Deleting twice is
    /// no error.
    fn delete_meeting(&self, meeting: Uuid) -> Answer<'_, Result<(), WriteError>>;

    /// The store's clock, in milliseconds since 1970: the time that deadlines and `alive_at` are on.
    fn now(&self) -> Answer<'_, Result<i64, ReadError>>;

    /// Writes and commits something small, as an append would: for `/readyz`.
    fn probe(&self) -> Answer<'_, Result<(), WriteError>>;

    /// The levels of events that may be emitted and must be readable.
    fn event_levels(&self) -> Answer<'_, Result<EventLevels, ReadError>>;

    /// Somebody is there who reads events up to level `reads`: unless something above was written, nothing above is from now on. Where
    /// one process has the store to itself, all that it reads may be written. Answers the levels: who reads less than `readable_from`
    /// must not serve. An instance says first that it lives.
    fn admit_level(&self, reads: u32) -> Answer<'_, Result<EventLevels, WriteError>>;

    /// Before the first event of a level is written: raises `readable_from` to it. False, and nothing is changed, where `event_level` is
    /// below it.
    fn claim_level(&self, level: u32) -> Answer<'_, Result<bool, WriteError>>;

    /// The random key for MACs and tickets that all instances of this store share.
    fn secret_key(&self) -> Answer<'_, Result<[u8; 32], ReadError>>;

    /// A board's row, if there is such a board.
    fn board(&self, board: Uuid) -> Answer<'_, Result<Option<Board>, ReadError>>;

    /// The boards of a meeting.
    fn boards_of(&self, meeting: Uuid) -> Answer<'_, Result<Vec<Board>, ReadError>>;

    /// Appends updates to a board's log, all or none, if its gate is `gate`; answers the board's new head (the seq of the last of them).
    /// Client ids that nobody used on this board are bound to the update's person by the same append.
    fn board_append(
        &self,
        board: Uuid,
        gate: u64,
        items: Vec<BoardItem>,
    ) -> Answer<'_, Result<u64, BoardAppendError>>;

    /// Up to `limit` updates of a board's log above `seq`, in order; empty also when there is no such board.
    fn board_read_after(
        &self,
        board: Uuid,
        seq: u64,
        limit: usize,
    ) -> Answer<'_, Result<Vec<BoardUpdate>, ReadError>>;

    /// Who first used which Yjs client id on a board.
    fn board_clients(&self, board: Uuid) -> Answer<'_, Result<Vec<(u64, Uuid)>, ReadError>>;

    /// Remembers the SHA-256 of an update that must never be applied to this board again, and who sent it.
    fn refuse_update(
        &self,
        board: Uuid,
        sha256: [u8; 32],
        person: Uuid,
    ) -> Answer<'_, Result<(), WriteError>>;

    /// The hashes of a board's refused updates.
    fn refused_updates(&self, board: Uuid) -> Answer<'_, Result<Vec<[u8; 32]>, ReadError>>;

    /// Bars a person from all boards of a meeting.
    fn bar_from_boards(&self, meeting: Uuid, person: Uuid) -> Answer<'_, Result<(), WriteError>>;

    /// Whether the person is barred from the meeting's boards.
    fn is_barred(&self, meeting: Uuid, person: Uuid) -> Answer<'_, Result<bool, ReadError>>;

    /// Keeps a snapshot of a meeting's state (J19); one of the same state version that reaches farther stays. Of lower versions only the
    /// highest stays, for the instances that are still to be upgraded.
    fn put_meeting_snapshot(&self, meeting: Uuid, snapshot: Snapshot) -> Answer<'_, Result<(), WriteError>>;

    /// The snapshot of this state version, if there is one. One of a foreign version is never answered.
    fn meeting_snapshot(
        &self,
        meeting: Uuid,
        state_version: u32,
    ) -> Answer<'_, Result<Option<Snapshot>, ReadError>>;

    /// Puts a snapshot in the place of a board's log up to the snapshot's `seq` (J18). Nothing happens where one reaches as far already,
    /// or the log does not reach so far.
    fn compact_board(&self, board: Uuid, snapshot: Snapshot) -> Answer<'_, Result<(), WriteError>>;

    /// The board's snapshot of this state version, if there is one.
    fn board_snapshot(
        &self,
        board: Uuid,
        state_version: u32,
    ) -> Answer<'_, Result<Option<Snapshot>, ReadError>>;

    /// What there is beside, where several instances share the store; none where one process has it to itself.
    fn shared(&self) -> Option<&dyn SharedStore>;

    /// Answers what is queued, then closes the files; later calls are answered `Unavailable`.
    fn close(&self) -> Answer<'_, ()>;
}

/// What instances that share a store tell each other through it. All of it is soft: it expires by itself.
pub trait SharedStore: Send + Sync + fmt::Debug {
    /// Says that an instance lives, and who is connected to it.
    fn beat<'a>(&'a self, beat: &'a Beat) -> Answer<'a, Result<Pulse, WriteError>>;

    /// Who is connected to which of the other instances that live, once for each instance, in no particular order.
    fn present_elsewhere(&self, meeting: Uuid, instance: Uuid) -> Answer<'_, Result<Vec<Uuid>, ReadError>>;

    /// The instances that live with the meetings that each holds and who is connected to it there, in no particular order.
    fn presence(&self) -> Answer<'_, Result<Vec<Presence>, ReadError>>;

    /// The last seq in the log of each of these boards, in one query; boards that are not there are left out.
    fn board_heads<'a>(&'a self, boards: &'a [Uuid]) -> Answer<'a, Result<Vec<(Uuid, u64)>, ReadError>>;
}

/// A sign of life of one instance.
#[derive(Clone, Debug)]
pub struct Beat {
    /// Whose.
    pub instance: Uuid,
    /// For how long it counts as alive from now on; zero: it goes.
    pub lease: Duration,
    /// The highest level of events that it reads.
    pub reads: u32,
    /// The meetings that it holds and the people who are connected to it there, as far as that changed since the last beat; none: it
    /// holds the meeting no more.
    pub presence: Vec<(Uuid, Option<Vec<Uuid>>)>,
}

/// Who is connected to one instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Which.
    pub instance: Uuid,
    /// By the meetings that it holds.
    pub meetings: Vec<(Uuid, Vec<Uuid>)>,
}

/// What a beat answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    /// Whether the instance was alive until now. If not, nothing is known of whom it told before.
    pub was_alive: bool,
    /// The instances that live.
    pub alive: Vec<Uuid>,
    /// Meetings that an instance held which died a moment ago, and that no other one holds.
    pub orphans: Vec<Uuid>,
    /// The highest level of events that may be written: what all that live can read, once it was so.
    pub event_level: u32,
}

/// A head lock, from [`Store::lock`]. Dropping it rolls back.
pub trait Guard: Send + fmt::Debug {
    /// Appends after the locked head (the last of [`Locked::missed`], or `after` if that is empty) and lets go of the lock. `Conflict`
    /// if the lock was held too long and somebody may have been let in: nothing was written, lock again.
    fn commit(self: Box<Self>, batch: Batch) -> Answer<'static, Result<Position, AppendError>>;

    /// Lets go of the lock; nothing was written.
    fn rollback(self: Box<Self>);
}

/// A meeting's head, locked.
#[derive(Debug)]
pub struct Locked {
    /// The locked head: what a commit follows.
    pub head: Position,
    /// All entries after the position that the caller named, in order, the last one being the locked head.
    pub missed: Vec<StoredEntry>,
    /// Content written or erased by those entries' batches.
    pub missed_content: Vec<Content>,
    /// Commits or rolls back.
    pub guard: Box<dyn Guard>,
}

/// An id and its text; `None` when it was erased.
pub type Content = (Uuid, Option<String>);

/// An entry as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// From 1, without gaps.
    pub seq: u64,
    /// The time given with it, in milliseconds.
    pub at: i64,
    /// [`chain()`] of the entry before and this one.
    pub hash: Hash,
    /// The opaque JSON text.
    pub body: String,
}

impl StoredEntry {
    /// This entry's position.
    pub fn position(&self) -> Position {
        Position {
            seq: self.seq,
            hash: self.hash,
        }
    }
}

/// A command that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandDone {
    /// The seq of its first entry. For a command without entries: one above the head that it was done at.
    pub first_seq: u64,
    /// The seq of its last entry; `first_seq - 1` when it has none.
    pub last_seq: u64,
    /// The reply recorded with it.
    pub reply: Option<String>,
}

/// Whose a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretOwner {
    /// The meeting that it opens.
    pub meeting: Uuid,
    /// What it is good for.
    pub kind: SecretKind,
    /// Whose it is; always there for [`SecretKind::Person`].
    pub person: Option<Uuid>,
}

/// One line of [`Store::links`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
    /// What it is good for.
    pub kind: SecretKind,
    /// Whose it is, where it is one person's.
    pub person: Option<Uuid>,
    /// When it was made, in milliseconds; unknown for links older than this column.
    pub made_at: Option<i64>,
}

/// One line of [`Store::meetings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeetingSummary {
    /// The meeting.
    pub id: Uuid,
    /// Open or ended.
    pub status: MeetingStatus,
    /// Its last entry.
    pub head: Position,
    /// When it was made, in milliseconds.
    pub created_at: i64,
    /// When a hub last said that it holds it, in milliseconds.
    pub alive_at: i64,
}

/// What kinds of events this store's instances may write and must read (DESIGN.md §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventLevels {
    /// The highest level of events that may be emitted.
    pub event_level: u32,
    /// The lowest level that an instance must support to read what is stored.
    pub readable_from: u32,
}

impl EventLevels {
    /// Of a store that was just made.
    pub const FIRST: Self = Self {
        event_level: 1,
        readable_from: 1,
    };

    /// After [`Store::admit_level`].
    fn admitted(self, reads: u32, is_alone: bool) -> Self {
        let is_to_move = if is_alone {
            self.event_level != reads
        } else {
            self.event_level > reads
        };
        Self {
            event_level: if is_to_move && self.readable_from <= reads {
                reads
            } else {
                self.event_level
            },
            ..self
        }
    }
}

/// A board's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Board {
    /// The board.
    pub id: Uuid,
    /// Its meeting.
    pub meeting: Uuid,
    /// The person whose own document it is (a notebook); none for a shared board.
    pub owner: Option<Uuid>,
    /// The seq of the last update in its log; 0 when there is none.
    pub head: u64,
    /// The meeting's seq that last changed who may write here: what [`Store::board_append`] must name.
    pub gate: u64,
}

/// An update in a board's log.
#[derive(Clone, PartialEq, Eq)]
pub struct BoardUpdate {
    /// From 1, without gaps.
    pub seq: u64,
    /// Who sent it; the nil id for the server itself.
    pub by: Uuid,
    /// When it was logged, in milliseconds.
    pub at: i64,
    /// The Yjs update.
    pub update: Vec<u8>,
}

impl fmt::Debug for BoardUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Updates carry what people wrote: their length is enough for a log.
        f.debug_struct("BoardUpdate")
            .field("seq", &self.seq)
            .field("by", &self.by)
            .field("at", &self.at)
            .field("bytes", &self.update.len())
            .finish()
    }
}

/// A state at one point of a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last seq that it includes.
    pub seq: u64,
    /// The version of the form of `state`.
    pub state_version: u32,
    /// The state, opaque.
    pub state: Vec<u8>,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("seq", &self.seq)
            .field("state_version", &self.state_version)
            .field("bytes", &self.state.len())
            .finish()
    }
}
