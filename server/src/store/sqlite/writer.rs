//! The one task that decides what is written next: group commit.
//!
//! Takes what is queued (a bounded number), keeps back what waits for a lock, and hands the rest to the thread that writes (`committer`)
//! as one group. Meanwhile the next group gathers in the queue: the longer a commit takes, the more share the one after it.

use std::collections::VecDeque;
use std::sync::mpsc::SendError;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::SqliteOptions;
use super::committer;
use super::job::{Job, LockJob, Release};
use super::locks::{Admitted, Locks};
use super::pace::Pace;
use super::readers::Readers;
use crate::store::failure::Failure;

/// How many jobs share one commit at most: bounds how long the first of them waits for the last.
const GROUP: usize = 256;

#[derive(Debug)]
pub(super) struct Writer {
    committer: committer::Handle,
    /// Closed at the end, before the committer.
    readers: Readers,
    queue: mpsc::Receiver<Job>,
    released: mpsc::UnboundedReceiver<Release>,
    locks: Locks,
    options: SqliteOptions,
    /// Jobs whose meeting was let go, and those that wait for the next commit.
    ready: VecDeque<Job>,
    pace: Pace,
}

/// What is done next.
#[derive(Default)]
struct Next {
    jobs: Vec<Job>,
    /// These wait for the end of the group.
    grants: Vec<LockJob>,
    close: Option<oneshot::Sender<()>>,
}

impl Writer {
    pub(super) fn new(
        committer: committer::Handle,
        readers: Readers,
        queue: mpsc::Receiver<Job>,
        released: mpsc::UnboundedReceiver<Release>,
        options: SqliteOptions,
    ) -> Self {
        Self {
            committer,
            readers,
            queue,
            released,
            locks: Locks::default(),
            options,
            ready: VecDeque::new(),
            pace: Pace::default(),
        }
    }

    /// Works until every handle to the store is gone, or it is closed.
    pub(super) async fn run(mut self) {
        let mut closed = None;
        while let Some(next) = self.next().await {
            let Next { jobs, grants, close } = next;
            if !jobs.is_empty() {
                #[expect(clippy::cast_precision_loss, reason = "a group is small")]
                metrics::histogram!("convene_store_group_size").record(jobs.len() as f64);
                if !self.write(jobs).await {
                    break;
                }
            }
            for lock in grants {
                self.locks.granted(&lock, self.options.lock_hold);
                let _ = lock.reply.send(Ok(()));
            }
            if close.is_some() {
                closed = close;
                break;
            }
        }
        self.close().await;
        if let Some(reply) = closed {
            let _ = reply.send(());
        }
    }

    async fn close(mut self) {
        // Whoever comes too late is told that nothing was written, rather than left to wonder.
        self.queue.close();
        let mut late = self.locks.drain();
        late.extend(self.ready.drain(..));
        while let Some(job) = self.queue.recv().await {
            late.push(job);
        }
        for job in late {
            job.refuse(Failure::Unavailable);
        }
        // One after the other: of two connections that close at once, each takes the other for one that stays, and neither takes the WAL
        // with it.
        self.readers.close().await;
        drop(self.committer.groups);
        let _ = self.committer.ended.await;
    }

    /// Waits for something to do and collects what else is there; `None` at the end.
    async fn next(&mut self) -> Option<Next> {
        let mut next = Next::default();
        if self.ready.is_empty() {
            let lock_deadline = self.locks.next_deadline();
            tokio::select! {
                biased;
                Some(release) = self.released.recv() => self.locks.release(&release, &mut self.ready),
                () = at(lock_deadline) => {}
                job = self.queue.recv() => self.ready.push_back(job?),
            }
        }
        self.gather().await;
        while let Ok(release) = self.released.try_recv() {
            self.locks.release(&release, &mut self.ready);
        }
        self.locks.expire(Instant::now(), &mut self.ready);
        while next.jobs.len() < GROUP && next.close.is_none() {
            let Some(job) = self.ready.pop_front().or_else(|| self.queue.try_recv().ok()) else {
                break;
            };
            match self.locks.admit(job, self.options.lock_hold, &mut self.ready) {
                Admitted::Run(Job::Close { reply }) => next.close = Some(reply),
                Admitted::Run(job) => next.jobs.push(job),
                Admitted::Grant(lock) => next.grants.push(lock),
                Admitted::Nothing => {}
            }
        }
        Some(next)
    }

    /// Lets others join what is ready, as long as that may wait.
    async fn gather(&mut self) {
        while let Some(due) = self.pace.due(&self.ready, Instant::now()) {
            tokio::select! {
                biased;
                Some(release) = self.released.recv() => self.locks.release(&release, &mut self.ready),
                Some(job) = self.queue.recv() => self.ready.push_back(job),
                () = tokio::time::sleep_until(due) => return,
            }
        }
    }

    /// Has the thread write a group, and waits until all of it is answered; `false` if there is no such thread any more.
    async fn write(&mut self, jobs: Vec<Job>) -> bool {
        self.pace.begin(&jobs, Instant::now());
        let (done, answered) = oneshot::channel();
        match self.committer.groups.send(committer::Group { jobs, done }) {
            Ok(()) => answered.await.is_ok(),
            Err(SendError(group)) => {
                for job in group.jobs {
                    job.refuse(Failure::Unavailable);
                }
                false
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
