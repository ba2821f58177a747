//! How many notes each board has, as its actor last saw: soft, a few seconds old, for the overview of facilitators. Whoever
//! asks waits for no board.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

/// Boards that were not opened since the start are not in it.
#[derive(Debug, Clone, Default)]
pub struct NoteCounts(Arc<Mutex<HashMap<Uuid, Counted>>>);

/// How many notes a board had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub notes: u32,
    /// Where its log ended then.
    pub head: u64,
}

impl NoteCounts {
    /// Of this board; none while nobody knows.
    pub(super) fn of(&self, board: Uuid) -> Option<Counted> {
        self.lock().get(&board).copied()
    }

    pub(super) fn set(&self, board: Uuid, notes: u32, head: u64) {
        self.lock().insert(board, Counted { notes, head });
    }

    pub(super) fn forget(&self, board: Uuid) {
        self.lock().remove(&board);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Counted>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
