//! Attacks over real sockets, each test named by the case of `docs/security.md` that it shows. After each, the process is alive,
//! another person in the same meeting gets an answer, and nothing of the attack has reached them.

mod commands;
mod framing;
mod handshake;
mod identity;
mod matrix;
mod messages;
mod protocols;
mod raw;
mod rooms;
mod scene;
mod words;
