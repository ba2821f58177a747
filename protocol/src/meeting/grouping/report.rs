//! Which wishes the groups break as they are now, and why: shown beside the rooms.

use super::problem::Problem;
use super::{Attributes, GroupRule, Grouping};
use crate::ids::{PersonId, RoomId};
use crate::meeting::state::{Role, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// More would not be read.
const SHOWN_MAX: usize = 60;

/// A wish that is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Broken {
    /// Of a mixed room: so many have the value of `like`.
    Together {
        room: RoomId,
        like: PersonId,
        count: u16,
        reason: Reason,
    },
    /// Of a room for people alike: so many differ from the most.
    Among {
        room: RoomId,
        like: PersonId,
        others: u16,
        reason: Reason,
    },
    /// So many pairs were in a room together before, these two among them.
    Again {
        room: RoomId,
        people: [PersonId; 2],
        pairs: u16,
        reason: Reason,
    },
}

/// Why a wish is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// More people have this value than there are rooms.
    MoreThanRooms { people: u16, rooms: u16 },
    /// All of them stay where they are.
    Fixed,
    /// Nobody could be swapped for the better.
    NoSwap,
    /// These two could.
    Swap { person: PersonId, other: PersonId },
}

/// What the rule in force wishes and the assignments break. Empty: everything is kept.
pub fn report(state: &State, attributes: &Attributes, grouping: Grouping) -> Vec<Broken> {
    let people: Vec<(PersonId, Option<RoomId>)> = state
        .people
        .iter()
        .filter(|(_, p)| p.role == Role::Participant && !p.removed && !p.waiting)
        .filter_map(|(id, p)| {
            Some((
                *id,
                Some(p.assigned.filter(|room| state.rooms.contains_key(room))?),
            ))
        })
        .collect();
    let mut rooms: Vec<RoomId> = people.iter().filter_map(|(_, room)| *room).collect();
    rooms.sort_by_key(|room| state.rooms.get(room).map(|room| room.number));
    rooms.dedup();
    let rule = (grouping.rule, grouping.apart);
    let mut problem = Problem::new(state, attributes, rule, people, rooms, grouping.at);
    // Where everybody is; and who stays there.
    let room_of: Vec<usize> = problem.fixed.iter().map(|room| room.unwrap_or(0)).collect();
    problem.fixed = problem
        .people
        .iter()
        .zip(&room_of)
        .map(|(id, room)| {
            let stays = state
                .people
                .get(id)
                .is_some_and(|p| p.pinned || p.facilitates.is_some());
            stays.then_some(*room)
        })
        .collect();
    Looking::new(&problem, &room_of).broken()
}

struct Looking<'a> {
    problem: &'a Problem,
    room_of: &'a [usize],
    /// What each person weighs with the people of each room, row by row.
    load: Vec<i64>,
}

impl<'a> Looking<'a> {
    fn new(problem: &'a Problem, room_of: &'a [usize]) -> Self {
        let rooms = problem.rooms.len();
        let mut load = vec![0; problem.people.len() * rooms];
        for (other, room) in room_of.iter().enumerate() {
            for person in 0..problem.people.len() {
                if let Some(load) = load.get_mut(person * rooms + room) {
                    *load += i64::from(problem.weight(person, other));
                }
            }
        }
        Self {
            problem,
            room_of,
            load,
        }
    }

    fn broken(&self) -> Vec<Broken> {
        let mut found = Vec::new();
        for (room, id) in self.problem.rooms.iter().enumerate() {
            let people: Vec<usize> = (0..self.problem.people.len())
                .filter(|person| self.room_of.get(*person) == Some(&room))
                .collect();
            match self.problem.rule {
                GroupRule::Random => {}
                GroupRule::Mixed { .. } => self.together(*id, &people, &mut found),
                GroupRule::Alike { .. } | GroupRule::Language => self.among(*id, &people, &mut found),
            }
            if self.problem.apart {
                self.again(*id, &people, &mut found);
            }
        }
        found.truncate(SHOWN_MAX);
        found
    }

    fn by_value(&self, people: &[usize]) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for person in people {
            if let Some(value) = self.problem.values.get(*person).copied().flatten() {
                groups.entry(value).or_default().push(*person);
            }
        }
        let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        groups
    }

    fn together(&self, room: RoomId, people: &[usize], found: &mut Vec<Broken>) {
        for group in self.by_value(people).into_iter().filter(|group| group.len() > 1) {
            let Some(like) = group.first().and_then(|person| self.problem.people.get(*person)) else {
                continue;
            };
            let value = group.first().and_then(|person| self.problem.values.get(*person));
            let all = self
                .problem
                .values
                .iter()
                .filter(|other| Some(*other) == value)
                .count();
            let rooms = self.problem.rooms.len();
            let swap = self.reason(&group);
            // That there are too many says more than that nobody was found.
            let reason = match swap {
                Reason::NoSwap if all > rooms => Reason::MoreThanRooms {
                    people: small(all),
                    rooms: small(rooms),
                },
                reason => reason,
            };
            found.push(Broken::Together {
                room,
                like: *like,
                count: small(group.len()),
                reason,
            });
        }
    }

    fn among(&self, room: RoomId, people: &[usize], found: &mut Vec<Broken>) {
        let groups = self.by_value(people);
        let others: Vec<usize> = groups.iter().skip(1).flatten().copied().collect();
        let most = groups.first().and_then(|group| group.first());
        if let Some(like) = most.and_then(|person| self.problem.people.get(*person))
            && !others.is_empty()
        {
            found.push(Broken::Among {
                room,
                like: *like,
                others: small(others.len()),
                reason: self.reason(&others),
            });
        }
    }

    fn again(&self, room: RoomId, people: &[usize], found: &mut Vec<Broken>) {
        let mut pairs = Vec::new();
        for (n, a) in people.iter().enumerate() {
            for b in people.iter().skip(n + 1) {
                if self.problem.met(*a, *b) > 0 {
                    pairs.push((*a, *b));
                }
            }
        }
        let name = |person: usize| self.problem.people.get(person).copied();
        if let Some((a, b)) = pairs.first().copied()
            && let (Some(first), Some(second)) = (name(a), name(b))
        {
            let mut those: Vec<usize> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
            those.sort_unstable();
            those.dedup();
            found.push(Broken::Again {
                room,
                people: [first, second],
                pairs: small(pairs.len()),
                reason: self.reason(&those),
            });
        }
    }

    /// Whether one of `people` could change places with somebody so that all rooms together are better.
    fn reason(&self, people: &[usize]) -> Reason {
        let free = |person: &usize| !self.problem.is_fixed(*person);
        if !people.iter().any(free) {
            return Reason::Fixed;
        }
        let mut best: Option<(i64, usize, usize)> = None;
        for person in people.iter().copied().filter(free) {
            for other in (0..self.problem.people.len()).filter(free) {
                let gain = self.gain(person, other);
                if gain < 0 && best.is_none_or(|(least, ..)| gain < least) {
                    best = Some((gain, person, other));
                }
            }
        }
        let name = |person: usize| self.problem.people.get(person).copied();
        best.and_then(|(_, person, other)| {
            Some(Reason::Swap {
                person: name(person)?,
                other: name(other)?,
            })
        })
        .unwrap_or(Reason::NoSwap)
    }

    fn gain(&self, a: usize, b: usize) -> i64 {
        let (Some(&from), Some(&to)) = (self.room_of.get(a), self.room_of.get(b)) else {
            return 0;
        };
        if from == to {
            return 0;
        }
        let load = |person: usize, room: usize| {
            let at = person * self.problem.rooms.len() + room;
            self.load.get(at).copied().unwrap_or(0)
        };
        let between = i64::from(self.problem.weight(a, b));
        load(a, to) + load(b, from) - load(a, from) - load(b, to) - 2 * between
    }
}

fn small(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
