//! A board's log as one update, proven to be the same board. The worker aside works it out: what goes wrong with it costs nobody's
//! home, and those who live at one do not wait for it.

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use super::{Lane, Operation, Pool, PoolError};
use crate::boards::{
    limits,
    scan::{self, Deletion, Scanned},
    shape::Shape,
};

/// In what a board made of a snapshot is not the board of its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// What stands on it.
    #[error("notes")]
    Notes,
    /// How much of whom it has.
    #[error("clocks")]
    Clocks,
    /// What of that is deleted.
    #[error("deletions")]
    Deletions,
    /// The server's own scan does not take the snapshot, or finds something else in it.
    #[error("scan")]
    Scan,
}

/// What was made of updates.
struct Made {
    whole: Bytes,
    notes: Bytes,
    state_vector: Bytes,
}

impl Pool {
    /// The whole of what these updates make, as one update, if a board made of it is the same. The board at home has no part in it: it may
    /// have moved on.
    ///
    /// # Errors
    /// As of [`Pool::load`] and what follows on it; then nothing is known of the updates.
    pub async fn proven_whole(
        &self,
        board: Uuid,
        updates: &[Bytes],
    ) -> Result<Result<Bytes, Difference>, PoolError> {
        let proof = key(board);
        let whole = self.compared(proof, updates).await;
        self.unload(Lane::Aside, proof).await;
        whole
    }

    async fn compared(&self, proof: Uuid, updates: &[Bytes]) -> Result<Result<Bytes, Difference>, PoolError> {
        let log = self.made_aside(proof, updates).await?;
        let again = self.made_aside(proof, std::slice::from_ref(&log.whole)).await?;
        let compare = move || compare(&log, &again).map(|()| log.whole);
        // A large one takes some milliseconds, for which nobody else's task should wait.
        let compared = tokio::task::spawn_blocking(compare).await;
        compared.map_err(|_| PoolError::Unavailable)
    }

    async fn made_aside(&self, proof: Uuid, updates: &[Bytes]) -> Result<Made, PoolError> {
        self.load(Lane::Aside, proof, updates).await?;
        let ask = |operation, body| self.ask_soon(Lane::Aside, operation, proof, body);
        Ok(Made {
            whole: ask(Operation::Diff, Bytes::from_static(&[0])).await?,
            notes: ask(Operation::Text, Bytes::new()).await?,
            state_vector: ask(Operation::StateVector, Bytes::new()).await?,
        })
    }
}

/// A board of its own in the worker aside, which may have this one's for another reason at the same time. Ids of boards are
/// random, so that it is nobody's.
fn key(board: Uuid) -> Uuid {
    Uuid::from_u128(board.as_u128() ^ (u128::MAX >> 64))
}

/// The same notes, as many elements of each client, the same of them deleted, and for the server's own scan a board with as many. Not the
/// same bytes: of what is deleted less may be kept, and in another order.
fn compare(log: &Made, again: &Made) -> Result<(), Difference> {
    if log.notes != again.notes {
        return Err(Difference::Notes);
    }
    let clocks = |made: &Made| {
        let pairs = scan::state_vector(&made.state_vector).map_err(|_| Difference::Clocks)?;
        Ok(pairs.into_iter().collect::<BTreeMap<u64, u32>>())
    };
    let reached = clocks(log)?;
    if reached != clocks(again)? {
        return Err(Difference::Clocks);
    }
    let scanned =
        |made: &Made| scan::update(&made.whole, limits::WORKER_FRAME_MAX).map_err(|_| Difference::Scan);
    let snapshot = scanned(log)?;
    if deleted(&snapshot) != deleted(&scanned(again)?) {
        return Err(Difference::Deletions);
    }
    let mut shape = Shape::default();
    shape.stage(&snapshot).map_err(|_| Difference::Scan)?;
    let is_same = shape.client_count() == reached.len()
        && reached
            .iter()
            .all(|(client, clock)| shape.clock(*client) == *clock);
    is_same.then_some(()).ok_or(Difference::Scan)
}

/// Of each client what is deleted: from which clock to which, as few ranges as can be.
fn deleted(update: &Scanned) -> BTreeMap<u64, Vec<(u32, u32)>> {
    let mut sorted = update.deletions.clone();
    sorted.sort_unstable_by_key(|deletion| (deletion.id.client, deletion.id.clock));
    let mut ranges: BTreeMap<u64, Vec<(u32, u32)>> = BTreeMap::new();
    for Deletion { id, len } in sorted {
        let ranges = ranges.entry(id.client).or_default();
        let end = id.clock + len;
        match ranges.last_mut() {
            Some((_, last)) if *last >= id.clock => *last = end.max(*last),
            _ => ranges.push((id.clock, end)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A note of client 5 with a text, in which `text` stands, of which the first `gone` are deleted.
    fn made(text: &str, gone: u8) -> Made {
        let length = u8::try_from(text.len()).unwrap();
        let mut whole = vec![1, 3, 5, 0];
        whole.extend([0x27, 1, 5, b'n', b'o', b't', b'e', b's', 1, b'n', 1]);
        whole.extend([0x27, 0, 5, 0, 4, b't', b'e', b'x', b't', 2]);
        whole.extend([4, 0, 5, 1, length]);
        whole.extend(text.bytes());
        // In two pieces.
        match gone {
            0 => whole.push(0),
            _ => whole.extend([1, 5, 2, 2, 1, 3, gone - 1]),
        }
        Made {
            whole: whole.into(),
            notes: text[usize::from(gone)..].to_owned().into(),
            state_vector: vec![1, 5, 2 + length].into(),
        }
    }

    #[test]
    fn a_snapshot_that_lacks_something_is_not_the_board() {
        let log = made("words", 2);
        assert_eq!(compare(&log, &made("words", 2)), Ok(()));
        let says = |again| compare(&log, &again);
        assert_eq!(says(made("words", 3)), Err(Difference::Notes));
        let notes = log.notes.clone();
        assert_eq!(
            says(Made {
                notes,
                ..made("words", 3)
            }),
            Err(Difference::Deletions)
        );
        let notes = log.notes.clone();
        assert_eq!(
            says(Made {
                notes,
                ..made("word", 2)
            }),
            Err(Difference::Clocks)
        );
        // What the log has and its own snapshot has not.
        let lacks = Made {
            whole: made("word", 2).whole,
            ..made("words", 2)
        };
        assert_eq!(compare(&lacks, &made("words", 2)), Err(Difference::Scan));
        let short = Made {
            whole: log.whole.slice(..9),
            ..made("words", 2)
        };
        assert_eq!(compare(&short, &made("words", 2)), Err(Difference::Scan));
    }
}
