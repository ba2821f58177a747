//! All chance of a run, from one seed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use server::chance::Chance;
use tokio::time::Instant;
use uuid::Uuid;

/// Dice that fall the same way again for the same seed. Clones are the same dice.
#[derive(Clone, Debug)]
pub struct Dice {
    rng: Arc<Mutex<fastrand::Rng>>,
    began: Instant,
    /// The last id's time, what is drawn once for that millisecond, and a count: as a process makes them, later ones are greater.
    last: Arc<Mutex<(u64, u32, u32)>>,
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self {
            rng: Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))),
            began: Instant::now(),
            last: Arc::default(),
        }
    }

    /// Other dice, for somebody of their own.
    pub fn fork(&self) -> Self {
        Self {
            rng: Arc::new(Mutex::new(fastrand::Rng::with_seed(self.u64()))),
            began: self.began,
            last: Arc::default(),
        }
    }

    pub fn u64(&self) -> u64 {
        self.rng.lock().unwrap().u64(..)
    }

    pub fn below(&self, limit: u64) -> u64 {
        self.rng.lock().unwrap().u64(..limit.max(1))
    }

    pub fn index(&self, limit: usize) -> usize {
        self.rng.lock().unwrap().usize(..limit.max(1))
    }

    /// So many times in a thousand.
    pub fn chance(&self, of_thousand: u64) -> bool {
        of_thousand > 0 && self.below(1_000) < of_thousand
    }

    pub fn pick<T: Copy>(&self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.index(from.len())])
    }

    pub fn millis(&self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.below(to - from))
    }
}

impl Chance for Dice {
    fn id(&self) -> Uuid {
        let passed = u64::try_from(self.began.elapsed().as_millis()).unwrap();
        let mut last = self.last.lock().unwrap();
        if last.0 != passed {
            *last = (passed, u32::try_from(self.below(1 << 24)).unwrap(), 0);
        }
        last.2 += 1;
        let mut bytes = [0; 10];
        bytes[..3].copy_from_slice(&last.1.to_be_bytes()[1..]);
        bytes[3..5].copy_from_slice(&last.2.to_be_bytes()[2..]);
        bytes[5..].copy_from_slice(&self.u64().to_be_bytes()[..5]);
        let millis = u64::try_from(crate::world::START).unwrap() + passed;
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    fn number(&self) -> Option<u64> {
        Some(self.u64())
    }
}

impl Dice {
    /// When the copies of a message come, if it is lost so many times in a thousand; of the others some come twice, or after later ones.
    pub fn copies(&self, lost: u64) -> Vec<Duration> {
        if self.chance(lost) {
            return Vec::new();
        }
        let count = if self.chance(lost) { 2 } else { 1 };
        let late = |most| self.millis(0, most);
        (0..count)
            .map(|_| late(if self.chance(lost) { 1_500 } else { 5 }))
            .collect()
    }

    pub fn pick_of<T: Clone>(&self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.index(from.len())].clone())
    }
}
