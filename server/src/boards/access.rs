//! Who may read and write a board now: what the hub tells, and how it is asked.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    pin::Pin,
    sync::Arc,
};

use protocol::meeting::small_groups::whole_section;
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
    /// Whether the meeting is over, or this board alone, so that nobody will write again.
    pub ended: bool,
    /// Whether nobody is told who writes here.
    pub nameless: bool,
    /// Which sections are closed to whom.
    pub sections: Arc<Sections>,
    /// Pages of this board, once hidden, whose notes belong onto it.
    pub copies: Arc<Vec<Copied>>,
    /// What rooms brought to this board, where it is the digest.
    pub brought: Arc<Vec<Brought>>,
}

/// The sections of a board that open and close with the steps of its room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sections {
    /// All of them; a section of another name is nobody's to close.
    pub known: BTreeSet<String>,
    /// Where those may write who may not write in all of them.
    pub open: BTreeMap<Uuid, BTreeSet<String>>,
}

impl Sections {
    /// Whether this person may write on the board, and not in this section.
    pub fn closed(&self, person: Uuid, section: &str) -> bool {
        let open = self.open.get(&person);
        open.is_some_and(|open| !open.contains(section) && self.known.contains(whole_section(section)))
    }
}

/// A page whose notes belong onto a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// The page, a board of its own that is written on no more.
    pub page: Uuid,
    /// Who wrote them.
    pub person: Uuid,
    /// The Yjs client id under which they come.
    pub client: u32,
}

/// Notes of a room that belong onto the digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Who copied them.
    pub by: Uuid,
    /// The Yjs client id under which they come.
    pub client: u32,
    /// How many came before them.
    pub before: usize,
    /// Where their words are, and their colours.
    pub notes: Vec<(Uuid, Option<String>)>,
}

/// Why rights could not be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAccess {
    /// There is no such board, or its meeting is gone.
    #[error("no such board")]
    Gone,
    /// The hub or its store does not answer now; ask again.
    #[error("the rights cannot be told now")]
    Unavailable,
}

/// The answer of [`AccessSource::watch`].
pub type Watching<'a> =
    Pin<Box<dyn Future<Output = Result<watch::Receiver<BoardAccess>, NoAccess>> + Send + 'a>>;

/// Where rights come from: the hub of the board's meeting.
pub trait AccessSource: Send + Sync + fmt::Debug {
    /// The rights on a board, now and as they change. When the sender is dropped (the hub let go of the meeting) the
    /// board asks again.
    fn watch(&self, meeting: Uuid, board: Uuid) -> Watching<'_>;
}
