//! What was written on hidden pages comes onto the board once it is revealed.
//!
//! A copy is made by whatever instance has the board open, from the page's log, which nobody writes any more: its gate rose
//! with the event. All make the same bytes under a client id that came with the event, so one that was made twice is one.

use bytes::Bytes;
use tokio::time::Instant;
use uuid::Uuid;

use super::super::pool::{Lane, PoolError};
use super::{Board, RETRY};
use crate::boards::{
    access::Copied,
    copy::{self, Part},
    limits, scan,
};
use crate::store::{BoardAppendError, BoardItem};

/// Why a copy is not whole.
enum Trouble {
    /// It can be tried again in a while.
    Later,
    /// It never will be; what it is, for the log.
    Never(&'static str),
}

impl Board {
    /// Brings in what is revealed and not on the board yet.
    pub(super) async fn bring_copies(&mut self) {
        let Some(access) = self.access_now() else { return };
        if self.stale || self.damaged {
            return;
        }
        for page in access.copies.iter() {
            if self.copied.contains(&page.page) {
                continue;
            }
            match self.bring(page, access.gate, access.nameless).await {
                Ok(()) => {}
                Err(Trouble::Never(reason)) => {
                    tracing::error!(board.id = %self.id, page.id = %page.page, reason, "a hidden page cannot be shown");
                }
                Err(Trouble::Later) => {
                    self.retry_at.get_or_insert(Instant::now() + RETRY);
                    return;
                }
            }
            self.copied.insert(page.page);
        }
    }

    async fn bring(&mut self, page: &Copied, gate: u64, nameless: bool) -> Result<(), Trouble> {
        let rows = self.read_log(page.page, 0).await.map_err(|_| Trouble::Later)?;
        if rows.is_empty() {
            return Ok(());
        }
        let log: Vec<Bytes> = rows.into_iter().map(|row| Bytes::from(row.update)).collect();
        // Beside the page itself, which its owner may have open.
        let beside = Uuid::from_u128(!page.page.as_u128());
        let notes = match self.bring_home(beside, &log).await {
            Ok(()) => self.shared.pool.notes(beside).await,
            Err(error) => Err(error),
        };
        self.shared.pool.unload(Lane::Home, beside).await;
        let mut notes = notes.map_err(|error| match error {
            PoolError::Refused { .. } => Trouble::Never("its log does not load"),
            PoolError::NotLoaded | PoolError::WorkerLost | PoolError::Unavailable => Trouble::Later,
        })?;
        // One that was begun and left empty was not meant.
        notes.retain(|note| !note.text.trim().is_empty());
        let author = page.person.to_string();
        let author = (!nameless).then_some(author.as_str());
        for part in copy::updates(&notes, page.client, author) {
            if self.shape.clock(u64::from(page.client)) < part.end {
                self.append_copy(page, gate, part).await?;
            }
        }
        Ok(())
    }

    async fn append_copy(&mut self, page: &Copied, gate: u64, part: Part) -> Result<(), Trouble> {
        let client = u64::from(page.client);
        let scanned =
            scan::update(&part.update, limits::WORKER_FRAME_MAX).map_err(|_| Trouble::Never("no update"))?;
        let staged = self
            .shape
            .stage(&scanned)
            .map_err(|_| Trouble::Never("it does not fit"))?;
        let update = [part.update.clone()];
        let appended = match self.shared.pool.apply(Lane::Home, self.id, &update).await {
            Ok(_) => {
                let item = BoardItem {
                    by: page.person,
                    clients: vec![client],
                    update: part.update.to_vec(),
                };
                let appended = self.shared.store.board_append(self.id, gate, vec![item]).await;
                appended.map_err(|error| match error {
                    BoardAppendError::ClientTaken { .. } => Trouble::Never("its client id is taken"),
                    // With a later gate the hub tells of it, and this comes again.
                    BoardAppendError::GateMoved { .. }
                    | BoardAppendError::Full
                    | BoardAppendError::Unavailable
                    | BoardAppendError::Unknown
                    | BoardAppendError::NotFound => Trouble::Later,
                })
            }
            Err(_) => Err(Trouble::Later),
        };
        match appended {
            Ok(head) => {
                self.owners.insert(client, page.person);
                self.log_bytes += part.update.len() as u64;
                if head == self.head + 1 {
                    self.head = head;
                    self.send_on([part.update.as_ref()].into_iter());
                } else {
                    // Somebody else wrote in between: our own comes again with theirs, which changes nothing.
                    self.catch_up().await;
                }
                Ok(())
            }
            Err(trouble) => {
                self.shape.take_back(staged);
                self.reload().await;
                Err(trouble)
            }
        }
    }
}
