//! The arithmetic of a go-round: pure functions on one [`Turns`].
//!
//! A turn's end is kept as what is then left of the step's time, not as a time of day: so it stands in a pause or a hold
//! and moves with the step, without an event of its own.

use super::state::{Timeline, Turns};
use crate::ids::PersonId;
use crate::limits::TURN_SECONDS_MIN;
use crate::time::{Millis, Timestamp};

/// Less than this before the end of the step, a turn lasts until the end.
const NEARLY: Millis = Millis(1000);

impl Turns {
    /// The first turn begins with `left` of the step's time; `most` is the longest turn, in seconds.
    pub fn begun(people: Vec<PersonId>, left: Millis, most: Option<u32>) -> Self {
        Self {
            order: people,
            passed: Vec::new(),
            done: Vec::new(),
            returning: false,
            seconds: 0,
            until_left: Millis(0),
        }
        .next(left, most)
    }

    /// Who has the turn.
    pub fn speaker(&self) -> Option<PersonId> {
        self.order.first().copied()
    }

    /// When the turn that is on is over by itself; none where it lasts as long as the step.
    pub fn due(&self, timeline: &Timeline) -> Option<Timestamp> {
        self.speaker().and_then(|_| timeline.when_left(self.until_left))
    }

    /// Who has the turn is done; the next one begins.
    #[must_use]
    pub fn ended(&self, left: Millis, most: Option<u32>) -> Self {
        let mut next = self.clone();
        let who = next.take_first();
        next.done.extend(who);
        next.next(left, most)
    }

    /// Who has the turn passes: they are asked once more at the end, and only once.
    #[must_use]
    pub fn passing(&self, left: Millis, most: Option<u32>) -> Self {
        let mut next = self.clone();
        let who = next.take_first();
        if next.returning {
            next.done.extend(who);
        } else {
            next.passed.extend(who);
        }
        next.next(left, most)
    }

    /// The same with these people in the room: who left is skipped, who is new comes last.
    #[must_use]
    pub fn with_people(&self, here: &[PersonId], left: Millis, most: Option<u32>) -> Self {
        let mut next = self.clone();
        next.order.retain(|person| here.contains(person));
        next.passed.retain(|person| here.contains(person));
        for person in here {
            let known = [&next.order, &next.passed, &next.done]
                .iter()
                .any(|list| list.contains(person));
            if !known {
                next.order.push(*person);
            }
        }
        if next.speaker() == self.speaker() && next.speaker().is_some() {
            next
        } else {
            next.next(left, most)
        }
    }

    /// The turn that is on keeps its time when the step's changes by `by`.
    #[must_use]
    pub fn stretched(&self, by: Millis) -> Self {
        let mut next = self.clone();
        if next.until_left > Millis(0) || by > Millis(0) {
            next.until_left = next.until_left + by;
        }
        next
    }

    fn take_first(&mut self) -> Option<PersonId> {
        (!self.order.is_empty()).then(|| self.order.remove(0))
    }

    /// The first in the order begins: at most an equal share of what is left.
    fn next(mut self, left: Millis, most: Option<u32>) -> Self {
        if self.order.is_empty() && !self.returning {
            self.order = std::mem::take(&mut self.passed);
            self.returning = !self.order.is_empty();
        }
        let waiting = u32::try_from(self.order.len() + self.passed.len()).unwrap_or(u32::MAX);
        if waiting == 0 || self.order.is_empty() {
            self.seconds = 0;
            self.until_left = Millis(0);
            return self;
        }
        let share = u32::try_from(left.0.max(0) / 1000 / i64::from(waiting)).unwrap_or(u32::MAX);
        self.seconds = share.min(most.unwrap_or(u32::MAX)).max(TURN_SECONDS_MIN);
        self.until_left = left + Millis(-i64::from(self.seconds) * 1000);
        if self.until_left < NEARLY {
            self.until_left = Millis(0);
        }
        self
    }
}
