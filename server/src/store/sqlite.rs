//! The store in one SQLite file.
//!
//! One thread writes (`committer`): it gives each job that it is handed a savepoint and all of them one commit, so that one fsync serves
//! many. One task (`writer`) keeps what is queued and locked, and hands it the jobs of one commit at a time. Reads go through a few connections of their own and see every commit that was answered (WAL). Nothing here knows what
//! the entries, contents and updates mean.
//!
//! Durability is `synchronous=FULL`: a commit is on the disk before it is answered. Deleted and erased text is overwritten
//! (`secure_delete`) and the WAL, which holds older pages, is emptied.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use self::job::{AppendJob, Job, Release, Reply, SmallWrite};
use self::readers::Readers;
use super::failure::Failure;
use super::{Answer, AppendError, Batch, LOCK_HOLD_LIMIT, OpenError, Position, WriteError};

mod answers;
mod append;
mod ballots;
mod board_reads;
mod board_writes;
mod committer;
mod connection;
mod fault;
mod guard;
mod job;
mod links;
mod locks;
pub(super) mod open;
mod pace;
mod readers;
mod reads;
mod small_writes;
mod values;
mod writer;

/// How many jobs may wait for the writer before callers wait to hand theirs over: a few commits' worth.
const QUEUE: usize = 1024;

/// How a file is opened.
#[derive(Clone, Copy, Debug)]
pub struct SqliteOptions {
    /// How long a guard may be held.
    pub lock_hold: Duration,
    /// How long to wait while another process writes to the file.
    pub busy_timeout: Duration,
    /// How large the file may become, in pages of 4 KiB; `None`: as large as the disk.
    pub max_pages: Option<u32>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            lock_hold: LOCK_HOLD_LIMIT,
            busy_timeout: Duration::from_secs(5),
            max_pages: None,
        }
    }
}

/// The store in one file. Clones share its writer and its connections.
#[derive(Clone)]
pub struct SqliteStore {
    readers: Readers,
    jobs: mpsc::Sender<Job>,
    releases: mpsc::UnboundedSender<Release>,
    last_token: Arc<AtomicU64>,
    secret_key: [u8; 32],
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key stays out of logs.
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// Opens or makes the file that the URL (`sqlite:FILE`, `sqlite:///absolute/path`) names, brings its schema up to date and starts
    /// the writer on the current tokio runtime and a thread beside it.
    pub async fn open(url: &str, options: SqliteOptions) -> Result<Self, OpenError> {
        let opened = open::open(url, options).await?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        // Unbounded because a guard's drop cannot wait; there is at most one message for each guard.
        let (releases, released) = mpsc::unbounded_channel();
        let writer = writer::Writer::new(opened.committer, opened.readers.clone(), queue, released, options);
        tokio::spawn(writer.run());
        Ok(Self {
            readers: opened.readers,
            jobs,
            releases,
            last_token: Arc::default(),
            secret_key: opened.secret_key,
        })
    }

    /// Hands a job to the writer and waits for the answer.
    async fn ask<T, E: From<Failure>>(&self, make: impl FnOnce(Reply<T, E>) -> Job) -> Result<T, E> {
        let (reply, answer) = oneshot::channel();
        // Not handed over: nothing was written.
        self.jobs
            .send(make(reply))
            .await
            .map_err(|_| Failure::Unavailable)?;
        answer.await.unwrap_or_else(|_| Err(Failure::Unknown.into()))
    }

    async fn append_after(
        &self,
        meeting: Uuid,
        after: Option<Position>,
        token: Option<u64>,
        batch: Batch,
    ) -> Result<Position, AppendError> {
        batch.check()?;
        self.ask(|reply| {
            Job::Append(Box::new(AppendJob {
                meeting,
                after,
                token,
                batch,
                reply,
            }))
        })
        .await
    }

    fn write(&self, write: SmallWrite) -> Answer<'_, Result<(), WriteError>> {
        Box::pin(self.ask(|reply| Job::Small { write, reply }))
    }

    fn next_token(&self) -> u64 {
        self.last_token.fetch_add(1, Ordering::Relaxed) + 1
    }
}
