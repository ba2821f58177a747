//! Groups that people choose themselves, and groups that are kept under a name.

use super::breakouts::{breakout_rooms, send};
use super::draft::Draft;
use super::guard;
use crate::ids::{GroupSetId, PersonId, RoomId};
use crate::limits::{GROUP_SETS_MAX, ROOMS_MAX};
use crate::meeting::command::{Assignment, Seats};
use crate::meeting::grouping::Why;
use crate::meeting::state::{Breakouts, Person, Role};
use crate::meeting::{Command, Event, Refusal, State};

pub(super) fn command(draft: &mut Draft<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    if let Command::Choose { room } = command {
        return choose(draft, actor, *room);
    }
    guard::facilitator(draft.state(), actor)?;
    match command {
        Command::OpenChoice { rooms } => open(draft, rooms),
        Command::CloseChoice {} => close(draft),
        Command::SaveGroups { name } => save(draft, name),
        Command::RenameGroups { set, name } => rename(draft, *set, name),
        Command::UseGroups { set } => take_up(draft, *set),
        Command::DeleteGroups { set } => delete(draft, *set),
        _ => Ok(()),
    }
}

/// Participants who stay where they are choose nothing.
fn chooses(person: &Person) -> bool {
    let stays = person.pinned || person.facilitates.is_some();
    person.role == Role::Participant && !person.removed && !person.waiting && !stays
}

/// Everybody who chooses begins without a room.
fn open(draft: &mut Draft<'_>, rooms: &[Seats]) -> Result<(), Refusal> {
    if draft.state().breakouts != Breakouts::Closed {
        return Err(Refusal::RoomsOpen);
    }
    if rooms.len() > ROOMS_MAX {
        return Err(Refusal::TooMany);
    }
    if rooms.is_empty() {
        return Err(Refusal::NoRooms);
    }
    let offered = breakout_rooms(draft.state());
    for seats in rooms {
        if !offered.contains(&seats.room) {
            return Err(Refusal::NoRoom);
        }
        if seats.seats == 0 {
            return Err(Refusal::OutOfRange);
        }
    }
    let assigned: Vec<PersonId> = draft
        .state()
        .people
        .iter()
        .filter(|(_, p)| chooses(p) && p.assigned.is_some())
        .map(|(id, _)| *id)
        .collect();
    for person in assigned {
        send(draft, person, None, Why::Chosen);
    }
    draft.emit(Event::ChoiceOpened {
        rooms: rooms.to_vec(),
    });
    Ok(())
}

fn close(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    if draft.state().choice.is_none() {
        return Err(Refusal::NoChoice);
    }
    draft.emit_last(Event::ChoiceClosed {});
    Ok(())
}

/// How many more may go into a room; none where it is not offered.
pub(super) fn seats_left(state: &State, room: RoomId) -> Option<usize> {
    let offered = state.choice.as_ref()?.iter().find(|seats| seats.room == room)?;
    let taken = state
        .people
        .values()
        .filter(|p| p.role == Role::Participant && !p.removed && !p.waiting && p.assigned == Some(room))
        .count();
    Some(usize::from(offered.seats).saturating_sub(taken))
}

fn choose(draft: &mut Draft<'_>, actor: PersonId, room: Option<RoomId>) -> Result<(), Refusal> {
    let state = draft.state();
    let someone = guard::acting(state, actor)?;
    let before = matches!(state.breakouts, Breakouts::Closed | Breakouts::Opening { .. });
    if state.choice.is_none() || !before || !chooses(someone) {
        return Err(Refusal::NoChoice);
    }
    if someone.assigned == room {
        return Err(Refusal::NothingToDo);
    }
    if let Some(room) = room
        && seats_left(state, room).ok_or(Refusal::NoRoom)? == 0
    {
        return Err(Refusal::RoomFull);
    }
    draft.emit_last(Event::PersonAssigned {
        person: actor,
        room,
        why: room.map(|_| Why::Chosen),
    });
    Ok(())
}

/// The groups as they are now, under a name.
fn save(draft: &mut Draft<'_>, name: &str) -> Result<(), Refusal> {
    let state = draft.state();
    if state.group_sets.len() >= GROUP_SETS_MAX {
        return Err(Refusal::TooMany);
    }
    let people: Vec<Assignment> = state
        .people
        .iter()
        .filter(|(_, p)| !p.removed && !p.waiting && p.role == Role::Participant)
        .filter_map(|(id, p)| {
            Some(Assignment {
                person: *id,
                room: Some(p.assigned?),
            })
        })
        .collect();
    if people.is_empty() {
        return Err(Refusal::NobodyAssigned);
    }
    let name = draft.line(name, None)?;
    let set = draft.id();
    draft.emit(Event::GroupSetSaved { set, name, people });
    Ok(())
}

fn rename(draft: &mut Draft<'_>, set: GroupSetId, name: &str) -> Result<(), Refusal> {
    if !draft.state().group_sets.iter().any(|known| known.id == set) {
        return Err(Refusal::NoGroups);
    }
    let name = draft.line(name, None)?;
    draft.emit(Event::GroupSetNamed { set, name });
    Ok(())
}

/// Who is gone and rooms that are no more are left out; who came since then keeps what they have.
fn take_up(draft: &mut Draft<'_>, set: GroupSetId) -> Result<(), Refusal> {
    let state = draft.state();
    let known = state.group_sets.iter().find(|known| known.id == set);
    let people = known.ok_or(Refusal::NoGroups)?.people.clone();
    let rooms = breakout_rooms(state);
    for Assignment { person, room } in people {
        let someone = draft.state().people.get(&person);
        let takes_part = |p: &&Person| p.role == Role::Participant && !p.removed && !p.waiting;
        if someone.filter(takes_part).is_some() && room.is_some_and(|room| rooms.contains(&room)) {
            send(draft, person, room, Why::Set);
        }
    }
    Ok(())
}

fn delete(draft: &mut Draft<'_>, set: GroupSetId) -> Result<(), Refusal> {
    if !draft.state().group_sets.iter().any(|known| known.id == set) {
        return Err(Refusal::NoGroups);
    }
    draft.emit_last(Event::GroupSetDeleted { set });
    Ok(())
}
