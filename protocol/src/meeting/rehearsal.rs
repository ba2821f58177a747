//! A rehearsal: the plan of a meeting as a meeting of its own, with simulated people, so that its facilitators can practise.
//!
//! What is copied was planned by facilitators: rooms, boards, the agenda, polls, the exit ticket, what is asked at the door.
//! Nothing that anybody said or did comes along, and nobody: the people of a rehearsal are simulated, or join it by its own
//! links. What a simulated person does next is [`act`], pure; a server submits it as it submits what people ask.

mod simulated;
mod words;

pub use simulated::{Act, Jotting, about, act, comes_at, looks};

use super::planned::{self, MeetingPlan};
use super::state::{Role, State};
use super::{Contents, Refusal};
use crate::file_words::FileWords;
use crate::limits::{SIMULATED, SIMULATED_MAX};

/// What a meeting's rehearsal is made from, and how many people are in it if nobody says.
///
/// # Errors
/// A meeting that is over, and a rehearsal itself, is not rehearsed.
pub fn plan_of(state: &State, contents: &Contents, words: &FileWords) -> Result<(MeetingPlan, u16), Refusal> {
    if state.ended_at.is_some() {
        return Err(Refusal::MeetingEnded);
    }
    if state.rehearsal_of.is_some() {
        return Err(Refusal::IsRehearsal);
    }
    let plan = planned::plan(state, contents).ok_or(Refusal::NoMeeting)?;
    let title = words.rehearsal_of(&plan.title);
    Ok((MeetingPlan { title, ..plan }, people(state)))
}

/// Who is expected or has come; as many as are usual where nobody is.
fn people(state: &State) -> u16 {
    let people = state.people.values();
    let count = people
        .filter(|p| !p.removed && p.role == Role::Participant)
        .count();
    match u16::try_from(count) {
        Ok(0) => SIMULATED,
        Ok(count) => count.min(SIMULATED_MAX),
        Err(_) => SIMULATED_MAX,
    }
}
