//! Our values as columns of either database, and back.

use rusqlite::types::Type;

use crate::store::{EventLevels, Hash, MeetingStatus, Position, SecretKind};

/// The status of a tombstone; see the migrations.
pub(super) const DELETED: i64 = 2;

/// The row is not what this schema holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Malformed(&'static str);

impl From<Malformed> for sqlx::Error {
    fn from(malformed: Malformed) -> Self {
        Self::Decode(Box::new(malformed))
    }
}

impl From<Malformed> for rusqlite::Error {
    fn from(malformed: Malformed) -> Self {
        // The words say which column it was.
        Self::FromSqlConversionFailure(0, Type::Null, Box::new(malformed))
    }
}

pub(super) fn bytes32(column: &[u8]) -> Result<[u8; 32], Malformed> {
    column
        .try_into()
        .map_err(|_| Malformed("a hash of other than 32 bytes"))
}

pub(super) fn hash(column: &[u8]) -> Result<Hash, Malformed> {
    bytes32(column).map(Hash)
}

pub(super) fn position(seq: i64, hash: &[u8]) -> Result<Position, Malformed> {
    Ok(Position {
        seq: seq.cast_unsigned(),
        hash: self::hash(hash)?,
    })
}

/// Unsigned numbers are stored bit for bit; sequence numbers never reach the sign.
pub(super) fn integer(number: u64) -> i64 {
    number.cast_signed()
}

/// As [`integer`], for bounds that a caller may set above all sequence numbers.
pub(super) fn bound(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

pub(super) fn status_number(status: MeetingStatus) -> i16 {
    match status {
        MeetingStatus::Open => 0,
        MeetingStatus::Ended => 1,
        // 2 is a tombstone.
        MeetingStatus::Rehearsal => 3,
    }
}

pub(super) fn status(number: i64) -> Result<MeetingStatus, Malformed> {
    match number {
        0 => Ok(MeetingStatus::Open),
        1 => Ok(MeetingStatus::Ended),
        3 => Ok(MeetingStatus::Rehearsal),
        _ => Err(Malformed("an unknown status")),
    }
}

/// The kind of secret that is no link.
pub(super) const PERSON_SECRET: i16 = 2;

pub(super) fn kind_number(kind: SecretKind) -> i16 {
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

pub(super) fn kind(number: i64) -> Result<SecretKind, Malformed> {
    match number {
        0 => Ok(SecretKind::Facilitator),
        1 => Ok(SecretKind::Join),
        2 => Ok(SecretKind::Person),
        3 => Ok(SecretKind::Observer),
        4 => Ok(SecretKind::AccessSupport),
        5 => Ok(SecretKind::Record),
        6 => Ok(SecretKind::Personal),
        _ => Err(Malformed("an unknown kind of secret")),
    }
}

/// The rows of `store_values` that hold the levels.
pub(super) fn levels(rows: &[(String, Vec<u8>)]) -> Result<EventLevels, Malformed> {
    let level = |wanted: &str| {
        let value = rows
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_slice());
        let number = value
            .and_then(|value| value.try_into().ok())
            .map(i64::from_be_bytes);
        number.and_then(|number| u32::try_from(number).ok())
    };
    match (level("event_level"), level("readable_from")) {
        (Some(event_level), Some(readable_from)) => Ok(EventLevels {
            event_level,
            readable_from,
        }),
        _ => Err(Malformed("no event levels")),
    }
}
