//! Reads of meetings, on the readers' connections.

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::SqliteStore;

use super::values::{self, blob, json_ids};
use crate::store::columns::{self, DELETED, bound, integer, position};
use crate::store::failure::{gone, unavailable};
use crate::store::{
    CommandDone, Content, EventLevels, MeetingSummary, Position, ReadError, SecretOwner, Snapshot,
    StoredEntry,
};

pub(super) type Read<T> = Result<T, ReadError>;
type MeetingRow = (Vec<u8>, i64, i64, Vec<u8>, i64, i64);

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
        let mut connection = self.readers.acquire().await.map_err(unavailable)?;
        let head = head(&mut connection, meeting).await.map_err(unavailable)?;
        head.ok_or_else(|| gone(false))?.ok_or_else(|| gone(true))
    }

    /// Tells a meeting that has no such rows from one that is not there.
    pub(super) async fn must_exist(&self, meeting: Uuid) -> Read<()> {
        self.read_head(meeting).await.map(|_| ())
    }

    pub(super) async fn missed(&self, meeting: Uuid, after: Position) -> Read<Missed> {
        // One transaction, so that head, entries and content are of one moment.
        let mut snapshot = self.readers.begin().await.map_err(unavailable)?;
        let head = head(&mut snapshot, meeting).await.map_err(unavailable)?;
        let head = head.ok_or_else(|| gone(false))?.ok_or_else(|| gone(true))?;
        let known = hash_at(&mut snapshot, meeting, after.seq)
            .await
            .map_err(unavailable)?;
        let entries = entries(&mut snapshot, meeting, after.seq, usize::MAX)
            .await
            .map_err(unavailable)?;
        let content = contents(&mut snapshot, meeting, after.seq)
            .await
            .map_err(unavailable)?;
        Ok(Missed {
            head,
            has_position: known == Some(after),
            entries,
            content,
        })
    }

    pub(super) async fn read_entries(&self, meeting: Uuid, seq: u64, limit: usize) -> Read<Vec<StoredEntry>> {
        let mut connection = self.readers.acquire().await.map_err(unavailable)?;
        let entries = entries(&mut connection, meeting, seq, limit)
            .await
            .map_err(unavailable)?;
        drop(connection);
        if entries.is_empty() {
            self.must_exist(meeting).await?;
        }
        Ok(entries)
    }

    pub(super) async fn read_heads(&self, meetings: &[Uuid]) -> Read<Vec<(Uuid, Position)>> {
        let rows: Vec<(Vec<u8>, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT id, head_seq, head_hash FROM meetings \
             WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND status <> 2",
        )
        .bind(json_ids(meetings))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let head = |(id, seq, hash): (Vec<u8>, i64, Vec<u8>)| Ok((values::id(&id)?, position(seq, &hash)?));
        rows.into_iter()
            .map(head)
            .collect::<Result<_, _>>()
            .map_err(unavailable)
    }

    pub(super) async fn read_contents_after(&self, meeting: Uuid, seq: u64) -> Read<Vec<Content>> {
        let mut connection = self.readers.acquire().await.map_err(unavailable)?;
        let contents = contents(&mut connection, meeting, seq)
            .await
            .map_err(unavailable)?;
        drop(connection);
        if contents.is_empty() {
            self.must_exist(meeting).await?;
        }
        Ok(contents)
    }

    pub(super) async fn read_contents_of(&self, meeting: Uuid, ids: &[Uuid]) -> Read<Vec<Content>> {
        let rows: Vec<(Vec<u8>, Option<String>)> = sqlx::query_as(
            "SELECT id, body FROM contents WHERE meeting = ? AND id IN (SELECT unhex(value) FROM json_each(?))",
        )
        .bind(blob(&meeting))
        .bind(json_ids(ids))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        if rows.is_empty() {
            self.must_exist(meeting).await?;
        }
        content_rows(rows).map_err(unavailable)
    }

    pub(super) async fn read_contents_owned_by(&self, meeting: Uuid, owner: Uuid) -> Read<Vec<Uuid>> {
        let ids: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT id FROM contents WHERE meeting = ? AND owner = ? AND body IS NOT NULL",
        )
        .bind(blob(&meeting))
        .bind(blob(&owner))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        if ids.is_empty() {
            self.must_exist(meeting).await?;
        }
        ids.iter()
            .map(|id| values::id(id))
            .collect::<Result<_, _>>()
            .map_err(unavailable)
    }

    pub(super) async fn read_command(
        &self,
        meeting: Uuid,
        person: Uuid,
        command_id: Uuid,
    ) -> Read<Option<CommandDone>> {
        let row: Option<(i64, i64, Option<String>)> = sqlx::query_as(
            "SELECT first_seq, last_seq, reply FROM commands WHERE meeting = ? AND person = ? AND command_id = ?",
        )
        .bind(blob(&meeting))
        .bind(blob(&person))
        .bind(blob(&command_id))
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        if row.is_none() {
            self.must_exist(meeting).await?;
        }
        Ok(row.map(|(first, last, reply)| CommandDone {
            first_seq: first.cast_unsigned(),
            last_seq: last.cast_unsigned(),
            reply,
        }))
    }

    pub(super) async fn read_secret(&self, hash: [u8; 32]) -> Read<Option<SecretOwner>> {
        let row: Option<(Vec<u8>, i64, Option<Vec<u8>>)> =
            sqlx::query_as("SELECT meeting, kind, person FROM secrets WHERE hash = ?")
                .bind(&hash[..])
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        row.map(values::owner).transpose().map_err(unavailable)
    }

    pub(super) async fn read_join_code(&self, code: &str) -> Read<Option<Uuid>> {
        let id: Option<Vec<u8>> = sqlx::query_scalar("SELECT id FROM meetings WHERE join_code = ?")
            .bind(code)
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        values::optional_id(id.as_ref()).map_err(unavailable)
    }

    pub(super) async fn read_join_code_of(&self, meeting: Uuid) -> Read<Option<String>> {
        let code: Option<Option<String>> = sqlx::query_scalar("SELECT join_code FROM meetings WHERE id = ?")
            .bind(blob(&meeting))
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        if code.is_none() {
            self.must_exist(meeting).await?;
        }
        Ok(code.flatten())
    }

    pub(super) async fn read_meetings(&self) -> Read<Vec<MeetingSummary>> {
        let rows: Vec<MeetingRow> = sqlx::query_as(
            "SELECT id, status, head_seq, head_hash, created_at, alive_at FROM meetings WHERE status <> 2 \
             ORDER BY created_at, id",
        )
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let summary = |(id, status, seq, hash, created_at, alive_at): MeetingRow| {
            Ok(MeetingSummary {
                id: values::id(&id)?,
                status: columns::status(status)?,
                head: position(seq, &hash)?,
                created_at,
                alive_at,
            })
        };
        rows.into_iter()
            .map(summary)
            .collect::<Result<_, _>>()
            .map_err(unavailable)
    }

    pub(super) async fn read_alive_at(&self, meeting: Uuid) -> Read<i64> {
        let row: Option<(i64, i64)> = sqlx::query_as("SELECT status, alive_at FROM meetings WHERE id = ?")
            .bind(blob(&meeting))
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        match row {
            None => Err(gone(false)),
            Some((DELETED, _)) => Err(gone(true)),
            Some((_, alive_at)) => Ok(alive_at),
        }
    }

    pub(super) async fn read_levels(&self) -> Read<EventLevels> {
        let rows: Vec<(String, Vec<u8>)> = sqlx::query_as(
            "SELECT name, value FROM store_values WHERE name IN ('event_level', 'readable_from')",
        )
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        columns::levels(&rows).map_err(unavailable)
    }

    pub(super) async fn read_barred(&self, meeting: Uuid, person: Uuid) -> Read<bool> {
        let row: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM board_bars WHERE meeting = ? AND person = ?")
                .bind(blob(&meeting))
                .bind(blob(&person))
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        if row.is_none() {
            self.must_exist(meeting).await?;
        }
        Ok(row.is_some())
    }

    pub(super) async fn read_meeting_snapshot(
        &self,
        meeting: Uuid,
        state_version: u32,
    ) -> Read<Option<Snapshot>> {
        let row: Option<(i64, Vec<u8>)> = sqlx::query_as(
            "SELECT seq, state FROM meeting_snapshots WHERE meeting = ? AND state_version = ?",
        )
        .bind(blob(&meeting))
        .bind(i64::from(state_version))
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        if row.is_none() {
            self.must_exist(meeting).await?;
        }
        Ok(row.map(|(seq, state)| Snapshot {
            seq: seq.cast_unsigned(),
            state_version,
            state,
        }))
    }
}

/// `None`: no such meeting; `Some(None)`: deleted.
async fn head(
    connection: &mut SqliteConnection,
    meeting: Uuid,
) -> Result<Option<Option<Position>>, sqlx::Error> {
    let row: Option<(i64, i64, Vec<u8>)> =
        sqlx::query_as("SELECT status, head_seq, head_hash FROM meetings WHERE id = ?")
            .bind(blob(&meeting))
            .fetch_optional(connection)
            .await?;
    row.map(|(status, seq, hash)| (status != DELETED).then(|| position(seq, &hash)).transpose())
        .transpose()
}

/// The position at this seq, if the journal reaches there.
async fn hash_at(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    seq: u64,
) -> Result<Option<Position>, sqlx::Error> {
    if seq == 0 {
        return Ok(Some(Position::START));
    }
    let hash: Option<Vec<u8>> = sqlx::query_scalar("SELECT hash FROM entries WHERE meeting = ? AND seq = ?")
        .bind(blob(&meeting))
        .bind(integer(seq))
        .fetch_optional(connection)
        .await?;
    hash.map(|hash| position(integer(seq), &hash)).transpose()
}

async fn entries(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    seq: u64,
    limit: usize,
) -> Result<Vec<StoredEntry>, sqlx::Error> {
    let rows: Vec<(i64, i64, Vec<u8>, String)> = sqlx::query_as(
        "SELECT seq, at, hash, body FROM entries WHERE meeting = ? AND seq > ? ORDER BY seq LIMIT ?",
    )
    .bind(blob(&meeting))
    .bind(bound(seq))
    .bind(bound(limit))
    .fetch_all(connection)
    .await?;
    let entry = |(seq, at, hash, body): (i64, i64, Vec<u8>, String)| {
        Ok(StoredEntry {
            seq: seq.cast_unsigned(),
            at,
            hash: columns::hash(&hash)?,
            body,
        })
    };
    rows.into_iter().map(entry).collect()
}

async fn contents(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    seq: u64,
) -> Result<Vec<Content>, sqlx::Error> {
    let rows = sqlx::query_as("SELECT id, body FROM contents WHERE meeting = ? AND seq > ?")
        .bind(blob(&meeting))
        .bind(bound(seq))
        .fetch_all(connection)
        .await?;
    content_rows(rows)
}

fn content_rows(rows: Vec<(Vec<u8>, Option<String>)>) -> Result<Vec<Content>, sqlx::Error> {
    rows.into_iter()
        .map(|(id, body)| Ok((values::id(&id)?, body)))
        .collect()
}
