//! A17 to A24, A27: who is there.

use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::support::person::{self, Closed};
use crate::support::{Person, TestServer};

#[tokio::test]
async fn a17_silence_after_the_upgrade_is_closed() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut socket = person::open(server.address, &meeting.id).await;
    assert_eq!(person::receive_text(&mut socket).await, Err(Closed(4508)));
}

#[tokio::test]
async fn a18_messages_before_hello_are_closed_after_the_first() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    for text in ["{\"type\":\"time\",\"sent\":1}", "garbage", "{}"] {
        let mut socket = person::open(server.address, &meeting.id).await;
        for _ in 0..1_000 {
            // The server stops reading at the first; the rest meets a closed door.
            if socket.send(Message::text(text)).await.is_err() {
                break;
            }
        }
        let closed = person::receive_text(&mut socket).await;
        assert!(matches!(closed, Err(Closed(1008 | 1006))), "{text}: {closed:?}");
    }
    let mut socket = person::open(server.address, &meeting.id).await;
    socket
        .send(Message::text("{\"type\":\"time\",\"sent\":1}"))
        .await
        .unwrap();
    assert_eq!(person::receive_text(&mut socket).await, Err(Closed(1008)));
}

#[tokio::test]
async fn a19_a_wrong_secret_or_a_links_secret_is_no_person() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    for secret in [
        "",
        "wrong",
        &meeting.join_link,
        &meeting.facilitator_link,
        &"x".repeat(10_000),
    ] {
        let refused = Person::try_connect(server.address, &meeting.id, secret, None).await;
        assert_eq!(refused.err(), Some(Closed(4401)));
    }
    let bearer = [("Authorization", "Bearer wrong")];
    let path = format!("/api/meetings/{}/door", meeting.id);
    assert_eq!(server.get(&path, &bearer).await.status, 401);
    assert_eq!(server.get(&path, &[]).await.status, 401);
}

#[tokio::test]
async fn a21_claims_of_a_role_in_messages_change_nothing() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let secret = person_secret();
    let path = format!("/api/meetings/{}/people", meeting.id);
    let bearer = format!("Bearer {}", meeting.join_link);
    let body = json!({"secret": secret, "name": "Eve", "role": "facilitator", "admin": true, "person": "x"});
    let joined = server.post(&path, &[("Authorization", &bearer)], &body).await;
    assert_eq!(joined.status, 201, "{joined:?}");
    let mut socket = person::open(server.address, &meeting.id).await;
    let hello = json!({"type": "hello", "version": 1, "secret": secret, "role": "ADMIN ", "admin": false});
    socket.send(Message::text(hello.to_string())).await.unwrap();
    person::receive_text(&mut socket).await.unwrap();
    let mut eve = Person::connect(server.address, &meeting.id, &secret).await;
    let me = eve.id.clone();
    assert_eq!(eve.view["people"][&me]["role"], "participant");
    assert_eq!(
        eve.refused(json!({"type": "end_meeting"})).await,
        "facilitators_only"
    );
}

#[tokio::test]
async fn a22_a_secret_of_another_meeting_is_forbidden() {
    let server = TestServer::start().await;
    let (one, other) = (server.create().await, server.create().await);
    let secret = server.join(&one, &one.join_link, "Paul").await;
    let refused = Person::try_connect(server.address, &other.id, &secret, None).await;
    assert_eq!(refused.err(), Some(Closed(4403)));
    let path = format!("/api/meetings/{}/people", other.id);
    let bearer = format!("Bearer {}", one.join_link);
    let body = json!({"secret": person_secret(), "name": "Paul"});
    assert_eq!(
        server
            .post(&path, &[("Authorization", &bearer)], &body)
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn a24_a_removed_person_is_out_at_once_and_stays_out() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut eve = server.participant(&meeting, "Eve").await;
    facilitator
        .done(json!({"type": "remove_person", "person": eve.id}))
        .await;
    assert_eq!(eve.closed().await, Closed(4403));
    let back = Person::try_connect(server.address, &meeting.id, &eve.secret, None).await;
    assert_eq!(back.err(), Some(Closed(4401)));
    facilitator
        .change("person_gone", |change| change["id"] == json!(eve.id))
        .await;
}

#[tokio::test]
async fn a27_an_unknown_and_a_deleted_meeting_are_gone() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let unknown = Person::try_connect(server.address, &uuid::Uuid::now_v7().to_string(), "x", None).await;
    assert_eq!(unknown.err(), Some(Closed(4404)));
    let path = format!("/api/meetings/{}", meeting.id);
    let bearer = format!("Bearer {}", facilitator.secret);
    let deleted = crate::support::http::request(
        server.address,
        "DELETE",
        &path,
        &[("Authorization", &bearer)],
        None,
    )
    .await;
    assert_eq!(deleted.status, 204, "{deleted:?}");
    assert_eq!(facilitator.closed().await, Closed(4404));
    let back = Person::try_connect(server.address, &meeting.id, &facilitator.secret, None).await;
    assert_eq!(back.err(), Some(Closed(4404)));
}

#[tokio::test]
async fn another_version_is_told_to_reload() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let secret = server.join(&meeting, &meeting.join_link, "Paul").await;
    let mut socket = person::open(server.address, &meeting.id).await;
    let hello = json!({"type": "hello", "version": 99, "secret": secret});
    socket.send(Message::text(hello.to_string())).await.unwrap();
    assert_eq!(person::receive_text(&mut socket).await, Err(Closed(4428)));
}

fn person_secret() -> String {
    crate::support::server::new_secret()
}
