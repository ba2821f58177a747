//! Attacks over real sockets, each test named by the case of `docs/security.md` that it shows. After each, the process is alive,
//! another person in the same meeting gets an answer, and nothing of the attack has reached them.

mod board_bytes;
mod board_socket;
mod boards;
mod commands;
mod framing;
mod handshake;
mod identity;
mod logs;
mod matrix;
mod messages;
mod protocols;
mod raw;
mod record;
mod rooms;
mod scene;
mod words;
