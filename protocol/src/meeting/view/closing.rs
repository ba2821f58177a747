//! Commitments and the closing page as one reader sees them.

use super::project::words;
use super::{Audience, Change, Slice};
use crate::ids::{CommitmentId, PersonId, RoomId};
use crate::meeting::Contents;
use crate::meeting::closing::{Commitment, closes_at};
use crate::meeting::state::{Role, State};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The closing page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ClosingView {
    /// Opened by a facilitator while the meeting goes on.
    pub open: bool,
    /// When the meeting has ended: until when those who were there may still answer and promise.
    pub closes_at: Option<Timestamp>,
}

/// What somebody takes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CommitmentView {
    pub id: CommitmentId,
    /// Whose it is.
    pub person: PersonId,
    /// They wrote it for this room.
    pub room: Option<RoomId>,
    pub text: String,
    /// By when: `2026-12-03`.
    pub due: Option<String>,
    /// The meeting may know of it; else the facilitators alone (and who is in its room).
    pub shared: bool,
    pub done: bool,
    pub made_at: Timestamp,
}

pub(super) fn closing_view(state: &State) -> ClosingView {
    ClosingView {
        open: state.closing.open,
        closes_at: closes_at(state),
    }
}

/// What a reader sees of all commitments: their own, and those that their audience sees.
pub(super) fn commitments(
    state: &State,
    contents: &Contents,
    audience: Audience,
    person: PersonId,
) -> BTreeMap<CommitmentId, CommitmentView> {
    let all = state.closing.commitments.iter();
    all.filter(|(_, one)| !one.taken_away && (one.person == person || sees(audience, one)))
        .map(|(id, one)| (*id, commitment_view(contents, *id, one)))
        .collect()
}

/// What is sent of a commitment to an audience. Its owner gets a snapshot where this is not what they see.
pub(super) fn project_commitment(
    state: &State,
    contents: &Contents,
    id: CommitmentId,
    audience: Audience,
) -> Option<Change> {
    let one = state.closing.commitments.get(&id)?;
    if !one.taken_away && sees(audience, one) {
        let commitment = commitment_view(contents, id, one);
        return Some(Change::Commitment { commitment });
    }
    // Who never saw it is not told that it is gone.
    let saw = one.was_shared || sees(audience, one);
    saw.then_some(Change::CommitmentGone { id })
}

/// What a change of a commitment touches. Its owner sees more of it than their audience, unless it is shared.
pub(super) fn touched_commitment(after: &State, id: CommitmentId) -> Vec<Slice> {
    let mut slices = vec![Slice::Commitment(id)];
    let Some(one) = after.closing.commitments.get(&id) else {
        return slices;
    };
    let facilitates = after
        .people
        .get(&one.person)
        .is_some_and(|owner| owner.role == Role::Facilitator);
    if !facilitates && (one.taken_away || !one.shared) {
        slices.push(Slice::Visibility(one.person));
    }
    slices
}

fn sees(audience: Audience, one: &Commitment) -> bool {
    audience.facilitator || one.shared || one.room == Some(audience.room)
}

fn commitment_view(contents: &Contents, id: CommitmentId, one: &Commitment) -> CommitmentView {
    CommitmentView {
        id,
        person: one.person,
        room: one.room,
        text: words(contents, one.text),
        due: one.due.clone(),
        shared: one.shared,
        done: one.done,
        made_at: one.made_at,
    }
}
