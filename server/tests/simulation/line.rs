//! The line from one instance to the store that all share: slow, interrupted, and cut for ever when the instance dies.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use server::store::{
    Answer, AppendError, Batch, Beat, Board, BoardAppendError, BoardItem, BoardUpdate, CommandDone, Content,
    EventLevels, Guard, LinkRow, LockError, Locked, MeetingSummary, MemoryStore, Position, Presence, Pulse,
    ReadError, SecretOwner, SharedStore, Snapshot, Store, StoredEntry, WriteError,
};
use tokio::time::Instant;
use uuid::Uuid;

use crate::chance::Dice;
use crate::world::World;

/// One instance's way to the store.
#[derive(Clone)]
pub struct Line {
    pub world: Arc<World>,
    pub store: MemoryStore,
    pub life: Arc<Life>,
}

/// Whether an instance lives, and how its clock goes.
#[derive(Debug, Default)]
pub struct Life {
    pub name: String,
    gone: AtomicBool,
    stalled_until: std::sync::Mutex<Option<Instant>>,
    /// What its clock is off by, in milliseconds.
    pub skew_ms: AtomicI64,
}

impl Life {
    pub fn new(name: String) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// Nothing that its tasks wait for comes back any more.
    pub fn end(&self) {
        self.gone.store(true, Ordering::Relaxed);
    }

    pub fn is_over(&self) -> bool {
        self.gone.load(Ordering::Relaxed)
    }

    pub fn stall(&self, how_long: Duration) {
        *self.stalled_until.lock().unwrap() = Some(Instant::now() + how_long);
    }

    /// Goes on when the instance runs; never again when it is dead.
    pub async fn runs(&self) {
        loop {
            if self.is_over() {
                std::future::pending::<()>().await;
            }
            let until = *self.stalled_until.lock().unwrap();
            match until {
                Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => return,
            }
        }
    }
}

/// What becomes of something that is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Fine,
    Refused,
    Full,
    Lost,
    AnswerLost,
    Conflict,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line of {}", self.life.name)
    }
}

impl Line {
    fn rng(&self) -> Dice {
        self.world.dice.clone()
    }

    /// The way there, or back.
    async fn travel(&self) {
        self.life.runs().await;
        let wait = {
            let (rng, faults) = (self.rng(), self.world.faults());
            if rng.chance(faults.slow) {
                rng.below(400)
            } else {
                rng.below(4)
            }
        };
        // Nothing on a line is there at once: others have their turn in between.
        tokio::time::sleep(Duration::from_millis(wait)).await;
        self.life.runs().await;
    }

    async fn ask(&self) -> Result<(), ReadError> {
        self.travel().await;
        if self.rng().chance(self.world.faults().unreadable) {
            self.world.note(|| format!("{} cannot read", self.life.name));
            self.world.unread.store(true, Ordering::Relaxed);
            return Err(ReadError::Unavailable);
        }
        Ok(())
    }

    fn fate(&self, what: &str) -> Fate {
        let (rng, faults) = (self.rng(), self.world.faults());
        if !rng.chance(faults.append) {
            return Fate::Fine;
        }
        let fate = [
            Fate::Refused,
            Fate::Full,
            Fate::Lost,
            Fate::AnswerLost,
            Fate::AnswerLost,
            Fate::Conflict,
        ][rng.index(6)];
        self.world
            .note(|| format!("{} {what} meets {fate:?}", self.life.name));
        fate
    }

    /// A hub opens from a snapshot, of which a byte may have changed.
    fn opens_from(&self, snapshot: &mut Snapshot) {
        let dice = self.rng();
        let is_damaged = self.world.is_busy() && dice.chance(100);
        if is_damaged {
            let at = dice.index(snapshot.state.len());
            snapshot.state[at] ^= 1;
        } else {
            self.world.from_snapshots.fetch_add(1, Ordering::Relaxed);
        }
        self.world.note(|| {
            let how = if is_damaged { ", damaged" } else { "" };
            format!("{} finds a snapshot of {}{how}", self.life.name, snapshot.seq)
        });
    }

    /// Writes, or whatever becomes of it. `write` happens at one moment.
    async fn written(
        &self,
        what: &str,
        meeting: Uuid,
        write: Answer<'_, Result<Position, AppendError>>,
    ) -> Result<Position, AppendError> {
        let fate = self.fate(what);
        let written = match fate {
            Fate::Refused => Err(AppendError::Unavailable),
            Fate::Full => Err(AppendError::Full),
            Fate::Lost => Err(AppendError::Unknown),
            Fate::Conflict => match self.store.head(meeting).await {
                Ok(actual) => Err(AppendError::Conflict { actual }),
                Err(_) => Err(AppendError::Unavailable),
            },
            Fate::Fine | Fate::AnswerLost => write.await,
        };
        if let Ok(head) = &written {
            self.world.appended(head.seq);
        }
        self.world.note(|| match &written {
            Ok(head) => format!("{} {what} → {} {}", self.life.name, head.seq, head.hash),
            Err(error) => format!("{} {what} → {error}", self.life.name),
        });
        self.travel().await;
        if fate == Fate::AnswerLost && written.is_ok() {
            return Err(AppendError::Unknown);
        }
        written
    }
}

/// Reads that go there and back like all others.
macro_rules! reads {
    ($($name:ident($($arg:ident: $kind:ty),*) -> $out:ty;)*) => {
        $(fn $name(&self $(, $arg: $kind)*) -> Answer<'_, Result<$out, ReadError>> {
            Box::pin(async move {
                self.ask().await?;
                let answer = self.store.$name($($arg),*).await;
                self.travel().await;
                answer
            })
        })*
    };
}

/// Small writes beside the journal.
macro_rules! writes {
    ($($name:ident($($arg:ident: $kind:ty),*);)*) => {
        $(fn $name(&self $(, $arg: $kind)*) -> Answer<'_, Result<(), WriteError>> {
            Box::pin(async move {
                self.ask().await.map_err(|_| WriteError::Unavailable)?;
                let answer = self.store.$name($($arg),*).await;
                self.travel().await;
                answer
            })
        })*
    };
}

impl Store for Line {
    reads! {
        read_after(meeting: Uuid, seq: u64, limit: usize) -> Vec<StoredEntry>;
        head(meeting: Uuid) -> Position;
        contents(meeting: Uuid) -> Vec<Content>;
        contents_after(meeting: Uuid, seq: u64) -> Vec<Content>;
        contents_owned_by(meeting: Uuid, owner: Uuid) -> Vec<Uuid>;
        find_command(meeting: Uuid, person: Uuid, command_id: Uuid) -> Option<CommandDone>;
        find_secret(hash: [u8; 32]) -> Option<SecretOwner>;
        find_revoked(hash: [u8; 32]) -> Option<SecretOwner>;
        ballots(meeting: Uuid) -> Vec<String>;
        links(meeting: Uuid) -> Vec<LinkRow>;
        join_code(meeting: Uuid) -> Option<String>;
        meetings() -> Vec<MeetingSummary>;
        alive_at(meeting: Uuid) -> i64;
        event_levels() -> EventLevels;
        secret_key() -> [u8; 32];
        board(board: Uuid) -> Option<Board>;
        boards_of(meeting: Uuid) -> Vec<Board>;
        board_read_after(board: Uuid, seq: u64, limit: usize) -> Vec<BoardUpdate>;
        board_clients(board: Uuid) -> Vec<(u64, Uuid)>;
        refused_updates(board: Uuid) -> Vec<[u8; 32]>;
        is_barred(meeting: Uuid, person: Uuid) -> bool;
        board_snapshot(board: Uuid, state_version: u32) -> Option<Snapshot>;
    }

    writes! {
        delete_meeting(meeting: Uuid);
        probe();
        refuse_update(board: Uuid, sha256: [u8; 32], person: Uuid);
        bar_from_boards(meeting: Uuid, person: Uuid);
        put_meeting_snapshot(meeting: Uuid, snapshot: Snapshot);
        compact_board(board: Uuid, snapshot: Snapshot);
    }

    fn create(&self, meeting: Uuid, batch: Batch) -> Answer<'_, Result<Position, AppendError>> {
        self.store.create(meeting, batch)
    }

    fn append(
        &self,
        meeting: Uuid,
        after: Position,
        batch: Batch,
    ) -> Answer<'_, Result<Position, AppendError>> {
        Box::pin(async move {
            self.travel().await;
            let write = Box::pin(async move { self.store.append(meeting, after, batch).await });
            self.written("append", meeting, write).await
        })
    }

    fn lock(&self, meeting: Uuid, after: Position) -> Answer<'_, Result<Locked, LockError>> {
        Box::pin(async move {
            self.ask().await.map_err(|_| LockError::Unavailable)?;
            let locked = self.store.lock(meeting, after).await?;
            self.world
                .note(|| format!("{} locks at {}", self.life.name, locked.head.seq));
            self.travel().await;
            let guard = Box::new(LineGuard {
                line: self.clone(),
                meeting,
                guard: locked.guard,
            });
            Ok(Locked { guard, ..locked })
        })
    }

    fn meeting_snapshot(
        &self,
        meeting: Uuid,
        state_version: u32,
    ) -> Answer<'_, Result<Option<Snapshot>, ReadError>> {
        Box::pin(async move {
            self.ask().await?;
            let mut found = self.store.meeting_snapshot(meeting, state_version).await;
            if let Ok(Some(snapshot)) = &mut found {
                self.opens_from(snapshot);
            }
            self.travel().await;
            found
        })
    }

    fn heads<'a>(&'a self, meetings: &'a [Uuid]) -> Answer<'a, Result<Vec<(Uuid, Position)>, ReadError>> {
        Box::pin(async move {
            self.ask().await?;
            let heads = self.store.heads(meetings).await;
            self.travel().await;
            heads
        })
    }

    fn contents_of<'a>(
        &'a self,
        meeting: Uuid,
        ids: &'a [Uuid],
    ) -> Answer<'a, Result<Vec<Content>, ReadError>> {
        self.store.contents_of(meeting, ids)
    }

    fn find_join_code<'a>(&'a self, code: &'a str) -> Answer<'a, Result<Option<Uuid>, ReadError>> {
        self.store.find_join_code(code)
    }

    fn touch_alive<'a>(&'a self, meetings: &'a [Uuid], at: i64) -> Answer<'a, Result<(), WriteError>> {
        Box::pin(async move {
            self.ask().await.map_err(|_| WriteError::Unavailable)?;
            self.store.touch_alive(meetings, at).await
        })
    }

    fn now(&self) -> Answer<'_, Result<i64, ReadError>> {
        Box::pin(async move {
            self.ask().await?;
            let now = self.store.now().await?;
            self.travel().await;
            Ok(now + self.life.skew_ms.load(Ordering::Relaxed))
        })
    }

    fn admit_level(&self, reads: u32) -> Answer<'_, Result<EventLevels, WriteError>> {
        Box::pin(async move {
            self.ask().await.map_err(|_| WriteError::Unavailable)?;
            self.store.admit_level(reads).await
        })
    }

    fn claim_level(&self, level: u32) -> Answer<'_, Result<bool, WriteError>> {
        Box::pin(async move {
            self.ask().await.map_err(|_| WriteError::Unavailable)?;
            self.store.claim_level(level).await
        })
    }

    fn board_append(
        &self,
        board: Uuid,
        gate: u64,
        items: Vec<BoardItem>,
    ) -> Answer<'_, Result<u64, BoardAppendError>> {
        Box::pin(async move {
            self.travel().await;
            let by = items.first().map(|item| item.by).unwrap_or_default();
            let written = self.store.board_append(board, gate, items).await;
            if written.is_ok() {
                self.world.board_written(board, gate, by);
            }
            self.travel().await;
            written
        })
    }

    fn shared(&self) -> Option<&dyn SharedStore> {
        Some(self)
    }

    fn close(&self) -> Answer<'_, ()> {
        Box::pin(async {})
    }
}

impl SharedStore for Line {
    fn beat<'a>(&'a self, beat: &'a Beat) -> Answer<'a, Result<Pulse, WriteError>> {
        Box::pin(async move {
            self.ask().await.map_err(|_| WriteError::Unavailable)?;
            let pulse = self.store.beat(beat).await;
            self.travel().await;
            pulse
        })
    }

    fn present_elsewhere(&self, meeting: Uuid, instance: Uuid) -> Answer<'_, Result<Vec<Uuid>, ReadError>> {
        Box::pin(async move {
            self.ask().await?;
            let present = self.store.present_elsewhere(meeting, instance).await;
            self.travel().await;
            present
        })
    }

    fn presence(&self) -> Answer<'_, Result<Vec<Presence>, ReadError>> {
        self.store.shared().expect("it is shared").presence()
    }

    fn board_heads<'a>(&'a self, boards: &'a [Uuid]) -> Answer<'a, Result<Vec<(Uuid, u64)>, ReadError>> {
        self.store.board_heads(boards)
    }
}

/// A lock that is far away.
#[derive(Debug)]
struct LineGuard {
    line: Line,
    meeting: Uuid,
    guard: Box<dyn Guard>,
}

impl Guard for LineGuard {
    fn commit(self: Box<Self>, batch: Batch) -> Answer<'static, Result<Position, AppendError>> {
        Box::pin(async move {
            self.line.travel().await;
            let (line, meeting, guard) = (self.line.clone(), self.meeting, self.guard);
            line.written("commit", meeting, guard.commit(batch)).await
        })
    }

    fn rollback(self: Box<Self>) {
        // A dead instance says nothing any more: its lock goes when the store ends it.
        if self.line.life.is_over() {
            std::mem::forget(self.guard);
        } else {
            self.guard.rollback();
        }
    }
}
