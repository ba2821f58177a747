//! Moves of single people while many meetings run.

use super::crowd::Crowd;
use crate::late::{Late, MOVE_EVERY};
use hdrhistogram::Histogram;
use std::cell::RefCell;
use std::rc::Rc;
use tokio::task::JoinSet;
use tokio::time::sleep;

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
            if let Err(error) = moves(&late, &talk, &moved).await {
                talk.tally.borrow_mut().error(format!("a move: {error:#}"));
            }
        });
    }
    Ok((moving, moved))
}

async fn moves(late: &Late, talk: &Crowd, moved: &Moved) -> anyhow::Result<()> {
    let mut board = None;
    loop {
        let is_measured = talk.tally.borrow().is_measuring;
        let (there, took) = late.move_on(board).await?;
        board = Some(there);
        if is_measured {
            let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            moved.borrow_mut().saturating_record(micros.max(1));
        }
        sleep(MOVE_EVERY.saturating_sub(took)).await;
    }
}
