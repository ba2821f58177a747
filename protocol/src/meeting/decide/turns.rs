//! Go-rounds: who has the turn, passing, moving on, and people who come and go meanwhile.

use super::draft::Draft;
use super::guard;
use crate::consultancy::Floor;
use crate::consultancy::rights;
use crate::ids::{PersonId, RoomId};
use crate::meeting::state::{Cause, Timeline, TurnCause, Turns};
use crate::meeting::{Event, Refusal, State};
use crate::time::Millis;

/// A step began in a room: if it is a go-round, the first turn does.
pub(super) fn begin(draft: &mut Draft<'_>, room: RoomId) {
    let Some(most) = go_round(draft.state(), room) else {
        return;
    };
    let people = rights::takes_turns(draft.state(), room);
    let turns = Turns::begun(people, left(draft, room), most);
    emit(draft, room, TurnCause::Begun, turns);
}

/// Minutes were added to the step or taken from it: they are for the turns that come.
pub(super) fn stretch(draft: &mut Draft<'_>, room: RoomId, cause: Cause, before: &Timeline) {
    if !matches!(cause, Cause::Added | Cause::Taken | Cause::Next) {
        return;
    }
    let Some(turns) = turns(draft.state(), room).cloned() else {
        return;
    };
    let (Some(was), is) = (before.left(draft.at()), left(draft, room)) else {
        return;
    };
    emit(
        draft,
        room,
        TurnCause::Minutes,
        turns.stretched(is + Millis(-was.0)),
    );
}

/// Turns whose time has come, one after the other. Says whether there was one.
pub(super) fn tick(draft: &mut Draft<'_>, room: RoomId) -> bool {
    let Ok(round) = guard::round(draft.state(), room) else {
        return false;
    };
    let Some(turns) = &round.turns else { return false };
    if turns.due(&round.timeline).is_none_or(|due| due > draft.at()) {
        return false;
    }
    let most = go_round(draft.state(), room).flatten();
    // Counted from where this one's time was over, however late the tick.
    let next = turns.ended(turns.until_left, most);
    emit(draft, room, TurnCause::TimeUp, next);
    true
}

/// Whoever came joins the order at its end; whoever left is skipped. Called after every decision.
pub(super) fn settle(draft: &mut Draft<'_>) {
    let rooms: Vec<RoomId> = draft
        .state()
        .rooms
        .iter()
        .filter(|(_, room)| room.round.as_ref().is_some_and(|round| round.turns.is_some()))
        .map(|(id, _)| *id)
        .collect();
    for room in rooms {
        let Some(most) = go_round(draft.state(), room) else {
            continue;
        };
        let Some(turns) = turns(draft.state(), room) else {
            continue;
        };
        let here = rights::takes_turns(draft.state(), room);
        let now = turns.with_people(&here, left(draft, room), most);
        emit(draft, room, TurnCause::People, now);
    }
}

/// 'I pass', by who has the turn; or by the room's facilitators for them.
pub(super) fn pass(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room: RoomId,
    person: PersonId,
) -> Result<(), Refusal> {
    let (turns, most) = turn_of(draft, actor, room, person)?;
    let next = turns.passing(left(draft, room), most);
    emit(draft, room, TurnCause::Passed, next);
    Ok(())
}

/// 'I am done', by who has the turn; or the room's facilitators move on.
pub(super) fn end(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room: RoomId,
    person: PersonId,
) -> Result<(), Refusal> {
    let (turns, most) = turn_of(draft, actor, room, person)?;
    let next = turns.ended(left(draft, room), most);
    emit(draft, room, TurnCause::Ended, next);
    Ok(())
}

/// The go-round of a room in which `person` has the turn, for those who may act on it. A turn that has gone on meanwhile
/// is not taken from the next person.
fn turn_of(
    draft: &Draft<'_>,
    actor: PersonId,
    room: RoomId,
    person: PersonId,
) -> Result<(Turns, Option<u32>), Refusal> {
    let state = draft.state();
    let own = actor == person && guard::member(state, actor)?.room == room;
    if !own {
        guard::room_facilitator(state, actor, room)?;
    }
    guard::round(state, room)?;
    let most = go_round(state, room).ok_or(Refusal::NoTurn)?;
    let turns = turns(state, room).cloned().ok_or(Refusal::NoTurn)?;
    match turns.speaker() {
        Some(speaker) if speaker == person => Ok((turns, most)),
        Some(_) if own => Err(Refusal::NotYourTurn),
        Some(_) => Err(Refusal::Stale),
        None => Err(Refusal::NoTurn),
    }
}

/// The longest turn of the go-round that a room is in (inner none: an equal share); none in any other step.
fn go_round(state: &State, room: RoomId) -> Option<Option<u32>> {
    let step = rights::current_step(state, state.rooms.get(&room)?)?;
    (step.floor == Floor::GoRound).then(|| step.turn_seconds())
}

fn turns(state: &State, room: RoomId) -> Option<&Turns> {
    state.rooms.get(&room)?.round.as_ref()?.turns.as_ref()
}

fn left(draft: &Draft<'_>, room: RoomId) -> Millis {
    guard::round(draft.state(), room)
        .ok()
        .and_then(|round| round.timeline.left(draft.at()))
        .unwrap_or(Millis(0))
}

fn emit(draft: &mut Draft<'_>, room: RoomId, cause: TurnCause, now: Turns) {
    if turns(draft.state(), room) != Some(&now) {
        draft.emit(Event::TurnsChanged {
            room,
            cause,
            turns: now,
        });
    }
}
