//! The life of one of a crowd, in one task.

use super::heard::Heard;
use super::{Back, Place, Socket, Wish, open};
use crate::link::{ASK_AGAIN, ASK_EACH, Ended, SILENCE, closed, said};
use crate::measure::Measure;
use crate::ways::Ways;
use futures_util::{SinkExt as _, StreamExt as _};
use protocol::ids::{CommandId, RoomId};
use protocol::meeting::Command;
use protocol::wire::{ClientMessage, Position, WIRE_VERSION};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{self, Message};
use uuid::Uuid;

/// A command that is not answered.
#[derive(Debug)]
struct Waiting {
    id: CommandId,
    message: Message,
    /// When it is to be said again, where the server could not take it.
    again_at: Option<Instant>,
    answer: oneshot::Sender<Result<u64, String>>,
}

/// What the task has.
#[derive(Debug)]
pub(super) struct Life {
    ways: Ways,
    place: Place,
    measure: Arc<Measure>,
    here: watch::Sender<Option<Back>>,
    wished: mpsc::Receiver<Wish>,
    position: Option<Position>,
    waiting: Option<Waiting>,
    has_arrived: bool,
}

impl Life {
    pub(super) fn new(
        ways: &Ways,
        place: Place,
        measure: &Arc<Measure>,
        here: watch::Sender<Option<Back>>,
        wished: mpsc::Receiver<Wish>,
    ) -> Self {
        Self {
            ways: ways.clone(),
            place,
            measure: Arc::clone(measure),
            here,
            wished,
            position: None,
            waiting: None,
            has_arrived: false,
        }
    }

    /// Until they are dropped, or there is no coming back.
    pub(super) async fn live(mut self) {
        let mut attempt = 0;
        loop {
            let ended = Box::pin(self.once(&mut attempt)).await;
            self.here.send_replace(None);
            let wait = match ended.wait(&self.ways, attempt) {
                Ok(wait) => wait,
                Err(why) => return self.measure.error(why),
            };
            attempt += 1;
            sleep(wait).await;
        }
    }

    /// One socket from its opening to its end.
    async fn once(&mut self, attempt: &mut u32) -> Ended {
        let mut socket = match timeout(SILENCE, open(self.ways.address(0), &self.place)).await {
            Ok(Ok(socket)) => socket,
            Ok(Err(error)) => return lost(&format!("{error:#}")),
            Err(_) => return lost("it does not open"),
        };
        if let Some(waiting) = &mut self.waiting {
            waiting.again_at = None;
        }
        let hello = ClientMessage::Hello {
            version: WIRE_VERSION,
            secret: self.place.secret.clone(),
            resume: self.position.clone(),
        };
        let mut words = Some(said(&hello));
        let now = Instant::now();
        let mut silence = Silence {
            ends_at: Some(now + SILENCE),
            ask_at: now + ASK_EACH,
        };
        loop {
            if let Some(words) = words.take()
                && !say(&mut socket, words).await
            {
                return lost("it takes nothing");
            }
            let again_at = self.waiting.as_ref().and_then(|waiting| waiting.again_at);
            let next_at = [silence.ends_at, again_at].into_iter().flatten();
            let next_at = next_at.fold(silence.ask_at, Instant::min);
            let heard = tokio::select! {
                message = socket.next() => {
                    silence.ends_at = None;
                    self.hear(message, attempt)
                }
                () = sleep_until(next_at) => self.due(&mut silence),
                // Whoever wished may be dropped, and this task is about to be.
                Some(wish) = self.wished.recv(), if self.waiting.is_none() && self.is_here() => {
                    Ok(Some(self.wait_for(wish)))
                }
            };
            match heard {
                Ok(next) => words = next,
                Err(ended) => return ended,
            }
        }
    }

    /// What is to be said when a time has come.
    fn due(&mut self, silence: &mut Silence) -> Result<Option<Message>, Ended> {
        let now = Instant::now();
        if silence.ends_at.is_some_and(|at| at <= now) {
            return Err(lost("it is silent"));
        }
        if silence.ask_at <= now {
            silence.ask_at = now + ASK_EACH;
            silence.ends_at.get_or_insert(now + SILENCE);
            return Ok(Some(said(&ClientMessage::Time { sent: 0.0 })));
        }
        Ok(self.say_again())
    }

    /// What was not answered, under the id that it had.
    fn say_again(&mut self) -> Option<Message> {
        let waiting = self.waiting.as_mut()?;
        waiting.again_at = None;
        Some(waiting.message.clone())
    }

    /// What is to be said to what came.
    fn hear(
        &mut self,
        message: Option<tungstenite::Result<Message>>,
        attempt: &mut u32,
    ) -> Result<Option<Message>, Ended> {
        match message {
            Some(Ok(Message::Text(text))) => {
                self.measure.received(framed(text.len()));
                match serde_json::from_str(&text) {
                    Ok(heard) => self.take(heard, attempt),
                    Err(error) => {
                        self.measure.error(format!("unreadable message: {error}"));
                        Ok(None)
                    }
                }
            }
            Some(Ok(Message::Close(frame))) => {
                let frame = frame.map(|frame| (u16::from(frame.code), frame.reason.to_string()));
                let (code, why) = frame.unwrap_or((1005, String::new()));
                Err(closed(code, &why))
            }
            Some(Ok(other)) => {
                self.measure.received(framed(other.len()));
                Ok(None)
            }
            Some(Err(error)) => Err(lost(&error.to_string())),
            None => Err(lost("its end")),
        }
    }

    fn wait_for(&mut self, wish: Wish) -> Message {
        let id = CommandId(Uuid::now_v7());
        let message = said(&ClientMessage::Command {
            command_id: id,
            command: wish.command,
        });
        self.waiting = Some(Waiting {
            id,
            message: message.clone(),
            again_at: None,
            answer: wish.answer,
        });
        message
    }

    fn take(&mut self, heard: Heard<'_>, attempt: &mut u32) -> Result<Option<Message>, Ended> {
        match heard.kind {
            "welcome" => {
                *attempt = 0;
                return Ok(self.say_again());
            }
            "snapshot" | "changes" => {
                self.position = heard.position();
                if !self.is_here() {
                    self.here.send_replace(Some(Back {
                        at: Instant::now(),
                        by_changes: heard.kind == "changes",
                    }));
                }
                if let Some(view) = heard.view
                    && !self.has_arrived
                {
                    self.has_arrived = true;
                    return Ok(Some(arrival(view.meeting.main_room)));
                }
            }
            "done" => self.answer(heard.command_id, Ok(heard.seq.unwrap_or(0))),
            "error" => self.refused(&heard),
            "draining" => {
                let after = heard.reconnect_in_ms.unwrap_or(0);
                return Err(Ended::Draining(Duration::from_millis(after.into())));
            }
            _ => {}
        }
        Ok(None)
    }

    fn is_here(&self) -> bool {
        self.here.borrow().is_some()
    }

    fn refused(&mut self, heard: &Heard<'_>) {
        let waiting = self.waiting.as_mut();
        if matches!(heard.code, Some("unavailable" | "rate_limited"))
            && let Some(waiting) = waiting.filter(|waiting| heard.command_id == Some(waiting.id))
        {
            let after = heard.retry_after_ms.unwrap_or(ASK_AGAIN);
            waiting.again_at = Some(Instant::now() + Duration::from_millis(after.into()));
            return;
        }
        let code = heard.reason.or(heard.code).unwrap_or("no code").to_owned();
        if heard.command_id.is_none() {
            self.measure.error(code.clone());
        }
        self.answer(heard.command_id, Err(code));
    }

    fn answer(&mut self, id: Option<CommandId>, answer: Result<u64, String>) {
        if let Some(waiting) = self.waiting.take_if(|waiting| Some(waiting.id) == id) {
            // Whoever asked may have lost their patience.
            let _ = waiting.answer.send(answer);
        }
    }
}

/// When a line is to be asked whether it lives, and when one that does not answer is dead.
struct Silence {
    ends_at: Option<Instant>,
    ask_at: Instant,
}

fn lost(why: &str) -> Ended {
    Ended::Lost(format!("socket: {why}"))
}

fn arrival(room: RoomId) -> Message {
    said(&ClientMessage::Command {
        command_id: CommandId(Uuid::now_v7()),
        command: Command::Arrive { room },
    })
}

async fn say(socket: &mut Socket, message: Message) -> bool {
    matches!(timeout(SILENCE, socket.send(message)).await, Ok(Ok(())))
}

/// Bytes of a server's frame with this payload.
fn framed(payload: usize) -> usize {
    payload
        + match payload {
            0..=125 => 2,
            126..=65_535 => 4,
            _ => 10,
        }
}
