//! Joining, words about oneself, connections, arrivals, room facilitators, removal.

use super::breakouts::smallest_room;
use super::draft::Draft;
use super::{guard, newcomers};
use crate::ids::{PersonId, RoomId};
use crate::limits::PEOPLE_MAX;
use crate::meeting::state::{Breakouts, Role};
use crate::meeting::{Event, Refusal};

pub(super) struct Words<'a> {
    pub(super) name: &'a str,
    pub(super) organization: Option<&'a str>,
    pub(super) position: Option<&'a str>,
    pub(super) language: &'a str,
}

pub(super) fn join(
    draft: &mut Draft<'_>,
    person: PersonId,
    role: Role,
    words: &Words<'_>,
) -> Result<(), Refusal> {
    guard::open(draft.state())?;
    if draft.state().people.contains_key(&person) {
        return Ok(());
    }
    if draft.state().people.len() >= PEOPLE_MAX {
        return Err(Refusal::MeetingFull);
    }
    let language = language(words.language)?;
    let name = draft.line(words.name, Some(person))?;
    let organization = draft.optional_line(words.organization, Some(person))?;
    let position = draft.optional_line(words.position, Some(person))?;
    let main = guard::main_room(draft.state())?;
    let placed = (role == Role::Participant)
        .then(|| place_for_late_arrival(draft))
        .flatten();
    let notebook = draft.id();
    let room = placed.unwrap_or(main);
    draft.emit(Event::PersonJoined {
        person,
        role,
        name,
        organization,
        position,
        language,
        notebook,
        room,
    });
    if placed.is_some() {
        draft.emit(Event::PersonAssigned { person, room: placed });
    }
    newcomers::came(draft, person);
    Ok(())
}

/// Where someone goes who comes while rooms are open.
fn place_for_late_arrival(draft: &Draft<'_>) -> Option<RoomId> {
    let state = draft.state();
    (state.breakouts == Breakouts::Open && state.place_late)
        .then(|| smallest_room(state))
        .flatten()
}

/// `en`, `es`, `pt-BR`: letters, digits and hyphens.
pub(super) fn language(tag: &str) -> Result<String, Refusal> {
    let letters =
        tag.len() >= 2 && tag.len() <= 16 && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if letters && tag.starts_with(|c: char| c.is_ascii_lowercase()) {
        Ok(tag.to_owned())
    } else {
        Err(Refusal::BadLanguage)
    }
}

pub(super) fn describe(
    draft: &mut Draft<'_>,
    actor: PersonId,
    name: Option<&str>,
    organization: Option<&str>,
    position: Option<&str>,
    tag: Option<&str>,
) -> Result<(), Refusal> {
    if name.is_none() && organization.is_none() && position.is_none() && tag.is_none() {
        return Err(Refusal::NothingToDo);
    }
    let language = tag.map(language).transpose()?;
    let name = name.map(|name| draft.line(name, Some(actor))).transpose()?;
    let organization = draft.optional_line(organization, Some(actor))?;
    let position = draft.optional_line(position, Some(actor))?;
    draft.emit_last(Event::PersonDescribed {
        person: actor,
        name,
        organization,
        position,
        language,
    });
    Ok(())
}

pub(super) fn arrive(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    let someone = guard::member(draft.state(), actor)?;
    if someone.room != room {
        return Err(Refusal::NotInRoom);
    }
    if !someone.arrived {
        draft.emit_last(Event::PersonArrived { person: actor, room });
    }
    Ok(())
}

pub(super) fn connected(draft: &mut Draft<'_>, person: PersonId) {
    let state = draft.state();
    let Some(someone) = state.people.get(&person).filter(|p| !p.removed) else {
        return;
    };
    if state.ended_at.is_some() {
        return;
    }
    let in_main = state.main_room == Some(someone.room);
    // Someone who was assigned goes to their room; someone new is placed.
    let target =
        (in_main && state.breakouts == Breakouts::Open && someone.role == Role::Participant && !someone.here)
            .then(|| {
                someone
                    .assigned
                    .filter(|room| state.rooms.contains_key(room))
                    .or_else(|| place_for_late_arrival(draft))
            })
            .flatten();
    let generation = someone.generation.saturating_add(1);
    draft.emit(Event::PersonConnected { person, generation });
    match target {
        Some(room) => {
            super::breakouts::move_one(draft, person, room);
            let assigned = draft.state().people.get(&person).and_then(|p| p.assigned);
            if assigned != Some(room) {
                draft.emit(Event::PersonAssigned {
                    person,
                    room: Some(room),
                });
            }
        }
        None => super::rounds::presenter_came_back(draft, person),
    }
    newcomers::came(draft, person);
}

/// Someone who leaves their room or the meeting has no hand up in it and offers nothing there. As events of their own,
/// since who watches that room sees its slices change, not the person.
pub(super) fn step_back(draft: &mut Draft<'_>, person: PersonId) {
    let state = draft.state();
    let Some(room) = state.people.get(&person).map(|p| p.room) else {
        return;
    };
    let Some(left) = state.rooms.get(&room) else {
        return;
    };
    let hand = left.hands.iter().any(|hand| hand.person == person);
    let offers = left.round.as_ref().is_some_and(|r| r.offers.contains(&person));
    if hand {
        draft.emit(Event::HandLowered {
            room,
            person,
            called: false,
        });
    }
    if offers {
        draft.emit(Event::PresenterOffered {
            room,
            person,
            offered: false,
        });
    }
}

pub(super) fn dropped(draft: &mut Draft<'_>, person: PersonId, generation: u64) {
    let state = draft.state();
    if state.ended_at.is_some() {
        return;
    }
    let stale = |p: &&crate::meeting::state::Person| p.here && !p.removed && p.generation == generation;
    if state.people.get(&person).filter(stale).is_some() {
        step_back(draft, person);
        draft.emit(Event::PersonDropped { person, generation });
    }
}

/// A facilitator names one; or, in a room without any, someone takes it on for their own room while it gathers.
pub(super) fn set_room_facilitator(
    draft: &mut Draft<'_>,
    actor: PersonId,
    person: PersonId,
    room: Option<RoomId>,
) -> Result<(), Refusal> {
    let state = draft.state();
    if guard::facilitator(state, actor).is_err() && !may_take_on(draft, actor, person, room) {
        return Err(Refusal::FacilitatorsOnly);
    }
    let someone = guard::person(state, person)?;
    if someone.role != Role::Participant {
        return Err(Refusal::NothingToDo);
    }
    if let Some(room) = room {
        guard::room(state, room)?;
        if state.main_room == Some(room) {
            return Err(Refusal::MainRoom);
        }
    }
    if someone.facilitates == room {
        return Err(Refusal::NothingToDo);
    }
    let assigned = someone.assigned;
    draft.emit(Event::RoomFacilitatorSet { person, room });
    if room.is_some() && assigned != room {
        draft.emit(Event::PersonAssigned { person, room });
    }
    Ok(())
}

fn may_take_on(draft: &Draft<'_>, actor: PersonId, person: PersonId, room: Option<RoomId>) -> bool {
    let state = draft.state();
    let Some(room_id) = room else { return false };
    let in_room = state
        .people
        .get(&actor)
        .is_some_and(|p| p.room == room_id && p.role == Role::Participant);
    let has_one = state
        .people
        .values()
        .any(|p| p.facilitates == room && p.here && p.room == room_id);
    let gathers = guard::round(state, room_id).is_ok_and(|round| round.timeline.step.is_none());
    actor == person && in_room && gathers && !has_one
}

pub(super) fn remove(draft: &mut Draft<'_>, actor: PersonId, person: PersonId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let someone = guard::person(draft.state(), person)?;
    if someone.role == Role::Facilitator {
        let others = draft.state().people.iter();
        let another = others
            .filter(|(id, p)| **id != person && !p.removed)
            .any(|(_, p)| p.role == Role::Facilitator);
        if !another {
            return Err(Refusal::LastFacilitator);
        }
    }
    let room = someone.room;
    step_back(draft, person);
    draft.emit(Event::PersonRemoved { person });
    super::rounds::presenter_left(draft, room, person);
    Ok(())
}
