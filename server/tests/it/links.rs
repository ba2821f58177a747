//! Links for those who come otherwise than by the join link, and what becomes of links.

use serde_json::{Value, json};

use crate::support::http::Answer;
use crate::support::server::{Meeting, new_secret};
use crate::support::{Person, TestServer};

/// Asks for a link of this kind; answers the address.
async fn make(server: &TestServer, meeting: &Meeting, secret: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {secret}");
    let path = format!("/api/meetings/{}/links", meeting.id);
    server.post(&path, &[("Authorization", &bearer)], body).await
}

/// The secret in an answer's address, after this letter.
fn secret_after(answer: &Answer, letter: &str) -> String {
    let url = answer.json()["join_url"].as_str().unwrap().to_owned();
    url.split_once(letter).unwrap().1.to_owned()
}

async fn door(server: &TestServer, meeting: &Meeting, link: &str) -> Answer {
    let bearer = format!("Bearer {link}");
    let path = format!("/api/meetings/{}/door", meeting.id);
    server.get(&path, &[("Authorization", &bearer)]).await
}

#[tokio::test]
async fn p18_observers_and_access_support_come_by_links_of_their_own() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let ana = server.participant(&meeting, "Ana").await;
    for (kind, letter) in [("observer", "#o."), ("access_support", "#a.")] {
        let no = make(&server, &meeting, &ana.secret, &json!({"kind": kind})).await;
        assert_eq!(no.status, 403, "{no:?}");
        let made = make(&server, &meeting, &nadia.secret, &json!({"kind": kind})).await;
        assert_eq!(made.status, 201, "{made:?}");
        let link = secret_after(&made, letter);
        assert_eq!(door(&server, &meeting, &link).await.json()["link"], kind);
        let secret = server.join(&meeting, &link, "Olu").await;
        let mut olu = Person::connect(server.address, &meeting.id, &secret).await;
        assert_eq!(olu.view["people"][&olu.id]["role"], kind);
        let said = olu.ask(json!({"type": "say", "text": "words"})).await;
        let expected = if kind == "observer" {
            "observers_only_see"
        } else {
            ""
        };
        assert_eq!(said["reason"].as_str().unwrap_or_default(), expected);
    }

    // What holds at the door for newcomers holds for them too: passcode, lobby, lock.
    let made = make(&server, &meeting, &nadia.secret, &json!({"kind": "observer"})).await;
    let link = secret_after(&made, "#o.");
    nadia
        .done(json!({"type": "set_passcode", "passcode": "heron"}))
        .await;
    let no = server.join_as(&meeting, &link, "Eve", &new_secret()).await;
    assert_eq!(no.json()["error"]["reason"], "passcode_needed");
    nadia.done(json!({"type": "set_passcode"})).await;
    nadia.done(json!({"type": "set_door", "lobby": true})).await;
    let secret = server.join(&meeting, &link, "Olga").await;
    let olga = Person::connect(server.address, &meeting.id, &secret).await;
    assert_eq!(olga.view["people"][&olga.id]["waiting"], true);
    nadia.done(json!({"type": "set_door", "locked": true})).await;
    let no = server.join_as(&meeting, &link, "Eve", &new_secret()).await;
    assert_eq!(no.json()["error"]["reason"], "meeting_locked");
}

#[tokio::test]
async fn what_a_role_may_do_follows_at_once_over_http_too() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let ana = server.participant(&meeting, "Ana").await;
    let role = |role: &str| json!({"type": "set_role", "person": ana.id, "role": role});
    let asks = json!({"kind": "join"});
    assert_eq!(make(&server, &meeting, &ana.secret, &asks).await.status, 403);
    nadia.done(role("facilitator")).await;
    assert_eq!(make(&server, &meeting, &ana.secret, &asks).await.status, 201);
    nadia.done(role("participant")).await;
    assert_eq!(make(&server, &meeting, &ana.secret, &asks).await.status, 403);
}
