//! Locking a meeting's head.

use std::fmt;

use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::append::{Prepared, append_error};
use super::ask::Trouble;
use super::{PostgresStore, fault, reads};
use crate::store::columns::{DELETED, position};
use crate::store::{Answer, AppendError, Batch, Guard, LockError, Locked, Position, ReadError};

struct PostgresGuard {
    store: PostgresStore,
    /// Dropped, it rolls back.
    transaction: Transaction<'static, Postgres>,
    meeting: Uuid,
    head: Position,
}

impl fmt::Debug for PostgresGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresGuard")
            .field("meeting", &self.meeting)
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

impl PostgresStore {
    pub(super) async fn lock_head(&self, meeting: Uuid, after: Position) -> Result<Locked, LockError> {
        match tokio::time::timeout(self.options.answer_within, self.locked(meeting, after)).await {
            Ok(locked) => locked,
            Err(_) => Err(LockError::Unavailable),
        }
    }

    async fn locked(&self, meeting: Uuid, after: Position) -> Result<Locked, LockError> {
        let says = |error: sqlx::Error| {
            tracing::warn!(%error, "the database does not lock a meeting");
            LockError::Unavailable
        };
        let mut transaction = self.locks.begin().await.map_err(says)?;
        let row: Option<(i16, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT status, head_seq, head_hash FROM meetings WHERE id = $1 FOR NO KEY UPDATE",
        )
        .bind(meeting)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(says)?;
        let head = match row {
            None => return Err(LockError::NotFound),
            Some((status, ..)) if i64::from(status) == DELETED => return Err(LockError::Deleted),
            Some((_, seq, hash)) => position(seq, &hash).map_err(says)?,
        };
        // Each statement sees what is committed now, and nobody else commits to this meeting: these are of one moment.
        let known = reads::position_at(&mut transaction, meeting, after.seq)
            .await
            .map_err(says)?;
        if known != Some(after) {
            return Err(LockError::Diverged { actual: head });
        }
        let missed = reads::entries(meeting, after.seq, usize::MAX)
            .fetch_all(&mut *transaction)
            .await
            .map_err(says)?;
        let missed_content = reads::contents(meeting, after.seq)
            .fetch_all(&mut *transaction)
            .await
            .map_err(says)?;
        Ok(Locked {
            head,
            missed: missed
                .into_iter()
                .map(reads::entry)
                .collect::<Result<_, _>>()
                .map_err(says)?,
            missed_content,
            guard: Box::new(PostgresGuard {
                store: self.clone(),
                transaction,
                meeting,
                head,
            }),
        })
    }
}

impl PostgresGuard {
    async fn write(mut self, batch: Batch) -> Result<Position, AppendError> {
        let prepared = Prepared::new(self.meeting, Some(self.head), &batch)?;
        let asked = prepared.query().fetch_all(&mut *self.transaction);
        let rows = match tokio::time::timeout(self.store.options.answer_within, asked).await {
            Ok(Ok(rows)) => rows,
            Ok(Err(error)) if fault::said(&error).is_some() => {
                return Err(append_error(&Trouble::Failed(error)));
            }
            // The database has ended the lock, or the line broke: nothing was committed.
            Ok(Err(_)) | Err(_) => return Err(self.lost().await),
        };
        let head = prepared.outcome(rows)?;
        let committed =
            tokio::time::timeout(self.store.options.answer_within, self.transaction.commit()).await;
        match committed {
            Ok(Ok(())) => Ok(head),
            Ok(Err(error)) => Err(append_error(&Trouble::Failed(error))),
            Err(_) => Err(append_error(&Trouble::NoAnswer)),
        }
    }

    /// What to say to whoever held the lock too long.
    async fn lost(self) -> AppendError {
        tracing::warn!(meeting.id = %self.meeting, "a lock on a meeting was held too long and is rolled back");
        match self.store.read_head(self.meeting).await {
            Ok(actual) => AppendError::Conflict { actual },
            Err(ReadError::NotFound) => AppendError::NotFound,
            Err(ReadError::Deleted) => AppendError::Deleted,
            Err(ReadError::Unavailable) => AppendError::Unavailable,
        }
    }
}

impl Guard for PostgresGuard {
    fn commit(self: Box<Self>, batch: Batch) -> Answer<'static, Result<Position, AppendError>> {
        Box::pin(self.write(batch))
    }

    fn rollback(self: Box<Self>) {}
}
