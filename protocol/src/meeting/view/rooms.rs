//! Rooms, their rounds and the plans of rounds as people see them.

use super::project::{maybe_words, rooms_on, words};
use super::{ClientView, DefinitionView, DetailView, DilemmaView, PlanView, RoomView, RoundView};
use crate::consultancy::rights::{Reader, keynote_speaker, rights};
use crate::ids::{PlanId, RoomId};
use crate::meeting::state::{Clock, Pace, Plan, Room, Round, State, Timeline};
use crate::meeting::{Contents, timers};
use crate::time::{Millis, Timestamp};

/// Every kind of reader, for the rights of a room.
const READERS: [Reader; 7] = [
    Reader::Facilitator,
    Reader::Presenter,
    Reader::Group,
    Reader::Observer,
    Reader::AccessSupport,
    Reader::Speaker,
    Reader::Newcomer,
];

pub(super) fn room_view(contents: &Contents, id: RoomId, room: &Room) -> RoomView {
    RoomView {
        id,
        number: room.number,
        name: maybe_words(contents, room.name),
        language: room.language.clone(),
        merged_into: room.merged_into,
    }
}

pub(super) fn detail_view(state: &State, contents: &Contents, id: RoomId, room: &Room) -> DetailView {
    let dilemma = &room.dilemma;
    DetailView {
        board: room.board,
        voice: maybe_words(contents, room.voice),
        sharing: room.sharing,
        dilemma: DilemmaView {
            title: maybe_words(contents, dilemma.title),
            overview: maybe_words(contents, dilemma.overview),
            focus_question: maybe_words(contents, dilemma.focus_question),
            restated_question: maybe_words(contents, dilemma.restated_question),
            // An erased link leads nowhere.
            links: dilemma
                .links
                .iter()
                .map(|link| words(contents, *link))
                .filter(|link| !link.is_empty())
                .collect(),
        },
        round: room.round.as_ref().map(|round| round_view(state, id, round)),
        hands: room.hands.clone(),
        next_hand: room.next_hand,
        call: room.call,
        rights: READERS
            .into_iter()
            .filter(|reader| is_read_by(state, room, *reader))
            .map(|reader| (reader, rights(state, room, reader)))
            .collect(),
        note_taker: room.note_taker,
        plan_of_sections: room.round.as_ref().map(|round| round.plan),
        speaker: keynote_speaker(state, room),
        timer: timers::view(state, contents, id),
    }
}

/// Whether there can be such a reader now.
fn is_read_by(state: &State, room: &Room, reader: Reader) -> bool {
    match reader {
        Reader::Speaker => {
            room.round.as_ref().is_some_and(|round| round.turns.is_some())
                || keynote_speaker(state, room).is_some()
        }
        Reader::Newcomer => room
            .round
            .as_ref()
            .is_some_and(|round| !round.listening.is_empty()),
        Reader::Facilitator
        | Reader::Presenter
        | Reader::Group
        | Reader::Observer
        | Reader::AccessSupport => true,
    }
}

fn round_view(state: &State, room: RoomId, round: &Round) -> RoundView {
    let over = round.ended_at.is_some();
    RoundView {
        plan: round.plan,
        timeline: round.timeline.clone(),
        presenter: round.presenter,
        offers: round.offers.clone(),
        hold_used: round.hold_used,
        ended_at: round.ended_at,
        alone_on_plan: !over && rooms_on(state, round.plan).all(|other| other == room),
        ends_at: if over { None } else { ends_at(&round.timeline) },
        turns: round.turns.clone(),
        asked: round.asked,
        listening: round.listening.iter().copied().collect(),
        waits_for: round.waits_for,
        pace: state.plans.get(&round.plan).and_then(|plan| said(plan.pace)),
        small: round.small.clone(),
        clients: round
            .clients
            .iter()
            .map(|client| ClientView {
                person: client.person,
                agreed: client.agreed,
            })
            .collect(),
    }
}

/// When the last step ends if nobody changes anything. A hold comes out of later steps, so it does not move the end.
fn ends_at(timeline: &Timeline) -> Option<Timestamp> {
    let step = usize::from(timeline.step?);
    let later = timeline
        .seconds
        .iter()
        .skip(step + 1)
        .fold(Millis(0), |sum, seconds| sum + Millis::from_seconds(*seconds));
    match timeline.clock {
        Clock::Running { ends_at } => Some(ends_at + later),
        Clock::Held { left, since, .. } => Some(since + left + later),
        Clock::Paused { .. } | Clock::Waiting { .. } | Clock::Finished => None,
    }
}

pub(super) fn definition_view(id: PlanId, plan: &Plan) -> DefinitionView {
    DefinitionView {
        plan: id,
        definition: plan.definition.clone(),
        planned: plan.planned.clone(),
    }
}

pub(super) fn plan_view(state: &State, id: PlanId, plan: &Plan) -> PlanView {
    PlanView {
        id,
        timeline: plan.timeline.clone(),
        started_at: plan.started_at,
        begun_at: plan.begun_at,
        rooms: rooms_on(state, id).collect(),
        ends_at: ends_at(&plan.timeline),
        pace: said(plan.pace),
    }
}

/// The usual pace is not said.
fn said(pace: Pace) -> Option<Pace> {
    (pace != Pace::Flexible).then_some(pace)
}
