//! Boards through the whole server: who gets in, and who may write.

use protocol::ids::MeetingId;
use serde_json::json;
use server::boards::{Claims, ticket, wire};
use uuid::Uuid;

use super::board_socket::{BoardSocket, ask_ticket, board_of};
use super::raw::upgrade;
use super::rooms::Rooms;
use super::scene::{Scene, settle};
use crate::support::Person;
use crate::support::http;

/// The id of a room's board, which its people know.
async fn board_in(person: &Person, room: &str) -> String {
    let looking = Person::connect(person.address, &person.meeting, &person.secret).await;
    board_of(&looking, room)
}

fn notebook(person: &Person) -> String {
    person.view["me"]["notebook"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a01_a08_a16_a58_the_way_to_a_board_is_guarded_like_the_other() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let board = board_of(&eve, &eve.main_room());
    let ticket = ask_ticket(&mut eve, &board).await.unwrap();
    let path = format!("/api/boards/{board}?ticket={ticket}");
    let host = scene.server.address.to_string();
    for (headers, status, code) in [
        (vec![], 101, ""),
        (
            vec![("Origin", "https://evil.example")],
            403,
            "origin_not_allowed",
        ),
        (vec![("Origin", "null")], 403, "origin_not_allowed"),
        (vec![("Cookie", "a=b")], 403, "origin_not_allowed"),
        (vec![("Host", "evil.example")], 421, "wrong_host"),
        (vec![("Sec-WebSocket-Key", "")], 400, "bad_handshake"),
        (vec![("Sec-WebSocket-Key", "c2hvcnQ=")], 400, "bad_handshake"),
        (vec![("Upgrade", "")], 400, "bad_handshake"),
        (vec![("Sec-WebSocket-Version", "8")], 426, "websocket_version"),
    ] {
        let answer = http::raw(scene.server.address, upgrade(&path, &host, &headers).as_bytes()).await;
        assert_eq!(answer.status, status, "{headers:?}: {answer:?}");
        if status != 101 {
            assert_eq!(answer.code(), code, "{headers:?}");
            assert!(!answer.body.contains(&ticket));
        }
    }
    for (path, status) in [
        (format!("/api/boards/{board}?token={ticket}"), 400),
        (
            format!("/api/boards/{board}?ticket={ticket}&secret={}", scene.secret),
            400,
        ),
        (
            format!("/api/boards/{board}?ticket={ticket}&ticket={ticket}"),
            400,
        ),
        (format!("/api/boards/..%2f..%2f{board}?ticket={ticket}"), 404),
        (
            format!("/api/boards/{board}/../../etc/passwd?ticket={ticket}"),
            404,
        ),
        (format!("/api/boards/'%20OR%201=1?ticket={ticket}"), 404),
    ] {
        let answer = http::raw(scene.server.address, upgrade(&path, &host, &[]).as_bytes()).await;
        assert_eq!(answer.status, status, "{path}: {answer:?}");
        assert!(answer.header("content-security-policy").is_some());
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a19_a23_tickets_are_for_one_board_and_one_minute() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let board = board_of(&eve, &eve.main_room());
    let own = notebook(&eve);
    let good = ask_ticket(&mut eve, &board).await.unwrap();
    let for_notebook = ask_ticket(&mut eve, &own).await.unwrap();
    // Good for several uses: stock providers replay it.
    for client in 500..503 {
        BoardSocket::connect(&eve, &board, &good, client)
            .await
            .settle()
            .await;
    }
    let meeting: MeetingId = scene.meeting.id.parse().unwrap();
    let store = &scene.server.app.store;
    let (key, now) = (store.secret_key().await.unwrap(), store.now().await.unwrap());
    let claims = |person: &str, board: &str| Claims {
        person: person.parse().unwrap(),
        board: board.parse().unwrap(),
        meeting: meeting.0,
    };
    let flipped = {
        let mut bytes = good.clone().into_bytes();
        bytes[30] = if bytes[30] == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).unwrap()
    };
    let elsewhere = ticket::issue(&[0; 32], claims(&eve.id, &board), now);
    let for_nobody = ticket::issue(&key, claims(&Uuid::now_v7().to_string(), &board), now);
    let of_no_board = Uuid::now_v7().to_string();
    let unknown = ticket::issue(&key, claims(&eve.id, &of_no_board), now);
    for (what, board, ticket, code) in [
        ("none", &board, "", 4401),
        ("junk", &board, "x", 4401),
        ("a link", &board, scene.meeting.facilitator_link.as_str(), 4401),
        ("one's own secret", &board, scene.secret.as_str(), 4401),
        ("forged", &board, flipped.as_str(), 4401),
        ("under another key", &board, elsewhere.as_str(), 4401),
        ("for another board", &board, for_notebook.as_str(), 4401),
        ("for another board", &own, good.as_str(), 4401),
        ("for somebody who is not here", &board, for_nobody.as_str(), 4403),
        ("for a board that is none", &of_no_board, unknown.as_str(), 4404),
    ] {
        let mut socket = BoardSocket::connect(&eve, board, ticket, 510).await;
        assert_eq!(socket.closed().await, code, "{what}");
    }
    let past = ticket::issue(&key, claims(&eve.id, &board), now - 61_000);
    let mut socket = BoardSocket::connect(&eve, &board, &past, 511).await;
    assert_eq!(socket.closed().await, 4501);
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a48_boards_of_other_rooms_and_notebooks_stay_shut() {
    let mut rooms = Rooms::set().await;
    let b = board_in(&rooms.other, &rooms.b).await;
    let mains = board_in(&rooms.scene.bystander, &rooms.main).await;
    let notebooks = [notebook(&rooms.other), notebook(&rooms.scene.bystander)];
    for person in [
        &mut rooms.participant,
        &mut rooms.presenter,
        &mut rooms.room_facilitator,
        &mut rooms.observer,
    ] {
        for board in [
            &b,
            &mains,
            &notebooks[0],
            &notebooks[1],
            &Uuid::now_v7().to_string(),
        ] {
            assert_eq!(
                ask_ticket(person, board).await,
                Err("forbidden".to_owned()),
                "{board}"
            );
        }
    }
    // A notebook is its owner's alone.
    for board in &notebooks {
        assert_eq!(
            ask_ticket(&mut rooms.scene.facilitator, board).await,
            Err("forbidden".to_owned())
        );
    }
    // Of another meeting, even to its facilitators.
    let other = rooms.scene.server.create().await;
    let mut host = rooms.scene.server.facilitator(&other, "Hanna").await;
    for board in [&b, &mains, &notebooks[0]] {
        assert_eq!(ask_ticket(&mut host, board).await, Err("forbidden".to_owned()));
    }
    settle(&mut rooms.scene.facilitator).await;
    rooms.scene.bystander.unread();
    rooms.scene.is_unharmed().await;
}

#[tokio::test]
async fn a24_leaving_a_room_or_the_meeting_closes_its_board() {
    let mut rooms = Rooms::set().await;
    let a = board_in(&rooms.participant, &rooms.a).await;
    let main = rooms.main.clone();
    let ticket = ask_ticket(&mut rooms.participant, &a).await.unwrap();
    let mut moved = BoardSocket::join(&mut rooms.participant, &a, 601).await;
    let mut removed = BoardSocket::join(&mut rooms.room_facilitator, &a, 602).await;
    let their_ticket = ask_ticket(&mut rooms.room_facilitator, &a).await.unwrap();
    let mut stays = BoardSocket::join(&mut rooms.presenter, &a, 603).await;
    let (who, out) = (rooms.participant.id.clone(), rooms.room_facilitator.id.clone());
    let host = &mut rooms.scene.facilitator;
    host.done(json!({"type": "move", "people": [who], "room": main}))
        .await;
    assert_eq!(moved.closed().await, 4403);
    host.done(json!({"type": "remove_person", "person": out})).await;
    assert_eq!(removed.closed().await, 4403);
    // The tickets are good for a minute, and for nothing.
    for (person, ticket) in [
        (&rooms.participant, &ticket),
        (&rooms.room_facilitator, &their_ticket),
    ] {
        let mut again = BoardSocket::connect(person, &a, ticket, 604).await;
        assert_eq!(again.closed().await, 4403);
    }
    stays.settle().await;
    let write = stays.page.add_note("n", "still here");
    stays.update(&write).await;
    stays.until("saved", |stays| stays.saved > 0).await;
}

#[tokio::test]
async fn a70_a_client_id_is_its_pages_before_it_writes() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let board = board_of(&eve, &eve.main_room());
    let mut paul = BoardSocket::join(&mut scene.bystander, &board, 11).await;
    paul.send(wire::awareness([(11, 1, Some("{}"))].into_iter()))
        .await;
    paul.settle().await;
    // Eve was told of the id as everybody is, and is quicker to write than Paul.
    let mut theft = BoardSocket::join(&mut eve, &board, 5).await;
    theft.update(&[1, 1, 11, 0, 0, 1, 0]).await;
    assert_eq!(theft.closed().await, 4400);
    let note = paul.page.add_note("n", "mine");
    paul.update(&note).await;
    paul.until("saved", |paul| paul.saved > 0).await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn s6_nobody_puts_words_into_a_mouth_on_the_way_to_the_digest() {
    let mut rooms = Rooms::set().await;
    let board = rooms.boards[&rooms.a].clone();
    let mut presenter = BoardSocket::join(&mut rooms.presenter, &board, 71).await;
    let note = presenter.page.add_note("n", "what was written");
    presenter.update(&note).await;
    presenter.until("saved", |presenter| presenter.saved == 1).await;
    // A room's own people may copy, and say other words than those that stand there.
    let forged = json!([{"id": "n", "text": "what was never written", "color": "pink"}]);
    let person = &mut rooms.participant;
    let gone = json!([{"id": "n"}, {"id": "never", "text": "nor this"}]);
    let refused = person
        .ask(json!({"type": "copy_to_digest", "board": board, "notes": gone}))
        .await;
    assert_eq!(refused["reason"], "no_note", "{refused}");
    person
        .done(json!({"type": "copy_to_digest", "board": board, "notes": forged}))
        .await;
    let path = format!("/api/meetings/{}/record.json", rooms.scene.meeting.id);
    let bearer = format!("Bearer {}", rooms.scene.facilitator.secret);
    // The digest is filled by whatever opens it.
    let record = rooms
        .scene
        .server
        .get(&path, &[("Authorization", &bearer)])
        .await
        .json();
    let of_main = record["rooms"]
        .as_array()
        .unwrap()
        .iter()
        .find(|room| room["number"] == 0);
    let digest = &of_main.unwrap()["boards"][0]["sections"][0]["notes"];
    assert_eq!(digest[0]["text"], "what was written", "{record}");
    assert_eq!(digest.as_array().unwrap().len(), 1);
    assert!(!record.to_string().contains("never written"));
}

#[tokio::test]
async fn a46_whoever_may_not_write_changes_nothing_on_the_board() {
    let mut rooms = Rooms::set().await;
    let a = board_in(&rooms.presenter, &rooms.a).await;
    let mut presenter = BoardSocket::join(&mut rooms.presenter, &a, 701).await;
    let first = presenter.page.add_note("n", "mine");
    presenter.update(&first).await;
    presenter.until("saved", |presenter| presenter.saved > 0).await;
    for (client, person) in [(702, &mut rooms.observer), (703, &mut rooms.participant)] {
        let mut silent = BoardSocket::join(person, &a, client).await;
        silent.until("told", |silent| silent.write.is_some()).await;
        if silent.write == Some(true) {
            // The step lets the group write: then it is no attack.
            continue;
        }
        silent.until_text("n", "mine").await;
        let write = silent.page.write("n", 0, "not ");
        silent.update(&write).await;
        let added = silent.page.add_note("x", "not mine");
        silent.update(&added).await;
        silent.settle().await;
    }
    assert_eq!(presenter.write, Some(true));
    let mut late = BoardSocket::join(&mut rooms.scene.facilitator, &a, 704).await;
    late.until_text("n", "mine").await;
    assert_eq!(late.page.text("x"), None);
    // A meeting that is over is read, not written.
    rooms.scene.facilitator.done(json!({"type": "end_meeting"})).await;
    presenter
        .until("told", |presenter| presenter.write == Some(false))
        .await;
    let write = presenter.page.write("n", 0, "late ");
    presenter.update(&write).await;
    presenter.settle().await;
    let mut after = BoardSocket::join(&mut rooms.scene.facilitator, &a, 705).await;
    after.until_text("n", "mine").await;
}

#[tokio::test]
async fn while_the_group_discusses_the_presenter_writes_nowhere() {
    let mut rooms = Rooms::set().await;
    let (a, on) = (
        board_in(&rooms.presenter, &rooms.a).await,
        json!({"plan": rooms.plan}),
    );
    let mut board = BoardSocket::join(&mut rooms.presenter, &a, 901).await;
    let first = board.page.add_note("n", "mine");
    board.update(&first).await;
    board.until("saved", |board| board.saved > 0).await;
    // On to the step in which the presenter listens.
    for step in 0.. {
        assert!(step < 40, "a step in which the group has the floor");
        let looking = Person::connect(
            rooms.presenter.address,
            &rooms.presenter.meeting,
            &rooms.presenter.secret,
        )
        .await;
        let rights = &looking.view["details"][&rooms.a]["rights"]["presenter"];
        if rights["chat"] == false && rights["write"] == false {
            break;
        }
        rooms
            .scene
            .facilitator
            .done(json!({"type": "next_step", "on": on}))
            .await;
    }
    let presenter = &mut rooms.presenter;
    assert_eq!(
        presenter
            .refused(json!({"type": "say", "text": "but I meant"}))
            .await,
        "not_your_floor"
    );
    let dilemma = json!({"type": "set_dilemma", "room": rooms.a, "focus_question": "but I meant"});
    assert_eq!(presenter.refused(dilemma).await, "not_your_floor");
    board.until("told", |board| board.write == Some(false)).await;
    let write = board.page.write("n", 0, "not ");
    board.update(&write).await;
    board.settle().await;
    // Nor on a connection that begins now.
    let mut again = BoardSocket::join(presenter, &a, 902).await;
    again.until("told", |again| again.write == Some(false)).await;
    let write = again.page.add_note("x", "but I meant");
    again.update(&write).await;
    again.settle().await;
    let mut late = BoardSocket::join(&mut rooms.participant, &a, 903).await;
    late.until_text("n", "mine").await;
    assert_eq!(late.page.text("x"), None);
    // The notebook is theirs all the same.
    let own = notebook(presenter);
    let mut private = BoardSocket::join(presenter, &own, 904).await;
    let note = private.page.add_note("n", "for later");
    private.update(&note).await;
    private.until("saved", |private| private.saved > 0).await;
}
