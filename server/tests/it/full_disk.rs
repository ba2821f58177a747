//! A database file that cannot grow, with the real process: the kernel refuses its writes by a limit on the size of files.
//!
//! SQLite meets that in the middle of a commit, so the store does not know at first whether it was written.

use serde_json::json;
use uuid::Uuid;

use crate::kill::Process;
use crate::support::{Person, http};

/// From now on no file of the process may grow beyond this.
fn limit_files(process: &Process, bytes: u64) {
    let pid = process.child.id().cast_signed();
    rlimit::prlimit(
        pid,
        rlimit::Resource::FSIZE,
        Some((bytes, rlimit::INFINITY)),
        None,
    )
    .unwrap();
}

#[tokio::test]
async fn f14_what_cannot_be_written_is_not_acknowledged_and_works_again_once_there_is_room() {
    let mut process = Process::start().await;
    let meeting = process.create().await;
    let mut paul = process.join(&meeting, &meeting.join_link, "Paul").await;
    paul.done(json!({"type": "say", "text": "before"})).await;
    let log = process.folder.path().join("convene.sqlite-wal");
    limit_files(&process, std::fs::metadata(log).unwrap().len());
    let id = Uuid::now_v7().to_string();
    let say = json!({"type": "say", "text": "while it is full"});
    paul.send_as(&id, say.clone()).await;
    let answer = paul.answer(&id).await;
    assert_eq!(
        (&answer["type"], &answer["code"]),
        (&json!("error"), &json!("unavailable")),
        "{answer}"
    );
    let ready = http::request(process.address, "GET", "/readyz", &[], None).await;
    assert_eq!(ready.status, 503, "{ready:?}");
    // What is there can still be read.
    let mut petra = Person::connect(process.address, &meeting.id, &paul.secret).await;
    assert!(petra.view.to_string().contains("before"));
    limit_files(&process, rlimit::INFINITY);
    let mut tries = 0;
    loop {
        paul.send_as(&id, say.clone()).await;
        if paul.answer(&id).await["type"] == "done" {
            break;
        }
        tries += 1;
        assert!(tries < 100, "writing does not resume");
    }
    let ready = http::request(process.address, "GET", "/readyz", &[], None).await;
    assert_eq!(ready.status, 200, "{ready:?}");
    petra
        .change("chat", |change| change["message"]["text"] == "while it is full")
        .await;
    process.kill_and_start_again().await;
    let after = Person::connect(process.address, &meeting.id, &paul.secret)
        .await
        .view
        .to_string();
    assert_eq!(after.matches("while it is full").count(), 1);
    assert_eq!(after.matches("\"before\"").count(), 1);
}
