//! A long log becomes a snapshot: the board stays what it was, for whoever opens it, comes back to it, or has it open elsewhere.

use server::boards::limits;
use server::store::{BoardItem, Store};

use crate::fixtures::Page;
use crate::stage::{ANA, BEN, EVE, Stage};

/// Ana's writing, letter by letter, with slips taken back; as long as it takes for a snapshot.
async fn write_long(stage: &Stage, ana: &Page) {
    let mut updates = vec![ana.add_note("n", ""), ana.add_note("gone", "away with it")];
    for number in 0..limits::COMPACT_AFTER / 2 {
        updates.push(ana.write("n", 0, if number % 2 == 0 { "ü" } else { "🌱" }));
        if number % 5 == 0 {
            updates.push(ana.erase("n", 0, 1));
        }
        updates.push(ana.move_note("n", number as f64));
    }
    updates.push(ana.remove_note("gone"));
    assert!(updates.len() >= limits::COMPACT_AFTER);
    let items = updates.into_iter().map(|update| BoardItem {
        by: ANA,
        clients: vec![11],
        update: update.to_vec(),
    });
    let written = stage.store.board_append(stage.board, 1, items.collect()).await;
    written.unwrap();
}

/// Waits until a snapshot stands for the log; its bytes.
async fn snapshot(stage: &Stage) -> Vec<u8> {
    loop {
        let found = stage
            .store
            .board_snapshot(stage.board, limits::SNAPSHOT_VERSION)
            .await;
        if let Some(snapshot) = found.unwrap() {
            return snapshot.state;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_long_log_becomes_a_snapshot_and_the_board_stays_the_same() {
    let stage = Stage::set().await;
    stage.store.admit_level(limits::SNAPSHOT_LEVEL).await.unwrap();
    let page = Page::new(11);
    write_long(&stage, &page).await;
    let text = page.text("n").unwrap();
    let log_bytes: usize = stage.log().await.iter().map(Vec::len).sum();

    let mut ben = stage.join(BEN, 22).await;
    ben.until_text("n", &text).await;
    let state = snapshot(&stage).await;
    assert!(stage.log().await.is_empty());
    assert!(state.len() * 2 < log_bytes, "{} of {log_bytes}", state.len());

    // Ana comes back with what she wrote meanwhile; what she has and what is new fit together.
    page.write("n", 0, "later ");
    let text = format!("later {text}");
    let mut ana = stage.join_with(ANA, page, stage.board).await;
    ben.until_text("n", &text).await;
    ana.until("merged", |ana| ana.saved == 1).await;
    let more = ben.page.write("n", 0, "Ben: ");
    ben.update(&more).await;
    ana.until_text("n", &format!("Ben: {text}")).await;
    assert_eq!(stage.log().await.len(), 2, "the log goes on behind the snapshot");

    // After a restart it is made of both.
    stage.boards.shutdown().await;
    let stage = stage.restart().await;
    let mut eve = stage.join(EVE, 33).await;
    eve.until_text("n", &format!("Ben: {text}")).await;
    assert_eq!(eve.page.text("gone"), None);
    // Ids stay whose they were.
    let owners = stage.store.board_clients(stage.board).await.unwrap();
    assert!(
        owners.contains(&(11, ANA)) && owners.contains(&(22, BEN)),
        "{owners:?}"
    );
}

#[tokio::test]
async fn who_has_it_open_and_is_behind_the_snapshot_gets_all_of_it() {
    let stage = Stage::set().await;
    stage.store.admit_level(limits::SNAPSHOT_LEVEL).await.unwrap();
    let mut eve = stage.join(EVE, 33).await;
    let update = eve.page.add_note("mine", "from before");
    eve.update(&update).await;
    eve.until("saved", |eve| eve.saved == 2).await;
    // Another instance writes a lot, opens the board and compacts it, before this one hears of anything.
    let page = Page::new(11);
    write_long(&stage, &page).await;
    let other = stage.restart().await;
    let mut ben = other.join(BEN, 22).await;
    ben.until_text("n", &page.text("n").unwrap()).await;
    snapshot(&stage).await;
    let head = stage.store.board(stage.board).await.unwrap().unwrap().head;
    stage.boards.written_elsewhere(stage.board, head);
    eve.until_text("n", &page.text("n").unwrap()).await;
    assert_eq!(eve.page.text("mine").as_deref(), Some("from before"));
    // And what is written here now is there.
    let update = eve.page.write("mine", 0, "still ");
    eve.update(&update).await;
    eve.until("saved", |eve| eve.saved == 3).await;
    let head = stage.store.board(stage.board).await.unwrap().unwrap().head;
    other.boards.written_elsewhere(stage.board, head);
    ben.until_text("mine", "still from before").await;
}

#[tokio::test]
async fn beside_a_version_that_reads_no_snapshots_the_log_stays() {
    let stage = Stage::set().await;
    stage.store.admit_level(limits::SNAPSHOT_LEVEL - 1).await.unwrap();
    let page = Page::new(11);
    write_long(&stage, &page).await;
    let mut ben = stage.join(BEN, 22).await;
    ben.until_text("n", &page.text("n").unwrap()).await;
    // The answer comes after what opening it leads to.
    ben.settle().await;
    assert!(stage.log().await.len() >= limits::COMPACT_AFTER);
}
