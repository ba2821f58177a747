use std::io::ErrorKind;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt, SinkExt, StreamExt};
use metrics::Histogram;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::outlet::outlet;
use super::{Frame, Reader, Writer, ends};

const MESSAGE_MAX: usize = 64 * 1024;

/// Our two ends and the other side, with small buffers between them.
async fn pair() -> (Reader, Writer, WebSocketStream<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let there = socket.connect(listener.local_addr().unwrap()).await.unwrap();
    let (here, _) = listener.accept().await.unwrap();
    let (reader, writer) = ends(here, &Bytes::new(), MESSAGE_MAX);
    let there = WebSocketStream::from_raw_socket(there, Role::Client, None).await;
    (reader, writer, there)
}

fn long(size: usize) -> Bytes {
    (0..size).map(|at| (at % 251) as u8).collect()
}

#[tokio::test]
async fn frames_of_every_size_come_whole_and_in_order() {
    let (_reader, mut writer, mut there) = pair().await;
    let sizes = [0, 1, 125, 126, 65_535, 65_536, 3_000_000];
    for round in 0..20 {
        for size in sizes {
            writer.feed(Frame::binary(&long(size + round)));
        }
        writer.feed(Frame::text(&format!("round {round}")));
    }
    let hearing = async {
        for round in 0..20 {
            for size in sizes {
                let heard = there.next().await.unwrap().unwrap();
                assert_eq!(heard, Message::Binary(long(size + round)));
            }
            let heard = there.next().await.unwrap().unwrap();
            assert_eq!(heard, Message::text(format!("round {round}")));
        }
    };
    let (written, ()) = tokio::join!(writer.flush(), hearing);
    written.unwrap();
}

#[tokio::test]
async fn a_ping_is_answered_and_never_in_the_middle_of_a_frame() {
    let (mut reader, mut writer, mut there) = pair().await;
    writer.feed(Frame::binary(&long(8_000_000)));
    // More than the kernel takes, so that it is given up half-way.
    assert!(timeout(Duration::from_millis(50), writer.flush()).await.is_err());
    there.send(Message::Ping(Bytes::from_static(b"?"))).await.unwrap();
    assert!(matches!(reader.recv().await, Some(Ok(Message::Ping(_)))));
    writer.answered().await;
    let hearing = async {
        assert_eq!(
            there.next().await.unwrap().unwrap(),
            Message::Binary(long(8_000_000))
        );
        assert_eq!(
            there.next().await.unwrap().unwrap(),
            Message::Pong(Bytes::from_static(b"?"))
        );
    };
    let (written, ()) = tokio::join!(writer.flush(), hearing);
    written.unwrap();
}

#[tokio::test]
async fn answers_to_whoever_asks_and_never_listens_have_a_bound() {
    let (mut reader, writer, mut there) = pair().await;
    for _ in 0..1_000 {
        there.send(Message::Ping(long(100))).await.unwrap();
        assert!(matches!(reader.recv().await, Some(Ok(Message::Ping(_)))));
    }
    assert!(writer.line.answers().len() <= super::ANSWER_BYTES_MAX);
}

#[tokio::test(start_paused = true)]
async fn a_reader_who_takes_nothing_is_given_up() {
    let (_reader, mut writer, _there) = pair().await;
    writer.feed(Frame::binary(&long(8_000_000)));
    let stalled = writer.flush().await;
    assert_eq!(stalled.unwrap_err().kind(), ErrorKind::TimedOut);
}

#[tokio::test]
async fn a_goodbye_is_answered_with_the_same_code() {
    let (mut reader, mut writer, mut there) = pair().await;
    writer.feed(Frame::close(4001, "why"));
    writer.flush().await.unwrap();
    let Message::Close(Some(close)) = there.next().await.unwrap().unwrap() else {
        panic!("no close");
    };
    assert_eq!((u16::from(close.code), close.reason.as_str()), (4001, "why"));

    let (mut reader_2, mut writer_2, mut there_2) = pair().await;
    there_2.close(None).await.unwrap();
    assert!(matches!(reader_2.recv().await, Some(Ok(Message::Close(_)))));
    writer_2.flush().await.unwrap();
    assert!(matches!(there_2.next().await, Some(Ok(Message::Close(_)))));

    drop(there);
    while let Some(Ok(_)) = reader.recv().await {}
    assert!(reader.recv().await.is_none());
}

#[tokio::test]
async fn a_message_that_is_too_long_is_not_waited_for() {
    let (mut reader, _writer, mut there) = pair().await;
    there.send(Message::Binary(long(MESSAGE_MAX))).await.unwrap();
    assert!(matches!(reader.recv().await, Some(Ok(Message::Binary(_)))));
    let sending = there.send(Message::Binary(long(MESSAGE_MAX + 1)));
    let (_, heard) = tokio::join!(sending, reader.recv());
    assert!(matches!(
        heard,
        Some(Err(tokio_tungstenite::tungstenite::Error::Capacity(_)))
    ));
}

/// Everything that an outlet may be told of is told.
fn all(_: super::outlet::Load) -> bool {
    true
}

#[tokio::test]
async fn what_others_say_is_written_without_the_task_of_the_connection() {
    let (_reader, writer, mut there) = pair().await;
    let (sender, mut receiver) = outlet(Histogram::noop());
    receiver.attach(&writer);
    for word in ["one", "two", "three"] {
        assert!(sender.put(Frame::text(word), word.len(), all));
    }
    sender.flush();
    for word in ["one", "two", "three"] {
        assert_eq!(there.next().await.unwrap().unwrap(), Message::text(word));
    }
}

#[tokio::test]
async fn what_the_line_does_not_take_is_left_to_its_task_and_then_all_is_as_before() {
    let (_reader, mut writer, mut there) = pair().await;
    let (sender, mut receiver) = outlet(Histogram::noop());
    receiver.attach(&writer);
    let size = 3_000_000;
    for part in 0..3 {
        assert!(sender.put(Frame::binary(&long(size + part)), size, all));
        sender.flush();
    }
    assert!(receiver.left().await);
    // What the task says itself breaks into no frame of others.
    writer.feed(Frame::text("own"));
    let hearing = async {
        let mut parts = Vec::new();
        while parts.len() < 4 {
            parts.push(there.next().await.unwrap().unwrap());
        }
        let own = parts.iter().position(|part| part.is_text()).unwrap();
        assert_eq!(parts.remove(own), Message::text("own"));
        for (part, heard) in parts.into_iter().enumerate() {
            assert_eq!(heard, Message::Binary(long(size + part)));
        }
    };
    let writing = async {
        for _ in 0..2 {
            receiver.feed(&writer);
            writer.flush().await.unwrap();
        }
    };
    tokio::join!(writing, hearing);
    receiver.feed(&writer);
    assert!(receiver.left().now_or_never().is_none());
    assert!(sender.put(Frame::text("again"), 5, all));
    sender.flush();
    assert_eq!(there.next().await.unwrap().unwrap(), Message::text("again"));
}

#[tokio::test]
async fn what_was_said_before_there_was_a_line_and_last_of_all_is_written() {
    let (_reader, mut writer, mut there) = pair().await;
    let (sender, mut receiver) = outlet(Histogram::noop());
    sender.put(Frame::text("early"), 5, all);
    sender.flush();
    receiver.attach(&writer);
    assert!(receiver.left().await);
    receiver.feed(&writer);
    writer.flush().await.unwrap();
    assert_eq!(there.next().await.unwrap().unwrap(), Message::text("early"));
    receiver.feed(&writer);
    sender.put(Frame::text("last"), 4, all);
    drop(sender);
    assert!(receiver.left().await);
    receiver.feed(&writer);
    writer.flush().await.unwrap();
    assert_eq!(there.next().await.unwrap().unwrap(), Message::text("last"));
    receiver.feed(&writer);
    assert!(!receiver.left().await);
}

#[tokio::test]
async fn nothing_follows_a_goodbye_and_the_line_ends_with_its_task() {
    let (reader, mut writer, mut there) = pair().await;
    let (sender, mut receiver) = outlet(Histogram::noop());
    receiver.attach(&writer);
    receiver.stop();
    writer.feed(Frame::close(4001, "why"));
    writer.flush().await.unwrap();
    assert!(sender.put(Frame::text("late"), 4, all));
    sender.flush();
    let Message::Close(Some(close)) = there.next().await.unwrap().unwrap() else {
        panic!("no close");
    };
    assert_eq!(u16::from(close.code), 4001);
    drop((reader, writer));
    assert!(there.next().await.is_none_or(|end| end.is_err()));
}

#[tokio::test]
async fn what_waits_counts_until_it_is_taken() {
    let (sender, mut receiver) = outlet(Histogram::noop());
    let two = |load: super::outlet::Load| load.frames < 2 && load.bytes < 10;
    assert!(sender.put(Frame::text("one"), 3, two));
    assert!(sender.put(Frame::text("two"), 7, two));
    assert!(!sender.put(Frame::text("three"), 5, two));
    assert_eq!(receiver.next().await, Some(Frame::text("one")));
    assert!(sender.put(Frame::text("three"), 5, two));
    drop(sender);
    assert_eq!(receiver.next().await, Some(Frame::text("two")));
    assert_eq!(receiver.next().await, Some(Frame::text("three")));
    assert_eq!(receiver.next().await, None);
}
