//! What was sent and what has come of it: every message by its number, every delivery once.

use hdrhistogram::Histogram;
use std::time::{Duration, Instant};

/// One message.
#[derive(Debug, Clone, Copy)]
struct Flight {
    /// When it was to go: at a fixed rate that is the plan, so that a server that holds up its clients does not hide it.
    due: Duration,
    sender: u32,
    /// Who has not got it yet.
    missing: u32,
    /// The sum of those who have.
    check: u64,
    is_measured: bool,
}

/// Counts of one load.
#[derive(Debug)]
pub(super) struct Tally {
    began: Instant,
    flights: Vec<Flight>,
    /// Of each member: the room, and a number that no sum of others' is likely to be.
    rooms: Vec<usize>,
    weights: Vec<u64>,
    /// Of each room: how many get a message, and the sum of their weights.
    whole: Vec<(u32, u64)>,
    /// Whether who sends is among those who get it.
    echoes: bool,
    /// Between warm-up and end.
    pub(super) is_measuring: bool,
    /// Messages that not everybody has.
    pub(super) under_way: usize,
    /// From when a message was to go to its arrival, in microseconds, of each delivery.
    pub(super) latencies: Histogram<u64>,
    /// While measuring.
    pub(super) deliveries: u64,
    pub(super) bytes: u64,
    pub(super) errors: u64,
    pub(super) samples: Vec<String>,
}

impl Tally {
    /// For members in these rooms.
    pub(super) fn new(rooms: Vec<usize>, echoes: bool) -> anyhow::Result<Self> {
        let weights: Vec<u64> = rooms.iter().map(|_| fastrand::u64(..)).collect();
        let mut whole = vec![(0, 0_u64); rooms.iter().max().map_or(0, |last| last + 1)];
        for (room, weight) in rooms.iter().zip(&weights) {
            if let Some((count, sum)) = whole.get_mut(*room) {
                *count += 1;
                *sum = sum.wrapping_add(*weight);
            }
        }
        Ok(Self {
            began: Instant::now(),
            flights: Vec::with_capacity(1 << 17),
            rooms,
            weights,
            whole,
            echoes,
            is_measuring: false,
            under_way: 0,
            latencies: Histogram::new_with_bounds(1, 60_000_000, 3)?,
            deliveries: 0,
            bytes: 0,
            errors: 0,
            samples: Vec::new(),
        })
    }

    /// Since the load began.
    pub(super) fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// Takes down a message that goes now; its number.
    pub(super) fn sends(&mut self, sender: usize, due: Duration) -> u64 {
        let room = self.rooms.get(sender).copied().unwrap_or_default();
        let (everybody, _) = self.whole.get(room).copied().unwrap_or_default();
        let missing = everybody - u32::from(!self.echoes);
        self.under_way += usize::from(missing > 0);
        self.flights.push(Flight {
            due,
            sender: u32::try_from(sender).unwrap_or(u32::MAX),
            missing,
            check: 0,
            is_measured: self.is_measuring,
        });
        self.flights.len() as u64 - 1
    }

    /// The message that was taken down last did not go; always false.
    pub(super) fn takes_back(&mut self) -> bool {
        if self.flights.pop().is_some_and(|flight| flight.missing > 0) {
            self.under_way -= 1;
        }
        false
    }

    /// Takes down that message `n` has come to `member`.
    pub(super) fn arrives(&mut self, n: u64, member: usize, now: Duration) {
        let flight = usize::try_from(n).ok().and_then(|n| self.flights.get_mut(n));
        let (Some(flight), Some(weight)) = (flight, self.weights.get(member)) else {
            return self.error(format!("message {n} was never sent"));
        };
        let sender = flight.sender as usize;
        if !self.echoes && sender == member {
            return;
        }
        if flight.missing == 0 {
            return self.error(format!("message {n} has come once too often"));
        }
        flight.missing -= 1;
        flight.check = flight.check.wrapping_add(*weight);
        if flight.is_measured {
            let took = now.saturating_sub(flight.due).as_micros();
            self.latencies
                .saturating_record(u64::try_from(took).unwrap_or(u64::MAX).max(1));
        }
        self.deliveries += u64::from(self.is_measuring);
        if flight.missing == 0 {
            self.under_way -= 1;
            let (room, check) = (self.rooms.get(sender), flight.check);
            let (_, mut sum) = room
                .and_then(|room| self.whole.get(*room))
                .copied()
                .unwrap_or_default();
            if !self.echoes {
                sum = sum.wrapping_sub(self.weights.get(sender).copied().unwrap_or_default());
            }
            if check != sum {
                self.error(format!("message {n} has come to the wrong people"));
            }
        }
    }

    /// Deliveries that never came.
    pub(super) fn lost(&self) -> u64 {
        self.flights.iter().map(|flight| u64::from(flight.missing)).sum()
    }

    pub(super) fn error(&mut self, what: String) {
        self.errors += 1;
        if self.samples.len() < 5 {
            self.samples.push(what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;
    use std::time::Duration;

    const LATER: Duration = Duration::from_millis(5);

    #[test]
    fn each_delivery_counts_once() {
        let mut tally = Tally::new(vec![0, 0, 1], true).unwrap();
        tally.is_measuring = true;
        let n = tally.sends(1, Duration::ZERO);
        assert_eq!((tally.under_way, tally.lost()), (1, 2));
        tally.arrives(n, 0, LATER);
        tally.arrives(n, 1, LATER);
        assert_eq!(
            (tally.under_way, tally.lost(), tally.deliveries, tally.errors),
            (0, 0, 2, 0)
        );
        assert!((4_990..=5_010).contains(&tally.latencies.value_at_quantile(0.5)));
        tally.arrives(n, 0, LATER);
        tally.arrives(77, 0, LATER);
        assert_eq!(tally.errors, 2);
    }

    #[test]
    fn who_sends_is_not_counted_where_nothing_comes_back() {
        let mut tally = Tally::new(vec![0, 0, 0], false).unwrap();
        let n = tally.sends(1, Duration::ZERO);
        for member in [0, 1, 2] {
            tally.arrives(n, member, LATER);
        }
        assert_eq!((tally.under_way, tally.lost(), tally.errors), (0, 0, 0));
        // Not measured: it went before the warm-up was over.
        assert_eq!((tally.deliveries, tally.latencies.len()), (0, 0));
    }

    #[test]
    fn twice_to_one_and_never_to_the_other_is_an_error() {
        let mut tally = Tally::new(vec![0, 0, 1], true).unwrap();
        let n = tally.sends(0, Duration::ZERO);
        tally.arrives(n, 0, LATER);
        tally.arrives(n, 0, LATER);
        assert_eq!(tally.errors, 1);
    }
}
