//! Who comes late to a meeting: somebody beside all the others whom the facilitator moves to a room, to another one, and back. They are whole
//! people with a page's board; what they hear is not counted, and how long it takes them to be there is.

use crate::board::Board;
use crate::person::Person;
use anyhow::Context as _;
use protocol::ids::RoomId;
use protocol::meeting::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often each facilitator moves somebody.
pub(crate) const MOVE_EVERY: Duration = Duration::from_secs(5);

/// One meeting's facilitator, who came late there, and the two rooms between which they are moved.
#[derive(Debug)]
pub(crate) struct Late {
    pub(crate) facilitator: Arc<Person>,
    pub(crate) person: Person,
    pub(crate) rooms: [RoomId; 2],
}

impl Late {
    /// Moves them to the room of the two in which they are not. The board that they had is left, as a page does it. Answers their board there
    /// once it is open, and how long all of it took.
    pub(crate) async fn move_on(&self, board: Option<Board>) -> anyhow::Result<(Board, Duration)> {
        let began = Instant::now();
        let there = self.rooms.iter().find(|room| self.person.room() != Some(**room));
        let room = *there.context("no other room")?;
        let me = self.person.id;
        let people = vec![me];
        self.facilitator.act(Command::Move { people, room }).await?;
        self.person
            .until("the other room", |view| {
                let person = view.people.get(&me);
                person.is_some_and(|person| person.room == room) && view.details.contains_key(&room)
            })
            .await?;
        if let Some(board) = board {
            board.close();
        }
        let id = self.person.board().context("no board in the room")?;
        let board = Board::open(&self.person, id).await?;
        board.opened().await?;
        Ok((board, began.elapsed()))
    }
}
