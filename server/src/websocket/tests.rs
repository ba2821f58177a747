use std::io::ErrorKind;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

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
            writer.feed(Frame::binary(long(size + round)));
        }
        writer.feed(Frame::text(Utf8Bytes::from(format!("round {round}"))));
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
    writer.feed(Frame::binary(long(8_000_000)));
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
    writer.feed(Frame::binary(long(8_000_000)));
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
