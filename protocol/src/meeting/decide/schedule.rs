//! The clock of rounds: begin, next, back, pause, minutes, hold. The arithmetic is in [`crate::meeting::timeline`].
//!
//! A facilitator acts on a plan and with it on all its rooms. Who acts on one room of a shared plan draws on that
//! room's three minutes, so that all rooms end together. A room alone on its plan is the plan.

use super::draft::Draft;
use super::{guard, rounds};
use crate::ids::{PersonId, PlanId, RoomId};
use crate::limits::{HOLD_SECONDS_MAX, STEP_SECONDS_MAX};
use crate::meeting::command::Target;
use crate::meeting::state::{Cause, Clock, Plan, Round, Timeline};
use crate::meeting::{Event, Refusal};
use crate::time::Timestamp;

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
fn is_alone(draft: &Draft<'_>, plan: PlanId) -> bool {
    rooms_on(draft, plan).len() <= 1
}

fn time_room(draft: &mut Draft<'_>, room: RoomId, cause: Cause, timeline: Timeline, took: u32) {
    let Ok(round) = guard::round(draft.state(), room) else {
        return;
    };
    let hold_used = round.hold_used.saturating_add(took).min(HOLD_SECONDS_MAX);
    if timeline.is_finished() {
        draft.emit(Event::RoundEnded { room, cause });
    } else if timeline != round.timeline || hold_used != round.hold_used {
        draft.emit(Event::RoundTimed {
            room,
            cause,
            timeline,
            hold_used,
        });
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

// Begin.

pub(super) fn begin(draft: &mut Draft<'_>, actor: PersonId, on: Target) -> Result<(), Refusal> {
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
    plan.is_some_and(|p| !p.definition.presenter) || guard::has_presenter(state, room)
}

/// The gathering of a plan is over at `at`: rooms that are ready begin, the others wait for a presenter. If no room is
/// ready the plan waits with them.
pub(super) fn begin_plan(draft: &mut Draft<'_>, plan: PlanId, at: Timestamp, cause: Cause) {
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
pub(super) fn begin_waiting_room(draft: &mut Draft<'_>, room: RoomId) -> Result<(), Refusal> {
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

// Hold.

/// A room's own stop of the clock. Alone on its plan it is a pause.
pub(super) fn hold(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    match target(draft, actor, Target::Room(room))? {
        On::Plan(plan) => pause_plan(draft, plan, Cause::Paused),
        On::Room(room) => {
            let timeline = running(draft, room)?;
            let (budget, planned) = budget(draft, room)?;
            let held = timeline.held(draft.at(), budget, &planned)?;
            time_room(draft, room, Cause::Held, held, 0);
            Ok(())
        }
    }
}

pub(super) fn release(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
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
pub(super) fn settle_hold(draft: &mut Draft<'_>, room: RoomId) {
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
fn running(draft: &Draft<'_>, room: RoomId) -> Result<Timeline, Refusal> {
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
fn budget(draft: &Draft<'_>, room: RoomId) -> Result<(u32, Vec<u32>), Refusal> {
    let round = guard::round(draft.state(), room)?;
    Ok((
        HOLD_SECONDS_MAX.saturating_sub(round.hold_used),
        planned(draft, round.plan),
    ))
}

// The end, the clock itself.

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

/// Everything whose time has come: gatherings end, holds are released, steps follow each other.
pub(super) fn tick(draft: &mut Draft<'_>) {
    let at = draft.at();
    let gatherings: Vec<_> = draft
        .state()
        .plans
        .iter()
        .filter(|(_, plan)| plan.begun_at.is_none())
        .filter_map(|(id, plan)| plan.timeline.due().filter(|due| *due <= at).map(|due| (*id, due)))
        .collect();
    for (plan, due) in gatherings {
        if !rooms_on(draft, plan).is_empty() {
            begin_plan(draft, plan, due, Cause::TimeUp);
        }
    }
    let rooms: Vec<_> = draft.state().rooms.keys().copied().collect();
    for room in rooms {
        // Each turn moves the room one step on or releases its hold, so this ends.
        while let Some(timeline) = due_timeline(draft, room) {
            if matches!(timeline.clock, Clock::Held { .. }) {
                settle_hold(draft, room);
            } else {
                time_room(draft, room, Cause::TimeUp, timeline.advanced(), 0);
            }
        }
    }
}

fn due_timeline(draft: &Draft<'_>, room: RoomId) -> Option<Timeline> {
    let timeline = &guard::round(draft.state(), room).ok()?.timeline;
    let due = timeline.step.is_some() && timeline.due().is_some_and(|due| due <= draft.at());
    due.then(|| timeline.clone())
}

/// After a gap without an instance: every clock moves by it; above two minutes it is paused as well.
pub(super) fn shift(draft: &mut Draft<'_>, from: Timestamp, to: Timestamp, pause: bool) {
    let by = to - from;
    let plans: Vec<_> = draft.state().plans.keys().copied().collect();
    for plan in plans {
        if rooms_on(draft, plan).is_empty() {
            continue;
        }
        if let Ok(before) = plan_of(draft, plan).map(|p| p.timeline.caught_up(from)) {
            time_plan(draft, plan, Cause::Gap, before.shifted(by));
        }
        for room in rooms_on(draft, plan) {
            if let Ok(round) = guard::round(draft.state(), room) {
                let shifted = round.timeline.shifted(by);
                time_room(draft, room, Cause::Gap, shifted, 0);
            }
        }
        if pause {
            let _ = pause_plan(draft, plan, Cause::Gap);
        }
    }
}
