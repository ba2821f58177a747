//! Our values as SQLite's, and back.

use uuid::Uuid;

use crate::store::{Hash, MeetingStatus, SecretKind, SecretOwner};

/// The status of a tombstone; see the migrations.
pub(super) const DELETED: i64 = 2;

/// An id's column.
pub(super) fn blob(id: &Uuid) -> &[u8] {
    id.as_bytes()
}

/// An optional id's column.
pub(super) fn optional_blob(id: Option<&Uuid>) -> Option<&[u8]> {
    id.map(blob)
}

/// Unsigned numbers are stored bit for bit; sequence numbers never reach the sign.
pub(super) fn integer(number: u64) -> i64 {
    number.cast_signed()
}

/// A JSON array of ids as hex, for `unhex(value) … json_each(?)`: one statement for any number of ids.
pub(super) fn json_ids(ids: &[Uuid]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{}\"", id.simple())).collect();
    format!("[{}]", quoted.join(","))
}

/// The row is not what this schema holds.
pub(super) fn malformed(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

pub(super) fn id(column: &[u8]) -> Result<Uuid, sqlx::Error> {
    Uuid::from_slice(column).map_err(|_| malformed("an id of other than 16 bytes"))
}

pub(super) fn optional_id(column: Option<&Vec<u8>>) -> Result<Option<Uuid>, sqlx::Error> {
    column.map(|column| id(column)).transpose()
}

pub(super) fn bytes32(column: &[u8]) -> Result<[u8; 32], sqlx::Error> {
    column
        .try_into()
        .map_err(|_| malformed("a hash of other than 32 bytes"))
}

pub(super) fn hash(column: &[u8]) -> Result<Hash, sqlx::Error> {
    bytes32(column).map(Hash)
}

pub(super) fn status_number(status: MeetingStatus) -> i64 {
    match status {
        MeetingStatus::Open => 0,
        MeetingStatus::Ended => 1,
        // 2 is a tombstone.
        MeetingStatus::Rehearsal => 3,
    }
}

pub(super) fn status(number: i64) -> Result<MeetingStatus, sqlx::Error> {
    match number {
        0 => Ok(MeetingStatus::Open),
        1 => Ok(MeetingStatus::Ended),
        3 => Ok(MeetingStatus::Rehearsal),
        _ => Err(malformed("an unknown status")),
    }
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

pub(super) const PERSON_SECRET: i64 = 2;

pub(super) fn kind_number(kind: SecretKind) -> i64 {
    match kind {
        SecretKind::Facilitator => 0,
        SecretKind::Join => 1,
        SecretKind::Person => PERSON_SECRET,
        SecretKind::Observer => 3,
        SecretKind::AccessSupport => 4,
        SecretKind::Record => 5,
        SecretKind::Personal => 6,
    }
}

pub(super) fn kind(number: i64) -> Result<SecretKind, sqlx::Error> {
    match number {
        0 => Ok(SecretKind::Facilitator),
        1 => Ok(SecretKind::Join),
        PERSON_SECRET => Ok(SecretKind::Person),
        3 => Ok(SecretKind::Observer),
        4 => Ok(SecretKind::AccessSupport),
        5 => Ok(SecretKind::Record),
        6 => Ok(SecretKind::Personal),
        _ => Err(malformed("an unknown kind of secret")),
    }
}
