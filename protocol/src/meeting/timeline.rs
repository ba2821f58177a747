//! The arithmetic of schedules: pure functions on one [`Timeline`].
//!
//! Lengths are whole seconds; clocks are milliseconds. Whatever moves time between steps keeps the end of the round to
//! the millisecond, so that rooms on one plan end together (SPEC T7).

use super::refusal::Refusal;
use super::state::{Clock, Timeline};
use crate::limits::GRACE_SECONDS;
use crate::time::{Millis, Timestamp};

impl Timeline {
    /// A gathering that ends at `ends_at`, before steps of these lengths.
    pub fn gathering(ends_at: Timestamp, seconds: Vec<u32>) -> Self {
        Self {
            step: None,
            clock: Clock::Running { ends_at },
            seconds,
        }
    }

    /// Index of the current step; none while gathering.
    pub fn current(&self) -> Option<usize> {
        self.step.map(usize::from)
    }

    /// Whether no step comes after the current one.
    pub fn is_last(&self) -> bool {
        self.current().is_some_and(|step| step + 1 >= self.seconds.len())
    }

    /// Whether time goes on (a step or the gathering runs).
    pub fn is_running(&self) -> bool {
        matches!(self.clock, Clock::Running { .. })
    }

    /// Whether the round is over.
    pub fn is_finished(&self) -> bool {
        matches!(self.clock, Clock::Finished)
    }

    fn first_later(&self) -> usize {
        self.current().map_or(0, |step| step + 1)
    }

    /// Lengths of the steps after the current one.
    pub fn later(&self) -> &[u32] {
        self.seconds.get(self.first_later()..).unwrap_or_default()
    }

    fn later_millis(&self) -> Millis {
        Millis(self.later().iter().map(|s| i64::from(*s) * 1000).sum())
    }

    /// Seconds of grace after the current step: at most half of the next step, from which they are taken; none after
    /// the last step, none after a gathering.
    pub fn grace_seconds(&self) -> u32 {
        match self.current() {
            Some(step) => self
                .seconds
                .get(step + 1)
                .map_or(0, |next| GRACE_SECONDS.min(next / 2)),
            None => 0,
        }
    }

    /// When the hub must act on this schedule.
    pub fn due(&self) -> Option<Timestamp> {
        match self.clock {
            Clock::Running { ends_at } => Some(ends_at + Millis::from_seconds(self.grace_seconds())),
            Clock::Held { until, .. } => Some(until),
            Clock::Paused { .. } | Clock::Waiting { .. } | Clock::Finished => None,
        }
    }

    /// What is left of the current step at `at`, below zero in its grace; none while gathering, waiting or over.
    pub fn left(&self, at: Timestamp) -> Option<Millis> {
        self.current()?;
        match self.clock {
            Clock::Running { ends_at } => Some(ends_at - at),
            Clock::Paused { left, .. } | Clock::Held { left, .. } => Some(left),
            Clock::Waiting { .. } | Clock::Finished => None,
        }
    }

    /// When so much of the current step will be left; none while the clock stands, and for what lasts to its end.
    pub fn when_left(&self, until_left: Millis) -> Option<Timestamp> {
        match self.clock {
            Clock::Running { ends_at } if until_left > Millis(0) => Some(ends_at - until_left),
            _ => None,
        }
    }

    /// When the whole round ends if nobody changes it; none while gathering, paused or over.
    pub fn end(&self) -> Option<Timestamp> {
        self.current()?;
        match self.clock {
            Clock::Running { ends_at } => Some(ends_at + self.later_millis()),
            Clock::Held { since, left, .. } => Some(since + left + self.later_millis()),
            Clock::Paused { .. } | Clock::Waiting { .. } | Clock::Finished => None,
        }
    }

    /// What is left of the whole round at `at`, the clock of a pause standing still; none while gathering or over.
    pub fn remaining(&self, at: Timestamp) -> Option<Millis> {
        self.current()?;
        match self.clock {
            Clock::Paused { left, .. } => Some(left + self.later_millis()),
            Clock::Running { .. } | Clock::Held { .. } => self.end().map(|end| end - at),
            Clock::Waiting { .. } | Clock::Finished => None,
        }
    }

    /// Step 1 begins at `at`.
    #[must_use]
    pub fn begun(&self, at: Timestamp) -> Self {
        let first = self.seconds.first().copied().unwrap_or_default();
        Self {
            step: Some(0),
            clock: Clock::Running {
                ends_at: at + Millis::from_seconds(first),
            },
            seconds: self.seconds.clone(),
        }
    }

    /// The next step, counted from where this one's time ended: a grace is taken from it. Finished after the last.
    #[must_use]
    pub fn advanced(&self) -> Self {
        let mut next = self.clone();
        let (Some(step), Clock::Running { ends_at }) = (self.current(), self.clock) else {
            return next;
        };
        match self.seconds.get(step + 1) {
            Some(length) => {
                next.step = self.step.map(|s| s + 1);
                next.clock = Clock::Running {
                    ends_at: ends_at + Millis::from_seconds(*length),
                };
            }
            None => next.clock = Clock::Finished,
        }
        next
    }

    /// Where this schedule stands at `at` if nobody touched it. For the plan's own schedule, which nobody ticks.
    #[must_use]
    pub fn caught_up(&self, at: Timestamp) -> Self {
        let mut now = self.clone();
        while now.current().is_some() && now.is_running() && now.due().is_some_and(|due| due <= at) {
            now = now.advanced();
        }
        now
    }

    /// 'Next' for a whole plan: a running step's grace begins; within the grace the next step begins at once.
    /// In the last step the round is over. Paused: the next step, paused.
    #[must_use]
    pub fn nexted(&self, at: Timestamp) -> Self {
        let mut next = self.clone();
        match self.clock {
            Clock::Running { ends_at } if at < ends_at && self.grace_seconds() > 0 => {
                next.clock = Clock::Running { ends_at: at };
            }
            Clock::Running { .. } => next = self.advanced(),
            Clock::Paused { since, .. } => match self.later().first() {
                Some(length) => {
                    next.step = self.step.map(|s| s + 1);
                    next.clock = Clock::Paused {
                        left: Millis::from_seconds(*length),
                        since,
                    };
                }
                None => next.clock = Clock::Finished,
            },
            Clock::Held { .. } | Clock::Waiting { .. } | Clock::Finished => {}
        }
        next
    }

    /// 'Back' for a whole plan: the step before begins again with its full length.
    ///
    /// # Errors
    /// [`Refusal::FirstStep`] in the first step.
    pub fn backed(&self, at: Timestamp) -> Result<Self, Refusal> {
        let before = self
            .step
            .and_then(|s| s.checked_sub(1))
            .ok_or(Refusal::FirstStep)?;
        let length = self.seconds.get(usize::from(before)).copied().unwrap_or_default();
        let left = Millis::from_seconds(length);
        let clock = match self.clock {
            Clock::Paused { since, .. } => Clock::Paused { left, since },
            _ => Clock::Running { ends_at: at + left },
        };
        Ok(Self {
            step: Some(before),
            clock,
            seconds: self.seconds.clone(),
        })
    }

    /// The clock stands. A hold is released first by the caller.
    #[must_use]
    pub fn paused(&self, at: Timestamp) -> Self {
        let mut paused = self.clone();
        if let Clock::Running { ends_at } = self.clock {
            paused.clock = Clock::Paused {
                left: ends_at - at,
                since: at,
            };
        }
        paused
    }

    /// The clock runs again.
    #[must_use]
    pub fn resumed(&self, at: Timestamp) -> Self {
        let mut resumed = self.clone();
        if let Clock::Paused { left, .. } = self.clock {
            resumed.clock = Clock::Running { ends_at: at + left };
        }
        resumed
    }

    /// Seconds more (or fewer) for the current step; the end of the round moves with it.
    ///
    /// # Errors
    /// [`Refusal::NotEnoughTime`] when nothing would be left, [`Refusal::OutOfRange`] when it gets too long.
    pub fn stretched(&self, at: Timestamp, seconds: i32) -> Result<Self, Refusal> {
        let by = Millis(i64::from(seconds) * 1000);
        let mut stretched = self.clone();
        let left = match &mut stretched.clock {
            Clock::Running { ends_at } => {
                *ends_at = *ends_at + by;
                *ends_at - at
            }
            Clock::Paused { left, .. } | Clock::Held { left, .. } => {
                *left = *left + by;
                *left
            }
            Clock::Waiting { .. } | Clock::Finished => return Ok(stretched),
        };
        if seconds < 0 && left <= Millis(0) {
            return Err(Refusal::NotEnoughTime);
        }
        if let Some(length) = self.current().and_then(|step| stretched.seconds.get_mut(step)) {
            *length = length.saturating_add_signed(seconds);
            if *length > crate::limits::STEP_SECONDS_MAX {
                return Err(Refusal::OutOfRange);
            }
        }
        Ok(stretched)
    }

    /// Everything `by` later, as if that time had not been.
    #[must_use]
    pub fn shifted(&self, by: Millis) -> Self {
        let mut shifted = self.clone();
        match &mut shifted.clock {
            Clock::Running { ends_at } => *ends_at = *ends_at + by,
            Clock::Held { since, until, .. } => {
                *since = *since + by;
                *until = *until + by;
            }
            Clock::Paused { .. } | Clock::Waiting { .. } | Clock::Finished => {}
        }
        shifted
    }

    /// `seconds` for the current step out of the later ones, in proportion; the end stays.
    ///
    /// # Errors
    /// [`Refusal::StepTooShort`] where a later step would fall below half of `planned`.
    pub fn borrowed(&self, seconds: u32, planned: &[u32]) -> Result<Self, Refusal> {
        let cut = self.cut(seconds, planned)?;
        let mut borrowed = Self {
            seconds: cut,
            ..self.clone()
        };
        let by = Millis::from_seconds(seconds);
        match &mut borrowed.clock {
            Clock::Running { ends_at } => *ends_at = *ends_at + by,
            Clock::Paused { left, .. } | Clock::Held { left, .. } => *left = *left + by,
            Clock::Waiting { .. } | Clock::Finished => {}
        }
        if let Some(length) = self.current().and_then(|step| borrowed.seconds.get_mut(step)) {
            *length = length.saturating_add(seconds);
        }
        Ok(borrowed)
    }

    /// `seconds` of the current step to the later ones, in proportion; the end stays.
    ///
    /// # Errors
    /// [`Refusal::LastStep`] without later ones, [`Refusal::NotEnoughTime`] when less is left.
    pub fn returned(&self, at: Timestamp, seconds: u32) -> Result<Self, Refusal> {
        if self.later().is_empty() {
            return Err(Refusal::LastStep);
        }
        let by = Millis::from_seconds(seconds);
        let mut returned = self.clone();
        if let Clock::Running { ends_at } = &mut returned.clock {
            if *ends_at - at < by {
                return Err(Refusal::NotEnoughTime);
            }
            *ends_at = *ends_at - by;
        }
        let first = self.first_later();
        for (offset, share) in spread(self.later(), seconds).into_iter().enumerate() {
            if let Some(length) = returned.seconds.get_mut(first + offset) {
                *length = length.saturating_add(share);
            }
        }
        if let Some(length) = self.current().and_then(|step| returned.seconds.get_mut(step)) {
            *length = length.saturating_sub(seconds);
        }
        Ok(returned)
    }

    /// A hold from `at`; until when it can last at most, given what is left of the room's budget.
    ///
    /// # Errors
    /// [`Refusal::HoldUsedUp`] without budget, [`Refusal::StepTooShort`] where later steps have nothing to give.
    pub fn held(&self, at: Timestamp, budget: u32, planned: &[u32]) -> Result<Self, Refusal> {
        let Clock::Running { ends_at } = self.clock else {
            return Err(Refusal::IsPaused);
        };
        if budget == 0 {
            return Err(Refusal::HoldUsedUp);
        }
        // Up to the first length that cannot be taken, not the longest that can: shares are rounded, so that a longer
        // hold may fit where a shorter one does not, and a hold must be able to end at any moment.
        let most = (1..=budget)
            .take_while(|s| self.cut(*s, planned).is_ok())
            .last()
            .ok_or(Refusal::StepTooShort)?;
        let until = at + Millis::from_seconds(most);
        Ok(Self {
            clock: Clock::Held {
                left: ends_at - at,
                since: at,
                until,
            },
            ..self.clone()
        })
    }

    /// The hold ends; returns the whole seconds that it took from the later steps.
    ///
    /// # Errors
    /// [`Refusal::NotHeld`]; [`Refusal::StepTooShort`] cannot happen within the hold's limit.
    pub fn released(&self, at: Timestamp, planned: &[u32]) -> Result<(Self, u32), Refusal> {
        let Clock::Held { left, since, until } = self.clock else {
            return Err(Refusal::NotHeld);
        };
        let took = (at.min(until) - since).ceil_seconds();
        let seconds = self.cut(took, planned)?;
        let mut released = Self {
            seconds,
            ..self.clone()
        };
        released.clock = Clock::Running {
            ends_at: since + left + Millis::from_seconds(took),
        };
        if let Some(length) = self.current().and_then(|step| released.seconds.get_mut(step)) {
            *length = length.saturating_add(took);
        }
        Ok((released, took))
    }

    /// One room goes back: the step before runs again for `seconds`, then this one goes on with what it had left; all
    /// that lies ahead gives the time, in proportion, so the end stays.
    ///
    /// # Errors
    /// [`Refusal::FirstStep`], [`Refusal::NotEnoughTime`] in a grace, [`Refusal::StepTooShort`].
    pub fn room_backed(&self, at: Timestamp, seconds: u32, planned: &[u32]) -> Result<Self, Refusal> {
        let Clock::Running { ends_at } = self.clock else {
            return Err(Refusal::IsPaused);
        };
        let step = self.current().ok_or(Refusal::StillGathering)?;
        let before = step.checked_sub(1).ok_or(Refusal::FirstStep)?;
        let left = ends_at - at;
        let whole = u32::try_from(left.0 / 1000)
            .ok()
            .filter(|s| *s > 0)
            .ok_or(Refusal::NotEnoughTime)?;
        let ran = self
            .seconds
            .get(step)
            .copied()
            .unwrap_or_default()
            .saturating_sub(whole);
        let mut lengths = self.seconds.clone();
        let mut floors = planned.to_vec();
        if let (Some(length), Some(floor)) = (lengths.get_mut(step), floors.get_mut(step)) {
            *length = whole;
            // What the step has had already counts towards its half.
            *floor = floor.saturating_sub(ran.saturating_mul(2));
        }
        let ahead = Self {
            step: u16::try_from(before).ok(),
            seconds: lengths,
            clock: self.clock,
        };
        let mut backed = Self {
            seconds: ahead.cut(seconds, &floors)?,
            ..ahead
        };
        let part_of_a_second = Millis(left.0 % 1000);
        backed.clock = Clock::Running {
            ends_at: at + part_of_a_second + Millis::from_seconds(seconds),
        };
        if let Some(length) = backed.seconds.get_mut(before) {
            *length = seconds;
        }
        Ok(backed)
    }

    /// A room that begins late on a running plan: its steps shrink in proportion so that it ends with the others.
    /// Returns the whole seconds that were cut.
    ///
    /// # Errors
    /// [`Refusal::StepTooShort`] where a step would fall below half of `planned`.
    pub fn begun_late(&self, end: Timestamp, at: Timestamp, planned: &[u32]) -> Result<(Self, u32), Refusal> {
        let all = self.later_millis();
        let late = (at + all) - end;
        let cut = late.ceil_seconds();
        let seconds = self.cut(cut, planned)?;
        let total = Millis(seconds.iter().map(|s| i64::from(*s) * 1000).sum());
        let mut begun = Self {
            step: None,
            clock: self.clock,
            seconds,
        }
        .begun(end - total);
        // A room that is not late at all still ends with the others.
        if begun.seconds.is_empty() {
            begun.clock = Clock::Finished;
        }
        Ok((begun, cut))
    }

    /// Lengths after `seconds` were taken from the later steps in proportion.
    fn cut(&self, seconds: u32, planned: &[u32]) -> Result<Vec<u32>, Refusal> {
        let first = self.first_later();
        let total: u64 = self.later().iter().map(|s| u64::from(*s)).sum();
        if u64::from(seconds) > total {
            return Err(Refusal::StepTooShort);
        }
        let mut lengths = self.seconds.clone();
        for (offset, share) in spread(self.later(), seconds).into_iter().enumerate() {
            let half = planned
                .get(first + offset)
                .copied()
                .unwrap_or_default()
                .div_ceil(2);
            if let Some(length) = lengths.get_mut(first + offset) {
                let rest = length.saturating_sub(share);
                if share > 0 && rest < half.max(1) {
                    return Err(Refusal::StepTooShort);
                }
                *length = rest;
            }
        }
        Ok(lengths)
    }
}

/// `total` spread over `weights` in proportion, in whole units that sum to `total` (largest remainder, earlier first).
pub fn spread(weights: &[u32], total: u32) -> Vec<u32> {
    let sum: u64 = weights.iter().map(|w| u64::from(*w)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let mut shares = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for (index, weight) in weights.iter().enumerate() {
        let product = u64::from(*weight) * u64::from(total);
        shares.push(u32::try_from(product / sum).unwrap_or(u32::MAX));
        remainders.push((std::cmp::Reverse(product % sum), index));
    }
    remainders.sort_unstable();
    let given: u32 = shares.iter().sum();
    for (_, index) in remainders
        .into_iter()
        .take(usize::try_from(total.saturating_sub(given)).unwrap_or(0))
    {
        if let Some(share) = shares.get_mut(index) {
            *share += 1;
        }
    }
    shares
}
