//! The card of a room, for those who may keep it.

use super::access::Access;
use super::build::Builder;
use super::{RecordMessage, RecordReader};
use crate::ids::RoomId;
use serde::Serialize;

/// A room's card for the gallery.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordCard {
    pub question: Option<String>,
    pub takeaways: Vec<String>,
    pub ask: Option<String>,
    /// Its presenter gave it to the meeting.
    pub released: bool,
    /// How many looked at it.
    pub visitors: u32,
    /// What they left; for the room's own people and facilitators.
    pub responses: Vec<RecordMessage>,
}

impl Builder<'_> {
    /// A card that was released is the meeting's; another its room's own people's.
    pub(super) fn card(&self, reader: RecordReader, access: Access, id: RoomId) -> Option<RecordCard> {
        let gallery = &self.state().gallery;
        let card = gallery.cards.get(&id)?;
        let of_the_room = access.whole();
        if card.words.is_empty() || !(card.released || of_the_room) {
            return None;
        }
        let response = |one: &crate::meeting::gallery::CardResponse| {
            let text = self.maybe_words(Some(one.text))?;
            let (at, person) = (one.at, self.named(one.person));
            Some(RecordMessage { at, person, text })
        };
        let reads = of_the_room || reader == RecordReader::Facilitator;
        let responses = card.responses.iter().filter(|_| reads).filter_map(response);
        Some(RecordCard {
            question: self.maybe_words(card.words.question),
            takeaways: card
                .words
                .takeaways
                .iter()
                .filter_map(|id| self.maybe_words(Some(*id)))
                .collect(),
            ask: self.maybe_words(card.words.ask),
            released: card.released,
            visitors: u32::try_from(gallery.seen_by(id)).unwrap_or(u32::MAX),
            responses: responses.collect(),
        })
    }
}
