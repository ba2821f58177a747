//! A whole board, read while others append to its log and compact it.

use uuid::Uuid;

use super::{BoardUpdate, ReadError, Snapshot, Store};

/// Rows of a log that are read at once.
const PAGE: usize = 1000;
/// How often it is read anew because somebody compacted it meanwhile, before the store counts as busy.
const TRIES: usize = 5;

/// What a board is made of: its snapshot, then the updates after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeBoard {
    /// None where the log is all there.
    pub snapshot: Option<Snapshot>,
    /// In order, without a gap after the snapshot.
    pub updates: Vec<BoardUpdate>,
}

impl WholeBoard {
    /// Reads it; `state_version`: of its snapshots. Empty also when there is no such board.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] when the store does not answer, or what it has cannot be read by this version.
    pub async fn read(store: &dyn Store, board: Uuid, state_version: u32) -> Result<Self, ReadError> {
        for _ in 0..TRIES {
            let Some(row) = store.board(board).await? else {
                return Ok(Self::default());
            };
            let snapshot = store.board_snapshot(board, state_version).await?;
            let updates = updates_after(store, board, snapshot.as_ref().map_or(0, |found| found.seq)).await?;
            let whole = Self { snapshot, updates };
            if whole.head() >= row.head && whole.has_no_gap() {
                return Ok(whole);
            }
        }
        tracing::error!(board.id = %board, "a board's log has a gap that no snapshot of this version fills");
        Err(ReadError::Unavailable)
    }

    /// The last seq that it includes.
    pub fn head(&self) -> u64 {
        let last = self.updates.last().map(|update| update.seq);
        last.unwrap_or_else(|| self.from())
    }

    /// The seq that the snapshot reaches, or 0.
    pub fn from(&self) -> u64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.seq)
    }

    fn has_no_gap(&self) -> bool {
        self.updates
            .first()
            .is_none_or(|first| first.seq == self.from() + 1)
    }
}

/// All updates of a log above `seq`. One that does not follow on `seq` says that the log was compacted.
///
/// # Errors
/// [`ReadError::Unavailable`] when the store does not answer.
pub async fn updates_after(store: &dyn Store, board: Uuid, seq: u64) -> Result<Vec<BoardUpdate>, ReadError> {
    let mut updates: Vec<BoardUpdate> = Vec::new();
    loop {
        let after = updates.last().map_or(seq, |update| update.seq);
        let page = store.board_read_after(board, after, PAGE).await?;
        let is_last = page.len() < PAGE;
        if page.first().is_some_and(|first| first.seq != after + 1) {
            // Compacted since the page before: what was read so far does not belong to what comes.
            updates.clear();
        }
        updates.extend(page);
        if is_last {
            return Ok(updates);
        }
    }
}
