//! Reads of boards, on the readers' connections.

use uuid::Uuid;

use super::SqliteStore;

use super::values::{self, blob};
use crate::store::columns::{self, bound};
use crate::store::failure::unavailable;
use crate::store::{Board, BoardUpdate, ReadError, Snapshot};

type Read<T> = Result<T, ReadError>;
type BoardRow = (Vec<u8>, Vec<u8>, Option<Vec<u8>>, i64, i64);

impl SqliteStore {
    pub(super) async fn read_board(&self, id: Uuid) -> Read<Option<Board>> {
        let row: Option<BoardRow> =
            sqlx::query_as("SELECT id, meeting, owner, head, gate FROM boards WHERE id = ?")
                .bind(blob(&id))
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        row.map(board).transpose().map_err(unavailable)
    }

    pub(super) async fn read_boards_of(&self, meeting: Uuid) -> Read<Vec<Board>> {
        let rows: Vec<BoardRow> =
            sqlx::query_as("SELECT id, meeting, owner, head, gate FROM boards WHERE meeting = ? ORDER BY id")
                .bind(blob(&meeting))
                .fetch_all(&self.readers)
                .await
                .map_err(unavailable)?;
        if rows.is_empty() {
            self.must_exist(meeting).await?;
        }
        rows.into_iter()
            .map(board)
            .collect::<Result<_, _>>()
            .map_err(unavailable)
    }

    pub(super) async fn read_board_log(&self, board: Uuid, seq: u64, limit: usize) -> Read<Vec<BoardUpdate>> {
        let rows: Vec<(i64, Vec<u8>, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT seq, person, at, data FROM board_log WHERE board = ? AND seq > ? ORDER BY seq LIMIT ?",
        )
        .bind(blob(&board))
        .bind(bound(seq))
        .bind(bound(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let update = |(seq, by, at, update): (i64, Vec<u8>, i64, Vec<u8>)| {
            Ok(BoardUpdate {
                seq: seq.cast_unsigned(),
                by: values::id(&by)?,
                at,
                update,
            })
        };
        rows.into_iter()
            .map(update)
            .collect::<Result<_, _>>()
            .map_err(unavailable)
    }

    pub(super) async fn read_board_clients(&self, board: Uuid) -> Read<Vec<(u64, Uuid)>> {
        let rows: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT client, person FROM board_clients WHERE board = ?")
                .bind(blob(&board))
                .fetch_all(&self.readers)
                .await
                .map_err(unavailable)?;
        let client = |(client, person): (i64, Vec<u8>)| Ok((client.cast_unsigned(), values::id(&person)?));
        rows.into_iter()
            .map(client)
            .collect::<Result<_, _>>()
            .map_err(unavailable)
    }

    pub(super) async fn read_refused_updates(&self, board: Uuid) -> Read<Vec<[u8; 32]>> {
        let rows: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT sha256 FROM refused_updates WHERE board = ? ORDER BY sha256")
                .bind(blob(&board))
                .fetch_all(&self.readers)
                .await
                .map_err(unavailable)?;
        rows.iter()
            .map(|hash| columns::bytes32(hash))
            .collect::<Result<_, _>>()
            .map_err(unavailable)
    }

    pub(super) async fn read_board_snapshot(
        &self,
        board: Uuid,
        state_version: u32,
    ) -> Read<Option<Snapshot>> {
        let row: Option<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT seq, state FROM board_snapshots WHERE board = ? AND state_version = ?")
                .bind(blob(&board))
                .bind(i64::from(state_version))
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        Ok(row.map(|(seq, state)| Snapshot {
            seq: seq.cast_unsigned(),
            state_version,
            state,
        }))
    }
}

fn board((id, meeting, owner, head, gate): BoardRow) -> Result<Board, sqlx::Error> {
    Ok(Board {
        id: values::id(&id)?,
        meeting: values::id(&meeting)?,
        owner: values::optional_id(owner.as_ref())?,
        head: head.cast_unsigned(),
        gate: gate.cast_unsigned(),
    })
}
