//! The limit that everything else is held against: a bare broadcaster on tokio-tungstenite without permissions, storage or names.
//!
//! One frame is made for all of a room and written to each socket as it is; what waits for a socket goes in one write.

use crate::report::line;
use anyhow::Context as _;
use futures_util::StreamExt as _;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::frame::{BINARY, put_unmasked};
use crate::light::READ_BUFFER;
use crate::shared::lock;

/// Frames that may wait for one socket; one that is slower ends.
const WAITING_MAX: usize = 4096;
/// Bytes that go in one write.
const WRITE_BYTES: usize = 64 * 1024;

type Rooms = Mutex<HashMap<String, broadcast::Sender<Arc<[u8]>>>>;

/// Serves until it is killed.
pub(crate) async fn serve(address: &str) -> anyhow::Result<bool> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} is not free"))?;
    let rooms = Arc::new(Rooms::default());
    loop {
        let (stream, _) = listener.accept().await?;
        let rooms = Arc::clone(&rooms);
        tokio::spawn(async move {
            if let Err(error) = member(stream, &rooms).await {
                line(&format!("{error:#}"));
            }
        });
    }
}

async fn member(stream: TcpStream, rooms: &Rooms) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let mut path = String::new();
    #[expect(clippy::result_large_err, reason = "the form of tungstenite's callback")]
    let keep_path = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        request.uri().path().clone_into(&mut path);
        Ok(response)
    };
    let settings = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
    let mut socket =
        tokio_tungstenite::accept_hdr_async_with_config(stream, keep_path, Some(settings)).await?;
    let room = lock(rooms)
        .entry(path)
        .or_insert_with(|| broadcast::channel(WAITING_MAX).0)
        .clone();
    let mut frames = room.subscribe();
    let mut together = Vec::new();
    loop {
        tokio::select! {
            message = socket.next() => match message {
                Some(Ok(Message::Binary(payload))) => {
                    let mut frame = Vec::with_capacity(payload.len() + 10);
                    put_unmasked(&mut frame, BINARY, &payload);
                    // Somebody always listens: this member does.
                    let _ = room.send(frame.into());
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                Some(Ok(_)) => {}
            },
            frame = frames.recv() => {
                together.clear();
                together.extend_from_slice(&frame.context("a reader was too slow")?);
                while together.len() < WRITE_BYTES
                    && let Ok(more) = frames.try_recv()
                {
                    together.extend_from_slice(&more);
                }
                socket.get_mut().write_all(&together).await?;
            }
        }
    }
}
