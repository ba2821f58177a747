//! The faults: what is done, and how it is undone.

use crate::cluster::{Cluster, Instance};
use crate::private::Line;
use anyhow::Context as _;
use clap::ValueEnum;
use nix::sys::signal::Signal;
use std::time::Duration;
use tokio::task::block_in_place;
use tokio::time::{Instant, sleep};

/// How long lines are bad, and how long a process stands still.
const BAD_FOR: Duration = Duration::from_secs(5);
const STOPPED_FOR: Duration = Duration::from_secs(10);
/// Where the disk ends: before the end of any database with a meeting in it.
const FULL_AT: u64 = 64 * 1024;
/// An instance is there again within this, whatever else is away for a while.
const STARTS_WITHIN: Duration = Duration::from_secs(90);

/// One fault. The names of THREATS.md in brackets: `docs/faults.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Fault {
    /// `kill -9` of an instance, three times, each started again (F1).
    Kill,
    /// SIGTERM of an instance: it sends its people elsewhere (F2).
    Drain,
    /// SIGSTOP of an instance for ten seconds, then CONT (F9).
    Stop,
    /// An instance's clock is an hour off from its next start on (F13).
    Clock,
    /// Redis is killed and comes back empty (F3).
    RedisRestart,
    /// FLUSHALL (F3).
    RedisFlush,
    /// CLIENT PAUSE for five seconds (F3).
    RedisPause,
    /// The line between one instance and Redis is cut (F4).
    RedisCut,
    /// Nothing arrives between one instance and Redis, and no end (F11).
    RedisHeld,
    /// What an instance publishes arrives 200 ms later, behind what was written after it (F4).
    RedisFar,
    /// The line between one instance and PostgreSQL is cut, the one to Redis stands (F7).
    PostgresCut,
    /// Nothing arrives between one instance and PostgreSQL, and no end (F7).
    PostgresHeld,
    /// What an instance asks PostgreSQL does not arrive (F8).
    PostgresThere,
    /// What PostgreSQL answers does not arrive (F8).
    PostgresBack,
    /// PostgreSQL is 200 ms away from one instance (F6).
    PostgresFar,
    /// PostgreSQL is restarted (F5).
    PostgresRestart,
    /// PostgreSQL dies and comes back (F5).
    PostgresKill,
    /// PostgreSQL stands still for ten seconds (F5).
    PostgresStop,
    /// The disk of one instance that has a SQLite file of its own is full for five seconds (F14).
    DiskFull,
}

impl Fault {
    /// The name on the command line.
    pub(super) fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// One of those that hurt a process of ours, beside those that hurt what is around it.
    pub(super) fn is_of_a_process(self) -> bool {
        matches!(self, Self::Kill | Self::Drain | Self::Stop | Self::Clock)
    }

    /// It happens to one instance with a file of its own, the others to several that share a database.
    pub(super) fn is_of_own_file(self) -> bool {
        self == Self::DiskFull
    }

    /// Does it to the deployment (to its `n`th instance where it is about one) and undoes it.
    pub(super) async fn happen(self, cluster: &Cluster, n: usize) -> anyhow::Result<()> {
        let count = cluster.instances.len();
        let instance = cluster.instances.get(n % count).context("no instance")?;
        match self {
            Self::Kill => {
                for more in 0..3 {
                    let instance = cluster.instances.get((n + more) % count).context("no instance")?;
                    block_in_place(|| instance.kill())?;
                    sleep(Duration::from_secs(1)).await;
                    again(instance).await?;
                    sleep(Duration::from_secs(2)).await;
                }
            }
            Self::Drain => {
                block_in_place(|| instance.server().end(Signal::SIGTERM))?;
                again(instance).await?;
            }
            Self::Stop => {
                instance.server().signal(Signal::SIGSTOP)?;
                sleep(STOPPED_FOR).await;
                instance.server().signal(Signal::SIGCONT)?;
            }
            Self::Clock => clock(instance).await?,
            Self::RedisRestart => {
                block_in_place(|| cluster.redis()?.kill())?;
                sleep(BAD_FOR).await;
                block_in_place(|| cluster.redis()?.start_again())?;
            }
            Self::RedisFlush => {
                cluster.redis()?.tell("FLUSHALL")?;
            }
            Self::RedisPause => {
                cluster.redis()?.tell("CLIENT PAUSE 5000 ALL")?;
                sleep(BAD_FOR).await;
            }
            Self::RedisCut => lines(instance, Line::Open, Line::Cut).await,
            Self::RedisHeld => lines(instance, Line::Open, Line::Held).await,
            Self::RedisFar => lines(instance, Line::Open, Line::Far(Duration::from_millis(200))).await,
            Self::PostgresCut => lines(instance, Line::Cut, Line::Open).await,
            Self::PostgresHeld => lines(instance, Line::Held, Line::Open).await,
            Self::PostgresThere => lines(instance, Line::HeldThere, Line::Open).await,
            Self::PostgresBack => lines(instance, Line::HeldBack, Line::Open).await,
            Self::PostgresFar => lines(instance, Line::Far(Duration::from_millis(200)), Line::Open).await,
            Self::PostgresRestart => {
                block_in_place(|| cluster.postgres()?.stop())?;
                block_in_place(|| cluster.postgres()?.start_again())?;
            }
            Self::PostgresKill => {
                block_in_place(|| cluster.postgres()?.kill())?;
                block_in_place(|| cluster.postgres()?.start_again())?;
            }
            Self::PostgresStop => {
                cluster.postgres()?.pause()?;
                sleep(STOPPED_FOR).await;
                cluster.postgres()?.resume()?;
            }
            Self::DiskFull => {
                let pid = instance.server().pid();
                limit_files(pid, FULL_AT)?;
                sleep(BAD_FOR).await;
                limit_files(pid, rlimit::INFINITY)?;
            }
        }
        Ok(())
    }
}

/// From now on no file of the process may grow beyond this: the kernel refuses what it writes, as it does on a full disk.
fn limit_files(pid: u32, bytes: u64) -> anyhow::Result<()> {
    let soft = (bytes, rlimit::INFINITY);
    rlimit::prlimit(pid.cast_signed(), rlimit::Resource::FSIZE, Some(soft), None)
        .context("its files cannot be limited")
}

async fn lines(instance: &Instance, to_postgres: Line, to_redis: Line) {
    instance.lines(to_postgres, to_redis);
    sleep(BAD_FOR).await;
    instance.lines(Line::Open, Line::Open);
}

/// A process of which the clock on the wall says another time than the others' and the database's.
async fn clock(instance: &Instance) -> anyhow::Result<()> {
    for skew in ["+1h", "-1h"] {
        let library =
            faketime().context("libfaketime is not installed: 'apt-get install libfaketime' as root")?;
        let skewed = vec![
            ("LD_PRELOAD".to_owned(), library),
            ("FAKETIME".to_owned(), skew.to_owned()),
            // The kernel's own timers are to run as they do.
            ("FAKETIME_DONT_FAKE_MONOTONIC".to_owned(), "1".to_owned()),
            ("DONT_FAKE_MONOTONIC".to_owned(), "1".to_owned()),
        ];
        again_with(instance, skewed).await?;
        sleep(BAD_FOR).await;
    }
    again_with(instance, Vec::new()).await
}

async fn again_with(instance: &Instance, environment: Vec<(String, String)>) -> anyhow::Result<()> {
    block_in_place(|| {
        let mut server = instance.server();
        server.end(Signal::SIGTERM)?;
        server.set_environment(environment);
        anyhow::Ok(())
    })?;
    again(instance).await
}

/// As a supervisor does it: an instance that does not find the database ends, and is started again.
async fn again(instance: &Instance) -> anyhow::Result<()> {
    let give_up_at = Instant::now() + STARTS_WITHIN;
    loop {
        match block_in_place(|| instance.start_again()) {
            Ok(()) => return Ok(()),
            Err(error) if Instant::now() > give_up_at => return Err(error),
            Err(_) => sleep(Duration::from_secs(1)).await,
        }
    }
}

/// Where distributions put libfaketime.
pub(super) fn faketime() -> Option<String> {
    let folders = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64",
        "/usr/lib",
    ];
    let mut places = folders
        .iter()
        .map(|folder| format!("{folder}/faketime/libfaketime.so.1"));
    places.find(|place| std::path::Path::new(place).is_file())
}
