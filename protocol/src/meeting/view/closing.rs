//! Commitments and the closing page as one reader sees them.

use super::project::words;
use super::{Audience, Change, Slice};
use crate::ids::{CommitmentId, PersonId, RoomId};
use crate::meeting::Contents;
use crate::meeting::Event;
use crate::meeting::closing::{Commitment, closes_at};
use crate::meeting::state::{Role, State};
use crate::meeting::ticket::{QuestionKind, TicketQuestion};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The closing page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ClosingView {
    /// What is asked at the end.
    pub ticket: Option<TicketView>,
    /// Opened by a facilitator while the meeting goes on.
    pub open: bool,
    /// When the meeting has ended: until when those who were there may still answer and promise.
    pub closes_at: Option<Timestamp>,
}

/// The exit ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TicketView {
    pub questions: Vec<QuestionView>,
    /// Nothing of a person is kept with their answers. Else the facilitators see who answered what.
    pub anonymous: bool,
}

/// One of its questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QuestionView {
    pub kind: QuestionKind,
    pub text: String,
    pub choices: Vec<String>,
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

pub(super) fn closing_view(state: &State, contents: &Contents) -> ClosingView {
    let question = |question: &TicketQuestion| QuestionView {
        kind: question.kind,
        text: words(contents, question.text),
        choices: question.choices.iter().map(|id| words(contents, *id)).collect(),
    };
    let ticket = state.closing.ticket.as_ref().map(|ticket| TicketView {
        questions: ticket.questions.iter().map(question).collect(),
        anonymous: ticket.anonymous,
    });
    ClosingView {
        ticket,
        open: state.closing.open,
        closes_at: closes_at(state),
    }
}

/// How many have answered; facilitators see it, and never who.
pub(super) fn ticket_answers(state: &State) -> u32 {
    let answered = state
        .closing
        .ticket
        .as_ref()
        .map_or(0, |ticket| ticket.answered.len());
    u32::try_from(answered).unwrap_or(u32::MAX)
}

pub(super) fn has_answered(state: &State, person: PersonId) -> bool {
    let ticket = state.closing.ticket.as_ref();
    ticket.is_some_and(|ticket| ticket.answered.contains(&person))
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

/// What somebody took on themselves, in the order in which they wrote it.
pub fn own_commitments(state: &State, contents: &Contents, person: PersonId) -> Vec<CommitmentView> {
    let all = state.closing.commitments.iter();
    all.filter(|(_, one)| !one.taken_away && one.person == person)
        .map(|(id, one)| commitment_view(contents, *id, one))
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

/// What an event of this part touches.
pub(super) fn touched_closing(after: &State, event: &Event) -> Vec<Slice> {
    match event {
        Event::ClosingSet { .. } => vec![Slice::Closing],
        Event::TicketSet { .. } => vec![Slice::Closing, Slice::TicketAnswers],
        // That one has answered is one's own to see.
        Event::TicketAnswered { person } => vec![Slice::TicketAnswers, Slice::Visibility(*person)],
        Event::CommitmentSet { commitment, .. } | Event::CommitmentTaken { commitment } => {
            touched_commitment(after, *commitment)
        }
        _ => Vec::new(),
    }
}

/// What a change of a commitment touches. Its owner sees more of it than their audience, unless it is shared.
fn touched_commitment(after: &State, id: CommitmentId) -> Vec<Slice> {
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
