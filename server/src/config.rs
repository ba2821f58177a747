//! Checked settings. Flags are stronger than the environment, the environment is stronger than the TOML file, and what is not said has a
//! default. An unknown key or a wrong value stops the start with one line that names it and says what is right.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use crate::boards::CompactionRules;
use crate::hub::SnapshotRules;
use crate::rehearsals::Times;

mod flags;
mod merge;

pub use flags::{Flags, Task};
pub use merge::{ConfigError, read};

/// Everything that can be set, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where meetings are kept.
    pub database_url: String,
    /// Where instances wake each other; none: they find out within a second.
    pub redis_url: Option<String>,
    /// Whom to trust about Redis beside the system's authorities: a PEM file.
    pub redis_ca_file: Option<PathBuf>,
    /// How often an instance asks what others wrote; nobody sets it but tests.
    pub beat_every: Duration,
    /// Opens the operator's page and metrics; none: they are closed.
    pub operator_token: Option<Secret>,
    /// How browsers reach the server, without a slash at the end; none: `http://{listen}`.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` and `Forwarded` are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Sockets that one address may have open at once.
    pub sockets_per_address: NonZeroUsize,
    /// How logs are written.
    pub log_format: LogFormat,
    /// What is logged, as tracing's `EnvFilter` reads it.
    pub log_level: String,
    /// MiB that this instance and its board workers may take; none: what its control group may.
    pub memory_mib: Option<u64>,
    /// Processes that hold boards.
    pub board_workers: usize,
    /// Rehearsals that may be under way at once; 0: there are none.
    pub rehearsals: usize,
    /// How time goes by in them; nobody sets it but tests.
    pub rehearsal_times: Times,
    /// When snapshots of meetings are made; nobody sets it but tests.
    pub snapshots: SnapshotRules,
    /// When the logs of boards become snapshots; nobody sets it but tests.
    pub compaction: CompactionRules,
    /// Locale files whose words are used in written files; none: those in the program.
    pub text_folder: Option<PathBuf>,
    /// The program that is started as a board worker; none: this one.
    pub board_worker_program: Option<PathBuf>,
}

/// A school behind one address: 200 people with two sockets each, in five tabs.
const SOCKETS_PER_ADDRESS: NonZeroUsize = NonZeroUsize::new(2_000).unwrap();

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// Something that never enters a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 7400)),
            database_url: "sqlite:convene.sqlite".to_owned(),
            redis_url: None,
            redis_ca_file: None,
            beat_every: Duration::from_secs(1),
            operator_token: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            sockets_per_address: SOCKETS_PER_ADDRESS,
            log_format: LogFormat::Json,
            log_level: "info".to_owned(),
            memory_mib: None,
            board_workers: 2,
            rehearsals: 3,
            rehearsal_times: Times::default(),
            snapshots: SnapshotRules::default(),
            compaction: CompactionRules::default(),
            text_folder: None,
            board_worker_program: None,
        }
    }
}
