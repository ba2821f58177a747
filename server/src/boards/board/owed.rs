//! What home has yet to be told.
//!
//! An update that another instance wrote goes to everybody here at once. The worker needs it only before the next question, so it waits
//! here and comes along with that: a board that is written on at two instances asks its worker no more often than one that is not.

use bytes::Bytes;

use super::Board;
use crate::boards::{
    limits,
    pool::{Applied, PoolError},
};

/// Updates of the log that the shape has and home has not, in order. Told twice they change nothing.
#[derive(Debug, Default)]
pub(super) struct Owed {
    updates: Vec<Bytes>,
    bytes: usize,
}

impl Owed {
    /// Whether one more of this length may wait.
    pub(super) fn takes(&self, length: usize) -> bool {
        self.updates.len() < limits::OWED_MAX && self.bytes + length <= limits::OWED_BYTES_MAX
    }

    pub(super) fn add(&mut self, update: Bytes) {
        self.bytes += update.len();
        self.updates.push(update);
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Board {
    /// Has home apply these, after what it is owed.
    pub(super) async fn apply_at_home(&mut self, updates: &[Bytes]) -> Result<Applied, PoolError> {
        let pool = &self.shared.pool;
        let applied = pool.apply_after(self.id, &self.owed.updates, updates).await?;
        self.owed.clear();
        Ok(applied)
    }

    /// Sees to it that home has all of the log as far as it is known here. False where that cannot be had now.
    pub(super) async fn make_whole(&mut self) -> bool {
        if !self.stale && !self.owed.updates.is_empty() && self.apply_at_home(&[]).await.is_err() {
            self.reload().await;
        }
        if self.stale {
            self.reload().await;
        }
        !self.stale
    }
}
