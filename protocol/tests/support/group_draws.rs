//! Commands about groups, for the tests that ask everything in whatever order.

use protocol::ids::{GroupSetId, PersonId, RoomId};
use protocol::meeting::command::Seats;
use protocol::meeting::grouping::{Attribute, GroupRule};
use protocol::meeting::{Command, State};

/// How many kinds there are.
pub const KINDS: u8 = 19;

/// The `kind`th command, about these people and rooms.
pub fn command(state: &State, kind: u8, n: u8, people: [PersonId; 2], rooms: [RoomId; 2]) -> Command {
    let [a, b] = people;
    let [room, into] = rooms;
    let first = state.group_sets.first().map(|set| set.id);
    let set = first.unwrap_or(GroupSetId(uuid::Uuid::nil()));
    match kind % KINDS {
        0 | 1 => Command::MakeGroups {
            size: u16::from(n % 6),
            rule: [
                GroupRule::Random,
                GroupRule::Language,
                GroupRule::Mixed {
                    by: Attribute::Organization,
                },
                GroupRule::Alike {
                    by: Attribute::Position,
                },
            ][usize::from(n / 6 % 4)],
            apart: n.is_multiple_of(2),
            expected: n.is_multiple_of(3),
        },
        2 => Command::Pin {
            people: vec![a],
            pinned: n.is_multiple_of(2),
        },
        3 => Command::Swap { a, b },
        4 => Command::EvenOut {},
        5 => Command::MergeRooms { from: room, into },
        6 => Command::ReopenRoom { room },
        8 => Command::OpenChoice {
            rooms: vec![Seats {
                room,
                seats: u16::from(n % 3),
            }],
        },
        9 => Command::CloseChoice {},
        10 | 11 => Command::Choose {
            room: (!n.is_multiple_of(4)).then_some(room),
        },
        12 => Command::SaveGroups {
            name: "Morning".to_owned(),
        },
        13 => Command::Visit { room },
        14 => Command::EndVisit {},
        15 => Command::UseGroups { set },
        16 if n.is_multiple_of(2) => Command::DeleteGroups { set },
        16 => Command::RenameGroups {
            set,
            name: "Afternoon".to_owned(),
        },
        // Somebody of the list, where there is one.
        17 => Command::Recognize {
            person: a,
            expected: Some(expected(state).unwrap_or(b)),
        },
        18 => Command::TellApart {
            person: a,
            expected: expected(state).unwrap_or(b),
        },
        _ => Command::SendAgain { person: a },
    }
}

fn expected(state: &State) -> Option<PersonId> {
    let people = state.people.iter();
    let mut expected = people
        .filter(|(_, p)| p.expected && !p.removed)
        .map(|(id, _)| *id);
    expected.next()
}
