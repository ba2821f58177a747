//! Secrets: what is made, handed on and taken back by an append, and how links are listed.

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::SqliteStore;
use super::append::{Appended, unless_unique};
use super::reads::Read;
use super::values::{self, blob, optional_blob};
use crate::store::columns::{self, PERSON_SECRET};
use crate::store::failure::unavailable;
use crate::store::time::system_now_ms;
use crate::store::{AppendError, Batch, LinkRow, Revoke, SecretOwner};

/// Hash, kind, person, made at.
type LinkColumns = (Vec<u8>, i64, Option<Vec<u8>>, Option<i64>);

pub(super) async fn write_secrets(
    connection: &mut SqliteConnection,
    meeting: Uuid,
    batch: &Batch,
) -> Appended {
    for person in &batch.revoke_person_secrets {
        sqlx::query("DELETE FROM secrets WHERE meeting = ? AND person = ? AND kind = ?")
            .bind(blob(&meeting))
            .bind(blob(person))
            .bind(PERSON_SECRET)
            .execute(&mut *connection)
            .await?;
    }
    for revoke in &batch.revoke {
        take_back(connection, meeting, revoke).await?;
    }
    for (from, to) in &batch.rebind_secrets {
        sqlx::query("UPDATE secrets SET person = ? WHERE meeting = ? AND person = ? AND kind = ?")
            .bind(blob(to))
            .bind(blob(&meeting))
            .bind(blob(from))
            .bind(PERSON_SECRET)
            .execute(&mut *connection)
            .await?;
    }
    for secret in &batch.secrets {
        let made =
            sqlx::query("INSERT INTO secrets (hash, meeting, kind, person, made_at) VALUES (?, ?, ?, ?, ?)")
                .bind(&secret.hash[..])
                .bind(blob(&meeting))
                .bind(columns::kind_number(secret.kind))
                .bind(optional_blob(secret.person.as_ref()))
                .bind(system_now_ms())
                .execute(&mut *connection)
                .await;
        unless_unique(made, AppendError::Invalid("a secret exists"))?;
    }
    Ok(())
}

/// Moves secrets to where they open nothing.
async fn take_back(connection: &mut SqliteConnection, meeting: Uuid, revoke: &Revoke) -> Appended {
    const KEEP: &str = "INSERT OR IGNORE INTO revoked_secrets (hash, meeting, kind, person) \
                        SELECT hash, meeting, kind, person FROM secrets WHERE meeting = ?1 AND ";
    const DROP: &str = "DELETE FROM secrets WHERE meeting = ?1 AND ";
    let condition = match revoke {
        Revoke::Kind(_) => "kind = ?2",
        Revoke::Secret(_) => "hash = ?2",
        Revoke::OfPerson(..) => "kind = ?2 AND person = ?3",
    };
    for statement in [KEEP, DROP] {
        let text = format!("{statement}{condition}");
        let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(blob(&meeting));
        let query = match revoke {
            Revoke::Kind(kind) => query.bind(columns::kind_number(*kind)),
            Revoke::Secret(hash) => query.bind(&hash[..]),
            Revoke::OfPerson(kind, person) => query.bind(columns::kind_number(*kind)).bind(blob(person)),
        };
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

impl SqliteStore {
    pub(super) async fn read_revoked(&self, hash: [u8; 32]) -> Read<Option<SecretOwner>> {
        let row: Option<(Vec<u8>, i64, Option<Vec<u8>>)> =
            sqlx::query_as("SELECT meeting, kind, person FROM revoked_secrets WHERE hash = ?")
                .bind(&hash[..])
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        row.map(values::owner).transpose().map_err(unavailable)
    }

    pub(super) async fn read_links(&self, meeting: Uuid) -> Read<Vec<LinkRow>> {
        let rows: Vec<LinkColumns> = sqlx::query_as(
            "SELECT hash, kind, person, made_at FROM secrets WHERE meeting = ? AND kind <> ? ORDER BY made_at, hash",
        )
        .bind(blob(&meeting))
        .bind(PERSON_SECRET)
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        if rows.is_empty() {
            self.must_exist(meeting).await?;
        }
        let link = |(hash, kind, person, made_at): LinkColumns| {
            Ok(LinkRow {
                hash: columns::bytes32(&hash)?,
                kind: columns::kind(kind)?,
                person: values::optional_id(person.as_ref())?,
                made_at,
            })
        };
        rows.into_iter()
            .map(link)
            .collect::<Result<_, _>>()
            .map_err(unavailable)
    }
}
