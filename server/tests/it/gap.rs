//! A time in which no instance held the meeting: a short one changes nothing, a longer one moves the deadline, a long one pauses.

use std::sync::Arc;

use serde_json::{Value, json};
use server::store::{MemoryStore, Store};

use crate::support::{Person, TestServer};

#[tokio::test]
async fn the_time_left_survives_a_gap() {
    // A gap in milliseconds, and by how much it moves the deadline; none: paused.
    let cases = [(4_000, Some(0)), (60_000, Some(60_000)), (10 * 60_000, None)];
    for (gap, moves) in cases {
        let (before, after, alive) = clock_before_and_after(gap).await;
        let ends_at = before["ends_at"].as_i64().unwrap();
        match moves {
            Some(by) => {
                assert_eq!(after["state"], "running", "{gap}: {after}");
                let moved = after["ends_at"].as_i64().unwrap() - ends_at;
                // The meeting is opened a moment after the gap, and that moment is part of it.
                assert!((by..=by + 3_000).contains(&moved), "{gap}: moved by {moved}");
            }
            None => {
                assert_eq!(after["state"], "paused", "{gap}: {after}");
                let left = after["left"].as_i64().unwrap();
                assert!((left - (ends_at - alive)).abs() <= 3_000, "{gap}: {left} left");
            }
        }
    }
}

/// The clock of a running step before and after a gap, and when the first server was last alive.
async fn clock_before_and_after(gap: i64) -> (Value, Value, i64) {
    let store = Arc::new(MemoryStore::new());
    let start = store.now().await.unwrap();
    store.set_now(start);
    let server = TestServer::start_on(store.clone()).await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let main = facilitator.main_room();
    let round = json!({"type": "start_round", "rooms": [main], "protocol": {"library": "consultancy-20"}});
    facilitator.done(round).await;
    facilitator
        .done(json!({"type": "set_presenter", "room": main, "person": facilitator.id}))
        .await;
    facilitator
        .done(json!({"type": "begin", "on": {"room": main}}))
        .await;
    let secret = facilitator.secret.clone();
    let before = clock(
        &Person::connect(server.address, &meeting.id, &secret).await,
        &main,
    );
    facilitator.vanish();
    server.stop().await;
    // The store in memory was closed with its server; what it holds is still there.
    store.set_away(false);
    let alive = store.alive_at(meeting.id.parse().unwrap()).await.unwrap();
    store.set_now(alive + gap);
    let server = TestServer::start_on(store).await;
    let mut back = Person::connect(server.address, &meeting.id, &secret).await;
    // What is asked now is decided after the gap.
    back.done(json!({"type": "say", "text": "back"})).await;
    let after = clock(
        &Person::connect(server.address, &meeting.id, &secret).await,
        &main,
    );
    (before, after, alive)
}

fn clock(person: &Person, room: &str) -> Value {
    person.view["details"][room]["round"]["timeline"]["clock"].clone()
}
