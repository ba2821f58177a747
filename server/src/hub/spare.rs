//! A second copy of the accepted state: batches are decided on it, so that a busy meeting is not copied whole for each of them.

use std::time::Duration;

use protocol::meeting::{Entry, State, apply};
use tokio::time::Instant;

/// A meeting that is quiet for so long has one state only.
const KEPT: Duration = Duration::from_secs(1);

/// A state that equals the accepted one, where there is one.
#[derive(Debug, Default)]
pub(super) struct Spare(Option<(Box<State>, Instant)>);

impl Spare {
    /// A copy of the accepted state.
    pub(super) fn take(&mut self, accepted: &State) -> Box<State> {
        let (spare, _) = self
            .0
            .take()
            .unwrap_or_else(|| (Box::new(accepted.clone()), Instant::now()));
        debug_assert!(
            *spare == *accepted,
            "a spare state is another one than the accepted"
        );
        spare
    }

    /// `before` was the accepted state until these entries were.
    pub(super) fn follow(&mut self, mut before: Box<State>, entries: &[Entry]) {
        for entry in entries {
            apply(&mut before, entry);
        }
        self.0 = Some((before, Instant::now() + KEPT));
    }

    /// The accepted state takes in this entry, which others wrote.
    pub(super) fn take_in(&mut self, entry: &Entry) {
        if let Some((spare, _)) = &mut self.0 {
            apply(spare, entry);
        }
    }

    /// When it is let go, should nothing come.
    pub(super) fn until(&self) -> Option<Instant> {
        self.0.as_ref().map(|(_, until)| *until)
    }

    /// Lets go of it if nothing has come for a while.
    pub(super) fn expire(&mut self, now: Instant) {
        if self.until().is_some_and(|until| until <= now) {
            self.0 = None;
        }
    }
}
