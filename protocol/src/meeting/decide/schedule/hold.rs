//! A room's own stop of the clock.

use super::{On, own_time, pause_plan, planned, resume, target, time_room};
use crate::ids::{PersonId, RoomId};
use crate::limits::HOLD_SECONDS_MAX;
use crate::meeting::Refusal;
use crate::meeting::command::Target;
use crate::meeting::decide::draft::Draft;
use crate::meeting::decide::guard;
use crate::meeting::state::{Cause, Clock, Timeline};

/// A room's own stop of the clock. Alone on its plan it is a pause.
pub(in crate::meeting::decide) fn hold(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room: RoomId,
) -> Result<(), Refusal> {
    match target(draft, actor, Target::Room(room))? {
        On::Plan(plan) => pause_plan(draft, plan, Cause::Paused),
        On::Room(room) => {
            own_time(draft, room)?;
            let held = hold_for(draft, room, HOLD_SECONDS_MAX)?;
            time_room(draft, room, Cause::Held, held, 0);
            Ok(())
        }
    }
}

/// The schedule of a room whose clock stands from now on, for so many seconds at most.
pub(in crate::meeting::decide) fn hold_for(
    draft: &Draft<'_>,
    room: RoomId,
    most: u32,
) -> Result<Timeline, Refusal> {
    let timeline = running(draft, room)?;
    let (budget, planned) = budget(draft, room)?;
    timeline.held(draft.at(), budget.min(most), &planned)
}

pub(in crate::meeting::decide) fn release(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room: RoomId,
) -> Result<(), Refusal> {
    guard::room_facilitator(draft.state(), actor, room)?;
    match guard::round(draft.state(), room)?.timeline.clock {
        Clock::Held { .. } => {
            settle_hold(draft, room);
            Ok(())
        }
        Clock::Paused { .. } => match target(draft, actor, Target::Room(room))? {
            On::Plan(_) => resume(draft, actor, Target::Room(room)),
            On::Room(_) => Err(Refusal::IsPaused),
        },
        Clock::Running { .. } | Clock::Waiting { .. } | Clock::Finished => Err(Refusal::NotHeld),
    }
}

/// Ends the hold of a room, if there is one; the time it took comes out of the later steps.
pub(in crate::meeting::decide) fn settle_hold(draft: &mut Draft<'_>, room: RoomId) {
    let Ok(round) = guard::round(draft.state(), room) else {
        return;
    };
    let timeline = round.timeline.clone();
    let planned = planned(draft, round.plan);
    if let Ok((released, took)) = timeline.released(draft.at(), &planned) {
        time_room(draft, room, Cause::Released, released, took);
    }
}

/// The schedule of a room whose step runs.
pub(super) fn running(draft: &Draft<'_>, room: RoomId) -> Result<Timeline, Refusal> {
    let timeline = &guard::round(draft.state(), room)?.timeline;
    match timeline.clock {
        _ if timeline.step.is_none() => Err(Refusal::StillGathering),
        Clock::Running { .. } => Ok(timeline.clone()),
        Clock::Paused { .. } => Err(Refusal::IsPaused),
        Clock::Held { .. } => Err(Refusal::IsHeld),
        Clock::Waiting { .. } => Err(Refusal::StillGathering),
        Clock::Finished => Err(Refusal::RoundOver),
    }
}

/// What is left of a room's three minutes, and the planned lengths that bound it.
pub(super) fn budget(draft: &Draft<'_>, room: RoomId) -> Result<(u32, Vec<u32>), Refusal> {
    let round = guard::round(draft.state(), room)?;
    Ok((
        HOLD_SECONDS_MAX.saturating_sub(round.hold_used),
        planned(draft, round.plan),
    ))
}
