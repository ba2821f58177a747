//! Presenters who are asked to prepare before the meeting, and present by themselves when a round starts in their room.

use super::draft::Draft;
use super::{guard, rooms};
use crate::consultancy::{catalogue, rights};
use crate::ids::{ContentId, PersonId, RoomId};
use crate::limits::DILEMMA_LINKS_MAX;
use crate::meeting::preparing::{Preparation, PreparationChange, Prepare, PreparedWords};
use crate::meeting::state::{Dilemma, Role};
use crate::meeting::{Event, Refusal, State};
use crate::text::{self, TextFault};

pub(super) fn command(draft: &mut Draft<'_>, actor: PersonId, wish: &Prepare) -> Result<(), Refusal> {
    match wish {
        Prepare::Ask {
            person,
            asked,
            protocol,
        } => ask(draft, actor, *person, *asked, protocol.as_deref()),
        Prepare::Write(words) => write(draft, actor, words),
        Prepare::Ready { ready } => {
            if own(draft.state(), actor)?.ready == *ready {
                return Err(Refusal::NothingToDo);
            }
            emit(draft, actor, PreparationChange::Ready { ready: *ready });
            Ok(())
        }
    }
}

fn ask(
    draft: &mut Draft<'_>,
    actor: PersonId,
    person: PersonId,
    asked: bool,
    protocol: Option<&str>,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let someone = guard::person(draft.state(), person)?;
    if asked && matches!(someone.role, Role::Observer | Role::AccessSupport) {
        return Err(Refusal::CannotPresent);
    }
    if protocol.is_some_and(|id| catalogue::find(id).is_none()) {
        return Err(Refusal::NoProtocol);
    }
    let known = draft.state().preparing.get(&person).filter(|known| known.asked);
    let change = match (asked, known) {
        (true, Some(known)) if known.protocol.as_deref() == protocol => return Err(Refusal::NothingToDo),
        (false, None) => return Err(Refusal::NothingToDo),
        (true, _) => PreparationChange::Asked {
            protocol: protocol.map(str::to_owned),
        },
        (false, Some(_)) => PreparationChange::NotAsked {},
    };
    emit(draft, person, change);
    Ok(())
}

fn write(draft: &mut Draft<'_>, actor: PersonId, words: &PreparedWords) -> Result<(), Refusal> {
    let known = own(draft.state(), actor)?;
    if known.revision != words.after {
        return Err(Refusal::PreparedElsewhere);
    }
    let (before, revision) = (known.card.clone(), known.revision + 1);
    let mut card = before.clone();
    if let Some(raw) = &words.title {
        card.title = taken(draft, actor, text::line(raw), Refusal::TitleTooLong)?;
    }
    if let Some(raw) = &words.overview {
        card.overview = taken(draft, actor, text::paragraph(raw), Refusal::OverviewTooLong)?;
    }
    if let Some(raw) = &words.focus_question {
        card.focus_question = taken(draft, actor, text::paragraph(raw), Refusal::QuestionTooLong)?;
    }
    if let Some(links) = &words.links {
        if links.len() > DILEMMA_LINKS_MAX {
            return Err(Refusal::TooManyLinks);
        }
        card.links.clear();
        for link in links {
            if !rooms::is_link(link.trim(), false) {
                return Err(Refusal::BadLink);
            }
            card.links
                .push(draft.content(link.trim().to_owned(), Some(actor)));
        }
    }
    if card == before {
        return Err(Refusal::NothingToDo);
    }
    let change = PreparationChange::Written {
        card: card.clone(),
        revision,
    };
    emit(draft, actor, change);
    if let Some(room) = presents_untouched(draft.state(), actor, &before) {
        draft.emit(Event::DilemmaSet { room, dilemma: card });
    }
    // What was typed over is kept nowhere, unless a card has it.
    let gone: Vec<ContentId> = contents(&before)
        .filter(|id| !is_kept(draft.state(), actor, *id))
        .collect();
    draft.erase(gone);
    Ok(())
}

/// Words that hide or are nothing to read take the field away.
fn taken(
    draft: &mut Draft<'_>,
    actor: PersonId,
    text: Result<String, TextFault>,
    too_long: Refusal,
) -> Result<Option<ContentId>, Refusal> {
    match text {
        Ok(text) => Ok(Some(draft.content(text, Some(actor)))),
        Err(TextFault::Empty) => Ok(None),
        Err(TextFault::TooLong) => Err(too_long),
    }
}

fn own(state: &State, actor: PersonId) -> Result<&Preparation, Refusal> {
    guard::acting(state, actor)?;
    let own = state.preparing.get(&actor).filter(|own| own.asked);
    own.ok_or(Refusal::NotAskedToPrepare)
}

fn emit(draft: &mut Draft<'_>, person: PersonId, change: PreparationChange) {
    draft.emit(Event::Preparation { person, change });
}

/// The room where they present what they prepared, as it was, and may write on the card now (R4).
fn presents_untouched(state: &State, actor: PersonId, card: &Dilemma) -> Option<RoomId> {
    let room_id = state.people.get(&actor)?.room;
    let room = state.rooms.get(&room_id)?;
    let presents = guard::round(state, room_id).ok()?.presenter == Some(actor);
    let rights = rights::rights_of(state, actor, room_id);
    (presents && room.dilemma == *card && (rights.chat || rights.write)).then_some(room_id)
}

fn contents(card: &Dilemma) -> impl Iterator<Item = ContentId> {
    let words = [card.title, card.overview, card.focus_question];
    words.into_iter().flatten().chain(card.links.iter().copied())
}

fn is_kept(state: &State, person: PersonId, id: ContentId) -> bool {
    let has = |card: &Dilemma| contents(card).any(|other| other == id);
    let prepared = state.preparing.get(&person).is_some_and(|own| has(&own.card));
    prepared
        || state.rooms.values().any(|room| {
            let rounds = room.past_rounds.iter().chain(&room.round);
            let mut cards = rounds.flat_map(|round| {
                std::iter::once(&round.dilemma).chain(round.clients.iter().map(|c| &c.dilemma))
            });
            has(&room.dilemma) || cards.any(has)
        })
}

/// Who prepared for a room in which a round starts: those who are there and ready first, then as they were asked.
pub(super) fn presenters(state: &State, room: RoomId) -> Vec<PersonId> {
    let mut able: Vec<_> = state
        .preparing
        .iter()
        .filter(|(person, one)| one.asked && may_present(state, **person, room))
        .collect();
    able.sort_by_key(|(person, one)| {
        let away = state.people.get(person).is_none_or(|someone| !someone.here);
        (away, !one.ready, one.asked_at, **person)
    });
    able.into_iter().map(|(person, _)| *person).collect()
}

fn may_present(state: &State, person: PersonId, room: RoomId) -> bool {
    let someone = state.people.get(&person);
    someone.is_some_and(|p| {
        let is_in = p.room == room && !p.removed && !p.waiting && !p.expected;
        is_in && !matches!(p.role, Role::Observer | Role::AccessSupport)
    })
}

/// Whether they were asked to prepare and could present in the room they are in.
pub(super) fn comes_prepared(state: &State, person: PersonId) -> Option<RoomId> {
    let room = state.people.get(&person)?.room;
    let asked = state.preparing.get(&person).is_some_and(|one| one.asked);
    (asked && may_present(state, person, room)).then_some(room)
}

/// Somebody else presents, or nobody: what they prepared comes onto the card, unless somebody has written on it. In a step only
/// onto an empty one: a back-up presents the same dilemma.
pub(super) fn show(draft: &mut Draft<'_>, room_id: RoomId) {
    let state = draft.state();
    let (Some(room), Ok(round)) = (state.rooms.get(&room_id), guard::round(state, room_id)) else {
        return;
    };
    let is_prepared = |card: &Dilemma| state.preparing.values().any(|one| one.card == *card);
    let free =
        room.dilemma == Dilemma::default() || (round.timeline.step.is_none() && is_prepared(&room.dilemma));
    if !free {
        return;
    }
    let own = round.presenter.and_then(|person| state.preparing.get(&person));
    let own = own.filter(|own| own.asked);
    let card = own.map(|own| own.card.clone()).unwrap_or_default();
    if card != room.dilemma {
        draft.emit(Event::DilemmaSet {
            room: room_id,
            dilemma: card,
        });
    }
}
