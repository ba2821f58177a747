//! Live meetings. The hub of a meeting is one actor: it alone, on this instance, decides, appends, applies and tells the sockets.
//!
//! - [`registry`]: meeting → handle; at most one actor each; starts, idle stops.
//! - [`handle`]: what sessions and HTTP handlers may ask of a meeting.
//! - [`input`]: everything that can happen to a meeting, one closed enum.
//! - [`speculate`]: pure: many queued proposals decided one after another on a copy of the state; [`spare`]: that copy.
//! - [`actor`]: the loop; [`intake`]: what comes in; [`commit`]: the way of a batch through the store and its outcomes; [`load`]: from the journal to a state.
//! - [`delivery`]: what was touched, projected per audience, encoded once; resume. [`attendance`]: who has a connection.
//! - [`snapshots`]: what is kept of a live meeting so that it is open at once the next time.
//! - [`elsewhere`]: what other instances that hold the same meeting make necessary.
//! - [`access`]: who may read and write which board now.
//!
//! Invariants: one append in flight per meeting; the accepted state moves only by entries the journal accepted; nothing is answered
//! before it is durable; the hub never waits for a session.

pub mod access;
mod actor;
mod attendance;
mod commit;
mod delivery;
mod elsewhere;
pub mod handle;
pub mod input;
mod intake;
mod load;
pub mod registry;
mod snapshots;
mod spare;
mod speculate;
mod unknown;

pub(crate) use delivery::from_wire as resume_position;
pub use handle::Handle;
pub use input::{Fail, Reading};
pub use registry::Hubs;
pub use snapshots::{SNAPSHOT_VERSION, SnapshotRules};
