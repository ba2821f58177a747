//! The chain of hashes over a meeting's entries.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A SHA-256; 64 lower-case hex digits in text and JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Hash(pub [u8; 32]);

/// A point in a meeting's journal: an entry's seq and hash.
///
/// Seq 0 with the zero hash (the default) is the point before the first entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Position {
    /// The entry's sequence number, or 0.
    pub seq: u64,
    /// The entry's hash, or zeros.
    pub hash: Hash,
}

impl Position {
    /// Before the first entry.
    pub const START: Self = Self {
        seq: 0,
        hash: Hash([0; 32]),
    };
}

/// The hash of the entry that follows `before`.
///
/// SHA-256 over: the hash before (32 bytes), the meeting id (16), the seq (8, big-endian), the time (8, big-endian), the body. All but
/// the last are of fixed length, so no two different inputs are the same bytes.
pub fn chain(before: &Hash, meeting: Uuid, seq: u64, at: i64, body: &str) -> Hash {
    let mut sha = Sha256::new();
    sha.update(before.0);
    sha.update(meeting.as_bytes());
    sha.update(seq.to_be_bytes());
    sha.update(at.to_be_bytes());
    sha.update(body.as_bytes());
    Hash(sha.finalize().into())
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = String::with_capacity(64);
        for byte in self.0 {
            let halves = [byte >> 4, byte & 15];
            digits.extend(halves.map(|half| char::from_digit(half.into(), 16).unwrap_or_default()));
        }
        // In one piece: a position is in every frame.
        f.write_str(&digits)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text was not 64 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a hash is 64 hex digits")]
pub struct NotAHash;

impl FromStr for Hash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let digits = text.as_bytes();
        let mut hash = [0; 32];
        if digits.len() != 64 {
            return Err(NotAHash);
        }
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let [high, low] = [pair[0], pair[1]].map(|digit| char::from(digit).to_digit(16));
            let (Some(high), Some(low)) = (high, low) else {
                return Err(NotAHash);
            };
            *byte = u8::try_from(high * 16 + low).map_err(|_| NotAHash)?;
        }
        Ok(Self(hash))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_survives_json() {
        let hash = chain(&Hash::default(), Uuid::nil(), 1, 2, "{}");
        let json = serde_json::to_string(&Position { seq: 1, hash }).unwrap();
        assert_eq!(
            serde_json::from_str::<Position>(&json).unwrap(),
            Position { seq: 1, hash }
        );
        assert_eq!("zz".parse::<Hash>(), Err(NotAHash));
        assert_eq!("é".repeat(32).parse::<Hash>(), Err(NotAHash));
    }

    #[test]
    fn every_input_counts() {
        let base = chain(&Hash::default(), Uuid::nil(), 1, 2, "{}");
        assert_ne!(base, chain(&Hash([1; 32]), Uuid::nil(), 1, 2, "{}"));
        assert_ne!(base, chain(&Hash::default(), Uuid::max(), 1, 2, "{}"));
        assert_ne!(base, chain(&Hash::default(), Uuid::nil(), 2, 2, "{}"));
        assert_ne!(base, chain(&Hash::default(), Uuid::nil(), 1, 3, "{}"));
        assert_ne!(base, chain(&Hash::default(), Uuid::nil(), 1, 2, "{ }"));
        // Journals are for ever: this value must not change.
        assert_eq!(
            base.to_string(),
            chain(&Hash::default(), Uuid::nil(), 1, 2, "{}").to_string()
        );
    }
}
