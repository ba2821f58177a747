//! The gallery: cards, their release, who visits which.

use super::draft::Draft;
use super::guard;
use crate::ids::{ContentId, PersonId, RoomId};
use crate::limits::{CARD_GRAPHEMES_MAX, CARD_RESPONSES_EACH_MAX, CARD_TAKEAWAYS_MAX};
use crate::meeting::agenda::PartKind;
use crate::meeting::gallery::{
    self, CardWords, GalleryAct, GalleryCard, GalleryChange, GalleryPhase, Redraw,
};
use crate::meeting::state::Role;
use crate::meeting::{Event, Refusal, State};
use crate::text;

pub(super) fn command(draft: &mut Draft<'_>, actor: PersonId, act: &GalleryAct) -> Result<(), Refusal> {
    match act {
        GalleryAct::SetPhase { phase } => {
            guard::facilitator(draft.state(), actor)?;
            set_phase(draft, *phase);
            Ok(())
        }
        GalleryAct::WriteCard {
            room,
            question,
            takeaways,
            ask,
        } => {
            let wish = Wish {
                question: question.as_deref(),
                takeaways: takeaways.as_deref(),
                ask: ask.as_deref(),
            };
            write(draft, actor, *room, wish)
        }
        GalleryAct::ReleaseCard { room, released } => release(draft, actor, *room, *released),
        GalleryAct::SeeCard { room } => see(draft, actor, *room),
        GalleryAct::Respond { room, text } => respond(draft, actor, *room, text),
    }
}

fn tell(draft: &mut Draft<'_>, change: GalleryChange) {
    draft.emit(Event::Gallery(change));
}

fn set_phase(draft: &mut Draft<'_>, phase: GalleryPhase) {
    if draft.state().gallery.phase != phase {
        tell(draft, GalleryChange::Phase { phase });
    }
}

/// The gallery goes with the agenda's part for it: open while it runs, closed when another one takes its place.
pub(super) fn follow(draft: &mut Draft<'_>, before: Option<PartKind>, now: Option<PartKind>) {
    let gallery = Some(PartKind::Gallery);
    if now == gallery {
        set_phase(draft, GalleryPhase::Open);
    } else if before == gallery && draft.state().gallery.phase == GalleryPhase::Open {
        set_phase(draft, GalleryPhase::Closed);
    }
}

/// After whatever was asked: who came since, or lost a card, gets the ones with the fewest visitors.
pub(super) fn settle(draft: &mut Draft<'_>) {
    send(draft, Redraw::Missing);
}

fn send(draft: &mut Draft<'_>, how: Redraw) {
    let people = gallery::redraw(draft.state(), how);
    if !people.is_empty() {
        tell(draft, GalleryChange::Sent { people });
    }
}

#[derive(Clone, Copy)]
struct Wish<'a> {
    question: Option<&'a str>,
    takeaways: Option<&'a [String]>,
    ask: Option<&'a str>,
}

fn write(draft: &mut Draft<'_>, actor: PersonId, room: RoomId, wish: Wish<'_>) -> Result<(), Refusal> {
    let state = draft.state();
    of_the_room(state, actor, room)?;
    if state.gallery.phase == GalleryPhase::Closed {
        return Err(Refusal::GalleryClosed);
    }
    let before = state.gallery.cards.get(&room).cloned().unwrap_or_default();
    if before.released {
        return Err(Refusal::CardReleased);
    }
    let words = CardWords {
        question: line(draft, wish.question, before.words.question)?,
        takeaways: match wish.takeaways {
            None => before.words.takeaways,
            Some(takeaways) if takeaways.len() > CARD_TAKEAWAYS_MAX => return Err(Refusal::TooMany),
            Some(takeaways) => takeaways
                .iter()
                .filter_map(|text| line(draft, Some(text), None).transpose())
                .collect::<Result<_, _>>()?,
        },
        ask: line(draft, wish.ask, before.words.ask)?,
    };
    tell(draft, GalleryChange::Written { room, words });
    Ok(())
}

/// What is written on a card belongs to its room, not to who typed it.
fn line(
    draft: &mut Draft<'_>,
    wish: Option<&str>,
    before: Option<ContentId>,
) -> Result<Option<ContentId>, Refusal> {
    match wish {
        None => Ok(before),
        Some(raw) if raw.trim().is_empty() => Ok(None),
        Some(raw) => {
            let text = text::short_paragraph(raw, CARD_GRAPHEMES_MAX)?;
            Ok(Some(draft.content(text, None)))
        }
    }
}

fn of_the_room(state: &State, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    let someone = guard::acting(state, actor)?;
    guard::room(state, room)?;
    if state.main_room == Some(room) {
        return Err(Refusal::NoRoom);
    }
    if someone.role == Role::Facilitator || gallery::home(state, actor) == Some(room) {
        Ok(())
    } else {
        Err(Refusal::NotInRoom)
    }
}

/// Only its presenter; a facilitator (of the meeting or of the room) where there is none, or they are gone.
fn release(draft: &mut Draft<'_>, actor: PersonId, room: RoomId, released: bool) -> Result<(), Refusal> {
    let state = draft.state();
    guard::acting(state, actor)?;
    guard::room(state, room)?;
    let may = match gallery::releases(state, room) {
        Some(presenter) => presenter == actor,
        None => guard::room_facilitator(state, actor, room).is_ok(),
    };
    if !may {
        return Err(Refusal::PresenterOnly);
    }
    let card = card(state, room)?;
    if card.released == released {
        return Err(Refusal::NothingToDo);
    }
    if card.words.is_empty() {
        return Err(Refusal::CardEmpty);
    }
    tell(draft, GalleryChange::Released { room, released });
    send(draft, Redraw::All);
    Ok(())
}

fn see(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    let state = draft.state();
    guard::member(state, actor)?;
    shown(state, room)?;
    let seen = state.gallery.seen.get(&actor);
    if seen.is_some_and(|seen| seen.contains(&room)) {
        return Err(Refusal::NothingToDo);
    }
    // Whoever only looks is no visitor.
    if state.gallery.sent.contains_key(&actor) {
        tell(draft, GalleryChange::Seen { room, person: actor });
    }
    Ok(())
}

fn respond(draft: &mut Draft<'_>, actor: PersonId, room: RoomId, raw: &str) -> Result<(), Refusal> {
    let state = draft.state();
    guard::acting(state, actor)?;
    let card = shown(state, room)?;
    if gallery::home(state, actor) == Some(room) {
        return Err(Refusal::OwnCard);
    }
    let own = card.responses.iter().filter(|response| response.person == actor);
    if own.count() >= CARD_RESPONSES_EACH_MAX {
        return Err(Refusal::TooMany);
    }
    let text = text::short_paragraph(raw, CARD_GRAPHEMES_MAX)?;
    let (text, message) = (draft.content(text, Some(actor)), draft.id());
    tell(
        draft,
        GalleryChange::Responded {
            room,
            message,
            person: actor,
            text,
        },
    );
    Ok(())
}

fn card(state: &State, room: RoomId) -> Result<&GalleryCard, Refusal> {
    guard::room(state, room)?;
    state.gallery.cards.get(&room).ok_or(Refusal::CardEmpty)
}

/// One that visitors see now.
fn shown(state: &State, room: RoomId) -> Result<&GalleryCard, Refusal> {
    if state.gallery.phase != GalleryPhase::Open {
        return Err(Refusal::GalleryClosed);
    }
    let card = card(state, room)?;
    if card.released {
        Ok(card)
    } else {
        Err(Refusal::CardEmpty)
    }
}
