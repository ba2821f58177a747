//! The outcomes of an append beside success (DESIGN.md §3): what people are told, and what is true afterwards.

use std::sync::Arc;

use serde_json::json;
use server::boards::{AccessSource, NoAccess};
use server::store::memory::Fault;
use server::store::{MemoryStore, Store};
use uuid::Uuid;

use crate::support::{Person, TestServer};

#[tokio::test]
async fn not_saved_is_said_and_the_same_command_works_later() {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_on(store.clone()).await;
    let meeting = server.create().await;
    let mut paul = server.participant(&meeting, "Paul").await;
    paul.done(json!({"type": "say", "text": "first"})).await;
    for fault in [Fault::Unavailable, Fault::Full] {
        let id = Uuid::now_v7().to_string();
        let say = json!({"type": "say", "text": "again"});
        store.fail_next_append(fault);
        paul.send_as(&id, say.clone()).await;
        let answer = paul.answer(&id).await;
        assert_eq!(
            (&answer["type"], &answer["code"]),
            (&json!("error"), &json!("unavailable"))
        );
        assert!(answer["retry_after_ms"].as_u64().is_some());
        paul.send_as(&id, say).await;
        assert_eq!(paul.answer(&id).await["type"], "done");
    }
    assert_eq!(said(&store, &meeting.id).await, 3);
}

#[tokio::test]
async fn unknown_answers_nobody_before_the_journal_was_read_again() {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_on(store.clone()).await;
    let meeting = server.create().await;
    let mut fatima = server.facilitator(&meeting, "Fatima").await;
    let mut paul = server.participant(&meeting, "Paul").await;
    paul.done(json!({"type": "say", "text": "first"})).await;
    for (text, fault) in [
        ("written", Fault::UnknownButWritten),
        ("not written", Fault::UnknownAndNotWritten),
    ] {
        store.fail_next_append(fault);
        paul.done(json!({"type": "say", "text": text})).await;
        let change = fatima
            .change("chat", |change| change["message"]["text"] == text)
            .await;
        assert_eq!(change["message"]["person"], json!(paul.id));
    }
    assert_eq!(said(&store, &meeting.id).await, 3);

    for fault in [Fault::UnknownButWritten, Fault::UnknownAndNotWritten] {
        store.fail_next_append(fault);
        let secret = server.join(&meeting, &meeting.join_link, "Petra").await;
        Person::connect(server.address, &meeting.id, &secret).await;
        store.fail_next_append(fault);
        let path = format!("/api/meetings/{}/links", meeting.id);
        let bearer = format!("Bearer {}", fatima.secret);
        let link = server
            .post(&path, &[("Authorization", &bearer)], &json!({}))
            .await;
        assert_eq!(link.status, 201, "{link:?}");
        let fresh = link.json()["join_url"]
            .as_str()
            .unwrap()
            .split_once("#j.")
            .unwrap()
            .1
            .to_owned();
        server.join(&meeting, &fresh, "Late").await;
    }
}

#[tokio::test]
async fn f06_two_instances_on_one_store_lose_no_command_and_make_one_history() {
    let store = Arc::new(MemoryStore::new());
    let one = TestServer::start_on(store.clone()).await;
    let other = TestServer::start_on(store.clone()).await;
    let meeting = one.create().await;
    let mut paul = one.participant(&meeting, "Paul").await;
    let secret = one.join(&meeting, &meeting.join_link, "Petra").await;
    let mut petra = Person::connect(other.address, &meeting.id, &secret).await;
    for turn in 0..5 {
        paul.done(json!({"type": "say", "text": format!("one {turn}")}))
            .await;
        petra
            .done(json!({"type": "say", "text": format!("other {turn}")}))
            .await;
    }
    assert_eq!(said(&store, &meeting.id).await, 10);
    // Each side has been told of the other's: it caught up before its own append.
    petra
        .change("chat", |change| change["message"]["text"] == "one 4")
        .await;
    paul.change("chat", |change| change["message"]["text"] == "other 3")
        .await;
}

#[tokio::test]
async fn a_lost_append_is_decided_again_under_the_lock() {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_on(store.clone()).await;
    let meeting = server.create().await;
    let mut paul = server.participant(&meeting, "Paul").await;
    paul.done(json!({"type": "say", "text": "first"})).await;
    store.fail_next_append(Fault::Conflict);
    paul.done(json!({"type": "say", "text": "second"})).await;
    store.fail_next_append(Fault::Conflict);
    store.fail_next_append(Fault::UnknownButWritten);
    paul.done(json!({"type": "say", "text": "third"})).await;
    assert_eq!(said(&store, &meeting.id).await, 3);
}

#[tokio::test]
async fn a_meeting_cannot_be_opened_while_the_store_is_away_and_can_be_afterwards() {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_on(store.clone()).await;
    let meeting = server.create().await;
    let secret = server.join(&meeting, &meeting.join_link, "Paul").await;
    store.set_away(true);
    let away = Person::try_connect(server.address, &meeting.id, &secret, None).await;
    assert_eq!(away.err().map(|closed| closed.0), Some(1013));
    let answer = server.post("/api/meetings", &[], &json!({"title": "x"})).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "unavailable"));
    store.set_away(false);
    Person::connect(server.address, &meeting.id, &secret).await;
}

#[tokio::test]
async fn a_board_is_only_gone_when_the_store_says_so() {
    let store = Arc::new(MemoryStore::new());
    let meeting = TestServer::start_on(store.clone()).await.create().await;
    // No hub has the meeting yet.
    let server = TestServer::start_on(store.clone()).await;
    let (meeting, board) = (meeting.id.parse().unwrap(), Uuid::now_v7());
    store.set_away(true);
    let away = server.app.hubs.watch(meeting, board).await;
    assert_eq!(away.err(), Some(NoAccess::Unavailable));
    store.set_away(false);
    let none = server.app.hubs.watch(meeting, board).await;
    assert_eq!(none.err(), Some(NoAccess::Gone));
    let unknown = server.app.hubs.watch(Uuid::now_v7(), board).await;
    assert_eq!(unknown.err(), Some(NoAccess::Gone));
}

/// How many chat messages the journal has.
async fn said(store: &MemoryStore, meeting: &str) -> usize {
    let entries = store
        .read_after(meeting.parse().unwrap(), 0, 1_000)
        .await
        .unwrap();
    entries
        .iter()
        .filter(|entry| entry.body.contains("chat_said"))
        .count()
}
