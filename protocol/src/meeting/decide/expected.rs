//! A list of who is expected, and of rooms: all of it, or nothing.

use super::draft::Draft;
use super::people::Answers;
use super::{guard, rooms};
use crate::ids::{PersonId, RoomId};
use crate::meeting::expected::{
    Checked, CheckedRoom, ExpectedKind, ExpectedList, ExpectedPerson, Place, check,
};
use crate::meeting::grouping::Why;
use crate::meeting::state::Role;
use crate::meeting::{Event, Refusal};
use std::sync::Arc;

/// What is wrong with the list is told to whoever looks at it before; here it is only a no.
pub(super) fn expect(draft: &mut Draft<'_>, by: PersonId, list: &ExpectedList) -> Result<(), Refusal> {
    guard::open(draft.state())?;
    guard::facilitator(draft.state(), by)?;
    let attributes = Arc::clone(&draft.context.attributes);
    let checked = check(draft.state(), &attributes.known, list).map_err(|_| Refusal::BadList)?;
    let Checked {
        people,
        rooms,
        voices,
        known: _,
    } = checked;
    if people.is_empty() && rooms.is_empty() && voices.is_empty() {
        return Err(Refusal::NothingToDo);
    }
    let made = make_rooms(draft, &rooms)?;
    for (room, link) in voices {
        let voice = Some(draft.content(link, None));
        draft.emit(Event::RoomVoiceSet { room, voice });
    }
    for person in people {
        let Some(wish) = list.people.get(person.index) else {
            continue;
        };
        let room = person.room.and_then(|place| match place {
            Place::Known(room) => Some(room),
            Place::New(index) => made.get(index).copied(),
        });
        add(draft, wish, room)?;
    }
    Ok(())
}

/// Those with a number of their own first: the others take what is free then.
fn make_rooms(draft: &mut Draft<'_>, wanted: &[CheckedRoom]) -> Result<Vec<RoomId>, Refusal> {
    for number in wanted.iter().filter_map(|room| room.number) {
        let (room, board) = (draft.id(), draft.id());
        draft.emit(Event::RoomCreated { room, number, board });
    }
    let mut made = Vec::with_capacity(wanted.len());
    for wish in wanted {
        let number = match wish.number {
            Some(number) => number,
            None => rooms::add_one(draft)?,
        };
        let mut known = draft.state().rooms.iter();
        let room = known.find(|(_, room)| room.number == number).map(|(id, _)| *id);
        let room = room.ok_or(Refusal::NoRoom)?;
        if let Some(name) = &wish.name {
            let name = Some(draft.content(name.clone(), None));
            draft.emit(Event::RoomNamed { room, name });
        }
        if let Some(link) = &wish.voice {
            let voice = Some(draft.content(link.clone(), None));
            draft.emit(Event::RoomVoiceSet { room, voice });
        }
        made.push(room);
    }
    Ok(made)
}

/// They are in nobody's way until they come: see [`crate::meeting::state::Person::expected`].
fn add(draft: &mut Draft<'_>, wish: &ExpectedPerson, room: Option<RoomId>) -> Result<(), Refusal> {
    let person: PersonId = draft.id();
    let name = draft.line(wish.about.name.as_deref().unwrap_or_default(), Some(person))?;
    let answers = Answers::of_newcomer(draft, person, &wish.about)?;
    let tag = wish
        .about
        .language
        .as_deref()
        .map(str::trim)
        .filter(|tag| !tag.is_empty());
    let language = tag.map_or_else(|| draft.state().language.clone(), str::to_owned);
    let main = guard::main_room(draft.state())?;
    let notebook = draft.id();
    draft.emit(Event::PersonJoined {
        person,
        role: match wish.kind {
            ExpectedKind::Participant | ExpectedKind::RoomFacilitator => Role::Participant,
            ExpectedKind::Observer => Role::Observer,
            ExpectedKind::AccessSupport => Role::AccessSupport,
        },
        name,
        organization: answers.organization,
        position: answers.position,
        language,
        notebook,
        room: main,
        subject: answers.subject,
        pronouns: answers.pronouns,
        access_needs: answers.access_needs,
        waiting: false,
        expected: true,
        simulated: false,
    });
    let facilitates = wish.kind == ExpectedKind::RoomFacilitator && room.is_some();
    if facilitates {
        draft.emit(Event::RoomFacilitatorSet { person, room });
    }
    if room.is_some() {
        let why = Some(if facilitates {
            Why::Facilitates
        } else {
            Why::ByHand
        });
        draft.emit(Event::PersonAssigned { person, room, why });
    }
    Ok(())
}
