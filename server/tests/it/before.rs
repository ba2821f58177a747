//! What is settled before a meeting: when it is.

use serde_json::json;

use crate::support::TestServer;
use crate::support::server::meeting;

async fn calendar(server: &TestServer, id: &str, secret: &str) -> crate::support::http::Answer {
    let bearer = format!("Bearer {secret}");
    let path = format!("/api/meetings/{id}/meeting.ics");
    server.get(&path, &[("Authorization", &bearer)]).await
}

#[tokio::test]
async fn a_meeting_is_made_with_its_time_and_goes_into_calendars() {
    let server = TestServer::start().await;
    let wish = json!({"time_zone": "America/Los_Angeles", "starts": "2026-12-03T10:00", "minutes": 90});
    let body = json!({"title": "Fractions, again; and again", "schedule": wish});
    let created = server.post("/api/meetings", &[], &body).await;
    assert_eq!(created.status, 201, "{created:?}");
    let meeting = meeting(&created.json());
    let bearer = format!("Bearer {}", meeting.join_link);
    let path = format!("/api/meetings/{}/door", meeting.id);
    let door = server.get(&path, &[("Authorization", &bearer)]).await.json();
    let schedule = json!({
        "time_zone": "America/Los_Angeles", "starts_at": 1_796_320_800_000_i64, "minutes": 90, "revision": 0
    });
    assert_eq!(door["schedule"], schedule);

    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    assert_eq!(nadia.view["meeting"]["schedule"], schedule);
    let file = calendar(&server, &meeting.id, &meeting.join_link).await;
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), Some("text/calendar; charset=utf-8"));
    let text = file.body.replace("\r\n ", "");
    assert!(
        text.contains("DTSTART:20261203T180000Z\r\nDTEND:20261203T193000Z\r\n"),
        "{text}"
    );
    assert!(
        text.contains("SUMMARY:Fractions\\, again\\; and again\r\n"),
        "{text}"
    );
    assert!(text.contains(&format!(
        "URL:http://{}/m/{}#j.{}\r\n",
        server.address, meeting.id, meeting.join_link
    )));

    // A calendar is read by others: it never has what runs the meeting, or is a person.
    for (secret, end) in [(&meeting.facilitator_link, "#f\r\n"), (&nadia.secret, "#f\r\n")] {
        let text = calendar(&server, &meeting.id, secret)
            .await
            .body
            .replace("\r\n ", "");
        assert!(text.contains(&format!("/m/{}{end}", meeting.id)) && !text.contains(secret.as_str()));
    }
    let moved =
        json!({"type": "set_schedule", "time_zone": "America/Los_Angeles", "starts": "2026-12-04T10:00"});
    assert_eq!(nadia.ask(moved).await["type"], "done");
    let text = calendar(&server, &meeting.id, &meeting.join_link).await.body;
    assert!(text.contains("SEQUENCE:1\r\n") && text.contains("DTSTART:20261204T180000Z\r\n"));
}

#[tokio::test]
async fn what_is_no_time_is_refused_before_anything_is_made() {
    let server = TestServer::start().await;
    for (wish, reason) in [
        (json!({"time_zone": "Mars/Olympus"}), "bad_time_zone"),
        (
            json!({"time_zone": "America/Los_Angeles", "starts": "2026-03-08T02:30"}),
            "bad_time",
        ),
        (json!({"time_zone": "UTC", "starts": "\r\nX:1"}), "bad_time"),
        (json!({"time_zone": "UTC", "minutes": 100_000}), "out_of_range"),
    ] {
        let body = json!({"title": "Never", "schedule": wish});
        let answer = server.post("/api/meetings", &[], &body).await;
        assert_eq!(answer.status, 422, "{answer:?}");
        assert_eq!(answer.json()["error"]["reason"], reason);
    }
    let meeting = server.create().await;
    let answer = calendar(&server, &meeting.id, &meeting.join_link).await;
    assert_eq!((answer.status, answer.code()), (404, "not_scheduled".to_owned()));
}
