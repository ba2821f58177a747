//! J16: what instances tell each other through a store that they share.

use std::time::Duration;

use server::store::{Beat, BoardItem, EventLevels, MemoryStore, Presence, Pulse, Store};
use std::sync::Arc;
use uuid::Uuid;

use crate::support::{Shared, id, meeting, one, shared_board};

/// A sign of life that is good for a minute.
fn beat(instance: Uuid, presence: Vec<(Uuid, Option<Vec<Uuid>>)>) -> Beat {
    Beat {
        instance,
        lease: Duration::from_secs(60),
        reads: 5,
        presence,
    }
}

pub async fn j16_an_instance_lives_as_long_as_its_lease(store: Shared) {
    let shared = store.shared().unwrap();
    let (meeting, _) = meeting(&store).await;
    let (here, there) = (id(), id());
    let (ada, grace) = (id(), id());
    let first = shared
        .beat(&beat(here, vec![(meeting, Some(vec![ada]))]))
        .await
        .unwrap();
    let alone = Pulse {
        was_alive: false,
        alive: vec![here],
        orphans: vec![],
        event_level: 5,
    };
    assert_eq!(first, alone);
    // A meeting that is not there is passed over.
    let presence = vec![(meeting, Some(vec![grace])), (id(), Some(vec![ada]))];
    let mut second = shared.beat(&beat(there, presence)).await.unwrap();
    second.alive.sort();
    assert_eq!(second.alive, [here, there]);
    assert_eq!(shared.present_elsewhere(meeting, here).await.unwrap(), [grace]);
    assert_eq!(shared.present_elsewhere(meeting, there).await.unwrap(), [ada]);
    let mut both = shared.presence().await.unwrap();
    both.sort_by_key(|one| one.instance);
    let connected = |instance: Uuid, person: Uuid| Presence {
        instance,
        meetings: vec![(meeting, vec![person])],
    };
    assert_eq!(both, [connected(here, ada), connected(there, grace)]);

    // What is not said again stays as it was; what changes is changed.
    let third = shared.beat(&beat(here, vec![])).await.unwrap();
    assert!(third.was_alive && third.orphans.is_empty());
    assert_eq!(shared.present_elsewhere(meeting, there).await.unwrap(), [ada]);
    shared
        .beat(&beat(here, vec![(meeting, Some(vec![]))]))
        .await
        .unwrap();
    assert!(shared.present_elsewhere(meeting, there).await.unwrap().is_empty());

    // One goes: its people count no more. The other holds the meeting, so it is nobody's to adopt, until that lets go as well.
    let goes = Beat {
        lease: Duration::ZERO,
        ..beat(there, vec![])
    };
    shared.beat(&goes).await.unwrap();
    assert!(shared.present_elsewhere(meeting, here).await.unwrap().is_empty());
    let alone = shared.beat(&beat(here, vec![])).await.unwrap();
    assert_eq!((alone.alive, alone.orphans), (vec![here], vec![]));
    assert_eq!(shared.presence().await.unwrap().len(), 1);
    let let_go = shared.beat(&beat(here, vec![(meeting, None)])).await.unwrap();
    assert_eq!(let_go.orphans, [meeting]);
    // Back again, it is told that it was not alive.
    assert!(!shared.beat(&beat(there, vec![])).await.unwrap().was_alive);
}

pub async fn j17_nothing_is_written_that_one_who_lives_cannot_read(store: Shared) {
    let shared = store.shared().unwrap();
    let levels = |event_level, readable_from| EventLevels {
        event_level,
        readable_from,
    };
    let (new, before) = (
        beat(id(), vec![]),
        Beat {
            reads: 4,
            ..beat(id(), vec![])
        },
    );
    assert_eq!(shared.beat(&new).await.unwrap().event_level, 5);
    assert_eq!(store.admit_level(5).await, Ok(levels(5, 1)));
    // One of the version before comes, says that it lives and is admitted: nothing above was written yet.
    shared.beat(&before).await.unwrap();
    assert_eq!(store.admit_level(4).await, Ok(levels(4, 1)));
    assert_eq!(store.claim_level(5).await, Ok(false));
    assert_eq!(shared.beat(&new).await.unwrap().event_level, 4);
    assert_eq!(store.claim_level(4).await, Ok(true));
    // It goes: what the others read may be written, and then it is not admitted again.
    let goes = Beat {
        lease: Duration::ZERO,
        ..before.clone()
    };
    shared.beat(&goes).await.unwrap();
    assert_eq!(shared.beat(&new).await.unwrap().event_level, 5);
    assert_eq!(store.claim_level(5).await, Ok(true));
    shared.beat(&before).await.unwrap();
    assert_eq!(store.admit_level(4).await, Ok(levels(5, 5)));
    assert_eq!(shared.beat(&new).await.unwrap().event_level, 5);
}

pub async fn j16_the_heads_of_boards_are_answered_together(store: Shared) {
    let shared = store.shared().unwrap();
    let (meeting, head) = meeting(&store).await;
    let (written, empty) = (id(), id());
    let mut batch = one("boards");
    batch.boards = vec![shared_board(written), shared_board(empty)];
    let head = store.append(meeting, head, batch).await.unwrap();
    let item = BoardItem {
        by: id(),
        clients: vec![],
        update: vec![1],
    };
    store
        .board_append(written, head.seq, vec![item.clone(), item])
        .await
        .unwrap();
    let mut heads = shared.board_heads(&[written, empty, id()]).await.unwrap();
    heads.sort();
    let mut expected = vec![(written, 2), (empty, 0)];
    expected.sort();
    assert_eq!(heads, expected);
    assert!(shared.board_heads(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn in_memory() {
    for test in crate::of_instances() {
        test.1(Arc::new(MemoryStore::for_instances())).await;
    }
    assert!(MemoryStore::new().shared().is_none());
}
