//! What the real process writes to its log while people with secrets and odd names come by.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::board_socket::{BoardSocket, ask_ticket, board_of};
use super::raw::upgrade;
use crate::support::server::{meeting, new_secret};
use crate::support::{Person, http};

/// The real program, with all that it can say in a file.
struct Process {
    child: Child,
    address: SocketAddr,
    folder: tempfile::TempDir,
}

impl Process {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_convene"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CONVENE_")) {
            command.env_remove(name);
        }
        let mut child = command
            .args([
                "--listen",
                "127.0.0.1:0",
                "--log-level",
                "debug,server=trace,convene=trace",
            ])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        // Its one line says where it is.
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let at = line.split("http://").nth(1).unwrap();
        let at: String = at
            .chars()
            .take_while(|c| c.is_ascii_digit() || ".:".contains(*c))
            .collect();
        let address = at.parse().unwrap_or_else(|_| panic!("no address in {line:?}"));
        Self {
            child,
            address,
            folder,
        }
    }

    fn log(mut self) -> String {
        self.stop();
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    fn stop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

#[tokio::test]
async fn a16_a59_no_secret_and_no_word_of_people_enters_the_log() {
    let process = Process::start();
    let address = process.address;
    let post = async |path: &str, bearer: &str, body: Value| {
        let bearer = format!("Bearer {bearer}");
        http::request(address, "POST", path, &[("Authorization", &bearer)], Some(&body)).await
    };
    let created = post("/api/meetings", "", json!({"title": "title-canary"})).await;
    let meeting = meeting(&created.json());
    let (secret, guessed) = (new_secret(), new_secret());
    let people = format!("/api/meetings/{}/people", meeting.id);
    let name = "name-canary\n{\"level\":\"ERROR\",\"fake\":true}\u{1b}[31m";
    let join = json!({"secret": secret, "name": name, "organization": "org-canary"});
    assert_eq!(post(&people, &meeting.join_link, join.clone()).await.status, 201);
    assert_eq!(post(&people, &guessed, join).await.status, 401);
    let nadia = new_secret();
    let join = json!({"secret": nadia, "name": "Nadia"});
    assert_eq!(post(&people, &meeting.facilitator_link, join).await.status, 201);
    let mut nadia = Person::connect(address, &meeting.id, &nadia).await;
    nadia
        .done(json!({"type": "set_asks", "asks": ["access_needs"]}))
        .await;
    nadia
        .done(json!({"type": "set_passcode", "passcode": "passcode-canary"}))
        .await;
    let needs = json!({"secret": new_secret(), "name": "x", "passcode": "passcode-canary", "access_needs": "needs-canary"});
    assert_eq!(post(&people, &meeting.join_link, needs).await.status, 201);
    let wrong = json!({"secret": new_secret(), "name": "x", "passcode": "guess-canary"});
    assert_eq!(post(&people, &meeting.join_link, wrong).await.status, 403);
    post("/api/codes", "", json!({"code": meeting.code})).await;
    for path in [
        format!("/api/meetings/{}/door?token={secret}", meeting.id),
        format!("/m/{}?secret={secret}", meeting.id),
        format!("/api/{secret}"),
        format!("/{secret}/path-canary"),
        format!("/api/meetings/{secret}/door"),
    ] {
        http::request(
            address,
            "GET",
            &path,
            &[("Referer", "https://referer-canary.example/")],
            None,
        )
        .await;
    }
    let mut eve = Person::connect(address, &meeting.id, &secret).await;
    assert!(
        Person::try_connect(address, &meeting.id, &guessed, None)
            .await
            .is_err()
    );
    eve.done(json!({"type": "say", "text": "chat-canary"})).await;
    eve.say("message-canary").await;
    eve.wait(|message| message["type"] == "error").await;
    let board = board_of(&eve, &eve.main_room());
    let ticket = ask_ticket(&mut eve, &board).await.unwrap();
    let mut socket = BoardSocket::connect(&eve, &board, &ticket, 5).await;
    socket.settle().await;
    let note = socket.page.add_note("n", "note-canary");
    socket.update(&note).await;
    socket.until("saved", |socket| socket.saved > 0).await;
    let request = upgrade(
        &format!("/api/boards/{board}?ticket={ticket}x"),
        &address.to_string(),
        &[("Origin", "https://origin-canary.example")],
    );
    assert_eq!(http::raw(address, request.as_bytes()).await.status, 403);

    let log = process.log();
    assert!(log.contains(&meeting.id), "the log has ids: {log}");
    for hidden in [
        &meeting.facilitator_link,
        &meeting.join_link,
        &meeting.code,
        &secret,
        &guessed,
        &ticket,
        "canary",
        "fake",
        "\u{1b}",
    ] {
        let found = log.lines().find(|line| line.contains(hidden));
        assert!(found.is_none(), "{hidden:?} in {found:?}");
    }
    for line in log.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "no JSON: {line}");
    }
}
