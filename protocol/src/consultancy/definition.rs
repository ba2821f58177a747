//! The file format of a consultancy protocol. `docs/protocols.md` describes it for people who write one.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Words per language tag (`en`, `es`). `en` is always there; a reader without their language gets `en`.
pub type Texts = BTreeMap<String, String>;

/// A method of meeting: steps in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Lower-case letters, digits and hyphens, e.g. `consultancy-50`.
    pub id: String,
    /// Counts up when the file changes.
    pub version: u32,
    /// What people call it.
    pub name: Texts,
    /// One sentence that helps to choose it.
    #[serde(default)]
    pub about: Texts,
    /// Where the method comes from, in English.
    pub credit: String,
    /// The same in other languages.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub credit_in: Texts,
    /// How many people a room of it is good for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub people: Option<Size>,
    /// Whether someone presents.
    pub presenter: bool,
    /// What they bring where it is not a dilemma.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub brings: Option<Brings>,
    /// Steps that are done once for each person of a room, who presents then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub repeat: Option<Repeat>,
    /// Sections of the board, in reading order.
    pub sections: Vec<Section>,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// Steps that are done once for each person of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// The ids of the first and the last of them.
    pub first: String,
    pub last: String,
    /// For how many people the minutes are meant; for more or fewer they are shorter or longer, so that the whole stays.
    pub made_for: u8,
    /// At most so often; whoever is too many only helps.
    pub most: u8,
}

/// How many people take part in a room, the presenter included. A hint for who makes rooms; nothing is refused by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Size {
    pub least: u32,
    pub most: u32,
}

/// What a presenter brings where it is not a dilemma with a focus question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Brings {
    /// The heading of the card: `The success`.
    pub name: Texts,
    /// What the line that stays on the screen is called: `The success in a sentence`.
    pub line: Texts,
}

/// A named part of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    /// What people call it.
    pub name: Texts,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    /// What people call it.
    pub name: Texts,
    /// Length; decimals are allowed, at least 0.1. Whole seconds after rounding.
    pub minutes: f64,
    /// Who may speak and chat.
    pub floor: Floor,
    /// In a go-round: the longest turn. Without it, everyone's share of the step's time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub turn_minutes: Option<f64>,
    /// With the floor `pairs`: how many people talk with each other. Without it, two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub groups_of: Option<u8>,
    /// In a go-round: one person speaks for each small group of a step before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
    pub one_per_group: bool,
    /// Set where a plan has the steps of each client written out: whose, from 0. Not for files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub client: Option<u8>,
    /// Everyone writes in their own notebook, which nobody else reads.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
    pub notebook: bool,
    /// Who may write where on the board. With the floor `pairs` each small group has each of these sections for itself.
    #[serde(default)]
    pub write: Vec<Write>,
    /// What each kind of reader is asked to do.
    pub prompts: Prompts,
    /// The presenter is asked here how far the room's notes may go.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_sharing: bool,
    /// The presenter restates the focus question here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_restated_question: bool,
}

impl Eq for Step {}

impl Step {
    /// Length in whole seconds.
    pub fn seconds(&self) -> u32 {
        whole_seconds(self.minutes)
    }

    /// How many people a small group of this step has; none where the room stays together.
    pub fn small_size(&self) -> Option<u8> {
        (self.floor == Floor::Pairs).then(|| self.groups_of.unwrap_or(2))
    }

    /// The longest turn of a go-round in whole seconds; none: an equal share.
    pub fn turn_seconds(&self) -> Option<u32> {
        self.turn_minutes.map(whole_seconds)
    }
}

fn whole_seconds(minutes: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "validated: 0.1 to 240 minutes"
    )]
    let seconds = (minutes * 60.0).round().clamp(0.0, 86_400.0) as u32;
    seconds
}

/// Who may speak (and chat) in a step. Facilitators always may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Floor {
    /// Silent work.
    Nobody,
    /// Only facilitators.
    Facilitator,
    /// The presenter.
    Presenter,
    /// Everyone asks, one at a time; the presenter answers.
    Ask,
    /// Everyone but the presenter.
    Group,
    /// Everyone.
    Everyone,
    /// Each person in order, the presenter apart.
    GoRound,
    /// In pairs, or in small groups of another size: everyone, each with their own.
    Pairs,
}

/// One rule of who writes in which sections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// Who.
    pub who: Who,
    /// Ids of sections.
    pub sections: Vec<String>,
}

/// A kind of writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The presenter of the round.
    Presenter,
    /// Everyone but the presenter.
    Group,
    /// Both.
    Everyone,
    /// Who has the turn in a go-round.
    Speaker,
}

/// What each kind of reader is asked to do in a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Prompts {
    /// For the presenter; may be empty where there is none.
    #[serde(default)]
    pub presenter: Texts,
    /// For the group.
    pub group: Texts,
    /// For facilitators: what to watch.
    pub facilitator: Texts,
    /// Words a facilitator may say.
    #[serde(default)]
    pub say: Texts,
    /// Words that lead back, e.g. "that sounds like advice; hold it for step 4".
    #[serde(default)]
    pub redirect: Texts,
}
