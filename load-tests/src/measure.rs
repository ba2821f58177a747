//! What is counted while people meet. One clock for the whole process, so latencies need no synchronising.

use crate::shared::lock;
use hdrhistogram::Histogram;
use protocol::ids::PlanId;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Counters and histograms that all virtual people share.
#[derive(Debug)]
pub(crate) struct Measure {
    start: Instant,
    /// From a command to its change at another client, in microseconds.
    pub(crate) changes: Mutex<Histogram<u64>>,
    /// From a command to its `done`, in microseconds.
    pub(crate) acknowledgements: Mutex<Histogram<u64>>,
    /// From a letter typed to its arrival at another client, in microseconds.
    pub(crate) typing: Mutex<Histogram<u64>>,
    /// From a move to the moved person's open board, in microseconds.
    pub(crate) moves: Mutex<Histogram<u64>>,
    /// Reactions that were sent, and how often one came to somebody.
    pub(crate) reactions: AtomicU64,
    pub(crate) reactions_heard: AtomicU64,
    /// What all clients received together.
    pub(crate) bytes: AtomicU64,
    pub(crate) frames: AtomicU64,
    pub(crate) errors: AtomicU64,
    pub(crate) refused_by_floor: AtomicU64,
    /// Deliveries that must come, and those that came.
    pub(crate) chat_expected: AtomicU64,
    pub(crate) chat_received: AtomicU64,
    pub(crate) typed_received: AtomicU64,
    /// What changed in meetings, in frames.
    pub(crate) change_frames: AtomicU64,
    /// Letters whose step ended before they were saved, by their marks.
    held_back: Mutex<BTreeSet<u64>>,
    steps: Mutex<BTreeMap<(PlanId, u16), Seen>>,
    error_samples: Mutex<Vec<String>>,
}

/// A step that has begun: when it was first and last seen, in microseconds, and by how many.
#[derive(Debug, Clone, Copy)]
struct Seen {
    first: u64,
    last: u64,
    count: u64,
}

impl Measure {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let histogram = || Histogram::new_with_bounds(1, 60_000_000, 3).map(Mutex::new);
        Ok(Self {
            start: Instant::now(),
            changes: histogram()?,
            acknowledgements: histogram()?,
            typing: histogram()?,
            moves: histogram()?,
            reactions: AtomicU64::new(0),
            reactions_heard: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            frames: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            refused_by_floor: AtomicU64::new(0),
            chat_expected: AtomicU64::new(0),
            chat_received: AtomicU64::new(0),
            typed_received: AtomicU64::new(0),
            change_frames: AtomicU64::new(0),
            held_back: Mutex::default(),
            steps: Mutex::default(),
            error_samples: Mutex::new(Vec::new()),
        })
    }

    /// Microseconds since the run began.
    pub(crate) fn micros(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    pub(crate) fn record(&self, histogram: &Mutex<Histogram<u64>>, since: u64) {
        let took = self.micros().saturating_sub(since).max(1);
        histogram
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .saturating_record(took);
    }

    pub(crate) fn received(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        self.frames.fetch_add(1, Ordering::Relaxed);
    }

    /// These letters wait with their writer for the next step in which they may be written: what that takes is no time of the server's.
    pub(crate) fn hold_back(&self, letters: impl Iterator<Item = u64>) {
        lock(&self.held_back).extend(letters);
    }

    /// How many there were.
    pub(crate) fn held_back(&self) -> u64 {
        lock(&self.held_back).len() as u64
    }

    /// Somebody else's letter has come.
    pub(crate) fn typed(&self, letter: u64) {
        self.typed_received.fetch_add(1, Ordering::Relaxed);
        if !lock(&self.held_back).contains(&letter) {
            self.record(&self.typing, letter);
        }
    }

    /// Somebody sees that this step of a plan has begun.
    pub(crate) fn saw_step(&self, plan: PlanId, step: u16) {
        let now = self.micros();
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = steps.entry((plan, step)).or_insert(Seen {
            first: now,
            last: now,
            count: 0,
        });
        seen.last = seen.last.max(now);
        seen.count += 1;
    }

    /// From the first to the last of everybody, of each step that all of them saw begin.
    pub(crate) fn steps(&self, everybody: u64) -> Spread {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let seen_by_all = steps.values().filter(|seen| seen.count == everybody);
        Spread::of(
            seen_by_all
                .map(|seen| Duration::from_micros(seen.last - seen.first))
                .collect(),
        )
    }

    pub(crate) fn error(&self, what: String) {
        self.errors.fetch_add(1, Ordering::Relaxed);
        let mut samples = self.error_samples.lock().unwrap_or_else(PoisonError::into_inner);
        if samples.len() < 10 {
            samples.push(what);
        }
    }

    pub(crate) fn error_samples(&self) -> Vec<String> {
        self.error_samples
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn milliseconds(histogram: &Mutex<Histogram<u64>>, quantile: f64) -> f64 {
        let histogram = histogram.lock().unwrap_or_else(PoisonError::into_inner);
        #[expect(clippy::cast_precision_loss, reason = "microseconds of a minute")]
        let micros = histogram.value_at_quantile(quantile) as f64;
        micros / 1000.0
    }
}

/// The middle, the last but one in a hundred, and the last of some times, in milliseconds.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Spread {
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) max_ms: f64,
}

impl Spread {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |hundredths: usize| {
            let index = (times.len() * hundredths).div_ceil(100).saturating_sub(1);
            times.get(index).map_or(0.0, |time| milliseconds(*time))
        };
        Self {
            p50_ms: at(50),
            p99_ms: at(99),
            max_ms: at(100),
        }
    }
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// How many digits a mark has.
pub(crate) const MARK_DIGITS: usize = 12;
const MARK_SIGN: &[u8] = "\u{a7}".as_bytes();

/// Marks a send time (or a number) inside a text, so that it is found in whatever bytes carry it.
pub(crate) fn mark(micros: u64) -> String {
    format!("\u{a7}{micros:012};")
}

/// All marks in some bytes: where the digits begin, and what they say.
pub(crate) fn mark_places(bytes: &[u8]) -> impl Iterator<Item = (usize, u64)> {
    memchr::memchr_iter(MARK_SIGN[0], bytes).filter_map(move |at| {
        let (digits, rest) = bytes
            .get(at..)?
            .strip_prefix(MARK_SIGN)?
            .split_at_checked(MARK_DIGITS)?;
        let is_mark = rest.first() == Some(&b';') && digits.iter().all(u8::is_ascii_digit);
        let number = digits
            .iter()
            .fold(0, |sum, digit| sum * 10 + u64::from(digit.wrapping_sub(b'0')));
        is_mark.then_some((at + MARK_SIGN.len(), number))
    })
}

/// All marks in some bytes.
pub(crate) fn marks(bytes: &[u8]) -> Vec<u64> {
    mark_places(bytes).map(|(_, number)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::{Measure, Spread, mark, marks};
    use std::time::Duration;

    #[test]
    fn marks_are_found_in_bytes() {
        let text = format!("x{}y{}", mark(7), mark(123_456_789));
        assert_eq!(marks(text.as_bytes()), [7, 123_456_789]);
        assert_eq!(marks("\u{a7}12".as_bytes()), [0_u64; 0]);
        assert_eq!(marks("\u{a7}00000000000x;\u{a7}".as_bytes()), [0_u64; 0]);
    }

    #[test]
    fn a_step_counts_when_everybody_has_seen_it() {
        let measure = Measure::new().unwrap();
        let plan = protocol::ids::PlanId(uuid::Uuid::nil());
        for step in [0, 0, 1] {
            measure.saw_step(plan, step);
        }
        assert!(measure.steps(2).max_ms < 10_000.0);
        assert_eq!(measure.steps(3).max_ms.to_bits(), 0);
    }

    #[test]
    fn the_last_one_is_the_last_one() {
        let spread = Spread::of((1..=200).rev().map(Duration::from_millis).collect());
        assert_eq!(
            (spread.p50_ms, spread.p99_ms, spread.max_ms),
            (100.0, 198.0, 200.0)
        );
        assert_eq!(Spread::of(Vec::new()).max_ms.to_bits(), 0);
    }
}
