//! Answers to exit tickets, kept so that none leads back to whoever gave it.

use rusqlite::Connection;
use rusqlite::types::Type;
use uuid::Uuid;

use super::SqliteStore;
use super::append::Appended;
use super::connection::{change, first};
use super::readers::Read;
use super::reads::unless_empty;
use super::values::blob;
use crate::store::Ballot;

/// Puts ballots among those that are there, in the order of the alphabet.
pub(super) fn write_ballots(connection: &Connection, meeting: Uuid, ballots: &[Ballot]) -> Appended {
    if ballots.is_empty() {
        return Ok(());
    }
    let stored: Option<String> = first(connection, STORED, (blob(&meeting),), |row| row.get(0))?;
    let mut all = all_of(stored).map_err(damaged)?;
    all.extend(ballots.iter().map(|ballot| ballot.0.clone()));
    all.sort_unstable();
    // An array of strings can always be written.
    let body = serde_json::to_string(&all).unwrap_or_default();
    change(
        connection,
        "INSERT INTO ballots (meeting, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
        (blob(&meeting), body),
    )?;
    Ok(())
}

const STORED: &str = "SELECT body FROM ballots WHERE meeting = ?";

fn all_of(body: Option<String>) -> serde_json::Result<Vec<String>> {
    body.map_or(Ok(Vec::new()), |body| serde_json::from_str(&body))
}

fn damaged(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
}

impl SqliteStore {
    pub(super) async fn read_ballots(&self, meeting: Uuid) -> Read<Vec<String>> {
        let read = move |connection: &mut Connection| {
            let stored = first(connection, STORED, (blob(&meeting),), |row| row.get(0))?;
            let ballots = all_of(stored).map_err(damaged)?;
            unless_empty(connection, meeting, ballots)
        };
        self.readers.read(read).await
    }
}
