//! The gallery as one reader sees it.

use super::project::words;
use super::{Audience, Change, Slice};
use crate::ids::{MessageId, PersonId, RoomId};
use crate::meeting::gallery::{self, CardResponse, CardWords, GalleryChange, GalleryPhase};
use crate::meeting::state::{Role, Round, State};
use crate::meeting::{Contents, Event};
use serde::{Deserialize, Serialize};

/// What everybody sees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GalleryView {
    pub phase: GalleryPhase,
    /// Those that were released, while the gallery is open.
    pub cards: Vec<CardView>,
}

/// A room's card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CardView {
    pub room: RoomId,
    pub question: Option<String>,
    pub takeaways: Vec<String>,
    pub ask: Option<String>,
    pub released: bool,
}

/// What somebody left on a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ResponseView {
    pub id: MessageId,
    pub room: RoomId,
    pub person: PersonId,
    pub text: String,
}

/// What is for one reader alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OwnGallery {
    /// The cards to visit, in order.
    pub sent: Vec<RoomId>,
    pub seen: Vec<RoomId>,
    /// Their room's card, once something stands on it.
    pub card: Option<CardView>,
    /// Who releases it; none: a facilitator does.
    pub releases: Option<PersonId>,
    /// What others left on it, and what the reader left on others.
    pub responses: Vec<ResponseView>,
}

/// For facilitators: how far each card is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeskCard {
    pub card: CardView,
    /// How many are sent to it, and how many have looked.
    pub sent: u32,
    pub seen: u32,
    pub responses: u32,
    /// Who releases it; none: a facilitator does.
    pub releases: Option<PersonId>,
}

fn card_view(contents: &Contents, room: RoomId, written: &CardWords, released: bool) -> CardView {
    CardView {
        room,
        question: written.question.map(|id| words(contents, id)),
        takeaways: written.takeaways.iter().map(|id| words(contents, *id)).collect(),
        ask: written.ask.map(|id| words(contents, id)),
        released,
    }
}

pub(super) fn gallery_view(state: &State, contents: &Contents) -> GalleryView {
    let phase = state.gallery.phase;
    let shown = |released: bool| released && phase == GalleryPhase::Open;
    let cards = state
        .gallery
        .cards
        .iter()
        .filter(|(_, card)| shown(card.released));
    GalleryView {
        phase,
        cards: cards
            .map(|(room, card)| card_view(contents, *room, &card.words, true))
            .collect(),
    }
}

pub(super) fn own_gallery(state: &State, contents: &Contents, person: PersonId) -> OwnGallery {
    let gallery = &state.gallery;
    let home = gallery::home(state, person);
    let own = home.and_then(|room| Some((room, gallery.cards.get(&room)?)));
    let response = |room: RoomId, one: &CardResponse| ResponseView {
        id: one.id,
        room,
        person: one.person,
        text: words(contents, one.text),
    };
    let responses = gallery.cards.iter().flat_map(|(room, card)| {
        let card_responses = card.responses.iter();
        let read = card_responses.filter(move |one| home == Some(*room) || one.person == person);
        read.map(move |one| response(*room, one))
    });
    OwnGallery {
        sent: gallery.sent.get(&person).cloned().unwrap_or_default(),
        seen: gallery.seen.get(&person).into_iter().flatten().copied().collect(),
        card: own.map(|(room, card)| card_view(contents, room, &card.words, card.released)),
        releases: home.and_then(|room| gallery::releases(state, room)),
        responses: responses.collect(),
    }
}

pub(super) fn desk(state: &State, contents: &Contents) -> Vec<DeskCard> {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let gallery = &state.gallery;
    let cards = gallery.cards.iter().map(|(room, card)| DeskCard {
        card: card_view(contents, *room, &card.words, card.released),
        sent: count(gallery.sent_to(*room)),
        seen: count(gallery.seen_by(*room)),
        responses: count(card.responses.len()),
        releases: gallery::releases(state, *room),
    });
    cards.collect()
}

pub(super) fn project(
    state: &State,
    contents: &Contents,
    slice: Slice,
    audience: Audience,
) -> Option<Change> {
    match slice {
        Slice::Gallery => Some(Change::Gallery {
            gallery: gallery_view(state, contents),
        }),
        Slice::OwnGallery(id) => (audience.own == Some(id)).then(|| Change::OwnGallery {
            gallery: own_gallery(state, contents, id),
        }),
        Slice::GalleryDesk => audience.facilitator.then(|| Change::GalleryDesk {
            cards: desk(state, contents),
        }),
        _ => None,
    }
}

/// What any event touches of the gallery: also who is here, presents, or is of which room.
pub(super) fn touched(after: &State, event: &Event) -> Vec<Slice> {
    let of_room = |room: RoomId| gallery::people_of(after, room).map(Slice::OwnGallery);
    match event {
        Event::Gallery(GalleryChange::Phase { .. }) => vec![Slice::Gallery],
        Event::Gallery(GalleryChange::Written { room, .. }) => {
            of_room(*room).chain([Slice::GalleryDesk]).collect()
        }
        Event::Gallery(GalleryChange::Released { room, .. }) => of_room(*room)
            .chain([Slice::GalleryDesk, Slice::Gallery])
            .collect(),
        Event::Gallery(GalleryChange::Sent { people }) => {
            let own = people.keys().map(|person| Slice::OwnGallery(*person));
            own.chain([Slice::GalleryDesk]).collect()
        }
        Event::Gallery(GalleryChange::Seen { person, .. }) => {
            vec![Slice::OwnGallery(*person), Slice::GalleryDesk]
        }
        Event::Gallery(GalleryChange::Responded { room, person, .. }) => of_room(*room)
            .chain([Slice::OwnGallery(*person), Slice::GalleryDesk])
            .collect(),
        // A card that is gone with its room was in others' views too.
        Event::RoomRemoved { .. } => {
            let everyone = after.people.keys().map(|person| Slice::OwnGallery(*person));
            everyone.chain([Slice::GalleryDesk, Slice::Gallery]).collect()
        }
        Event::PersonAssigned { person, .. } => {
            // Whether the presenter of the room before is of it is seen by all of it.
            let mut slices = releasing(after, *person);
            slices.push(Slice::OwnGallery(*person));
            slices
        }
        Event::PersonConnected { person, .. }
        | Event::PersonDropped { person, .. }
        | Event::PersonMoved { person, .. }
        | Event::PersonAdmitted { person }
        | Event::PersonRemoved { person } => releasing(after, *person),
        Event::PresenterSet { room, .. }
        | Event::RoundStarted { room, .. }
        | Event::ClientBegan { room, .. } => of_room(*room).chain([Slice::GalleryDesk]).collect(),
        _ => Vec::new(),
    }
}

/// Where somebody presents or presented last: the room's people see who releases its card.
fn releasing(after: &State, person: PersonId) -> Vec<Slice> {
    let presents = |round: &Round| round.presenter == Some(person);
    let rooms = after.rooms.iter();
    let rooms: Vec<RoomId> = rooms
        .filter(|(_, room)| room.round.as_ref().is_some_and(presents))
        .map(|(id, _)| *id)
        .collect();
    let own = rooms
        .iter()
        .flat_map(|room| gallery::people_of(after, *room).map(Slice::OwnGallery));
    // Who comes and goes elsewhere is no news of the gallery.
    own.chain((!rooms.is_empty()).then_some(Slice::GalleryDesk))
        .collect()
}

/// Facilitators see how far the cards are.
pub(super) fn desk_of(state: &State, contents: &Contents, role: Role) -> Vec<DeskCard> {
    if role == Role::Facilitator {
        desk(state, contents)
    } else {
        Vec::new()
    }
}
