//! The store in PostgreSQL, which several instances share.
//!
//! An append is one statement (a function of the schema) that commits by itself: an instance that stalls never sits on a lock, and what
//! it sent is done or not, whatever becomes of it. Only [`lock`](super::Store::lock), for whoever lost an append, holds a transaction
//! open; the database ends it after [`LOCK_HOLD_LIMIT`]. PostgreSQL itself lets commits of several connections share a flush.
//!
//! Everything is read from the primary: a replica may be behind, or show commits in another order.

use std::fmt;
use std::time::Duration;

use sqlx::PgPool;

use super::{LOCK_HOLD_LIMIT, OpenError};

mod answers;
mod append;
mod ask;
mod board_reads;
mod fault;
mod guard;
pub(super) mod open;
mod reads;
mod shared;
mod small_writes;

/// How a database is used.
#[derive(Clone, Copy, Debug)]
pub struct PostgresOptions {
    /// How long a guard may be held.
    pub lock_hold: Duration,
    /// How long an answer may take before the connection is given up and, for a write, its outcome counts as unknown.
    pub answer_within: Duration,
    /// How long a statement waits for a connection; also how long it takes to say that the database is away.
    pub acquire_within: Duration,
    /// Connections for reads and appends.
    pub connections: u32,
    /// Connections for head locks, so that those who wait for one keep nobody else from appending.
    pub lock_connections: u32,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            lock_hold: LOCK_HOLD_LIMIT,
            answer_within: Duration::from_secs(6),
            acquire_within: Duration::from_secs(2),
            connections: 12,
            lock_connections: 6,
        }
    }
}

/// The store in one database. Clones share its connections.
#[derive(Clone)]
pub struct PostgresStore {
    pool: PgPool,
    locks: PgPool,
    options: PostgresOptions,
    secret_key: [u8; 32],
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key and the password stay out of logs.
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Connects to the database that the URL (`postgres://user:password@host:port/database`) names and brings its schema up to date.
    /// Instances that start at the same time wait for each other.
    pub async fn open(url: &str, options: PostgresOptions) -> Result<Self, OpenError> {
        open::open(url, options).await
    }
}
