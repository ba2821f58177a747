//! Who came by the join link under the name of somebody who is expected. Names are no proof: a facilitator says who they are.

use crate::ids::PersonId;
use crate::meeting::Contents;
use crate::meeting::grouping::comparable;
use crate::meeting::state::{Ask, Person, State};
use std::collections::BTreeMap;

/// Who an entry of the list has come as, where a facilitator said so; else themselves. Their personal links are that person's.
pub fn came_as(state: &State, person: PersonId) -> PersonId {
    let entry = state.people.get(&person).filter(|p| p.removed && p.expected);
    entry.and_then(|entry| entry.claims).unwrap_or(person)
}

/// Whom each of them would be: of two who are expected under one name, the first whom no facilitator has told apart from them.
pub fn perhaps(state: &State, contents: &Contents) -> BTreeMap<PersonId, PersonId> {
    let words = |id| contents.get(&id).cloned().flatten().unwrap_or_default();
    let name = |someone: &Person| comparable(&words(someone.name));
    let organization = |someone: &Person| someone.organization.and_then(|id| comparable(&words(id)));
    let mut expected: BTreeMap<String, Vec<(PersonId, Option<String>)>> = BTreeMap::new();
    for (id, someone) in state.people.iter().filter(|(_, p)| p.expected && !p.removed) {
        if let Some(name) = name(someone) {
            expected
                .entry(name)
                .or_default()
                .push((*id, organization(someone)));
        }
    }
    if expected.is_empty() {
        return BTreeMap::new();
    }
    let asked = state.asks.contains(&Ask::Organization);
    // Who says that they were here before is asked about as that person.
    let came = state
        .people
        .iter()
        .filter(|(_, p)| !p.removed && !p.listed && p.claims.is_none());
    came.filter_map(|(id, someone)| {
        let alike = expected.get(&name(someone)?)?;
        let own = organization(someone);
        // Where one of them has not said it, nothing speaks against it.
        let fits = |theirs: &Option<String>| !asked || own.is_none() || theirs.is_none() || *theirs == own;
        let found = alike
            .iter()
            .find(|(other, theirs)| !someone.told_apart.contains(other) && fits(theirs));
        found.map(|(other, _)| (*id, *other))
    })
    .collect()
}
