//! The order in which slices are sent. Ids say when something was asked for, and where; only the journal says what came first.

use super::Slice;
use crate::meeting::State;
use std::collections::BTreeSet;

/// What was touched, in the order in which a reader may be told: lists that readers add to at their end grow as they did here.
pub fn in_order(state: &State, touched: &BTreeSet<Slice>) -> Vec<Slice> {
    let mut slices: Vec<Slice> = touched.iter().copied().collect();
    for list in slices.chunk_by_mut(is_one_list) {
        if list.len() > 1 {
            list.sort_by_cached_key(|slice| place(state, *slice));
        }
    }
    slices
}

/// Slices of one list stand beside each other, as they are sorted.
fn is_one_list(one: &Slice, other: &Slice) -> bool {
    match (one, other) {
        (Slice::Chat(one, _), Slice::Chat(other, _)) => one == other,
        (Slice::Thread(one, _), Slice::Thread(other, _)) => one == other,
        (Slice::ChatAll(_), Slice::ChatAll(_)) | (Slice::Announcement(_), Slice::Announcement(_)) => true,
        _ => false,
    }
}

/// Where it stands in its list; none: it is not there any more, and nothing is sent of it.
fn place(state: &State, slice: Slice) -> Option<usize> {
    match slice {
        Slice::Chat(room, id) => state.rooms.get(&room)?.chat.iter().position(|m| m.id == id),
        Slice::Thread(person, id) => state.talk.threads.get(&person)?.iter().position(|m| m.id == id),
        Slice::ChatAll(id) => state.talk.all.iter().position(|m| m.id == id),
        Slice::Announcement(id) => state.announcements.iter().position(|a| a.id == id),
        _ => None,
    }
}
