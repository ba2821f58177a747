//! A33, A37, A41 to A45, A51, A53, A54, A60: what is said.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::support::TestServer;
use crate::support::person::Closed;

#[tokio::test]
async fn a33_a_frame_that_claims_to_be_huge_is_refused_before_it_comes() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    for length in [1_u64 << 40, 1 << 62] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let request = format!(
            "GET /api/meetings/{}/socket HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            meeting.id, server.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        assert!(head.starts_with(b"HTTP/1.1 101"));
        let mut frame = vec![0x81, 0xff];
        frame.extend(length.to_be_bytes());
        frame.extend([1, 2, 3, 4]);
        stream.write_all(&frame).await.unwrap();
        let mut close = [0; 4];
        tokio::time::timeout(Duration::from_secs(10), stream.read_exact(&mut close))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(close[0], 0x88);
        assert_eq!(u16::from_be_bytes([close[2], close[3]]), 1009);
    }
}

#[tokio::test]
async fn a37_binary_is_not_spoken_here() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut eve = server.participant(&meeting, "Eve").await;
    eve.say_binary(b"{}").await;
    assert_eq!(eve.closed().await, Closed(1003));
}

#[tokio::test]
async fn a41_a_message_at_the_limit_is_read_and_one_byte_more_is_not() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut eve = server.participant(&meeting, "Eve").await;
    let padded = |length: usize| {
        let text = "{\"type\":\"time\",\"sent\":7,\"pad\":\"\"}";
        format!(
            "{{\"type\":\"time\",\"sent\":7,\"pad\":\"{}\"}}",
            "x".repeat(length - text.len())
        )
    };
    assert_eq!(padded(65_536).len(), 65_536);
    eve.say(&padded(65_536)).await;
    assert_eq!(eve.wait(|message| message["type"] == "time").await["sent"], 7.0);
    eve.say(&padded(65_537)).await;
    assert_eq!(eve.closed().await, Closed(1009));
}

#[tokio::test]
async fn a43_the_third_message_that_cannot_be_read_is_the_last() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bad = [
        "garbage",
        "{\"type\":\"time\",\"sent\":1,\"sent\":2}",
        &deep,
        "{\"type\":\"time\",\"sent\":NaN}",
        "{\"type\":\"time\",\"sent\":1e400}",
        "{\"type\":\"time\",\"sent\":\"\\ud800\"}",
        "{\"type\":\"command\",\"command_id\":99999999999999999999999999,\"command\":{\"type\":\"raise_hand\"}}",
        "",
        "[]",
    ];
    for three in bad.chunks(3) {
        let mut eve = server.participant(&meeting, "Eve").await;
        for text in three {
            eve.say(text).await;
            let error = eve.wait(|message| message["type"] == "error").await;
            assert_eq!(error["code"], "bad_message", "{text}");
            assert!(!error.to_string().contains("garbage"));
        }
        assert_eq!(eve.closed().await, Closed(4400));
    }
}

#[tokio::test]
async fn a44_an_unknown_command_is_bad_and_names_its_id() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut eve = server.participant(&meeting, "Eve").await;
    let answer = eve.ask(json!({"type": "become_facilitator"})).await;
    assert_eq!(answer["code"], "bad_message");
    eve.done(json!({"type": "raise_hand"})).await;
}

#[tokio::test]
async fn a45_forged_fields_are_ignored() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut eve = server.participant(&meeting, "Eve").await;
    let id = Uuid::now_v7().to_string();
    let forged = json!({
        "type": "command", "command_id": id, "person": facilitator.id, "user_id": facilitator.id, "seq": 1, "ts": 0,
        "command": {"type": "say", "text": "I am Fatima", "person": facilitator.id, "by": facilitator.id, "at": 0}
    });
    eve.say(&forged.to_string()).await;
    assert_eq!(eve.answer(&id).await["type"], "done");
    let change = facilitator.change("chat", |_| true).await;
    assert_eq!(change["message"]["person"], json!(eve.id));
    assert!(change["message"]["at"].as_i64().unwrap() > 1_000_000_000_000);
}

#[tokio::test]
async fn a51_states_cannot_be_skipped_and_numbers_have_bounds() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let main = facilitator.main_room();
    let on = json!({"room": main});
    let code = |answer: Value| answer["code"].as_str().unwrap_or("done").to_owned();
    for command in ["begin", "next_step", "back_step", "pause", "resume", "stop_round"] {
        let answer = facilitator.ask(json!({"type": command, "on": on})).await;
        assert_eq!(code(answer), "conflict", "{command}");
    }
    let start = json!({"type": "start_round", "rooms": [main], "protocol": {"library": "consultancy-20"}});
    facilitator.done(start.clone()).await;
    assert_eq!(code(facilitator.ask(start).await), "conflict");
    for seconds in [json!(1_000_000_000), json!(-1_000_000_000)] {
        let answer = facilitator
            .ask(json!({"type": "add_seconds", "on": on, "seconds": seconds}))
            .await;
        assert!(
            matches!(code(answer).as_str(), "conflict" | "bad_message"),
            "{seconds}"
        );
    }
    let wrong = facilitator
        .ask(json!({"type": "add_seconds", "on": on, "seconds": 1.5e300}))
        .await;
    assert_eq!(code(wrong), "bad_message");
    let wrong = facilitator
        .ask(json!({"type": "open_rooms", "in_seconds": -1}))
        .await;
    assert_eq!(code(wrong), "bad_message");
}

#[tokio::test]
async fn a53_a_command_sent_again_has_one_effect_and_one_answer() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let mut paul = server.participant(&meeting, "Paul").await;
    let id = Uuid::now_v7().to_string();
    let say = json!({"type": "say", "text": "once"});
    for _ in 0..3 {
        paul.send_as(&id, say.clone()).await;
    }
    let mut seqs = Vec::new();
    for _ in 0..3 {
        let answer = paul.answer(&id).await;
        assert_eq!(answer["type"], "done");
        seqs.push(answer["seq"].as_u64().unwrap());
    }
    assert!(seqs.iter().all(|seq| *seq == seqs[0]), "{seqs:?}");
    // Another socket of the same person, later.
    let mut again = paul.resume().await;
    again.send_as(&id, say).await;
    assert_eq!(again.answer(&id).await["seq"].as_u64(), Some(seqs[0]));
    facilitator.done(json!({"type": "say", "text": "last"})).await;
    let chat: Vec<Value> = {
        let fresh = crate::support::Person::connect(server.address, &meeting.id, &facilitator.secret).await;
        fresh.view["chat"][fresh.main_room()].as_array().unwrap().clone()
    };
    let texts: Vec<&str> = chat
        .iter()
        .map(|message| message["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, ["once", "last"]);
}

#[tokio::test]
async fn a54_a_command_id_of_another_person_is_another_command() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut paul = server.participant(&meeting, "Paul").await;
    let mut eve = server.participant(&meeting, "Eve").await;
    let id = Uuid::now_v7().to_string();
    paul.send_as(&id, json!({"type": "say", "text": "mine"})).await;
    let first = paul.answer(&id).await;
    eve.send_as(&id, json!({"type": "say", "text": "also mine"}))
        .await;
    let second = eve.answer(&id).await;
    assert_eq!(
        (&first["type"], &second["type"]),
        (&json!("done"), &json!("done"))
    );
    assert_ne!(first["seq"], second["seq"]);
}

#[tokio::test]
async fn a60_a_flood_is_slowed_down_then_cut_and_others_do_not_feel_it() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut paul = server.participant(&meeting, "Paul").await;
    let mut eve = server.participant(&meeting, "Eve").await;
    for _ in 0..200 {
        eve.send(json!({"type": "say", "text": "spam"})).await;
    }
    let limited = eve.wait(|message| message["code"] == "rate_limited").await;
    assert!(limited["retry_after_ms"].as_u64().unwrap() > 0);
    assert_eq!(eve.closed().await, Closed(4429));
    paul.done(json!({"type": "say", "text": "all is well"})).await;
}
