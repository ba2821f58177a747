//! Locking a meeting's head.

use std::fmt;

use sqlx::{AssertSqlSafe, Postgres, Transaction};
use uuid::Uuid;

use super::append::{Prepared, append_error};
use super::ask::Trouble;
use super::{PostgresStore, fault, reads};
use crate::store::columns::{DELETED, bound, position};
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

/// Logged here, once.
fn says(error: impl fmt::Display) -> LockError {
    tracing::warn!(%error, "the database does not lock a meeting");
    LockError::Unavailable
}

impl PostgresStore {
    pub(super) async fn lock_head(&self, meeting: Uuid, after: Position) -> Result<Locked, LockError> {
        match tokio::time::timeout(self.options.answer_within, self.locked(meeting, after)).await {
            Ok(locked) => locked,
            Err(_) => Err(LockError::Unavailable),
        }
    }

    async fn locked(&self, meeting: Uuid, after: Position) -> Result<Locked, LockError> {
        // Both in one go: whoever waits for this lock waits for each way there and back. A UUID's text is hexadecimal and nothing else.
        let lock = format!("BEGIN; SELECT 1 FROM meetings WHERE id = '{meeting}' FOR NO KEY UPDATE");
        let mut transaction = self.locks.begin_with(AssertSqlSafe(lock)).await.map_err(says)?;
        // What follows sees what is committed now, and nobody else commits to this meeting.
        let rows = since(meeting, after.seq)
            .fetch_all(&mut *transaction)
            .await
            .map_err(says)?;
        let (mut head, mut missed, mut missed_content) = (None, Vec::new(), Vec::new());
        let mut known = (after.seq == 0).then_some(Position::START);
        for row in rows {
            match row {
                (HEAD, seq, Some(status), Some(hash), ..) => {
                    if status == DELETED {
                        return Err(LockError::Deleted);
                    }
                    head = Some(position(seq, &hash).map_err(says)?);
                }
                (ENTRY, seq, Some(at), Some(hash), Some(body), _) => {
                    let entry = reads::entry((seq, at, hash, body)).map_err(says)?;
                    if entry.seq == after.seq {
                        known = Some(entry.position());
                    } else {
                        missed.push(entry);
                    }
                }
                (_, _, _, _, text, Some(id)) => missed_content.push((id, text)),
                _ => return Err(LockError::Unavailable),
            }
        }
        let head = head.ok_or(LockError::NotFound)?;
        if known != Some(after) {
            return Err(LockError::Diverged { actual: head });
        }
        missed.sort_unstable_by_key(|entry| entry.seq);
        Ok(Locked {
            head,
            missed,
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

/// Head, entries from this seq on and content of batches after it, in one answer: what it is, its seq, its time (a head's status), its hash,
/// its text, its id.
type Since = (
    i32,
    i64,
    Option<i64>,
    Option<Vec<u8>>,
    Option<String>,
    Option<Uuid>,
);
const HEAD: i32 = 0;
const ENTRY: i32 = 1;

fn since(meeting: Uuid, seq: u64) -> reads::Asking<Since> {
    sqlx::query_as(
        "SELECT 0, head_seq, status::bigint, head_hash, NULL::text, NULL::uuid FROM meetings WHERE id = $1 \
         UNION ALL SELECT 1, seq, at, hash, body, NULL FROM entries WHERE meeting = $1 AND seq >= $2 \
         UNION ALL SELECT 2, 0, NULL, NULL, body, id FROM contents WHERE meeting = $1 AND seq > $2",
    )
    .bind(meeting)
    .bind(bound(seq))
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
