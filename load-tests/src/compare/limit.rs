//! The limits that everything else is held against: bare servers on tokio-tungstenite without permissions, storage or names.
//!
//! One frame is made for all of a room and written to each socket as it is; what waits for a socket goes in one write.

use crate::report::line;
use anyhow::Context as _;
use futures_util::StreamExt as _;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
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
const WAITING_MAX: usize = 512;
/// Bytes that go in one write.
const WRITE_BYTES: usize = 64 * 1024;

/// What a room does with what is said in it.
pub(super) trait Room: Default + Send + Sync + 'static {
    /// Whether whoever says something gets it too.
    const ECHOES: bool;

    /// What comes of a message.
    ///
    /// # Errors
    /// It cannot be read: its sender's socket ends.
    fn hear(&self, message: &[u8]) -> anyhow::Result<Said>;
}

/// Whole frames that go out.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// To whoever has said it.
    pub(super) back: Vec<u8>,
    /// To the room.
    pub(super) on: Option<Arc<[u8]>>,
}

/// The limit of `fanout`: everybody gets whatever anybody says.
#[derive(Debug, Default)]
pub(super) struct Broadcaster;

impl Room for Broadcaster {
    const ECHOES: bool = true;

    fn hear(&self, message: &[u8]) -> anyhow::Result<Said> {
        Ok(Said {
            back: Vec::new(),
            on: Some(whole_frame(message)),
        })
    }
}

/// The frame of a message, for everybody who gets it.
pub(super) fn whole_frame(message: &[u8]) -> Arc<[u8]> {
    let mut frame = Vec::with_capacity(message.len() + 10);
    put_unmasked(&mut frame, BINARY, message);
    frame.into()
}

/// A room, and how its members are reached: each frame with the number of who has said it.
#[derive(Debug)]
struct Open<R> {
    room: R,
    frames: broadcast::Sender<(u64, Arc<[u8]>)>,
}

/// By their paths.
type Rooms<R> = Mutex<HashMap<String, Arc<Open<R>>>>;

/// Serves until it is killed.
pub(super) async fn serve<R: Room>(address: &str) -> anyhow::Result<bool> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} is not free"))?;
    let rooms = Arc::new(Rooms::<R>::default());
    let numbers = AtomicU64::new(0);
    loop {
        let (stream, _) = listener.accept().await?;
        let rooms = Arc::clone(&rooms);
        let me = numbers.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(async move {
            if let Err(error) = member(stream, &rooms, me).await {
                line(&format!("{error:#}"));
            }
        });
    }
}

async fn member<R: Room>(stream: TcpStream, rooms: &Rooms<R>, me: u64) -> anyhow::Result<()> {
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
    let open = Arc::clone(lock(rooms).entry(path).or_insert_with(|| {
        Arc::new(Open {
            room: R::default(),
            frames: broadcast::channel(WAITING_MAX).0,
        })
    }));
    let mut frames = open.frames.subscribe();
    let mut together = Vec::new();
    loop {
        tokio::select! {
            message = socket.next() => match message {
                Some(Ok(Message::Binary(payload))) => {
                    let said = open.room.hear(&payload)?;
                    if let Some(frame) = said.on {
                        // Somebody always listens: this member does.
                        let _ = open.frames.send((me, frame));
                    }
                    if !said.back.is_empty() {
                        socket.get_mut().write_all(&said.back).await?;
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                Some(Ok(_)) => {}
            },
            frame = frames.recv() => {
                together.clear();
                let mut next = Some(frame.context("a reader was too slow")?);
                while let Some((from, frame)) = next {
                    if R::ECHOES || from != me {
                        together.extend_from_slice(&frame);
                    }
                    next = (together.len() < WRITE_BYTES).then(|| frames.try_recv().ok()).flatten();
                }
                socket.get_mut().write_all(&together).await?;
            }
        }
    }
}
