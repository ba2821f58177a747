//! A deployment moves from SQLite to PostgreSQL with the real program, and its people go on where they were.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use load_tests::private::Postgres;
use serde_json::{Value, json};

use crate::kill::Process;
use crate::support::Person;

fn convene(folder: &Path, database_url: &str, task: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_convene"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CONVENE_")) {
        command.env_remove(name);
    }
    command
        .args(["--database-url", database_url])
        .args(task)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn done(output: &Output) {
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_under_way_moves_to_postgres_and_its_people_resume() {
    let mut before = Process::start().await;
    let meeting = before.create().await;
    let mut facilitator = before.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    let paul = before.join(&meeting, &meeting.join_link, "Paul").await;
    facilitator.done(json!({"type": "say", "text": "we move"})).await;
    facilitator
        .done(json!({"type": "create_rooms", "count": 2}))
        .await;
    let view = Person::connect(before.address, &meeting.id, &paul.secret).await;
    let folder = before.folder.path().to_owned();
    before.kill();

    let database = Postgres::start(false).unwrap();
    let (there, here) = (database.plain_url(), "sqlite:convene.sqlite");
    done(&convene(&folder, here, &["export", "all.jsonl"]));
    done(&convene(&folder, &there, &["migrate"]));
    done(&convene(&folder, &there, &["import", "all.jsonl"]));
    let again = convene(&folder, &there, &["export", "-"]);
    done(&again);
    let file = std::fs::read(folder.join("all.jsonl")).unwrap();
    assert!(again.stdout == file, "byte for byte");

    let after = Process::start_on(&there).await;
    let back = Person::try_connect(after.address, &meeting.id, &paul.secret, Some(view.position)).await;
    let mut back = back.unwrap();
    assert!(back.resumed, "the journal is the same, hash for hash");
    let chat = Person::connect(after.address, &meeting.id, &facilitator.secret)
        .await
        .view["chat"]
        .clone();
    assert!(chat.to_string().contains("we move"), "{chat}");
    back.done(json!({"type": "say", "text": "here I am"})).await;
}

#[tokio::test]
async fn what_stands_in_the_way_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let here = "sqlite:convene.sqlite";
    done(&convene(folder.path(), here, &["migrate"]));
    std::fs::write(folder.path().join("notes.txt"), "milk\n").unwrap();
    for (task, says) in [
        (vec!["export", "notes.txt"], "cannot make notes.txt"),
        (vec!["import", "missing.jsonl"], "cannot read missing.jsonl"),
        (
            vec!["import", "notes.txt"],
            "line 1: it is not an export of Convene",
        ),
        (vec!["import"], "see convene --help"),
    ] {
        let output = convene(folder.path(), here, &task);
        let line = String::from_utf8(output.stderr).unwrap();
        assert!(line.contains(says), "{task:?}: {line}");
        assert_eq!(
            (line.lines().count(), output.status.code()),
            (1, Some(2)),
            "{line}"
        );
    }
    let untouched: Value = json!(std::fs::read_to_string(folder.path().join("notes.txt")).unwrap());
    assert_eq!(untouched, "milk\n");
}
