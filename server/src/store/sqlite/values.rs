//! Our values as SQLite's, and back.

use uuid::Uuid;

use crate::store::SecretOwner;
use crate::store::columns::{kind, malformed};

/// An id's column.
pub(super) fn blob(id: &Uuid) -> &[u8] {
    id.as_bytes()
}

/// An optional id's column.
pub(super) fn optional_blob(id: Option<&Uuid>) -> Option<&[u8]> {
    id.map(blob)
}

/// A JSON array of ids as hex, for `unhex(value) … json_each(?)`: one statement for any number of ids.
pub(super) fn json_ids(ids: &[Uuid]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{}\"", id.simple())).collect();
    format!("[{}]", quoted.join(","))
}

pub(super) fn id(column: &[u8]) -> Result<Uuid, sqlx::Error> {
    Uuid::from_slice(column).map_err(|_| malformed("an id of other than 16 bytes"))
}

pub(super) fn optional_id(column: Option<&Vec<u8>>) -> Result<Option<Uuid>, sqlx::Error> {
    column.map(|column| id(column)).transpose()
}

/// A row of `secrets` or `revoked_secrets`.
pub(super) fn owner(
    (meeting, kind_number, person): (Vec<u8>, i64, Option<Vec<u8>>),
) -> Result<SecretOwner, sqlx::Error> {
    Ok(SecretOwner {
        meeting: id(&meeting)?,
        kind: kind(kind_number)?,
        person: optional_id(person.as_ref())?,
    })
}
