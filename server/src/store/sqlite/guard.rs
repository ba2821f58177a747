//! Locking a meeting's head, seen from the one who locks.

use tokio::sync::oneshot;
use uuid::Uuid;

use super::SqliteStore;
use super::job::{Job, LockJob, Release};
use crate::store::failure::Failure;
use crate::store::{Answer, AppendError, Batch, Guard, LockError, Locked, Position, ReadError};

#[derive(Debug)]
struct SqliteGuard {
    store: SqliteStore,
    meeting: Uuid,
    head: Position,
    token: u64,
}

impl SqliteStore {
    pub(super) async fn lock_head(&self, meeting: Uuid, after: Position) -> Result<Locked, LockError> {
        let token = self.next_token();
        let (reply, granted) = oneshot::channel();
        // Made before the lock is asked for: wherever this future is dropped, the guard lets go of the lock.
        let mut guard = Box::new(SqliteGuard {
            store: self.clone(),
            meeting,
            head: Position::START,
            token,
        });
        let lock = Job::Lock(LockJob {
            meeting,
            token,
            reply,
        });
        self.jobs.send(lock).await.map_err(|_| LockError::Unavailable)?;
        granted
            .await
            .unwrap_or(Err(Failure::Unavailable))
            .map_err(|_| LockError::Unavailable)?;

        let missed = self.missed(meeting, after).await.map_err(|error| match error {
            ReadError::NotFound => LockError::NotFound,
            ReadError::Deleted => LockError::Deleted,
            ReadError::Unavailable => LockError::Unavailable,
        })?;
        if !missed.has_position {
            return Err(LockError::Diverged { actual: missed.head });
        }
        guard.head = missed.head;
        Ok(Locked {
            head: missed.head,
            missed: missed.entries,
            missed_content: missed.content,
            guard,
        })
    }
}

impl Guard for SqliteGuard {
    fn commit(self: Box<Self>, batch: Batch) -> Answer<'static, Result<Position, AppendError>> {
        Box::pin(async move {
            self.store
                .append_after(self.meeting, Some(self.head), Some(self.token), batch)
                .await
        })
    }

    fn rollback(self: Box<Self>) {}
}

impl Drop for SqliteGuard {
    fn drop(&mut self) {
        // After a commit the writer has let go already and passes over this.
        let _ = self.store.releases.send(Release {
            meeting: self.meeting,
            token: self.token,
        });
    }
}
