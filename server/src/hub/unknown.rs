//! Appends whose answer was lost (DESIGN.md §3): nobody is answered before the journal says whether they were written, and what was
//! written keeps the verdicts that it was written with. Decided again, something that was refused might come after what its sender
//! asked later.

use std::ops::ControlFlow;
use std::time::Duration;

use protocol::ids::{MeetingId, PersonId};
use tokio::time::Instant;

use super::actor::Actor;
use super::input::Fail;
use super::speculate::{Speculation, Verdict};
use crate::store::{Position, ReadError};

/// How long nobody is answered while it is unknown whether a batch was written; then everybody is sent to come back and ask again.
const UNKNOWN_MAX: Duration = Duration::from_secs(15);

/// A batch that may have been written: how that is seen, and what is answered if it was.
#[derive(Debug)]
pub(super) struct Tried {
    /// Where its entries stand then.
    pub(super) positions: Vec<Position>,
    /// A secret that it makes: secrets leave no entry.
    secret: Option<[u8; 32]>,
    /// Its entries follow this.
    pub(super) before: u64,
    /// One for each proposal, in order.
    pub(super) verdicts: Vec<Verdict>,
    /// People who came, with the generation of their connection.
    pub(super) connected: Vec<(PersonId, u64)>,
}

impl Tried {
    pub(super) fn new(meeting: MeetingId, after: Position, speculation: &Speculation) -> Self {
        let batch = &speculation.batch;
        Self {
            positions: batch.positions(meeting.0, after),
            secret: batch.secrets.first().map(|secret| secret.hash),
            before: after.seq,
            verdicts: speculation.verdicts.clone(),
            connected: speculation.connected.clone(),
        }
    }
}

impl Actor {
    /// Which of these was written; none where all are to be decided again. Reads the journal until it answers. `locked`: nobody else
    /// can write, and all that there is has been read.
    pub(super) async fn find_written(
        &mut self,
        tried: &[Tried],
        locked: bool,
    ) -> ControlFlow<Fail, Option<usize>> {
        if tried.is_empty() {
            return ControlFlow::Continue(None);
        }
        let give_up_at = Instant::now() + UNKNOWN_MAX;
        let mut pause = Duration::from_millis(20);
        loop {
            match self.look_for(tried, locked).await {
                Ok(found) => return ControlFlow::Continue(found),
                Err(Fail::Gone) => return ControlFlow::Break(Fail::Gone),
                Err(_) if Instant::now() >= give_up_at => return ControlFlow::Break(Fail::Unavailable),
                Err(_) => tokio::time::sleep(pause).await,
            }
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    }

    async fn look_for(&mut self, tried: &[Tried], locked: bool) -> Result<Option<usize>, Fail> {
        if !locked {
            self.catch_up().await?;
        }
        for (at, attempt) in tried.iter().enumerate() {
            if self.is_written(attempt).await? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    async fn is_written(&self, attempt: &Tried) -> Result<bool, ReadError> {
        let store = self.shared.store.as_ref();
        let end = attempt.positions.last().copied();
        if let Some(end) = end {
            let there = store.read_after(self.meeting.0, end.seq - 1, 1).await?;
            if there.first().map(|entry| entry.position()) != Some(end) {
                return Ok(false);
            }
        }
        match attempt.secret {
            Some(secret) => Ok(store.find_secret(secret).await?.is_some()),
            // What only takes secrets back can be done twice.
            None => Ok(end.is_some()),
        }
    }
}
