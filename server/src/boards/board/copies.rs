//! What was written on hidden pages comes onto the board once it is revealed, and what rooms brought onto the digest.
//!
//! A copy is made by whatever instance has the board open, from the page's log, which nobody writes any more: its gate rose
//! with the event. All make the same bytes under a client id that came with the event, so one that was made twice is one.

use std::collections::HashMap;

use tokio::time::Instant;
use uuid::Uuid;

use super::super::pool::{Lane, PoolError};
use super::{Board, RETRY};
use crate::boards::{
    access::{Brought, Copied},
    copy::{self, Part},
    limits,
    notes::Note,
    scan,
};
use crate::bus::CarriedUpdate;
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
        for brought in access.brought.iter() {
            let key = Uuid::from_u128(u128::from(brought.client));
            if self.copied.contains(&key) {
                continue;
            }
            match self.bring_to_digest(brought, access.gate).await {
                Ok(()) => {}
                Err(Trouble::Never(reason)) => {
                    tracing::error!(board.id = %self.id, reason, "notes cannot be brought to the digest");
                }
                Err(Trouble::Later) => {
                    self.retry_at.get_or_insert(Instant::now() + RETRY);
                    return;
                }
            }
            self.copied.insert(key);
        }
    }

    /// The words are in the journal's content, so all instances make the same notes of them.
    async fn bring_to_digest(&mut self, brought: &Brought, gate: u64) -> Result<(), Trouble> {
        let ids: Vec<Uuid> = brought.notes.iter().map(|(id, _)| *id).collect();
        let found = self.shared.store.contents_of(self.meeting, &ids).await;
        let words: HashMap<Uuid, Option<String>> = found.map_err(|_| Trouble::Later)?.into_iter().collect();
        let notes = brought.notes.iter().enumerate().map(|(index, (id, color))| {
            let text = words.get(id).cloned().flatten().unwrap_or_default();
            copy::in_order(brought.before + index, text, color.clone())
        });
        let notes: Vec<Note> = notes.collect();
        for part in copy::updates(&notes, brought.client, None) {
            if self.shape.clock(u64::from(brought.client)) < part.end {
                self.append_copy((brought.by, brought.client), gate, part).await?;
            }
        }
        Ok(())
    }

    async fn bring(&mut self, page: &Copied, gate: u64, nameless: bool) -> Result<(), Trouble> {
        let log = self.whole_of(page.page).await.map_err(|_| Trouble::Later)?;
        if log.is_empty() {
            return Ok(());
        }
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
                self.append_copy((page.person, page.client), gate, part).await?;
            }
        }
        Ok(())
    }

    async fn append_copy(
        &mut self,
        (person, client): (Uuid, u32),
        gate: u64,
        part: Part,
    ) -> Result<(), Trouble> {
        let client = u64::from(client);
        let scanned =
            scan::update(&part.update, limits::WORKER_FRAME_MAX).map_err(|_| Trouble::Never("no update"))?;
        let staged = self
            .shape
            .stage(&scanned)
            .map_err(|_| Trouble::Never("it does not fit"))?;
        let update = [part.update.clone()];
        let appended = match self.apply_at_home(&update).await {
            Ok(_) => {
                let item = BoardItem {
                    by: person,
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
                self.owners.insert(client, person);
                self.log_bytes += part.update.len() as u64;
                let gapless = head == self.head + 1;
                if self.shared.bus.is_there() {
                    let carried = CarriedUpdate::new(person, part.update.to_vec());
                    self.wrote.add(head, gapless, [carried].into_iter());
                }
                if gapless {
                    self.head = head;
                    self.send_on([part.update.as_ref()].into_iter(), None);
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
