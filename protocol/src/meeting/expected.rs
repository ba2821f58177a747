//! Who is expected, and the rooms that wait for them: a list that a facilitator brings before the meeting. Taken whole or not at
//! all; what is wrong is said by row and field. How the file looked that it came from is the page's to know.

mod check;
mod known;
mod perhaps;

pub use check::{Checked, CheckedPerson, CheckedRoom, Place, check};
pub use known::Known;
pub use perhaps::{came_as, perhaps};

use super::command::About;
use serde::{Deserialize, Serialize};

/// People and rooms as a facilitator brings them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ExpectedList {
    #[serde(default)]
    pub people: Vec<ExpectedPerson>,
    #[serde(default)]
    pub rooms: Vec<ExpectedRoom>,
}

/// One row of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ExpectedPerson {
    /// Where it stands in their file, for what is said about it.
    pub row: u32,
    #[serde(flatten)]
    pub about: About,
    /// A room by its name or number; one that is not there yet is made.
    #[serde(default)]
    pub room: Option<String>,
    #[serde(default)]
    pub kind: ExpectedKind,
    /// There is somebody else of this name and organization, and they know.
    #[serde(default)]
    pub namesake: bool,
}

/// One row of rooms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ExpectedRoom {
    /// Where it stands in their file.
    pub row: u32,
    pub name: String,
    /// An https or tel link.
    #[serde(default)]
    pub voice: Option<String>,
}

/// What somebody is to be. Nobody becomes a facilitator by a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ExpectedKind {
    #[default]
    Participant,
    /// Of the room in their row.
    RoomFacilitator,
    Observer,
    AccessSupport,
}

/// Something of a list that cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListFault {
    pub table: ListTable,
    pub row: u32,
    pub field: ListField,
    pub fault: ListFaultKind,
    /// The other of two rows that say the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub other_row: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ListTable {
    People,
    Rooms,
}

/// A column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ListField {
    Name,
    Organization,
    Subject,
    Position,
    Pronouns,
    AccessNeeds,
    Language,
    Room,
    Kind,
    Voice,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ListFaultKind {
    /// It has to be there.
    Missing,
    TooLong,
    /// Characters that nobody sees and that hide or turn round what stands beside them.
    Hidden,
    /// Another row says the same: once too often, or two of one name.
    Twice,
    BadLanguage,
    BadLink,
    /// The people of this room went to another one.
    MergedRoom,
    /// More than a meeting can have.
    TooManyPeople,
    TooManyRooms,
}
