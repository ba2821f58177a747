//! Who visits which cards, so that all get visitors evenly. Pure.

use crate::ids::{PersonId, RoomId};
use crate::limits::GALLERY_VISITS;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Somebody who is sent to cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    pub person: PersonId,
    /// The room whose card is not theirs to visit.
    pub own: Option<RoomId>,
    /// What they keep, in order.
    pub kept: Vec<RoomId>,
}

/// Three cards for each (or as many as there are), never their own, such that the numbers of visitors are as even as they can
/// be with what is kept: no chain of exchanges makes them more even. The same input gives the same answer.
pub fn spread(cards: &[RoomId], visitors: &[Visitor]) -> BTreeMap<PersonId, Vec<RoomId>> {
    let mut drawn = Drawn {
        counts: cards.iter().map(|card| (*card, 0)).collect(),
        visits: Vec::with_capacity(visitors.len()),
    };
    for visitor in visitors {
        for card in &visitor.kept {
            *drawn.counts.entry(*card).or_default() += 1;
        }
    }
    for visitor in visitors {
        let mut rooms = visitor.kept.clone();
        while rooms.len() < GALLERY_VISITS {
            let open = |card: &&RoomId| Some(**card) != visitor.own && !rooms.contains(*card);
            let Some(card) = cards
                .iter()
                .filter(open)
                .min_by_key(|card| drawn.counts.get(card))
            else {
                break;
            };
            rooms.push(*card);
            *drawn.counts.entry(*card).or_default() += 1;
        }
        drawn.visits.push(rooms);
    }
    // Each round lowers the sum of the squares, so this ends.
    while drawn.improve(visitors) {}
    visitors
        .iter()
        .map(|visitor| visitor.person)
        .zip(drawn.visits)
        .collect()
}

struct Drawn {
    counts: BTreeMap<RoomId, usize>,
    /// For each visitor.
    visits: Vec<Vec<RoomId>>,
}

impl Drawn {
    /// Leads one visit from a card with many visitors, over others if need be, to one that has at least two fewer.
    fn improve(&mut self, visitors: &[Visitor]) -> bool {
        let mut by_visitors: Vec<(usize, RoomId)> =
            self.counts.iter().map(|(card, count)| (*count, *card)).collect();
        by_visitors.sort_unstable();
        let Some(&(fewest, _)) = by_visitors.first() else {
            return false;
        };
        for (many, from) in by_visitors.into_iter().rev() {
            if many < fewest + 2 {
                return false;
            }
            if let Some(chain) = self.chain(visitors, from, many) {
                for (visitor, from, to) in chain {
                    self.exchange(visitor, from, to);
                }
                return true;
            }
        }
        false
    }

    /// The shortest chain of exchanges (visitor, from, to) from a card to one with at least two visitors fewer.
    fn chain(&self, visitors: &[Visitor], from: RoomId, many: usize) -> Option<Vec<(usize, RoomId, RoomId)>> {
        let mut came = BTreeMap::<RoomId, (usize, RoomId)>::new();
        let mut reached = BTreeSet::from([from]);
        let mut next = VecDeque::from([from]);
        while let Some(card) = next.pop_front() {
            for (at, (visitor, rooms)) in visitors.iter().zip(&self.visits).enumerate() {
                if !rooms.contains(&card) || visitor.kept.contains(&card) {
                    continue;
                }
                for (to, count) in &self.counts {
                    if Some(*to) == visitor.own || rooms.contains(to) || !reached.insert(*to) {
                        continue;
                    }
                    came.insert(*to, (at, card));
                    if count + 2 <= many {
                        return Some(back(&came, from, *to));
                    }
                    next.push_back(*to);
                }
            }
        }
        None
    }

    fn exchange(&mut self, visitor: usize, from: RoomId, to: RoomId) {
        let place = self
            .visits
            .get_mut(visitor)
            .and_then(|rooms| rooms.iter_mut().find(|room| **room == from));
        if let Some(place) = place {
            *place = to;
            if let Some(count) = self.counts.get_mut(&from) {
                *count -= 1;
            }
            *self.counts.entry(to).or_default() += 1;
        }
    }
}

/// The way by which a card was reached; its last exchange first, so that no visitor has a card twice on the way.
fn back(came: &BTreeMap<RoomId, (usize, RoomId)>, from: RoomId, to: RoomId) -> Vec<(usize, RoomId, RoomId)> {
    let mut chain = Vec::new();
    let mut at = to;
    while at != from {
        let Some(&(visitor, before)) = came.get(&at) else {
            break;
        };
        chain.push((visitor, before, at));
        at = before;
    }
    chain
}
