//! Looks for groups with little weight: a first draft, then swaps that make it lighter, then a few knocks to leave a dead
//! end. The number of steps is bounded, and the same seed gives the same groups.

use super::Problem;
use super::problem::VALUE;
use fastrand::Rng;

/// Swaps that are weighed at most: some milliseconds for 150 people.
const STEPS_MAX: usize = 1_200_000;
/// How often a draft that cannot be made lighter by one swap is knocked and tried again.
const KNOCKS_MAX: usize = 60;
/// What one place more or less than the even share weighs in a room that gathers people of one value, squared.
const UNEVEN: i64 = 6;

/// The room of each person, by index. Sizes differ by one at most where those who are fixed allow it; a rule that gathers
/// people may make a room one larger or smaller than `size` to keep a value whole.
pub fn solve(problem: &Problem, size: u16, seed: u64) -> Vec<usize> {
    let mut draws = Rng::with_seed(seed);
    let shares = even_shares(problem);
    let mut order: Vec<usize> = (0..problem.people.len())
        .filter(|n| !problem.is_fixed(*n))
        .collect();
    draws.shuffle(&mut order);
    let first = if problem.gathers() {
        gathered(problem, &shares, &order)
    } else {
        dealt(problem, &shares, &order)
    };
    let mut draft = Draft::new(problem, first, &shares, size);
    let least = least(problem);
    let mut steps = draft.settle(&order);
    let mut best = (draft.cost, draft.room_of.clone());
    for _ in 0..KNOCKS_MAX {
        if best.0 <= least || steps >= STEPS_MAX || order.len() < 2 {
            break;
        }
        for _ in 0..3 {
            let (a, b) = (draws.usize(..order.len()), draws.usize(..order.len()));
            if let (Some(a), Some(b)) = (order.get(a), order.get(b))
                && draft.room(*a) != draft.room(*b)
            {
                draft.swap(*a, *b);
            }
        }
        steps += draft.settle(&order);
        if draft.cost < best.0 {
            best = (draft.cost, draft.room_of.clone());
        } else if draft.cost > best.0 {
            draft = Draft::new(problem, best.1.clone(), &shares, size);
        }
    }
    best.1
}

/// How many belong in each room so that sizes are as even as those who are fixed allow; the first rooms get one more.
fn even_shares(problem: &Problem) -> Vec<usize> {
    let mut shares = vec![0; problem.rooms.len()];
    for room in problem.fixed.iter().flatten() {
        if let Some(share) = shares.get_mut(*room) {
            *share += 1;
        }
    }
    let free = problem.fixed.iter().filter(|fixed| fixed.is_none()).count();
    for _ in 0..free {
        if let Some(share) = shares.iter_mut().min() {
            *share += 1;
        }
    }
    shares
}

/// The places that those who are fixed leave.
fn places(problem: &Problem, shares: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let mut left = shares.to_vec();
    let mut room_of = vec![0; problem.people.len()];
    for (person, fixed) in problem.fixed.iter().enumerate() {
        if let (Some(room), Some(place)) = (fixed, room_of.get_mut(person)) {
            *place = *room;
            if let Some(left) = left.get_mut(*room) {
                *left = left.saturating_sub(1);
            }
        }
    }
    (left, room_of)
}

/// One after the other to the rooms in turn, people of one value next to each other: they land in different rooms.
fn dealt(problem: &Problem, shares: &[usize], order: &[usize]) -> Vec<usize> {
    let (mut left, mut room_of) = places(problem, shares);
    let mut order = order.to_vec();
    order.sort_by_key(|person| problem.values.get(*person).copied().flatten());
    let mut next = 0;
    for person in order {
        for _ in 0..left.len() {
            next = (next + 1) % left.len().max(1);
            if left.get(next).is_some_and(|left| *left > 0) {
                break;
            }
        }
        if let (Some(place), Some(left)) = (room_of.get_mut(person), left.get_mut(next)) {
            *place = next;
            *left = left.saturating_sub(1);
        }
    }
    room_of
}

/// Values one after the other, the largest first, each into the room that it fills best.
fn gathered(problem: &Problem, shares: &[usize], order: &[usize]) -> Vec<usize> {
    let (mut left, mut room_of) = places(problem, shares);
    let mut by_value: std::collections::BTreeMap<Option<u32>, Vec<usize>> = std::collections::BTreeMap::new();
    for person in order {
        let value = problem.values.get(*person).copied().flatten();
        by_value.entry(value).or_default().push(*person);
    }
    let mut values: Vec<(Option<u32>, Vec<usize>)> = by_value.into_iter().collect();
    // Those who said nothing fill what is left.
    values.sort_by_key(|(value, people)| (value.is_none(), std::cmp::Reverse(people.len())));
    for (_, mut people) in values {
        while !people.is_empty() {
            let open = || left.iter().enumerate().filter(|(_, left)| **left > 0);
            let fits = open()
                .filter(|(_, left)| **left >= people.len())
                .min_by_key(|(_, left)| **left);
            let Some(room) = fits
                .or_else(|| open().max_by_key(|(_, left)| **left))
                .map(|(room, _)| room)
            else {
                break;
            };
            let count = left.get(room).copied().unwrap_or(0).min(people.len());
            for person in people.drain(..count) {
                if let Some(place) = room_of.get_mut(person) {
                    *place = room;
                }
            }
            if let Some(left) = left.get_mut(room) {
                *left -= count;
            }
        }
    }
    room_of
}

/// What no groups can fall below.
fn least(problem: &Problem) -> i64 {
    if problem.gathers() || problem.rooms.is_empty() {
        return 0;
    }
    let mut counts = std::collections::BTreeMap::new();
    for value in problem.values.iter().flatten() {
        *counts.entry(*value).or_insert(0_usize) += 1;
    }
    let rooms = problem.rooms.len();
    let pairs: usize = counts
        .values()
        .map(|count| {
            let (each, more) = (count / rooms, count % rooms);
            rooms * (each * each.saturating_sub(1) / 2) + more * each
        })
        .sum();
    match problem.rule {
        super::GroupRule::Mixed { .. } => i64::try_from(pairs)
            .unwrap_or(i64::MAX)
            .saturating_mul(i64::from(VALUE)),
        super::GroupRule::Random | super::GroupRule::Alike { .. } | super::GroupRule::Language => 0,
    }
}

/// Groups in the making.
struct Draft<'a> {
    problem: &'a Problem,
    room_of: Vec<usize>,
    sizes: Vec<i64>,
    shares: Vec<i64>,
    /// Sizes that a rule which gathers people may go to.
    bounds: (i64, i64),
    /// What each person weighs with the people of each room, row by row.
    load: Vec<i64>,
    cost: i64,
}

impl<'a> Draft<'a> {
    fn new(problem: &'a Problem, room_of: Vec<usize>, shares: &[usize], size: u16) -> Self {
        let rooms = problem.rooms.len();
        let people = problem.people.len();
        let shares: Vec<i64> = shares
            .iter()
            .map(|share| i64::try_from(*share).unwrap_or(0))
            .collect();
        let mut sizes = vec![0; rooms];
        let mut load = vec![0; people * rooms];
        let mut cost = 0;
        for (person, room) in room_of.iter().enumerate() {
            if let Some(size) = sizes.get_mut(*room) {
                *size += 1;
            }
            for other in 0..people {
                let weight = i64::from(problem.weight(person, other));
                if let Some(load) = load.get_mut(other * rooms + room) {
                    *load += weight;
                }
                if other < person && room_of.get(other) == Some(room) {
                    cost += weight;
                }
            }
        }
        let even = |pick: fn(i64, i64) -> i64, start: i64| shares.iter().copied().fold(start, pick);
        let bounds = (
            even(i64::min, i64::from(size) - 1).max(1),
            even(i64::max, i64::from(size) + 1),
        );
        for (size, share) in sizes.iter().zip(&shares) {
            cost += uneven(size - share);
        }
        Self {
            problem,
            room_of,
            sizes,
            shares,
            bounds,
            load,
            cost,
        }
    }

    fn room(&self, person: usize) -> usize {
        self.room_of.get(person).copied().unwrap_or(0)
    }

    fn load(&self, person: usize, room: usize) -> i64 {
        self.load
            .get(person * self.problem.rooms.len() + room)
            .copied()
            .unwrap_or(0)
    }

    /// What two people changing places adds to the cost.
    fn gain_of_swap(&self, a: usize, b: usize) -> i64 {
        let (from, to) = (self.room(a), self.room(b));
        let between = i64::from(self.problem.weight(a, b));
        self.load(a, to) + self.load(b, from) - self.load(a, from) - self.load(b, to) - 2 * between
    }

    fn swap(&mut self, a: usize, b: usize) {
        let (from, to) = (self.room(a), self.room(b));
        self.cost += self.gain_of_swap(a, b);
        self.put(a, from, to);
        self.put(b, to, from);
    }

    fn put(&mut self, person: usize, from: usize, to: usize) {
        let rooms = self.problem.rooms.len();
        for other in 0..self.problem.people.len() {
            let weight = i64::from(self.problem.weight(person, other));
            if weight != 0 {
                for (room, change) in [(from, -weight), (to, weight)] {
                    if let Some(load) = self.load.get_mut(other * rooms + room) {
                        *load += change;
                    }
                }
            }
        }
        if let Some(place) = self.room_of.get_mut(person) {
            *place = to;
        }
    }

    /// What a move to a room with another size adds; none where the sizes do not allow it.
    fn gain_of_move(&self, person: usize, to: usize) -> Option<i64> {
        let from = self.room(person);
        let (left, joined) = (self.sizes.get(from)? - 1, self.sizes.get(to)? + 1);
        if from == to || left < self.bounds.0 || joined > self.bounds.1 {
            return None;
        }
        let (share_from, share_to) = (self.shares.get(from)?, self.shares.get(to)?);
        let sizes = uneven(left - share_from) - uneven(left + 1 - share_from) + uneven(joined - share_to)
            - uneven(joined - 1 - share_to);
        Some(self.load(person, to) - self.load(person, from) + sizes)
    }

    fn move_to(&mut self, person: usize, to: usize, gain: i64) {
        let from = self.room(person);
        self.cost += gain;
        self.put(person, from, to);
        for (room, change) in [(from, -1), (to, 1)] {
            if let Some(size) = self.sizes.get_mut(room) {
                *size += change;
            }
        }
    }

    /// Swaps (and, where the rule gathers people, moves) until none makes it lighter. How many were weighed.
    fn settle(&mut self, free: &[usize]) -> usize {
        let mut steps = 0;
        loop {
            let before = self.cost;
            for (n, a) in free.iter().enumerate() {
                for b in free.iter().skip(n + 1) {
                    if self.room(*a) != self.room(*b) && self.gain_of_swap(*a, *b) < 0 {
                        self.swap(*a, *b);
                    }
                }
                steps += free.len() - n;
                if self.problem.gathers() {
                    for room in 0..self.problem.rooms.len() {
                        if let Some(gain) = self.gain_of_move(*a, room).filter(|gain| *gain < 0) {
                            self.move_to(*a, room, gain);
                        }
                    }
                    steps += self.problem.rooms.len();
                }
            }
            if self.cost >= before || steps >= STEPS_MAX {
                return steps;
            }
        }
    }
}

fn uneven(difference: i64) -> i64 {
    difference * difference * UNEVEN
}

#[cfg(test)]
mod tests {
    use super::super::{Attributes, GroupRule, Problem};
    use super::solve;
    use crate::ids::{PersonId, RoomId};
    use crate::meeting::state::State;
    use crate::time::Timestamp;
    use uuid::Uuid;

    #[test]
    fn the_same_seed_gives_the_same_groups_and_another_seed_others() {
        let people = (0..30).map(|n| (PersonId(Uuid::from_u128(n)), None)).collect();
        let rooms = (0..5).map(|n| RoomId(Uuid::from_u128(n))).collect();
        let rule = (GroupRule::Random, false);
        let problem = Problem::new(
            &State::default(),
            &Attributes::default(),
            rule,
            people,
            rooms,
            Timestamp(0),
        );
        assert_eq!(solve(&problem, 6, 7), solve(&problem, 6, 7));
        assert_ne!(solve(&problem, 6, 7), solve(&problem, 6, 8));
    }

    #[test]
    fn nobody_and_no_rooms_are_no_trouble() {
        for (people, rooms) in [(0, 0), (0, 2), (1, 1)] {
            let people = (0..people)
                .map(|n| (PersonId(Uuid::from_u128(n)), None))
                .collect();
            let rooms = (0..rooms).map(|n| RoomId(Uuid::from_u128(n))).collect();
            let rule = (GroupRule::Language, true);
            let problem = Problem::new(
                &State::default(),
                &Attributes::default(),
                rule,
                people,
                rooms,
                Timestamp(0),
            );
            assert_eq!(solve(&problem, 2, 1).len(), problem.people.len());
        }
    }
}
