//! Groups by a rule, and what changes them afterwards: pins, swaps, sizes evened out, merged rooms.

use super::breakouts::{breakout_rooms, is_open, move_one, send};
use super::draft::Draft;
use super::{guard, rooms, rounds};
use crate::ids::{PersonId, RoomId};
use crate::limits::PEOPLE_MAX;
use crate::meeting::grouping::{GroupRule, Problem, Profile, Why, language_of, solve};
use crate::meeting::state::{Breakouts, Cause, Person, Role};
use crate::meeting::{Command, Event, Refusal, State};
use std::collections::BTreeMap;

pub(super) fn command(draft: &mut Draft<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    match command {
        Command::MakeGroups {
            size,
            rule,
            apart,
            expected,
        } => make(draft, *size, (*rule, *apart), *expected),
        Command::Pin { people, pinned } => pin(draft, people, *pinned),
        Command::Swap { a, b } => swap(draft, *a, *b),
        Command::EvenOut {} => even_out(draft),
        Command::MergeRooms { from, into } => merge(draft, *from, *into),
        Command::ReopenRoom { room } => reopen(draft, *room),
        Command::SendAgain { person } => send_again(draft, *person),
        _ => Ok(()),
    }
}

/// Participants who are there (and who are expected, where that is wished), with the room in which they stay: of those who run one, and of those who are pinned.
fn people_to_group(state: &State, expected: bool) -> Vec<(PersonId, Option<RoomId>)> {
    let takes_part = |p: &Person| {
        let comes = p.here || (expected && p.expected);
        p.role == Role::Participant && comes && !p.removed && !p.waiting
    };
    let stays = |p: &Person| {
        let room = p.facilitates.or(p.assigned.filter(|_| p.pinned))?;
        in_use(state, room).then_some(room)
    };
    state
        .people
        .iter()
        .filter(|(_, p)| takes_part(p))
        .map(|(id, p)| (*id, stays(p)))
        .collect()
}

fn in_use(state: &State, room: RoomId) -> bool {
    let known = state.rooms.get(&room);
    known.is_some_and(|room| room.number > 0 && room.merged_into.is_none())
}

fn make(
    draft: &mut Draft<'_>,
    size: u16,
    (rule, apart): (GroupRule, bool),
    expected: bool,
) -> Result<(), Refusal> {
    if draft.state().breakouts != Breakouts::Closed {
        return Err(Refusal::RoomsOpen);
    }
    if size < 2 {
        return Err(Refusal::OutOfRange);
    }
    let people = people_to_group(draft.state(), expected);
    if !people.iter().any(|(_, room)| room.is_none()) {
        return Err(Refusal::NothingToDo);
    }
    let targets = targets(draft, &people, size)?;
    let problem = Problem::new(
        draft.state(),
        &draft.context.attributes,
        (rule, apart),
        people,
        targets,
        draft.at(),
    );
    let placed = solve(&problem, size, draft.context.seed);
    if draft.state().choice.is_some() {
        draft.emit(Event::ChoiceClosed {});
    }
    draft.emit(Event::GroupsMade { rule, apart, size });
    for (n, (person, room)) in problem.people.iter().zip(&placed).enumerate() {
        if !problem.is_fixed(n) {
            draft.emit(Event::PersonAssigned {
                person: *person,
                room: problem.rooms.get(*room).copied(),
                why: Some(Why::Rule { rule, apart }),
            });
        }
    }
    set_languages(draft, rule == GroupRule::Language);
    Ok(())
}

/// The nearest number of rooms: those in which somebody stays, then the lowest numbers; made as needed.
fn targets(
    draft: &mut Draft<'_>,
    people: &[(PersonId, Option<RoomId>)],
    size: u16,
) -> Result<Vec<RoomId>, Refusal> {
    let size = usize::from(size);
    let count = ((people.len() + size / 2) / size).max(1);
    let existing = breakout_rooms(draft.state()).len();
    if existing < count {
        rooms::add(draft, count - existing)?;
    }
    let all = breakout_rooms(draft.state());
    let stays = |room: &RoomId| people.iter().any(|(_, fixed)| fixed.as_ref() == Some(room));
    let mut wanted: Vec<RoomId> = all.iter().copied().filter(|room| stays(room)).collect();
    let others = all.iter().copied().filter(|room| !stays(room));
    wanted.extend(others.take(count.saturating_sub(wanted.len())));
    Ok(all.into_iter().filter(|room| wanted.contains(room)).collect())
}

/// Each room speaks the language of most of its people; or (another rule) none in particular.
fn set_languages(draft: &mut Draft<'_>, shown: bool) {
    let mut counts: BTreeMap<RoomId, BTreeMap<String, usize>> = BTreeMap::new();
    if shown {
        for person in draft.state().people.values() {
            if let Some(room) = person
                .assigned
                .filter(|_| person.role == Role::Participant && !person.removed)
            {
                let language = language_of(&person.language).to_owned();
                *counts.entry(room).or_default().entry(language).or_default() += 1;
            }
        }
    }
    for room in breakout_rooms(draft.state()) {
        let spoken = counts.get(&room).and_then(|languages| {
            // The first of equals: the lowest tag.
            let most = languages.iter().rev().max_by_key(|(_, count)| **count)?;
            Some(most.0.clone())
        });
        let before = draft
            .state()
            .rooms
            .get(&room)
            .and_then(|room| room.language.clone());
        if before != spoken {
            draft.emit(Event::RoomLanguageSet {
                room,
                language: spoken,
            });
        }
    }
}

/// How badly somebody who comes now fits into a room, by the rule in force. Only compared with other rooms.
pub(super) fn fit(draft: &Draft<'_>, profile: &Profile, room: RoomId) -> i32 {
    let state = draft.state();
    let Some(grouping) = state.grouping else {
        return 0;
    };
    let people = state.people.iter().filter(|(id, p)| {
        p.room == room && p.here && !p.removed && p.role == Role::Participant && Some(**id) != profile.person
    });
    let attributes = &draft.context.attributes;
    let same = |by| {
        let count = people
            .clone()
            .filter(|(id, _)| profile.value.is_some() && attributes.of(**id, by) == profile.value)
            .count();
        i32::try_from(count).unwrap_or(i32::MAX)
    };
    match grouping.rule {
        GroupRule::Random => 0,
        GroupRule::Mixed { by } => same(by),
        GroupRule::Alike { by } => -same(by),
        GroupRule::Language => {
            let spoken = state.rooms.get(&room).and_then(|room| room.language.as_deref());
            match spoken {
                Some(language) if language == language_of(&profile.language) => -1,
                None => 0,
                Some(_) => 1,
            }
        }
    }
}

fn pin(draft: &mut Draft<'_>, people: &[PersonId], pinned: bool) -> Result<(), Refusal> {
    if people.len() > PEOPLE_MAX {
        return Err(Refusal::TooMany);
    }
    for person in people {
        if guard::person(draft.state(), *person)?.pinned != pinned {
            draft.emit(Event::PersonPinned {
                person: *person,
                pinned,
            });
        }
    }
    Ok(())
}

/// Where somebody is (rooms are open) or goes (before that).
fn place(state: &State, person: &Person) -> Option<RoomId> {
    let room = if is_open(state) {
        Some(person.room)
    } else {
        person.assigned
    };
    room.filter(|room| in_use(state, *room))
}

fn swap(draft: &mut Draft<'_>, a: PersonId, b: PersonId) -> Result<(), Refusal> {
    let state = draft.state();
    let to_b = place(state, guard::person(state, a)?);
    let to_a = place(state, guard::person(state, b)?);
    if to_a == to_b || (is_open(state) && (to_a.is_none() || to_b.is_none())) {
        return Err(Refusal::NothingToDo);
    }
    send(draft, a, to_a, Why::ByHand);
    send(draft, b, to_b, Why::ByHand);
    Ok(())
}

/// As few people as need be go from large rooms to small ones, those whom the rule in force misses least.
fn even_out(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let state = draft.state();
    let people: Vec<(PersonId, Option<RoomId>)> = state
        .people
        .iter()
        .filter(|(_, p)| p.role == Role::Participant && p.here && !p.removed && !p.waiting)
        .filter_map(|(id, p)| Some((*id, Some(place(state, p)?))))
        .collect();
    let used = |room: &RoomId| people.iter().any(|(_, at)| at.as_ref() == Some(room));
    let rooms: Vec<RoomId> = breakout_rooms(state).into_iter().filter(used).collect();
    let rule = state
        .grouping
        .map_or((GroupRule::Random, false), |g| (g.rule, g.apart));
    let problem = Problem::new(state, &draft.context.attributes, rule, people, rooms, draft.at());
    let mut room_of: Vec<usize> = problem.fixed.iter().map(|room| room.unwrap_or(0)).collect();
    let movable: Vec<bool> = problem
        .people
        .iter()
        .map(|person| may_go(state, *person))
        .collect();
    let mut changed = false;
    while let Some((person, to)) = next_to_go(&problem, &room_of, &movable) {
        if let Some(at) = room_of.get_mut(person) {
            *at = to;
        }
        changed = true;
    }
    if !changed {
        return Err(Refusal::NothingToDo);
    }
    for (n, person) in problem.people.iter().enumerate() {
        let (now, before) = (room_of.get(n).copied(), problem.fixed.get(n).copied().flatten());
        if now != before {
            let room = now.and_then(|room| problem.rooms.get(room)).copied();
            send(draft, *person, room, Why::Evened);
        }
    }
    Ok(())
}

/// Nobody who is pinned, runs the room or presents in it.
fn may_go(state: &State, person: PersonId) -> bool {
    let presents = state
        .rooms
        .keys()
        .any(|room| guard::round(state, *room).is_ok_and(|round| round.presenter == Some(person)));
    let stays = |p: &Person| p.pinned || p.facilitates.is_some();
    !presents && state.people.get(&person).is_some_and(|p| !stays(p))
}

/// Who leaves the largest room that somebody may leave, for the smallest; none when sizes are even.
fn next_to_go(problem: &Problem, room_of: &[usize], movable: &[bool]) -> Option<(usize, usize)> {
    let mut sizes = vec![0_usize; problem.rooms.len()];
    for room in room_of {
        *sizes.get_mut(*room)? += 1;
    }
    let (to, smallest) = sizes.iter().copied().enumerate().min_by_key(|(_, size)| *size)?;
    let load = |person: usize, room: usize| -> u32 {
        room_of
            .iter()
            .enumerate()
            .filter(|(other, at)| **at == room && *other != person)
            .map(|(other, _)| u32::from(problem.weight(person, other)))
            .sum()
    };
    room_of
        .iter()
        .enumerate()
        .filter(|(person, room)| {
            movable.get(*person) == Some(&true) && sizes.get(**room).is_some_and(|size| *size > smallest + 1)
        })
        .min_by_key(|(person, room)| {
            let size = sizes.get(**room).copied().unwrap_or(0);
            let gain = i64::from(load(*person, to)) - i64::from(load(*person, **room));
            (std::cmp::Reverse(size), gain)
        })
        .map(|(person, _)| (person, to))
}

/// The people of one room go to another, whose round goes on; the board of the one that is left stays in the record.
fn merge(draft: &mut Draft<'_>, from: RoomId, into: RoomId) -> Result<(), Refusal> {
    let state = draft.state();
    for room in [from, into] {
        guard::room(state, room)?;
        if state.main_room == Some(room) {
            return Err(Refusal::MainRoom);
        }
        if !in_use(state, room) {
            return Err(Refusal::RoomMerged);
        }
    }
    if from == into {
        return Err(Refusal::NothingToDo);
    }
    let people: Vec<(PersonId, bool, bool, bool)> = state
        .people
        .iter()
        .filter(|(_, p)| !p.removed)
        .map(|(id, p)| {
            (
                *id,
                p.room == from,
                p.assigned == Some(from),
                p.facilitates == Some(from),
            )
        })
        .collect();
    rounds::end(draft, from, Cause::Stopped);
    if guard::room(draft.state(), from)?.call.is_some() {
        draft.emit(Event::HelpClosed { room: from });
    }
    for (person, inside, assigned, facilitates) in people {
        if facilitates {
            draft.emit(Event::RoomFacilitatorSet { person, room: None });
        }
        if assigned {
            draft.emit(Event::PersonAssigned {
                person,
                room: Some(into),
                why: Some(Why::Merged),
            });
        }
        if inside {
            move_one(draft, person, into);
        }
    }
    draft.emit(Event::RoomMerged {
        room: from,
        into: Some(into),
    });
    Ok(())
}

/// A merged room is there again; its people come by a move.
fn reopen(draft: &mut Draft<'_>, room: RoomId) -> Result<(), Refusal> {
    if guard::room(draft.state(), room)?.merged_into.is_none() {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::RoomMerged { room, into: None });
    Ok(())
}

/// A page that missed a move is sent all that it should show.
fn send_again(draft: &mut Draft<'_>, person: PersonId) -> Result<(), Refusal> {
    if guard::person(draft.state(), person)?.arrived {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::PersonCalledAgain { person });
    Ok(())
}
