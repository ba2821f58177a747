//! 'Ask the presenter one question': their floor opens for thirty seconds in a step in which they only listen.

use super::draft::Draft;
use super::guard;
use crate::consultancy::{Floor, rights};
use crate::ids::{PersonId, RoomId};
use crate::limits::ASK_SECONDS;
use crate::meeting::state::{Asked, Cause, Clock, Timeline};
use crate::meeting::{Event, Refusal};
use crate::time::Millis;

pub(super) fn open(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    let state = draft.state();
    guard::room_facilitator(state, actor, room)?;
    let round = guard::round(state, room)?;
    let step = rights::current_step(state, guard::room(state, room)?).ok_or(Refusal::StillGathering)?;
    if !matches!(step.floor, Floor::Group | Floor::GoRound) {
        return Err(Refusal::PresenterNotListening);
    }
    if !guard::has_presenter(state, room) {
        return Err(Refusal::NoPresenter);
    }
    if round.asked.is_some() {
        return Err(Refusal::AlreadyAsked);
    }
    let left = match round.timeline.clock {
        Clock::Running { ends_at } => ends_at - draft.at(),
        Clock::Paused { .. } => return Err(Refusal::IsPaused),
        Clock::Held { .. } => return Err(Refusal::IsHeld),
        Clock::Waiting { .. } | Clock::Finished => return Err(Refusal::StillGathering),
    };
    if left <= Millis(0) {
        return Err(Refusal::NotEnoughTime);
    }
    let until_left = left + Millis(-i64::from(ASK_SECONDS) * 1000);
    let asked = Asked {
        until_left: until_left.max(Millis(0)),
    };
    draft.emit_last(Event::PresenterAsked { room, asked });
    Ok(())
}

/// Minutes that are added or taken leave the answer its time.
pub(super) fn stretch(draft: &mut Draft<'_>, room: RoomId, cause: Cause, before: &Timeline) {
    let at = draft.at();
    let Ok(round) = guard::round(draft.state(), room) else {
        return;
    };
    let (Some(asked), Some(was), Some(is)) = (round.asked, before.left(at), round.timeline.left(at)) else {
        return;
    };
    if !matches!(cause, Cause::Added | Cause::Taken | Cause::Next) {
        return;
    }
    let until_left = (asked.until_left + is + Millis(-was.0)).max(Millis(0));
    if until_left != asked.until_left {
        let asked = Asked { until_left };
        draft.emit(Event::PresenterAsked { room, asked });
    }
}

/// Closes the floor when its time has come. Says whether it did.
pub(super) fn tick(draft: &mut Draft<'_>, room: RoomId) -> bool {
    let Ok(round) = guard::round(draft.state(), room) else {
        return false;
    };
    let due = round
        .asked
        .and_then(|asked| round.timeline.when_left(asked.until_left));
    if due.is_none_or(|due| due > draft.at()) {
        return false;
    }
    draft.emit(Event::PresenterFloorClosed { room });
    true
}
