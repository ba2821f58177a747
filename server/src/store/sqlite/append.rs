//! One append's statements, inside the writer's savepoint.

use rusqlite::Connection;
use uuid::Uuid;

use super::ballots::write_ballots;
use super::connection::{change, first};
use super::fault::is_unique;
use super::job::{AppendJob, Stop};
use super::links::write_secrets;
use super::values::{blob, optional_blob};
use crate::store::columns::{self, DELETED, integer};
use crate::store::time::system_now_ms;
use crate::store::{AppendError, Batch, Hash, Position, StoredEntry};

pub(super) type Appended<T = ()> = Result<T, Stop<AppendError>>;

pub(super) fn append(connection: &Connection, job: &AppendJob) -> Appended<Position> {
    let (meeting, batch) = (job.meeting, &job.batch);
    if job.token.is_some() {
        // The lock that this commit relies on was rolled back.
        return Err(refusal(connection, meeting)?);
    }
    let after = match job.after {
        Some(after) => after,
        None => create(connection, meeting)?,
    };
    let entries = batch.sealed(meeting, after);
    let head = entries.last().map_or(after, StoredEntry::position);
    move_head(connection, meeting, after, head, batch)?;
    write_entries(connection, meeting, &entries)?;
    write_content(connection, meeting, head, batch)?;
    write_ballots(connection, meeting, &batch.ballots)?;
    write_boards(connection, meeting, head, batch)?;
    write_commands(connection, meeting, after, batch)?;
    write_secrets(connection, meeting, batch)?;
    Ok(head)
}

fn create(connection: &Connection, meeting: Uuid) -> Appended<Position> {
    let now = system_now_ms();
    let made = change(
        connection,
        "INSERT INTO meetings (id, status, head_seq, head_hash, created_at, alive_at) VALUES (?, 0, 0, zeroblob(32), ?, ?) \
         ON CONFLICT DO NOTHING",
        (blob(&meeting), now, now),
    )?;
    if made == 0 {
        return Err(match refusal(connection, meeting)? {
            Stop::Refused(AppendError::Conflict { .. }) => Stop::Refused(AppendError::Exists),
            other => other,
        });
    }
    Ok(Position::START)
}

/// Why the head row is not what the caller believed.
fn refusal(connection: &Connection, meeting: Uuid) -> rusqlite::Result<Stop<AppendError>> {
    let row: Option<(i64, i64, [u8; 32])> = first(
        connection,
        "SELECT status, head_seq, head_hash FROM meetings WHERE id = ?",
        (blob(&meeting),),
        |row| row.try_into(),
    )?;
    Ok(Stop::Refused(match row {
        None => AppendError::NotFound,
        Some((DELETED, ..)) => AppendError::Deleted,
        Some((_, seq, hash)) => AppendError::Conflict {
            actual: Position {
                seq: seq.cast_unsigned(),
                hash: Hash(hash),
            },
        },
    }))
}

/// The compare-and-set.
fn move_head(
    connection: &Connection,
    meeting: Uuid,
    after: Position,
    head: Position,
    batch: &Batch,
) -> Appended {
    let moved = change(
        connection,
        "UPDATE meetings SET head_seq = ?, head_hash = ?, status = coalesce(?, status) \
         WHERE id = ? AND head_seq = ? AND head_hash = ? AND status <> 2",
        (
            integer(head.seq),
            head.hash.0,
            batch.status.map(columns::status_number),
            blob(&meeting),
            integer(after.seq),
            after.hash.0,
        ),
    )?;
    if moved == 0 {
        return Err(refusal(connection, meeting)?);
    }
    if let Some(code) = &batch.join_code {
        let set = change(
            connection,
            "UPDATE meetings SET join_code = ? WHERE id = ?",
            (code, blob(&meeting)),
        );
        unless_unique(set, AppendError::JoinCodeTaken)?;
    }
    Ok(())
}

/// Turns "a unique key stands in the way" into the refusal that it means here.
pub(super) fn unless_unique<T>(result: rusqlite::Result<T>, refusal: AppendError) -> Appended<T> {
    result.map_err(|error| {
        if is_unique(&error) {
            Stop::Refused(refusal)
        } else {
            Stop::Broken(error)
        }
    })
}

fn write_entries(connection: &Connection, meeting: Uuid, entries: &[StoredEntry]) -> Appended {
    // The unique key is the second fence: were the head row ever wrong, no entry could be written twice.
    for entry in entries {
        change(
            connection,
            "INSERT INTO entries (meeting, seq, at, hash, body) VALUES (?, ?, ?, ?, ?)",
            (
                blob(&meeting),
                integer(entry.seq),
                entry.at,
                entry.hash.0,
                &entry.body,
            ),
        )?;
    }
    Ok(())
}

fn write_content(connection: &Connection, meeting: Uuid, head: Position, batch: &Batch) -> Appended {
    for item in &batch.content {
        change(
            connection,
            "INSERT INTO contents (meeting, id, owner, seq, body) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT DO UPDATE SET owner = excluded.owner, seq = excluded.seq, body = excluded.body \
             WHERE contents.body IS NOT NULL",
            (
                blob(&meeting),
                blob(&item.id),
                optional_blob(item.owner.as_ref()),
                integer(head.seq),
                &item.body,
            ),
        )?;
    }
    for id in &batch.erase {
        change(
            connection,
            "UPDATE contents SET body = NULL, seq = ? WHERE meeting = ? AND id = ? AND body IS NOT NULL",
            (integer(head.seq), blob(&meeting), blob(id)),
        )?;
    }
    Ok(())
}

fn write_boards(connection: &Connection, meeting: Uuid, head: Position, batch: &Batch) -> Appended {
    for new in &batch.boards {
        let made = change(
            connection,
            "INSERT INTO boards (id, meeting, owner, head, gate) VALUES (?, ?, ?, 0, ?)",
            (
                blob(&new.board),
                blob(&meeting),
                optional_blob(new.owner.as_ref()),
                integer(head.seq),
            ),
        );
        unless_unique(made, AppendError::Invalid("a board exists"))?;
    }
    for board in &batch.gates {
        let raised = change(
            connection,
            "UPDATE boards SET gate = ? WHERE id = ? AND meeting = ?",
            (integer(head.seq), blob(board), blob(&meeting)),
        )?;
        if raised == 0 {
            return Err(Stop::Refused(AppendError::Invalid(
                "a gate names a board of another meeting",
            )));
        }
    }
    Ok(())
}

fn write_commands(connection: &Connection, meeting: Uuid, after: Position, batch: &Batch) -> Appended {
    for command in &batch.commands {
        let (person, command_id) = (command.person, command.command_id);
        let done = change(
            connection,
            "INSERT INTO commands (meeting, person, command_id, first_seq, last_seq, reply) \
             VALUES (?, ?, ?, ?, ?, ?)",
            (
                blob(&meeting),
                blob(&person),
                blob(&command_id),
                integer(after.seq + 1 + command.first as u64),
                integer(after.seq + (command.first + command.count) as u64),
                &command.reply,
            ),
        );
        unless_unique(done, AppendError::DuplicateCommand { person, command_id })?;
    }
    Ok(())
}
