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

#[tokio::test]
async fn e8_e9_answers_are_shown_from_five_on_to_facilitators_alone_and_the_journal_has_none() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let questions = json!([{"kind": "scale", "text": "Worth it?"}, {"kind": "words", "text": "What else?"}]);
    nadia
        .done(json!({"type": "set_ticket", "ticket": {"questions": questions, "anonymous": true}}))
        .await;
    let results = async |person: &Person| {
        let bearer = format!("Bearer {}", person.secret);
        let path = format!("/api/meetings/{}/exit-ticket", person.meeting);
        crate::support::http::request(person.address, "GET", &path, &[("Authorization", &bearer)], None).await
    };
    let mut people = Vec::new();
    for n in 0..5 {
        let mut person = server.participant(&meeting, &format!("Person {n}")).await;
        let shown = results(&nadia).await.json();
        assert_eq!((&shown["answers"], &shown["all"]), (&json!(n), &json!(null)));
        person
            .done(json!({"type": "answer_ticket", "answers": [{"scale": n + 1}, {"words": format!("canary-{}", 9 - n)}]}))
            .await;
        people.push(person);
    }
    let again = json!({"type": "answer_ticket", "answers": [{"scale": 1}, null]});
    assert_eq!(people[0].refused(again).await, "already_answered");
    let shown = results(&nadia).await.json();
    assert_eq!(shown["all"][0]["counts"], json!([1, 1, 1, 1, 1]));
    // Not in the order in which they came.
    assert_eq!(shown["all"][1]["words"][0], "canary-5");
    assert_eq!(shown["organizations"], json!({}));
    assert_eq!(results(&people[0]).await.status, 403);
    let store = &server.app.store;
    let id = meeting.id.parse().unwrap();
    for entry in store.read_after(id, 0, 1000).await.unwrap() {
        assert!(
            !entry.body.contains("canary") && !entry.body.contains("scale\":"),
            "{}",
            entry.body
        );
    }
    for (_, body) in store.contents(id).await.unwrap() {
        assert!(!body.unwrap_or_default().contains("canary"));
    }
    for ballot in store.ballots(id).await.unwrap() {
        assert!(
            people.iter().all(|person| !ballot.contains(&person.id)),
            "{ballot}"
        );
    }
    // In the facilitators' record, and in nobody else's.
    let record = async |person: &Person| {
        let bearer = format!("Bearer {}", person.secret);
        let path = format!("/api/meetings/{}/record.json", person.meeting);
        crate::support::http::request(person.address, "GET", &path, &[("Authorization", &bearer)], None).await
    };
    let theirs = record(&nadia).await.json();
    assert_eq!(theirs["exit_ticket"]["answers"], 5);
    assert_eq!(theirs["exit_ticket"]["people"], json!([]));
    assert!(!record(&people[0]).await.body.contains("canary"));
}
