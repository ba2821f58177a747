//! All of a store as one file, and back into an empty one of either kind: `convene export` and `convene import`. Nothing is changed on
//! the way: ids, times, hashes, the store's key, and the bytes of every entry and update are those that were read, so that exporting
//! again makes the same file.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;

use self::tables::{Cell, ENTRIES, MEETINGS, Row, Table, VALUES};
use super::{Hash, OpenError, Position, chain, columns, is_postgres, postgres as pg, sqlite as lite};

mod file;
mod postgres;
mod sqlite;
mod tables;

/// How many rows are written at once, and how many bytes may wait for that.
const ROWS_AT_ONCE: usize = 500;
const BYTES_AT_ONCE: usize = 4 << 20;

/// What was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Rows of all tables.
    pub rows: u64,
    /// Meetings, with those that were deleted, of which the id is left.
    pub meetings: u64,
    /// Entries in the journals.
    pub entries: u64,
}

/// Why nothing was moved: a line for whoever moves it.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is something already.
    #[error(
        "the database has meetings already, or a Convene serves from it: import into an empty one, with Convene stopped"
    )]
    NotEmpty,
    /// The file cannot be used.
    #[error("the file cannot be imported; line {line}: {what}")]
    File {
        /// From 1.
        line: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// It needs a newer version.
    #[error("the file has meetings of a newer Convene (level {needs}, this one reads up to {reads})")]
    Newer {
        /// The level that it needs.
        needs: u32,
        /// The highest that this version reads.
        reads: u32,
    },
    /// A journal is not as it was written.
    #[error("the journal of meeting {0} is not whole in this file: nothing is imported")]
    Broken(Uuid),
    /// Reading or writing the file failed.
    #[error("the file: {0}")]
    Io(#[from] std::io::Error),
    /// The database said no in the middle of it.
    #[error(transparent)]
    Database(#[from] Fault),
}

/// What a database said.
#[derive(Debug, thiserror::Error)]
#[error("the database says no: {0}")]
pub struct Fault(String);

impl Fault {
    fn of(error: sqlx::Error) -> Self {
        Self(error.to_string())
    }
}

/// Writes all of the store that the URL names, as it is at this moment; Convene may be serving from it.
///
/// # Errors
/// The database cannot be read, is not up to date, or the file cannot be written.
pub async fn export(url: &str, out: impl Write) -> Result<Moved, TransferError> {
    let mut moved = Moved::default();
    let mut writer = file::Writer::new(out)?;
    let each = |table: &Table, row: &Row| {
        moved.count(table);
        writer.row(table, row)
    };
    if is_postgres(url) {
        postgres::read(pg::open::one(url).await?, each).await?;
    } else {
        sqlite::read(lite::open::one(url).await?, each).await?;
    }
    writer.finish()?;
    Ok(moved)
}

/// Reads an export into the store that the URL names, which must be empty or not there yet: all of it or nothing. `reads`: the highest
/// level of events that this version reads.
///
/// # Errors
/// The file is not whole, the database is not empty or cannot be written.
pub async fn import(url: &str, input: impl BufRead, reads: u32) -> Result<Moved, TransferError> {
    let mut reader = file::Reader::new(input)?;
    let mut database = Database::begin(url).await?;
    let mut moved = Moved::default();
    let mut proof = Proof::default();
    let mut waiting: Option<(&'static Table, Vec<Row>, usize)> = None;
    while let Some((table, row)) = reader.row()? {
        moved.count(table);
        proof.look(table, &row, reads)?;
        let bytes = row.iter().map(size).sum::<usize>();
        match &mut waiting {
            Some((same, rows, waits))
                if *same == table && rows.len() < ROWS_AT_ONCE && *waits < BYTES_AT_ONCE =>
            {
                rows.push(row);
                *waits += bytes;
            }
            other => {
                if let Some((table, rows, _)) = other.replace((table, vec![row], bytes)) {
                    database.write(table, rows).await.map_err(Fault::of)?;
                }
            }
        }
    }
    if let Some((table, rows, _)) = waiting {
        database.write(table, rows).await.map_err(Fault::of)?;
    }
    proof.end()?;
    database.commit().await.map_err(Fault::of)?;
    moved.rows = reader.rows();
    Ok(moved)
}

fn size(cell: &Cell) -> usize {
    match cell {
        Cell::Bytes(bytes) => bytes.len(),
        Cell::Text(text) => text.len(),
        _ => 16,
    }
}

impl Moved {
    fn count(&mut self, table: &Table) {
        self.rows += 1;
        self.meetings += u64::from(table.name == MEETINGS);
        self.entries += u64::from(table.name == ENTRIES);
    }
}

/// Where it goes, in the middle of a transaction; dropped, nothing was written.
enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Database {
    async fn begin(url: &str) -> Result<Self, TransferError> {
        // Makes the tables.
        super::open(url).await?.close().await;
        let (database, is_in_use) = if is_postgres(url) {
            let mut connection = pg::open::one(url).await?;
            let is_in_use = postgres::begin(&mut connection).await.map_err(Fault::of)?;
            (Self::Postgres(connection), is_in_use)
        } else {
            let mut connection = lite::open::one(url).await?;
            let is_in_use = sqlite::begin(&mut connection).await.map_err(Fault::of)?;
            (Self::Sqlite(connection), is_in_use)
        };
        if is_in_use {
            return Err(TransferError::NotEmpty);
        }
        Ok(database)
    }

    async fn write(&mut self, table: &Table, rows: Vec<Row>) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => sqlite::write(connection, table, rows).await,
            Self::Postgres(connection) => postgres::write(connection, table, rows).await,
        }
    }

    async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(mut connection) => {
                connection.execute("COMMIT").await?;
                connection.close().await
            }
            Self::Postgres(mut connection) => {
                connection.execute("COMMIT").await?;
                connection.close().await
            }
        }
    }
}

/// Follows the chain of hashes of every journal to its head.
#[derive(Debug, Default)]
struct Proof {
    heads: BTreeMap<Uuid, Position>,
    reached: BTreeMap<Uuid, Position>,
}

impl Proof {
    fn look(&mut self, table: &Table, row: &Row, reads: u32) -> Result<(), TransferError> {
        match (table.name, &row[..]) {
            (VALUES, [Cell::Text(name), Cell::Bytes(value)]) if name == "readable_from" => {
                let level = value.as_slice().try_into().map_or(i64::MAX, i64::from_be_bytes);
                let needs = u32::try_from(level).unwrap_or(u32::MAX);
                if needs > reads {
                    return Err(TransferError::Newer { needs, reads });
                }
            }
            (
                MEETINGS,
                [
                    Cell::Id(meeting),
                    Cell::Number(status),
                    Cell::Number(seq),
                    Cell::Bytes(hash),
                    ..,
                ],
            ) if *status != columns::DELETED => {
                let head = columns::position(*seq, hash).map_err(|_| TransferError::Broken(*meeting))?;
                self.heads.insert(*meeting, head);
                self.reached.insert(*meeting, Position::START);
            }
            (
                ENTRIES,
                [
                    Cell::Id(meeting),
                    Cell::Number(seq),
                    Cell::Number(at),
                    Cell::Bytes(hash),
                    Cell::Text(body),
                ],
            ) => {
                let broken = TransferError::Broken(*meeting);
                let Some(before) = self.reached.get_mut(meeting) else {
                    return Err(broken);
                };
                let next = before.seq + 1;
                let follows: Hash = chain(&before.hash, *meeting, next, *at, body);
                if i64::try_from(next) != Ok(*seq) || follows.0[..] != hash[..] {
                    return Err(broken);
                }
                *before = Position {
                    seq: next,
                    hash: follows,
                };
            }
            _ => {}
        }
        Ok(())
    }

    fn end(self) -> Result<(), TransferError> {
        let broken = self
            .heads
            .iter()
            .find(|(meeting, head)| self.reached.get(meeting) != Some(head));
        broken.map_or(Ok(()), |(meeting, _)| Err(TransferError::Broken(*meeting)))
    }
}
