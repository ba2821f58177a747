//! That a page shows the room where it should be is said once for each room, as the page does it.

use protocol::ids::{CommandId, RoomId};
use protocol::meeting::Command;
use protocol::wire::ClientMessage;
use uuid::Uuid;

/// What was said of it on this line, however many changes come until the answer: on every change it would soon be more than one may say.
#[derive(Debug, Default)]
pub(super) struct Arrival(Option<(RoomId, CommandId)>);

impl Arrival {
    /// The command to send now, if any. `on_the_way`: the room where they are expected and have not arrived.
    pub(super) fn due(&mut self, on_the_way: Option<RoomId>) -> Option<(RoomId, CommandId)> {
        let is_said = on_the_way.is_some() && self.0.map(|(room, _)| room) == on_the_way;
        if is_said {
            return None;
        }
        self.0 = on_the_way.map(|room| (room, CommandId(Uuid::now_v7())));
        self.0
    }

    /// The room, where this is the command that says it.
    pub(super) fn room(&self, command: CommandId) -> Option<RoomId> {
        let (room, said) = self.0?;
        (said == command).then_some(room)
    }
}

/// The command that says it.
pub(super) fn arrives(room: RoomId, command_id: CommandId) -> ClientMessage {
    ClientMessage::Command {
        command_id,
        command: Command::Arrive { room },
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrival, CommandId, RoomId};
    use uuid::Uuid;

    #[test]
    fn a_room_is_said_once_however_much_changes_until_the_answer() {
        let [one, other] = [1, 2].map(|n| RoomId(Uuid::from_u128(n)));
        let mut arrival = Arrival::default();
        let (room, command) = arrival.due(Some(one)).unwrap();
        assert_eq!((room, arrival.room(command)), (one, Some(one)));
        assert!((0..100).all(|_| arrival.due(Some(one)).is_none()));
        assert_eq!(arrival.due(Some(other)).unwrap().0, other);
        assert_eq!(arrival.room(command), None);
        assert!(arrival.due(None).is_none());
        // They have been there, and come again.
        assert_eq!(arrival.due(Some(other)).unwrap().0, other);
        assert_eq!(arrival.room(CommandId(Uuid::now_v7())), None);
    }
}
