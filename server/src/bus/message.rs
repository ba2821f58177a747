//! What instances say to each other, and how one knows that it was one of them who said it.
//!
//! On the wire: a version (1 byte), HMAC-SHA-256 (32 bytes) over the channel, the version and the rest; the rest is JSON. The key
//! follows from the store's, so whoever shares the store can speak here and nobody else. A message of a version that is not known is
//! passed over, so that a later form can live beside this one.

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use protocol::ids::{PersonId, RoomId};
use protocol::meeting::talk::Sign;

use crate::boards::awareness::Here;
use crate::store::{Batch, BoardUpdate, Content, NewEntry, Position, StoredEntry};

const VERSION: u8 = 1;
const TAG: usize = 32;
/// A longer message is none of ours.
const MESSAGE_MAX: usize = 128 * 1024;
/// Of more than this an instance only says that it is there; others read it in the store.
pub const CARRY_MAX: usize = 16 * 1024;

/// One message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    /// The instance that says it.
    pub(crate) from: Uuid,
    /// Its number among all that this instance says.
    pub(crate) n: u64,
    /// When, on the store's clock.
    pub(crate) at: i64,
    pub(crate) what: What,
}

/// What is said.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// The meeting's journal reaches to this seq.
    Wrote { seq: u64, carried: Option<Carried> },
    /// The log of one of its boards reaches to this seq; the last updates of it, if they are small.
    Board {
        board: Uuid,
        seq: u64,
        updates: Vec<CarriedUpdate>,
    },
    /// Somebody gave a sign to their room.
    Sign {
        room: RoomId,
        person: PersonId,
        sign: Sign,
    },
    /// Who is on a board at this instance, as far as it changed or for all of them.
    Here { board: Uuid, entries: Vec<Here> },
    /// A board was opened: who is on it elsewhere?
    WhoIsHere { board: Uuid },
    /// Somebody may not use the boards of the meeting any more.
    Barred { person: Uuid },
    /// To oneself, to see that what is said is heard.
    Hello {},
}

/// What a batch brought to the journal, whole.
#[derive(Clone, Serialize, Deserialize)]
pub struct Carried {
    after: Position,
    head: Position,
    /// Time and body of each.
    entries: Vec<(i64, String)>,
    /// Free text that came or was erased with them.
    content: Vec<Content>,
}

impl std::fmt::Debug for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What people wrote stays out of logs.
        f.debug_struct("Carried")
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

impl Carried {
    /// What was appended after this position; none when it is too much.
    pub(crate) fn of(batch: &Batch, after: Position, head: Position) -> Option<Self> {
        let entries = batch.entries.iter().map(|entry| entry.body.len());
        let content = batch.content.iter().map(|item| item.body.len());
        let each = 64 * (batch.entries.len() + batch.content.len() + batch.erase.len());
        if entries.chain(content).sum::<usize>() + each > CARRY_MAX {
            return None;
        }
        let written = batch
            .content
            .iter()
            .map(|item| (item.id, Some(item.body.clone())));
        let erased = batch.erase.iter().map(|id| (*id, None));
        Some(Self {
            after,
            head,
            entries: batch
                .entries
                .iter()
                .map(|entry| (entry.at, entry.body.clone()))
                .collect(),
            content: written.chain(erased).collect(),
        })
    }

    /// Where the journal ends with it.
    pub(crate) fn head(&self) -> Position {
        self.head
    }

    /// The entries as they stand in the journal with their content, if they follow on `position` and end with the hash that they say.
    pub(crate) fn follow(
        self,
        meeting: Uuid,
        position: Position,
    ) -> Option<(Vec<StoredEntry>, Vec<Content>)> {
        if self.after != position {
            return None;
        }
        let entries = self.entries.into_iter().map(|(at, body)| NewEntry { at, body });
        let batch = Batch {
            entries: entries.collect(),
            ..Batch::default()
        };
        let sealed = batch.sealed(meeting, position);
        let fits = sealed.last().map(StoredEntry::position) == Some(self.head);
        fits.then_some((sealed, self.content))
    }
}

/// One update of a board's log.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct CarriedUpdate {
    by: Uuid,
    #[serde(with = "base64")]
    update: Vec<u8>,
}

impl std::fmt::Debug for CarriedUpdate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("CarriedUpdate").field(&self.update.len()).finish()
    }
}

impl CarriedUpdate {
    pub(crate) fn new(by: Uuid, update: Vec<u8>) -> Self {
        Self { by, update }
    }

    /// How much room it takes.
    pub(crate) fn size(&self) -> usize {
        self.update.len() + 64
    }
}

/// The last updates of a log that reaches to `seq`, as rows of it; none when there cannot be so many.
pub(crate) fn rows(seq: u64, at: i64, updates: Vec<CarriedUpdate>) -> Option<Vec<BoardUpdate>> {
    let first = seq.checked_sub(updates.len() as u64)? + 1;
    let rows = updates
        .into_iter()
        .zip(first..)
        .map(|(carried, seq)| BoardUpdate {
            seq,
            by: carried.by,
            at,
            update: carried.update,
        });
    Some(rows.collect())
}

mod base64 {
    use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD_NO_PAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD_NO_PAD
            .decode(String::deserialize(deserializer)?)
            .map_err(D::Error::custom)
    }
}

/// Why something heard is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    /// Another version of Convene says something in its own form.
    #[error("it has a form that this version does not know")]
    Foreign,
    /// Nobody of us said this here.
    #[error("it is damaged, or not from an instance on this database")]
    Forged,
}

/// What instances on one store know and nobody else.
#[derive(Clone)]
pub(super) struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// From the store's own.
    pub(super) fn of(secret: &[u8; 32]) -> Self {
        // A key of any length is taken, and a MAC of this kind has 32 bytes.
        let mac = Hmac::<Sha256>::new_from_slice(secret);
        Self(mac.map_or([0; 32], |mut mac| {
            mac.update(b"convene bus");
            mac.finalize().into_bytes().into()
        }))
    }

    /// Bound to the channel, so that it says the same nowhere else.
    fn mac(&self, channel: Uuid, version: u8, body: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(channel.as_bytes());
        mac.update(&[version]);
        mac.update(body);
        Some(mac)
    }

    pub(super) fn seal(&self, channel: Uuid, message: &Message) -> Vec<u8> {
        // Ids, numbers and text can always be written as JSON.
        let body = serde_json::to_vec(message).unwrap_or_default();
        let mut sealed = Vec::with_capacity(1 + TAG + body.len());
        sealed.push(VERSION);
        if let Some(mac) = self.mac(channel, VERSION, &body) {
            sealed.extend(mac.finalize().into_bytes());
        }
        sealed.extend(body);
        sealed
    }

    pub(super) fn open(&self, channel: Uuid, sealed: &[u8]) -> Result<Message, Fault> {
        let (version, rest) = sealed.split_first().ok_or(Fault::Forged)?;
        if *version != VERSION {
            return Err(Fault::Foreign);
        }
        let (tag, body) = rest.split_at_checked(TAG).ok_or(Fault::Forged)?;
        if body.len() > MESSAGE_MAX {
            return Err(Fault::Forged);
        }
        let mac = self.mac(channel, VERSION, body).ok_or(Fault::Forged)?;
        mac.verify_slice(tag).map_err(|_| Fault::Forged)?;
        serde_json::from_slice(body).map_err(|_| Fault::Foreign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ContentItem;

    fn wrote(seq: u64) -> Message {
        Message {
            from: Uuid::from_u128(1),
            n: 2,
            at: 3,
            what: What::Wrote { seq, carried: None },
        }
    }

    #[test]
    fn a77_what_is_damaged_forged_or_from_elsewhere_is_passed_over() {
        let (here, there) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let key = Key::of(&[1; 32]);
        let good = key.seal(here, &wrote(9));
        assert!(matches!(
            key.open(here, &good).unwrap().what,
            What::Wrote {
                seq: 9,
                carried: None
            }
        ));
        // Not on another channel, not under another key, not with any byte changed or left out.
        assert_eq!(key.open(there, &good).unwrap_err(), Fault::Forged);
        assert_eq!(Key::of(&[2; 32]).open(here, &good).unwrap_err(), Fault::Forged);
        for at in 0..good.len() {
            let mut damaged = good.clone();
            damaged[at] ^= 1;
            assert!(key.open(here, &damaged).is_err(), "{at}");
            assert!(key.open(here, &good[..at]).is_err(), "{at}");
        }
        for junk in [&b""[..], b"{", b"\x01", &[1; 40], &[0; 4_000]] {
            assert!(key.open(here, junk).is_err());
        }
    }

    #[test]
    fn a_later_form_is_passed_over() {
        let key = Key::of(&[1; 32]);
        let here = Uuid::from_u128(7);
        let mut later = key.seal(here, &wrote(9));
        later[0] = VERSION + 1;
        assert_eq!(key.open(here, &later).unwrap_err(), Fault::Foreign);
        // The same form with something new in it.
        let body = br#"{"from":"00000000-0000-0000-0000-000000000001","n":1,"at":1,"what":{"dance":{}}}"#;
        let mut new = vec![VERSION];
        new.extend(key.mac(here, VERSION, body).unwrap().finalize().into_bytes());
        new.extend(body);
        assert_eq!(key.open(here, &new).unwrap_err(), Fault::Foreign);
    }

    #[test]
    fn what_is_carried_follows_on_the_very_head_or_not_at_all() {
        let meeting = Uuid::from_u128(7);
        let text = Uuid::from_u128(9);
        let batch = Batch {
            entries: vec![NewEntry {
                at: 5,
                body: "{\"a\":1}".to_owned(),
            }],
            content: vec![ContentItem {
                id: text,
                owner: None,
                body: "hello".to_owned(),
            }],
            ..Batch::default()
        };
        let sealed = batch.sealed(meeting, Position::START);
        let carried = Carried::of(&batch, Position::START, sealed[0].position()).unwrap();
        let json = serde_json::to_string(&carried).unwrap();
        let carried: Carried = serde_json::from_str(&json).unwrap();
        let (entries, content) = carried.clone().follow(meeting, Position::START).unwrap();
        assert_eq!(
            (entries, content),
            (sealed.clone(), vec![(text, Some("hello".to_owned()))])
        );
        assert!(carried.clone().follow(meeting, sealed[0].position()).is_none());
        assert!(
            carried
                .clone()
                .follow(Uuid::from_u128(8), Position::START)
                .is_none()
        );
        let mut other = carried;
        other.entries[0].1.push(' ');
        assert!(other.follow(meeting, Position::START).is_none());
        let large = Batch {
            entries: vec![NewEntry {
                at: 5,
                body: "x".repeat(CARRY_MAX),
            }],
            ..Batch::default()
        };
        assert!(Carried::of(&large, Position::START, Position::START).is_none());
    }
}
