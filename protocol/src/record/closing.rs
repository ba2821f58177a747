//! What people take on, as far as a reader may keep it.

use super::build::Builder;
use super::{RecordCommitment, RecordReader};
use crate::ids::{PersonId, RoomId};
use crate::meeting::closing::Commitment;

impl Builder<'_> {
    /// In the order in which they were written. Who was removed promises nothing any more.
    pub(super) fn commitments(&self, reader: RecordReader) -> Vec<RecordCommitment> {
        let mut found: Vec<(&Commitment, RecordCommitment)> = self
            .state()
            .closing
            .commitments
            .iter()
            .filter(|(_, one)| !one.taken_away && self.keeps(reader, one))
            .filter_map(|(id, one)| {
                let owner = self.state().people.get(&one.person)?;
                let commitment = RecordCommitment {
                    id: *id,
                    person: self.named(one.person)?,
                    room: one.room,
                    text: self.maybe_words(Some(one.text))?,
                    due: one.due.clone(),
                    done: one.done,
                    shared: one.shared,
                };
                (!owner.removed).then_some((one, commitment))
            })
            .collect();
        found.sort_by_key(|(one, _)| one.made_at);
        found.into_iter().map(|(_, commitment)| commitment).collect()
    }

    fn keeps(&self, reader: RecordReader, one: &Commitment) -> bool {
        match reader {
            RecordReader::Facilitator => true,
            RecordReader::Person(person) => {
                let of_their_room = |room: RoomId| self.was_in(person, room);
                one.shared || one.person == person || one.room.is_some_and(of_their_room)
            }
        }
    }

    fn was_in(&self, person: PersonId, room: RoomId) -> bool {
        let person = self.state().people.get(&person);
        person.is_some_and(|person| person.stays.iter().any(|stay| stay.room == room))
    }
}
