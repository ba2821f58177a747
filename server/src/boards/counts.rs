//! How many notes each board has, as its actor last saw: soft, a few seconds old, for the overview of facilitators. Whoever
//! asks waits for no board.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use uuid::Uuid;

/// Boards that were not opened since the start are not in it.
#[derive(Debug, Clone, Default)]
pub struct NoteCounts(Arc<Mutex<HashMap<Uuid, u32>>>);

impl NoteCounts {
    /// Of this board; none while nobody knows.
    pub fn of(&self, board: Uuid) -> Option<u32> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&board).copied()
    }

    pub(super) fn set(&self, board: Uuid, notes: usize) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.insert(board, u32::try_from(notes).unwrap_or(u32::MAX));
    }

    pub(super) fn forget(&self, board: Uuid) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.remove(&board);
    }
}
