//! What events do to the list of people: roles, and who is expected.

use crate::meeting::event::Event;
use crate::meeting::state::State;

pub(super) fn apply_to_roster(state: &mut State, event: &Event) {
    if let Event::RoleSet {
        person,
        role,
        supports,
    } = event
        && let Some(person) = state.people.get_mut(person)
    {
        person.role = *role;
        person.supports = *supports;
    }
}
