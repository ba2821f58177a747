//! Starting rounds, who presents, the dilemma card, sharing, the end of a round.

use super::breakouts::breakout_rooms;
use super::draft::Draft;
use super::{clients, guard, preparing, rooms, schedule};
use crate::consultancy::{Definition, catalogue, rights, validate};
use crate::ids::{ContentId, PersonId, RoomId};
use crate::limits::{DILEMMA_LINKS_MAX, GATHERING_SECONDS, STEP_SECONDS_MAX, STEP_SECONDS_MIN};
use crate::meeting::command::ProtocolChoice;
use crate::meeting::state::{Cause, Clock, Pace, Person, Role, SharingLevel, Timeline};
use crate::meeting::{Event, Refusal, State};
use crate::time::Millis;

/// What is to run, and how.
pub(super) struct RoundWish<'a> {
    pub(super) protocol: &'a ProtocolChoice,
    pub(super) seconds: Option<&'a [u32]>,
    pub(super) pace: Pace,
}

/// Rounds on one plan (at their own pace each on its own): facilitators in any rooms (none: every breakout room that has
/// people), a room facilitator in their own room.
pub(super) fn start(
    draft: &mut Draft<'_>,
    actor: PersonId,
    rooms: Option<&[RoomId]>,
    wish: &RoundWish<'_>,
) -> Result<(), Refusal> {
    match rooms {
        Some([room]) => guard::room_facilitator(draft.state(), actor, *room)?,
        _ => {
            guard::facilitator(draft.state(), actor)?;
        }
    }
    let definition = chosen(wish.protocol)?;
    let seconds = lengths(&definition, wish.seconds)?;
    let rooms = rooms_to_start(draft, rooms)?;
    for room in &rooms {
        guard::room(draft.state(), *room)?;
        if guard::round(draft.state(), *room).is_ok() {
            return Err(Refusal::RoundUnderWay);
        }
    }
    for (clients, group) in plans_of(draft.state(), &definition, &rooms, wish.pace) {
        let (definition, seconds) = definition.written_out(&seconds, clients);
        let timeline = Timeline::gathering(
            draft.at() + Millis::from_seconds(GATHERING_SECONDS),
            seconds.clone(),
        );
        let plan = draft.id();
        draft.emit(Event::PlanStarted {
            plan,
            definition: Box::new(definition.clone()),
            seconds: seconds.clone(),
            timeline: timeline.clone(),
            pace: wish.pace,
        });
        for room in &group {
            let had_round = guard::room(draft.state(), *room)?.round.is_some();
            draft.emit(Event::RoundStarted {
                room: *room,
                plan,
                timeline: timeline.clone(),
            });
            if had_round {
                lower_hands(draft, *room);
            }
            if definition.presenter {
                present_prepared(draft, *room);
            }
        }
    }
    Ok(())
}

/// Who prepared for this room presents; more of them are back-ups.
fn present_prepared(draft: &mut Draft<'_>, room: RoomId) {
    let prepared = preparing::presenters(draft.state(), room);
    for person in &prepared {
        draft.emit(Event::PresenterOffered {
            room,
            person: *person,
            offered: true,
        });
    }
    if let Some(person) = prepared.first() {
        appoint(draft, room, Some(*person));
    }
}

/// Which rooms go together on one plan: all of them, but at their own pace each alone; and where each person is client in
/// turn, those with as many people.
fn plans_of(
    state: &State,
    definition: &Definition,
    rooms: &[RoomId],
    pace: Pace,
) -> Vec<(Option<u8>, Vec<RoomId>)> {
    let people = |room: RoomId| {
        let people = state.people.values();
        let takes_part = |p: &&Person| p.role == Role::Participant && !p.removed && !p.waiting;
        people.filter(takes_part).filter(|p| p.room == room).count()
    };
    let mut plans: Vec<(Option<u8>, Vec<RoomId>)> = Vec::new();
    for room in rooms {
        let clients = definition.clients(people(*room));
        let with_others = pace != Pace::Own;
        match plans
            .iter_mut()
            .find(|(known, _)| with_others && *known == clients)
        {
            Some((_, group)) => group.push(*room),
            None => plans.push((clients, vec![*room])),
        }
    }
    plans
}

fn lower_hands(draft: &mut Draft<'_>, room: RoomId) {
    let hands: Vec<_> = draft
        .state()
        .rooms
        .get(&room)
        .map(|r| r.hands.clone())
        .unwrap_or_default();
    for hand in hands {
        draft.emit(Event::HandLowered {
            room,
            person: hand.person,
            called: false,
        });
    }
}

fn chosen(protocol: &ProtocolChoice) -> Result<Definition, Refusal> {
    match protocol {
        ProtocolChoice::Library(id) => catalogue::find(id).cloned().ok_or(Refusal::NoProtocol),
        ProtocolChoice::Own(definition) if validate::check(definition).is_empty() => {
            Ok((**definition).clone())
        }
        ProtocolChoice::Own(_) => Err(Refusal::BadProtocol),
    }
}

fn lengths(definition: &Definition, seconds: Option<&[u32]>) -> Result<Vec<u32>, Refusal> {
    let Some(seconds) = seconds else {
        return Ok(definition
            .steps
            .iter()
            .map(crate::consultancy::Step::seconds)
            .collect());
    };
    let in_range = seconds
        .iter()
        .all(|s| (STEP_SECONDS_MIN..=STEP_SECONDS_MAX).contains(s));
    if seconds.len() == definition.steps.len() && in_range {
        Ok(seconds.to_vec())
    } else {
        Err(Refusal::OutOfRange)
    }
}

fn rooms_to_start(draft: &Draft<'_>, rooms: Option<&[RoomId]>) -> Result<Vec<RoomId>, Refusal> {
    let state = draft.state();
    let mut chosen = match rooms {
        Some(rooms) => rooms.to_vec(),
        None => {
            let used = |room: &RoomId| {
                state
                    .people
                    .values()
                    .any(|p| p.room == *room && !p.removed && p.role != Role::Facilitator)
            };
            breakout_rooms(state).into_iter().filter(used).collect()
        }
    };
    chosen.sort_unstable();
    chosen.dedup();
    if chosen.is_empty() {
        Err(Refusal::NoRooms)
    } else {
        Ok(chosen)
    }
}

/// 'I can present'. In a room without a presenter who is there, whoever offers first presents; others are back-ups.
pub(super) fn offer_to_present(draft: &mut Draft<'_>, actor: PersonId, offered: bool) -> Result<(), Refusal> {
    let someone = guard::acting(draft.state(), actor)?;
    if someone.role == Role::AccessSupport {
        return Err(Refusal::CannotPresent);
    }
    let room = someone.room;
    let round = guard::round(draft.state(), room)?;
    let listed = round.offers.contains(&actor);
    let presents = round.presenter == Some(actor);
    if offered && !has_presenter_role(draft, room) {
        return Err(Refusal::NobodyPresents);
    }
    if offered == listed && (offered || !presents) {
        return Err(Refusal::NothingToDo);
    }
    if listed != offered {
        draft.emit(Event::PresenterOffered {
            room,
            person: actor,
            offered,
        });
    }
    if offered && needs_presenter(draft, room) {
        appoint(draft, room, Some(actor));
    } else if !offered && presents {
        appoint(draft, room, None);
    }
    Ok(())
}

/// Who prepared comes into a room where a round waits for a presenter.
pub(super) fn prepared_came(draft: &mut Draft<'_>, person: PersonId) {
    let Some(room) = preparing::comes_prepared(draft.state(), person) else {
        return;
    };
    let round = guard::round(draft.state(), room);
    if round.is_ok_and(|round| round.timeline.step.is_none() && round.presenter.is_none()) {
        // Where nobody presents in this protocol there is nothing to do.
        let _ = offer_to_present(draft, person, true);
    }
}

fn needs_presenter(draft: &Draft<'_>, room: RoomId) -> bool {
    has_presenter_role(draft, room) && !guard::has_presenter(draft.state(), room)
}

/// Whether someone presents in the protocol of a room's round.
fn has_presenter_role(draft: &Draft<'_>, room: RoomId) -> bool {
    let state = draft.state();
    let plan = state
        .rooms
        .get(&room)
        .and_then(|r| r.round.as_ref())
        .and_then(|r| state.plans.get(&r.plan));
    plan.is_some_and(|p| p.definition.presenter)
}

/// The facilitators of the meeting or the room, or the presenter who hands over.
pub(super) fn set_presenter(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room: RoomId,
    person: Option<PersonId>,
) -> Result<(), Refusal> {
    let presenter = guard::round(draft.state(), room).map(|round| round.presenter);
    // Rights first: who may not ask does not learn whether a round is under way there either.
    if presenter != Ok(Some(actor)) {
        guard::room_facilitator(draft.state(), actor, room)?;
    }
    let presenter = presenter?;
    if let Some(person) = person {
        may_present(draft, room, person)?;
    }
    if presenter == person {
        return Err(Refusal::NothingToDo);
    }
    appoint(draft, room, person);
    Ok(())
}

/// Whether this person can present in the round that is on in a room.
pub(super) fn may_present(draft: &Draft<'_>, room: RoomId, person: PersonId) -> Result<(), Refusal> {
    if !has_presenter_role(draft, room) {
        return Err(Refusal::NobodyPresents);
    }
    let someone = guard::person(draft.state(), person)?;
    if someone.room != room {
        return Err(Refusal::NotInRoom);
    }
    if matches!(someone.role, Role::Observer | Role::AccessSupport) {
        return Err(Refusal::CannotPresent);
    }
    Ok(())
}

/// Sets the presenter; a room that waits for one begins. What another presenter agreed to does not bind this one.
fn appoint(draft: &mut Draft<'_>, room: RoomId, person: Option<PersonId>) {
    let agreed = draft.state().rooms.get(&room).and_then(|room| room.agreed_by);
    if agreed.is_some() && person.is_some() && agreed != person {
        draft.emit(Event::RoomSharingSet {
            room,
            level: SharingLevel::Room,
            agreed_by: None,
        });
    }
    draft.emit(Event::PresenterSet { room, person });
    preparing::show(draft, room);
    // Where it is too late to begin on the plan the room goes on waiting, and says so.
    let _ = schedule::begin_waiting_room(draft, room);
}

/// Someone left `room` for good or for another room.
pub(super) fn presenter_left(draft: &mut Draft<'_>, room: RoomId, person: PersonId) {
    if guard::round(draft.state(), room).is_ok_and(|round| round.presenter == Some(person)) {
        draft.emit(Event::PresenterSet { room, person: None });
        preparing::show(draft, room);
    }
}

/// A room that waited for its presenter begins when they are back.
pub(super) fn presenter_came_back(draft: &mut Draft<'_>, person: PersonId) {
    let Some(room) = draft.state().people.get(&person).map(|p| p.room) else {
        return;
    };
    if guard::round(draft.state(), room).is_ok_and(|round| round.presenter == Some(person)) {
        let _ = schedule::begin_waiting_room(draft, room);
    }
}

pub(super) struct DilemmaWords<'a> {
    pub(super) title: Option<&'a str>,
    pub(super) overview: Option<&'a str>,
    pub(super) focus_question: Option<&'a str>,
    pub(super) restated_question: Option<&'a str>,
    pub(super) links: Option<&'a [String]>,
}

/// The presenter (unless the step silences them) or a facilitator writes the dilemma card.
pub(super) fn set_dilemma(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room_id: RoomId,
    words: &DilemmaWords<'_>,
) -> Result<(), Refusal> {
    let state = draft.state();
    let room = guard::room(state, room_id)?;
    let presents = rights::presenter(room) == Some(actor);
    if presents {
        let rights = rights::rights_of(state, actor, room_id);
        if !rights.chat && !rights.write {
            return Err(Refusal::NotYourFloor);
        }
    } else if guard::room_facilitator(state, actor, room_id).is_err() {
        return Err(Refusal::PresenterOnly);
    }
    if words.links.is_some_and(|links| links.len() > DILEMMA_LINKS_MAX) {
        return Err(Refusal::TooMany);
    }
    let owner = rights::presenter(room).or(Some(actor));
    let mut dilemma = room.dilemma.clone();
    if let Some(title) = draft.optional_line(words.title, owner)? {
        dilemma.title = Some(title);
    }
    if let Some(text) = optional_paragraph(draft, words.overview, owner)? {
        dilemma.overview = Some(text);
    }
    if let Some(text) = optional_paragraph(draft, words.focus_question, owner)? {
        dilemma.focus_question = Some(text);
    }
    if let Some(text) = optional_paragraph(draft, words.restated_question, owner)? {
        dilemma.restated_question = Some(text);
    }
    if let Some(links) = words.links {
        dilemma.links.clear();
        for link in links {
            if !rooms::is_link(link.trim(), false) {
                return Err(Refusal::BadLink);
            }
            dilemma.links.push(draft.content(link.trim().to_owned(), owner));
        }
    }
    draft.emit_last(Event::DilemmaSet {
        room: room_id,
        dilemma,
    });
    Ok(())
}

fn optional_paragraph(
    draft: &mut Draft<'_>,
    raw: Option<&str>,
    owner: Option<PersonId>,
) -> Result<Option<ContentId>, Refusal> {
    match raw {
        None => Ok(None),
        Some(raw) if raw.trim().is_empty() => Ok(Some(draft.content(String::new(), owner))),
        Some(raw) => draft.paragraph(raw, owner).map(Some),
    }
}

/// Only who presents, or presented last, in this room may widen (or take back) how far its notes go.
pub(super) fn agree_sharing(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room_id: RoomId,
    level: SharingLevel,
) -> Result<(), Refusal> {
    let room = guard::room(draft.state(), room_id)?;
    if room.round.as_ref().is_some_and(|round| !round.clients.is_empty()) {
        return clients::agree(draft, actor, room_id, level);
    }
    if room.round.as_ref().and_then(|round| round.presenter) != Some(actor) {
        return Err(Refusal::PresenterOnly);
    }
    if room.sharing == level {
        return Err(Refusal::NothingToDo);
    }
    let agreed_by = (level != SharingLevel::Room).then_some(actor);
    draft.emit_last(Event::RoomSharingSet {
        room: room_id,
        level,
        agreed_by,
    });
    Ok(())
}

/// Ends the round of a room, if one is under way.
pub(super) fn end(draft: &mut Draft<'_>, room: RoomId, cause: Cause) {
    let Ok(round) = guard::round(draft.state(), room) else {
        return;
    };
    // The clock of a hold is settled, so that the record says how long it was.
    if let Clock::Held { .. } = round.timeline.clock {
        schedule::settle_hold(draft, room);
    }
    draft.emit(Event::RoundEnded { room, cause });
}
