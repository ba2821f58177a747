//! Appending to a board's log, inside the writer's savepoint.

use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

use super::job::Stop;
use super::values::{self, blob};
use crate::store::columns::integer;
use crate::store::time::system_now_ms;
use crate::store::{BoardAppendError, BoardItem};

type Appended<T = ()> = Result<T, Stop<BoardAppendError>>;

pub(super) async fn append(
    connection: &mut SqliteConnection,
    board: Uuid,
    gate: u64,
    items: Vec<BoardItem>,
) -> Appended<u64> {
    // The fence: the head moves only where the gate is what the caller believed.
    let head: Option<i64> =
        sqlx::query_scalar("UPDATE boards SET head = head + ? WHERE id = ? AND gate = ? RETURNING head")
            .bind(integer(items.len() as u64))
            .bind(blob(&board))
            .bind(integer(gate))
            .fetch_optional(&mut *connection)
            .await?;
    let Some(head) = head.map(i64::cast_unsigned) else {
        return Err(Stop::Refused(refusal(connection, board).await?));
    };
    let at = system_now_ms();
    for item in &items {
        for &client in &item.clients {
            bind_client(connection, board, client, item.by).await?;
        }
    }
    let mut seq = head - items.len() as u64;
    let mut left = items.into_iter();
    while left.len() > 0 {
        // Of so many rows there are few statements to keep ready.
        let rows = ROWS_AT_ONCE.into_iter().find(|rows| *rows <= left.len());
        let rows = rows.unwrap_or(1);
        let mut insert = sqlx::query(AssertSqlSafe(insert_rows(rows)));
        for item in left.by_ref().take(rows) {
            seq += 1;
            insert = insert
                .bind(blob(&board))
                .bind(integer(seq))
                .bind(at)
                .bind(blob(&item.by))
                .bind(item.update);
        }
        insert.execute(&mut *connection).await?;
    }
    Ok(head)
}

/// Rows that are written by one statement: each statement is a round trip to the thread that has the file.
const ROWS_AT_ONCE: [usize; 4] = [32, 8, 2, 1];

fn insert_rows(rows: usize) -> String {
    let row = ", (?, ?, ?, ?, ?)".repeat(rows.saturating_sub(1));
    format!("INSERT INTO board_log (board, seq, at, person, data) VALUES (?, ?, ?, ?, ?){row}")
}

async fn refusal(connection: &mut SqliteConnection, board: Uuid) -> Result<BoardAppendError, sqlx::Error> {
    let gate: Option<i64> = sqlx::query_scalar("SELECT gate FROM boards WHERE id = ?")
        .bind(blob(&board))
        .fetch_optional(connection)
        .await?;
    let moved = |gate: i64| BoardAppendError::GateMoved {
        gate: gate.cast_unsigned(),
    };
    Ok(gate.map_or(BoardAppendError::NotFound, moved))
}

async fn bind_client(connection: &mut SqliteConnection, board: Uuid, client: u64, by: Uuid) -> Appended {
    let person: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT person FROM board_clients WHERE board = ? AND client = ?")
            .bind(blob(&board))
            .bind(integer(client))
            .fetch_optional(&mut *connection)
            .await?;
    match person.as_deref().map(values::id).transpose()? {
        Some(person) if person == by => Ok(()),
        Some(person) => Err(Stop::Refused(BoardAppendError::ClientTaken { client, person })),
        None => {
            sqlx::query("INSERT INTO board_clients (board, client, person) VALUES (?, ?, ?)")
                .bind(blob(&board))
                .bind(integer(client))
                .bind(blob(&by))
                .execute(connection)
                .await?;
            Ok(())
        }
    }
}
