//! F10: a reader who does not read is cut and comes back; the others do not wait for it.

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Person, TestServer};

#[tokio::test]
async fn f10_a_reader_who_does_not_read_is_cut_and_resumes() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let secret = server.join(&meeting, &meeting.join_link, "Slow").await;

    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = socket.connect(server.address).await.unwrap();
    let url = format!("ws://{}/api/meetings/{}/socket", server.address, meeting.id);
    let (mut slow, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
    let hello = json!({"type": "hello", "version": 1, "secret": secret});
    slow.send(Message::text(hello.to_string())).await.unwrap();

    // A room with long words: each change of the room carries them.
    let long = "𝒘".repeat(2_000);
    let main = facilitator.main_room();
    let links: Vec<String> = (0..10)
        .map(|n| format!("https://example.org/{n}/{}", "x".repeat(450)))
        .collect();
    facilitator
        .done(
            json!({"type": "set_dilemma", "room": main, "title": null, "focus_question": long,
            "restated_question": long, "links": links}),
        )
        .await;
    let mut others = Vec::new();
    for number in 0..6 {
        others.push(server.participant(&meeting, &format!("Other {number}")).await);
    }
    // Hands up and down: every one answered, though one reader reads nothing.
    for _ in 0..25 {
        for other in &mut others {
            other.done(json!({"type": "raise_hand"})).await;
            other.done(json!({"type": "lower_hand"})).await;
        }
    }
    let mut code = None;
    while let Some(message) = slow.next().await {
        match message {
            Ok(Message::Close(frame)) => {
                code = frame.map(|frame| u16::from(frame.code));
                break;
            }
            Ok(_) => {}
            Err(_) => break,
        }
    }
    assert!(matches!(code, Some(4008) | None), "{code:?}");
    let back = Person::connect(server.address, &meeting.id, &secret).await;
    assert_eq!(back.view["people"].as_object().unwrap().len(), 8);
}
