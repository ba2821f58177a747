//! Who may read and write a board now: what the hub tells, and how it is asked.

use std::{collections::BTreeSet, fmt, pin::Pin, sync::Arc};

use tokio::sync::watch;
use uuid::Uuid;

/// The rights on one board. They follow from the meeting and change with its events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoardAccess {
    /// The meeting's seq that last changed who may write here; what an append must name.
    pub gate: u64,
    /// The people who may see the board.
    pub readers: Arc<BTreeSet<Uuid>>,
    /// The people who may write on it now.
    pub writers: Arc<BTreeSet<Uuid>>,
    /// Whether the meeting is over, so that nobody will write again.
    pub ended: bool,
}

/// The answer of [`AccessSource::watch`].
pub type Watching<'a> = Pin<Box<dyn Future<Output = Option<watch::Receiver<BoardAccess>>> + Send + 'a>>;

/// Where rights come from: the hub of the board's meeting.
pub trait AccessSource: Send + Sync + fmt::Debug {
    /// The rights on a board, now and as they change. `None` if there is no such board or its meeting is gone. When
    /// the sender is dropped (the hub let go of the meeting) the board asks again.
    fn watch(&self, meeting: Uuid, board: Uuid) -> Watching<'_>;
}
