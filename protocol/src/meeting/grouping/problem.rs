//! A rule as weights: how much better two people are not in one room.

use super::{Attributes, GroupRule};
use crate::ids::{PersonId, RoomId};
use crate::meeting::state::State;
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// Two of one value in a room that should be mixed, or of two values in one that should be alike.
pub(super) const VALUE: u16 = 10;
/// One of the two did not say.
const UNKNOWN: u16 = 4;
/// They were in a room together before.
const MET: u16 = 7;

/// People, rooms, and what each pair of people weighs.
#[derive(Clone, Debug)]
pub struct Problem {
    pub people: Vec<PersonId>,
    pub rooms: Vec<RoomId>,
    /// Who stays where they are: the index of their room.
    pub fixed: Vec<Option<usize>>,
    /// People of one value, by number.
    pub values: Vec<Option<u32>>,
    pub rule: GroupRule,
    pub apart: bool,
    /// How often two were in a room together, row by row.
    met: Vec<u8>,
    weights: Vec<u16>,
}

impl Problem {
    /// `people` with their fixed rooms, who go into `rooms` by `rule`. What happened after `until` is not before.
    pub fn new(
        state: &State,
        attributes: &Attributes,
        (rule, apart): (GroupRule, bool),
        people: Vec<(PersonId, Option<RoomId>)>,
        rooms: Vec<RoomId>,
        until: Timestamp,
    ) -> Self {
        let index: BTreeMap<RoomId, usize> = rooms.iter().enumerate().map(|(n, room)| (*room, n)).collect();
        let fixed = people
            .iter()
            .map(|(_, room)| index.get(&(*room)?).copied())
            .collect();
        let people: Vec<PersonId> = people.into_iter().map(|(person, _)| person).collect();
        let values = values(state, attributes, rule, &people);
        let met = if apart {
            met(state, &people, until)
        } else {
            Vec::new()
        };
        let mut problem = Self {
            people,
            rooms,
            fixed,
            values,
            rule,
            apart,
            met,
            weights: Vec::new(),
        };
        problem.weigh();
        problem
    }

    fn weigh(&mut self) {
        let size = self.people.len();
        let mut weights = vec![0; size * size];
        for a in 0..size {
            for b in 0..a {
                let met = u16::from(self.met(a, b)).min(3) * MET;
                let weight = self.by_value(a, b) + met;
                for at in [a * size + b, b * size + a] {
                    if let Some(place) = weights.get_mut(at) {
                        *place = weight;
                    }
                }
            }
        }
        self.weights = weights;
    }

    fn by_value(&self, a: usize, b: usize) -> u16 {
        let value = |n: usize| self.values.get(n).copied().flatten();
        match (self.rule, value(a), value(b)) {
            (GroupRule::Random, _, _) => 0,
            (GroupRule::Mixed { .. }, Some(a), Some(b)) if a == b => VALUE,
            (GroupRule::Mixed { .. }, _, _) => 0,
            (GroupRule::Alike { .. } | GroupRule::Language, Some(a), Some(b)) if a == b => 0,
            (GroupRule::Alike { .. } | GroupRule::Language, Some(_), Some(_)) => VALUE,
            (GroupRule::Alike { .. } | GroupRule::Language, _, _) => UNKNOWN,
        }
    }

    /// What it weighs that these two are in one room.
    pub fn weight(&self, a: usize, b: usize) -> u16 {
        self.weights.get(a * self.people.len() + b).copied().unwrap_or(0)
    }

    /// How often these two were in a room together before.
    pub fn met(&self, a: usize, b: usize) -> u8 {
        self.met.get(a * self.people.len() + b).copied().unwrap_or(0)
    }

    pub fn is_fixed(&self, person: usize) -> bool {
        self.fixed.get(person).copied().flatten().is_some()
    }

    /// The rule puts people together rather than apart: whole values are worth a place more or less in a room.
    pub fn gathers(&self) -> bool {
        matches!(self.rule, GroupRule::Alike { .. } | GroupRule::Language)
    }
}

/// The language of a tag without its region: people from Mexico and Spain understand each other.
pub fn language_of(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

fn values(state: &State, attributes: &Attributes, rule: GroupRule, people: &[PersonId]) -> Vec<Option<u32>> {
    let mut languages: BTreeMap<&str, u32> = BTreeMap::new();
    people
        .iter()
        .map(|person| match (rule, rule.attribute()) {
            (_, Some(by)) => attributes.of(*person, by),
            (GroupRule::Language, None) => {
                let tag = language_of(&state.people.get(person)?.language);
                let next = u32::try_from(languages.len()).unwrap_or(u32::MAX);
                Some(*languages.entry(tag).or_insert(next))
            }
            (_, None) => None,
        })
        .collect()
}

/// How often each two were in a breakout room at the same time before `until`.
fn met(state: &State, people: &[PersonId], until: Timestamp) -> Vec<u8> {
    let size = people.len();
    let mut found = vec![0_u8; size * size];
    let mut by_room: BTreeMap<RoomId, Vec<(usize, Timestamp, Timestamp)>> = BTreeMap::new();
    for (n, person) in people.iter().enumerate() {
        let stays = state.people.get(person).map_or(&[][..], |someone| &someone.stays);
        for stay in stays {
            let to = stay.to.unwrap_or(until).min(until);
            if state.main_room != Some(stay.room) && stay.from < to {
                by_room.entry(stay.room).or_default().push((n, stay.from, to));
            }
        }
    }
    for stays in by_room.values() {
        for (at, (a, a_from, a_to)) in stays.iter().enumerate() {
            for (b, b_from, b_to) in stays.iter().skip(at + 1) {
                if a != b && a_from.max(b_from) < a_to.min(b_to) {
                    for place in [a * size + b, b * size + a] {
                        if let Some(times) = found.get_mut(place) {
                            *times = times.saturating_add(1);
                        }
                    }
                }
            }
        }
    }
    found
}
