//! Creating and ending a meeting, the clock, gaps.

use super::draft::Draft;
use super::{breakouts, guard, people, polls, rounds, schedule, timers};
use crate::ids::{MeetingId, PersonId};
use crate::limits::{MEETING_MINUTES, MEETING_MINUTES_MAX};
use crate::meeting::command::ScheduleWish;
use crate::meeting::state::{Breakouts, Cause, Schedule};
use crate::meeting::{Event, Refusal};
use crate::time::{Millis, Timestamp};
use crate::zone;

/// Up to this a deadline stands as if nothing had been.
const GAP_THAT_COUNTS: Millis = Millis(10_000);
/// Above this a round is paused.
const GAP_THAT_PAUSES: Millis = Millis(120_000);

pub(super) fn create(
    draft: &mut Draft<'_>,
    meeting: MeetingId,
    title: &str,
    language: &str,
    wish: Option<&ScheduleWish>,
) -> Result<(), Refusal> {
    if draft.state().meeting.is_some() {
        return Err(Refusal::MeetingExists);
    }
    let language = people::language(language)?;
    let schedule = wish.map(|wish| schedule_of(draft, wish)).transpose()?;
    let title = draft.line(title, None)?;
    let (main_room, main_board) = (draft.id(), draft.id());
    draft.emit(Event::MeetingCreated {
        meeting,
        title,
        language,
        main_room,
        main_board,
    });
    if let Some(schedule) = schedule {
        draft.emit(Event::ScheduleSet { schedule });
    }
    Ok(())
}

/// Also while the meeting runs: its zone is what the record's times are in.
pub(super) fn set_schedule(
    draft: &mut Draft<'_>,
    actor: PersonId,
    wish: &ScheduleWish,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let schedule = schedule_of(draft, wish)?;
    let same = |known: &Schedule| {
        let news = (&schedule.time_zone, schedule.starts_at, schedule.minutes);
        (&known.time_zone, known.starts_at, known.minutes) == news
    };
    if draft.state().schedule.as_ref().is_some_and(same) {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::ScheduleSet { schedule });
    Ok(())
}

fn schedule_of(draft: &Draft<'_>, wish: &ScheduleWish) -> Result<Schedule, Refusal> {
    let minutes = wish.minutes.unwrap_or(MEETING_MINUTES);
    if minutes == 0 || minutes > MEETING_MINUTES_MAX {
        return Err(Refusal::OutOfRange);
    }
    let time_zone = zone::name(&wish.time_zone)?;
    let starts = wish.starts.as_deref();
    let starts_at = starts.map(|local| zone::instant(&time_zone, local)).transpose()?;
    let known = draft.state().schedule.as_ref();
    Ok(Schedule {
        time_zone,
        starts_at,
        minutes,
        revision: known.map_or(0, |known| known.revision.saturating_add(1)),
    })
}

pub(super) fn end(draft: &mut Draft<'_>, actor: PersonId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let rooms: Vec<_> = draft.state().rooms.keys().copied().collect();
    for room in rooms {
        rounds::end(draft, room, Cause::MeetingEnded);
    }
    polls::close_all(draft);
    draft.emit(Event::MeetingEnded {});
    Ok(())
}

pub(super) fn tick(draft: &mut Draft<'_>) {
    polls::tally(draft);
    if guard::open(draft.state()).is_err() {
        return;
    }
    // Steps whose time came before a countdown ran out are counted before everyone is brought back.
    schedule::tick(draft);
    timers::tick(draft);
    match draft.state().breakouts {
        Breakouts::Opening { at } if at <= draft.at() => breakouts::open_now(draft),
        Breakouts::Closing { at } if at <= draft.at() => breakouts::close_now(draft),
        Breakouts::Opening { .. } | Breakouts::Closing { .. } | Breakouts::Open | Breakouts::Closed => {}
    }
}

pub(super) fn gap(draft: &mut Draft<'_>, from: Timestamp, to: Timestamp) {
    let state = draft.state();
    let gap = to - from;
    // A gap that another instance has told of already is not told twice.
    if guard::open(state).is_err() || gap <= GAP_THAT_COUNTS || from < state.last_gap_to {
        return;
    }
    draft.emit(Event::GapNoticed { from, to });
    match draft.state().breakouts {
        Breakouts::Opening { at } => draft.emit(Event::OpeningAnnounced { at: at + gap }),
        Breakouts::Closing { at } => draft.emit(Event::ClosingAnnounced { at: at + gap }),
        Breakouts::Open | Breakouts::Closed => {}
    }
    schedule::shift(draft, from, to, gap > GAP_THAT_PAUSES);
    timers::shift(draft, from, to, gap > GAP_THAT_PAUSES);
}
