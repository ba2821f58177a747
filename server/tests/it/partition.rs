//! Real instances on a real PostgreSQL and Redis, and a network between one of them and the database that is cut, or carries nothing one way
//! or both: what is acknowledged is saved, and what was not acknowledged is done once when it is sent again.

use load_tests::private::{Line, Postgres, Proxy, Redis};
use serde_json::{Value, json};

use crate::kill::Process;
use crate::support::{Person, http};

/// One instance behind a line to the database that can be made worse, another one with a good line, and both on one Redis.
struct Two {
    line: Proxy,
    behind: Process,
    well: Process,
    _redis: Redis,
    database: Postgres,
}

async fn two() -> Two {
    let (database, redis) = (Postgres::start(false).unwrap(), Redis::start().unwrap());
    let line = Proxy::start(database.port()).unwrap();
    let far = database
        .plain_url()
        .replace(&database.port().to_string(), &line.port().to_string());
    let (near, bus) = (database.plain_url(), redis.url());
    let far = ["--database-url", &far, "--redis-url", &bus];
    let near = ["--database-url", &near, "--redis-url", &bus];
    let (behind, well) = tokio::join!(Process::start_with(&far), Process::start_with(&near));
    Two {
        line,
        behind,
        well,
        _redis: redis,
        database,
    }
}

/// Waits until the instance itself says that it is ready, or is not.
async fn is_ready(process: &Process, ready: bool) {
    while (http::request(process.address, "GET", "/readyz", &[], None)
        .await
        .status
        == 200)
        != ready
    {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// Says it under this id until it is done: with a new socket where the old one was closed.
async fn until_done(person: &mut Person, id: &str, say: &Value) {
    loop {
        person.send_as(id, say.clone()).await;
        if person.answer(id).await["type"] == "done" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// What was said in the main room, as a newcomer of the same person reads it.
async fn texts(process: &Process, person: &Person) -> Vec<String> {
    let view = Person::connect(process.address, &person.meeting, &person.secret)
        .await
        .view;
    let chat = view["chat"][&person.main_room()]
        .as_array()
        .cloned()
        .unwrap_or_default();
    chat.iter()
        .filter_map(|message| Some(message["text"].as_str()?.to_owned()))
        .collect()
}

/// What came by now: the socket's own answer to this stands behind it.
async fn heard(person: &mut Person) -> Vec<Value> {
    let time = json!({"type": "time", "sent": 1.0});
    person.say(&time.to_string()).await;
    person.wait(|message| message["type"] == "time").await;
    person.unread()
}

async fn nothing_is_acknowledged_without_the_database(line: Line) {
    let two = two().await;
    let meeting = two.well.create().await;
    let mut facilitator = two.well.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    let mut paul = two.behind.join(&meeting, &meeting.join_link, "Paul").await;
    paul.done(json!({"type": "say", "text": "before"})).await;
    facilitator
        .change("chat", |change| change["message"]["text"] == "before")
        .await;
    two.line.set(line);
    let say = json!({"type": "say", "text": "meanwhile"});
    let id = paul.send(say.clone()).await;
    // The others go on; the one that reaches nothing says so to whoever asks where to send people.
    facilitator.done(json!({"type": "say", "text": "we go on"})).await;
    is_ready(&two.behind, false).await;
    let unread = heard(&mut paul).await;
    let acknowledged = unread
        .iter()
        .find(|message| message["type"] == "done" && message["command_id"] == id.as_str());
    assert_eq!(acknowledged, None, "nobody can know that it is saved");
    two.line.set(Line::Open);
    is_ready(&two.behind, true).await;
    until_done(&mut paul, &id, &say).await;
    facilitator
        .change("chat", |change| change["message"]["text"] == "meanwhile")
        .await;
    let mut there = texts(&two.well, &facilitator).await;
    assert_eq!(there, texts(&two.behind, &facilitator).await);
    there.sort();
    assert_eq!(there, ["before", "meanwhile", "we go on"], "each once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f07_an_instance_that_is_cut_off_from_the_database_acknowledges_nothing() {
    nothing_is_acknowledged_without_the_database(Line::Cut).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f07_an_instance_whose_lines_to_the_database_are_dead_acknowledges_nothing() {
    nothing_is_acknowledged_without_the_database(Line::Held).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f08_what_reaches_the_database_late_is_done_once_or_not_at_all() {
    nothing_is_acknowledged_without_the_database(Line::HeldThere).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f08_what_the_database_did_and_nobody_heard_of_is_done_once() {
    nothing_is_acknowledged_without_the_database(Line::HeldBack).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f05_while_the_database_stands_still_nothing_is_acknowledged_and_then_it_goes_on() {
    let two = two().await;
    let meeting = two.well.create().await;
    let mut facilitator = two.well.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    let mut paul = two.behind.join(&meeting, &meeting.join_link, "Paul").await;
    paul.done(json!({"type": "say", "text": "before"})).await;
    two.database.pause().unwrap();
    let say = json!({"type": "say", "text": "meanwhile"});
    let id = paul.send(say.clone()).await;
    is_ready(&two.behind, false).await;
    is_ready(&two.well, false).await;
    let done = |message: &&Value| message["type"] == "done" && message["command_id"] == id.as_str();
    assert_eq!(heard(&mut paul).await.iter().find(done), None);
    two.database.resume().unwrap();
    is_ready(&two.behind, true).await;
    is_ready(&two.well, true).await;
    until_done(&mut paul, &id, &say).await;
    facilitator
        .change("chat", |change| change["message"]["text"] == "meanwhile")
        .await;
    assert_eq!(texts(&two.well, &facilitator).await, ["before", "meanwhile"]);
}

/// Raises and lowers a hand as fast as one may, until nobody wants it any more.
async fn writes_on(mut person: Person, over: std::sync::Arc<std::sync::atomic::AtomicBool>) -> usize {
    let mut done = 0;
    while !over.load(std::sync::atomic::Ordering::Relaxed) {
        for command in [json!({"type": "raise_hand"}), json!({"type": "lower_hand"})] {
            if person.ask(command).await["type"] == "done" {
                done += 1;
            }
            // As fast as one person may.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            person.forget_unread();
        }
    }
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f06_whoever_is_farther_from_the_database_gets_their_turn_however_much_the_others_write() {
    let two = two().await;
    two.line.set(Line::Far(std::time::Duration::from_millis(1)));
    let meeting = two.well.create().await;
    let over = std::sync::Arc::default();
    let mut near = tokio::task::JoinSet::new();
    for number in 0..6 {
        let person = two
            .well
            .join(&meeting, &meeting.join_link, &format!("Near {number}"))
            .await;
        near.spawn(writes_on(person, std::sync::Arc::clone(&over)));
    }
    let mut far = two.behind.join(&meeting, &meeting.join_link, "Far").await;
    for number in 0..10 {
        let id = uuid::Uuid::now_v7().to_string();
        let say = json!({"type": "say", "text": format!("message {number}")});
        until_done(&mut far, &id, &say).await;
        far.forget_unread();
    }
    over.store(true, std::sync::atomic::Ordering::Relaxed);
    let done = near.join_all().await;
    assert!(done.into_iter().all(|done| done > 0), "and theirs too");
}
