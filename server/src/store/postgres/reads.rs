//! Reads of meetings.

use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::QueryAs;
use uuid::Uuid;

use super::PostgresStore;
use crate::store::columns::{self, DELETED, Malformed, bound, position};
use crate::store::failure::{gone, unavailable};
use crate::store::{
    CommandDone, Content, EventLevels, LinkRow, MeetingSummary, Position, ReadError, SecretOwner, Snapshot,
    StoredEntry,
};

type Read<T> = Result<T, ReadError>;
pub(super) type Asking<O> = QueryAs<'static, Postgres, O, PgArguments>;
/// seq, at, hash, body.
pub(super) type EntryRow = (i64, i64, Vec<u8>, String);
type OwnerRow = (Uuid, i16, Option<Uuid>);
type MeetingRow = (Uuid, i16, i64, Vec<u8>, i64, i64);
/// Hash, kind, person, made at.
type LinkColumns = (Vec<u8>, i16, Option<Uuid>, Option<i64>);

/// Entries above a sequence number.
pub(super) fn entries(meeting: Uuid, seq: u64, limit: usize) -> Asking<EntryRow> {
    sqlx::query_as(
        "SELECT seq, at, hash, body FROM entries WHERE meeting = $1 AND seq > $2 ORDER BY seq LIMIT $3",
    )
    .bind(meeting)
    .bind(bound(seq))
    .bind(bound(limit))
}

/// Content of batches above a sequence number.
pub(super) fn contents(meeting: Uuid, seq: u64) -> Asking<Content> {
    sqlx::query_as("SELECT id, body FROM contents WHERE meeting = $1 AND seq > $2")
        .bind(meeting)
        .bind(bound(seq))
}

pub(super) fn entry((seq, at, hash, body): EntryRow) -> Result<StoredEntry, Malformed> {
    Ok(StoredEntry {
        seq: seq.cast_unsigned(),
        at,
        hash: columns::hash(&hash)?,
        body,
    })
}

fn owner((meeting, kind, person): OwnerRow) -> Read<SecretOwner> {
    let kind = columns::kind(i64::from(kind)).map_err(unavailable)?;
    Ok(SecretOwner {
        meeting,
        kind,
        person,
    })
}

impl PostgresStore {
    pub(super) async fn read_head(&self, meeting: Uuid) -> Read<Position> {
        let query =
            sqlx::query_as("SELECT status, head_seq, head_hash FROM meetings WHERE id = $1").bind(meeting);
        match self.read_one::<(i16, i64, Vec<u8>)>(query).await? {
            None => Err(gone(false)),
            Some((status, ..)) if i64::from(status) == DELETED => Err(gone(true)),
            Some((_, seq, hash)) => position(seq, &hash).map_err(unavailable),
        }
    }

    /// Tells a meeting that has no such rows from one that is not there.
    pub(super) async fn unless_gone<T>(&self, meeting: Uuid, found: bool, answer: T) -> Read<T> {
        if !found {
            self.read_head(meeting).await?;
        }
        Ok(answer)
    }

    pub(super) async fn read_entries(&self, meeting: Uuid, seq: u64, limit: usize) -> Read<Vec<StoredEntry>> {
        let rows = self.read(entries(meeting, seq, limit)).await?;
        let entries: Vec<_> = rows
            .into_iter()
            .map(entry)
            .collect::<Result<_, Malformed>>()
            .map_err(unavailable)?;
        self.unless_gone(meeting, !entries.is_empty(), entries).await
    }

    pub(super) async fn read_heads(&self, meetings: &[Uuid]) -> Read<Vec<(Uuid, Position)>> {
        let query =
            sqlx::query_as("SELECT id, head_seq, head_hash FROM meetings WHERE id = ANY($1) AND status <> 2")
                .bind(meetings);
        let rows: Vec<(Uuid, i64, Vec<u8>)> = self.read(query).await?;
        rows.into_iter()
            .map(|(id, seq, hash)| Ok((id, position(seq, &hash)?)))
            .collect::<Result<_, Malformed>>()
            .map_err(unavailable)
    }

    pub(super) async fn read_contents_after(&self, meeting: Uuid, seq: u64) -> Read<Vec<Content>> {
        let rows = self.read(contents(meeting, seq)).await?;
        self.unless_gone(meeting, !rows.is_empty(), rows).await
    }

    pub(super) async fn read_contents_of(&self, meeting: Uuid, ids: &[Uuid]) -> Read<Vec<Content>> {
        let query = sqlx::query_as("SELECT id, body FROM contents WHERE meeting = $1 AND id = ANY($2)")
            .bind(meeting)
            .bind(ids);
        let rows: Vec<Content> = self.read(query).await?;
        self.unless_gone(meeting, !rows.is_empty(), rows).await
    }

    pub(super) async fn read_contents_owned_by(&self, meeting: Uuid, owner: Uuid) -> Read<Vec<Uuid>> {
        let query =
            sqlx::query_as("SELECT id FROM contents WHERE meeting = $1 AND owner = $2 AND body IS NOT NULL")
                .bind(meeting)
                .bind(owner);
        let rows: Vec<(Uuid,)> = self.read(query).await?;
        let ids = rows.iter().map(|row| row.0).collect();
        self.unless_gone(meeting, !rows.is_empty(), ids).await
    }

    pub(super) async fn read_command(
        &self,
        meeting: Uuid,
        person: Uuid,
        command_id: Uuid,
    ) -> Read<Option<CommandDone>> {
        let query = sqlx::query_as(
            "SELECT first_seq, last_seq, reply FROM commands WHERE meeting = $1 AND person = $2 AND command_id = $3",
        )
        .bind(meeting)
        .bind(person)
        .bind(command_id);
        let row: Option<(i64, i64, Option<String>)> = self.read_one(query).await?;
        let done = row.map(|(first, last, reply)| CommandDone {
            first_seq: first.cast_unsigned(),
            last_seq: last.cast_unsigned(),
            reply,
        });
        self.unless_gone(meeting, done.is_some(), done).await
    }

    pub(super) async fn read_secret(&self, hash: [u8; 32]) -> Read<Option<SecretOwner>> {
        let query =
            sqlx::query_as("SELECT meeting, kind, person FROM secrets WHERE hash = $1").bind(hash.to_vec());
        self.read_one(query).await?.map(owner).transpose()
    }

    pub(super) async fn read_revoked(&self, hash: [u8; 32]) -> Read<Option<SecretOwner>> {
        let query = sqlx::query_as("SELECT meeting, kind, person FROM revoked_secrets WHERE hash = $1")
            .bind(hash.to_vec());
        self.read_one(query).await?.map(owner).transpose()
    }

    pub(super) async fn read_links(&self, meeting: Uuid) -> Read<Vec<LinkRow>> {
        let query = sqlx::query_as(
            "SELECT hash, kind, person, made_at FROM secrets WHERE meeting = $1 AND kind <> $2 ORDER BY made_at, hash",
        )
        .bind(meeting)
        .bind(columns::PERSON_SECRET);
        let rows: Vec<LinkColumns> = self.read(query).await?;
        let link = |(hash, kind, person, made_at): LinkColumns| {
            Ok(LinkRow {
                hash: columns::bytes32(&hash)?,
                kind: columns::kind(i64::from(kind))?,
                person,
                made_at,
            })
        };
        let links: Vec<_> = rows
            .into_iter()
            .map(link)
            .collect::<Result<_, Malformed>>()
            .map_err(unavailable)?;
        self.unless_gone(meeting, !links.is_empty(), links).await
    }

    pub(super) async fn read_ballots(&self, meeting: Uuid) -> Read<Vec<String>> {
        let query = sqlx::query_as("SELECT body FROM ballots WHERE meeting = $1").bind(meeting);
        let row: Option<(String,)> = self.read_one(query).await?;
        let ballots: Vec<String> = match &row {
            None => Vec::new(),
            Some((body,)) => serde_json::from_str(body).map_err(unavailable)?,
        };
        self.unless_gone(meeting, row.is_some(), ballots).await
    }

    pub(super) async fn read_join_code(&self, code: &str) -> Read<Option<Uuid>> {
        // The database refuses a text with a NUL; no code has one.
        if code.contains('\0') {
            return Ok(None);
        }
        let query = sqlx::query_as("SELECT id FROM meetings WHERE join_code = $1").bind(code.to_owned());
        Ok(self.read_one::<(Uuid,)>(query).await?.map(|row| row.0))
    }

    pub(super) async fn read_join_code_of(&self, meeting: Uuid) -> Read<Option<String>> {
        let query = sqlx::query_as("SELECT join_code FROM meetings WHERE id = $1").bind(meeting);
        let row: Option<(Option<String>,)> = self.read_one(query).await?;
        self.unless_gone(meeting, row.is_some(), row.and_then(|row| row.0))
            .await
    }

    pub(super) async fn read_meetings(&self) -> Read<Vec<MeetingSummary>> {
        let query = sqlx::query_as(
            "SELECT m.id, m.status, m.head_seq, m.head_hash, m.created_at, a.alive_at FROM meetings m \
             JOIN meetings_alive a ON a.meeting = m.id WHERE m.status <> 2 ORDER BY m.created_at, m.id",
        );
        let rows: Vec<MeetingRow> = self.read(query).await?;
        let summary = |(id, status, seq, hash, created_at, alive_at): MeetingRow| {
            Ok(MeetingSummary {
                id,
                status: columns::status(i64::from(status))?,
                head: position(seq, &hash)?,
                created_at,
                alive_at,
            })
        };
        rows.into_iter()
            .map(summary)
            .collect::<Result<_, Malformed>>()
            .map_err(unavailable)
    }

    pub(super) async fn read_alive_at(&self, meeting: Uuid) -> Read<i64> {
        let query = sqlx::query_as("SELECT alive_at FROM meetings_alive WHERE meeting = $1").bind(meeting);
        let row: Option<(i64,)> = self.read_one(query).await?;
        self.unless_gone(meeting, row.is_some(), ()).await?;
        row.map(|row| row.0).ok_or_else(|| gone(false))
    }

    pub(super) async fn read_now(&self) -> Read<i64> {
        let row: Option<(i64,)> = self.read_one(sqlx::query_as("SELECT store_now()")).await?;
        row.map(|row| row.0).ok_or(ReadError::Unavailable)
    }

    pub(super) async fn read_levels(&self) -> Read<EventLevels> {
        let query = sqlx::query_as(
            "SELECT name, value FROM store_values WHERE name IN ('event_level', 'readable_from')",
        );
        let rows: Vec<(String, Vec<u8>)> = self.read(query).await?;
        columns::levels(&rows).map_err(unavailable)
    }

    pub(super) async fn read_barred(&self, meeting: Uuid, person: Uuid) -> Read<bool> {
        let query = sqlx::query_as("SELECT 1 FROM board_bars WHERE meeting = $1 AND person = $2")
            .bind(meeting)
            .bind(person);
        let is_barred = self.read_one::<(i32,)>(query).await?.is_some();
        self.unless_gone(meeting, is_barred, is_barred).await
    }

    pub(super) async fn read_meeting_snapshot(
        &self,
        meeting: Uuid,
        state_version: u32,
    ) -> Read<Option<Snapshot>> {
        let query = sqlx::query_as(
            "SELECT seq, state FROM meeting_snapshots WHERE meeting = $1 AND state_version = $2",
        )
        .bind(meeting)
        .bind(i64::from(state_version));
        let row: Option<(i64, Vec<u8>)> = self.read_one(query).await?;
        let snapshot = row.map(|(seq, state)| Snapshot {
            seq: seq.cast_unsigned(),
            state_version,
            state,
        });
        self.unless_gone(meeting, snapshot.is_some(), snapshot).await
    }
}
