//! Several instances on one store: what one is told, everybody sees, wherever they are connected.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use load_tests::private::Redis;
use redis::AsyncTypedCommands;
use serde_json::{Value, json};
use server::boards::wire;
use server::config::Config;
use server::store::{MemoryStore, Store};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::fixtures::Page;
use crate::kill::Process;
use crate::support::server::{OPERATOR_TOKEN, config};
use crate::support::{Person, TestServer};

/// So many instances on one store, which have nothing else in common: no bus, so that what is seen comes through the store.
async fn instances(count: usize) -> (Arc<dyn Store>, Vec<TestServer>) {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::for_instances());
    let mut servers = Vec::new();
    for _ in 0..count {
        servers.push(TestServer::start_on(store.clone()).await);
    }
    (store, servers)
}

/// Instances that hear of each other by Redis alone: they ask the store for heads once in an hour.
pub(crate) async fn on_redis_alone(url: &str, count: usize) -> Vec<TestServer> {
    on_redis(url, count, Duration::from_secs(3_600)).await
}

pub(crate) async fn on_redis(url: &str, count: usize, beat_every: Duration) -> Vec<TestServer> {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::for_instances());
    let mut servers = Vec::new();
    for _ in 0..count {
        let config = Config {
            redis_url: Some(url.to_owned()),
            beat_every,
            ..config()
        };
        servers.push(TestServer::start_with(store.clone(), config).await);
    }
    for server in &servers {
        bus_is(server, true).await;
    }
    servers
}

/// Waits until `/readyz` says that the bus is there, or is not.
pub(crate) async fn bus_is(server: &TestServer, there: bool) {
    loop {
        let answer = server.get("/readyz", &[]).await;
        assert_eq!(answer.status, 200, "without Redis it serves as well: {answer:?}");
        let warning = answer.json()["warning"].as_str().unwrap_or_default().to_owned();
        if warning.contains("Redis") != there {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f04_on_the_bus_what_is_written_is_seen_without_asking_the_store() {
    let redis = Redis::start().unwrap();
    let servers = on_redis_alone(&redis.url(), 2).await;
    let [here, there] = &servers[..] else { panic!() };
    let meeting = here.create().await;
    let mut facilitator = here.facilitator(&meeting, "Fatima").await;
    let secret = here.join(&meeting, &meeting.facilitator_link, "Farid").await;
    let mut other = Person::connect(there.address, &meeting.id, &secret).await;
    // Nothing heals here what is said before.
    until_listened(&redis, &meeting.id, 2).await;
    say_both_ways(&mut facilitator, &mut other, "one").await;

    // What is not ours, damaged or forged is passed over.
    let client = redis::Client::open(redis.url()).unwrap();
    let mut stranger = client.get_multiplexed_async_connection().await.unwrap();
    let channel = format!("convene:{{{}}}", meeting.id);
    let forged = format!("{{\"from\":\"{}\",\"seq\":99999999}}", uuid::Uuid::now_v7());
    for body in [
        "",
        "{",
        "{\"seq\":1}",
        "\u{0}\u{1}",
        "\u{1}\u{1}",
        forged.as_str(),
    ] {
        stranger.publish(&channel, body).await.unwrap();
    }
    say_both_ways(&mut facilitator, &mut other, "two").await;

    let room = facilitator.main_room();
    let board = facilitator.view["details"][&room]["board"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut first = open_board(here, &mut facilitator, &board).await;
    let mut second = open_board(there, &mut other, &board).await;
    let (one, two) = (Page::new(1), Page::new(2));
    let note = one.add_note("n1", "from here");
    first.send(Message::Binary(wire::update(&note))).await.unwrap();
    until_text(&mut second, &two, "n1", "from here").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f03_redis_is_killed_and_comes_back_empty_and_is_used_again() {
    let mut redis = Redis::start().unwrap();
    let servers = on_redis(&redis.url(), 2, Duration::from_secs(1)).await;
    let [here, there] = &servers[..] else { panic!() };
    let meeting = here.create().await;
    let mut facilitator = here.facilitator(&meeting, "Fatima").await;
    let mut paul = there.participant(&meeting, "Paul").await;
    say_both_ways(&mut facilitator, &mut paul, "before").await;
    redis.kill().unwrap();
    // Nothing needs it: what is said is saved, and seen at the other instance a little later.
    say_both_ways(&mut facilitator, &mut paul, "meanwhile").await;
    bus_is(here, false).await;
    bus_is(there, false).await;
    // Whoever watches is told the same.
    let bearer = format!("Bearer {OPERATOR_TOKEN}");
    let operator = [("Authorization", bearer.as_str())];
    let metrics = here.get("/metrics", &operator).await.body;
    assert!(
        metrics.lines().any(|line| line == "convene_bus_up 0"),
        "{metrics}"
    );
    let live = here.get("/api/operator/meetings", &operator).await.json();
    assert_eq!(live["bus"], "away");
    redis.start_again().unwrap();
    bus_is(here, true).await;
    bus_is(there, true).await;
    until_listened(&redis, &meeting.id, 2).await;
}

/// Waits until so many instances listen to a meeting.
async fn until_listened(redis: &Redis, meeting: &str, count: i64) {
    let client = redis::Client::open(redis.url()).unwrap();
    let mut watcher = client.get_multiplexed_async_connection().await.unwrap();
    loop {
        let mut asked = redis::cmd("PUBSUB");
        asked.arg("NUMSUB").arg(format!("convene:{{{meeting}}}"));
        let listening: Vec<redis::Value> = asked.query_async(&mut watcher).await.unwrap();
        if listening[1] == redis::Value::Int(count) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(crate) async fn say_both_ways(one: &mut Person, other: &mut Person, text: &str) {
    one.done(json!({"type": "say", "text": format!("{text}, there")}))
        .await;
    other
        .change("chat", |change| {
            change["message"]["text"] == format!("{text}, there")
        })
        .await;
    other
        .done(json!({"type": "say", "text": format!("{text}, back")}))
        .await;
    one.change("chat", |change| {
        change["message"]["text"] == format!("{text}, back")
    })
    .await;
}

#[tokio::test]
async fn what_is_said_at_one_instance_is_heard_at_the_other() {
    let (_store, servers) = instances(2).await;
    let [here, there] = &servers[..] else { panic!() };
    let meeting = here.create().await;
    let mut facilitator = here.facilitator(&meeting, "Fatima").await;
    // Joined here, connected there at once: what the first was answered the second knows.
    let secret = here.join(&meeting, &meeting.join_link, "Paul").await;
    let mut paul = Person::connect(there.address, &meeting.id, &secret).await;
    facilitator
        .done(json!({"type": "say", "text": "hello there"}))
        .await;
    paul.change("chat", |change| change["message"]["text"] == "hello there")
        .await;
    // Both write at the same time; each loses to the other now and then, and nobody is told so.
    for number in 0..4 {
        let text = format!("{number}");
        let say = json!({"type": "say", "text": text});
        let (one, other) = tokio::join!(facilitator.ask(say.clone()), paul.ask(say));
        assert_eq!(
            (&one["type"], &other["type"]),
            (&json!("done"), &json!("done")),
            "{one} {other}"
        );
        assert_ne!(one["seq"], other["seq"]);
    }
    // The last of it is seen everywhere within a second or so.
    let (first, second) = (json!(facilitator.id), json!(paul.id));
    let last_of = |by: Value| {
        move |change: &Value| change["message"]["text"] == "3" && change["message"]["person"] == by
    };
    facilitator.change("chat", last_of(second)).await;
    paul.change("chat", last_of(first)).await;
    let views = [
        Person::connect(here.address, &meeting.id, &facilitator.secret)
            .await
            .view,
        Person::connect(there.address, &meeting.id, &facilitator.secret)
            .await
            .view,
    ];
    assert_eq!(views[0]["chat"], views[1]["chat"]);
    assert_eq!(views[0]["people"], views[1]["people"]);
}

#[tokio::test]
async fn coming_back_to_another_instance_with_what_it_does_not_know_yet() {
    let (_store, servers) = instances(2).await;
    let [here, there] = &servers[..] else { panic!() };
    let meeting = here.create().await;
    let mut paul = here.participant(&meeting, "Paul").await;
    // The other instance holds the meeting, and is behind from now on.
    let _petra = Person::connect(
        there.address,
        &meeting.id,
        &here.join(&meeting, &meeting.join_link, "Petra").await,
    )
    .await;
    paul.done(json!({"type": "say", "text": "just now"})).await;
    let back = Person::try_connect(
        there.address,
        &meeting.id,
        &paul.secret,
        Some(paul.position.clone()),
    )
    .await;
    let back = back.unwrap();
    assert!(back.resumed, "nothing was missed, and nothing is sent twice");
    assert!(back.position["seq"].as_u64() >= paul.position["seq"].as_u64());
}

#[tokio::test]
async fn f22_a_step_ends_exactly_once_however_many_watch_it() {
    let (store, servers) = instances(3).await;
    let meeting = servers[0].create().await;
    let mut facilitator = servers[0].facilitator(&meeting, "Fatima").await;
    let mut others = Vec::new();
    for server in &servers[1..] {
        others.push(server.participant(&meeting, "Paul").await);
    }
    let main = facilitator.main_room();
    let start = json!({
        "type": "start_round", "rooms": [main], "protocol": {"library": "consultancy-20"}, "seconds": [6, 6, 6, 6],
    });
    facilitator.done(start).await;
    let on = json!({"room": main});
    facilitator
        .done(json!({"type": "set_presenter", "room": main, "person": others[0].id}))
        .await;
    facilitator.done(json!({"type": "begin", "on": on})).await;
    // Two steps end by the clock, which all three watch.
    let third = |message: &Value| {
        let changes = message["changes"].as_array().into_iter().flatten();
        let views = [&message["view"]["details"][&main]]
            .into_iter()
            .chain(changes.map(|change| &change["detail"]));
        views
            .into_iter()
            .any(|detail| detail["round"]["timeline"]["step"] == 2)
    };
    let everybody = [&mut facilitator].into_iter().chain(&mut others);
    futures_util::future::join_all(everybody.map(|person| person.wait(third))).await;
    facilitator.done(json!({"type": "stop_round", "on": on})).await;
    facilitator
        .done(json!({"type": "assign_randomly", "size": 4}))
        .await;
    facilitator
        .done(json!({"type": "open_rooms", "in_seconds": 1}))
        .await;
    for person in [&mut facilitator].into_iter().chain(&mut others) {
        let opened = |message: &Value| message.to_string().contains("\"state\":\"open\"");
        person.wait(opened).await;
    }
    let id = meeting.id.parse().unwrap();
    let entries = store.read_after(id, 0, 10_000).await.unwrap();
    let opened = entries
        .iter()
        .filter(|entry| entry.body.contains("breakouts_opened"));
    assert_eq!(opened.count(), 1, "{entries:#?}");
    let events = entries
        .iter()
        .map(|entry| serde_json::from_str::<Value>(&entry.body).unwrap()["event"].clone());
    let steps: Vec<u64> = events
        .filter(|event| event["kind"] == "round_timed")
        .filter_map(|event| event["timeline"]["step"].as_u64())
        .collect();
    assert_eq!(steps, [0, 1, 2], "{entries:#?}");
}

#[tokio::test]
async fn whoever_is_connected_to_another_instance_is_not_gone() {
    let (_store, servers) = instances(2).await;
    let [here, there] = &servers[..] else { panic!() };
    let meeting = here.create().await;
    let mut facilitator = here.facilitator(&meeting, "Fatima").await;
    let paul = here.participant(&meeting, "Paul").await;
    let id = json!(paul.id);
    let mut elsewhere = Person::connect(there.address, &meeting.id, &paul.secret).await;
    let petra = there.participant(&meeting, "Petra").await;
    let petra_id = json!(petra.id);
    let is_gone =
        |id: Value| move |change: &Value| change["person"]["id"] == id && change["person"]["here"] == false;
    // A page reads all the time: its pongs are a sign of life.
    let elsewhere = tokio::spawn(async move { elsewhere.listen().await });
    facilitator.forget_unread();
    // Both lines end at the same time; only Petra, who has no other, is gone after the grace.
    paul.vanish();
    petra.vanish();
    facilitator.change("person", is_gone(petra_id)).await;
    let view = Person::connect(here.address, &meeting.id, &facilitator.secret)
        .await
        .view;
    assert_eq!(view["people"][id.as_str().unwrap()]["here"], json!(true));
    // When the instance itself goes, whoever was connected to it is looked for.
    facilitator.forget_unread();
    elsewhere.abort();
    let [_here, there] = <[TestServer; 2]>::try_from(servers).ok().unwrap();
    there.stop().await;
    facilitator.change("person", is_gone(id)).await;
}

#[tokio::test]
async fn a24_a_removed_person_is_closed_at_every_instance() {
    let (_store, servers) = instances(2).await;
    let [here, there] = &servers[..] else { panic!() };
    let meeting = here.create().await;
    let mut facilitator = here.facilitator(&meeting, "Fatima").await;
    let mut paul = there.participant(&meeting, "Paul").await;
    facilitator
        .done(json!({"type": "remove_person", "person": paul.id}))
        .await;
    assert_eq!(paul.closed().await.0, 4403);
    // So is everybody when the meeting is deleted.
    let mut petra = there.participant(&meeting, "Petra").await;
    let path = format!("/api/meetings/{}", meeting.id);
    let bearer = format!("Bearer {}", meeting.facilitator_link);
    let deleted =
        crate::support::http::request(here.address, "DELETE", &path, &[("Authorization", &bearer)], None)
            .await;
    assert!(matches!(deleted.status, 200 | 204), "{deleted:?}");
    assert_eq!(petra.closed().await.0, 4404);
}

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens a board's socket and asks for everything.
pub(crate) async fn open_board(server: &TestServer, person: &mut Person, board: &str) -> Socket {
    person
        .say(&json!({"type": "ticket", "board": board}).to_string())
        .await;
    let answer = person.wait(|message| message["type"] == "ticket").await;
    let ticket = answer["ticket"].as_str().unwrap();
    let url = format!("ws://{}/api/boards/{board}?ticket={ticket}", server.address);
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
    socket.send(Message::Binary(wire::step1(&[0]))).await.unwrap();
    socket
}

/// Takes in what comes until the note says this.
pub(crate) async fn until_text(socket: &mut Socket, page: &Page, note: &str, text: &str) {
    while page.text(note).as_deref() != Some(text) {
        let message = tokio::time::timeout(Duration::from_secs(20), socket.next()).await;
        match message.expect("something comes").unwrap().unwrap() {
            Message::Binary(frame) => {
                if let Some(update) = update_of(&frame) {
                    page.receive(update);
                }
            }
            Message::Close(frame) => panic!("closed: {frame:?}"),
            _ => {}
        }
    }
}

/// The Yjs update in a frame of y-sync (0, then 1 or 2, then the bytes with their length).
fn update_of(frame: &Bytes) -> Option<&[u8]> {
    let [0, 1 | 2, rest @ ..] = &frame[..] else {
        return None;
    };
    let length_bytes = rest.iter().position(|byte| byte & 0x80 == 0)? + 1;
    Some(&rest[length_bytes..])
}

#[tokio::test]
async fn two_pages_at_two_instances_see_each_others_notes() {
    let (_store, servers) = instances(2).await;
    let [here, there] = &servers[..] else { panic!() };
    let meeting = here.create().await;
    let mut facilitator = here.facilitator(&meeting, "Fatima").await;
    let secret = there.join(&meeting, &meeting.facilitator_link, "Farid").await;
    let mut other = Person::connect(there.address, &meeting.id, &secret).await;
    let room = facilitator.main_room();
    let board = facilitator.view["details"][&room]["board"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut first = open_board(here, &mut facilitator, &board).await;
    let mut second = open_board(there, &mut other, &board).await;
    let (one, two) = (Page::new(1), Page::new(2));
    let note = one.add_note("n1", "from here");
    first.send(Message::Binary(wire::update(&note))).await.unwrap();
    until_text(&mut second, &two, "n1", "from here").await;
    let more = two.write("n1", 9, " and there");
    second.send(Message::Binary(wire::update(&more))).await.unwrap();
    until_text(&mut first, &one, "n1", "from here and there").await;
}

/// The real programs, a real PostgreSQL, and `kill -9` of one of two in the middle of what somebody says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_who_was_at_an_instance_that_is_killed_goes_on_at_the_other() {
    let database = load_tests::private::Postgres::start(false).unwrap();
    let url = database.plain_url();
    let (mut dies, lives) = tokio::join!(Process::start_on(&url), Process::start_on(&url));
    let meeting = dies.create().await;
    let mut facilitator = lives.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    let mut paul = dies.join(&meeting, &meeting.join_link, "Paul").await;
    for number in 0..10 {
        paul.done(json!({"type": "say", "text": format!("message {number}")}))
            .await;
    }
    // Whether this one was saved nobody has said.
    let unanswered = json!({"type": "say", "text": "the last"});
    let id = paul.send(unanswered.clone()).await;
    dies.kill();
    let back = Person::try_connect(
        lives.address,
        &meeting.id,
        &paul.secret,
        Some(paul.position.clone()),
    )
    .await;
    let mut back = back.unwrap();
    back.send_as(&id, unanswered).await;
    assert_eq!(back.answer(&id).await["type"], "done");
    let last = |change: &Value| change["message"]["text"] == "the last";
    facilitator.change("chat", last).await;
    let view = Person::connect(lives.address, &meeting.id, &facilitator.secret)
        .await
        .view;
    let chat = view["chat"][&facilitator.main_room()].as_array().unwrap().clone();
    let texts: Vec<_> = chat
        .iter()
        .map(|message| message["text"].as_str().unwrap())
        .collect();
    let mut expected: Vec<String> = (0..10).map(|number| format!("message {number}")).collect();
    expected.push("the last".to_owned());
    assert_eq!(texts, expected, "each once, in order");
    // Nobody thought that Paul was gone: he was back before his grace was over.
    assert_eq!(view["people"][&back.id]["here"], json!(true));
}

/// An instance that is killed cannot say who was connected to it: its lease ends, and each of the others looks for its people.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_who_was_at_an_instance_that_is_killed_and_does_not_come_back_is_gone_once() {
    let database = load_tests::private::Postgres::start(false).unwrap();
    let url = database.plain_url();
    let (mut dies, one, other) = tokio::join!(
        Process::start_on(&url),
        Process::start_on(&url),
        Process::start_on(&url)
    );
    let meeting = dies.create().await;
    let mut facilitator = one.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    let mut petra = other.join(&meeting, &meeting.join_link, "Petra").await;
    let paul = dies.join(&meeting, &meeting.join_link, "Paul").await;
    let mut zoe = other.join(&meeting, &meeting.join_link, "Zoe").await;
    let zoe_id = zoe.id.clone();
    let is_gone = |id: &str| {
        let id = json!(id);
        move |change: &Value| change["person"]["id"] == id && change["person"]["here"] == false
    };
    // A page reads all the time: its pongs are a sign of life.
    let petra = tokio::spawn(async move { petra.listen().await });
    let zoe = tokio::spawn(async move { zoe.listen().await });
    facilitator.forget_unread();
    dies.kill();
    facilitator.change("person", is_gone(&paul.id)).await;
    // Whoever of the two was slower has looked as well before the grace of somebody who goes now is over.
    zoe.abort();
    facilitator.change("person", is_gone(&zoe_id)).await;
    petra.abort();
    let gone = database
        .rows(&format!(
            "SELECT body FROM entries WHERE meeting = '{}' AND body LIKE '%person_dropped%' AND body LIKE '%{}%'",
            meeting.id, paul.id
        ))
        .unwrap();
    assert_eq!(gone.len(), 1, "{gone:#?}");
}
