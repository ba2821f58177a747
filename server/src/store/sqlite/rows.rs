//! Many rows by few statements: the way to the connection's thread and back costs more than most rows do.

use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection, query::Query};

/// How many rows one statement has, the largest first: few texts, so that the connection keeps them prepared.
const SIZES: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

pub(super) type Insert<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Inserts all rows, in order. `into` names the table and its columns, `then` is what follows the values.
///
/// # Errors
/// The database's, with the rows that were left: those before are written, of the first of the others perhaps that one alone is at fault.
pub(super) async fn insert<'q, T>(
    connection: &mut SqliteConnection,
    (into, columns, then): (&str, usize, &str),
    mut rows: &'q [T],
    bind: impl Fn(Insert<'q>, &'q T) -> Insert<'q>,
) -> Result<(), (sqlx::Error, &'q [T])> {
    let places = format!("(?{})", ", ?".repeat(columns.saturating_sub(1)));
    for size in SIZES {
        while let Some((now, later)) = rows.split_at_checked(size) {
            let values = vec![places.as_str(); size].join(", ");
            // Our own words and question marks.
            let text = AssertSqlSafe(format!("INSERT INTO {into} VALUES {values} {then}"));
            let insert = now.iter().fold(sqlx::query(text), &bind);
            if let Err(error) = insert.execute(&mut *connection).await {
                return Err((error, rows));
            }
            rows = later;
        }
    }
    Ok(())
}
