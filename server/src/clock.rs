//! The only place in the server that asks what time it is: the store's clock, measured once and carried on by a clock that nobody sets.
//!
//! Deadlines are times on the store's clock (DESIGN.md §3). A jump of this machine's wall clock changes nothing here.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use protocol::time::Timestamp;
use tokio::time::Instant;

use crate::store::{ReadError, Store};

/// What one measurement may move the clock by: drift is far slower, and a jump shall not end anybody's step.
const CORRECTION_MAX_MS: i64 = 50;

/// The store's clock as this instance knows it.
#[derive(Debug)]
pub struct StoreClock {
    anchor: RwLock<Anchor>,
    /// How far ahead of this clock the store's was found, in milliseconds, beyond what was corrected.
    off_by_ms: AtomicI64,
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
            off_by_ms: AtomicI64::new(0),
        })
    }

    /// Asks again, so that slow drift does not add up. Leaves things as they were when the store does not answer.
    pub async fn measure_again(&self, store: &dyn Store) {
        if let Ok(measured) = measure(store).await {
            self.correct(measured);
        }
    }

    /// How far ahead of this clock the store's was at the last measurement, in milliseconds: above what drift explains, somebody has set
    /// a clock, or the machine slept.
    pub fn off_by_ms(&self) -> i64 {
        self.off_by_ms.load(Ordering::Relaxed)
    }

    fn correct(&self, measured: Anchor) {
        let mut anchor = self.anchor.write().unwrap_or_else(PoisonError::into_inner);
        let known = anchor.at(measured.at);
        let off = measured.store.0.saturating_sub(known.0);
        let correction = off.clamp(-CORRECTION_MAX_MS, CORRECTION_MAX_MS);
        *anchor = Anchor {
            at: measured.at,
            store: Timestamp(known.0.saturating_add(correction)),
        };
        self.off_by_ms.store(off - correction, Ordering::Relaxed);
    }

    /// Now, on the store's clock.
    pub fn now(&self) -> Timestamp {
        self.anchor().at(Instant::now())
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

impl Anchor {
    /// The store's time at a moment after this one.
    fn at(&self, moment: Instant) -> Timestamp {
        let passed = moment.saturating_duration_since(self.at).as_millis();
        let passed = i64::try_from(passed).unwrap_or(i64::MAX);
        Timestamp(self.store.0.saturating_add(passed))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumps_moves_nothing_and_is_noticed() {
        let start = Instant::now();
        let clock = StoreClock {
            anchor: RwLock::new(Anchor {
                at: start,
                store: Timestamp(1_000_000),
            }),
            off_by_ms: AtomicI64::new(0),
        };
        let later = |seconds: u64| start + Duration::from_secs(seconds);
        for (seconds, jump) in [(5, 3_600_000), (10, 3_600_000), (15, -3_600_000)] {
            let before = clock.anchor().at(later(seconds));
            clock.correct(Anchor {
                at: later(seconds),
                store: Timestamp(1_000_000 + seconds as i64 * 1_000 + jump),
            });
            let moved = clock.anchor().at(later(seconds)).0 - before.0;
            assert_eq!(moved, if jump > 0 { 50 } else { -50 });
            assert!(clock.off_by_ms().abs() > 3_500_000);
        }
    }

    #[test]
    fn drift_is_followed() {
        let start = Instant::now();
        let clock = StoreClock {
            anchor: RwLock::new(Anchor {
                at: start,
                store: Timestamp(0),
            }),
            off_by_ms: AtomicI64::new(0),
        };
        let at = start + Duration::from_secs(5);
        clock.correct(Anchor {
            at,
            store: Timestamp(5_003),
        });
        assert_eq!((clock.anchor().at(at), clock.off_by_ms()), (Timestamp(5_003), 0));
    }
}
