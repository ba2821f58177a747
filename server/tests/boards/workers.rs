//! Worker processes: they die, others go on.

use std::{path::PathBuf, process::Command, time::Duration};

use bytes::Bytes;
use server::boards::{
    limits,
    pool::{Lane, Pool, PoolConfig, PoolError},
    shape::Shape,
};
use uuid::Uuid;

use crate::{
    attacks::quadratic,
    fixtures::{Page, Random, forged_note, history, scan_and_stage},
};

pub fn pool_config() -> PoolConfig {
    PoolConfig {
        executable: Some(PathBuf::from(env!("CARGO_BIN_EXE_convene"))),
        workers: 2,
        timeout: Duration::from_secs(20),
    }
}

fn board(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

#[tokio::test]
async fn a_board_is_loaded_written_and_read() {
    let pool = Pool::start(&pool_config());
    let id = board(2);
    assert_eq!(pool.apply(Lane::Home, id, &[]).await, Err(PoolError::NotLoaded));
    let updates = history();
    pool.load(Lane::Home, id, &updates[..4]).await.unwrap();
    let applied = pool
        .apply(Lane::Home, id, &[updates[4].clone(), updates[2].clone()])
        .await
        .unwrap();
    assert_eq!(applied.effects, [true, false]);
    assert_eq!(applied.merged, None, "one alone goes out as it came");
    let notes = pool.notes(id).await.unwrap();
    assert_eq!(
        notes.iter().map(|note| note.id.as_str()).collect::<Vec<_>>(),
        ["n1", "n2"]
    );
    assert_eq!(pool.written(id).await, Ok(2));
    assert_eq!(notes[0].text, "Ho we ke…ep 👩‍👩‍👧 families");
    assert_eq!((notes[0].maker, notes[1].maker), (11, 22));
    let page = Page::new(3);
    page.receive(&pool.diff(id, Bytes::from_static(&[0])).await.unwrap());
    pool.unload(Lane::Home, id).await;
    assert_eq!(pool.notes(id).await, Err(PoolError::NotLoaded));
}

#[tokio::test]
async fn what_updates_change_together_is_one_update() {
    let pool = Pool::start(&pool_config());
    let updates = history();
    for known in 0..updates.len() - 1 {
        pool.load(Lane::Home, board(2), &updates[..known]).await.unwrap();
        let reader = Page::new(3);
        let mut shape = Shape::default();
        for update in &updates[..known] {
            reader.receive(update);
            scan_and_stage(&mut shape, update).unwrap();
        }
        // One comes twice, which changes nothing the second time.
        let mut batch = updates[known..].to_vec();
        batch.insert(1, batch[0].clone());
        let applied = pool.apply(Lane::Home, board(2), &batch).await.unwrap();
        let effects = (0..batch.len()).map(|index| index != 1);
        assert_eq!(applied.effects, effects.collect::<Vec<_>>());
        let merged = applied.merged.unwrap();
        scan_and_stage(&mut shape, &merged).unwrap();
        reader.receive(&merged);
        for note in ["n1", "n2", "n3"] {
            assert_eq!(
                reader.text(note),
                in_order(&updates).text(note),
                "from {known} on"
            );
        }
        let state = pool.state_vector(board(2)).await.unwrap();
        let lacking = pool.diff(board(2), reader.state_vector()).await.unwrap();
        assert_eq!(reader.state_vector().len(), state.len());
        let before = reader.whole();
        reader.receive(&lacking);
        assert_eq!(reader.whole(), before, "nothing was left out, from {known} on");
    }
}

#[tokio::test]
async fn what_comes_before_is_applied_and_not_answered() {
    let pool = Pool::start(&pool_config());
    let updates = history();
    for (before, after) in [(0, 0), (0, 2), (1, 1), (3, 4)] {
        pool.load(Lane::Home, board(2), &[]).await.unwrap();
        let whole = &updates[..before + after];
        let applied = pool
            .apply_after(board(2), &whole[..before], &whole[before..])
            .await
            .unwrap();
        assert_eq!(applied.effects, vec![true; after]);
        let reader = in_order(&whole[..before]);
        applied.merged.iter().for_each(|merged| reader.receive(merged));
        if after == 1 {
            reader.receive(&whole[before]);
        }
        assert_eq!(
            reader.whole(),
            in_order(whole).whole(),
            "{before} and {after}: what is answered is what came after"
        );
        let home = Page::new(3);
        home.receive(&pool.diff(board(2), Bytes::from_static(&[0])).await.unwrap());
        assert_eq!(home.whole(), reader.whole(), "home has all of it");
    }
    // It rests on what is not there.
    pool.load(Lane::Home, board(2), &[]).await.unwrap();
    let misfits = pool.apply_after(board(2), &updates[1..2], &updates[..1]).await;
    assert_eq!(misfits, Err(PoolError::NotLoaded));
    assert_eq!(
        pool.notes(board(2)).await,
        Err(PoolError::NotLoaded),
        "it is forgotten"
    );
}

fn in_order(updates: &[Bytes]) -> Page {
    let page = Page::new(4);
    updates.iter().for_each(|update| page.receive(update));
    page
}

#[tokio::test]
async fn what_is_long_goes_out_piece_by_piece() {
    let pool = Pool::start(&pool_config());
    pool.load(Lane::Home, board(2), &[]).await.unwrap();
    let page = Page::new(11);
    let half = "x".repeat(limits::MERGED_MAX / 2);
    let batch = [page.add_note("n1", &half), page.add_note("n2", &half)];
    let applied = pool.apply(Lane::Home, board(2), &batch).await.unwrap();
    assert_eq!((applied.effects, applied.merged), (vec![true, true], None));
}

#[tokio::test]
async fn a_refused_update_makes_the_worker_forget_the_board() {
    let pool = Pool::start(&pool_config());
    let updates = history();
    pool.load(Lane::Home, board(2), &updates[..1]).await.unwrap();
    let refused = pool
        .apply(
            Lane::Home,
            board(2),
            &[updates[1].clone(), updates[3].clone(), updates[8].clone()],
        )
        .await;
    assert_eq!(
        refused,
        Err(PoolError::Refused {
            accepted: 2,
            reason: "pending".into()
        })
    );
    assert_eq!(pool.notes(board(2)).await, Err(PoolError::NotLoaded));
}

#[tokio::test]
async fn a_killed_worker_is_replaced_and_the_others_never_notice() {
    let pool = Pool::start(&pool_config());
    let updates = history();
    for id in [board(2), board(3)] {
        pool.load(Lane::Home, id, &updates).await.unwrap();
    }
    let victim = pool.process_of(board(2)).unwrap();
    assert!(
        Command::new("kill")
            .args(["-9", &victim.to_string()])
            .status()
            .unwrap()
            .success()
    );
    // Whether this request was in flight or came after, the board is not there and can be loaded again.
    let lost = pool.notes(board(2)).await.unwrap_err();
    assert!(
        matches!(lost, PoolError::WorkerLost | PoolError::NotLoaded),
        "{lost}"
    );
    assert_eq!(pool.notes(board(3)).await.unwrap().len(), 2);
    pool.load(Lane::Home, board(2), &updates).await.unwrap();
    assert_eq!(pool.notes(board(2)).await.unwrap().len(), 2);
    assert_ne!(pool.process_of(board(2)), Some(victim));
}

#[tokio::test]
async fn a63_an_update_that_would_abort_yrs_ends_only_its_worker() {
    let pool = Pool::start(&pool_config());
    let updates = history();
    pool.load(Lane::Home, board(3), &updates).await.unwrap();
    pool.load(Lane::Home, board(2), &[]).await.unwrap();
    // Deep enough for 256 MiB of stack; the scan refuses it at 33, so this is what the second wall is for.
    let mut value = vec![1];
    for _ in 0..4_000_000 {
        value.extend([117, 1]);
    }
    value.push(126);
    let mut forge = forged_note(5);
    forge.under(Some((5, 0)), Some("x"), 8, &value);
    let nasty = forge.update(5, 0);
    assert_eq!(
        pool.apply(Lane::Home, board(2), &[nasty]).await,
        Err(PoolError::WorkerLost)
    );
    assert_eq!(pool.notes(board(3)).await.unwrap().len(), 2);
    pool.load(Lane::Home, board(2), &updates).await.unwrap();
}

#[tokio::test]
async fn work_without_end_is_ended_by_processor_time_and_what_waited_behind_it_is_not_to_blame() {
    // The server's clock has no part in it.
    let patient = PoolConfig {
        timeout: Duration::from_secs(3_600),
        ..pool_config()
    };
    let pool = Pool::start(&patient);
    for id in [board(2), board(4)] {
        pool.load(Lane::Home, id, &history()).await.unwrap();
    }
    let hours = [quadratic(5, 19_000)];
    let (ended, behind) = tokio::join!(pool.apply(Lane::Home, board(2), &hours), pool.notes(board(4)));
    assert_eq!(ended, Err(PoolError::WorkerLost));
    assert_eq!(behind, Err(PoolError::NotLoaded));
    pool.load(Lane::Home, board(4), &history()).await.unwrap();
    assert_eq!(pool.notes(board(4)).await.unwrap().len(), 2);
    // Aside there is more time, and an end as well.
    pool.load(Lane::Aside, board(2), &history()).await.unwrap();
    assert_eq!(
        pool.apply(Lane::Aside, board(2), &hours).await,
        Err(PoolError::WorkerLost)
    );
}

#[tokio::test]
async fn a66_an_update_that_claims_gigabytes_does_not_get_them() {
    let pool = Pool::start(&pool_config());
    pool.load(Lane::Home, board(2), &[]).await.unwrap();
    let claims = Bytes::from_static(&[0xff, 0xff, 0xff, 0xff, 0x0f]);
    let refused = pool.apply(Lane::Home, board(2), &[claims]).await.unwrap_err();
    assert!(
        matches!(refused, PoolError::Refused { .. } | PoolError::WorkerLost),
        "{refused}"
    );
    pool.load(Lane::Home, board(2), &history()).await.unwrap();
}

#[tokio::test]
async fn a65_what_scan_and_shape_let_through_applies_and_encodes() {
    let pool = Pool::start(&pool_config());
    let updates = history();
    let mut let_through = 0;
    for seed in 0..30_000u64 {
        let mut random = Random::seeded(seed);
        let known = random.below(updates.len() + 1);
        let victim = &updates[random.below(updates.len())];
        let donor = &updates[random.below(updates.len())];
        let injured = Bytes::from(random.mutate(victim, donor));
        let mut shape = Shape::default();
        for update in &updates[..known] {
            scan_and_stage(&mut shape, update).unwrap();
        }
        if scan_and_stage(&mut shape, &injured).is_err() {
            continue;
        }
        let_through += 1;
        pool.load(Lane::Home, board(2), &updates[..known]).await.unwrap();
        let applied = pool
            .apply(Lane::Home, board(2), std::slice::from_ref(&injured))
            .await;
        assert!(applied.is_ok(), "seed {seed}: {applied:?} for {injured:02x?}");
        let whole = pool.diff(board(2), Bytes::from_static(&[0])).await.unwrap();
        assert!(
            pool.load(Lane::Home, board(4), std::slice::from_ref(&whole))
                .await
                .is_ok(),
            "seed {seed}"
        );
        let (first, second) = (
            pool.notes(board(2)).await.unwrap(),
            pool.notes(board(4)).await.unwrap(),
        );
        assert_eq!(first.len(), second.len(), "seed {seed}");
        assert!(whole.len() < limits::MERGE_UPDATE_MAX);
    }
    assert!(
        let_through > 500,
        "only {let_through} mutants were let through: the test shows little"
    );
}
