//! The contract on a real PostgreSQL, and what only a server can show.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use load_tests::private::{Authority, Postgres};
use server::store::postgres::{PostgresOptions, PostgresStore};
use server::store::{AppendError, OpenError};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::support::{Shared, content, hold, id, meeting, one, verified};

/// A schema of its own in the server's database.
async fn schema(server: &Postgres, name: &str) -> String {
    let mut connection = PgConnection::connect(&server.plain_url()).await.unwrap();
    let make = AssertSqlSafe(format!("CREATE SCHEMA {name}"));
    connection.execute(sqlx::raw_sql(make)).await.unwrap();
    connection.close().await.unwrap();
    server.url(name)
}

async fn open(url: &str, options: PostgresOptions) -> Shared {
    Arc::new(PostgresStore::open(url, options).await.unwrap())
}

/// Every test of the contract in one process: a server is dear to start.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_contract() {
    let server = Postgres::start(false).unwrap();
    let server = &server;
    let run = |(name, test): (&'static str, crate::ContractTest)| async move {
        let options = PostgresOptions {
            lock_hold: hold(name.starts_with("short_")),
            // Many tests at once on a busy machine, and none of them about that.
            acquire_within: Duration::from_secs(30),
            ..PostgresOptions::default()
        };
        let store = open(&schema(server, name).await, options).await;
        let outcome = tokio::spawn(test(store.clone())).await;
        store.close().await;
        outcome.is_err().then_some(name)
    };
    let outcomes = futures_util::stream::iter(crate::all().into_iter().chain(crate::of_instances()))
        .map(run)
        .buffer_unordered(4);
    let failed: Vec<_> = outcomes.filter_map(std::future::ready).collect().await;
    assert_eq!(failed, [""; 0], "see the panics above");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_that_start_together_share_schema_and_key() {
    let server = Postgres::start(false).unwrap();
    let url = schema(&server, "together").await;
    let opened = (0..4).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { open(&url, PostgresOptions::default()).await })
    });
    let opened: Vec<_> = opened.collect();
    let mut stores = Vec::new();
    for store in opened {
        stores.push(store.await.unwrap());
    }
    let key = stores[0].secret_key().await.unwrap();
    for store in &stores {
        assert_eq!(store.secret_key().await.unwrap(), key);
    }
    // What one is answered, every other one sees.
    let (meeting, head) = meeting(&stores[0]).await;
    let second = stores[1].append(meeting, head, one("2")).await.unwrap();
    assert_eq!(
        stores[2].append(meeting, head, one("late")).await,
        Err(AppendError::Conflict { actual: second })
    );
    assert_eq!(verified(&stores[3], meeting).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j03_f05_nothing_answered_is_lost_when_the_server_is_killed() {
    let mut server = Postgres::start(true).unwrap();
    let url = schema(&server, "killed").await;
    let store = open(&url, PostgresOptions::default()).await;
    let (meeting, mut head) = meeting(&store).await;
    let mut answered = vec![head];
    for _ in 0..3 {
        for _ in 0..20 {
            head = store.append(meeting, head, one("event")).await.unwrap();
            answered.push(head);
        }
        server.kill().unwrap();
        // Nobody can say that it was written, and nobody says that it was.
        let refused = store.append(meeting, head, one("nowhere")).await.unwrap_err();
        assert!(
            matches!(refused, AppendError::Unavailable | AppendError::Unknown),
            "{refused}"
        );
        assert!(store.head(meeting).await.is_err());
        server.start_again().unwrap();
        // Lines that died with the server say so once each; then it goes on by itself.
        while store.head(meeting).await.is_err() {}
        assert_eq!(store.head(meeting).await.unwrap(), head);
    }
    let entries = verified(&store, meeting).await;
    assert_eq!(
        entries
            .iter()
            .map(server::store::StoredEntry::position)
            .collect::<Vec<_>>(),
        answered
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f09_a_lock_of_an_instance_that_stalls_is_ended_by_the_server() {
    let server = Postgres::start(false).unwrap();
    let url = schema(&server, "stalled").await;
    let options = PostgresOptions {
        lock_hold: Duration::from_millis(100),
        ..PostgresOptions::default()
    };
    let (stalls, goes_on) = (open(&url, options).await, open(&url, options).await);
    let (meeting, head) = meeting(&stalls).await;
    let locked = stalls.lock(meeting, head).await.unwrap();
    // The other instance waits for no more than that, without a word from the first.
    let second = goes_on.append(meeting, head, one("goes on")).await.unwrap();
    assert_eq!(
        locked.guard.commit(one("late")).await,
        Err(AppendError::Conflict { actual: second })
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j07_a_text_that_it_cannot_keep_is_refused_and_writes_nothing() {
    let server = Postgres::start(false).unwrap();
    let store = open(&schema(&server, "nul").await, PostgresOptions::default()).await;
    let (meeting, head) = meeting(&store).await;
    let mut batch = one("2");
    batch.content = vec![content(id(), "a\0b")];
    let refused = store.append(meeting, head, batch).await;
    assert!(matches!(refused, Err(AppendError::Invalid(_))), "{refused:?}");
    assert_eq!(store.head(meeting).await.unwrap(), head);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn databases_of_others_and_of_the_future_are_refused_in_one_line() {
    let server = Postgres::start(false).unwrap();
    let url = schema(&server, "newer").await;
    open(&url, PostgresOptions::default()).await.close().await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'newer', true, '', 0)";
    sqlx::query(newer).execute(&mut connection).await.unwrap();
    let error = server::store::open(&url).await.unwrap_err();
    assert!(
        matches!(error, OpenError::NewerSchema { found: 9999, .. }),
        "{error:?}"
    );

    let foreign = schema(&server, "foreign_tables").await;
    let mut connection = PgConnection::connect(&foreign).await.unwrap();
    sqlx::query("CREATE TABLE recipes (name text)")
        .execute(&mut connection)
        .await
        .unwrap();
    let error = server::store::open(&foreign).await.unwrap_err();
    assert!(matches!(error, OpenError::Foreign { .. }), "{error:?}");

    // A wrong server, a wrong name, no URL at all: one line, and never the password.
    let nobody = format!(
        "postgres://ada:secret-word@127.0.0.1:{}/convene",
        load_tests::private::free_port().unwrap()
    );
    for url in [
        &nobody,
        &server.plain_url().replace("/postgres?", "/nowhere?"),
        "postgres://:x:y",
    ] {
        let line = match server::store::open(url).await {
            Err(error) => error.to_string(),
            Ok(_) => continue,
        };
        assert!(!line.contains('\n') && !line.contains("secret-word"), "{line}");
    }
    assert!(server::store::open(&nobody).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_tls_the_server_must_be_who_it_says() {
    let authority = Authority::new().unwrap();
    let server = Postgres::start_with_tls(&authority).unwrap();
    let trusting = |root: &Authority| {
        format!(
            "{}?sslmode=verify-full&sslrootcert={}",
            server.plain_url(),
            root.root().display()
        )
    };
    let store = open(&trusting(&authority), PostgresOptions::default()).await;
    let (id, at) = meeting(&store).await;
    assert_eq!(store.head(id).await.unwrap(), at);
    let mut watcher = PgConnection::connect(&server.plain_url()).await.unwrap();
    let without: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
         WHERE application_name = 'convene' AND NOT ssl",
    )
    .fetch_one(&mut watcher)
    .await
    .unwrap();
    assert_eq!(without, 0, "every connection is encrypted");
    store.close().await;

    let stranger = Authority::new().unwrap();
    let refused = PostgresStore::open(&trusting(&stranger), PostgresOptions::default()).await;
    let why = refused.unwrap_err().to_string();
    assert!(why.contains("certificate"), "{why}");
}
