//! Questions and chat in the record.

use super::build::Builder;
use super::{Named, rfc3339};
use crate::ids::{PartId, RoomId};
use crate::meeting::talk::QuestionMark;
use crate::meeting::{Entry, Event};
use crate::time::Timestamp;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A question to a keynote's speaker.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordAsked {
    pub text: String,
    pub votes: u32,
    pub answered: bool,
    /// None: asked without a name. That holds in every record.
    pub asked_by: Option<Named>,
}

/// A chat message.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordMessage {
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub at: Timestamp,
    pub person: Option<Named>,
    pub text: String,
}

pub(super) fn questions(builder: &Builder<'_>, part: PartId) -> Vec<RecordAsked> {
    let questions = builder.state().talk.questions.values();
    let mut shown: Vec<_> = questions
        .filter(|question| question.part == part && question.mark != QuestionMark::Hidden)
        .collect();
    shown.sort_by_key(|question| (Reverse(question.votes.len()), question.at));
    shown
        .into_iter()
        .filter_map(|question| {
            Some(RecordAsked {
                text: builder.maybe_words(Some(question.text))?,
                votes: u32::try_from(question.votes.len()).unwrap_or(u32::MAX),
                answered: question.mark == QuestionMark::Answered,
                asked_by: (!question.anonymous)
                    .then(|| builder.named(question.person))
                    .flatten(),
            })
        })
        .collect()
}

/// What was said while everyone was told that the chat is kept. Threads with facilitators never are; deleted words are
/// gone.
pub(super) fn chat(builder: &Builder<'_>, entries: &[Entry]) -> BTreeMap<Option<RoomId>, Vec<RecordMessage>> {
    let mut kept = BTreeMap::<_, Vec<_>>::new();
    let mut keeps = false;
    for entry in entries {
        let (room, person, text) = match &entry.event {
            Event::TalkSet { rules } => {
                keeps = rules.keep_chat;
                continue;
            }
            Event::ChatSaid {
                room, person, text, ..
            } => (Some(*room), *person, *text),
            Event::AllSaid { person, text, .. } => (None, *person, *text),
            _ => continue,
        };
        if keeps && let Some(text) = builder.maybe_words(Some(text)) {
            let person = builder.named(person);
            let at = entry.at;
            kept.entry(room)
                .or_default()
                .push(RecordMessage { at, person, text });
        }
    }
    kept
}
