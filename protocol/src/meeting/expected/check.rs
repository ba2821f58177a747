//! What a list leads to, or everything that is wrong with it.

use super::{
    ExpectedKind, ExpectedList, ExpectedPerson, Known, ListFault, ListFaultKind, ListField, ListTable,
};
use crate::ids::{PersonId, RoomId};
use crate::limits::{PEOPLE_MAX, ROOMS_MAX};
use crate::meeting::decide::{is_language, is_link};
use crate::meeting::grouping::comparable;
use crate::meeting::state::{Ask, State};
use crate::text::{self, TextFault};
use std::collections::BTreeMap;

/// A list that can be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Those who are added.
    pub people: Vec<CheckedPerson>,
    /// Rows of people who are in the meeting or on its list already: they stay as they are.
    pub known: Vec<(u32, PersonId)>,
    /// Rooms that are made.
    pub rooms: Vec<CheckedRoom>,
    /// Voice links of rooms that are there.
    pub voices: Vec<(RoomId, String)>,
}

/// Somebody who is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedPerson {
    /// Which of the list's people.
    pub index: usize,
    pub room: Option<Place>,
}

/// A room that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedRoom {
    /// Where only a number was said; else the lowest free one.
    pub number: Option<u16>,
    pub name: Option<String>,
    pub voice: Option<String>,
}

/// A room of the meeting, or one of those that are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Known(RoomId),
    New(usize),
}

/// What the list leads to.
///
/// # Errors
/// Everything that is wrong with it, in the order of tables and rows.
pub fn check(state: &State, known: &Known, list: &ExpectedList) -> Result<Checked, Vec<ListFault>> {
    let mut checker = Checker {
        state,
        known,
        checked: Checked::default(),
        faults: Vec::new(),
        places: BTreeMap::new(),
    };
    checker.rooms(list);
    checker.people(list);
    if checker.faults.is_empty() {
        return Ok(checker.checked);
    }
    checker.faults.sort_unstable();
    checker.faults.dedup();
    Err(checker.faults)
}

struct Checker<'a> {
    state: &'a State,
    known: &'a Known,
    checked: Checked,
    faults: Vec<ListFault>,
    /// What rooms are called in the list, once each.
    places: BTreeMap<String, Place>,
}

impl Checker<'_> {
    fn fault(&mut self, table: ListTable, row: u32, field: ListField, fault: ListFaultKind) {
        self.faults.push(ListFault {
            table,
            row,
            field,
            fault,
            other_row: None,
        });
    }

    fn rooms(&mut self, list: &ExpectedList) {
        let mut rows: BTreeMap<String, u32> = BTreeMap::new();
        for room in &list.rooms {
            let (table, row) = (ListTable::Rooms, room.row);
            if let Some(fault) = line_fault(&room.name) {
                self.fault(table, row, ListField::Name, fault);
                continue;
            }
            let voice = said(room.voice.as_deref()).map(|link| voice(link).ok_or(ListFaultKind::BadLink));
            let voice = match voice.transpose() {
                Ok(voice) => voice,
                Err(fault) => {
                    self.fault(table, row, ListField::Voice, fault);
                    continue;
                }
            };
            let key = comparable(&room.name).unwrap_or_default();
            if let Some(other) = rows.insert(key, row) {
                self.faults.push(ListFault {
                    table,
                    row,
                    field: ListField::Name,
                    fault: ListFaultKind::Twice,
                    other_row: Some(other),
                });
                continue;
            }
            match self.place(table, row, &room.name) {
                Some(Place::Known(id)) => {
                    let voice = voice.filter(|voice| self.known.voices.get(&id) != Some(voice));
                    self.checked.voices.extend(voice.map(|voice| (id, voice)));
                }
                Some(Place::New(index)) => {
                    if let Some(made) = self.checked.rooms.get_mut(index) {
                        made.voice = voice;
                    }
                }
                None => {}
            }
        }
    }

    /// The room that is meant, made if need be.
    fn place(&mut self, table: ListTable, row: u32, raw: &str) -> Option<Place> {
        let name = text::line(raw).ok()?;
        let key = comparable(raw)?;
        let field = match table {
            ListTable::Rooms => ListField::Name,
            ListTable::People => ListField::Room,
        };
        if let Some(place) = self.places.get(&key) {
            return Some(*place);
        }
        let number = number(&key);
        let by_number = |wanted: u16| {
            let mut rooms = self.state.rooms.iter();
            rooms.find(|(_, room)| room.number == wanted).map(|(id, _)| *id)
        };
        let found = self.known.rooms.get(&key).copied();
        let place = match found.or_else(|| number.and_then(by_number)) {
            Some(id)
                if self
                    .state
                    .rooms
                    .get(&id)
                    .is_some_and(|room| room.merged_into.is_some()) =>
            {
                self.fault(table, row, field, ListFaultKind::MergedRoom);
                return None;
            }
            Some(id) => Place::Known(id),
            None => {
                let same_number = number.and_then(|number| {
                    let rooms = self.checked.rooms.iter();
                    rooms
                        .enumerate()
                        .find(|(_, room)| room.number == Some(number))
                        .map(|(at, _)| at)
                });
                match same_number {
                    Some(index) => Place::New(index),
                    // The main room is one of the state's.
                    None if self.state.rooms.len() + self.checked.rooms.len() > ROOMS_MAX => {
                        self.fault(table, row, field, ListFaultKind::TooManyRooms);
                        return None;
                    }
                    None => {
                        self.checked.rooms.push(CheckedRoom {
                            number,
                            name: number.is_none().then_some(name),
                            voice: None,
                        });
                        Place::New(self.checked.rooms.len() - 1)
                    }
                }
            }
        };
        self.places.insert(key, place);
        Some(place)
    }

    fn people(&mut self, list: &ExpectedList) {
        let taken = self.state.people.values().filter(|p| p.takes_place()).count();
        let mut left = PEOPLE_MAX.saturating_sub(taken);
        let mut known = self.known.people.clone();
        // By name and organization: a row that says so, and whether all of them are namesakes.
        let mut rows: BTreeMap<(String, String), (u32, bool)> = BTreeMap::new();
        for (index, person) in list.people.iter().enumerate() {
            let before = self.faults.len();
            self.words(person);
            if self.faults.len() > before {
                continue;
            }
            let (name, organization) = self.key(person);
            let namesake = person.namesake;
            if let Some((other, all)) =
                rows.insert((name.clone(), organization.clone()), (person.row, namesake))
                && !(all && namesake)
            {
                self.faults.push(ListFault {
                    table: ListTable::People,
                    row: person.row,
                    field: ListField::Name,
                    fault: ListFaultKind::Twice,
                    other_row: Some(other),
                });
                continue;
            }
            let by_organization = self.asks(Ask::Organization);
            let on_list = known.get_mut(&name).and_then(|namesakes| {
                let same = |(theirs, _): &(String, PersonId)| !by_organization || *theirs == organization;
                let at = namesakes.iter().position(same)?;
                Some(namesakes.remove(at).1)
            });
            if let Some(id) = on_list {
                self.checked.known.push((person.row, id));
            } else if left == 0 {
                self.fault(
                    ListTable::People,
                    person.row,
                    ListField::Name,
                    ListFaultKind::TooManyPeople,
                );
                // One row says it for all that follow.
                return;
            } else {
                left -= 1;
                let room = said(person.room.as_deref());
                let room = room.and_then(|room| self.place(ListTable::People, person.row, room));
                self.checked.people.push(CheckedPerson { index, room });
            }
        }
    }

    fn key(&self, person: &ExpectedPerson) -> (String, String) {
        let read = |words: &Option<String>| words.as_deref().and_then(comparable).unwrap_or_default();
        let organization = if self.asks(Ask::Organization) {
            read(&person.about.organization)
        } else {
            String::new()
        };
        (read(&person.about.name), organization)
    }

    fn asks(&self, ask: Ask) -> bool {
        self.state.asks.contains(&ask)
    }

    /// Each field by itself. What is not asked is not kept, so nothing is wrong with it.
    fn words(&mut self, person: &ExpectedPerson) {
        let about = &person.about;
        let mut found: Vec<(ListField, ListFaultKind)> = Vec::new();
        found.extend(
            line_fault(about.name.as_deref().unwrap_or_default()).map(|fault| (ListField::Name, fault)),
        );
        for (ask, field, words) in [
            (Ask::Organization, ListField::Organization, &about.organization),
            (Ask::Subject, ListField::Subject, &about.subject),
            (Ask::Position, ListField::Position, &about.position),
            (Ask::Pronouns, ListField::Pronouns, &about.pronouns),
        ] {
            let words = said(words.as_deref()).filter(|_| self.asks(ask));
            found.extend(words.and_then(line_fault).map(|fault| (field, fault)));
        }
        let needs = said(about.access_needs.as_deref()).filter(|_| self.asks(Ask::AccessNeeds));
        let needs = needs.and_then(|raw| fault_of(raw, text::paragraph(raw)));
        found.extend(needs.map(|fault| (ListField::AccessNeeds, fault)));
        if said(about.language.as_deref()).is_some_and(|tag| !is_language(tag)) {
            found.push((ListField::Language, ListFaultKind::BadLanguage));
        }
        match said(person.room.as_deref()) {
            Some(room) => found.extend(line_fault(room).map(|fault| (ListField::Room, fault))),
            None if person.kind == ExpectedKind::RoomFacilitator => {
                found.push((ListField::Room, ListFaultKind::Missing));
            }
            None => {}
        }
        for (field, fault) in found {
            self.fault(ListTable::People, person.row, field, fault);
        }
    }
}

/// What an empty cell says is nothing.
pub(in crate::meeting) fn said(words: Option<&str>) -> Option<&str> {
    words.map(str::trim).filter(|words| !words.is_empty())
}

fn line_fault(raw: &str) -> Option<ListFaultKind> {
    fault_of(raw, text::line(raw))
}

fn fault_of(raw: &str, read: Result<String, TextFault>) -> Option<ListFaultKind> {
    match read {
        Err(TextFault::Empty) if raw.chars().any(text::is_unwanted) => Some(ListFaultKind::Hidden),
        Err(TextFault::Empty) => Some(ListFaultKind::Missing),
        Err(TextFault::TooLong) => Some(ListFaultKind::TooLong),
        // Elsewhere they are taken out without a word; a list is looked at by nobody once it is taken.
        Ok(_) => raw
            .chars()
            .any(text::is_unwanted)
            .then_some(ListFaultKind::Hidden),
    }
}

/// `https:` and `tel:` links, and a number to be called as people write it.
fn voice(link: &str) -> Option<String> {
    let digits = |c: char| c.is_ascii_digit() || " -.()".contains(c);
    let link = match link.strip_prefix('+') {
        Some(number) if number.chars().all(digits) => {
            let number: String = number.chars().filter(char::is_ascii_digit).collect();
            format!("tel:+{number}")
        }
        _ => link.to_owned(),
    };
    is_link(&link, true).then_some(link)
}

/// `4`, `Room 4`, `Sala 4` are the room with that number.
fn number(key: &str) -> Option<u16> {
    let digits = ["room", "sala", "#"]
        .iter()
        .find_map(|word| key.strip_prefix(word));
    let digits = digits.unwrap_or(key).trim();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = plain.then(|| digits.parse::<u16>().ok()).flatten()?;
    (1..=u16::try_from(ROOMS_MAX).unwrap_or(u16::MAX))
        .contains(&number)
        .then_some(number)
}
