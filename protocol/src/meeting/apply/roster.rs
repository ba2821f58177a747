//! What events do to the list of people and to the ways in: roles, links, who is expected.

use crate::meeting::event::Event;
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
        Event::PersonRecognized { person, .. } => {
            // Who waited was nobody of their own. Whose they were tells their sockets to come back.
            if let Some(person) = state.people.get_mut(person) {
                person.removed = true;
                person.here = false;
                person.here_since = at;
            }
        }
        Event::LinksChanged { .. } => state.links_changed_at = Some(at),
        _ => {}
    }
}
