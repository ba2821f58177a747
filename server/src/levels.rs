//! Which kinds of events this instance may write now. During a rolling upgrade an instance of the version before serves beside it, on the
//! same journals: until that is gone nothing is written that it cannot read (DESIGN.md §5).

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use protocol::meeting::event::{EVENT_LEVEL, OLDEST_LEVEL};

use crate::store::{Store, WriteError};

/// What the store's levels were when they were last heard of.
#[derive(Debug)]
pub struct Levels {
    event_level: AtomicU32,
    readable_from: AtomicU32,
    is_too_old: AtomicBool,
}

impl Default for Levels {
    fn default() -> Self {
        Self {
            event_level: AtomicU32::new(EVENT_LEVEL),
            readable_from: AtomicU32::new(OLDEST_LEVEL),
            is_too_old: AtomicBool::new(false),
        }
    }
}

impl Levels {
    /// This instance is there: from now on nothing is written that it cannot read, unless something was already.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn admit(&self, store: &dyn Store) -> Result<Admission, WriteError> {
        let levels = store.admit_level(EVENT_LEVEL).await?;
        self.event_level.store(levels.event_level, Ordering::Relaxed);
        self.readable_from.store(levels.readable_from, Ordering::Relaxed);
        let is_too_old = levels.readable_from > EVENT_LEVEL;
        if !self.is_too_old.swap(is_too_old, Ordering::Relaxed) && is_too_old {
            tracing::error!(
                needs = levels.readable_from,
                reads = EVENT_LEVEL,
                "the database has meetings of a newer Convene: this instance must go"
            );
        }
        Ok(if is_too_old {
            Admission::TooOld {
                needs: levels.readable_from,
            }
        } else {
            Admission::Admitted
        })
    }

    /// What a beat answered. Above what is read here, the level rose while this instance counted as dead: it is to be admitted anew.
    #[must_use]
    pub fn heard(&self, event_level: u32) -> bool {
        self.event_level.store(event_level, Ordering::Relaxed);
        event_level > EVENT_LEVEL
    }

    /// The highest level that may be written, and read here.
    pub fn may_write(&self) -> u32 {
        self.event_level
            .load(Ordering::Relaxed)
            .clamp(OLDEST_LEVEL, EVENT_LEVEL)
    }

    /// Whether something was written that is not read here.
    pub fn is_too_old(&self) -> bool {
        self.is_too_old.load(Ordering::Relaxed)
    }

    /// Before events of this level are written. False: an instance came meanwhile that cannot read them, and
    /// [`may_write`](Self::may_write) says so.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn claim(&self, store: &dyn Store, level: u32) -> Result<bool, WriteError> {
        if level <= self.readable_from.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let may = store.claim_level(level).await?;
        if may {
            self.readable_from.store(level, Ordering::Relaxed);
        } else {
            self.event_level.store(level - 1, Ordering::Relaxed);
        }
        Ok(may)
    }
}

/// Whether this instance may serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It reads all that is written.
    Admitted,
    /// It does not.
    TooOld {
        /// The level that it would have to read.
        needs: u32,
    },
}
