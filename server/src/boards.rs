//! Note boards: Yjs documents beside the command path, with a socket of their own.
//!
//! An update goes `scan` (is it well-formed and small) → `shape` (is it a note board's) → a worker process (the
//! only place where `yrs` runs) → the store's log, fenced by the board's gate → everybody else on the board.

pub mod access;
pub mod awareness;
mod board;
mod copy;
mod counts;
pub mod frame;
pub mod lib0;
pub mod limits;
pub mod notes;
pub mod outbox;
mod pen;
pub mod pool;
mod registry;
pub mod scan;
pub mod shape;
mod socket;
pub mod ticket;
pub mod wire;
pub mod worker;

pub use access::{AccessSource, BoardAccess, Brought, Copied, NoAccess, Sections, Watching};
pub(crate) use board::Heard;
pub use board::{CompactionRules, NoteText};
pub use copy::jotted;
pub use pen::Pen;
pub use registry::{Boards, BoardsConfig, NotesError};
pub use ticket::Claims;
pub use worker::run_worker;
