//! Appending to a board's log, inside the writer's savepoint.

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::job::Stop;
use super::rows;
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
    let first = head - items.len() as u64 + 1;
    let rows: Vec<_> = (first..).zip(&items).collect();
    let into = ("board_log (board, seq, at, person, data)", 5, "");
    let insert = rows::insert(connection, into, &rows, |insert, (seq, item)| {
        insert
            .bind(board.as_bytes().to_vec())
            .bind(integer(*seq))
            .bind(at)
            .bind(blob(&item.by))
            .bind(&item.update)
    });
    insert.await.map_err(|(error, _)| error)?;
    Ok(head)
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
