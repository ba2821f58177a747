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

#[tokio::test]
async fn p19_a_leaked_join_link_is_replaced_in_the_middle() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let mut ana = server.participant(&meeting, "Ana").await;
    let no = make(&server, &meeting, &ana.secret, &json!({"replace": true})).await;
    assert_eq!(no.status, 403);
    let by_code = server
        .post("/api/codes", &[], &json!({"code": meeting.code}))
        .await;
    let second = secret_after(&by_code, "#j.");

    let made = make(&server, &meeting, &nadia.secret, &json!({"replace": true})).await;
    assert_eq!(made.status, 201, "{made:?}");
    let fresh = secret_after(&made, "#j.");
    let code = made.json()["join_code"].as_str().unwrap().to_owned();
    assert_ne!(code, meeting.code);
    nadia
        .change("keys", |change| change["keys"]["links_changed_at"].is_i64())
        .await;

    // Old ones say what happened, at the door and to whoever had the form open, and open nothing.
    for old in [&meeting.join_link, &second] {
        let shut = door(&server, &meeting, old).await;
        assert_eq!(
            (shut.status, shut.json()["error"]["reason"].clone()),
            (403, json!("link_replaced"))
        );
        let late = server.join_as(&meeting, old, "Eve", &new_secret()).await;
        assert_eq!(late.json()["error"]["reason"], "link_replaced");
    }
    let old_code = server
        .post("/api/codes", &[], &json!({"code": meeting.code}))
        .await;
    assert_eq!(old_code.status, 404);
    // Who is in stays in, and comes back by their own secret; the new link and the new code let others in.
    ana.done(json!({"type": "say", "text": "still here"})).await;
    ana.resume().await;
    server.join(&meeting, &fresh, "Ben").await;
    let new_code = server.post("/api/codes", &[], &json!({"code": code})).await;
    assert_eq!(new_code.status, 200);
    // Links for others are not touched.
    assert_eq!(
        door(&server, &meeting, &meeting.facilitator_link).await.status,
        200
    );
    // In another meeting the old link is nothing, not even a replaced one.
    let other = server.create().await;
    assert_eq!(door(&server, &other, &meeting.join_link).await.status, 401);
}

#[tokio::test]
async fn p20_facilitator_links_are_several_and_each_can_be_taken_back() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    // Before anybody has joined: the link itself asks.
    let link = meeting.facilitator_link.clone();
    let made = make(&server, &meeting, &link, &json!({"kind": "facilitator"})).await;
    let spare = secret_after(&made, "#f.");
    let bearer = |secret: &str| format!("Bearer {secret}");
    let path = format!("/api/meetings/{}/links", meeting.id);
    let listed = server
        .get(&path, &[("Authorization", &bearer(&link))])
        .await
        .json();
    let links = listed["links"].as_array().unwrap();
    assert_eq!(links.len(), 2, "{listed}");
    assert!(
        links
            .iter()
            .all(|link| link["kind"] == "facilitator" && link["made_at"].is_i64())
    );
    assert!(!listed.to_string().contains(&spare) && !listed.to_string().contains(&link));
    let first = door(&server, &meeting, &link).await.json()["link_name"].clone();
    let name = |name: &Value| format!("{path}/{}", name.as_str().unwrap());
    let take_back = async |secret: &str, path: &str| {
        let headers = [("Authorization", bearer(secret))];
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        crate::support::http::request(server.address, "DELETE", path, &headers, None).await
    };
    assert_eq!(
        take_back(&link, &name(&first)).await.status,
        403,
        "not the one that asks"
    );
    assert_eq!(
        take_back(&link, &format!("{path}/0000000000000000")).await.status,
        404
    );
    let ana = server.participant(&meeting, "Ana").await;
    assert_eq!(take_back(&ana.secret, &name(&first)).await.status, 403);
    assert_eq!(take_back(&spare, &name(&first)).await.status, 204);
    assert_eq!(
        door(&server, &meeting, &link).await.json()["error"]["reason"],
        "link_replaced"
    );
    // Whoever came by it stays; nobody else comes by it.
    let nadia = server.join(&meeting, &spare, "Nadia").await;
    assert_eq!(take_back(&nadia, &name(&made.json()["link"])).await.status, 204);
    Person::connect(server.address, &meeting.id, &nadia).await;
    let no = server.join_as(&meeting, &spare, "Eve", &new_secret()).await;
    assert_eq!(no.json()["error"]["reason"], "link_replaced");
    // And from inside there is always a way to a new one.
    assert_eq!(
        make(&server, &meeting, &nadia, &json!({"kind": "facilitator"}))
            .await
            .status,
        201
    );
}
