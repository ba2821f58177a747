//! The way of one command: make a meeting, come in, say hello, see, ask, be seen, and find it durable.

use std::sync::Arc;

use serde_json::json;
use server::store::{MemoryStore, Store};
use uuid::Uuid;

use crate::support::{Person, TestServer};

#[tokio::test]
async fn from_the_first_request_to_the_durable_answer() {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_on(store.clone()).await;
    let meeting = server.create().await;

    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut participant = server.participant(&meeting, "Paul").await;
    assert_eq!(facilitator.view["meeting"]["title"], "Tuesday consultancies");
    assert_eq!(participant.view["people"].as_object().unwrap().len(), 2);
    facilitator
        .change("person", |change| {
            change["person"]["name"] == "Paul" && change["person"]["here"] == true
        })
        .await;

    let id = participant
        .send(json!({"type": "say", "text": "Good morning"}))
        .await;
    let change = facilitator.change("chat", |_| true).await;
    assert_eq!(change["message"]["text"], "Good morning");
    assert_eq!(change["message"]["person"], json!(participant.id));
    let done = participant.answer(&id).await;
    assert_eq!(done["type"], "done");

    let seq = done["seq"].as_u64().unwrap();
    let meeting_id: Uuid = meeting.id.parse().unwrap();
    let entries = store.read_after(meeting_id, 0, 1000).await.unwrap();
    let entry = entries.iter().find(|entry| entry.seq == seq).unwrap();
    assert!(entry.body.contains("chat_said") && !entry.body.contains("Good morning"));
    let command = store
        .find_command(meeting_id, participant.id.parse().unwrap(), id.parse().unwrap())
        .await
        .unwrap();
    assert_eq!(command.unwrap().last_seq, seq);
    server.stop().await;
}

#[tokio::test]
async fn two_tabs_of_one_secret_are_one_person_and_a_join_sent_twice_too() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let secret = server.join(&meeting, &meeting.join_link, "Paul").await;
    let again = server
        .join_as(&meeting, &meeting.join_link, "Paul", &secret)
        .await;
    assert_eq!(again.status, 200);
    let first = Person::connect(server.address, &meeting.id, &secret).await;
    let second = Person::connect(server.address, &meeting.id, &secret).await;
    assert_eq!(first.id, second.id);
    assert_eq!(json!(first.id), again.json()["person"]);
    assert_eq!(second.view["people"].as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn the_door_tells_what_the_join_page_shows_and_the_code_leads_to_it() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let _facilitator = server.facilitator(&meeting, "Fatima").await;
    let found = server
        .post("/api/codes", &[], &json!({"code": meeting.code.to_lowercase()}))
        .await;
    assert_eq!(found.status, 200, "{found:?}");
    let url = found.json()["join_url"].as_str().unwrap().to_owned();
    let fresh = url.split_once("#j.").unwrap().1.to_owned();
    let path = format!("/api/meetings/{}/door", meeting.id);
    let door = server
        .get(&path, &[("Authorization", &format!("Bearer {fresh}"))])
        .await
        .json();
    assert_eq!(door["title"], "Tuesday consultancies");
    assert_eq!(
        (door["link"].as_str(), &door["facilitators"]),
        (Some("join"), &json!(["Fatima"]))
    );
    assert!(door.get("join_code").is_none());
    let bearer = format!("Bearer {}", meeting.facilitator_link);
    let door = server.get(&path, &[("Authorization", &bearer)]).await.json();
    assert_eq!(door["join_code"], json!(meeting.code));
    server.join(&meeting, &fresh, "Late").await;

    let removed = crate::support::http::request(
        server.address,
        "DELETE",
        &format!("/api/meetings/{}", meeting.id),
        &[("Authorization", &bearer)],
        None,
    )
    .await;
    assert_eq!(removed.status, 204, "{removed:?}");
    assert_eq!(server.get(&path, &[("Authorization", &bearer)]).await.status, 404);
    let gone = Person::try_connect(server.address, &meeting.id, &fresh, None).await;
    assert_eq!(gone.err().map(|closed| closed.0), Some(4404));
}
