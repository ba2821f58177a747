//! Rooms with a round: who is where, and that nothing of one room is heard in another.

use protocol::meeting::state::Role;
use serde_json::{Value, json};

use super::scene::{CANARY, Scene, settle};
use crate::support::Person;

/// Two rooms on one plan in its first step, where the presenter has the floor. Nobody is in a hurry.
pub struct Rooms {
    pub scene: Scene,
    pub main: String,
    pub a: String,
    pub b: String,
    pub plan: String,
    /// The first board of each room.
    pub boards: std::collections::BTreeMap<String, String>,
    /// In A: they present, they have a room facilitator's rights over A, they take part, they only see.
    pub presenter: Person,
    pub room_facilitator: Person,
    pub participant: Person,
    pub observer: Person,
    /// In B, and presents there.
    pub other: Person,
}

impl Rooms {
    pub async fn set() -> Self {
        let mut scene = Scene::set().await;
        let server = &scene.server;
        let mut presenter = server.participant(&scene.meeting, "Priya").await;
        let mut room_facilitator = server.participant(&scene.meeting, "Rosa").await;
        let mut participant = server.participant(&scene.meeting, "Pablo").await;
        let mut other = server.participant(&scene.meeting, "Olga").await;
        let mut observer = scene.with_role(Role::Observer, "Omar").await;
        let host = &mut scene.facilitator;
        host.done(json!({"type": "set_late_arrivals", "place": false}))
            .await;
        host.done(json!({"type": "create_rooms", "count": 2})).await;
        let looking = Person::connect(host.address, &host.meeting, &host.secret).await;
        let main = looking.main_room();
        let room = |number: u64| {
            let rooms = looking.view["rooms"].as_object().unwrap();
            let found = rooms.values().find(|room| room["number"] == number).unwrap();
            found["id"].as_str().unwrap().to_owned()
        };
        let (a, b) = (room(1), room(2));
        let details = looking.view["details"].as_object().unwrap();
        let boards = details
            .iter()
            .map(|(room, detail)| (room.clone(), detail["board"].as_str().unwrap().to_owned()))
            .collect();
        let place = |person: &Person, room: &str| json!({"person": person.id, "room": room});
        let people = [
            place(&presenter, &a),
            place(&participant, &a),
            place(&observer, &a),
            place(&other, &b),
        ];
        host.done(json!({"type": "assign", "people": people})).await;
        let named = json!({"type": "set_room_facilitator", "person": room_facilitator.id, "room": a});
        host.done(named).await;
        host.done(json!({"type": "open_rooms", "in_seconds": 0})).await;
        // The observer is nobody whom opening moves.
        host.ask(json!({"type": "move", "people": [observer.id], "room": a}))
            .await;
        host.done(json!({"type": "enter_room", "room": a})).await;
        let start =
            json!({"type": "start_round", "rooms": [a, b], "protocol": {"library": "consultancy-50"}});
        host.done(start).await;
        let started = host.change("plan", |_| true).await;
        let plan = started["plan"]["id"].as_str().unwrap().to_owned();
        for (room, person) in [(&a, &presenter), (&b, &other)] {
            host.done(json!({"type": "set_presenter", "room": room, "person": person.id}))
                .await;
        }
        host.done(json!({"type": "begin", "on": {"plan": plan}})).await;
        settle(host).await;
        settle(&mut scene.bystander).await;
        for person in [
            &mut presenter,
            &mut room_facilitator,
            &mut participant,
            &mut other,
            &mut observer,
        ] {
            settle(person).await;
        }
        Self {
            scene,
            main,
            a,
            b,
            plan,
            boards,
            presenter,
            room_facilitator,
            participant,
            observer,
            other,
        }
    }
}

/// What somebody has heard until now, change by change.
pub async fn heard(person: &mut Person) -> Vec<Value> {
    let messages = settle(person).await;
    let own = person.id.clone();
    let of_message = |message: Value| match message["changes"].as_array() {
        Some(changes) => changes.clone(),
        None => vec![message],
    };
    let changes = messages.into_iter().flat_map(of_message);
    // The settling itself is heard too.
    changes
        .filter(|change| change["person"]["id"] != json!(own))
        .collect()
}

/// All that can happen in room B without anybody coming or going; each thing says the canary where it has words.
async fn busy(rooms: &mut Rooms) {
    let b = rooms.b.clone();
    let other = &mut rooms.other;
    let id = other.id.clone();
    for command in [
        json!({"type": "say", "text": CANARY}),
        json!({"type": "raise_hand"}),
        json!({"type": "lower_hand"}),
        json!({"type": "call_for_help"}),
        json!({"type": "set_dilemma", "room": b, "title": CANARY, "focus_question": CANARY, "links": ["https://example.org/canary-7f3a"]}),
        json!({"type": "agree_sharing", "room": b, "level": "meeting"}),
        json!({"type": "agree_sharing", "room": b, "level": "room"}),
    ] {
        other.done(command).await;
    }
    for command in [
        json!({"type": "claim_help", "room": b}),
        json!({"type": "close_help", "room": b}),
        json!({"type": "set_voice", "links": [{"room": b, "link": "https://example.org/canary-7f3a"}]}),
        json!({"type": "announce", "rooms": [b], "text": CANARY}),
        json!({"type": "set_presenter", "room": b, "person": null}),
        json!({"type": "set_presenter", "room": b, "person": id}),
        json!({"type": "hold", "room": b}),
        json!({"type": "release", "room": b}),
        json!({"type": "next_step", "on": {"room": b}}),
    ] {
        let answer = rooms.scene.facilitator.ask(command.clone()).await;
        assert!(
            answer["type"] == "done" || answer["code"] == "conflict",
            "{command}: {answer}"
        );
    }
    let own = heard(&mut rooms.other).await;
    assert!(
        own.len() > 8 && json!(own).to_string().contains(CANARY),
        "the room itself hears: {own:?}"
    );
}

#[tokio::test]
async fn a48_not_one_frame_of_another_room() {
    let mut rooms = Rooms::set().await;
    busy(&mut rooms).await;
    for person in [
        &mut rooms.participant,
        &mut rooms.room_facilitator,
        &mut rooms.observer,
        &mut rooms.presenter,
        &mut rooms.scene.bystander,
    ] {
        // The settling of those before is a change of theirs.
        let heard = heard(person).await;
        let leaked: Vec<_> = heard
            .iter()
            .filter(|change| change["slice"] != "person")
            .collect();
        assert!(leaked.is_empty(), "{leaked:?}");
    }
    let (a, main) = (rooms.a.clone(), rooms.main.clone());
    for (person, own) in [
        (&rooms.participant, &a),
        (&rooms.room_facilitator, &a),
        (&rooms.observer, &a),
        (&rooms.scene.bystander, &main),
    ] {
        let again = Person::connect(person.address, &person.meeting, &person.secret).await;
        let view = &again.view;
        assert!(!view.to_string().contains(CANARY), "{view}");
        for slice in ["details", "chat"] {
            let shown: Vec<_> = view[slice].as_object().unwrap().keys().collect();
            assert!(shown.iter().all(|room| *room == own), "{slice}: {shown:?}");
        }
        assert_eq!(view["plans"], json!({}));
        assert_eq!(view["announcements"], json!([]));
        assert_eq!(
            view["definitions"].as_object().unwrap().len(),
            usize::from(own == &a)
        );
    }
}

#[tokio::test]
async fn a48_coming_back_tells_nothing_of_other_rooms_either() {
    let mut rooms = Rooms::set().await;
    let away = Person::connect(
        rooms.participant.address,
        &rooms.participant.meeting,
        &rooms.participant.secret,
    )
    .await;
    busy(&mut rooms).await;
    let mut back = away.resume().await;
    assert!(back.resumed);
    let heard = json!(settle(&mut back).await).to_string();
    assert!(!heard.contains(CANARY), "{heard}");
    // Through the other room and back while away: what is sent then is what may be seen then.
    let host = &mut rooms.scene.facilitator;
    let id = back.id.clone();
    for room in [&rooms.b, &rooms.a] {
        host.done(json!({"type": "move", "people": [id], "room": room}))
            .await;
    }
    let again = away.resume().await;
    assert!(!again.resumed);
    assert!(!again.view.to_string().contains(CANARY));
    assert_eq!(again.view["details"].as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn a48_what_one_saw_in_a_room_ends_with_leaving_it() {
    let mut rooms = Rooms::set().await;
    let (main, id) = (rooms.main.clone(), rooms.participant.id.clone());
    let host = &mut rooms.scene.facilitator;
    host.done(json!({"type": "move", "people": [id], "room": main}))
        .await;
    let moved = rooms
        .participant
        .wait(|message| message["type"] == "snapshot")
        .await;
    assert!(moved["view"]["details"].get(&rooms.a).is_none());
    settle(&mut rooms.participant).await;
    rooms.presenter.done(json!({"type": "say", "text": CANARY})).await;
    let heard = json!(heard(&mut rooms.participant).await).to_string();
    assert!(!heard.contains(CANARY), "{heard}");
}
