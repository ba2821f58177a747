//! What PostgreSQL's errors mean for those who wait: was anything written, and is it worth another try?

use sqlx::postgres::{PgDatabaseError, PgSeverity};

use super::ask::Trouble;
use crate::store::failure::Failure;

// https://www.postgresql.org/docs/current/errcodes-appendix.html, and the codes of our own functions.
pub(super) const COMMAND_DONE_BEFORE: &str = "CV001";
pub(super) const GATE_OF_ANOTHER_MEETING: &str = "CV002";
pub(super) const CLIENT_TAKEN: &str = "CV003";
const DISK_FULL: &str = "53100";
const READ_ONLY: &str = "25006";
/// A text holds a character that this database cannot keep (the NUL).
const BAD_CHARACTERS: [&str; 2] = ["22P05", "22021"];

/// What the database said, if it was the database that said it and it lives.
pub(super) fn said(error: &sqlx::Error) -> Option<&PgDatabaseError> {
    let said = error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?;
    match said.severity() {
        // The connection ends with it: a commit may have come before.
        PgSeverity::Fatal | PgSeverity::Panic => None,
        _ => Some(said),
    }
}

/// Whether the text of a batch cannot be kept.
pub(super) fn is_bad_text(said: &PgDatabaseError) -> bool {
    BAD_CHARACTERS.contains(&said.code())
}

/// A statement that commits by itself has no good answer.
pub(super) fn of_write(trouble: &Trouble) -> Failure {
    let failure = match trouble {
        Trouble::NotAsked(_) => Failure::Unavailable,
        Trouble::NoAnswer => Failure::Unknown,
        Trouble::Failed(error) => match said(error) {
            None => Failure::Unknown,
            Some(said) if [DISK_FULL, READ_ONLY].contains(&said.code()) => Failure::Full,
            Some(_) => Failure::Unavailable,
        },
    };
    match trouble {
        Trouble::NotAsked(error) | Trouble::Failed(error) => {
            tracing::error!(%error, ?failure, "the database does not take a write");
        }
        Trouble::NoAnswer => tracing::error!(?failure, "the database does not answer a write"),
    }
    failure
}
