//! What is said beside the rooms: who gets which frame, and what is left of what was deleted.

use protocol::ids::MeetingId;
use serde_json::{Value, json};

use crate::support::server::Meeting;
use crate::support::{Person, TestServer};

const CANARY: &str = "canary-5d1e";

/// A keynote runs; questions may be asked without a name.
async fn keynote(server: &TestServer) -> (Meeting, Person, Person, Person) {
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let ana = server.participant(&meeting, "Ana").await;
    let ben = server.participant(&meeting, "Ben").await;
    nadia
        .done(json!({"type": "add_parts", "parts": [{"kind": "keynote", "seconds": 600}]}))
        .await;
    let agenda = nadia.change("agenda", |_| true).await;
    let part = &agenda["agenda"]["parts"][0]["id"];
    nadia.done(json!({"type": "start_part", "part": part})).await;
    nadia
        .done(json!({"type": "set_talk", "anonymous_questions": true}))
        .await;
    (meeting, nadia, ana, ben)
}

/// What somebody was sent until something that everyone hears has come.
async fn all_frames(person: &mut Person, nadia: &mut Person, mark: &str) -> String {
    nadia.done(json!({"type": "announce", "text": mark})).await;
    let last = person
        .change("announcement", |change| change["announcement"]["text"] == mark)
        .await;
    json!([person.unread(), last]).to_string()
}

async fn asked(ana: &mut Person, text: &str) -> Value {
    ana.done(json!({"type": "ask_question", "text": text, "anonymous": true}))
        .await;
    ana.change("question", |change| change["question"]["text"] == text)
        .await["question"]
        .clone()
}

#[tokio::test]
async fn v1_who_asks_without_a_name_is_sent_to_facilitators_only() {
    let server = TestServer::start().await;
    let (_, mut nadia, mut ana, mut ben) = keynote(&server).await;
    all_frames(&mut ben, &mut nadia, "from here").await;
    let own = asked(&mut ana, "Who pays?").await;
    assert_eq!(own["person"], Value::Null);
    // What is hers alone came in the same frame.
    let hers = Person::connect(ana.address, &ana.meeting, &ana.secret).await;
    assert_eq!(hers.view["own"]["asked"], json!([own["id"]]));
    ana.done(json!({"type": "vote_question", "question": own["id"], "up": true}))
        .await;
    let frames = all_frames(&mut ben, &mut nadia, "to here").await;
    assert!(
        frames.contains("Who pays?") && frames.contains("\"votes\":1"),
        "{frames}"
    );
    assert!(!frames.contains(&ana.id), "{frames}");
    assert!(!frames.contains("\"slice\":\"own\""), "{frames}");
    let told = nadia
        .change("question", |change| change["question"]["text"] == "Who pays?")
        .await;
    assert_eq!(told["question"]["person"], json!(ana.id));

    // Coming back, by a snapshot or by changes, tells no more; and what is hidden is not there.
    nadia
        .done(json!({"type": "mark_question", "question": own["id"], "mark": "hidden"}))
        .await;
    let again = Person::connect(ben.address, &ben.meeting, &ben.secret).await;
    assert_eq!(again.view["questions"], json!({}));
    assert_eq!(again.view["own"]["asked"], json!([]));
    let frames = all_frames(&mut ben, &mut nadia, "and here").await;
    assert!(
        frames.contains("question_gone") && !frames.contains("Who pays?"),
        "{frames}"
    );
}

#[tokio::test]
async fn v1_a_thread_with_the_facilitators_is_in_no_other_frame() {
    let server = TestServer::start().await;
    let (_, mut nadia, mut ana, mut ben) = keynote(&server).await;
    let away = Person::connect(ben.address, &ben.meeting, &ben.secret).await;
    ana.done(json!({"type": "say_to_facilitators", "text": CANARY}))
        .await;
    nadia
        .done(json!({"type": "say_to_facilitators", "text": CANARY, "person": ana.id}))
        .await;
    let answer = |change: &Value| change["message"]["person"] == nadia.id.as_str();
    let told = ana.change("thread", answer).await;
    assert_eq!(told["message"]["text"], CANARY);
    let frames = all_frames(&mut ben, &mut nadia, "to here").await;
    assert!(!frames.contains(CANARY), "{frames}");
    let mut back = away.resume().await;
    assert!(back.resumed);
    let frames = all_frames(&mut back, &mut nadia, "and here").await;
    assert!(!frames.contains(CANARY), "{frames}");
    let again = Person::connect(ben.address, &ben.meeting, &ben.secret).await;
    assert!(!again.view.to_string().contains(CANARY));
    let hers = Person::connect(ana.address, &ana.meeting, &ana.secret).await;
    assert_eq!(hers.view["threads"][&ana.id].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn c3_deleted_words_are_gone_from_the_store() {
    let server = TestServer::start().await;
    let (meeting, mut nadia, mut ana, ben) = keynote(&server).await;
    let id: MeetingId = meeting.id.parse().unwrap();
    ana.done(json!({"type": "say", "text": CANARY})).await;
    let said = ana.change("chat", |_| true).await;
    let place = json!({"room": said["room"]});
    let delete = json!({"type": "delete_message", "place": place, "message": said["message"]["id"]});
    assert_eq!(ana.refused(delete.clone()).await, "room_facilitators_only");
    nadia.done(delete).await;
    let gone = ana
        .change("chat", |change| change["message"]["deleted"] == true)
        .await;
    assert_eq!(gone["message"]["text"], "");
    let contents = server.app.store.contents(id.0).await.unwrap();
    let left = contents.iter().filter_map(|(_, text)| text.as_deref());
    assert_eq!(left.filter(|text| text.contains(CANARY)).count(), 0);
    let again = Person::connect(ben.address, &ben.meeting, &ben.secret).await;
    assert!(!again.view.to_string().contains(CANARY));
}

/// What somebody hears of signs until a question of theirs is answered.
async fn signs_heard(person: &mut Person) -> usize {
    person.done(json!({"type": "describe", "language": "en"})).await;
    person.done(json!({"type": "describe", "language": "es"})).await;
    let heard = person.unread();
    heard
        .iter()
        .filter(|message| message["type"] == "reacted")
        .count()
}

#[tokio::test]
async fn h3_a_sign_reaches_the_room_and_a_flood_of_them_nobody() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let mut ana = server.participant(&meeting, "Ana").await;
    let mut ben = server.participant(&meeting, "Ben").await;
    let head = nadia.resume().await.position["seq"].clone();
    ana.say(r#"{"type":"react","sign":"thanks"}"#).await;
    let sign = ben.wait(|message| message["type"] == "reacted").await;
    assert_eq!(
        (&sign["person"], &sign["sign"]),
        (&json!(ana.id), &json!("thanks"))
    );
    // It is in no journal: whoever comes back hears nothing of it.
    let back = nadia.resume().await;
    assert_eq!(back.position["seq"], head);

    for _ in 0..30 {
        ana.say(r#"{"type":"react","sign":"agree"}"#).await;
    }
    ana.wait(|message| message["code"] == "rate_limited").await;
    // The others go on, and heard no more than a person may give at once.
    let heard = signs_heard(&mut ben).await;
    assert!(heard <= 6, "{heard}");
    // No kind of sign of ours is a message that cannot be read.
    ben.say(r#"{"type":"react","sign":"<script>"}"#).await;
    ben.wait(|message| message["code"] == "bad_message").await;
    nadia
        .done(json!({"type": "set_role", "person": ben.id, "role": "observer"}))
        .await;
    nadia.forget_unread();
    ben.say(r#"{"type":"react","sign":"thanks"}"#).await;
    signs_heard(&mut ben).await;
    assert_eq!(signs_heard(&mut nadia).await, 0, "observers only see");
}
