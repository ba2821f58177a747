//! Rows out of and into a PostgreSQL database.

use futures_util::TryStreamExt;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use super::tables::{Cell, Kind, Row, TABLES, Table, VALUES};
use super::{Fault, TransferError};

/// Reads all tables as they are at this moment.
pub(super) async fn read(
    mut connection: PgConnection,
    mut each: impl FnMut(&Table, &Row) -> Result<(), TransferError>,
) -> Result<(), TransferError> {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    connection.execute(begin).await.map_err(Fault::of)?;
    for table in &TABLES {
        let names: Vec<String> = table
            .columns
            .iter()
            .map(|(name, kind)| read_as(name, *kind))
            .collect();
        let only = if table.name == VALUES {
            "WHERE name <> 'probe'"
        } else {
            ""
        };
        let (names, name, key) = (names.join(", "), table.name, table.key);
        let sql = format!("SELECT {names} FROM {name} {only} ORDER BY {key}");
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

/// Numbers are of different widths here.
fn read_as(name: &str, kind: Kind) -> String {
    match kind {
        Kind::Number => format!("{name}::bigint"),
        _ => name.to_owned(),
    }
}

fn cell(row: &PgRow, at: usize, kind: Kind) -> Result<Cell, sqlx::Error> {
    use sqlx::Row as _;
    let cell = match kind {
        Kind::Id => row.try_get::<Option<Uuid>, _>(at)?.map(Cell::Id),
        Kind::Number => row.try_get::<Option<i64>, _>(at)?.map(Cell::Number),
        Kind::Bytes => row.try_get::<Option<Vec<u8>>, _>(at)?.map(Cell::Bytes),
        Kind::Text => row.try_get::<Option<String>, _>(at)?.map(Cell::Text),
    };
    Ok(cell.unwrap_or(Cell::Null))
}

/// Nobody else writes from now on; whether there are meetings, or instances that live.
pub(super) async fn begin(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    connection.execute("BEGIN").await?;
    connection
        .execute("LOCK TABLE meetings, instances IN SHARE ROW EXCLUSIVE MODE")
        .await?;
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM meetings) OR EXISTS (SELECT 1 FROM instances WHERE alive_until > store_now())",
    )
    .fetch_one(connection)
    .await
}

/// Many rows as one statement, each column as an array.
pub(super) async fn write(
    connection: &mut PgConnection,
    table: &Table,
    rows: Vec<Row>,
) -> Result<(), sqlx::Error> {
    let mut columns: Vec<Vec<Cell>> = table
        .columns
        .iter()
        .map(|_| Vec::with_capacity(rows.len()))
        .collect();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.push(cell);
        }
    }
    let arrays = table
        .columns
        .iter()
        .zip(1..)
        .map(|((_, kind), number)| match kind {
            Kind::Id => format!("${number}::uuid[]"),
            Kind::Number => format!("${number}::bigint[]"),
            Kind::Bytes => format!("${number}::bytea[]"),
            Kind::Text => format!("${number}::text[]"),
        });
    let sql = format!(
        "INSERT INTO {} ({}) SELECT * FROM unnest({}){}",
        table.name,
        table.column_names(),
        arrays.collect::<Vec<_>>().join(", "),
        table.or_else()
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for (column, (_, kind)) in columns.into_iter().zip(table.columns) {
        query = match kind {
            Kind::Id => query.bind(all(column, |cell| match cell {
                Cell::Id(id) => Some(id),
                _ => None,
            })),
            Kind::Number => query.bind(all(column, |cell| match cell {
                Cell::Number(number) => Some(number),
                _ => None,
            })),
            Kind::Bytes => query.bind(all(column, |cell| match cell {
                Cell::Bytes(bytes) => Some(bytes),
                _ => None,
            })),
            Kind::Text => query.bind(all(column, |cell| match cell {
                Cell::Text(text) => Some(text),
                _ => None,
            })),
        };
    }
    query.execute(connection).await?;
    Ok(())
}

fn all<T>(column: Vec<Cell>, value: impl Fn(Cell) -> Option<T>) -> Vec<Option<T>> {
    column.into_iter().map(value).collect()
}
