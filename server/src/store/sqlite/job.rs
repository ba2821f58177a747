//! What the writer can be asked to do.

use tokio::sync::oneshot;
use uuid::Uuid;

use crate::store::failure::Failure;
use crate::store::{AppendError, Batch, BoardAppendError, BoardItem, Position, Snapshot, WriteError};

/// Where an answer goes. The asker may be gone.
pub(super) type Reply<T, E> = oneshot::Sender<Result<T, E>>;

#[derive(Debug)]
pub(super) enum Job {
    Append(Box<AppendJob>),
    Lock(LockJob),
    BoardAppend {
        board: Uuid,
        gate: u64,
        items: Vec<BoardItem>,
        reply: Reply<u64, BoardAppendError>,
    },
    Small {
        write: SmallWrite,
        reply: Reply<(), WriteError>,
    },
    /// Stop when all that was queued before is answered.
    Close {
        reply: oneshot::Sender<()>,
    },
}

impl Job {
    /// The meeting or board whose log this goes on, if it does no more than that and nobody waits for its lock.
    pub(super) fn appends_to(&self) -> Option<Uuid> {
        match self {
            Self::Append(job) if job.token.is_none() => Some(job.meeting),
            Self::BoardAppend { board, .. } => Some(*board),
            Self::Append(_) | Self::Lock(_) | Self::Small { .. } | Self::Close { .. } => None,
        }
    }

    /// Answers that nothing of it was written.
    pub(super) fn refuse(self, failure: Failure) {
        match self {
            Self::Append(job) => drop(job.reply.send(Err(failure.into()))),
            Self::BoardAppend { reply, .. } => drop(reply.send(Err(failure.into()))),
            Self::Small { reply, .. } => drop(reply.send(Err(failure.into()))),
            Self::Lock(lock) => drop(lock.reply.send(Err(failure))),
            Self::Close { reply } => drop(reply.send(())),
        }
    }
}

#[derive(Debug)]
pub(super) struct AppendJob {
    pub(super) meeting: Uuid,
    /// `None`: the meeting shall be made.
    pub(super) after: Option<Position>,
    /// The lock under which this is a commit.
    pub(super) token: Option<u64>,
    pub(super) batch: Batch,
    pub(super) reply: Reply<Position, AppendError>,
}

#[derive(Debug)]
pub(super) struct LockJob {
    pub(super) meeting: Uuid,
    pub(super) token: u64,
    pub(super) reply: Reply<(), Failure>,
}

/// A guard was dropped.
#[derive(Debug)]
pub(super) struct Release {
    pub(super) meeting: Uuid,
    pub(super) token: u64,
}

#[derive(Debug)]
pub(super) enum SmallWrite {
    TouchAlive {
        meetings: Vec<Uuid>,
        at: i64,
    },
    DeleteMeeting {
        meeting: Uuid,
    },
    Probe,
    AdmitLevel(u32),
    ClaimLevel(u32),
    RefuseUpdate {
        board: Uuid,
        sha256: [u8; 32],
        person: Uuid,
    },
    BarFromBoards {
        meeting: Uuid,
        person: Uuid,
    },
    PutMeetingSnapshot {
        meeting: Uuid,
        snapshot: Snapshot,
    },
    CompactBoard {
        board: Uuid,
        snapshot: Snapshot,
    },
}

/// Why a job's statements stopped.
#[derive(Debug)]
pub(super) enum Stop<E> {
    /// The job is answered no; the group goes on.
    Refused(E),
    /// The database failed.
    Broken(rusqlite::Error),
}

impl<E> From<rusqlite::Error> for Stop<E> {
    fn from(error: rusqlite::Error) -> Self {
        Self::Broken(error)
    }
}
