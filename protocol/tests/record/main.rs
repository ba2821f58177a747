//! The record for its readers (facilitators, a room's own people, others, whoever has its link) and both sharing levels.

#![expect(
    clippy::unwrap_used,
    reason = "in a test a panic is the message; also in its helpers"
)]

#[path = "../support/play.rs"]
mod play;
#[path = "../support/words.rs"]
mod words;

mod boards;
mod closing;
mod documents;
mod floors;
mod gallery;
mod readers;
mod scene;
mod shared;
mod talk;
mod timers;
