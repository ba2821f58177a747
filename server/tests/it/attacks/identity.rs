//! Who someone claims to be.

use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::raw::RawSocket;
use super::scene::{CANARY, Scene, hello, settle};
use crate::support::person::{open, receive_text};
use crate::support::server::new_secret;
use crate::support::{Person, http};

/// What a first message gets.
async fn first(scene: &Scene, meeting: &str, text: &str) -> Result<Value, u16> {
    let mut socket = open(scene.server.address, meeting).await;
    socket.send(Message::text(text.to_owned())).await.unwrap();
    let answer = receive_text(&mut socket).await.map_err(|closed| closed.0)?;
    Ok(serde_json::from_str(&answer).unwrap())
}

#[tokio::test]
async fn a17_whoever_says_nothing_is_let_go() {
    let mut scene = Scene::set().await;
    let mut silent = RawSocket::open(scene.server.address, &scene.meeting.id).await;
    let mut pinging = RawSocket::open(scene.server.address, &scene.meeting.id).await;
    pinging.frame(0x89, b"I am here").await;
    assert_eq!(scene.meanwhile(silent.closed()).await, 4508);
    assert_eq!(scene.meanwhile(pinging.closed()).await, 4508);
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a18_messages_before_hello_end_it_at_the_first() {
    let mut scene = Scene::set().await;
    let say =
        json!({"type": "command", "command_id": new_secret(), "command": {"type": "say", "text": CANARY}});
    let mut socket = RawSocket::open(scene.server.address, &scene.meeting.id).await;
    for _ in 0..1_000 {
        socket.text(&say.to_string()).await;
    }
    socket.text(&hello(&scene.secret)).await;
    assert_eq!(socket.closed().await, 1008);
    for text in [
        "",
        "hello",
        "{}",
        "{\"type\":\"hello\"}",
        "{\"type\":\"time\",\"sent\":1}",
        "{\"type\":\"hello\",\"version\":1,\"secret\":1}",
    ] {
        assert_eq!(first(&scene, &scene.meeting.id, text).await, Err(1008), "{text}");
    }
    let old = json!({"type": "hello", "version": 0, "secret": scene.secret});
    assert_eq!(
        first(&scene, &scene.meeting.id, &old.to_string()).await,
        Err(4428)
    );
    let mut eve = scene.eve().await;
    eve.say_binary(hello(&scene.secret).as_bytes()).await;
    assert_eq!(eve.closed().await.0, 1003);
    let mut binary = RawSocket::open(scene.server.address, &scene.meeting.id).await;
    binary.frame(0x82, hello(&scene.secret).as_bytes()).await;
    assert_eq!(binary.closed().await, 1003);
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a19_a20_secrets_that_are_none_any_more_or_never_were() {
    let mut scene = Scene::set().await;
    let guessed = new_secret();
    // Tokens are opaque random bytes: what would be a forged JWT elsewhere is a wrong secret here.
    let jwt = "eyJhbGciOiJub25lIiwia2lkIjoiLi4vLi4vZGV2L251bGwifQ.eyJyb2xlIjoiZmFjaWxpdGF0b3IifQ.";
    // Another first letter: the last one carries padding, and may be an A already.
    let other = if scene.secret.starts_with('A') { 'B' } else { 'A' };
    let almost = format!("{other}{}", &scene.secret[1..]);
    for secret in [
        "",
        "x",
        &guessed,
        jwt,
        &almost,
        &"y".repeat(60_000),
        "' OR 1=1 --",
        "\u{0}",
    ] {
        assert_eq!(
            first(&scene, &scene.meeting.id, &hello(secret)).await,
            Err(4401),
            "{secret:.50}"
        );
        let bearer = format!(
            "Bearer {}",
            secret
                .replace('\u{0}', "")
                .chars()
                .take(4_000)
                .collect::<String>()
        );
        let path = format!("/api/meetings/{}/door", scene.meeting.id);
        let door = scene.server.get(&path, &[("Authorization", &bearer)]).await;
        assert_eq!((door.status, door.code().as_str()), (401, "unauthenticated"));
    }
    // Links let one join; they are nobody.
    for link in [&scene.meeting.facilitator_link, &scene.meeting.join_link] {
        assert_eq!(first(&scene, &scene.meeting.id, &hello(link)).await, Err(4401));
    }
    // A person's secret is no link.
    let with = scene
        .server
        .join_as(&scene.meeting, &scene.secret, CANARY, &new_secret())
        .await;
    assert_eq!((with.status, with.code().as_str()), (403, "forbidden"));
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a21_a_role_is_what_the_link_gives() {
    let mut scene = Scene::set().await;
    let path = format!("/api/meetings/{}/people", scene.meeting.id);
    let bearer = format!("Bearer {}", scene.meeting.join_link);
    let secret = new_secret();
    let join = json!({
        "secret": secret, "name": "Mallory", "role": "facilitator", "admin": false, "is_facilitator": true,
        "person": scene.facilitator.id, "facilitates": scene.bystander.main_room(), "kind": "facilitator",
    });
    let joined = scene
        .server
        .post(&path, &[("Authorization", &bearer)], &join)
        .await;
    assert_eq!(joined.status, 201, "{joined:?}");
    let forged = json!({
        "type": "hello", "version": 1, "secret": secret, "role": "ADMIN ", "admin": true, "person": scene.facilitator.id,
    });
    let welcome = first(&scene, &scene.meeting.id, &forged.to_string())
        .await
        .unwrap();
    assert_eq!(welcome["person"], joined.json()["person"]);
    assert_ne!(welcome["person"], json!(scene.facilitator.id));
    let mut mallory = Person::connect(scene.server.address, &scene.meeting.id, &secret).await;
    let me = mallory.view["people"][&mallory.id].clone();
    assert_eq!(
        (&me["role"], &me["facilitates"]),
        (&json!("participant"), &Value::Null)
    );
    assert_eq!(
        mallory.refused(json!({"type": "end_meeting"})).await,
        "facilitators_only"
    );
    // Words about oneself are words about oneself only.
    let about =
        json!({"type": "describe", "position": "x", "role": "facilitator", "person": scene.bystander.id});
    mallory.done(about).await;
    let again = Person::connect(scene.server.address, &scene.meeting.id, &secret).await;
    assert_eq!(again.view["people"][&again.id]["role"], "participant");
    assert_eq!(again.view["people"][&scene.bystander.id]["position"], Value::Null);
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a22_secrets_of_one_meeting_open_no_other() {
    let mut scene = Scene::set().await;
    let other = scene.server.create().await;
    let their_secret = scene
        .server
        .join(&other, &other.facilitator_link, "Mallory")
        .await;
    for secret in [&their_secret, &other.facilitator_link, &other.join_link] {
        assert_eq!(first(&scene, &scene.meeting.id, &hello(secret)).await, Err(4403));
        let bearer = format!("Bearer {secret}");
        let at = format!("/api/meetings/{}", scene.meeting.id);
        for (method, path) in [
            ("GET", format!("{at}/door")),
            ("POST", format!("{at}/links")),
            ("DELETE", at.clone()),
            ("GET", format!("{at}/record.json")),
        ] {
            let headers = [("Authorization", bearer.as_str())];
            let answer = http::request(scene.server.address, method, &path, &headers, None).await;
            assert!(
                matches!(answer.status, 401 | 403 | 404),
                "{method} {path}: {answer:?}"
            );
        }
        let joined = scene
            .server
            .join_as(&scene.meeting, secret, CANARY, &new_secret())
            .await;
        assert_eq!((joined.status, joined.code().as_str()), (403, "forbidden"));
    }
    // Somebody's secret of another meeting cannot be taken for a new person here.
    let twice = scene
        .server
        .join_as(&scene.meeting, &scene.meeting.join_link, CANARY, &their_secret)
        .await;
    assert_eq!(twice.status, 403, "{twice:?}");
    // And neither can another person of this meeting.
    let stolen = scene
        .server
        .join_as(
            &scene.meeting,
            &scene.meeting.join_link,
            CANARY,
            &scene.meeting.facilitator_link,
        )
        .await;
    assert!(matches!(stolen.status, 400 | 403), "{stolen:?}");
    // Participants do not do with their secret what facilitators do.
    let bearer = format!("Bearer {}", scene.secret);
    let at = format!("/api/meetings/{}", scene.meeting.id);
    for (method, path) in [("POST", format!("{at}/links")), ("DELETE", at.clone())] {
        let headers = [("Authorization", bearer.as_str())];
        let answer = http::request(scene.server.address, method, &path, &headers, None).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "forbidden"));
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a24_whoever_is_removed_is_out_at_once_and_stays_out() {
    let mut scene = Scene::set().await;
    let (mut eve, mut second_tab) = (scene.eve().await, scene.eve().await);
    let id = eve.id.clone();
    scene
        .facilitator
        .done(json!({"type": "remove_person", "person": id}))
        .await;
    assert_eq!(eve.closed().await.0, 4403);
    assert_eq!(second_tab.closed().await.0, 4403);
    assert_eq!(
        first(&scene, &scene.meeting.id, &hello(&scene.secret)).await,
        Err(4403)
    );
    let path = format!("/api/meetings/{}/door", scene.meeting.id);
    let door = scene
        .server
        .get(&path, &[("Authorization", &format!("Bearer {}", scene.secret))])
        .await;
    assert_eq!((door.status, door.code().as_str()), (403, "forbidden"));
    // With the join link, the removed secret is not quietly a person again.
    let again = scene
        .server
        .join_as(&scene.meeting, &scene.meeting.join_link, CANARY, &scene.secret)
        .await;
    assert_eq!(again.status, 403, "{again:?}");
    scene.facilitator.change("person_gone", |_| true).await;
    scene
        .bystander
        .change("person_gone", |change| change["id"] == json!(id))
        .await;
    settle(&mut scene.facilitator).await;
    settle(&mut scene.bystander).await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a26_codes_are_not_guessed_and_a_wrong_one_looks_like_an_ended_one() {
    let mut scene = Scene::set().await;
    let wrong = scene
        .server
        .post("/api/codes", &[], &json!({"code": "AAAA-AAAA"}))
        .await;
    let ended = scene.server.create().await;
    let mut host = scene.server.facilitator(&ended, "Hanna").await;
    host.done(json!({"type": "end_meeting"})).await;
    let over = scene
        .server
        .post("/api/codes", &[], &json!({"code": ended.code}))
        .await;
    assert_eq!((wrong.status, &wrong.body), (404, &over.body));
    assert_eq!(over.status, 404);
    for junk in ["", "x", "'; DROP TABLE meetings; --", "%%%%%%%%", "________"] {
        let answer = scene.server.post("/api/codes", &[], &json!({"code": junk})).await;
        assert_eq!((answer.status, &answer.body), (404, &wrong.body), "{junk}");
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a27_ended_meetings_are_read_and_deleted_ones_are_gone() {
    let mut scene = Scene::set().await;
    let other = scene.server.create().await;
    let mut host = scene.server.facilitator(&other, "Hanna").await;
    let mut guest = scene.server.participant(&other, "Gus").await;
    host.done(json!({"type": "end_meeting"})).await;
    assert_eq!(
        guest.refused(json!({"type": "say", "text": CANARY})).await,
        "meeting_ended"
    );
    let late = scene
        .server
        .join_as(&other, &other.join_link, "Late", &new_secret())
        .await;
    assert!(matches!(late.status, 403 | 404 | 409), "{late:?}");
    let bearer = format!("Bearer {}", host.secret);
    let path = format!("/api/meetings/{}", other.id);
    let headers = [("Authorization", bearer.as_str())];
    let deleted = http::request(scene.server.address, "DELETE", &path, &headers, None).await;
    assert_eq!(deleted.status, 204, "{deleted:?}");
    assert_eq!(guest.closed().await.0, 4404);
    assert_eq!(first(&scene, &other.id, &hello(&guest.secret)).await, Err(4404));
    assert_eq!(
        first(&scene, "019f0000-0000-7000-8000-000000000000", &hello("x")).await,
        Err(4404)
    );
    let again = http::request(scene.server.address, "DELETE", &path, &headers, None).await;
    assert_eq!(again.status, 404, "{again:?}");
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a81_looking_at_a_link_does_nothing() {
    let mut scene = Scene::set().await;
    let bearer = format!("Bearer {}", scene.meeting.join_link);
    for _ in 0..3 {
        let page = scene.server.get(&format!("/m/{}", scene.meeting.id), &[]).await;
        assert_eq!(page.header("x-robots-tag"), Some("noindex"));
        let door = format!("/api/meetings/{}/door", scene.meeting.id);
        assert_eq!(
            scene
                .server
                .get(&door, &[("Authorization", &bearer)])
                .await
                .status,
            200
        );
    }
    let fresh = Person::connect(scene.server.address, &scene.meeting.id, &scene.facilitator.secret).await;
    assert_eq!(fresh.view["people"].as_object().unwrap().len(), 3);
    scene.is_unharmed().await;
}

#[tokio::test]
async fn resuming_with_a_forged_place_gives_a_snapshot_of_ones_own() {
    let mut scene = Scene::set().await;
    let eve = scene.eve().await;
    let (seq, hash) = (
        eve.position["seq"].as_u64().unwrap(),
        eve.position["hash"].as_str().unwrap(),
    );
    for resume in [
        json!({"seq": seq, "hash": "0".repeat(hash.len())}),
        json!({"seq": seq, "hash": ""}),
        json!({"seq": seq, "hash": CANARY}),
        json!({"seq": seq + 1_000, "hash": hash}),
        json!({"seq": u64::MAX, "hash": hash}),
        json!({"seq": 0, "hash": hash}),
    ] {
        let back = Person::try_connect(
            scene.server.address,
            &scene.meeting.id,
            &scene.secret,
            Some(resume.clone()),
        )
        .await
        .unwrap();
        assert!(!back.resumed, "{resume}");
        assert_eq!(back.id, eve.id);
        assert_eq!(back.view["me"]["person"], json!(eve.id));
    }
    scene.is_unharmed().await;
}
