//! What a reader may keep of each room: the only place that decides it.

use super::RecordReader;
use crate::ids::{PersonId, RoomId};
use crate::meeting::State;
use crate::meeting::state::{Room, Round, SharingLevel};

/// What a reader may keep of one room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Access {
    /// Who was there when.
    pub(super) attendance: bool,
    /// Everything, whatever the sharing level.
    whole: bool,
    /// Where nobody presented nobody need be asked.
    common: bool,
}

impl Access {
    /// A room's own people have it all.
    pub(super) fn whole(self) -> bool {
        self.whole
    }

    /// Whether a round's dilemma goes into the record.
    pub(super) fn dilemma(self, room: &Room, round: &Round) -> bool {
        self.whole || agreed(room, round) || self.unowned(room)
    }

    /// Whether the notes and their authors go into it. All rounds of a room write on one board.
    pub(super) fn notes(self, room: &Room) -> bool {
        self.whole || self.unowned(room) || all_agreed(room)
    }

    /// Nobody presented in the room, so nobody need be asked. For facilitators, and in the main room, where all were; other
    /// rooms are their people's.
    fn unowned(self, room: &Room) -> bool {
        self.common && !room.had_presenter
    }
}

/// What `reader` may keep of a room; none: it is not in their record.
pub(super) fn access(state: &State, reader: RecordReader, id: RoomId, room: &Room) -> Option<Access> {
    match reader {
        RecordReader::Facilitator => Some(Access {
            attendance: true,
            whole: false,
            common: true,
        }),
        RecordReader::Person(person) if was_in(state, person, id) => Some(Access {
            attendance: true,
            whole: true,
            common: true,
        }),
        RecordReader::Person(_) | RecordReader::Shared => {
            let other = Access {
                attendance: false,
                whole: false,
                common: reader == RecordReader::Shared && room.number == 0,
            };
            let any_dilemma = || rounds(room).any(|round| other.dilemma(room, round));
            let any_card = || state.gallery.cards.get(&id).is_some_and(|card| card.released);
            (other.notes(room) || any_dilemma() || any_card()).then_some(other)
        }
    }
}

/// Whether a facilitator may pass the notes of a room on.
pub(super) fn given(room: &Room) -> bool {
    !room.had_presenter || all_agreed(room)
}

fn all_agreed(room: &Room) -> bool {
    let mut begun = rounds(room).filter(|round| began(round)).peekable();
    begun.peek().is_some() && begun.all(|round| agreed(room, round))
}

/// All rounds of a room, in order.
pub(super) fn rounds(room: &Room) -> impl Iterator<Item = &Round> {
    room.past_rounds.iter().chain(room.round.as_ref())
}

fn was_in(state: &State, person: PersonId, room: RoomId) -> bool {
    let person = state.people.get(&person).filter(|p| !p.removed);
    person.is_some_and(|p| p.stays.iter().any(|stay| stay.room == room))
}

/// A round that was ended while it gathered left nothing to agree to.
fn began(round: &Round) -> bool {
    round.runs.iter().any(|run| run.step.is_some())
}

/// Whether the presenter of `round` gave it to the meeting. What one agreed to does not bind another who took over.
fn agreed(room: &Room, round: &Round) -> bool {
    let is_current = room
        .round
        .as_ref()
        .is_some_and(|current| std::ptr::eq(current, round));
    if !is_current {
        return round.sharing == SharingLevel::Meeting;
    }
    let by_presenter = round
        .presenter
        .is_none_or(|presenter| room.agreed_by == Some(presenter));
    room.sharing == SharingLevel::Meeting && room.agreed_by.is_some() && by_presenter
}
