//! The connections of the writer and of the readers, and what their statements are made of.
//!
//! They are rusqlite's, whose calls do their work on the thread that makes them: sqlx has each statement done by a thread of its own, which
//! hands over row by row, and the ways there and back cost more than SQLite itself.

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Params, Result, Row};

use super::SqliteOptions;

/// How many statements stay prepared: more than there are.
const STATEMENTS: usize = 100;

/// How a connection is opened, the writer's also again after a failure: as sqlx opens the one that brings the schema up to date
/// (`open::durable`).
#[derive(Clone, Debug)]
pub(super) struct Connect {
    pub(super) path: PathBuf,
    pub(super) options: SqliteOptions,
}

impl Connect {
    pub(super) fn open(&self) -> Result<Connection> {
        // One thread has it at a time, so SQLite needs no lock of its own. The file is there: a new one would be without tables.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_PRIVATE_CACHE;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(self.busy_timeout())?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
             PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY",
        )?;
        if let Some(pages) = self.options.max_pages {
            connection.execute_batch(&format!("PRAGMA max_page_count = {pages}"))?;
        }
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(connection)
    }

    /// One that writes nothing.
    pub(super) fn open_to_read(&self) -> Result<Connection> {
        let connection = self.open()?;
        connection.execute_batch("PRAGMA query_only = ON")?;
        Ok(connection)
    }

    pub(super) fn busy_timeout(&self) -> Duration {
        self.options.busy_timeout
    }
}

/// Does a statement; answers how many rows it changed.
pub(super) fn change(connection: &Connection, sql: &str, values: impl Params) -> Result<usize> {
    connection.prepare_cached(sql)?.execute(values)
}

/// The first row of what a statement answers, if there is one.
pub(super) fn first<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    connection.prepare_cached(sql)?.query_row(values, read).optional()
}

/// All rows of what a statement answers.
pub(super) fn all<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    connection.prepare_cached(sql)?.query_map(values, read)?.collect()
}

#[cfg(test)]
mod tests {
    use rusqlite::types::Value;
    use sqlx::{AssertSqlSafe, ConnectOptions, Row, ValueRef};

    use super::*;
    use crate::store::sqlite::open;

    /// What a connection can be set to that bears on what is durable, overwritten, checked or how long is waited.
    const SETTINGS: [&str; 17] = [
        "auto_vacuum",
        "busy_timeout",
        "cache_size",
        "cell_size_check",
        "checkpoint_fullfsync",
        "defer_foreign_keys",
        "foreign_keys",
        "fullfsync",
        "journal_mode",
        "journal_size_limit",
        "locking_mode",
        "max_page_count",
        "mmap_size",
        "secure_delete",
        "synchronous",
        "temp_store",
        "wal_autocheckpoint",
    ];

    #[tokio::test]
    async fn every_connection_is_set_as_the_first_one_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        std::fs::write(&path, "").unwrap();
        let options = SqliteOptions {
            busy_timeout: Duration::from_millis(1_234),
            max_pages: Some(321),
            ..SqliteOptions::default()
        };
        let mut theirs = open::limited(open::durable(open::common(&path, options)), options)
            .connect()
            .await
            .unwrap();
        let ours = Connect { path, options }.open().unwrap();
        for setting in SETTINGS {
            let pragma = format!("PRAGMA {setting}");
            let row = sqlx::query(AssertSqlSafe(pragma.clone()))
                .fetch_optional(&mut theirs)
                .await
                .unwrap();
            let theirs = row.map(
                |row| match row.try_get_raw(0).unwrap().type_info().to_string().as_str() {
                    "TEXT" => Value::Text(row.get(0)),
                    _ => Value::Integer(row.get(0)),
                },
            );
            let ours: Option<Value> = first(&ours, &pragma, (), |row| row.get(0)).unwrap();
            assert_eq!(ours, theirs, "{setting}");
        }
        let set = |name: &str| first(&ours, &format!("PRAGMA {name}"), (), |row| row.get(0)).unwrap();
        for (name, value) in [
            ("synchronous", 2),
            ("secure_delete", 1),
            ("temp_store", 2),
            ("foreign_keys", 1),
            ("max_page_count", 321),
            ("busy_timeout", 1_234),
        ] {
            assert_eq!(set(name), Some(Value::Integer(value)), "{name}");
        }
        assert_eq!(set("journal_mode"), Some(Value::Text("wal".to_owned())));
    }
}
