//! The state of one meeting, folded from events only.

use super::agenda::Agenda;
use super::boards::RoomBoard;
use super::closing::Closing;
use super::command::{Assignment, Seats};
use super::gallery::Gallery;
use super::grouping::{Grouping, Why};
use super::polls::Poll;
use super::preparing::Preparation;
use super::said::Said;
use super::small_groups::SmallGroups;
use super::talk::Talk;
use super::timers::RoomTimer;
use crate::consultancy::Definition;
use crate::ids::{
    BoardId, CommandId, ContentId, GroupSetId, MeetingId, MessageId, PersonId, PlanId, PollId, RoomId,
};
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Counts up when the meaning of this struct changes; a snapshot of another version is ignored.
pub const STATE_VERSION: u32 = 5;

/// One meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// None until it was created.
    pub meeting: Option<MeetingId>,
    pub title: Option<ContentId>,
    /// Language tag of the meeting: `en`, `es`.
    pub language: String,
    pub created_at: Timestamp,
    /// It is a rehearsal of that meeting.
    #[serde(default)]
    pub rehearsal_of: Option<MeetingId>,
    /// What the meeting before this one of the series left.
    #[serde(default)]
    pub said: Option<Said>,
    /// When it is to be, if that was said.
    pub schedule: Option<Schedule>,
    /// What people are asked when they join.
    pub asks: BTreeSet<Ask>,
    /// Newcomers wait until they are admitted.
    pub lobby: bool,
    /// Nobody new comes in.
    pub locked: bool,
    pub passcode: Option<ContentId>,
    /// Set once; from then on nothing changes.
    pub ended_at: Option<Timestamp>,
    pub main_room: Option<RoomId>,
    /// Everyone who ever joined; removed ones stay with `removed`.
    pub people: BTreeMap<PersonId, Person>,
    pub rooms: BTreeMap<RoomId, Room>,
    pub breakouts: Breakouts,
    /// Late arrivals are placed by themselves while rooms are open.
    pub place_late: bool,
    pub plans: BTreeMap<PlanId, Plan>,
    /// The rule by which groups were made last; late arrivals are placed by it.
    #[serde(default)]
    pub grouping: Option<Grouping>,
    /// The rooms that people choose among now.
    #[serde(default)]
    pub choice: Option<Vec<Seats>>,
    /// Groups that were kept under a name, the oldest first.
    #[serde(default)]
    pub group_sets: Vec<GroupSet>,
    /// Who was asked to prepare what they will present.
    #[serde(default)]
    pub preparing: BTreeMap<PersonId, Preparation>,
    /// Messages to rooms, the last few.
    pub announcements: VecDeque<Announcement>,
    /// The parts of the meeting.
    #[serde(default)]
    pub agenda: Agenda,
    /// Questions, threads with facilitators, chat to all.
    #[serde(default)]
    pub talk: Talk,
    /// What facilitators ask everyone, in the order in which it was made.
    #[serde(default)]
    pub polls: BTreeMap<PollId, Poll>,
    /// Timers for free work, by room.
    #[serde(default)]
    pub timers: BTreeMap<RoomId, RoomTimer>,
    /// Until when the last gap without an instance lasted, so that it is noticed once.
    pub last_gap_to: Timestamp,
    /// The last command ids, so that a command sent twice has the effect of one. The store remembers all.
    pub recent_commands: VecDeque<(PersonId, CommandId)>,
    pub recent_command_set: BTreeSet<(PersonId, CommandId)>,
    /// When links were last made or taken back.
    #[serde(default)]
    pub links_changed_at: Option<Timestamp>,
    /// Commitments, the closing page.
    #[serde(default)]
    pub closing: Closing,
    #[serde(default)]
    pub gallery: Gallery,
}

impl Default for State {
    fn default() -> Self {
        Self {
            meeting: None,
            title: None,
            language: "en".to_owned(),
            created_at: Timestamp(0),
            rehearsal_of: None,
            said: None,
            schedule: None,
            asks: BTreeSet::from([Ask::Organization, Ask::Position]),
            lobby: false,
            locked: false,
            passcode: None,
            ended_at: None,
            main_room: None,
            people: BTreeMap::new(),
            rooms: BTreeMap::new(),
            breakouts: Breakouts::Closed,
            place_late: true,
            plans: BTreeMap::new(),
            grouping: None,
            choice: None,
            group_sets: Vec::new(),
            preparing: BTreeMap::new(),
            announcements: VecDeque::new(),
            agenda: Agenda::default(),
            talk: Talk::default(),
            polls: BTreeMap::new(),
            timers: BTreeMap::new(),
            last_gap_to: Timestamp(0),
            recent_commands: VecDeque::new(),
            recent_command_set: BTreeSet::new(),
            links_changed_at: None,
            closing: Closing::default(),
            gallery: Gallery::default(),
        }
    }
}

/// What people can be asked about themselves when they join. Name and language always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// A county office, say.
    Organization,
    /// What they teach or work on.
    Subject,
    /// Their role there.
    Position,
    Pronouns,
    /// What they need to take part; for facilitators only.
    AccessNeeds,
}

/// When a meeting is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Schedule {
    /// An IANA name: the meeting's own clocks.
    pub time_zone: String,
    /// None: the day is not known yet.
    pub starts_at: Option<Timestamp>,
    pub minutes: u32,
    /// Counts changes, for calendars.
    pub revision: u32,
}

/// What someone may do in the whole meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the meeting.
    Facilitator,
    /// Takes part. A room facilitator is a participant with a room of their own ([`Person::facilitates`]).
    Participant,
    /// Sees, does not act.
    Observer,
    /// Interpreter, captioner: exempt from the floor, counted in no size.
    AccessSupport,
}

/// Someone in the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub role: Role,
    pub name: ContentId,
    pub organization: Option<ContentId>,
    /// Their role there.
    pub position: Option<ContentId>,
    pub subject: Option<ContentId>,
    pub pronouns: Option<ContentId>,
    /// For facilitators only.
    pub access_needs: Option<ContentId>,
    pub language: String,
    pub notebook: BoardId,
    /// Where they should be: exactly one room.
    pub room: RoomId,
    /// Their page shows that room. Not arrived = between rooms.
    pub arrived: bool,
    /// The breakout room they go to when rooms open.
    pub assigned: Option<RoomId>,
    /// The room they have a room facilitator's rights over.
    pub facilitates: Option<RoomId>,
    /// Connected, or within the grace.
    pub here: bool,
    /// Since when `here` is what it is.
    pub here_since: Timestamp,
    /// Counts connections; a departure that saw an older one is refused.
    pub generation: u64,
    pub joined_at: Timestamp,
    /// In the lobby: in no room yet, whatever `room` says.
    pub waiting: bool,
    pub removed: bool,
    /// Where they were and when, for the record.
    pub stays: Vec<Stay>,
    /// Times they were given the word, for a fair queue of hands.
    pub turns: u32,
    /// For how long they had it: for that queue alone, shown to nobody.
    #[serde(default)]
    pub spoke: Millis,
    /// Access support: with whom they go.
    #[serde(default)]
    pub supports: Option<PersonId>,
    /// In the lobby: says that they are this person, who was here before. Afterwards: was recognized as them.
    #[serde(default)]
    pub claims: Option<PersonId>,
    /// Why they are assigned to their room.
    #[serde(default)]
    pub why: Option<Why>,
    /// They keep their room when groups are made.
    #[serde(default)]
    pub pinned: bool,
    /// The receipt of their last move.
    #[serde(default)]
    pub moved: Option<Moved>,
    /// A facilitator who looks in quietly: where they came from.
    #[serde(default)]
    pub visiting: Option<RoomId>,
    /// On a facilitator's list, and has not come yet: facilitators see them, nobody else.
    #[serde(default)]
    pub expected: bool,
    /// Was on a facilitator's list before they came, or was recognized as somebody of it.
    #[serde(default)]
    pub listed: bool,
    /// Who is expected under their name and is somebody else, as a facilitator said.
    #[serde(default)]
    pub told_apart: BTreeSet<PersonId>,
    /// Nobody real: in rehearsals only.
    #[serde(default)]
    pub simulated: bool,
}

impl Person {
    /// Whether they take one of the places of the meeting: not who waits, and not who was taken off the list before they came (or
    /// came under another entry).
    pub fn takes_place(&self) -> bool {
        !(self.waiting || self.removed && self.expected)
    }
}

/// Groups that were kept under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSet {
    pub id: GroupSetId,
    pub name: ContentId,
    pub people: Vec<Assignment>,
}

/// Who moved somebody, when, and whether their page has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Moved {
    pub from: RoomId,
    pub to: RoomId,
    /// None: the meeting itself, as rooms opened or closed.
    pub by: Option<PersonId>,
    pub at: Timestamp,
    pub arrived_at: Option<Timestamp>,
}

/// Someone's time in one room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    pub room: RoomId,
    pub from: Timestamp,
    /// None while it lasts.
    pub to: Option<Timestamp>,
}

/// A room. The main room has number 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Room {
    pub number: u16,
    pub name: Option<ContentId>,
    /// The first of `boards`; rounds use it.
    pub board: BoardId,
    /// In the order of their tabs, those that were put away too.
    #[serde(default)]
    pub boards: Vec<RoomBoard>,
    pub voice: Option<ContentId>,
    pub sharing: SharingLevel,
    /// The presenter who agreed to a wider sharing level.
    pub agreed_by: Option<PersonId>,
    /// Someone presented here: their agreement is needed for the record.
    pub had_presenter: bool,
    pub dilemma: Dilemma,
    /// The running or last round.
    pub round: Option<Round>,
    /// Rounds before it, for the record.
    pub past_rounds: Vec<Round>,
    /// In the order in which they were raised.
    pub hands: Vec<Hand>,
    /// Of these, who was told that they are next.
    #[serde(default)]
    pub next_hand: Option<PersonId>,
    /// Who has the word as far as is known, by a turn or by hand.
    #[serde(default)]
    pub word: Option<Word>,
    pub call: Option<Call>,
    /// The last messages.
    pub chat: VecDeque<ChatMessage>,
    /// What is spoken here, where groups were made by language.
    #[serde(default)]
    pub language: Option<String>,
    /// Its people went there.
    #[serde(default)]
    pub merged_into: Option<RoomId>,
    #[serde(default)]
    pub note_taker: Option<PersonId>,
}

/// How far a room's dilemma, notes and authors go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SharingLevel {
    /// This room's own people. The default.
    Room,
    /// The meeting's record.
    Meeting,
}

/// What the presenter brings. Always on screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dilemma {
    pub title: Option<ContentId>,
    /// What it is about, in a few sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overview: Option<ContentId>,
    pub focus_question: Option<ContentId>,
    pub restated_question: Option<ContentId>,
    pub links: Vec<ContentId>,
}

/// A raised hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Hand {
    pub person: PersonId,
    pub at: Timestamp,
}

/// The word in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub person: PersonId,
    pub since: Timestamp,
    /// The step in which they got it.
    pub step: Option<u16>,
    /// By a turn of a go-round; else it was given to a raised hand.
    pub in_turn: bool,
}

/// A call for a facilitator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Call {
    pub by: PersonId,
    pub at: Timestamp,
    /// The facilitator who is going.
    pub claimed_by: Option<PersonId>,
}

/// A chat message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    pub id: MessageId,
    pub person: PersonId,
    pub at: Timestamp,
    pub text: ContentId,
    /// By a facilitator; its words are erased.
    #[serde(default)]
    pub deleted: bool,
}

/// A facilitator's message to rooms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    pub id: MessageId,
    pub by: Option<PersonId>,
    pub at: Timestamp,
    pub text: ContentId,
    /// None: everyone.
    pub rooms: Option<Vec<RoomId>>,
}

/// Whether breakout rooms are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Breakouts {
    /// Everyone is in the main room.
    Closed,
    /// They open at `at` unless cancelled.
    Opening { at: Timestamp },
    /// Open.
    Open,
    /// Everyone is brought back at `at` unless cancelled.
    Closing { at: Timestamp },
}

/// Rounds that were started together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub definition: Definition,
    /// Planned seconds per step at the start.
    pub planned: Vec<u32>,
    /// The schedule that rooms in step follow: where a room without holds would be.
    pub timeline: Timeline,
    /// When step 1 began for the plan; none while gathering.
    pub begun_at: Option<Timestamp>,
    pub started_at: Timestamp,
    #[serde(default)]
    pub pace: Pace,
}

/// How rooms go through a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// All rooms at the same time: none has a hold of its own.
    Together,
    /// A room may hold for some minutes; they come out of its later steps.
    #[default]
    Flexible,
    /// Each room alone on a plan of its own.
    Own,
}

impl Pace {
    /// What there was before there were others.
    pub fn is_flexible(&self) -> bool {
        *self == Self::Flexible
    }
}

/// One run of a protocol in one room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    pub plan: PlanId,
    pub timeline: Timeline,
    pub presenter: Option<PersonId>,
    /// Who said 'I can present', in order.
    pub offers: Vec<PersonId>,
    /// Seconds of the hold budget that are gone.
    pub hold_used: u32,
    pub ended_at: Option<Timestamp>,
    /// Which steps ran when, for the record.
    pub runs: Vec<StepRun>,
    /// The room's dilemma and sharing when the next round took its place; while this is the room's current round they
    /// are in [`Room`].
    pub dilemma: Dilemma,
    pub sharing: SharingLevel,
    /// In a go-round: who has the turn and who comes next.
    #[serde(default)]
    pub turns: Option<Turns>,
    /// The presenter, who only listens in this step, was asked one question: their floor is open until so much of the
    /// step is left; at zero, until it is over.
    #[serde(default)]
    pub asked: Option<Asked>,
    /// Who came in after the clarifying questions: they listen until the next step, unless let in.
    #[serde(default)]
    pub listening: BTreeSet<PersonId>,
    /// The hold that is on waits for this person.
    #[serde(default)]
    pub waits_for: Option<PersonId>,
    /// The plan that it was on before it went its own pace.
    #[serde(default)]
    pub parted_from: Option<PlanId>,
    /// The small groups of this step, or of the last one that had any.
    #[serde(default)]
    pub small: Option<SmallGroups>,
    /// In a protocol with one client after the other: who was in which turn, in order.
    #[serde(default)]
    pub clients: Vec<Client>,
    /// The turn that is on.
    #[serde(default)]
    pub client_turn: Option<u8>,
}

/// A turn in a protocol with one client after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// None: all who were here had been client.
    pub person: Option<PersonId>,
    /// What they brought, when another turn began; while theirs is on it is in [`Room`].
    pub dilemma: Dilemma,
    /// They agreed that the room's notes go further than the room.
    pub agreed: bool,
}

/// The presenter's floor, open for one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Asked {
    pub until_left: Millis,
}

/// A go-round: each person of the room has a turn, in order. The arithmetic is in [`super::turns`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Turns {
    /// Who still has a turn, in order; the first has it now. Empty: all have had theirs.
    pub order: Vec<PersonId>,
    /// Who passed, and is asked once more at the end.
    pub passed: Vec<PersonId>,
    /// Who had their turn, or passed twice.
    pub done: Vec<PersonId>,
    /// Those who passed are asked again.
    pub returning: bool,
    /// How long the turn that is on is, in seconds.
    pub seconds: u32,
    /// It is over when this much of the step's time is left; at zero or below it lasts as long as the step.
    pub until_left: Millis,
}

/// Why a go-round changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TurnCause {
    /// The step began.
    Begun,
    /// The turn's time was over.
    TimeUp,
    /// Who had the turn, or a facilitator, ended it.
    Ended,
    Passed,
    /// Someone came or left.
    People,
    /// Minutes were added to the step or taken from it.
    Minutes,
}

/// One stretch of time that a step ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRun {
    /// None: gathering.
    pub step: Option<u16>,
    pub from: Timestamp,
    pub to: Option<Timestamp>,
}

/// Where a round stands and what lies ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Timeline {
    /// None: gathering. Else the index of the step, from 0.
    pub step: Option<u16>,
    pub clock: Clock,
    /// Whole seconds of each step, current one included; changed by holds and minutes.
    pub seconds: Vec<u32>,
}

/// The clock of a step (or of the gathering).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Clock {
    /// The step's time is over at `ends_at`; then rights last on for the grace.
    Running { ends_at: Timestamp },
    /// By the facilitator. `left` may be below zero inside a grace.
    Paused { left: Millis, since: Timestamp },
    /// By the room: the clock stands until `until` at the latest; the time is taken from later steps.
    Held {
        left: Millis,
        since: Timestamp,
        until: Timestamp,
    },
    /// A gathering that waits for a presenter after the plan has begun.
    Waiting { since: Timestamp },
    /// Over.
    Finished,
}

/// Why a schedule changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Someone said begin.
    Begun,
    /// The deadline passed.
    TimeUp,
    /// Next step, by hand.
    Next,
    /// Back to the step before.
    Back,
    /// Minutes were added.
    Added,
    /// Minutes were taken.
    Taken,
    Paused,
    Resumed,
    Held,
    Released,
    /// The gathering is over and nobody presents yet.
    NoPresenter,
    /// The meeting was held by no instance for a while.
    Gap,
    /// Ended by a facilitator.
    Stopped,
    /// Everyone was brought back.
    BroughtBack,
    /// The meeting ended.
    MeetingEnded,
}
