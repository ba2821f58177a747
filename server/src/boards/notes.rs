//! The notes of a document as data, in reading order. Runs in the worker; the server reads the JSON.

use serde::{Deserialize, Serialize};
use yrs::{
    Any, Doc, GetString, Map, MapRef, Number, Out, ReadTxn, Transact,
    branch::{Branch, BranchID},
};

/// One note as the board has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Its key in `notes`.
    pub id: String,
    /// The protocol's section that it stands in; empty if it says none.
    pub section: String,
    /// What is written on it.
    pub text: String,
    /// Its colour's name, if it says one.
    pub color: Option<String>,
    /// Distance from the board's left side, in the page's own unit.
    pub x: f64,
    /// Distance from the board's top, in the page's own unit.
    pub y: f64,
    /// Place in the list, where somebody chose it.
    pub order: Option<f64>,
    /// The Yjs client that made it.
    pub maker: u64,
    /// The group that it is in: its id and its name.
    pub group: Option<(String, String)>,
    /// The identity of its text, by which the server finds who wrote in it.
    pub text_id: Option<(u64, u32)>,
}

/// All notes: by section, then by chosen order, then from top to bottom and left to right.
pub fn read(document: &Doc) -> Vec<Note> {
    let transaction = document.transact();
    let Some(root) = transaction.get_map("notes") else {
        return Vec::new();
    };
    let groups = transaction.get_map("groups");
    let mut notes: Vec<Note> = root
        .iter(&transaction)
        .filter_map(|(id, value)| match value {
            Out::YMap(note) => Some(Note {
                group: group_of(&note, groups.as_ref(), &transaction),
                ..read_one(id, &note, &transaction)
            }),
            _ => None,
        })
        .collect();
    notes.sort_by(|a, b| {
        let order = |note: &Note| note.order.unwrap_or(f64::INFINITY);
        a.section
            .cmp(&b.section)
            .then(order(a).total_cmp(&order(b)))
            .then(a.y.total_cmp(&b.y))
            .then(a.x.total_cmp(&b.x))
            .then_with(|| a.id.cmp(&b.id))
    });
    notes
}

/// How many notes have something on them.
pub fn written(document: &Doc) -> u32 {
    let transaction = document.transact();
    let Some(root) = transaction.get_map("notes") else {
        return 0;
    };
    let is_written = |value: &Out| match value {
        Out::YMap(note) => match note.get(&transaction, "text") {
            Some(Out::YText(text)) => !text.get_string(&transaction).trim().is_empty(),
            _ => false,
        },
        _ => false,
    };
    let written = root.iter(&transaction).filter(|(_, value)| is_written(value));
    u32::try_from(written.count()).unwrap_or(u32::MAX)
}

fn read_one(id: &str, note: &MapRef, transaction: &impl ReadTxn) -> Note {
    let text = match note.get(transaction, "text") {
        Some(Out::YText(text)) => Some(text),
        _ => None,
    };
    Note {
        id: id.to_owned(),
        section: string(note, transaction, "section").unwrap_or_default(),
        text: text
            .as_ref()
            .map(|text| text.get_string(transaction))
            .unwrap_or_default(),
        color: string(note, transaction, "color"),
        x: number(note, transaction, "x").unwrap_or_default(),
        y: number(note, transaction, "y").unwrap_or_default(),
        order: number(note, transaction, "order"),
        group: None,
        maker: identity(note.as_ref()).map_or(0, |(client, _)| client),
        text_id: text.as_ref().and_then(|text| identity(text.as_ref())),
    }
}

/// A note may name a group that is not there.
fn group_of(note: &MapRef, groups: Option<&MapRef>, transaction: &impl ReadTxn) -> Option<(String, String)> {
    let id = string(note, transaction, "group")?;
    match groups?.get(transaction, &id) {
        Some(Out::YMap(group)) => {
            let name = string(&group, transaction, "name").unwrap_or_default();
            Some((id, name))
        }
        _ => None,
    }
}

fn string(note: &MapRef, transaction: &impl ReadTxn, key: &str) -> Option<String> {
    match note.get(transaction, key) {
        Some(Out::Any(Any::String(text))) => Some(text.to_string()),
        _ => None,
    }
}

fn number(note: &MapRef, transaction: &impl ReadTxn, key: &str) -> Option<f64> {
    let number = match note.get(transaction, key) {
        Some(Out::Any(Any::Number(Number::Float(number)))) => number,
        Some(Out::Any(Any::Number(Number::Int(number)))) => number as f64,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

fn identity(branch: &Branch) -> Option<(u64, u32)> {
    match branch.id() {
        BranchID::Nested(id) => Some((id.client.get(), id.clock)),
        BranchID::Root(_) => None,
    }
}
