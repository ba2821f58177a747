//! The loop of an open session: frames in, frames out, pings, the end.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use protocol::consultancy::validate::{self, DefinitionFault};
use protocol::ids::{BoardId, CommandId, MeetingId, PersonId};
use protocol::meeting::command::ProtocolChoice;
use protocol::meeting::{Code, Command, Refusal};
use protocol::wire::{ClientMessage, ErrorMessage, ServerMessage, close};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{self, Message};

use super::hello::Hello;
use super::{End, Socket, codec};
use crate::app::App;
use crate::error::faults_in_words;
use crate::hub::input::{Attach, SessionKey};
use crate::hub::{Fail, Handle};
use crate::session::budget::Class;
use crate::session::{Budget, Closing, OutboxReader, Spent, outbox};
use crate::websocket::Frame;

const PING_EVERY: Duration = Duration::from_secs(25);
const PONG_WITHIN: Duration = Duration::from_secs(8);
/// Messages that could not be read before the socket is closed.
const STRIKES: u32 = 3;
/// Over this time sockets leave when the server goes, each at a moment of its own.
const LEAVE_OVER_MS: u64 = 2_000;

/// The hub stopped without a word to this session.
const OPENED_ANEW: Closing = Closing::new(close::RESTART, "the meeting is opened anew: come back");

/// Attaches to the hub and serves the socket until one of the two lets go.
pub(super) async fn session(
    app: &Arc<App>,
    meeting: MeetingId,
    key: SessionKey,
    hello: Hello,
    socket: &mut Socket,
) -> End {
    let (outbox, mut reader) = outbox();
    reader.attach(&socket.writer);
    let attach = || Attach {
        session: key,
        person: hello.person,
        outbox: outbox.clone(),
        resume: hello.resume,
    };
    let handle = match Box::pin(app.hubs.attach(meeting, attach)).await {
        Ok(handle) => handle,
        Err(fail) => return End::Close(fail.closing()),
    };
    let now = Instant::now();
    let mut session = Session {
        app,
        meeting,
        person: hello.person,
        key,
        handle,
        socket,
        budget: app.budgets.of(hello.person, now),
        strikes: 0,
        // Sockets that came together shall not ping together.
        ping_at: now
            + Duration::from_millis(random_below(
                u64::try_from(PING_EVERY.as_millis()).unwrap_or(25_000),
            )),
        pong_by: None,
        leave_at: None,
    };
    let end = session.run(reader).await;
    session.handle.detach(key).await;
    app.budgets.leave(session.person, session.budget);
    end
}

/// What a refusal for haste names, so that its sender knows what to send again.
#[derive(Clone, Copy)]
enum About {
    Command(CommandId),
    Ticket(BoardId),
    Nothing,
}

struct Session<'a> {
    app: &'a Arc<App>,
    meeting: MeetingId,
    person: PersonId,
    key: SessionKey,
    handle: Handle,
    socket: &'a mut Socket,
    budget: Arc<Mutex<Budget>>,
    strikes: u32,
    ping_at: Instant,
    pong_by: Option<Instant>,
    leave_at: Option<Instant>,
}

impl Session<'_> {
    async fn run(&mut self, mut reader: OutboxReader) -> End {
        let mut closing = std::pin::pin!(reader.closing());
        let handle = self.handle.clone();
        let mut stopped = std::pin::pin!(handle.stopped());
        let mut draining = std::pin::pin!(begun(self.app.draining.subscribe()));
        let mut alarm = std::pin::pin!(tokio::time::sleep_until(self.next_timer()));
        loop {
            // Setting it costs more than looking at it.
            if alarm.deadline() != self.next_timer() {
                alarm.as_mut().reset(self.next_timer());
            }
            let step = tokio::select! {
                reason = &mut closing => Err(End::Close(reason)),
                () = &mut stopped => Err(End::Close(reader.reason().unwrap_or(OPENED_ANEW))),
                left = reader.left() => match left {
                    true => {
                        reader.feed(&self.socket.writer);
                        tokio::select! {
                            flushed = self.socket.writer.flush() => written(flushed),
                            reason = &mut closing => Err(End::Close(reason)),
                        }
                    }
                    false => Err(End::Lost),
                },
                message = self.socket.reader.recv() => self.hear(message).await,
                () = &mut alarm => self.on_timer().await,
                () = &mut draining, if self.leave_at.is_none() => self.leave_soon().await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    fn next_timer(&self) -> Instant {
        let next = self.pong_by.unwrap_or(self.ping_at);
        self.leave_at.map_or(next, |leave| leave.min(next))
    }

    async fn on_timer(&mut self) -> Result<(), End> {
        let now = Instant::now();
        if self.leave_at.is_some_and(|at| at <= now) {
            return Err(End::Close(Closing::new(
                close::RESTART,
                "the server restarts: come back",
            )));
        }
        match self.pong_by {
            Some(by) if by <= now => Err(End::Close(Closing::new(
                close::NO_HELLO,
                "no pong in time: come back",
            ))),
            None if self.ping_at <= now => {
                self.pong_by = Some(now + PONG_WITHIN);
                self.send(Frame::ping()).await
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The server goes: the client hears when to come back, and stays until then.
    async fn leave_soon(&mut self) -> Result<(), End> {
        let wait = random_below(LEAVE_OVER_MS);
        self.leave_at = Some(Instant::now() + Duration::from_millis(wait));
        self.say(&ServerMessage::Draining {
            reconnect_in_ms: u32::try_from(wait + 500).unwrap_or(2_000),
        })
        .await
    }

    async fn hear(&mut self, message: Option<Result<Message, tungstenite::Error>>) -> Result<(), End> {
        match message {
            // Aside, so that the task of somebody who says nothing has no room for it.
            Some(Ok(Message::Text(text))) => Box::pin(self.read(&text)).await,
            Some(Ok(Message::Binary(_))) => {
                Err(End::Close(Closing::new(close::UNSUPPORTED, "text frames only")))
            }
            Some(Ok(Message::Pong(_))) => {
                if self.pong_by.take().is_some() {
                    self.ping_at = Instant::now() + PING_EVERY;
                }
                self.pay(Class::Other, About::Nothing).await.map(drop)
            }
            // Too many of them are a flood like any other.
            Some(Ok(Message::Ping(_))) => {
                self.pay(Class::Other, About::Nothing).await?;
                written(self.socket.writer.flush().await)
            }
            Some(Ok(Message::Close(_))) => {
                written(self.socket.writer.flush().await)?;
                Err(End::Lost)
            }
            // The library gives messages, no frames.
            Some(Ok(Message::Frame(_))) => Ok(()),
            None => Err(End::Lost),
            Some(Err(error)) => Err(broken(&error)),
        }
    }

    async fn read(&mut self, text: &str) -> Result<(), End> {
        let message = match codec::parse::<ClientMessage>(text) {
            Ok(message) => message,
            Err(codec::Unreadable(why)) => {
                let id = codec::command_id(text);
                return match (id, codec::protocol_faults(text)) {
                    (Some(id), Some(faults)) => self.faulty_protocol(id, &faults).await,
                    _ => self.unreadable(id, why).await,
                };
            }
        };
        match message {
            ClientMessage::Hello { .. } => self.unreadable(None, "Hello was said already.".to_owned()).await,
            ClientMessage::Command { command_id, command } => self.command(command_id, command).await,
            ClientMessage::Ticket { board } => self.ticket(board).await,
            ClientMessage::Time { sent } => {
                metrics::counter!("convene_messages_received_total", "type" => "time").increment(1);
                if !self.pay(Class::Other, About::Nothing).await? {
                    return Ok(());
                }
                let now = self.app.clock.now();
                self.say(&ServerMessage::Time { sent, now }).await
            }
            ClientMessage::React { sign } => {
                metrics::counter!("convene_messages_received_total", "type" => "react").increment(1);
                if self.pay(Class::Sign, About::Nothing).await? {
                    self.handle.react(self.key, sign).await;
                }
                Ok(())
            }
        }
    }

    async fn command(&mut self, id: CommandId, mut command: Command) -> Result<(), End> {
        let class = Class::of(&command);
        metrics::counter!("convene_messages_received_total", "type" => "command").increment(1);
        if let Command::StartRound {
            protocol: ProtocolChoice::Own(definition),
            ..
        } = &command
        {
            let faults = validate::check(definition);
            if !faults.is_empty() {
                return self.faulty_protocol(id, &faults).await;
            }
        }
        if !self.pay(class, About::Command(id)).await? {
            return Ok(());
        }
        match self.app.quote(self.meeting, &mut command).await {
            // The hub itself says what is the matter.
            Ok(()) | Err(Fail::Refused(_) | Fail::Gone | Fail::NotInMeeting) => {}
            Err(Fail::Unavailable | Fail::TooManySockets) => return self.unavailable(id).await,
        }
        let sent = self.handle.command(self.key, id, Box::new(command)).await;
        sent.map_err(|_| End::Close(OPENED_ANEW))
    }

    async fn unavailable(&mut self, id: CommandId) -> Result<(), End> {
        self.say(&ServerMessage::Error(ErrorMessage {
            command_id: Some(id),
            board: None,
            code: Code::Unavailable,
            reason: None,
            message: "The board does not answer now, try again.".to_owned(),
            retry_after_ms: Some(1_000),
        }))
        .await
    }

    async fn ticket(&mut self, board: BoardId) -> Result<(), End> {
        metrics::counter!("convene_messages_received_total", "type" => "ticket").increment(1);
        if !self.pay(Class::Other, About::Ticket(board)).await? {
            return Ok(());
        }
        let no = |code, message: &str, retry_after_ms| ErrorMessage {
            command_id: None,
            board: Some(board),
            code,
            reason: None,
            message: message.to_owned(),
            retry_after_ms,
        };
        let message = match self.app.board_ticket(self.meeting, self.person, board).await {
            Ok(Some((ticket, expires_at))) => ServerMessage::Ticket {
                board,
                ticket,
                expires_at,
            },
            Ok(None) => ServerMessage::Error(no(Code::Forbidden, "You may not open this board now.", None)),
            Err(_) => ServerMessage::Error(no(
                Code::Unavailable,
                "No ticket can be had now, try again.",
                Some(1_000),
            )),
        };
        self.say(&message).await
    }

    /// A protocol of one's own that cannot be run: no strike, since it is written by people.
    async fn faulty_protocol(&mut self, id: CommandId, faults: &[DefinitionFault]) -> Result<(), End> {
        if !self.pay(Class::Command, About::Command(id)).await? {
            return Ok(());
        }
        self.say(&ServerMessage::Error(ErrorMessage {
            command_id: Some(id),
            board: None,
            code: Code::BadMessage,
            reason: Some(Refusal::BadProtocol),
            message: faults_in_words(faults).unwrap_or_else(|| Refusal::BadProtocol.to_string()),
            retry_after_ms: None,
        }))
        .await
    }

    async fn unreadable(&mut self, command_id: Option<CommandId>, message: String) -> Result<(), End> {
        metrics::counter!("convene_messages_received_total", "type" => "unreadable").increment(1);
        self.strikes += 1;
        self.say(&ServerMessage::Error(ErrorMessage {
            command_id,
            board: None,
            code: Code::BadMessage,
            reason: None,
            message,
            retry_after_ms: None,
        }))
        .await?;
        if self.strikes >= STRIKES {
            return Err(End::Close(Closing::new(
                close::BAD_MESSAGE,
                "three messages could not be read",
            )));
        }
        self.pay(Class::Other, About::Nothing).await.map(drop)
    }

    /// Answers whether the message may pass.
    async fn pay(&mut self, class: Class, about: About) -> Result<bool, End> {
        let spent = {
            let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
            budget.spend(class, Instant::now())
        };
        match spent {
            Spent::Fine => Ok(true),
            Spent::Flood => Err(End::Close(Closing::new(close::FLOOD, "far too many messages"))),
            Spent::Slower(wait) => {
                let label = match class {
                    Class::Command => "command",
                    Class::Chat => "chat",
                    Class::Words => "words",
                    Class::Sign => "sign",
                    Class::Other => "other",
                };
                metrics::counter!("convene_rate_limited_total", "class" => label).increment(1);
                let (command_id, board) = match about {
                    About::Command(id) => (Some(id), None),
                    About::Ticket(board) => (None, Some(board)),
                    About::Nothing => (None, None),
                };
                self.say(&ServerMessage::Error(ErrorMessage {
                    command_id,
                    board,
                    code: Code::RateLimited,
                    reason: None,
                    message: "Too fast: wait a moment.".to_owned(),
                    retry_after_ms: Some(u32::try_from(wait.as_millis()).unwrap_or(u32::MAX)),
                }))
                .await?;
                Ok(false)
            }
        }
    }

    async fn say(&mut self, message: &ServerMessage) -> Result<(), End> {
        let text = serde_json::to_string(message).map_err(|_| End::Lost)?;
        self.send(Frame::text(&text)).await
    }

    async fn send(&mut self, frame: Frame) -> Result<(), End> {
        self.socket.writer.feed(frame);
        written(self.socket.writer.flush().await)
    }
}

async fn begun(mut draining: watch::Receiver<bool>) {
    drop(draining.wait_for(|draining| *draining).await);
}

/// What a write that failed means.
pub(super) fn written(result: io::Result<()>) -> Result<(), End> {
    result.map_err(|error| match error.kind() {
        io::ErrorKind::TimedOut => End::Close(Closing::new(close::SLOW, "too slow: come back and resume")),
        _ => End::Lost,
    })
}

/// What a failed read means: the library names the fault but closes nothing.
pub(super) fn broken(error: &tungstenite::Error) -> End {
    fault(error).map_or(End::Lost, End::Close)
}

/// The fault in what the other side sent; none when the connection is simply gone.
pub(crate) fn fault(error: &tungstenite::Error) -> Option<Closing> {
    match error {
        tungstenite::Error::Capacity(_) => Some(Closing::new(close::TOO_BIG, "too_large")),
        tungstenite::Error::Utf8(_) => Some(Closing::new(1007, "text must be UTF-8")),
        tungstenite::Error::Protocol(_) => Some(Closing::new(close::PROTOCOL, "a broken frame")),
        _ => None,
    }
}

fn random_below(limit: u64) -> u64 {
    getrandom::u64().map_or(limit / 2, |random| random % limit.max(1))
}
