//! J10, J11, J18, refused updates.

use server::store::{
    Batch, BoardAppendError, BoardItem, NewBoard, Position, Snapshot, WholeBoard, WriteError,
};
use uuid::Uuid;

use crate::support::{Shared, id, meeting, one, shared_board};

fn item(by: Uuid, clients: &[u64], update: &[u8]) -> BoardItem {
    BoardItem {
        by,
        clients: clients.to_vec(),
        update: update.to_vec(),
    }
}

/// A meeting with one board: the meeting, its head, the board.
async fn board(store: &Shared) -> (Uuid, Position, Uuid) {
    let (meeting, head) = meeting(store).await;
    let board = id();
    let batch = Batch {
        boards: vec![shared_board(board)],
        ..one("board")
    };
    let head = store.append(meeting, head, batch).await.unwrap();
    (meeting, head, board)
}

pub async fn j10_a_board_append_names_the_gate(store: Shared) {
    let (meeting, head, board) = board(&store).await;
    let person = id();
    let gate = head.seq;
    assert_eq!(
        store
            .board_append(board, gate, vec![item(person, &[1], b"a")])
            .await,
        Ok(1)
    );
    let more = vec![item(person, &[1], b"b"), item(person, &[1], b"c")];
    assert_eq!(store.board_append(board, gate, more).await, Ok(3));
    assert_eq!(store.board_append(board, gate, vec![]).await, Ok(3));

    let raised = store
        .append(
            meeting,
            head,
            Batch {
                gates: vec![board],
                ..one("step")
            },
        )
        .await
        .unwrap();
    let late = store
        .board_append(board, gate, vec![item(person, &[1], b"late")])
        .await;
    assert_eq!(late, Err(BoardAppendError::GateMoved { gate: raised.seq }));
    let early = store
        .board_append(board, raised.seq + 1, vec![item(person, &[1], b"early")])
        .await;
    assert_eq!(early, Err(BoardAppendError::GateMoved { gate: raised.seq }));
    assert_eq!(
        store
            .board_append(board, raised.seq, vec![item(person, &[1], b"d")])
            .await,
        Ok(4)
    );
    let nowhere = store.board_append(id(), 0, vec![item(person, &[1], b"x")]).await;
    assert_eq!(nowhere, Err(BoardAppendError::NotFound));

    let row = store.board(board).await.unwrap().unwrap();
    assert_eq!(
        (row.meeting, row.owner, row.head, row.gate),
        (meeting, None, 4, raised.seq)
    );
    let log = store.board_read_after(board, 0, 100).await.unwrap();
    assert_eq!(
        log.iter()
            .map(|update| update.update.as_slice())
            .collect::<Vec<_>>(),
        [b"a", b"b", b"c", b"d"]
    );
}

pub async fn j10_no_update_follows_a_gate_its_writer_did_not_know(store: Shared) {
    const WRITERS: usize = 4;
    const RAISES: usize = 30;
    let (meeting, mut head, board) = board(&store).await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let store = store.clone();
            let person = id();
            let last_gate = head.seq + RAISES as u64;
            tokio::spawn(async move {
                let mut gate = 0_u64;
                // Each writes with the gate it believes in until it has written under the last.
                loop {
                    let update = item(person, &[], &gate.to_be_bytes());
                    match store.board_append(board, gate, vec![update]).await {
                        Ok(_) if gate == last_gate => break,
                        Ok(_) => {}
                        Err(BoardAppendError::GateMoved { gate: moved }) => gate = moved,
                        Err(other) => panic!("{other}"),
                    }
                }
            })
        })
        .collect();
    for _ in 0..RAISES {
        head = store
            .append(
                meeting,
                head,
                Batch {
                    gates: vec![board],
                    ..one("step")
                },
            )
            .await
            .unwrap();
        // From this answer on nothing may be written under an older gate.
        let stale = store
            .board_append(board, head.seq - 1, vec![item(id(), &[], b"stale")])
            .await;
        assert_eq!(stale, Err(BoardAppendError::GateMoved { gate: head.seq }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let log = store.board_read_after(board, 0, usize::MAX).await.unwrap();
    assert!(log.len() >= WRITERS);
    assert!(log.iter().zip(1..).all(|(update, seq)| update.seq == seq));
    let gates: Vec<u64> = log
        .iter()
        .map(|update| u64::from_be_bytes(update.update.as_slice().try_into().unwrap()))
        .collect();
    assert!(gates.is_sorted(), "{gates:?}");
}

pub async fn j10_a_batch_makes_boards_and_raises_gates(store: Shared) {
    let (meeting, head, first) = board(&store).await;
    let (notebook, owner) = (id(), id());
    let boards = vec![NewBoard {
        board: notebook,
        owner: Some(owner),
    }];
    let head = store
        .append(
            meeting,
            head,
            Batch {
                boards,
                gates: vec![first],
                ..one("both")
            },
        )
        .await
        .unwrap();
    let mut boards = store.boards_of(meeting).await.unwrap();
    boards.sort_by_key(|board| board.owner);
    assert_eq!(
        boards.iter().map(|board| board.id).collect::<Vec<_>>(),
        [first, notebook]
    );
    assert!(
        boards
            .iter()
            .all(|board| board.gate == head.seq && board.head == 0 && board.meeting == meeting)
    );
    assert_eq!(boards[1].owner, Some(owner));
}

pub async fn j11_a_client_id_belongs_to_its_first_user(store: Shared) {
    let (_, head, board) = board(&store).await;
    let (ada, grace, gate) = (id(), id(), head.seq);
    store
        .board_append(board, gate, vec![item(ada, &[7, u64::MAX], b"a")])
        .await
        .unwrap();
    let taken = BoardAppendError::ClientTaken {
        client: 7,
        person: ada,
    };
    assert_eq!(
        store
            .board_append(board, gate, vec![item(grace, &[8, 7], b"b")])
            .await,
        Err(taken.clone())
    );
    // All or none: the good first item is not written, and client 8 is still free.
    let mixed = vec![
        item(ada, &[7], b"good"),
        item(grace, &[8], b"good"),
        item(grace, &[7], b"bad"),
    ];
    assert_eq!(store.board_append(board, gate, mixed).await, Err(taken));
    let within = vec![item(ada, &[9], b"first"), item(grace, &[9], b"second")];
    let taken = BoardAppendError::ClientTaken {
        client: 9,
        person: ada,
    };
    assert_eq!(store.board_append(board, gate, within).await, Err(taken));
    let mut clients = store.board_clients(board).await.unwrap();
    clients.sort_unstable();
    assert_eq!(clients, [(7, ada), (u64::MAX, ada)]);
    assert_eq!(
        store
            .board_append(board, gate, vec![item(ada, &[7, 8], b"c")])
            .await,
        Ok(2)
    );
}

pub async fn j11_the_log_is_read_in_order(store: Shared) {
    let (_, head, board) = board(&store).await;
    let person = id();
    for number in 0..20_u8 {
        store
            .board_append(board, head.seq, vec![item(person, &[1], &[number])])
            .await
            .unwrap();
    }
    let page = store.board_read_after(board, 5, 3).await.unwrap();
    assert_eq!(
        page.iter().map(|update| update.seq).collect::<Vec<_>>(),
        [6, 7, 8]
    );
    assert_eq!((page[0].by, page[0].update.as_slice()), (person, &[5][..]));
    assert!(store.board_read_after(board, 20, 3).await.unwrap().is_empty());
    assert!(store.board_read_after(id(), 0, 3).await.unwrap().is_empty());
    // An update larger than a page comes back whole.
    let large = vec![42; 300_000];
    store
        .board_append(board, head.seq, vec![item(person, &[1], &large)])
        .await
        .unwrap();
    assert_eq!(
        store.board_read_after(board, 20, 3).await.unwrap()[0].update,
        large
    );
}

pub async fn refused_updates_and_barred_people(store: Shared) {
    let (meeting, _, board) = board(&store).await;
    let (ada, grace) = (id(), id());
    store.refuse_update(board, [1; 32], ada).await.unwrap();
    store.refuse_update(board, [2; 32], ada).await.unwrap();
    store.refuse_update(board, [1; 32], grace).await.unwrap();
    assert_eq!(store.refused_updates(board).await.unwrap(), [[1; 32], [2; 32]]);
    assert_eq!(
        store.refuse_update(id(), [1; 32], ada).await,
        Err(WriteError::NotFound)
    );
    assert!(store.refused_updates(id()).await.unwrap().is_empty());

    store.bar_from_boards(meeting, ada).await.unwrap();
    store.bar_from_boards(meeting, ada).await.unwrap();
    assert!(store.is_barred(meeting, ada).await.unwrap());
    assert!(!store.is_barred(meeting, grace).await.unwrap());
    assert_eq!(store.bar_from_boards(id(), ada).await, Err(WriteError::NotFound));
}

pub async fn j18_a_snapshot_stands_for_the_log_before_it(store: Shared) {
    let (_, _, board) = board(&store).await;
    let gate = store.board(board).await.unwrap().unwrap().gate;
    let snapshot = |seq, text: &str| Snapshot {
        seq,
        state_version: 1,
        state: text.as_bytes().to_vec(),
    };
    for number in 1..=5 {
        let item = BoardItem {
            by: id(),
            clients: vec![],
            update: vec![number],
        };
        store.board_append(board, gate, vec![item]).await.unwrap();
    }
    let seqs = |updates: Vec<server::store::BoardUpdate>| {
        updates.iter().map(|update| update.seq).collect::<Vec<_>>()
    };
    store.compact_board(board, snapshot(3, "three")).await.unwrap();
    assert_eq!(
        store.board_snapshot(board, 1).await.unwrap(),
        Some(snapshot(3, "three"))
    );
    // One of a foreign version is not answered.
    assert_eq!(store.board_snapshot(board, 9).await.unwrap(), None);
    assert_eq!(seqs(store.board_read_after(board, 0, 10).await.unwrap()), [4, 5]);
    // Later ones that reach less far, as far, or farther than the log change nothing.
    for late in [snapshot(2, "two"), snapshot(3, "other three"), snapshot(6, "six")] {
        store.compact_board(board, late).await.unwrap();
    }
    assert_eq!(
        store.board_snapshot(board, 1).await.unwrap(),
        Some(snapshot(3, "three"))
    );
    assert_eq!(seqs(store.board_read_after(board, 3, 10).await.unwrap()), [4, 5]);
    // The log goes on where it was.
    assert_eq!(store.board(board).await.unwrap().unwrap().head, 5);
    store.compact_board(board, snapshot(5, "all")).await.unwrap();
    assert!(store.board_read_after(board, 0, 10).await.unwrap().is_empty());
    let item = BoardItem {
        by: id(),
        clients: vec![],
        update: vec![6],
    };
    assert_eq!(store.board_append(board, gate, vec![item]).await, Ok(6));
    assert_eq!(
        store.compact_board(id(), snapshot(1, "")).await,
        Err(WriteError::NotFound)
    );
    assert_eq!(store.board_snapshot(id(), 1).await.unwrap(), None);
}

/// The head and all numbers.
async fn whole(store: &Shared, board: Uuid) -> (u64, Vec<u8>) {
    let whole = WholeBoard::read(store.as_ref(), board, 1).await.unwrap();
    let (head, snapshot) = (whole.head(), whole.snapshot.map(|snapshot| snapshot.state));
    let mut all = snapshot.unwrap_or_default();
    all.extend(whole.updates.into_iter().flat_map(|row| row.update));
    (head, all)
}

/// Each update is a number, a snapshot all that it includes: nothing may ever be missing, whoever compacts and appends.
pub async fn j18_compactions_that_start_together_lose_nothing(store: Shared) {
    let (_, _, board) = board(&store).await;
    let gate = store.board(board).await.unwrap().unwrap().gate;
    let appending = tokio::spawn({
        let store = store.clone();
        async move {
            for number in 1..=60_u8 {
                let item = BoardItem {
                    by: Uuid::nil(),
                    clients: vec![],
                    update: vec![number],
                };
                store.board_append(board, gate, vec![item]).await.unwrap();
            }
        }
    });
    let compacting = (0..3).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            for _ in 0..20 {
                let (seq, state) = whole(&store, board).await;
                assert_eq!(state, (1..=u8::try_from(seq).unwrap()).collect::<Vec<_>>());
                let snapshot = Snapshot {
                    seq,
                    state_version: 1,
                    state,
                };
                store.compact_board(board, snapshot).await.unwrap();
            }
        })
    });
    for compacting in compacting.collect::<Vec<_>>() {
        compacting.await.unwrap();
    }
    appending.await.unwrap();
    assert_eq!(whole(&store, board).await, (60, (1..=60).collect::<Vec<u8>>()));
}
