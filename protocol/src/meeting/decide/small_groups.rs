//! Steps in pairs or small groups: who is with whom, as people come and go.

use super::draft::Draft;
use super::guard;
use crate::consultancy::rights;
use crate::ids::RoomId;
use crate::meeting::small_groups::SmallGroups;
use crate::meeting::{Event, State};

/// A step began in a room: if it is one of small groups, they are made.
pub(super) fn begin(draft: &mut Draft<'_>, room: RoomId) {
    let Some(size) = size(draft.state(), room) else {
        return;
    };
    let people = rights::members(draft.state(), room);
    let made = SmallGroups::made(&people, size, small(draft.state(), room));
    emit(draft, room, made);
}

/// Whoever came joins a group, whoever left is in none. Called after every decision.
pub(super) fn settle(draft: &mut Draft<'_>) {
    let rooms: Vec<RoomId> = draft
        .state()
        .rooms
        .iter()
        .filter(|(_, room)| rights::small_groups(room).is_some())
        .map(|(id, _)| *id)
        .collect();
    for room in rooms {
        if !in_use(draft.state(), room) {
            continue;
        }
        let people = rights::members(draft.state(), room);
        if let Some(now) = small(draft.state(), room).map(|small| small.with_people(&people)) {
            emit(draft, room, now);
        }
    }
}

/// How many people a small group of the room's step has; none where the room is together.
fn size(state: &State, room: RoomId) -> Option<u8> {
    guard::round(state, room).ok()?;
    rights::current_step(state, state.rooms.get(&room)?)?.small_size()
}

/// Whether the step that is on has small groups, or hears one of each.
fn in_use(state: &State, room: RoomId) -> bool {
    let step = state
        .rooms
        .get(&room)
        .and_then(|room| rights::current_step(state, room));
    step.is_some_and(|step| step.small_size().is_some() || step.one_per_group)
}

fn small(state: &State, room: RoomId) -> Option<&SmallGroups> {
    rights::small_groups(state.rooms.get(&room)?)
}

fn emit(draft: &mut Draft<'_>, room: RoomId, now: SmallGroups) {
    if small(draft.state(), room) != Some(&now) {
        draft.emit(Event::SmallGroupsSet { room, small: now });
    }
}
