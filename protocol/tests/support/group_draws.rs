//! Commands about groups, for the tests that ask everything in whatever order.

use protocol::ids::{PersonId, RoomId};
use protocol::meeting::Command;
use protocol::meeting::grouping::{Attribute, GroupRule};

/// How many kinds there are.
pub const KINDS: u8 = 8;

/// The `kind`th command, about these people and rooms.
pub fn command(kind: u8, n: u8, people: [PersonId; 2], rooms: [RoomId; 2]) -> Command {
    let [a, b] = people;
    let [room, into] = rooms;
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
        },
        2 => Command::Pin {
            people: vec![a],
            pinned: n.is_multiple_of(2),
        },
        3 => Command::Swap { a, b },
        4 => Command::EvenOut {},
        5 => Command::MergeRooms { from: room, into },
        6 => Command::ReopenRoom { room },
        _ => Command::SendAgain { person: a },
    }
}
