//! Rows out of and into a SQLite file.

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use uuid::Uuid;

use super::tables::{ALIVE, Cell, Kind, MEETINGS, Row, TABLES, Table, VALUES};
use super::{Fault, TransferError};

/// Reads all tables as they are at this moment.
pub(super) async fn read(
    mut connection: SqliteConnection,
    mut each: impl FnMut(&Table, &Row) -> Result<(), TransferError>,
) -> Result<(), TransferError> {
    connection.execute("BEGIN").await.map_err(Fault::of)?;
    for table in &TABLES {
        let sql = match table.name {
            ALIVE => "SELECT id, alive_at FROM meetings ORDER BY id".to_owned(),
            VALUES => "SELECT name, value FROM store_values WHERE name <> 'probe' ORDER BY name".to_owned(),
            name => format!(
                "SELECT {} FROM {name} ORDER BY {}",
                table.column_names(),
                table.key
            ),
        };
        let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(&mut connection);
        while let Some(found) = rows.try_next().await.map_err(Fault::of)? {
            let cells = table
                .columns
                .iter()
                .enumerate()
                .map(|(at, (_, kind))| cell(&found, at, *kind));
            let row = cells.collect::<Result<Row, _>>().map_err(Fault::of)?;
            each(table, &row)?;
        }
    }
    Ok(connection.close().await.map_err(Fault::of)?)
}

fn cell(row: &SqliteRow, at: usize, kind: Kind) -> Result<Cell, sqlx::Error> {
    use sqlx::Row as _;
    let cell = match kind {
        Kind::Id => {
            let bytes: Option<Vec<u8>> = row.try_get(at)?;
            let id = bytes.map(|bytes| Uuid::from_slice(&bytes)).transpose();
            id.map_err(|error| sqlx::Error::Decode(error.into()))?
                .map(Cell::Id)
        }
        Kind::Number => row.try_get::<Option<i64>, _>(at)?.map(Cell::Number),
        Kind::Bytes => row.try_get::<Option<Vec<u8>>, _>(at)?.map(Cell::Bytes),
        Kind::Text => row.try_get::<Option<String>, _>(at)?.map(Cell::Text),
    };
    Ok(cell.unwrap_or(Cell::Null))
}

/// Nobody else writes from now on; whether there are meetings.
pub(super) async fn begin(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.execute("BEGIN IMMEDIATE").await?;
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM meetings)")
        .fetch_one(connection)
        .await
}

pub(super) async fn write(
    connection: &mut SqliteConnection,
    table: &Table,
    rows: Vec<Row>,
) -> Result<(), sqlx::Error> {
    let places = vec!["?"; table.columns.len()].join(", ");
    let names = table.column_names();
    let sql = match table.name {
        ALIVE => "UPDATE meetings SET alive_at = ?2 WHERE id = ?1".to_owned(),
        // The line above follows.
        MEETINGS => format!("INSERT INTO {MEETINGS} ({names}, alive_at) VALUES ({places}, 0)"),
        name => format!(
            "INSERT INTO {name} ({names}) VALUES ({places}){}",
            table.or_else()
        ),
    };
    for row in rows {
        let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
        for cell in row {
            query = match cell {
                Cell::Null => query.bind(None::<i64>),
                Cell::Id(id) => query.bind(id.as_bytes().to_vec()),
                Cell::Number(number) => query.bind(number),
                Cell::Bytes(bytes) => query.bind(bytes),
                Cell::Text(text) => query.bind(text),
            };
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
