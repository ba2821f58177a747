//! Who holds which meeting's head, and who waits for it.
//!
//! The writer is the only one who appends to the file, so a lock is a note in its table and not an open transaction: a hub that holds
//! a meeting's lock keeps only that meeting's writers waiting, not all. (Another process on the same file is still met by the
//! compare-and-set.)

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::job::{Job, LockJob, Release};
use crate::store::failure::Failure;

/// How many may wait for one meeting: one for each instance and a lot to spare.
const WAITING: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Locks {
    held: HashMap<Uuid, Held>,
}

#[derive(Debug)]
struct Held {
    token: u64,
    until: Instant,
    waiting: VecDeque<Job>,
}

/// What to do with a job now.
#[derive(Debug)]
pub(super) enum Admitted {
    /// Write it.
    Run(Job),
    /// Tell the asker that the lock is theirs, once everything before is committed.
    Grant(LockJob),
    /// It waits here, or needs no work.
    Nothing,
}

impl Locks {
    /// Sorts a job: run it, grant its lock, or keep it until the meeting is free. Jobs that become free are put in front of `ready`.
    pub(super) fn admit(&mut self, job: Job, hold: Duration, ready: &mut VecDeque<Job>) -> Admitted {
        match job {
            Job::Append(mut append) => match (append.token, self.held.get(&append.meeting)) {
                (Some(token), Some(held)) if held.token == token => {
                    self.release(
                        &Release {
                            meeting: append.meeting,
                            token,
                        },
                        ready,
                    );
                    append.token = None;
                    Admitted::Run(Job::Append(append))
                }
                // The lock was rolled back: the job keeps its token, which says that it must be refused.
                (Some(_), _) | (None, None) => Admitted::Run(Job::Append(append)),
                (None, Some(_)) => self.wait(append.meeting, Job::Append(append)),
            },
            // The asker is gone: nobody would let go of the lock.
            Job::Lock(lock) if lock.reply.is_closed() => Admitted::Nothing,
            Job::Lock(lock) if self.held.contains_key(&lock.meeting) => {
                self.wait(lock.meeting, Job::Lock(lock))
            }
            Job::Lock(lock) => {
                let held = Held {
                    token: lock.token,
                    until: Instant::now() + hold,
                    waiting: VecDeque::new(),
                };
                self.held.insert(lock.meeting, held);
                Admitted::Grant(lock)
            }
            job @ (Job::BoardAppend { .. } | Job::Small { .. } | Job::Close { .. }) => Admitted::Run(job),
        }
    }

    fn wait(&mut self, meeting: Uuid, job: Job) -> Admitted {
        if let Some(held) = self
            .held
            .get_mut(&meeting)
            .filter(|held| held.waiting.len() < WAITING)
        {
            held.waiting.push_back(job);
            return Admitted::Nothing;
        }
        match job {
            Job::Append(append) => {
                let _ = append.reply.send(Err(Failure::Unavailable.into()));
            }
            Job::Lock(lock) => {
                let _ = lock.reply.send(Err(Failure::Unavailable));
            }
            Job::BoardAppend { .. } | Job::Small { .. } | Job::Close { .. } => {}
        }
        Admitted::Nothing
    }

    /// Ends a lock, if it is still that guard's.
    pub(super) fn release(&mut self, release: &Release, ready: &mut VecDeque<Job>) {
        if self
            .held
            .get(&release.meeting)
            .is_some_and(|held| held.token == release.token)
            && let Some(held) = self.held.remove(&release.meeting)
        {
            for job in held.waiting.into_iter().rev() {
                ready.push_front(job);
            }
        }
    }

    /// Forgets all locks; answers the jobs that waited for them.
    pub(super) fn drain(&mut self) -> Vec<Job> {
        self.held.drain().flat_map(|(_, held)| held.waiting).collect()
    }

    /// Counts the time from the moment that the asker learns of it.
    pub(super) fn granted(&mut self, lock: &LockJob, hold: Duration) {
        if let Some(held) = self
            .held
            .get_mut(&lock.meeting)
            .filter(|held| held.token == lock.token)
        {
            held.until = Instant::now() + hold;
        }
    }

    /// When the next lock must be rolled back.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.held.values().map(|held| held.until).min()
    }

    /// Rolls back what was held too long.
    pub(super) fn expire(&mut self, now: Instant, ready: &mut VecDeque<Job>) {
        let is_over = |(&meeting, held): (&Uuid, &Held)| {
            (held.until <= now).then_some(Release {
                meeting,
                token: held.token,
            })
        };
        let over: Vec<Release> = self.held.iter().filter_map(is_over).collect();
        for release in over {
            tracing::warn!(meeting.id = %release.meeting, "a lock on a meeting was held too long and is rolled back");
            self.release(&release, ready);
        }
    }
}
