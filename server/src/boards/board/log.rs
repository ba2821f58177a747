//! The board's log: reading it, and finding out what can still be made of it.

use std::collections::BTreeSet;

use bytes::Bytes;
use tokio::time::Instant;

use super::{
    super::pool::{Lane, PoolError},
    Board, RETRY,
};
use crate::{
    boards::{
        limits, scan,
        shape::{Shape, Staged},
        wire,
    },
    store::{BoardUpdate, ReadError},
};

const PAGE: usize = 1000;

impl Board {
    /// Makes worker and shape what the log says, from nothing. What others wrote meanwhile is sent on. On failure
    /// the board is stale and tries again by itself.
    pub(super) async fn reload(&mut self) {
        let before = self.head;
        let rows = match self.read_all().await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::warn!(board.id = %self.id, %error, "a board's log cannot be read now");
                self.stale = true;
                self.retry_at = Some(Instant::now() + RETRY);
                return;
            }
        };
        let updates: Vec<Bytes> = rows.iter().map(|row| Bytes::from(row.update.clone())).collect();
        let Some(usable) = self.load(&updates).await else {
            tracing::warn!(board.id = %self.id, "no worker can take a board now");
            self.stale = true;
            self.retry_at = Some(Instant::now() + RETRY);
            return;
        };
        let was_damaged = self.damaged;
        self.damaged = usable < updates.len();
        self.stale = usable == 0 && self.damaged;
        if self.stale {
            self.retry_at = Some(Instant::now() + RETRY);
        }
        if self.damaged {
            tracing::error!(board.id = %self.id, board.head = rows.len(), usable, "a board's log does not load whole");
        }
        self.shape = Shape::default();
        self.log_bytes = 0;
        for update in &updates[..usable] {
            self.log_bytes += update.len() as u64;
            self.stage_logged(update);
        }
        self.head = rows[..usable].last().map_or(0, |row| row.seq);
        let missed = rows[..usable].iter().filter(|row| row.seq > before);
        self.send_on(missed.map(|row| row.update.as_slice()));
        if self.damaged || was_damaged {
            self.apply_rights();
        }
    }

    /// Takes in what other instances wrote since `head`.
    pub(super) async fn catch_up(&mut self) {
        let rows = match self.read_after(self.head).await {
            Ok(rows) if rows.is_empty() => return,
            Ok(rows) => rows,
            Err(_) => {
                self.retry_at = Some(Instant::now() + RETRY);
                return;
            }
        };
        self.take_rows(&rows).await;
    }

    /// Takes in what another instance says that it wrote, if it follows on what is known here; else the log is read.
    pub(super) async fn take_carried(&mut self, rows: Vec<BoardUpdate>) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return;
        };
        if last.seq <= self.head {
            return;
        }
        if !self.stale && first.seq == self.head + 1 {
            metrics::counter!("convene_bus_carried_total", "log" => "board").increment(1);
            self.take_rows(&rows).await;
        } else {
            metrics::counter!("convene_bus_gap_detected_total").increment(1);
            self.catch_up().await;
        }
    }

    /// Rows of the log that follow on `head`.
    async fn take_rows(&mut self, rows: &[BoardUpdate]) {
        let updates: Vec<Bytes> = rows.iter().map(|row| Bytes::from(row.update.clone())).collect();
        if self
            .shared
            .pool
            .apply(Lane::Home, self.id, &updates)
            .await
            .is_err()
        {
            self.reload().await;
            return;
        }
        for row in rows {
            self.log_bytes += row.update.len() as u64;
            for client in self.stage_logged(&row.update) {
                // Whoever first used an id is whose it is: the append that brought it said so.
                self.owners.entry(client).or_insert(row.by);
            }
        }
        self.head = rows.last().map_or(self.head, |row| row.seq);
        self.send_on(updates.iter().map(AsRef::as_ref));
    }

    /// After a pause: reads the log if it could not be read, then asks those for their updates who have unsaved ones.
    pub(super) async fn try_again(&mut self) {
        if self.access.is_err() {
            self.watch_access().await;
            self.apply_rights();
        }
        if self.stale {
            self.reload().await;
        }
        if self.stale {
            return;
        }
        let question = wire::step1(&self.shape.state_vector());
        for connection in self
            .connections
            .values_mut()
            .filter(|one| one.gap && one.writable)
        {
            connection.ask(question.clone());
        }
    }

    /// Everything in the log, with whose each client id is and what was refused.
    async fn read_all(&mut self) -> Result<Vec<BoardUpdate>, ReadError> {
        let store = &self.shared.store;
        // Whoever was let through but not written has no claim to an id.
        self.owners = store.board_clients(self.id).await?.into_iter().collect();
        self.refused = store.refused_updates(self.id).await?.into_iter().collect();
        self.read_after(0).await
    }

    pub(super) async fn read_after(&self, seq: u64) -> Result<Vec<BoardUpdate>, ReadError> {
        self.read_log(self.id, seq).await
    }

    pub(super) async fn read_log(&self, board: uuid::Uuid, seq: u64) -> Result<Vec<BoardUpdate>, ReadError> {
        let mut rows: Vec<BoardUpdate> = Vec::new();
        loop {
            let after = rows.last().map_or(seq, |row| row.seq);
            let page = self.shared.store.board_read_after(board, after, PAGE).await?;
            let last = page.len() < PAGE;
            rows.extend(page);
            if last {
                return Ok(rows);
            }
        }
    }

    /// Loads the updates into the board's worker; answers how many of them could be, none if there is no worker.
    async fn load(&mut self, updates: &[Bytes]) -> Option<usize> {
        match self.bring_home(self.id, updates).await {
            Ok(()) => return Some(updates.len()),
            Err(PoolError::Unavailable) => return None,
            Err(_) => {}
        }
        let mut usable = self.usable(updates).await;
        // Each can be applied and yet the whole be too dear for a home: half of it is better than nothing.
        while self.bring_home(self.id, &updates[..usable]).await.is_err() {
            if usable == 0 {
                break;
            }
            usable /= 2;
        }
        Some(usable)
    }

    /// Has home load the updates. If that is much work, the worker aside does it and home takes over the result,
    /// so that the other boards there do not wait.
    pub(super) async fn bring_home(&self, board: uuid::Uuid, updates: &[Bytes]) -> Result<(), PoolError> {
        let pool = &self.shared.pool;
        if updates.iter().map(Bytes::len).sum::<usize>() <= limits::HOME_LOAD_MAX {
            // A worker may be lost to somebody else's update meanwhile; twice is no accident.
            for _ in 0..2 {
                match pool.load(Lane::Home, board, updates).await {
                    Err(PoolError::NotLoaded) => {}
                    Err(PoolError::WorkerLost) => break,
                    loaded => return loaded,
                }
            }
        }
        pool.load(Lane::Aside, board, updates).await?;
        let whole = pool.whole_for_home(board).await;
        pool.unload(Lane::Aside, board).await;
        pool.load(Lane::Home, board, &[whole?]).await
    }

    /// How many updates from the first on the worker aside survives.
    async fn usable(&self, updates: &[Bytes]) -> usize {
        let pool = &self.shared.pool;
        if pool.load(Lane::Aside, self.id, &[]).await.is_err() {
            return 0;
        }
        let mut usable = 0;
        for update in updates {
            if pool
                .apply(Lane::Aside, self.id, std::slice::from_ref(update))
                .await
                .is_err()
            {
                break;
            }
            usable += 1;
        }
        pool.unload(Lane::Aside, self.id).await;
        usable
    }

    /// An update that is in the log has been through all this before; a new version of the scan must not lose it.
    /// Answers the client ids that are new with it.
    fn stage_logged(&mut self, update: &[u8]) -> BTreeSet<u64> {
        let scanned = scan::update(update, limits::WORKER_FRAME_MAX);
        let staged = scanned.map(|scanned| self.shape.stage(&scanned));
        if let Ok(Ok(Staged { new_clients, .. })) = staged {
            return new_clients;
        }
        tracing::warn!(board.id = %self.id, "an update in the log does not pass this version's scan");
        BTreeSet::new()
    }

    pub(super) fn send_on<'a>(&self, updates: impl Iterator<Item = &'a [u8]>) {
        for update in updates {
            let frame = wire::update(update);
            for connection in self.connections.values().filter(|one| one.synced) {
                connection.outbox.send(frame.clone());
            }
        }
    }
}
