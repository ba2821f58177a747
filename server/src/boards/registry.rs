//! The boards that are open in this instance, each an actor of its own, and the way to them.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    sync::{OnceCell, broadcast, mpsc, oneshot},
    task::JoinSet,
};
use uuid::Uuid;

use super::{
    access::AccessSource,
    board::{Board, CompactionRules, Compactions, Heard, Input, NoteText, Shared},
    counts::NoteCounts,
    limits,
    pool::{Pool, PoolConfig},
    ticket::{self, Claims, TicketError},
};
use crate::bus::Bus;
use crate::levels::Levels;
use crate::store::{ReadError, Store};

/// How boards are kept.
#[derive(Debug, Clone)]
pub struct BoardsConfig {
    /// The program that is started as a worker; none: this very one.
    pub executable: Option<PathBuf>,
    /// Worker processes; two are enough for hundreds of people.
    pub workers: usize,
    /// Who hears of what is written here.
    pub bus: Bus,
    /// What the version before, which may serve beside this one, can read.
    pub levels: Arc<Levels>,
    /// When logs become snapshots.
    pub compaction: CompactionRules,
}

/// Why a board's notes could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotesError {
    /// There is no such board.
    #[error("no such board")]
    NotFound,
    /// The store or the board's worker does not answer, or the server stops.
    #[error("the board is unavailable")]
    Unavailable,
}

/// All boards of this instance. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Boards(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    shared: Shared,
    key: OnceCell<[u8; 32]>,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    boards: HashMap<Uuid, Way>,
    tasks: JoinSet<()>,
    stopping: bool,
}

/// The way to an open board.
#[derive(Debug)]
struct Way {
    inputs: mpsc::Sender<Input>,
    /// The last update of the log that the board has.
    head: Arc<AtomicU64>,
}

impl Boards {
    /// Starts the workers. Must be called within a tokio runtime.
    pub fn new(store: Arc<dyn Store>, access: Arc<dyn AccessSource>, config: &BoardsConfig) -> Self {
        let pool = Pool::start(&PoolConfig {
            executable: config.executable.clone(),
            workers: config.workers,
            timeout: limits::WORKER_TIMEOUT,
        });
        let (barred, _) = broadcast::channel(64);
        let shared = Shared {
            store,
            access,
            pool,
            barred,
            bus: config.bus.clone(),
            levels: config.levels.clone(),
            counts: NoteCounts::default(),
            compactions: Compactions::new(config.compaction),
        };
        Self(Arc::new(Inner {
            shared,
            key: OnceCell::new(),
            open: Mutex::default(),
        }))
    }

    /// A ticket for the board's socket, good for a minute from now, and when that ends (milliseconds on the store's
    /// clock). Whether the person may read the board is checked again when the socket opens.
    pub async fn ticket(&self, claims: Claims) -> Result<(String, i64), ReadError> {
        let now = self.0.shared.store.now().await?;
        Ok((ticket::issue(self.key().await?, claims, now), ticket::expiry(now)))
    }

    pub(super) async fn verify(&self, ticket: &str) -> Result<Result<Claims, TicketError>, ReadError> {
        let now = self.0.shared.store.now().await?;
        Ok(ticket::verify(self.key().await?, ticket, now))
    }

    /// The notes of a board in reading order with their authors, whether or not anybody has it open.
    pub async fn text_of(&self, board: Uuid) -> Result<Vec<NoteText>, NotesError> {
        let row = self
            .0
            .shared
            .store
            .board(board)
            .await
            .map_err(|_| NotesError::Unavailable)?;
        let meeting = row.ok_or(NotesError::NotFound)?.meeting;
        // A board that is just being put away does not answer; the next try opens it again.
        for _ in 0..3 {
            let (reply, notes) = oneshot::channel();
            let inputs = self.open(board, meeting).ok_or(NotesError::Unavailable)?;
            if inputs.send(Input::Notes(reply)).await.is_err() {
                continue;
            }
            if let Ok(notes) = notes.await {
                return notes.ok_or(NotesError::Unavailable);
            }
        }
        Err(NotesError::Unavailable)
    }

    /// How many notes these boards of a meeting had a few seconds ago, as far as that is known. Waits for no board; one on which
    /// somebody wrote whom this instance did not see is opened, so that a later question finds it counted.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn note_counts(
        &self,
        meeting: Uuid,
        of: impl Fn(Uuid) -> bool,
    ) -> Result<Vec<(Uuid, u32)>, ReadError> {
        let rows = self.0.shared.store.boards_of(meeting).await?;
        let mut counts = Vec::new();
        let mut opened = 0;
        for row in rows.into_iter().filter(|row| of(row.id)) {
            let counted = self.0.shared.counts.of(row.id);
            let is_known = counted.map_or(0, |counted| counted.head) >= row.head;
            if !is_known && opened < limits::COUNT_AT_ONCE {
                opened += 1;
                drop(self.open(row.id, meeting));
                self.written_elsewhere(row.id, row.head);
            }
            counts.extend(counted.map(|counted| (row.id, counted.notes)));
        }
        Ok(counts)
    }

    /// Another instance wrote in this board's log, up to `seq`: if the board is open here and does not have so much, it catches up.
    pub fn written_elsewhere(&self, board: Uuid, seq: u64) {
        let open = self.lock();
        if let Some(way) = open.boards.get(&board)
            && way.head.load(Ordering::Relaxed) < seq
        {
            // A full queue has catching up before it: the next append finds the gap.
            let _ = way.inputs.try_send(Input::CatchUp);
        }
    }

    /// Another instance says something of this board. What it lacks by missing it, it gets with the next append or beat.
    pub(crate) fn hear(&self, board: Uuid, heard: Heard) {
        let open = self.lock();
        if let Some(way) = open.boards.get(&board) {
            let _ = way.inputs.try_send(Input::Heard(heard));
        }
    }

    /// Another instance barred a person from the boards of a meeting.
    pub(crate) fn barred_elsewhere(&self, meeting: Uuid, person: Uuid) {
        let _ = self.0.shared.barred.send((meeting, person));
    }

    /// The boards that are open here.
    pub fn open_here(&self) -> Vec<Uuid> {
        self.lock().boards.keys().copied().collect()
    }

    /// The process ids of the workers, for operators and tests.
    pub fn worker_processes(&self) -> Vec<u32> {
        self.0.shared.pool.processes()
    }

    /// Closes all connections with 1012 and puts the boards away, what they have received being in the log.
    pub async fn shutdown(&self) {
        let (inputs, mut tasks) = {
            let mut open = self.lock();
            open.stopping = true;
            (
                open.boards.drain().map(|(_, way)| way.inputs).collect::<Vec<_>>(),
                std::mem::take(&mut open.tasks),
            )
        };
        for inputs in inputs {
            let _ = inputs.send(Input::Stop).await;
        }
        while tasks.join_next().await.is_some() {}
    }

    /// The way to a board's actor, which is started if there is none; `None` once the server stops.
    pub(super) fn open(&self, board: Uuid, meeting: Uuid) -> Option<mpsc::Sender<Input>> {
        let mut open = self.lock();
        if open.stopping {
            return None;
        }
        if let Some(way) = open.boards.get(&board)
            && !way.inputs.is_closed()
        {
            return Some(way.inputs.clone());
        }
        let (inputs, mut queue) = mpsc::channel(limits::BOARD_QUEUE);
        let head = Arc::<AtomicU64>::default();
        let way = Way {
            inputs: inputs.clone(),
            head: head.clone(),
        };
        open.boards.insert(board, way);
        while open.tasks.try_join_next().is_some() {}
        let boards = self.clone();
        let known_as = inputs.downgrade();
        open.tasks.spawn(async move {
            Board::new(boards.0.shared.clone(), board, meeting, head)
                .run(&mut queue)
                .await;
            queue.close();
            boards.forget(board, &known_as);
        });
        metrics::gauge!("convene_boards_open").set(open.boards.len() as f64);
        Some(inputs)
    }

    fn forget(&self, board: Uuid, known_as: &mpsc::WeakSender<Input>) {
        let mut open = self.lock();
        let same = match (open.boards.get(&board), known_as.upgrade()) {
            (Some(way), Some(known)) => way.inputs.same_channel(&known),
            (Some(way), None) => way.inputs.is_closed(),
            (None, _) => false,
        };
        if same {
            open.boards.remove(&board);
        }
        metrics::gauge!("convene_boards_open").set(open.boards.len() as f64);
    }

    async fn key(&self) -> Result<&[u8; 32], ReadError> {
        self.0
            .key
            .get_or_try_init(|| self.0.shared.store.secret_key())
            .await
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
