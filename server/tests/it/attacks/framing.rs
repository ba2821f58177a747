//! Bytes that are no WebSocket, and too many of them.

use serde_json::{Value, json};

use super::raw::{BINARY, CLOSE, Frame, PING, RawSocket, TEXT, header};
use super::scene::{CANARY, Scene, hello, settle};
use crate::support::Person;

const FIN: u8 = 0x80;

#[tokio::test]
async fn a30_a31_a32_a36_a37_a39_a40_broken_frames_close_with_a_code_that_says_why() {
    let mut scene = Scene::set().await;
    let unmasked = [FIN | TEXT, 2, b'{', b'}'];
    let mut socket = scene.raw_eve().await;
    socket.bytes(&unmasked).await;
    assert_eq!(socket.closed().await, 1002, "unmasked");
    let cases: [(&str, u8, Vec<u8>, u16); 9] = [
        ("a reserved bit", FIN | 0x40 | TEXT, b"{}".to_vec(), 1002),
        ("a reserved opcode", FIN | 3, b"{}".to_vec(), 1002),
        ("a reserved control opcode", FIN | 11, Vec::new(), 1002),
        ("a ping in parts", PING, Vec::new(), 1002),
        ("a long ping", FIN | PING, vec![0; 126], 1002),
        ("a continuation of nothing", FIN, b"{}".to_vec(), 1002),
        ("no UTF-8", FIN | TEXT, vec![b'"', 0xc3, 0x28, b'"'], 1007),
        ("binary", FIN | BINARY, b"{}".to_vec(), 1003),
        ("a close with one byte", FIN | CLOSE, vec![3], 1002),
    ];
    for (what, first, payload, code) in cases {
        let mut socket = scene.raw_eve().await;
        socket.frame(first, &payload).await;
        assert_eq!(socket.closed().await, code, "{what}");
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a33_a_frame_that_claims_the_world_is_refused_before_memory_is_taken() {
    let mut scene = Scene::set().await;
    for claimed in [64 * 1024 + 1, 1 << 31, 1 << 40, 1 << 62, u64::MAX >> 1] {
        for first in [FIN | TEXT, TEXT, FIN | BINARY] {
            let mut socket = scene.raw_eve().await;
            socket.bytes(&header(first, claimed)).await;
            assert_eq!(socket.closed().await, 1009, "{claimed} {first:x}");
            let mut early = RawSocket::open(scene.server.address, &scene.meeting.id).await;
            early.bytes(&header(first, claimed)).await;
            assert_eq!(early.closed().await, 1009, "{claimed} {first:x} before hello");
        }
    }
    // The highest bit must be zero.
    for claimed in [1 << 63, u64::MAX] {
        let mut socket = scene.raw_eve().await;
        socket.bytes(&header(FIN | TEXT, claimed)).await;
        let code = socket.closed().await;
        assert!(matches!(code, 1002 | 1009), "{claimed}: {code}");
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a34_one_message_in_too_many_parts() {
    let mut scene = Scene::set().await;
    let mut socket = scene.raw_eve().await;
    let mut parts = header(TEXT, 1);
    parts.push(b' ' ^ 1);
    let mut part = header(0, 1);
    part.push(b' ' ^ 1);
    for _ in 0..100_000 {
        parts.extend(&part);
    }
    socket.bytes(&parts).await;
    let code = socket.closed().await;
    assert!(matches!(code, 1008 | 1009), "{code}");
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a41_a_message_at_the_limit_is_read_and_one_byte_more_is_not() {
    let mut scene = Scene::set().await;
    let mut socket = scene.raw_eve().await;
    let ask = json!({"type": "time", "sent": 1.0}).to_string();
    let whole = format!("{ask}{}", " ".repeat(64 * 1024 - ask.len()));
    socket.text(&whole).await;
    let answer = loop {
        let message = socket.message().await;
        if message.contains("\"time\"") {
            break message;
        }
    };
    assert!(answer.contains("\"now\""));
    socket.text(&format!("{whole} ")).await;
    assert_eq!(socket.closed().await, 1009);
    // In two parts that are each within the limit.
    let mut socket = scene.raw_eve().await;
    socket.frame(TEXT, &vec![b' '; 40 * 1024]).await;
    socket.frame(FIN, &vec![b' '; 40 * 1024]).await;
    assert_eq!(socket.closed().await, 1009);
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a42_a_reader_that_never_reads_is_cut_and_hurts_nobody() {
    let mut scene = Scene::set().await;
    for name in ["Ana", "Ben", "Cleo", "Dan"] {
        let mut talker = scene.server.participant(&scene.meeting, name).await;
        for _ in 0..12 {
            talker
                .done(json!({"type": "say", "text": "\u{1f600}".repeat(2_000)}))
                .await;
        }
    }
    let link = &scene.meeting.facilitator_link;
    let secret = scene.server.join(&scene.meeting, link, "Stalled").await;
    let path = format!("/api/meetings/{}/socket", scene.meeting.id);
    let mut stalled = RawSocket::open_at(scene.server.address, &path, Some(4 * 1024)).await;
    stalled.text(&hello(&secret)).await;
    let welcome: Value = serde_json::from_str(&stalled.message().await).unwrap();
    let id = welcome["person"].clone();
    let host = &mut scene.facilitator;
    host.done(json!({"type": "create_rooms", "count": 1})).await;
    let looking = Person::connect(host.address, &host.meeting, &host.secret).await;
    let rooms: Vec<String> = looking.view["rooms"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    drop(looking);
    host.done(
        json!({"type": "assign", "people": [{"person": host.id, "room": rooms.iter().max().unwrap()}]}),
    )
    .await;
    host.done(json!({"type": "open_rooms", "in_seconds": 0})).await;
    // That they joined has been heard.
    settle(host).await;
    // Whoever is moved gets a whole snapshot: much to send, and nobody takes it.
    for turn in 0..50 {
        let room = &rooms[turn % 2];
        let answer = host
            .ask(json!({"type": "move", "people": [id], "room": room}))
            .await;
        assert!(
            answer["type"] == "done" || answer["reason"] == "nothing_to_do",
            "{answer}"
        );
    }
    // It counts as gone once its grace is over, which needs its session to have ended.
    let gone = |change: &Value| change["person"]["id"] == id && change["person"]["here"] == false;
    tokio::select! {
        _ = scene.facilitator.change("person", gone) => {}
        closed = scene.bystander.listen() => panic!("the bystander is out: {closed:?}"),
    }
    let code = stalled.closed().await;
    assert!(matches!(code, 4008 | 1006), "{code}");
    settle(&mut scene.facilitator).await;
    settle(&mut scene.bystander).await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a38_a_flood_of_pings_ends() {
    let mut scene = Scene::set().await;
    let mut socket = scene.raw_eve().await;
    let mut flood = Vec::new();
    for _ in 0..10_000 {
        flood.extend(header(FIN | PING, 0));
    }
    socket.bytes(&flood).await;
    let code = loop {
        match socket.next().await {
            Frame::Close(code) => break code,
            Frame::End => break 1006,
            Frame::Text(text) => assert!(!text.contains(CANARY)),
            Frame::Other(_) => {}
        }
    };
    assert!(matches!(code, 4429 | 1006), "{code}");
    scene.is_unharmed().await;
}
