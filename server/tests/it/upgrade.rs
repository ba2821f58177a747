//! A rolling upgrade: an instance of the version before, built from the same source with one kind of event fewer, serves beside this one on
//! the same journals.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use load_tests::private::Postgres;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use protocol::meeting::event::{EVENT_LEVEL, OLDEST_LEVEL};
use serde_json::{Value, json};
use server::store::{Batch, EventLevels, MemoryStore, NewEntry, Store};

use crate::kill::Process;
use crate::support::server::Meeting;
use crate::support::{Person, TestServer, http};

/// The program of the version before, built if it is stale.
fn before() -> PathBuf {
    let built = PathBuf::from(env!("CARGO_BIN_EXE_convene"));
    let mut cargo = load_tests::cargo();
    cargo
        .args(["build", "--quiet", "-p", "server", "--bin", "convene-before"])
        .args(["--features", "release-before"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    if built.parent().unwrap().ends_with("release") {
        cargo.arg("--release");
    }
    assert!(cargo.status().unwrap().success(), "the version before is built");
    built.with_file_name("convene-before")
}

async fn said_by_both(one: &mut Person, other: &mut Person, text: &str) {
    one.done(json!({"type": "say", "text": text})).await;
    let said = |change: &Value| change["message"]["text"] == text;
    other.change("chat", said).await;
    other
        .done(json!({"type": "say", "text": format!("{text}, yes")}))
        .await;
    let answered = |change: &Value| change["message"]["text"] == format!("{text}, yes");
    one.change("chat", answered).await;
}

/// Makes the next meeting of the series: its first entries hold the kind that the version before does not know.
async fn next(process: &Process, of: &Meeting) -> (u16, Value) {
    let bearer = format!("Bearer {}", of.facilitator_link);
    let path = format!("/api/meetings/{}/next", of.id);
    let headers = [("Authorization", bearer.as_str())];
    let answer = http::request(process.address, "POST", &path, &headers, None).await;
    (answer.status, answer.json())
}

async fn ready(process: &Process) -> (u16, Value) {
    let answer = http::request(process.address, "GET", "/readyz", &[], None).await;
    (answer.status, answer.json())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f18_the_version_before_serves_beside_this_one_until_it_goes() {
    let program = before();
    let database = Postgres::start(false).unwrap();
    let url = database.plain_url();
    let store = server::store::open(&url).await.unwrap();
    let levels = |event_level, readable_from| EventLevels {
        event_level,
        readable_from,
    };
    // The upgrade begins: the old one serves, a new one comes.
    let old = Process::start_program(&program, Some(url.clone())).await;
    let new = Process::start_on(&url).await;
    let meeting = old.create().await;
    let mut facilitator = new.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    let mut paul = old.join(&meeting, &meeting.join_link, "Paul").await;
    said_by_both(&mut facilitator, &mut paul, "both serve this meeting").await;
    assert_eq!(
        store.event_levels().await.unwrap(),
        levels(OLDEST_LEVEL, OLDEST_LEVEL)
    );

    // What the old one could not read is not written while it is there, and whoever asks is told so.
    facilitator.done(json!({"type": "end_meeting"})).await;
    let (status, answer) = next(&new, &meeting).await;
    assert_eq!(
        (status, &answer["error"]["reason"]),
        (409, &json!("being_upgraded")),
        "{answer}"
    );
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .contains("brought up to date"),
        "{answer}"
    );

    // It stalls; it counts as dead, and the others go on to what only they can read.
    let process = Pid::from_raw(i32::try_from(old.child.id()).unwrap());
    kill(process, Signal::SIGSTOP).unwrap();
    while store.event_levels().await.unwrap().event_level < EVENT_LEVEL {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let made = loop {
        // The other instance hears of it with its next beat.
        match next(&new, &meeting).await {
            (201, made) => break made,
            (409, _) => tokio::time::sleep(Duration::from_millis(200)).await,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        store.event_levels().await.unwrap(),
        levels(EVENT_LEVEL, EVENT_LEVEL)
    );

    // Awake again it finds that it is too old, says so, and shows nobody half a meeting.
    kill(process, Signal::SIGCONT).unwrap();
    let why = loop {
        match ready(&old).await {
            (503, answer) => break answer,
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    assert!(why["reason"].as_str().unwrap().contains("newer version"), "{why}");
    let secret = crate::support::server::new_secret();
    let path = format!("/api/meetings/{}/people", made["id"].as_str().unwrap());
    let link = made["facilitator_url"]
        .as_str()
        .unwrap()
        .split_once('#')
        .unwrap()
        .1[2..]
        .to_owned();
    let bearer = format!("Bearer {link}");
    let body = json!({"secret": secret, "name": "Farid"});
    let headers = [("Authorization", bearer.as_str())];
    let at_old = http::request(old.address, "POST", &path, &headers, Some(&body)).await;
    assert_eq!(at_old.status, 503, "{at_old:?}");
    let at_new = http::request(new.address, "POST", &path, &headers, Some(&body)).await;
    assert!(matches!(at_new.status, 200 | 201), "{at_new:?}");

    // Nor does it start any more.
    drop(old);
    let started = Command::new(&program)
        .args([
            "--listen",
            "127.0.0.1:0",
            "--database-url",
            &url,
            "--log-level",
            "off",
        ])
        .output()
        .unwrap();
    let line = String::from_utf8(started.stderr).unwrap();
    assert_eq!(started.status.code(), Some(2), "{line}");
    assert!(
        line.contains("newer Convene") && line.lines().count() == 1,
        "{line}"
    );
    assert_eq!(ready(&new).await.0, 200);
    store.close().await;
}

#[tokio::test]
async fn f24_a_meeting_with_an_entry_that_is_not_read_here_is_left_to_others() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::for_instances());
    let server = TestServer::start_on(store.clone()).await;
    let (meeting, other) = (server.create().await, server.create().await);
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut elsewhere = server.facilitator(&other, "Farid").await;
    let id = meeting.id.parse().unwrap();
    loop {
        let batch = Batch {
            entries: vec![NewEntry {
                at: 1,
                body: json!({"at": 1, "event": {"kind": "from_the_future"}}).to_string(),
            }],
            ..Batch::default()
        };
        let head = store.head(id).await.unwrap();
        if store.append(id, head, batch).await.is_ok() {
            break;
        }
    }
    assert_eq!(
        facilitator.closed().await.0,
        1013,
        "come back: to another instance"
    );
    let back = Person::try_connect(server.address, &meeting.id, &facilitator.secret, None).await;
    assert!(back.is_err(), "nothing is shown that may be half of it");
    elsewhere.done(json!({"type": "say", "text": "we go on"})).await;
}
