//! A rehearsal begins: what was planned for the real meeting, in a meeting of its own. Simulated people come in.

use super::draft::Draft;
use super::{door, planned};
use crate::ids::{MeetingId, PersonId};
use crate::meeting::command::About;
use crate::meeting::planned::MeetingPlan;
use crate::meeting::state::Role;
use crate::meeting::{Event, Refusal};

pub(super) fn begin(draft: &mut Draft<'_>, meeting: MeetingId, plan: &MeetingPlan) -> Result<(), Refusal> {
    planned::make(draft, meeting, plan)?;
    draft.emit(Event::RehearsalBegun { of: plan.of });
    Ok(())
}

/// Somebody who is simulated comes in, by the same rules as everybody.
pub(super) fn simulate(draft: &mut Draft<'_>, person: PersonId, about: &About) -> Result<(), Refusal> {
    if draft.state().rehearsal_of.is_none() {
        return Err(Refusal::NotInMeeting);
    }
    door::come_in(draft, person, Role::Participant, about, true)
}
