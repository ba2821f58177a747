//! Who goes where: assignments, opening, moving, bringing back.

use super::draft::Draft;
use super::{choice, groups, guard, newcomers, note_taker, people, roles, rooms, rounds, talk};
use crate::ids::{PersonId, RoomId};
use crate::limits::{COUNTDOWN_SECONDS_MAX, PEOPLE_MAX};
use crate::meeting::command::Assignment;
use crate::meeting::grouping::{GroupRule, Profile, Why};
use crate::meeting::state::{Breakouts, Cause, Role};
use crate::meeting::{Event, Refusal, State};
use crate::time::Millis;

pub(super) fn assign(draft: &mut Draft<'_>, actor: PersonId, people: &[Assignment]) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if people.len() > PEOPLE_MAX {
        return Err(Refusal::TooMany);
    }
    for Assignment { person, room } in people {
        let someone = guard::person(draft.state(), *person)?;
        if let Some(room) = room {
            guard::room_in_use(draft.state(), *room)?;
            if draft.state().main_room == Some(*room) {
                return Err(Refusal::MainRoom);
            }
        }
        if someone.assigned != *room {
            draft.emit(Event::PersonAssigned {
                person: *person,
                room: *room,
                why: room.map(|_| Why::ByHand),
            });
        }
    }
    Ok(())
}

pub(super) fn assign_randomly(draft: &mut Draft<'_>, actor: PersonId, size: u16) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if draft.state().breakouts != Breakouts::Closed {
        return Err(Refusal::RoomsOpen);
    }
    if size < 2 {
        return Err(Refusal::OutOfRange);
    }
    let people = draft.state().people.iter();
    let mut group: Vec<PersonId> = people
        .filter(|(_, p)| {
            let takes_part = p.role == Role::Participant && p.facilitates.is_none();
            takes_part && p.here && !p.removed && !p.waiting
        })
        .map(|(id, _)| *id)
        .collect();
    if group.is_empty() {
        return Err(Refusal::NothingToDo);
    }
    fastrand::Rng::with_seed(draft.context.seed).shuffle(&mut group);
    let size = usize::from(size);
    // The nearest number of rooms: 13 people by six are 7 and 6, not 6, 6 and 1.
    let count = ((group.len() + size / 2) / size).max(1);
    let existing = breakout_rooms(draft.state());
    if existing.len() < count {
        rooms::add(draft, count - existing.len())?;
    }
    let targets: Vec<RoomId> = breakout_rooms(draft.state()).into_iter().take(count).collect();
    let (rule, apart) = (GroupRule::Random, false);
    let wish = u16::try_from(size).unwrap_or(u16::MAX);
    draft.emit(Event::GroupsMade {
        rule,
        apart,
        size: wish,
    });
    for (person, room) in group.into_iter().zip(targets.iter().copied().cycle()) {
        draft.emit(Event::PersonAssigned {
            person,
            room: Some(room),
            why: Some(Why::Rule { rule, apart }),
        });
    }
    Ok(())
}

/// Breakout rooms by number, but those that were merged into another.
pub(super) fn breakout_rooms(state: &State) -> Vec<RoomId> {
    let mut rooms: Vec<_> = state
        .rooms
        .iter()
        .filter(|(_, room)| room.number > 0 && room.merged_into.is_none())
        .map(|(id, room)| (room.number, *id))
        .collect();
    rooms.sort_unstable();
    rooms.into_iter().map(|(_, id)| id).collect()
}

/// The room with the fewest participants who are here; rooms where somebody is come before empty ones. With a rule in
/// force, of those with at most one more the one that fits best.
pub(super) fn room_for(draft: &Draft<'_>, profile: &Profile) -> Option<RoomId> {
    let state = draft.state();
    let sizes: Vec<(bool, usize, RoomId)> = breakout_rooms(state)
        .into_iter()
        .map(|room| {
            let people = state.people.values();
            let here = people
                .filter(|p| p.room == room && p.here && !p.removed && p.role == Role::Participant)
                .count();
            (here == 0, here, room)
        })
        .collect();
    // Where people chose, who did not goes where a seat is left.
    let free = |room: &RoomId| choice::seats_left(state, *room).is_some_and(|left| left > 0);
    let any_free = sizes.iter().any(|(_, _, room)| free(room));
    let sizes: Vec<_> = sizes
        .into_iter()
        .filter(|(_, _, room)| !any_free || free(room))
        .collect();
    let (empty, fewest) = sizes.iter().map(|(empty, here, _)| (*empty, *here)).min()?;
    // `min_by_key` keeps the first of equals: the lowest number.
    sizes
        .iter()
        .filter(|(none, here, _)| *none == empty && *here <= fewest + 1)
        .min_by_key(|(_, here, room)| (groups::fit(draft, profile, *room), *here))
        .map(|(_, _, room)| *room)
}

/// Why somebody is placed who has no room.
pub(super) fn why_late(state: &State) -> Why {
    let rule = state.grouping.map_or(GroupRule::Random, |grouping| grouping.rule);
    Why::Late { rule }
}

pub(super) fn is_open(state: &State) -> bool {
    matches!(state.breakouts, Breakouts::Open | Breakouts::Closing { .. })
}

/// Somebody belongs to a room from now on: they go at once while rooms are open, else when they open.
pub(super) fn send(draft: &mut Draft<'_>, person: PersonId, room: Option<RoomId>, why: Why) {
    let assigned = draft.state().people.get(&person).and_then(|p| p.assigned);
    if let Some(room) = room.filter(|_| is_open(draft.state())) {
        move_one(draft, person, room);
    }
    if assigned != room {
        draft.emit(Event::PersonAssigned {
            person,
            room,
            why: room.map(|_| why),
        });
    }
}

pub(super) fn open(draft: &mut Draft<'_>, actor: PersonId, in_seconds: u32) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let state = draft.state();
    if state.breakouts != Breakouts::Closed {
        return Err(Refusal::RoomsOpen);
    }
    if breakout_rooms(state).is_empty() {
        return Err(Refusal::NoRooms);
    }
    let assigned = state.people.values().any(|p| !p.removed && p.assigned.is_some());
    if !assigned && !state.place_late {
        return Err(Refusal::NobodyAssigned);
    }
    let at = draft.at() + countdown(in_seconds)?;
    draft.emit(Event::OpeningAnnounced { at });
    if in_seconds == 0 {
        open_now(draft);
    }
    Ok(())
}

fn countdown(in_seconds: u32) -> Result<Millis, Refusal> {
    if in_seconds > COUNTDOWN_SECONDS_MAX {
        return Err(Refusal::OutOfRange);
    }
    Ok(Millis::from_seconds(in_seconds))
}

/// Rooms are open: everyone goes where they are assigned; participants who are not are placed.
pub(super) fn open_now(draft: &mut Draft<'_>) {
    draft.emit(Event::BreakoutsOpened {});
    let people: Vec<_> = draft
        .state()
        .people
        .iter()
        .filter(|(_, p)| !p.removed && !p.waiting)
        .map(|(id, _)| *id)
        .collect();
    let assigned_room = |draft: &Draft<'_>, person: &PersonId| {
        let someone = draft.state().people.get(person)?;
        // Who goes with somebody has no way of their own.
        let assigned = someone.assigned.filter(|_| someone.supports.is_none())?;
        draft.state().rooms.contains_key(&assigned).then_some(assigned)
    };
    for person in &people {
        if let Some(room) = assigned_room(draft, person) {
            move_one(draft, *person, room);
        }
    }
    for person in people {
        let unplaced = assigned_room(draft, &person).is_none();
        let place = draft.state().place_late
            && draft
                .state()
                .people
                .get(&person)
                .is_some_and(|p| p.here && p.role == Role::Participant);
        if unplaced && place {
            let profile = draft.context.attributes.profile(draft.state(), person);
            if let Some(room) = room_for(draft, &profile) {
                let why = Some(why_late(draft.state()));
                draft.emit(Event::PersonAssigned {
                    person,
                    room: Some(room),
                    why,
                });
                move_one(draft, person, room);
            }
        }
    }
    if draft.state().choice.is_some() {
        draft.emit(Event::ChoiceClosed {});
    }
}

/// Moves someone who is elsewhere; their presenting in the room they leave ends.
pub(super) fn move_one(draft: &mut Draft<'_>, person: PersonId, room: RoomId) {
    let Some(from) = draft.state().people.get(&person).map(|p| p.room) else {
        return;
    };
    if from != room {
        people::step_back(draft, person);
        let was_there = draft.state().people.get(&person).is_some_and(|p| p.arrived);
        draft.emit(Event::PersonMoved { person, room });
        if was_there {
            talk::went(draft, from, person);
        }
        rounds::presenter_left(draft, from, person);
        note_taker::left(draft, from, person);
        newcomers::came(draft, person);
        // Support itself is supported by nobody, so this goes one deep.
        for support in roles::supporters(draft.state(), person) {
            move_one(draft, support, room);
        }
    }
}

pub(super) fn bring_back(draft: &mut Draft<'_>, actor: PersonId, in_seconds: u32) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if !matches!(draft.state().breakouts, Breakouts::Open) {
        return Err(Refusal::RoomsClosed);
    }
    let at = draft.at() + countdown(in_seconds)?;
    draft.emit(Event::ClosingAnnounced { at });
    if in_seconds == 0 {
        close_now(draft);
    }
    Ok(())
}

/// Rooms are closed: rounds in them are over, everyone belongs to the main room.
pub(super) fn close_now(draft: &mut Draft<'_>) {
    for room in breakout_rooms(draft.state()) {
        rounds::end(draft, room, Cause::BroughtBack);
        if draft.state().rooms.get(&room).is_some_and(|r| r.call.is_some()) {
            draft.emit(Event::HelpClosed { room });
        }
    }
    draft.emit(Event::BreakoutsClosed {});
    let Some(main) = draft.state().main_room else {
        return;
    };
    let away: Vec<_> = draft
        .state()
        .people
        .iter()
        .filter(|(_, p)| p.room != main)
        .map(|(id, _)| *id)
        .collect();
    for person in away {
        people::step_back(draft, person);
        let from = draft.state().people.get(&person).map(|p| p.room);
        draft.emit(Event::PersonMoved { person, room: main });
        if let Some(from) = from {
            note_taker::left(draft, from, person);
        }
    }
}

pub(super) fn cancel(draft: &mut Draft<'_>, actor: PersonId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    match draft.state().breakouts {
        Breakouts::Opening { .. } | Breakouts::Closing { .. } => {
            draft.emit(Event::CountdownCancelled {});
            Ok(())
        }
        Breakouts::Closed | Breakouts::Open => Err(Refusal::NoCountdown),
    }
}

pub(super) fn move_people(
    draft: &mut Draft<'_>,
    actor: PersonId,
    people: &[PersonId],
    room: RoomId,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    guard::room_in_use(draft.state(), room)?;
    if people.len() > PEOPLE_MAX {
        return Err(Refusal::TooMany);
    }
    let is_main = draft.state().main_room == Some(room);
    if !is_main && !is_open(draft.state()) {
        return Err(Refusal::RoomsClosed);
    }
    for person in people {
        let assigned = guard::person(draft.state(), *person)?.assigned;
        move_one(draft, *person, room);
        if !is_main && assigned != Some(room) {
            draft.emit(Event::PersonAssigned {
                person: *person,
                room: Some(room),
                why: Some(Why::ByHand),
            });
        }
    }
    Ok(())
}

pub(super) fn enter(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    guard::room(draft.state(), room)?;
    move_one(draft, actor, room);
    Ok(())
}

/// As entering, but nobody need notice: they are shown as visiting, and the way back is known.
pub(super) fn visit(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    let someone = guard::facilitator(draft.state(), actor)?;
    let back = someone.visiting.unwrap_or(someone.room);
    let from = someone.room;
    guard::room(draft.state(), room)?;
    if from == room {
        return Err(Refusal::NothingToDo);
    }
    move_one(draft, actor, room);
    if back != room {
        draft.emit(Event::PersonVisits { person: actor, back });
    }
    Ok(())
}

pub(super) fn end_visit(draft: &mut Draft<'_>, actor: PersonId) -> Result<(), Refusal> {
    let back = guard::facilitator(draft.state(), actor)?.visiting;
    let back = back.ok_or(Refusal::NothingToDo)?;
    let known = draft.state().rooms.contains_key(&back);
    let to = if known {
        back
    } else {
        guard::main_room(draft.state())?
    };
    move_one(draft, actor, to);
    Ok(())
}

pub(super) fn set_late_arrivals(draft: &mut Draft<'_>, actor: PersonId, place: bool) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if draft.state().place_late == place {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::LateArrivalsSet { place });
    Ok(())
}
