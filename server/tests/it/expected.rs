//! A list of who is expected goes in whole or not at all; personal links let people in as who they are.

use serde_json::{Value, json};

use crate::support::http::Answer;
use crate::support::server::{Meeting, new_secret};
use crate::support::{Person, TestServer};

pub(crate) async fn post(
    server: &TestServer,
    meeting: &Meeting,
    what: &str,
    secret: &str,
    body: &Value,
) -> Answer {
    let bearer = format!("Bearer {secret}");
    let path = format!("/api/meetings/{}/{what}", meeting.id);
    server.post(&path, &[("Authorization", &bearer)], body).await
}

pub(crate) fn list() -> Value {
    json!({
        "people": [
            {"row": 2, "name": "Ana Ruiz", "organization": "Kern COE", "room": "Fractions", "language": "es"},
            {"row": 3, "name": "Luis Ortega", "organization": "Tulare COE"},
        ],
        "rooms": [{"row": 2, "name": "Fractions", "voice": "https://meet.example.org/a"}],
    })
}

/// Brings the list; answers the person of this name.
pub(crate) async fn expected(
    server: &TestServer,
    meeting: &Meeting,
    nadia: &mut Person,
    name: &str,
) -> String {
    let answer = post(server, meeting, "expected", &nadia.secret, &list()).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let change = nadia
        .change("person", |change| change["person"]["name"] == name)
        .await;
    assert_eq!(change["person"]["expected"], true);
    change["person"]["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn links(
    server: &TestServer,
    meeting: &Meeting,
    nadia: &Person,
    body: Value,
) -> Vec<String> {
    let answer = post(server, meeting, "personal-links", &nadia.secret, &body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let secret = |link: &Value| {
        let url = link["url"].as_str().unwrap();
        assert!(url.contains("#p."), "{url}");
        url.split_once("#p.").unwrap().1.to_owned()
    };
    answer.json()["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(secret)
        .collect()
}

/// Comes by a personal link with a new browser.
async fn come(server: &TestServer, meeting: &Meeting, link: &str) -> (String, Answer) {
    let secret = new_secret();
    let answer = post(server, meeting, "people", link, &json!({"secret": secret})).await;
    (secret, answer)
}

async fn door(server: &TestServer, meeting: &Meeting, link: &str) -> Answer {
    let bearer = format!("Bearer {link}");
    let path = format!("/api/meetings/{}/door", meeting.id);
    server.get(&path, &[("Authorization", &bearer)]).await
}

#[tokio::test]
async fn i4_a_personal_link_lets_in_as_that_person_past_lobby_lock_and_passcode() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let mut ben = server.participant(&meeting, "Ben").await;
    let ana = expected(&server, &meeting, &mut nadia, "Ana Ruiz").await;
    nadia
        .done(json!({"type": "set_door", "lobby": true, "locked": true}))
        .await;
    nadia
        .done(json!({"type": "set_passcode", "passcode": "sesame"}))
        .await;
    let link = links(&server, &meeting, &nadia, json!({"people": [ana]}))
        .await
        .remove(0);
    let seen = door(&server, &meeting, &link).await.json();
    assert_eq!(seen["link"], "personal");
    assert_eq!(
        seen["you"],
        json!({"person": ana, "name": "Ana Ruiz", "organization": "Kern COE"})
    );

    // Looking at the door is no coming; a join is one, on each of two devices.
    let (first, joined) = come(&server, &meeting, &link).await;
    assert_eq!((joined.status, &joined.json()["person"]), (201, &json!(ana)));
    let again = post(&server, &meeting, "people", &link, &json!({"secret": first})).await;
    assert_eq!(again.status, 200);
    assert!(
        !ben.unread()
            .iter()
            .any(|message| message.to_string().contains("Ana"))
    );
    let on_first = Person::connect(server.address, &meeting.id, &first).await;
    assert_eq!(on_first.id, ana);
    let change = ben
        .change("person", |change| change["person"]["name"] == "Ana Ruiz")
        .await;
    assert_eq!(
        (&change["person"]["here"], &change["person"]["expected"]),
        (&json!(true), &Value::Null)
    );
    let (second, joined) = come(&server, &meeting, &link).await;
    assert_eq!(joined.status, 201);
    assert_eq!(
        Person::connect(server.address, &meeting.id, &second).await.id,
        ana
    );

    // It says who one is, and is no secret of a person's.
    for (what, body) in [
        ("people", json!({"secret": new_secret(), "claims": ben.id})),
        ("absent", json!({})),
        ("expected", list()),
        ("links", json!({})),
    ] {
        assert_eq!(
            post(&server, &meeting, what, &link, &body).await.status,
            403,
            "{what}"
        );
    }
    assert!(
        Person::try_connect(server.address, &meeting.id, &link, None)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn i4_a_link_that_was_taken_back_or_replaced_opens_nothing() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let ana = expected(&server, &meeting, &mut nadia, "Ana Ruiz").await;
    let first = links(&server, &meeting, &nadia, json!({"people": [ana]}))
        .await
        .remove(0);
    let beside = links(&server, &meeting, &nadia, json!({"people": [ana]}))
        .await
        .remove(0);
    let (secret, joined) = come(&server, &meeting, &first).await;
    assert_eq!(joined.status, 201, "a second link leaves the first one good");
    let anew = links(
        &server,
        &meeting,
        &nadia,
        json!({"people": [ana], "replace": true}),
    )
    .await
    .remove(0);
    for old in [&first, &beside] {
        let (_, refused) = come(&server, &meeting, old).await;
        assert_eq!(
            (refused.status, &refused.json()["error"]["reason"]),
            (403, &json!("link_replaced"))
        );
    }
    let still = Person::connect(server.address, &meeting.id, &secret).await;
    assert_eq!(still.id, ana, "who is in stays in");
    assert!(
        links(
            &server,
            &meeting,
            &nadia,
            json!({"people": [ana], "take_back": true})
        )
        .await
        .is_empty()
    );
    assert_eq!(come(&server, &meeting, &anew).await.1.status, 403);

    // Whoever was taken off the list does not come by the link that they have.
    let link = links(&server, &meeting, &nadia, json!({"people": [ana]}))
        .await
        .remove(0);
    nadia.done(json!({"type": "remove_person", "person": ana})).await;
    assert_eq!(
        come(&server, &meeting, &link).await.1.json()["error"]["reason"],
        "not_in_meeting"
    );
    // And nobody gets a facilitator's rights by mail.
    let answer = post(
        &server,
        &meeting,
        "personal-links",
        &nadia.secret,
        &json!({"people": [nadia.id]}),
    )
    .await;
    assert_eq!(answer.json()["error"]["reason"], "no_person");
}

#[tokio::test]
async fn i4_whoever_became_a_facilitator_comes_by_their_own_link() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let ana = expected(&server, &meeting, &mut nadia, "Ana Ruiz").await;
    let link = links(&server, &meeting, &nadia, json!({"people": [ana]}))
        .await
        .remove(0);
    let promote = json!({"type": "set_role", "person": ana, "role": "facilitator"});
    assert_eq!(nadia.refused(promote.clone()).await, "not_come_yet");
    let (secret, _) = come(&server, &meeting, &link).await;
    let _ana = Person::connect(server.address, &meeting.id, &secret).await;
    nadia.done(promote).await;
    let (_, refused) = come(&server, &meeting, &link).await;
    assert_eq!(refused.json()["error"]["reason"], "facilitators_own_link");
}

#[tokio::test]
async fn i1_a_bad_list_changes_nothing_and_nobody_else_brings_one() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let nadia = server.facilitator(&meeting, "Nadia").await;
    let mut ben = server.participant(&meeting, "Ben").await;
    let head = nadia.resume().await.position;
    let mut bad = list();
    bad["people"]
        .as_array_mut()
        .unwrap()
        .push(json!({"row": 4, "name": "\u{202e}ziuR anA"}));
    bad["people"]
        .as_array_mut()
        .unwrap()
        .push(json!({"row": 5, "name": "x".repeat(10_000)}));
    let fault = json!({"table": "people", "row": 4, "field": "name", "fault": "hidden"});
    for what in ["expected/check", "expected"] {
        let answer = post(&server, &meeting, what, &nadia.secret, &bad).await;
        assert_eq!(answer.status, if what == "expected" { 422 } else { 200 });
        assert_eq!(answer.json()["faults"][0], fault);
        assert_eq!(answer.json()["faults"][1]["fault"], "too_long");
        // By a link alone, and by whoever is no facilitator.
        for secret in [&meeting.facilitator_link, &meeting.join_link, &ben.secret] {
            let answer = post(&server, &meeting, what, secret, &list()).await;
            assert_eq!(answer.status, 403);
        }
    }
    for body in [
        json!({"people": [{"row": 1}], "rooms": "all"}),
        json!({"people": [{"name": "No row"}]}),
        json!([1, 2, 3]),
    ] {
        let answer = post(&server, &meeting, "expected", &nadia.secret, &body).await;
        assert_eq!(answer.status, 400, "{answer:?}");
    }
    let row = json!({"row": 1, "name": "x".repeat(1_000)});
    let huge = json!({"people": vec![row; 4_000]});
    assert_eq!(
        post(&server, &meeting, "expected", &nadia.secret, &huge)
            .await
            .status,
        413
    );
    for secret in [&meeting.join_link, &ben.secret] {
        let answer = post(
            &server,
            &meeting,
            "personal-links",
            secret,
            &json!({"people": [ben.id]}),
        )
        .await;
        assert_eq!(answer.status, 403);
    }
    let again = nadia.resume().await;
    assert_eq!(
        again.position["seq"].as_u64(),
        head["seq"].as_u64(),
        "nothing happened"
    );
    assert!(
        ben.unread()
            .iter()
            .all(|message| !message.to_string().contains("Ruiz"))
    );
}

#[tokio::test]
async fn i9_the_personal_link_opens_whoever_came_by_the_join_link() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let mut luis = server.facilitator(&meeting, "Luis").await;
    let listed = expected(&server, &meeting, &mut nadia, "Ana Ruiz").await;
    let link = links(&server, &meeting, &nadia, json!({"people": [listed]}))
        .await
        .remove(0);
    let mut ana = server.participant(&meeting, "Ana Ruiz").await;
    let id = ana.id.clone();
    let change = nadia
        .change("perhaps", |change| change["perhaps"][&id] == json!(listed))
        .await;
    assert_eq!(change["perhaps"].as_object().unwrap().len(), 1);
    ana.done(json!({"type": "say", "text": "Good morning"})).await;
    // Whoever types a name of the list is told nothing of it, and is nobody by it.
    assert!(
        !ana.unread()
            .iter()
            .any(|message| message.to_string().contains(&listed))
    );
    let it_is_me = json!({"type": "recognize", "person": id, "expected": listed});
    assert_eq!(ana.refused(it_is_me.clone()).await, "facilitators_only");

    nadia.done(it_is_me.clone()).await;
    assert_eq!(luis.refused(it_is_me).await, "nothing_to_do");
    // She is who she was, on the socket that she has, with what was planned for her.
    let mine = ana.wait(|message| message["type"] == "snapshot").await;
    let me = &mine["view"]["people"][&id];
    assert!(me["assigned"].is_string());
    assert_eq!(me["organization"], "Kern COE");
    ana.done(json!({"type": "say", "text": "Still here"})).await;

    // By her link she is that person on another device, and prepares as that person.
    let seen = door(&server, &meeting, &link).await.json();
    assert_eq!(seen["you"]["person"], json!(id));
    let (second, joined) = come(&server, &meeting, &link).await;
    assert_eq!((joined.status, &joined.json()["person"]), (201, &json!(id)));
    let phone = Person::connect(server.address, &meeting.id, &second).await;
    assert_eq!(phone.id, ana.id);
    assert_eq!(phone.view["me"]["notebook"], ana.view["me"]["notebook"]);
    // It is listed as hers, and can be replaced.
    let roster = server
        .get(
            &format!("/api/meetings/{}/roster", meeting.id),
            &[("Authorization", &format!("Bearer {}", nadia.secret))],
        )
        .await
        .json();
    let people = roster["people"].as_array().unwrap();
    let hers = people.iter().find(|entry| entry["person"] == json!(id)).unwrap();
    assert!(hers["link_made_at"].is_i64(), "{hers}");
    let anew = links(
        &server,
        &meeting,
        &nadia,
        json!({"people": [id], "replace": true}),
    )
    .await;
    assert_eq!(anew.len(), 1);
    let old = door(&server, &meeting, &link).await;
    assert_eq!(old.json()["error"]["reason"], "link_replaced");
}

#[tokio::test]
async fn i10_who_has_come_by_their_link_is_taken_for_nobody_else() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let listed = expected(&server, &meeting, &mut nadia, "Ana Ruiz").await;
    let link = links(&server, &meeting, &nadia, json!({"people": [listed]}))
        .await
        .remove(0);
    let typed = server.participant(&meeting, "Ana Ruiz").await;
    let (own, _) = come(&server, &meeting, &link).await;
    let ana = Person::connect(server.address, &meeting.id, &own).await;
    assert_eq!(ana.id, listed);
    let it_is_them = json!({"type": "recognize", "person": typed.id, "expected": listed});
    assert_eq!(nadia.refused(it_is_them).await, "came_already");
    let still = Person::connect(server.address, &meeting.id, &own).await;
    assert_eq!(still.id, listed);
}
