//! Questions, threads, chat to all; and what is one person's alone.

use super::{Audience, Change, ChatView, Slice};
use crate::ids::{PartId, PersonId, PollId, QuestionId};
use crate::meeting::polls::PollAnswer;
use crate::meeting::talk::{ChatPlace, Question, QuestionMark};
use crate::meeting::{Contents, Event, State};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A question to a keynote's speaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AskedView {
    pub id: QuestionId,
    pub part: PartId,
    /// None where they asked without their name and the reader is no facilitator.
    pub person: Option<PersonId>,
    pub anonymous: bool,
    pub at: Timestamp,
    pub text: String,
    pub votes: u32,
    pub mark: QuestionMark,
}

/// What only the reader is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default)]
pub struct OwnView {
    /// Questions that one asked, with or without one's name.
    pub asked: BTreeSet<QuestionId>,
    /// Questions that one voted for.
    pub votes: BTreeSet<QuestionId>,
    /// What one answered, to anonymous polls while these are open.
    pub answers: BTreeMap<PollId, PollAnswer>,
}

pub(super) fn own_view(state: &State, contents: &Contents, person: PersonId) -> OwnView {
    let questions = || state.talk.questions.iter();
    OwnView {
        asked: questions()
            .filter(|(_, question)| question.person == person)
            .map(|(id, _)| *id)
            .collect(),
        votes: questions()
            .filter(|(_, question)| question.votes.contains(&person))
            .map(|(id, _)| *id)
            .collect(),
        answers: super::polls::answers(state, contents, person),
    }
}

/// None for a hidden one, except to facilitators.
pub(super) fn question_view(
    contents: &Contents,
    id: QuestionId,
    question: &Question,
    audience: Audience,
) -> Option<AskedView> {
    if question.mark == QuestionMark::Hidden && !audience.facilitator {
        return None;
    }
    let named = audience.facilitator || !question.anonymous;
    Some(AskedView {
        id,
        part: question.part,
        person: named.then_some(question.person),
        anonymous: question.anonymous,
        at: question.at,
        text: super::project::words(contents, question.text),
        votes: u32::try_from(question.votes.len()).unwrap_or(u32::MAX),
        mark: question.mark,
    })
}

pub(super) fn questions(
    state: &State,
    contents: &Contents,
    audience: Audience,
) -> BTreeMap<QuestionId, AskedView> {
    let questions = state.talk.questions.iter();
    questions
        .filter_map(|(id, question)| Some((*id, question_view(contents, *id, question, audience)?)))
        .collect()
}

/// Threads that the audience may read: facilitators all of them, others their own.
pub(super) fn threads(
    state: &State,
    contents: &Contents,
    audience: Audience,
) -> BTreeMap<PersonId, Vec<ChatView>> {
    let threads = state.talk.threads.iter();
    threads
        .filter(|(person, _)| reads_thread(audience, **person))
        .map(|(person, messages)| {
            let messages = messages.iter().map(|m| super::project::chat_view(contents, m));
            (*person, messages.collect())
        })
        .collect()
}

pub(super) fn reads_thread(audience: Audience, person: PersonId) -> bool {
    audience.facilitator || audience.own == Some(person)
}

/// What is sent of a slice of talk.
pub(super) fn project(
    state: &State,
    contents: &Contents,
    slice: Slice,
    audience: Audience,
) -> Option<Change> {
    match slice {
        Slice::Talk => Some(Change::Talk {
            talk: state.talk.rules,
        }),
        Slice::Question(id) => {
            let question = state.talk.questions.get(&id)?;
            let shown = question_view(contents, id, question, audience);
            Some(
                shown.map_or(Change::QuestionGone { id }, |question| Change::Question {
                    question,
                }),
            )
        }
        Slice::ChatAll(message) => {
            let said = state.talk.all.iter().rev().find(|m| m.id == message)?;
            Some(Change::ChatAll {
                message: super::project::chat_view(contents, said),
            })
        }
        Slice::Thread(person, message) => {
            let thread = state.talk.threads.get(&person);
            let thread = thread.filter(|_| reads_thread(audience, person))?;
            let said = thread.iter().rev().find(|m| m.id == message)?;
            Some(Change::Thread {
                person,
                message: super::project::chat_view(contents, said),
            })
        }
        Slice::Own(person) => (audience.own == Some(person)).then(|| Change::Own {
            own: own_view(state, contents, person),
        }),
        _ => None,
    }
}

/// What an event of talk touched.
pub(super) fn touched(after: &State, event: &Event) -> Vec<Slice> {
    match event {
        // Queues of hands are in another order, where that was chosen.
        Event::TalkSet { .. } => {
            let queues = after.rooms.iter().filter(|(_, room)| !room.hands.is_empty());
            let queues = queues.map(|(id, _)| Slice::Detail(*id));
            super::touched::in_main_room(after, Slice::Talk)
                .into_iter()
                .chain(queues)
                .collect()
        }
        Event::QuestionAsked { question, person, .. } | Event::QuestionVoted { question, person, .. } => {
            vec![Slice::Question(*question), Slice::Own(*person)]
        }
        Event::QuestionMarked { question, .. } => vec![Slice::Question(*question)],
        Event::ThreadSaid { thread, message, .. } => vec![Slice::Thread(*thread, *message)],
        Event::AllSaid { message, .. } => vec![Slice::ChatAll(*message)],
        Event::MessageDeleted { place, message } => vec![match place {
            ChatPlace::Room(room) => Slice::Chat(*room, *message),
            ChatPlace::Thread(person) => Slice::Thread(*person, *message),
            ChatPlace::All => Slice::ChatAll(*message),
        }],
        _ => Vec::new(),
    }
}
