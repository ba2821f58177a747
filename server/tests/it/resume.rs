//! Coming back with the last thing seen: changes when the server remembers, a snapshot when it does not or the view is another.

use std::sync::Arc;

use serde_json::json;
use server::store::MemoryStore;

use crate::support::person::Closed;
use crate::support::{Person, TestServer};

#[tokio::test]
async fn what_was_missed_comes_as_changes_and_nothing_twice() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut paul = server.participant(&meeting, "Paul").await;
    paul.done(json!({"type": "say", "text": "before"})).await;
    let seen = paul.position.clone();
    paul.vanish();

    facilitator
        .done(json!({"type": "say", "text": "while away"}))
        .await;
    let secret = server.join(&meeting, &meeting.join_link, "Petra").await;
    let _petra = Person::connect(server.address, &meeting.id, &secret).await;

    let paul = returning(&server, &meeting.id, "Paul", &facilitator, seen).await;
    let (resumed, first) = paul;
    assert!(resumed);
    let changes = first["changes"].as_array().unwrap();
    let chat: Vec<_> = changes
        .iter()
        .filter(|change| change["slice"] == "chat")
        .collect();
    assert_eq!(chat.len(), 1);
    assert_eq!(chat[0]["message"]["text"], "while away");
    assert!(changes.iter().any(|change| change["person"]["name"] == "Petra"));
}

#[tokio::test]
async fn nothing_missed_is_an_empty_change() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut paul = server.participant(&meeting, "Paul").await;
    paul.done(json!({"type": "say", "text": "before"})).await;
    let again = paul.resume().await;
    assert!(again.resumed);
    assert_eq!(again.position, paul.position);
}

#[tokio::test]
async fn f21_another_history_or_a_move_is_a_snapshot() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut paul = server.participant(&meeting, "Paul").await;
    paul.done(json!({"type": "say", "text": "before"})).await;
    let mut forged = paul.position.clone();
    forged["hash"] = json!("0".repeat(64));
    for resume in [
        forged,
        json!({"seq": 999_999, "hash": "f".repeat(64)}),
        json!({"seq": 1, "hash": "?"}),
    ] {
        let back = Person::try_connect(server.address, &meeting.id, &paul.secret, Some(resume))
            .await
            .unwrap();
        assert!(!back.resumed && back.view["people"].is_object());
    }
    facilitator
        .done(json!({"type": "create_rooms", "count": 1}))
        .await;
    let fresh = Person::connect(server.address, &meeting.id, &facilitator.secret).await;
    let rooms = fresh.view["rooms"].as_object().unwrap();
    let breakout = rooms.values().find(|room| room["number"] == 1).unwrap()["id"].clone();
    facilitator
        .done(json!({"type": "assign", "people": [{"person": paul.id, "room": breakout}]}))
        .await;
    let position = paul.position.clone();
    let (id, secret) = (paul.id.clone(), paul.secret.clone());
    paul.vanish();
    facilitator
        .done(json!({"type": "open_rooms", "in_seconds": 0}))
        .await;
    let back = Person::try_connect(server.address, &meeting.id, &secret, Some(position))
        .await
        .unwrap();
    assert!(!back.resumed);
    assert_eq!(back.view["people"][&id]["room"], breakout);
}

#[tokio::test]
async fn a_server_that_starts_again_resumes_by_changes_too() {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_on(store.clone()).await;
    let meeting = server.create().await;
    let mut paul = server.participant(&meeting, "Paul").await;
    paul.done(json!({"type": "say", "text": "before"})).await;
    let (position, secret) = (paul.position.clone(), paul.secret.clone());
    paul.vanish();
    server.stop().await;
    // The store in memory is closed with its server; what it holds is not.
    store.set_away(false);
    let server = TestServer::start_on(store).await;
    let back = Person::try_connect(server.address, &meeting.id, &secret, Some(position))
        .await
        .unwrap();
    assert!(back.resumed);
}

/// Comes back as someone whose secret is known to the facilitator's meeting; answers `resumed` and the first frame after welcome.
async fn returning(
    server: &TestServer,
    meeting: &str,
    _name: &str,
    facilitator: &Person,
    seen: serde_json::Value,
) -> (bool, serde_json::Value) {
    use futures_util::SinkExt;
    use tokio_tungstenite::tungstenite::Message;
    let mut socket = crate::support::person::open(server.address, meeting).await;
    let hello = json!({"type": "hello", "version": 1, "secret": facilitator.secret, "resume": seen});
    socket.send(Message::text(hello.to_string())).await.unwrap();
    let welcome = crate::support::person::receive_text(&mut socket).await.unwrap();
    let welcome: serde_json::Value = serde_json::from_str(&welcome).unwrap();
    let first = crate::support::person::receive_text(&mut socket).await.unwrap();
    (welcome["resumed"] == true, serde_json::from_str(&first).unwrap())
}

/// A switch is restarted at nine o'clock: everybody's line ends at once, and everybody comes back at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f12_everybody_comes_back_at_once_and_nobody_misses_anything_or_sees_it_twice() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut away = Vec::new();
    for number in 0..150 {
        let person = server.participant(&meeting, &format!("Person {number}")).await;
        away.push((person.secret.clone(), person.position.clone()));
        person.vanish();
    }
    let text = "while nobody hears it";
    facilitator.done(json!({"type": "say", "text": text})).await;
    let mut coming = tokio::task::JoinSet::new();
    for (secret, position) in away {
        let (address, meeting) = (server.address, meeting.id.clone());
        coming.spawn(async move {
            let mut person = Person::try_connect(address, &meeting, &secret, Some(position)).await?;
            assert!(person.resumed);
            person.done(json!({"type": "raise_hand"})).await;
            let heard = [person.first.clone()].into_iter().chain(person.unread());
            let times: usize = heard
                .map(|message| message.to_string().matches(text).count())
                .sum();
            assert_eq!(times, 1, "what was said meanwhile is there once");
            Ok::<_, Closed>(person)
        });
    }
    let back = coming.join_all().await;
    assert!(back.iter().all(Result::is_ok), "everybody has a line");
    let fresh = Person::connect(server.address, &meeting.id, &facilitator.secret).await;
    let details = &fresh.view["details"][fresh.main_room()];
    assert_eq!(
        details["hands"].as_array().unwrap().len(),
        150,
        "everybody was heard"
    );
}
