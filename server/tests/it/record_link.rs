//! The record for people who have no part in the meeting.

use serde_json::json;

use crate::support::http::{Answer, request};
use crate::support::server::Meeting;
use crate::support::server::new_secret;
use crate::support::{Person, TestServer};

async fn link(server: &TestServer, meeting: &Meeting, method: &str, secret: &str) -> Answer {
    let bearer = format!("Bearer {secret}");
    let path = format!("/api/meetings/{}/record-link", meeting.id);
    request(server.address, method, &path, &[("Authorization", &bearer)], None).await
}

async fn made(server: &TestServer, meeting: &Meeting, secret: &str) -> String {
    let answer = link(server, meeting, "POST", secret).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let url = answer.json()["url"].as_str().unwrap().to_owned();
    let (page, secret) = url.split_once("#r.").unwrap();
    assert!(page.ends_with(&format!("/m/{}/record", meeting.id)), "{url}");
    secret.to_owned()
}

async fn record(server: &TestServer, meeting: &Meeting, form: &str, secret: &str) -> Answer {
    let bearer = format!("Bearer {secret}");
    let path = format!("/api/meetings/{}/record.{form}", meeting.id);
    server.get(&path, &[("Authorization", &bearer)]).await
}

#[tokio::test]
async fn e10_the_record_has_a_link_of_its_own_that_is_taken_back() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let ana = server.participant(&meeting, "Ana").await;
    for secret in [&ana.secret, &meeting.join_link] {
        for method in ["GET", "POST", "DELETE"] {
            assert_eq!(link(&server, &meeting, method, secret).await.status, 403);
        }
    }
    let before = link(&server, &meeting, "GET", &nadia.secret).await;
    assert_eq!(before.json()["is_open"], false);

    let first = made(&server, &meeting, &nadia.secret).await;
    let now = link(&server, &meeting, "GET", &nadia.secret).await;
    assert!(now.json()["is_open"] == true && now.json()["made_at"].is_i64());
    let shared = record(&server, &meeting, "json", &first).await;
    assert_eq!(shared.status, 200, "{shared:?}");
    assert_eq!(shared.header("cache-control"), Some("no-store"));
    assert_eq!(shared.header("x-robots-tag"), Some("noindex"));
    assert_eq!(shared.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(shared.json()["people"], json!([]));
    let zip = record(&server, &meeting, "zip", &first).await;
    assert_eq!(
        (zip.status, zip.header("content-type")),
        (200, Some("application/zip"))
    );
    assert!(zip.body.starts_with("PK"), "{}", zip.head);

    // Made anew, also when the meeting is over; the first one says what happened.
    nadia.done(json!({"type": "end_meeting"})).await;
    let second = made(&server, &meeting, &nadia.secret).await;
    let late = record(&server, &meeting, "json", &first).await;
    assert_eq!(
        (late.status, late.json()["error"]["reason"].clone()),
        (403, json!("link_replaced")),
        "{late:?}"
    );
    assert_eq!(record(&server, &meeting, "md", &second).await.status, 200);
    assert_eq!(link(&server, &meeting, "DELETE", &nadia.secret).await.status, 204);
    let late = record(&server, &meeting, "md", &second).await;
    assert_eq!(late.json()["error"]["reason"], "link_replaced");
    let after = link(&server, &meeting, "GET", &nadia.secret).await;
    assert_eq!(after.json()["is_open"], false);
}

#[tokio::test]
async fn e10_the_link_to_the_record_opens_nothing_else() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let nadia = server.facilitator(&meeting, "Nadia").await;
    let other = server.create().await;
    let secret = made(&server, &meeting, &nadia.secret).await;
    let bearer = format!("Bearer {secret}");
    for path in [
        "door",
        "links",
        "record-link",
        "exit-ticket",
        "commitments.ics",
        "meeting.ics",
        "notes",
        "roster",
    ] {
        let path = format!("/api/meetings/{}/{path}", meeting.id);
        let answer = server.get(&path, &[("Authorization", &bearer)]).await;
        assert_eq!(answer.status, 403, "{path}: {answer:?}");
    }
    let absent = format!("/api/meetings/{}/absent", meeting.id);
    let answer = server
        .post(&absent, &[("Authorization", &bearer)], &json!({}))
        .await;
    assert_eq!(answer.status, 403, "{answer:?}");
    let joined = server.join_as(&meeting, &secret, "Eve", &new_secret()).await;
    assert_eq!(joined.status, 403, "{joined:?}");
    let closed = Person::try_connect(server.address, &meeting.id, &secret, None).await;
    assert!(closed.is_err(), "a record's link is nobody");
    let elsewhere = record(&server, &other, "json", &secret).await;
    assert_eq!(elsewhere.status, 403, "{elsewhere:?}");
    // It is none of the links that are listed, and cannot be taken back as one of them.
    let list = format!("/api/meetings/{}/links", meeting.id);
    let own = format!("Bearer {}", nadia.secret);
    let listed = server.get(&list, &[("Authorization", &own)]).await;
    assert_eq!(listed.json()["links"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_shared_record_has_a_rate_of_its_own() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let nadia = server.facilitator(&meeting, "Nadia").await;
    let secret = made(&server, &meeting, &nadia.secret).await;
    let mut statuses = Vec::new();
    for _ in 0..60 {
        statuses.push(record(&server, &meeting, "md", &secret).await.status);
    }
    assert!(
        statuses.starts_with(&[200, 200, 200]) && statuses.ends_with(&[429]),
        "{statuses:?}"
    );
    // What strangers do is not the facilitators'.
    assert_eq!(record(&server, &meeting, "md", &nadia.secret).await.status, 200);
}
