//! The one thread that writes. It has the writing connection to itself, so that no statement changes threads.
//!
//! It is handed the jobs of one commit at a time: one `BEGIN IMMEDIATE`, a savepoint for each job, one `COMMIT`, then all the answers.
//! Nobody is answered before the commit, not even with a refusal: a conflict may rest on an append of the same group.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::connection::{Connect, change};
use super::job::{Job, Reply, SmallWrite, Stop};
use super::{append, board_writes, fault, small_writes};
use crate::store::failure::Failure;

/// The same failure is said as often as this: on a full disk each commit fails, and the log is on it too.
const SAY_EVERY: Duration = Duration::from_secs(5);
/// How soon after an erasure the WAL is emptied; many erasures share one emptying.
const SCRUB_DELAY: Duration = Duration::from_secs(1);

/// The jobs of one commit.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) jobs: Vec<Job>,
    /// Told when all of them are answered.
    pub(super) done: oneshot::Sender<()>,
}

/// The way to the thread. It ends when there is no way to it any more.
#[derive(Debug)]
pub(super) struct Handle {
    pub(super) groups: mpsc::Sender<Group>,
    /// Closes when the thread has closed the file.
    pub(super) ended: oneshot::Receiver<()>,
}

#[derive(Debug)]
struct Committer {
    connect: Connect,
    /// `None` after a failure, until the next group opens it again.
    connection: Option<Connection>,
    groups: mpsc::Receiver<Group>,
    scrub_at: Option<Instant>,
    /// An fsync failed; only a new start of the process, which reads the file again, helps.
    broken: bool,
    /// The last failure that was said, and when; how often it came since.
    said: Option<(Instant, String)>,
    unsaid: u64,
}

/// Sends one job's answer, told how the commit went.
type Pending = Box<dyn FnOnce(Result<(), Failure>)>;

enum Verdict {
    Keep,
    RollBack,
    Broken(rusqlite::Error),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Scrub {
    No,
    Soon,
    Now,
}

/// Starts the thread, which opens its connection; answers when that is open, or why it is not.
pub(super) async fn start(connect: Connect) -> Result<Handle, String> {
    let (groups, queue) = mpsc::channel();
    let (opening, opened) = oneshot::channel();
    let (ending, ended) = oneshot::channel();
    let work = move || {
        match connect.open() {
            Ok(connection) => {
                let _ = opening.send(Ok(()));
                Committer::new(connect, connection, queue).run();
            }
            Err(error) => drop(opening.send(Err(fault::text(&error)))),
        }
        drop(ending);
    };
    let spawned = thread::Builder::new()
        .name("sqlite-writer".to_owned())
        .spawn(work);
    spawned.map_err(|error| error.to_string())?;
    opened.await.map_err(|error| error.to_string())??;
    Ok(Handle { groups, ended })
}

impl Committer {
    fn new(connect: Connect, connection: Connection, groups: mpsc::Receiver<Group>) -> Self {
        Self {
            connect,
            connection: Some(connection),
            groups,
            scrub_at: None,
            broken: false,
            said: None,
            unsaid: 0,
        }
    }

    fn run(mut self) {
        while let Some(Group { jobs, done }) = self.next_group() {
            self.write(jobs);
            let _ = done.send(());
        }
        if let Some(connection) = self.connection.take()
            && let Err((_, error)) = connection.close()
        {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }

    /// Waits for something to write; empties the WAL when it is time to. `None` at the end.
    fn next_group(&mut self) -> Option<Group> {
        while let Some(at) = self.scrub_at {
            // Also where a group waits already: under load there is always one.
            let Some(wait) = at.checked_duration_since(Instant::now()) else {
                self.scrub();
                continue;
            };
            match self.groups.recv_timeout(wait) {
                Ok(group) => return Some(group),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        self.groups.recv().ok()
    }

    fn write(&mut self, jobs: Vec<Job>) {
        let mut pending: Vec<Pending> = Vec::with_capacity(jobs.len());
        let mut jobs = jobs.into_iter();
        let mut scrub = Scrub::No;
        let done = self.commit(&mut jobs, &mut pending, &mut scrub);
        match (done, scrub) {
            (Ok(()), Scrub::Now) => self.scrub(),
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
            job.refuse(
                done.err()
                    .filter(|failure| *failure == Failure::Full)
                    .unwrap_or(Failure::Unavailable),
            );
        }
    }

    /// Writes and commits. After a failure the connection is let go, which rolls back.
    fn commit(
        &mut self,
        jobs: &mut std::vec::IntoIter<Job>,
        pending: &mut Vec<Pending>,
        scrub: &mut Scrub,
    ) -> Result<(), Failure> {
        let connection = self.begin()?;
        match write_all(&connection, jobs, pending, scrub) {
            Ok(true) => {}
            Ok(false) => {
                self.connection = Some(connection);
                return Ok(());
            }
            Err(error) => {
                self.broken |= fault::is_fsync(&error);
                return Err(self.failed(&error, "does not take a write"));
            }
        }
        if let Err(error) = change(&connection, "COMMIT", ()) {
            let failure = fault::at_commit(&error);
            self.broken |= fault::is_fsync(&error);
            self.say(&error, failure, "does not commit");
            return Err(failure);
        }
        self.connection = Some(connection);
        Ok(())
    }

    fn begin(&mut self) -> Result<Connection, Failure> {
        if self.broken {
            return Err(Failure::Unavailable);
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => match self.connect.open() {
                Ok(connection) => connection,
                Err(error) => return Err(self.failed(&error, "cannot be opened again")),
            },
        };
        match change(&connection, "BEGIN IMMEDIATE", ()) {
            Ok(_) => Ok(connection),
            Err(error) => Err(self.failed(&error, "does not begin a transaction")),
        }
    }

    fn failed(&mut self, error: &rusqlite::Error, what: &str) -> Failure {
        let failure = fault::before_commit(error);
        self.say(error, failure, what);
        failure
    }

    fn say(&mut self, error: &rusqlite::Error, failure: Failure, what: &str) {
        let error = fault::text(error);
        self.unsaid += 1;
        if let Some((at, said)) = &self.said
            && *said == error
            && at.elapsed() < SAY_EVERY
        {
            return;
        }
        tracing::error!(
            error,
            ?failure,
            broken = self.broken,
            times = self.unsaid,
            "the database {what}"
        );
        self.said = Some((Instant::now(), error));
        self.unsaid = 0;
    }

    /// Empties the WAL, which holds older pages and so text that was erased since. A reader of another process (a backup) may be in the
    /// way: then it is tried again later.
    fn scrub(&mut self) {
        self.scrub_at = None;
        let Some(connection) = &self.connection else {
            self.scrub_at = Some(Instant::now() + SCRUB_DELAY);
            return;
        };
        match small_writes::empty_wal(connection, self.connect.busy_timeout()) {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!("erased text is still in the WAL, since somebody reads: trying again");
                self.scrub_at = Some(Instant::now() + SCRUB_DELAY);
            }
            Err(error) => {
                tracing::error!(error = fault::text(&error), "the WAL cannot be emptied");
                self.broken |= fault::is_fsync(&error);
                self.connection = None;
                self.scrub_at = Some(Instant::now() + SCRUB_DELAY);
            }
        }
    }
}

/// Does the jobs in order until one finds the database itself at fault; answers whether a commit is to follow. A job alone needs no
/// savepoint: where it is refused, the transaction is over.
fn write_all(
    connection: &Connection,
    jobs: &mut std::vec::IntoIter<Job>,
    pending: &mut Vec<Pending>,
    scrub: &mut Scrub,
) -> rusqlite::Result<bool> {
    let is_alone = jobs.len() == 1;
    for job in jobs {
        if !is_alone {
            change(connection, "SAVEPOINT job", ())?;
        }
        let wants = scrub_for(&job);
        let (verdict, answer) = write_one(connection, job);
        pending.push(answer);
        match verdict {
            Verdict::Keep => *scrub = wants.max(*scrub),
            Verdict::RollBack if is_alone => {
                change(connection, "ROLLBACK", ())?;
                return Ok(false);
            }
            Verdict::RollBack => {
                change(connection, "ROLLBACK TO job", ())?;
            }
            Verdict::Broken(error) => return Err(error),
        }
        if !is_alone {
            change(connection, "RELEASE job", ())?;
        }
    }
    Ok(true)
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

fn write_one(connection: &Connection, job: Job) -> (Verdict, Pending) {
    match job {
        Job::Append(job) => settle(append::append(connection, &job), job.reply),
        Job::BoardAppend {
            board,
            gate,
            items,
            reply,
        } => settle(board_writes::append(connection, board, gate, &items), reply),
        Job::Small { write, reply } => settle(small_writes::write(connection, write), reply),
        Job::Lock(_) | Job::Close { .. } => (Verdict::RollBack, Box::new(|_| {})),
    }
}

/// What a job's end means for the group, and its answer.
fn settle<T, E>(result: Result<T, Stop<E>>, reply: Reply<T, E>) -> (Verdict, Pending)
where
    T: 'static,
    E: From<Failure> + 'static,
{
    let (verdict, result) = match result {
        Ok(value) => (Verdict::Keep, Ok(value)),
        Err(Stop::Refused(error)) => (Verdict::RollBack, Err(error)),
        Err(Stop::Broken(error)) if fault::is_local(&error) => {
            tracing::error!(
                error = fault::text(&error),
                "the database refuses a write that it should take"
            );
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
