//! How fast one session may speak: token buckets by class, and an end to patience.

use std::time::Duration;

use tokio::time::Instant;

/// A bucket that fills by itself. Time is an argument.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    tokens: f64,
    burst: f64,
    per_second: f64,
    filled: Instant,
}

impl Bucket {
    /// A full bucket.
    pub fn new(per_second: f64, burst: f64, now: Instant) -> Self {
        Self {
            tokens: burst,
            burst,
            per_second,
            filled: now,
        }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// How long until there is one.
    pub fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.filled = now;
        self.tokens = (self.tokens + passed * self.per_second).min(self.burst);
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            Ok(())
        } else {
            Err(Duration::from_secs_f64((1.0 - self.tokens) / self.per_second))
        }
    }

    /// How long until there is a token; none when there is one.
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        let missing = 1.0 - (self.tokens + passed * self.per_second);
        (missing > 0.0).then(|| Duration::from_secs_f64(missing / self.per_second))
    }

    /// Whether it is as full as it can be: then it remembers nothing.
    pub fn is_full(&self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens + passed * self.per_second >= self.burst
    }
}

/// What a message costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A command that is not chat.
    Command,
    /// A chat message or a message to rooms.
    Chat,
    /// Tickets, clock questions, pings, messages that could not be read.
    Other,
}

/// The answer to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// Go on.
    Fine,
    /// Too fast: try again after this time.
    Slower(Duration),
    /// Too fast for too long: close.
    Flood,
}

/// The buckets of one session.
#[derive(Debug)]
pub struct Budget {
    commands: Bucket,
    chat: Bucket,
    other: Bucket,
    /// Refusals that are still forgiven.
    patience: Bucket,
}

impl Budget {
    /// Full buckets.
    pub fn new(now: Instant) -> Self {
        Self {
            commands: Bucket::new(20.0, 60.0, now),
            chat: Bucket::new(4.0, 12.0, now),
            other: Bucket::new(10.0, 40.0, now),
            patience: Bucket::new(2.0, 100.0, now),
        }
    }

    /// Pays for one message.
    pub fn spend(&mut self, class: Class, now: Instant) -> Spent {
        let bucket = match class {
            Class::Command => &mut self.commands,
            Class::Chat => &mut self.chat,
            Class::Other => &mut self.other,
        };
        let Err(wait) = bucket.take(now) else {
            return Spent::Fine;
        };
        match self.patience.take(now) {
            Ok(()) => Spent::Slower(wait),
            Err(_) => Spent::Flood,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_fine_then_slower_then_flood() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        let answers: Vec<Spent> = (0..200).map(|_| budget.spend(Class::Chat, now)).collect();
        assert!(answers[..12].iter().all(|answer| *answer == Spent::Fine));
        assert!(
            answers[12..112]
                .iter()
                .all(|answer| matches!(answer, Spent::Slower(_)))
        );
        assert_eq!(answers[112], Spent::Flood);
        assert_eq!(budget.spend(Class::Command, now), Spent::Fine);
    }

    #[test]
    fn a_bucket_fills_with_time() {
        let now = Instant::now();
        let mut bucket = Bucket::new(10.0, 1.0, now);
        assert_eq!(bucket.take(now), Ok(()));
        assert_eq!(bucket.take(now), Err(Duration::from_millis(100)));
        assert_eq!(bucket.wait(now), Some(Duration::from_millis(100)));
        assert_eq!(bucket.wait(now + Duration::from_millis(100)), None);
        assert_eq!(bucket.take(now + Duration::from_millis(100)), Ok(()));
    }
}
