//! One client after the other: who presents in a turn of a protocol that is repeated for each person of the room.

use super::draft::Draft;
use super::{guard, preparing};
use crate::consultancy::rights;
use crate::ids::{PersonId, RoomId};
use crate::meeting::state::{Round, SharingLevel};
use crate::meeting::{Event, Refusal, State};

/// A step began in a room: if it is the first of another turn, its client presents from now on.
pub(super) fn begin(draft: &mut Draft<'_>, room: RoomId) {
    let state = draft.state();
    let Some(turn) = turn(state, room) else { return };
    let Ok(round) = guard::round(state, room) else {
        return;
    };
    if round.client_turn == Some(turn) {
        return;
    }
    let person = next_client(state, room, round, turn);
    let shared = state
        .rooms
        .get(&room)
        .is_some_and(|room| room.sharing != SharingLevel::Room);
    if shared {
        // What the clients before agreed to does not bind this one.
        draft.emit(Event::RoomSharingSet {
            room,
            level: SharingLevel::Room,
            agreed_by: None,
        });
    }
    draft.emit(Event::ClientBegan { room, turn, person });
    preparing::show(draft, room);
}

/// Whose turn the step that is on belongs to.
fn turn(state: &State, room: RoomId) -> Option<u8> {
    rights::current_step(state, state.rooms.get(&room)?)?.client
}

/// Who was client in this turn already (the room went back), else who offered and was not yet, else who joined first and
/// was not yet. None: all who are here have been.
fn next_client(state: &State, room: RoomId, round: &Round, turn: u8) -> Option<PersonId> {
    let members = rights::members(state, room);
    let known = round
        .clients
        .get(usize::from(turn))
        .and_then(|client| client.person);
    if let Some(known) = known.filter(|person| members.contains(person)) {
        return Some(known);
    }
    let first = round.presenter.filter(|_| round.clients.is_empty());
    let may = |person: &PersonId| {
        let had_turn = round.clients.iter().any(|client| client.person == Some(*person));
        !had_turn && (members.contains(person) || guard::has_presenter(state, room) && first == Some(*person))
    };
    let mut candidates = first.iter().chain(&round.offers).chain(&members);
    candidates.find(|person| may(person)).copied()
}

/// Somebody who was client says how far the room's notes may go. They go as far as all clients so far agree to.
pub(super) fn agree(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room_id: RoomId,
    level: SharingLevel,
) -> Result<(), Refusal> {
    let room = guard::room(draft.state(), room_id)?;
    let round = room.round.as_ref().ok_or(Refusal::PresenterOnly)?;
    let own = round.clients.iter().find(|client| client.person == Some(actor));
    let own = own.ok_or(Refusal::PresenterOnly)?;
    let agrees = level != SharingLevel::Room;
    if own.agreed == agrees {
        return Err(Refusal::NothingToDo);
    }
    draft.emit(Event::ClientAgreed {
        room: room_id,
        person: actor,
        agreed: agrees,
    });
    let room = guard::room(draft.state(), room_id)?;
    let Some(round) = room.round.as_ref() else {
        return Ok(());
    };
    let all = round.clients.iter().all(|client| client.agreed);
    let reached = if all { level } else { SharingLevel::Room };
    if room.sharing != reached {
        let agreed_by = round.presenter.filter(|_| all);
        draft.emit(Event::RoomSharingSet {
            room: room_id,
            level: reached,
            agreed_by,
        });
    }
    Ok(())
}
