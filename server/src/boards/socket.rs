//! The socket of a board: `GET /api/boards/{board}?ticket=…`, standard y-sync over binary frames.
//!
//! A browser cannot read the status of a failed upgrade, so a bad ticket is told by a close code. One task reads, answers
//! pings, and writes what the board's own writes left; a reader that is too slow or too fast hurts only itself.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Extension, Router,
    extract::{Path, Query, State, rejection::QueryRejection},
    response::Response,
    routing::get,
};
use bytes::Bytes;
use serde::Deserialize;
use tokio::{
    sync::{Semaphore, mpsc, oneshot, watch},
    time::{Instant, timeout},
};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::{
    awareness::ConnectionId,
    board::Input,
    limits,
    outbox::{Close, Closer, Outgoing, outbox},
    registry::Boards,
    scan::ScanError,
    ticket::{Claims, TicketError},
    wire::{self, Incoming},
};
use crate::{
    error::ApiError,
    http::limits::SocketPlace,
    session::Closing,
    socket::fault,
    websocket::{Frame, Reader, Upgrade, Writer},
};

#[derive(Debug, Deserialize)]
struct Admission {
    #[serde(default)]
    ticket: String,
}

impl Boards {
    /// The route of the boards' sockets. Checks of `Host` and `Origin` are the server's, before this.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new()
            .route("/api/boards/{board}", get(upgrade))
            .with_state(self.clone())
    }
}

async fn upgrade(
    State(boards): State<Boards>,
    Path(board): Path<String>,
    admission: Result<Query<Admission>, QueryRejection>,
    place: Option<Extension<SocketPlace>>,
    upgrade: Result<Upgrade, ApiError>,
) -> Result<Response, ApiError> {
    let board: Uuid = board.parse().map_err(|_| ApiError::not_found())?;
    let Query(admission) =
        admission.map_err(|_| ApiError::bad_message("The query could not be read: one ticket is needed."))?;
    Ok(upgrade?.serve(limits::MESSAGE_MAX, async move |reader, writer| {
        match admit(&boards, board, &admission.ticket).await {
            Ok(claims) => serve(reader, writer, boards, claims).await,
            Err(close) => refuse(reader, writer, close).await,
        }
        drop(place);
    }))
}

async fn admit(boards: &Boards, board: Uuid, ticket: &str) -> Result<Claims, Close> {
    match boards.verify(ticket).await {
        Ok(Ok(claims)) if claims.board == board => Ok(claims),
        Ok(Ok(_) | Err(TicketError::Forged)) => Err(Close::BAD_TICKET),
        Ok(Err(TicketError::Expired)) => Err(Close::TICKET_EXPIRED),
        Err(_) => Err(Close::LATER),
    }
}

/// Says why and goes.
async fn refuse(mut reader: Reader, mut writer: Writer, close: Close) {
    writer.feed(Frame::close(close.code, close.reason));
    let _ = writer.flush().await;
    goodbye(&mut reader).await;
}

/// A peer that has said something meanwhile is read for a moment: with unread bytes the kernel would reset the connection,
/// and the reason might not arrive. A peer that does not say goodbye itself is not waited for.
async fn goodbye(reader: &mut Reader) {
    let rest = async { while let Some(Ok(_)) = reader.recv().await {} };
    let _ = timeout(limits::GOODBYE_WITHIN, rest).await;
}

/// A connection that the board has taken in.
pub(super) struct Joined {
    pub(super) inputs: mpsc::Sender<Input>,
    pub(super) connection: ConnectionId,
    pub(super) waiting: Arc<Semaphore>,
    pub(super) outgoing: Outgoing,
    closer: Closer,
}

pub(super) async fn join(boards: &Boards, claims: Claims) -> Result<Joined, Close> {
    // A board that is just being put away does not answer; the next try opens it again.
    for _ in 0..3 {
        let (outbox, outgoing) = outbox();
        let closer = outbox.closer();
        let inputs = boards.open(claims.board, claims.meeting).ok_or(Close::RESTART)?;
        let (joined, answer) = oneshot::channel();
        if inputs
            .send(Input::Join {
                person: claims.person,
                outbox,
                joined,
            })
            .await
            .is_err()
        {
            continue;
        }
        if let Ok((connection, waiting)) = answer.await {
            return Ok(Joined {
                inputs,
                connection,
                waiting,
                outgoing,
                closer,
            });
        }
        if let Some(close) = *outgoing.close.borrow() {
            return Err(close);
        }
    }
    Err(Close::LATER)
}

async fn serve(mut reader: Reader, writer: Writer, boards: Boards, claims: Claims) {
    let Joined {
        inputs,
        connection,
        waiting,
        mut outgoing,
        closer,
    } = match join(&boards, claims).await {
        Ok(joined) => joined,
        Err(close) => return refuse(reader, writer, close).await,
    };
    outgoing.attach(&writer);
    let heard = AtomicU64::new(0);
    let closing = outgoing.close.clone();
    let talk = Talk {
        inputs: inputs.clone(),
        connection,
        waiting,
    };
    let reading = async {
        read(&mut reader, talk, &closer, closing, &heard).await;
        let _ = inputs.send(Input::Leave(connection)).await;
        goodbye(&mut reader).await;
    };
    tokio::join!(reading, write(writer, outgoing, &closer, &heard));
}

/// Where what one connection says goes.
struct Talk {
    inputs: mpsc::Sender<Input>,
    connection: ConnectionId,
    waiting: Arc<Semaphore>,
}

/// Reads until the connection ends or is to end.
async fn read(
    reader: &mut Reader,
    talk: Talk,
    closer: &Closer,
    mut closing: watch::Receiver<Option<Close>>,
    heard: &AtomicU64,
) {
    let Talk {
        inputs,
        connection,
        waiting,
    } = talk;
    let mut allowance = Allowance::new(Instant::now());
    loop {
        let message = tokio::select! {
            biased;
            _ = closing.wait_for(Option::is_some) => return,
            message = reader.recv() => message,
        };
        heard.fetch_add(1, Ordering::Relaxed);
        let frame = match message {
            Some(Ok(Message::Binary(frame))) => frame,
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => continue,
            Some(Ok(Message::Text(_))) => return closer.close(Close::TEXT),
            Some(Err(error)) => {
                if let Some(Closing { code, reason }) = fault(&error) {
                    closer.close(Close { code, reason });
                }
                return;
            }
            Some(Ok(Message::Close(_))) | None => return,
        };
        let pause = allowance.spend(cost(&frame), Instant::now());
        if !pause.is_zero() {
            metrics::counter!("convene_rate_limited_total", "class" => "board").increment(1);
        }
        if rest(pause, &mut closing).await {
            return;
        }
        // Before the frame is read, since what is read of it takes more room than the frame.
        let size = u32::try_from(frame.len().min(limits::BOARD_WAITING_BYTES)).unwrap_or(u32::MAX);
        let Ok(room) = Arc::clone(&waiting).acquire_many_owned(size).await else {
            return;
        };
        let room = Arc::new(room);
        let messages = match wire::read(&frame) {
            Ok(messages) => messages,
            // Not an attack by itself, so the page keeps what it has.
            Err(ScanError::StateVector) => return closer.close(Close::LATER),
            Err(error) => {
                let _ = inputs.send(Input::Malformed(connection, error.reason())).await;
                // The board closes it, after what came before is in the log.
                let _ = closing.wait_for(Option::is_some).await;
                return;
            }
        };
        for (index, message) in messages.into_iter().enumerate() {
            // The first is paid with its frame.
            let first = if index == 0 { 0.0 } else { 1.0 };
            let asking = matches!(message, Incoming::Step1(_));
            let cost = if asking { limits::STEP1_COST } else { first };
            let pause = allowance.spend(cost, Instant::now());
            if rest(pause, &mut closing).await {
                return;
            }
            let said = Input::Said(connection, message, Arc::clone(&room));
            if inputs.send(said).await.is_err() {
                return;
            }
        }
    }
}

/// Waits, unless the connection is to end; answers whether it is.
async fn rest(pause: Duration, closing: &mut watch::Receiver<Option<Close>>) -> bool {
    !pause.is_zero() && timeout(pause, closing.wait_for(Option::is_some)).await.is_ok()
}

/// Writes until the board lets go, the connection is to end, or the peer gives no sign of life.
async fn write(mut writer: Writer, mut outgoing: Outgoing, closer: &Closer, heard: &AtomicU64) {
    let mut closing = outgoing.close.clone();
    let mut closing = std::pin::pin!(closing.wait_for(Option::is_some));
    let mut ping_at = Instant::now() + limits::PING_EVERY;
    let mut pong_by: Option<(Instant, u64)> = None;
    let mut alarm = std::pin::pin!(tokio::time::sleep_until(ping_at));
    loop {
        let next = pong_by.map_or(ping_at, |(by, _)| by.min(ping_at));
        if alarm.deadline() != next {
            alarm.as_mut().reset(next);
        }
        let last = tokio::select! {
            biased;
            close = &mut closing => {
                let close = close.ok().and_then(|close| *close).unwrap_or(Close::LATER);
                outgoing.stop();
                writer.feed(Frame::close(close.code, close.reason));
                true
            }
            left = outgoing.left() => {
                if left {
                    outgoing.feed(&writer);
                } else {
                    outgoing.stop();
                    writer.feed(Frame::close(1000, ""));
                }
                !left
            }
            () = writer.answered() => false,
            () = &mut alarm => {
                let now = Instant::now();
                if let Some((_, before)) = pong_by.filter(|(by, _)| *by <= now) {
                    pong_by = None;
                    if heard.load(Ordering::Relaxed) == before {
                        closer.close(Close::NO_PONG);
                    }
                    continue;
                }
                ping_at = now + limits::PING_EVERY;
                pong_by = Some((now + limits::PONG_WITHIN, heard.load(Ordering::Relaxed)));
                writer.feed(Frame::ping());
                // Stock providers do not see pings, and leave when nothing comes for half a minute.
                writer.feed(Frame::binary(&wire::nothing()));
                false
            }
        };
        // A peer that takes nothing for long is gone or means harm: its connection is dropped.
        if writer.flush().await.is_err() || last {
            return closer.close(Close::SLOW);
        }
    }
}

/// A message costs 1 token and one more for each KiB.
fn cost(frame: &Bytes) -> f64 {
    1.0 + frame.len() as f64 / 1024.0
}

/// A token bucket that answers how long to wait rather than no: the peer's own socket fills up meanwhile.
#[derive(Debug)]
struct Allowance {
    tokens: f64,
    at: Instant,
}

impl Allowance {
    fn new(now: Instant) -> Self {
        Self {
            tokens: limits::TOKENS_BURST,
            at: now,
        }
    }

    fn spend(&mut self, cost: f64, now: Instant) -> Duration {
        let refilled = now.saturating_duration_since(self.at).as_secs_f64() * limits::TOKENS_PER_SECOND;
        self.tokens = (self.tokens + refilled).min(limits::TOKENS_BURST) - cost;
        self.at = now;
        Duration::from_secs_f64((-self.tokens / limits::TOKENS_PER_SECOND).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a72_a_pause_ends_with_its_connection() {
        let (outbox, outgoing) = outbox();
        let mut closing = outgoing.close.clone();
        assert!(!rest(Duration::ZERO, &mut closing).await);
        outbox.close(Close::NO_PONG);
        assert!(rest(Duration::MAX, &mut closing).await);
    }

    #[test]
    fn a72_whoever_asks_for_everything_again_and_again_waits() {
        let start = Instant::now();
        let mut allowance = Allowance::new(start);
        let pauses: Vec<_> = (0..30)
            .map(|_| allowance.spend(limits::STEP1_COST, start))
            .collect();
        assert!(pauses[..20].iter().all(Duration::is_zero));
        assert!(
            pauses[20..]
                .iter()
                .all(|pause| *pause >= Duration::from_millis(500))
        );
        assert_eq!(
            allowance.spend(1.0, start + Duration::from_secs(3600)),
            Duration::ZERO
        );
    }
}
