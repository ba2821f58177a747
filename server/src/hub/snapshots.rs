//! Snapshots of meetings: the accepted state at one position, kept beside the journal so that a long meeting is open at once. They are
//! derived. Where one is not what it should be, the journal is read from its beginning, and nothing is lost but time.
//!
//! A snapshot holds what the journal holds, ids and no words: what is erased is not in it either.

use std::sync::Arc;

use protocol::ids::MeetingId;
use protocol::meeting::State;
use protocol::meeting::event::EVENT_LEVEL;
use protocol::meeting::state::STATE_VERSION;
use protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::actor::Actor;
use super::delivery::Ring;
use super::input::Fail;
use super::registry::Shared;
use crate::store::{Position, ReadError, Snapshot, Store, StoredEntry, WriteError};

/// The form of a snapshot; that of a later version is greater. Versions that read other kinds of events have forms of their own, as
/// those with another state have: a snapshot opens nothing to an instance that it could not read in the journal.
pub const SNAPSHOT_VERSION: u32 = STATE_VERSION * 1_000 + EVENT_LEVEL;

/// The bytes before the JSON: a SHA-256 of it, and of where it belongs.
const DIGEST: usize = 32;

/// How many entries must have come since the last snapshot for another one.
#[derive(Clone, Copy, Debug)]
pub struct SnapshotRules {
    /// As a meeting is opened and the first has been answered: so many had to be replayed.
    pub opened: u64,
    /// While it is live.
    pub live: u64,
    /// As it is put away, and whoever comes next waits for the rest.
    pub put_away: u64,
}

impl Default for SnapshotRules {
    fn default() -> Self {
        Self {
            opened: 1_000,
            live: 5_000,
            put_away: 500,
        }
    }
}

/// What of a live meeting follows from its journal alone. The default is what there is before the first entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) position: Position,
    pub(super) last_at: Timestamp,
    pub(super) state: State,
    /// So that whoever was connected before a restart resumes by changes after it.
    pub(super) ring: Ring,
}

impl Kept {
    fn sealed(&self, meeting: MeetingId) -> serde_json::Result<Snapshot> {
        let mut bytes = vec![0; DIGEST];
        serde_json::to_writer(&mut bytes, self)?;
        let seq = self.position.seq;
        let digest = digest(meeting, seq, &bytes[DIGEST..]);
        bytes[..DIGEST].copy_from_slice(&digest);
        Ok(Snapshot {
            seq,
            state_version: SNAPSHOT_VERSION,
            state: bytes,
        })
    }

    /// None: these are not the bytes that were written for this place, or they are in no form that is read here.
    fn unsealed(meeting: MeetingId, snapshot: &Snapshot) -> Option<Self> {
        let (sum, json) = snapshot.state.split_first_chunk::<DIGEST>()?;
        if *sum != digest(meeting, snapshot.seq, json) {
            return None;
        }
        let kept: Self = serde_json::from_slice(json).ok()?;
        (kept.position.seq == snapshot.seq).then_some(kept)
    }
}

fn digest(meeting: MeetingId, seq: u64, json: &[u8]) -> [u8; DIGEST] {
    let mut sha = Sha256::new();
    sha.update(meeting.0.as_bytes());
    sha.update(SNAPSHOT_VERSION.to_be_bytes());
    sha.update(seq.to_be_bytes());
    sha.update(json);
    sha.finalize().into()
}

/// The newest snapshot, if it is whole and the journal is the one that it was made of; else the journal is to be read from its beginning.
pub(super) async fn newest(store: &dyn Store, meeting: MeetingId) -> Result<Option<Kept>, Fail> {
    let found = match store.meeting_snapshot(meeting.0, SNAPSHOT_VERSION).await {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(None),
        Err(gone @ (ReadError::NotFound | ReadError::Deleted)) => return Err(gone.into()),
        Err(error @ ReadError::Unavailable) => {
            tracing::warn!(meeting.id = %meeting, %error, "the snapshot of a meeting cannot be read: its journal is");
            return Ok(None);
        }
    };
    let Some(kept) = Kept::unsealed(meeting, &found) else {
        tracing::warn!(meeting.id = %meeting, event.seq = found.seq, "the snapshot of a meeting is damaged: its journal is read");
        return Ok(None);
    };
    let before = kept.position.seq.saturating_sub(1);
    let there = store.read_after(meeting.0, before, 1).await?;
    if there.first().map(StoredEntry::position) == Some(kept.position) {
        return Ok(Some(kept));
    }
    tracing::warn!(meeting.id = %meeting, event.seq = found.seq, "the snapshot of a meeting is of another journal: this one is read");
    Ok(None)
}

impl Actor {
    /// Keeps what is accepted, aside of the hub's work, if so many entries came since the last time; one at a time.
    pub(super) fn keep_snapshot(&mut self, after: u64) {
        let accepted = &mut self.accepted;
        let since = accepted.position.seq.saturating_sub(accepted.kept_seq);
        let is_under_way = self.keeping.as_ref().is_some_and(|task| !task.is_finished());
        if since < after.max(1) || is_under_way {
            return;
        }
        // Should it fail, the next one is as far away as after one that did not: a store in trouble is not asked again and again.
        accepted.kept_seq = accepted.position.seq;
        let kept = Kept {
            position: accepted.position,
            last_at: accepted.last_at,
            state: (*accepted.state).clone(),
            ring: accepted.ring.clone(),
        };
        self.keeping = Some(tokio::spawn(keep(self.shared.clone(), self.meeting, kept)));
    }
}

async fn keep(shared: Arc<Shared>, meeting: MeetingId, kept: Kept) {
    let seq = kept.position.seq;
    let snapshot = match kept.sealed(meeting) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            tracing::error!(meeting.id = %meeting, event.seq = seq, %error, "a meeting cannot be put into a snapshot");
            return;
        }
    };
    drop(kept);
    match shared.store.put_meeting_snapshot(meeting.0, snapshot).await {
        Ok(()) => {
            metrics::counter!("convene_meeting_snapshots_total").increment(1);
            tracing::debug!(meeting.id = %meeting, event.seq = seq, "a snapshot of a meeting is kept");
        }
        Err(WriteError::NotFound) => {
            tracing::debug!(meeting.id = %meeting, "a meeting was deleted before its snapshot was kept");
        }
        Err(error) => {
            tracing::warn!(meeting.id = %meeting, event.seq = seq, %error, "a snapshot of a meeting could not be kept");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Hash;
    use protocol::ids::PersonId;
    use protocol::meeting::view::Slice;
    use uuid::Uuid;

    fn kept() -> Kept {
        let mut kept = Kept {
            position: Position {
                seq: 7,
                hash: Hash([3; 32]),
            },
            last_at: Timestamp(99),
            ..Kept::default()
        };
        kept.state.language = "es".to_owned();
        let touched = [Slice::Meeting, Slice::Person(PersonId(Uuid::from_u128(1)))];
        kept.ring.push(kept.position, touched.into());
        kept
    }

    #[test]
    fn what_is_sealed_is_read_back_in_its_place_only() {
        let (meeting, other) = (MeetingId(Uuid::from_u128(1)), MeetingId(Uuid::from_u128(2)));
        let sealed = kept().sealed(meeting).unwrap();
        assert_eq!(Kept::unsealed(meeting, &sealed), Some(kept()));
        assert_eq!(Kept::unsealed(other, &sealed), None);
        let elsewhere = Snapshot { seq: 8, ..sealed };
        assert_eq!(Kept::unsealed(meeting, &elsewhere), None);
    }

    #[test]
    fn every_byte_counts() {
        let meeting = MeetingId(Uuid::from_u128(1));
        let sealed = kept().sealed(meeting).unwrap();
        for at in 0..sealed.state.len() {
            let mut damaged = sealed.clone();
            damaged.state[at] ^= 1;
            assert_eq!(Kept::unsealed(meeting, &damaged), None, "{at}");
            damaged.state.truncate(at);
            assert_eq!(Kept::unsealed(meeting, &damaged), None, "{at}");
        }
    }
}
