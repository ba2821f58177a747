//! Creating and ending a meeting, the clock, gaps.

use super::draft::Draft;
use super::{breakouts, guard, people, rounds, schedule};
use crate::ids::{MeetingId, PersonId};
use crate::meeting::state::{Breakouts, Cause};
use crate::meeting::{Event, Refusal};
use crate::time::{Millis, Timestamp};

/// Up to this a deadline stands as if nothing had been.
const GAP_THAT_COUNTS: Millis = Millis(10_000);
/// Above this a round is paused.
const GAP_THAT_PAUSES: Millis = Millis(120_000);

pub(super) fn create(
    draft: &mut Draft<'_>,
    meeting: MeetingId,
    title: &str,
    language: &str,
) -> Result<(), Refusal> {
    if draft.state().meeting.is_some() {
        return Err(Refusal::MeetingExists);
    }
    let language = people::language(language)?;
    let title = draft.line(title, None)?;
    let (main_room, main_board) = (draft.id(), draft.id());
    draft.emit(Event::MeetingCreated {
        meeting,
        title,
        language,
        main_room,
        main_board,
    });
    Ok(())
}

pub(super) fn end(draft: &mut Draft<'_>, actor: PersonId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let rooms: Vec<_> = draft.state().rooms.keys().copied().collect();
    for room in rooms {
        rounds::end(draft, room, Cause::MeetingEnded);
    }
    draft.emit(Event::MeetingEnded {});
    Ok(())
}

pub(super) fn tick(draft: &mut Draft<'_>) {
    if guard::open(draft.state()).is_err() {
        return;
    }
    // Steps whose time came before a countdown ran out are counted before everyone is brought back.
    schedule::tick(draft);
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
}
