//! Groups by a rule: who is best put together, which wishes are broken, and why. Pure arithmetic on one meeting.
//!
//! [`Attributes`] says who shares a county, a subject, a role without keeping the words; [`Problem`] turns a rule into a
//! weight for each pair; `search` looks for rooms with little weight in a bounded number of steps; `report` says what could
//! not be kept. It decides nothing: `decide` calls it, and the view of facilitators.

mod attributes;
mod problem;
mod report;
mod search;

pub(in crate::meeting) use attributes::comparable;
pub use attributes::{Attributes, Profile};
pub use problem::{Problem, language_of};
pub use report::{Broken, Reason, report};
pub use search::solve;

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What people can be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// A county office, say.
    Organization,
    Subject,
    /// Their role there.
    Position,
}

/// How groups are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum GroupRule {
    Random,
    /// Each room as different as possible.
    Mixed {
        by: Attribute,
    },
    /// People of one value together.
    Alike {
        by: Attribute,
    },
    /// Rooms of one language.
    Language,
}

impl GroupRule {
    /// What people's words are compared for.
    pub fn attribute(self) -> Option<Attribute> {
        match self {
            Self::Mixed { by } | Self::Alike { by } => Some(by),
            Self::Random | Self::Language => None,
        }
    }
}

/// The rule that is in force: late arrivals are placed by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Grouping {
    pub rule: GroupRule,
    /// Not the same people again.
    pub apart: bool,
    /// About how many in a group.
    pub size: u16,
    pub at: Timestamp,
}

/// Why somebody belongs to their room; for them to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Why {
    /// Groups were made by this rule.
    Rule { rule: GroupRule, apart: bool },
    /// They came late and were placed, by the rule in force.
    Late { rule: GroupRule },
    /// A facilitator put them there.
    ByHand,
    /// They run the room.
    Facilitates,
    /// To even out the sizes.
    Evened,
    /// Their room was merged into this one.
    Merged,
    /// They chose it.
    Chosen,
    /// A saved set of groups was used again.
    Set,
}
