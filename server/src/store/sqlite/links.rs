//! Secrets: what is made, handed on and taken back by an append, and how links are listed.

use rusqlite::Connection;
use uuid::Uuid;

use super::SqliteStore;
use super::append::{Appended, unless_unique};
use super::connection::change;
use super::reads::Read;
use super::values::{self, blob, optional_blob};
use crate::store::columns::{self, PERSON_SECRET};
use crate::store::failure::unavailable;
use crate::store::time::system_now_ms;
use crate::store::{AppendError, Batch, LinkRow, Revoke, SecretOwner};

/// Hash, kind, person, made at.
type LinkColumns = (Vec<u8>, i64, Option<Vec<u8>>, Option<i64>);

pub(super) fn write_secrets(connection: &Connection, meeting: Uuid, batch: &Batch) -> Appended {
    for person in &batch.revoke_person_secrets {
        change(
            connection,
            "DELETE FROM secrets WHERE meeting = ? AND person = ? AND kind = ?",
            (blob(&meeting), blob(person), PERSON_SECRET),
        )?;
    }
    for revoke in &batch.revoke {
        take_back(connection, meeting, revoke)?;
    }
    for (from, to) in &batch.rebind_secrets {
        change(
            connection,
            "UPDATE secrets SET person = ? WHERE meeting = ? AND person = ? AND kind = ?",
            (blob(to), blob(&meeting), blob(from), PERSON_SECRET),
        )?;
    }
    for secret in &batch.secrets {
        let made = change(
            connection,
            "INSERT INTO secrets (hash, meeting, kind, person, made_at) VALUES (?, ?, ?, ?, ?)",
            (
                secret.hash,
                blob(&meeting),
                columns::kind_number(secret.kind),
                optional_blob(secret.person.as_ref()),
                system_now_ms(),
            ),
        );
        unless_unique(made, AppendError::Invalid("a secret exists"))?;
    }
    Ok(())
}

/// Moves secrets to where they open nothing.
fn take_back(connection: &Connection, meeting: Uuid, revoke: &Revoke) -> Appended {
    const KEEP: &str = "INSERT OR IGNORE INTO revoked_secrets (hash, meeting, kind, person) \
                        SELECT hash, meeting, kind, person FROM secrets WHERE meeting = ?1 AND ";
    const DROP: &str = "DELETE FROM secrets WHERE meeting = ?1 AND ";
    for statement in [KEEP, DROP] {
        let of = |condition| format!("{statement}{condition}");
        let meeting = blob(&meeting);
        match revoke {
            Revoke::Kind(kind) => change(
                connection,
                &of("kind = ?2"),
                (meeting, columns::kind_number(*kind)),
            ),
            Revoke::Secret(hash) => change(connection, &of("hash = ?2"), (meeting, hash)),
            Revoke::OfPerson(kind, person) => change(
                connection,
                &of("kind = ?2 AND person = ?3"),
                (meeting, columns::kind_number(*kind), blob(person)),
            ),
        }?;
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
