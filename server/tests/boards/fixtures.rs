//! Boards made with `yrs`, hand-made bytes, a seeded source of randomness.

use bytes::{BufMut, Bytes, BytesMut};
use server::boards::{
    lib0::{put_buffer, put_uint},
    limits,
    scan::{self, ScanError},
    shape::{Misfit, Shape, Staged},
};
use yrs::{
    Doc, GetString, Map, MapPrelim, MapRef, OffsetKind, Options, ReadTxn, StateVector, Text, TextPrelim,
    TextRef, Transact, Update, block::ClientID, updates::decoder::Decode,
};

/// A person's copy of a board.
pub struct Page {
    pub doc: Doc,
    notes: MapRef,
    groups: MapRef,
}

impl Page {
    pub fn new(client: u64) -> Self {
        let doc = Doc::with_options(Options {
            client_id: ClientID::new(client),
            offset_kind: OffsetKind::Utf16,
            ..Options::default()
        });
        let notes = doc.get_or_insert_map("notes");
        let groups = doc.get_or_insert_map("groups");
        Self { doc, notes, groups }
    }

    /// Does something and answers the update that a browser would send.
    pub fn edit(&self, change: impl FnOnce(&MapRef, &mut yrs::TransactionMut<'_>)) -> Bytes {
        let mut transaction = self.doc.transact_mut();
        change(&self.notes, &mut transaction);
        transaction.encode_update_v1().into()
    }

    /// The same for groups of notes.
    pub fn edit_groups(&self, change: impl FnOnce(&MapRef, &mut yrs::TransactionMut<'_>)) -> Bytes {
        let mut transaction = self.doc.transact_mut();
        change(&self.groups, &mut transaction);
        transaction.encode_update_v1().into()
    }

    /// The name of a group.
    pub fn group(&self, id: &str) -> Option<String> {
        let transaction = self.doc.transact();
        match self.groups.get(&transaction, id)? {
            yrs::Out::YMap(group) => match group.get(&transaction, "name")? {
                yrs::Out::Any(yrs::Any::String(name)) => Some(name.to_string()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The group that a note names.
    pub fn group_of(&self, note: &str) -> Option<String> {
        let transaction = self.doc.transact();
        match self.notes.get(&transaction, note)? {
            yrs::Out::YMap(note) => match note.get(&transaction, "group")? {
                yrs::Out::Any(yrs::Any::String(group)) => Some(group.to_string()),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn add_note(&self, id: &str, text: &str) -> Bytes {
        self.edit(|notes, transaction| {
            let note = notes.insert(transaction, id, MapPrelim::default());
            note.insert(transaction, "x", 10.5);
            note.insert(transaction, "y", 20.0);
            note.insert(transaction, "section", "dilemma");
            note.insert(transaction, "text", TextPrelim::new(text));
        })
    }

    pub fn write(&self, id: &str, at: u32, text: &str) -> Bytes {
        self.edit(|notes, transaction| note_text(notes, transaction, id).insert(transaction, at, text))
    }

    pub fn erase(&self, id: &str, at: u32, count: u32) -> Bytes {
        self.edit(|notes, transaction| note_text(notes, transaction, id).remove_range(transaction, at, count))
    }

    pub fn move_note(&self, id: &str, x: f64) -> Bytes {
        self.edit(|notes, transaction| {
            let Some(yrs::Out::YMap(note)) = notes.get(transaction, id) else {
                panic!("no note {id}")
            };
            note.insert(transaction, "x", x);
        })
    }

    pub fn remove_note(&self, id: &str) -> Bytes {
        self.edit(|notes, transaction| {
            notes.remove(transaction, id);
        })
    }

    pub fn receive(&self, update: &[u8]) {
        self.doc
            .transact_mut()
            .apply_update(Update::decode_v1(update).unwrap())
            .unwrap();
    }

    pub fn text(&self, id: &str) -> Option<String> {
        let transaction = self.doc.transact();
        let Some(yrs::Out::YMap(note)) = self.notes.get(&transaction, id) else {
            return None;
        };
        match note.get(&transaction, "text") {
            Some(yrs::Out::YText(text)) => Some(text.get_string(&transaction)),
            _ => None,
        }
    }

    /// What stands on all notes, in any order.
    #[allow(dead_code, reason = "for boards at several instances")]
    pub fn texts(&self) -> Vec<String> {
        let transaction = self.doc.transact();
        let ids: Vec<String> = self.notes.keys(&transaction).map(str::to_owned).collect();
        drop(transaction);
        ids.iter().filter_map(|id| self.text(id)).collect()
    }

    #[allow(dead_code, reason = "for boards in workers")]
    pub fn state_vector(&self) -> Bytes {
        yrs::updates::encoder::Encode::encode_v1(&self.doc.transact().state_vector()).into()
    }

    pub fn whole(&self) -> Bytes {
        self.doc
            .transact()
            .encode_state_as_update_v1(&StateVector::default())
            .into()
    }
}

fn note_text(notes: &MapRef, transaction: &mut yrs::TransactionMut<'_>, id: &str) -> TextRef {
    let Some(yrs::Out::YMap(note)) = notes.get(transaction, id) else {
        panic!("no note {id}")
    };
    let Some(yrs::Out::YText(text)) = note.get(transaction, "text") else {
        panic!("no text in {id}")
    };
    text
}

/// A board as an hour of work leaves it: two people, notes, typing, deletions, emoji.
pub fn history() -> Vec<Bytes> {
    let (ana, ben) = (Page::new(11), Page::new(22));
    let mut updates = Vec::new();
    let mut both = |update: Bytes, other: &Page| {
        other.receive(&update);
        updates.push(update);
    };
    both(ana.add_note("n1", "How do we"), &ben);
    both(ben.write("n1", 9, " keep 👩‍👩‍👧 families"), &ana);
    both(ana.write("n1", 12, "…"), &ben);
    both(ben.add_note("n2", "a second"), &ana);
    both(ana.erase("n1", 2, 4), &ben);
    both(ben.move_note("n2", 99.0), &ana);
    both(ana.move_note("n2", 98.0), &ben);
    both(ana.add_note("n3", "to be removed"), &ben);
    both(ben.remove_note("n3"), &ana);
    updates
}

pub fn scan_and_stage(shape: &mut Shape, update: &[u8]) -> Result<Staged, Refused> {
    let scanned = scan::update(update, limits::MERGE_UPDATE_MAX).map_err(Refused::Scan)?;
    shape.stage(&scanned).map_err(Refused::Shape)
}

#[derive(Debug, PartialEq)]
pub enum Refused {
    Scan(ScanError),
    Shape(Misfit),
}

/// Bytes of one struct after another, as a Yjs client would write them.
#[derive(Default)]
pub struct Forge {
    structs: Vec<BytesMut>,
}

impl Forge {
    /// A struct with a parent of its own: `notes` (no `parent`) or an item.
    pub fn under(
        &mut self,
        parent: Option<(u64, u32)>,
        key: Option<&str>,
        reference: u8,
        content: &[u8],
    ) -> &mut Self {
        let mut out = BytesMut::new();
        out.put_u8(reference | if key.is_some() { 0x20 } else { 0 });
        match parent {
            None => {
                put_uint(&mut out, 1);
                put_buffer(&mut out, b"notes");
            }
            Some((client, clock)) => {
                put_uint(&mut out, 0);
                put_uint(&mut out, client);
                put_uint(&mut out, u64::from(clock));
            }
        }
        if let Some(key) = key {
            put_buffer(&mut out, key.as_bytes());
        }
        out.put_slice(content);
        self.structs.push(out);
        self
    }

    /// A struct to the right of an item.
    pub fn after(&mut self, left: (u64, u32), reference: u8, content: &[u8]) -> &mut Self {
        let mut out = BytesMut::new();
        out.put_u8(reference | 0x80);
        put_uint(&mut out, left.0);
        put_uint(&mut out, u64::from(left.1));
        out.put_slice(content);
        self.structs.push(out);
        self
    }

    /// The update: all structs under one client id, from a clock on.
    pub fn update(&self, client: u64, clock: u32) -> Bytes {
        let mut out = BytesMut::new();
        put_uint(&mut out, 1);
        put_uint(&mut out, self.structs.len() as u64);
        put_uint(&mut out, client);
        put_uint(&mut out, u64::from(clock));
        for item in &self.structs {
            out.put_slice(item);
        }
        put_uint(&mut out, 0);
        out.freeze()
    }
}

/// A note's map and its text, as the first two elements of `client`.
pub fn forged_note(client: u64) -> Forge {
    let mut forge = Forge::default();
    forge
        .under(None, Some("n"), 7, &[1])
        .under(Some((client, 0)), Some("text"), 7, &[2]);
    forge
}

/// Random numbers that are the same for the same seed (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit.max(1)
    }

    /// One to four small injuries.
    pub fn mutate(&mut self, bytes: &[u8], donor: &[u8]) -> Vec<u8> {
        let mut out = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(out.len());
            match self.below(6) {
                0 if !out.is_empty() => out[at] = self.below(256) as u8,
                1 if !out.is_empty() => out[at] ^= 1 << self.below(8),
                2 => out.insert(at, self.below(256) as u8),
                3 if !out.is_empty() => drop(out.remove(at)),
                4 => out.truncate(at),
                _ => {
                    let from = self.below(donor.len());
                    let to = from + self.below(donor.len() - from);
                    out.splice(at..at, donor[from..to].iter().copied());
                }
            }
        }
        out
    }
}
