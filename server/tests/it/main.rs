//! The server whole: real sockets on a free port, the store in memory where faults are ordered, SQLite where a process dies.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail as tests do"
)]

/// A server, a raw HTTP client and a person with a socket.
mod support;

/// Boards made with `yrs`, and hand-made bytes of them; the boards' own tests have them too.
#[path = "../boards/fixtures.rs"]
#[expect(dead_code, reason = "some of it is for the boards' own tests")]
mod fixtures;

/// What travels between instances by the bus.
mod across;
/// Who counts as one address, and what one address may have.
mod addresses;
/// Hostile people, case by case of `docs/security.md`.
mod attacks;
/// A Redis with something wrong.
mod bad_redis;
/// What is settled before the meeting: its time, and who may come.
mod before;
/// Boards that are open at two instances.
mod boards_across;
/// What happens by the clock alone: countdowns, departures.
mod clock;
/// How a meeting closes: commitments, and what an ended meeting still takes.
mod closing;
/// A board that is written on until the process is killed.
mod compaction;
/// A PostgreSQL that refuses.
mod database;
/// The files that put it into service.
mod deploying;
/// Who is expected: lists, and personal links.
mod expected;
/// Conflict, unavailable, full, unknown: what people are told, and what is true afterwards.
mod faults;
/// A disk that does not keep what it was given.
mod fsync;
/// A database that cannot grow, with the real process.
mod full_disk;
/// A time in which nobody held the meeting.
mod gap;
/// Several instances on one store.
mod instances;
/// `kill -9` and a start again, with the real process.
mod kill;
/// What has a bound: wrong codes, and the sockets of one person.
mod limits;
/// Links for those who come otherwise than by the join link, and what becomes of links.
mod links;
/// What a machine refuses or breaks: file descriptors, the end of a file, a first start.
mod machine;
/// From one database to another.
mod moving;
/// How many notes rooms have.
mod note_counts;
/// The way of one command, from the first request to the durable answer.
mod one_command;
/// What operators may see, and who is none.
mod operators;
/// An instance that does not reach the database, or not both ways.
mod partition;
/// Polls: what of them is sent, and what is left in the store.
mod polls;
mod preparation;
/// The short form of `load-tests -- faults`.
mod real_faults;
mod record_link;
/// Rehearsals: who starts one, who comes to it, and how it ends.
mod rehearsal;
/// Coming back: by changes, by a snapshot, after a move.
mod resume;
/// A series: what a meeting that is over leaves for the next one, and what it does not.
mod series;
/// Settings of the real program: one line that says what is wrong.
mod settings;
/// Connections that stand but give no sign of life.
mod silence;
/// A reader who does not read hurts nobody else.
mod slow_reader;
/// A long meeting is opened from a snapshot of it.
mod snapshots;
/// A server that is told to stop.
mod stopping;
/// Questions, threads, deleted words: who is sent what.
mod talk;
/// An instance of the version before beside this one.
mod upgrade;
