//! A series of meetings: what one that is over leaves for the next, and what stays behind.

use serde_json::{Value, json};

use crate::support::http::{self, Answer};
use crate::support::server::{Meeting, meeting};
use crate::support::{Person, TestServer};

async fn ask(server: &TestServer, method: &str, id: &str, what: &str, secret: &str) -> Answer {
    let bearer = format!("Bearer {secret}");
    let path = format!("/api/meetings/{id}/{what}");
    http::request(server.address, method, &path, &[("Authorization", &bearer)], None).await
}

async fn next(server: &TestServer, of: &Meeting, secret: &str) -> Answer {
    ask(server, "POST", &of.id, "next", secret).await
}

async fn commitments(server: &TestServer, of: &Meeting, secret: &str) -> Answer {
    ask(server, "GET", &of.id, "commitments", secret).await
}

async fn mark(server: &TestServer, of: &Meeting, secret: &str, body: &Value) -> Answer {
    let path = format!("/api/meetings/{}/commitments", of.id);
    let bearer = format!("Bearer {secret}");
    server.post(&path, &[("Authorization", &bearer)], body).await
}

fn reason(answer: &Answer) -> String {
    let reason = answer.json()["error"]["reason"].clone();
    reason.as_str().unwrap_or_default().to_owned()
}

fn promise(text: &str, shared: bool) -> Value {
    json!({"type": "make_commitment", "text": text, "shared": shared})
}

/// What stands in the store of a meeting, all of it.
async fn stored(server: &TestServer, id: &str) -> String {
    let (store, id) = (&server.app.store, id.parse().unwrap());
    let entries = store.read_after(id, 0, 1000).await.unwrap();
    let words = store.contents(id).await.unwrap();
    let mut all: Vec<String> = entries.into_iter().map(|entry| entry.body.clone()).collect();
    all.extend(words.into_iter().filter_map(|(_, body)| body));
    all.join("\n")
}

fn texts(person: &Person) -> Vec<&str> {
    let lines = person.view["said"]["lines"].as_array().unwrap();
    lines.iter().map(|line| line["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn y1_facilitators_make_it_when_the_meeting_is_over_and_nobody_else_does() {
    let server = TestServer::start().await;
    let (of, other) = (server.create().await, server.create().await);
    let mut nadia = server.facilitator(&of, "Nadia").await;
    let ana = server.participant(&of, "Ana").await;
    let early = next(&server, &of, &nadia.secret).await;
    assert_eq!((early.status, reason(&early).as_str()), (409, "not_ended"));
    let rehearsal = ask(&server, "POST", &of.id, "rehearsal", &of.facilitator_link)
        .await
        .json();
    let url = rehearsal["facilitator_url"].as_str().unwrap();
    let its_secret = &url.split_once('#').unwrap().1[2..];
    let its_id = rehearsal["meeting"].as_str().unwrap();
    let of_it = ask(&server, "POST", its_id, "next", its_secret).await;
    assert_eq!((of_it.status, reason(&of_it).as_str()), (409, "is_rehearsal"));
    nadia.done(json!({"type": "end_meeting"})).await;
    for (secret, status) in [
        (&ana.secret, 403),
        (&of.join_link, 403),
        (&other.facilitator_link, 403),
        (&"x".repeat(43), 401),
    ] {
        assert_eq!(next(&server, &of, secret).await.status, status);
    }
    for secret in [&nadia.secret, &of.facilitator_link] {
        assert_eq!(next(&server, &of, secret).await.status, 201);
    }
}

#[tokio::test]
async fn y2_it_takes_the_plan_and_what_may_be_shared_and_nothing_of_anybody() {
    let server = TestServer::start().await;
    let of = server.create().await;
    let mut nadia = server.facilitator(&of, "Nadia").await;
    for command in [
        json!({"type": "set_asks", "asks": ["access_needs", "subject"]}),
        json!({"type": "add_parts", "parts": [{"kind": "keynote", "seconds": 600, "title": "Fractions", "speaker_name": "canary-speaker", "slides": "https://example.org/canary"}]}),
        json!({"type": "create_rooms", "count": 1}),
        json!({"type": "set_ticket", "ticket": {"anonymous": true, "questions": [
            {"kind": "scale", "text": "Worth it?"}, {"kind": "words", "text": "What else?"}, {"kind": "scale", "text": "How clear?"}]}}),
    ] {
        nadia.done(command).await;
    }
    let mut people = Vec::new();
    for n in 0..6 {
        let mut person = server.participant(&of, &format!("canary-person-{n}")).await;
        person
            .done(json!({"type": "describe", "access_needs": "canary-needs"}))
            .await;
        person.done(json!({"type": "say", "text": "canary-chat"})).await;
        // Four say how clear it was: too few to be shown, now as then.
        let clear = (n < 4).then(|| json!({"scale": 1}));
        let answers = json!([{"scale": 4}, {"words": format!("Answer {n}")}, clear]);
        person
            .done(json!({"type": "answer_ticket", "answers": answers}))
            .await;
        people.push(person);
    }
    people[0].done(promise("Ask three families", true)).await;
    people[0].done(promise("canary-private", false)).await;
    people[1].done(promise("canary-removed", true)).await;
    let removed = people[1].id.clone();
    nadia
        .done(json!({"type": "remove_person", "person": removed}))
        .await;
    nadia
        .done(json!({"type": "set_passcode", "passcode": "canary-passcode"}))
        .await;
    nadia.done(json!({"type": "end_meeting"})).await;

    let made = next(&server, &of, &nadia.secret).await;
    assert_eq!(made.status, 201, "{made:?}");
    let after = meeting(&made.json());
    let all = stored(&server, &after.id).await;
    assert!(!all.contains("canary") && all.contains("Fractions"), "{all}");
    for person in people.iter().chain([&nadia]) {
        assert!(!all.contains(&person.id), "{all}");
        let theirs = ask(&server, "GET", &after.id, "record.json", &person.secret).await;
        assert_eq!(theirs.status, 403, "who was there is nobody here");
    }
    for old in [&of.join_link, &of.facilitator_link] {
        assert_eq!(
            server.join_as(&after, old, "Eve", &"e".repeat(43)).await.status,
            403
        );
    }

    let mut lead = server.facilitator(&after, "Nadia").await;
    let mut sam = server.participant(&after, "Sam").await;
    assert_eq!(lead.view["meeting"]["asks"], json!(["subject", "access_needs"]));
    assert_eq!(texts(&sam), ["Worth it?", "Ask three families"]);
    assert_eq!(lead.view["said"]["lines"].as_array().unwrap().len(), 8);
    assert!(!lead.view["said"].to_string().contains("How clear"));
    // Words of the ticket reach nobody else before they were taken in, nor after they were left out again.
    let take_in =
        |left_out: bool| json!({"type": "said", "what": "leave_out", "line": 3, "left_out": left_out});
    assert_eq!(sam.refused(take_in(false)).await, "facilitators_only");
    lead.done(take_in(false)).await;
    let heard = sam.change("said", |_| true).await;
    assert_eq!(heard["said"]["lines"].as_array().unwrap().len(), 3);
    lead.done(take_in(true)).await;
    let heard = sam.change("said", |_| true).await;
    assert!(!heard.to_string().contains("Answer"), "{heard}");
    lead.done(json!({"type": "said", "what": "show", "shown": false}))
        .await;
    let heard = sam.change("said", |_| true).await;
    assert_eq!(heard["said"], json!(null));
    assert_eq!(
        Person::connect(sam.address, &sam.meeting, &sam.secret).await.view["said"],
        json!(null)
    );
}

#[tokio::test]
async fn y4_to_y5_one_reads_what_one_took_on_and_says_whether_it_is_done() {
    let server = TestServer::start().await;
    let of = server.create().await;
    let mut nadia = server.facilitator(&of, "Nadia").await;
    let mut ana = server.participant(&of, "Ana").await;
    let mut ben = server.participant(&of, "Ben").await;
    let main = ana.main_room();
    ana.done(json!({"type": "arrive", "room": main})).await;
    ana.done(promise("Mine", false)).await;
    ana.done(promise("Everyone's", true)).await;
    ben.done(promise("Ben's", true)).await;
    nadia.done(json!({"type": "end_meeting"})).await;
    let own = commitments(&server, &of, &ana.secret).await;
    assert_eq!(own.status, 200, "{own:?}");
    let texts: Vec<Value> = own.json()["commitments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["text"].clone())
        .collect();
    assert_eq!(texts, ["Mine", "Everyone's"]);
    assert_eq!(
        commitments(&server, &of, &nadia.secret).await.json()["commitments"],
        json!([])
    );
    // Whether it is done they say there, after the end, and of theirs alone.
    let id = |of: &Answer, at: usize| of.json()["commitments"][at]["id"].clone();
    let bens = id(&commitments(&server, &of, &ben.secret).await, 0);
    let command = uuid::Uuid::now_v7();
    let done = json!({"command_id": command, "commitment": id(&own, 0), "done": true});
    for _ in 0..2 {
        let answer = mark(&server, &of, &ana.secret, &done).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let now = answer.json();
        let marks = [0, 1].map(|at| now["commitments"][at]["done"].clone());
        assert_eq!(marks, [json!(true), json!(false)]);
    }
    let not_hers = json!({"command_id": uuid::Uuid::now_v7(), "commitment": bens, "done": true});
    assert_eq!(mark(&server, &of, &ana.secret, &not_hers).await.status, 409);
    assert_eq!(mark(&server, &of, &of.join_link, &not_hers).await.status, 403);
    let heard = nadia
        .change("commitment", |change| change["commitment"]["done"] == true)
        .await;
    assert_eq!(heard["commitment"]["text"], "Mine");
    // A link is nobody; somebody else's secret is not of this meeting; a meeting that is deleted has nothing.
    let other = server.create().await;
    let eve = server.join(&other, &other.join_link, "Eve").await;
    for (secret, status) in [
        (&of.join_link, 403),
        (&of.facilitator_link, 403),
        (&eve, 403),
        (&"x".repeat(43), 401),
    ] {
        assert_eq!(commitments(&server, &of, secret).await.status, status);
    }
    let deleted = http::request(
        server.address,
        "DELETE",
        &format!("/api/meetings/{}", of.id),
        &[("Authorization", &format!("Bearer {}", of.facilitator_link))],
        None,
    )
    .await;
    assert_eq!(deleted.status, 204);
    assert_eq!(commitments(&server, &of, &ana.secret).await.status, 404);
}

#[tokio::test]
async fn y4_who_was_removed_reads_nothing_any_more() {
    let server = TestServer::start().await;
    let of = server.create().await;
    let mut nadia = server.facilitator(&of, "Nadia").await;
    let mut ana = server.participant(&of, "Ana").await;
    ana.done(promise("Mine", false)).await;
    let id = ana.id.clone();
    nadia.done(json!({"type": "remove_person", "person": id})).await;
    nadia.done(json!({"type": "end_meeting"})).await;
    let answer = commitments(&server, &of, &ana.secret).await;
    assert_eq!((answer.status, reason(&answer).as_str()), (403, "not_in_meeting"));
}
