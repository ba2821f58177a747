//! All of a store as one file, and back into a store of the other kind: nothing is changed on the way.

use std::path::Path;

use load_tests::private::Postgres;
use server::store::postgres::{PostgresOptions, PostgresStore};
use server::store::sqlite::{SqliteOptions, SqliteStore};
use server::store::transfer::{TransferError, export, import};
use server::store::{
    Ballot, Batch, BoardItem, MeetingStatus, NewBoard, Position, Revoke, SecretKind, Snapshot, Store,
};
use sqlx::{Connection, PgConnection, SqliteConnection};
use uuid::Uuid;

use crate::support::{command, content, entry, id, one, secret, shared_board, url, verified};

/// The level of events that the tests read.
const READS: u32 = 7;

async fn file_of(url: &str) -> Vec<u8> {
    let mut file = Vec::new();
    export(url, &mut file).await.unwrap();
    file
}

async fn read(url: &str, file: &[u8]) -> Result<(), TransferError> {
    import(url, file, READS).await.map(|_| ())
}

/// A meeting in which everything was done that a store can keep.
async fn full_life(store: &dyn Store) -> Uuid {
    let (meeting, person, board, notebook) = (id(), id(), id(), id());
    let words = [id(), id(), id()];
    let first = Batch {
        entries: vec![entry("created"), entry("zwölf \\u0000 \u{2028} 🌱 \\\" \\n")],
        content: words
            .iter()
            .zip(["plain", "two\nlines, \"quoted\" \\ 🌱 \u{202e}", ""])
            .map(|(id, body)| content(*id, body))
            .collect(),
        boards: vec![
            shared_board(board),
            NewBoard {
                board: notebook,
                owner: Some(person),
            },
        ],
        commands: vec![command(person, id())],
        secrets: vec![
            secret(1, SecretKind::Facilitator, None),
            secret(2, SecretKind::Join, None),
            secret(3, SecretKind::Person, Some(person)),
        ],
        join_code: Some("maple-otter-42".to_owned()),
        ..Batch::default()
    };
    let head = store.create(meeting, first).await.unwrap();
    let second = Batch {
        entries: vec![entry("more")],
        erase: vec![words[1]],
        gates: vec![board],
        ballots: vec![
            Ballot("{\"useful\":4}".to_owned()),
            Ballot("{\"useful\":2}".to_owned()),
        ],
        revoke: vec![Revoke::Secret([2; 32])],
        ..Batch::default()
    };
    let head = store.append(meeting, head, second).await.unwrap();
    let gate = store.board(board).await.unwrap().unwrap().gate;
    let update = |clients: &[u64], bytes: &[u8]| BoardItem {
        by: person,
        clients: clients.to_vec(),
        update: bytes.to_vec(),
    };
    let updates = vec![update(&[7], &[0, 1, 2, 255]), update(&[u64::MAX - 3], &[])];
    store.board_append(board, gate, updates).await.unwrap();
    store.refuse_update(board, [9; 32], person).await.unwrap();
    store.bar_from_boards(meeting, person).await.unwrap();
    let snapshot = Snapshot {
        seq: head.seq,
        state_version: 5,
        state: vec![0, 159, 146, 150],
    };
    store
        .put_meeting_snapshot(meeting, snapshot.clone())
        .await
        .unwrap();
    let compacted = Snapshot { seq: 1, ..snapshot };
    store.compact_board(board, compacted).await.unwrap();
    store.touch_alive(&[meeting], 9_000_000_000_000).await.unwrap();
    meeting
}

/// A SQLite deployment: a meeting with everything, a long one, one that ended, one that was deleted.
async fn deployment(file: &Path) -> (String, Uuid) {
    let url = url(file);
    let store = SqliteStore::open(&url, SqliteOptions::default()).await.unwrap();
    let meeting = full_life(&store).await;
    let (long, ended, deleted) = (id(), id(), id());
    let mut head = store.create(long, one("created")).await.unwrap();
    for number in 0..1_200 {
        head = store
            .append(long, head, one(&format!("entry {number}")))
            .await
            .unwrap();
    }
    let head = store.create(ended, one("created")).await.unwrap();
    let end = Batch {
        status: Some(MeetingStatus::Ended),
        ..one("ended")
    };
    store.append(ended, head, end).await.unwrap();
    store.create(deleted, one("created")).await.unwrap();
    store.delete_meeting(deleted).await.unwrap();
    store.admit_level(READS).await.unwrap();
    assert!(store.claim_level(3).await.unwrap());
    store.probe().await.unwrap();
    store.close().await;
    (url, meeting)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_sqlite_to_postgres_and_back_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (there, meeting) = deployment(&folder.path().join("from.sqlite")).await;
    let server = Postgres::start(false).unwrap();
    let (postgres, back) = (server.plain_url(), url(&folder.path().join("back.sqlite")));

    let file = file_of(&there).await;
    read(&postgres, &file).await.unwrap();
    assert!(file_of(&postgres).await == file, "byte for byte");
    read(&back, &file_of(&postgres).await).await.unwrap();
    assert!(file_of(&back).await == file, "byte for byte");

    // What each store says itself is the same too.
    let from = SqliteStore::open(&there, SqliteOptions::default()).await.unwrap();
    let to = PostgresStore::open(&postgres, PostgresOptions::default())
        .await
        .unwrap();
    assert_eq!(from.secret_key().await, to.secret_key().await);
    assert_eq!(from.event_levels().await, to.event_levels().await);
    assert_eq!(from.alive_at(meeting).await, to.alive_at(meeting).await);
    assert_eq!(from.meetings().await, to.meetings().await);
    assert_eq!(from.contents(meeting).await.unwrap().len(), 3);
    assert_eq!(from.join_code(meeting).await, to.join_code(meeting).await);
    assert_eq!(from.ballots(meeting).await, to.ballots(meeting).await);
    for summary in to.meetings().await.unwrap() {
        let (one, other) = (
            from.read_after(summary.id, 0, 5_000),
            to.read_after(summary.id, 0, 5_000),
        );
        assert_eq!(one.await, other.await);
        for board in to.boards_of(summary.id).await.unwrap() {
            assert_eq!(from.board(board.id).await.unwrap(), Some(board));
            let (one, other) = (
                from.board_read_after(board.id, 0, 99),
                to.board_read_after(board.id, 0, 99),
            );
            assert_eq!(one.await, other.await);
            assert_eq!(
                from.board_clients(board.id).await,
                to.board_clients(board.id).await
            );
        }
    }
    // And it goes on from there.
    let head = to.head(meeting).await.unwrap();
    let next = to.append(meeting, head, one("on the other side")).await.unwrap();
    let shared: crate::support::Shared = std::sync::Arc::new(to);
    assert_eq!(
        verified(&shared, meeting)
            .await
            .last()
            .map(|entry| entry.position()),
        Some(next)
    );
    from.close().await;
    shared.close().await;
}

/// A table that a later migration makes has to be moved as well, or be soft, or follow from what is moved.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_is_moved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("from.sqlite");
    let (there, _) = deployment(&path).await;
    let file = String::from_utf8(file_of(&there).await).unwrap();
    let server = Postgres::start(false).unwrap();
    read(&server.plain_url(), file.as_bytes()).await.unwrap();
    let mut sqlite = SqliteConnection::connect(&there).await.unwrap();
    let mut tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut sqlite)
        .await
        .unwrap();
    let mut postgres = PgConnection::connect(&server.plain_url()).await.unwrap();
    let there: Vec<String> =
        sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
            .fetch_all(&mut postgres)
            .await
            .unwrap();
    tables.extend(there);
    for table in tables {
        let stays = ["_sqlx_migrations", "instances", "presence", "meeting_snapshots"];
        assert!(
            stays.contains(&table.as_str()) || file.contains(&format!("[\"{table}\",")),
            "{table} is not in the file"
        );
    }
}

/// Whether somebody opened a long meeting says nothing about what is in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn snapshots_of_meetings_are_not_moved() {
    let folder = tempfile::tempdir().unwrap();
    let (there, meeting) = deployment(&folder.path().join("from.sqlite")).await;
    let file = file_of(&there).await;
    let from = SqliteStore::open(&there, SqliteOptions::default()).await.unwrap();
    assert!(from.meeting_snapshot(meeting, 5).await.unwrap().is_some());
    let farther = Snapshot {
        seq: 9,
        state_version: 6,
        state: vec![1; 5_000],
    };
    from.put_meeting_snapshot(meeting, farther).await.unwrap();
    assert!(file_of(&there).await == file, "byte for byte");
    from.close().await;

    let target = url(&folder.path().join("to.sqlite"));
    read(&target, &file).await.unwrap();
    let to = SqliteStore::open(&target, SqliteOptions::default())
        .await
        .unwrap();
    for version in [5, 6] {
        assert_eq!(to.meeting_snapshot(meeting, version).await.unwrap(), None);
    }
    to.close().await;
    assert!(file_of(&target).await == file, "byte for byte");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_empty_is_not_imported_into() {
    let folder = tempfile::tempdir().unwrap();
    let (there, _) = deployment(&folder.path().join("from.sqlite")).await;
    let file = file_of(&there).await;
    assert!(matches!(read(&there, &file).await, Err(TransferError::NotEmpty)));
    let server = Postgres::start(false).unwrap();
    let postgres = server.plain_url();
    // Nobody is in it yet, but someone serves from it.
    let store = PostgresStore::open(&postgres, PostgresOptions::default())
        .await
        .unwrap();
    let beat = server::store::Beat {
        instance: id(),
        lease: std::time::Duration::from_secs(60),
        reads: READS,
        presence: Vec::new(),
    };
    store.shared().unwrap().beat(&beat).await.unwrap();
    assert!(matches!(
        read(&postgres, &file).await,
        Err(TransferError::NotEmpty)
    ));
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_not_whole_or_not_ours_imports_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (there, _) = deployment(&folder.path().join("from.sqlite")).await;
    let file = String::from_utf8(file_of(&there).await).unwrap();
    let target = url(&folder.path().join("target.sqlite"));
    let lines: Vec<&str> = file.lines().collect();
    let without_end = lines[..lines.len() - 1].join("\n") + "\n";
    for (what, wrong) in [
        ("nothing", String::new()),
        ("something else", "{\"title\":\"x\"}\n".to_owned()),
        ("a newer form", file.replacen("_export\":1", "_export\":2", 1)),
        ("cut in a line", file[..file.len() / 2].to_owned()),
        ("cut after a line", without_end),
        ("one word changed", file.replacen("entry 77\\", "entry 78\\", 1)),
        ("a row missing", file.replacen(&format!("{}\n", lines[9]), "", 1)),
        (
            "a table that is not known",
            file.replacen("[\"ballots\"", "[\"ballads\"", 1),
        ),
    ] {
        assert_ne!(wrong, file, "{what}");
        let refused = read(&target, wrong.as_bytes()).await;
        assert!(
            matches!(
                refused,
                Err(TransferError::File { .. } | TransferError::Broken(_))
            ),
            "{what}: {refused:?}"
        );
    }
    let newer = import(target.as_str(), file.as_bytes(), 2).await;
    assert!(
        matches!(newer, Err(TransferError::Newer { needs: 3, reads: 2 })),
        "{newer:?}"
    );
    // Each was all or nothing.
    read(&target, file.as_bytes()).await.unwrap();
    assert!(file_of(&target).await == file.as_bytes());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_is_up_to_date_is_exported_and_nothing_is_made_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.sqlite");
    assert!(matches!(
        export(&url(&missing), std::io::sink()).await,
        Err(TransferError::Open(_))
    ));
    assert!(!missing.exists());
    let server = Postgres::start(false).unwrap();
    let empty = export(&server.plain_url(), std::io::sink()).await;
    assert!(empty.unwrap_err().to_string().contains("convene migrate"));
}

/// While somebody writes, what is exported is one moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_store_is_exported_as_it_is_at_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let (there, _) = deployment(&folder.path().join("from.sqlite")).await;
    let store = SqliteStore::open(&there, SqliteOptions::default()).await.unwrap();
    let meeting = id();
    let head: Position = store.create(meeting, one("created")).await.unwrap();
    let (stop, mut stopped) = tokio::sync::watch::channel(false);
    let writing = tokio::spawn({
        let store = store.clone();
        async move {
            let mut head = head;
            while !*stopped.borrow_and_update() {
                head = store.append(meeting, head, one("live")).await.unwrap();
            }
        }
    });
    for number in 0..3 {
        // The proof on the way in finds a head without its entries.
        let file = file_of(&there).await;
        read(&url(&folder.path().join(format!("{number}.sqlite"))), &file)
            .await
            .unwrap();
    }
    stop.send(true).unwrap();
    writing.await.unwrap();
    store.close().await;
}
