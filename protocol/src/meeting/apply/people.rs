//! What events do to people.

use crate::ids::PersonId;
use crate::meeting::event::Event;
use crate::meeting::state::{Moved, Person, State, Stay};
use crate::time::{Millis, Timestamp};
use std::collections::BTreeSet;

pub(super) fn apply_to_person(state: &mut State, at: Timestamp, by: Option<PersonId>, event: &Event) {
    match event {
        Event::PersonJoined { person, .. } => {
            if let Some(someone) = newcomer(at, event) {
                state.people.insert(*person, someone);
            }
        }
        Event::PersonAdmitted { person } => {
            if let Some(person) = state.people.get_mut(person) {
                person.waiting = false;
                person.claims = None;
            }
        }
        Event::PersonDescribed {
            person,
            name,
            organization,
            position,
            language,
            subject,
            pronouns,
            access_needs,
        } => {
            if let Some(person) = state.people.get_mut(person) {
                person.name = name.unwrap_or(person.name);
                person.organization = organization.or(person.organization);
                person.position = position.or(person.position);
                person.subject = subject.or(person.subject);
                person.pronouns = pronouns.or(person.pronouns);
                person.access_needs = access_needs.or(person.access_needs);
                if let Some(language) = language {
                    person.language.clone_from(language);
                }
            }
        }
        Event::PersonConnected { person, generation } => {
            if let Some(person) = state.people.get_mut(person) {
                if person.expected {
                    // They come now: until here they were a name on a list.
                    person.expected = false;
                    person.joined_at = at;
                }
                if !person.here {
                    person.here = true;
                    person.here_since = at;
                    if person.arrived {
                        open_stay(person, at);
                    }
                }
                person.generation = *generation;
            }
        }
        Event::PersonDropped { person, .. } => {
            if let Some(person) = state.people.get_mut(person) {
                person.here = false;
                person.here_since = at;
                close_stay(person, at);
            }
            lower_everything(state, *person);
        }
        Event::PersonRemoved { person } => {
            if let Some(person) = state.people.get_mut(person) {
                person.removed = true;
                person.claims = None;
                person.here = false;
                person.here_since = at;
                person.facilitates = None;
                person.assigned = None;
                close_stay(person, at);
            }
            lower_everything(state, *person);
            listen_nowhere(state, *person);
        }
        Event::RoomFacilitatorSet { person, room } => {
            if let Some(person) = state.people.get_mut(person) {
                person.facilitates = *room;
            }
        }
        _ => apply_to_place(state, at, by, event),
    }
}

/// Where somebody is, and where they belong.
fn apply_to_place(state: &mut State, at: Timestamp, by: Option<PersonId>, event: &Event) {
    match event {
        Event::PersonMoved { person, room } => {
            lower_everything(state, *person);
            listen_nowhere(state, *person);
            if let Some(person) = state.people.get_mut(person) {
                close_stay(person, at);
                person.moved = Some(Moved {
                    from: person.room,
                    to: *room,
                    by,
                    at,
                    arrived_at: None,
                });
                person.room = *room;
                person.visiting = None;
                person.arrived = false;
            }
        }
        Event::PersonArrived { person, room } => {
            if let Some(person) = state.people.get_mut(person)
                && person.room == *room
            {
                person.arrived = true;
                if let Some(moved) = &mut person.moved {
                    moved.arrived_at = moved.arrived_at.or(Some(at));
                }
                open_stay(person, at);
            }
        }
        Event::PersonAssigned { person, room, why } => {
            if let Some(person) = state.people.get_mut(person) {
                person.assigned = *room;
                person.why = *why;
            }
        }
        Event::PersonVisits { person, back } => {
            if let Some(person) = state.people.get_mut(person) {
                person.visiting = Some(*back);
            }
        }
        Event::PersonPinned { person, pinned } => {
            if let Some(person) = state.people.get_mut(person) {
                person.pinned = *pinned;
            }
        }
        _ => {}
    }
}

fn newcomer(at: Timestamp, event: &Event) -> Option<Person> {
    let Event::PersonJoined {
        role,
        name,
        organization,
        position,
        language,
        notebook,
        room,
        subject,
        pronouns,
        access_needs,
        waiting,
        expected,
        simulated,
        ..
    } = event
    else {
        return None;
    };
    Some(Person {
        role: *role,
        name: *name,
        organization: *organization,
        position: *position,
        subject: *subject,
        pronouns: *pronouns,
        access_needs: *access_needs,
        language: language.clone(),
        notebook: *notebook,
        room: *room,
        arrived: false,
        assigned: None,
        facilitates: None,
        here: false,
        here_since: at,
        generation: 0,
        joined_at: at,
        waiting: *waiting,
        removed: false,
        stays: Vec::new(),
        turns: 0,
        spoke: Millis(0),
        supports: None,
        why: None,
        pinned: false,
        moved: None,
        visiting: None,
        claims: None,
        expected: *expected,
        listed: *expected,
        told_apart: BTreeSet::new(),
        simulated: *simulated,
    })
}

/// Someone who left a room has no hand up in it and offers nothing there.
fn lower_everything(state: &mut State, person: PersonId) {
    for room in state.rooms.values_mut() {
        room.hands.retain(|hand| hand.person != person);
        room.next_hand = room.next_hand.filter(|next| *next != person);
        if let Some(round) = &mut room.round {
            round.offers.retain(|offer| *offer != person);
        }
    }
}

/// Who only drops is still new when they are back.
fn listen_nowhere(state: &mut State, person: PersonId) {
    for round in state.rooms.values_mut().filter_map(|room| room.round.as_mut()) {
        round.listening.remove(&person);
    }
}

fn open_stay(person: &mut Person, at: Timestamp) {
    close_stay(person, at);
    person.stays.push(Stay {
        room: person.room,
        from: at,
        to: None,
    });
}

pub(super) fn close_stay(person: &mut Person, at: Timestamp) {
    if let Some(stay) = person.stays.last_mut()
        && stay.to.is_none()
    {
        stay.to = Some(at);
    }
}
