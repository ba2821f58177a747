//! How a meeting closes: commitments, and what an ended meeting still takes.

use serde_json::json;

use crate::support::http::Answer;
use crate::support::{Person, TestServer};

async fn file(person: &Person, secret: &str) -> Answer {
    let bearer = format!("Bearer {secret}");
    let path = format!("/api/meetings/{}/commitments.ics", person.meeting);
    crate::support::http::request(person.address, "GET", &path, &[("Authorization", &bearer)], None).await
}

#[tokio::test]
async fn e2_e5_one_keeps_ones_own_for_calendars_also_when_the_meeting_is_over() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let mut ana = server.participant(&meeting, "Ana").await;
    let mut ben = server.participant(&meeting, "Ben").await;
    let main = ana.main_room();
    ana.done(json!({"type": "arrive", "room": main})).await;
    let promise = |text: &str, shared: bool| json!({"type": "make_commitment", "text": text, "due": "2026-12-03", "shared": shared});
    ana.done(promise("Ask, and listen; all of them", false)).await;
    let mine = ana.wait(|message| message["type"] == "snapshot").await;
    assert_eq!(mine["view"]["commitments"].as_object().unwrap().len(), 1);
    let heard = nadia.change("commitment", |_| true).await;
    assert_eq!(heard["commitment"]["person"], json!(ana.id));
    // Ben gets nothing at all of it; the next thing that he hears of is shared.
    ana.done(promise("Tell everyone", true)).await;
    let heard = ben.change("commitment", |_| true).await;
    assert_eq!(heard["commitment"]["text"], "Tell everyone");

    nadia.done(json!({"type": "end_meeting"})).await;
    ana.done(promise("Afterwards", false)).await;
    assert_eq!(
        ana.refused(json!({"type": "say", "text": "Hello"})).await,
        "meeting_ended"
    );
    let own = file(&ana, &ana.secret).await;
    assert_eq!(own.status, 200, "{own:?}");
    assert_eq!(own.header("content-type"), Some("text/calendar; charset=utf-8"));
    let text = own.body.replace("\r\n ", "");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 3, "{text}");
    assert!(text.contains("DTSTART;VALUE=DATE:20261203\r\nSUMMARY:Ask\\, and listen\\; all of them\r\n"));
    assert!(!text.contains(ana.secret.as_str()));
    let others = file(&ben, &ben.secret).await;
    assert!(
        others.status == 200 && !others.body.contains("VEVENT"),
        "{others:?}"
    );
    assert_eq!(file(&ben, &meeting.join_link).await.status, 403);
    assert_eq!(file(&ben, "x").await.status, 401);
}
