//! What a meeting leaves behind: who was there when, rooms, rounds with planned and real times, dilemmas, and the boards
//! as text with authors, within the sharing levels.
//!
//! - The **facilitators'** record has times and attendance of every room. A round's dilemma is in it where its presenter
//!   agreed, or where nobody ever presented in the room; the notes where this holds for every round of the room, since
//!   they share one board.
//! - A **person's** record has the rooms they were in, whole, and of other rooms what their presenters gave to the
//!   meeting.
//! - The **shared** record, for whoever has its link, has what was given to the meeting, and how many came; not who came
//!   and when.
//! - **Commitments** are their owners': facilitators have all, others their own, those of their rooms, and what was given
//!   to the meeting.
//! - **Notebooks** are in nobody's: a record never sees them.
//!
//! ```text
//! record(sources, reader) -> Record      what this reader may keep; then to_markdown, to_csv, to_json
//! ```

mod access;
mod agenda;
mod boards;
mod build;
pub(crate) mod clock;
mod closing;
mod csv;
mod files;
mod floors;
mod gallery;
mod markdown;
mod polls;
mod rounds;
mod talk;
mod timers;

pub use agenda::RecordPart;
pub use build::record;
pub use files::RecordFile;
pub use floors::RecordFloor;
pub use gallery::RecordCard;
pub use polls::{RecordPoll, RecordPollAnswer};
pub use talk::{RecordAsked, RecordMessage};
pub use timers::RecordTimer;

use crate::consultancy::{Brings, Texts};
use crate::file_words::FileWords;
use crate::ids::CommitmentId;
use crate::ids::{BoardId, MeetingId, PersonId, RoomId};
use crate::meeting::state::{Role, Room, SharingLevel};
use crate::meeting::ticket::{QuestionKind, QuestionResult};
use crate::meeting::{Contents, Entry, State};
use crate::time::Timestamp;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The version of the JSON form.
pub const RECORD_VERSION: u32 = 1;

/// All that a record is made of.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    pub state: &'a State,
    pub contents: &'a Contents,
    /// The notes of each board of a room, in reading order.
    pub boards: &'a BTreeMap<BoardId, Vec<NoteText>>,
    /// The journal from its first entry; it names pauses and holds. Empty: these stay unnamed.
    pub entries: &'a [Entry],
    /// What people answered on the exit ticket, as the store keeps it.
    pub ballots: &'a [String],
    /// Now: what still runs is counted up to here.
    pub at: Timestamp,
}

/// A note of a board as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteText {
    /// Its id on the board, by which votes name it.
    pub id: String,
    /// The section's id; none or unknown: among the other notes.
    pub section: Option<String>,
    pub text: String,
    /// Who wrote in it, in the order in which they should be named.
    pub authors: Vec<PersonId>,
    /// The colour's name.
    pub color: Option<String>,
    /// The group that people put it into: its id on the board and its name.
    pub group: Option<(String, String)>,
}

/// Whose record it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordReader {
    /// The facilitators of the meeting.
    Facilitator,
    /// Someone who took part.
    Person(PersonId),
    /// Whoever has the record's own link.
    Shared,
}

/// A record. Its JSON form is this struct; times are RFC 3339 in UTC, lengths are seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "MeetingRecord"))]
pub struct Record {
    /// [`RECORD_VERSION`]
    pub version: u32,
    pub meeting: RecordMeeting,
    /// Whom it was made for; none: the facilitators, or whoever has the record's link.
    pub made_for: Option<Named>,
    /// For whoever has the record's link: who came, in numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub came: Option<RecordCame>,
    /// In the order in which they came; nobody in what is shared by a link.
    pub people: Vec<RecordPerson>,
    /// The parts in order; empty where there was no agenda.
    pub agenda: Vec<RecordPart>,
    /// Messages to everyone, where the chat was kept.
    pub chat_to_all: Vec<RecordMessage>,
    /// In the order in which they were opened.
    pub polls: Vec<RecordPoll>,
    /// By number; the main room is 0.
    pub rooms: Vec<RecordRoom>,
    /// For facilitators: the exit ticket, once it was asked.
    pub exit_ticket: Option<RecordTicket>,
    /// What people take on, in the order in which they wrote it.
    pub commitments: Vec<RecordCommitment>,
}

/// Who came, without saying who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordCame {
    pub people: u32,
    /// Where they came from, in the order of the alphabet.
    pub organizations: Vec<String>,
}

/// The exit ticket with what may be shown of its answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordTicket {
    pub anonymous: bool,
    /// How many have answered.
    pub answers: u32,
    pub questions: Vec<RecordQuestion>,
    /// Who answered what; nobody on an anonymous ticket.
    pub people: Vec<RecordAnswers>,
}

/// A question, with its answers from five on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordQuestion {
    pub kind: QuestionKind,
    pub text: String,
    /// 1 to 5, or what could be chosen.
    pub choices: Vec<String>,
    pub result: QuestionResult,
}

/// What one person answered, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordAnswers {
    pub person: Named,
    /// One for each question; empty where it was left out.
    pub answers: Vec<String>,
}

/// What somebody takes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordCommitment {
    pub id: CommitmentId,
    pub person: Named,
    /// They wrote it for this room.
    pub room: Option<RoomId>,
    pub text: String,
    /// By when: `2026-12-03`.
    pub due: Option<String>,
    pub done: bool,
    /// The meeting may know of it.
    pub shared: bool,
}

/// The meeting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordMeeting {
    pub id: MeetingId,
    pub title: String,
    pub language: String,
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub created_at: Timestamp,
    /// The meeting's own clocks, which the document and the table go by; none: UTC.
    pub time_zone: Option<String>,
    /// When it was to begin, if that was said.
    #[serde(serialize_with = "maybe_rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub starts_at: Option<Timestamp>,
    #[serde(serialize_with = "maybe_rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub ended_at: Option<Timestamp>,
    /// When the record was made.
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub made_at: Timestamp,
}

/// Someone by name. The name is empty where it was erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Named {
    pub id: PersonId,
    pub name: String,
}

/// Who was there, and when.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordPerson {
    pub id: PersonId,
    pub name: String,
    pub organization: Option<String>,
    /// Their role there.
    pub position: Option<String>,
    pub role: Role,
    /// Taken out of the meeting by a facilitator.
    pub removed: bool,
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub joined_at: Timestamp,
    /// Present in all, in the rooms of this record.
    pub seconds: u32,
    /// In order.
    pub stays: Vec<RecordStay>,
}

/// Someone's time in one room.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordStay {
    pub room: RoomId,
    #[serde(flatten)]
    pub span: Span,
}

/// A stretch of time. What still runs has no end, and its seconds count up to when the record was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Span {
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub from: Timestamp,
    #[serde(serialize_with = "maybe_rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub to: Option<Timestamp>,
    pub seconds: u32,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordRoom {
    pub id: RoomId,
    pub number: u16,
    pub name: Option<String>,
    pub sharing: SharingLevel,
    /// The notes are kept by the room and not in this record.
    pub notes_withheld: bool,
    /// In order.
    pub rounds: Vec<RecordRound>,
    /// The timers for free work, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<RecordTimer>>", optional))]
    pub timers: Vec<RecordTimer>,
    /// Its card for the gallery.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub card: Option<RecordCard>,
    /// The first board, where the reader may copy its notes to the digest now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub copy_from: Option<BoardId>,
    /// The first board, section by section; empty sections are left out.
    pub sections: Vec<RecordSection>,
    /// The votes on it, in order.
    pub votes: Vec<RecordVote>,
    /// The room's other boards that have notes.
    pub boards: Vec<RecordBoard>,
    /// What was said in writing, where the chat was kept; it goes as far as the notes.
    pub chat: Vec<RecordMessage>,
}

/// One more board of a room.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordBoard {
    pub name: Option<String>,
    /// It was put away before the end.
    pub put_away: bool,
    /// Nobody is told who wrote on it.
    pub nameless: bool,
    /// It is the main room's digest.
    pub digest: bool,
    pub votes: Vec<RecordVote>,
    pub sections: Vec<RecordSection>,
}

/// A vote with dots whose counts may be seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordVote {
    /// How many each person had, and how many of them on one note.
    pub dots: u8,
    pub per_note: u8,
    /// Who placed any.
    pub voters: u32,
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub opened_at: Timestamp,
    #[serde(serialize_with = "maybe_rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub closed_at: Option<Timestamp>,
}

/// One run of a protocol.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordRound {
    /// The protocol's id.
    pub protocol: String,
    pub name: Texts,
    pub presenter: Option<Named>,
    /// When it began to gather.
    #[serde(serialize_with = "maybe_rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub started_at: Option<Timestamp>,
    #[serde(serialize_with = "maybe_rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub ended_at: Option<Timestamp>,
    /// Before step 1, outside the protocol's time.
    pub gathering: RecordTime,
    pub steps: Vec<RecordStep>,
    /// Who had the floor by themselves: turns of go-rounds, and the presenter's for one question. In order.
    pub floors: Vec<RecordFloor>,
    /// Seconds that the room held for in all.
    pub held_seconds: u32,
    /// Where one was client after the other: what those before the last one brought.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<RecordClient>>", optional))]
    pub earlier: Vec<RecordClient>,
    /// The dilemma is kept by the room and not in this record.
    pub dilemma_withheld: bool,
    pub dilemma: Option<RecordDilemma>,
    /// What the card holds where it is not a dilemma.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub brings: Option<Brings>,
}

/// Somebody who was client in their turn, and what they brought.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordClient {
    pub person: Option<Named>,
    pub dilemma: RecordDilemma,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordStep {
    /// The step's id in the protocol.
    pub id: String,
    pub name: Texts,
    /// At the start of the plan.
    pub planned_seconds: u32,
    #[serde(flatten)]
    pub time: RecordTime,
}

/// How long something really took, pauses and holds included, and when the clock stood.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordTime {
    pub seconds: u32,
    /// More than one when it was gone back to.
    pub runs: Vec<Span>,
    pub stops: Vec<RecordStop>,
}

/// A time in which the clock stood.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordStop {
    pub kind: StopKind,
    #[serde(flatten)]
    pub span: Span,
}

/// Why the clock stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum StopKind {
    /// By a facilitator, or after a gap without a server.
    Paused,
    /// By the room, out of its own later steps.
    Held,
    /// For a presenter.
    Waiting,
}

/// The dilemma card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordDilemma {
    pub title: Option<String>,
    pub overview: Option<String>,
    pub focus_question: Option<String>,
    pub restated_question: Option<String>,
    pub links: Vec<String>,
}

/// A section of a board.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordSection {
    /// None: notes without a section that the room's protocols know.
    pub id: Option<String>,
    pub name: Texts,
    pub notes: Vec<RecordNote>,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordNote {
    pub text: String,
    pub authors: Vec<Named>,
    pub color: Option<String>,
    /// The name of the group that people put it into. Notes of a group follow each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub group: Option<String>,
    /// Its id on the board, where the reader may copy it to the digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub id: Option<String>,
    /// It stands on the digest.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
    pub copied: bool,
    /// Its dots in each of the board's votes.
    pub dots: Vec<u32>,
    /// On the digest: the room that it was copied from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub from: Option<RecordFrom>,
}

/// A room by its number and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordFrom {
    pub number: u16,
    pub name: Option<String>,
}

/// Whether the notes of a room are not its own alone: nobody presented there, or whoever did gave them to the meeting.
pub(crate) fn notes_are_given(room: &Room) -> bool {
    access::given(room)
}

impl Record {
    /// A document for people to read, in their language.
    ///
    /// People's text is escaped: it can make neither HTML nor links nor structure. Links of a dilemma are links.
    pub fn to_markdown(&self, words: &FileWords) -> String {
        markdown::write(self, words)
    }

    /// One tidy table for spreadsheets: RFC 4180 with a byte order mark, a `table` column that says what a row is.
    ///
    /// | `table` | a row is |
    /// |---|---|
    /// | `meeting` | the meeting: `text` is its title |
    /// | `came` | in what is shared by a link: `seconds` has how many came |
    /// | `organization` | in what is shared by a link: where some of them came from |
    /// | `person` | someone: `from` when they joined, `seconds` present |
    /// | `stay` | someone's time in a room |
    /// | `part` | a part of the agenda: `section` is its kind, `text` its title, `person` the speaker |
    /// | `question` | a question to a keynote: `seconds` has its votes, `section` is `answered` or empty |
    /// | `chat` | a message to a room or (without one) to everyone |
    /// | `step` | a step of a round (`gathering` is one): `planned_seconds`, `seconds` |
    /// | `stop` | a time in which the clock stood: `text` is `paused`, `held` or `waiting` |
    /// | `turn` | somebody's turn in a go-round; `section` is `passed` where they passed |
    /// | `asked` | the presenter had the floor for one question |
    /// | `timer` | a timer for free work: `text` is what it was for |
    /// | `card` | what stands on a room's card: `section` names it |
    /// | `response` | what a visitor left on it |
    /// | `dilemma` | a field of a dilemma card: `section` names it, `person` presented |
    /// | `note` | a note: `person` names its authors, `group` the group that it is in |
    /// | `ticket` | a question of the exit ticket and what was answered: `section` is the answer, `seconds` how many gave it; or own words in `section` |
    /// | `ticket_person` | with names: what `person` answered |
    /// | `poll` | a poll that was opened: `section` is its question, `seconds` how many answered |
    /// | `poll_choice` | a choice of it, or a number of its scale: `seconds` has how many chose it |
    /// | `poll_words` | an answer in somebody's own words |
    /// | `poll_person` | for facilitators, with names: what `person` answered |
    /// | `commitment` | what `person` takes on, `to` a date; `section` is `open` or `done` |
    ///
    /// The names of its columns and kinds are the same everywhere; `words` are those of the meeting's language.
    /// A cell that a spreadsheet would take for a formula begins with `'`.
    pub fn to_csv(&self, words: &FileWords) -> String {
        csv::write(self, words)
    }

    /// All of it as files for one archive: the document, the data, the table, each kind of row as a table of its own, each
    /// room's boards as text: documents in the reader's words, tables in those of the meeting's language. Their names are plain, each is there once, and none leads out of the archive's folder.
    ///
    /// # Errors
    /// As [`Self::to_json`].
    pub fn to_files(
        &self,
        words: &FileWords,
        meeting_words: &FileWords,
    ) -> serde_json::Result<Vec<RecordFile>> {
        files::files(self, words, meeting_words)
    }

    /// The record as JSON, for people and programs.
    ///
    /// # Errors
    /// None are known: every key is a string.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

fn rfc3339<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&clock::Clock::utc().rfc3339(*at))
}

#[expect(clippy::ref_option, reason = "serde gives a reference to the field")]
fn maybe_rfc3339<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => rfc3339(at, serializer),
        None => serializer.serialize_none(),
    }
}
