//! The one task that writes: group commit.
//!
//! Takes what is queued (a bounded number), one `BEGIN IMMEDIATE`, a savepoint for each job, one `COMMIT`, then all the answers. Nobody
//! is answered before the commit, not even with a refusal: a conflict may rest on an append of the same group.

use std::collections::VecDeque;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::job::{Job, LockJob, Release, Reply, SmallWrite, Stop};
use super::locks::{Admitted, Locks};
use super::{SqliteOptions, append, board_writes, fault, small_writes};
use crate::store::failure::Failure;

/// How many jobs share one commit at most: bounds how long the first of them waits for the last.
const GROUP: usize = 256;
/// The same failure is said as often as this: on a full disk each commit fails, and the log is on it too.
const SAY_EVERY: Duration = Duration::from_secs(5);
/// How soon after an erasure the WAL is emptied; many erasures share one emptying.
const SCRUB_DELAY: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Writer {
    connect: SqliteConnectOptions,
    /// `None` after a failure, until the next group opens it again.
    connection: Option<SqliteConnection>,
    queue: mpsc::Receiver<Job>,
    released: mpsc::UnboundedReceiver<Release>,
    locks: Locks,
    options: SqliteOptions,
    /// Jobs whose meeting was let go.
    ready: VecDeque<Job>,
    scrub_at: Option<Instant>,
    /// An fsync failed; only a new start of the process, which reads the file again, helps.
    broken: bool,
    /// The last failure that was said, and when; how often it came since.
    said: Option<(Instant, String)>,
    unsaid: u64,
}

/// What waits for the end of the group.
#[derive(Default)]
struct Group {
    jobs: Vec<Job>,
    grants: Vec<LockJob>,
    close: Option<oneshot::Sender<()>>,
}

/// Sends one job's answer, told how the commit went.
type Pending = Box<dyn FnOnce(Result<(), Failure>) + Send>;

enum Verdict {
    Keep,
    RollBack,
    Broken(sqlx::Error),
}

enum Scrub {
    No,
    Soon,
    Now,
}

impl Writer {
    pub(super) fn new(
        connect: SqliteConnectOptions,
        connection: SqliteConnection,
        queue: mpsc::Receiver<Job>,
        released: mpsc::UnboundedReceiver<Release>,
        options: SqliteOptions,
    ) -> Self {
        Self {
            connect,
            connection: Some(connection),
            queue,
            released,
            locks: Locks::default(),
            options,
            ready: VecDeque::new(),
            scrub_at: None,
            broken: false,
            said: None,
            unsaid: 0,
        }
    }

    /// Works until every handle to the store is gone, or it is closed.
    pub(super) async fn run(mut self) {
        while let Some(group) = self.next_group().await {
            let Group { jobs, grants, close } = group;
            if !jobs.is_empty() {
                #[expect(clippy::cast_precision_loss, reason = "a group is small")]
                metrics::histogram!("convene_store_group_size").record(jobs.len() as f64);
                self.write(jobs).await;
            }
            for lock in grants {
                self.locks.granted(&lock, self.options.lock_hold);
                let _ = lock.reply.send(Ok(()));
            }
            if let Some(reply) = close {
                self.close().await;
                let _ = reply.send(());
                return;
            }
        }
        self.close().await;
    }

    async fn close(&mut self) {
        // Whoever comes too late is told that nothing was written, rather than left to wonder.
        self.queue.close();
        let mut late = self.locks.drain();
        late.extend(self.ready.drain(..));
        while let Some(job) = self.queue.recv().await {
            late.push(job);
        }
        for job in late {
            refuse(job, Failure::Unavailable);
        }
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }

    /// Waits for something to do and collects what else is there; `None` at the end.
    async fn next_group(&mut self) -> Option<Group> {
        let mut group = Group::default();
        if self.ready.is_empty() {
            let lock_deadline = self.locks.next_deadline();
            tokio::select! {
                biased;
                Some(release) = self.released.recv() => self.locks.release(&release, &mut self.ready),
                () = at(lock_deadline) => {}
                () = at(self.scrub_at) => self.scrub().await,
                job = self.queue.recv() => self.ready.push_back(job?),
            }
        }
        while let Ok(release) = self.released.try_recv() {
            self.locks.release(&release, &mut self.ready);
        }
        self.locks.expire(Instant::now(), &mut self.ready);
        while group.jobs.len() < GROUP && group.close.is_none() {
            let Some(job) = self.ready.pop_front().or_else(|| self.queue.try_recv().ok()) else {
                break;
            };
            match self.locks.admit(job, self.options.lock_hold, &mut self.ready) {
                Admitted::Run(Job::Close { reply }) => group.close = Some(reply),
                Admitted::Run(job) => group.jobs.push(job),
                Admitted::Grant(lock) => group.grants.push(lock),
                Admitted::Nothing => {}
            }
        }
        Some(group)
    }

    async fn write(&mut self, jobs: Vec<Job>) {
        let mut pending: Vec<Pending> = Vec::with_capacity(jobs.len());
        let mut jobs = jobs.into_iter();
        let mut scrub = Scrub::No;
        let done = match self.begin().await {
            Ok(mut connection) => {
                let written = write_all(&mut connection, &mut jobs, &mut pending, &mut scrub).await;
                self.end(connection, written).await
            }
            Err(failure) => Err(failure),
        };
        match (&done, scrub) {
            (Ok(()), Scrub::Now) => self.scrub().await,
            (Ok(()), Scrub::Soon) => {
                self.scrub_at.get_or_insert_with(|| Instant::now() + SCRUB_DELAY);
            }
            (Ok(()), Scrub::No) | (Err(_), _) => {}
        }
        for answer in pending {
            answer(done);
        }
        // Those that the group did not get to: nothing of theirs was written.
        for job in jobs {
            refuse(
                job,
                done.err()
                    .filter(|failure| *failure == Failure::Full)
                    .unwrap_or(Failure::Unavailable),
            );
        }
    }

    async fn begin(&mut self) -> Result<SqliteConnection, Failure> {
        if self.broken {
            return Err(Failure::Unavailable);
        }
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => match self.connect.connect().await {
                Ok(connection) => connection,
                Err(error) => return Err(self.failed(&error, "cannot be opened again")),
            },
        };
        match sqlx::raw_sql("BEGIN IMMEDIATE; SAVEPOINT job")
            .execute(&mut connection)
            .await
        {
            Ok(_) => Ok(connection),
            Err(error) => Err(self.failed(&error, "does not begin a transaction")),
        }
    }

    fn failed(&mut self, error: &sqlx::Error, what: &str) -> Failure {
        let failure = fault::before_commit(error);
        self.say(error, failure, what);
        failure
    }

    fn say(&mut self, error: &sqlx::Error, failure: Failure, what: &str) {
        let text = error.to_string();
        self.unsaid += 1;
        if let Some((at, said)) = &self.said
            && *said == text
            && at.elapsed() < SAY_EVERY
        {
            return;
        }
        tracing::error!(%error, ?failure, broken = self.broken, times = self.unsaid, "the database {what}");
        self.said = Some((Instant::now(), text));
        self.unsaid = 0;
    }

    /// Commits, or lets the connection go, which rolls back.
    async fn end(
        &mut self,
        mut connection: SqliteConnection,
        written: Result<(), sqlx::Error>,
    ) -> Result<(), Failure> {
        if let Err(error) = written {
            self.broken |= fault::is_fsync(&error);
            return Err(self.failed(&error, "does not take a write"));
        }
        match sqlx::query("COMMIT").execute(&mut connection).await {
            Ok(_) => {
                self.connection = Some(connection);
                Ok(())
            }
            Err(error) => {
                let failure = fault::at_commit(&error);
                self.broken |= fault::is_fsync(&error);
                self.say(&error, failure, "does not commit");
                Err(failure)
            }
        }
    }

    /// Empties the WAL, which holds older pages and so text that was erased since. A reader of another process (a backup) may be in the
    /// way: then it is tried again later.
    async fn scrub(&mut self) {
        self.scrub_at = None;
        let Some(connection) = self.connection.as_mut() else {
            self.scrub_at = Some(Instant::now() + SCRUB_DELAY);
            return;
        };
        match small_writes::empty_wal(connection, self.options.busy_timeout).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!("erased text is still in the WAL, since somebody reads: trying again");
                self.scrub_at = Some(Instant::now() + SCRUB_DELAY);
            }
            Err(error) => {
                tracing::error!(%error, "the WAL cannot be emptied");
                self.broken |= fault::is_fsync(&error);
                self.connection = None;
                self.scrub_at = Some(Instant::now() + SCRUB_DELAY);
            }
        }
    }
}

/// Sleeps until then; for ever if there is no such time.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Does the jobs in order until one finds the database itself at fault. The first one's savepoint is there, and the commit lets go of the
/// last one's.
async fn write_all(
    connection: &mut SqliteConnection,
    jobs: &mut std::vec::IntoIter<Job>,
    pending: &mut Vec<Pending>,
    scrub: &mut Scrub,
) -> Result<(), sqlx::Error> {
    for job in jobs {
        if !pending.is_empty() {
            sqlx::raw_sql("RELEASE job; SAVEPOINT job")
                .execute(&mut *connection)
                .await?;
        }
        let wants = scrub_for(&job);
        let (verdict, answer) = write_one(connection, job).await;
        pending.push(answer);
        match verdict {
            Verdict::Keep => match (wants, &scrub) {
                (Scrub::Now, _) => *scrub = Scrub::Now,
                (Scrub::Soon, Scrub::No) => *scrub = Scrub::Soon,
                (Scrub::Soon, Scrub::Soon | Scrub::Now) | (Scrub::No, _) => {}
            },
            Verdict::RollBack => {
                sqlx::query("ROLLBACK TO job").execute(&mut *connection).await?;
            }
            Verdict::Broken(error) => return Err(error),
        }
    }
    Ok(())
}

fn scrub_for(job: &Job) -> Scrub {
    match job {
        Job::Append(append) if !append.batch.erase.is_empty() => Scrub::Soon,
        Job::Small {
            write: SmallWrite::DeleteMeeting { .. },
            ..
        } => Scrub::Now,
        Job::Append(_) | Job::Lock(_) | Job::BoardAppend { .. } | Job::Small { .. } | Job::Close { .. } => {
            Scrub::No
        }
    }
}

async fn write_one(connection: &mut SqliteConnection, job: Job) -> (Verdict, Pending) {
    match job {
        Job::Append(job) => {
            let result = append::append(connection, &job).await;
            settle(result, job.reply)
        }
        Job::BoardAppend {
            board,
            gate,
            items,
            reply,
        } => settle(board_writes::append(connection, board, gate, items).await, reply),
        Job::Small { write, reply } => settle(small_writes::write(connection, write).await, reply),
        Job::Lock(_) | Job::Close { .. } => (Verdict::RollBack, Box::new(|_| {})),
    }
}

/// What a job's end means for the group, and its answer.
fn settle<T, E>(result: Result<T, Stop<E>>, reply: Reply<T, E>) -> (Verdict, Pending)
where
    T: Send + 'static,
    E: From<Failure> + Send + 'static,
{
    let (verdict, result) = match result {
        Ok(value) => (Verdict::Keep, Ok(value)),
        Err(Stop::Refused(error)) => (Verdict::RollBack, Err(error)),
        Err(Stop::Broken(error)) if fault::is_local(&error) => {
            tracing::error!(%error, "the database refuses a write that it should take");
            (Verdict::RollBack, Err(Failure::Unavailable.into()))
        }
        Err(Stop::Broken(error)) => (Verdict::Broken(error), Err(Failure::Unavailable.into())),
    };
    let answer = move |committed: Result<(), Failure>| {
        let answer = match (result, committed) {
            (result, Ok(())) => result,
            // Of a refused job nothing is written, whatever became of the commit.
            (Err(_), Err(Failure::Unknown)) => Err(Failure::Unavailable.into()),
            (_, Err(failure)) => Err(failure.into()),
        };
        let _ = reply.send(answer);
    };
    (verdict, Box::new(answer))
}

fn refuse(job: Job, failure: Failure) {
    match job {
        Job::Append(job) => drop(job.reply.send(Err(failure.into()))),
        Job::BoardAppend { reply, .. } => drop(reply.send(Err(failure.into()))),
        Job::Small { reply, .. } => drop(reply.send(Err(failure.into()))),
        Job::Lock(lock) => drop(lock.reply.send(Err(failure))),
        Job::Close { reply } => drop(reply.send(())),
    }
}
