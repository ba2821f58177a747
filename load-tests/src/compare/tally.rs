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
    /// The server is to answer it.
    is_asked: bool,
    /// It stays with its sender: whoever gets it later is not counted.
    is_held: bool,
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
    /// From when a command was to go to its answer, in microseconds.
    pub(super) answers: Histogram<u64>,
    /// Answers that were a no to what may not be now.
    pub(super) refused: u64,
    /// While measuring.
    pub(super) answered: u64,
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
            answers: Histogram::new_with_bounds(1, 60_000_000, 3)?,
            refused: 0,
            answered: 0,
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
        self.goes(sender, due, missing, false)
    }

    /// Takes down a command that goes now, and is waited for until the server has answered it; its number.
    pub(super) fn asks(&mut self, sender: usize, due: Duration) -> u64 {
        self.goes(sender, due, 0, true)
    }

    fn goes(&mut self, sender: usize, due: Duration, missing: u32, is_asked: bool) -> u64 {
        self.under_way += usize::from(missing > 0 || is_asked);
        self.flights.push(Flight {
            due,
            sender: u32::try_from(sender).unwrap_or(u32::MAX),
            missing,
            check: 0,
            is_measured: self.is_measuring,
            is_asked,
            is_held: false,
        });
        self.flights.len() as u64 - 1
    }

    /// Takes down that the server has answered `n`: done, or a no to what may not be now.
    pub(super) fn answers(&mut self, n: u64, is_done: bool, now: Duration) {
        let flight = usize::try_from(n).ok().and_then(|n| self.flights.get_mut(n));
        let Some(flight) = flight else {
            return self.error(format!("message {n} was never sent, and is answered"));
        };
        if flight.is_measured && is_done {
            let took = now.saturating_sub(flight.due).as_micros();
            self.answers
                .saturating_record(u64::try_from(took).unwrap_or(u64::MAX).max(1));
        }
        self.answered += u64::from(self.is_measuring && is_done);
        if std::mem::take(&mut flight.is_asked) {
            self.under_way -= 1;
        }
        if !is_done {
            self.refused += 1;
            self.holds(n);
        }
    }

    /// Message `n` stays with its sender for now.
    pub(super) fn holds(&mut self, n: u64) {
        let flight = usize::try_from(n).ok().and_then(|n| self.flights.get_mut(n));
        let Some(flight) = flight else { return };
        flight.is_held = true;
        if std::mem::take(&mut flight.missing) > 0 {
            self.under_way -= 1;
        }
    }

    /// The message that was taken down last did not go; always false.
    pub(super) fn takes_back(&mut self) -> bool {
        let last = self.flights.pop();
        if last.is_some_and(|flight| flight.missing > 0 || flight.is_asked) {
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
        if flight.is_held || !self.echoes && sender == member {
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

    /// Deliveries and answers that never came.
    pub(super) fn lost(&self) -> u64 {
        let missing = |flight: &Flight| u64::from(flight.missing) + u64::from(flight.is_asked);
        self.flights.iter().map(missing).sum()
    }

    /// A quantile of what came to others, and of answers, in milliseconds.
    pub(super) fn arrival_ms(&self, quantile: f64) -> f64 {
        milliseconds(&self.latencies, quantile)
    }

    pub(super) fn answer_ms(&self, quantile: f64) -> f64 {
        milliseconds(&self.answers, quantile)
    }

    pub(super) fn error(&mut self, what: String) {
        self.errors += 1;
        if self.samples.len() < 5 {
            self.samples.push(what);
        }
    }
}

/// A quantile of so many microseconds each.
pub(super) fn milliseconds(micros: &Histogram<u64>, quantile: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a run")]
    let micros = micros.value_at_quantile(quantile) as f64;
    micros / 1000.0
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

    #[test]
    fn a_command_is_under_way_until_it_is_answered() {
        let mut tally = Tally::new(vec![0, 0], true).unwrap();
        tally.is_measuring = true;
        let n = tally.asks(1, Duration::ZERO);
        assert_eq!((tally.under_way, tally.lost()), (1, 1));
        tally.answers(n, true, LATER);
        assert_eq!((tally.under_way, tally.lost(), tally.answered), (0, 0, 1));
        assert!((tally.answer_ms(0.5) - 5.0).abs() < 0.1);
        tally.answers(77, true, LATER);
        assert_eq!(tally.errors, 1);
    }

    #[test]
    fn what_was_refused_or_stays_with_its_sender_is_not_lost() {
        let mut tally = Tally::new(vec![0, 0], true).unwrap();
        let n = tally.sends(1, Duration::ZERO);
        tally.answers(n, false, LATER);
        let held = tally.sends(0, Duration::ZERO);
        tally.holds(held);
        // It is sent again later, and comes then.
        tally.arrives(held, 1, LATER);
        assert_eq!((tally.under_way, tally.lost(), tally.errors), (0, 0, 0));
        assert_eq!((tally.refused, tally.answered), (1, 0));
    }
}
