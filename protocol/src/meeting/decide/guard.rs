//! Who may ask: the checks that commands share.

use crate::consultancy::rights;
use crate::ids::{PersonId, RoomId};
use crate::meeting::state::{Person, Role, Room, Round};
use crate::meeting::{Refusal, State};

pub(super) fn open(state: &State) -> Result<(), Refusal> {
    match (state.meeting, state.ended_at) {
        (None, _) => Err(Refusal::NoMeeting),
        (Some(_), Some(_)) => Err(Refusal::MeetingEnded),
        (Some(_), None) => Ok(()),
    }
}

/// Someone who is in the meeting.
pub(super) fn member(state: &State, person: PersonId) -> Result<&Person, Refusal> {
    state
        .people
        .get(&person)
        .filter(|p| !p.removed)
        .ok_or(Refusal::NotInMeeting)
}

/// Someone else who is named in a command; who waits in the lobby is nobody yet.
pub(super) fn person(state: &State, person: PersonId) -> Result<&Person, Refusal> {
    anyone(state, person).and_then(|p| if p.waiting { Err(Refusal::NoPerson) } else { Ok(p) })
}

/// Someone else who is named in a command, also in the lobby.
pub(super) fn anyone(state: &State, person: PersonId) -> Result<&Person, Refusal> {
    state
        .people
        .get(&person)
        .filter(|p| !p.removed)
        .ok_or(Refusal::NoPerson)
}

/// A member who acts: observers only see.
pub(super) fn acting(state: &State, actor: PersonId) -> Result<&Person, Refusal> {
    let someone = member(state, actor)?;
    if someone.role == Role::Observer {
        Err(Refusal::ObserversOnlySee)
    } else {
        Ok(someone)
    }
}

pub(super) fn facilitator(state: &State, actor: PersonId) -> Result<&Person, Refusal> {
    let someone = member(state, actor)?;
    if someone.role == Role::Facilitator {
        Ok(someone)
    } else {
        Err(Refusal::FacilitatorsOnly)
    }
}

/// A facilitator, or the facilitator of this very room.
pub(super) fn room_facilitator(state: &State, actor: PersonId, room_id: RoomId) -> Result<(), Refusal> {
    room(state, room_id)?;
    let someone = member(state, actor)?;
    if someone.role == Role::Facilitator || someone.facilitates == Some(room_id) {
        Ok(())
    } else {
        Err(Refusal::RoomFacilitatorsOnly)
    }
}

pub(super) fn room(state: &State, room: RoomId) -> Result<&Room, Refusal> {
    state.rooms.get(&room).ok_or(Refusal::NoRoom)
}

/// A room that was not merged into another.
pub(super) fn room_in_use(state: &State, room_id: RoomId) -> Result<(), Refusal> {
    match room(state, room_id)?.merged_into {
        Some(_) => Err(Refusal::RoomMerged),
        None => Ok(()),
    }
}

pub(super) fn main_room(state: &State) -> Result<RoomId, Refusal> {
    state.main_room.ok_or(Refusal::NoMeeting)
}

/// The round that is under way in a room.
pub(super) fn round(state: &State, room_id: RoomId) -> Result<&Round, Refusal> {
    let round = room(state, room_id)?.round.as_ref().ok_or(Refusal::NoRound)?;
    if round.ended_at.is_some() {
        Err(Refusal::RoundOver)
    } else {
        Ok(round)
    }
}

/// Whether the presenter of a room is there to present.
pub(super) fn has_presenter(state: &State, room_id: RoomId) -> bool {
    let Some(room) = state.rooms.get(&room_id) else {
        return false;
    };
    rights::presenter(room)
        .and_then(|person| state.people.get(&person))
        .is_some_and(|person| person.here && person.room == room_id && !person.removed)
}
