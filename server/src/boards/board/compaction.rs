//! A long log becomes a snapshot and what was written since, aside of the board's work: nobody on the board waits for it.
//!
//! Snapshot and seq belong together because both come out of the store: its log up to a seq is made into one update and proven
//! (`pool/proof.rs`). The board's own document is not asked; by then it has moved on. What goes wrong leaves the log as it is.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::{
    sync::Semaphore,
    task::JoinHandle,
    time::{Instant, sleep},
};
use uuid::Uuid;

use super::{Board, Shared, log::parts};
use crate::{
    boards::limits,
    store::{Snapshot, WholeBoard, WriteError},
};

/// How much must have been written since the last snapshot for another one.
#[derive(Debug, Clone, Copy)]
pub struct CompactionRules {
    /// Updates, when a board is opened or put away.
    pub at_rest: u64,
    /// Updates, while a board is open.
    pub live: u64,
    /// Bytes, while a board is open.
    pub live_bytes: u64,
    /// Where instances share a store: how old the last update is that a snapshot includes. Another one that has the board open has
    /// it by then.
    pub settled_for: Duration,
}

impl Default for CompactionRules {
    fn default() -> Self {
        Self {
            at_rest: limits::COMPACT_AFTER,
            live: limits::COMPACT_LIVE_AFTER,
            live_bytes: limits::COMPACT_LIVE_BYTES,
            settled_for: limits::COMPACT_SETTLED_FOR,
        }
    }
}

/// What the boards of a process have of it together. Cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::boards) struct Compactions {
    rules: CompactionRules,
    /// One at a time: there is one worker aside, and whoever's board needs it should wait for one at most.
    turn: Arc<Semaphore>,
}

impl Compactions {
    pub fn new(rules: CompactionRules) -> Self {
        let turn = Arc::new(Semaphore::new(1));
        Self { rules, turn }
    }
}

/// When a log is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// The board was just opened and somebody has been answered, or nobody needs it for now.
    AtRest,
    /// It is written on.
    Live,
}

/// A place in the log, and what the log up to it takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Place {
    seq: u64,
    bytes: u64,
}

/// One board's part.
#[derive(Debug, Default)]
pub(super) struct Compaction {
    /// Where the last snapshot reaches, or up to where one was tried: should it fail, the next one is as far away as after one that
    /// did not.
    done: Place,
    under_way: Option<UnderWay>,
    /// Whether the log was looked at since the board was opened.
    was_looked_at: bool,
}

#[derive(Debug)]
struct UnderWay {
    up_to: Place,
    task: JoinHandle<Option<Compacted>>,
}

/// What a log has become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Compacted {
    snapshot: Place,
    /// What is left of the log up to where it was to be compacted, the snapshot included.
    bytes: u64,
}

impl Compaction {
    /// The log was read again: its parts in order, each with its length, after what its snapshot reaches.
    pub(super) fn reread(&mut self, from: u64, parts: impl Iterator<Item = (u64, u64)> + Clone) {
        let place = |seq| {
            let parts = parts.clone().take_while(|(at, _)| *at <= seq);
            Place {
                seq,
                bytes: parts.map(|(_, bytes)| bytes).sum(),
            }
        };
        self.done = place(self.done.seq.max(from));
        if let Some(under_way) = &mut self.under_way {
            under_way.up_to = place(under_way.up_to.seq);
        }
    }

    /// Ends with the one that is under way; for ever where none is.
    pub(super) async fn ended(&mut self) -> Ended {
        let Some(under_way) = &mut self.under_way else {
            return std::future::pending().await;
        };
        // One that panicked has said so; the log is as it was.
        let compacted = (&mut under_way.task).await.unwrap_or_default();
        let up_to = under_way.up_to;
        self.under_way = None;
        Ended { up_to, compacted }
    }
}

/// How one went.
#[derive(Debug)]
pub(super) struct Ended {
    up_to: Place,
    compacted: Option<Compacted>,
}

impl CompactionRules {
    fn call_for(&self, occasion: Occasion, updates: u64, bytes: u64) -> bool {
        match occasion {
            Occasion::AtRest => updates >= self.at_rest,
            Occasion::Live => updates >= self.live || bytes >= self.live_bytes,
        }
    }
}

impl Board {
    /// What the end of a turn is. A log is worked out twice for a snapshot: whoever it was opened for does not wait beside that.
    pub(super) fn occasion(&self) -> Occasion {
        let is_shown = || self.connections.values().any(|one| one.synced);
        if !self.compaction.was_looked_at && is_shown() {
            Occasion::AtRest
        } else {
            Occasion::Live
        }
    }

    /// Begins to put a snapshot in the place of the log as it is now, if that has become long; answers whether one is under way.
    pub(super) fn compact(&mut self, occasion: Occasion) -> bool {
        if self.compaction.under_way.is_some() {
            return true;
        }
        self.compaction.was_looked_at |= occasion == Occasion::AtRest;
        let up_to = Place {
            seq: self.head,
            bytes: self.log_bytes,
        };
        let done = self.compaction.done;
        let updates = up_to.seq.saturating_sub(done.seq);
        let bytes = up_to.bytes.saturating_sub(done.bytes);
        let is_long = updates > 0 && self.shared.compactions.rules.call_for(occasion, updates, bytes);
        if self.stale || self.damaged || self.gone || !is_long {
            return false;
        }
        self.compaction.done = up_to;
        // Not ended with the board: whoever is at the store or the worker leaves nothing half done there.
        let task = tokio::spawn(compact(self.shared.clone(), self.id, up_to.seq, occasion));
        self.compaction.under_way = Some(UnderWay { up_to, task });
        true
    }

    /// Takes note of how one went.
    pub(super) fn compacted(&mut self, ended: Ended) {
        let Ended { up_to, compacted } = ended;
        if let Some(Compacted { snapshot, bytes }) = compacted
            // Else the log was read since, and is as it was read.
            && self.compaction.done.seq == up_to.seq
        {
            let was_full = self.is_full();
            self.log_bytes = bytes + self.log_bytes.saturating_sub(up_to.bytes);
            self.compaction.done = snapshot;
            if was_full {
                // It may have room again.
                self.apply_rights();
            }
        }
        if self.connections.is_empty() && self.idle_at.is_none() {
            // It was to be put away, and waited for this.
            self.idle_at = Some(Instant::now());
        }
    }
}

/// Why a log stays as it is. That is said where it happens.
async fn compact(shared: Shared, board: Uuid, up_to: u64, occasion: Occasion) -> Option<Compacted> {
    let Compactions { rules, turn } = &shared.compactions;
    let (store, levels) = (shared.store.as_ref(), &shared.levels);
    if store.shared().is_some() {
        sleep(rules.settled_for).await;
    }
    // Before the log is in memory.
    let _turn = turn.acquire().await.ok()?;
    // Beside an instance that would take the rest of the log for all of it nothing is done.
    let may = levels.may_write() >= limits::SNAPSHOT_LEVEL
        && matches!(levels.claim(store, limits::SNAPSHOT_LEVEL).await, Ok(true));
    if !may {
        stays("level");
        return None;
    }
    let mut whole = match WholeBoard::read(store, board, limits::SNAPSHOT_VERSION).await {
        Ok(whole) => whole,
        Err(error) => {
            tracing::warn!(board.id = %board, %error, "a board's log cannot be read to be compacted");
            stays("store");
            return None;
        }
    };
    whole.updates.retain(|row| row.seq <= up_to);
    let there = Place {
        seq: whole.from(),
        bytes: whole
            .snapshot
            .as_ref()
            .map_or(0, |found| found.state.len() as u64),
    };
    let seq = whole.head();
    let updates: Vec<Bytes> = parts(whole).map(|(_, update)| update).collect();
    let bytes = updates.iter().map(|update| update.len() as u64).sum::<u64>();
    if seq == there.seq || !rules.call_for(occasion, seq - there.seq, bytes - there.bytes) {
        // Another instance was faster, or the board is no more.
        return Some(Compacted {
            snapshot: there,
            bytes,
        });
    }
    let state = match shared.pool.proven_whole(board, &updates).await {
        Ok(Ok(state)) => state,
        Ok(Err(difference)) => {
            tracing::error!(board.id = %board, board.head = seq, %difference, "a board's snapshot is not what its log is: the log stays");
            stays("differs");
            return None;
        }
        Err(error) => {
            tracing::warn!(board.id = %board, board.head = seq, %error, "a board's log cannot be worked out aside: it stays");
            stays("worker");
            return None;
        }
    };
    drop(updates);
    let bytes = state.len() as u64;
    let snapshot = Snapshot {
        seq,
        state_version: limits::SNAPSHOT_VERSION,
        state: state.to_vec(),
    };
    drop(state);
    match store.compact_board(board, snapshot).await {
        Ok(()) => {
            metrics::counter!("convene_boards_compacted_total").increment(1);
            tracing::debug!(board.id = %board, board.head = seq, "a board's log was compacted");
            let snapshot = Place { seq, bytes };
            Some(Compacted { snapshot, bytes })
        }
        Err(WriteError::NotFound) => {
            tracing::debug!(board.id = %board, "a board was deleted before its log was compacted");
            stays("gone");
            None
        }
        Err(error) => {
            tracing::warn!(board.id = %board, %error, "a board's log could not be compacted");
            stays("store");
            None
        }
    }
}

fn stays(reason: &'static str) {
    metrics::counter!("convene_boards_not_compacted_total", "reason" => reason).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        boards::{
            board::{Connection, alone},
            outbox::outbox,
        },
        store::MemoryStore,
    };

    /// A board with so much in its log.
    fn board(head: u64, log_bytes: u64) -> Board {
        let [id, meeting] = [1, 2].map(Uuid::from_u128);
        let mut board = alone::board(MemoryStore::new(), meeting, id);
        (board.head, board.log_bytes) = (head, log_bytes);
        board
    }

    #[tokio::test]
    async fn a_log_is_long_by_updates_or_by_bytes_and_at_rest_earlier() {
        assert!(!board(999, 30_000).compact(Occasion::AtRest));
        assert!(board(1_000, 30_000).compact(Occasion::AtRest));
        assert!(!board(3_999, 150_000).compact(Occasion::Live));
        assert!(board(4_000, 150_000).compact(Occasion::Live));
        assert!(board(9, limits::COMPACT_LIVE_BYTES).compact(Occasion::Live));
        assert!(!board(0, 0).compact(Occasion::Live));
    }

    #[tokio::test]
    async fn whoever_it_was_opened_for_is_answered_first() {
        let mut board = board(3_999, 150_000);
        assert_eq!(board.occasion(), Occasion::Live);
        let (outbox, _outgoing) = outbox();
        let connection = Connection {
            person: Uuid::from_u128(3),
            outbox,
            synced: false,
            received: 0,
            gap: false,
            writable: false,
            asked: 0,
            strikes: 0,
        };
        board.connections.insert(1, connection);
        assert_eq!(board.occasion(), Occasion::Live);
        board.connections.get_mut(&1).unwrap().synced = true;
        assert_eq!(board.occasion(), Occasion::AtRest);
        assert!(board.compact(Occasion::AtRest));
        assert_eq!(board.occasion(), Occasion::Live, "once");
    }

    #[tokio::test]
    async fn of_a_board_that_is_not_as_its_log_nothing_is_compacted() {
        let spoil: [fn(&mut Board); 3] = [
            |board| board.stale = true,
            |board| board.damaged = true,
            |board| board.gone = true,
        ];
        for spoil in spoil {
            let mut board = board(4_000, 150_000);
            spoil(&mut board);
            assert!(!board.compact(Occasion::Live));
        }
    }

    #[tokio::test]
    async fn what_is_written_meanwhile_counts_for_the_next_one() {
        let mut board = board(4_000, 150_000);
        assert!(board.compact(Occasion::Live));
        let up_to = board.compaction.under_way.as_ref().unwrap().up_to;
        (board.head, board.log_bytes) = (4_800, 170_000);
        board.compaction.under_way = None;
        let snapshot = Place {
            seq: 4_000,
            bytes: 40_000,
        };
        let compacted = Some(Compacted {
            snapshot,
            bytes: 40_000,
        });
        board.compacted(Ended { up_to, compacted });
        assert_eq!((board.log_bytes, board.compaction.done), (60_000, snapshot));
        assert!(!board.compact(Occasion::AtRest), "eight hundred came since");
        assert!(board.idle_at.is_some(), "it can be put away");
        // Read again before the end is known, it is as it was read.
        board.head = 7_999;
        assert!(!board.compact(Occasion::Live));
        board.head = 8_000;
        assert!(board.compact(Occasion::Live));
        let up_to = board.compaction.under_way.as_ref().unwrap().up_to;
        let parts = [(7_000, 70_000), (7_001, 30), (8_000, 40), (8_001, 50)];
        board.log_bytes = 70_120;
        board.compaction.reread(7_000, parts.into_iter());
        let under_way = board.compaction.under_way.take().unwrap();
        assert_eq!((up_to.seq, under_way.up_to.bytes), (8_000, 70_070));
    }

    #[tokio::test]
    async fn one_that_fails_is_not_tried_again_before_as_much_was_written() {
        let mut board = board(4_000, 150_000);
        assert!(board.compact(Occasion::Live));
        // There is no such board.
        let ended = board.compaction.ended().await;
        board.compaction.done.seq = 4_000;
        let up_to = ended.up_to;
        board.compacted(Ended {
            up_to,
            compacted: None,
        });
        board.head = 7_999;
        assert!(!board.compact(Occasion::Live));
        board.head = 8_000;
        assert!(board.compact(Occasion::Live));
    }
}
