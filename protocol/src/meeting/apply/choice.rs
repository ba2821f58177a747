//! What events do to the choice that is open and to saved groups.

use crate::meeting::event::Event;
use crate::meeting::state::{GroupSet, State};

pub(super) fn apply_to_choice(state: &mut State, event: &Event) {
    match event {
        Event::ChoiceOpened { rooms } => state.choice = Some(rooms.clone()),
        Event::ChoiceClosed {} => state.choice = None,
        Event::GroupSetSaved { set, name, people } => state.group_sets.push(GroupSet {
            id: *set,
            name: *name,
            people: people.clone(),
        }),
        Event::GroupSetNamed { set, name } => {
            if let Some(known) = state.group_sets.iter_mut().find(|known| known.id == *set) {
                known.name = *name;
            }
        }
        Event::GroupSetDeleted { set } => state.group_sets.retain(|known| known.id != *set),
        _ => {}
    }
}
