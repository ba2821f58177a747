//! What one person may see of a meeting, and the changes of it that go over the wire.
//!
//! A view is made of slices. A change carries a whole slice, so the page replaces and never repeats `apply`.
//! Audiences: *everyone* gets Meeting, Person, Room and the announcements to their room; those *in a room* and the
//! facilitators get its Detail, Chat and Definition; *facilitators* get Plan, Needs, Perhaps, Keys, Groups, Receipt and who waits in the lobby; who
//! waits gets Meeting. What someone must not see is not sent.
//!
//! **The law:** a view with the projected changes of an entry applied is the view of the state after that entry, for
//! everyone whose [`Slice::Visibility`] was not touched; those get a snapshot. Projecting the touched slices of many
//! entries once, on the state after the last of them, is allowed and cheaper.

mod agenda;
mod boards;
mod closing;
mod gallery;
mod order;
mod polls;
mod preparing;
mod project;
mod reduce;
mod rooms;
mod said;
mod talk;
mod touched;

pub use agenda::{AgendaView, PartView};
pub use boards::{BoardSectionView, BoardView, VoteView};
pub use closing::own_commitments;
pub use closing::{ClosingView, CommitmentView, QuestionView, TicketView};
pub use gallery::{CardView, DeskCard, GalleryView, OwnGallery, ResponseView};
pub use order::in_order;
pub use polls::{PollScaleView, PollView};
pub use project::{audience, people, project, view, view_but_people};
pub use reduce::apply_change;
pub use said::{SaidLineView, SaidView};
pub use talk::{AskedView, OwnView};
pub use touched::touched;

use super::command::{Assignment, Seats};
use super::grouping::{Broken, Grouping, Why};
use super::polls::PollResults;
use super::small_groups::SmallGroups;
use super::state::{
    Ask, Asked, Breakouts, Call, Hand, Moved, Pace, Role, Schedule, SharingLevel, Timeline, Turns,
};
use super::talk::TalkRules;
use super::timers::TimerView;
use crate::consultancy::Definition;
use crate::consultancy::rights::{Reader, Rights};
use crate::ids::GroupSetId;
use crate::ids::{BoardId, CommitmentId, MeetingId, MessageId, PersonId, PlanId, PollId, QuestionId, RoomId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All that one person may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct View {
    pub me: Me,
    pub meeting: MeetingView,
    /// Everyone who joined and was not removed; for facilitators also who is expected.
    pub people: BTreeMap<PersonId, PersonView>,
    /// The main room and all breakout rooms.
    pub rooms: BTreeMap<RoomId, RoomView>,
    /// One's own room; all rooms for a facilitator.
    pub details: BTreeMap<RoomId, DetailView>,
    /// Chat of the same rooms, oldest first, the last 200.
    pub chat: BTreeMap<RoomId, Vec<ChatView>>,
    /// Protocols of the rounds of the same rooms.
    pub definitions: BTreeMap<PlanId, DefinitionView>,
    /// The boards of the same rooms, those that were put away too.
    pub boards: BTreeMap<BoardId, BoardView>,
    /// One's own dots in the open or last vote on each of them: note ids.
    pub dots: BTreeMap<BoardId, BTreeMap<String, u8>>,
    /// One's own pages of boards that are hidden, by board.
    pub pages: BTreeMap<BoardId, BoardId>,
    /// For facilitators.
    pub plans: BTreeMap<PlanId, PlanView>,
    /// Messages that reached this person, oldest first, the last 20.
    pub announcements: Vec<AnnouncementView>,
    /// For facilitators: who waits in the lobby.
    pub lobby: BTreeMap<PersonId, PersonView>,
    /// For facilitators: what people need to take part.
    pub needs: BTreeMap<PersonId, String>,
    /// For facilitators: who came by the join link under the name of somebody who is expected, and whom that would be.
    #[serde(default)]
    pub perhaps: BTreeMap<PersonId, PersonId>,
    /// For facilitators.
    pub keys: Option<KeysView>,
    #[serde(default)]
    pub agenda: AgendaView,
    pub closing: ClosingView,
    /// For facilitators: how many have answered the exit ticket.
    pub ticket_answers: u32,
    /// One's own and those that the meeting may know of; all of them for a facilitator.
    pub commitments: BTreeMap<CommitmentId, CommitmentView>,
    /// For facilitators: the rule that groups were made by, and what of it is not kept.
    #[serde(default)]
    pub groups: GroupsView,
    /// For facilitators: the last move of each person.
    #[serde(default)]
    pub receipts: BTreeMap<PersonId, Moved>,
    /// The rooms that people choose among now; who chose which is in `people`.
    #[serde(default)]
    pub choice: Option<Vec<Seats>>,
    /// What facilitators chose for talk.
    #[serde(default)]
    pub talk: TalkRules,
    /// Questions to keynotes; hidden ones for facilitators only.
    #[serde(default)]
    pub questions: BTreeMap<QuestionId, AskedView>,
    /// 'You said …': what the meeting before left.
    #[serde(default)]
    pub said: Option<SaidView>,
    /// In the order in which they were made; those that were not opened for facilitators only.
    #[serde(default)]
    pub polls: BTreeMap<PollId, PollView>,
    /// Of those polls whose results the reader may see.
    #[serde(default)]
    pub poll_results: BTreeMap<PollId, PollResults>,
    /// Messages to everyone, oldest first, the last 200.
    #[serde(default)]
    pub chat_all: Vec<ChatView>,
    /// One's own thread with the facilitators; all threads for them. The last 50 messages of each.
    #[serde(default)]
    pub threads: BTreeMap<PersonId, Vec<ChatView>>,
    /// Who was asked to prepare what they will present: for facilitators all of them, for others themselves.
    #[serde(default)]
    pub preparing: BTreeMap<PersonId, PreparationView>,
    /// What nobody else is sent.
    #[serde(default)]
    pub own: OwnView,
    #[serde(default)]
    pub gallery: GalleryView,
    /// What of the gallery is for the reader alone.
    #[serde(default)]
    pub own_gallery: OwnGallery,
    /// For facilitators: how far the cards are.
    #[serde(default)]
    pub gallery_desk: Vec<DeskCard>,
}

/// The rule that groups were made by, and what of it is not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GroupsView {
    pub grouping: Option<Grouping>,
    pub broken: Vec<Broken>,
    /// Groups that were kept under a name, the oldest first.
    #[serde(default)]
    pub sets: Vec<GroupSetView>,
}

/// Groups that were kept under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GroupSetView {
    pub id: GroupSetId,
    pub name: String,
    pub people: Vec<Assignment>,
}

/// What opens the door.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct KeysView {
    pub passcode: Option<String>,
    /// When links were last made or taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub links_changed_at: Option<Timestamp>,
}

/// Who the reader is. The rest about them is in `people`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Me {
    pub person: PersonId,
    /// The board id of one's private notebook.
    pub notebook: BoardId,
    /// What one said one needs; facilitators see it too, nobody else.
    pub access_needs: Option<String>,
    /// One has answered the exit ticket.
    pub ticket_answered: bool,
}

/// The meeting itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MeetingView {
    pub id: MeetingId,
    pub title: String,
    pub language: String,
    pub created_at: Timestamp,
    /// It is a rehearsal of that meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub rehearsal_of: Option<MeetingId>,
    pub schedule: Option<Schedule>,
    /// What people are asked when they join.
    pub asks: BTreeSet<Ask>,
    pub lobby: bool,
    pub locked: bool,
    pub has_passcode: bool,
    pub ended_at: Option<Timestamp>,
    pub main_room: RoomId,
    pub breakouts: Breakouts,
    pub place_late: bool,
}

/// Someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PersonView {
    pub id: PersonId,
    pub name: String,
    pub organization: Option<String>,
    /// Their role there.
    pub position: Option<String>,
    pub subject: Option<String>,
    pub pronouns: Option<String>,
    pub language: String,
    pub role: Role,
    /// Where they should be.
    pub room: RoomId,
    /// Their page shows it.
    pub arrived: bool,
    /// Where they go when rooms open.
    pub assigned: Option<RoomId>,
    pub facilitates: Option<RoomId>,
    /// Connected, or dropped only just now.
    pub here: bool,
    pub here_since: Timestamp,
    pub joined_at: Timestamp,
    /// In the lobby.
    pub waiting: bool,
    /// Not where they should be, or without a room while rooms are open: someone should place them.
    pub between_rooms: bool,
    /// Access support: with whom they go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub supports: Option<PersonId>,
    /// Why they are assigned to their room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub why: Option<Why>,
    /// They keep their room when groups are made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
    pub pinned: bool,
    /// A facilitator who looks in quietly: where they came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub visiting: Option<RoomId>,
    /// In the lobby: says that they are this person, who was here before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub claims: Option<PersonId>,
    /// For facilitators: on the list, and has not come yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
    pub expected: bool,
    /// Nobody real: in rehearsals only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
    pub simulated: bool,
}

/// A room as everyone sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RoomView {
    pub id: RoomId,
    /// 0 is the main room.
    pub number: u16,
    /// Its own name; none: 'Room 4' in the reader's language.
    pub name: Option<String>,
    /// What is spoken here, where groups were made by language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub language: Option<String>,
    /// Its people went there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub merged_into: Option<RoomId>,
}

/// A room as its people and the facilitators see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DetailView {
    pub board: BoardId,
    /// An https or tel link.
    pub voice: Option<String>,
    pub sharing: SharingLevel,
    pub dilemma: DilemmaView,
    pub round: Option<RoundView>,
    pub hands: Vec<Hand>,
    /// Of these, who was told that they are next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub next_hand: Option<PersonId>,
    pub call: Option<Call>,
    /// What each kind of reader may do now; pick one's own with [`Reader`].
    pub rights: BTreeMap<Reader, Rights>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub note_taker: Option<PersonId>,
    /// The sections of the board now: those of the running or last round. Empty: one unnamed section.
    pub plan_of_sections: Option<PlanId>,
    /// Who speaks in the keynote that runs; they read the room as `speaker`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub speaker: Option<PersonId>,
    /// The timer for free work; none while a round is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub timer: Option<TimerView>,
}

/// Somebody who was asked to prepare; what they write is theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PreparationView {
    pub asked_at: Timestamp,
    pub protocol: Option<String>,
    /// They say that they are ready.
    pub ready: bool,
    /// None: they have not written yet.
    pub written_at: Option<Timestamp>,
}

/// The dilemma card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DilemmaView {
    pub title: Option<String>,
    #[serde(default)]
    pub overview: Option<String>,
    pub focus_question: Option<String>,
    pub restated_question: Option<String>,
    pub links: Vec<String>,
}

/// A round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RoundView {
    pub plan: PlanId,
    pub timeline: Timeline,
    pub presenter: Option<PersonId>,
    pub offers: Vec<PersonId>,
    /// Seconds of the room's three minutes that are gone.
    pub hold_used: u32,
    pub ended_at: Option<Timestamp>,
    /// The room's facilitators may act for the plan, since no other room is on it.
    pub alone_on_plan: bool,
    /// When the whole round ends if nobody changes it; none while gathering, paused or over.
    pub ends_at: Option<Timestamp>,
    /// In a go-round: who has the turn and who comes next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub turns: Option<Turns>,
    /// The presenter, who only listens in this step, has the floor for one question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub asked: Option<Asked>,
    /// Who came in after the clarifying questions and listens until the next step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listening: Vec<PersonId>,
    /// The hold that is on waits for this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub waits_for: Option<PersonId>,
    /// None: flexible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub pace: Option<Pace>,
    /// Who is with whom in this step, or was in the last one in pairs or small groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub small: Option<SmallGroups>,
    /// In a protocol with one client after the other: who was in which turn, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<ClientView>>", optional))]
    pub clients: Vec<ClientView>,
}

/// A turn in a protocol with one client after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ClientView {
    /// None: all who were here had been client.
    pub person: Option<PersonId>,
    /// They agreed that the room's notes go further than the room.
    pub agreed: bool,
}

/// A protocol as it was when the plan started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DefinitionView {
    pub plan: PlanId,
    pub definition: Definition,
    /// Planned seconds per step.
    pub planned: Vec<u32>,
}

/// The schedule that rooms in step follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PlanView {
    pub id: PlanId,
    pub timeline: Timeline,
    pub started_at: Timestamp,
    pub begun_at: Option<Timestamp>,
    /// Rooms whose current round is on it.
    pub rooms: Vec<RoomId>,
    pub ends_at: Option<Timestamp>,
    /// None: flexible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub pace: Option<Pace>,
}

/// A chat message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChatView {
    pub id: MessageId,
    pub person: PersonId,
    pub at: Timestamp,
    pub text: String,
    /// By a facilitator; the text is gone.
    #[serde(default)]
    pub deleted: bool,
}

/// A facilitator's message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AnnouncementView {
    pub id: MessageId,
    pub by: Option<PersonId>,
    pub at: Timestamp,
    pub text: String,
    pub rooms: Option<Vec<RoomId>>,
}

/// A whole slice that replaces what the page had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "slice", rename_all = "snake_case")]
pub enum Change {
    Meeting {
        meeting: MeetingView,
    },
    Person {
        person: PersonView,
    },
    /// With all that is known of them.
    PersonGone {
        id: PersonId,
    },
    /// Somebody who waits in the lobby; a `person` with the same id is out of it.
    Waiting {
        person: PersonView,
    },
    Needs {
        person: PersonId,
        needs: Option<String>,
    },
    /// Somebody who was asked to prepare; none: they are not any more.
    Preparing {
        person: PersonId,
        preparing: Option<PreparationView>,
    },
    /// All of them.
    Perhaps {
        perhaps: BTreeMap<PersonId, PersonId>,
    },
    Keys {
        keys: KeysView,
    },
    Groups {
        groups: GroupsView,
    },
    Receipt {
        person: PersonId,
        receipt: Moved,
    },
    Choice {
        choice: Option<Vec<Seats>>,
    },
    Room {
        room: RoomView,
    },
    /// Its detail and chat go with it.
    RoomGone {
        id: RoomId,
    },
    Detail {
        room: RoomId,
        detail: Box<DetailView>,
    },
    /// Append; a message with a known id replaces it.
    Chat {
        room: RoomId,
        message: ChatView,
    },
    Board {
        board: Box<BoardView>,
    },
    /// To one person alone, all of them.
    Dots {
        dots: BTreeMap<BoardId, BTreeMap<String, u8>>,
    },
    /// To one person alone, all of them.
    Pages {
        pages: BTreeMap<BoardId, BoardId>,
    },
    Definition {
        definition: Box<DefinitionView>,
    },
    /// No room that the reader sees uses it any more.
    DefinitionGone {
        plan: PlanId,
    },
    Plan {
        plan: PlanView,
    },
    Announcement {
        announcement: AnnouncementView,
    },
    Agenda {
        agenda: AgendaView,
    },
    Closing {
        closing: ClosingView,
    },
    TicketAnswers {
        count: u32,
    },
    Commitment {
        commitment: CommitmentView,
    },
    /// Taken away, or not for the reader any more.
    CommitmentGone {
        id: CommitmentId,
    },
    Talk {
        talk: TalkRules,
    },
    Question {
        question: AskedView,
    },
    /// Hidden by a facilitator.
    QuestionGone {
        id: QuestionId,
    },
    /// Append; a message with a known id replaces it.
    ChatAll {
        message: ChatView,
    },
    /// Append; a message with a known id replaces it.
    Thread {
        person: PersonId,
        message: ChatView,
    },
    Own {
        own: OwnView,
    },
    /// None: it is not for this reader, or not any more.
    Said {
        said: Option<Box<SaidView>>,
    },
    /// One that is not `shown` takes its results away.
    Poll {
        poll: PollView,
    },
    PollGone {
        id: PollId,
    },
    PollResults {
        poll: PollId,
        results: PollResults,
    },
    Gallery {
        gallery: GalleryView,
    },
    /// To one person alone, all of it.
    OwnGallery {
        gallery: OwnGallery,
    },
    GalleryDesk {
        cards: Vec<DeskCard>,
    },
}

/// What an entry touched; see [`Change`] for what is sent of it. Hubs keep the last ones beside the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slice {
    Meeting,
    Person(PersonId),
    Needs(PersonId),
    Preparing(PersonId),
    Perhaps,
    Keys,
    Groups,
    Receipt(PersonId),
    Choice,
    Room(RoomId),
    Detail(RoomId),
    Chat(RoomId, MessageId),
    Board(BoardId),
    /// One person's dots, which nobody else is sent.
    Dots(PersonId),
    /// The pages that one person has of hidden boards.
    Pages(PersonId),
    Definition(PlanId),
    Plan(PlanId),
    Announcement(MessageId),
    Agenda,
    Closing,
    TicketAnswers,
    Commitment(CommitmentId),
    Talk,
    Question(QuestionId),
    /// What the meeting before left.
    Said,
    Poll(PollId),
    /// After the poll, which says whether they are shown.
    PollResults(PollId),
    ChatAll(MessageId),
    Thread(PersonId, MessageId),
    /// What is this person's alone.
    Own(PersonId),
    Gallery,
    /// What of the gallery is this person's alone.
    OwnGallery(PersonId),
    GalleryDesk,
    /// What this person may see has changed (a move, a promotion): they get a snapshot.
    Visibility(PersonId),
}

/// People who see the same: one frame is encoded for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Audience {
    pub room: RoomId,
    pub facilitator: bool,
    /// In the lobby: sees the meeting's name and that they wait.
    pub waiting: bool,
    /// The one person that this is for; none for what all of them get alike.
    pub own: Option<PersonId>,
}

impl Audience {
    /// Without what is for one person alone: a frame that many share.
    #[must_use]
    pub fn shared(self) -> Self {
        Self { own: None, ..self }
    }
}

impl Slice {
    /// Whether something of it is for this person alone, so that their frame is shared with nobody.
    pub fn is_for(self, person: PersonId) -> bool {
        matches!(
            self,
            Self::Own(own) | Self::Preparing(own) | Self::OwnGallery(own) | Self::Thread(own, _) | Self::Dots(own) | Self::Pages(own) if own == person
        )
    }
}
