use std::time::Duration;

use server::boards::limits;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use crate::attacks::board_socket::{BoardSocket, board_of};
use crate::kill::Process;
use crate::support::http;

const TOKEN: &str = "operator-token-for-compaction";

async fn compacted(process: &Process) -> u64 {
    let bearer = format!("Bearer {TOKEN}");
    let operator = [("Authorization", bearer.as_str())];
    let metrics = http::request(process.address, "GET", "/metrics", &operator, None).await;
    assert_eq!(metrics.status, 200);
    let mut lines = metrics.body.lines();
    let value = lines.find_map(|line| line.strip_prefix("convene_boards_compacted_total "));
    value.map_or(0, |value| value.parse().unwrap())
}

async fn file(process: &Process) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(process.folder.path().join("convene.sqlite"))
        .read_only(true)
        .connect()
        .await
        .unwrap()
}

async fn number(file: &mut SqliteConnection, query: &'static str) -> u64 {
    let number: i64 = sqlx::query_scalar(query).fetch_one(file).await.unwrap();
    number.cast_unsigned()
}

#[tokio::test]
async fn f01_a_board_that_was_written_on_until_a_kill_opens_from_a_snapshot_with_all_that_was_saved() {
    let mut process = Process::start_with(&["--operator-token", TOKEN]).await;
    let meeting = process.create().await;
    let mut facilitator = process.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    let board = board_of(&facilitator, &facilitator.main_room());
    // As many pages as it takes for what a page may say at once.
    let mut pages = Vec::new();
    for client in 0..4 {
        let mut page = BoardSocket::join(&mut facilitator, &board, 11 + client).await;
        let update = page.page.add_note(&format!("n{client}"), "");
        page.update(&update).await;
        pages.push(page);
    }
    let mut written = 0;
    while compacted(&process).await == 0 {
        assert!(written < 4 * limits::COMPACT_LIVE_AFTER, "nothing is compacted");
        for (client, page) in pages.iter_mut().enumerate() {
            let note = format!("n{client}");
            for number in 0..100 {
                let update = match number % 4 {
                    3 => page.page.erase(&note, 0, 1),
                    _ => page.page.write(&note, 0, "word "),
                };
                page.update(&update).await;
                written += 1;
            }
            page.settle().await;
        }
    }
    // Saved, and after the snapshot.
    for (client, page) in pages.iter_mut().enumerate() {
        let saved = page.saved;
        let update = page.page.write(&format!("n{client}"), 0, "last: ");
        page.update(&update).await;
        page.until("saved", |page| page.saved > saved).await;
    }
    let texts: Vec<String> = (0..4)
        .map(|client| pages[client].page.text(&format!("n{client}")).unwrap())
        .collect();
    process.kill();
    let mut found = file(&process).await;
    let seq = number(&mut found, "SELECT max(seq) FROM board_snapshots").await;
    let tail = number(
        &mut found,
        "SELECT count(*) FROM board_log WHERE board IN (SELECT board FROM board_snapshots)",
    )
    .await;
    let head = number(
        &mut found,
        "SELECT head FROM boards WHERE id IN (SELECT board FROM board_snapshots)",
    )
    .await;
    assert!(seq >= limits::COMPACT_LIVE_AFTER, "{seq}");
    assert_eq!(seq + tail, head);
    drop(found);
    process.start_again().await;
    let mut paul = process.join(&meeting, &meeting.join_link, "Paul").await;
    let mut opened = BoardSocket::join(&mut paul, &board, 99).await;
    for (client, text) in texts.iter().enumerate() {
        opened.until_text(&format!("n{client}"), text).await;
    }
    let update = opened.page.add_note("after", "the kill");
    opened.update(&update).await;
    tokio::time::timeout(
        Duration::from_secs(30),
        opened.until("saved", |page| page.saved > 0),
    )
    .await
    .unwrap();
}
