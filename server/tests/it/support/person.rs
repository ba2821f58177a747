//! A person with a socket: says things, waits for things, keeps the view that the page would have.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use uuid::Uuid;

/// Nothing in a test takes this long unless it never comes.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a socket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed(pub u16);

pub struct Person {
    pub address: SocketAddr,
    pub meeting: String,
    pub secret: String,
    pub id: String,
    pub resumed: bool,
    /// What came after the welcome: a snapshot, or the changes that were missed.
    pub first: Value,
    /// The last position seen.
    pub position: Value,
    /// The last snapshot.
    pub view: Value,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Messages that came while another was waited for.
    unread: VecDeque<Value>,
}

impl Person {
    /// Says hello and reads welcome and the first snapshot or changes.
    pub async fn connect(address: SocketAddr, meeting: &str, secret: &str) -> Self {
        Self::try_connect(address, meeting, secret, None).await.unwrap()
    }

    /// Comes back with what was seen last.
    pub async fn resume(&self) -> Self {
        let resumed = Self::try_connect(
            self.address,
            &self.meeting,
            &self.secret,
            Some(self.position.clone()),
        )
        .await;
        resumed.unwrap()
    }

    pub async fn try_connect(
        address: SocketAddr,
        meeting: &str,
        secret: &str,
        resume: Option<Value>,
    ) -> Result<Self, Closed> {
        let mut socket = open(address, meeting).await;
        let mut hello = json!({"type": "hello", "version": 1, "secret": secret});
        if let Some(resume) = resume {
            hello["resume"] = resume;
        }
        socket.send(Message::text(hello.to_string())).await.unwrap();
        let mut person = Self {
            address,
            meeting: meeting.to_owned(),
            secret: secret.to_owned(),
            id: String::new(),
            resumed: false,
            first: Value::Null,
            position: Value::Null,
            view: Value::Null,
            socket,
            unread: VecDeque::new(),
        };
        let welcome = person.next().await?;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        person.id = welcome["person"].as_str().unwrap().to_owned();
        person.resumed = welcome["resumed"].as_bool().unwrap();
        person.first = person.next().await?;
        Ok(person)
    }

    /// The next message, in order.
    pub async fn next(&mut self) -> Result<Value, Closed> {
        if let Some(message) = self.unread.pop_front() {
            return Ok(message);
        }
        self.receive().await
    }

    /// Waits for the first message that fits; the others stay unread.
    pub async fn wait(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&fits) {
            return self.unread.remove(at).unwrap();
        }
        loop {
            let message = self.receive().await.expect("the socket is open");
            if fits(&message) {
                return message;
            }
            self.unread.push_back(message);
        }
    }

    /// Keeps what comes for later, until the end: a page reads all the time, and its pongs are a sign of life.
    pub async fn listen(&mut self) -> Closed {
        loop {
            match self.receive().await {
                Ok(message) => self.unread.push_back(message),
                Err(closed) => return closed,
            }
        }
    }

    /// What came while something else was waited for.
    pub fn unread(&mut self) -> Vec<Value> {
        self.unread.drain(..).collect()
    }

    /// Sends a command; answers its id.
    pub async fn send(&mut self, command: Value) -> String {
        let id = Uuid::now_v7().to_string();
        self.send_as(&id, command).await;
        id
    }

    pub async fn send_as(&mut self, id: &str, command: Value) {
        let message = json!({"type": "command", "command_id": id, "command": command});
        self.say(&message.to_string()).await;
    }

    /// Sends a command and waits for `done` or `error`.
    pub async fn ask(&mut self, command: Value) -> Value {
        let id = self.send(command).await;
        self.answer(&id).await
    }

    /// Waits for the answer to a command.
    pub async fn answer(&mut self, id: &str) -> Value {
        self.wait(|message| message["command_id"] == id).await
    }

    /// Sends a command that must be done; answers its seq.
    pub async fn done(&mut self, command: Value) -> u64 {
        let answer = self.ask(command.clone()).await;
        assert_eq!(answer["type"], "done", "{command} got {answer}");
        answer["seq"].as_u64().unwrap()
    }

    /// Sends a command that must be refused; answers its reason.
    pub async fn refused(&mut self, command: Value) -> String {
        let answer = self.ask(command.clone()).await;
        assert_eq!(answer["type"], "error", "{command} got {answer}");
        answer["reason"].as_str().unwrap_or_default().to_owned()
    }

    /// Waits for a change of this slice; answers it.
    pub async fn change(&mut self, slice: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let find = |message: &Value| {
            let changes = message["changes"].as_array()?;
            changes
                .iter()
                .find(|change| change["slice"] == slice && fits(change))
                .cloned()
        };
        let message = self.wait(|message| find(message).is_some()).await;
        find(&message).unwrap()
    }

    /// What was passed over while something else was waited for is not looked at any more.
    pub fn forget_unread(&mut self) {
        self.unread.clear();
    }

    /// The one room everyone starts in.
    pub fn main_room(&self) -> String {
        self.view["meeting"]["main_room"].as_str().unwrap().to_owned()
    }

    /// Sends any text.
    pub async fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text.to_owned())).await.unwrap();
    }

    pub async fn say_binary(&mut self, bytes: &[u8]) {
        self.socket.send(Message::binary(bytes.to_vec())).await.unwrap();
    }

    /// Reads until the end; answers the close code.
    pub async fn closed(&mut self) -> Closed {
        loop {
            if let Err(closed) = self.receive().await {
                return closed;
            }
        }
    }

    /// Lets go without a word, as a lost network would.
    pub fn vanish(self) {}

    async fn receive(&mut self) -> Result<Value, Closed> {
        let text = receive_text(&mut self.socket).await?;
        let message: Value = serde_json::from_str(&text).unwrap();
        match message["type"].as_str() {
            Some("snapshot") => {
                self.view = message["view"].clone();
                self.position = json!({"seq": message["seq"], "hash": message["hash"]});
            }
            Some("changes") => self.position = json!({"seq": message["seq"], "hash": message["hash"]}),
            _ => {}
        }
        Ok(message)
    }
}

/// A socket that has said nothing yet.
pub async fn open(address: SocketAddr, meeting: &str) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
    let url = format!("ws://{address}/api/meetings/{meeting}/socket");
    tokio_tungstenite::connect_async(url).await.unwrap().0
}

/// The next text; pings are answered on the way.
pub async fn receive_text(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Result<String, Closed> {
    loop {
        let message = tokio::time::timeout(PATIENCE, socket.next())
            .await
            .expect("a message comes");
        match message {
            Some(Ok(Message::Text(text))) => return Ok(text.to_string()),
            Some(Ok(Message::Close(frame))) => {
                return Err(Closed(frame.map_or(1005, |frame| frame.code.into())));
            }
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return Err(Closed(1006)),
        }
    }
}
