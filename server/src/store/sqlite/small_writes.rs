//! The writes that are no appends: liveness, levels, bars, snapshots, deletion.

use std::time::Duration;

use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

use super::job::{SmallWrite, Stop};
use super::values::{blob, json_ids};
use crate::store::columns::{DELETED, integer};
use crate::store::time::system_now_ms;
use crate::store::{Snapshot, WriteError};

type Written = Result<(), Stop<WriteError>>;

pub(super) async fn write(connection: &mut SqliteConnection, write: SmallWrite) -> Written {
    match write {
        SmallWrite::TouchAlive { meetings, at } => touch_alive(connection, &meetings, at).await,
        SmallWrite::DeleteMeeting { meeting } => delete_meeting(connection, meeting).await,
        SmallWrite::Probe => put_value(connection, "probe", system_now_ms()).await,
        SmallWrite::AdmitLevel(reads) => {
            // This process has the file to itself: all that it reads may be written, if it reads all that was.
            let admit = "UPDATE store_values SET value = ?1 WHERE name = 'event_level' \
                         AND (SELECT value FROM store_values WHERE name = 'readable_from') <= ?1";
            put_level(connection, admit, reads).await
        }
        SmallWrite::ClaimLevel(level) => {
            let claim = "UPDATE store_values SET value = ?1 WHERE name = 'readable_from' AND value < ?1 \
                         AND (SELECT value FROM store_values WHERE name = 'event_level') >= ?1";
            put_level(connection, claim, level).await
        }
        SmallWrite::RefuseUpdate {
            board,
            sha256,
            person,
        } => {
            must_exist(connection, Owner::Board, board).await?;
            sqlx::query(
                "INSERT INTO refused_updates (board, sha256, person) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            )
            .bind(blob(&board))
            .bind(&sha256[..])
            .bind(blob(&person))
            .execute(connection)
            .await?;
            Ok(())
        }
        SmallWrite::BarFromBoards { meeting, person } => {
            must_exist(connection, Owner::Meeting, meeting).await?;
            sqlx::query("INSERT INTO board_bars (meeting, person) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .bind(blob(&meeting))
                .bind(blob(&person))
                .execute(connection)
                .await?;
            Ok(())
        }
        SmallWrite::PutMeetingSnapshot { meeting, snapshot } => {
            put_meeting_snapshot(connection, meeting, snapshot).await
        }
        SmallWrite::CompactBoard { board, snapshot } => compact(connection, board, snapshot).await,
    }
}

/// Empties the WAL into the file and truncates it; `false` when a reader stands in the way.
pub(super) async fn empty_wal(
    connection: &mut SqliteConnection,
    busy_timeout: Duration,
) -> Result<bool, sqlx::Error> {
    // Everybody's writes wait for this: give readers a moment, not the usual seconds.
    sqlx::query("PRAGMA busy_timeout = 200")
        .execute(&mut *connection)
        .await?;
    let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut *connection)
        .await?;
    // The value is a number of our own making; a pragma takes no parameters.
    let restore = AssertSqlSafe(format!("PRAGMA busy_timeout = {}", busy_timeout.as_millis()));
    sqlx::raw_sql(restore).execute(&mut *connection).await?;
    Ok(busy == 0)
}

async fn touch_alive(connection: &mut SqliteConnection, meetings: &[Uuid], at: i64) -> Written {
    sqlx::query(
        "UPDATE meetings SET alive_at = ?1 \
         WHERE id IN (SELECT unhex(value) FROM json_each(?2)) AND alive_at < ?1 AND status <> 2",
    )
    .bind(at)
    .bind(json_ids(meetings))
    .execute(connection)
    .await?;
    Ok(())
}

async fn put_value(connection: &mut SqliteConnection, name: &'static str, number: i64) -> Written {
    sqlx::query("INSERT INTO store_values (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value")
        .bind(name)
        .bind(&number.to_be_bytes()[..])
        .execute(connection)
        .await?;
    Ok(())
}

/// Levels are kept as eight bytes, the most significant first: as bytes they are ordered as the numbers are.
async fn put_level(connection: &mut SqliteConnection, sql: &'static str, level: u32) -> Written {
    sqlx::query(sql)
        .bind(&i64::from(level).to_be_bytes()[..])
        .execute(connection)
        .await?;
    Ok(())
}

#[derive(Clone, Copy)]
enum Owner {
    Meeting,
    Board,
}

async fn must_exist(connection: &mut SqliteConnection, owner: Owner, id: Uuid) -> Written {
    let select = match owner {
        Owner::Meeting => "SELECT 1 FROM meetings WHERE id = ? AND status <> 2",
        Owner::Board => "SELECT 1 FROM boards WHERE id = ?",
    };
    let found: Option<i64> = sqlx::query_scalar(select)
        .bind(blob(&id))
        .fetch_optional(connection)
        .await?;
    found.map(|_| ()).ok_or(Stop::Refused(WriteError::NotFound))
}

async fn put_meeting_snapshot(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    snapshot: Snapshot,
) -> Written {
    must_exist(connection, Owner::Meeting, meeting).await?;
    sqlx::query(
        "INSERT INTO meeting_snapshots (meeting, state_version, seq, state) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE \
         SET seq = excluded.seq, state = excluded.state WHERE meeting_snapshots.seq <= excluded.seq",
    )
    .bind(blob(&meeting))
    .bind(i64::from(snapshot.state_version))
    .bind(integer(snapshot.seq))
    .bind(snapshot.state)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM meeting_snapshots WHERE meeting = ?1 AND state_version < \
         (SELECT max(state_version) FROM meeting_snapshots WHERE meeting = ?1 AND state_version < ?2)",
    )
    .bind(blob(&meeting))
    .bind(i64::from(snapshot.state_version))
    .execute(connection)
    .await?;
    Ok(())
}

/// The snapshot comes, and what it stands for goes; each statement finds nothing to do where the one before found nothing.
async fn compact(connection: &mut SqliteConnection, board: Uuid, snapshot: Snapshot) -> Written {
    must_exist(connection, Owner::Board, board).await?;
    let written = sqlx::query(
        "INSERT INTO board_snapshots (board, state_version, seq, state) SELECT id, ?2, ?3, ?4 FROM boards \
         WHERE id = ?1 AND head >= ?3 AND NOT EXISTS (SELECT 1 FROM board_snapshots WHERE board = ?1 AND seq >= ?3) \
         ON CONFLICT DO UPDATE SET seq = excluded.seq, state = excluded.state",
    )
    .bind(blob(&board))
    .bind(i64::from(snapshot.state_version))
    .bind(integer(snapshot.seq))
    .bind(snapshot.state)
    .execute(&mut *connection)
    .await?;
    if written.rows_affected() == 0 {
        return Ok(());
    }
    for older in [
        "DELETE FROM board_snapshots WHERE board = ? AND seq < ?",
        "DELETE FROM board_log WHERE board = ? AND seq <= ?",
    ] {
        sqlx::query(older)
            .bind(blob(&board))
            .bind(integer(snapshot.seq))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Everything of a meeting, children first.
const DELETES: [&str; 13] = [
    "DELETE FROM board_log WHERE board IN (SELECT id FROM boards WHERE meeting = ?)",
    "DELETE FROM board_clients WHERE board IN (SELECT id FROM boards WHERE meeting = ?)",
    "DELETE FROM refused_updates WHERE board IN (SELECT id FROM boards WHERE meeting = ?)",
    "DELETE FROM board_snapshots WHERE board IN (SELECT id FROM boards WHERE meeting = ?)",
    "DELETE FROM boards WHERE meeting = ?",
    "DELETE FROM board_bars WHERE meeting = ?",
    "DELETE FROM meeting_snapshots WHERE meeting = ?",
    "DELETE FROM secrets WHERE meeting = ?",
    "DELETE FROM revoked_secrets WHERE meeting = ?",
    "DELETE FROM commands WHERE meeting = ?",
    "DELETE FROM contents WHERE meeting = ?",
    "DELETE FROM ballots WHERE meeting = ?",
    "DELETE FROM entries WHERE meeting = ?",
];

async fn delete_meeting(connection: &mut SqliteConnection, meeting: Uuid) -> Written {
    let status: Option<i64> = sqlx::query_scalar("SELECT status FROM meetings WHERE id = ?")
        .bind(blob(&meeting))
        .fetch_optional(&mut *connection)
        .await?;
    match status {
        None => return Err(Stop::Refused(WriteError::NotFound)),
        Some(DELETED) => return Ok(()),
        Some(_) => {}
    }
    for delete in DELETES {
        sqlx::query(delete)
            .bind(blob(&meeting))
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query(
        "UPDATE meetings SET status = 2, head_seq = 0, head_hash = zeroblob(32), created_at = 0, alive_at = 0, \
         join_code = NULL WHERE id = ?",
    )
    .bind(blob(&meeting))
    .execute(connection)
    .await?;
    Ok(())
}
