//! The gallery: one card of each room, which others visit in the main room. The rule of who visits which is in [`visits`].

pub mod visits;

use super::State;
use super::state::Role;
use crate::ids::{ContentId, MessageId, PersonId, RoomId};
use crate::limits::GALLERY_VISITS;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How far the gallery is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GalleryPhase {
    #[default]
    Closed,
    /// Rooms write their cards.
    Writing,
    /// Released cards are shown in the main room.
    Open,
}

/// The gallery of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gallery {
    pub phase: GalleryPhase,
    pub cards: BTreeMap<RoomId, GalleryCard>,
    /// The cards that somebody is to visit, in order.
    pub sent: BTreeMap<PersonId, Vec<RoomId>>,
    /// The cards that they have looked at.
    pub seen: BTreeMap<PersonId, BTreeSet<RoomId>>,
}

/// A room's card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GalleryCard {
    pub words: CardWords,
    pub released: bool,
    pub responses: Vec<CardResponse>,
}

/// What stands on a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardWords {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<ContentId>,
    /// Three at most.
    pub takeaways: Vec<ContentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<ContentId>,
}

/// What a visitor left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardResponse {
    pub id: MessageId,
    pub person: PersonId,
    pub at: Timestamp,
    pub text: ContentId,
}

/// What is asked about the gallery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(tag = "act", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum GalleryAct {
    /// By a facilitator.
    SetPhase { phase: GalleryPhase },
    /// By who is of the room. None keeps what is, an empty text takes it away.
    WriteCard {
        room: RoomId,
        #[serde(default)]
        question: Option<String>,
        /// All of them.
        #[serde(default)]
        takeaways: Option<Vec<String>>,
        #[serde(default)]
        ask: Option<String>,
    },
    /// By its presenter, or a facilitator where the presenter is gone.
    ReleaseCard { room: RoomId, released: bool },
    /// The page shows this card.
    SeeCard { room: RoomId },
    /// A few words to a room about its card.
    Respond { room: RoomId, text: String },
}

/// What happened to the gallery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum GalleryChange {
    Phase {
        phase: GalleryPhase,
    },
    Written {
        room: RoomId,
        words: CardWords,
    },
    Released {
        room: RoomId,
        released: bool,
    },
    /// These people visit these cards from now on, others what they did.
    Sent {
        people: BTreeMap<PersonId, Vec<RoomId>>,
    },
    Seen {
        room: RoomId,
        person: PersonId,
    },
    Responded {
        room: RoomId,
        message: MessageId,
        person: PersonId,
        text: ContentId,
    },
}

impl CardWords {
    pub fn is_empty(&self) -> bool {
        self.question.is_none() && self.takeaways.is_empty() && self.ask.is_none()
    }
}

impl Gallery {
    /// The cards that are shown, in the order of their rooms' ids: as the rooms were made.
    pub fn released(&self) -> impl Iterator<Item = RoomId> {
        self.cards
            .iter()
            .filter(|(_, card)| card.released)
            .map(|(room, _)| *room)
    }

    /// How many are sent to a card.
    pub fn sent_to(&self, room: RoomId) -> usize {
        self.sent.values().filter(|rooms| rooms.contains(&room)).count()
    }

    /// How many have looked at it.
    pub fn seen_by(&self, room: RoomId) -> usize {
        self.seen.values().filter(|rooms| rooms.contains(&room)).count()
    }
}

/// The room whose card is somebody's own: the breakout room that they are in, else the one that they are assigned to.
pub fn home(state: &State, person: PersonId) -> Option<RoomId> {
    let person = state.people.get(&person).filter(|p| !p.removed && !p.waiting)?;
    let in_breakout = Some(person.room).filter(|room| Some(*room) != state.main_room);
    in_breakout.or(person.assigned)
}

/// Everybody who is of a room.
pub fn people_of(state: &State, room: RoomId) -> impl Iterator<Item = PersonId> {
    let people = state.people.keys().copied();
    people.filter(move |person| home(state, *person) == Some(room))
}

/// Who presents in the room, or presented last, as long as they are here and of the room.
pub fn releases(state: &State, room: RoomId) -> Option<PersonId> {
    let presenter = state.rooms.get(&room)?.round.as_ref()?.presenter?;
    let is_here = state.people.get(&presenter).is_some_and(|p| p.here);
    (is_here && home(state, presenter) == Some(room)).then_some(presenter)
}

/// Who is sent to cards: those who take part and are here.
fn visits_cards(state: &State, person: PersonId) -> bool {
    let person = state.people.get(&person).filter(|p| !p.removed && !p.waiting);
    person.is_some_and(|p| p.role == Role::Participant && p.here)
}

/// How far who is sent where may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Redraw {
    /// What somebody has looked at stays theirs; the rest may change.
    All,
    /// Only what is missing is added.
    Missing,
}

/// What changes about who is sent where, so that everybody has their cards.
pub(crate) fn redraw(state: &State, how: Redraw) -> BTreeMap<PersonId, Vec<RoomId>> {
    let gallery = &state.gallery;
    if gallery.phase != GalleryPhase::Open {
        return BTreeMap::new();
    }
    let cards: Vec<RoomId> = gallery.released().collect();
    let none = Vec::new();
    let visitor = |person: PersonId| {
        let own = home(state, person);
        let seen = gallery.seen.get(&person);
        let stays = |room: &&RoomId| {
            let is_seen = seen.is_some_and(|seen| seen.contains(*room));
            cards.contains(*room) && Some(**room) != own && (is_seen || how == Redraw::Missing)
        };
        let before = gallery.sent.get(&person).unwrap_or(&none);
        visits::Visitor {
            person,
            own,
            kept: before.iter().filter(stays).copied().collect(),
        }
    };
    let people = state.people.keys().copied();
    let visitors: Vec<_> = people
        .filter(|person| visits_cards(state, *person) || gallery.sent.contains_key(person))
        .map(visitor)
        .collect();
    let enough = |visitor: &visits::Visitor| {
        let open = cards.iter().filter(|card| Some(**card) != visitor.own).count();
        let before = gallery.sent.get(&visitor.person).unwrap_or(&none);
        visitor.kept.len() >= open.min(GALLERY_VISITS) && visitor.kept == *before
    };
    if how == Redraw::Missing && visitors.iter().all(enough) {
        return BTreeMap::new();
    }
    let mut now = visits::spread(&cards, &visitors);
    now.retain(|person, rooms| gallery.sent.get(person) != Some(rooms));
    now
}

/// What an event of this part does.
pub(super) fn apply(state: &mut State, at: Timestamp, change: &GalleryChange) {
    let gallery = &mut state.gallery;
    match change {
        GalleryChange::Phase { phase } => gallery.phase = *phase,
        GalleryChange::Written { room, words } => {
            gallery.cards.entry(*room).or_default().words = words.clone();
        }
        GalleryChange::Released { room, released } => {
            if let Some(card) = gallery.cards.get_mut(room) {
                card.released = *released;
            }
        }
        GalleryChange::Sent { people } => {
            for (person, rooms) in people {
                gallery.sent.insert(*person, rooms.clone());
            }
        }
        GalleryChange::Seen { room, person } => {
            gallery.seen.entry(*person).or_default().insert(*room);
        }
        GalleryChange::Responded {
            room,
            message,
            person,
            text,
        } => {
            if let Some(card) = gallery.cards.get_mut(room) {
                card.responses.push(CardResponse {
                    id: *message,
                    person: *person,
                    at,
                    text: *text,
                });
            }
        }
    }
}

/// A room that is gone takes its card along.
pub(super) fn forget_room(gallery: &mut Gallery, room: RoomId) {
    gallery.cards.remove(&room);
    for rooms in gallery.sent.values_mut() {
        rooms.retain(|one| *one != room);
    }
    for rooms in gallery.seen.values_mut() {
        rooms.remove(&room);
    }
}
