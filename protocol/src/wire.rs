//! What crosses a meeting's socket. `docs/wire.md` is the description for people who write a client.

use crate::consultancy::Definition;
use crate::ids::{BoardId, CommandId, CommitmentId, MeetingId, PersonId, PlanId, RoomId};
use crate::meeting::command::{About, Command, ScheduleWish};
use crate::meeting::expected::ListFault;
use crate::meeting::preparing::Prepare;
use crate::meeting::refusal::{Code, Refusal};
use crate::meeting::state::{Ask, Breakouts, Schedule, Timeline};
use crate::meeting::talk::Sign;
use crate::meeting::view::{Change, CommitmentView, View};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the wire. A client says its own in hello; another major version is told to reload.
pub const WIRE_VERSION: u32 = 1;

/// What a browser may say. The first message is `hello`, within five seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Who is there. `secret` is a person's secret (what the browser made and sent with join).
    Hello {
        version: u32,
        secret: String,
        /// The last thing that was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        resume: Option<Position>,
    },
    /// Do something; answered by `done` or `error` with the same id.
    Command { command_id: CommandId, command: Command },
    /// A ticket for a board's socket; answered by `ticket`.
    Ticket { board: BoardId },
    /// Measure the offset of the clocks; answered by `time` with the same `sent`.
    Time { sent: f64 },
    /// A sign to one's room. Not answered, and lost where it may not be: see [`ServerMessage::Reacted`].
    React { sign: Sign },
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// The hello was accepted. A `snapshot` or (`resumed`) `changes` follows.
    Welcome {
        version: u32,
        meeting: MeetingId,
        person: PersonId,
        now: Timestamp,
        resumed: bool,
    },
    /// The whole view; replaces everything.
    Snapshot {
        #[serde(flatten)]
        position: Position,
        now: Timestamp,
        view: Box<View>,
    },
    /// Slices to replace.
    Changes {
        #[serde(flatten)]
        position: Position,
        now: Timestamp,
        changes: Vec<Change>,
    },
    /// The command was done and is durable; `seq` is its last entry.
    Done {
        command_id: CommandId,
        seq: u64,
    },
    /// A no. The connection stays open.
    Error(ErrorMessage),
    /// A ticket for `/api/boards/{board}?ticket=`; good for 60 s and several uses.
    Ticket {
        board: BoardId,
        ticket: String,
        expires_at: Timestamp,
    },
    Time {
        sent: f64,
        now: Timestamp,
    },
    /// Somebody in one's room gave a sign. It is kept nowhere, and one may miss it.
    Reacted {
        room: RoomId,
        person: PersonId,
        sign: Sign,
    },
    /// The server is going away: come back after this many milliseconds.
    Draining {
        reconnect_in_ms: u32,
    },
}

/// A no, in a stable form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ErrorMessage {
    /// None when the message could not be read so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<CommandId>,
    /// The board whose ticket was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<BoardId>,
    pub code: Code,
    /// Why, where the meeting itself said no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Refusal>,
    /// For people, in English; pages use `code` and `reason`.
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u32>,
}

/// A place in the journal: sequence number and the hash of its chain, in hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Position {
    pub seq: u64,
    pub hash: String,
}

/// Close codes of the meeting's and the boards' sockets. Below 4400, 4428, 4429, 45xx and the standard ones: see each.
pub mod close {
    /// The server is going away; come back.
    pub const GOING_AWAY: u16 = 1001;
    /// A broken frame.
    pub const PROTOCOL: u16 = 1002;
    /// Binary where only text is spoken.
    pub const UNSUPPORTED: u16 = 1003;
    /// Over a policy: messages before hello.
    pub const POLICY: u16 = 1008;
    /// A message over the limit.
    pub const TOO_BIG: u16 = 1009;
    /// Our fault; come back.
    pub const INTERNAL: u16 = 1011;
    /// Restart; come back.
    pub const RESTART: u16 = 1012;
    /// Try again later.
    pub const TRY_LATER: u16 = 1013;
    /// The reader was too slow; come back and resume.
    pub const SLOW: u16 = 4008;
    /// Three messages that could not be read, or a bad board update. Final.
    pub const BAD_MESSAGE: u16 = 4400;
    /// The secret or ticket is not valid. Final.
    pub const UNAUTHENTICATED: u16 = 4401;
    /// Not (any more) allowed in here: removed, another meeting's secret. Final.
    pub const FORBIDDEN: u16 = 4403;
    /// The meeting is gone. Final.
    pub const MEETING_GONE: u16 = 4404;
    /// The client is too old: reload the page. Final.
    pub const CLIENT_TOO_OLD: u16 = 4428;
    /// Flood. Final.
    pub const FLOOD: u16 = 4429;
    /// A ticket expired: come back with a new one.
    pub const TICKET_EXPIRED: u16 = 4501;
    /// No hello or no pong in time; come back.
    pub const NO_HELLO: u16 = 4508;
}

/// `POST /api/meetings`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CreateMeeting {
    pub title: String,
    /// `en` or `es`; `en` when absent.
    #[serde(default)]
    pub language: Option<String>,
    /// When it is to be.
    #[serde(default)]
    pub schedule: Option<ScheduleWish>,
}

/// Answer to `POST /api/meetings`, status 201.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MeetingCreated {
    pub id: MeetingId,
    /// `{public}/m/{id}#f.SECRET`
    pub facilitator_url: String,
    /// `{public}/m/{id}#j.SECRET`
    pub join_url: String,
    /// Can be said aloud; `POST /api/codes` gives the join link for it.
    pub join_code: String,
}

/// `POST /api/codes`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct EnterCode {
    pub code: String,
}

/// Answer to `POST /api/codes`: a fresh join link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CodeFound {
    pub join_url: String,
}

/// Answer to `GET /api/meetings/{id}/door` with a link's secret as bearer: what the join page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Door {
    pub id: MeetingId,
    pub title: String,
    pub language: String,
    pub link: LinkKind,
    /// Names of the facilitators.
    pub facilitators: Vec<String>,
    /// People who are there now.
    pub people_here: u32,
    pub rooms_open: bool,
    pub schedule: Option<Schedule>,
    /// What to ask whoever joins.
    pub asks: BTreeSet<Ask>,
    /// Whoever joins waits until a facilitator lets them in.
    pub lobby: bool,
    pub locked: bool,
    pub has_passcode: bool,
    pub ended: bool,
    /// For the facilitator link only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join_code: Option<String>,
    /// Who comes by this link, where it is one person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub you: Option<AbsentPerson>,
    /// What the link is called in the list of links; none for a person's own secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_name: Option<String>,
}

/// Answer to `POST /api/meetings/{id}/links` with a facilitator's secret as bearer: a fresh link (links are hashed
/// at rest, so an old one cannot be shown again; it stays good).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct JoinLink {
    pub join_url: String,
    /// What it is called in the list of links.
    pub link: String,
    /// The new code to say aloud, where the join link was replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub join_code: Option<String>,
}

/// `POST /api/meetings/{id}/links`: what the link is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MakeLink {
    #[serde(default)]
    pub kind: LinkKind,
    /// In place of all links of this kind, which open nothing any more; for `join` there is a new code too.
    #[serde(default)]
    pub replace: bool,
}

/// Answer to `GET /api/meetings/{id}/links` with a facilitator's secret as bearer: the links that open the meeting, join links
/// apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Links {
    pub links: Vec<LinkView>,
}

/// One link, without its secret: links are hashed at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LinkView {
    /// What it is called, for `DELETE /api/meetings/{id}/links/{link}`.
    pub link: String,
    pub kind: LinkKind,
    pub made_at: Option<Timestamp>,
}

/// Answer to `POST /api/meetings/{id}/record-link` with a facilitator's secret as bearer: the record for people who have no
/// part in the meeting. An earlier one opens nothing any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordLink {
    /// With the secret in its fragment, which browsers do not send.
    pub url: String,
}

/// Answer to `GET /api/meetings/{id}/record-link` with a facilitator's secret as bearer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordLinkView {
    /// The link is hashed at rest, so it cannot be shown again.
    pub is_open: bool,
    pub made_at: Option<Timestamp>,
}

/// What a link lets one be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    Facilitator,
    #[default]
    Join,
    /// Sees, does not act.
    Observer,
    /// An interpreter, a captioner.
    AccessSupport,
    /// One person, who is asked nothing at the door. Made for a person, see [`MakePersonalLinks`].
    Personal,
}

/// Answer to `POST /api/meetings/{id}/expected/check` with an [`ExpectedList`] and a facilitator's own secret as bearer, and (201) to
/// the same on `/expected`, which does it. One with faults does nothing and comes with status 422 there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListAnswer {
    /// What is wrong, by table and row, the first hundred.
    pub faults: Vec<ListFault>,
    /// How many more there are.
    pub more_faults: u32,
    /// How many people are added.
    pub people: u32,
    /// Rows of people who are in the meeting or on its list already.
    pub known: Vec<u32>,
    /// Rooms that are made: names, or numbers where only a number was said.
    pub rooms: Vec<String>,
}

/// `POST /api/meetings/{id}/personal-links` with a facilitator's own secret as bearer: links by which these people come in without
/// being asked who they are. Earlier ones stay good, unless `replace`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MakePersonalLinks {
    pub people: Vec<PersonId>,
    /// Earlier links of these people open nothing any more.
    #[serde(default)]
    pub replace: bool,
    /// With `replace`: there are no new ones.
    #[serde(default)]
    pub take_back: bool,
}

/// Answer to `GET /api/meetings/{id}/preparation` with a personal link's secret, or a person's own, as bearer: what somebody needs to
/// prepare what they will present. Looking is not coming.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PreparationPage {
    pub id: MeetingId,
    pub title: String,
    pub language: String,
    pub schedule: Option<Schedule>,
    /// Names.
    pub facilitators: Vec<String>,
    pub ended: bool,
    /// Who they are.
    pub person: PersonId,
    pub name: String,
    /// Where they will present, as far as that is known.
    pub room: Option<PreparationRoom>,
    /// None: nobody asks them to prepare (any more).
    pub own: Option<Prepared>,
}

/// A room, to somebody who is not in the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PreparationRoom {
    pub number: u16,
    pub name: Option<String>,
}

/// What somebody has prepared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Prepared {
    /// A protocol of the library.
    pub protocol: Option<String>,
    pub ready: bool,
    /// To be named by what is written next.
    pub revision: u32,
    pub title: String,
    pub overview: String,
    pub focus_question: String,
    pub links: Vec<String>,
}

/// `POST /api/meetings/{id}/preparation`: answered with [`Prepared`] once the journal has it. The same id twice is done once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct WritePreparation {
    pub command_id: CommandId,
    pub wish: Prepare,
}

/// Answer to [`MakePersonalLinks`], in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PersonalLinks {
    pub links: Vec<PersonalLink>,
}

/// A person's link, shown this once: links are hashed at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PersonalLink {
    pub person: PersonId,
    /// `{public}/m/{id}#p.SECRET`
    pub url: String,
}

/// `POST /api/meetings/{id}/people` with a link's secret as bearer. The browser makes `secret` (at least 128 random
/// bits, base64url, 22 to 128 characters) and keeps it: it is who they are from now on. Sent twice, it is one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Join {
    pub secret: String,
    /// Where the meeting has one.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional = nullable))]
    pub passcode: Option<String>,
    /// They were here before, on another device, as this person; a facilitator confirms. The rest they said then.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional = nullable))]
    pub claims: Option<PersonId>,
    #[serde(flatten)]
    pub about: About,
}

/// `POST /api/meetings/{id}/absent` with a link's secret as bearer: who was here and is not connected now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AskAbsent {
    /// Where the meeting has one.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional = nullable))]
    pub passcode: Option<String>,
}

/// Answer to [`AskAbsent`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Absent {
    pub people: Vec<AbsentPerson>,
}

/// Somebody who was here: enough to know oneself by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AbsentPerson {
    pub person: PersonId,
    pub name: String,
    pub organization: Option<String>,
}

/// Answer to a join, status 201 (200 when this secret had joined before).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Joined {
    pub meeting: MeetingId,
    pub person: PersonId,
}

/// Answer to `GET /api/meetings/{id}/roster` with a facilitator's own secret as bearer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Roster {
    pub people: Vec<RosterEntry>,
}

/// What is counted about somebody and is in no view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RosterEntry {
    pub person: PersonId,
    /// Sockets on this instance: tabs and devices.
    pub connections: u32,
    /// Times they were given the word.
    pub turns: u32,
    /// Since when they are in the room where they are; none while they are away or on the way.
    pub in_room_since: Option<Timestamp>,
    /// They have been in a breakout room.
    pub was_in_breakout: bool,
    /// When the last of their personal links was made; none: they have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub link_made_at: Option<Timestamp>,
}

/// Answer to `GET /api/meetings/{id}/commitments` with a person's secret as bearer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OwnCommitments {
    /// What they took on, in the order in which they wrote it.
    pub commitments: Vec<CommitmentView>,
}

/// `POST /api/meetings/{id}/commitments`: answered with [`OwnCommitments`] once the journal has it. The same id twice is done once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MarkCommitment {
    pub command_id: CommandId,
    pub commitment: CommitmentId,
    pub done: bool,
}

/// `POST /api/meetings/{id}/rehearsal` with a facilitator's secret as bearer: answered by a [`Rehearsal`] (201).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StartRehearsal {
    /// Simulated people, 1 to 150; none: as many as are expected, else 30.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional = nullable))]
    pub people: Option<u16>,
}

/// A rehearsal that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Rehearsal {
    /// A meeting of its own.
    pub meeting: MeetingId,
    /// For co-facilitators.
    pub facilitator_url: String,
    /// For people who try it with them.
    pub join_url: String,
    pub people: u16,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
}

/// Answer to `GET /api/meetings/{id}/rehearsal` with a facilitator's secret as bearer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RehearsalView {
    pub rehearsal: Option<Rehearsal>,
}

/// The body of every HTTP error: `{"error": {...}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HttpError {
    pub error: HttpErrorBody,
}

/// A no over HTTP, in a stable form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HttpErrorBody {
    /// A stable name, e.g. `not_found`, `origin_not_allowed`, `token_in_query`.
    pub code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Refusal>,
    /// For people, in English.
    pub message: String,
}

/// How many notes the boards of rooms had a few seconds ago: the answer to `GET /api/meetings/{id}/notes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BoardNotes {
    /// Boards of which nobody knows are not there.
    pub boards: BTreeMap<BoardId, u32>,
}

/// Answer to `GET /api/protocols`: the library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Library {
    pub protocols: Vec<Definition>,
}

/// Answer to `GET /api/operator/meetings` with the operator's token as bearer. Ids and numbers only: no title, no name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LiveMeetings {
    pub now: Timestamp,
    /// Meetings that an instance holds.
    pub meetings: Vec<LiveMeeting>,
    /// The instances that live on this store, the one that answers first.
    #[serde(default)]
    pub instances: Vec<LiveInstance>,
    #[serde(default)]
    pub bus: LiveBus,
}

/// One instance, for operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LiveInstance {
    /// Until it is started again.
    pub id: String,
    /// Meetings that it holds.
    pub meetings: u32,
    /// People with a connection to it, each once for each meeting.
    pub connected: u32,
}

/// How the bus between instances stands at the one that answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LiveBus {
    /// It has none.
    #[default]
    None,
    Up,
    NotYet,
    Away,
    Password,
    Forbidden,
    TooOld,
    Tls,
    Refuses,
    Deaf,
    Replica,
}

/// One live meeting, for operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LiveMeeting {
    pub id: MeetingId,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub breakouts: Breakouts,
    /// Everyone who joined and was not removed.
    pub people: u32,
    /// People with a connection to any instance.
    pub connected: u32,
    /// At the instance that answers.
    pub commands_last_minute: u32,
    /// The last entry of the journal.
    pub seq: u64,
    /// By number; the main room is 0.
    pub rooms: Vec<LiveRoom>,
    /// Rounds that are not over.
    pub rounds: Vec<LiveRound>,
}

/// One room of a live meeting, for operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LiveRoom {
    pub id: RoomId,
    pub number: u16,
    /// People who should be in it and are here.
    pub people_here: u32,
    pub hands: u32,
    /// The room has called for a facilitator and nobody goes yet.
    pub calls: bool,
}

/// A round that is not over, for operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LiveRound {
    pub room: RoomId,
    pub plan: PlanId,
    /// Id of the consultancy protocol, e.g. `consultancy-50`.
    pub protocol: String,
    pub timeline: Timeline,
    /// Somebody presents and is here.
    pub has_presenter: bool,
}
