//! Bytes that are no board's, on a board's socket.

use bytes::{BufMut, Bytes, BytesMut};
use server::boards::lib0::{put_buffer, put_uint};
use server::boards::{limits, wire};

use super::board_socket::{BoardSocket, ask_ticket, board_of};
use super::raw::{RawSocket, header};
use super::scene::Scene;
use crate::fixtures::{Forge, Random, forged_note};

/// Frames that are no board's, by case.
fn hostile() -> Vec<(&'static str, Bytes)> {
    let client = 5;
    let mut frames = Vec::new();
    let mut not_utf8 = forged_note(client);
    not_utf8.under(Some((client, 1)), None, 4, &[2, 0xc3, 0x28]);
    frames.push(("A62", wire::update(&not_utf8.update(client, 0))));
    for depth in [7_000, 32_000] {
        let mut value = vec![1];
        value.extend(std::iter::repeat_n([117, 1], depth).flatten());
        value.push(126);
        let mut deep = forged_note(client);
        deep.under(Some((client, 0)), Some("x"), 8, &value);
        frames.push(("A63", wire::update(&deep.update(client, 0))));
    }
    let mut nested = forged_note(client);
    nested.under(Some((client, 0)), Some("deeper"), 7, &[1]);
    frames.push(("A64", wire::update(&nested.update(client, 0))));
    for claimed in [1u64 << 27, 1 << 28, 1 << 62] {
        let mut claim = BytesMut::new();
        put_uint(&mut claim, claimed);
        frames.push(("A66 update", wire::update(&claim)));
        frames.push(("A66 state vector", wire::step1(&claim)));
        let mut awareness = BytesMut::from(&[1][..]);
        put_buffer(&mut awareness, &claim);
        frames.push(("A66 awareness", awareness.freeze()));
    }
    let overflow = [0x01, 0x25, 0x02, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00, 0x27];
    frames.push(("A67", wire::update(&overflow)));
    let mut other_root = BytesMut::new();
    other_root.put_slice(&[1, 1, 5, 0, 0x24, 1]);
    put_buffer(&mut other_root, b"elsewhere");
    put_buffer(&mut other_root, b"k");
    other_root.put_slice(&[1, b'x', 0]);
    frames.push(("another root", wire::update(&other_root)));
    frames
}

#[tokio::test]
async fn a62_a63_a64_a66_a67_bytes_that_are_no_boards() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let board = board_of(&eve, &eve.main_room());
    let mut paul = BoardSocket::join(&mut scene.bystander, &board, 11).await;
    let mut fatima = BoardSocket::join(&mut scene.facilitator, &board, 22).await;
    let note = paul.page.add_note("n", "");
    paul.update(&note).await;
    let mut typed = String::new();
    for (round, (what, frame)) in (0..).zip(hostile()) {
        let mut socket = BoardSocket::join(&mut eve, &board, 1_000 + u64::from(round)).await;
        socket.send(frame).await;
        assert_eq!(socket.closed().await, 4400, "{what}");
        let write = paul.page.write("n", round, "x");
        paul.update(&write).await;
        typed.push('x');
        fatima.until_text("n", &typed).await;
    }
    BoardSocket::join(&mut eve, &board, 99)
        .await
        .until_text("n", &typed)
        .await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a65_a68_the_next_join_works_whatever_was_sent() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let board = board_of(&eve, &eve.main_room());
    let mut paul = BoardSocket::join(&mut scene.bystander, &board, 11).await;
    let note = paul.page.add_note("n", "whole");
    paul.update(&note).await;
    paul.until("saved", |paul| paul.saved > 0).await;
    // Elements that rest on what never comes.
    let mut far = Forge::default();
    far.after((5, 900), 4, &[1, b'x']);
    let mut socket = BoardSocket::join(&mut eve, &board, 5).await;
    for _ in 0..40 {
        socket.update(&far.update(5, 1_000)).await;
    }
    // Passed over, never kept; what claims to be the whole and lacks something is counted.
    socket.settle().await;
    for _ in 0..=limits::MISSING_STRIKES {
        socket.send(wire::step2(&far.update(5, 1_000))).await;
    }
    assert_eq!(socket.closed().await, 4400);
    let mut random = Random::seeded(68);
    for round in 0..40 {
        let mut socket = BoardSocket::join(&mut eve, &board, 2_000 + round).await;
        let honest = socket.page.add_note(&format!("e{round}"), "e");
        socket.update(&random.mutate(&honest, &note)).await;
        BoardSocket::join(&mut scene.facilitator, &board, 3_000 + round)
            .await
            .until_text("n", "whole")
            .await;
    }
    let write = paul.page.write("n", 5, "!");
    paul.update(&write).await;
    BoardSocket::join(&mut scene.facilitator, &board, 4_000)
        .await
        .until_text("n", "whole!")
        .await;
    scene.is_unharmed().await;
}

/// Frames that are cheap to send and dear to keep or to answer, by case.
fn dear() -> Vec<(&'static str, Bytes)> {
    let many = |message: &[u8], count: usize| Bytes::from(message.repeat(count));
    let mut collected = BytesMut::from(&[1][..]);
    put_uint(&mut collected, 500_000);
    collected.put_slice(&[5, 0]);
    collected.put_slice(&[0, 1].repeat(500_000));
    collected.put_u8(0);
    let mut deleted = BytesMut::from(&[0, 1, 5][..]);
    put_uint(&mut deleted, 300_000);
    for index in 0..300_000 {
        put_uint(&mut deleted, 2 * index);
        deleted.put_u8(1);
    }
    deleted.truncate(limits::MERGE_UPDATE_MAX);
    let mut ids = BytesMut::new();
    put_uint(&mut ids, 7_300);
    for index in 0..7_300 {
        put_uint(&mut ids, 1);
        put_uint(&mut ids, limits::CLIENT_MAX - index);
        ids.put_slice(&[0, 0, 1]);
    }
    ids.put_u8(0);
    vec![
        ("a million questions for presence", many(&[3], 1024 * 1024)),
        (
            "a quarter of a million questions for the board",
            many(&[0, 0, 1, 0], 256 * 1024),
        ),
        ("one message too many", many(&[3], limits::MESSAGES_MAX + 1)),
        ("half a million elements", wire::step2(&collected)),
        ("as many deletions", wire::step2(&deleted)),
        ("thousands of client ids", wire::update(&ids)),
    ]
}

#[tokio::test]
async fn a66_a72_frames_that_are_cheap_to_send_and_dear_to_keep() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let board = board_of(&eve, &eve.main_room());
    let mut paul = BoardSocket::join(&mut scene.bystander, &board, 11).await;
    let note = paul.page.add_note("n", "");
    paul.update(&note).await;
    let mut typed = String::new();
    for (round, (what, frame)) in (0..).zip(dear()) {
        let mut socket = BoardSocket::join(&mut eve, &board, 1_000 + u64::from(round)).await;
        socket.send(frame).await;
        assert_eq!(socket.closed().await, 4400, "{what}");
        let write = paul.page.write("n", round, "x");
        paul.update(&write).await;
        typed.push('x');
        BoardSocket::join(&mut scene.facilitator, &board, 2_000 + u64::from(round))
            .await
            .until_text("n", &typed)
            .await;
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a19_a_refusal_arrives_whatever_was_said_before_it() {
    let mut scene = Scene::set().await;
    let eve = scene.eve().await;
    let board = board_of(&eve, &eve.main_room());
    let path = format!("/api/boards/{board}?ticket=x");
    // More than is read along with the request, so that bytes are left when it is refused.
    let said = vec![3; 1_000_000];
    let mut socket = RawSocket::open_saying(scene.server.address, &path, 0x82, &said).await;
    assert_eq!(socket.closed().await, 4401);
    assert!(socket.ends_in_order().await, "the connection was reset");
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a33_a41_frames_on_a_boards_socket_have_a_size_and_a_form() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let board = board_of(&eve, &eve.main_room());
    for (what, bytes, code) in [
        ("2^40", header(0x82, 1 << 40), 1009),
        ("2^62", header(0x82, 1 << 62), 1009),
        ("unmasked", vec![0x82, 1, 0], 1002),
        ("a reserved opcode", header(0x83, 0), 1002),
        ("a long ping", [header(0x89, 126), vec![0; 126]].concat(), 1002),
        ("text", header(0x81, 0), 1003),
    ] {
        let ticket = ask_ticket(&mut eve, &board).await.unwrap();
        let path = format!("/api/boards/{board}?ticket={ticket}");
        let mut socket = RawSocket::open_at(scene.server.address, &path, None).await;
        socket.bytes(&bytes).await;
        assert_eq!(socket.closed().await, code, "{what}");
    }
    scene.is_unharmed().await;
}
