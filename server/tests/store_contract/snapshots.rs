//! J19, and J12 of it: snapshots of meetings.

use server::store::{Batch, ReadError, Snapshot, WriteError};

use crate::support::{Shared, id, meeting};

fn snapshot(seq: u64, state_version: u32) -> Snapshot {
    Snapshot {
        seq,
        state_version,
        state: format!("{state_version} at {seq}").into_bytes(),
    }
}

pub async fn j19_a_snapshot_gives_way_to_none_that_reaches_less_far(store: Shared) {
    let (meeting, _) = meeting(&store).await;
    assert_eq!(store.meeting_snapshot(meeting, 1).await.unwrap(), None);
    for (put, there) in [(10, 10), (5, 10), (10, 10), (12, 12)] {
        store
            .put_meeting_snapshot(meeting, snapshot(put, 1))
            .await
            .unwrap();
        let found = store.meeting_snapshot(meeting, 1).await.unwrap();
        assert_eq!(found, Some(snapshot(there, 1)));
    }
    let (other, _) = self::meeting(&store).await;
    assert_eq!(store.meeting_snapshot(other, 1).await.unwrap(), None);
    let nowhere = store.put_meeting_snapshot(id(), snapshot(1, 1)).await;
    assert_eq!(nowhere, Err(WriteError::NotFound));
    assert_eq!(store.meeting_snapshot(id(), 1).await, Err(ReadError::NotFound));
}

/// Instances that hold the same meeting make theirs at the same time.
pub async fn j19_of_many_that_come_together_the_farthest_stays(store: Shared) {
    let (meeting, _) = meeting(&store).await;
    for round in 0..10 {
        let puts = (0..8).map(|number| {
            let (store, seq) = (store.clone(), round * 8 + (number * 5 + round) % 8 + 1);
            tokio::spawn(async move { store.put_meeting_snapshot(meeting, snapshot(seq, 1)).await })
        });
        for put in puts.collect::<Vec<_>>() {
            put.await.unwrap().unwrap();
        }
        let found = store.meeting_snapshot(meeting, 1).await.unwrap();
        assert_eq!(found, Some(snapshot(round * 8 + 8, 1)));
    }
}

pub async fn j19_two_versions_stand_side_by_side_and_older_ones_go(store: Shared) {
    let (meeting, _) = meeting(&store).await;
    let (untouched, _) = self::meeting(&store).await;
    store
        .put_meeting_snapshot(untouched, snapshot(1, 3))
        .await
        .unwrap();
    // One of a version is never answered for another, whichever reaches farther.
    let steps: [(Snapshot, &[(u32, u64)]); 7] = [
        (snapshot(10, 3), &[(3, 10)]),
        (snapshot(4, 5), &[(3, 10), (5, 4)]),
        // The upgrade goes on: both write, and neither takes the other's away.
        (snapshot(20, 3), &[(3, 20), (5, 4)]),
        (snapshot(30, 5), &[(3, 20), (5, 30)]),
        // The next upgrade: the version before the one before goes.
        (snapshot(31, 6), &[(5, 30), (6, 31)]),
        (snapshot(35, 5), &[(5, 35), (6, 31)]),
        // One that comes back from far behind has its own, as long as it writes.
        (snapshot(36, 2), &[(2, 36), (5, 35), (6, 31)]),
    ];
    let there = async || {
        let mut there = Vec::new();
        for version in 0..10 {
            let found = store.meeting_snapshot(meeting, version).await.unwrap();
            there.extend(found.map(|found| {
                assert_eq!(found, snapshot(found.seq, version));
                (version, found.seq)
            }));
        }
        there
    };
    for (put, expected) in steps {
        store.put_meeting_snapshot(meeting, put).await.unwrap();
        assert_eq!(there().await, expected);
    }
    store
        .put_meeting_snapshot(meeting, snapshot(40, 6))
        .await
        .unwrap();
    assert_eq!(there().await, [(5, 35), (6, 40)]);
    let found = store.meeting_snapshot(untouched, 3).await.unwrap();
    assert_eq!(found, Some(snapshot(1, 3)));
}

pub async fn j12_no_snapshot_outlives_its_meeting(store: Shared) {
    let (meeting, _) = meeting(&store).await;
    for version in [1, 2] {
        store
            .put_meeting_snapshot(meeting, snapshot(1, version))
            .await
            .unwrap();
    }
    store.delete_meeting(meeting).await.unwrap();
    for version in [1, 2] {
        let found = store.meeting_snapshot(meeting, version).await;
        assert_eq!(found, Err(ReadError::Deleted));
    }
    let late = store.put_meeting_snapshot(meeting, snapshot(2, 1)).await;
    assert_eq!(late, Err(WriteError::NotFound));
    assert_eq!(store.meeting_snapshot(meeting, 1).await, Err(ReadError::Deleted));
}

pub async fn j12_nor_does_one_that_comes_as_its_meeting_is_deleted(store: Shared) {
    for _ in 0..15 {
        let (meeting, head) = meeting(&store).await;
        let puts = (0..4).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                for seq in 1..=5 {
                    let big = Snapshot {
                        state: vec![7; 100_000],
                        ..snapshot(seq * 4 + number, 1)
                    };
                    if store.put_meeting_snapshot(meeting, big).await.is_err() {
                        break;
                    }
                }
            })
        });
        let puts: Vec<_> = puts.collect();
        // Those who append are not kept out for good either.
        let appended = store
            .append(meeting, head, crate::support::one("meanwhile"))
            .await;
        appended.unwrap();
        store.delete_meeting(meeting).await.unwrap();
        for put in puts {
            put.await.unwrap();
        }
        assert_eq!(store.meeting_snapshot(meeting, 1).await, Err(ReadError::Deleted));
        let gone = store.append(meeting, head, Batch::default()).await;
        gone.unwrap_err();
    }
}
