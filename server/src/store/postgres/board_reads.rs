//! Reads of boards.

use uuid::Uuid;

use super::PostgresStore;
use crate::store::columns::{self, bound};
use crate::store::failure::unavailable;
use crate::store::{Board, BoardUpdate, ReadError, Snapshot};

type Read<T> = Result<T, ReadError>;
type BoardRow = (Uuid, Uuid, Option<Uuid>, i64, i64);

fn board((id, meeting, owner, head, gate): BoardRow) -> Board {
    Board {
        id,
        meeting,
        owner,
        head: head.cast_unsigned(),
        gate: gate.cast_unsigned(),
    }
}

impl PostgresStore {
    pub(super) async fn read_board(&self, id: Uuid) -> Read<Option<Board>> {
        let query =
            sqlx::query_as("SELECT id, meeting, owner, head, gate FROM boards WHERE id = $1").bind(id);
        Ok(self.read_one(query).await?.map(board))
    }

    pub(super) async fn read_boards_of(&self, meeting: Uuid) -> Read<Vec<Board>> {
        let query = sqlx::query_as(
            "SELECT id, meeting, owner, head, gate FROM boards WHERE meeting = $1 ORDER BY id",
        )
        .bind(meeting);
        let boards: Vec<_> = self.read(query).await?.into_iter().map(board).collect();
        self.unless_gone(meeting, !boards.is_empty(), boards).await
    }

    pub(super) async fn read_board_log(&self, board: Uuid, seq: u64, limit: usize) -> Read<Vec<BoardUpdate>> {
        let query = sqlx::query_as(
            "SELECT seq, person, at, data FROM board_log WHERE board = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        )
        .bind(board)
        .bind(bound(seq))
        .bind(bound(limit));
        let rows: Vec<(i64, Uuid, i64, Vec<u8>)> = self.read(query).await?;
        let update = |(seq, by, at, update): (i64, Uuid, i64, Vec<u8>)| BoardUpdate {
            seq: seq.cast_unsigned(),
            by,
            at,
            update,
        };
        Ok(rows.into_iter().map(update).collect())
    }

    pub(super) async fn read_board_clients(&self, board: Uuid) -> Read<Vec<(u64, Uuid)>> {
        let query = sqlx::query_as("SELECT client, person FROM board_clients WHERE board = $1").bind(board);
        let rows: Vec<(i64, Uuid)> = self.read(query).await?;
        Ok(rows
            .into_iter()
            .map(|(client, person)| (client.cast_unsigned(), person))
            .collect())
    }

    pub(super) async fn read_refused_updates(&self, board: Uuid) -> Read<Vec<[u8; 32]>> {
        let query =
            sqlx::query_as("SELECT sha256 FROM refused_updates WHERE board = $1 ORDER BY sha256").bind(board);
        let rows: Vec<(Vec<u8>,)> = self.read(query).await?;
        rows.iter()
            .map(|(hash,)| columns::bytes32(hash))
            .collect::<Result<_, _>>()
            .map_err(unavailable)
    }

    pub(super) async fn read_board_snapshot(
        &self,
        board: Uuid,
        state_version: u32,
    ) -> Read<Option<Snapshot>> {
        let query =
            sqlx::query_as("SELECT seq, state FROM board_snapshots WHERE board = $1 AND state_version = $2")
                .bind(board)
                .bind(i64::from(state_version));
        let row: Option<(i64, Vec<u8>)> = self.read_one(query).await?;
        Ok(row.map(|(seq, state)| Snapshot {
            seq: seq.cast_unsigned(),
            state_version,
            state,
        }))
    }
}
