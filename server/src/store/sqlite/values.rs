//! Our values as SQLite's, and back.

use rusqlite::{Result, Row};
use uuid::Uuid;

use crate::store::columns::kind;
use crate::store::{Hash, Position, SecretOwner};

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

/// The id in a column.
pub(super) fn id(row: &Row<'_>, column: usize) -> Result<Uuid> {
    row.get(column).map(Uuid::from_bytes)
}

/// The id in a column, if there is one.
pub(super) fn optional_id(row: &Row<'_>, column: usize) -> Result<Option<Uuid>> {
    let bytes: Option<[u8; 16]> = row.get(column)?;
    Ok(bytes.map(Uuid::from_bytes))
}

/// The unsigned number in a column, which is stored bit for bit.
pub(super) fn unsigned(row: &Row<'_>, column: usize) -> Result<u64> {
    row.get(column).map(i64::cast_unsigned)
}

/// The hash in a column.
pub(super) fn hash(row: &Row<'_>, column: usize) -> Result<Hash> {
    row.get(column).map(Hash)
}

/// The position in two columns: seq and hash.
pub(super) fn position(row: &Row<'_>, column: usize) -> Result<Position> {
    Ok(Position {
        seq: unsigned(row, column)?,
        hash: hash(row, column + 1)?,
    })
}

/// Meeting, kind and person of `secrets` or `revoked_secrets`.
pub(super) fn owner(row: &Row<'_>) -> Result<SecretOwner> {
    Ok(SecretOwner {
        meeting: id(row, 0)?,
        kind: kind(row.get(1)?)?,
        person: optional_id(row, 2)?,
    })
}
