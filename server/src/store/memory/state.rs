//! The tables of the store in memory. Every change validates first and writes after, so that all or nothing is written.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use tokio::time::Instant;
use uuid::Uuid;

use crate::store::time::system_now_ms;
use crate::store::{
    AppendError, Batch, Board, BoardAppendError, BoardItem, BoardUpdate, CommandDone, Content, EventLevels,
    LockError, MeetingStatus, MeetingSummary, Position, ReadError, SecretOwner, Snapshot, StoredEntry,
    WriteError,
};

#[derive(Debug)]
pub(super) struct State {
    pub(super) meetings: BTreeMap<Uuid, Meeting>,
    pub(super) deleted: HashSet<Uuid>,
    pub(super) boards: BTreeMap<Uuid, BoardRow>,
    pub(super) secrets: HashMap<[u8; 32], SecretOwner>,
    pub(super) made: HashMap<[u8; 32], i64>,
    pub(super) revoked: HashMap<[u8; 32], SecretOwner>,
    pub(super) locks: HashMap<Uuid, HeldLock>,
    pub(super) last_token: u64,
    pub(super) levels: EventLevels,
    pub(super) secret_key: [u8; 32],
    /// What a test has made of the clock.
    pub(super) now: Option<Now>,
    pub(super) instances: BTreeMap<Uuid, Instance>,
}

/// A clock in the hands of a test, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Now {
    Stands(i64),
    /// On from this moment, when it said so much.
    Runs(Instant, i64),
}

/// What an instance said of itself.
#[derive(Debug, Default)]
pub(super) struct Instance {
    pub(super) alive_until: i64,
    pub(super) reads: u32,
    pub(super) presence: BTreeMap<Uuid, Vec<Uuid>>,
}

#[derive(Debug)]
pub(super) struct Meeting {
    status: MeetingStatus,
    created_at: i64,
    pub(super) alive_at: i64,
    pub(super) join_code: Option<String>,
    pub(super) entries: Vec<StoredEntry>,
    content: BTreeMap<Uuid, ContentRow>,
    pub(super) ballots: Vec<String>,
    pub(super) commands: HashMap<(Uuid, Uuid), CommandDone>,
    pub(super) barred: HashSet<Uuid>,
    pub(super) snapshots: HashMap<u32, Snapshot>,
}

#[derive(Debug)]
pub(super) struct ContentRow {
    pub(super) owner: Option<Uuid>,
    pub(super) body: Option<String>,
    /// The head after the batch that wrote or erased it.
    pub(super) seq: u64,
}

#[derive(Debug)]
pub(super) struct BoardRow {
    pub(super) board: Board,
    pub(super) log: Vec<BoardUpdate>,
    pub(super) clients: BTreeMap<u64, Uuid>,
    pub(super) refused: BTreeSet<[u8; 32]>,
    pub(super) snapshots: HashMap<u32, Snapshot>,
}

impl BoardRow {
    pub(super) fn compact(&mut self, snapshot: Snapshot) {
        let reaches_as_far = self.snapshots.values().any(|there| there.seq >= snapshot.seq);
        if snapshot.seq > self.board.head || reaches_as_far {
            return;
        }
        self.log.retain(|update| update.seq > snapshot.seq);
        self.snapshots = HashMap::from([(snapshot.state_version, snapshot)]);
    }
}

#[derive(Debug)]
pub(super) struct HeldLock {
    pub(super) token: u64,
    pub(super) until: Instant,
}

impl Default for State {
    fn default() -> Self {
        Self {
            meetings: BTreeMap::new(),
            deleted: HashSet::new(),
            boards: BTreeMap::new(),
            secrets: HashMap::new(),
            made: HashMap::new(),
            revoked: HashMap::new(),
            locks: HashMap::new(),
            last_token: 0,
            levels: EventLevels::FIRST,
            // Two v7 ids hold 148 random bits: enough for a store that only tests use.
            secret_key: [Uuid::now_v7().into_bytes(), Uuid::now_v7().into_bytes()]
                .concat()
                .try_into()
                .unwrap_or_default(),
            now: None,
            instances: BTreeMap::new(),
        }
    }
}

impl State {
    pub(super) fn now(&self) -> i64 {
        match self.now {
            None => system_now_ms(),
            Some(Now::Stands(now)) => now,
            Some(Now::Runs(since, then)) => {
                then.saturating_add(i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX))
            }
        }
    }

    pub(super) fn meeting(&self, meeting: Uuid) -> Result<&Meeting, ReadError> {
        let gone = if self.deleted.contains(&meeting) {
            ReadError::Deleted
        } else {
            ReadError::NotFound
        };
        self.meetings.get(&meeting).ok_or(gone)
    }

    pub(super) fn meeting_mut(&mut self, meeting: Uuid) -> Result<&mut Meeting, WriteError> {
        self.meetings.get_mut(&meeting).ok_or(WriteError::NotFound)
    }

    pub(super) fn head(&self, meeting: Uuid) -> Result<Position, ReadError> {
        self.meeting(meeting).map(Meeting::head)
    }

    pub(super) fn contents(
        &self,
        meeting: Uuid,
        wanted: impl Fn(Uuid, &ContentRow) -> bool,
    ) -> Result<Vec<Content>, ReadError> {
        let rows = self
            .meeting(meeting)?
            .content
            .iter()
            .filter(|(id, row)| wanted(**id, row));
        Ok(rows.map(|(&id, row)| (id, row.body.clone())).collect())
    }

    pub(super) fn missed(
        &self,
        meeting: Uuid,
        after: Position,
    ) -> Result<(Position, Vec<StoredEntry>, Vec<Content>), LockError> {
        let row = self.meeting(meeting).map_err(|error| match error {
            ReadError::NotFound => LockError::NotFound,
            ReadError::Deleted => LockError::Deleted,
            ReadError::Unavailable => LockError::Unavailable,
        })?;
        let known = row
            .entries
            .iter()
            .map(StoredEntry::position)
            .any(|position| position == after);
        if after != Position::START && !known {
            return Err(LockError::Diverged { actual: row.head() });
        }
        let missed = row
            .entries
            .iter()
            .filter(|entry| entry.seq > after.seq)
            .cloned()
            .collect();
        let content = row.content.iter().filter(|(_, content)| content.seq > after.seq);
        Ok((
            row.head(),
            missed,
            content.map(|(&id, content)| (id, content.body.clone())).collect(),
        ))
    }

    pub(super) fn join_code_of(&self, code: &str) -> Option<Uuid> {
        let has_code = |(_, row): &(&Uuid, &Meeting)| row.join_code.as_deref() == Some(code);
        self.meetings.iter().find(has_code).map(|(&id, _)| id)
    }

    pub(super) fn summaries(&self) -> Vec<MeetingSummary> {
        let summary = |(&id, row): (&Uuid, &Meeting)| MeetingSummary {
            id,
            status: row.status,
            head: row.head(),
            created_at: row.created_at,
            alive_at: row.alive_at,
        };
        let mut summaries: Vec<_> = self.meetings.iter().map(summary).collect();
        summaries.sort_by_key(|summary| (summary.created_at, summary.id));
        summaries
    }

    pub(super) fn create(&mut self, meeting: Uuid, batch: &Batch) -> Result<Position, AppendError> {
        if self.deleted.contains(&meeting) {
            return Err(AppendError::Deleted);
        }
        if self.meetings.contains_key(&meeting) {
            return Err(AppendError::Exists);
        }
        let now = self.now();
        let row = Meeting {
            status: MeetingStatus::Open,
            created_at: now,
            alive_at: now,
            join_code: None,
            entries: Vec::new(),
            content: BTreeMap::new(),
            ballots: Vec::new(),
            commands: HashMap::new(),
            barred: HashSet::new(),
            snapshots: HashMap::new(),
        };
        self.meetings.insert(meeting, row);
        self.append(meeting, Position::START, batch).inspect_err(|_| {
            self.meetings.remove(&meeting);
        })
    }

    pub(super) fn append(
        &mut self,
        meeting: Uuid,
        after: Position,
        batch: &Batch,
    ) -> Result<Position, AppendError> {
        self.check(meeting, after, batch)?;
        let entries = batch.sealed(meeting, after);
        let head = entries.last().map_or(after, StoredEntry::position);
        for new in &batch.boards {
            let board = Board {
                id: new.board,
                meeting,
                owner: new.owner,
                head: 0,
                gate: head.seq,
            };
            let row = BoardRow {
                board,
                log: Vec::new(),
                clients: BTreeMap::new(),
                refused: BTreeSet::new(),
                snapshots: HashMap::new(),
            };
            self.boards.insert(new.board, row);
        }
        for board in &batch.gates {
            if let Some(row) = self.boards.get_mut(board) {
                row.board.gate = head.seq;
            }
        }
        self.write_secrets(meeting, batch);
        if let Some(row) = self.meetings.get_mut(&meeting) {
            row.write(entries, after, head, batch);
        }
        Ok(head)
    }

    fn check(&self, meeting: Uuid, after: Position, batch: &Batch) -> Result<(), AppendError> {
        batch.check()?;
        let row = self.meeting(meeting).map_err(|error| match error {
            ReadError::NotFound => AppendError::NotFound,
            ReadError::Deleted => AppendError::Deleted,
            ReadError::Unavailable => AppendError::Unavailable,
        })?;
        if row.head() != after {
            return Err(AppendError::Conflict { actual: row.head() });
        }
        if batch
            .join_code
            .as_deref()
            .and_then(|code| self.join_code_of(code))
            .is_some_and(|id| id != meeting)
        {
            return Err(AppendError::JoinCodeTaken);
        }
        let mut new_boards = HashSet::new();
        if batch
            .boards
            .iter()
            .any(|new| self.boards.contains_key(&new.board) || !new_boards.insert(new.board))
        {
            return Err(AppendError::Invalid("a board exists"));
        }
        let is_ours = |id: &Uuid| {
            new_boards.contains(id)
                || self
                    .boards
                    .get(id)
                    .is_some_and(|row| row.board.meeting == meeting)
        };
        if !batch.gates.iter().all(is_ours) {
            return Err(AppendError::Invalid("a gate names a board of another meeting"));
        }
        let mut new_commands = HashSet::new();
        for command in &batch.commands {
            let key = (command.person, command.command_id);
            if row.commands.contains_key(&key) || !new_commands.insert(key) {
                return Err(AppendError::DuplicateCommand {
                    person: key.0,
                    command_id: key.1,
                });
            }
        }
        let mut new_secrets = HashSet::new();
        if batch
            .secrets
            .iter()
            .any(|new| self.secrets.contains_key(&new.hash) || !new_secrets.insert(new.hash))
        {
            return Err(AppendError::Invalid("a secret exists"));
        }
        Ok(())
    }

    pub(super) fn board_append(
        &mut self,
        board: Uuid,
        gate: u64,
        items: Vec<BoardItem>,
    ) -> Result<u64, BoardAppendError> {
        let at = self.now();
        let row = self.boards.get_mut(&board).ok_or(BoardAppendError::NotFound)?;
        if row.board.gate != gate {
            return Err(BoardAppendError::GateMoved { gate: row.board.gate });
        }
        let mut clients = row.clients.clone();
        for item in &items {
            for &client in &item.clients {
                let person = *clients.entry(client).or_insert(item.by);
                if person != item.by {
                    return Err(BoardAppendError::ClientTaken { client, person });
                }
            }
        }
        row.clients = clients;
        for item in items {
            row.board.head += 1;
            row.log.push(BoardUpdate {
                seq: row.board.head,
                by: item.by,
                at,
                update: item.update,
            });
        }
        Ok(row.board.head)
    }

    pub(super) fn delete(&mut self, meeting: Uuid) -> Result<(), WriteError> {
        if self.deleted.contains(&meeting) {
            return Ok(());
        }
        self.meetings.remove(&meeting).ok_or(WriteError::NotFound)?;
        self.boards.retain(|_, row| row.board.meeting != meeting);
        self.secrets.retain(|_, owner| owner.meeting != meeting);
        self.revoked.retain(|_, owner| owner.meeting != meeting);
        self.deleted.insert(meeting);
        Ok(())
    }
}

impl Meeting {
    fn head(&self) -> Position {
        self.entries.last().map_or(Position::START, StoredEntry::position)
    }

    fn write(&mut self, entries: Vec<StoredEntry>, after: Position, head: Position, batch: &Batch) {
        let seq = head.seq;
        for item in &batch.content {
            let row = self.content.entry(item.id).or_insert(ContentRow {
                owner: None,
                body: Some(String::new()),
                seq,
            });
            if row.body.is_some() {
                *row = ContentRow {
                    owner: item.owner,
                    body: Some(item.body.clone()),
                    seq,
                };
            }
        }
        self.ballots
            .extend(batch.ballots.iter().map(|ballot| ballot.0.clone()));
        self.ballots.sort_unstable();
        for id in &batch.erase {
            if let Some(row) = self.content.get_mut(id).filter(|row| row.body.is_some()) {
                (row.body, row.seq) = (None, seq);
            }
        }
        for command in &batch.commands {
            let first_seq = after.seq + 1 + command.first as u64;
            let last_seq = after.seq + (command.first + command.count) as u64;
            let done = CommandDone {
                first_seq,
                last_seq,
                reply: command.reply.clone(),
            };
            self.commands.insert((command.person, command.command_id), done);
        }
        self.entries.extend(entries);
        self.status = batch.status.unwrap_or(self.status);
        self.join_code = batch.join_code.clone().or_else(|| self.join_code.take());
    }
}

/// Puts the snapshot unless a newer one of its version is there; of lower versions only the highest stays.
pub(super) fn put_snapshot(snapshots: &mut HashMap<u32, Snapshot>, snapshot: Snapshot) {
    let version = snapshot.state_version;
    let before = snapshots.keys().copied().filter(|other| *other < version).max();
    snapshots.retain(|other, _| *other >= version || Some(*other) == before);
    if snapshots
        .get(&snapshot.state_version)
        .is_none_or(|kept| kept.seq <= snapshot.seq)
    {
        snapshots.insert(snapshot.state_version, snapshot);
    }
}
