//! What happens by the clock alone.

use std::sync::Arc;

use serde_json::json;
use server::store::MemoryStore;

use crate::support::{Person, TestServer};

#[tokio::test]
async fn a_countdown_opens_the_rooms_though_nobody_asks_again() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut paul = server.participant(&meeting, "Paul").await;
    facilitator
        .done(json!({"type": "assign_randomly", "size": 2}))
        .await;
    facilitator
        .done(json!({"type": "open_rooms", "in_seconds": 1}))
        .await;
    facilitator
        .change("meeting", |change| {
            change["meeting"]["breakouts"]["state"] == "opening"
        })
        .await;
    facilitator
        .change("meeting", |change| {
            change["meeting"]["breakouts"]["state"] == "open"
        })
        .await;
    // Paul's view is another now: he gets it whole.
    let id = paul.id.clone();
    let moved = |message: &serde_json::Value| {
        message["type"] == "snapshot"
            && message["view"]["people"][&id]["room"] != message["view"]["meeting"]["main_room"]
    };
    paul.wait(moved).await;
}

#[tokio::test]
async fn a_person_without_a_connection_is_gone_after_the_grace_and_back_with_a_new_one() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let paul = server.participant(&meeting, "Paul").await;
    let (id, secret) = (json!(paul.id), paul.secret.clone());
    let is_here = |here: bool| {
        let id = id.clone();
        move |change: &serde_json::Value| change["person"]["id"] == id && change["person"]["here"] == here
    };
    facilitator.change("person", is_here(true)).await;
    facilitator.forget_unread();
    let second_tab = Person::connect(server.address, &meeting.id, &secret).await;
    paul.vanish();
    // The other tab is still there, so nothing is said; then it goes as well.
    second_tab.vanish();
    facilitator.change("person", is_here(false)).await;
    let _back = Person::connect(server.address, &meeting.id, &secret).await;
    facilitator.change("person", is_here(true)).await;
}

/// Somebody sets the store's clock (with SQLite it is the machine's) while a countdown runs.
#[tokio::test]
async fn f13_a_clock_that_is_set_moves_no_deadline_and_is_said() {
    let store = Arc::new(MemoryStore::new());
    let start = 1_772_463_600_000;
    store.run_clock_from(start);
    let server = TestServer::start_on(store.clone()).await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let _paul = server.participant(&meeting, "Paul").await;
    facilitator
        .done(json!({"type": "assign_randomly", "size": 2}))
        .await;
    facilitator
        .done(json!({"type": "open_rooms", "in_seconds": 60}))
        .await;
    let breakouts = async || {
        let fresh = Person::connect(server.address, &meeting.id, &facilitator.secret).await;
        fresh.view["meeting"]["breakouts"].clone()
    };
    let before = breakouts().await;
    assert_eq!(before["state"], "opening");
    store.run_clock_from(start + 3_600_000);
    loop {
        let answer = server.get("/readyz", &[]).await;
        if answer.status == 503 {
            let reason = answer.json()["reason"].as_str().unwrap().to_owned();
            assert!(reason.contains("clock"), "{reason}");
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(breakouts().await, before);
    facilitator.done(json!({"type": "say", "text": "we go on"})).await;
}
