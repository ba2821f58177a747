//! Commands at the wrong time, too often, or with somebody else's id.

use serde_json::{Value, json};
use uuid::Uuid;

use super::messages::command;
use super::scene::{Scene, settle};

#[tokio::test]
async fn a49_nobody_moves_themselves() {
    let mut scene = Scene::set().await;
    scene
        .facilitator
        .done(json!({"type": "create_rooms", "count": 2}))
        .await;
    settle(&mut scene.bystander).await;
    settle(&mut scene.facilitator).await;
    let mut eve = scene.eve().await;
    let main = eve.main_room();
    let rooms: Vec<String> = eve.view["rooms"].as_object().unwrap().keys().cloned().collect();
    let closed = rooms.iter().find(|room| **room != main).unwrap().clone();
    assert_eq!(
        eve.refused(json!({"type": "arrive", "room": closed})).await,
        "not_in_room"
    );
    assert_eq!(
        eve.refused(json!({"type": "enter_room", "room": closed})).await,
        "facilitators_only"
    );
    let id = eve.id.clone();
    assert_eq!(
        eve.refused(json!({"type": "move", "people": [id], "room": closed}))
            .await,
        "facilitators_only"
    );
    assert_eq!(
        eve.refused(json!({"type": "assign", "people": [{"person": id, "room": closed}]}))
            .await,
        "facilitators_only"
    );
    assert_eq!(
        eve.refused(json!({"type": "set_room_facilitator", "person": id, "room": closed}))
            .await,
        "facilitators_only"
    );
    // Rooms that are closed are closed for facilitators' moves too.
    assert_eq!(
        scene
            .facilitator
            .refused(json!({"type": "move", "people": [id], "room": closed}))
            .await,
        "rooms_closed"
    );
    let unknown = Uuid::now_v7();
    let answer = eve.ask(json!({"type": "arrive", "room": unknown})).await;
    assert!(
        answer["code"] == "forbidden" || answer["code"] == "not_found",
        "{answer}"
    );
    scene.is_unharmed().await;
}

async fn steps_of_the_shortest(scene: &Scene) -> usize {
    let library = scene.server.get("/api/protocols", &[]).await.json();
    let protocols = library["protocols"].as_array().unwrap();
    let one = protocols
        .iter()
        .find(|one| one["id"] == "consultancy-20")
        .unwrap();
    one["steps"].as_array().unwrap().len()
}

#[tokio::test]
async fn a51_no_step_is_skipped_and_no_clock_runs_for_ever() {
    let mut scene = Scene::set().await;
    let main = scene.facilitator.main_room();
    let on = json!({"room": main});
    let them = &mut scene.facilitator;
    for before in ["begin", "next_step", "back_step", "pause", "resume", "stop_round"] {
        let answer = them.ask(json!({"type": before, "on": on})).await;
        assert_eq!(
            (&answer["code"], &answer["reason"]),
            (&json!("conflict"), &json!("no_round")),
            "{before}"
        );
    }
    assert_eq!(
        them.refused(json!({"type": "bring_back", "in_seconds": 0})).await,
        "rooms_closed"
    );
    assert_eq!(
        them.refused(json!({"type": "cancel_countdown"})).await,
        "no_countdown"
    );
    let steps = steps_of_the_shortest(&scene).await;
    let them = &mut scene.facilitator;
    let start = |seconds: Value| {
        let protocol = json!({"library": "consultancy-20"});
        json!({"type": "start_round", "rooms": [main], "protocol": protocol, "seconds": seconds})
    };
    for seconds in [
        json!([]),
        json!([60]),
        json!(vec![0; steps]),
        json!(vec![1_000_000_000; steps]),
        json!(vec![u32::MAX; steps]),
        json!(vec![60; 10_000]),
    ] {
        let answer = them.ask(start(seconds)).await;
        assert_eq!(
            (&answer["code"], &answer["reason"]),
            (&json!("bad_message"), &json!("out_of_range"))
        );
    }
    them.done(start(json!(vec![60; steps]))).await;
    assert_eq!(
        them.refused(start(json!(vec![60; steps]))).await,
        "round_under_way"
    );
    for early in ["next_step", "back_step"] {
        assert_eq!(
            them.ask(json!({"type": early, "on": on})).await["code"],
            "conflict",
            "{early}"
        );
    }
    assert_eq!(
        them.ask(json!({"type": "begin", "on": on})).await["reason"],
        "no_presenter"
    );
    let presenter = scene.bystander.id.clone();
    them.done(json!({"type": "set_presenter", "room": main, "person": presenter}))
        .await;
    them.done(json!({"type": "begin", "on": on})).await;
    assert_eq!(
        them.refused(json!({"type": "begin", "on": on})).await,
        "already_begun"
    );
    assert_eq!(
        them.refused(json!({"type": "resume", "on": on})).await,
        "not_paused"
    );
    for seconds in [
        i64::from(i32::MAX),
        1_000_000_000,
        i64::from(i32::MIN),
        -1_000_000_000,
        0,
    ] {
        let answer = them
            .ask(json!({"type": "add_seconds", "on": on, "seconds": seconds}))
            .await;
        assert!(
            answer["code"] == "conflict" || answer["code"] == "bad_message",
            "{seconds}: {answer}"
        );
    }
    them.done(json!({"type": "pause", "on": on})).await;
    assert_eq!(
        them.refused(json!({"type": "pause", "on": on})).await,
        "is_paused"
    );
    them.done(json!({"type": "stop_round", "on": on})).await;
    let over = them.ask(json!({"type": "next_step", "on": on})).await;
    assert_eq!(over["code"], "conflict", "{over}");
    assert_eq!(
        them.ask(json!({"type": "open_rooms", "in_seconds": 1_000_000_000}))
            .await["type"],
        "error"
    );
    settle(them).await;
    settle(&mut scene.bystander).await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a53_a_command_sent_again_is_done_once() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let id = Uuid::now_v7().to_string();
    let say = json!({"type": "say", "text": "once"});
    eve.send_as(&id, say.clone()).await;
    let first = eve.answer(&id).await;
    eve.send_as(&id, say.clone()).await;
    assert_eq!(eve.answer(&id).await, first);
    // The id stands for what it did, whatever it is sent with.
    eve.send_as(&id, json!({"type": "raise_hand"})).await;
    assert_eq!(eve.answer(&id).await, first);
    // On another connection, and many at once.
    let mut again = scene.eve().await;
    for _ in 0..5 {
        again.send_as(&id, say.clone()).await;
    }
    for _ in 0..5 {
        assert_eq!(again.answer(&id).await, first);
    }
    let heard = settle(&mut scene.bystander).await;
    let said = heard
        .iter()
        .flat_map(|message| message["changes"].as_array().cloned().unwrap_or_default());
    let said: Vec<_> = said.filter(|change| change["slice"] == "chat").collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        !heard
            .iter()
            .any(|message| message.to_string().contains("\"hands\":[{"))
    );
    settle(&mut scene.facilitator).await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a54_command_ids_of_others_are_not_ones_own() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let id = Uuid::now_v7().to_string();
    scene
        .bystander
        .send_as(&id, json!({"type": "say", "text": "mine"}))
        .await;
    let theirs = scene.bystander.answer(&id).await;
    eve.send_as(&id, json!({"type": "say", "text": "mine too"})).await;
    let own = eve.answer(&id).await;
    assert_eq!((&theirs["type"], &own["type"]), (&json!("done"), &json!("done")));
    assert!(own["seq"].as_u64() > theirs["seq"].as_u64());
    // Using up somebody's ids before them takes nothing from them.
    let next = Uuid::now_v7().to_string();
    eve.send_as(&next, json!({"type": "raise_hand"})).await;
    eve.answer(&next).await;
    scene
        .bystander
        .send_as(&next, json!({"type": "raise_hand"}))
        .await;
    assert_eq!(scene.bystander.answer(&next).await["type"], "done");
    settle(&mut scene.bystander).await;
    settle(&mut scene.facilitator).await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a60_a_flood_is_slowed_then_ended_and_nobody_elses() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    for _ in 0..300 {
        eve.say(&command("{\"type\":\"say\",\"text\":\"flood\"}")).await;
    }
    let slowed = eve.wait(|message| message["code"] == "rate_limited").await;
    assert!(slowed["retry_after_ms"].as_u64().unwrap() > 0);
    assert_eq!(eve.closed().await.0, 4429);
    let answer = scene
        .bystander
        .ask(json!({"type": "say", "text": "and I may speak"}))
        .await;
    assert_eq!(answer["type"], "done");
    settle(&mut scene.bystander).await;
    settle(&mut scene.facilitator).await;
    scene.is_unharmed().await;
}
