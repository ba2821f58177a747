//! The command line and the environment, as text: `merge` checks it.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Convene: live meetings of a community of practice, with consultancy rounds.
///
/// Settings are read from flags, from the environment and from a TOML file, in this order of strength. The keys of the file are the
/// names of the flags with underscores: `listen = "127.0.0.1:7400"`.
#[derive(Clone, Debug, Default, Parser)]
#[command(name = "convene", version, max_term_width = 100)]
pub struct Flags {
    /// A TOML file with settings.
    #[arg(long, env = "CONVENE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// The address to listen on [default: 127.0.0.1:7400].
    #[arg(long, env = "CONVENE_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,

    /// Where meetings are kept: a SQLite file, or postgres://user:password@host:port/database for several
    /// instances [default: sqlite:convene.sqlite].
    #[arg(
        long,
        env = "CONVENE_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,

    /// For several instances on one PostgreSQL: where they wake each other, redis://user:password@host:port/.
    /// Nothing is kept there.
    #[arg(long, env = "CONVENE_REDIS_URL", value_name = "URL", hide_env_values = true)]
    pub redis_url: Option<String>,

    /// With a redis_url of rediss://: a PEM file of authorities that may vouch for Redis [default: the system's].
    #[arg(long, env = "CONVENE_REDIS_CA_FILE", value_name = "FILE")]
    pub redis_ca_file: Option<String>,

    /// Opens /operator and /metrics; at least 16 characters, best from `openssl rand -hex 24`.
    #[arg(
        long,
        env = "CONVENE_OPERATOR_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub operator_token: Option<String>,

    /// How browsers reach the server: scheme, host and port of the links it gives out
    /// [default: `http://ADDRESS:PORT`].
    #[arg(long, env = "CONVENE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,

    /// Proxies whose X-Forwarded-For or Forwarded header is believed: addresses or networks with commas
    /// between, such as 10.0.0.0/8,::1 [default: none].
    #[arg(long, env = "CONVENE_TRUSTED_PROXIES", value_name = "NETWORKS")]
    pub trusted_proxies: Option<String>,

    /// Sockets that one address (in IPv6 one /64) may have open at once; each tab of a person in a
    /// room has two [default: 2000].
    #[arg(long, env = "CONVENE_SOCKETS_PER_ADDRESS", value_name = "COUNT")]
    pub sockets_per_address: Option<String>,

    /// How logs are written: json or text [default: json].
    #[arg(long, env = "CONVENE_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<String>,

    /// What is logged: error, warn, info, debug, trace, or a filter such as info,server=debug
    /// [default: info].
    #[arg(long, env = "CONVENE_LOG_LEVEL", value_name = "LEVEL")]
    pub log_level: Option<String>,

    /// MiB that Convene and its board workers may take, 64 or more: near it no further meeting is opened
    /// [default: what its control group may take, if that has a bound].
    #[arg(long, env = "CONVENE_MEMORY_MIB", value_name = "MIB")]
    pub memory_mib: Option<String>,

    /// Processes that hold boards, 1 to 64 [default: 2].
    #[arg(long, env = "CONVENE_BOARD_WORKERS", value_name = "COUNT")]
    pub board_workers: Option<String>,

    /// Rehearsals that may be under way at once, 0 to 50; each has up to 150 simulated people [default: 3].
    #[arg(long, env = "CONVENE_REHEARSALS", value_name = "COUNT")]
    pub rehearsals: Option<String>,

    /// For translators: a folder with locale files (such as client-web/src/text) whose words are used in
    /// records and calendars [default: those in the program].
    #[arg(long, env = "CONVENE_TEXT_FOLDER", value_name = "FOLDER")]
    pub text_folder: Option<String>,

    #[command(subcommand)]
    pub task: Option<Task>,
}

/// What to do instead of serving.
#[derive(Clone, Debug, Subcommand)]
pub enum Task {
    /// Check the file of a consultancy protocol.
    CheckProtocol {
        /// The JSON file.
        file: PathBuf,
    },
    /// Bring the database up to date, or make it, and end. The server does the same as it starts.
    Migrate,
    /// Write all meetings of the database into one file, with Convene running or not. Keep it as safe as the
    /// database: it holds what people wrote.
    Export {
        /// A file that is not there yet; -: standard output.
        file: PathBuf,
    },
    /// Read such a file into an empty database of either kind, with Convene stopped. All of it or nothing.
    Import {
        /// The file; -: standard input.
        file: PathBuf,
    },
    /// Hold boards for a server: the server starts this itself.
    #[command(hide = true)]
    BoardWorker,
}

/// The variables that are read; any other that begins with `CONVENE_` is a mistake.
pub(super) const VARIABLES: [&str; 15] = [
    "CONVENE_CONFIG",
    "CONVENE_LISTEN",
    "CONVENE_DATABASE_URL",
    "CONVENE_REDIS_URL",
    "CONVENE_REDIS_CA_FILE",
    "CONVENE_OPERATOR_TOKEN",
    "CONVENE_PUBLIC_URL",
    "CONVENE_TRUSTED_PROXIES",
    "CONVENE_SOCKETS_PER_ADDRESS",
    "CONVENE_LOG_FORMAT",
    "CONVENE_LOG_LEVEL",
    "CONVENE_MEMORY_MIB",
    "CONVENE_BOARD_WORKERS",
    "CONVENE_REHEARSALS",
    "CONVENE_TEXT_FOLDER",
];

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{Flags, VARIABLES};

    #[test]
    fn every_variable_is_known() {
        let command = Flags::command();
        let named = command
            .get_arguments()
            .filter_map(|flag| flag.get_env()?.to_str());
        let mut named: Vec<&str> = named.collect();
        let mut known = VARIABLES.to_vec();
        named.sort_unstable();
        known.sort_unstable();
        assert_eq!(named, known);
    }
}
