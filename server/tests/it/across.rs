//! What travels between instances by the bus: what was written, so that it need not be read in the store; signs; who is on a board.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use load_tests::private::Redis;
use serde_json::{Value, json};
use server::boards::lib0::Reader;
use server::boards::{scan, wire};
use server::bus::memory::{Fate, Medium};
use server::config::Config;
use server::store::MemoryStore;
use tokio_tungstenite::tungstenite::Message;

use crate::fixtures::Page;
use crate::instances::{Socket, bus_is, on_redis, on_redis_alone, open_board, say_both_ways, until_text};
use crate::support::server::{OPERATOR_TOKEN, config};
use crate::support::{Person, TestServer};

/// Never within a test.
const NO_BEAT: Duration = Duration::from_secs(3_600);

/// Two instances on one store and a bus with this fate.
async fn on_memory(beat_every: Duration, fate: Fate) -> (MemoryStore, Vec<TestServer>) {
    let store = MemoryStore::for_instances();
    let medium = Medium::new(fate);
    let mut servers = Vec::new();
    for _ in 0..2 {
        let config = Config {
            beat_every,
            ..config()
        };
        servers.push(TestServer::start_on_bus(Arc::new(store.clone()), config, medium.join()).await);
    }
    (store, servers)
}

/// One at each instance, both facilitators, so that both may write on every board.
async fn two_people(servers: &[TestServer]) -> (Person, Person) {
    let meeting = servers[0].create().await;
    let first = servers[0].facilitator(&meeting, "Fatima").await;
    let secret = servers[0]
        .join(&meeting, &meeting.facilitator_link, "Farid")
        .await;
    let second = Person::connect(servers[1].address, &meeting.id, &secret).await;
    (first, second)
}

fn main_board(person: &Person) -> String {
    let board = &person.view["details"][&person.main_room()]["board"];
    board.as_str().unwrap().to_owned()
}

/// Waits for an awareness frame in which this client is or is gone.
async fn until_seen(socket: &mut Socket, client: u64, is_here: bool) {
    loop {
        let message = tokio::time::timeout(Duration::from_secs(20), socket.next()).await;
        let Message::Binary(frame) = message.expect("something comes").unwrap().unwrap() else {
            continue;
        };
        let mut reader = Reader::new(&frame);
        if reader.uint() != Ok(1) {
            continue;
        }
        let entries = scan::awareness(reader.buffer().unwrap()).unwrap();
        if entries
            .iter()
            .any(|entry| entry.client == client && entry.state.is_some() == is_here)
        {
            return;
        }
    }
}

async fn announce(socket: &mut Socket, client: u64, clock: u32) {
    let state = r#"{"user":{"name":"somebody"},"cursor":{"x":1,"y":2}}"#;
    let frame = wire::awareness([(client, clock, Some(state))].into_iter());
    socket.send(Message::Binary(frame)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_bus_carries_is_seen_though_the_store_is_away() {
    // It comes a while after it was said, and by then the store does not answer.
    let (store, servers) = on_memory(NO_BEAT, Box::new(|| vec![Duration::from_secs(1)])).await;
    let (mut first, mut second) = two_people(&servers).await;
    first.done(json!({"type": "say", "text": "carried"})).await;
    store.set_away(true);
    second
        .change("chat", |change| change["message"]["text"] == "carried")
        .await;
    store.set_away(false);
    first.done(json!({"type": "say", "text": "and on"})).await;
    second
        .change("chat", |change| change["message"]["text"] == "and on")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f04_a_bus_that_drops_doubles_and_reorders_loses_nothing() {
    // One of ten is lost, one comes twice, one comes late: the same ones in every run.
    let count = AtomicU64::new(0);
    let fate = move || match count.fetch_add(1, Ordering::Relaxed) % 10 {
        3 => Vec::new(),
        5 => vec![Duration::ZERO; 2],
        8 => vec![Duration::from_millis(150)],
        _ => vec![Duration::ZERO],
    };
    let (_store, servers) = on_memory(Duration::from_secs(1), Box::new(fate)).await;
    let (mut first, mut second) = two_people(&servers).await;
    let board = main_board(&first);
    let mut one = open_board(&servers[0], &mut first, &board).await;
    let mut other = open_board(&servers[1], &mut second, &board).await;
    let (here, there) = (Page::new(1), Page::new(2));
    for number in 0..25 {
        let text = format!("message {number}");
        // Nobody may say more at once.
        if number < 10 {
            first.done(json!({"type": "say", "text": text})).await;
            second.done(json!({"type": "say", "text": text})).await;
        }
        let note = here.add_note(&format!("n{number}"), &text);
        one.send(Message::Binary(wire::update(&note))).await.unwrap();
    }
    // Each sees the other's last, and all of the other's before it, whatever became of the messages.
    let (one_id, other_id) = (first.id.clone(), second.id.clone());
    for (person, other) in [(&mut first, other_id), (&mut second, one_id)] {
        let last =
            |change: &Value| change["message"]["text"] == "message 9" && change["message"]["person"] == other;
        person.change("chat", last).await;
    }
    for number in 0..25 {
        until_text(
            &mut other,
            &there,
            &format!("n{number}"),
            &format!("message {number}"),
        )
        .await;
    }
    let mut chats = Vec::new();
    for server in &servers {
        let back = Person::connect(server.address, &first.meeting, &first.secret).await;
        chats.push(back.view["chat"].clone());
    }
    assert_eq!(chats[0], chats[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_lost_is_healed_by_the_beat() {
    let lossy = Arc::new(AtomicBool::new(true));
    let is_lossy = lossy.clone();
    let fate = move || match is_lossy.load(Ordering::Relaxed) {
        true => Vec::new(),
        false => vec![Duration::ZERO],
    };
    let (_store, servers) = on_memory(Duration::from_millis(200), Box::new(fate)).await;
    let (mut first, mut second) = two_people(&servers).await;
    // Nothing that is said on the bus arrives.
    say_both_ways(&mut first, &mut second, "without").await;
    let board = main_board(&first);
    let mut one = open_board(&servers[0], &mut first, &board).await;
    let mut other = open_board(&servers[1], &mut second, &board).await;
    let (here, there) = (Page::new(1), Page::new(2));
    let note = here.add_note("n1", "from here");
    one.send(Message::Binary(wire::update(&note))).await.unwrap();
    until_text(&mut other, &there, "n1", "from here").await;
    lossy.store(false, Ordering::Relaxed);
    // What comes next rests on nothing that is missing.
    say_both_ways(&mut first, &mut second, "with").await;
    let more = there.write("n1", 9, " and there");
    other.send(Message::Binary(wire::update(&more))).await.unwrap();
    until_text(&mut one, &here, "n1", "from here and there").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signs_and_cursors_are_seen_at_the_other_instance_and_kept_nowhere() {
    let redis = Redis::start().unwrap();
    let servers = on_redis_alone(&redis.url(), 2).await;
    let (mut first, mut second) = two_people(&servers).await;
    say_both_ways(&mut first, &mut second, "both hold it").await;
    first.say(r#"{"type":"react","sign":"thanks"}"#).await;
    let sign = second.wait(|message| message["type"] == "reacted").await;
    assert_eq!(
        (&sign["person"], &sign["sign"]),
        (&json!(first.id), &json!("thanks"))
    );
    let head = second.resume().await.position["seq"].clone();
    let board = main_board(&first);
    let mut one = open_board(&servers[0], &mut first, &board).await;
    let mut other = open_board(&servers[1], &mut second, &board).await;
    announce(&mut one, 11, 1).await;
    until_seen(&mut other, 11, true).await;
    announce(&mut other, 22, 1).await;
    until_seen(&mut one, 22, true).await;
    // Whoever comes later is told of both at once.
    let secret = second.secret.clone();
    let mut again = Person::connect(servers[1].address, &second.meeting, &secret).await;
    let mut third = open_board(&servers[1], &mut again, &board).await;
    until_seen(&mut third, 11, true).await;
    drop(one);
    until_seen(&mut other, 11, false).await;
    assert_eq!(
        second.resume().await.position["seq"],
        head,
        "nothing is in the journal"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cursors_of_an_instance_that_is_gone_vanish() {
    let cut = Arc::new(AtomicBool::new(false));
    let is_cut = cut.clone();
    let fate = move || match is_cut.load(Ordering::Relaxed) {
        true => Vec::new(),
        false => vec![Duration::ZERO],
    };
    let (_store, servers) = on_memory(Duration::from_secs(1), Box::new(fate)).await;
    let (mut first, mut second) = two_people(&servers).await;
    let board = main_board(&first);
    let mut one = open_board(&servers[0], &mut first, &board).await;
    let mut other = open_board(&servers[1], &mut second, &board).await;
    announce(&mut one, 11, 1).await;
    until_seen(&mut other, 11, true).await;
    // From now on nothing is heard of it, not even an end.
    cut.store(true, Ordering::Relaxed);
    until_seen(&mut other, 11, false).await;
    // It was only away: with its next move it is back.
    cut.store(false, Ordering::Relaxed);
    announce(&mut one, 11, 2).await;
    until_seen(&mut other, 11, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_author_of_a_note_is_known_where_it_was_not_written() {
    let (_store, servers) = on_memory(NO_BEAT, Box::new(|| vec![Duration::ZERO])).await;
    let (mut first, mut second) = two_people(&servers).await;
    let board = main_board(&first);
    let mut one = open_board(&servers[0], &mut first, &board).await;
    let mut other = open_board(&servers[1], &mut second, &board).await;
    let (here, there) = (Page::new(1), Page::new(2));
    let note = here.add_note("n1", "from here");
    one.send(Message::Binary(wire::update(&note))).await.unwrap();
    until_text(&mut other, &there, "n1", "from here").await;
    let notes = servers[1]
        .app
        .boards
        .text_of(board.parse().unwrap())
        .await
        .unwrap();
    assert_eq!(notes[0].authors, [first.id.parse::<uuid::Uuid>().unwrap()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f03_redis_that_stops_answering_is_noticed_and_used_again() {
    let redis = Redis::start().unwrap();
    let servers = on_redis(&redis.url(), 2, Duration::from_secs(1)).await;
    let (mut first, mut second) = two_people(&servers).await;
    redis.pause().unwrap();
    say_both_ways(&mut first, &mut second, "meanwhile").await;
    bus_is(&servers[0], false).await;
    redis.resume().unwrap();
    bus_is(&servers[0], true).await;
    bus_is(&servers[1], true).await;
    say_both_ways(&mut first, &mut second, "after").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_sees_every_instance_and_counts_nobody_twice() {
    let (_store, servers) = on_memory(Duration::from_millis(200), Box::new(Vec::new)).await;
    let meeting = servers[0].create().await;
    let first = servers[0].facilitator(&meeting, "Fatima").await;
    let _second = servers[1].participant(&meeting, "Paul").await;
    // Fatima has the meeting open at both.
    let _again = Person::connect(servers[1].address, &meeting.id, &first.secret).await;
    // A meeting that the first instance does not hold is in its list as well.
    let other = servers[1].create().await;
    let _third = servers[1].facilitator(&other, "Farid").await;
    let bearer = format!("Bearer {OPERATOR_TOKEN}");
    loop {
        let answer = servers[0]
            .get("/api/operator/meetings", &[("Authorization", &bearer)])
            .await
            .json();
        let instances = answer["instances"].as_array().unwrap();
        let connected: Vec<_> = instances.iter().map(|one| one["connected"].as_u64()).collect();
        let by_meeting: Vec<_> = answer["meetings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|live| (live["id"].clone(), live["connected"].as_u64()))
            .collect();
        // The others say it with their next beat.
        if connected == [Some(1), Some(3)] {
            let expected = [(json!(meeting.id), Some(2)), (json!(other.id), Some(1))];
            assert_eq!(by_meeting, expected);
            assert_eq!(answer["bus"], "up");
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Three servers that share the channels, not the data.
async fn cluster() -> Vec<Redis> {
    let mut servers = Vec::new();
    let mut admins = Vec::new();
    for _ in 0..3 {
        let port = load_tests::private::free_port().unwrap().to_string();
        let redis = Redis::start_with(&["--cluster-enabled", "yes", "--cluster-port", &port]).unwrap();
        let client = redis::Client::open(redis.url()).unwrap();
        admins.push((client.get_multiplexed_async_connection().await.unwrap(), port));
        servers.push(redis);
    }
    let first = servers[0].port();
    let bus_of_first = admins[0].1.clone();
    for (index, (admin, _)) in admins.iter_mut().enumerate() {
        let slots = [(0, 5_460), (5_461, 10_922), (10_923, 16_383)][index];
        let mut add = redis::cmd("CLUSTER");
        add.arg("ADDSLOTSRANGE").arg(slots.0).arg(slots.1);
        add.exec_async(admin).await.unwrap();
        if index > 0 {
            let mut meet = redis::cmd("CLUSTER");
            meet.arg("MEET").arg("127.0.0.1").arg(first).arg(&bus_of_first);
            meet.exec_async(admin).await.unwrap();
        }
    }
    for (admin, _) in &mut admins {
        loop {
            let mut info = redis::cmd("CLUSTER");
            let info: String = info.arg("INFO").query_async(admin).await.unwrap();
            if info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    servers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_cluster_the_channels_are_sharded() {
    let mut cluster = cluster().await;
    let servers = on_redis(&cluster[0].url(), 2, NO_BEAT).await;
    // Meetings whose channels lie anywhere.
    for number in 0..6 {
        let (mut first, mut second) = two_people(&servers).await;
        say_both_ways(&mut first, &mut second, &format!("meeting {number}")).await;
    }
    let mut sharded = 0;
    for redis in &cluster {
        let client = redis::Client::open(redis.url()).unwrap();
        let mut watcher = client.get_multiplexed_async_connection().await.unwrap();
        let mut all = redis::cmd("PUBSUB");
        let plain: Vec<String> = all.arg("CHANNELS").query_async(&mut watcher).await.unwrap();
        assert!(plain.is_empty(), "{plain:?}");
        let mut shards = redis::cmd("PUBSUB");
        let here: Vec<String> = shards
            .arg("SHARDCHANNELS")
            .query_async(&mut watcher)
            .await
            .unwrap();
        sharded += here.len();
    }
    assert_eq!(sharded, 6 + 2, "the meetings, and each instance's own");
    // One of the three ends: it is said so, and everything goes on.
    cluster[1].kill().unwrap();
    let (mut first, _second) = two_people(&servers).await;
    first.done(json!({"type": "say", "text": "all the same"})).await;
}
