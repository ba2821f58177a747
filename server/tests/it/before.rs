//! What is settled before a meeting: when it is, what people are asked, and who may come.

use std::net::{IpAddr, Ipv4Addr};

use protocol::ids::MeetingId;
use serde_json::{Value, json};

use crate::support::http::Answer;
use crate::support::server::{Meeting, meeting, new_secret};
use crate::support::{Person, TestServer};

async fn calendar(server: &TestServer, id: &str, secret: &str) -> Answer {
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

/// All that came to somebody and was not looked at yet.
fn heard(person: &mut Person) -> String {
    person.unread().iter().map(Value::to_string).collect()
}

/// Joins with more than a name.
async fn join(server: &TestServer, meeting: &Meeting, link: &str, body: Value) -> (String, Answer) {
    let secret = new_secret();
    let mut body = body;
    body["secret"] = json!(secret);
    let bearer = format!("Bearer {link}");
    let path = format!("/api/meetings/{}/people", meeting.id);
    let answer = server.post(&path, &[("Authorization", &bearer)], &body).await;
    (secret, answer)
}

#[tokio::test]
async fn p11_what_somebody_needs_reaches_no_other_participant() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let mut ben = server.participant(&meeting, "Ben").await;
    nadia
        .done(json!({"type": "set_asks", "asks": ["access_needs", "pronouns"]}))
        .await;
    let about =
        json!({"name": "Ana", "pronouns": "she", "access_needs": "canary: captions", "subject": "unasked"});
    let (secret, joined) = join(&server, &meeting, &meeting.join_link, about).await;
    assert_eq!(joined.status, 201, "{joined:?}");
    let mut ana = Person::connect(server.address, &meeting.id, &secret).await;
    assert_eq!(ana.view["me"]["access_needs"], "canary: captions");
    ana.done(json!({"type": "describe", "access_needs": "canary: an interpreter"}))
        .await;
    let told = nadia
        .wait(|message| message.to_string().contains("canary: an interpreter"))
        .await;
    assert!(told.to_string().contains("\"slice\":\"needs\""), "{told}");

    // Ben hears that Ana came, and not a word of what she needs: live, on coming back, or in a record.
    ben.done(json!({"type": "say", "text": "done listening"})).await;
    let mut again = Person::connect(server.address, &meeting.id, &ben.secret).await;
    assert_eq!(again.view["people"][&ana.id]["pronouns"], "she");
    let mut heard = vec![heard(&mut ben), again.view.to_string(), heard(&mut again)];
    for secret in [&ben.secret, &nadia.secret, &ana.secret] {
        for form in ["md", "csv", "json"] {
            let bearer = format!("Bearer {secret}");
            let path = format!("/api/meetings/{}/record.{form}", meeting.id);
            heard.push(server.get(&path, &[("Authorization", &bearer)]).await.body);
        }
    }
    for text in heard {
        assert!(!text.contains("canary") && !text.contains("unasked"), "{text}");
    }
}

#[tokio::test]
async fn p12_whoever_waits_hears_nothing_of_the_meeting() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let mut ben = server.participant(&meeting, "Ben").await;
    nadia.done(json!({"type": "set_door", "lobby": true})).await;
    let mut troll = server.participant(&meeting, "Troll").await;
    assert_eq!(troll.view["people"].as_object().unwrap().len(), 1);
    assert_eq!(troll.view["people"][&troll.id]["waiting"], true);
    ben.done(json!({"type": "say", "text": "canary-chat"})).await;
    nadia.done(json!({"type": "create_rooms", "count": 2})).await;
    nadia
        .done(json!({"type": "announce", "text": "canary-message"}))
        .await;
    for command in [
        json!({"type": "say", "text": "let me in"}),
        json!({"type": "admit"}),
        json!({"type": "arrive", "room": ben.view["me"]["notebook"]}),
    ] {
        let answer = troll.ask(command).await;
        assert_eq!(answer["reason"], "in_lobby", "{answer}");
    }
    let board = ben.view["details"].as_object().unwrap().values().next().unwrap()["board"].clone();
    let notebook = troll.view["me"]["notebook"].clone();
    for board in [board, notebook] {
        troll
            .say(&json!({"type": "ticket", "board": board}).to_string())
            .await;
        let answer = troll
            .wait(|message| message["type"] == "error" || message["type"] == "ticket")
            .await;
        assert_eq!(answer["code"], "forbidden", "{answer}");
    }
    for text in [heard(&mut troll), troll.view.to_string()] {
        assert!(!text.contains("canary") && !text.contains("Ben"), "{text}");
    }
    // And Ben does not hear that somebody waits.
    ben.done(json!({"type": "raise_hand"})).await;
    assert!(!heard(&mut ben).contains("Troll"));

    // Removed: the link still opens the door, and behind it is the lobby again.
    nadia
        .done(json!({"type": "remove_person", "person": troll.id}))
        .await;
    let back = server
        .join_as(&meeting, &meeting.join_link, "Honest", &troll.secret)
        .await;
    assert_eq!(back.status, 403, "the old secret is known: {back:?}");
    let disguised = server.participant(&meeting, "Honest").await;
    assert_eq!(disguised.view["people"][&disguised.id]["waiting"], true);
    nadia.done(json!({"type": "set_door", "locked": true})).await;
    let refused = server
        .join_as(&meeting, &meeting.join_link, "Again", &new_secret())
        .await;
    assert_eq!(refused.json()["error"]["reason"], "meeting_locked");
    // Whoever was here comes back through the lock.
    let again = Person::connect(server.address, &meeting.id, &ben.secret).await;
    assert_eq!(again.view["people"][&ben.id]["waiting"], false);
}

#[tokio::test]
async fn p14_a_thousand_guesses_open_nothing_and_harm_nobody_else() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let other = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let mut ben = server.participant(&meeting, "Ben").await;
    let mut luis = server.facilitator(&other, "Luis").await;
    for (person, passcode) in [(&mut nadia, "Blue Heron 42"), (&mut luis, "other code")] {
        person
            .done(json!({"type": "set_passcode", "passcode": passcode}))
            .await;
    }
    let try_with = async |meeting: &Meeting, passcode: Option<&str>| {
        let body = json!({"name": "Guess", "passcode": passcode});
        let (_, answer) = join(&server, meeting, &meeting.join_link, body).await;
        let reason = answer.json()["error"]["reason"].as_str().map(str::to_owned);
        (answer.status, reason)
    };
    let (status, reason) = try_with(&meeting, None).await;
    assert_eq!((status, reason.as_deref()), (403, Some("passcode_needed")));
    assert_eq!(try_with(&meeting, Some("blue heron42")).await.0, 201);
    let (mut wrong, mut limited) = (0, 0);
    for n in 0..1_000 {
        match try_with(&meeting, Some(&format!("guess {n}"))).await {
            (403, Some(reason)) if reason == "wrong_passcode" => wrong += 1,
            (429, _) => limited += 1,
            answer => panic!("{answer:?}"),
        }
    }
    assert_eq!(wrong + limited, 1_000);
    assert!((20..60).contains(&wrong), "{wrong} guesses were looked at");
    // From here even the right one waits; another meeting's door, those inside and other addresses do not.
    assert_eq!(try_with(&meeting, Some("Blue Heron 42")).await.0, 429);
    assert_eq!(try_with(&other, Some("other code")).await.0, 201);
    ben.done(json!({"type": "say", "text": "still here"})).await;
    let again = Person::connect(server.address, &meeting.id, &ben.secret).await;
    assert_eq!(again.id, ben.id);
    let limits = &server.app.limits;
    let id: MeetingId = meeting.id.parse().unwrap();
    let address = |n: u8| IpAddr::V4(Ipv4Addr::new(192, 0, 2, n));
    assert!(limits.passcode(id, address(1)).is_ok());
    // Many addresses at once use up what the meeting has; who was never wrong is still asked.
    for n in 0..200 {
        limits.wrong_passcode(id, address(n));
    }
    assert!(limits.passcode(id, address(7)).is_err());
    assert!(limits.passcode(id, address(250)).is_ok());
}
