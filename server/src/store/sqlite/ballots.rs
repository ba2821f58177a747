//! Answers to exit tickets, kept so that none leads back to whoever gave it.

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::SqliteStore;
use super::append::Appended;
use super::reads::Read;
use super::values::blob;
use crate::store::failure::unavailable;
use crate::store::{Ballot, ReadError};

/// Puts ballots among those that are there, in the order of the alphabet.
pub(super) async fn write_ballots(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    ballots: &[Ballot],
) -> Appended {
    if ballots.is_empty() {
        return Ok(());
    }
    let mut all = stored(&mut *connection, meeting).await?;
    all.extend(ballots.iter().map(|ballot| ballot.0.clone()));
    all.sort_unstable();
    // An array of strings can always be written.
    let body = serde_json::to_string(&all).unwrap_or_default();
    sqlx::query(
        "INSERT INTO ballots (meeting, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
    )
    .bind(blob(&meeting))
    .bind(body)
    .execute(connection)
    .await?;
    Ok(())
}

async fn stored(connection: &mut SqliteConnection, meeting: Uuid) -> Result<Vec<String>, sqlx::Error> {
    let body: Option<String> = sqlx::query_scalar("SELECT body FROM ballots WHERE meeting = ?")
        .bind(blob(&meeting))
        .fetch_optional(connection)
        .await?;
    let Some(body) = body else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&body).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

impl SqliteStore {
    pub(super) async fn read_ballots(&self, meeting: Uuid) -> Read<Vec<String>> {
        let mut connection = self.readers.acquire().await.map_err(unavailable)?;
        let ballots: Result<Vec<String>, ReadError> =
            stored(&mut connection, meeting).await.map_err(unavailable);
        drop(connection);
        let ballots = ballots?;
        if ballots.is_empty() {
            self.must_exist(meeting).await?;
        }
        Ok(ballots)
    }
}
