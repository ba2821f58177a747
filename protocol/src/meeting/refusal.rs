//! Every way in which the meeting says no. Reasons are stable names; pages turn them into the reader's language.

use serde::{Deserialize, Serialize};

/// A no, with its reason. [`Refusal::code`] gives the coarse code of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    #[error("The meeting has ended: it can be read, not changed.")]
    MeetingEnded,
    #[error("This meeting exists already.")]
    MeetingExists,
    #[error("There is no such meeting.")]
    NoMeeting,
    #[error("The meeting is full. Ask the facilitator.")]
    MeetingFull,
    #[error("This is a rehearsal: the meeting itself is rehearsed from its own page.")]
    IsRehearsal,
    #[error("The next meeting is planned when this one is over.")]
    NotEnded,
    #[error("No meeting before this one left anything.")]
    NothingSaid,
    #[error("A rehearsal of this meeting is under way already.")]
    RehearsalUnderWay,
    #[error("The server is being brought up to date: this is possible again in a few minutes.")]
    BeingUpgraded,
    #[error("As many rehearsals are under way as this server runs at once. Try again later.")]
    TooManyRehearsals,
    #[error("You are not in this meeting any more.")]
    NotInMeeting,
    #[error("You are in the lobby: a facilitator lets you in.")]
    InLobby,
    #[error("The meeting is locked: nobody new can come in. Ask the facilitator.")]
    MeetingLocked,
    #[error("This meeting has a passcode.")]
    PasscodeNeeded,
    #[error("This is not the passcode.")]
    WrongPasscode,
    #[error("Only a facilitator may do this.")]
    FacilitatorsOnly,
    #[error("Only a facilitator, or this room's facilitator, may do this.")]
    RoomFacilitatorsOnly,
    #[error("In this round all rooms go together: a room has no time of its own.")]
    RoomsTogether,
    #[error("Somebody takes the notes already.")]
    NotesTaken,
    #[error("Only the presenter or a facilitator may do this.")]
    PresenterOnly,
    #[error("Observers see, but do not act.")]
    ObserversOnlySee,
    #[error("You are not in that room.")]
    NotInRoom,
    #[error("There is no such person here.")]
    NoPerson,
    #[error("They have come already, as somebody else here: these are two people, or one who is here twice.")]
    CameAlready,
    #[error("There is no such room.")]
    NoRoom,
    #[error("There is no exit ticket.")]
    NoTicket,
    #[error("You have answered already.")]
    AlreadyAnswered,
    #[error("Somebody has answered already: the questions stay.")]
    TicketAnswered,
    #[error("There is no such commitment of yours.")]
    NoCommitment,
    #[error("The gallery is closed now.")]
    GalleryClosed,
    #[error("This card is released. Take it back to change it.")]
    CardReleased,
    #[error("There is nothing on this card yet.")]
    CardEmpty,
    #[error("This is the card of your own room.")]
    OwnCard,
    #[error("There is no such protocol.")]
    NoProtocol,
    #[error("The protocol has a fault; check it with the checker.")]
    BadProtocol,
    #[error("There is no round on this.")]
    NoRound,
    #[error("A round is under way in a room; end it first.")]
    RoundUnderWay,
    #[error("Make breakout rooms first, or name the rooms.")]
    NoRooms,
    #[error("That is more rooms than a meeting can have.")]
    TooManyRooms,
    #[error("People are in this room, or belong to it.")]
    RoomInUse,
    #[error("This room was merged into another.")]
    RoomMerged,
    #[error("This room is full. Choose another.")]
    RoomFull,
    #[error("There is nothing to choose now.")]
    NoChoice,
    #[error("There are no such groups.")]
    NoGroups,
    #[error("The main room stays.")]
    MainRoom,
    #[error("The rooms are open already.")]
    RoomsOpen,
    #[error("The rooms are not open.")]
    RoomsClosed,
    #[error("Nobody is assigned to a room yet.")]
    NobodyAssigned,
    #[error("No countdown runs.")]
    NoCountdown,
    #[error("This number is out of range.")]
    OutOfRange,
    #[error("Please write something.")]
    EmptyText,
    #[error("This text is too long.")]
    TextTooLong,
    #[error("Only https: and tel: links can be opened here.")]
    BadLink,
    #[error("Too many at once.")]
    TooMany,
    #[error("Language tags look like 'en' or 'es'.")]
    BadLanguage,
    #[error("There is no such time zone.")]
    BadTimeZone,
    #[error("There is no such time on that day. Give a date and a time.")]
    BadTime,
    #[error("In this step it is not your turn to write in the chat.")]
    NotYourFloor,
    #[error("The round is gathering.")]
    StillGathering,
    #[error("The round has begun already.")]
    AlreadyBegun,
    #[error("The round is over.")]
    RoundOver,
    #[error("Nobody presents in this room yet.")]
    NoPresenter,
    #[error("You were not asked to prepare anything.")]
    NotAskedToPrepare,
    #[error("It was changed in another window or on another device.")]
    PreparedElsewhere,
    #[error("The title is too long.")]
    TitleTooLong,
    #[error("What you wrote about the dilemma is too long.")]
    OverviewTooLong,
    #[error("The question is too long.")]
    QuestionTooLong,
    #[error("These are too many links.")]
    TooManyLinks,
    #[error("There is no step before this one.")]
    FirstStep,
    #[error("This is the last step: the rooms end together. A facilitator can end the round.")]
    LastStep,
    #[error("The clock is paused by a facilitator.")]
    IsPaused,
    #[error("The clock is not paused.")]
    NotPaused,
    #[error("The room is on hold.")]
    IsHeld,
    #[error("The room is not on hold.")]
    NotHeld,
    #[error("This room has used its three minutes of this round.")]
    HoldUsedUp,
    #[error("A later step would fall below half of its time.")]
    StepTooShort,
    #[error("The current step has less time than that left.")]
    NotEnoughTime,
    #[error("Your hand is up already.")]
    HandIsUp,
    #[error("This hand is not up.")]
    HandIsDown,
    #[error("The room has called already.")]
    CallIsOpen,
    #[error("No call is open.")]
    NoCall,
    #[error("Another facilitator is going.")]
    CallClaimed,
    #[error("The meeting needs a facilitator, and this is the only one. Name another first.")]
    LastFacilitator,
    #[error("This person cannot present.")]
    CannotPresent,
    #[error("In this protocol nobody presents.")]
    NobodyPresents,
    #[error("In this step the presenter does not only listen.")]
    PresenterNotListening,
    #[error("The presenter's floor is open already.")]
    AlreadyAsked,
    #[error("It is not your turn.")]
    NotYourTurn,
    #[error("Nobody has a turn now.")]
    NoTurn,
    #[error("There is no such part of the agenda.")]
    NoPart,
    #[error("This part has run: it stays in the agenda, and in the record.")]
    PartHasRun,
    #[error("Nothing is late.")]
    NotBehind,
    #[error("No later part can give time without falling below half of its plan.")]
    NothingToShorten,
    #[error("There is no such board.")]
    NoBoard,
    #[error("This room has not given its notes to the meeting. Its own people can copy them.")]
    NotesAreTheirs,
    #[error("The digest is full.")]
    DigestFull,
    #[error("A room has eight boards at most. Put one away.")]
    TooManyBoards,
    #[error("A room's first board stays.")]
    FirstBoard,
    #[error("This board was put away.")]
    BoardPutAway,
    #[error("A vote is open on this board.")]
    VoteIsOpen,
    #[error("No vote is open on this board.")]
    NoVote,
    #[error("You have no dots left. Take one back first.")]
    NoDotsLeft,
    #[error("You have as many dots on this note as one may have.")]
    EnoughOnNote,
    #[error("You have no dot on this note.")]
    NoDotThere,
    #[error("This board is not hidden.")]
    NothingHidden,
    #[error("This is no note's id.")]
    BadNote,
    #[error("That note is not on the board.")]
    NoNote,
    #[error("There is no such question.")]
    NoQuestion,
    #[error("Questions are asked while a keynote runs.")]
    NoKeynote,
    #[error("This question takes no votes any more.")]
    QuestionClosed,
    #[error("In this meeting questions are asked with one's name.")]
    NamesAreSaid,
    #[error("That is more questions than one keynote can have from you.")]
    TooManyQuestions,
    #[error("There is no such poll.")]
    NoPoll,
    #[error("A meeting has fifty polls at most.")]
    TooManyPolls,
    #[error("Another poll is open. Close it first.")]
    PollIsOpen,
    #[error("This poll is not open.")]
    PollNotOpen,
    #[error("This poll was opened: it stays as it is.")]
    PollWasOpened,
    #[error("This poll is closed: it takes no answers any more.")]
    PollClosed,
    #[error("Question: please write something.")]
    PollQuestionEmpty,
    #[error("Question: this is too long, 300 characters at most.")]
    PollQuestionTooLong,
    #[error("Choices: a poll has two at least.")]
    PollChoicesTooFew,
    #[error("Choices: a poll has twelve at most.")]
    PollChoicesTooMany,
    #[error("Choices: one of them is empty.")]
    PollChoiceEmpty,
    #[error("Choices: one of them is too long, 120 characters at most.")]
    PollChoiceTooLong,
    #[error("Choices: two of them are the same.")]
    PollChoicesAlike,
    #[error("Scale: it begins at 0 or 1 and goes to 10 at most.")]
    PollScaleWrong,
    #[error("Scale: the words for an end are too long, 60 characters at most.")]
    PollEndTooLong,
    #[error("There is no such message.")]
    NoMessage,
    #[error("No timer runs here.")]
    NoTimer,
    #[error("The facilitators have not opened the chat to everyone.")]
    ChatToAllClosed,
    #[error("Nothing to do.")]
    NothingToDo,
    #[error("This is out of date.")]
    Stale,
    #[error("Access support goes with somebody else who takes part.")]
    CannotSupport,
    #[error("This link was replaced. Ask the facilitator for the new one.")]
    LinkReplaced,
    #[error("Something in this list cannot be taken. Look at it again.")]
    BadList,
    #[error("This person has not come yet.")]
    NotComeYet,
    #[error("Facilitators come in by a facilitators' link.")]
    FacilitatorsOwnLink,
}

/// The coarse codes of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The message could not be read, or a value is wrong.
    BadMessage,
    /// Not with these rights.
    Forbidden,
    /// Not in this state.
    Conflict,
    /// No such thing.
    NotFound,
    /// Over a limit.
    TooLarge,
    /// Too often; see `retry_after_ms`.
    RateLimited,
    /// A board update that is not acceptable.
    BadUpdate,
    /// Reading only.
    ReadOnly,
    /// Not saved; try again.
    Unavailable,
}

impl Refusal {
    /// The coarse code of the wire.
    #[expect(clippy::too_many_lines, reason = "one table of every refusal")]
    pub fn code(self) -> Code {
        match self {
            Self::FacilitatorsOnly
            | Self::RoomFacilitatorsOnly
            | Self::PresenterOnly
            | Self::ObserversOnlySee
            | Self::NotInRoom
            | Self::OwnCard
            | Self::NotesAreTheirs
            | Self::NotInMeeting
            | Self::NotYourTurn
            | Self::InLobby
            | Self::PasscodeNeeded
            | Self::WrongPasscode
            | Self::LinkReplaced
            | Self::FacilitatorsOwnLink
            | Self::NamesAreSaid
            | Self::ChatToAllClosed
            | Self::NotYourFloor => Code::Forbidden,
            Self::NoMeeting
            | Self::NoGroups
            | Self::NoPerson
            | Self::NoRoom
            | Self::NoProtocol
            | Self::NoPart
            | Self::NoBoard
            | Self::NoQuestion
            | Self::NoPoll
            | Self::NothingSaid
            | Self::NoMessage
            | Self::NoTimer
            | Self::NoCommitment
            | Self::CardEmpty
            | Self::NoNote
            | Self::NoTicket => Code::NotFound,
            Self::OutOfRange
            | Self::EmptyText
            | Self::PollQuestionEmpty
            | Self::PollChoicesTooFew
            | Self::PollChoiceEmpty
            | Self::PollChoicesAlike
            | Self::PollScaleWrong
            | Self::BadLink
            | Self::BadLanguage
            | Self::BadTimeZone
            | Self::BadTime
            | Self::BadNote
            | Self::BadList
            | Self::BadProtocol => Code::BadMessage,
            Self::TextTooLong
            | Self::TooMany
            | Self::TooManyQuestions
            | Self::TooManyPolls
            | Self::TitleTooLong
            | Self::OverviewTooLong
            | Self::QuestionTooLong
            | Self::TooManyLinks
            | Self::PollQuestionTooLong
            | Self::PollChoicesTooMany
            | Self::PollChoiceTooLong
            | Self::PollEndTooLong
            | Self::TooManyRooms
            | Self::DigestFull
            | Self::TooManyBoards => Code::TooLarge,
            Self::MeetingEnded => Code::ReadOnly,
            Self::MeetingExists
            | Self::IsRehearsal
            | Self::NotEnded
            | Self::RehearsalUnderWay
            | Self::TooManyRehearsals
            | Self::BeingUpgraded
            | Self::MeetingFull
            | Self::MeetingLocked
            | Self::NoRound
            | Self::RoundUnderWay
            | Self::NoRooms
            | Self::RoomInUse
            | Self::MainRoom
            | Self::RoomMerged
            | Self::RoomFull
            | Self::NoChoice
            | Self::RoomsOpen
            | Self::RoomsClosed
            | Self::NobodyAssigned
            | Self::NoCountdown
            | Self::StillGathering
            | Self::AlreadyBegun
            | Self::RoundOver
            | Self::NoPresenter
            | Self::NotAskedToPrepare
            | Self::PreparedElsewhere
            | Self::FirstStep
            | Self::AlreadyAnswered
            | Self::TicketAnswered
            | Self::GalleryClosed
            | Self::CardReleased
            | Self::LastStep
            | Self::IsPaused
            | Self::NotPaused
            | Self::IsHeld
            | Self::NotHeld
            | Self::HoldUsedUp
            | Self::StepTooShort
            | Self::NotEnoughTime
            | Self::HandIsUp
            | Self::HandIsDown
            | Self::CallIsOpen
            | Self::NoCall
            | Self::CallClaimed
            | Self::LastFacilitator
            | Self::CannotPresent
            | Self::NobodyPresents
            | Self::NoTurn
            | Self::PresenterNotListening
            | Self::AlreadyAsked
            | Self::PartHasRun
            | Self::NotBehind
            | Self::NoKeynote
            | Self::QuestionClosed
            | Self::PollIsOpen
            | Self::PollNotOpen
            | Self::PollWasOpened
            | Self::PollClosed
            | Self::NothingToShorten
            | Self::FirstBoard
            | Self::BoardPutAway
            | Self::VoteIsOpen
            | Self::NoVote
            | Self::NoDotsLeft
            | Self::EnoughOnNote
            | Self::NoDotThere
            | Self::NothingHidden
            | Self::NothingToDo
            | Self::CannotSupport
            | Self::NotComeYet
            | Self::CameAlready
            | Self::RoomsTogether
            | Self::NotesTaken
            | Self::Stale => Code::Conflict,
        }
    }
}

impl From<crate::zone::ZoneFault> for Refusal {
    fn from(fault: crate::zone::ZoneFault) -> Self {
        match fault {
            crate::zone::ZoneFault::Zone => Self::BadTimeZone,
            crate::zone::ZoneFault::Time => Self::BadTime,
        }
    }
}

impl From<crate::text::TextFault> for Refusal {
    fn from(fault: crate::text::TextFault) -> Self {
        match fault {
            crate::text::TextFault::Empty => Self::EmptyText,
            crate::text::TextFault::TooLong => Self::TextTooLong,
        }
    }
}
