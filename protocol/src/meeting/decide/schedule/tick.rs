//! The clock itself: what happens when time has come, and when nobody held the meeting.

use super::{begin_plan, pause_plan, plan_of, rooms_on, settle_hold, time_plan, time_room};
use crate::ids::RoomId;
use crate::meeting::decide::draft::Draft;
use crate::meeting::decide::{ask, guard, rounds, turns};
use crate::meeting::state::{Cause, Clock, Timeline};
use crate::time::Timestamp;

/// Everything whose time has come: gatherings end, holds are released, steps follow each other.
pub(in crate::meeting::decide) fn tick(draft: &mut Draft<'_>) {
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
        if waited_to_the_end(draft, room) {
            rounds::end(draft, room, Cause::TimeUp);
        }
        // Each time it moves the room one turn or one step on or releases its hold, so this ends. A turn is over before
        // its step is.
        loop {
            if ask::tick(draft, room) || turns::tick(draft, room) {
                continue;
            }
            let Some(timeline) = due_timeline(draft, room) else {
                break;
            };
            if matches!(timeline.clock, Clock::Held { .. }) {
                settle_hold(draft, room);
            } else {
                time_room(draft, room, Cause::TimeUp, timeline.advanced(), 0);
            }
        }
    }
}

/// Whether the plan of a room that still waits for a presenter is over.
fn waited_to_the_end(draft: &Draft<'_>, room: RoomId) -> bool {
    guard::round(draft.state(), room).is_ok_and(|round| {
        round.timeline.step.is_none()
            && plan_of(draft, round.plan).is_ok_and(|plan| plan.timeline.caught_up(draft.at()).is_finished())
    })
}

fn due_timeline(draft: &Draft<'_>, room: RoomId) -> Option<Timeline> {
    let timeline = &guard::round(draft.state(), room).ok()?.timeline;
    let due = timeline.step.is_some() && timeline.due().is_some_and(|due| due <= draft.at());
    due.then(|| timeline.clone())
}

/// After a gap without an instance: every clock moves by it; above two minutes it is paused as well.
pub(in crate::meeting::decide) fn shift(draft: &mut Draft<'_>, from: Timestamp, to: Timestamp, pause: bool) {
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
