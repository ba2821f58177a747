//! What a machine does to the real process beside a full disk: no file descriptors, a torn file, a kill in the middle of the first start.

use std::io::Write;
use std::time::Duration;

use load_tests::private::Postgres;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::kill::Process;
use crate::support::Person;

fn limit_descriptors(process: &Process, count: u64) {
    let pid = process.child.id().cast_signed();
    let (mut soft, mut hard) = (0, 0);
    let now = Some((&mut soft, &mut hard));
    rlimit::prlimit(pid, rlimit::Resource::NOFILE, None, now).unwrap();
    rlimit::prlimit(pid, rlimit::Resource::NOFILE, Some((count.min(hard), hard)), None).unwrap();
}

#[tokio::test]
async fn f17_without_file_descriptors_rooms_go_on_and_newcomers_wait() {
    let process = Process::start().await;
    let meeting = process.create().await;
    let mut paul = process.join(&meeting, &meeting.join_link, "Paul").await;
    let mut petra = process.join(&meeting, &meeting.join_link, "Petra").await;
    paul.done(json!({"type": "say", "text": "before"})).await;
    // Whatever it opens next is one too many.
    limit_descriptors(&process, 3);
    let mut newcomer = TcpStream::connect(process.address).await.unwrap();
    let ask = format!(
        "GET /healthz HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
        process.address
    );
    newcomer.write_all(ask.as_bytes()).await.unwrap();
    paul.done(json!({"type": "say", "text": "meanwhile"})).await;
    petra
        .change("chat", |change| change["message"]["text"] == "meanwhile")
        .await;
    limit_descriptors(&process, u64::MAX);
    let mut answer = String::new();
    newcomer.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    process.join(&meeting, &meeting.join_link, "Priya").await;
}

#[tokio::test]
async fn f16_a_torn_end_of_the_log_costs_nothing_that_was_acknowledged() {
    let mut process = Process::start().await;
    let meeting = process.create().await;
    let mut paul = process.join(&meeting, &meeting.join_link, "Paul").await;
    for number in 0..5 {
        paul.done(json!({"type": "say", "text": format!("message {number}")}))
            .await;
    }
    process.kill();
    // As if the machine had died while the next commit was on its way to the disk.
    let log = process.folder.path().join("convene.sqlite-wal");
    let begun = std::fs::read(&log).unwrap()[..3_000].to_vec();
    let mut file = std::fs::File::options().append(true).open(&log).unwrap();
    file.write_all(&begun).unwrap();
    drop(file);
    process.start_again().await;
    let mut paul = Person::connect(process.address, &meeting.id, &paul.secret).await;
    let all = paul.view.to_string();
    assert!(
        (0..5).all(|number| all.contains(&format!("message {number}"))),
        "{all}"
    );
    paul.done(json!({"type": "say", "text": "and on"})).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f19_a_first_start_that_is_killed_anywhere_is_finished_by_the_next() {
    let database = Postgres::start(false).unwrap();
    let url = database.plain_url();
    for flags in [vec!["--database-url", url.as_str()], Vec::new()] {
        let mut process = Process::begin(&flags);
        for pause in [5, 10, 20, 30, 40, 60] {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            process.kill();
            process.begin_again();
        }
        process.kill();
        process.start_again().await;
        let meeting = process.create().await;
        process
            .join(&meeting, &meeting.facilitator_link, "Fatima")
            .await
            .done(json!({"type": "say", "text": "it works"}))
            .await;
    }
}
