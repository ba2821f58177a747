//! How fast one person may speak, on all their sockets together: token buckets by class, and an end to patience.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use protocol::ids::PersonId;
use protocol::meeting::Command;
use protocol::meeting::gallery::GalleryAct;
use protocol::meeting::polls::{PollAnswer, PollCommand};
use protocol::meeting::timers::TimerCommand;
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
    /// A command without words of one's own.
    Command,
    /// A chat message or a message to rooms.
    Chat,
    /// A name, a dilemma: text that is kept, and set many at once before a meeting.
    Words,
    /// A sign to one's room.
    Sign,
    /// Tickets, clock questions, pings, messages that could not be read.
    Other,
}

impl Class {
    /// What a command costs.
    pub fn of(command: &Command) -> Self {
        match command {
            Command::Say { .. }
            | Command::SayToFacilitators { .. }
            | Command::SayToAll { .. }
            | Command::AskQuestion { .. }
            | Command::Announce { .. } => Self::Chat,
            Command::Describe { .. }
            | Command::SetDilemma { .. }
            | Command::Retitle { .. }
            | Command::NameRoom { .. }
            | Command::MakeCommitment { .. }
            | Command::ChangeCommitment { .. }
            | Command::SetTicket { .. }
            | Command::AnswerTicket { .. }
            | Command::Poll(
                PollCommand::Make { .. }
                | PollCommand::Edit { .. }
                | PollCommand::Answer {
                    answer: PollAnswer::Words(_),
                    ..
                },
            )
            | Command::Timer(TimerCommand::Start { .. })
            | Command::CopyToDigest { .. }
            | Command::Gallery(GalleryAct::WriteCard { .. } | GalleryAct::Respond { .. })
            | Command::SetVoice { .. } => Self::Words,
            _ => Self::Command,
        }
    }
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

/// The buckets of one person.
#[derive(Debug)]
pub struct Budget {
    commands: Bucket,
    chat: Bucket,
    words: Bucket,
    signs: Bucket,
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
            words: Bucket::new(4.0, 60.0, now),
            signs: Bucket::new(0.5, 4.0, now),
            other: Bucket::new(10.0, 40.0, now),
            patience: Bucket::new(2.0, 100.0, now),
        }
    }

    /// Pays for one message.
    pub fn spend(&mut self, class: Class, now: Instant) -> Spent {
        let bucket = match class {
            Class::Command => &mut self.commands,
            Class::Chat => &mut self.chat,
            Class::Words => &mut self.words,
            Class::Sign => &mut self.signs,
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

/// The budgets of all who are connected: one for each person, however many sockets they have.
#[derive(Debug, Default)]
pub struct Budgets {
    people: Mutex<HashMap<PersonId, Weak<Mutex<Budget>>>>,
}

impl Budgets {
    /// This person's budget, shared by their sockets; full for the first one.
    pub fn of(&self, person: PersonId, now: Instant) -> Arc<Mutex<Budget>> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(budget) = people.get(&person).and_then(Weak::upgrade) {
            return budget;
        }
        let budget = Arc::new(Mutex::new(Budget::new(now)));
        people.insert(person, Arc::downgrade(&budget));
        budget
    }

    /// One of the person's sockets is gone.
    pub fn leave(&self, person: PersonId, budget: Arc<Mutex<Budget>>) {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        drop(budget);
        if people
            .get(&person)
            .is_some_and(|budget| budget.strong_count() == 0)
        {
            people.remove(&person);
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
    fn sockets_of_one_person_share_and_the_last_one_forgets() {
        let (budgets, now) = (Budgets::default(), Instant::now());
        let person = PersonId(uuid::Uuid::from_u128(1));
        let (one, two) = (budgets.of(person, now), budgets.of(person, now));
        for _ in 0..12 {
            let spent = one.lock().unwrap().spend(Class::Chat, now);
            assert_eq!(spent, Spent::Fine);
        }
        assert!(matches!(
            two.lock().unwrap().spend(Class::Chat, now),
            Spent::Slower(_)
        ));
        budgets.leave(person, one);
        assert_eq!(budgets.people.lock().unwrap().len(), 1);
        budgets.leave(person, two);
        assert_eq!(budgets.people.lock().unwrap().len(), 0);
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
