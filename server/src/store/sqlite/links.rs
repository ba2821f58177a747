//! Secrets: what is made, handed on and taken back by an append, and how links are listed.

use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::SqliteStore;
use super::append::{Appended, unless_unique};
use super::connection::{all, change, first};
use super::readers::Read;
use super::reads::unless_empty;
use super::values::{self, blob, optional_blob};
use crate::store::columns::{self, PERSON_SECRET};
use crate::store::time::system_now_ms;
use crate::store::{AppendError, Batch, LinkRow, Revoke, SecretOwner};

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
        const REVOKED: &str = "SELECT meeting, kind, person FROM revoked_secrets WHERE hash = ?";
        self.readers
            .read(move |connection| Ok(first(connection, REVOKED, (hash,), values::owner)?))
            .await
    }

    pub(super) async fn read_links(&self, meeting: Uuid) -> Read<Vec<LinkRow>> {
        const LINKS: &str = "SELECT hash, kind, person, made_at FROM secrets WHERE meeting = ? AND kind <> ? ORDER BY made_at, hash";
        let link = |row: &Row<'_>| {
            Ok(LinkRow {
                hash: row.get(0)?,
                kind: columns::kind(row.get(1)?)?,
                person: values::optional_id(row, 2)?,
                made_at: row.get(3)?,
            })
        };
        let read = move |connection: &mut Connection| {
            let links = all(connection, LINKS, (blob(&meeting), PERSON_SECRET), link)?;
            unless_empty(connection, meeting, links)
        };
        self.readers.read(read).await
    }
}
