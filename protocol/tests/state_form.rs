//! The form of the state. Hubs keep states as JSON (server, `hub/snapshots`): they must read back exactly, and whoever changes what a state
//! is says so by `STATE_VERSION`.

#[path = "support/fixtures.rs"]
#[allow(dead_code, reason = "what comes of the meetings is for another test")]
mod fixtures;
#[path = "support/kept.rs"]
mod kept;
#[path = "support/play.rs"]
mod play;

use protocol::consultancy::Definition;
use protocol::consultancy::catalogue::library;
use protocol::meeting::state::STATE_VERSION;
use protocol::meeting::{Entry, State, apply};
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/state_form.txt");

#[test]
fn l5_a_state_goes_on_to_the_same_wherever_it_was_kept() {
    for entries in fixtures::journals().unwrap() {
        let whole = kept::folded(&entries, 0).unwrap();
        for cut in 1..=entries.len() {
            assert_eq!(kept::folded(&entries, cut).unwrap(), whole, "kept after {cut}");
        }
    }
}

/// A step may be as long as somebody says in seconds, of which a sixtieth has more digits than most.
#[test]
fn lengths_of_steps_are_read_back_as_they_were_kept() {
    let mut definition: Definition = library()[0].clone();
    definition.steps.truncate(1);
    for seconds in 6..=14_400 {
        for minutes in [f64::from(seconds) / 60.0, f64::from(seconds) * 0.1 / 6.0] {
            definition.steps[0].minutes = minutes;
            definition.steps[0].turn_minutes = Some(minutes);
            let text = serde_json::to_string(&definition).unwrap();
            let back: Definition = serde_json::from_str(&text).unwrap();
            assert_eq!(back.steps[0].minutes.to_bits(), minutes.to_bits(), "{seconds} s");
            assert_eq!(back, definition, "{seconds} s");
        }
    }
}

/// What a state is made of, as a meeting in which everything happens shows it: each path with the kind of its value.
#[test]
fn whoever_changes_the_state_counts_its_version_up() {
    let mut paths = BTreeSet::new();
    for entries in fixtures::journals().unwrap() {
        let mut state = State::default();
        for entry in &entries {
            let entry: &Entry = entry;
            apply(&mut state, entry);
            look(&serde_json::to_value(&state).unwrap(), "", &mut paths);
        }
    }
    let paths: Vec<_> = paths.into_iter().collect();
    let form = format!("version {STATE_VERSION}\n{}\n", paths.join("\n"));
    if std::env::var_os("UPDATE_STATE_FORM").is_some() {
        return std::fs::write(FILE, form).unwrap();
    }
    let known = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        form == known,
        "State has another form than fixtures/state_form.txt says. If it has changed (and not only what the meeting of the fixtures does), \
         count STATE_VERSION up, or instances would go on from snapshots that lack something. Then: \
         UPDATE_STATE_FORM=1 cargo test -p protocol --test state_form"
    );
}

fn look(value: &Value, path: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = if name.parse::<Uuid>().is_ok() { "*" } else { name };
                look(value, &format!("{path}.{name}"), paths);
            }
        }
        Value::Array(values) => {
            for value in values {
                look(value, &format!("{path}[]"), paths);
            }
        }
        leaf => {
            let kind = match leaf {
                Value::Null => "null",
                Value::Bool(_) => "bool",
                Value::Number(_) => "number",
                _ => "text",
            };
            paths.insert(format!("{path} {kind}"));
        }
    }
}
