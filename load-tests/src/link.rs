//! The life of one virtual person's meeting socket: it comes back as the page's does (`client-web/src/connection/socket.ts`), says what it
//! saw last, and sends again what was not answered, under the ids it had.

use crate::diary::{Answered, Diary, Done};
use crate::measure::{Measure, marks};
use crate::shared::{AbortOnDrop, lock};
use crate::ways::Ways;
use arrival::{Arrival, arrives};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt as _, StreamExt as _};
use protocol::ids::{BoardId, CommandId, PersonId, PlanId};
use protocol::meeting::refusal::{Code, Refusal};
use protocol::meeting::talk::Sign;
use protocol::meeting::view::{Change, View, apply_change};
use protocol::wire::{ClientMessage, ErrorMessage, Position, ServerMessage, WIRE_VERSION};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

mod arrival;
mod ended;

pub(crate) use ended::{Ended, closed};

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A line that says nothing for so long after a question, or does not open, is dead.
pub(crate) const SILENCE: Duration = Duration::from_secs(10);
/// How often the page asks for the time.
pub(crate) const ASK_EACH: Duration = Duration::from_secs(25);
/// Before a refused question is asked again, where the server names no time.
pub(crate) const ASK_AGAIN: u32 = 1_000;

/// A command that is not answered.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) text: String,
    pub(crate) sent: u64,
    /// Sends it again when it was not saved; otherwise that is its answer.
    pub(crate) patient: bool,
    pub(crate) answer: oneshot::Sender<Result<u64, String>>,
}

/// What the socket's task and the person share.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) me: PersonId,
    meeting: String,
    secret: String,
    pub(crate) ways: Ways,
    pub(crate) view: watch::Sender<Option<View>>,
    position: Mutex<Option<Position>>,
    waiting: Mutex<BTreeMap<CommandId, Waiting>>,
    tickets: Mutex<BTreeMap<BoardId, oneshot::Sender<String>>>,
    arrival: Mutex<Arrival>,
    /// Where to send; none while there is no line.
    out: watch::Sender<Option<mpsc::Sender<Message>>>,
    at: AtomicUsize,
    pub(crate) diary: Diary,
    pub(crate) measure: Arc<Measure>,
}

impl Link {
    pub(crate) fn new(
        me: PersonId,
        meeting: String,
        secret: String,
        ways: Ways,
        first: usize,
        measure: Arc<Measure>,
    ) -> Self {
        Self {
            me,
            meeting,
            secret,
            ways,
            view: watch::channel(None).0,
            position: Mutex::default(),
            waiting: Mutex::default(),
            tickets: Mutex::default(),
            arrival: Mutex::default(),
            out: watch::channel(None).0,
            at: AtomicUsize::new(first),
            diary: Diary::default(),
            measure,
        }
    }

    /// Which address this person is at, or was last.
    pub(crate) fn at(&self) -> usize {
        self.at.load(Ordering::Relaxed)
    }

    pub(crate) fn is_live(&self) -> bool {
        self.out.borrow().is_some()
    }

    /// Sends now, or when there is a line again. False where there will be none.
    pub(crate) async fn command(&self, id: CommandId, waiting: Waiting) -> bool {
        let message = Message::text(waiting.text.clone());
        lock(&self.waiting).insert(id, waiting);
        self.send(message).await || self.ways.comes_back
    }

    pub(crate) async fn ask_ticket(&self, board: BoardId, answer: oneshot::Sender<String>) -> bool {
        lock(&self.tickets).insert(board, answer);
        self.send(said(&ClientMessage::Ticket { board })).await || self.ways.comes_back
    }

    /// A sign to one's room, which nobody answers.
    pub(crate) async fn react(&self, sign: Sign) {
        let sent = self.send(said(&ClientMessage::React { sign })).await;
        let sent = u64::from(sent);
        self.measure.reactions.fetch_add(sent, Ordering::Relaxed);
    }

    async fn send(&self, message: Message) -> bool {
        let out = self.out.borrow().clone();
        match out {
            Some(out) => out.send(message).await.is_ok(),
            None => false,
        }
    }

    /// Until the run is over, or there is no coming back.
    pub(crate) async fn live(self: Arc<Self>) {
        let mut attempt = 0;
        loop {
            let at = self.at();
            let (welcomed, ended) = Box::pin(self.once(at)).await;
            self.out.send_replace(None);
            self.diary.lost(self.measure.micros());
            if welcomed {
                attempt = 0;
            }
            let wait = match ended.wait(&self.ways, attempt) {
                Ok(wait) => wait,
                Err(why) => {
                    // Nobody answers them any more.
                    lock(&self.waiting).clear();
                    return self.measure.error(why);
                }
            };
            attempt += 1;
            sleep(wait).await;
            self.at.store(self.ways.other(at), Ordering::Relaxed);
        }
    }

    /// One socket from its opening to its end; whether it was welcomed.
    async fn once(self: &Arc<Self>, at: usize) -> (bool, Ended) {
        let url = format!(
            "ws://{}/api/meetings/{}/socket",
            self.ways.address(at),
            self.meeting
        );
        let lost = |why: &str| Ended::Lost(format!("socket: {why}"));
        let socket = match timeout(SILENCE, tokio_tungstenite::connect_async(url)).await {
            Ok(Ok((socket, _))) => socket,
            Ok(Err(error)) => return (false, lost(&error.to_string())),
            Err(_) => return (false, lost("it does not open")),
        };
        let (sink, mut stream) = socket.split();
        let (out, outgoing) = mpsc::channel(256);
        let writer = AbortOnDrop(tokio::spawn(write(sink, outgoing)));
        let hello = ClientMessage::Hello {
            version: WIRE_VERSION,
            secret: self.secret.clone(),
            resume: lock(&self.position).clone(),
        };
        if out.send(said(&hello)).await.is_err() {
            return (false, lost("hello could not be said"));
        }
        let mut welcomed = false;
        let mut silent_at = Some(Instant::now() + SILENCE);
        let mut ask_at = Instant::now() + ASK_EACH;
        let ended = loop {
            let message = tokio::select! {
                message = stream.next() => message,
                () = sleep_until(silent_at.unwrap_or(ask_at)), if silent_at.is_some() => break lost("it is silent"),
                () = sleep_until(ask_at), if welcomed => {
                    ask_at = Instant::now() + ASK_EACH;
                    silent_at.get_or_insert(Instant::now() + SILENCE);
                    if out.try_send(said(&ClientMessage::Time { sent: 0.0 })).is_err() {
                        break lost("it takes nothing");
                    }
                    continue;
                }
            };
            silent_at = None;
            match message {
                Some(Ok(Message::Text(text))) => {
                    self.measure.received(text.len());
                    match serde_json::from_str(&text) {
                        Ok(ServerMessage::Welcome { .. }) => {
                            welcomed = true;
                            self.welcome(&out).await;
                        }
                        Ok(ServerMessage::Draining { reconnect_in_ms }) => {
                            break Ended::Draining(Duration::from_millis(reconnect_in_ms.into()));
                        }
                        Ok(message) => self.take(message),
                        Err(error) => self.measure.error(format!("unreadable message: {error}")),
                    }
                }
                Some(Ok(Message::Close(frame))) => {
                    let (code, why) = frame.map_or((1005, String::new()), |frame| {
                        (frame.code.into(), frame.reason.to_string())
                    });
                    break closed(code, &why);
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => break lost(&error.to_string()),
                None => break lost("its end"),
            }
        };
        drop(writer);
        (welcomed, ended)
    }

    async fn welcome(&self, out: &mpsc::Sender<Message>) {
        // What was said on another line may not have come.
        *lock(&self.arrival) = Arrival::default();
        self.out.send_replace(Some(out.clone()));
        let again: Vec<String> = lock(&self.waiting)
            .values()
            .map(|waiting| waiting.text.clone())
            .collect();
        let boards: Vec<BoardId> = lock(&self.tickets).keys().copied().collect();
        let tickets = boards
            .into_iter()
            .map(|board| said(&ClientMessage::Ticket { board }));
        for message in again.into_iter().map(Message::text).chain(tickets) {
            let _ = out.send(message).await;
        }
    }

    fn take(self: &Arc<Self>, message: ServerMessage) {
        match message {
            ServerMessage::Snapshot { position, view, .. } => {
                self.view.send_replace(Some(*view));
                self.shown(position);
            }
            ServerMessage::Changes {
                position, changes, ..
            } => self.change(position, changes),
            ServerMessage::Done { command_id, seq } => {
                self.diary.write(|pages| {
                    pages.done.push(Done {
                        command: command_id,
                        seq,
                    })
                });
                self.answer(command_id, Ok(seq));
            }
            ServerMessage::Error(error) => self.refused(error),
            ServerMessage::Ticket { board, ticket, .. } => {
                if let Some(waiting) = lock(&self.tickets).remove(&board) {
                    let _ = waiting.send(ticket);
                }
            }
            ServerMessage::Reacted { .. } => {
                self.measure.reactions_heard.fetch_add(1, Ordering::Relaxed);
            }
            ServerMessage::Welcome { .. } | ServerMessage::Time { .. } | ServerMessage::Draining { .. } => {}
        }
    }

    fn change(self: &Arc<Self>, position: Position, changes: Vec<Change>) {
        for change in &changes {
            if let Change::Chat { message, .. } = change
                && message.person != self.me
            {
                self.heard(&message.text);
            }
        }
        self.measure.change_frames.fetch_add(1, Ordering::Relaxed);
        let mut begun = None;
        self.view.send_modify(|view| {
            if let Some(view) = view {
                let before = self.step(view);
                for change in changes {
                    apply_change(view, change);
                }
                begun = self.step(view).filter(|step| Some(*step) != before);
            }
        });
        if let Some((plan, step)) = begun {
            self.measure.saw_step(plan, step);
        }
        self.shown(position);
    }

    /// Where the round of this person's room stands.
    fn step(&self, view: &View) -> Option<(PlanId, u16)> {
        let room = view.people.get(&self.me)?.room;
        let round = view.details.get(&room)?.round.as_ref()?;
        Some((round.plan, round.timeline.step?))
    }

    fn heard(&self, text: &str) {
        let now = self.measure.micros();
        let elsewhere = !text.ends_with(&self.sign());
        for sent in marks(text.as_bytes()) {
            self.measure.chat_received.fetch_add(1, Ordering::Relaxed);
            self.measure.record(&self.measure.changes, sent);
            if elsewhere {
                let echo = Answered { sent, answered: now };
                self.diary.write(|pages| pages.echoes.push(echo));
            }
        }
    }

    /// What a message ends with, so that others know which instance its writer was at.
    pub(crate) fn sign(&self) -> String {
        format!("@{}", self.at())
    }

    fn shown(&self, position: Position) {
        *lock(&self.position) = Some(position);
        self.diary.back(self.measure.micros());
        self.arrive();
    }

    /// Tells the server that this page shows the room where it should be, if it has not said so.
    fn arrive(&self) {
        let on_the_way = self.view.borrow().as_ref().and_then(|view| {
            let me = view.people.get(&self.me).filter(|me| !me.arrived);
            me.map(|me| me.room)
        });
        let Some(out) = self.out.borrow().clone() else {
            return;
        };
        let due = lock(&self.arrival).due(on_the_way);
        if let Some((room, command_id)) = due
            && out.try_send(said(&arrives(room, command_id))).is_err()
        {
            // With the next change, then.
            *lock(&self.arrival) = Arrival::default();
        }
    }

    fn refused(self: &Arc<Self>, error: ErrorMessage) {
        let again_in = Duration::from_millis(error.retry_after_ms.unwrap_or(ASK_AGAIN).into());
        if let Some(board) = error.board.filter(|_| self.ways.comes_back) {
            self.later(again_in, said(&ClientMessage::Ticket { board }));
            return;
        }
        match error.reason {
            Some(Refusal::NotYourFloor) => {
                self.measure.refused_by_floor.fetch_add(1, Ordering::Relaxed);
            }
            // A second arrival, a hand that is up: harmless.
            Some(Refusal::NothingToDo | Refusal::HandIsUp | Refusal::HandIsDown | Refusal::NotInRoom) => {}
            _ if self.ways.comes_back && matches!(error.code, Code::Unavailable | Code::RateLimited) => {}
            _ => {
                let about = self.about(&error);
                self.measure
                    .error(format!("{:?} {} ({about})", error.code, error.message));
            }
        }
        let Some(id) = error.command_id else { return };
        let not_saved = error.code == Code::Unavailable;
        let arrival = lock(&self.arrival).room(id);
        if let Some(room) = arrival.filter(|_| not_saved || error.code == Code::RateLimited) {
            return self.later(again_in, said(&arrives(room, id)));
        }
        if self.ways.comes_back && (not_saved || error.code == Code::RateLimited) {
            let text = lock(&self.waiting)
                .get(&id)
                .filter(|waiting| waiting.patient || !not_saved)
                .map(|waiting| waiting.text.clone());
            if let Some(text) = text {
                self.later(again_in, Message::text(text));
                return;
            }
            if not_saved {
                self.diary.write(|pages| pages.refused.push(id));
            }
        }
        self.answer(id, Err(error.message));
    }

    /// What a refusal is about, for whoever looks for a fault.
    fn about(&self, error: &ErrorMessage) -> String {
        let waiting = lock(&self.waiting);
        match error.command_id {
            Some(id) => match waiting.get(&id) {
                Some(waiting) => waiting.text.chars().take(160).collect(),
                // Nobody waits for the answer to this one alone.
                None => "arrive".to_owned(),
            },
            None if error.board.is_some() => "a ticket".to_owned(),
            None => "neither a command nor a ticket".to_owned(),
        }
    }

    /// Says it after a while, on the line that there is then. Without one the next welcome says it.
    fn later(self: &Arc<Self>, after: Duration, message: Message) {
        let link = Arc::clone(self);
        tokio::spawn(async move {
            sleep(after).await;
            link.send(message).await;
        });
    }

    fn answer(&self, id: CommandId, answer: Result<u64, String>) {
        let Some(waiting) = lock(&self.waiting).remove(&id) else {
            return;
        };
        self.measure.record(&self.measure.acknowledgements, waiting.sent);
        let answered = Answered {
            sent: waiting.sent,
            answered: self.measure.micros(),
        };
        self.diary.write(|pages| pages.answered.push(answered));
        let _ = waiting.answer.send(answer);
    }
}

async fn write(mut sink: SplitSink<Socket, Message>, mut outgoing: mpsc::Receiver<Message>) {
    while let Some(message) = outgoing.recv().await {
        if sink.send(message).await.is_err() {
            return;
        }
    }
    let _ = sink.close().await;
}

pub(crate) fn said(message: &ClientMessage) -> Message {
    Message::text(serde_json::to_string(message).unwrap_or_default())
}
