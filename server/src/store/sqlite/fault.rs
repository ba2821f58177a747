//! What SQLite's errors mean for those who wait: was anything written, and is it worth another try?

use crate::store::failure::Failure;

// https://www.sqlite.org/rescode.html
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READONLY: i32 = 8;
const FULL: i32 = 13;
const TOO_BIG: i32 = 18;
const CONSTRAINT: i32 = 19;
const MISMATCH: i32 = 20;
const CONSTRAINT_PRIMARY_KEY: i32 = CONSTRAINT | (6 << 8);
const CONSTRAINT_UNIQUE: i32 = CONSTRAINT | (8 << 8);
const IO_FSYNC: i32 = 10 | (4 << 8);
const IO_DIR_FSYNC: i32 = 10 | (5 << 8);
const IO_SHM_SIZE: i32 = 10 | (19 << 8);

/// The extended code.
fn code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}

/// For the log: with the code, since several have the same words.
pub(super) fn text(error: &rusqlite::Error) -> String {
    match code(error) {
        Some(code) => format!("(code: {code}) {error}"),
        None => error.to_string(),
    }
}

/// The statement is at fault, not the database: the rest of the group can go on.
pub(super) fn is_local(error: &rusqlite::Error) -> bool {
    code(error).is_some_and(|code| matches!(code & 0xff, TOO_BIG | CONSTRAINT | MISMATCH))
}

/// A statement before the commit failed: nothing is written.
pub(super) fn before_commit(error: &rusqlite::Error) -> Failure {
    match code(error) {
        // The WAL's index cannot grow: that is what a full disk may show first.
        Some(IO_SHM_SIZE) => Failure::Full,
        Some(code) if matches!(code & 0xff, FULL | READONLY) => Failure::Full,
        _ => Failure::Unavailable,
    }
}

/// The commit itself failed. Full: the commit's last page did not get into the WAL, so it does not count even after a crash. Busy: it
/// was not begun. All else leaves it open.
pub(super) fn at_commit(error: &rusqlite::Error) -> Failure {
    match code(error) {
        Some(IO_SHM_SIZE) => Failure::Unknown,
        Some(code) if matches!(code & 0xff, FULL | READONLY) => Failure::Full,
        Some(code) if matches!(code & 0xff, BUSY | LOCKED) => Failure::Unavailable,
        _ => Failure::Unknown,
    }
}

/// An fsync failed: the kernel may have dropped the pages and report success next time, so nothing later can be trusted.
pub(super) fn is_fsync(error: &rusqlite::Error) -> bool {
    matches!(code(error), Some(IO_FSYNC | IO_DIR_FSYNC))
}

/// A unique key stands in the way.
pub(super) fn is_unique(error: &rusqlite::Error) -> bool {
    matches!(code(error), Some(CONSTRAINT_UNIQUE | CONSTRAINT_PRIMARY_KEY))
}
