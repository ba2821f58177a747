//! Reads of meetings, on the readers' connections.

use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::SqliteStore;
use super::connection::{all, first};
use super::job::Stop;
use super::readers::{Found, Read};
use super::values::{self, blob, json_ids};
use crate::store::columns::{self, DELETED, bound, integer};
use crate::store::failure::gone;
use crate::store::{
    CommandDone, Content, EventLevels, MeetingSummary, Position, SecretOwner, Snapshot, StoredEntry,
};

/// What a meeting's lock answers.
pub(super) struct Missed {
    pub(super) head: Position,
    /// Whether the caller's position is in this journal.
    pub(super) has_position: bool,
    pub(super) entries: Vec<StoredEntry>,
    pub(super) content: Vec<Content>,
}

impl SqliteStore {
    pub(super) async fn read_head(&self, meeting: Uuid) -> Read<Position> {
        self.readers
            .read(move |connection| head(connection, meeting))
            .await
    }

    pub(super) async fn missed(&self, meeting: Uuid, after: Position) -> Read<Missed> {
        let missed = move |connection: &mut Connection| {
            // One transaction, so that head, entries and content are of one moment.
            let moment = connection.transaction()?;
            let head = head(&moment, meeting)?;
            Ok(Missed {
                head,
                has_position: position_at(&moment, meeting, after.seq)? == Some(after),
                entries: entries(&moment, meeting, after.seq, usize::MAX)?,
                content: contents(&moment, meeting, after.seq)?,
            })
        };
        self.readers.read(missed).await
    }

    pub(super) async fn read_entries(&self, meeting: Uuid, seq: u64, limit: usize) -> Read<Vec<StoredEntry>> {
        let read = move |connection: &mut Connection| {
            let entries = entries(connection, meeting, seq, limit)?;
            unless_empty(connection, meeting, entries)
        };
        self.readers.read(read).await
    }

    pub(super) async fn read_heads(&self, meetings: &[Uuid]) -> Read<Vec<(Uuid, Position)>> {
        const HEADS: &str = "SELECT id, head_seq, head_hash FROM meetings \
                             WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND status <> 2";
        let ids = json_ids(meetings);
        let head = |row: &Row<'_>| Ok((values::id(row, 0)?, values::position(row, 1)?));
        self.readers
            .read(move |connection| Ok(all(connection, HEADS, (ids,), head)?))
            .await
    }

    pub(super) async fn read_contents_after(&self, meeting: Uuid, seq: u64) -> Read<Vec<Content>> {
        let read = move |connection: &mut Connection| {
            let contents = contents(connection, meeting, seq)?;
            unless_empty(connection, meeting, contents)
        };
        self.readers.read(read).await
    }

    pub(super) async fn read_contents_of(&self, meeting: Uuid, ids: &[Uuid]) -> Read<Vec<Content>> {
        const SOME: &str = "SELECT id, body FROM contents WHERE meeting = ? AND id IN (SELECT unhex(value) FROM json_each(?))";
        let ids = json_ids(ids);
        let read = move |connection: &mut Connection| {
            let contents = all(connection, SOME, (blob(&meeting), ids), content)?;
            unless_empty(connection, meeting, contents)
        };
        self.readers.read(read).await
    }

    pub(super) async fn read_contents_owned_by(&self, meeting: Uuid, owner: Uuid) -> Read<Vec<Uuid>> {
        const OWNED: &str = "SELECT id FROM contents WHERE meeting = ? AND owner = ? AND body IS NOT NULL";
        let read = move |connection: &mut Connection| {
            let ids = all(connection, OWNED, (blob(&meeting), blob(&owner)), |row| {
                values::id(row, 0)
            })?;
            unless_empty(connection, meeting, ids)
        };
        self.readers.read(read).await
    }

    pub(super) async fn read_command(
        &self,
        meeting: Uuid,
        person: Uuid,
        command_id: Uuid,
    ) -> Read<Option<CommandDone>> {
        const DONE: &str = "SELECT first_seq, last_seq, reply FROM commands WHERE meeting = ? AND person = ? AND command_id = ?";
        let done = |row: &Row<'_>| {
            Ok(CommandDone {
                first_seq: values::unsigned(row, 0)?,
                last_seq: values::unsigned(row, 1)?,
                reply: row.get(2)?,
            })
        };
        let read = move |connection: &mut Connection| {
            let key = (blob(&meeting), blob(&person), blob(&command_id));
            let found = first(connection, DONE, key, done)?;
            unless_none(connection, meeting, found)
        };
        self.readers.read(read).await
    }

    pub(super) async fn read_secret(&self, hash: [u8; 32]) -> Read<Option<SecretOwner>> {
        const SECRET: &str = "SELECT meeting, kind, person FROM secrets WHERE hash = ?";
        self.readers
            .read(move |connection| Ok(first(connection, SECRET, (hash,), values::owner)?))
            .await
    }

    pub(super) async fn read_join_code(&self, code: &str) -> Read<Option<Uuid>> {
        const MEETING: &str = "SELECT id FROM meetings WHERE join_code = ?";
        let code = code.to_owned();
        self.readers
            .read(move |connection| Ok(first(connection, MEETING, (code,), |row| values::id(row, 0))?))
            .await
    }

    pub(super) async fn read_join_code_of(&self, meeting: Uuid) -> Read<Option<String>> {
        const CODE: &str = "SELECT join_code FROM meetings WHERE id = ?";
        let read = move |connection: &mut Connection| {
            let found: Option<Option<String>> = first(connection, CODE, (blob(&meeting),), |row| row.get(0))?;
            Ok(unless_none(connection, meeting, found)?.flatten())
        };
        self.readers.read(read).await
    }

    pub(super) async fn read_meetings(&self) -> Read<Vec<MeetingSummary>> {
        const MEETINGS: &str = "SELECT id, head_seq, head_hash, status, created_at, alive_at FROM meetings \
                                WHERE status <> 2 ORDER BY created_at, id";
        let summary = |row: &Row<'_>| {
            Ok(MeetingSummary {
                id: values::id(row, 0)?,
                head: values::position(row, 1)?,
                status: columns::status(row.get(3)?)?,
                created_at: row.get(4)?,
                alive_at: row.get(5)?,
            })
        };
        self.readers
            .read(move |connection| Ok(all(connection, MEETINGS, (), summary)?))
            .await
    }

    pub(super) async fn read_alive_at(&self, meeting: Uuid) -> Read<i64> {
        const ALIVE: &str = "SELECT status, alive_at FROM meetings WHERE id = ?";
        let read = move |connection: &mut Connection| {
            let columns = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            match first(connection, ALIVE, (blob(&meeting),), columns)? {
                None => Err(Stop::Refused(gone(false))),
                Some((DELETED, _)) => Err(Stop::Refused(gone(true))),
                Some((_, alive_at)) => Ok(alive_at),
            }
        };
        self.readers.read(read).await
    }

    pub(super) async fn read_levels(&self) -> Read<EventLevels> {
        const LEVELS: &str =
            "SELECT name, value FROM store_values WHERE name IN ('event_level', 'readable_from')";
        let read = move |connection: &mut Connection| {
            let rows: Vec<(String, Vec<u8>)> =
                all(connection, LEVELS, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(columns::levels(&rows).map_err(rusqlite::Error::from)?)
        };
        self.readers.read(read).await
    }

    pub(super) async fn read_barred(&self, meeting: Uuid, person: Uuid) -> Read<bool> {
        const BAR: &str = "SELECT 1 FROM board_bars WHERE meeting = ? AND person = ?";
        let read = move |connection: &mut Connection| {
            let found = first(connection, BAR, (blob(&meeting), blob(&person)), |_| Ok(()))?;
            Ok(unless_none(connection, meeting, found)?.is_some())
        };
        self.readers.read(read).await
    }

    pub(super) async fn read_meeting_snapshot(
        &self,
        meeting: Uuid,
        state_version: u32,
    ) -> Read<Option<Snapshot>> {
        const SNAPSHOT: &str =
            "SELECT seq, state FROM meeting_snapshots WHERE meeting = ? AND state_version = ?";
        let read = move |connection: &mut Connection| {
            let found = first(connection, SNAPSHOT, (blob(&meeting), state_version), |row| {
                snapshot(row, state_version)
            })?;
            unless_none(connection, meeting, found)
        };
        self.readers.read(read).await
    }
}

/// Seq and state of a snapshot.
pub(super) fn snapshot(row: &Row<'_>, state_version: u32) -> rusqlite::Result<Snapshot> {
    Ok(Snapshot {
        seq: values::unsigned(row, 0)?,
        state_version,
        state: row.get(1)?,
    })
}

/// Rows of a meeting; none tells a meeting that has none from one that is not there.
pub(super) fn unless_empty<T>(connection: &Connection, meeting: Uuid, rows: Vec<T>) -> Found<Vec<T>> {
    if rows.is_empty() {
        head(connection, meeting)?;
    }
    Ok(rows)
}

/// The same for what a meeting may have.
fn unless_none<T>(connection: &Connection, meeting: Uuid, found: Option<T>) -> Found<Option<T>> {
    if found.is_none() {
        head(connection, meeting)?;
    }
    Ok(found)
}

fn head(connection: &Connection, meeting: Uuid) -> Found<Position> {
    const HEAD: &str = "SELECT head_seq, head_hash, status FROM meetings WHERE id = ?";
    let columns = |row: &Row<'_>| match row.get(2)? {
        // A tombstone has no journal.
        DELETED => Ok(None),
        _ => values::position(row, 0).map(Some),
    };
    let found = first(connection, HEAD, (blob(&meeting),), columns)?;
    let found = found.ok_or_else(|| Stop::Refused(gone(false)))?;
    found.ok_or_else(|| Stop::Refused(gone(true)))
}

/// The position at this seq, if the journal reaches there.
fn position_at(connection: &Connection, meeting: Uuid, seq: u64) -> rusqlite::Result<Option<Position>> {
    if seq == 0 {
        return Ok(Some(Position::START));
    }
    first(
        connection,
        "SELECT seq, hash FROM entries WHERE meeting = ? AND seq = ?",
        (blob(&meeting), integer(seq)),
        |row| values::position(row, 0),
    )
}

fn entries(
    connection: &Connection,
    meeting: Uuid,
    seq: u64,
    limit: usize,
) -> rusqlite::Result<Vec<StoredEntry>> {
    all(
        connection,
        "SELECT seq, at, hash, body FROM entries WHERE meeting = ? AND seq > ? ORDER BY seq LIMIT ?",
        (blob(&meeting), bound(seq), bound(limit)),
        |row| {
            Ok(StoredEntry {
                seq: values::unsigned(row, 0)?,
                at: row.get(1)?,
                hash: values::hash(row, 2)?,
                body: row.get(3)?,
            })
        },
    )
}

fn contents(connection: &Connection, meeting: Uuid, seq: u64) -> rusqlite::Result<Vec<Content>> {
    all(
        connection,
        "SELECT id, body FROM contents WHERE meeting = ? AND seq > ?",
        (blob(&meeting), bound(seq)),
        content,
    )
}

fn content(row: &Row<'_>) -> rusqlite::Result<Content> {
    Ok((values::id(row, 0)?, row.get(1)?))
}
