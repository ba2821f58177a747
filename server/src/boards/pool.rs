//! The worker processes of this instance: which board lives in which, what is asked of them, and what happens when
//! one dies.
//!
//! The pool only knows that a worker died or was too slow; it kills it, answers what it was at with `WorkerLost` and
//! what waited behind that with `NotLoaded`, and starts another at once. What was to blame is found out by the board,
//! trying its updates one by one on the worker aside, which is nobody's home. Boards come back by being loaded again.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::{mpsc, oneshot, watch},
    time::Instant,
};
use uuid::Uuid;

use super::{
    frame::{Answer, Operation, Request, Status, put_apply, put_list, take_list},
    limits,
    notes::Note,
};

mod proof;

pub use proof::Difference;

/// Why a worker gave no good answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// The worker died or was killed while it was at this request. The board must be loaded again.
    #[error("the board worker was lost")]
    WorkerLost,
    /// The worker does not have this board.
    #[error("the board is not loaded")]
    NotLoaded,
    /// An update was refused and the board forgotten.
    #[error("update {accepted} refused: {reason}")]
    Refused {
        /// How many updates of the request were applied before it.
        accepted: usize,
        /// Why, in one word.
        reason: String,
    },
    /// The pool is shutting down, or the worker spoke nonsense.
    #[error("the board workers are not available")]
    Unavailable,
}

/// Which worker a request goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// The board's own.
    Home,
    /// The one that may die of it, and that has time for what is too dear for a home.
    Aside,
}

/// What updates made of a board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Whether each had an effect.
    pub effects: Vec<bool>,
    /// All that they changed, as one update. None where fewer than two had an effect, or where they are long.
    pub merged: Option<Bytes>,
}

/// How the workers are run.
#[derive(Debug, Clone)]
pub struct PoolConfig {
    /// The program to start, called with `board-worker`; none: this very one.
    pub executable: Option<PathBuf>,
    /// Workers that boards live in; at least one.
    pub workers: usize,
    /// A request at home that takes longer costs the worker its life, whether it works or hangs.
    pub timeout: Duration,
}

/// The workers. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Pool {
    homes: Arc<[Worker]>,
    aside: Worker,
}

#[derive(Debug, Clone)]
struct Worker {
    jobs: mpsc::Sender<Job>,
    process: watch::Receiver<Option<u32>>,
    timeout: Duration,
}

#[derive(Debug)]
struct Job {
    operation: Operation,
    board: Uuid,
    body: Bytes,
    cpu: Duration,
    within: Duration,
    answer: oneshot::Sender<Result<Answer, PoolError>>,
}

impl Pool {
    /// Starts the workers. Must be called within a tokio runtime.
    pub fn start(config: &PoolConfig) -> Self {
        let homes = (0..config.workers.max(1))
            .map(|_| Worker::start(config, config.timeout))
            .collect();
        Self {
            homes,
            aside: Worker::start(config, config.timeout.max(limits::ASIDE_TIMEOUT)),
        }
    }

    /// Has the board forgotten and built again from these updates. The log is the server's own, yet what `yrs` makes
    /// of it is not trusted either.
    pub async fn load(&self, lane: Lane, board: Uuid, updates: &[Bytes]) -> Result<(), PoolError> {
        let body = put_list(updates.iter().map(AsRef::as_ref));
        let cpu = match lane {
            Lane::Home => limits::HOME_CPU,
            Lane::Aside => limits::ASIDE_LOAD_CPU,
        };
        self.ask(lane, Operation::Load, board, body, cpu).await.map(drop)
    }

    /// The whole of a board as it is aside, if it is quick enough to load to live at home: what was hard to put
    /// together seldom is. The board stays aside.
    pub async fn whole_for_home(&self, board: Uuid) -> Result<Bytes, PoolError> {
        let nothing = Bytes::from_static(&[0]);
        let whole = self
            .ask_soon(Lane::Aside, Operation::Diff, board, nothing)
            .await?;
        let body = put_list([whole.as_ref()].into_iter());
        self.ask(Lane::Aside, Operation::Load, board, body, limits::HOME_CPU)
            .await?;
        Ok(whole)
    }

    /// Applies updates in order.
    pub async fn apply(&self, lane: Lane, board: Uuid, updates: &[Bytes]) -> Result<Applied, PoolError> {
        self.apply_all(lane, board, &[], updates).await
    }

    /// Applies updates at home in order, and before them others, of which nothing is answered: they are in the log, so
    /// that a board in which they do not fit is forgotten and has to be loaded again.
    pub async fn apply_after(
        &self,
        board: Uuid,
        before: &[Bytes],
        updates: &[Bytes],
    ) -> Result<Applied, PoolError> {
        self.apply_all(Lane::Home, board, before, updates).await
    }

    async fn apply_all(
        &self,
        lane: Lane,
        board: Uuid,
        before: &[Bytes],
        updates: &[Bytes],
    ) -> Result<Applied, PoolError> {
        let body = put_apply(before, updates);
        let answer = self.ask_soon(lane, Operation::Apply, board, body).await?;
        let parts = take_list(answer).ok_or(PoolError::Unavailable)?;
        match <[Bytes; 2]>::try_from(parts) {
            Ok([effects, merged]) if effects.len() == updates.len() => Ok(Applied {
                effects: effects.iter().map(|effect| *effect != 0).collect(),
                merged: (!merged.is_empty()).then_some(merged),
            }),
            _ => Err(PoolError::Unavailable),
        }
    }

    /// The update that a client with this (scanned) state vector lacks.
    pub async fn diff(&self, board: Uuid, state_vector: Bytes) -> Result<Bytes, PoolError> {
        self.ask_soon(Lane::Home, Operation::Diff, board, state_vector)
            .await
    }

    /// The board's state vector, encoded.
    pub async fn state_vector(&self, board: Uuid) -> Result<Bytes, PoolError> {
        self.ask_soon(Lane::Home, Operation::StateVector, board, Bytes::new())
            .await
    }

    /// The board's notes in reading order.
    pub async fn notes(&self, board: Uuid) -> Result<Vec<Note>, PoolError> {
        let json = self
            .ask_soon(Lane::Home, Operation::Text, board, Bytes::new())
            .await?;
        serde_json::from_slice(&json).map_err(|_| PoolError::Unavailable)
    }

    /// How many notes of the board have something on them.
    pub async fn written(&self, board: Uuid) -> Result<u32, PoolError> {
        let count = self
            .ask_soon(Lane::Home, Operation::Count, board, Bytes::new())
            .await?;
        let count = <[u8; 4]>::try_from(&count[..]).map_err(|_| PoolError::Unavailable)?;
        Ok(u32::from_le_bytes(count))
    }

    /// Has the board forgotten.
    pub async fn unload(&self, lane: Lane, board: Uuid) {
        // A worker that is gone has forgotten it as well.
        let _ = self.ask_soon(lane, Operation::Unload, board, Bytes::new()).await;
    }

    /// The process ids of the workers that run now, the one aside last.
    pub fn processes(&self) -> Vec<u32> {
        self.homes
            .iter()
            .chain([&self.aside])
            .filter_map(|worker| *worker.process.borrow())
            .collect()
    }

    /// The process id of the worker in which this board lives, if it runs.
    pub fn process_of(&self, board: Uuid) -> Option<u32> {
        *self.home(board).process.borrow()
    }

    fn home(&self, board: Uuid) -> &Worker {
        let index = board.as_u128() % self.homes.len() as u128;
        &self.homes[index as usize]
    }

    async fn ask_soon(
        &self,
        lane: Lane,
        operation: Operation,
        board: Uuid,
        body: Bytes,
    ) -> Result<Bytes, PoolError> {
        let cpu = match lane {
            Lane::Home => limits::HOME_CPU,
            Lane::Aside => limits::ASIDE_CPU,
        };
        self.ask(lane, operation, board, body, cpu).await
    }

    async fn ask(
        &self,
        lane: Lane,
        operation: Operation,
        board: Uuid,
        body: Bytes,
        cpu: Duration,
    ) -> Result<Bytes, PoolError> {
        let worker = match lane {
            Lane::Home => self.home(board),
            Lane::Aside => &self.aside,
        };
        let (answer, answered) = oneshot::channel();
        let job = Job {
            operation,
            board,
            body,
            cpu,
            within: worker.timeout,
            answer,
        };
        worker.jobs.send(job).await.map_err(|_| PoolError::Unavailable)?;
        let answer = answered.await.map_err(|_| PoolError::Unavailable)??;
        match answer.status {
            Status::Done => Ok(answer.body),
            Status::NotLoaded => Err(PoolError::NotLoaded),
            Status::Refused => Err(refusal(answer.body).unwrap_or(PoolError::Unavailable)),
            Status::BadRequest => Err(PoolError::Unavailable),
        }
    }
}

fn refusal(body: Bytes) -> Option<PoolError> {
    let parts = take_list(body)?;
    let [effects, reason] = parts.as_slice() else {
        return None;
    };
    Some(PoolError::Refused {
        accepted: effects.len(),
        reason: String::from_utf8_lossy(reason).into_owned(),
    })
}

impl Worker {
    fn start(config: &PoolConfig, timeout: Duration) -> Self {
        let (jobs, queue) = mpsc::channel(limits::WORKER_QUEUE);
        let (running, process) = watch::channel(None);
        tokio::spawn(keep_running(config.executable.clone(), queue, running));
        Self {
            jobs,
            process,
            timeout,
        }
    }
}

/// Keeps one worker process running as long as anybody can ask it something, from the first question on.
async fn keep_running(
    executable: Option<PathBuf>,
    mut queue: mpsc::Receiver<Job>,
    running: watch::Sender<Option<u32>>,
) {
    let mut first = queue.recv().await;
    let mut short_lives = 0u32;
    while first.is_some() || !queue.is_closed() {
        let born = Instant::now();
        match start_process(executable.as_deref()) {
            Ok((mut child, input, output)) => {
                let id = child.id();
                running.send_replace(id);
                let ended = serve(first.take(), &mut queue, input, output).await;
                running.send_replace(None);
                // Already dead, or to be killed for being slow.
                let _ = child.start_kill();
                let _ = child.wait().await;
                if ended == Ended::NobodyAsks {
                    return;
                }
                metrics::counter!("convene_validator_crashes_total").increment(1);
                tracing::warn!(process.id = id, "a board worker was lost and is started again");
            }
            Err(error) => {
                tracing::error!(%error, "a board worker could not be started");
                // Nobody waits for a process that may never be; who asks again has it tried again.
                while let Some(job) = first.take().or_else(|| queue.try_recv().ok()) {
                    let _ = job.answer.send(Err(PoolError::Unavailable));
                }
                first = queue.recv().await;
                continue;
            }
        }
        // A worker that lived is replaced at once; one that dies at birth must not keep a processor busy.
        short_lives = if born.elapsed() > Duration::from_secs(1) {
            0
        } else {
            short_lives.saturating_add(1)
        };
        let pause = Duration::from_millis(25).saturating_mul(1 << short_lives.min(5));
        if short_lives > 1 {
            tokio::time::sleep(pause).await;
        }
    }
}

fn start_process(executable: Option<&Path>) -> std::io::Result<(Child, ChildStdin, ChildStdout)> {
    let executable = match executable {
        Some(executable) => executable.to_owned(),
        // The file may have been replaced by an upgrade: its path then names nothing, or another version.
        None if cfg!(target_os = "linux") => PathBuf::from("/proc/self/exe"),
        None => std::env::current_exe()?,
    };
    // No environment: the server's own may hold secrets.
    let mut child = Command::new(executable)
        .arg0("convene")
        .arg("board-worker")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()?;
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(std::io::Error::other("a worker without pipes"));
    };
    Ok((child, input, output))
}

#[derive(Debug, PartialEq, Eq)]
enum Ended {
    NobodyAsks,
    Lost,
}

struct Waiting {
    answer: oneshot::Sender<Result<Answer, PoolError>>,
    by: Instant,
}

type InFlight = Arc<Mutex<BTreeMap<u32, Waiting>>>;

/// Passes requests to one process until it is lost. What it was at is then answered as lost: it answers in order, so
/// that is the oldest without an answer. What waited behind it is not to blame and has only lost its board.
async fn serve(
    mut first: Option<Job>,
    queue: &mut mpsc::Receiver<Job>,
    mut input: ChildStdin,
    output: ChildStdout,
) -> Ended {
    let in_flight = InFlight::default();
    let number = AtomicU32::new(0);
    let reading = read_answers(output, Arc::clone(&in_flight));
    let watching = watch_the_clock(Arc::clone(&in_flight));
    let writing = async {
        while let Some(job) = match first.take() {
            Some(job) => Some(job),
            None => queue.recv().await,
        } {
            let number = number.fetch_add(1, Ordering::Relaxed);
            let request = Request {
                number,
                cpu_ms: u32::try_from(job.cpu.as_millis()).unwrap_or(u32::MAX),
                operation: job.operation,
                board: job.board,
                body: job.body,
            };
            let waiting = Waiting {
                answer: job.answer,
                by: Instant::now() + job.within,
            };
            in_flight
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(number, waiting);
            if input.write_all(&request.encode()).await.is_err() {
                return Ended::Lost;
            }
        }
        Ended::NobodyAsks
    };
    let mut reading = std::pin::pin!(reading);
    let ended = tokio::select! {
        ended = writing => {
            if ended == Ended::Lost {
                // It is dead; what it said before may still be in the pipe.
                reading.await;
            }
            ended
        }
        () = &mut reading => Ended::Lost,
        () = watching => Ended::Lost,
    };
    let lost = std::mem::take(&mut *in_flight.lock().unwrap_or_else(PoisonError::into_inner));
    for (place, waiting) in lost.into_values().enumerate() {
        let error = if place == 0 {
            PoolError::WorkerLost
        } else {
            PoolError::NotLoaded
        };
        let _ = waiting.answer.send(Err(error));
    }
    ended
}

async fn read_answers(mut output: ChildStdout, in_flight: InFlight) {
    let mut length = [0; 4];
    while output.read_exact(&mut length).await.is_ok() {
        let length = u32::from_le_bytes(length) as usize;
        if length > limits::WORKER_FRAME_MAX {
            return;
        }
        let mut frame = vec![0; length];
        if output.read_exact(&mut frame).await.is_err() {
            return;
        }
        let Some(answer) = Answer::decode(frame.into()) else {
            return;
        };
        let waiting = in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&answer.number);
        if let Some(waiting) = waiting {
            let _ = waiting.answer.send(Ok(answer));
        }
    }
}

/// Ends when a request is overdue. Requests are answered in order, so a slow one makes the later ones late too:
/// all of them are lost together, and each is tried again by its board.
async fn watch_the_clock(in_flight: InFlight) {
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = Instant::now();
        let overdue = in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .any(|waiting| waiting.by < now);
        if overdue {
            return;
        }
    }
}
