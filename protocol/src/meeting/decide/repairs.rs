//! What a room can do when its presenter or its facilitator drops: wait a minute, or take another dilemma. Somebody else who
//! presents the same dilemma is `set_presenter`, somebody else who facilitates `set_room_facilitator`.

use super::draft::Draft;
use super::{guard, pace, preparing, rounds, schedule};
use crate::ids::{PersonId, RoomId};
use crate::limits::WAIT_SECONDS;
use crate::meeting::state::{Cause, Clock, Pace, Person, Role, Timeline};
use crate::meeting::{Event, Refusal, State};

pub(super) fn wait_for_presenter(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room: RoomId,
) -> Result<(), Refusal> {
    guard::room_facilitator(draft.state(), actor, room)?;
    let round = guard::round(draft.state(), room)?;
    let presenter = round.presenter.ok_or(Refusal::NoPresenter)?;
    if guard::has_presenter(draft.state(), room) {
        return Err(Refusal::NothingToDo);
    }
    wait(draft, room, presenter)
}

/// Nobody is there who could ask as the room's facilitator, so anybody of the room may: they could take it on as well.
pub(super) fn wait_for_facilitator(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room: RoomId,
) -> Result<(), Refusal> {
    let state = draft.state();
    guard::room(state, room)?;
    let someone = guard::acting(state, actor)?;
    let is_in = someone.room == room && someone.role == Role::Participant;
    if someone.role != Role::Facilitator && !is_in {
        return Err(Refusal::RoomFacilitatorsOnly);
    }
    guard::round(state, room)?;
    let gone = dropped_facilitator(state, room).ok_or(Refusal::NothingToDo)?;
    wait(draft, room, gone)
}

/// Who facilitates a room and has dropped, the last one first; none where somebody is there who does.
fn dropped_facilitator(state: &State, room: RoomId) -> Option<PersonId> {
    let theirs = |p: &&Person| p.facilitates == Some(room) && p.room == room && !p.removed && !p.expected;
    if state.people.values().filter(theirs).any(|p| p.here) {
        return None;
    }
    let gone = state.people.iter().filter(|(_, p)| theirs(p));
    gone.max_by_key(|(_, p)| p.here_since).map(|(id, _)| *id)
}

/// The room's clock stands for a minute at most, within the room's own three minutes.
fn wait(draft: &mut Draft<'_>, room: RoomId, person: PersonId) -> Result<(), Refusal> {
    let plan = guard::round(draft.state(), room)?.plan;
    pace::has_own_time(draft, plan)?;
    let held = schedule::hold_for(draft, room, WAIT_SECONDS)?;
    draft.emit(Event::RoomWaits { room, person });
    schedule::time_room(draft, room, Cause::Held, held, 0);
    Ok(())
}

/// Somebody facilitates the room in the place of whom it waited for: the clock goes on.
pub(super) fn taken_on(draft: &mut Draft<'_>, room: RoomId) {
    let state = draft.state();
    let waits_for = guard::round(state, room).ok().and_then(|round| round.waits_for);
    let facilitates = |person| {
        state
            .people
            .get(&person)
            .is_some_and(|p| p.facilitates == Some(room))
    };
    if waits_for.is_some_and(facilitates) && dropped_facilitator(state, room).is_none() {
        schedule::settle_hold(draft, room);
    }
}

/// Who was waited for is back: the clock goes on.
pub(super) fn came_back(draft: &mut Draft<'_>, person: PersonId) {
    let Some(room) = draft.state().people.get(&person).map(|p| p.room) else {
        return;
    };
    if guard::round(draft.state(), room).is_ok_and(|round| round.waits_for == Some(person)) {
        schedule::settle_hold(draft, room);
    }
}

/// Another person presents, with the first step again. On a plan with others the steps shrink so that the room ends with
/// them; a room alone has the whole time again. The dilemma that was on stays with the round that ends here.
pub(super) fn other_dilemma(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room: RoomId,
    person: PersonId,
) -> Result<(), Refusal> {
    guard::room_facilitator(draft.state(), actor, room)?;
    let round = guard::round(draft.state(), room)?;
    let (plan, offers) = (round.plan, round.offers.clone());
    if round.timeline.step.is_none() {
        return Err(Refusal::StillGathering);
    }
    rounds::may_present(draft, room, person)?;
    let at = draft.at();
    let known = draft.state().plans.get(&plan).ok_or(Refusal::NoRound)?.clone();
    let alone = schedule::is_alone(draft, plan);
    let gathering = Timeline {
        step: None,
        clock: Clock::Waiting { since: at },
        seconds: if alone {
            known.planned.clone()
        } else {
            known.timeline.seconds.clone()
        },
    };
    if !alone {
        // Asked before anything is ended: where it is too late the room goes on as it is.
        let now = known.timeline.caught_up(at);
        if matches!(now.clock, Clock::Paused { .. }) {
            return Err(Refusal::IsPaused);
        }
        let end = now.end().ok_or(Refusal::RoundOver)?;
        gathering.begun_late(end, at, &known.planned)?;
    }
    rounds::end(draft, room, Cause::Stopped);
    let plan = if alone {
        let next = draft.id();
        draft.emit(Event::PlanStarted {
            plan: next,
            definition: Box::new(known.definition),
            seconds: known.planned,
            timeline: gathering.clone(),
            pace: Pace::Own,
        });
        next
    } else {
        plan
    };
    draft.emit(Event::RoundStarted {
        room,
        plan,
        timeline: gathering,
    });
    for offer in offers.into_iter().filter(|offer| *offer != person) {
        draft.emit(Event::PresenterOffered {
            room,
            person: offer,
            offered: true,
        });
    }
    draft.emit(Event::PresenterSet {
        room,
        person: Some(person),
    });
    preparing::show(draft, room);
    schedule::begin_waiting_room(draft, room)
}
