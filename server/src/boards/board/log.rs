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
        awareness::ConnectionId,
        limits, scan,
        shape::{Shape, Staged},
        wire,
    },
    store::{BoardUpdate, ReadError, WholeBoard, updates_after},
    websocket::Frame,
};

impl Board {
    /// Makes worker and shape what the log says, from nothing. What others wrote meanwhile is sent on. On failure
    /// the board is stale and tries again by itself.
    pub(super) async fn reload(&mut self) {
        let before = self.head;
        let whole = match self.read_all().await {
            Ok(whole) => whole,
            Err(error) => {
                tracing::warn!(board.id = %self.id, %error, "a board's log cannot be read now");
                self.stale = true;
                self.retry_at = Some(Instant::now() + RETRY);
                return;
            }
        };
        let from = whole.from();
        let (seqs, updates): (Vec<u64>, Vec<Bytes>) = parts(whole).unzip();
        // The worker and the scan take about as long, and wait for nothing of each other.
        let (usable, shape) = tokio::join!(self.load(&updates), shape_of(updates.clone()));
        let Some(usable) = usable else {
            tracing::warn!(board.id = %self.id, "no worker can take a board now");
            self.stale = true;
            self.retry_at = Some(Instant::now() + RETRY);
            return;
        };
        let shape = if usable < updates.len() {
            shape_of(updates[..usable].to_vec()).await
        } else {
            shape
        };
        let Some((shape, misfits)) = shape else {
            tracing::error!(board.id = %self.id, "a board's log cannot be looked at");
            self.stale = true;
            self.retry_at = Some(Instant::now() + RETRY);
            return;
        };
        if misfits > 0 {
            tracing::warn!(board.id = %self.id, misfits, "updates in the log do not pass this version's scan");
        }
        let was_damaged = self.damaged;
        self.damaged = usable < updates.len();
        self.stale = usable == 0 && self.damaged;
        if self.stale {
            self.retry_at = Some(Instant::now() + RETRY);
        }
        if self.damaged {
            tracing::error!(board.id = %self.id, board.head = seqs.last(), usable, "a board's log does not load whole");
        }
        self.shape = shape;
        self.owed.clear();
        self.log_bytes = updates[..usable].iter().map(|update| update.len() as u64).sum();
        self.head = seqs[..usable].last().copied().unwrap_or(0);
        let lengths = updates[..usable].iter().map(|update| update.len() as u64);
        self.compaction.reread(from, seqs.iter().copied().zip(lengths));
        // Whoever is behind a snapshot gets all of it: what they have already changes nothing.
        let missed = seqs
            .iter()
            .zip(&updates[..usable])
            .filter(|(seq, _)| **seq > before);
        self.send_on(missed.map(|(_, update)| update.as_ref()), None);
        if self.damaged || was_damaged {
            self.apply_rights();
        }
    }

    /// Takes in what other instances wrote since `head`.
    pub(super) async fn catch_up(&mut self) {
        let rows = match updates_after(self.shared.store.as_ref(), self.id, self.head).await {
            Ok(rows) if rows.first().is_some_and(|first| first.seq == self.head + 1) => rows,
            // Nothing, or compacted beyond what is known here.
            Ok(rows) => {
                let row = self.shared.store.board(self.id).await;
                if !rows.is_empty() || row.is_ok_and(|row| row.is_some_and(|row| row.head > self.head)) {
                    self.reload().await;
                }
                return;
            }
            Err(_) => {
                self.retry_at = Some(Instant::now() + RETRY);
                return;
            }
        };
        self.take_rows(&rows).await;
    }

    /// Takes in what another instance says that it wrote, if it follows on what is known here; else the log is read.
    pub(super) async fn take_carried(&mut self, mut rows: Vec<BoardUpdate>) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return;
        };
        if last.seq <= self.head {
            return;
        }
        if !self.stale && first.seq == self.head + 1 {
            metrics::counter!("convene_bus_carried_total", "log" => "board").increment(1);
            match &mut rows[..] {
                [one] if self.owed.takes(one.update.len()) => {
                    self.take_in(std::slice::from_ref(one));
                    self.send_on([one.update.as_slice()].into_iter(), None);
                    self.owed.add(std::mem::take(&mut one.update).into());
                }
                // Several go out as one, which is the worker's to make.
                all => self.take_rows(all).await,
            }
        } else {
            metrics::counter!("convene_bus_gap_detected_total").increment(1);
            self.catch_up().await;
        }
    }

    /// Rows of the log that follow on `head`.
    async fn take_rows(&mut self, rows: &[BoardUpdate]) {
        let updates: Vec<Bytes> = rows.iter().map(|row| Bytes::from(row.update.clone())).collect();
        let Ok(applied) = self.apply_at_home(&updates).await else {
            self.reload().await;
            return;
        };
        self.take_in(rows);
        match applied.merged {
            // Of what changed nothing here some is our own, which may not have been sent on yet.
            Some(merged) if applied.effects.iter().all(|effect| *effect) => {
                self.send_on([merged.as_ref()].into_iter(), None);
            }
            _ => self.send_on(updates.iter().map(AsRef::as_ref), None),
        }
    }

    /// Rows of the log that follow on `head` become part of what is known of it.
    fn take_in(&mut self, rows: &[BoardUpdate]) {
        for row in rows {
            self.log_bytes += row.update.len() as u64;
            for client in self.stage_logged(&row.update) {
                // Whoever first used an id is whose it is: the append that brought it said so.
                self.owners.entry(client).or_insert(row.by);
            }
        }
        self.head = rows.last().map_or(self.head, |row| row.seq);
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
    async fn read_all(&mut self) -> Result<WholeBoard, ReadError> {
        let store = &self.shared.store;
        // Whoever was let through but not written has no claim to an id.
        self.owners = store.board_clients(self.id).await?.into_iter().collect();
        self.refused = store.refused_updates(self.id).await?.into_iter().collect();
        WholeBoard::read(store.as_ref(), self.id, limits::SNAPSHOT_VERSION).await
    }

    /// What a board is made of, as updates.
    pub(super) async fn whole_of(&self, board: uuid::Uuid) -> Result<Vec<Bytes>, ReadError> {
        let whole = WholeBoard::read(self.shared.store.as_ref(), board, limits::SNAPSHOT_VERSION).await?;
        Ok(parts(whole).map(|(_, update)| update).collect())
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

    /// Answers the client ids that are new with an update of the log.
    fn stage_logged(&mut self, update: &[u8]) -> BTreeSet<u64> {
        stage_logged(&mut self.shape, update).unwrap_or_else(|| {
            tracing::warn!(board.id = %self.id, "an update in the log does not pass this version's scan");
            BTreeSet::new()
        })
    }

    /// To everybody who is synced, but for whose it is.
    pub(super) fn send_on<'a>(&self, updates: impl Iterator<Item = &'a [u8]>, by: Option<ConnectionId>) {
        for update in updates {
            let frame = Frame::binary(&wire::update(update));
            for (id, connection) in &self.connections {
                if connection.synced && Some(*id) != by {
                    connection.outbox.send(frame.clone());
                }
            }
        }
    }
}

/// The client ids that are new with an update of the log; none if it does not pass. It has been through all this before: a new
/// version of the scan must not lose it.
fn stage_logged(shape: &mut Shape, update: &[u8]) -> Option<BTreeSet<u64>> {
    let scanned = scan::update(update, limits::WORKER_FRAME_MAX).ok()?;
    let Staged { new_clients, .. } = shape.stage(&scanned).ok()?;
    Some(new_clients)
}

/// What the updates of a log make, and how many of them do not pass; none if this failed, which has been said then. A long log takes
/// a tenth of a second, for which nothing else of the runtime should wait.
async fn shape_of(updates: Vec<Bytes>) -> Option<(Shape, usize)> {
    let staging = move || {
        let mut shape = Shape::default();
        let misfits = updates
            .iter()
            .filter(|update| stage_logged(&mut shape, update).is_none())
            .count();
        (shape, misfits)
    };
    tokio::task::spawn_blocking(staging).await.ok()
}

/// A board as updates, each with the seq that it reaches: the snapshot first, if there is one.
pub(super) fn parts(whole: WholeBoard) -> impl Iterator<Item = (u64, Bytes)> {
    let snapshot = whole.snapshot.map(|snapshot| (snapshot.seq, snapshot.state));
    let updates = whole.updates.into_iter().map(|row| (row.seq, row.update));
    snapshot
        .into_iter()
        .chain(updates)
        .map(|(seq, update)| (seq, Bytes::from(update)))
}
