//! Appending to a board's log, inside the writer's savepoint.

use rusqlite::Connection;
use uuid::Uuid;

use super::connection::{change, first};
use super::job::Stop;
use super::values::blob;
use crate::store::columns::integer;
use crate::store::time::system_now_ms;
use crate::store::{BoardAppendError, BoardItem};

type Appended<T = ()> = Result<T, Stop<BoardAppendError>>;

pub(super) fn append(connection: &Connection, board: Uuid, gate: u64, items: &[BoardItem]) -> Appended<u64> {
    // The fence: the head moves only where the gate is what the caller believed.
    let head: Option<i64> = first(
        connection,
        "UPDATE boards SET head = head + ? WHERE id = ? AND gate = ? RETURNING head",
        (integer(items.len() as u64), blob(&board), integer(gate)),
        |row| row.get(0),
    )?;
    let Some(head) = head.map(i64::cast_unsigned) else {
        return Err(Stop::Refused(refusal(connection, board)?));
    };
    let at = system_now_ms();
    for item in items {
        for &client in &item.clients {
            bind_client(connection, board, client, item.by)?;
        }
    }
    let first_seq = head - items.len() as u64 + 1;
    for (seq, item) in (first_seq..).zip(items) {
        change(
            connection,
            "INSERT INTO board_log (board, seq, at, person, data) VALUES (?, ?, ?, ?, ?)",
            (blob(&board), integer(seq), at, blob(&item.by), &item.update),
        )?;
    }
    Ok(head)
}

fn refusal(connection: &Connection, board: Uuid) -> rusqlite::Result<BoardAppendError> {
    let gate: Option<i64> = first(
        connection,
        "SELECT gate FROM boards WHERE id = ?",
        (blob(&board),),
        |row| row.get(0),
    )?;
    let moved = |gate: i64| BoardAppendError::GateMoved {
        gate: gate.cast_unsigned(),
    };
    Ok(gate.map_or(BoardAppendError::NotFound, moved))
}

fn bind_client(connection: &Connection, board: Uuid, client: u64, by: Uuid) -> Appended {
    let person: Option<[u8; 16]> = first(
        connection,
        "SELECT person FROM board_clients WHERE board = ? AND client = ?",
        (blob(&board), integer(client)),
        |row| row.get(0),
    )?;
    match person.map(Uuid::from_bytes) {
        Some(person) if person == by => Ok(()),
        Some(person) => Err(Stop::Refused(BoardAppendError::ClientTaken { client, person })),
        None => {
            change(
                connection,
                "INSERT INTO board_clients (board, client, person) VALUES (?, ?, ?)",
                (blob(&board), integer(client), blob(&by)),
            )?;
            Ok(())
        }
    }
}
