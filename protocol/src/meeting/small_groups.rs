//! Pairs and small groups inside a room: who is with whom. Pure functions on one [`SmallGroups`].
//!
//! People are taken as they joined the meeting, so that the same people always make the same groups. Whoever comes or goes
//! changes as little as possible: nobody is parted from whom they were with, but who came last from a group that has
//! become two.

use crate::ids::PersonId;
use serde::{Deserialize, Serialize};

/// The small groups of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SmallGroups {
    /// How many people each was meant to have.
    pub size: u8,
    /// By number. Together they are everybody who takes part.
    pub groups: Vec<SmallGroup>,
    /// The highest number so far: one that is gone is given to no other.
    pub last: u16,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SmallGroup {
    /// From 1 in each step.
    pub number: u16,
    /// Who was there first comes first.
    pub people: Vec<PersonId>,
}

/// What stands between a section's id and the number of the group that has it for itself. No id of a protocol has it.
const OWN: char = '.';

/// The section of the protocol that a group's own section belongs to; any other is itself.
pub fn whole_section(id: &str) -> &str {
    match id.rsplit_once(OWN) {
        Some((whole, number)) if number.parse::<u16>().is_ok() => whole,
        _ => id,
    }
}

/// The id of a part of a section: of a small group's own, or of what is written for one client.
pub fn part_of(whole: &str, number: u16) -> String {
    format!("{whole}{OWN}{number}")
}

impl SmallGroup {
    /// The id of the group's own part of a section.
    pub fn section(&self, whole: &str) -> String {
        part_of(whole, self.number)
    }
}

impl SmallGroups {
    /// A step of groups of `size` begins. Smaller ones from `before` are joined whole; those of the same size stay.
    pub fn made(people: &[PersonId], size: u8, before: Option<&Self>) -> Self {
        match before.map(|before| before.with_people(people)) {
            Some(before) if before.size == size => before,
            Some(before) if before.size < size => {
                let count = count(people.len(), size).min(before.groups.len());
                let groups = parts(&before.groups, count);
                Self::numbered(
                    size,
                    groups.map(|part| part.iter().flat_map(|group| group.people.clone()).collect()),
                )
            }
            _ => {
                let groups = parts(people, count(people.len(), size));
                Self::numbered(size, groups.map(<[PersonId]>::to_vec))
            }
        }
    }

    /// The same with these people in the room: who left is in none, who is new joins the smallest, nobody is left alone
    /// while there is another group.
    #[must_use]
    pub fn with_people(&self, here: &[PersonId]) -> Self {
        let mut next = self.clone();
        for group in &mut next.groups {
            group.people.retain(|person| here.contains(person));
        }
        next.groups.retain(|group| !group.people.is_empty());
        for person in here {
            if next.of(*person).is_none() {
                next.join(*person);
            }
        }
        while next.groups.len() > 1 {
            let Some(at) = next.groups.iter().position(|group| group.people.len() == 1) else {
                break;
            };
            for person in next.groups.remove(at).people {
                next.join(person);
            }
        }
        next
    }

    /// The group that somebody is in.
    pub fn of(&self, person: PersonId) -> Option<&SmallGroup> {
        self.groups.iter().find(|group| group.people.contains(&person))
    }

    /// Whether somebody was the first of their group: they speak for it.
    pub fn is_first(&self, person: PersonId) -> bool {
        self.groups
            .iter()
            .any(|group| group.people.first() == Some(&person))
    }

    fn numbered(size: u8, groups: impl Iterator<Item = Vec<PersonId>>) -> Self {
        let groups: Vec<SmallGroup> = (1_u16..)
            .zip(groups.filter(|people| !people.is_empty()))
            .map(|(number, people)| SmallGroup { number, people })
            .collect();
        let last = groups.last().map_or(0, |group| group.number);
        Self { size, groups, last }
    }

    /// Into the smallest group, of equal ones the first. One that is twice as large as meant becomes two.
    fn join(&mut self, person: PersonId) {
        let size = usize::from(self.size.max(2));
        let Some(smallest) = self.groups.iter_mut().min_by_key(|group| group.people.len()) else {
            let number = self.next_number();
            let people = vec![person];
            self.groups.push(SmallGroup { number, people });
            return;
        };
        smallest.people.push(person);
        if smallest.people.len() >= 2 * size {
            let people = smallest.people.split_off(size);
            let number = self.next_number();
            self.groups.push(SmallGroup { number, people });
        }
    }

    fn next_number(&mut self) -> u16 {
        self.last = self.last.saturating_add(1);
        self.last
    }
}

/// How many groups of about `size`: the nearest number, and so few that nobody is alone.
fn count(people: usize, size: u8) -> usize {
    let size = usize::from(size.max(2));
    ((people + size / 2) / size).min(people / 2).max(1)
}

/// `items` in `count` parts in order, whose lengths differ by one at most.
fn parts<T>(items: &[T], count: usize) -> impl Iterator<Item = &[T]> {
    let (each, longer) = (items.len() / count.max(1), items.len() % count.max(1));
    let mut rest = items;
    (0..count).map(move |at| {
        let (part, others) = rest.split_at((each + usize::from(at < longer)).min(rest.len()));
        rest = others;
        part
    })
}
