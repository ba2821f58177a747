//! The limit: rows of so many bytes go into a database with full durability, as many in one commit as wait.

use super::Row;
use crate::compare::course::Metronome;
use crate::compare::{Core, on_core};
use anyhow::Context as _;
use hdrhistogram::Histogram;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, PgConnection, Postgres, QueryBuilder};
use sqlx::{Sqlite, SqliteConnection};
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;

const TABLE: &str = "CREATE TABLE bare_inserts (n BIGINT NOT NULL PRIMARY KEY, body BYTEA NOT NULL)";
const TABLE_OF_SQLITE: &str = "CREATE TABLE bare_inserts (n INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT";
/// Rows in one statement; PostgreSQL takes 65,535 values.
const ROWS_MAX: usize = 1_000;

/// Who waits for one row.
type Caller = oneshot::Sender<()>;

/// A thread that writes; it ends when nobody can ask it any more.
#[derive(Debug)]
pub(super) struct Bare {
    callers: mpsc::UnboundedSender<Caller>,
    writer: std::thread::JoinHandle<anyhow::Result<()>>,
}

enum Database {
    Sqlite {
        connection: SqliteConnection,
        /// The file goes with it.
        _folder: tempfile::TempDir,
    },
    Postgres(PgConnection),
}

impl Bare {
    /// In this PostgreSQL, or in a SQLite file of its own. It writes on the servers' core.
    pub(super) fn start(postgres: Option<String>, bytes: usize) -> anyhow::Result<Self> {
        let (callers, waiting) = mpsc::unbounded_channel();
        on_core(Core::Server)?;
        let writer = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(write(postgres, bytes, waiting))
        });
        on_core(Core::Clients)?;
        Ok(Self { callers, writer })
    }

    /// So many callers, each with its next row as soon as the last one is durable, or so many rows a second of all of them.
    pub(super) async fn run(
        self,
        callers: usize,
        per_second: Option<f64>,
        warm_up: Duration,
        seconds: Duration,
    ) -> anyhow::Result<Row> {
        let micros = Rc::new(RefCell::new(Histogram::<u64>::new_with_bounds(1, 60_000_000, 3)?));
        let began = Instant::now();
        let (from, until) = (began + warm_up, began + warm_up + seconds);
        let places = Arc::new(Semaphore::new(callers));
        let ticks = Arc::new(Notify::new());
        let every = per_second.map(|rate| Duration::from_secs_f64(1.0 / rate));
        let metronome = every.map(|every| Metronome::start(every, Arc::clone(&ticks)));
        let mut asking = JoinSet::new();
        let mut due = began;
        loop {
            if let Some(every) = every {
                due += every;
                while Instant::now() < due {
                    ticks.notified().await;
                }
            }
            let place = Arc::clone(&places).acquire_owned().await?;
            let sent = if every.is_some() { due } else { Instant::now() };
            if sent >= until || self.callers.is_closed() {
                break;
            }
            let (answer, answered) = oneshot::channel();
            self.callers.send(answer).ok().context("nobody writes")?;
            let micros = Rc::clone(&micros);
            asking.spawn_local(async move {
                let came = answered.await;
                let took = sent.elapsed();
                drop(place);
                if came.is_ok() && (from..until).contains(&(sent + took)) {
                    let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
                    micros.borrow_mut().saturating_record(took.max(1));
                }
            });
            while asking.try_join_next().is_some() {}
        }
        drop(metronome);
        while asking.join_next().await.is_some() {}
        drop(self.callers);
        let ended = tokio::task::spawn_blocking(|| self.writer.join()).await?;
        ended.ok().context("the writer has broken down")??;
        let micros = micros.borrow();
        #[expect(clippy::cast_precision_loss, reason = "microseconds and counts of one run")]
        let (ms, count) = (
            |quantile| micros.value_at_quantile(quantile) as f64 / 1000.0,
            micros.len() as f64,
        );
        Ok(Row {
            system: String::new(),
            version: String::new(),
            load: String::new(),
            commands_per_s: count / seconds.as_secs_f64(),
            messages_per_command: None,
            p50_ms: ms(0.5),
            p99_ms: ms(0.99),
            p999_ms: ms(0.999),
            fsync_p50_ms: 0.0,
            fsync_p99_ms: 0.0,
            bytes_per_entry: 0.0,
            cpu_s_per_million: None,
            server_cores: None,
            client_cores: None,
            allowance_was_limit: false,
            errors: 0,
            lost: 0,
            error_samples: Vec::new(),
        })
    }
}

/// Until nobody asks any more.
async fn write(
    postgres: Option<String>,
    bytes: usize,
    mut waiting: mpsc::UnboundedReceiver<Caller>,
) -> anyhow::Result<()> {
    let mut database = Database::open(postgres).await?;
    let body = vec![7_u8; bytes];
    let mut n = 0_i64;
    let mut callers = Vec::new();
    while waiting.recv_many(&mut callers, ROWS_MAX).await > 0 {
        let first = n;
        n += i64::try_from(callers.len())?;
        database.insert(first..n, &body).await?;
        for caller in callers.drain(..) {
            // Whoever asked may be gone.
            let _ = caller.send(());
        }
    }
    Ok(())
}

impl Database {
    async fn open(postgres: Option<String>) -> anyhow::Result<Self> {
        if let Some(url) = postgres {
            let mut connection = PgConnection::connect(&url).await?;
            connection.execute(TABLE).await?;
            return Ok(Self::Postgres(connection));
        }
        let folder = tempfile::tempdir()?;
        let mut connection = SqliteConnectOptions::new()
            .filename(folder.path().join("bare.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .connect()
            .await?;
        connection.execute(TABLE_OF_SQLITE).await?;
        Ok(Self::Sqlite {
            connection,
            _folder: folder,
        })
    }

    /// One statement that commits itself.
    async fn insert(&mut self, numbers: std::ops::Range<i64>, body: &[u8]) -> anyhow::Result<()> {
        const INSERT: &str = "INSERT INTO bare_inserts (n, body) ";
        match self {
            Self::Sqlite { connection, .. } => {
                let mut query = QueryBuilder::<Sqlite>::new(INSERT);
                query.push_values(numbers, |mut row, n| {
                    row.push_bind(n).push_bind(body);
                });
                query.build().execute(connection).await?;
            }
            Self::Postgres(connection) => {
                let mut query = QueryBuilder::<Postgres>::new(INSERT);
                query.push_values(numbers, |mut row, n| {
                    row.push_bind(n).push_bind(body);
                });
                query.build().execute(connection).await?;
            }
        }
        Ok(())
    }
}

/// What Convene's database in this folder has for one command: the entry, and the row that says that it was done.
pub(super) async fn bytes_in_sqlite(folder: &Path) -> anyhow::Result<usize> {
    let files = std::fs::read_dir(folder)?.flatten();
    let file = files
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "sqlite"))
        .context("no database")?;
    let mut connection = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .connect()
        .await?;
    let bytes: f64 = sqlx::query_scalar(
        "SELECT (SELECT avg(16 + 8 + 8 + 32 + length(CAST(body AS BLOB))) FROM entries) \
         + (SELECT avg(16 + 16 + 16 + 8 + 8 + coalesce(length(CAST(reply AS BLOB)), 0)) FROM commands)",
    )
    .fetch_one(&mut connection)
    .await?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some hundred bytes"
    )]
    let bytes = bytes as usize;
    Ok(bytes)
}
