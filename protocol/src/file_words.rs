//! The words of what the server writes itself: the record, the entry for calendars, the title of a rehearsal. They stand in the
//! locale files of the pages under the key `files` (docs/languages.md), so that a language is one file; whoever calls hands
//! in the text of these files. What a language does not say yet is said in English.

use crate::consultancy::Texts;
use crate::meeting::agenda::PartKind;
use crate::meeting::state::Role;
use crate::record::StopKind;
use serde::Deserialize;
use serde_json::Value;

/// The words of one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileWords {
    #[serde(skip)]
    tag: String,
    pub(crate) record: RecordWords,
    pub(crate) calendar: CalendarWords,
    rehearsal: RehearsalWords,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CalendarWords {
    /// With the link.
    come_in: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RehearsalWords {
    title: String,
}

/// The words of a record.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RecordWords {
    pub(crate) title: String,
    pub(crate) for_facilitators: String,
    made_for: String,
    pub(crate) for_whoever: String,
    pub(crate) made_at: String,
    pub(crate) still_running: String,
    pub(crate) when: String,
    times_are_in: String,
    pub(crate) who_was_there: String,
    pub(crate) nobody: String,
    pub(crate) organizations: String,
    person: PersonColumns,
    pub(crate) removed: String,
    pub(crate) name_erased: String,
    main_room: String,
    room: String,
    pub(crate) people: String,
    round: String,
    presented_by: String,
    pub(crate) nobody_presented: String,
    pub(crate) not_over: String,
    step: StepColumns,
    pub(crate) gathering: String,
    pub(crate) not_reached: String,
    pub(crate) in_all: String,
    stops: StopWords,
    pub(crate) dilemma: DilemmaWords,
    pub(crate) links: String,
    pub(crate) dilemma_withheld: String,
    card_withheld: String,
    pub(crate) notes: String,
    pub(crate) other_notes: String,
    pub(crate) notes_withheld: String,
    pub(crate) commitments: String,
    for_room: String,
    due: String,
    pub(crate) done: String,
    pub(crate) exit_ticket: String,
    pub(crate) answers: String,
    pub(crate) few_answers: String,
    pub(crate) polls: String,
    pub(crate) anonymous: String,
    pub(crate) with_names: String,
    poll: PollColumns,
    /// Of a board that is no more in sight.
    pub(crate) put_away: String,
    /// The main room's digest.
    pub(crate) digest: String,
    pub(crate) dots: String,
    pub(crate) somebody: String,
    pub(crate) card: CardWords,
    pub(crate) turns: String,
    pub(crate) passed: String,
    pub(crate) one_question: String,
    /// A group of notes that has no name.
    pub(crate) group: String,
    roles: RoleWords,
    pub(crate) questions: String,
    pub(crate) without_name: String,
    pub(crate) answered: String,
    pub(crate) votes: String,
    pub(crate) chat: String,
    pub(crate) chat_to_all: String,
    pub(crate) agenda: String,
    part: PartColumns,
    parts: PartWords,
    timer: TimerColumns,
}

/// Fields that stand in a table's head, in the order of its columns.
macro_rules! columns {
    ($name:ident { $($field:ident),+ }) => {
        #[derive(Clone, Debug, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct $name { $($field: String),+ }

        impl $name {
            fn head(&self) -> Vec<&str> {
                vec![$(&self.$field),+]
            }
        }
    };
}

columns!(PersonColumns {
    name,
    organization,
    position,
    role,
    joined,
    present,
    rooms
});
columns!(StepColumns {
    name,
    planned,
    real,
    stops
});
columns!(PollColumns { answer, people });
columns!(PartColumns {
    name,
    when,
    planned,
    real
});
columns!(TimerColumns {
    name,
    when,
    planned,
    real
});

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StopWords {
    paused: String,
    held: String,
    waiting: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DilemmaWords {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) overview: String,
    pub(crate) focus_question: String,
    pub(crate) restated_question: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CardWords {
    pub(crate) name: String,
    pub(crate) question: String,
    pub(crate) takeaways: String,
    pub(crate) ask: String,
    pub(crate) responses: String,
    pub(crate) visitors: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RoleWords {
    facilitator: String,
    participant: String,
    observer: String,
    access_support: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PartWords {
    welcome: String,
    keynote: String,
    breakout: String,
    consultancy: String,
    gallery: String,
    discussion: String,
    closing: String,
}

/// What is read of a locale file; the rest of it is the pages'.
#[derive(Deserialize)]
struct LocaleFile {
    files: Option<Value>,
}

impl FileWords {
    /// The words of the language `tag` from the text of its locale file and of the English one; none where it says nothing of files.
    ///
    /// # Errors
    /// A file is no JSON, or the English one lacks a key or has one that nobody reads.
    pub fn read(tag: &str, english: &str, own: &str) -> serde_json::Result<Option<Self>> {
        let Some(own) = serde_json::from_str::<LocaleFile>(own)?.files else {
            return Ok(None);
        };
        let mut words = serde_json::from_str::<LocaleFile>(english)?
            .files
            .unwrap_or_default();
        say(&mut words, &own);
        let words: Self = serde_json::from_value(words)?;
        Ok(Some(Self {
            tag: tag.to_owned(),
            ..words
        }))
    }

    /// The BCP 47 tag of the language.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The title of a rehearsal, so that it is marked wherever a title is shown.
    pub fn rehearsal_of(&self, title: &str) -> String {
        fill(&self.rehearsal.title, "title", title)
    }

    /// A protocol's words in this language, or in English.
    pub(crate) fn pick<'t>(&self, texts: &'t Texts) -> &'t str {
        let base = self.tag.split('-').next().unwrap_or_default();
        [self.tag.as_str(), base, "en"]
            .iter()
            .find_map(|tag| texts.get(*tag))
            .map_or("", String::as_str)
    }
}

impl CalendarWords {
    pub(crate) fn come_in(&self, link: &str) -> String {
        fill(&self.come_in, "link", link)
    }
}

impl RecordWords {
    pub(crate) fn made_for(&self, name: &str) -> String {
        fill(&self.made_for, "name", name)
    }

    pub(crate) fn times_are_in(&self, zone: &str) -> String {
        fill(&self.times_are_in, "zone", zone)
    }

    pub(crate) fn presented_by(&self, name: &str) -> String {
        fill(&self.presented_by, "name", name)
    }

    pub(crate) fn card_withheld(&self, card: &str) -> String {
        fill(&self.card_withheld, "card", card)
    }

    pub(crate) fn for_room(&self, room: &str) -> String {
        fill(&self.for_room, "room", room)
    }

    pub(crate) fn due(&self, day: &str) -> String {
        fill(&self.due, "day", day)
    }

    pub(crate) fn round(&self, number: usize, protocol: &str) -> String {
        let numbered = fill(&self.round, "number", &number.to_string());
        fill(&numbered, "name", protocol)
    }

    pub(crate) fn room(&self, number: u16, name: Option<&str>) -> String {
        match (number, name) {
            (_, Some(name)) => name.to_owned(),
            (0, None) => self.main_room.clone(),
            (number, None) => fill(&self.room, "number", &number.to_string()),
        }
    }

    pub(crate) fn person_columns(&self) -> Vec<&str> {
        self.person.head()
    }

    pub(crate) fn step_columns(&self) -> Vec<&str> {
        self.step.head()
    }

    pub(crate) fn poll_columns(&self) -> Vec<&str> {
        self.poll.head()
    }

    pub(crate) fn part_columns(&self) -> Vec<&str> {
        self.part.head()
    }

    pub(crate) fn timer_columns(&self) -> Vec<&str> {
        self.timer.head()
    }

    pub(crate) fn role(&self, role: Role) -> &str {
        match role {
            Role::Facilitator => &self.roles.facilitator,
            Role::Participant => &self.roles.participant,
            Role::Observer => &self.roles.observer,
            Role::AccessSupport => &self.roles.access_support,
        }
    }

    /// What a kind of part is called.
    pub(crate) fn part(&self, kind: PartKind) -> &str {
        match kind {
            PartKind::Welcome => &self.parts.welcome,
            PartKind::Keynote => &self.parts.keynote,
            PartKind::Breakout => &self.parts.breakout,
            PartKind::Consultancy => &self.parts.consultancy,
            PartKind::Gallery => &self.parts.gallery,
            PartKind::Discussion => &self.parts.discussion,
            PartKind::Closing => &self.parts.closing,
        }
    }

    pub(crate) fn stop(&self, kind: StopKind) -> &str {
        match kind {
            StopKind::Paused => &self.stops.paused,
            StopKind::Held => &self.stops.held,
            StopKind::Waiting => &self.stops.waiting,
        }
    }
}

/// Puts `value` in the place of `{{name}}`.
fn fill(text: &str, name: &str, value: &str) -> String {
    text.replace(&format!("{{{{{name}}}}}"), value)
}

/// Says in the language what it says of the English words.
fn say(english: &mut Value, own: &Value) {
    match (english, own) {
        (Value::Object(english), Value::Object(own)) => {
            for (key, words) in english {
                if let Some(own) = own.get(key) {
                    say(words, own);
                }
            }
        }
        (Value::String(words), Value::String(own)) if !own.trim().is_empty() => words.clone_from(own),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = include_str!("../../client-web/src/text/en.json");

    fn words(tag: &str, own: &str) -> Option<FileWords> {
        FileWords::read(tag, ENGLISH, own).unwrap()
    }

    #[test]
    fn what_a_language_does_not_say_is_said_in_english() {
        let own = r#"{"common": {"save": "Zapisz"}, "files": {"record": {"notes": "Notatki", "roles": {"observer": "Obserwacja"}, "made": 3, "chat": " "}, "more": {}}}"#;
        let polish = words("pl", own).unwrap();
        assert_eq!(polish.record.notes, "Notatki");
        assert_eq!(polish.record.role(Role::Observer), "Obserwacja");
        assert_eq!(polish.record.role(Role::Participant), "Participant");
        assert_eq!(polish.record.chat, "Chat");
        assert!(words("pl", r#"{"common": {"save": "Zapisz"}}"#).is_none());
        assert!(FileWords::read("pl", ENGLISH, "{").is_err());
    }

    #[test]
    fn places_of_a_sentence_are_filled() {
        let english = words("en", ENGLISH).unwrap();
        assert_eq!(english.record.room(3, None), "Room 3");
        assert_eq!(english.record.room(0, None), "Main room");
        assert_eq!(english.record.round(2, "Tuning"), "Round 2: Tuning");
        assert_eq!(english.calendar.come_in("https://x"), "Come in here: https://x");
        assert_eq!(english.rehearsal_of("Science"), "Rehearsal: Science");
    }

    #[test]
    fn a_protocol_is_named_in_the_language_or_in_english() {
        let texts = |tags: &[&str]| {
            tags.iter()
                .map(|tag| ((*tag).to_owned(), (*tag).to_owned()))
                .collect::<Texts>()
        };
        let brazilian = words("pt-BR", ENGLISH).unwrap();
        assert_eq!(brazilian.pick(&texts(&["en", "pt", "pt-BR"])), "pt-BR");
        assert_eq!(brazilian.pick(&texts(&["en", "pt"])), "pt");
        assert_eq!(brazilian.pick(&texts(&["en", "es"])), "en");
        assert_eq!(brazilian.pick(&texts(&["es"])), "");
    }
}
