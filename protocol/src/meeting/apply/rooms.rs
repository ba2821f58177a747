//! What events do to one room and its round.

use super::word::spoken;
use crate::ids::{PersonId, PlanId};
use crate::limits::CHAT_SHOWN_MAX;
use crate::meeting::event::Event;
use crate::meeting::state::{
    Call, ChatMessage, Client, Clock, Dilemma, Hand, Room, Round, SharingLevel, State, StepRun, Timeline,
};
use crate::meeting::talk::HandOrder;
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// For how long and how often each person of a room's queue has had the word, for [`Event::HandRaised`].
pub(super) fn hand_turns(state: &State, event: &Event) -> Vec<(PersonId, (i64, u32))> {
    let Event::HandRaised { room, person } = event else {
        return Vec::new();
    };
    // Without a count all are equal, and time decides.
    if state.talk.rules.hands == HandOrder::Raised {
        return Vec::new();
    }
    let queue: &[Hand] = state.rooms.get(room).map_or(&[], |room| &room.hands);
    queue
        .iter()
        .map(|hand| hand.person)
        .chain([*person])
        .map(|p| (p, spoken(&state.people, p)))
        .collect()
}

pub(super) fn apply_to_room(room: &mut Room, at: Timestamp, event: &Event, turns: &[(PersonId, (i64, u32))]) {
    match event {
        Event::RoomNamed { name, .. } => room.name = *name,
        Event::RoomVoiceSet { voice, .. } => room.voice = *voice,
        Event::RoomLanguageSet { language, .. } => room.language.clone_from(language),
        Event::RoomMerged { into, .. } => room.merged_into = *into,
        Event::RoomSharingSet { level, agreed_by, .. } => {
            room.sharing = *level;
            room.agreed_by = *agreed_by;
        }
        Event::DilemmaSet { dilemma, .. } => room.dilemma = dilemma.clone(),
        Event::HandRaised { person, .. } => {
            room.hands.push(Hand { person: *person, at });
            let turns_of = |p: PersonId| turns.iter().find(|(q, _)| *q == p).map_or((0, 0), |(_, n)| *n);
            room.hands.sort_by_key(|hand| (turns_of(hand.person), hand.at));
        }
        Event::HandLowered { person, .. } => {
            room.hands.retain(|hand| hand.person != *person);
            room.next_hand = room.next_hand.filter(|next| next != person);
        }
        Event::HandNext { person, .. } => room.next_hand = *person,
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
                deleted: false,
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
        Event::NoteTakerSet { person, .. } => room.note_taker = *person,
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
                    leave_step(round);
                    close_run(round, at);
                    round.runs.push(StepRun {
                        step: timeline.step,
                        from: at,
                        to: None,
                    });
                }
                round.timeline = timeline.clone();
                round.hold_used = *hold_used;
                if !matches!(timeline.clock, Clock::Held { .. }) {
                    round.waits_for = None;
                }
            }
        }
        Event::RoundEnded { .. } => {
            if let Some(round) = &mut room.round {
                leave_step(round);
                close_run(round, at);
                round.timeline.clock = Clock::Finished;
                round.ended_at = Some(at);
            }
        }
        Event::PresenterSet { person, .. } => {
            room.had_presenter |= person.is_some();
            if let Some(round) = &mut room.round {
                round.presenter = *person;
                round.asked = None;
                round.waits_for = None;
                replace_client(round, *person);
            }
        }
        Event::ClientBegan { turn, person, .. } => begin_client(room, *turn, *person),
        Event::ClientAgreed { person, agreed, .. } => {
            let clients = room.round.iter_mut().flat_map(|round| &mut round.clients);
            for client in clients.filter(|client| client.person == Some(*person)) {
                client.agreed = *agreed;
            }
        }
        Event::PresenterAsked { asked, .. } => {
            if let Some(round) = &mut room.round {
                round.asked = Some(*asked);
            }
        }
        Event::PresenterFloorClosed { .. } => {
            if let Some(round) = &mut room.round {
                round.asked = None;
            }
        }
        Event::RoomWaits { person, .. } => {
            if let Some(round) = &mut room.round {
                round.waits_for = Some(*person);
            }
        }
        Event::RoundParted { from, plan, .. } => {
            if let Some(round) = &mut room.round {
                round.plan = *plan;
                round.parted_from = Some(*from);
            }
        }
        Event::NewcomerListens { person, .. } => {
            if let Some(round) = &mut room.round {
                round.listening.insert(*person);
            }
        }
        Event::NewcomerLetIn { person, .. } => {
            if let Some(round) = &mut room.round {
                round.listening.remove(person);
            }
        }
        Event::TurnsChanged { turns, .. } => {
            if let Some(round) = &mut room.round {
                round.turns = Some(turns.clone());
            }
        }
        Event::SmallGroupsSet { small, .. } => {
            if let Some(round) = &mut room.round {
                round.small = Some(small.clone());
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
fn start_round(room: &mut Room, at: Timestamp, plan: PlanId, timeline: &Timeline) {
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
        dilemma: Dilemma::default(),
        sharing: SharingLevel::Room,
        turns: None,
        asked: None,
        listening: BTreeSet::new(),
        waits_for: None,
        parted_from: None,
        small: None,
        clients: Vec::new(),
        client_turn: None,
    });
}

/// Another turn: its client presents, and the card on the screen is theirs. The card that was written before the first
/// turn is the first client's.
fn begin_client(room: &mut Room, turn: u8, person: Option<PersonId>) {
    let Some(round) = &mut room.round else { return };
    let is_first = round.client_turn.is_none();
    if let Some(before) = current_client(round) {
        before.dilemma = room.dilemma.clone();
    }
    let at = usize::from(turn);
    if round.clients.len() <= at {
        round.clients.resize(at + 1, Client::default());
    }
    round.client_turn = Some(turn);
    if let Some(client) = current_client(round) {
        if client.person != person {
            client.person = person;
            client.agreed = false;
        }
        if !is_first {
            room.dilemma = client.dilemma.clone();
        }
    }
    round.presenter = person;
    round.asked = None;
    round.waits_for = None;
    room.had_presenter |= person.is_some();
}

/// Somebody else presents in the turn that is on. Who was client and is gone stays named.
fn replace_client(round: &mut Round, person: Option<PersonId>) {
    if let Some(client) = current_client(round)
        && person.is_some()
        && client.person != person
    {
        client.person = person;
        client.agreed = false;
    }
}

fn current_client(round: &mut Round) -> Option<&mut Client> {
    let turn = usize::from(round.client_turn?);
    round.clients.get_mut(turn)
}

/// What belongs to a step alone.
fn leave_step(round: &mut Round) {
    round.turns = None;
    round.asked = None;
    round.listening.clear();
}

fn close_run(round: &mut Round, at: Timestamp) {
    if let Some(run) = round.runs.last_mut()
        && run.to.is_none()
    {
        run.to = Some(at);
    }
}
