//! Polls as people see them: unopened ones and results that are not shared for facilitators only.

use super::project::{maybe_words, words};
use super::{Audience, Change, Slice};
use crate::ids::{PersonId, PollId};
use crate::meeting::polls::{Poll, PollAnswer, PollChange, PollKind, PollResults, PollShow};
use crate::meeting::{Contents, State};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PollView {
    pub id: PollId,
    pub kind: PollKind,
    pub text: String,
    pub choices: Vec<String>,
    pub scale: Option<PollScaleView>,
    pub anonymous: bool,
    pub show: PollShow,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// The reader is sent its results.
    pub shown: bool,
}

/// The numbers between two ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PollScaleView {
    pub from: u8,
    pub to: u8,
    pub low: Option<String>,
    pub high: Option<String>,
}

fn poll_view(contents: &Contents, id: PollId, poll: &Poll, audience: Audience) -> PollView {
    let form = &poll.form;
    PollView {
        id,
        kind: form.kind,
        text: words(contents, form.text),
        choices: form
            .choices
            .iter()
            .map(|choice| words(contents, *choice))
            .collect(),
        scale: form.scale.map(|scale| PollScaleView {
            from: scale.from,
            to: scale.to,
            low: maybe_words(contents, scale.low),
            high: maybe_words(contents, scale.high),
        }),
        anonymous: form.anonymous,
        show: form.show,
        opened_at: poll.opened_at,
        closed_at: poll.closed_at,
        shown: reads_results(audience, poll),
    }
}

fn reads(audience: Audience, poll: &Poll) -> bool {
    audience.facilitator || poll.opened_at.is_some()
}

fn reads_results(audience: Audience, poll: &Poll) -> bool {
    poll.opened_at.is_some() && (audience.facilitator || poll.is_shown())
}

pub(super) fn polls(state: &State, contents: &Contents, audience: Audience) -> BTreeMap<PollId, PollView> {
    let polls = state.polls.iter().filter(|(_, poll)| reads(audience, poll));
    polls
        .map(|(id, poll)| (*id, poll_view(contents, *id, poll, audience)))
        .collect()
}

pub(super) fn results(
    state: &State,
    contents: &Contents,
    audience: Audience,
) -> BTreeMap<PollId, PollResults> {
    let polls = state
        .polls
        .iter()
        .filter(|(_, poll)| reads_results(audience, poll));
    polls.map(|(id, poll)| (*id, poll.results(contents))).collect()
}

/// A person's answers, those to anonymous polls while these are open.
pub(super) fn answers(state: &State, contents: &Contents, person: PersonId) -> BTreeMap<PollId, PollAnswer> {
    let polls = state.polls.iter();
    polls
        .filter_map(|(id, poll)| Some((*id, poll.answer_of(contents, person)?)))
        .collect()
}

pub(super) fn project(
    state: &State,
    contents: &Contents,
    slice: Slice,
    audience: Audience,
) -> Option<Change> {
    match slice {
        Slice::Poll(id) => match state.polls.get(&id) {
            // Who is no facilitator never saw it.
            None => audience.facilitator.then_some(Change::PollGone { id }),
            Some(poll) => reads(audience, poll).then(|| Change::Poll {
                poll: poll_view(contents, id, poll, audience),
            }),
        },
        Slice::PollResults(id) => {
            let poll = state
                .polls
                .get(&id)
                .filter(|poll| reads_results(audience, poll))?;
            Some(Change::PollResults {
                poll: id,
                results: poll.results(contents),
            })
        }
        _ => None,
    }
}

pub(super) fn touched(after: &State, poll: PollId, change: &PollChange) -> Vec<Slice> {
    match change {
        PollChange::Set { .. } | PollChange::Deleted {} => vec![Slice::Poll(poll)],
        PollChange::Opened {} | PollChange::Closed {} | PollChange::ShowSet { .. } => {
            vec![Slice::Poll(poll), Slice::PollResults(poll)]
        }
        PollChange::Answered { person, .. } => vec![Slice::PollResults(poll), Slice::Own(*person)],
        PollChange::Tallied { .. } => {
            let people = after.polls.get(&poll).into_iter();
            let people = people.flat_map(|poll| poll.answers.keys());
            std::iter::once(Slice::PollResults(poll))
                .chain(people.map(|person| Slice::Own(*person)))
                .collect()
        }
    }
}
