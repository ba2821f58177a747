//! The store, the hub or the workers do not answer for a while: nothing unsaved gets about, and all resumes by itself.

use std::time::Duration;

use server::{
    boards::pool::{Lane, Pool, PoolConfig, PoolError},
    store::memory::Fault,
};
use uuid::Uuid;

use crate::{
    fixtures::Page,
    stage::{ANA, BEN, EVE, Stage},
    workers::pool_config,
};

#[tokio::test]
async fn while_the_hub_is_away_boards_stay_readable_and_resume() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    ana.until("answered", |ana| ana.saved == 1).await;
    stage.lose_the_hub();
    ana.until("told", |ana| ana.write == Some(false)).await;
    assert_eq!(ana.reason.as_deref(), Some("not_now"));
    let update = ana.page.add_note("n", "kept");
    ana.update(&update).await;
    ana.settle().await;
    let ticket = stage.ticket(BEN, stage.board).await;
    let mut ben = stage.connect(stage.board, &ticket, Page::new(22)).await;
    assert_eq!(ben.until_closed().await, (1013, "unavailable".into()));
    assert!(stage.log().await.is_empty());
    stage.find_the_hub();
    ana.until("saved", |ana| ana.saved > 1).await;
    stage.join(BEN, 22).await.until_text("n", "kept").await;
}

#[tokio::test]
async fn what_could_not_be_saved_is_handed_to_nobody() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    ben.until("answered", |ben| ben.saved == 1).await;
    // Written into the worker, not into the log; and the log cannot be read either.
    stage.store.set_away(true);
    let update = ben.page.add_note("n", "kept");
    ben.update(&update).await;
    ben.until("refused", |ben| ben.refused.is_some()).await;
    ana.ask().await;
    assert_eq!(ana.until_closed().await, (1013, "unavailable".into()));
    assert_eq!(ana.page.text("n"), None);
    stage.store.set_away(false);
    ben.until("saved", |ben| ben.saved > 1).await;
    stage.join(ANA, 12).await.until_text("n", "kept").await;
}

#[tokio::test]
async fn an_update_that_never_got_into_the_log_owns_no_client_id() {
    let stage = Stage::set().await;
    let mut eve = stage.join(EVE, 5).await;
    eve.until("answered", |eve| eve.saved == 1).await;
    eve.answers = false;
    stage.store.fail_next_board_append(Fault::Unavailable);
    let update = Page::new(22).add_note("e", "not hers");
    eve.update(&update).await;
    eve.until("refused", |eve| eve.refused.is_some()).await;
    let mut ben = stage.join(BEN, 22).await;
    let update = ben.page.add_note("n", "his");
    ben.update(&update).await;
    ben.until("saved", |ben| ben.saved == 2).await;
}

#[tokio::test]
async fn a_worker_that_cannot_start_keeps_nobody_waiting() {
    let pool = Pool::start(&PoolConfig {
        executable: Some("/nowhere/at/all".into()),
        ..pool_config()
    });
    let asking = async {
        for lane in [Lane::Home, Lane::Home, Lane::Aside] {
            assert_eq!(
                pool.load(lane, Uuid::from_u128(2), &[]).await,
                Err(PoolError::Unavailable)
            );
        }
    };
    // A minute is no measure of speed, only an end to a hanging test.
    tokio::time::timeout(Duration::from_secs(60), asking)
        .await
        .expect("an answer");
}
