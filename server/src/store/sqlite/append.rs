//! One append's statements, inside the writer's savepoint.

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::ballots::write_ballots;
use super::fault::is_unique;
use super::job::{AppendJob, Stop};
use super::links::write_secrets;
use super::rows;
use super::values::{blob, optional_blob};
use crate::store::columns::{self, DELETED, integer};
use crate::store::time::system_now_ms;
use crate::store::{AppendError, Batch, CommandRecord, Position, StoredEntry};

pub(super) type Appended<T = ()> = Result<T, Stop<AppendError>>;

pub(super) async fn append(connection: &mut SqliteConnection, job: &AppendJob) -> Appended<Position> {
    let (meeting, batch) = (job.meeting, &job.batch);
    if job.token.is_some() {
        // The lock that this commit relies on was rolled back.
        return Err(refusal(connection, meeting).await?);
    }
    let after = match job.after {
        Some(after) => after,
        None => create(connection, meeting).await?,
    };
    let entries = batch.sealed(meeting, after);
    let head = entries.last().map_or(after, StoredEntry::position);
    move_head(connection, meeting, after, head, batch).await?;
    write_entries(connection, meeting, &entries).await?;
    write_content(connection, meeting, head, batch).await?;
    write_ballots(connection, meeting, &batch.ballots).await?;
    write_boards(connection, meeting, head, batch).await?;
    write_commands(connection, meeting, after, batch).await?;
    write_secrets(connection, meeting, batch).await?;
    Ok(head)
}

async fn create(connection: &mut SqliteConnection, meeting: Uuid) -> Appended<Position> {
    let now = system_now_ms();
    let made = sqlx::query(
        "INSERT INTO meetings (id, status, head_seq, head_hash, created_at, alive_at) VALUES (?, 0, 0, zeroblob(32), ?, ?) \
         ON CONFLICT DO NOTHING",
    )
    .bind(blob(&meeting))
    .bind(now)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    if made.rows_affected() == 0 {
        return Err(match refusal(connection, meeting).await? {
            Stop::Refused(AppendError::Conflict { .. }) => Stop::Refused(AppendError::Exists),
            other => other,
        });
    }
    Ok(Position::START)
}

/// Why the head row is not what the caller believed.
async fn refusal(connection: &mut SqliteConnection, meeting: Uuid) -> Result<Stop<AppendError>, sqlx::Error> {
    let row: Option<(i64, i64, Vec<u8>)> =
        sqlx::query_as("SELECT status, head_seq, head_hash FROM meetings WHERE id = ?")
            .bind(blob(&meeting))
            .fetch_optional(connection)
            .await?;
    Ok(Stop::Refused(match row {
        None => AppendError::NotFound,
        Some((DELETED, ..)) => AppendError::Deleted,
        Some((_, seq, hash)) => {
            let actual = Position {
                seq: seq.cast_unsigned(),
                hash: columns::hash(&hash)?,
            };
            AppendError::Conflict { actual }
        }
    }))
}

/// The compare-and-set.
async fn move_head(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    after: Position,
    head: Position,
    batch: &Batch,
) -> Appended {
    let moved = sqlx::query(
        "UPDATE meetings SET head_seq = ?, head_hash = ?, status = coalesce(?, status) \
         WHERE id = ? AND head_seq = ? AND head_hash = ? AND status <> 2",
    )
    .bind(integer(head.seq))
    .bind(&head.hash.0[..])
    .bind(batch.status.map(columns::status_number))
    .bind(blob(&meeting))
    .bind(integer(after.seq))
    .bind(&after.hash.0[..])
    .execute(&mut *connection)
    .await?;
    if moved.rows_affected() == 0 {
        return Err(refusal(connection, meeting).await?);
    }
    if let Some(code) = &batch.join_code {
        let set = sqlx::query("UPDATE meetings SET join_code = ? WHERE id = ?")
            .bind(code)
            .bind(blob(&meeting))
            .execute(connection)
            .await;
        unless_unique(set, AppendError::JoinCodeTaken)?;
    }
    Ok(())
}

/// Turns "a unique key stands in the way" into the refusal that it means here.
pub(super) fn unless_unique<T>(result: Result<T, sqlx::Error>, refusal: AppendError) -> Appended<T> {
    result.map_err(|error| {
        if is_unique(&error) {
            Stop::Refused(refusal)
        } else {
            Stop::Broken(error)
        }
    })
}

async fn write_entries(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    entries: &[StoredEntry],
) -> Appended {
    // The unique key is the second fence: were the head row ever wrong, no entry could be written twice.
    let into = ("entries (meeting, seq, at, hash, body)", 5, "");
    let insert = rows::insert(connection, into, entries, |insert, entry| {
        insert
            .bind(meeting.as_bytes().to_vec())
            .bind(integer(entry.seq))
            .bind(entry.at)
            .bind(&entry.hash.0[..])
            .bind(&entry.body)
    });
    insert.await.map_err(|(error, _)| error)?;
    Ok(())
}

async fn write_content(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    head: Position,
    batch: &Batch,
) -> Appended {
    let into = (
        "contents (meeting, id, owner, seq, body)",
        5,
        "ON CONFLICT DO UPDATE SET owner = excluded.owner, seq = excluded.seq, body = excluded.body \
         WHERE contents.body IS NOT NULL",
    );
    let insert = rows::insert(connection, into, &batch.content, |insert, item| {
        insert
            .bind(meeting.as_bytes().to_vec())
            .bind(blob(&item.id))
            .bind(optional_blob(item.owner.as_ref()))
            .bind(integer(head.seq))
            .bind(&item.body)
    });
    insert.await.map_err(|(error, _)| error)?;
    for id in &batch.erase {
        sqlx::query(
            "UPDATE contents SET body = NULL, seq = ? WHERE meeting = ? AND id = ? AND body IS NOT NULL",
        )
        .bind(integer(head.seq))
        .bind(blob(&meeting))
        .bind(blob(id))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn write_boards(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    head: Position,
    batch: &Batch,
) -> Appended {
    for new in &batch.boards {
        let made = sqlx::query("INSERT INTO boards (id, meeting, owner, head, gate) VALUES (?, ?, ?, 0, ?)")
            .bind(blob(&new.board))
            .bind(blob(&meeting))
            .bind(optional_blob(new.owner.as_ref()))
            .bind(integer(head.seq))
            .execute(&mut *connection)
            .await;
        unless_unique(made, AppendError::Invalid("a board exists"))?;
    }
    for board in &batch.gates {
        let raised = sqlx::query("UPDATE boards SET gate = ? WHERE id = ? AND meeting = ?")
            .bind(integer(head.seq))
            .bind(blob(board))
            .bind(blob(&meeting))
            .execute(&mut *connection)
            .await?;
        if raised.rows_affected() == 0 {
            return Err(Stop::Refused(AppendError::Invalid(
                "a gate names a board of another meeting",
            )));
        }
    }
    Ok(())
}

async fn write_commands<'q>(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    after: Position,
    batch: &'q Batch,
) -> Appended {
    let into = (
        "commands (meeting, person, command_id, first_seq, last_seq, reply)",
        6,
        "",
    );
    let bind = |insert: rows::Insert<'q>, command: &'q CommandRecord| {
        insert
            .bind(meeting.as_bytes().to_vec())
            .bind(blob(&command.person))
            .bind(blob(&command.command_id))
            .bind(integer(after.seq + 1 + command.first as u64))
            .bind(integer(after.seq + (command.first + command.count) as u64))
            .bind(command.reply.as_deref())
    };
    let Err((_, left)) = rows::insert(connection, into, &batch.commands, bind).await else {
        return Ok(());
    };
    // A statement that fails has written nothing of its own: one by one they show which of them was done before.
    for command in left.chunks(1) {
        let done = rows::insert(connection, into, command, bind).await;
        let (person, command_id) = (command[0].person, command[0].command_id);
        unless_unique(
            done.map_err(|(error, _)| error),
            AppendError::DuplicateCommand { person, command_id },
        )?;
    }
    Ok(())
}
