//! Who comes late to a meeting: somebody beside all the others whom the facilitator moves to a room, to another one, and back. They are whole
//! people with a page's board; what they hear is not counted, and how long it takes them to be there is.

use super::crowd::Crowd;
use crate::board::Board;
use crate::person::Person;
use anyhow::Context as _;
use hdrhistogram::Histogram;
use protocol::ids::RoomId;
use protocol::meeting::Command;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// How often each facilitator moves somebody.
const MOVE_EVERY: Duration = Duration::from_secs(5);

/// One meeting's facilitator, who came late there, and the two rooms between which they are moved.
#[derive(Debug)]
pub(super) struct Late {
    pub(super) facilitator: Arc<Person>,
    pub(super) person: Person,
    pub(super) rooms: [RoomId; 2],
}

/// From each move to the moved person's open board in the other room, in microseconds.
pub(super) type Moved = Rc<RefCell<Histogram<u64>>>;

/// Moves them until the set is dropped; meetings do it one after the other. What is measured is what begins while the crowd measures.
pub(super) fn keep_moving(late: Vec<Late>, talk: &Rc<Crowd>) -> anyhow::Result<(JoinSet<()>, Moved)> {
    let moved = Rc::new(RefCell::new(Histogram::new_with_bounds(1, 60_000_000, 3)?));
    let mut moving = JoinSet::new();
    let count = u32::try_from(late.len())?.max(1);
    for (n, late) in (0..).zip(late) {
        let (talk, moved) = (Rc::clone(talk), Rc::clone(&moved));
        moving.spawn_local(async move {
            sleep(MOVE_EVERY * n / count).await;
            if let Err(error) = late.moves(&talk, &moved).await {
                talk.tally.borrow_mut().error(format!("a move: {error:#}"));
            }
        });
    }
    Ok((moving, moved))
}

impl Late {
    async fn moves(&self, talk: &Crowd, moved: &Moved) -> anyhow::Result<()> {
        let mut board: Option<Board> = None;
        loop {
            let is_measured = talk.tally.borrow().is_measuring;
            let began = Instant::now();
            let there = self.rooms.iter().find(|room| self.person.room() != Some(**room));
            board = Some(self.move_to(*there.context("no other room")?, board).await?);
            let took = began.elapsed();
            if is_measured {
                let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
                moved.borrow_mut().saturating_record(micros.max(1));
            }
            sleep(MOVE_EVERY.saturating_sub(took)).await;
        }
    }

    /// Until their board there is open; the one that they had is left, as a page does it.
    async fn move_to(&self, room: RoomId, board: Option<Board>) -> anyhow::Result<Board> {
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
        Ok(board)
    }
}
