//! A virtual person: one meeting socket, a view kept by the changes, commands by id.

use crate::measure::{Measure, mark, marks};
use anyhow::{Context as _, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use protocol::consultancy::rights::{Reader, Rights};
use protocol::ids::{BoardId, CommandId, PersonId, RoomId};
use protocol::meeting::Command;
use protocol::meeting::refusal::Refusal;
use protocol::meeting::state::Role;
use protocol::meeting::view::{Change, View, apply_change};
use protocol::wire::{ClientMessage, ServerMessage, WIRE_VERSION};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use uuid::Uuid;

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

type Waiting = Mutex<BTreeMap<CommandId, (u64, oneshot::Sender<Result<u64, String>>)>>;
type Tickets = Mutex<BTreeMap<BoardId, oneshot::Sender<String>>>;

/// Someone who is in the meeting.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    pub(crate) secret: String,
    out: mpsc::Sender<Message>,
    view: watch::Receiver<Option<View>>,
    waiting: Arc<Waiting>,
    tickets: Arc<Tickets>,
    measure: Arc<Measure>,
}

/// A fresh secret of a person's own making.
pub(crate) fn secret() -> String {
    format!("{}{}", Uuid::now_v7().simple(), Uuid::now_v7().simple())
}

impl Person {
    /// Opens the socket of someone who has joined and waits for their view.
    pub(crate) async fn connect(
        address: &str,
        meeting: &str,
        id: PersonId,
        secret: String,
        measure: Arc<Measure>,
    ) -> anyhow::Result<Self> {
        let url = format!("ws://{address}/api/meetings/{meeting}/socket");
        let (socket, _) = tokio_tungstenite::connect_async(url).await.context("no socket")?;
        let (mut sink, stream) = socket.split();
        let hello = ClientMessage::Hello {
            version: WIRE_VERSION,
            secret: secret.clone(),
            resume: None,
        };
        sink.send(Message::text(serde_json::to_string(&hello)?)).await?;
        let (out, outgoing) = mpsc::channel(256);
        let (view_sender, mut view) = watch::channel(None);
        let waiting = Arc::new(Waiting::default());
        let tickets = Arc::new(Tickets::default());
        tokio::spawn(write(sink, outgoing));
        let reader = Incoming {
            view: view_sender,
            waiting: Arc::clone(&waiting),
            tickets: Arc::clone(&tickets),
            measure: Arc::clone(&measure),
            me: id,
            out: out.clone(),
        };
        tokio::spawn(reader.read(stream));
        view.wait_for(Option::is_some)
            .await
            .context("closed before the view came")?;
        Ok(Self {
            id,
            secret,
            out,
            view,
            waiting,
            tickets,
            measure,
        })
    }

    /// Does something and waits until it is durable.
    pub(crate) async fn act(&self, command: Command) -> anyhow::Result<u64> {
        match self.try_act(command).await? {
            Ok(seq) => Ok(seq),
            Err(refusal) => bail!("refused: {refusal}"),
        }
    }

    /// Does something; the inner result is the server's answer.
    pub(crate) async fn try_act(&self, command: Command) -> anyhow::Result<Result<u64, String>> {
        let command_id = CommandId(Uuid::now_v7());
        let (answer, answered) = oneshot::channel();
        let sent = self.measure.micros();
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(command_id, (sent, answer));
        let message = serde_json::to_string(&ClientMessage::Command { command_id, command })?;
        self.out
            .send(Message::text(message))
            .await
            .context("the socket is closed")?;
        let deadline = std::time::Duration::from_secs(20);
        tokio::time::timeout(deadline, answered)
            .await
            .context("no answer in 20 s")?
            .context("closed")
    }

    /// Says the time in the chat; others measure how old it is.
    pub(crate) async fn say(&self) -> anyhow::Result<bool> {
        let text = format!("hello {}", mark(self.measure.micros()));
        Ok(self.try_act(Command::Say { text }).await?.is_ok())
    }

    pub(crate) async fn ticket(&self, board: BoardId) -> anyhow::Result<String> {
        let (answer, answered) = oneshot::channel();
        self.tickets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(board, answer);
        let message = serde_json::to_string(&ClientMessage::Ticket { board })?;
        self.out
            .send(Message::text(message))
            .await
            .context("the socket is closed")?;
        let deadline = std::time::Duration::from_secs(20);
        tokio::time::timeout(deadline, answered)
            .await
            .context("no ticket in 20 s")?
            .context("closed")
    }

    /// Waits until this person's view is as wanted.
    pub(crate) async fn until(&self, what: &str, wanted: impl Fn(&View) -> bool) -> anyhow::Result<()> {
        let mut view = self.view.clone();
        let wait = view.wait_for(|view| view.as_ref().is_some_and(&wanted));
        tokio::time::timeout(std::time::Duration::from_secs(30), wait)
            .await
            .with_context(|| format!("30 s without: {what}"))?
            .with_context(|| format!("closed without: {what}"))?;
        Ok(())
    }

    pub(crate) fn with_view<T>(&self, read: impl FnOnce(&View) -> T) -> Option<T> {
        self.view.borrow().as_ref().map(read)
    }

    pub(crate) fn room(&self) -> Option<RoomId> {
        self.with_view(|view| view.people.get(&self.id).map(|me| me.room))
            .flatten()
    }

    pub(crate) fn board(&self) -> Option<BoardId> {
        let room = self.room()?;
        self.with_view(|view| view.details.get(&room).map(|detail| detail.board))
            .flatten()
    }

    /// What this person may do in their room now.
    pub(crate) fn rights(&self) -> Rights {
        self.with_view(|view| rights(view, self.id))
            .flatten()
            .unwrap_or_default()
    }
}

fn rights(view: &View, me: PersonId) -> Option<Rights> {
    let person = view.people.get(&me)?;
    let detail = view.details.get(&person.room)?;
    let presents = detail
        .round
        .as_ref()
        .is_some_and(|r| r.ended_at.is_none() && r.presenter == Some(me));
    let speaks = detail
        .round
        .as_ref()
        .and_then(|round| round.turns.as_ref()?.speaker())
        == Some(me);
    let is_new = detail
        .round
        .as_ref()
        .is_some_and(|round| round.ended_at.is_none() && round.listening.contains(&me));
    let reader = match person.role {
        _ if presents => Reader::Presenter,
        Role::Facilitator => Reader::Facilitator,
        Role::Observer => Reader::Observer,
        Role::AccessSupport => Reader::AccessSupport,
        Role::Participant if person.facilitates == Some(person.room) => Reader::Facilitator,
        Role::Participant if is_new => Reader::Newcomer,
        Role::Participant if speaks => Reader::Speaker,
        Role::Participant => Reader::Group,
    };
    detail.rights.get(&reader).cloned()
}

async fn write(mut sink: SplitSink<Socket, Message>, mut outgoing: mpsc::Receiver<Message>) {
    while let Some(message) = outgoing.recv().await {
        if sink.send(message).await.is_err() {
            return;
        }
    }
    let _ = sink.close().await;
}

struct Incoming {
    view: watch::Sender<Option<View>>,
    waiting: Arc<Waiting>,
    tickets: Arc<Tickets>,
    measure: Arc<Measure>,
    me: PersonId,
    out: mpsc::Sender<Message>,
}

impl Incoming {
    async fn read(self, mut stream: SplitStream<Socket>) {
        while let Some(message) = stream.next().await {
            match message {
                Ok(Message::Text(text)) => {
                    self.measure.received(text.len());
                    match serde_json::from_str(&text) {
                        Ok(message) => self.take(message),
                        Err(error) => self.measure.error(format!("unreadable message: {error}")),
                    }
                }
                Ok(Message::Close(frame)) => {
                    if let Some(frame) = frame.filter(|frame| u16::from(frame.code) != 1000) {
                        self.measure
                            .error(format!("closed: {} {}", frame.code, frame.reason));
                    }
                    return;
                }
                Ok(_) => {}
                Err(error) => {
                    self.measure.error(format!("socket: {error}"));
                    return;
                }
            }
        }
    }

    fn take(&self, message: ServerMessage) {
        match message {
            ServerMessage::Snapshot { view, .. } => {
                self.view.send_replace(Some(*view));
                self.arrive();
            }
            ServerMessage::Changes { changes, .. } => self.change(changes),
            ServerMessage::Done { command_id, seq } => self.answer(command_id, Ok(seq)),
            ServerMessage::Error(error) => {
                match error.reason {
                    Some(Refusal::NotYourFloor) => {
                        self.measure.refused_by_floor.fetch_add(1, Ordering::Relaxed);
                    }
                    // A second arrival, a hand that is up: harmless.
                    Some(
                        Refusal::NothingToDo | Refusal::HandIsUp | Refusal::HandIsDown | Refusal::NotInRoom,
                    ) => {}
                    _ => self.measure.error(format!("{:?} {}", error.code, error.message)),
                }
                if let Some(command_id) = error.command_id {
                    self.answer(command_id, Err(error.message));
                }
            }
            ServerMessage::Ticket { board, ticket, .. } => {
                let waiting = self
                    .tickets
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .remove(&board);
                if let Some(waiting) = waiting {
                    let _ = waiting.send(ticket);
                }
            }
            ServerMessage::Welcome { .. }
            | ServerMessage::Time { .. }
            | ServerMessage::Reacted { .. }
            | ServerMessage::Draining { .. } => {}
        }
    }

    fn change(&self, changes: Vec<Change>) {
        for change in &changes {
            if let Change::Chat { message, .. } = change
                && message.person != self.me
            {
                for sent in marks(message.text.as_bytes()) {
                    self.measure.chat_received.fetch_add(1, Ordering::Relaxed);
                    self.measure.record(&self.measure.changes, sent);
                }
            }
        }
        self.view.send_modify(|view| {
            if let Some(view) = view {
                for change in changes {
                    apply_change(view, change);
                }
            }
        });
        self.arrive();
    }

    /// Tells the server that this page shows the room where it should be.
    fn arrive(&self) {
        let on_the_way = self.view.borrow().as_ref().and_then(|view| {
            view.people
                .get(&self.me)
                .filter(|me| !me.arrived)
                .map(|me| me.room)
        });
        if let Some(room) = on_the_way {
            let command_id = CommandId(Uuid::now_v7());
            let message = ClientMessage::Command {
                command_id,
                command: Command::Arrive { room },
            };
            if let Ok(text) = serde_json::to_string(&message) {
                let _ = self.out.try_send(Message::text(text));
            }
        }
    }

    fn answer(&self, command_id: CommandId, answer: Result<u64, String>) {
        let waiting = self
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&command_id);
        if let Some((sent, waiting)) = waiting {
            self.measure.record(&self.measure.acknowledgements, sent);
            let _ = waiting.send(answer);
        }
    }
}
