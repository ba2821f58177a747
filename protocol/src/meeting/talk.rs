//! What people say beside the rooms' own chat: questions to a keynote, threads with the facilitators, chat to all; and the
//! rules that facilitators choose for it.

use super::state::ChatMessage;
use crate::ids::{ContentId, PartId, PersonId, QuestionId, RoomId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Who speaks and writes in the main room while no round runs there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MainFloor {
    #[default]
    Open,
    /// Facilitators, access support and the speaker of the keynote that runs.
    Facilitators,
}

/// Who gets the word first of those whose hand is up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum HandOrder {
    /// Who had it for the shortest time in this meeting, then least often, then who raised it first.
    #[default]
    Least,
    /// Who raised it first.
    Raised,
}

/// A sign to one's room without words: shown for a moment, kept nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    Thanks,
    Agree,
    SlowDown,
    CannotHear,
}

/// What facilitators chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default)]
pub struct TalkRules {
    pub floor: MainFloor,
    /// Questions may be asked without one's name; facilitators see it.
    pub anonymous_questions: bool,
    pub chat_to_all: bool,
    /// The chat of rooms and to all goes into the record, from when this is said.
    pub keep_chat: bool,
    pub hands: HandOrder,
    /// Nobody sends signs to their room.
    pub no_reactions: bool,
}

/// How far a question has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum QuestionMark {
    Open,
    /// It is being answered.
    Now,
    Answered,
    /// For facilitators only.
    Hidden,
}

/// A question to a keynote's speaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub part: PartId,
    pub person: PersonId,
    pub at: Timestamp,
    pub text: ContentId,
    /// Others are not told who asks.
    pub anonymous: bool,
    pub votes: BTreeSet<PersonId>,
    pub mark: QuestionMark,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ChatPlace {
    Room(RoomId),
    /// The thread of this person with the facilitators.
    Thread(PersonId),
    All,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    pub rules: TalkRules,
    pub questions: BTreeMap<QuestionId, Question>,
    /// The last messages to all.
    pub all: VecDeque<ChatMessage>,
    /// The last messages between somebody and the facilitators.
    pub threads: BTreeMap<PersonId, VecDeque<ChatMessage>>,
}
