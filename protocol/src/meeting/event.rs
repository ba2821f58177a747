//! What happened. Stored for ever: kinds are only added, and an existing kind keeps its meaning.
//!
//! Events carry resulting values, so that [`super::apply`] does no arithmetic and cannot fail. They hold ids; all free
//! text is in the erasable content table under a [`ContentId`].

use super::agenda::PartPlan;
use super::boards::{BoardSection, Revealed};
use super::closing::CommitmentWords;
use super::command::{Assignment, Seats};
use super::digest::Brought;
use super::gallery::GalleryChange;
use super::grouping::{GroupRule, Why};
use super::polls::PollChange;
use super::preparing::PreparationChange;
use super::said::SaidChange;
use super::small_groups::SmallGroups;
use super::state::{
    Ask, Asked, Cause, Dilemma, Pace, Role, Schedule, SharingLevel, Timeline, TurnCause, Turns,
};
use super::talk::{ChatPlace, QuestionMark, TalkRules};
use super::ticket::TicketQuestion;
use super::timers::TimerChange;
use crate::consultancy::Definition;
use crate::ids::{
    BoardId, CommandId, CommitmentId, ContentId, GroupSetId, MeetingId, MessageId, PartId, PersonId, PlanId,
    PollId, QuestionId, RoomId,
};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The level of the newest event kind in this build ([`Event::level`]).
pub const EVENT_LEVEL: u32 = if cfg!(feature = "release-before") { 4 } else { 5 };

/// Kinds up to this level are read by every version that instances of this one may meet.
pub const OLDEST_LEVEL: u32 = 4;

/// An event with who caused it, when, and the command it answers. This is the body of a journal entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was decided, on the store's clock.
    pub at: Timestamp,
    /// The person whose command caused it; none for the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// The command it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandId>,
    /// What happened.
    pub event: Event,
}

/// What happened in a meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum Event {
    /// The meeting exists, with its main room.
    MeetingCreated {
        meeting: MeetingId,
        title: ContentId,
        language: String,
        main_room: RoomId,
        main_board: BoardId,
    },
    /// A new title.
    MeetingRetitled { title: ContentId },
    /// When the meeting is.
    ScheduleSet { schedule: Schedule },
    /// What people are asked when they join.
    AsksSet { asks: BTreeSet<Ask> },
    /// Whether newcomers wait, and whether there are any.
    DoorSet { lobby: bool, locked: bool },
    /// What newcomers have to say at the door; none: nothing.
    PasscodeSet { passcode: Option<ContentId> },
    /// Readable from now on, not changeable. Boards too.
    MeetingEnded {},
    /// The meeting is a rehearsal of another one, from its beginning.
    RehearsalBegun { of: MeetingId },
    /// Something about what the meeting before left.
    // The version before this one does not know it.
    #[cfg_attr(feature = "release-before", serde(skip_deserializing))]
    Said { change: SaidChange },
    /// Someone came through a link.
    PersonJoined {
        person: PersonId,
        role: Role,
        name: ContentId,
        organization: Option<ContentId>,
        position: Option<ContentId>,
        language: String,
        notebook: BoardId,
        room: RoomId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<ContentId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pronouns: Option<ContentId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        access_needs: Option<ContentId>,
        /// In the lobby until [`Event::PersonAdmitted`].
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        waiting: bool,
        /// On a facilitator's list, and has not come yet.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        expected: bool,
        /// Nobody real: there are such people in rehearsals only.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        simulated: bool,
    },
    /// Out of the lobby, into the meeting.
    PersonAdmitted { person: PersonId },
    /// New words for a person. None keeps what was.
    PersonDescribed {
        person: PersonId,
        name: Option<ContentId>,
        organization: Option<ContentId>,
        position: Option<ContentId>,
        language: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<ContentId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pronouns: Option<ContentId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        access_needs: Option<ContentId>,
    },
    /// A first or new connection. `generation` counts connections of this person.
    PersonConnected { person: PersonId, generation: u64 },
    /// No connection for the grace time.
    PersonDropped { person: PersonId, generation: u64 },
    /// Out of the meeting; their links are void.
    PersonRemoved { person: PersonId },
    /// Where someone should be from now on. They arrive by [`Event::PersonArrived`].
    PersonMoved { person: PersonId, room: RoomId },
    /// Their page shows the room.
    PersonArrived { person: PersonId, room: RoomId },
    /// Which breakout room someone goes to when rooms open. None takes the assignment away.
    PersonAssigned {
        person: PersonId,
        room: Option<RoomId>,
        /// For them to read; entries from before it was told have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Why>,
    },
    /// Rights over one room; none takes them away.
    RoomFacilitatorSet { person: PersonId, room: Option<RoomId> },
    /// A breakout room exists.
    RoomCreated {
        room: RoomId,
        number: u16,
        board: BoardId,
    },
    /// A breakout room that nobody used is gone.
    RoomRemoved { room: RoomId },
    /// A room's own name. None goes back to its number.
    RoomNamed { room: RoomId, name: Option<ContentId> },
    /// Where the room talks: an https or tel link.
    RoomVoiceSet { room: RoomId, voice: Option<ContentId> },
    /// How far a room's dilemma, notes and authors go.
    RoomSharingSet {
        room: RoomId,
        level: SharingLevel,
        agreed_by: Option<PersonId>,
    },
    /// Rooms open at `at` unless cancelled.
    OpeningAnnounced { at: Timestamp },
    /// People are brought back at `at` unless cancelled.
    ClosingAnnounced { at: Timestamp },
    /// The countdown was cancelled.
    CountdownCancelled {},
    /// Breakout rooms are open.
    BreakoutsOpened {},
    /// Breakout rooms are closed; everyone belongs to the main room.
    BreakoutsClosed {},
    /// Whether late arrivals are placed in the smallest room by themselves.
    LateArrivalsSet { place: bool },
    // Groups by a rule, and what changes them.
    /// Groups were made by this rule, which is in force from now on: who goes where follows as assignments.
    GroupsMade { rule: GroupRule, apart: bool, size: u16 },
    /// Somebody keeps their room when groups are made, or does not any more.
    PersonPinned { person: PersonId, pinned: bool },
    /// What a room speaks; none: nothing in particular.
    RoomLanguageSet { room: RoomId, language: Option<String> },
    /// A room's people went to another; none: it is there again.
    RoomMerged { room: RoomId, into: Option<RoomId> },
    /// Somebody's page is sent once more where it should be.
    PersonCalledAgain { person: PersonId },
    /// People choose among these rooms.
    ChoiceOpened { rooms: Vec<Seats> },
    /// Nobody chooses any more.
    ChoiceClosed {},
    /// Groups are kept under a name.
    GroupSetSaved {
        set: GroupSetId,
        name: ContentId,
        people: Vec<Assignment>,
    },
    /// Saved groups have another name.
    GroupSetNamed { set: GroupSetId, name: ContentId },
    /// Saved groups are gone.
    GroupSetDeleted { set: GroupSetId },
    /// A facilitator is in their room as a visitor and came from there. The next move ends the visit.
    PersonVisits { person: PersonId, back: RoomId },
    /// A plan of rounds with its definition as it was and its lengths in seconds.
    PlanStarted {
        plan: PlanId,
        definition: Box<Definition>,
        seconds: Vec<u32>,
        timeline: Timeline,
        #[serde(default, skip_serializing_if = "Pace::is_flexible")]
        pace: Pace,
    },
    /// A room has a round on a plan, gathering.
    RoundStarted {
        room: RoomId,
        plan: PlanId,
        timeline: Timeline,
    },
    /// The plan's own schedule changed.
    PlanTimed {
        plan: PlanId,
        cause: Cause,
        timeline: Timeline,
    },
    /// A room's schedule changed: a step began, a pause, a hold, minutes.
    RoundTimed {
        room: RoomId,
        cause: Cause,
        timeline: Timeline,
        hold_used: u32,
    },
    /// The room's round is over.
    RoundEnded { room: RoomId, cause: Cause },
    /// Who presents. None: nobody does.
    PresenterSet { room: RoomId, person: Option<PersonId> },
    /// Somebody prepares what they will present.
    Preparation {
        person: PersonId,
        change: PreparationChange,
    },
    /// 'I can present' in the gathering.
    PresenterOffered {
        room: RoomId,
        person: PersonId,
        offered: bool,
    },
    /// In a go-round: another turn, or other people in the order.
    TurnsChanged {
        room: RoomId,
        cause: TurnCause,
        turns: Turns,
    },
    /// Who is with whom in a step in pairs or small groups.
    SmallGroupsSet { room: RoomId, small: SmallGroups },
    /// In a protocol with one client after the other: a turn began. Its client presents.
    ClientBegan {
        room: RoomId,
        turn: u8,
        person: Option<PersonId>,
    },
    /// Who was client agrees that the room's notes go further, or not any more.
    ClientAgreed {
        room: RoomId,
        person: PersonId,
        agreed: bool,
    },
    /// The presenter, who only listens in this step, has the floor for one question.
    PresenterAsked { room: RoomId, asked: Asked },
    /// They only listen again.
    PresenterFloorClosed { room: RoomId },
    /// Someone came in after the clarifying questions and listens until the next step.
    NewcomerListens { room: RoomId, person: PersonId },
    /// They were let in before.
    NewcomerLetIn { room: RoomId, person: PersonId },
    /// The dilemma card.
    DilemmaSet { room: RoomId, dilemma: Dilemma },
    /// Something about one board of a room.
    Board {
        room: RoomId,
        board: BoardId,
        change: BoardChange,
    },
    /// A hand is up; first come, first served among those who spoke least.
    HandRaised { room: RoomId, person: PersonId },
    /// A hand is down. `called` when it was given the word.
    HandLowered {
        room: RoomId,
        person: PersonId,
        called: bool,
    },
    /// Whose hand is next, for them to know; none: nobody's in particular.
    HandNext { room: RoomId, person: Option<PersonId> },
    /// A chat message in a room.
    ChatSaid {
        room: RoomId,
        message: MessageId,
        person: PersonId,
        text: ContentId,
    },
    /// A facilitator's message to rooms (none: to everyone).
    Announced {
        message: MessageId,
        rooms: Option<Vec<RoomId>>,
        text: ContentId,
    },
    /// The room asks for a facilitator.
    HelpCalled { room: RoomId, person: PersonId },
    /// A facilitator is going.
    HelpClaimed { room: RoomId, person: PersonId },
    /// The call is over.
    HelpClosed { room: RoomId },
    // The agenda.
    /// The parts in order, as they are to be.
    AgendaSet { parts: Vec<PartPlan> },
    /// A part began; the one that ran is over. `promised_end`: when the meeting is to end, from the first part on.
    PartStarted {
        part: PartId,
        promised_end: Option<Timestamp>,
    },
    /// It was started by mistake: `back_to` goes on.
    PartTakenBack {
        part: PartId,
        back_to: Option<PartId>,
        promised_end: Option<Timestamp>,
    },
    /// The part is over and none follows yet.
    PartEnded { part: PartId },

    // Repairs and the note-taker of a room.
    /// The hold that follows waits for this person.
    RoomWaits { room: RoomId, person: PersonId },
    /// The room's round goes on from where it is on a plan of its own.
    RoundParted {
        room: RoomId,
        from: PlanId,
        plan: PlanId,
    },
    /// Who takes the notes in a room. None: nobody does.
    NoteTakerSet { room: RoomId, person: Option<PersonId> },

    // Talk beside the rooms.
    /// What holds for it.
    TalkSet { rules: TalkRules },
    /// A question to the speaker of a keynote.
    QuestionAsked {
        question: QuestionId,
        part: PartId,
        person: PersonId,
        text: ContentId,
        anonymous: bool,
    },
    /// A vote for it, or one taken back.
    QuestionVoted {
        question: QuestionId,
        person: PersonId,
        up: bool,
    },
    /// How far it has come.
    QuestionMarked {
        question: QuestionId,
        mark: QuestionMark,
    },
    /// A message between somebody (`thread`) and the facilitators.
    ThreadSaid {
        thread: PersonId,
        message: MessageId,
        person: PersonId,
        text: ContentId,
    },
    /// A message to everyone.
    AllSaid {
        message: MessageId,
        person: PersonId,
        text: ContentId,
    },
    /// Its words are erased.
    MessageDeleted { place: ChatPlace, message: MessageId },
    /// Something about the timer of a room.
    Timer { room: RoomId, change: TimerChange },
    /// Something about one poll.
    Poll { poll: PollId, change: PollChange },
    /// No instance held the meeting for a while. Timelines that move say so in their own events.
    GapNoticed { from: Timestamp, to: Timestamp },

    // People: roles.
    /// What someone may do in the whole meeting from now on, and with whom they go (access support).
    RoleSet {
        person: PersonId,
        role: Role,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supports: Option<PersonId>,
    },
    /// Who waits says that they are somebody who was here before.
    PersonClaimed { person: PersonId, claimed: PersonId },
    /// A facilitator has confirmed it: the device of who waited is that person's from now on. Or `person` was expected, and had come
    /// as `claimed`: what was planned for them, and their links, are that person's.
    PersonRecognized { person: PersonId, claimed: PersonId },
    /// A facilitator says that they are not the expected one of that name.
    PersonToldApart { person: PersonId, expected: PersonId },
    /// There are other links for this role; `replaced`: earlier ones open nothing any more.
    LinksChanged { role: Role, replaced: bool },

    // The closing: commitments, the closing page.
    /// The closing page is there for all, or not any more.
    ClosingSet { open: bool },
    /// The exit ticket's questions; none: there is no ticket.
    TicketSet {
        questions: Vec<TicketQuestion>,
        anonymous: bool,
    },
    /// That they have answered it. What they answered is in no entry: see [`super::ticket`].
    TicketAnswered { person: PersonId },
    /// What somebody takes on is new, or has new words.
    CommitmentSet {
        commitment: CommitmentId,
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        room: Option<RoomId>,
        #[serde(flatten)]
        words: CommitmentWords,
    },
    /// It is taken away.
    CommitmentTaken { commitment: CommitmentId },
    /// Something about the gallery.
    Gallery(GalleryChange),
}

impl Event {
    /// Which versions read it: those whose [`EVENT_LEVEL`] is not lower. A kind that is added gets the next level.
    pub fn level(&self) -> u32 {
        match self {
            Self::Said { .. } => 5,
            _ => OLDEST_LEVEL,
        }
    }
}

/// What happened to a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum BoardChange {
    /// It is the room's last one now.
    Added {},
    /// None goes back to the page's own word.
    Named {
        name: Option<ContentId>,
    },
    SectionsSet {
        sections: Vec<BoardSection>,
    },
    /// Written on by nobody, or again.
    PutAway {
        away: bool,
    },
    /// What each colour stands for.
    LegendSet {
        legend: BTreeMap<String, ContentId>,
    },
    /// With [`BoardChange::Added`]: nobody is ever told who writes on it.
    AuthorsHidden {},
    /// From now on everyone writes on a page of their own.
    Hidden {},
    PageOpened {
        person: PersonId,
        page: BoardId,
    },
    /// The notes of these pages come onto the board.
    Revealed {
        pages: Vec<Revealed>,
    },
    /// A vote takes the place of the one before it.
    VoteOpened {
        dots: u8,
        per_note: u8,
        hidden: bool,
    },
    VoteClosed {},
    /// How many dots a person has on a note now.
    Voted {
        note: String,
        person: PersonId,
        dots: u8,
    },
    /// With [`BoardChange::Added`]: it is the main room's digest.
    DigestMade {},
    /// Notes of a room came to the digest.
    Brought(Brought),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::said::SaidChange;

    #[test]
    fn a_kind_is_read_by_versions_of_its_level_and_above() {
        let old = Event::MeetingEnded {};
        let new = Event::Said {
            change: SaidChange::Shown { shown: true },
        };
        assert_eq!((old.level(), new.level()), (OLDEST_LEVEL, 5));
        assert!(new.level() <= EVENT_LEVEL || cfg!(feature = "release-before"));
        let stored = serde_json::to_string(&new).unwrap();
        let read = serde_json::from_str::<Event>(&stored).is_ok();
        assert_eq!(read, EVENT_LEVEL >= new.level(), "{stored}");
    }
}
