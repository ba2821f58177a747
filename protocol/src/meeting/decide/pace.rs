//! How rooms go through a round: together, or one at its own pace on a plan of its own.

use super::draft::Draft;
use super::{guard, schedule};
use crate::ids::{PersonId, PlanId, RoomId};
use crate::meeting::state::Pace;
use crate::meeting::{Event, Refusal};

/// A room goes on alone from where it is; its end is its own from then on.
pub(super) fn part(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let from = guard::round(draft.state(), room)?.plan;
    if schedule::is_alone(draft, from) {
        return Err(Refusal::NothingToDo);
    }
    schedule::settle_hold(draft, room);
    let timeline = guard::round(draft.state(), room)?.timeline.clone();
    let old = draft.state().plans.get(&from).ok_or(Refusal::NoRound)?;
    let (definition, seconds) = (Box::new(old.definition.clone()), old.planned.clone());
    let plan = draft.id();
    draft.emit(Event::PlanStarted {
        plan,
        definition,
        seconds,
        timeline,
        pace: Pace::Own,
    });
    draft.emit(Event::RoundParted { room, from, plan });
    Ok(())
}

/// In a round that rooms go through together none of them has time of its own.
pub(super) fn has_own_time(draft: &Draft<'_>, plan: PlanId) -> Result<(), Refusal> {
    match draft.state().plans.get(&plan).map(|plan| plan.pace) {
        Some(Pace::Together) => Err(Refusal::RoomsTogether),
        Some(Pace::Flexible | Pace::Own) | None => Ok(()),
    }
}
