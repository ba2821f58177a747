//! Reads an update, a state vector or an awareness message before anything else does, without recursion and
//! without allocating more than the bytes that are there.
//!
//! The scan knows what one item may be; what its place on the board allows is `shape`'s to say, because an item
//! with a neighbour does not name its parent. `yrs` sees an update only after both, and only in a worker.

use std::collections::HashSet;

use super::{
    lib0::{ReadError, Reader},
    limits,
};

/// An item's identity: the Yjs client that made it and the clock of its first element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    /// The Yjs client id.
    pub client: u64,
    /// Elements that this client made before.
    pub clock: u32,
}

/// Where an item says that it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parent {
    /// An entry of the root `notes`.
    Notes,
    /// An entry of the root `groups`.
    Groups,
    /// A part of the type that this item holds.
    Item(Id),
    /// Not said: the same as its neighbour's.
    Inherited,
}

/// The key under which an item stands in a map. Only one name matters to the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// `text`, the note's `Y.Text`.
    Text,
    /// `section`, where the note stands.
    Section,
    /// Any other: a note's id, or the name of a scalar.
    Other,
}

/// What an item holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Collected: nothing is known of it but its length.
    Gone,
    /// Deleted, its place still known.
    Deleted,
    /// Characters of a text.
    Chars,
    /// Scalars (several only where a client merged overwritten values).
    Scalar,
    /// A `Y.Map`: a note, or a group of notes.
    Note,
    /// A `Y.Text`: the text of a note.
    Text,
}

/// One run of elements that an update brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Struct {
    /// Its first element.
    pub id: Id,
    /// Its elements; at least 1. `id.clock + len` does not overflow.
    pub len: u32,
    /// The neighbour to the left when it was made.
    pub left: Option<Id>,
    /// The neighbour to the right when it was made.
    pub right: Option<Id>,
    /// Where it says that it belongs.
    pub parent: Parent,
    /// Its key, if it says one.
    pub key: Option<Key>,
    /// What it holds.
    pub content: Content,
    /// Of a scalar that is a short string: where it is in [`Scanned::words`].
    pub word: Option<(u32, u32)>,
}

/// A run of elements that an update deletes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    /// The first element.
    pub id: Id,
    /// Elements; at least 1. `id.clock + len` does not overflow.
    pub len: u32,
}

/// An update whose every byte has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scanned {
    /// For each client its runs, clocks rising.
    pub clients: Vec<(u64, Vec<Struct>)>,
    /// What is deleted.
    pub deletions: Vec<Deletion>,
    /// Short strings that it sets.
    pub words: String,
}

impl Scanned {
    /// An update that says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.clients.is_empty() && self.deletions.is_empty()
    }

    /// The short string that a struct sets.
    pub fn word(&self, item: &Struct) -> Option<&str> {
        let (from, to) = item.word?;
        self.words
            .get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
    }
}

/// Why an update is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// Over the limit for its kind.
    #[error("too_large")]
    TooLarge,
    /// The bytes end early, go on after the end, or a count exceeds them.
    #[error("truncated")]
    Truncated,
    /// A number out of range.
    #[error("number")]
    Number,
    /// A string that is not UTF-8.
    #[error("utf8")]
    Utf8,
    /// Arrays and maps too deep.
    #[error("depth")]
    Depth,
    /// A clock that would overflow.
    #[error("clock")]
    Clock,
    /// Well-formed, but not a note board.
    #[error("schema")]
    Schema,
    /// A state vector over its limit. On a board from before the limits it may be honest.
    #[error("state_vector")]
    StateVector,
}

impl ScanError {
    /// The word for it in metrics and logs.
    pub fn reason(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Truncated => "truncated",
            Self::Number => "number",
            Self::Utf8 => "utf8",
            Self::Depth => "depth",
            Self::Clock => "clock",
            Self::Schema => "schema",
            Self::StateVector => "state_vector",
        }
    }
}

impl From<ReadError> for ScanError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Short => Self::Truncated,
            ReadError::Number => Self::Number,
            ReadError::Utf8 => Self::Utf8,
        }
    }
}

const HAS_LEFT: u8 = 0x80;
const HAS_RIGHT: u8 = 0x40;
const HAS_KEY: u8 = 0x20;
const SKIP: u8 = 10;

/// Reads a whole update (v1). `max` is the limit in bytes for its kind.
pub fn update(bytes: &[u8], max: usize) -> Result<Scanned, ScanError> {
    if bytes.len() > max {
        return Err(ScanError::TooLarge);
    }
    let mut reader = Reader::new(bytes);
    let mut scanned = Scanned::default();
    let mut seen = HashSet::new();
    // What they take in memory is bounded by what an update may be, not by how small they can be made.
    let mut runs = max / limits::BYTES_PER_RUN;
    for _ in 0..reader.count()? {
        let count = reader.count()?;
        let client = client(&mut reader)?;
        // Neither occurs in what Yjs writes, and each would make later work longer than the bytes.
        if count == 0 || !seen.insert(client) {
            return Err(ScanError::Schema);
        }
        runs = runs.checked_sub(count).ok_or(ScanError::TooLarge)?;
        let mut clock = reader.u32()?;
        // A struct takes two bytes at least, so the reservation is bounded by what has been received.
        let mut structs = Vec::with_capacity(count.min(reader.remaining() / 2 + 1));
        for _ in 0..count {
            let (len, found) = item(&mut reader, Id { client, clock }, &mut scanned.words)?;
            clock = end_of(clock, len)?;
            structs.extend(found);
        }
        scanned.clients.push((client, structs));
    }
    deletions(&mut reader, runs, &mut scanned.deletions)?;
    if reader.remaining() > 0 {
        return Err(ScanError::Truncated);
    }
    Ok(scanned)
}

/// Reads a state vector: pairs of client and clock.
pub fn state_vector(bytes: &[u8]) -> Result<Vec<(u64, u32)>, ScanError> {
    if bytes.len() > limits::STATE_VECTOR_MAX {
        return Err(ScanError::StateVector);
    }
    let mut reader = Reader::new(bytes);
    let count = reader.count()?;
    let mut pairs = Vec::with_capacity(count.min(reader.remaining() / 2 + 1));
    for _ in 0..count {
        pairs.push((client(&mut reader)?, reader.u32()?));
    }
    if reader.remaining() > 0 {
        return Err(ScanError::Truncated);
    }
    Ok(pairs)
}

/// One entry of an awareness message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// The Yjs client that it is about.
    pub client: u64,
    /// Rises with each change of that client's state.
    pub clock: u32,
    /// The state as JSON, exactly as it was sent; `None` for `null` (gone).
    pub state: Option<Box<str>>,
}

/// Reads an awareness message. Entries that are too large, not a JSON object, or near the end of the clock are
/// left out: they are dropped, not punished.
pub fn awareness(bytes: &[u8]) -> Result<Vec<Presence>, ScanError> {
    let mut reader = Reader::new(bytes);
    let count = reader.count()?;
    if count > limits::AWARENESS_ENTRIES_MAX {
        return Err(ScanError::TooLarge);
    }
    let mut entries = Vec::new();
    for _ in 0..count {
        let client = reader.uint()?;
        let clock = reader.uint()?;
        let state = reader.text()?;
        let Ok(clock) = u32::try_from(clock) else { continue };
        if client > limits::CLIENT_MAX || clock >= limits::AWARENESS_CLOCK_MAX {
            continue;
        }
        let state = match state {
            "null" => None,
            text if text.len() <= limits::AWARENESS_STATE_MAX && is_object(text) => Some(text.into()),
            _ => continue,
        };
        entries.push(Presence { client, clock, state });
    }
    Ok(entries)
}

fn is_object(text: &str) -> bool {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).is_ok()
}

fn client(reader: &mut Reader<'_>) -> Result<u64, ScanError> {
    let client = reader.uint()?;
    if client > limits::CLIENT_MAX {
        Err(ScanError::Number)
    } else {
        Ok(client)
    }
}

fn id(reader: &mut Reader<'_>) -> Result<Id, ScanError> {
    Ok(Id {
        client: client(reader)?,
        clock: reader.u32()?,
    })
}

fn end_of(clock: u32, len: u32) -> Result<u32, ScanError> {
    match clock.checked_add(len) {
        Some(end) if len > 0 && end <= limits::CLOCK_MAX => Ok(end),
        _ => Err(ScanError::Clock),
    }
}

/// Reads one struct; `None` for a skip, which only moves the clock.
fn item(reader: &mut Reader<'_>, at: Id, words: &mut String) -> Result<(u32, Option<Struct>), ScanError> {
    let info = reader.byte()?;
    if info == SKIP {
        return Ok((reader.u32()?, None));
    }
    let mut found = Struct {
        id: at,
        len: 1,
        left: None,
        right: None,
        parent: Parent::Inherited,
        key: None,
        content: Content::Gone,
        word: None,
    };
    if info == 0 {
        found.len = reader.u32()?;
        return Ok((found.len, Some(found)));
    }
    if info & HAS_LEFT != 0 {
        found.left = Some(id(reader)?);
    }
    if info & HAS_RIGHT != 0 {
        found.right = Some(id(reader)?);
    }
    if info & (HAS_LEFT | HAS_RIGHT) == 0 {
        found.parent = match reader.uint()? {
            1 => match reader.text()? {
                "notes" => Parent::Notes,
                "groups" => Parent::Groups,
                _ => return Err(ScanError::Schema),
            },
            0 => Parent::Item(id(reader)?),
            _ => return Err(ScanError::Schema),
        };
        if info & HAS_KEY != 0 {
            found.key = Some(key(reader.text()?)?);
        }
    }
    let (content, len, word) = contents(reader, info & 0x1f)?;
    (found.content, found.len) = (content, len);
    if let Some(word) = word.filter(|word| word.len() <= limits::SECTION_MAX) {
        let from = u32::try_from(words.len()).map_err(|_| ScanError::TooLarge)?;
        words.push_str(word);
        found.word = Some((from, u32::try_from(words.len()).map_err(|_| ScanError::TooLarge)?));
    }
    Ok((found.len, Some(found)))
}

fn key(name: &str) -> Result<Key, ScanError> {
    match name {
        "text" => Ok(Key::Text),
        "section" => Ok(Key::Section),
        "" => Err(ScanError::Schema),
        _ if name.len() > limits::KEY_MAX => Err(ScanError::TooLarge),
        _ => Ok(Key::Other),
    }
}

/// The content, how many elements it is, and the string that it sets. The numbers are Yjs's content references.
fn contents<'a>(
    reader: &mut Reader<'a>,
    reference: u8,
) -> Result<(Content, u32, Option<&'a str>), ScanError> {
    match reference {
        1 => Ok((Content::Deleted, reader.u32()?, None)),
        4 => {
            let length = reader.text()?.encode_utf16().count();
            Ok((
                Content::Chars,
                u32::try_from(length).map_err(|_| ScanError::Number)?,
                None,
            ))
        }
        7 => match reader.uint()? {
            1 => Ok((Content::Note, 1, None)),
            2 => Ok((Content::Text, 1, None)),
            _ => Err(ScanError::Schema),
        },
        8 => {
            let count = reader.count()?;
            let mut scalars = true;
            // Of several, merged by a client, the last one holds.
            let mut word = None;
            for _ in 0..count {
                let scalar;
                (scalar, word) = any(reader)?;
                scalars &= scalar;
            }
            if !scalars {
                return Err(ScanError::Schema);
            }
            Ok((
                Content::Scalar,
                u32::try_from(count).map_err(|_| ScanError::Number)?,
                word,
            ))
        }
        // JSON, binary, embed, format, sub-document, and what does not exist.
        _ => Err(ScanError::Schema),
    }
}

/// Reads one `Any` to its end with a stack of its own; answers whether it is a scalar that a note may hold, and
/// the string that it is.
fn any<'a>(reader: &mut Reader<'a>) -> Result<(bool, Option<&'a str>), ScanError> {
    // What each open array or map still lacks, and whether its members have keys.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut scalar = true;
    let mut word = None;
    loop {
        if let Some((_, true)) = open.last() {
            reader.text()?;
        }
        match reader.byte()? {
            126 | 127 | 121 | 120 => {}
            125 => reader.skip_int()?,
            124 => drop(reader.take(4)?),
            123 | 122 => drop(reader.take(8)?),
            119 => {
                let text = reader.text()?;
                scalar &= text.len() <= limits::SCALAR_TEXT_MAX;
                word = Some(text);
            }
            116 => {
                reader.buffer()?;
                scalar = false;
            }
            kind @ (117 | 118) => {
                scalar = false;
                let count = reader.count()?;
                if open.len() >= limits::ANY_DEPTH_MAX {
                    return Err(ScanError::Depth);
                }
                open.push((count + 1, kind == 118));
            }
            _ => return Err(ScanError::Number),
        }
        // Close what this value completed; an empty container completes its own parent as well.
        loop {
            match open.last_mut() {
                None => return Ok((scalar, word)),
                Some((lacking, _)) => {
                    *lacking -= 1;
                    if *lacking > 0 {
                        break;
                    }
                }
            }
            open.pop();
        }
    }
}

fn deletions(reader: &mut Reader<'_>, mut runs: usize, found: &mut Vec<Deletion>) -> Result<(), ScanError> {
    for _ in 0..reader.count()? {
        let client = client(reader)?;
        let count = reader.count()?;
        runs = runs.checked_sub(count).ok_or(ScanError::TooLarge)?;
        let mut past = 0;
        for _ in 0..count {
            let clock = reader.u32()?;
            let len = reader.u32()?;
            // Yjs writes them sorted and apart; `yrs` takes that for granted.
            if clock < past {
                return Err(ScanError::Clock);
            }
            past = end_of(clock, len)?;
            found.push(Deletion {
                id: Id { client, clock },
                len,
            });
        }
    }
    Ok(())
}
