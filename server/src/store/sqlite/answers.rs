//! The trait, answered by the writer's queue and the readers.

use std::future::ready;

use tokio::sync::oneshot;
use uuid::Uuid;

use super::SqliteStore;
use super::job::{Job, SmallWrite};
use crate::store::time::system_now_ms;
use crate::store::{
    Answer, AppendError, Batch, Board, BoardAppendError, BoardItem, BoardUpdate, CommandDone, Content,
    EventLevels, LinkRow, LockError, Locked, MeetingSummary, Position, ReadError, SecretOwner, SharedStore,
    Snapshot, Store, StoredEntry, WriteError,
};

impl Store for SqliteStore {
    fn create(&self, meeting: Uuid, batch: Batch) -> Answer<'_, Result<Position, AppendError>> {
        Box::pin(self.append_after(meeting, None, None, batch))
    }

    fn append(
        &self,
        meeting: Uuid,
        after: Position,
        batch: Batch,
    ) -> Answer<'_, Result<Position, AppendError>> {
        Box::pin(self.append_after(meeting, Some(after), None, batch))
    }

    fn lock(&self, meeting: Uuid, after: Position) -> Answer<'_, Result<Locked, LockError>> {
        Box::pin(self.lock_head(meeting, after))
    }

    fn read_after(
        &self,
        meeting: Uuid,
        seq: u64,
        limit: usize,
    ) -> Answer<'_, Result<Vec<StoredEntry>, ReadError>> {
        Box::pin(self.read_entries(meeting, seq, limit))
    }

    fn head(&self, meeting: Uuid) -> Answer<'_, Result<Position, ReadError>> {
        Box::pin(self.read_head(meeting))
    }

    fn heads<'a>(&'a self, meetings: &'a [Uuid]) -> Answer<'a, Result<Vec<(Uuid, Position)>, ReadError>> {
        Box::pin(self.read_heads(meetings))
    }

    fn contents(&self, meeting: Uuid) -> Answer<'_, Result<Vec<Content>, ReadError>> {
        Box::pin(self.read_contents_after(meeting, 0))
    }

    fn contents_after(&self, meeting: Uuid, seq: u64) -> Answer<'_, Result<Vec<Content>, ReadError>> {
        Box::pin(self.read_contents_after(meeting, seq))
    }

    fn contents_of<'a>(
        &'a self,
        meeting: Uuid,
        ids: &'a [Uuid],
    ) -> Answer<'a, Result<Vec<Content>, ReadError>> {
        Box::pin(self.read_contents_of(meeting, ids))
    }

    fn contents_owned_by(&self, meeting: Uuid, owner: Uuid) -> Answer<'_, Result<Vec<Uuid>, ReadError>> {
        Box::pin(self.read_contents_owned_by(meeting, owner))
    }

    fn find_command(
        &self,
        meeting: Uuid,
        person: Uuid,
        command_id: Uuid,
    ) -> Answer<'_, Result<Option<CommandDone>, ReadError>> {
        Box::pin(self.read_command(meeting, person, command_id))
    }

    fn find_secret(&self, hash: [u8; 32]) -> Answer<'_, Result<Option<SecretOwner>, ReadError>> {
        Box::pin(self.read_secret(hash))
    }

    fn find_revoked(&self, hash: [u8; 32]) -> Answer<'_, Result<Option<SecretOwner>, ReadError>> {
        Box::pin(self.read_revoked(hash))
    }

    fn ballots(&self, meeting: Uuid) -> Answer<'_, Result<Vec<String>, ReadError>> {
        Box::pin(self.read_ballots(meeting))
    }

    fn links(&self, meeting: Uuid) -> Answer<'_, Result<Vec<LinkRow>, ReadError>> {
        Box::pin(self.read_links(meeting))
    }

    fn find_join_code<'a>(&'a self, code: &'a str) -> Answer<'a, Result<Option<Uuid>, ReadError>> {
        Box::pin(self.read_join_code(code))
    }

    fn join_code(&self, meeting: Uuid) -> Answer<'_, Result<Option<String>, ReadError>> {
        Box::pin(self.read_join_code_of(meeting))
    }

    fn meetings(&self) -> Answer<'_, Result<Vec<MeetingSummary>, ReadError>> {
        Box::pin(self.read_meetings())
    }

    fn touch_alive<'a>(&'a self, meetings: &'a [Uuid], at: i64) -> Answer<'a, Result<(), WriteError>> {
        self.write(SmallWrite::TouchAlive {
            meetings: meetings.to_vec(),
            at,
        })
    }

    fn alive_at(&self, meeting: Uuid) -> Answer<'_, Result<i64, ReadError>> {
        Box::pin(self.read_alive_at(meeting))
    }

    fn delete_meeting(&self, meeting: Uuid) -> Answer<'_, Result<(), WriteError>> {
        self.write(SmallWrite::DeleteMeeting { meeting })
    }

    fn now(&self) -> Answer<'_, Result<i64, ReadError>> {
        // The file has no clock of its own: this machine's is the store's.
        Box::pin(ready(Ok(system_now_ms())))
    }

    fn probe(&self) -> Answer<'_, Result<(), WriteError>> {
        self.write(SmallWrite::Probe)
    }

    fn event_levels(&self) -> Answer<'_, Result<EventLevels, ReadError>> {
        Box::pin(self.read_levels())
    }

    fn admit_level(&self, reads: u32) -> Answer<'_, Result<EventLevels, WriteError>> {
        Box::pin(async move {
            self.write(SmallWrite::AdmitLevel(reads)).await?;
            self.event_levels().await.map_err(|_| WriteError::Unavailable)
        })
    }

    fn claim_level(&self, level: u32) -> Answer<'_, Result<bool, WriteError>> {
        Box::pin(async move {
            self.write(SmallWrite::ClaimLevel(level)).await?;
            let levels = self.event_levels().await.map_err(|_| WriteError::Unavailable)?;
            Ok(levels.event_level >= level)
        })
    }

    fn secret_key(&self) -> Answer<'_, Result<[u8; 32], ReadError>> {
        Box::pin(ready(Ok(self.secret_key)))
    }

    fn board(&self, board: Uuid) -> Answer<'_, Result<Option<Board>, ReadError>> {
        Box::pin(self.read_board(board))
    }

    fn boards_of(&self, meeting: Uuid) -> Answer<'_, Result<Vec<Board>, ReadError>> {
        Box::pin(self.read_boards_of(meeting))
    }

    fn board_append(
        &self,
        board: Uuid,
        gate: u64,
        items: Vec<BoardItem>,
    ) -> Answer<'_, Result<u64, BoardAppendError>> {
        Box::pin(self.ask(move |reply| Job::BoardAppend {
            board,
            gate,
            items,
            reply,
        }))
    }

    fn board_read_after(
        &self,
        board: Uuid,
        seq: u64,
        limit: usize,
    ) -> Answer<'_, Result<Vec<BoardUpdate>, ReadError>> {
        Box::pin(self.read_board_log(board, seq, limit))
    }

    fn board_clients(&self, board: Uuid) -> Answer<'_, Result<Vec<(u64, Uuid)>, ReadError>> {
        Box::pin(self.read_board_clients(board))
    }

    fn refuse_update(
        &self,
        board: Uuid,
        sha256: [u8; 32],
        person: Uuid,
    ) -> Answer<'_, Result<(), WriteError>> {
        self.write(SmallWrite::RefuseUpdate {
            board,
            sha256,
            person,
        })
    }

    fn refused_updates(&self, board: Uuid) -> Answer<'_, Result<Vec<[u8; 32]>, ReadError>> {
        Box::pin(self.read_refused_updates(board))
    }

    fn bar_from_boards(&self, meeting: Uuid, person: Uuid) -> Answer<'_, Result<(), WriteError>> {
        self.write(SmallWrite::BarFromBoards { meeting, person })
    }

    fn is_barred(&self, meeting: Uuid, person: Uuid) -> Answer<'_, Result<bool, ReadError>> {
        Box::pin(self.read_barred(meeting, person))
    }

    fn put_meeting_snapshot(&self, meeting: Uuid, snapshot: Snapshot) -> Answer<'_, Result<(), WriteError>> {
        self.write(SmallWrite::PutMeetingSnapshot { meeting, snapshot })
    }

    fn meeting_snapshot(
        &self,
        meeting: Uuid,
        state_version: u32,
    ) -> Answer<'_, Result<Option<Snapshot>, ReadError>> {
        Box::pin(self.read_meeting_snapshot(meeting, state_version))
    }

    fn compact_board(&self, board: Uuid, snapshot: Snapshot) -> Answer<'_, Result<(), WriteError>> {
        self.write(SmallWrite::CompactBoard { board, snapshot })
    }

    fn board_snapshot(
        &self,
        board: Uuid,
        state_version: u32,
    ) -> Answer<'_, Result<Option<Snapshot>, ReadError>> {
        Box::pin(self.read_board_snapshot(board, state_version))
    }

    fn shared(&self) -> Option<&dyn SharedStore> {
        None
    }

    fn close(&self) -> Answer<'_, ()> {
        Box::pin(async move {
            let (reply, closed) = oneshot::channel();
            if self.jobs.send(Job::Close { reply }).await.is_ok() {
                let _ = closed.await;
            }
        })
    }
}
