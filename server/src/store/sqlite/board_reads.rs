//! Reads of boards, on the readers' connections.

use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::SqliteStore;
use super::connection::{all, first};
use super::readers::Read;
use super::reads::{snapshot, unless_empty};
use super::values::{self, blob};
use crate::store::columns::bound;
use crate::store::{Board, BoardUpdate, Snapshot};

impl SqliteStore {
    pub(super) async fn read_board(&self, id: Uuid) -> Read<Option<Board>> {
        const BOARD: &str = "SELECT id, meeting, owner, head, gate FROM boards WHERE id = ?";
        self.readers
            .read(move |connection| Ok(first(connection, BOARD, (blob(&id),), board)?))
            .await
    }

    pub(super) async fn read_boards_of(&self, meeting: Uuid) -> Read<Vec<Board>> {
        const BOARDS: &str =
            "SELECT id, meeting, owner, head, gate FROM boards WHERE meeting = ? ORDER BY id";
        let read = move |connection: &mut Connection| {
            let boards = all(connection, BOARDS, (blob(&meeting),), board)?;
            unless_empty(connection, meeting, boards)
        };
        self.readers.read(read).await
    }

    pub(super) async fn read_board_log(&self, board: Uuid, seq: u64, limit: usize) -> Read<Vec<BoardUpdate>> {
        const LOG: &str =
            "SELECT seq, person, at, data FROM board_log WHERE board = ? AND seq > ? ORDER BY seq LIMIT ?";
        let update = |row: &Row<'_>| {
            Ok(BoardUpdate {
                seq: values::unsigned(row, 0)?,
                by: values::id(row, 1)?,
                at: row.get(2)?,
                update: row.get(3)?,
            })
        };
        self.readers
            .read(move |connection| {
                Ok(all(
                    connection,
                    LOG,
                    (blob(&board), bound(seq), bound(limit)),
                    update,
                )?)
            })
            .await
    }

    pub(super) async fn read_board_clients(&self, board: Uuid) -> Read<Vec<(u64, Uuid)>> {
        const CLIENTS: &str = "SELECT client, person FROM board_clients WHERE board = ?";
        let client = |row: &Row<'_>| Ok((values::unsigned(row, 0)?, values::id(row, 1)?));
        self.readers
            .read(move |connection| Ok(all(connection, CLIENTS, (blob(&board),), client)?))
            .await
    }

    pub(super) async fn read_refused_updates(&self, board: Uuid) -> Read<Vec<[u8; 32]>> {
        const REFUSED: &str = "SELECT sha256 FROM refused_updates WHERE board = ? ORDER BY sha256";
        self.readers
            .read(move |connection| Ok(all(connection, REFUSED, (blob(&board),), |row| row.get(0))?))
            .await
    }

    pub(super) async fn read_board_snapshot(
        &self,
        board: Uuid,
        state_version: u32,
    ) -> Read<Option<Snapshot>> {
        const SNAPSHOT: &str = "SELECT seq, state FROM board_snapshots WHERE board = ? AND state_version = ?";
        let read = move |connection: &mut Connection| {
            let found = first(connection, SNAPSHOT, (blob(&board), state_version), |row| {
                snapshot(row, state_version)
            })?;
            Ok(found)
        };
        self.readers.read(read).await
    }
}

fn board(row: &Row<'_>) -> rusqlite::Result<Board> {
    Ok(Board {
        id: values::id(row, 0)?,
        meeting: values::id(row, 1)?,
        owner: values::optional_id(row, 2)?,
        head: values::unsigned(row, 3)?,
        gate: values::unsigned(row, 4)?,
    })
}
