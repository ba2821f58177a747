//! A46 to A48: who may do what, and who sees what.

use serde_json::{Value, json};

use crate::support::TestServer;

/// Everything that only facilitators may do, on this room and this person.
fn facilitators_verbs(room: &str, person: &str) -> Vec<Value> {
    let on = json!({"room": room});
    vec![
        json!({"type": "retitle", "title": "Mine now"}),
        json!({"type": "create_rooms", "count": 1}),
        json!({"type": "remove_room", "room": room}),
        json!({"type": "name_room", "room": room, "name": "Mine"}),
        json!({"type": "set_voice", "links": [{"room": room, "link": "https://evil.example"}]}),
        json!({"type": "assign", "people": [{"person": person, "room": room}]}),
        json!({"type": "assign_randomly", "size": 2}),
        json!({"type": "open_rooms", "in_seconds": 0}),
        json!({"type": "bring_back", "in_seconds": 0}),
        json!({"type": "cancel_countdown"}),
        json!({"type": "move", "people": [person], "room": room}),
        json!({"type": "enter_room", "room": room}),
        json!({"type": "announce", "text": "I say"}),
        json!({"type": "set_room_facilitator", "person": person, "room": room}),
        json!({"type": "set_late_arrivals", "place": false}),
        json!({"type": "start_round", "protocol": {"library": "consultancy-20"}}),
        json!({"type": "begin", "on": on}),
        json!({"type": "next_step", "on": on}),
        json!({"type": "back_step", "on": on}),
        json!({"type": "pause", "on": on}),
        json!({"type": "resume", "on": on}),
        json!({"type": "add_seconds", "on": on, "seconds": 30}),
        json!({"type": "hold", "room": room}),
        json!({"type": "release", "room": room}),
        json!({"type": "stop_round", "on": on}),
        json!({"type": "set_presenter", "room": room, "person": person}),
        json!({"type": "claim_help", "room": room}),
        json!({"type": "remove_person", "person": person}),
        json!({"type": "end_meeting"}),
    ]
}

#[tokio::test]
async fn a46_a_participant_is_refused_every_verb_of_facilitators() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut eve = server.participant(&meeting, "Eve").await;
    facilitator
        .done(json!({"type": "create_rooms", "count": 2}))
        .await;
    let main = facilitator.main_room();
    let start = json!({"type": "start_round", "rooms": [main], "protocol": {"library": "consultancy-20"}});
    facilitator.done(start).await;
    let seq_before = facilitator.done(json!({"type": "say", "text": "before"})).await;
    for command in facilitators_verbs(&main, &facilitator.id) {
        let answer = eve.ask(command.clone()).await;
        assert_eq!(answer["code"], "forbidden", "{command} got {answer}");
    }
    // Nothing of it happened.
    let seq_after = facilitator.done(json!({"type": "say", "text": "after"})).await;
    assert_eq!(seq_after, seq_before + 1);
}

#[tokio::test]
async fn a47_a_room_facilitator_reaches_no_other_room() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut rita = server.participant(&meeting, "Rita").await;
    let paul = server.participant(&meeting, "Paul").await;
    facilitator
        .done(json!({"type": "create_rooms", "count": 2}))
        .await;
    let rooms = breakouts(&server, &facilitator).await;
    let people = json!([{"person": rita.id, "room": rooms[0]}, {"person": paul.id, "room": rooms[1]}]);
    facilitator
        .done(json!({"type": "assign", "people": people}))
        .await;
    facilitator
        .done(json!({"type": "set_room_facilitator", "person": rita.id, "room": rooms[0]}))
        .await;
    facilitator
        .done(json!({"type": "open_rooms", "in_seconds": 0}))
        .await;
    let start = json!({"type": "start_round", "rooms": rooms, "protocol": {"library": "consultancy-20"}});
    facilitator.done(start).await;
    for room in [rooms[1].clone(), facilitator.main_room()] {
        let on = json!({"room": room});
        for command in [
            json!({"type": "begin", "on": on}),
            json!({"type": "next_step", "on": on}),
            json!({"type": "add_seconds", "on": on, "seconds": 30}),
            json!({"type": "hold", "room": room}),
            json!({"type": "set_presenter", "room": room, "person": paul.id}),
            json!({"type": "stop_round", "on": on}),
            json!({"type": "set_dilemma", "room": room, "title": "Mine"}),
            json!({"type": "start_round", "rooms": [room], "protocol": {"library": "consultancy-20"}}),
        ] {
            if room != rooms[1] && command["type"] == "set_presenter" {
                // The main room has no round: that is said first, to everyone alike.
                continue;
            }
            let answer = rita.ask(command.clone()).await;
            assert_eq!(answer["code"], "forbidden", "{command} got {answer}");
        }
    }
    // In the own room it works.
    rita.done(json!({"type": "set_presenter", "room": rooms[0], "person": rita.id}))
        .await;
}

#[tokio::test]
async fn a48_nothing_of_another_room_is_sent_and_its_board_stays_closed() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut paul = server.participant(&meeting, "Paul").await;
    let mut eve = server.participant(&meeting, "Eve").await;
    facilitator
        .done(json!({"type": "create_rooms", "count": 2}))
        .await;
    let rooms = breakouts(&server, &facilitator).await;
    let people = json!([{"person": paul.id, "room": rooms[0]}, {"person": eve.id, "room": rooms[1]}]);
    facilitator
        .done(json!({"type": "assign", "people": people}))
        .await;
    facilitator
        .done(json!({"type": "open_rooms", "in_seconds": 0}))
        .await;
    let fresh = crate::support::Person::connect(server.address, &meeting.id, &facilitator.secret).await;
    let board = fresh.view["details"][&rooms[0]]["board"]
        .as_str()
        .unwrap()
        .to_owned();

    paul.done(json!({"type": "say", "text": "between us"})).await;
    facilitator
        .done(json!({"type": "set_dilemma", "room": rooms[0], "focus_question": "our question"}))
        .await;
    paul.done(json!({"type": "raise_hand"})).await;
    facilitator
        .done(json!({"type": "announce", "rooms": [rooms[0]], "text": "only you"}))
        .await;
    facilitator
        .done(json!({"type": "announce", "text": "everyone"}))
        .await;

    eve.say(&json!({"type": "ticket", "board": board}).to_string())
        .await;
    let mut seen = String::new();
    loop {
        let message = eve.next().await.unwrap();
        seen.push_str(&message.to_string());
        if message["type"] == "error" {
            assert_eq!(message["code"], "forbidden");
            break;
        }
    }
    assert!(seen.contains("everyone"));
    for secret in ["between us", "our question", "only you", &board] {
        assert!(!seen.contains(secret), "{secret} leaked");
    }
    assert_eq!(eve.view["details"].as_object().unwrap().len(), 1);
}

/// The ids of the breakout rooms, by number.
async fn breakouts(server: &TestServer, facilitator: &crate::support::Person) -> Vec<String> {
    let fresh =
        crate::support::Person::connect(server.address, &facilitator.meeting, &facilitator.secret).await;
    let mut rooms: Vec<(u64, String)> = fresh.view["rooms"]
        .as_object()
        .unwrap()
        .values()
        .map(|room| {
            (
                room["number"].as_u64().unwrap(),
                room["id"].as_str().unwrap().to_owned(),
            )
        })
        .filter(|(number, _)| *number > 0)
        .collect();
    rooms.sort();
    rooms.into_iter().map(|(_, id)| id).collect()
}
