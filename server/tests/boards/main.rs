//! Boards, from the scan of bytes to real worker processes and sockets.
//!
//! - `fixtures`: boards made with `yrs`, hand-made bytes, a seeded source of randomness
//! - `scan`: what is let through, what is refused, and that nothing panics (A62 to A68 at the first gate)
//! - `workers`: worker processes that are killed, that die of an update, that refuse

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod fixtures;
mod scan;
mod workers;
