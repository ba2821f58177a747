//! What one virtual person lived through, for the account at the end of a run with faults. Times are microseconds of the run.

use protocol::ids::CommandId;
use std::sync::{Mutex, PoisonError};

/// One question and its answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answered {
    pub(crate) sent: u64,
    pub(crate) answered: u64,
}

/// A time without a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outage {
    pub(crate) lost: u64,
    /// When the view was there again; none: not yet.
    pub(crate) back: Option<u64>,
}

/// A command that was acknowledged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Done {
    pub(crate) command: CommandId,
    pub(crate) seq: u64,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Pages {
    pub(crate) answered: Vec<Answered>,
    /// What others said at another instance: when they said it, when it came.
    pub(crate) echoes: Vec<Answered>,
    pub(crate) outages: Vec<Outage>,
    pub(crate) done: Vec<Done>,
    /// Commands that were refused as not saved, and not sent again.
    pub(crate) refused: Vec<CommandId>,
}

#[derive(Debug, Default)]
pub(crate) struct Diary(Mutex<Pages>);

impl Diary {
    pub(crate) fn write(&self, write: impl FnOnce(&mut Pages)) {
        write(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn read<T>(&self, read: impl FnOnce(&Pages) -> T) -> T {
        read(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn lost(&self, at: u64) {
        self.write(|pages| {
            // A try that fails is no outage of its own.
            if pages.outages.last().is_none_or(|last| last.back.is_some()) {
                pages.outages.push(Outage { lost: at, back: None });
            }
        });
    }

    pub(crate) fn back(&self, at: u64) {
        self.write(|pages| {
            if let Some(last) = pages.outages.last_mut() {
                last.back.get_or_insert(at);
            }
        });
    }
}
