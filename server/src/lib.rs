//! The Convene server: the shell around `protocol`.
//!
//! # The way of one command
//! 1. [`socket`] reads a text frame and parses it, limits first.
//! 2. [`session`] pays for it from its budget.
//! 3. [`hub`] finds the live meeting; its actor decides queued commands together with `protocol::meeting::decide`, on a copy.
//! 4. [`store`] commits entries, content, gates and command ids in one transaction.
//! 5. The accepted state moves, by the entries that were accepted and nothing else.
//! 6. `protocol::meeting::view` projects what was touched for each audience; a frame is encoded once for all who get it.
//! 7. The frame goes into each session's bounded outbox and from there, at the end of the hub's turn, to its socket.
//! 8. The sender gets `done`, after the commit.
//!
//! Where several instances share a store, `cluster` says once a second that this one lives and what others wrote; [`bus`] wakes them at once.
//!
//! Beside it: [`boards`] (Yjs documents, sockets of their own), [`http`] (every route on one page), [`rehearsals`], [`languages`] (the words of
//! written files), [`operator`], [`config`],
//! [`telemetry`], [`clock`] (the only `now()`), [`chance`] (ids and draws of hubs), [`memory`] (no further meeting when it is short), [`startup`] (joining up).

pub mod app;
pub mod boards;
pub mod bus;
pub mod chance;
pub mod clock;
mod cluster;
pub mod config;
pub mod error;
pub mod http;
pub mod hub;
pub mod languages;
pub mod levels;
pub mod memory;
pub mod operator;
pub mod rehearsals;
pub mod session;
pub mod socket;
pub mod startup;
pub mod store;
pub mod telemetry;
pub mod websocket;
