//! The writes that are no appends: liveness, levels, bars, snapshots, deletion.

use std::time::Duration;

use rusqlite::Connection;
use uuid::Uuid;

use super::connection::{change, first};
use super::job::{SmallWrite, Stop};
use super::values::{blob, json_ids};
use crate::store::columns::{DELETED, integer};
use crate::store::time::system_now_ms;
use crate::store::{Snapshot, WriteError};

type Written = Result<(), Stop<WriteError>>;

pub(super) fn write(connection: &Connection, write: SmallWrite) -> Written {
    match write {
        SmallWrite::TouchAlive { meetings, at } => touch_alive(connection, &meetings, at),
        SmallWrite::DeleteMeeting { meeting } => delete_meeting(connection, meeting),
        SmallWrite::Probe => put_value(connection, "probe", system_now_ms()),
        SmallWrite::AdmitLevel(reads) => {
            // This process has the file to itself: all that it reads may be written, if it reads all that was.
            let admit = "UPDATE store_values SET value = ?1 WHERE name = 'event_level' \
                         AND (SELECT value FROM store_values WHERE name = 'readable_from') <= ?1";
            put_level(connection, admit, reads)
        }
        SmallWrite::ClaimLevel(level) => {
            let claim = "UPDATE store_values SET value = ?1 WHERE name = 'readable_from' AND value < ?1 \
                         AND (SELECT value FROM store_values WHERE name = 'event_level') >= ?1";
            put_level(connection, claim, level)
        }
        SmallWrite::RefuseUpdate {
            board,
            sha256,
            person,
        } => {
            must_exist(connection, Owner::Board, board)?;
            change(
                connection,
                "INSERT INTO refused_updates (board, sha256, person) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (blob(&board), sha256, blob(&person)),
            )?;
            Ok(())
        }
        SmallWrite::BarFromBoards { meeting, person } => {
            must_exist(connection, Owner::Meeting, meeting)?;
            change(
                connection,
                "INSERT INTO board_bars (meeting, person) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (blob(&meeting), blob(&person)),
            )?;
            Ok(())
        }
        SmallWrite::PutMeetingSnapshot { meeting, snapshot } => {
            put_meeting_snapshot(connection, meeting, &snapshot)
        }
        SmallWrite::CompactBoard { board, snapshot } => compact(connection, board, &snapshot),
    }
}

/// Empties the WAL into the file and truncates it; `false` when a reader stands in the way.
pub(super) fn empty_wal(connection: &Connection, busy_timeout: Duration) -> rusqlite::Result<bool> {
    // Everybody's writes wait for this: give readers a moment, not the usual seconds.
    connection.busy_timeout(Duration::from_millis(200))?;
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0))?;
    connection.busy_timeout(busy_timeout)?;
    Ok(busy == 0)
}

fn touch_alive(connection: &Connection, meetings: &[Uuid], at: i64) -> Written {
    change(
        connection,
        "UPDATE meetings SET alive_at = ?1 \
         WHERE id IN (SELECT unhex(value) FROM json_each(?2)) AND alive_at < ?1 AND status <> 2",
        (at, json_ids(meetings)),
    )?;
    Ok(())
}

fn put_value(connection: &Connection, name: &str, number: i64) -> Written {
    change(
        connection,
        "INSERT INTO store_values (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        (name, number.to_be_bytes()),
    )?;
    Ok(())
}

/// Levels are kept as eight bytes, the most significant first: as bytes they are ordered as the numbers are.
fn put_level(connection: &Connection, sql: &str, level: u32) -> Written {
    change(connection, sql, (i64::from(level).to_be_bytes(),))?;
    Ok(())
}

#[derive(Clone, Copy)]
enum Owner {
    Meeting,
    Board,
}

fn must_exist(connection: &Connection, owner: Owner, id: Uuid) -> Written {
    let select = match owner {
        Owner::Meeting => "SELECT 1 FROM meetings WHERE id = ? AND status <> 2",
        Owner::Board => "SELECT 1 FROM boards WHERE id = ?",
    };
    let found = first(connection, select, (blob(&id),), |_| Ok(()))?;
    found.ok_or(Stop::Refused(WriteError::NotFound))
}

fn put_meeting_snapshot(connection: &Connection, meeting: Uuid, snapshot: &Snapshot) -> Written {
    must_exist(connection, Owner::Meeting, meeting)?;
    change(
        connection,
        "INSERT INTO meeting_snapshots (meeting, state_version, seq, state) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE \
         SET seq = excluded.seq, state = excluded.state WHERE meeting_snapshots.seq <= excluded.seq",
        (
            blob(&meeting),
            snapshot.state_version,
            integer(snapshot.seq),
            &snapshot.state,
        ),
    )?;
    change(
        connection,
        "DELETE FROM meeting_snapshots WHERE meeting = ?1 AND state_version < \
         (SELECT max(state_version) FROM meeting_snapshots WHERE meeting = ?1 AND state_version < ?2)",
        (blob(&meeting), snapshot.state_version),
    )?;
    Ok(())
}

/// The snapshot comes, and what it stands for goes; each statement finds nothing to do where the one before found nothing.
fn compact(connection: &Connection, board: Uuid, snapshot: &Snapshot) -> Written {
    must_exist(connection, Owner::Board, board)?;
    let written = change(
        connection,
        "INSERT INTO board_snapshots (board, state_version, seq, state) SELECT id, ?2, ?3, ?4 FROM boards \
         WHERE id = ?1 AND head >= ?3 AND NOT EXISTS (SELECT 1 FROM board_snapshots WHERE board = ?1 AND seq >= ?3) \
         ON CONFLICT DO UPDATE SET seq = excluded.seq, state = excluded.state",
        (
            blob(&board),
            snapshot.state_version,
            integer(snapshot.seq),
            &snapshot.state,
        ),
    )?;
    if written == 0 {
        return Ok(());
    }
    for older in [
        "DELETE FROM board_snapshots WHERE board = ? AND seq < ?",
        "DELETE FROM board_log WHERE board = ? AND seq <= ?",
    ] {
        change(connection, older, (blob(&board), integer(snapshot.seq)))?;
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

fn delete_meeting(connection: &Connection, meeting: Uuid) -> Written {
    let status: Option<i64> = first(
        connection,
        "SELECT status FROM meetings WHERE id = ?",
        (blob(&meeting),),
        |row| row.get(0),
    )?;
    match status {
        None => return Err(Stop::Refused(WriteError::NotFound)),
        Some(DELETED) => return Ok(()),
        Some(_) => {}
    }
    for delete in DELETES {
        change(connection, delete, (blob(&meeting),))?;
    }
    change(
        connection,
        "UPDATE meetings SET status = 2, head_seq = 0, head_hash = zeroblob(32), created_at = 0, alive_at = 0, \
         join_code = NULL WHERE id = ?",
        (blob(&meeting),),
    )?;
    Ok(())
}
