//! Who was asked to prepare, and how far they are.

use super::{Audience, PreparationView};
use crate::ids::PersonId;
use crate::meeting::State;
use std::collections::BTreeMap;

pub(super) fn preparing(state: &State, audience: Audience) -> BTreeMap<PersonId, PreparationView> {
    let seen = |id: &&PersonId| audience.facilitator || audience.own == Some(**id);
    let people = state.preparing.keys().filter(seen);
    people.filter_map(|id| Some((*id, one(state, *id)?))).collect()
}

/// None: they are not asked any more.
pub(super) fn one(state: &State, person: PersonId) -> Option<PreparationView> {
    let own = state.preparing.get(&person).filter(|own| own.asked)?;
    Some(PreparationView {
        asked_at: own.asked_at,
        protocol: own.protocol.clone(),
        ready: own.ready,
        written_at: own.written_at,
    })
}
