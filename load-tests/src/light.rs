//! A light client: one task and one socket, no view. Of what the server says it reads the kind, the position and the answers to what it
//! said; it lives and comes back as the page does (`link.rs` is the whole one). Thousands of them cost little beside the server.

use crate::http::FORWARDED_FOR;
use crate::link::{SILENCE, said};
use crate::measure::Measure;
use crate::shared::AbortOnDrop;
use crate::ways::Ways;
use anyhow::{Context as _, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use heard::Heard;
use life::Life;
use protocol::meeting::Command;
use protocol::wire::{ClientMessage, WIRE_VERSION};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Message};

mod heard;
mod life;

/// How long somebody waits for an answer, a restart of the server included.
const PATIENCE: Duration = Duration::from_secs(60);
/// Both ends of a line read so much at once: memory is of what is measured and not of the client.
pub(crate) const READ_BUFFER: usize = 4 * 1024;

type Socket = WebSocketStream<TcpStream>;

/// Who has joined a meeting, and the address that they say they have.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) meeting: String,
    pub(crate) secret: String,
    pub(crate) from: IpAddr,
}

/// When somebody saw the meeting again, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Back {
    pub(crate) at: Instant,
    /// What they had not seen was enough; otherwise it was the whole view.
    pub(crate) by_changes: bool,
}

/// Something to do, and who waits for the answer.
#[derive(Debug)]
struct Wish {
    command: Command,
    answer: oneshot::Sender<Result<u64, String>>,
}

/// Somebody in a crowd; gone when dropped.
#[derive(Debug)]
pub(crate) struct Light {
    here: watch::Receiver<Option<Back>>,
    wishes: mpsc::Sender<Wish>,
    _life: AbortOnDrop,
}

impl Light {
    pub(crate) fn enter(ways: &Ways, place: Place, measure: &Arc<Measure>) -> Self {
        let (shown, here) = watch::channel(None);
        let (wishes, wished) = mpsc::channel(1);
        let life = Life::new(ways, place, measure, shown, wished);
        Self {
            here,
            wishes,
            _life: AbortOnDrop(tokio::spawn(life.live())),
        }
    }

    /// Whether they see the meeting now.
    pub(crate) fn is_here(&self) -> bool {
        self.here.borrow().is_some()
    }

    /// Waits until they see the meeting on a line that came after this moment; none where that takes too long.
    pub(crate) async fn comes(&self, after: Instant, until: Instant) -> Option<Back> {
        let mut here = self.here.clone();
        let wait = here.wait_for(|back| back.is_some_and(|back| back.at > after));
        let back = timeout_at(until, wait).await.ok()?.ok()?;
        *back
    }

    /// Does something, one after the other, and waits until it is durable; the inner error is a refusal.
    pub(crate) async fn act(&self, command: Command) -> anyhow::Result<Result<u64, String>> {
        let (answer, answered) = oneshot::channel();
        if self.wishes.send(Wish { command, answer }).await.is_err() {
            bail!("they are gone for good");
        }
        timeout(PATIENCE, answered)
            .await
            .with_context(|| format!("no answer in {PATIENCE:?}"))?
            .context("they are gone for good")
    }
}

/// Opens the meeting's socket of somebody who has joined.
async fn open(address: &str, place: &Place) -> anyhow::Result<Socket> {
    let url = format!("ws://{address}/api/meetings/{}/socket", place.meeting);
    let mut request = url.into_client_request()?;
    let from = HeaderValue::from_str(&place.from.to_string())?;
    request.headers_mut().insert(FORWARDED_FOR, from);
    let line = TcpStream::connect(address).await?;
    line.set_nodelay(true)?;
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0);
    let (socket, _) = tokio_tungstenite::client_async_with_config(request, line, Some(config)).await?;
    Ok(socket)
}

/// The first snapshot of somebody who knows nothing of the meeting, as it came.
pub(crate) async fn snapshot(address: &str, place: &Place) -> anyhow::Result<Bytes> {
    let mut socket = timeout(SILENCE, open(address, place))
        .await
        .context("it does not open")??;
    let hello = ClientMessage::Hello {
        version: WIRE_VERSION,
        secret: place.secret.clone(),
        resume: None,
    };
    socket.send(said(&hello)).await?;
    while let Some(message) = timeout(SILENCE, socket.next()).await.context("it is silent")? {
        if let Message::Text(text) = message? {
            let heard: Heard<'_> = serde_json::from_str(&text)?;
            if heard.kind == "snapshot" {
                return Ok(text.into());
            }
        }
    }
    bail!("the socket ended before the snapshot")
}
