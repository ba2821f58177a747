//! `apply(state, entry)`: folds one accepted entry into the state. Does no arithmetic and cannot fail; an event about
//! something unknown changes nothing.

use super::event::{Entry, Event};
use super::state::{
    Announcement, Breakouts, Call, Cause, ChatMessage, Clock, Hand, Person, Plan, Room, Round, SharingLevel,
    State, Stay, StepRun, Timeline,
};
use crate::ids::{BoardId, PersonId};
use crate::limits::{CHAT_SHOWN_MAX, RECENT_COMMANDS_MAX};
use crate::time::Timestamp;
use std::collections::VecDeque;

/// Messages to rooms that the state keeps: more than a reader is shown, since many go to some rooms only.
const ANNOUNCEMENTS_MAX: usize = 200;

/// Folds `entry` into `state`. Call it only with entries that the journal has accepted (or on a copy).
pub fn apply(state: &mut State, entry: &Entry) {
    remember_command(state, entry);
    let at = entry.at;
    match &entry.event {
        Event::MeetingCreated { .. }
        | Event::MeetingRetitled { .. }
        | Event::MeetingEnded {}
        | Event::LateArrivalsSet { .. }
        | Event::Announced { .. }
        | Event::GapNoticed { .. }
        | Event::OpeningAnnounced { .. }
        | Event::ClosingAnnounced { .. }
        | Event::CountdownCancelled {}
        | Event::BreakoutsOpened {}
        | Event::BreakoutsClosed {} => apply_to_meeting(state, entry),
        Event::PersonJoined { .. }
        | Event::PersonDescribed { .. }
        | Event::PersonConnected { .. }
        | Event::PersonDropped { .. }
        | Event::PersonRemoved { .. }
        | Event::PersonMoved { .. }
        | Event::PersonArrived { .. }
        | Event::PersonAssigned { .. }
        | Event::RoomFacilitatorSet { .. } => apply_to_person(state, at, &entry.event),
        Event::RoomCreated { room, number, board } => {
            state.rooms.insert(*room, new_room(*number, *board));
        }
        Event::RoomRemoved { room } => {
            state.rooms.remove(room);
        }
        Event::PlanStarted {
            plan,
            definition,
            seconds,
            timeline,
        } => {
            let plan_state = Plan {
                definition: (**definition).clone(),
                planned: seconds.clone(),
                timeline: timeline.clone(),
                begun_at: None,
                started_at: at,
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
        Event::RoomNamed { room, .. }
        | Event::RoomVoiceSet { room, .. }
        | Event::RoomSharingSet { room, .. }
        | Event::RoundStarted { room, .. }
        | Event::RoundTimed { room, .. }
        | Event::RoundEnded { room, .. }
        | Event::PresenterSet { room, .. }
        | Event::PresenterOffered { room, .. }
        | Event::DilemmaSet { room, .. }
        | Event::HandRaised { room, .. }
        | Event::HandLowered { room, .. }
        | Event::ChatSaid { room, .. }
        | Event::HelpCalled { room, .. }
        | Event::HelpClaimed { room, .. }
        | Event::HelpClosed { room } => {
            if let Event::HandLowered {
                person, called: true, ..
            } = &entry.event
                && let Some(person) = state.people.get_mut(person)
            {
                person.turns = person.turns.saturating_add(1);
            }
            let turns = hand_turns(state, &entry.event);
            if let Some(room) = state.rooms.get_mut(room) {
                apply_to_room(room, at, &entry.event, &turns);
            }
        }
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
        voice: None,
        sharing: SharingLevel::Room,
        agreed_by: None,
        had_presenter: false,
        dilemma: super::state::Dilemma::default(),
        round: None,
        past_rounds: Vec::new(),
        hands: Vec::new(),
        call: None,
        chat: VecDeque::new(),
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
        Event::MeetingRetitled { title } => state.title = Some(*title),
        Event::MeetingEnded {} => {
            state.ended_at = Some(at);
            state.breakouts = Breakouts::Closed;
            for person in state.people.values_mut() {
                close_stay(person, at);
            }
            for room in state.rooms.values_mut() {
                room.hands.clear();
                room.call = None;
            }
        }
        Event::LateArrivalsSet { place } => state.place_late = *place,
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

fn apply_to_person(state: &mut State, at: Timestamp, event: &Event) {
    match event {
        Event::PersonJoined { person, .. } => {
            if let Some(someone) = newcomer(at, event) {
                state.people.insert(*person, someone);
            }
        }
        Event::PersonDescribed {
            person,
            name,
            organization,
            position,
            language,
        } => {
            if let Some(person) = state.people.get_mut(person) {
                person.name = name.unwrap_or(person.name);
                person.organization = organization.or(person.organization);
                person.position = position.or(person.position);
                if let Some(language) = language {
                    person.language.clone_from(language);
                }
            }
        }
        Event::PersonConnected { person, generation } => {
            if let Some(person) = state.people.get_mut(person) {
                if !person.here {
                    person.here = true;
                    person.here_since = at;
                    if person.arrived {
                        open_stay(person, at);
                    }
                }
                person.generation = *generation;
            }
        }
        Event::PersonDropped { person, .. } => {
            if let Some(person) = state.people.get_mut(person) {
                person.here = false;
                person.here_since = at;
                close_stay(person, at);
            }
            lower_everything(state, *person);
        }
        Event::PersonRemoved { person } => {
            if let Some(person) = state.people.get_mut(person) {
                person.removed = true;
                person.here = false;
                person.here_since = at;
                person.facilitates = None;
                person.assigned = None;
                close_stay(person, at);
            }
            lower_everything(state, *person);
        }
        Event::PersonMoved { person, room } => {
            lower_everything(state, *person);
            if let Some(person) = state.people.get_mut(person) {
                close_stay(person, at);
                person.room = *room;
                person.arrived = false;
            }
        }
        Event::PersonArrived { person, room } => {
            if let Some(person) = state.people.get_mut(person)
                && person.room == *room
            {
                person.arrived = true;
                open_stay(person, at);
            }
        }
        Event::PersonAssigned { person, room } => {
            if let Some(person) = state.people.get_mut(person) {
                person.assigned = *room;
            }
        }
        Event::RoomFacilitatorSet { person, room } => {
            if let Some(person) = state.people.get_mut(person) {
                person.facilitates = *room;
            }
        }
        _ => {}
    }
}

fn newcomer(at: Timestamp, event: &Event) -> Option<Person> {
    let Event::PersonJoined {
        role,
        name,
        organization,
        position,
        language,
        notebook,
        room,
        ..
    } = event
    else {
        return None;
    };
    Some(Person {
        role: *role,
        name: *name,
        organization: *organization,
        position: *position,
        language: language.clone(),
        notebook: *notebook,
        room: *room,
        arrived: false,
        assigned: None,
        facilitates: None,
        here: false,
        here_since: at,
        generation: 0,
        joined_at: at,
        removed: false,
        stays: Vec::new(),
        turns: 0,
    })
}

/// Someone who left a room has no hand up in it and offers nothing there.
fn lower_everything(state: &mut State, person: PersonId) {
    for room in state.rooms.values_mut() {
        room.hands.retain(|hand| hand.person != person);
        if let Some(round) = &mut room.round {
            round.offers.retain(|offer| *offer != person);
        }
    }
}

fn open_stay(person: &mut Person, at: Timestamp) {
    close_stay(person, at);
    person.stays.push(Stay {
        room: person.room,
        from: at,
        to: None,
    });
}

fn close_stay(person: &mut Person, at: Timestamp) {
    if let Some(stay) = person.stays.last_mut()
        && stay.to.is_none()
    {
        stay.to = Some(at);
    }
}

/// How often each person of a room's queue has had the word, for [`Event::HandRaised`].
fn hand_turns(state: &State, event: &Event) -> Vec<(PersonId, u32)> {
    let Event::HandRaised { room, person } = event else {
        return Vec::new();
    };
    let queue: &[Hand] = state.rooms.get(room).map_or(&[], |room| &room.hands);
    queue
        .iter()
        .map(|hand| hand.person)
        .chain([*person])
        .map(|p| (p, state.people.get(&p).map_or(0, |someone| someone.turns)))
        .collect()
}

fn apply_to_room(room: &mut Room, at: Timestamp, event: &Event, turns: &[(PersonId, u32)]) {
    match event {
        Event::RoomNamed { name, .. } => room.name = *name,
        Event::RoomVoiceSet { voice, .. } => room.voice = *voice,
        Event::RoomSharingSet { level, agreed_by, .. } => {
            room.sharing = *level;
            room.agreed_by = *agreed_by;
        }
        Event::DilemmaSet { dilemma, .. } => room.dilemma = dilemma.clone(),
        Event::HandRaised { person, .. } => {
            room.hands.push(Hand { person: *person, at });
            let turns_of = |p: PersonId| turns.iter().find(|(q, _)| *q == p).map_or(0, |(_, n)| *n);
            room.hands.sort_by_key(|hand| (turns_of(hand.person), hand.at));
        }
        Event::HandLowered { person, .. } => room.hands.retain(|hand| hand.person != *person),
        Event::ChatSaid {
            message,
            person,
            text,
            ..
        } => {
            room.chat.push_back(ChatMessage {
                id: *message,
                person: *person,
                at,
                text: *text,
            });
            if room.chat.len() > CHAT_SHOWN_MAX {
                room.chat.pop_front();
            }
        }
        Event::HelpCalled { person, .. } => {
            room.call = Some(Call {
                by: *person,
                at,
                claimed_by: None,
            });
        }
        Event::HelpClaimed { person, .. } => {
            if let Some(call) = &mut room.call {
                call.claimed_by = Some(*person);
            }
        }
        Event::HelpClosed { .. } => room.call = None,
        _ => apply_to_round(room, at, event),
    }
}

fn apply_to_round(room: &mut Room, at: Timestamp, event: &Event) {
    match event {
        Event::RoundStarted { plan, timeline, .. } => start_round(room, at, *plan, timeline),
        Event::RoundTimed {
            timeline, hold_used, ..
        } => {
            if let Some(round) = &mut room.round {
                if round.timeline.step != timeline.step {
                    close_run(round, at);
                    round.runs.push(StepRun {
                        step: timeline.step,
                        from: at,
                        to: None,
                    });
                }
                round.timeline = timeline.clone();
                round.hold_used = *hold_used;
            }
        }
        Event::RoundEnded { .. } => {
            if let Some(round) = &mut room.round {
                close_run(round, at);
                round.timeline.clock = Clock::Finished;
                round.ended_at = Some(at);
            }
        }
        Event::PresenterSet { person, .. } => {
            room.had_presenter |= person.is_some();
            if let Some(round) = &mut room.round {
                round.presenter = *person;
            }
        }
        Event::PresenterOffered { person, offered, .. } => {
            if let Some(round) = &mut room.round {
                round.offers.retain(|offer| offer != person);
                if *offered {
                    round.offers.push(*person);
                }
            }
        }
        _ => {}
    }
}

/// A new round takes the place of the last one, whose dilemma and sharing go with it: the next presenter has agreed to
/// nothing yet.
fn start_round(room: &mut Room, at: Timestamp, plan: crate::ids::PlanId, timeline: &Timeline) {
    if let Some(mut past) = room.round.take() {
        past.dilemma = std::mem::take(&mut room.dilemma);
        past.sharing = room.sharing;
        room.past_rounds.push(past);
        room.sharing = SharingLevel::Room;
        room.agreed_by = None;
    }
    room.round = Some(Round {
        plan,
        timeline: timeline.clone(),
        presenter: None,
        offers: Vec::new(),
        hold_used: 0,
        ended_at: None,
        runs: vec![StepRun {
            step: None,
            from: at,
            to: None,
        }],
        dilemma: super::state::Dilemma::default(),
        sharing: SharingLevel::Room,
    });
}

fn close_run(round: &mut Round, at: Timestamp) {
    if let Some(run) = round.runs.last_mut()
        && run.to.is_none()
    {
        run.to = Some(at);
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
