//! The notes of a page as updates of a board, without `yrs`: the same bytes in every instance, for a client id that came with
//! the event. Pure.

use bytes::{BufMut, Bytes, BytesMut};

use super::lib0::{put_buffer, put_uint};
use super::notes::Note;

/// A new update begins where one has this many bytes; below what a socket takes at once.
const UPDATE_BYTES: usize = 64 * 1024;

/// One update, and the clock that its client has after it.
#[derive(Debug)]
pub struct Part {
    pub update: Bytes,
    pub end: u32,
}

/// A note of no section, in a place of its own among so many before it.
pub fn in_order(place: usize, text: String, color: Option<String>) -> Note {
    let number = |number: usize| u32::try_from(number).map_or(f64::MAX, f64::from);
    Note {
        id: String::new(),
        section: String::new(),
        text,
        color,
        x: NOTE_APART + number(place % NOTES_ABREAST) * NOTE_WIDE,
        y: NOTE_APART + number(place / NOTES_ABREAST) * NOTE_HIGH,
        order: Some(number(place)),
        maker: 0,
        group: None,
        text_id: None,
    }
}

/// A note in a column of a board that has sections, below so many others; of no section as [`in_order`].
pub fn jotted(place: usize, section: String, text: String, color: &str) -> Note {
    let of_none = in_order(place, text, Some(color.to_owned()));
    if section.is_empty() {
        return of_none;
    }
    let above = u32::try_from(place).map_or(f64::MAX, f64::from);
    Note {
        section,
        x: NOTE_APART,
        y: NOTE_APART + above * NOTE_HIGH,
        order: None,
        ..of_none
    }
}

/// The page moves apart what is larger (client-web/src/board/layout.ts).
const NOTES_ABREAST: usize = 4;
const NOTE_APART: f64 = 10.0;
const NOTE_WIDE: f64 = 194.0;
const NOTE_HIGH: f64 = 106.0;

/// What brings notes onto a board under `client`. `author` is the page's own word for who made them; none where nobody is told.
pub fn updates(notes: &[Note], client: u32, author: Option<&str>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut items = Items::new(client, 0);
    for (index, note) in notes.iter().enumerate() {
        // Ids of the page's own making could name a note that is on the board already.
        items.note(&format!("{client:08x}-{index}"), note, author);
        if items.bytes.len() >= UPDATE_BYTES {
            let next = Items::new(client, items.clock);
            parts.push(std::mem::replace(&mut items, next).finish());
        }
    }
    if items.count > 0 {
        parts.push(items.finish());
    }
    parts
}

/// What brings one more note of this client onto a board; none where it is too long for one update.
pub fn update(note: &Note, client: u32, from: u32, author: &str) -> Option<Part> {
    let mut items = Items::new(client, from);
    items.note(&format!("{client:08x}-{from}"), note, Some(author));
    (items.bytes.len() < UPDATE_BYTES).then(|| items.finish())
}

struct Items {
    client: u32,
    from: u32,
    clock: u32,
    count: u64,
    bytes: BytesMut,
}

/// Where an item stands: in the root, in a map under a key, in a text.
enum Parent<'a> {
    Root(&'a str),
    Map(u32, &'a str),
    Text(u32),
}

const HAS_KEY: u8 = 0x20;
const STRING: u8 = 4;
const TYPE: u8 = 7;
const ANY: u8 = 8;
const TYPE_MAP: u64 = 1;
const TYPE_TEXT: u64 = 2;

impl Items {
    fn new(client: u32, from: u32) -> Self {
        Self {
            client,
            from,
            clock: from,
            count: 0,
            bytes: BytesMut::new(),
        }
    }

    fn note(&mut self, id: &str, note: &Note, author: Option<&str>) {
        let map = self.clock;
        self.item(TYPE, &Parent::Root(id), 1);
        put_uint(&mut self.bytes, TYPE_MAP);
        self.number(map, "x", note.x);
        self.number(map, "y", note.y);
        if let Some(order) = note.order {
            self.number(map, "order", order);
        }
        self.words(map, "section", &note.section);
        self.words(map, "color", note.color.as_deref().unwrap_or("yellow"));
        self.words(map, "author", author.unwrap_or_default());
        let text = self.clock;
        self.item(TYPE, &Parent::Map(map, "text"), 1);
        put_uint(&mut self.bytes, TYPE_TEXT);
        let units = u32::try_from(note.text.encode_utf16().count()).unwrap_or(u32::MAX);
        if units > 0 {
            self.item(STRING, &Parent::Text(text), units);
            put_buffer(&mut self.bytes, note.text.as_bytes());
        }
    }

    fn number(&mut self, map: u32, key: &str, number: f64) {
        self.item(ANY, &Parent::Map(map, key), 1);
        put_uint(&mut self.bytes, 1);
        self.bytes.put_u8(123);
        self.bytes.put_f64(number);
    }

    fn words(&mut self, map: u32, key: &str, words: &str) {
        self.item(ANY, &Parent::Map(map, key), 1);
        put_uint(&mut self.bytes, 1);
        self.bytes.put_u8(119);
        put_buffer(&mut self.bytes, words.as_bytes());
    }

    /// What stands before an item's content.
    fn item(&mut self, kind: u8, parent: &Parent<'_>, len: u32) {
        let key = match parent {
            Parent::Root(key) | Parent::Map(_, key) => Some(*key),
            Parent::Text(_) => None,
        };
        self.bytes.put_u8(kind | if key.is_some() { HAS_KEY } else { 0 });
        match parent {
            Parent::Root(_) => {
                put_uint(&mut self.bytes, 1);
                put_buffer(&mut self.bytes, b"notes");
            }
            Parent::Map(clock, _) | Parent::Text(clock) => {
                put_uint(&mut self.bytes, 0);
                put_uint(&mut self.bytes, u64::from(self.client));
                put_uint(&mut self.bytes, u64::from(*clock));
            }
        }
        if let Some(key) = key {
            put_buffer(&mut self.bytes, key.as_bytes());
        }
        self.count += 1;
        self.clock = self.clock.saturating_add(len);
    }

    fn finish(self) -> Part {
        let mut out = BytesMut::with_capacity(self.bytes.len() + 32);
        put_uint(&mut out, 1);
        put_uint(&mut out, self.count);
        put_uint(&mut out, u64::from(self.client));
        put_uint(&mut out, u64::from(self.from));
        out.extend_from_slice(&self.bytes);
        // Nothing is deleted.
        put_uint(&mut out, 0);
        Part {
            update: out.freeze(),
            end: self.clock,
        }
    }
}

#[cfg(test)]
mod tests {
    use yrs::{Doc, Options, ReadTxn, Transact, Update, block::ClientID, updates::decoder::Decode};

    use super::*;
    use crate::boards::{notes, scan, shape::Shape};

    fn note(id: &str, text: &str) -> Note {
        Note {
            id: id.into(),
            section: "heard".into(),
            text: text.into(),
            color: Some("blue".into()),
            x: 8.0,
            y: f64::from(u32::try_from(text.len()).unwrap()),
            order: None,
            group: None,
            maker: 5,
            text_id: None,
        }
    }

    #[test]
    fn one_client_writes_one_note_after_another() {
        let document = Doc::new();
        document.get_or_insert_map("notes");
        let mut shape = Shape::default();
        let mut clock = 0;
        for text in ["first", "second", ""] {
            let part = update(&note("", text), 5, clock, "ana").unwrap();
            shape
                .stage(&scan::update(&part.update, 1 << 20).unwrap())
                .unwrap();
            let mut transaction = document.transact_mut();
            let read = Update::decode_v1(&part.update).unwrap();
            transaction.apply_update(read).unwrap();
            assert!(!transaction.has_missing_updates());
            clock = part.end;
        }
        assert_eq!(shape.clock(5), clock);
        let texts: Vec<String> = notes::read(&document).into_iter().map(|note| note.text).collect();
        assert_eq!(texts.len(), 3);
        assert!(texts.contains(&"second".to_owned()));
        assert!(update(&note("", &"x".repeat(UPDATE_BYTES)), 5, clock, "ana").is_none());
    }

    #[test]
    fn n7_what_is_copied_fits_a_board_and_reads_the_same() {
        let long = "wörd 👩‍🏫 ".repeat(4_000);
        let page = [
            note("a", ""),
            note("b", "hallo 👋"),
            note("c", &long),
            note("d", &format!("{long}!")),
        ];
        let parts = updates(&page, 77, Some("ana"));
        assert!(parts.len() > 1);
        let document = Doc::with_options(Options {
            client_id: ClientID::new(0),
            ..Options::default()
        });
        document.get_or_insert_map("notes");
        let mut shape = Shape::default();
        for part in &parts {
            let scanned = scan::update(&part.update, 1 << 20).unwrap();
            shape.stage(&scanned).unwrap();
            assert_eq!(shape.clock(77), part.end);
            let mut transaction = document.transact_mut();
            transaction
                .apply_update(Update::decode_v1(&part.update).unwrap())
                .unwrap();
            assert!(!transaction.has_missing_updates());
        }
        let copied = notes::read(&document);
        let plain = |note: &Note| {
            (
                note.section.clone(),
                note.text.clone(),
                note.color.clone(),
                note.x,
                note.y,
            )
        };
        assert_eq!(
            copied.iter().map(plain).collect::<Vec<_>>(),
            page.iter().map(plain).collect::<Vec<_>>()
        );
        assert!(
            copied
                .iter()
                .all(|note| note.maker == 77 && note.id.starts_with("0000004d-"))
        );
        let again = updates(&page, 77, Some("ana"));
        assert!(
            parts
                .iter()
                .zip(&again)
                .all(|(one, other)| one.update == other.update)
        );
    }
}
