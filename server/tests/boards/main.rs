//! Boards, from the scan of bytes to real worker processes and sockets.
//!
//! - `fixtures`: boards made with `yrs`, hand-made bytes, a seeded source of randomness
//! - `scan`: what is let through, what is refused, and that nothing panics (A62 to A68 at the first gate)
//! - `stage`: a board with people around it, over real sockets and workers
//! - `sockets`: editing together, rights, coming back, tickets, presence
//! - `sections`: sections that open and close with the steps
//! - `attacks`: hostile people on a board (A19, A23, A41, A62 to A72)
//! - `outages`: store, hub or workers that do not answer for a while
//! - `workers`: worker processes that are killed, that die of an update, that refuse

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod attacks;
mod compaction;
mod fixtures;
mod outages;
mod scan;
mod sections;
mod sockets;
mod stage;
mod workers;
