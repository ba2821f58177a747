//! Protocols some of whose steps are done once for each person of a room, who presents then: Troika.
//!
//! A plan holds the steps written out, so that a round of them is a round like any other. How often they come is known
//! when the round starts; the time of the whole stays what it is for as many as the protocol is made for.

use super::{Definition, Step};
use crate::limits::{STEP_SECONDS_MIN, STEPS_MAX};

impl Definition {
    /// How many people are clients in a room of `people`; none where no step is repeated.
    pub fn clients(&self, people: usize) -> Option<u8> {
        let most = self.repeat.as_ref()?.most;
        Some(u8::try_from(people).unwrap_or(most).clamp(2, most.max(2)))
    }

    /// The steps that are repeated, as places in `steps`.
    pub fn repeated(&self) -> Option<std::ops::RangeInclusive<usize>> {
        let repeat = self.repeat.as_ref()?;
        let place = |id: &str| self.steps.iter().position(|step| step.id == id);
        let (first, last) = (place(&repeat.first)?, place(&repeat.last)?);
        (first <= last).then_some(first..=last)
    }

    /// The same with its repeated steps written out for so many clients, and the lengths of all steps in seconds. The
    /// repeated ones together are as long as for as many as they are made for.
    #[must_use]
    pub fn written_out(&self, seconds: &[u32], clients: Option<u8>) -> (Self, Vec<u32>) {
        let (Some(clients), Some(range), Some(repeat)) = (clients, self.repeated(), self.repeat.as_ref())
        else {
            return (self.clone(), seconds.to_vec());
        };
        let (from, to) = (*range.start(), *range.end() + 1);
        let mut written = Vec::with_capacity(STEPS_MAX);
        for (step, length) in self.steps.iter().zip(seconds).take(from) {
            written.push((step.clone(), *length));
        }
        for turn in 0..clients {
            for (step, length) in self.steps.iter().zip(seconds).take(to).skip(from) {
                let all = length.saturating_mul(u32::from(repeat.made_for));
                let (each, more) = (all / u32::from(clients), all % u32::from(clients));
                let length = each + u32::from(u32::from(turn) < more);
                written.push((of_turn(step, turn), length.max(STEP_SECONDS_MIN)));
            }
        }
        for (step, length) in self.steps.iter().zip(seconds).skip(to) {
            written.push((step.clone(), *length));
        }
        let (steps, seconds) = written.into_iter().unzip();
        let definition = Self {
            steps,
            repeat: None,
            ..self.clone()
        };
        (definition, seconds)
    }

    /// Whether its steps are those of one client after the other.
    pub fn has_clients(&self) -> bool {
        self.steps.iter().any(|step| step.client.is_some())
    }
}

/// A step as it is for one client: with a part of each section for them.
fn of_turn(step: &Step, turn: u8) -> Step {
    let number = u16::from(turn) + 1;
    let mut step = step.clone();
    step.id = format!("{}-{number}", step.id);
    step.client = Some(turn);
    for section in step.write.iter_mut().flat_map(|rule| &mut rule.sections) {
        *section = crate::meeting::small_groups::part_of(section, number);
    }
    step
}
