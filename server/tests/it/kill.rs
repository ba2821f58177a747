//! `kill -9` of the real process in the middle of a step, and a start again on the same file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use server::boards::wire;
use tokio_tungstenite::tungstenite::Message;

use crate::support::Person;
use crate::support::http;
use crate::support::server::{Meeting, meeting, new_secret};

const BUILT: &str = env!("CARGO_BIN_EXE_convene");

/// The real program on its own folder.
pub struct Process {
    pub child: Child,
    pub address: SocketAddr,
    pub folder: tempfile::TempDir,
    /// Flags beside the ones that every process gets.
    more: Vec<String>,
    environment: Vec<(String, PathBuf)>,
}

impl Process {
    pub async fn start() -> Self {
        Self::start_program(Path::new(BUILT), Vec::new()).await
    }

    /// On a database that it shares with others.
    pub async fn start_on(database_url: &str) -> Self {
        Self::start_with(&["--database-url", database_url]).await
    }

    /// With these flags.
    pub async fn start_with(flags: &[&str]) -> Self {
        let more = flags.iter().map(|flag| (*flag).to_owned()).collect();
        Self::start_program(Path::new(BUILT), more).await
    }

    /// With these variables in its environment.
    pub async fn start_in(environment: &[(&str, PathBuf)]) -> Self {
        let named = |(name, value): &(&str, PathBuf)| ((*name).to_owned(), value.clone());
        let environment = environment.iter().map(named).collect();
        let process = Self::begin_program(Path::new(BUILT), Vec::new(), environment);
        process.ready().await;
        process
    }

    /// The same program under another name.
    pub async fn start_program(program: &Path, more: Vec<String>) -> Self {
        let process = Self::begin_program(program, more, Vec::new());
        process.ready().await;
        process
    }

    /// With these flags, and nobody waits until it serves.
    pub fn begin(flags: &[&str]) -> Self {
        let more = flags.iter().map(|flag| (*flag).to_owned()).collect();
        Self::begin_program(Path::new(BUILT), more, Vec::new())
    }

    fn begin_program(program: &Path, more: Vec<String>, environment: Vec<(String, PathBuf)>) -> Self {
        let port = load_tests::private::free_port().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        Self {
            child: spawn(program, address, folder.path(), &more, &environment),
            address,
            folder,
            more,
            environment,
        }
    }

    /// As the kernel does it: no goodbye.
    pub async fn kill_and_start_again(&mut self) {
        self.kill();
        self.start_again().await;
    }

    /// On the same files, at the same address.
    pub async fn start_again(&mut self) {
        self.begin_again();
        self.ready().await;
    }

    /// The same, and nobody waits until it serves.
    pub fn begin_again(&mut self) {
        self.child = spawn(
            Path::new(BUILT),
            self.address,
            self.folder.path(),
            &self.more,
            &self.environment,
        );
    }

    /// As the kernel does it: no goodbye, and nobody comes back.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    async fn ready(&self) {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            if tokio::net::TcpStream::connect(self.address).await.is_ok()
                && http::request(self.address, "GET", "/readyz", &[], None)
                    .await
                    .status
                    == 200
            {
                return;
            }
            assert!(Instant::now() < until, "the server starts");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn create(&self) -> Meeting {
        let answer = http::request(
            self.address,
            "POST",
            "/api/meetings",
            &[],
            Some(&json!({"title": "x"})),
        )
        .await;
        meeting(&answer.json())
    }

    pub async fn join(&self, meeting: &Meeting, link: &str, name: &str) -> Person {
        let secret = new_secret();
        let path = format!("/api/meetings/{}/people", meeting.id);
        let bearer = format!("Bearer {link}");
        let body = json!({"secret": secret, "name": name});
        let headers = [("Authorization", bearer.as_str())];
        let answer = http::request(self.address, "POST", &path, &headers, Some(&body)).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        Person::connect(self.address, &meeting.id, &secret).await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn spawn(
    program: &Path,
    address: SocketAddr,
    folder: &Path,
    more: &[String],
    environment: &[(String, PathBuf)],
) -> Child {
    // A file that may not grow is to be an error for the server, as a full disk is, and not a signal.
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(program);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CONVENE_")) {
        command.env_remove(name);
    }
    command
        .args(["--listen", &address.to_string(), "--log-level", "warn"])
        .args(more)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn f01_after_kill_9_every_acknowledged_command_is_there_in_the_same_room_and_step() {
    let mut process = Process::start().await;
    let meeting = process.create().await;
    let mut facilitator = process.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    let mut paul = process.join(&meeting, &meeting.join_link, "Paul").await;
    facilitator
        .done(json!({"type": "create_rooms", "count": 1}))
        .await;
    let fresh = Person::connect(process.address, &meeting.id, &facilitator.secret).await;
    let rooms = fresh.view["rooms"].as_object().unwrap();
    let room = rooms.values().find(|room| room["number"] == 1).unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    drop(fresh);
    let people = json!([{"person": paul.id, "room": room}]);
    facilitator
        .done(json!({"type": "assign", "people": people}))
        .await;
    facilitator
        .done(json!({"type": "open_rooms", "in_seconds": 0}))
        .await;
    paul.done(json!({"type": "arrive", "room": room})).await;
    let start = json!({"type": "start_round", "rooms": [room], "protocol": {"library": "consultancy-20"}});
    facilitator.done(start).await;
    facilitator
        .done(json!({"type": "set_presenter", "room": room, "person": paul.id}))
        .await;
    facilitator
        .done(json!({"type": "begin", "on": {"room": room}}))
        .await;
    let before = Person::connect(process.address, &meeting.id, &paul.secret)
        .await
        .view;
    let ends_at = |view: &Value| view["details"][&room]["round"]["timeline"]["clock"]["ends_at"].as_i64();
    assert!(ends_at(&before).is_some(), "{before}");

    let mut acknowledged = Vec::new();
    for number in 0..10 {
        let text = format!("message {number}");
        paul.done(json!({"type": "say", "text": text})).await;
        acknowledged.push(text);
    }
    let (position, secret) = (paul.position.clone(), paul.secret.clone());
    let killed = Instant::now();
    process.kill_and_start_again().await;

    let back = Person::try_connect(process.address, &meeting.id, &secret, Some(position))
        .await
        .unwrap();
    let away = i64::try_from(killed.elapsed().as_millis()).unwrap();
    let after = Person::connect(process.address, &meeting.id, &secret).await.view;
    assert!(back.resumed, "the last entries are remembered over a start");
    let chat = after["chat"][&room].as_array().unwrap();
    let texts: Vec<&str> = chat
        .iter()
        .map(|message| message["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, acknowledged);
    assert_eq!(after["people"][&paul.id]["room"], json!(room));
    let timeline = |view: &Value| view["details"][&room]["round"]["timeline"]["step"].clone();
    assert_eq!(timeline(&after), timeline(&before));
    // Up to ten seconds the deadline stands; a start that took longer moves it by the time that nobody held the meeting.
    let (was, is) = (ends_at(&before).unwrap(), ends_at(&after).unwrap());
    assert!(
        is == was || (is > was && is - was <= away + 5_000),
        "{was} {is} {away}"
    );
    let done = Person::connect(process.address, &meeting.id, &secret)
        .await
        .ask(json!({"type": "say", "text": "still the presenter's turn"}))
        .await;
    assert_eq!(done["type"], "done");
}

#[tokio::test]
async fn boards_open_although_an_upgrade_has_replaced_the_program() {
    // A second name for it, which goes once it runs.
    let names = tempfile::tempdir_in(Path::new(BUILT).parent().unwrap()).unwrap();
    let program = names.path().join("convene");
    std::fs::hard_link(BUILT, &program).unwrap();
    let process = Process::start_program(&program, Vec::new()).await;
    std::fs::remove_file(&program).unwrap();
    let meeting = process.create().await;
    let mut paul = process.join(&meeting, &meeting.join_link, "Paul").await;
    let board = paul.view["me"]["notebook"].as_str().unwrap().to_owned();
    paul.say(&json!({"type": "ticket", "board": board}).to_string())
        .await;
    let answer = paul.wait(|message| message["type"] == "ticket").await;
    let ticket = answer["ticket"].as_str().unwrap();
    let url = format!("ws://{}/api/boards/{board}?ticket={ticket}", process.address);
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
    let question = Message::Binary(wire::step1(&[0]));
    socket.send(question).await.unwrap();
    let answer: Bytes = loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Binary(frame) if frame.starts_with(&[0, 1]) => break frame,
            Message::Close(frame) => panic!("closed: {frame:?}"),
            _ => {}
        }
    };
    assert_eq!(answer, wire::step2(&[0, 0]));
}
