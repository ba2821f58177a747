//! The meeting as a state machine: examples and laws. Names carry the rule's id in `docs/SPEC.md`.
//!
//! - `driver`: a meeting in memory with a clock of its own.
//! - `laws`: properties of any sequence of commands.
//! - the others, `agenda` to `turns`: examples by subject.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod agenda;
mod boards;
mod breakouts;
mod came_as;
mod choice;
mod clients;
mod closing;
mod digest;
mod door;
mod driver;
mod expected;
mod floor;
mod gallery;
mod groups;
mod hands;
mod laws;
mod people;
mod polls;
mod preparing;
mod rehearsal;
mod repairs;
mod roles;
mod rounds;
mod said;
mod schedule;
mod small_groups;
mod talk;
mod ticket;
mod timers;
mod turns;
#[path = "../support/words.rs"]
mod words;
