//! What events do to the list of people and to the ways in: roles, links, who is expected.

use crate::ids::PersonId;
use crate::meeting::event::Event;
use crate::meeting::preparing::Preparation;
use crate::meeting::state::State;
use crate::time::Timestamp;

pub(super) fn apply_to_roster(state: &mut State, at: Timestamp, event: &Event) {
    match event {
        Event::RoleSet {
            person,
            role,
            supports,
        } => {
            if let Some(person) = state.people.get_mut(person) {
                person.role = *role;
                person.supports = *supports;
            }
        }
        Event::PersonClaimed { person, claimed } => {
            if let Some(person) = state.people.get_mut(person) {
                person.claims = Some(*claimed);
            }
        }
        Event::PersonRecognized { person, claimed } => {
            // Who waited was nobody of their own. Whose they were tells their sockets to come back.
            let mut expected = false;
            if let Some(person) = state.people.get_mut(person) {
                person.removed = true;
                person.here = false;
                person.here_since = at;
                expected = person.expected;
            }
            if expected {
                came_as(state, *person, *claimed);
            }
        }
        Event::PersonToldApart { person, expected } => {
            if let Some(person) = state.people.get_mut(person) {
                person.told_apart.insert(*expected);
            }
        }
        Event::LinksChanged { .. } => state.links_changed_at = Some(at),
        _ => {}
    }
}

/// Who was expected is here under another entry: what was kept for them goes there. Their room and role have events of their own.
fn came_as(state: &mut State, expected: PersonId, came: PersonId) {
    if let Some(person) = state.people.get_mut(&expected) {
        person.claims = Some(came);
        person.facilitates = None;
        person.assigned = None;
        person.supports = None;
    }
    if let Some(person) = state.people.get_mut(&came) {
        person.listed = true;
        person.told_apart.clear();
    }
    for set in &mut state.group_sets {
        let has_both = set.people.iter().any(|place| place.person == came);
        if has_both {
            set.people.retain(|place| place.person != expected);
        }
        for place in set.people.iter_mut().filter(|place| place.person == expected) {
            place.person = came;
        }
    }
    let Some(prepared) = state.preparing.remove(&expected) else {
        return;
    };
    // What they wrote since they came goes before what they wrote by their link.
    let has_own = |own: &Preparation| own.asked && own.written_at.is_some();
    if !state.preparing.get(&came).is_some_and(has_own) {
        state.preparing.insert(came, prepared);
    }
}
