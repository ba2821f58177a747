//! Rehearsals: who starts one, who comes to it, and how it ends.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use server::config::Config;
use server::rehearsals::Times;
use server::store::{MeetingStatus, MemoryStore, Store};

use crate::support::http::{self, Answer};
use crate::support::server::{Meeting, config};
use crate::support::{Person, TestServer};

/// A rehearsal in which time goes by faster.
fn hasty() -> Config {
    Config {
        rehearsal_times: Times {
            tick: Duration::from_millis(20),
            ..Times::default()
        },
        ..config()
    }
}

async fn ask(server: &TestServer, method: &str, meeting: &str, secret: &str, body: Option<&Value>) -> Answer {
    let path = format!("/api/meetings/{meeting}/rehearsal");
    let bearer = format!("Bearer {secret}");
    http::request(server.address, method, &path, &[("Authorization", &bearer)], body).await
}

async fn start(server: &TestServer, meeting: &Meeting, people: u16) -> Meeting {
    let body = json!({ "people": people });
    let answer = ask(
        server,
        "POST",
        &meeting.id,
        &meeting.facilitator_link,
        Some(&body),
    )
    .await;
    assert_eq!(answer.status, 201, "{answer:?}");
    rehearsal(&answer.json())
}

fn rehearsal(answer: &Value) -> Meeting {
    let secret = |key: &str| answer[key].as_str().unwrap().split_once('#').unwrap().1[2..].to_owned();
    Meeting {
        id: answer["meeting"].as_str().unwrap().to_owned(),
        facilitator_link: secret("facilitator_url"),
        join_link: secret("join_url"),
        code: String::new(),
    }
}

fn reason(answer: &Answer) -> String {
    answer.json()["error"]["reason"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn z3_only_facilitators_of_the_meeting_start_one_and_only_one() {
    let settings = Config {
        rehearsals: 1,
        ..hasty()
    };
    let server = TestServer::start_with(Arc::new(MemoryStore::new()), settings).await;
    let meeting = server.create().await;
    let other = server.create().await;
    let eve = server.join(&meeting, &meeting.join_link, "Eve").await;
    for (secret, status) in [
        (&eve, 403),
        (&meeting.join_link, 403),
        (&other.facilitator_link, 403),
        (&"x".repeat(43), 401),
    ] {
        for method in ["POST", "GET", "DELETE"] {
            let answer = ask(&server, method, &meeting.id, secret, None).await;
            assert_eq!(answer.status, status, "{method} {answer:?}");
        }
    }
    for (people, status) in [
        (json!(0), 422),
        (json!(151), 422),
        (json!(65_535), 422),
        (json!(-1), 400),
        (json!("all"), 400),
        (json!(1e9), 400),
    ] {
        let body = json!({ "people": people });
        let secret = &meeting.facilitator_link;
        let answer = ask(&server, "POST", &meeting.id, secret, Some(&body)).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(status == 400 || reason(&answer) == "out_of_range", "{answer:?}");
    }
    let nowhere = ask(
        &server,
        "POST",
        &uuid::Uuid::now_v7().to_string(),
        &meeting.facilitator_link,
        None,
    )
    .await;
    assert_eq!(nowhere.status, 403);
    let none = ask(&server, "DELETE", &meeting.id, &meeting.facilitator_link, None).await;
    assert_eq!(none.status, 404);

    let rehearsal = start(&server, &meeting, 3).await;
    let again = ask(&server, "POST", &meeting.id, &meeting.facilitator_link, None).await;
    assert_eq!(
        (again.status, reason(&again).as_str()),
        (409, "rehearsal_under_way")
    );
    let others = ask(&server, "POST", &other.id, &other.facilitator_link, None).await;
    assert_eq!(
        (others.status, reason(&others).as_str()),
        (409, "too_many_rehearsals")
    );
    let of_itself = ask(&server, "POST", &rehearsal.id, &rehearsal.facilitator_link, None).await;
    assert_eq!(
        (of_itself.status, reason(&of_itself).as_str()),
        (409, "is_rehearsal")
    );
    // Its links open it and not the real meeting, and a facilitator of the real one is nobody in it.
    let wrong = server
        .join_as(&meeting, &rehearsal.facilitator_link, "Eve", &"e".repeat(43))
        .await;
    assert_eq!(wrong.status, 403);
    let wrong = server
        .join_as(&rehearsal, &meeting.facilitator_link, "Eve", &"e".repeat(43))
        .await;
    assert_eq!(wrong.status, 403);
    let seen = ask(&server, "GET", &meeting.id, &meeting.facilitator_link, None)
        .await
        .json();
    assert_eq!(seen["rehearsal"]["meeting"], rehearsal.id.as_str());
    assert_eq!(seen["rehearsal"]["people"], 3);

    let ended = ask(&server, "DELETE", &meeting.id, &meeting.facilitator_link, None).await;
    assert_eq!(ended.status, 204);
    let seen = ask(&server, "GET", &meeting.id, &meeting.facilitator_link, None)
        .await
        .json();
    assert_eq!(seen["rehearsal"], Value::Null);
    start(&server, &other, 1).await;
}

#[tokio::test]
async fn z2_people_come_are_marked_and_nothing_of_it_is_in_the_real_meeting() {
    let server = TestServer::start_with(Arc::new(MemoryStore::new()), hasty()).await;
    let meeting = server.create().await;
    let mut fatima = server.facilitator(&meeting, "Fatima").await;
    let seq = fatima.done(json!({"type": "create_rooms", "count": 2})).await;
    let rehearsal = start(&server, &meeting, 5).await;
    let mut practises = server.facilitator(&rehearsal, "Fatima").await;
    let mut came = std::collections::BTreeSet::new();
    let people = practises.view["people"].as_object().unwrap().clone();
    came.extend(
        people
            .iter()
            .filter(|(_, p)| p["simulated"] == true)
            .map(|(id, _)| id.clone()),
    );
    while came.len() < 5 {
        let person = practises
            .change("person", |change| change["person"]["simulated"] == true)
            .await;
        came.insert(person["person"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(practises.view["meeting"]["rehearsal_of"], meeting.id.as_str());
    assert_eq!(practises.view["rooms"].as_object().unwrap().len(), 3);
    // They are moved like anybody, and arrive by themselves.
    let rooms = practises.view["rooms"].as_object().unwrap().clone();
    let room = rooms.values().find(|room| room["number"] == 1).unwrap()["id"].clone();
    practises
        .done(json!({"type": "make_groups", "size": 3, "rule": {"rule": "random"}}))
        .await;
    practises
        .done(json!({"type": "open_rooms", "in_seconds": 0}))
        .await;
    practises
        .change("person", |change| {
            let person = &change["person"];
            person["simulated"] == true && person["room"] == room && person["arrived"] == true
        })
        .await;
    // Of the real meeting not one entry was made.
    let next = fatima.done(json!({"type": "create_rooms", "count": 1})).await;
    assert_eq!(next, seq + 1);
    let ended = ask(&server, "DELETE", &meeting.id, &meeting.facilitator_link, None).await;
    assert_eq!(ended.status, 204);
    assert_eq!(practises.closed().await.0, 4404);
    let gone = server
        .join_as(
            &rehearsal,
            &rehearsal.facilitator_link,
            "Fatima",
            &practises.secret,
        )
        .await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn z5_simulated_people_write_on_the_board_of_their_room() {
    let server = TestServer::start_with(Arc::new(MemoryStore::new()), hasty()).await;
    let meeting = server.create().await;
    let rehearsal = start(&server, &meeting, 6).await;
    let practises = server.facilitator(&rehearsal, "Fatima").await;
    let path = format!("/api/meetings/{}/record.json", rehearsal.id);
    let bearer = format!("Bearer {}", practises.secret);
    let notes = loop {
        let record = server.get(&path, &[("Authorization", &bearer)]).await;
        if record.status == 200 {
            let notes = record.json()["rooms"][0]["sections"][0]["notes"].clone();
            if notes.as_array().is_some_and(|notes| notes.len() > 1) {
                break notes;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    for note in notes.as_array().unwrap() {
        let author = note["authors"][0]["id"].as_str().unwrap();
        assert_ne!(author, practises.id);
        assert!(!note["text"].as_str().unwrap().is_empty());
    }
    let ended = ask(&server, "DELETE", &meeting.id, &meeting.facilitator_link, None).await;
    assert_eq!(ended.status, 204);
}

#[tokio::test]
async fn z4_it_ends_by_itself_without_facilitators_and_after_its_time() {
    for times in [
        Times {
            tick: Duration::from_millis(20),
            longest: Duration::from_secs(3600),
            alone: Duration::from_millis(200),
        },
        Times {
            tick: Duration::from_millis(20),
            longest: Duration::from_millis(200),
            alone: Duration::from_secs(3600),
        },
    ] {
        let settings = Config {
            rehearsal_times: times,
            ..config()
        };
        let server = TestServer::start_with(Arc::new(MemoryStore::new()), settings).await;
        let meeting = server.create().await;
        let rehearsal = start(&server, &meeting, 2).await;
        let secret = server.join(&rehearsal, &rehearsal.join_link, "Tester").await;
        let connected = Person::try_connect(server.address, &rehearsal.id, &secret, None).await;
        if let Ok(mut tester) = connected {
            assert_eq!(tester.closed().await.0, 4404);
        }
        assert!(server.app.rehearsals.of(meeting.id.parse().unwrap()).is_none());
    }
}

#[tokio::test]
async fn z4_it_goes_with_the_meeting_and_what_is_left_is_found() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let server = TestServer::start_with(store.clone(), hasty()).await;
    let meeting = server.create().await;
    let rehearsal = start(&server, &meeting, 2).await;
    let mut practises = server.facilitator(&rehearsal, "Fatima").await;
    let bearer = format!("Bearer {}", meeting.facilitator_link);
    let path = format!("/api/meetings/{}", meeting.id);
    let deleted = http::request(
        server.address,
        "DELETE",
        &path,
        &[("Authorization", &bearer)],
        None,
    )
    .await;
    assert_eq!(deleted.status, 204);
    assert_eq!(practises.closed().await.0, 4404);

    let meeting = server.create().await;
    let rehearsal = start(&server, &meeting, 2).await;
    let mut practises = server.facilitator(&rehearsal, "Fatima").await;
    practises.done(json!({"type": "end_meeting"})).await;
    let left = |meetings: Vec<server::store::MeetingSummary>| {
        let left = meetings
            .iter()
            .filter(|meeting| meeting.status == MeetingStatus::Rehearsal);
        left.count()
    };
    assert_eq!(left(store.meetings().await.unwrap()), 1);
    let cleaned = server::rehearsals::clean_up(store.as_ref()).await.unwrap();
    assert_eq!(cleaned, 1);
    assert_eq!(left(store.meetings().await.unwrap()), 0);
    assert_eq!(store.meetings().await.unwrap().len(), 1);
}
