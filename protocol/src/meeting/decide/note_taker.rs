//! Who takes the notes of a room: whoever says so first.

use super::draft::Draft;
use super::guard;
use crate::ids::{PersonId, RoomId};
use crate::meeting::{Event, Refusal};

pub(super) fn take(draft: &mut Draft<'_>, actor: PersonId, taken: bool) -> Result<(), Refusal> {
    let state = draft.state();
    let room_id = guard::acting(state, actor)?.room;
    let room = guard::room(state, room_id)?;
    let person = match (taken, room.note_taker) {
        (true, Some(other)) if other == actor => return Err(Refusal::NothingToDo),
        // Who dropped takes none.
        (true, Some(other)) if guard::member(state, other).is_ok_and(|one| one.here) => {
            return Err(Refusal::NotesTaken);
        }
        (true, _) => Some(actor),
        (false, Some(other)) if other == actor => None,
        (false, _) => return Err(Refusal::NothingToDo),
    };
    draft.emit_last(Event::NoteTakerSet {
        room: room_id,
        person,
    });
    Ok(())
}

/// Someone left `room` for good or for another room.
pub(super) fn left(draft: &mut Draft<'_>, room: RoomId, person: PersonId) {
    let takes = draft.state().rooms.get(&room).and_then(|room| room.note_taker);
    if takes == Some(person) {
        draft.emit(Event::NoteTakerSet { room, person: None });
    }
}
