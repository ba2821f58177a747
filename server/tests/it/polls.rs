//! Polls over real sockets: one answer each, and what is left of anonymous ones.

use protocol::ids::MeetingId;
use serde_json::{Value, json};

use crate::support::server::Meeting;
use crate::support::{Person, TestServer};

const CANARY: &str = "canary-77aa";

fn form(kind: &str, anonymous: bool) -> Value {
    let choices = ["Monday", "Friday"];
    json!({"kind": kind, "text": "Which day?", "choices": choices, "anonymous": anonymous, "show": "end"})
}

/// A poll of this form is open.
async fn asked(server: &TestServer, form: Value) -> (Meeting, Person, String) {
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    nadia
        .done(json!({"type": "poll", "what": "make", "form": form}))
        .await;
    let made = nadia.change("poll", |_| true).await;
    let poll = made["poll"]["id"].as_str().unwrap().to_owned();
    nadia
        .done(json!({"type": "poll", "what": "open", "poll": poll}))
        .await;
    (meeting, nadia, poll)
}

fn answer(poll: &str, answer: &Value) -> Value {
    json!({"type": "poll", "what": "answer", "poll": poll, "answer": answer})
}

#[tokio::test]
async fn o3_a_second_answer_of_a_raw_socket_takes_the_place_of_the_first() {
    let server = TestServer::start().await;
    let (meeting, mut nadia, poll) = asked(&server, form("single", false)).await;
    let mut ana = server.participant(&meeting, "Ana").await;
    let mut ben = server.participant(&meeting, "Ben").await;
    for chosen in [0, 1, 0, 1] {
        ana.done(answer(&poll, &json!({"choices": [chosen]}))).await;
    }
    // Another socket of the same person is no other person.
    let mut again = Person::connect(ana.address, &ana.meeting, &ana.secret).await;
    again.done(answer(&poll, &json!({"choices": [0]}))).await;
    let both = json!({"choices": [0, 1]});
    assert_eq!(ana.refused(answer(&poll, &both)).await, "out_of_range");
    ben.done(answer(&poll, &json!({"choices": [1]}))).await;
    let whole = |change: &Value| change["results"]["answered"] == 2;
    let results = nadia.change("poll_results", whole).await;
    assert_eq!(results["results"]["counts"], json!([1, 1]));
    nadia
        .done(json!({"type": "poll", "what": "close", "poll": poll}))
        .await;
    let late = answer(&poll, &json!({"choices": [1]}));
    assert_eq!(ben.refused(late).await, "poll_closed");
    // Sums came to others only now, and nobody was told who answered what.
    let told = ben.change("poll_results", |_| true).await;
    assert_eq!(told["results"]["counts"], json!([1, 1]));
    let frames = json!([ben.unread(), told]).to_string();
    assert!(!frames.contains(&ana.id), "{frames}");
}

#[tokio::test]
async fn o1_a_poll_with_500_options_is_refused_by_its_field() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let mut form = form("single", false);
    let choices: Vec<String> = (0..500).map(|n| format!("Choice {n}")).collect();
    form["choices"] = json!(choices);
    let make = json!({"type": "poll", "what": "make", "form": form});
    assert_eq!(nadia.refused(make).await, "poll_choices_too_many");
    let again = Person::connect(nadia.address, &nadia.meeting, &nadia.secret).await;
    assert_eq!(again.view["polls"], json!({}));
}

#[tokio::test]
async fn o5_nothing_of_an_anonymous_answer_is_left_in_the_store_but_the_words() {
    let server = TestServer::start().await;
    let (meeting, mut nadia, poll) = asked(&server, form("words", true)).await;
    let id: MeetingId = meeting.id.parse().unwrap();
    let mut people = Vec::new();
    for n in 0..5 {
        let mut person = server.participant(&meeting, &format!("Person {n}")).await;
        let words = json!({"words": format!("{CANARY} {n}")});
        person.done(answer(&poll, &words)).await;
        people.push(person);
    }
    let sealed = |contents: Vec<(uuid::Uuid, Option<String>)>| {
        let texts = contents.into_iter().filter_map(|(_, text)| text);
        texts.filter(|text| text.contains("{\"words\"")).count()
    };
    let contents = server.app.store.contents(id.0).await.unwrap();
    assert_eq!(sealed(contents), 5);
    nadia
        .done(json!({"type": "poll", "what": "close", "poll": poll}))
        .await;
    // The sums are written by the next tick; what is one's own goes with them.
    let gone = |change: &Value| change["own"]["answers"] == json!({});
    people[0].change("own", gone).await;
    let contents = server.app.store.contents(id.0).await.unwrap();
    let texts = contents.iter().filter_map(|(_, text)| text.as_deref());
    assert_eq!(texts.filter(|text| text.contains(CANARY)).count(), 5);
    assert_eq!(sealed(contents), 0);
    let again = Person::connect(nadia.address, &nadia.meeting, &nadia.secret).await;
    let words = &again.view["poll_results"][&poll]["words"];
    assert_eq!(words.as_array().unwrap().len(), 5);
}
