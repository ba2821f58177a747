//! The server whole: real sockets on a free port, the store in memory where faults are ordered, SQLite where a process dies.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail as tests do"
)]

/// A server, a raw HTTP client and a person with a socket.
#[expect(dead_code, reason = "some of it is for tests that follow")]
mod support;

/// The way of one command, from the first request to the durable answer.
mod one_command;
