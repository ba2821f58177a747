//! One person's presence on one socket: how fast they may speak, and what waits to be sent to them.
//!
//! Knows no hub. `socket` drives it; `hub` holds the [`Outbox`] of each session.

pub mod budget;
pub mod outbox;

pub use budget::{Budget, Budgets, Spent};
pub use outbox::{Closing, Outbox, OutboxReader, outbox};
