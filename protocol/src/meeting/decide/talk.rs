//! Hands, chat, calls for help, messages to rooms.

use super::draft::Draft;
use super::guard;
use crate::consultancy::rights;
use crate::ids::{PersonId, RoomId};
use crate::limits::ROOMS_MAX;
use crate::meeting::state::Role;
use crate::meeting::{Event, Refusal};

pub(super) fn raise_hand(draft: &mut Draft<'_>, actor: PersonId) -> Result<(), Refusal> {
    let room_id = guard::acting(draft.state(), actor)?.room;
    let room = guard::room(draft.state(), room_id)?;
    if room.hands.iter().any(|hand| hand.person == actor) {
        return Err(Refusal::HandIsUp);
    }
    draft.emit_last(Event::HandRaised {
        room: room_id,
        person: actor,
    });
    Ok(())
}

pub(super) fn lower_hand(
    draft: &mut Draft<'_>,
    actor: PersonId,
    person: Option<PersonId>,
    called: bool,
) -> Result<(), Refusal> {
    let person = person.unwrap_or(actor);
    let room = guard::person(draft.state(), person)?.room;
    if person != actor || called {
        guard::room_facilitator(draft.state(), actor, room)?;
    }
    let up = guard::room(draft.state(), room)?
        .hands
        .iter()
        .any(|hand| hand.person == person);
    if !up {
        return Err(Refusal::HandIsDown);
    }
    draft.emit_last(Event::HandLowered { room, person, called });
    Ok(())
}

/// One of those whose hand is up is told that they are next.
pub(super) fn next_hand(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room_id: RoomId,
    person: Option<PersonId>,
) -> Result<(), Refusal> {
    guard::room_facilitator(draft.state(), actor, room_id)?;
    let room = guard::room(draft.state(), room_id)?;
    let up = |person: PersonId| room.hands.iter().any(|hand| hand.person == person);
    if person.is_some_and(|person| !up(person)) {
        return Err(Refusal::HandIsDown);
    }
    if room.next_hand == person {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::HandNext {
        room: room_id,
        person,
    });
    Ok(())
}

pub(super) fn say(draft: &mut Draft<'_>, actor: PersonId, text: &str) -> Result<(), Refusal> {
    let room = guard::acting(draft.state(), actor)?.room;
    if !rights::rights_of(draft.state(), actor, room).chat {
        return Err(Refusal::NotYourFloor);
    }
    let message = draft.id();
    let text = draft.paragraph(text, Some(actor))?;
    draft.emit_last(Event::ChatSaid {
        room,
        message,
        person: actor,
        text,
    });
    Ok(())
}

pub(super) fn call_for_help(draft: &mut Draft<'_>, actor: PersonId) -> Result<(), Refusal> {
    let room_id = guard::acting(draft.state(), actor)?.room;
    if guard::room(draft.state(), room_id)?.call.is_some() {
        return Err(Refusal::CallIsOpen);
    }
    draft.emit_last(Event::HelpCalled {
        room: room_id,
        person: actor,
    });
    Ok(())
}

pub(super) fn claim_help(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let call = guard::room(draft.state(), room)?.call.ok_or(Refusal::NoCall)?;
    match call.claimed_by {
        Some(other) if other == actor => Err(Refusal::NothingToDo),
        // Who said 'I'm going' and then dropped, or facilitates no more, is not coming.
        Some(other) if guard::facilitator(draft.state(), other).is_ok_and(|one| one.here) => {
            Err(Refusal::CallClaimed)
        }
        Some(_) | None => {
            draft.emit_last(Event::HelpClaimed { room, person: actor });
            Ok(())
        }
    }
}

pub(super) fn close_help(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    let someone = guard::acting(draft.state(), actor)?;
    if someone.role != Role::Facilitator && someone.room != room {
        return Err(Refusal::NotInRoom);
    }
    guard::room(draft.state(), room)?.call.ok_or(Refusal::NoCall)?;
    draft.emit_last(Event::HelpClosed { room });
    Ok(())
}

/// Whoever claimed a call was in the room and leaves it: what it was about is settled.
pub(super) fn went(draft: &mut Draft<'_>, room: RoomId, person: PersonId) {
    let call = draft.state().rooms.get(&room).and_then(|room| room.call);
    if call.is_some_and(|call| call.claimed_by == Some(person)) {
        draft.emit(Event::HelpClosed { room });
    }
}

pub(super) fn announce(
    draft: &mut Draft<'_>,
    actor: PersonId,
    rooms: Option<&[RoomId]>,
    text: &str,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    for room in rooms.unwrap_or_default() {
        guard::room(draft.state(), *room)?;
    }
    if rooms.is_some_and(|rooms| rooms.is_empty() || rooms.len() > ROOMS_MAX + 1) {
        return Err(Refusal::OutOfRange);
    }
    let message = draft.id();
    let text = draft.paragraph(text, Some(actor))?;
    draft.emit_last(Event::Announced {
        message,
        rooms: rooms.map(<[RoomId]>::to_vec),
        text,
    });
    Ok(())
}
