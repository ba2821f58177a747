//! Opening a file: URL, permissions, schema, the store's own values.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};

use super::SqliteOptions;
use super::committer;
use super::connection::Connect;
use super::readers::Readers;
use crate::store::columns;
use crate::store::{OpenError, schema};

/// Forward only, and in steps that the version before can live with.
static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

pub(super) struct Opened {
    pub(super) committer: committer::Handle,
    pub(super) readers: Readers,
    pub(super) secret_key: [u8; 32],
}

pub(super) async fn open(url: &str, settings: SqliteOptions) -> Result<Opened, OpenError> {
    let path = path_of(url)?;
    let file = path.display().to_string();
    prepare(&path, &file)?;
    let says = |cause: sqlx::Error| OpenError::Database {
        file: file.clone(),
        cause: cause.to_string(),
    };

    let common = common(&path, settings);
    // The checks come before WAL is switched on, so that a file that is not ours stays as it is.
    let mut probe = common.clone().connect().await.map_err(says)?;
    check_schema(&mut probe, &file).await?;
    sqlx::Connection::close(probe).await.map_err(says)?;

    let connect = limited(durable(common), settings);
    let mut first = connect.connect().await.map_err(says)?;
    MIGRATIONS
        .run(&mut first)
        .await
        .map_err(|error| OpenError::Database {
            file: file.clone(),
            cause: error.to_string(),
        })?;
    let secret_key = own_values(&mut first).await.map_err(says)?;
    let connect = Connect {
        path,
        options: settings,
    };
    let readers = Readers::new(connect.clone());
    let committer = committer::start(connect)
        .await
        .map_err(|cause| OpenError::Database {
            file: file.clone(),
            cause,
        })?;
    // Only now: the last connection to go would take the WAL with it, for the next to make it anew.
    sqlx::Connection::close(first).await.map_err(says)?;
    Ok(Opened {
        committer,
        readers,
        secret_key,
    })
}

/// One connection to a file whose schema is up to date: for work beside a server's.
pub(in crate::store) async fn one(url: &str) -> Result<SqliteConnection, OpenError> {
    let path = path_of(url)?;
    let file = path.display().to_string();
    let common = common(&path, SqliteOptions::default());
    let says = |cause: sqlx::Error| OpenError::Database {
        file: file.clone(),
        cause: cause.to_string(),
    };
    let mut probe = common.clone().connect().await.map_err(says)?;
    let found = check_schema(&mut probe, &file).await?;
    schema::is_current(found, &MIGRATIONS, &file)?;
    sqlx::Connection::close(probe).await.map_err(says)?;
    durable(common).connect().await.map_err(says)
}

/// What every connection has.
pub(super) fn common(path: &Path, settings: SqliteOptions) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(settings.busy_timeout)
        .foreign_keys(true)
}

/// No larger than was asked for.
pub(super) fn limited(options: SqliteConnectOptions, settings: SqliteOptions) -> SqliteConnectOptions {
    match settings.max_pages {
        Some(pages) => options.pragma("max_page_count", pages.to_string()),
        None => options,
    }
}

/// A commit is on the disk before it is answered, and what is deleted is overwritten. [`Connect`] has the same for the others.
///
/// `temp_store`: what a savepoint or a sort keeps for a moment stays in memory. In a file it is made anew for nearly every commit of several
/// meetings, is not overwritten, and has a commit fail where the folder for such files is full.
pub(super) fn durable(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
}

fn path_of(url: &str) -> Result<PathBuf, OpenError> {
    let rest = url.strip_prefix("sqlite:").ok_or(OpenError::Url)?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    // In-memory databases and URL parameters would each break a promise of the store.
    if path.is_empty()
        || path.contains(['?', '#'])
        || path.starts_with(":memory:")
        || path.starts_with("file:")
    {
        return Err(OpenError::Url);
    }
    Ok(PathBuf::from(path))
}

/// Makes the folder and an empty file that only its owner reads: SQLite gives the WAL the same rights.
fn prepare(path: &Path, file: &str) -> Result<(), OpenError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let says = |cause| OpenError::Folder {
            folder: folder.display().to_string(),
            cause,
        };
        fs::create_dir_all(folder).map_err(says)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(OpenError::Database {
            file: file.to_owned(),
            cause: error.to_string(),
        }),
    }
}

/// Refuses files of something else and of a newer version; answers the schema's.
async fn check_schema(connection: &mut SqliteConnection, file: &str) -> Result<Option<i64>, OpenError> {
    let says = |cause: sqlx::Error| OpenError::Database {
        file: file.to_owned(),
        cause: cause.to_string(),
    };
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut *connection)
        .await
        .map_err(says)?;
    if !schema::is_there(&tables, file)? {
        return Ok(None);
    }
    let found: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(connection)
        .await
        .map_err(says)?;
    schema::is_readable(found, &MIGRATIONS, file)?;
    Ok(found)
}

/// Makes what the store keeps for itself, once; answers the key.
async fn own_values(connection: &mut SqliteConnection) -> Result<[u8; 32], sqlx::Error> {
    for (name, value) in schema::first_values()? {
        sqlx::query("INSERT INTO store_values (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(value)
            .execute(&mut *connection)
            .await?;
    }
    let stored: Vec<u8> = sqlx::query_scalar("SELECT value FROM store_values WHERE name = 'secret_key'")
        .fetch_one(connection)
        .await?;
    Ok(columns::bytes32(&stored)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_files() {
        assert_eq!(
            path_of("sqlite:///var/lib/c.sqlite").unwrap(),
            PathBuf::from("/var/lib/c.sqlite")
        );
        assert_eq!(path_of("sqlite:c.sqlite").unwrap(), PathBuf::from("c.sqlite"));
        assert_eq!(path_of("sqlite://c.sqlite").unwrap(), PathBuf::from("c.sqlite"));
        for wrong in [
            "",
            "c.sqlite",
            "sqlite:",
            "sqlite::memory:",
            "sqlite:c.sqlite?mode=ro",
            "mysql://h/d",
        ] {
            assert!(matches!(path_of(wrong), Err(OpenError::Url)), "{wrong}");
        }
    }
}
