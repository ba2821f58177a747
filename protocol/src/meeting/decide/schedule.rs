//! The clock of rounds: begin, next, back, pause, minutes, hold. The arithmetic is in [`crate::meeting::timeline`].
//!
//! A facilitator acts on a plan and with it on all its rooms. Who acts on one room of a shared plan draws on that
//! room's three minutes, so that all rooms end together. A room alone on its plan is the plan.

mod begin;
mod hold;
mod tick;

pub(super) use begin::{begin, begin_plan, begin_waiting_room};
pub(super) use hold::{hold, hold_for, release, settle_hold};
pub(super) use tick::{shift, tick};

use self::hold::{budget, running};
use super::draft::Draft;
use super::{ask, clients, guard, pace, rounds, small_groups, turns};
use crate::ids::{PersonId, PlanId, RoomId};
use crate::limits::{HOLD_SECONDS_MAX, STEP_SECONDS_MAX};
use crate::meeting::command::Target;
use crate::meeting::state::{Cause, Clock, Plan, Round, Timeline};
use crate::meeting::{Event, Refusal};

/// How long a room goes back for, at most.
const ROOM_BACK_SECONDS: u32 = 60;

/// What an action is on, after the rights were checked.
enum On {
    /// The whole plan.
    Plan(PlanId),
    /// One room of a plan that others share.
    Room(RoomId),
}

fn target(draft: &Draft<'_>, actor: PersonId, on: Target) -> Result<On, Refusal> {
    let state = draft.state();
    match on {
        Target::Plan(plan) => {
            guard::facilitator(state, actor)?;
            plan_of(draft, plan)?;
            if rooms_on(draft, plan).is_empty() {
                Err(Refusal::RoundOver)
            } else {
                Ok(On::Plan(plan))
            }
        }
        Target::Room(room) => {
            guard::room_facilitator(state, actor, room)?;
            let plan = guard::round(state, room)?.plan;
            if is_alone(draft, plan) {
                Ok(On::Plan(plan))
            } else {
                Ok(On::Room(room))
            }
        }
    }
}

/// Whether the room may do something on its own.
fn own_time(draft: &Draft<'_>, room: RoomId) -> Result<(), Refusal> {
    pace::has_own_time(draft, guard::round(draft.state(), room)?.plan)
}

fn plan_of<'d>(draft: &'d Draft<'_>, plan: PlanId) -> Result<&'d Plan, Refusal> {
    draft.state().plans.get(&plan).ok_or(Refusal::NoRound)
}

/// Rooms whose round on this plan is under way.
fn rooms_on(draft: &Draft<'_>, plan: PlanId) -> Vec<RoomId> {
    let rooms = draft.state().rooms.iter();
    let on = |round: &Round| round.plan == plan && round.ended_at.is_none();
    rooms
        .filter(|(_, room)| room.round.as_ref().is_some_and(on))
        .map(|(id, _)| *id)
        .collect()
}

/// Whether one room only was ever on this plan: then its facilitators hold up nobody.
pub(super) fn is_alone(draft: &Draft<'_>, plan: PlanId) -> bool {
    rooms_on(draft, plan).len() <= 1
}

pub(super) fn time_room(draft: &mut Draft<'_>, room: RoomId, cause: Cause, timeline: Timeline, took: u32) {
    let Ok(round) = guard::round(draft.state(), room) else {
        return;
    };
    let hold_used = round.hold_used.saturating_add(took).min(HOLD_SECONDS_MAX);
    if timeline.is_finished() {
        draft.emit(Event::RoundEnded { room, cause });
    } else if timeline != round.timeline || hold_used != round.hold_used {
        let before = round.timeline.clone();
        draft.emit(Event::RoundTimed {
            room,
            cause,
            timeline: timeline.clone(),
            hold_used,
        });
        if timeline.step == before.step {
            turns::stretch(draft, room, cause, &before);
            ask::stretch(draft, room, cause, &before);
        } else {
            clients::begin(draft, room);
            small_groups::begin(draft, room);
            turns::begin(draft, room);
        }
    }
}

fn time_plan(draft: &mut Draft<'_>, plan: PlanId, cause: Cause, timeline: Timeline) {
    if draft
        .state()
        .plans
        .get(&plan)
        .is_some_and(|p| p.timeline != timeline)
    {
        draft.emit(Event::PlanTimed {
            plan,
            cause,
            timeline,
        });
    }
}

/// The plan's schedule as it stands now.
fn plan_now(draft: &Draft<'_>, plan: PlanId) -> Result<Timeline, Refusal> {
    Ok(plan_of(draft, plan)?.timeline.caught_up(draft.at()))
}

fn planned(draft: &Draft<'_>, plan: PlanId) -> Vec<u32> {
    draft
        .state()
        .plans
        .get(&plan)
        .map(|p| p.planned.clone())
        .unwrap_or_default()
}

// Next, back.

pub(super) fn next(draft: &mut Draft<'_>, actor: PersonId, on: Target) -> Result<(), Refusal> {
    let at = draft.at();
    match target(draft, actor, on)? {
        On::Plan(plan) => {
            let now = plan_now(draft, plan)?;
            check_begun(&now)?;
            realign(draft, plan, Cause::Next, &now.nexted(at));
            Ok(())
        }
        On::Room(room) => {
            own_time(draft, room)?;
            let timeline = running(draft, room)?;
            if timeline.is_last() {
                return Err(Refusal::LastStep);
            }
            let next = match timeline.clock {
                Clock::Running { ends_at } if at < ends_at => {
                    let left = u32::try_from((ends_at - at).0 / 1000).unwrap_or(0);
                    timeline.returned(at, left)?
                }
                _ => timeline.advanced(),
            };
            // Less than a second was left: nothing moved, so the step changes at once.
            let next = if next == timeline {
                timeline.advanced()
            } else {
                next
            };
            time_room(draft, room, Cause::Next, next, 0);
            Ok(())
        }
    }
}

pub(super) fn back(draft: &mut Draft<'_>, actor: PersonId, on: Target) -> Result<(), Refusal> {
    let at = draft.at();
    match target(draft, actor, on)? {
        On::Plan(plan) => {
            let now = plan_now(draft, plan)?;
            check_begun(&now)?;
            realign(draft, plan, Cause::Back, &now.backed(at)?);
            Ok(())
        }
        On::Room(room) => {
            own_time(draft, room)?;
            let timeline = running(draft, room)?;
            let (budget, planned) = budget(draft, room)?;
            if budget == 0 {
                return Err(Refusal::HoldUsedUp);
            }
            let before = timeline
                .current()
                .and_then(|step| step.checked_sub(1))
                .ok_or(Refusal::FirstStep)?;
            let half = planned.get(before).map_or(1, |s| (s / 2).max(1));
            let seconds = ROOM_BACK_SECONDS.min(half).min(budget);
            let backed = timeline.room_backed(at, seconds, &planned)?;
            time_room(draft, room, Cause::Back, backed, seconds);
            Ok(())
        }
    }
}

fn check_begun(now: &Timeline) -> Result<(), Refusal> {
    if now.is_finished() {
        Err(Refusal::RoundOver)
    } else if now.step.is_none() {
        Err(Refusal::StillGathering)
    } else {
        Ok(())
    }
}

/// All rooms on the plan follow its schedule again, step and clock; rooms that wait for a presenter wait on.
fn realign(draft: &mut Draft<'_>, plan: PlanId, cause: Cause, timeline: &Timeline) {
    for room in rooms_on(draft, plan) {
        settle_hold(draft, room);
        if guard::round(draft.state(), room).is_ok_and(|round| round.timeline.step.is_some()) {
            time_room(draft, room, cause, timeline.clone(), 0);
        } else if timeline.is_finished() {
            rounds::end(draft, room, cause);
        }
    }
    time_plan(draft, plan, cause, timeline.clone());
}

// Pause, minutes.

pub(super) fn pause(draft: &mut Draft<'_>, actor: PersonId, on: Target) -> Result<(), Refusal> {
    match target(draft, actor, on)? {
        On::Plan(plan) => pause_plan(draft, plan, Cause::Paused),
        On::Room(room) => hold(draft, actor, room),
    }
}

fn pause_plan(draft: &mut Draft<'_>, plan: PlanId, cause: Cause) -> Result<(), Refusal> {
    let at = draft.at();
    let now = plan_now(draft, plan)?;
    match now.clock {
        Clock::Paused { .. } => return Err(Refusal::IsPaused),
        Clock::Waiting { .. } => return Err(Refusal::NoPresenter),
        Clock::Finished => return Err(Refusal::RoundOver),
        Clock::Running { .. } | Clock::Held { .. } => {}
    }
    time_plan(draft, plan, cause, now.paused(at));
    for room in rooms_on(draft, plan) {
        settle_hold(draft, room);
        if let Ok(round) = guard::round(draft.state(), room) {
            let paused = round.timeline.paused(at);
            time_room(draft, room, cause, paused, 0);
        }
    }
    Ok(())
}

pub(super) fn resume(draft: &mut Draft<'_>, actor: PersonId, on: Target) -> Result<(), Refusal> {
    let at = draft.at();
    match target(draft, actor, on)? {
        On::Plan(plan) => {
            let paused = plan_of(draft, plan)?.timeline.clone();
            if !matches!(paused.clock, Clock::Paused { .. }) {
                return Err(Refusal::NotPaused);
            }
            time_plan(draft, plan, Cause::Resumed, paused.resumed(at));
            for room in rooms_on(draft, plan) {
                if let Ok(round) = guard::round(draft.state(), room) {
                    let resumed = round.timeline.resumed(at);
                    time_room(draft, room, Cause::Resumed, resumed, 0);
                }
                // A presenter may have come during the pause.
                let _ = begin_waiting_room(draft, room);
            }
            Ok(())
        }
        On::Room(room) => release(draft, actor, room),
    }
}

pub(super) fn add_seconds(
    draft: &mut Draft<'_>,
    actor: PersonId,
    on: Target,
    seconds: i32,
) -> Result<(), Refusal> {
    if seconds == 0 || seconds.unsigned_abs() > STEP_SECONDS_MAX {
        return Err(Refusal::OutOfRange);
    }
    let cause = if seconds > 0 { Cause::Added } else { Cause::Taken };
    match target(draft, actor, on)? {
        On::Plan(plan) => add_to_plan(draft, plan, seconds, cause),
        On::Room(room) => {
            own_time(draft, room)?;
            let timeline = running(draft, room)?;
            let amount = seconds.unsigned_abs();
            if seconds > 0 {
                let (budget, planned) = budget(draft, room)?;
                if amount > budget {
                    return Err(Refusal::HoldUsedUp);
                }
                time_room(draft, room, cause, timeline.borrowed(amount, &planned)?, amount);
            } else {
                let returned = timeline.returned(draft.at(), amount)?;
                time_room(draft, room, cause, returned, 0);
            }
            Ok(())
        }
    }
}

fn add_to_plan(draft: &mut Draft<'_>, plan: PlanId, seconds: i32, cause: Cause) -> Result<(), Refusal> {
    let at = draft.at();
    let now = plan_now(draft, plan)?;
    match now.clock {
        Clock::Finished => return Err(Refusal::RoundOver),
        Clock::Waiting { .. } => return Err(Refusal::NoPresenter),
        Clock::Running { .. } | Clock::Paused { .. } | Clock::Held { .. } => {}
    }
    let plan_timeline = now.stretched(at, seconds)?;
    let mut stretched = Vec::new();
    for room in rooms_on(draft, plan) {
        let round = guard::round(draft.state(), room)?;
        stretched.push((room, round.timeline.stretched(at, seconds)?));
    }
    time_plan(draft, plan, cause, plan_timeline);
    for (room, timeline) in stretched {
        time_room(draft, room, cause, timeline, 0);
    }
    Ok(())
}

pub(super) fn stop(draft: &mut Draft<'_>, actor: PersonId, on: Target) -> Result<(), Refusal> {
    match target(draft, actor, on)? {
        On::Plan(plan) => {
            for room in rooms_on(draft, plan) {
                rounds::end(draft, room, Cause::Stopped);
            }
            Ok(())
        }
        On::Room(room) => {
            rounds::end(draft, room, Cause::Stopped);
            Ok(())
        }
    }
}
