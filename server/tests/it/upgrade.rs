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
        .args(["build", "--quiet", "--workspace", "--bin", "convene-before"])
        .args(["--features", "server/release-before"])
        .args(["--config", "profile.dev.package.protocol.opt-level=0"])
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
    let old = Process::start_program(&program, vec!["--database-url".to_owned(), url.clone()]).await;
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

/// Where someone is connected, by the number of the instance.
struct Place {
    person: Person,
    at: usize,
}

/// SIGTERM to one instance: whoever is there hears when to come back, and comes back elsewhere with nothing missed.
async fn goes(instances: &mut [Process], number: usize, places: &mut [Place]) {
    let process = Pid::from_raw(i32::try_from(instances[number].child.id()).unwrap());
    kill(process, Signal::SIGTERM).unwrap();
    let to = (number + 1) % instances.len();
    for place in places.iter_mut().filter(|place| place.at == number) {
        let told = place.person.wait(|message| message["type"] == "draining").await;
        assert!(told["reconnect_in_ms"].as_u64().unwrap() <= 2_500, "{told}");
        assert_eq!(place.person.closed().await.0, 1012);
        let (meeting, secret) = (&place.person.meeting, &place.person.secret);
        let position = Some(place.person.position.clone());
        let back = Person::try_connect(instances[to].address, meeting, secret, position).await;
        place.person = back.unwrap();
        assert!(place.person.resumed, "what was missed is sent, and no more");
        place.at = to;
    }
    let child = &mut instances[number].child;
    let status = tokio::task::block_in_place(|| child.wait()).unwrap();
    assert!(status.success(), "{status}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f02_f18_three_instances_are_upgraded_one_after_the_other_in_the_middle_of_a_round() {
    let program = before();
    let database = Postgres::start(false).unwrap();
    let url = database.plain_url();
    let mut instances = Vec::new();
    for _ in 0..3 {
        instances
            .push(Process::start_program(&program, vec!["--database-url".to_owned(), url.clone()]).await);
    }
    let meeting = instances[0].create().await;
    let mut facilitator = instances[2]
        .join(&meeting, &meeting.facilitator_link, "Fatima")
        .await;
    let mut places = Vec::new();
    for number in 0..6 {
        let at = number % 3;
        let name = format!("Person {number}");
        let person = instances[at].join(&meeting, &meeting.join_link, &name).await;
        places.push(Place { person, at });
    }
    let main_room = facilitator.main_room();
    let start =
        json!({"type": "start_round", "rooms": [main_room], "protocol": {"library": "consultancy-20"}});
    facilitator.done(start).await;
    let presents = json!({"type": "set_presenter", "room": main_room, "person": places[0].person.id});
    facilitator.done(presents).await;
    let begun = facilitator
        .done(json!({"type": "begin", "on": {"room": main_room}}))
        .await;
    places.push(Place {
        person: facilitator,
        at: 2,
    });

    for number in 0..3 {
        goes(&mut instances, number, &mut places).await;
        instances[number] = Process::start_on(&url).await;
        // Whoever speaks is heard everywhere, whatever version they are connected to.
        let text = format!("after {number}");
        places[0].person.done(json!({"type": "say", "text": text})).await;
        for place in &mut places {
            let said = |change: &Value| change["message"]["text"] == text;
            place.person.change("chat", said).await;
        }
    }

    let store = server::store::open(&url).await.unwrap();
    let entries = store
        .read_after(meeting.id.parse().unwrap(), begun, 10_000)
        .await
        .unwrap();
    let kinds: Vec<String> = entries
        .iter()
        .map(|entry| serde_json::from_str::<Value>(&entry.body).unwrap()["event"]["kind"].to_string())
        .collect();
    let unseen = ["\"chat_said\"", "\"person_connected\""];
    assert!(
        kinds.iter().all(|kind| unseen.contains(&kind.as_str())),
        "nobody was gone, no step ended, no gap was noticed: {kinds:?}"
    );
    while store.event_levels().await.unwrap().event_level < EVENT_LEVEL {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    store.close().await;
}
