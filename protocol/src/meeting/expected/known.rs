//! Who and what a meeting has already, by their words: made where the words are.

use crate::ids::{PersonId, RoomId};
use crate::meeting::Contents;
use crate::meeting::grouping::comparable;
use crate::meeting::state::State;
use std::collections::BTreeMap;

/// Names of people and rooms as they are compared. Empty where nobody needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// By name, with the organization (empty: none).
    pub(super) people: BTreeMap<String, Vec<(String, PersonId)>>,
    pub(super) rooms: BTreeMap<String, RoomId>,
    pub(super) voices: BTreeMap<RoomId, String>,
}

impl Known {
    /// Of everyone who is in the meeting or expected.
    pub fn read(state: &State, contents: &Contents) -> Self {
        let words = |id| contents.get(&id).cloned().flatten().unwrap_or_default();
        let mut known = Self::default();
        for (id, person) in state.people.iter().filter(|(_, p)| !p.removed && !p.waiting) {
            let organization = person.organization.map(words).and_then(|text| comparable(&text));
            if let Some(name) = comparable(&words(person.name)) {
                let namesakes = known.people.entry(name).or_default();
                namesakes.push((organization.unwrap_or_default(), *id));
            }
        }
        for (id, room) in &state.rooms {
            known.voices.extend(room.voice.map(|voice| (*id, words(voice))));
            if let Some(name) = room.name.and_then(|name| comparable(&words(name))) {
                known.rooms.entry(name).or_insert(*id);
            }
        }
        known
    }
}
