//! The only place in the server that asks what time it is: the store's clock, measured once and carried on by a clock that nobody sets.
//!
//! Deadlines are times on the store's clock (DESIGN.md §3). A jump of this machine's wall clock changes nothing here.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use protocol::time::Timestamp;
use tokio::time::Instant;

use crate::store::{ReadError, Store};

/// The store's clock as this instance knows it.
#[derive(Debug)]
pub struct StoreClock {
    anchor: RwLock<Anchor>,
}

#[derive(Clone, Copy, Debug)]
struct Anchor {
    at: Instant,
    store: Timestamp,
}

impl StoreClock {
    /// Asks the store for its time.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] when the store does not answer.
    pub async fn measured(store: &dyn Store) -> Result<Self, ReadError> {
        Ok(Self {
            anchor: RwLock::new(measure(store).await?),
        })
    }

    /// Asks again, so that slow drift does not add up. Leaves things as they were when the store does not answer.
    pub async fn measure_again(&self, store: &dyn Store) {
        if let Ok(anchor) = measure(store).await {
            *self.anchor.write().unwrap_or_else(PoisonError::into_inner) = anchor;
        }
    }

    /// Now, on the store's clock.
    pub fn now(&self) -> Timestamp {
        let anchor = self.anchor();
        let passed = i64::try_from(anchor.at.elapsed().as_millis()).unwrap_or(i64::MAX);
        Timestamp(anchor.store.0.saturating_add(passed))
    }

    /// When this time will be, for a timer; now when it has passed.
    pub fn instant(&self, at: Timestamp) -> Instant {
        let left = u64::try_from(at.0.saturating_sub(self.now().0)).unwrap_or(0);
        // A year is as good as never, and far from the end of what an Instant can hold.
        Instant::now() + Duration::from_millis(left.min(365 * 24 * 3_600_000))
    }

    fn anchor(&self) -> Anchor {
        *self.anchor.read().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn measure(store: &dyn Store) -> Result<Anchor, ReadError> {
    let asked = Instant::now();
    let store = store.now().await?;
    // The answer was true half-way between question and answer, as near as one can know.
    let at = asked + asked.elapsed() / 2;
    Ok(Anchor {
        at,
        store: Timestamp(store),
    })
}
