//! Convene's shared language, pure: no I/O, no clock, no randomness, no async.
//!
//! - [`ids`], [`time`], [`limits`], [`text`], [`zone`]: the small values everything is made of.
//! - [`meeting`]: one live meeting as a state machine: [`meeting::decide`], [`meeting::apply`],
//!   [`meeting::next_deadline`], and what each reader may see of it, [`meeting::view`].
//! - [`consultancy`]: consultancy protocols as data, and [`consultancy::rights`], the only place that says who may
//!   speak and write now.
//! - [`record`]: what a meeting leaves behind, within the sharing levels; [`calendar`]: its entry for calendars;
//!   [`file_words`]: the words of these files, from the locale files of the pages.
//! - [`wire`]: what crosses a socket.
//!
//! What is absent on purpose: `now()`, randomness, `HashMap` (its order differs between instances), sockets, stores.

pub mod calendar;
pub mod consultancy;
pub mod file_words;
pub mod ids;
pub mod limits;
pub mod meeting;
pub mod record;
pub mod text;
pub mod time;
pub mod wire;
pub mod zone;
