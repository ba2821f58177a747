//! Who comes in after the clarifying questions listens until the next step, unless let in.

use super::draft::Draft;
use super::guard;
use crate::consultancy::{Floor, rights};
use crate::ids::{PersonId, RoomId};
use crate::meeting::state::{Person, Role};
use crate::meeting::{Event, Refusal};

/// Someone is in a room in which they were not before: if they missed the clarifying questions, they listen.
pub(super) fn came(draft: &mut Draft<'_>, person: PersonId) {
    let state = draft.state();
    let takes_part = |p: &&Person| p.role == Role::Participant && !p.waiting;
    let Some(someone) = state.people.get(&person).filter(takes_part) else {
        return;
    };
    let room = someone.room;
    let Ok(round) = guard::round(state, room) else {
        return;
    };
    // Where one is client after the other, the questions to this one.
    let client = state
        .rooms
        .get(&room)
        .and_then(|room| rights::current_step(state, room)?.client);
    let clarifying = state.plans.get(&round.plan).and_then(|plan| {
        plan.definition
            .steps
            .iter()
            .position(|step| step.floor == Floor::Ask && step.client == client)
    });
    let missed = match (round.timeline.current(), clarifying) {
        (Some(now), Some(clarifying)) => now > clarifying,
        _ => false,
    };
    let started = round.runs.first().map(|run| run.from);
    let was_here = someone
        .stays
        .iter()
        .any(|stay| stay.room == room && stay.to.is_none_or(|to| Some(to) > started));
    let listens = missed
        && !was_here
        && someone.facilitates != Some(room)
        && round.presenter != Some(person)
        && !round.listening.contains(&person);
    if listens {
        draft.emit(Event::NewcomerListens { room, person });
    }
}

pub(super) fn let_in(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room: RoomId,
    person: PersonId,
) -> Result<(), Refusal> {
    guard::room_facilitator(draft.state(), actor, room)?;
    if !guard::round(draft.state(), room)?.listening.contains(&person) {
        return Err(Refusal::NothingToDo);
    }
    draft.emit(Event::NewcomerLetIn { room, person });
    Ok(())
}
