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

#[tokio::test]
async fn the_list_of_people_counts_devices_for_facilitators_alone() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let mut ana = server.participant(&meeting, "Ana").await;
    let second = Person::connect(server.address, &meeting.id, &ana.secret).await;
    let path = format!("/api/meetings/{}/roster", meeting.id);
    let list = async |secret: &str| {
        let bearer = format!("Bearer {secret}");
        server.get(&path, &[("Authorization", &bearer)]).await
    };
    for secret in [&ana.secret, &meeting.join_link, &meeting.facilitator_link] {
        assert_eq!(list(secret).await.status, 403);
    }
    ana.done(json!({"type": "raise_hand"})).await;
    nadia
        .done(json!({"type": "lower_hand", "person": ana.id, "called": true}))
        .await;
    let listed = list(&nadia.secret).await.json();
    let people = listed["people"].as_array().unwrap();
    let of = |id: &str| people.iter().find(|entry| entry["person"] == id).unwrap();
    assert_eq!(of(&ana.id)["connections"], 2);
    assert_eq!(of(&ana.id)["turns"], 1);
    assert_eq!(of(&nadia.id)["connections"], 1);
    assert_eq!(of(&ana.id)["was_in_breakout"], false);
    drop(second);
}

#[tokio::test]
async fn p21_a_second_device_is_taken_for_somebody_only_with_a_facilitators_yes() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let ana = server.participant(&meeting, "Ana").await;
    nadia
        .done(json!({"type": "set_passcode", "passcode": "heron"}))
        .await;
    let absent = async |bearer: &str, body: Value| {
        let bearer = format!("Bearer {bearer}");
        let path = format!("/api/meetings/{}/absent", meeting.id);
        server.post(&path, &[("Authorization", &bearer)], &body).await
    };
    // Names only for whoever could come in, and of those who are away.
    assert_eq!(
        absent(&meeting.join_link, json!({})).await.json()["error"]["reason"],
        "passcode_needed"
    );
    assert_eq!(
        absent(&ana.secret, json!({"passcode": "heron"})).await.status,
        403
    );
    let heron = json!({"passcode": "heron"});
    let listed = absent(&meeting.join_link, heron.clone()).await.json();
    assert_eq!(listed["people"], json!([]), "everybody is here");
    let (id, secret) = (ana.id.clone(), ana.secret.clone());
    // That she was not here before she came is old news.
    nadia.unread();
    ana.vanish();
    nadia
        .change("person", |change| {
            change["person"]["id"] == json!(id) && change["person"]["here"] == false
        })
        .await;
    let listed = absent(&meeting.join_link, heron.clone()).await.json();
    assert_eq!(
        listed["people"],
        json!([{"person": id, "name": "Ana", "organization": null}])
    );

    let device = new_secret();
    let claim = async |secret: &str, claims: &str| {
        let bearer = format!("Bearer {}", meeting.join_link);
        let path = format!("/api/meetings/{}/people", meeting.id);
        let body = json!({"secret": secret, "claims": claims, "passcode": "heron"});
        server.post(&path, &[("Authorization", &bearer)], &body).await
    };
    assert_eq!(
        claim(&new_secret(), &nadia.id).await.status,
        404,
        "no facilitator is picked"
    );
    let waits = claim(&device, &id).await;
    assert_eq!(waits.status, 201, "{waits:?}");
    let newcomer = waits.json()["person"].as_str().unwrap().to_owned();
    let mut waiting = Person::connect(server.address, &meeting.id, &device).await;
    assert_eq!(waiting.view["people"][&newcomer]["claims"], json!(id));
    assert_eq!(waiting.view["details"], json!({}));
    nadia.done(json!({"type": "recognize", "person": newcomer})).await;
    // The socket is told to come back, and is that person then, whatever it saw before.
    assert_eq!(waiting.closed().await.0, 1012);
    let again = waiting.resume().await;
    assert_eq!((again.id.as_str(), again.resumed), (id.as_str(), false));
    assert_eq!(again.view["me"]["person"], json!(id));
    // The device that she had stays hers.
    let before = Person::connect(server.address, &meeting.id, &secret).await;
    assert_eq!(before.id, id);
    // Picking names has its rate.
    let mut refused = 0;
    for _ in 0..80 {
        refused += u32::from(absent(&meeting.join_link, heron.clone()).await.status == 429);
    }
    assert!(refused > 0);
}
