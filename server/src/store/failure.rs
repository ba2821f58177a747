//! What a database can do to whoever waits for it, in each error's own words.

use std::fmt::Display;

use super::{AppendError, BoardAppendError, ReadError, WriteError};

/// What can befall every write alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Full,
    Unavailable,
    Unknown,
}

impl From<Failure> for AppendError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Full => Self::Full,
            Failure::Unavailable => Self::Unavailable,
            Failure::Unknown => Self::Unknown,
        }
    }
}

impl From<Failure> for BoardAppendError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Full => Self::Full,
            Failure::Unavailable => Self::Unavailable,
            Failure::Unknown => Self::Unknown,
        }
    }
}

impl From<Failure> for WriteError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Full => Self::Full,
            Failure::Unavailable => Self::Unavailable,
            Failure::Unknown => Self::Unknown,
        }
    }
}

/// Why a row is not there.
pub(super) fn gone(deleted: bool) -> ReadError {
    if deleted {
        ReadError::Deleted
    } else {
        ReadError::NotFound
    }
}

/// A failed read is logged here, once; callers only learn that there is no answer.
pub(super) fn unavailable(error: impl Display) -> ReadError {
    tracing::error!(%error, "the database does not answer a read");
    ReadError::Unavailable
}
