//! The trait, answered by the tables in memory.

use std::sync::Arc;

use tokio::time::Instant;
use uuid::Uuid;

use super::state::{self, HeldLock, State};
use super::{MemoryGuard, MemoryStore, lock};
use crate::store::{
    Answer, AppendError, Batch, Board, BoardAppendError, BoardItem, BoardUpdate, CommandDone, Content,
    EventLevels, LinkRow, LockError, Locked, MeetingSummary, Position, ReadError, SecretOwner, SharedStore,
    Snapshot, Store, StoredEntry, WriteError,
};

impl Store for MemoryStore {
    fn create(&self, meeting: Uuid, batch: Batch) -> Answer<'_, Result<Position, AppendError>> {
        let away = self.inner.is_away();
        Box::pin(async move {
            if away {
                Err(AppendError::Unavailable)
            } else {
                lock(&self.inner.state).create(meeting, &batch)
            }
        })
    }

    fn append(
        &self,
        meeting: Uuid,
        after: Position,
        batch: Batch,
    ) -> Answer<'_, Result<Position, AppendError>> {
        Box::pin(async move {
            if self.inner.is_away() {
                return Err(AppendError::Unavailable);
            }
            let append = |state: &mut State| self.inner.append(state, meeting, after, &batch);
            self.inner.when_free(meeting, append).await
        })
    }

    fn lock(&self, meeting: Uuid, after: Position) -> Answer<'_, Result<Locked, LockError>> {
        Box::pin(async move {
            if self.inner.is_away() {
                return Err(LockError::Unavailable);
            }
            let lock = |state: &mut State| {
                let (head, missed, missed_content) = state.missed(meeting, after)?;
                state.last_token += 1;
                let token = state.last_token;
                let until = Instant::now() + self.inner.lock_hold;
                state.locks.insert(meeting, HeldLock { token, until });
                let guard = Box::new(MemoryGuard {
                    inner: Arc::clone(&self.inner),
                    meeting,
                    head,
                    token,
                });
                Ok(Locked {
                    head,
                    missed,
                    missed_content,
                    guard,
                })
            };
            self.inner.when_free(meeting, lock).await
        })
    }

    fn read_after(
        &self,
        meeting: Uuid,
        seq: u64,
        limit: usize,
    ) -> Answer<'_, Result<Vec<StoredEntry>, ReadError>> {
        self.read(|state| {
            let later = state
                .meeting(meeting)?
                .entries
                .iter()
                .filter(|entry| entry.seq > seq);
            Ok(later.take(limit).cloned().collect())
        })
    }

    fn head(&self, meeting: Uuid) -> Answer<'_, Result<Position, ReadError>> {
        self.read(|state| state.head(meeting))
    }

    fn heads<'a>(&'a self, meetings: &'a [Uuid]) -> Answer<'a, Result<Vec<(Uuid, Position)>, ReadError>> {
        self.read(|state| {
            Ok(meetings
                .iter()
                .filter_map(|&id| state.head(id).ok().map(|head| (id, head)))
                .collect())
        })
    }

    fn contents(&self, meeting: Uuid) -> Answer<'_, Result<Vec<Content>, ReadError>> {
        self.contents_after(meeting, 0)
    }

    fn contents_after(&self, meeting: Uuid, seq: u64) -> Answer<'_, Result<Vec<Content>, ReadError>> {
        self.read(|state| state.contents(meeting, |_, content| content.seq > seq))
    }

    fn contents_of<'a>(
        &'a self,
        meeting: Uuid,
        ids: &'a [Uuid],
    ) -> Answer<'a, Result<Vec<Content>, ReadError>> {
        self.read(|state| state.contents(meeting, |id, _| ids.contains(&id)))
    }

    fn contents_owned_by(&self, meeting: Uuid, owner: Uuid) -> Answer<'_, Result<Vec<Uuid>, ReadError>> {
        self.read(|state| {
            let owned = state.contents(meeting, |_, content| {
                content.owner == Some(owner) && content.body.is_some()
            });
            Ok(owned?.into_iter().map(|(id, _)| id).collect())
        })
    }

    fn find_command(
        &self,
        meeting: Uuid,
        person: Uuid,
        command_id: Uuid,
    ) -> Answer<'_, Result<Option<CommandDone>, ReadError>> {
        self.read(|state| {
            Ok(state
                .meeting(meeting)?
                .commands
                .get(&(person, command_id))
                .cloned())
        })
    }

    fn find_secret(&self, hash: [u8; 32]) -> Answer<'_, Result<Option<SecretOwner>, ReadError>> {
        self.read(|state| Ok(state.secrets.get(&hash).copied()))
    }

    fn find_revoked(&self, hash: [u8; 32]) -> Answer<'_, Result<Option<SecretOwner>, ReadError>> {
        self.read(|state| Ok(state.revoked.get(&hash).copied()))
    }

    fn ballots(&self, meeting: Uuid) -> Answer<'_, Result<Vec<String>, ReadError>> {
        self.read(|state| Ok(state.meeting(meeting)?.ballots.clone()))
    }

    fn links(&self, meeting: Uuid) -> Answer<'_, Result<Vec<LinkRow>, ReadError>> {
        self.read(|state| state.links(meeting))
    }

    fn find_join_code<'a>(&'a self, code: &'a str) -> Answer<'a, Result<Option<Uuid>, ReadError>> {
        self.read(|state| Ok(state.join_code_of(code)))
    }

    fn join_code(&self, meeting: Uuid) -> Answer<'_, Result<Option<String>, ReadError>> {
        self.read(|state| Ok(state.meeting(meeting)?.join_code.clone()))
    }

    fn meetings(&self) -> Answer<'_, Result<Vec<MeetingSummary>, ReadError>> {
        self.read(|state| Ok(state.summaries()))
    }

    fn touch_alive<'a>(&'a self, meetings: &'a [Uuid], at: i64) -> Answer<'a, Result<(), WriteError>> {
        self.write(|state| {
            for id in meetings {
                if let Some(row) = state.meetings.get_mut(id) {
                    row.alive_at = row.alive_at.max(at);
                }
            }
            Ok(())
        })
    }

    fn alive_at(&self, meeting: Uuid) -> Answer<'_, Result<i64, ReadError>> {
        self.read(|state| Ok(state.meeting(meeting)?.alive_at))
    }

    fn delete_meeting(&self, meeting: Uuid) -> Answer<'_, Result<(), WriteError>> {
        self.write(|state| state.delete(meeting))
    }

    fn now(&self) -> Answer<'_, Result<i64, ReadError>> {
        self.read(|state| Ok(state.now()))
    }

    fn probe(&self) -> Answer<'_, Result<(), WriteError>> {
        self.write(|_| Ok(()))
    }

    fn event_levels(&self) -> Answer<'_, Result<EventLevels, ReadError>> {
        self.read(|state| Ok(state.levels))
    }

    fn admit_level(&self, reads: u32) -> Answer<'_, Result<EventLevels, WriteError>> {
        let is_alone = self.shared().is_none();
        let mut levels = EventLevels::FIRST;
        let written = self.write(|state| {
            state.levels = state.levels.admitted(reads, is_alone);
            levels = state.levels;
            Ok(())
        });
        Box::pin(async move { written.await.map(|()| levels) })
    }

    fn claim_level(&self, level: u32) -> Answer<'_, Result<bool, WriteError>> {
        let mut may = false;
        let written = self.write(|state| {
            may = state.levels.event_level >= level;
            if may {
                state.levels.readable_from = state.levels.readable_from.max(level);
            }
            Ok(())
        });
        Box::pin(async move { written.await.map(|()| may) })
    }

    fn secret_key(&self) -> Answer<'_, Result<[u8; 32], ReadError>> {
        self.read(|state| Ok(state.secret_key))
    }

    fn board(&self, board: Uuid) -> Answer<'_, Result<Option<Board>, ReadError>> {
        self.read(|state| Ok(state.boards.get(&board).map(|row| row.board)))
    }

    fn boards_of(&self, meeting: Uuid) -> Answer<'_, Result<Vec<Board>, ReadError>> {
        self.read(|state| {
            state.meeting(meeting)?;
            Ok(state
                .boards
                .values()
                .map(|row| row.board)
                .filter(|board| board.meeting == meeting)
                .collect())
        })
    }

    fn board_append(
        &self,
        board: Uuid,
        gate: u64,
        items: Vec<BoardItem>,
    ) -> Answer<'_, Result<u64, BoardAppendError>> {
        Box::pin(async move {
            if self.inner.is_away() {
                Err(BoardAppendError::Unavailable)
            } else {
                self.inner.board_append(board, gate, items)
            }
        })
    }

    fn board_read_after(
        &self,
        board: Uuid,
        seq: u64,
        limit: usize,
    ) -> Answer<'_, Result<Vec<BoardUpdate>, ReadError>> {
        self.read(|state| {
            let log = state.boards.get(&board).map_or(&[][..], |row| &row.log);
            Ok(log
                .iter()
                .filter(|update| update.seq > seq)
                .take(limit)
                .cloned()
                .collect())
        })
    }

    fn board_clients(&self, board: Uuid) -> Answer<'_, Result<Vec<(u64, Uuid)>, ReadError>> {
        self.read(|state| {
            let clients = state.boards.get(&board).map(|row| row.clients.iter());
            Ok(clients
                .into_iter()
                .flatten()
                .map(|(&client, &person)| (client, person))
                .collect())
        })
    }

    fn refuse_update(
        &self,
        board: Uuid,
        sha256: [u8; 32],
        _person: Uuid,
    ) -> Answer<'_, Result<(), WriteError>> {
        self.write(|state| {
            let row = state.boards.get_mut(&board).ok_or(WriteError::NotFound)?;
            row.refused.insert(sha256);
            Ok(())
        })
    }

    fn refused_updates(&self, board: Uuid) -> Answer<'_, Result<Vec<[u8; 32]>, ReadError>> {
        self.read(|state| {
            Ok(state
                .boards
                .get(&board)
                .map(|row| row.refused.iter().copied().collect())
                .unwrap_or_default())
        })
    }

    fn bar_from_boards(&self, meeting: Uuid, person: Uuid) -> Answer<'_, Result<(), WriteError>> {
        self.write(|state| {
            state.meeting_mut(meeting)?.barred.insert(person);
            Ok(())
        })
    }

    fn is_barred(&self, meeting: Uuid, person: Uuid) -> Answer<'_, Result<bool, ReadError>> {
        self.read(|state| Ok(state.meeting(meeting)?.barred.contains(&person)))
    }

    fn put_meeting_snapshot(&self, meeting: Uuid, snapshot: Snapshot) -> Answer<'_, Result<(), WriteError>> {
        self.write(|state| {
            state::put_snapshot(&mut state.meeting_mut(meeting)?.snapshots, snapshot);
            Ok(())
        })
    }

    fn meeting_snapshot(
        &self,
        meeting: Uuid,
        state_version: u32,
    ) -> Answer<'_, Result<Option<Snapshot>, ReadError>> {
        self.read(|state| Ok(state.meeting(meeting)?.snapshots.get(&state_version).cloned()))
    }

    fn compact_board(&self, board: Uuid, snapshot: Snapshot) -> Answer<'_, Result<(), WriteError>> {
        self.write(|state| {
            let row = state.boards.get_mut(&board).ok_or(WriteError::NotFound)?;
            row.compact(snapshot);
            Ok(())
        })
    }

    fn board_snapshot(
        &self,
        board: Uuid,
        state_version: u32,
    ) -> Answer<'_, Result<Option<Snapshot>, ReadError>> {
        self.read(|state| {
            Ok(state
                .boards
                .get(&board)
                .and_then(|row| row.snapshots.get(&state_version))
                .cloned())
        })
    }

    fn shared(&self) -> Option<&dyn SharedStore> {
        self.inner.is_shared.then_some(self)
    }

    fn close(&self) -> Answer<'_, ()> {
        // Of a store that instances share, each closes only its own connections.
        if !self.inner.is_shared {
            self.set_away(true);
        }
        Box::pin(std::future::ready(()))
    }
}
