//! From the gathering to step 1: for a whole plan, and for a room that waited for its presenter.

use super::{On, plan_now, plan_of, planned, rooms_on, target, time_plan, time_room};
use crate::ids::{PersonId, PlanId, RoomId};
use crate::meeting::Refusal;
use crate::meeting::command::Target;
use crate::meeting::decide::draft::Draft;
use crate::meeting::decide::guard;
use crate::meeting::state::{Cause, Clock, Timeline};
use crate::time::Timestamp;

pub(in crate::meeting::decide) fn begin(
    draft: &mut Draft<'_>,
    actor: PersonId,
    on: Target,
) -> Result<(), Refusal> {
    match target(draft, actor, on)? {
        On::Plan(plan) if plan_of(draft, plan)?.begun_at.is_none() => {
            if matches!(plan_of(draft, plan)?.timeline.clock, Clock::Paused { .. }) {
                return Err(Refusal::IsPaused);
            }
            let ready = rooms_on(draft, plan).iter().any(|room| is_ready(draft, *room));
            if !ready {
                return Err(Refusal::NoPresenter);
            }
            let at = draft.at();
            begin_plan(draft, plan, at, Cause::Begun);
            Ok(())
        }
        On::Plan(plan) => {
            let waiting: Vec<_> = rooms_on(draft, plan)
                .into_iter()
                .filter(|room| guard::round(draft.state(), *room).is_ok_and(|r| r.timeline.step.is_none()))
                .collect();
            if waiting.is_empty() {
                return Err(Refusal::AlreadyBegun);
            }
            let mut last = Ok(());
            for room in waiting {
                last = begin_waiting_room(draft, room).or(last);
            }
            last
        }
        On::Room(room) => {
            let round = guard::round(draft.state(), room)?;
            if round.timeline.step.is_some() {
                return Err(Refusal::AlreadyBegun);
            }
            if plan_of(draft, round.plan)?.begun_at.is_none() {
                // The others gather still: the facilitators begin for all.
                return Err(Refusal::FacilitatorsOnly);
            }
            begin_waiting_room(draft, room)
        }
    }
}

/// A room is ready when someone is there to present, or nobody needs to.
fn is_ready(draft: &Draft<'_>, room: RoomId) -> bool {
    let state = draft.state();
    let plan = guard::round(state, room)
        .ok()
        .and_then(|round| state.plans.get(&round.plan));
    // Where each is client in turn, who begins is known without anybody saying so.
    plan.is_some_and(|p| !p.definition.presenter || p.definition.has_clients())
        || guard::has_presenter(state, room)
}

/// The gathering of a plan is over at `at`: rooms that are ready begin, the others wait for a presenter. If no room is
/// ready the plan waits with them.
pub(in crate::meeting::decide) fn begin_plan(
    draft: &mut Draft<'_>,
    plan: PlanId,
    at: Timestamp,
    cause: Cause,
) {
    let rooms = rooms_on(draft, plan);
    let Some(gathering) = draft.state().plans.get(&plan).map(|p| p.timeline.clone()) else {
        return;
    };
    let waiting = Timeline {
        clock: Clock::Waiting { since: at },
        ..gathering.clone()
    };
    if !rooms.iter().any(|room| is_ready(draft, *room)) {
        time_plan(draft, plan, Cause::NoPresenter, waiting.clone());
        for room in rooms {
            time_room(draft, room, Cause::NoPresenter, waiting.clone(), 0);
        }
        return;
    }
    let begun = gathering.begun(at);
    time_plan(draft, plan, cause, begun.clone());
    for room in rooms {
        let waits = guard::round(draft.state(), room)
            .is_ok_and(|round| matches!(round.timeline.clock, Clock::Waiting { .. }));
        if is_ready(draft, room) {
            time_room(draft, room, cause, begun.clone(), 0);
        } else if !waits {
            time_room(draft, room, Cause::NoPresenter, waiting.clone(), 0);
        }
    }
}

/// A room that stayed in its gathering begins, late: its steps shrink so that it ends with the others.
///
/// Refused while nobody presents, while the plan is paused, and where a step would fall below half.
pub(in crate::meeting::decide) fn begin_waiting_room(
    draft: &mut Draft<'_>,
    room: RoomId,
) -> Result<(), Refusal> {
    let round = guard::round(draft.state(), room)?;
    let (plan, timeline) = (round.plan, round.timeline.clone());
    if !matches!(timeline.clock, Clock::Waiting { .. }) {
        return Err(Refusal::AlreadyBegun);
    }
    if !is_ready(draft, room) {
        return Err(Refusal::NoPresenter);
    }
    let at = draft.at();
    if plan_of(draft, plan)?.begun_at.is_none() {
        begin_plan(draft, plan, at, Cause::Begun);
        return Ok(());
    }
    let now = plan_now(draft, plan)?;
    if matches!(now.clock, Clock::Paused { .. }) {
        return Err(Refusal::IsPaused);
    }
    let end = now.end().ok_or(Refusal::RoundOver)?;
    let fresh = Timeline {
        seconds: plan_of(draft, plan)?.timeline.seconds.clone(),
        ..timeline
    };
    let (begun, cut) = fresh.begun_late(end, at, &planned(draft, plan))?;
    time_room(draft, room, Cause::Begun, begun, cut);
    Ok(())
}
