//! A store in memory, for tests of hubs and boards: nothing survives it, and faults can be ordered.
//!
//! It keeps the guarantees of the trait (the contract suite runs on it) except durability. No URL opens it: a server never runs on it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
use uuid::Uuid;

use self::state::{HeldLock, Now, State};
use super::{
    Answer, AppendError, Batch, BoardAppendError, BoardItem, Guard, LOCK_HOLD_LIMIT, Position, ReadError,
    WriteError,
};

mod answers;
mod links;
mod shared;
mod state;

/// What shall go wrong, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is written; answers `Conflict` with the true head (boards: `GateMoved` with the true gate).
    Conflict,
    /// Nothing is written; answers `Unavailable`.
    Unavailable,
    /// Nothing is written; answers `Full`.
    Full,
    /// It is written (if it can be); answers `Unknown`.
    UnknownButWritten,
    /// Nothing is written; answers `Unknown`.
    UnknownAndNotWritten,
}

/// The store in memory. Clones share it, as instances would share one database.
#[derive(Clone, Debug)]
pub struct MemoryStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    state: Mutex<State>,
    faults: Mutex<Faults>,
    released: Notify,
    lock_hold: Duration,
    is_shared: bool,
}

#[derive(Debug, Default)]
struct Faults {
    away: bool,
    appends: VecDeque<Fault>,
    board_appends: VecDeque<Fault>,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::with_lock_hold(LOCK_HOLD_LIMIT)
    }

    /// An empty store that several instances share.
    pub fn for_instances() -> Self {
        Self::made(LOCK_HOLD_LIMIT, true)
    }

    /// An empty store that rolls guards back after `lock_hold`.
    pub fn with_lock_hold(lock_hold: Duration) -> Self {
        Self::made(lock_hold, false)
    }

    fn made(lock_hold: Duration, is_shared: bool) -> Self {
        let (state, faults, released) = Default::default();
        Self {
            inner: Arc::new(Inner {
                state,
                faults,
                released,
                lock_hold,
                is_shared,
            }),
        }
    }

    /// The next append or commit (not a `create`) goes wrong like this; several faults come one after the other.
    pub fn fail_next_append(&self, fault: Fault) {
        lock(&self.inner.faults).appends.push_back(fault);
    }

    /// The next board append goes wrong like this.
    pub fn fail_next_board_append(&self, fault: Fault) {
        lock(&self.inner.faults).board_appends.push_back(fault);
    }

    /// While away, everything is answered `Unavailable`.
    pub fn set_away(&self, away: bool) {
        lock(&self.inner.faults).away = away;
    }

    /// From now on the store's clock stands at this time, in milliseconds.
    pub fn set_now(&self, now: i64) {
        lock(&self.inner.state).now = Some(Now::Stands(now));
    }

    /// From now on the store's clock goes by tokio's, which a test may have paused, and says this now.
    pub fn run_clock_from(&self, now: i64) {
        lock(&self.inner.state).now = Some(Now::Runs(Instant::now(), now));
    }

    fn read<'a, T: Send + 'a>(
        &self,
        read: impl FnOnce(&State) -> Result<T, ReadError>,
    ) -> Answer<'a, Result<T, ReadError>> {
        let answer = if self.inner.is_away() {
            Err(ReadError::Unavailable)
        } else {
            read(&lock(&self.inner.state))
        };
        Box::pin(std::future::ready(answer))
    }

    fn write<'a>(
        &self,
        write: impl FnOnce(&mut State) -> Result<(), WriteError>,
    ) -> Answer<'a, Result<(), WriteError>> {
        let answer = if self.inner.is_away() {
            Err(WriteError::Unavailable)
        } else {
            write(&mut lock(&self.inner.state))
        };
        Box::pin(std::future::ready(answer))
    }
}

impl Inner {
    fn is_away(&self) -> bool {
        lock(&self.faults).away
    }

    /// Waits until nobody holds the meeting's lock, then acts before anybody else can.
    async fn when_free<T>(&self, meeting: Uuid, act: impl FnOnce(&mut State) -> T) -> T {
        let mut act = Some(act);
        loop {
            let mut released = std::pin::pin!(self.released.notified());
            released.as_mut().enable();
            let until = {
                let mut state = lock(&self.state);
                match state.locks.get(&meeting) {
                    Some(held) if held.until > Instant::now() => held.until,
                    _ => {
                        state.locks.remove(&meeting);
                        if let Some(act) = act.take() {
                            return act(&mut state);
                        }
                        Instant::now()
                    }
                }
            };
            tokio::select! {
                biased;
                () = released => {}
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }

    fn append(
        &self,
        state: &mut State,
        meeting: Uuid,
        after: Position,
        batch: &Batch,
    ) -> Result<Position, AppendError> {
        let fault = lock(&self.faults).appends.pop_front();
        match fault {
            None => state.append(meeting, after, batch),
            Some(Fault::Conflict) => Err(AppendError::Conflict {
                actual: state.head(meeting).unwrap_or_default(),
            }),
            Some(Fault::Unavailable) => Err(AppendError::Unavailable),
            Some(Fault::Full) => Err(AppendError::Full),
            Some(Fault::UnknownButWritten) => {
                state.append(meeting, after, batch).and(Err(AppendError::Unknown))
            }
            Some(Fault::UnknownAndNotWritten) => Err(AppendError::Unknown),
        }
    }

    fn board_append(&self, board: Uuid, gate: u64, items: Vec<BoardItem>) -> Result<u64, BoardAppendError> {
        let fault = lock(&self.faults).board_appends.pop_front();
        let mut state = lock(&self.state);
        match fault {
            None => state.board_append(board, gate, items),
            Some(Fault::Conflict) => {
                let gate = state.boards.get(&board).map_or(0, |row| row.board.gate);
                Err(BoardAppendError::GateMoved { gate })
            }
            Some(Fault::Unavailable) => Err(BoardAppendError::Unavailable),
            Some(Fault::Full) => Err(BoardAppendError::Full),
            Some(Fault::UnknownButWritten) => state
                .board_append(board, gate, items)
                .and(Err(BoardAppendError::Unknown)),
            Some(Fault::UnknownAndNotWritten) => Err(BoardAppendError::Unknown),
        }
    }

    fn release(&self, meeting: Uuid, token: u64) {
        let mut state = lock(&self.state);
        if state.locks.get(&meeting).is_some_and(|held| held.token == token) {
            state.locks.remove(&meeting);
            self.released.notify_waiters();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug)]
struct MemoryGuard {
    inner: Arc<Inner>,
    meeting: Uuid,
    head: Position,
    token: u64,
}

impl Guard for MemoryGuard {
    fn commit(self: Box<Self>, batch: Batch) -> Answer<'static, Result<Position, AppendError>> {
        Box::pin(async move {
            if self.inner.is_away() {
                return Err(AppendError::Unavailable);
            }
            let mut state = lock(&self.inner.state);
            let is_mine = |held: &HeldLock| held.token == self.token && held.until > Instant::now();
            if state.locks.get(&self.meeting).is_some_and(is_mine) {
                self.inner.append(&mut state, self.meeting, self.head, &batch)
            } else {
                Err(AppendError::Conflict {
                    actual: state.head(self.meeting).unwrap_or_default(),
                })
            }
        })
    }

    fn rollback(self: Box<Self>) {}
}

impl Drop for MemoryGuard {
    fn drop(&mut self) {
        self.inner.release(self.meeting, self.token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{CommandRecord, NewBoard, NewEntry, Store};

    fn batch() -> Batch {
        Batch {
            entries: vec![NewEntry {
                at: 1,
                body: "{}".to_owned(),
            }],
            ..Batch::default()
        }
    }

    #[tokio::test]
    async fn each_fault_befalls_one_append() {
        let (store, meeting, person) = (MemoryStore::new(), Uuid::now_v7(), Uuid::now_v7());
        let head = store.create(meeting, batch()).await.unwrap();
        let not_written = [
            (Fault::Conflict, AppendError::Conflict { actual: head }),
            (Fault::Unavailable, AppendError::Unavailable),
            (Fault::Full, AppendError::Full),
            (Fault::UnknownAndNotWritten, AppendError::Unknown),
        ];
        for (fault, error) in not_written {
            store.fail_next_append(fault);
            assert_eq!(store.append(meeting, head, batch()).await, Err(error));
            assert_eq!(store.head(meeting).await.unwrap(), head);
        }
        store.fail_next_append(Fault::UnknownButWritten);
        let command = CommandRecord {
            person,
            command_id: person,
            first: 0,
            count: 1,
            reply: None,
        };
        let unknown = Batch {
            commands: vec![command],
            ..batch()
        };
        let locked = store.lock(meeting, head).await.unwrap();
        assert_eq!(locked.guard.commit(unknown).await, Err(AppendError::Unknown));
        assert_eq!(
            store
                .find_command(meeting, person, person)
                .await
                .unwrap()
                .unwrap()
                .last_seq,
            2
        );
        let head = store.head(meeting).await.unwrap();
        store.append(meeting, head, batch()).await.unwrap();
    }

    #[tokio::test]
    async fn boards_and_the_whole_store_can_fail() {
        let (store, meeting, board) = (MemoryStore::new(), Uuid::now_v7(), Uuid::now_v7());
        let boards = vec![NewBoard { board, owner: None }];
        store.create(meeting, Batch { boards, ..batch() }).await.unwrap();
        let item = || {
            vec![BoardItem {
                by: meeting,
                clients: vec![1],
                update: vec![1],
            }]
        };
        store.fail_next_board_append(Fault::Conflict);
        store.fail_next_board_append(Fault::UnknownButWritten);
        let moved = store.board_append(board, 1, item()).await;
        assert_eq!(moved, Err(BoardAppendError::GateMoved { gate: 1 }));
        assert_eq!(
            store.board_append(board, 1, item()).await,
            Err(BoardAppendError::Unknown)
        );
        assert_eq!(store.board_append(board, 1, item()).await, Ok(2));
        store.set_away(true);
        assert_eq!(store.head(meeting).await, Err(ReadError::Unavailable));
        assert_eq!(
            store.board_append(board, 1, item()).await,
            Err(BoardAppendError::Unavailable)
        );
        store.set_away(false);
        store.set_now(42);
        assert_eq!(store.now().await, Ok(42));
    }
}
