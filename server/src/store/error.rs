//! How the store says no.

use uuid::Uuid;

use super::chain::Position;

/// Why an append was not done. All but `Unknown` mean that nothing was written (J7).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Somebody else was faster (or the caller's journal is another one): catch up, best with [`lock`](super::Store::lock).
    #[error("the meeting's head is {}, not the one named", actual.seq)]
    Conflict {
        /// The head as it is.
        actual: Position,
    },
    /// There is no such meeting.
    #[error("no such meeting")]
    NotFound,
    /// The meeting was deleted.
    #[error("the meeting was deleted")]
    Deleted,
    /// `create`: there is such a meeting.
    #[error("the meeting exists")]
    Exists,
    /// This command was done before: [`find_command`](super::Store::find_command) tells with what result.
    #[error("command {command_id} was done before")]
    DuplicateCommand {
        /// Who gave it.
        person: Uuid,
        /// Its id.
        command_id: Uuid,
    },
    /// Another meeting has this join code: make another.
    #[error("the join code is taken")]
    JoinCodeTaken,
    /// The batch is not one that can be written (a board that exists, a gate of another meeting's board …): a fault of the caller.
    #[error("the batch cannot be written: {0}")]
    Invalid(&'static str),
    /// The disk is full or cannot be written.
    #[error("the store is full or read-only")]
    Full,
    /// The store cannot be reached now.
    #[error("the store is unavailable")]
    Unavailable,
    /// The answer to the commit was lost: it may have been written. Answer nobody before reading the journal and the commands again.
    #[error("it is unknown whether the append was written")]
    Unknown,
}

/// Why a lock was not given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// There is no such meeting.
    #[error("no such meeting")]
    NotFound,
    /// The meeting was deleted.
    #[error("the meeting was deleted")]
    Deleted,
    /// The caller's position is not in this journal (a restore from a backup): start again from nothing.
    #[error("the position named is not in the journal, whose head is {}", actual.seq)]
    Diverged {
        /// The head as it is.
        actual: Position,
    },
    /// The store cannot be reached now, or too many wait for this meeting.
    #[error("the store is unavailable")]
    Unavailable,
}

/// Why a read has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no such meeting.
    #[error("no such meeting")]
    NotFound,
    /// The meeting was deleted.
    #[error("the meeting was deleted")]
    Deleted,
    /// The store cannot be reached now, or a row cannot be read.
    #[error("the store is unavailable")]
    Unavailable,
}

/// Why a small write was not done. Each such write may simply be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// There is no such meeting or board.
    #[error("no such meeting or board")]
    NotFound,
    /// The disk is full or cannot be written.
    #[error("the store is full or read-only")]
    Full,
    /// The store cannot be reached now.
    #[error("the store is unavailable")]
    Unavailable,
    /// It may have been written.
    #[error("it is unknown whether it was written")]
    Unknown,
}

/// Why a board append was not done. All but `Unknown` mean that nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoardAppendError {
    /// Who may write has changed since: catch up with the meeting to this seq, ask for the rights again.
    #[error("the board's gate is {gate}, not the one named")]
    GateMoved {
        /// The gate as it is.
        gate: u64,
    },
    /// There is no such board.
    #[error("no such board")]
    NotFound,
    /// A Yjs client id in the update belongs to somebody else.
    #[error("Yjs client {client} belongs to another person")]
    ClientTaken {
        /// The client id.
        client: u64,
        /// Whose it is.
        person: Uuid,
    },
    /// The disk is full or cannot be written.
    #[error("the store is full or read-only")]
    Full,
    /// The store cannot be reached now.
    #[error("the store is unavailable")]
    Unavailable,
    /// It may have been written: read the log again.
    #[error("it is unknown whether the updates were written")]
    Unknown,
}

/// Why a store could not be opened: one line each, for whoever starts the server.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It names no database that Convene knows.
    #[error(
        "the database URL must be sqlite:FILE, sqlite:///absolute/path or postgres://user:password@host:port/database"
    )]
    Url,
    /// The server is older than what the schema needs.
    #[error("{name} is PostgreSQL {version}; Convene needs 14 or later")]
    OldServer {
        /// The database.
        name: String,
        /// Its server's version.
        version: String,
    },
    /// The folder cannot be made.
    #[error("cannot make the folder {folder} for the database: {cause}")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        cause: std::io::Error,
    },
    /// The file was written by a newer version.
    #[error(
        "the database {file} has schema {found}, written by a newer Convene; this one reads up to {known}: start the newer version or restore a backup"
    )]
    NewerSchema {
        /// The file, or database and host.
        file: String,
        /// Its schema.
        found: i64,
        /// The newest that this version knows.
        known: i64,
    },
    /// It is as an older version left it, and was to be read only.
    #[error("the database {file} is not up to date, or empty: run convene migrate first")]
    OlderSchema {
        /// The file, or database and host.
        file: String,
    },
    /// It is a database, but not one of ours.
    #[error("{file} is a database of something else, not of Convene")]
    Foreign {
        /// The file.
        file: String,
    },
    /// The database says no.
    #[error("cannot open the database {file}: {cause}")]
    Database {
        /// The file.
        file: String,
        /// Why.
        cause: String,
    },
}
