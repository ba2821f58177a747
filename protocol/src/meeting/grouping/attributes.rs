//! Who shares a value of an attribute: numbers instead of words, made where the words are.

use super::{Attribute, GroupRule};
use crate::ids::{ContentId, PersonId};
use crate::meeting::Contents;
use crate::meeting::command::{About, Command, SystemCommand};
use crate::meeting::expected::Known;
use crate::meeting::state::State;
use std::collections::BTreeMap;

/// People with equal numbers said the same. Empty where nobody needs it: reading costs a look at everybody's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    values: BTreeMap<(Attribute, String), u32>,
    people: BTreeMap<(PersonId, Attribute), u32>,
    /// Who and what there is already, for a list of who is expected.
    pub known: Known,
}

/// Somebody to be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// None for somebody who is not in the meeting yet.
    pub person: Option<PersonId>,
    /// Of the attribute that the rule in force goes by.
    pub value: Option<u32>,
    pub language: String,
}

const ALL: [Attribute; 3] = [Attribute::Organization, Attribute::Subject, Attribute::Position];

impl Attributes {
    /// Of everyone in the meeting.
    pub fn read(state: &State, contents: &Contents) -> Self {
        let mut found = Self::default();
        for (id, person) in state.people.iter().filter(|(_, person)| !person.removed) {
            for attribute in ALL {
                let words = match attribute {
                    Attribute::Organization => person.organization,
                    Attribute::Subject => person.subject,
                    Attribute::Position => person.position,
                };
                if let Some(key) = words.and_then(|id: ContentId| comparable(contents.get(&id)?.as_deref()?))
                {
                    let next = u32::try_from(found.values.len()).unwrap_or(u32::MAX);
                    let value = *found.values.entry((attribute, key)).or_insert(next);
                    found.people.insert((*id, attribute), value);
                }
            }
        }
        found
    }

    /// What `command` needs; nothing for most.
    pub fn for_command(state: &State, contents: &Contents, command: &Command) -> Self {
        let needed = match command {
            Command::MakeGroups { rule, .. } => rule.attribute().is_some(),
            Command::EvenOut {} | Command::OpenRooms { .. } | Command::Admit { .. } => by_words(state),
            _ => false,
        };
        if needed {
            Self::read(state, contents)
        } else {
            Self::default()
        }
    }

    /// What the system needs: people come, rooms open.
    pub fn for_system(state: &State, contents: &Contents, command: Option<&SystemCommand>) -> Self {
        let places = match command {
            None
            | Some(
                SystemCommand::Join { .. }
                | SystemCommand::Simulate { .. }
                | SystemCommand::Connected { .. }
                | SystemCommand::Tick,
            ) => true,
            Some(
                SystemCommand::Create { .. }
                | SystemCommand::Rehearse { .. }
                | SystemCommand::Follow { .. }
                | SystemCommand::Dropped { .. }
                | SystemCommand::Gap { .. }
                | SystemCommand::Claim { .. }
                | SystemCommand::ChangeLinks { .. },
            ) => false,
            Some(SystemCommand::Expect { .. }) => {
                return Self {
                    known: Known::read(state, contents),
                    ..Self::default()
                };
            }
        };
        if places && by_words(state) {
            Self::read(state, contents)
        } else {
            Self::default()
        }
    }

    pub fn of(&self, person: PersonId, attribute: Attribute) -> Option<u32> {
        self.people.get(&(person, attribute)).copied()
    }

    /// Somebody who is in the meeting.
    pub fn profile(&self, state: &State, person: PersonId) -> Profile {
        let by = state.grouping.and_then(|grouping| grouping.rule.attribute());
        let language = state.people.get(&person).map(|someone| someone.language.clone());
        Profile {
            person: Some(person),
            value: by.and_then(|by| self.of(person, by)),
            language: language.unwrap_or_default(),
        }
    }

    /// Somebody at the door, by what they said.
    pub fn newcomer(&self, state: &State, about: &About, language: &str) -> Profile {
        let by = state.grouping.and_then(|grouping| grouping.rule.attribute());
        let value = by.and_then(|by| {
            let words = match by {
                Attribute::Organization => &about.organization,
                Attribute::Subject => &about.subject,
                Attribute::Position => &about.position,
            };
            self.values.get(&(by, comparable(words.as_deref()?)?)).copied()
        });
        Profile {
            person: None,
            value,
            language: language.to_owned(),
        }
    }
}

/// Whether late arrivals are placed by something that people said.
fn by_words(state: &State) -> bool {
    state.grouping.is_some_and(|grouping| match grouping.rule {
        GroupRule::Mixed { .. } | GroupRule::Alike { .. } => true,
        GroupRule::Random | GroupRule::Language => false,
    })
}

/// Capital letters, white space and the dot at the end make no difference.
pub(in crate::meeting) fn comparable(words: &str) -> Option<String> {
    let clean = crate::text::line(words).ok()?;
    let key = clean.trim_end_matches('.').to_lowercase();
    (!key.is_empty()).then_some(key)
}
