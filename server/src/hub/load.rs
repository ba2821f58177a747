//! From the journal to a live state, by a snapshot where there is one.

use std::sync::Arc;

use protocol::ids::{ContentId, MeetingId};
use protocol::meeting::{Contents, Entry, State, apply, view};
use protocol::time::Timestamp;
use tokio::task::JoinSet;

use super::access::Access;
use super::delivery::{PeopleFragments, Ring};
use super::input::Fail;
use super::snapshots::{self, Kept};
use super::spare::Spare;
use crate::store::{Content, Position, ReadError, Store, StoredEntry};

const PAGE: usize = 500;

/// The accepted state of a meeting with all that follows from it.
#[derive(Debug)]
pub(super) struct Accepted {
    pub(super) state: Box<State>,
    pub(super) spare: Spare,
    pub(super) contents: Contents,
    pub(super) position: Position,
    /// No entry is older than the one before it, even if the clock was set back.
    pub(super) last_at: Timestamp,
    pub(super) ring: Ring,
    pub(super) access: Access,
    /// What of the state is the same in the views of many.
    pub(super) people: PeopleFragments,
    /// How far the last snapshot reaches that is known of here; 0: there is none.
    pub(super) kept_seq: u64,
}

/// An entry that this version cannot read. It is not applied, and the meeting is not opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unreadable;

impl Accepted {
    /// Replays the journal, from its beginning or from a snapshot on. A long meeting has many texts: they are read beside it.
    pub(super) async fn load(store: &Arc<dyn Store>, meeting: MeetingId) -> Result<Self, Fail> {
        let before = store.head(meeting.0).await?;
        let mut reading = JoinSet::new();
        let texts = store.clone();
        reading.spawn(async move { texts.contents(meeting.0).await });
        let mut accepted = Self::replayed(store.as_ref(), meeting).await?;
        let read = reading.join_next().await.and_then(Result::ok);
        accepted.take_contents(read.ok_or(Fail::Unavailable)??);
        if accepted.position != before {
            // What was written meanwhile is perhaps in what was replayed and not among the texts.
            let seq = before.seq.min(accepted.position.seq);
            accepted.take_contents(store.contents_after(meeting.0, seq).await?);
        }
        let boards = store.boards_of(meeting.0).await?;
        let seq = accepted.position.seq;
        accepted.access.reload(&accepted.state, &boards, seq);
        Ok(accepted)
    }

    async fn replayed(store: &dyn Store, meeting: MeetingId) -> Result<Self, Fail> {
        let kept = snapshots::newest(store, meeting).await?;
        let mut accepted = Self::from(kept.unwrap_or_default());
        loop {
            let page = store.read_after(meeting.0, accepted.position.seq, PAGE).await?;
            accepted
                .apply_stored(&page)
                .map_err(|Unreadable| Fail::Unavailable)?;
            if page.len() < PAGE {
                break;
            }
        }
        let replayed = accepted.position.seq - accepted.kept_seq;
        metrics::counter!("convene_replayed_entries_total").increment(replayed);
        Ok(accepted)
    }

    /// Applies entries as they stand in the journal; answers what they touched.
    pub(super) fn apply_stored(
        &mut self,
        entries: &[StoredEntry],
    ) -> Result<std::collections::BTreeSet<view::Slice>, Unreadable> {
        let mut all = std::collections::BTreeSet::new();
        for stored in entries {
            let entry: Entry = serde_json::from_str(&stored.body).map_err(|cause| {
                // The cause names fields and kinds; bodies hold ids, no text of people.
                tracing::error!(event.seq = stored.seq, %cause, "an entry of the journal cannot be read by this version");
                Unreadable
            })?;
            apply(&mut self.state, &entry);
            self.spare.take_in(&entry);
            let touched: std::collections::BTreeSet<_> =
                view::touched(&self.state, &entry).into_iter().collect();
            all.extend(touched.iter().copied());
            self.position = stored.position();
            self.last_at = self.last_at.max(entry.at);
            self.ring.push(self.position, touched);
        }
        Ok(all)
    }

    /// Free text from the store, none where it was erased.
    pub(super) fn take_contents(&mut self, contents: Vec<Content>) {
        self.contents
            .extend(contents.into_iter().map(|(id, text)| (ContentId(id), text)));
    }
}

impl From<Kept> for Accepted {
    fn from(kept: Kept) -> Self {
        Self {
            kept_seq: kept.position.seq,
            state: Box::new(kept.state),
            spare: Spare::default(),
            contents: Contents::new(),
            position: kept.position,
            last_at: kept.last_at,
            ring: kept.ring,
            access: Access::default(),
            people: PeopleFragments::default(),
        }
    }
}

impl From<ReadError> for Fail {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound | ReadError::Deleted => Self::Gone,
            ReadError::Unavailable => Self::Unavailable,
        }
    }
}
