//! A board's socket as an attacker holds it: a ticket, frames of any bytes, and what came back.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use server::boards::lib0::Reader;
use server::boards::wire;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::fixtures::Page;
use crate::support::Person;

/// Nothing in a test takes this long unless it never comes.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct BoardSocket {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The copy of the board.
    pub page: Page,
    /// Update messages that the log has.
    pub saved: u64,
    pub write: Option<bool>,
    synced: bool,
    closed: Option<u16>,
}

/// Asks on the meeting's socket; a ticket or the code of the refusal, which names the board.
pub async fn ask_ticket(person: &mut Person, board: &str) -> Result<String, String> {
    person
        .say(&json!({"type": "ticket", "board": board}).to_string())
        .await;
    let answer = person
        .wait(|message| {
            (message["type"] == "ticket" || message["type"] == "error") && message["board"] == board
        })
        .await;
    match answer["ticket"].as_str() {
        Some(ticket) => Ok(ticket.to_owned()),
        None => Err(answer["code"].as_str().unwrap().to_owned()),
    }
}

/// The board of a room, as this person sees it.
pub fn board_of(person: &Person, room: &str) -> String {
    person.view["details"][room]["board"].as_str().unwrap().to_owned()
}

impl BoardSocket {
    /// Gets a ticket, connects and syncs.
    pub async fn join(person: &mut Person, board: &str, client: u64) -> Self {
        let ticket = loop {
            match ask_ticket(person, board).await {
                Ok(ticket) => break ticket,
                // So many joins in so little time: whoever is honest waits and asks again.
                Err(code) if code == "rate_limited" => tokio::time::sleep(Duration::from_millis(200)).await,
                Err(code) => panic!("{code}"),
            }
        };
        let mut this = Self::connect(person, board, &ticket, client).await;
        this.settle().await;
        this
    }

    pub async fn connect(person: &Person, board: &str, ticket: &str, client: u64) -> Self {
        let url = format!("ws://{}/api/boards/{board}?ticket={ticket}", person.address);
        let (socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
        Self {
            socket,
            page: Page::new(client),
            saved: 0,
            write: None,
            synced: false,
            closed: None,
        }
    }

    pub async fn send(&mut self, frame: Bytes) {
        // Sending into a connection that the server has just closed is no failure of the test.
        let _ = self.socket.send(Message::Binary(frame)).await;
    }

    pub async fn update(&mut self, update: &[u8]) {
        self.send(wire::update(update)).await;
    }

    /// Asks for all that is on the board: what was said before has been dealt with when it is answered.
    pub async fn settle(&mut self) {
        self.synced = false;
        let nothing = Page::new(1);
        let state = {
            use yrs::updates::encoder::Encode;
            use yrs::{ReadTxn, Transact};
            nothing.doc.transact().state_vector().encode_v1()
        };
        self.send(wire::step1(&state)).await;
        self.until("synced", |this| this.synced).await;
    }

    pub async fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        while !condition(self) {
            assert!(
                self.closed.is_none(),
                "closed with {:?} before {what}",
                self.closed
            );
            self.take_one().await;
        }
    }

    pub async fn until_text(&mut self, note: &str, text: &str) {
        self.until(text, |this| this.page.text(note).as_deref() == Some(text))
            .await;
    }

    /// Takes frames until the end; answers the close code.
    pub async fn closed(&mut self) -> u16 {
        while self.closed.is_none() {
            self.take_one().await;
        }
        self.closed.unwrap()
    }

    async fn take_one(&mut self) {
        let next = tokio::time::timeout(PATIENCE, self.socket.next()).await;
        match next.expect("something comes") {
            Some(Ok(Message::Binary(frame))) => self.read(&frame),
            Some(Ok(Message::Close(frame))) => {
                self.closed = Some(frame.map_or(1005, |frame| frame.code.into()))
            }
            Some(Ok(_)) => {}
            Some(Err(_)) | None => self.closed = Some(1006),
        }
    }

    fn read(&mut self, frame: &[u8]) {
        let mut reader = Reader::new(frame);
        match reader.uint().unwrap() {
            0 => match (reader.uint().unwrap(), reader.buffer().unwrap()) {
                // What the server lacks is nobody's business here.
                (0, _) => {}
                (kind, update) => {
                    self.page.receive(update);
                    self.synced |= kind == 1;
                }
            },
            120 => {
                let message: Value = serde_json::from_str(reader.text().unwrap()).unwrap();
                match message["t"].as_str() {
                    Some("saved") => self.saved = message["n"].as_u64().unwrap(),
                    Some("access") => self.write = message["write"].as_bool(),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}
