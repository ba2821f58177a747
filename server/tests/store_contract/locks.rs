//! J6: a lock after a lost append.

use server::store::{AppendError, Batch, Hash, LockError, Position};

use crate::support::{Shared, command, content, id, meeting, one, verified};

pub async fn j06_a_lock_shows_what_was_missed_and_commits(store: Shared) {
    let (meeting, first) = meeting(&store).await;
    let (old, new) = (id(), id());
    let second = store
        .append(
            meeting,
            first,
            Batch {
                content: vec![content(old, "old")],
                ..one("2")
            },
        )
        .await
        .unwrap();
    let batch = Batch {
        content: vec![content(new, "new")],
        erase: vec![old],
        ..one("3")
    };
    let third = store.append(meeting, second, batch).await.unwrap();

    let locked = store.lock(meeting, second).await.unwrap();
    assert_eq!(locked.head, third);
    assert_eq!(
        locked.missed.iter().map(|entry| entry.seq).collect::<Vec<_>>(),
        [3]
    );
    let mut content = locked.missed_content;
    content.sort();
    let mut expected = vec![(old, None), (new, Some("new".to_owned()))];
    expected.sort();
    assert_eq!(content, expected);
    let fourth = locked.guard.commit(one("4")).await.unwrap();
    assert_eq!(fourth.seq, 4);

    // Nothing missed, and from before the first entry.
    let locked = store.lock(meeting, fourth).await.unwrap();
    assert_eq!((locked.head, locked.missed.len()), (fourth, 0));
    locked.guard.rollback();
    let locked = store.lock(meeting, Position::START).await.unwrap();
    assert_eq!(locked.missed.len(), 4);
    assert_eq!(locked.guard.commit(one("5")).await.unwrap().seq, 5);
    verified(&store, meeting).await;
}

pub async fn j06_a_dropped_guard_writes_nothing(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    drop(store.lock(meeting, head).await.unwrap());
    assert_eq!(store.head(meeting).await.unwrap(), head);
    // Free at once: this waits for nobody.
    store.append(meeting, head, one("2")).await.unwrap();
}

pub async fn j06_others_wait_and_other_meetings_do_not(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let (other, other_head) = self::meeting(&store).await;
    let locked = store.lock(meeting, head).await.unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.append(meeting, head, one("waits")).await }
    });
    // Another meeting, reads and boards of the locked one are not held up.
    store.append(other, other_head, one("passes")).await.unwrap();
    assert_eq!(store.head(meeting).await.unwrap(), head);
    let second = locked.guard.commit(one("2")).await.unwrap();
    assert_eq!(
        waiting.await.unwrap(),
        Err(AppendError::Conflict { actual: second })
    );
}

pub async fn j06_a_lock_from_another_journal(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let diverged = LockError::Diverged { actual: head };
    let other_hash = Position {
        hash: Hash([3; 32]),
        ..head
    };
    assert_eq!(store.lock(meeting, other_hash).await.unwrap_err(), diverged);
    let ahead = Position { seq: 5, ..head };
    assert_eq!(store.lock(meeting, ahead).await.unwrap_err(), diverged);
    assert_eq!(store.lock(id(), head).await.unwrap_err(), LockError::NotFound);
    // None of them left the meeting locked.
    store.append(meeting, head, one("2")).await.unwrap();
    store.delete_meeting(meeting).await.unwrap();
    assert_eq!(store.lock(meeting, head).await.unwrap_err(), LockError::Deleted);
}

pub async fn j06_locks_take_turns(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let lockers = (0..10).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            let locked = store.lock(meeting, head).await.unwrap();
            // Every locker sees all that was committed before: nobody can come between.
            let seen = locked.head.seq;
            (
                seen,
                locked.guard.commit(one(&number.to_string())).await.unwrap().seq,
            )
        })
    });
    let lockers: Vec<_> = lockers.collect();
    for locker in lockers {
        let (seen, written) = locker.await.unwrap();
        assert_eq!(written, seen + 1);
    }
    assert_eq!(verified(&store, meeting).await.len(), 11);
}

pub async fn j06_a_batch_that_is_refused_lets_go(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let (person, command_id) = (id(), id());
    let batch = Batch {
        commands: vec![command(person, command_id)],
        ..one("2")
    };
    let head = store.append(meeting, head, batch.clone()).await.unwrap();
    let locked = store.lock(meeting, head).await.unwrap();
    let twice = locked.guard.commit(batch).await;
    assert_eq!(twice, Err(AppendError::DuplicateCommand { person, command_id }));
    let locked = store.lock(meeting, head).await.unwrap();
    let invalid = locked
        .guard
        .commit(Batch {
            gates: vec![id()],
            ..Batch::default()
        })
        .await;
    assert!(matches!(invalid, Err(AppendError::Invalid(_))));
    store.append(meeting, head, one("3")).await.unwrap();
}

/// The store of this test rolls back after 50 ms; the append's own answer is what is waited for.
pub async fn short_j06_a_lock_held_too_long_is_rolled_back(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let locked = store.lock(meeting, head).await.unwrap();
    let second = store.append(meeting, head, one("let in")).await.unwrap();
    let late = locked.guard.commit(one("too late")).await;
    assert_eq!(late, Err(AppendError::Conflict { actual: second }));
    let entries = verified(&store, meeting).await;
    assert_eq!(entries.len(), 2);

    // The same when nobody came between: a rolled-back lock never commits.
    let locked = store.lock(meeting, second).await.unwrap();
    let next = store.lock(meeting, second).await.unwrap();
    assert_eq!(
        locked.guard.commit(one("late")).await,
        Err(AppendError::Conflict { actual: second })
    );
    drop(next);
    assert_eq!(store.head(meeting).await.unwrap(), second);
}
