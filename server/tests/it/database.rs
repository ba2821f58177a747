//! A PostgreSQL that does not do what is asked of it: said in words, and used again once it does.

use std::process::Command;
use std::time::Duration;

use load_tests::private::Postgres;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::kill::Process;
use crate::support::{Person, http};

async fn run(database: &Postgres, sql: &str) {
    let mut connection = PgConnection::connect(&database.plain_url()).await.unwrap();
    // One statement after the other: some may not stand in a transaction.
    for statement in sql.split(';').filter(|statement| !statement.trim().is_empty()) {
        let statement = AssertSqlSafe(statement.to_owned());
        connection.execute(sqlx::raw_sql(statement)).await.unwrap();
    }
    connection.close().await.unwrap();
}

/// Waits until `/readyz` answers with this status; what it says.
async fn until_ready(process: &Process, status: u16) -> Value {
    loop {
        let answer = http::request(process.address, "GET", "/readyz", &[], None).await;
        if answer.status == status {
            return answer.json();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Starts Convene on what it cannot use; the one line that it says.
fn refused(url: &str) -> String {
    let started = Command::new(env!("CARGO_BIN_EXE_convene"))
        .args([
            "--listen",
            "127.0.0.1:0",
            "--log-level",
            "off",
            "--database-url",
            url,
        ])
        .output()
        .unwrap();
    let line = String::from_utf8(started.stderr).unwrap();
    assert_eq!(
        (started.status.code(), line.lines().count()),
        (Some(2), 1),
        "{line}"
    );
    line
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_one_line_that_does_not_repeat_it() {
    let database = Postgres::start(false).unwrap();
    database
        .allow("host all guarded 127.0.0.1/32 scram-sha-256")
        .unwrap();
    run(
        &database,
        "CREATE ROLE guarded LOGIN PASSWORD 'right'; SELECT pg_reload_conf()",
    )
    .await;
    let url = database.plain_url().replace("postgres@", "guarded:hush-hush@");
    let line = refused(&url);
    assert!(
        line.contains("password authentication failed") && line.contains("postgres at 127.0.0.1"),
        "{line}"
    );
    assert!(!line.contains("hush-hush"), "{line}");
}

/// An old server is hard to come by: for this user a function of the same name stands before the one that says the version.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_too_old_is_one_line_that_says_what_is_needed() {
    let database = Postgres::start(false).unwrap();
    run(
        &database,
        "CREATE SCHEMA old; GRANT USAGE ON SCHEMA old TO PUBLIC;
        CREATE FUNCTION old.current_setting(text) RETURNS text LANGUAGE sql
            AS 'SELECT CASE $1 WHEN ''server_version'' THEN ''13.9'' ELSE ''130009'' END';
        CREATE ROLE elderly LOGIN; ALTER ROLE elderly SET search_path = old, pg_catalog",
    )
    .await;
    let line = refused(&database.plain_url().replace("postgres@", "elderly@"));
    assert!(
        line.contains("is PostgreSQL 13.9; Convene needs 14 or later"),
        "{line}"
    );
}

/// What a fail-over leaves behind, or a replica that somebody took for the primary.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f05_a_database_that_only_reads_is_named_and_used_again_when_it_writes() {
    let database = Postgres::start(false).unwrap();
    let process = Process::start_on(&database.plain_url()).await;
    let meeting = process.create().await;
    let mut facilitator = process.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    facilitator.done(json!({"type": "say", "text": "before"})).await;
    let end_lines =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'convene'";
    let only_reads = "ALTER DATABASE postgres SET default_transaction_read_only = on";
    run(&database, &format!("{only_reads}; {end_lines}")).await;
    let why = until_ready(&process, 503).await;
    let id = facilitator
        .send(json!({"type": "say", "text": "meanwhile"}))
        .await;
    let refused = facilitator.answer(&id).await;
    assert_eq!(
        (&refused["type"], &refused["code"]),
        (&json!("error"), &json!("unavailable")),
        "{refused}"
    );
    assert!(why["reason"].as_str().unwrap().contains("store"), "{why}");
    // What stands can be read.
    let view = Person::connect(process.address, &meeting.id, &facilitator.secret)
        .await
        .view;
    assert!(view["chat"].to_string().contains("before"));

    // A transaction of this connection may write: it says so itself.
    let writes = "SET default_transaction_read_only = off; ALTER DATABASE postgres RESET default_transaction_read_only";
    run(&database, &format!("{writes}; {end_lines}")).await;
    until_ready(&process, 200).await;
    loop {
        // The same words under the same id: done once.
        facilitator
            .send_as(&id, json!({"type": "say", "text": "meanwhile"}))
            .await;
        if facilitator.answer(&id).await["type"] == "done" {
            break;
        }
    }
    let view = Person::connect(process.address, &meeting.id, &facilitator.secret)
        .await
        .view;
    assert_eq!(view["chat"].to_string().matches("meanwhile").count(), 1, "{view}");
}

/// A fail-over to a replica that had not heard of the last commit, or a backup that was restored under running instances.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_knows_what_the_database_has_lost_starts_again_from_what_is_there() {
    let database = Postgres::start(false).unwrap();
    let url = database.plain_url();
    let (knows, other) = (Process::start_on(&url).await, Process::start_on(&url).await);
    let meeting = knows.create().await;
    let mut facilitator = knows.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    facilitator.done(json!({"type": "say", "text": "kept"})).await;
    facilitator.done(json!({"type": "say", "text": "lost"})).await;
    run(
        &database,
        "UPDATE meetings SET head_seq = head_seq - 1, head_hash =
            (SELECT hash FROM entries WHERE meeting = meetings.id AND seq = meetings.head_seq - 1);
        DELETE FROM commands USING meetings WHERE commands.meeting = meetings.id AND last_seq > head_seq;
        DELETE FROM entries USING meetings WHERE entries.meeting = meetings.id AND seq > head_seq",
    )
    .await;
    let mut paul = other.join(&meeting, &meeting.join_link, "Paul").await;
    paul.done(json!({"type": "say", "text": "after it"})).await;
    let snapshot = facilitator.wait(|message| message["type"] == "snapshot").await;
    let said = snapshot["view"]["chat"].to_string();
    assert!(said.contains("kept") && !said.contains("lost"), "{said}");
    // And they go on together.
    facilitator.done(json!({"type": "say", "text": "again"})).await;
    paul.change("chat", |change| change["message"]["text"] == "again")
        .await;
    for process in [&knows, &other] {
        let fresh = Person::connect(process.address, &meeting.id, &facilitator.secret).await;
        let said = fresh.view["chat"].to_string();
        let texts = ["kept", "after it", "again"];
        assert!(texts.iter().all(|text| said.matches(text).count() == 1), "{said}");
    }
}
