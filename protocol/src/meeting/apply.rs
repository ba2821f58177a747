//! `apply(state, entry)`: folds one accepted entry into the state. Does no arithmetic and cannot fail; an event about
//! something unknown changes nothing.

mod agenda;
mod choice;
mod closing;
mod people;
mod rooms;
mod roster;
mod talk;
mod word;

use self::closing::apply_to_closing;
use self::people::{apply_to_person, close_stay};
use self::rooms::{apply_to_room, hand_turns};
use self::roster::apply_to_roster;
use super::boards::{self, RoomBoard};
use super::event::{Entry, Event};
use super::gallery;
use super::grouping::Grouping;
use super::polls;
use super::preparing;
use super::said;
use super::state::{Announcement, Breakouts, Cause, Plan, Room, SharingLevel, State};
use super::timers;
use crate::ids::{BoardId, RoomId};
use crate::limits::RECENT_COMMANDS_MAX;
use crate::time::Timestamp;
use std::collections::VecDeque;

/// Messages to rooms that the state keeps: more than a reader is shown, since many go to some rooms only.
const ANNOUNCEMENTS_MAX: usize = 200;

/// Folds `entry` into `state`. Call it only with entries that the journal has accepted (or on a copy).
pub fn apply(state: &mut State, entry: &Entry) {
    remember_command(state, entry);
    let at = entry.at;
    if matches!(entry.event, Event::HandRaised { .. }) {
        // Whoever had the word until now stands in the queue with the time that they had it.
        word::settle(state, at, &entry.event);
    }
    fold(state, entry);
    word::settle(state, at, &entry.event);
}

fn fold(state: &mut State, entry: &Entry) {
    let at = entry.at;
    match &entry.event {
        Event::MeetingCreated { .. }
        | Event::RehearsalBegun { .. }
        | Event::MeetingRetitled { .. }
        | Event::ScheduleSet { .. }
        | Event::AsksSet { .. }
        | Event::DoorSet { .. }
        | Event::PasscodeSet { .. }
        | Event::MeetingEnded {}
        | Event::LateArrivalsSet { .. }
        | Event::Announced { .. }
        | Event::GapNoticed { .. }
        | Event::OpeningAnnounced { .. }
        | Event::ClosingAnnounced { .. }
        | Event::CountdownCancelled {}
        | Event::BreakoutsOpened {}
        | Event::BreakoutsClosed {}
        | Event::GroupsMade { .. } => apply_to_meeting(state, entry),
        Event::PersonJoined { .. }
        | Event::PersonAdmitted { .. }
        | Event::PersonDescribed { .. }
        | Event::PersonConnected { .. }
        | Event::PersonDropped { .. }
        | Event::PersonRemoved { .. }
        | Event::PersonMoved { .. }
        | Event::PersonArrived { .. }
        | Event::PersonAssigned { .. }
        | Event::PersonPinned { .. }
        | Event::PersonVisits { .. }
        | Event::RoomFacilitatorSet { .. } => apply_to_person(state, at, entry.by, &entry.event),
        Event::RoleSet { .. }
        | Event::PersonClaimed { .. }
        | Event::PersonRecognized { .. }
        | Event::PersonToldApart { .. }
        | Event::LinksChanged { .. } => apply_to_roster(state, at, &entry.event),
        Event::Preparation { person, change } => preparing::apply(state, *person, at, change),
        // It only makes the server send again.
        Event::PersonCalledAgain { .. } => {}
        Event::ChoiceOpened { .. }
        | Event::ChoiceClosed {}
        | Event::GroupSetSaved { .. }
        | Event::GroupSetNamed { .. }
        | Event::GroupSetDeleted { .. } => choice::apply_to_choice(state, &entry.event),
        Event::RoomCreated { room, number, board } => {
            state.rooms.insert(*room, new_room(*number, *board));
        }
        Event::RoomRemoved { room } => forget_room(state, *room),
        Event::PlanStarted { .. } | Event::PlanTimed { .. } => apply_to_plan(state, at, &entry.event),
        Event::TalkSet { .. }
        | Event::QuestionAsked { .. }
        | Event::QuestionVoted { .. }
        | Event::QuestionMarked { .. }
        | Event::ThreadSaid { .. }
        | Event::AllSaid { .. }
        | Event::MessageDeleted { .. } => talk::apply_to_talk(state, at, &entry.event),
        Event::AgendaSet { .. }
        | Event::PartStarted { .. }
        | Event::PartTakenBack { .. }
        | Event::PartEnded { .. } => agenda::apply_to_agenda(&mut state.agenda, at, &entry.event),
        Event::ClosingSet { .. }
        | Event::TicketSet { .. }
        | Event::TicketAnswered { .. }
        | Event::CommitmentSet { .. }
        | Event::CommitmentTaken { .. } => apply_to_closing(state, at, &entry.event),
        Event::Timer { room, change } => timers::apply(state, *room, *change),
        Event::Said { change } => said::apply(state, change),
        Event::Poll { poll, change } => polls::apply(state, at, *poll, change),
        Event::Gallery(change) => gallery::apply(state, at, change),
        Event::Board { room, board, change } => boards::apply(state, at, (*room, *board), change),
        Event::RoomNamed { room, .. }
        | Event::RoomLanguageSet { room, .. }
        | Event::RoomMerged { room, .. }
        | Event::RoomVoiceSet { room, .. }
        | Event::RoomSharingSet { room, .. }
        | Event::RoundStarted { room, .. }
        | Event::RoundTimed { room, .. }
        | Event::RoundEnded { room, .. }
        | Event::PresenterSet { room, .. }
        | Event::PresenterOffered { room, .. }
        | Event::TurnsChanged { room, .. }
        | Event::SmallGroupsSet { room, .. }
        | Event::ClientBegan { room, .. }
        | Event::ClientAgreed { room, .. }
        | Event::PresenterAsked { room, .. }
        | Event::PresenterFloorClosed { room }
        | Event::NewcomerListens { room, .. }
        | Event::NewcomerLetIn { room, .. }
        | Event::DilemmaSet { room, .. }
        | Event::RoomWaits { room, .. }
        | Event::RoundParted { room, .. }
        | Event::NoteTakerSet { room, .. }
        | Event::HandRaised { room, .. }
        | Event::HandNext { room, .. }
        | Event::HandLowered { room, .. }
        | Event::ChatSaid { room, .. }
        | Event::HelpCalled { room, .. }
        | Event::HelpClaimed { room, .. }
        | Event::HelpClosed { room } => apply_in_room(state, at, *room, &entry.event),
    }
}

fn forget_room(state: &mut State, room: RoomId) {
    state.rooms.remove(&room);
    state.timers.remove(&room);
    gallery::forget_room(&mut state.gallery, room);
}

fn apply_in_room(state: &mut State, at: Timestamp, room: RoomId, event: &Event) {
    if let Event::HandLowered {
        person, called: true, ..
    } = event
        && let Some(person) = state.people.get_mut(person)
    {
        person.turns = person.turns.saturating_add(1);
    }
    let turns = hand_turns(state, event);
    if let Some(room) = state.rooms.get_mut(&room) {
        apply_to_room(room, at, event, &turns);
    }
}

fn apply_to_plan(state: &mut State, at: Timestamp, event: &Event) {
    match event {
        Event::PlanStarted {
            plan,
            definition,
            seconds,
            timeline,
            pace,
        } => {
            let plan_state = Plan {
                definition: (**definition).clone(),
                planned: seconds.clone(),
                timeline: timeline.clone(),
                // A room that parts takes the step along in which it is.
                begun_at: timeline.step.is_some().then_some(at),
                started_at: at,
                pace: *pace,
            };
            state.plans.insert(*plan, plan_state);
        }
        Event::PlanTimed { plan, timeline, .. } => {
            if let Some(plan) = state.plans.get_mut(plan) {
                if plan.begun_at.is_none() && timeline.step.is_some() {
                    plan.begun_at = Some(at);
                }
                plan.timeline = timeline.clone();
            }
        }
        _ => {}
    }
}

fn remember_command(state: &mut State, entry: &Entry) {
    let (Some(by), Some(command)) = (entry.by, entry.command) else {
        return;
    };
    if !state.recent_command_set.insert((by, command)) {
        return;
    }
    state.recent_commands.push_back((by, command));
    if state.recent_commands.len() > RECENT_COMMANDS_MAX
        && let Some(oldest) = state.recent_commands.pop_front()
    {
        state.recent_command_set.remove(&oldest);
    }
}

fn new_room(number: u16, board: BoardId) -> Room {
    Room {
        number,
        name: None,
        board,
        boards: vec![RoomBoard::new(board)],
        voice: None,
        sharing: SharingLevel::Room,
        agreed_by: None,
        had_presenter: false,
        dilemma: super::state::Dilemma::default(),
        round: None,
        past_rounds: Vec::new(),
        hands: Vec::new(),
        next_hand: None,
        word: None,
        call: None,
        chat: VecDeque::new(),
        language: None,
        merged_into: None,
        note_taker: None,
    }
}

fn apply_to_meeting(state: &mut State, entry: &Entry) {
    let at = entry.at;
    match &entry.event {
        Event::MeetingCreated {
            meeting,
            title,
            language,
            main_room,
            main_board,
        } => {
            state.meeting = Some(*meeting);
            state.title = Some(*title);
            state.language.clone_from(language);
            state.created_at = at;
            state.main_room = Some(*main_room);
            state.rooms.insert(*main_room, new_room(0, *main_board));
        }
        Event::RehearsalBegun { of } => state.rehearsal_of = Some(*of),
        Event::MeetingRetitled { title } => state.title = Some(*title),
        Event::ScheduleSet { schedule } => state.schedule = Some(schedule.clone()),
        Event::AsksSet { asks } => state.asks.clone_from(asks),
        Event::DoorSet { lobby, locked } => (state.lobby, state.locked) = (*lobby, *locked),
        Event::PasscodeSet { passcode } => state.passcode = *passcode,
        Event::MeetingEnded {} => {
            state.ended_at = Some(at);
            state.breakouts = Breakouts::Closed;
            state.timers.clear();
            agenda::close(&mut state.agenda, at);
            for person in state.people.values_mut() {
                close_stay(person, at);
            }
            for room in state.rooms.values_mut() {
                room.hands.clear();
                room.next_hand = None;
                room.call = None;
            }
        }
        Event::LateArrivalsSet { place } => state.place_late = *place,
        Event::GroupsMade { rule, apart, size } => {
            state.grouping = Some(Grouping {
                rule: *rule,
                apart: *apart,
                size: *size,
                at,
            });
        }
        Event::Announced { message, rooms, text } => {
            let announcement = Announcement {
                id: *message,
                by: entry.by,
                at,
                text: *text,
                rooms: rooms.clone(),
            };
            state.announcements.push_back(announcement);
            if state.announcements.len() > ANNOUNCEMENTS_MAX {
                state.announcements.pop_front();
            }
        }
        Event::GapNoticed { to, .. } => state.last_gap_to = *to,
        Event::OpeningAnnounced { at } => state.breakouts = Breakouts::Opening { at: *at },
        Event::ClosingAnnounced { at } => state.breakouts = Breakouts::Closing { at: *at },
        Event::CountdownCancelled {} => {
            state.breakouts = match state.breakouts {
                Breakouts::Opening { .. } | Breakouts::Closed => Breakouts::Closed,
                Breakouts::Closing { .. } | Breakouts::Open => Breakouts::Open,
            }
        }
        Event::BreakoutsOpened {} => state.breakouts = Breakouts::Open,
        Event::BreakoutsClosed {} => state.breakouts = Breakouts::Closed,
        _ => {}
    }
}

impl Cause {
    /// Whether a person, not the clock, caused it.
    pub fn is_by_hand(self) -> bool {
        !matches!(
            self,
            Self::TimeUp | Self::NoPresenter | Self::Gap | Self::BroughtBack | Self::MeetingEnded
        )
    }
}
