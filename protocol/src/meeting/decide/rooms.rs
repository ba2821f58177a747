//! Titles, rooms, their names and voice links.

use super::draft::Draft;
use super::guard;
use crate::ids::{ContentId, PersonId, RoomId};
use crate::limits::ROOMS_MAX;
use crate::meeting::command::VoiceLink;
use crate::meeting::state::Breakouts;
use crate::meeting::{Event, Refusal};

pub(super) fn retitle(draft: &mut Draft<'_>, actor: PersonId, title: &str) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let title = draft.line(title, None)?;
    draft.emit_last(Event::MeetingRetitled { title });
    Ok(())
}

pub(super) fn create(draft: &mut Draft<'_>, actor: PersonId, count: u16) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if count == 0 {
        return Err(Refusal::OutOfRange);
    }
    add(draft, usize::from(count))
}

/// `count` more breakout rooms, with the lowest free numbers.
pub(super) fn add(draft: &mut Draft<'_>, count: usize) -> Result<(), Refusal> {
    // The main room is one of `rooms`.
    if count > ROOMS_MAX || draft.state().rooms.len() + count > ROOMS_MAX + 1 {
        return Err(Refusal::TooManyRooms);
    }
    for _ in 0..count {
        add_one(draft)?;
    }
    Ok(())
}

/// The number of a new room: the lowest that is free.
pub(super) fn add_one(draft: &mut Draft<'_>) -> Result<u16, Refusal> {
    let taken = |number: &u16| draft.state().rooms.values().any(|room| room.number == *number);
    let Some(number) = (1..=u16::MAX).find(|number| !taken(number)) else {
        return Err(Refusal::TooManyRooms);
    };
    let (room, board) = (draft.id(), draft.id());
    draft.emit(Event::RoomCreated { room, number, board });
    Ok(number)
}

pub(super) fn remove(draft: &mut Draft<'_>, actor: PersonId, room_id: RoomId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let state = draft.state();
    let room = guard::room(state, room_id)?;
    if state.main_room == Some(room_id) {
        return Err(Refusal::MainRoom);
    }
    if state.breakouts != Breakouts::Closed {
        return Err(Refusal::RoomsOpen);
    }
    let used = room.round.is_some()
        || state
            .people
            .values()
            .any(|p| p.room == room_id || p.stays.iter().any(|stay| stay.room == room_id));
    if used {
        return Err(Refusal::RoomInUse);
    }
    let people = state.people.iter();
    let bound: Vec<_> = people
        .map(|(id, p)| (*id, p.assigned == Some(room_id), p.facilitates == Some(room_id)))
        .filter(|(_, assigned, facilitates)| *assigned || *facilitates)
        .collect();
    for (person, assigned, facilitates) in bound {
        if assigned {
            draft.emit(Event::PersonAssigned {
                person,
                room: None,
                why: None,
            });
        }
        if facilitates {
            draft.emit(Event::RoomFacilitatorSet { person, room: None });
        }
    }
    draft.emit(Event::RoomRemoved { room: room_id });
    Ok(())
}

pub(super) fn name(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room: RoomId,
    name: Option<&str>,
) -> Result<(), Refusal> {
    guard::room_facilitator(draft.state(), actor, room)?;
    let name: Option<ContentId> = match name {
        Some(name) if !name.trim().is_empty() => Some(draft.line(name, None)?),
        _ => None,
    };
    draft.emit_last(Event::RoomNamed { room, name });
    Ok(())
}

pub(super) fn set_voice(draft: &mut Draft<'_>, actor: PersonId, links: &[VoiceLink]) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if links.len() > ROOMS_MAX + 1 {
        return Err(Refusal::TooMany);
    }
    for VoiceLink { room, link } in links {
        guard::room(draft.state(), *room)?;
        let voice = match link.as_deref().map(str::trim).filter(|link| !link.is_empty()) {
            Some(link) => Some(voice_link(draft, link)?),
            None => None,
        };
        draft.emit(Event::RoomVoiceSet { room: *room, voice });
    }
    Ok(())
}

/// Only what a browser opens as a call or a page: `https:` and `tel:`.
fn voice_link(draft: &mut Draft<'_>, link: &str) -> Result<ContentId, Refusal> {
    if !is_link(link, true) {
        return Err(Refusal::BadLink);
    }
    Ok(draft.content(link.to_owned(), None))
}

/// Whether this is an `https:` link (or `tel:` where that is welcome) that holds nothing odd.
pub(in crate::meeting) fn is_link(link: &str, tel: bool) -> bool {
    let plain = link.len() <= 500
        && link
            .chars()
            .all(|c| !c.is_whitespace() && !c.is_control() && !"<>\"'`\\".contains(c));
    let lower = link.to_ascii_lowercase();
    let https = lower.strip_prefix("https://").is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && !host.contains('@')
    });
    let phone = lower.strip_prefix("tel:").is_some_and(|number| {
        number.chars().any(|c| c.is_ascii_digit())
            && number
                .chars()
                .all(|c| c.is_ascii_digit() || "+-.()*#,;=extpw".contains(c))
    });
    plain && (https || (tel && phone))
}
