//! The form of a protocol file: which fields there are and what kind of value each takes.
//!
//! serde would stop at the first fault and could not name the step, so the JSON is walked along the tables below. A test
//! holds them against the Rust types.

use super::DefinitionFault;
use serde_json::Value;

/// A field of an object.
struct Field {
    name: &'static str,
    /// What to say when it is missing; none where it may be.
    missing: Option<&'static str>,
    kind: Kind,
}

/// What kind of value a field takes.
enum Kind {
    Text,
    Whole,
    Number,
    Flag,
    /// Words per language.
    Words,
    Choice(&'static [&'static str]),
    Object(&'static [Field]),
    List(&'static Kind),
    /// A list of steps: each gives its name to the faults inside it.
    Steps(&'static Kind),
}

const MISSING: Option<&str> = Some("is missing");

const fn needed(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        missing: MISSING,
        kind,
    }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        missing: None,
        kind,
    }
}

/// Values of `floor`, as in [`crate::consultancy::Floor`].
const FLOORS: &[&str] = &[
    "nobody",
    "facilitator",
    "presenter",
    "ask",
    "group",
    "everyone",
    "go_round",
    "pairs",
];
/// Values of `who`, as in [`crate::consultancy::Who`].
const WRITERS: &[&str] = &["presenter", "group", "everyone", "speaker"];

static DEFINITION: &[Field] = &[
    needed("id", Kind::Text),
    needed("version", Kind::Whole),
    needed("name", Kind::Words),
    optional("about", Kind::Words),
    needed("credit", Kind::Text),
    optional("credit_in", Kind::Words),
    optional("people", Kind::Object(SIZE)),
    needed("presenter", Kind::Flag),
    optional("brings", Kind::Object(BRINGS)),
    optional("repeat", Kind::Object(REPEAT)),
    needed("sections", Kind::List(&Kind::Object(SECTION))),
    needed("steps", Kind::Steps(&Kind::Object(STEP))),
];
static SIZE: &[Field] = &[needed("least", Kind::Whole), needed("most", Kind::Whole)];
static BRINGS: &[Field] = &[needed("name", Kind::Words), needed("line", Kind::Words)];
static REPEAT: &[Field] = &[
    needed("first", Kind::Text),
    needed("last", Kind::Text),
    needed("made_for", Kind::Whole),
    needed("most", Kind::Whole),
];
static SECTION: &[Field] = &[needed("id", Kind::Text), needed("name", Kind::Words)];
static STEP: &[Field] = &[
    needed("id", Kind::Text),
    needed("name", Kind::Words),
    needed("minutes", Kind::Number),
    Field {
        name: "floor",
        missing: Some("is missing: a step needs a speaker, or 'nobody' for silent work"),
        kind: Kind::Choice(FLOORS),
    },
    optional("turn_minutes", Kind::Number),
    optional("groups_of", Kind::Whole),
    optional("one_per_group", Kind::Flag),
    optional("notebook", Kind::Flag),
    optional("write", Kind::List(&Kind::Object(WRITE))),
    needed("prompts", Kind::Object(PROMPTS)),
    optional("asks_sharing", Kind::Flag),
    optional("asks_restated_question", Kind::Flag),
];
static WRITE: &[Field] = &[
    needed("who", Kind::Choice(WRITERS)),
    needed("sections", Kind::List(&Kind::Text)),
];
static PROMPTS: &[Field] = &[
    optional("presenter", Kind::Words),
    needed("group", Kind::Words),
    needed("facilitator", Kind::Words),
    optional("say", Kind::Words),
    optional("redirect", Kind::Words),
];

/// Every fault of form, in the order of the file.
pub(super) fn faults(value: &Value) -> Vec<DefinitionFault> {
    let mut walk = Walk {
        step: None,
        faults: Vec::new(),
    };
    walk.value(value, &Kind::Object(DEFINITION), "");
    walk.faults
}

/// A walk through the file.
struct Walk {
    step: Option<String>,
    faults: Vec<DefinitionFault>,
}

impl Walk {
    fn fault(&mut self, field: &str, fault: String) {
        self.faults.push(DefinitionFault {
            step: self.step.clone(),
            field: field.to_owned(),
            fault,
        });
    }

    fn value(&mut self, value: &Value, kind: &Kind, path: &str) {
        match (kind, value) {
            (Kind::Text, Value::String(_))
            | (Kind::Number, Value::Number(_))
            | (Kind::Flag, Value::Bool(_)) => {}
            (Kind::Whole, Value::Number(number)) => {
                if number.as_u64().is_none_or(|n| u32::try_from(n).is_err()) {
                    self.fault(path, format!("must be a whole number, is {number}"));
                }
            }
            (Kind::Choice(known), Value::String(word)) => {
                if !known.contains(&word.as_str()) {
                    self.fault(
                        path,
                        format!("unknown value '{word}'; use one of {}", known.join(", ")),
                    );
                }
            }
            (Kind::Words, Value::Object(words)) => {
                for (language, text) in words {
                    self.value(text, &Kind::Text, &join(path, language));
                }
            }
            (Kind::Object(fields), Value::Object(_)) => self.object(value, fields, path),
            (Kind::List(inner), Value::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.value(item, inner, &format!("{path}[{}]", at + 1));
                }
            }
            (Kind::Steps(inner), Value::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.step = Some(super::meaning::step_name(
                        item["id"].as_str().unwrap_or_default(),
                        at,
                    ));
                    self.value(item, inner, "");
                }
                self.step = None;
            }
            _ => self.fault(path, format!("must be {}, is {}", wanted(kind), found(value))),
        }
    }

    fn object(&mut self, value: &Value, fields: &[Field], path: &str) {
        let Value::Object(map) = value else { return };
        for field in fields {
            match (map.get(field.name), field.missing) {
                (Some(inner), _) => self.value(inner, &field.kind, &join(path, field.name)),
                (None, Some(fault)) => self.fault(&join(path, field.name), fault.to_owned()),
                (None, None) => {}
            }
        }
        for name in map.keys() {
            if !fields.iter().any(|field| field.name == name) {
                let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
                self.fault(
                    &join(path, name),
                    format!("is unknown; the fields here are {}", known.join(", ")),
                );
            }
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn wanted(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::Whole => "a whole number",
        Kind::Number => "a number",
        Kind::Flag => "true or false",
        Kind::Words => "words per language, such as {\"en\": \"...\"}",
        Kind::Choice(_) => "one of the known words",
        Kind::Object(_) => "an object",
        Kind::List(_) | Kind::Steps(_) => "a list",
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::{FLOORS, WRITERS};
    use crate::consultancy::{Floor, Who};

    #[test]
    fn the_tables_know_every_floor_and_writer() {
        let floors = [
            Floor::Nobody,
            Floor::Facilitator,
            Floor::Presenter,
            Floor::Ask,
            Floor::Group,
            Floor::Everyone,
            Floor::GoRound,
            Floor::Pairs,
        ];
        assert_eq!(
            serde_json::to_value(floors).unwrap(),
            serde_json::to_value(FLOORS).unwrap()
        );
        let writers = [Who::Presenter, Who::Group, Who::Everyone, Who::Speaker];
        assert_eq!(
            serde_json::to_value(writers).unwrap(),
            serde_json::to_value(WRITERS).unwrap()
        );
    }
}
