//! For tests: a board that has a store and nothing else of a server.

use std::{sync::Arc, time::Duration};

use tokio::sync::broadcast;
use uuid::Uuid;

use super::{Board, Compactions, Shared};
use crate::{
    boards::{
        access::{AccessSource, NoAccess, Watching},
        counts::NoteCounts,
        pool::{Pool, PoolConfig},
    },
    bus::Bus,
    store::MemoryStore,
};

/// Tells nothing of anybody's rights.
#[derive(Debug)]
struct Silent;

impl AccessSource for Silent {
    fn watch(&self, _meeting: Uuid, _board: Uuid) -> Watching<'_> {
        Box::pin(std::future::ready(Err(NoAccess::Unavailable)))
    }
}

/// It takes its log for read; there is no worker.
pub(super) fn board(store: MemoryStore, meeting: Uuid, id: Uuid) -> Board {
    let shared = Shared {
        store: Arc::new(store),
        access: Arc::new(Silent),
        pool: Pool::start(&PoolConfig {
            executable: Some("/nowhere".into()),
            workers: 1,
            timeout: Duration::from_secs(1),
        }),
        barred: broadcast::channel(1).0,
        bus: Bus::default(),
        levels: Arc::default(),
        counts: NoteCounts::default(),
        compactions: Compactions::new(super::CompactionRules::default()),
    };
    let mut board = Board::new(shared, id, meeting, Arc::default());
    board.stale = false;
    board
}
