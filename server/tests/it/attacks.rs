//! THREATS.md §2.5 over real sockets. Cases without a counterpart yet are listed in docs/security.md: A20 (no signed claims), A50 (no
//! slots to book), A52 (commands name no expected seq).

mod handshake;
mod messages;
mod rights;
mod sessions;
