//! How a meeting closes: what people take on, and what stays open when it is over.

use crate::ids::{CommitmentId, ContentId, PersonId, RoomId};
use crate::limits::CLOSING_SECONDS;
use crate::meeting::State;
use crate::meeting::ticket::Ticket;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The closing part of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Closing {
    /// Facilitators have opened the closing page for all.
    pub open: bool,
    /// In the order in which they were made; those that were taken away stay, so that whoever saw one is told.
    pub commitments: BTreeMap<CommitmentId, Commitment>,
    pub ticket: Option<Ticket>,
}

/// What somebody takes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Whose it is.
    pub person: PersonId,
    /// They wrote it for this room.
    pub room: Option<RoomId>,
    pub text: ContentId,
    /// By when: `2026-12-03`.
    pub due: Option<String>,
    /// The meeting may know of it. Else the facilitators, its owner, and who is in its room.
    pub shared: bool,
    /// It was shared at some time, so others may have it on their pages.
    pub was_shared: bool,
    pub done: bool,
    pub taken_away: bool,
    pub made_at: Timestamp,
    /// Counts changes, for calendars.
    pub revision: u32,
}

/// What is written of a commitment each time it changes: all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitmentWords {
    pub text: ContentId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    pub shared: bool,
    pub done: bool,
}

/// Until when those who were there may still answer and promise; none while the meeting goes on.
pub fn closes_at(state: &State) -> Option<Timestamp> {
    Some(state.ended_at? + Millis::from_seconds(CLOSING_SECONDS))
}

/// Whether somebody was in the meeting, and not only at its door.
pub fn was_there(state: &State, person: PersonId) -> bool {
    let someone = state.people.get(&person).filter(|p| !p.removed && !p.waiting);
    someone.is_some_and(|p| !p.stays.is_empty())
}
