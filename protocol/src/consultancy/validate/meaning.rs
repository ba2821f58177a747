//! Whether a protocol that can be read can also be run.

use super::DefinitionFault;
use crate::consultancy::{Definition, Floor, Prompts, Size, Step, Texts, Who, Write};
use crate::limits::{
    LINE_GRAPHEMES_MAX, SECTIONS_MAX, SMALL_GROUP_MAX, STEP_SECONDS_MAX, STEP_SECONDS_MIN, STEPS_MAX,
    TEXT_GRAPHEMES_MAX,
};
use crate::text::{TextFault, is_unwanted, line, paragraph};
use std::collections::BTreeSet;

/// Characters of an id.
const ID_LENGTH_MAX: usize = 64;
/// Languages of one text.
const LANGUAGES_MAX: usize = 20;

/// Every fault of meaning, in the order of the file; empty when the protocol can be run.
pub fn check(definition: &Definition) -> Vec<DefinitionFault> {
    let mut check = Check {
        step: None,
        faults: Vec::new(),
    };
    check.definition(definition);
    check.faults
}

/// How a step is called in a fault: its id, or its place when it has none.
pub(super) fn step_name(id: &str, at: usize) -> String {
    if is_id(id) {
        id.to_owned()
    } else {
        format!("#{}", at + 1)
    }
}

struct Check {
    step: Option<String>,
    faults: Vec<DefinitionFault>,
}

/// How long a text may be.
#[derive(Clone, Copy)]
enum Length {
    Line,
    Paragraph,
}

impl Check {
    fn fault(&mut self, field: &str, fault: impl Into<String>) {
        self.faults.push(DefinitionFault {
            step: self.step.clone(),
            field: field.to_owned(),
            fault: fault.into(),
        });
    }

    fn definition(&mut self, definition: &Definition) {
        self.id(&definition.id);
        if definition.version == 0 {
            self.fault("version", "must be at least 1, is 0");
        }
        self.words("name", &definition.name, Length::Line);
        self.optional_words("about", &definition.about, Length::Paragraph);
        if !definition.credit.is_empty() {
            self.text("credit", &definition.credit, Length::Paragraph);
        }
        self.languages("credit_in", &definition.credit_in, Length::Paragraph);
        self.size(definition.people);
        if let Some(brings) = &definition.brings {
            self.words("brings.name", &brings.name, Length::Line);
            self.words("brings.line", &brings.line, Length::Line);
            if !definition.presenter {
                self.fault(
                    "brings",
                    "needs a presenter: set 'presenter' to true, or take it away",
                );
            }
        }
        self.sections(definition);
        let count = definition.steps.len();
        if count == 0 {
            self.fault("steps", "a protocol needs at least one step");
        }
        if count > STEPS_MAX {
            self.fault("steps", format!("at most {STEPS_MAX} steps, are {count}"));
            return;
        }
        let mut seen = BTreeSet::new();
        for (at, step) in definition.steps.iter().enumerate() {
            self.step = Some(step_name(&step.id, at));
            if !seen.insert(step.id.as_str()) {
                self.fault("id", format!("another step is called '{}' already", step.id));
            }
            self.one_step(definition, step);
        }
        self.step = None;
        self.repeat(definition);
    }

    fn repeat(&mut self, definition: &Definition) {
        let Some(repeat) = &definition.repeat else { return };
        if !definition.presenter {
            self.fault(
                "repeat",
                "needs a presenter: set 'presenter' to true, or take it away",
            );
        }
        let Some(range) = definition.repeated() else {
            self.fault("repeat", "'first' and 'last' must be ids of steps, in this order");
            return;
        };
        let once = range.count();
        if !(2..=SMALL_GROUP_MAX).contains(&repeat.made_for) {
            self.fault(
                "repeat.made_for",
                format!("must be 2 to {SMALL_GROUP_MAX}, is {}", repeat.made_for),
            );
        }
        if repeat.most < repeat.made_for || repeat.most > SMALL_GROUP_MAX {
            self.fault(
                "repeat.most",
                format!(
                    "must be {} to {SMALL_GROUP_MAX}, is {}",
                    repeat.made_for, repeat.most
                ),
            );
        }
        let all = definition.steps.len() - once + once * usize::from(repeat.most);
        if all > STEPS_MAX {
            self.fault(
                "repeat",
                format!("at most {STEPS_MAX} steps when written out, are {all}"),
            );
        }
    }

    fn size(&mut self, people: Option<Size>) {
        let Some(Size { least, most }) = people else {
            return;
        };
        if least == 0 {
            self.fault("people.least", "must be at least 1, is 0");
        }
        if most < least {
            self.fault("people.most", format!("must be at least {least}, is {most}"));
        }
    }

    fn sections(&mut self, definition: &Definition) {
        let count = definition.sections.len();
        if count > SECTIONS_MAX {
            self.fault(
                "sections",
                format!("at most {SECTIONS_MAX} sections, are {count}"),
            );
            return;
        }
        let mut seen = BTreeSet::new();
        for (at, section) in definition.sections.iter().enumerate() {
            let path = format!("sections[{}]", at + 1);
            if !is_id(&section.id) {
                self.fault(&format!("{path}.id"), bad_id(&section.id));
            }
            if !seen.insert(section.id.as_str()) {
                self.fault(
                    &format!("{path}.id"),
                    format!("another section is called '{}' already", section.id),
                );
            }
            self.words(&format!("{path}.name"), &section.name, Length::Line);
        }
    }

    fn one_step(&mut self, definition: &Definition, step: &Step) {
        self.id(&step.id);
        self.words("name", &step.name, Length::Line);
        self.minutes("minutes", step.minutes);
        if let Some(turn) = step.turn_minutes {
            self.minutes("turn_minutes", turn);
            if step.floor != Floor::GoRound {
                self.fault("turn_minutes", "only a step with the floor 'go_round' has turns");
            }
        }
        self.small_groups(definition, step);
        if step.client.is_some() {
            self.fault("client", "is for running rounds: use 'repeat'");
        }
        let floor = step.floor;
        if matches!(floor, Floor::Presenter | Floor::Group | Floor::Ask) && !definition.presenter {
            self.fault(
                "floor",
                format!(
                    "'{}' needs a presenter: set 'presenter' to true, or choose another floor",
                    name_of(floor)
                ),
            );
        }
        if floor == Floor::Nobody && step.write.is_empty() && !step.notebook {
            self.fault(
                "floor",
                "nobody speaks and nobody writes in this step: choose a floor, or let someone write, if only in their notebook",
            );
        }
        for (at, rule) in step.write.iter().enumerate() {
            let path = format!("write[{}]", at + 1);
            self.write_rule(definition, rule, &path);
            if rule.who == Who::Speaker && step.floor != Floor::GoRound {
                self.fault(
                    &format!("{path}.who"),
                    "'speaker' has the turn in a go-round: set 'floor' to 'go_round', or choose another writer",
                );
            }
        }
        self.prompts(&step.prompts, definition.presenter);
        let asks = [
            ("asks_sharing", step.asks_sharing),
            ("asks_restated_question", step.asks_restated_question),
        ];
        for (field, asked) in asks {
            if asked && !definition.presenter {
                self.fault(
                    field,
                    "asks the presenter: set 'presenter' to true, or take it away",
                );
            }
        }
    }

    fn small_groups(&mut self, definition: &Definition, step: &Step) {
        if let Some(size) = step.groups_of {
            if step.floor != Floor::Pairs {
                self.fault("groups_of", "only a step with the floor 'pairs' has small groups");
            }
            if !(2..=SMALL_GROUP_MAX).contains(&size) {
                self.fault("groups_of", format!("must be 2 to {SMALL_GROUP_MAX}, is {size}"));
            }
        }
        let had_groups = || {
            let before = definition.steps.iter().take_while(|one| one.id != step.id);
            before.into_iter().any(|one| one.floor == Floor::Pairs)
        };
        if step.one_per_group && !(step.floor == Floor::GoRound && had_groups()) {
            self.fault(
                "one_per_group",
                "needs the floor 'go_round', and a step with the floor 'pairs' before it",
            );
        }
    }

    fn minutes(&mut self, field: &str, minutes: f64) {
        let least = f64::from(STEP_SECONDS_MIN) / 60.0;
        let most = f64::from(STEP_SECONDS_MAX) / 60.0;
        if !minutes.is_finite() {
            self.fault(field, "must be a number");
        } else if minutes < least {
            self.fault(field, format!("must be at least {least}, is {minutes}"));
        } else if minutes > most {
            self.fault(field, format!("must be at most {most}, is {minutes}"));
        }
    }

    fn write_rule(&mut self, definition: &Definition, rule: &Write, path: &str) {
        if rule.who == Who::Presenter && !definition.presenter {
            self.fault(
                &format!("{path}.who"),
                "'presenter' needs a presenter: set 'presenter' to true, or choose another writer",
            );
        }
        let field = format!("{path}.sections");
        if rule.sections.is_empty() {
            self.fault(&field, "name at least one section");
        }
        for id in &rule.sections {
            if !definition.sections.iter().any(|section| section.id == *id) {
                let known: Vec<&str> = definition
                    .sections
                    .iter()
                    .map(|section| section.id.as_str())
                    .collect();
                self.fault(
                    &field,
                    format!("unknown section '{id}'; the sections are {}", known.join(", ")),
                );
            }
        }
    }

    fn prompts(&mut self, prompts: &Prompts, presenter: bool) {
        if presenter {
            self.words("prompts.presenter", &prompts.presenter, Length::Paragraph);
        } else {
            self.optional_words("prompts.presenter", &prompts.presenter, Length::Paragraph);
        }
        self.words("prompts.group", &prompts.group, Length::Paragraph);
        self.words("prompts.facilitator", &prompts.facilitator, Length::Paragraph);
        self.optional_words("prompts.say", &prompts.say, Length::Paragraph);
        self.optional_words("prompts.redirect", &prompts.redirect, Length::Paragraph);
    }

    fn id(&mut self, id: &str) {
        if !is_id(id) {
            self.fault("id", bad_id(id));
        }
    }

    fn optional_words(&mut self, field: &str, words: &Texts, length: Length) {
        if !words.is_empty() {
            self.words(field, words, length);
        }
    }

    fn words(&mut self, field: &str, words: &Texts, length: Length) {
        if !words.contains_key("en") {
            self.fault(
                &format!("{field}.en"),
                "is missing: every text is there in English at least",
            );
        }
        self.languages(field, words, length);
    }

    fn languages(&mut self, field: &str, words: &Texts, length: Length) {
        if words.len() > LANGUAGES_MAX {
            self.fault(
                field,
                format!("at most {LANGUAGES_MAX} languages, are {}", words.len()),
            );
        }
        for (language, text) in words.iter().take(LANGUAGES_MAX) {
            let path = format!("{field}.{language}");
            if !is_language(language) {
                self.fault(&path, "language tags look like 'en', 'es' or 'pt-BR'");
            }
            self.text(&path, text, length);
        }
    }

    fn text(&mut self, field: &str, text: &str, length: Length) {
        let (read, most) = match length {
            Length::Line => (line(text), LINE_GRAPHEMES_MAX),
            Length::Paragraph => (paragraph(text), TEXT_GRAPHEMES_MAX),
        };
        match read {
            Err(TextFault::Empty) => self.fault(field, "is empty"),
            Err(TextFault::TooLong) => self.fault(field, format!("must have at most {most} characters")),
            Ok(_) if text.chars().any(is_unwanted) => {
                self.fault(field, "has control characters, or ones that turn or hide text");
            }
            Ok(_) if matches!(length, Length::Line) && text.contains('\n') => {
                self.fault(field, "must be one line");
            }
            Ok(_) => {}
        }
    }
}

fn is_id(id: &str) -> bool {
    (1..=ID_LENGTH_MAX).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn bad_id(id: &str) -> String {
    let shown: String = id
        .chars()
        .filter(|c| !is_unwanted(*c))
        .take(ID_LENGTH_MAX)
        .collect();
    format!("must be 1 to {ID_LENGTH_MAX} lower-case letters, digits and hyphens, is '{shown}'")
}

fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn name_of(floor: Floor) -> &'static str {
    match floor {
        Floor::Nobody => "nobody",
        Floor::Facilitator => "facilitator",
        Floor::Presenter => "presenter",
        Floor::Ask => "ask",
        Floor::Group => "group",
        Floor::Everyone => "everyone",
        Floor::GoRound => "go_round",
        Floor::Pairs => "pairs",
    }
}
