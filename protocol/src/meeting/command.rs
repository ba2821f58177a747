//! What may be asked of a meeting.

use super::agenda::{PartLength, PartWish};
use super::digest::DigestNote;
use super::expected::ExpectedList;
use super::gallery::GalleryAct;
use super::grouping::GroupRule;
use super::planned::MeetingPlan;
use super::polls::PollCommand;
use super::preparing::Prepare;
use super::said::{Left, SaidCommand};
use super::state::{Ask, Pace, Role, SharingLevel};
use super::talk::{ChatPlace, HandOrder, MainFloor, QuestionMark};
use super::ticket::{QuestionKind, TicketAnswer};
use super::timers::TimerCommand;
use crate::consultancy::{Definition, Texts};
use crate::ids::CommitmentId;
use crate::ids::GroupSetId;
use crate::ids::{BoardId, MessageId, PartId, PersonId, PlanId, QuestionId, RoomId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a person may ask. Unknown fields are ignored: who asks, and when, come from the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum Command {
    /// New words about oneself. None keeps what is; an empty text takes away what was there.
    Describe(About),
    /// The page shows this room now. Sent by the page itself.
    Arrive { room: RoomId },
    /// Raise one's hand in one's room.
    RaiseHand {},
    /// Lower one's own hand (none), or a facilitator lowers another's; `called` gives it the word.
    LowerHand {
        #[serde(default)]
        person: Option<PersonId>,
        #[serde(default)]
        called: bool,
    },
    /// A facilitator of the room says whose hand is next; none: nobody's in particular.
    NextHand {
        room: RoomId,
        #[serde(default)]
        person: Option<PersonId>,
    },
    /// A chat message in one's room.
    Say { text: String },
    /// One's room asks for a facilitator.
    CallForHelp {},
    /// A facilitator says 'I'm going'.
    ClaimHelp { room: RoomId },
    /// The call is over: the room itself or a facilitator.
    CloseHelp { room: RoomId },
    /// 'I can present' in one's room, or not any more.
    OfferToPresent { offered: bool },
    /// The dilemma card of a room: its presenter or a facilitator. None keeps, empty takes away.
    SetDilemma {
        room: RoomId,
        #[serde(default)]
        title: Option<String>,
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional = nullable))]
        overview: Option<String>,
        #[serde(default)]
        focus_question: Option<String>,
        #[serde(default)]
        restated_question: Option<String>,
        #[serde(default)]
        links: Option<Vec<String>>,
    },
    /// The presenter says how far their room's dilemma, notes and authors may go.
    AgreeSharing { room: RoomId, level: SharingLevel },

    /// A new title.
    Retitle { title: String },
    /// When the meeting is, on the clocks of its time zone.
    SetSchedule(ScheduleWish),
    /// What people are asked about themselves when they join, beside their name and language.
    SetAsks { asks: BTreeSet<Ask> },
    /// Whether newcomers wait in the lobby, and whether there are any. None keeps what is.
    SetDoor {
        #[serde(default)]
        lobby: Option<bool>,
        #[serde(default)]
        locked: Option<bool>,
    },
    /// What newcomers have to say at the door; none: nothing.
    SetPasscode {
        #[serde(default)]
        passcode: Option<String>,
    },
    /// Let in who waits in the lobby; none: all of them.
    Admit {
        #[serde(default)]
        people: Option<Vec<PersonId>>,
    },
    /// `count` more breakout rooms.
    CreateRooms { count: u16 },
    /// Remove an empty breakout room while rooms are closed.
    RemoveRoom { room: RoomId },
    /// A room's own name; none goes back to its number.
    NameRoom {
        room: RoomId,
        #[serde(default)]
        name: Option<String>,
    },
    /// Where rooms talk: https or tel links, many at once. None takes one away.
    SetVoice { links: Vec<VoiceLink> },
    /// Who goes where when rooms open. None takes an assignment away.
    Assign { people: Vec<Assignment> },
    /// Everyone but facilitators (and room facilitators, who keep their room) at random in groups of about `size`;
    /// sizes differ by one at most. Makes rooms as needed.
    AssignRandomly { size: u16 },
    // Groups by a rule, and what changes them.
    /// Everyone who is there into groups of about `size` by a rule; who runs a room or is pinned stays. Sizes differ by one
    /// at most; a rule that puts people together may differ by one from `size` instead. Makes rooms as needed.
    MakeGroups {
        size: u16,
        rule: GroupRule,
        /// Rather not with those with whom they were in a room before.
        #[serde(default)]
        apart: bool,
        /// Also who is expected and has not come yet: they keep that place as they come.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
        expected: bool,
    },
    /// They keep their room when groups are made, or do not any more.
    Pin { people: Vec<PersonId>, pinned: bool },
    /// Two people change places: at once while rooms are open, else for when they open.
    Swap { a: PersonId, b: PersonId },
    /// As few people as need be change rooms so that sizes differ by one at most.
    EvenOut {},
    /// The people of `from` go to `into`, whose round goes on. The room that is left ends its round and is closed.
    MergeRooms { from: RoomId, into: RoomId },
    /// A merged room is there again, empty.
    ReopenRoom { room: RoomId },
    /// Send somebody's page once more where it should be.
    SendAgain { person: PersonId },
    /// Let people choose among these rooms while rooms are closed; whoever chooses begins without a room.
    OpenChoice { rooms: Vec<Seats> },
    /// Nobody chooses any more; what was chosen stays.
    CloseChoice {},
    /// Go to this room when rooms open, as long as it has a seat; none takes the choice back.
    Choose {
        #[serde(default)]
        room: Option<RoomId>,
    },
    /// Keep the groups as they are now under a name.
    SaveGroups { name: String },
    /// Another name for saved groups.
    RenameGroups { set: GroupSetId, name: String },
    /// Everybody in saved groups goes to their room again.
    UseGroups { set: GroupSetId },
    /// Saved groups are not needed any more; nobody moves.
    DeleteGroups { set: GroupSetId },
    /// A facilitator looks into a room quietly: they are shown as visiting, nothing is announced.
    Visit { room: RoomId },
    /// Back to where the visit came from.
    EndVisit {},

    /// Open the breakout rooms after a countdown.
    OpenRooms { in_seconds: u32 },
    /// Bring everyone back after a countdown.
    BringBack { in_seconds: u32 },
    /// Cancel the countdown that runs.
    CancelCountdown {},
    /// Move people now: between rooms while they are open, or back to the main room.
    Move { people: Vec<PersonId>, room: RoomId },
    /// A facilitator goes to a room.
    EnterRoom { room: RoomId },
    /// A message to rooms; none: to everyone.
    Announce {
        #[serde(default)]
        rooms: Option<Vec<RoomId>>,
        text: String,
    },
    /// Give a participant the rights over one room; none takes them away.
    SetRoomFacilitator {
        person: PersonId,
        #[serde(default)]
        room: Option<RoomId>,
    },
    /// Whether late arrivals are placed by themselves.
    SetLateArrivals { place: bool },
    /// Start rounds on one plan: in these rooms, or (none) in all breakout rooms.
    StartRound {
        #[serde(default)]
        rooms: Option<Vec<RoomId>>,
        protocol: ProtocolChoice,
        /// Lengths in whole seconds instead of the definition's, one for each step.
        #[serde(default)]
        seconds: Option<Vec<u32>>,
        /// How rooms go through it together; none: flexible.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pace: Option<Pace>,
    },
    /// End the gathering and begin step 1.
    Begin { on: Target },
    /// End the current step: its grace begins; again: the next step begins at once.
    NextStep { on: Target },
    /// Back to the step before.
    BackStep { on: Target },
    /// Stop the clock.
    Pause { on: Target },
    /// Let the clock run again.
    Resume { on: Target },
    /// Add (above zero) or take (below zero) seconds of the current step.
    AddSeconds { on: Target, seconds: i32 },
    /// A room facilitator stops the room's clock; the time is taken from the room's later steps.
    Hold { room: RoomId },
    /// End the hold.
    Release { room: RoomId },
    /// End the round now.
    StopRound { on: Target },
    /// Who presents in a room; none: nobody. Possible in the gathering and in any later step.
    SetPresenter {
        room: RoomId,
        #[serde(default)]
        person: Option<PersonId>,
    },
    /// In a go-round: who has the turn passes, and is asked once more at the end. Facilitators of the room may say it for
    /// them.
    PassTurn { room: RoomId, person: PersonId },
    /// In a go-round: who has the turn is done, or a facilitator of the room moves on. Says whose turn, so that two who
    /// press at once do not skip anybody.
    EndTurn { room: RoomId, person: PersonId },
    /// A facilitator of the room opens the presenter's floor for one question, for thirty seconds.
    AskPresenter { room: RoomId },
    /// A facilitator of the room lets in who came after the clarifying questions.
    LetIn { room: RoomId, person: PersonId },
    /// Presenters who prepare before the meeting.
    Prepare(Prepare),
    // Repairs and the note-taker of a room.
    /// Holds the room's clock for a minute at most, for a presenter who dropped; goes on when they are back.
    WaitForPresenter { room: RoomId },
    /// The same for the room's facilitator who dropped. Anybody in the room asks, as long as nobody facilitates it.
    WaitForFacilitator { room: RoomId },
    /// Another person's dilemma takes the place of this one: the room begins again with its first step.
    OtherDilemma { room: RoomId, person: PersonId },
    /// The room goes on at its own pace, on a plan of its own.
    PartRoom { room: RoomId },
    /// Take the notes in one's room, or not any more.
    TakeNotes { taken: bool },
    // The agenda.
    /// More parts before another (none: at the end), in order.
    AddParts {
        parts: Vec<PartWish>,
        #[serde(default)]
        before: Option<PartId>,
    },
    /// A part as it is to be; what the wish does not say is taken away.
    EditPart { part: PartId, wish: PartWish },
    /// A part goes before another (none: to the end).
    MovePart {
        part: PartId,
        #[serde(default)]
        before: Option<PartId>,
    },
    /// A part that has not run goes.
    RemovePart { part: PartId },
    /// Other lengths, of many parts at once.
    SetPartLengths { lengths: Vec<PartLength> },
    /// Takes what the meeting is behind from the later parts, in proportion.
    ShortenParts {},
    /// This part begins; the one that ran is over.
    StartPart { part: PartId },
    /// This part was started by mistake: the one before goes on as if nothing had been.
    UndoPart { part: PartId },
    /// This part is over and none follows yet.
    EndPart { part: PartId },

    // ---- boards of a room: its facilitators; dots: everyone in it ----
    /// One more board in a room.
    AddBoard {
        room: RoomId,
        name: String,
        #[serde(default)]
        sections: Vec<SectionWish>,
        /// Nobody, facilitators included, is told who writes what on it.
        #[serde(default)]
        hide_authors: bool,
    },
    /// A board's name; none goes back to the page's own word.
    NameBoard {
        board: BoardId,
        #[serde(default)]
        name: Option<String>,
    },
    /// All sections of a board, in reading order.
    SetBoardSections {
        board: BoardId,
        sections: Vec<SectionWish>,
    },
    /// A board is not needed any more, or again. It stays in the record.
    PutAwayBoard { board: BoardId, away: bool },
    /// What the colours of a board stand for, by the colours' names; what is not named stands for nothing.
    SetBoardLegend {
        board: BoardId,
        legend: BTreeMap<String, String>,
    },
    /// From now on everyone writes on a page of their own, until the board is revealed.
    HideBoard { board: BoardId },
    /// What was written on those pages comes onto the board.
    RevealBoard { board: BoardId },
    /// One's own page of a hidden board. Sent by the page that shows the board.
    OpenHiddenPage { board: BoardId },
    /// A vote on the notes of a board: so many dots each, at most so many of them on one note; counts shown at once, or when
    /// it is over.
    OpenVote {
        board: BoardId,
        dots: u8,
        per_note: u8,
        #[serde(default)]
        hidden: bool,
    },
    /// The vote is over.
    CloseVote { board: BoardId },
    /// One more of one's own dots on a note.
    PlaceDot { board: BoardId, note: String },
    /// One of them back.
    TakeDot { board: BoardId, note: String },

    // Talk beside the rooms.
    /// A question to the speaker of the keynote that runs.
    AskQuestion {
        text: String,
        /// Others are not told who asks; where the facilitators allow it.
        #[serde(default)]
        anonymous: bool,
    },
    /// One's vote for a question, or not any more.
    VoteQuestion { question: QuestionId, up: bool },
    /// A facilitator says how far a question has come.
    MarkQuestion {
        question: QuestionId,
        mark: QuestionMark,
    },
    /// A message in one's own thread with the facilitators; a facilitator names whose thread.
    SayToFacilitators {
        text: String,
        #[serde(default)]
        person: Option<PersonId>,
    },
    /// A message to everyone, where the facilitators allow it.
    SayToAll { text: String },
    /// A facilitator (in their room: its facilitator) deletes a message.
    DeleteMessage { place: ChatPlace, message: MessageId },
    /// What holds for talk. None keeps what is.
    SetTalk(TalkWish),

    /// Out of the meeting, for good.
    RemovePerson { person: PersonId },
    /// End the meeting: readable, not changeable.
    EndMeeting {},

    // People: roles and names.
    /// What somebody may do in the whole meeting from now on. Access support may go with one person.
    SetRole {
        person: PersonId,
        role: Role,
        #[serde(default)]
        supports: Option<PersonId>,
    },
    /// A facilitator knows who waits as somebody who was here before: from now on that device is that person too. Or, with
    /// `expected`: they know who came by the join link as somebody of the list, and the two are one from now on.
    Recognize {
        person: PersonId,
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional = nullable))]
        expected: Option<PersonId>,
    },
    /// A facilitator knows that somebody who is called alike is another person than the expected one.
    TellApart { person: PersonId, expected: PersonId },
    /// A facilitator corrects somebody's name or organization. None keeps what is, an empty organization takes it away.
    Rename {
        person: PersonId,
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        organization: Option<String>,
    },

    // The closing: commitments, the closing page.
    /// A facilitator opens the closing page for all, or closes it.
    OpenClosing { open: bool },
    /// The exit ticket's questions; none: no ticket. Until somebody has answered.
    SetTicket {
        #[serde(default)]
        ticket: Option<TicketWish>,
    },
    /// One's answers to it, once: one for each question, none where it is left out.
    AnswerTicket { answers: Vec<Option<TicketAnswer>> },
    /// Something about the gallery.
    Gallery(GalleryAct),
    /// Notes of a board of one's room onto the main room's digest; for facilitators, and of a room that one left, where it gave its
    /// notes to the meeting.
    CopyToDigest { board: BoardId, notes: Vec<DigestNote> },
    /// What one takes on; `due` is a date (`2026-12-03`), `shared` lets the meeting know of it. For a room: its presenter or
    /// a facilitator.
    MakeCommitment {
        text: String,
        #[serde(default)]
        due: Option<String>,
        #[serde(default)]
        shared: bool,
        #[serde(default)]
        room: Option<RoomId>,
    },
    /// New words for one's own. None keeps what is; an empty date takes it away.
    ChangeCommitment {
        commitment: CommitmentId,
        #[serde(default)]
        text: Option<String>,
        #[serde(default)]
        due: Option<String>,
        #[serde(default)]
        shared: Option<bool>,
        #[serde(default)]
        done: Option<bool>,
    },
    /// One's own is gone.
    TakeAwayCommitment { commitment: CommitmentId },
    /// Polls.
    Poll(PollCommand),
    /// Timers for free work.
    Timer(TimerCommand),
    /// What the meeting before left.
    Said(SaidCommand),
}

/// An exit ticket as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TicketWish {
    pub questions: Vec<QuestionWish>,
    /// Nothing of a person is kept with their answers.
    pub anonymous: bool,
}

/// One of its questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QuestionWish {
    pub kind: QuestionKind,
    pub text: String,
    /// What can be chosen, where one chooses.
    #[serde(default)]
    pub choices: Vec<String>,
}

/// What somebody says about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct About {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub organization: Option<String>,
    #[serde(default)]
    pub subject: Option<String>,
    /// Their role there.
    #[serde(default)]
    pub position: Option<String>,
    #[serde(default)]
    pub pronouns: Option<String>,
    /// For facilitators only.
    #[serde(default)]
    pub access_needs: Option<String>,
    #[serde(default)]
    pub language: Option<String>,
}

/// What is to hold for talk beside the rooms' chat. None keeps what is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct TalkWish {
    /// Who speaks and writes in the main room while no round runs there.
    pub floor: Option<MainFloor>,
    pub anonymous_questions: Option<bool>,
    pub chat_to_all: Option<bool>,
    pub keep_chat: Option<bool>,
    pub hands: Option<HandOrder>,
    pub no_reactions: Option<bool>,
}

/// When a meeting is, as people say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ScheduleWish {
    /// An IANA name, `America/Los_Angeles`.
    pub time_zone: String,
    /// Date and time on that zone's clocks, `2026-12-03T10:00`; none: not known yet.
    #[serde(default)]
    pub starts: Option<String>,
    /// 120 where it does not say.
    #[serde(default)]
    pub minutes: Option<u32>,
}

/// A section as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SectionWish {
    /// Of a section that the board has: its notes stay in it.
    #[serde(default)]
    pub id: Option<String>,
    /// One line in each language that is given; `en` is always there, and read where the reader's own is not.
    pub name: Texts,
}

/// A plan with all its rooms, or one room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Plan(PlanId),
    Room(RoomId),
}

/// A consultancy protocol of the library, or one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ProtocolChoice {
    /// Its id in the library, e.g. `consultancy-50`.
    Library(String),
    /// A definition in full.
    Own(Box<Definition>),
}

/// Where one room talks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct VoiceLink {
    pub room: RoomId,
    #[serde(default)]
    pub link: Option<String>,
}

/// How many may choose a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Seats {
    pub room: RoomId,
    pub seats: u16,
}

/// Where one person goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Assignment {
    pub person: PersonId,
    #[serde(default)]
    pub room: Option<RoomId>,
}

/// What only the server itself may ask: the hub, the clock, the links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SystemCommand {
    /// The first command of a meeting. The meeting's id comes with it; title and language were given by a person.
    Create {
        meeting: crate::ids::MeetingId,
        title: String,
        language: String,
        schedule: Option<ScheduleWish>,
    },
    /// Someone comes through a link, which decides the role. `person` is made by the server.
    Join {
        person: PersonId,
        role: Role,
        about: About,
    },
    /// A person has a connection again (none before on this instance).
    Connected { person: PersonId },
    /// A person has had no connection for the grace time; `generation` is the last one that was seen.
    Dropped { person: PersonId, generation: u64 },
    /// A deadline may have passed: see [`super::next_deadline`].
    Tick,
    /// No instance held the meeting between these times.
    Gap { from: Timestamp, to: Timestamp },
    /// Someone says on another device that they are `claimed`, who was here before. `person` is made by the server.
    Claim { person: PersonId, claimed: PersonId },
    /// Links for this role were made, or earlier ones taken back: facilitators are told.
    ChangeLinks { role: Role, replaced: bool },
    /// The first command of a rehearsal.
    Rehearse {
        meeting: crate::ids::MeetingId,
        plan: Arc<MeetingPlan>,
    },
    /// The first command of the next meeting of a series.
    Follow {
        meeting: crate::ids::MeetingId,
        plan: Arc<MeetingPlan>,
        left: Arc<Left>,
    },
    /// Somebody who is simulated comes into a rehearsal. `person` is made by the server.
    Simulate { person: PersonId, about: About },
    /// A facilitator brings a list of who is expected.
    Expect { by: PersonId, list: Arc<ExpectedList> },
}
