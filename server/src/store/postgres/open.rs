//! Opening a database: URL, version, schema, the store's own values.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool};

use super::{PostgresOptions, PostgresStore};
use crate::store::columns::bytes32;
use crate::store::{OpenError, schema};

/// Forward only, and in steps that the version before can live with.
static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// The oldest server that the tests run on has all that is used here since 14.
const OLDEST: i32 = 140_000;

/// A connection that nobody used for this long is asked whether it lives before it is used.
const RESTED: Duration = Duration::from_millis(100);

pub(super) async fn open(url: &str, options: PostgresOptions) -> Result<PostgresStore, OpenError> {
    let (connect, name) = address(url)?;
    let says = |cause: sqlx::Error| failed(&name, cause);
    // A pool would try again and say no more than that it was in vain.
    let mut first = connect.connect().await.map_err(says)?;
    check(&mut first, &name).await?;
    first.close().await.map_err(says)?;
    // Without the bounds below: a migration may take its time, and waits for another instance's.
    let first = pool(connect.clone(), 1, options).await.map_err(says)?;
    MIGRATIONS
        .run(&first)
        .await
        .map_err(|error| OpenError::Database {
            file: name.clone(),
            cause: error.to_string(),
        })?;
    let secret_key = own_values(&first).await.map_err(says)?;
    first.close().await;

    // What waits for a lock ends first, then what runs long, then what does not answer at all: the earlier, the more is known.
    let within = options.answer_within.as_millis();
    let bounded = connect.options([
        ("lock_timeout", (within * 6 / 10).to_string()),
        ("statement_timeout", (within * 8 / 10).to_string()),
    ]);
    let locking = bounded.clone().options([(
        "idle_in_transaction_session_timeout",
        options.lock_hold.as_millis().to_string(),
    )]);
    let pool = pool(bounded, options.connections, options).await.map_err(says)?;
    let locks = self::pool(locking, options.lock_connections, options)
        .await
        .map_err(says)?;
    Ok(PostgresStore {
        pool,
        locks,
        options,
        secret_key,
    })
}

async fn pool(
    connect: PgConnectOptions,
    connections: u32,
    options: PostgresOptions,
) -> Result<PgPool, sqlx::Error> {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(options.acquire_within)
        // A connection that is in use all the time says by itself when it is dead, at the price of an unknown outcome.
        .test_before_acquire(false)
        .before_acquire(|connection, rested| {
            Box::pin(async move {
                if rested.idle_for >= RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(connect)
        .await
}

/// One connection to a database whose schema is up to date, without bounds of time: for work beside a server's.
pub(in crate::store) async fn one(url: &str) -> Result<PgConnection, OpenError> {
    let (connect, name) = address(url)?;
    let mut connection = connect.connect().await.map_err(|cause| failed(&name, cause))?;
    let found = check(&mut connection, &name).await?;
    schema::is_current(found, &MIGRATIONS, &name)?;
    Ok(connection)
}

/// How to connect, and what to call it. Never the URL itself: it may hold a password.
fn address(url: &str) -> Result<(PgConnectOptions, String), OpenError> {
    let connect = PgConnectOptions::from_str(url)
        .map_err(|_| OpenError::Url)?
        .application_name("convene")
        .disable_statement_logging();
    let name = format!(
        "{} at {}:{}",
        connect.get_database().unwrap_or_else(|| connect.get_username()),
        connect.get_host(),
        connect.get_port()
    );
    Ok((connect, name))
}

fn failed(name: &str, cause: sqlx::Error) -> OpenError {
    OpenError::Database {
        file: name.to_owned(),
        cause: cause.to_string(),
    }
}

/// Refuses servers that are too old, databases of something else and schemas of a newer version; answers the schema's.
async fn check(first: &mut PgConnection, name: &str) -> Result<Option<i64>, OpenError> {
    let says = |cause: sqlx::Error| failed(name, cause);
    let (version, number): (String, String) =
        sqlx::query_as("SELECT current_setting('server_version'), current_setting('server_version_num')")
            .fetch_one(&mut *first)
            .await
            .map_err(says)?;
    if number.parse().unwrap_or(0) < OLDEST {
        return Err(OpenError::OldServer {
            name: name.to_owned(),
            version,
        });
    }
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()")
            .fetch_all(&mut *first)
            .await
            .map_err(says)?;
    if !schema::is_there(&tables, name)? {
        return Ok(None);
    }
    let found: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(first)
        .await
        .map_err(says)?;
    schema::is_readable(found, &MIGRATIONS, name)?;
    Ok(found)
}

/// Makes what the store keeps for itself, once; answers the key.
async fn own_values(first: &PgPool) -> Result<[u8; 32], sqlx::Error> {
    for (name, value) in schema::first_values()? {
        sqlx::query("INSERT INTO store_values (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(value)
            .execute(first)
            .await?;
    }
    let stored: Vec<u8> = sqlx::query_scalar("SELECT value FROM store_values WHERE name = 'secret_key'")
        .fetch_one(first)
        .await?;
    Ok(bytes32(&stored)?)
}
