//! What only a file can show.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use server::store::sqlite::SqliteOptions;
use server::store::{
    AppendError, Batch, BoardAppendError, BoardItem, OpenError, Position, SecretKind, Snapshot, WriteError,
};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use uuid::Uuid;

use crate::support::{Shared, command, content, id, meeting, one, open, secret, shared_board, url, verified};

const CHILD_FILE: &str = "STORE_CONTRACT_CHILD_FILE";
const CHILD_MEETING: &str = "STORE_CONTRACT_CHILD_MEETING";

async fn raw(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(file)
        .connect()
        .await
        .unwrap()
}

#[tokio::test]
async fn j03_everything_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/er/store.sqlite");
    let store = open(&file, SqliteOptions::default()).await;
    let (meeting, head) = meeting(&store).await;
    let (board, person, text) = (id(), id(), id());
    let batch = Batch {
        content: vec![content(text, "text")],
        boards: vec![shared_board(board)],
        commands: vec![command(person, id())],
        secrets: vec![secret(1, SecretKind::Person, Some(person))],
        ..one("all")
    };
    let head = store.append(meeting, head, batch).await.unwrap();
    let update = BoardItem {
        by: person,
        clients: vec![1],
        update: b"update".to_vec(),
    };
    store.board_append(board, head.seq, vec![update]).await.unwrap();
    let key = store.secret_key().await.unwrap();
    // First without closing, as after a crash; then after a clean end.
    for _ in 0..2 {
        let again = open(&file, SqliteOptions::default()).await;
        assert_eq!(again.head(meeting).await.unwrap(), head);
        assert_eq!(verified(&again, meeting).await.len(), 2);
        assert_eq!(
            again.contents(meeting).await.unwrap(),
            [(text, Some("text".to_owned()))]
        );
        assert_eq!(
            again.find_secret([1; 32]).await.unwrap().unwrap().person,
            Some(person)
        );
        assert_eq!(
            again.board_read_after(board, 0, 9).await.unwrap()[0].update,
            b"update"
        );
        assert_eq!(again.secret_key().await.unwrap(), key);
        again.close().await;
        store.close().await;
    }
    assert!(
        !file.with_extension("sqlite-wal").exists(),
        "a clean end leaves one file"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}

#[tokio::test]
async fn a_store_that_is_let_go_ends_as_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    // More than one: their connections must not close at the same moment.
    for number in 0..8 {
        let file = folder.path().join(format!("{number}.sqlite"));
        let store = open(&file, SqliteOptions::default()).await;
        meeting(&store).await;
        let log = file.with_extension("sqlite-wal");
        assert!(log.exists());
        drop(store);
        let gone = async {
            while log.exists() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), gone).await.unwrap();
    }
}

#[tokio::test]
async fn j07_who_waits_at_the_end_is_told_that_nothing_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("store.sqlite"), SqliteOptions::default()).await;
    let (meeting, head) = meeting(&store).await;
    let locked = store.lock(meeting, head).await.unwrap();
    // The append is queued at its first poll, behind the lock; then the store closes.
    let (waiting, ()) = tokio::join!(store.append(meeting, head, one("waits")), store.close());
    assert_eq!(waiting, Err(AppendError::Unavailable));
    assert_eq!(
        locked.guard.commit(one("late")).await,
        Err(AppendError::Unavailable)
    );
}

/// The child of the next test: appends until it is killed, telling of each answer.
#[tokio::test]
async fn child_that_appends_until_killed() {
    let (Ok(file), Ok(meeting)) = (std::env::var(CHILD_FILE), std::env::var(CHILD_MEETING)) else {
        return;
    };
    let store = open(Path::new(&file), SqliteOptions::default()).await;
    let meeting: Uuid = meeting.parse().unwrap();
    let mut head = store.head(meeting).await.unwrap();
    loop {
        let batch = Batch {
            commands: vec![command(Uuid::nil(), id())],
            ..one("event")
        };
        head = store.append(meeting, head, batch).await.unwrap();
        println!("acked {} {}", head.seq, head.hash);
    }
}

#[tokio::test]
async fn j03_nothing_answered_is_lost_by_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let (meeting, _) = {
        let store = open(&file, SqliteOptions::default()).await;
        let made = meeting(&store).await;
        store.close().await;
        made
    };
    let mut least = 0;
    for kill_after in [1, 20, 33, 50] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "sqlite::child_that_appends_until_killed",
                "--nocapture",
            ])
            .env(CHILD_FILE, &file)
            .env(CHILD_MEETING, meeting.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut acked = Vec::new();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for line in lines.map_while(Result::ok) {
            // The harness writes the test's name in front of the first.
            let Some((_, answer)) = line.split_once("acked ") else {
                continue;
            };
            let Some((seq, hash)) = answer.split_once(' ') else {
                continue;
            };
            // The last line may be torn by the kill.
            if let (Ok(seq), Ok(hash)) = (seq.parse(), hash.parse()) {
                acked.push(Position { seq, hash });
            }
            if acked.len() == kill_after {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(acked.len() >= kill_after);

        let store = open(&file, SqliteOptions::default()).await;
        let entries = verified(&store, meeting).await;
        for position in &acked {
            assert_eq!(
                entries[usize::try_from(position.seq).unwrap() - 1].position(),
                *position
            );
        }
        // Beyond what was answered, the append in flight may be there, and nothing else.
        least += acked.len();
        assert!(
            (least + 1..=least + 2).contains(&entries.len()),
            "{least} and {}",
            entries.len()
        );
        store.close().await;
        least = entries.len() - 1;
    }
}

fn holds(folder: &Path, canary: &str) -> Vec<String> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        if bytes
            .windows(canary.len())
            .any(|window| window == canary.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

/// Many meetings, texts of many lengths in mixed order: pages split, fill and empty while the canaries are in them.
async fn fill(store: &Shared, canaries: &[String], rounds: usize) -> Vec<(Uuid, Position, Vec<Uuid>)> {
    let mut meetings = Vec::new();
    for _ in canaries {
        let (meeting, head) = meeting(store).await;
        let board = id();
        let head = store
            .append(
                meeting,
                head,
                Batch {
                    boards: vec![shared_board(board)],
                    ..one("b")
                },
            )
            .await
            .unwrap();
        meetings.push((meeting, head, vec![board]));
    }
    for round in 0..rounds {
        for (row, canary) in meetings.iter_mut().zip(canaries) {
            let filler = "x".repeat((round * 97) % 1500);
            let (text, person) = (id(), id());
            let mut batch = one(&format!("{canary}-{filler}"));
            batch.content = vec![content(text, &format!("{filler}{canary}"))];
            batch.commands = vec![command(person, id())];
            batch.commands[0].reply = Some(canary.clone());
            row.1 = store.append(row.0, row.1, batch).await.unwrap();
            let update = format!("{canary}{filler}{filler}{filler}{filler}").into_bytes();
            let item = BoardItem {
                by: person,
                clients: vec![round as u64],
                update,
            };
            store.board_append(row.2[0], 2, vec![item]).await.unwrap();
            row.2.push(text);
        }
    }
    for (row, canary) in meetings.iter().zip(canaries) {
        let snapshot = Snapshot {
            seq: 1,
            state_version: 1,
            state: canary.repeat(500).into_bytes(),
        };
        store.put_meeting_snapshot(row.0, snapshot.clone()).await.unwrap();
        store.compact_board(row.2[0], snapshot).await.unwrap();
    }
    meetings
}

#[tokio::test]
async fn j12_no_canary_is_left_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("store.sqlite"), SqliteOptions::default()).await;
    let canaries: Vec<String> = (0..6).map(|number| format!("canary{number}sings")).collect();
    let meetings = fill(&store, &canaries, 60).await;
    for canary in &canaries {
        assert!(!holds(folder.path(), canary).is_empty());
    }
    for ((meeting, ..), canary) in meetings.iter().zip(&canaries).take(4) {
        store.delete_meeting(*meeting).await.unwrap();
        assert_eq!(holds(folder.path(), canary), [""; 0], "{canary}");
    }
    for (meeting, ..) in &meetings[4..] {
        verified(&store, *meeting).await;
        assert_eq!(store.contents(*meeting).await.unwrap().len(), 60);
    }
}

/// As of a board that is written on for hours: what updates took is used for the next ones, and the WAL does not grow on.
#[tokio::test]
async fn j18_a_log_that_is_compacted_again_and_again_takes_no_more_room() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let store = open(&file, SqliteOptions::default()).await;
    let (meeting, head) = meeting(&store).await;
    let board = id();
    let batch = Batch {
        boards: vec![shared_board(board)],
        ..one("board")
    };
    let gate = store.append(meeting, head, batch).await.unwrap().seq;
    let person = id();
    let mut database = raw(&file).await;
    let mut pages = Vec::new();
    for round in 1..=40_u64 {
        for _ in 0..10 {
            let item = |_| BoardItem {
                by: person,
                clients: vec![],
                update: vec![7; 40],
            };
            let items = (0..100).map(item).collect();
            store.board_append(board, gate, items).await.unwrap();
        }
        let snapshot = Snapshot {
            seq: round * 1_000 - 50,
            state_version: 1,
            state: vec![7; 200_000],
        };
        store.compact_board(board, snapshot).await.unwrap();
        let count: i64 = sqlx::query_scalar("PRAGMA page_count")
            .fetch_one(&mut database)
            .await
            .unwrap();
        pages.push(count);
    }
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM board_log")
        .fetch_one(&mut database)
        .await
        .unwrap();
    assert_eq!(rows, 50);
    // The log of a round, and at times both snapshots.
    assert!(pages.iter().all(|count| *count <= 2 * pages[0]), "{pages:?}");
    let wal = std::fs::metadata(file.with_extension("sqlite-wal"))
        .unwrap()
        .len();
    // A checkpoint begins at 4 MiB.
    assert!(wal < 8 * 1024 * 1024, "{wal}");
}

#[tokio::test]
async fn j09_erased_text_leaves_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let store = open(&file, SqliteOptions::default()).await;
    let canary = "canary-that-is-erased".to_owned();
    let (meeting, mut head) = meeting(&store).await;
    let mut texts = Vec::new();
    for number in 0..200 {
        let text = id();
        let body = format!("{}{canary}", "y".repeat((number * 131) % 900));
        let batch = Batch {
            content: vec![content(text, &body)],
            ..one("wrote")
        };
        head = store.append(meeting, head, batch).await.unwrap();
        texts.push(text);
    }
    store
        .append(
            meeting,
            head,
            Batch {
                erase: texts,
                ..one("forgot")
            },
        )
        .await
        .unwrap();
    // The WAL is emptied a little later, for many erasures at once; closing does it at the latest.
    store.close().await;
    assert_eq!(holds(folder.path(), &canary), [""; 0]);
}

#[tokio::test]
async fn j07_f14_a_full_file_refuses_and_stays_readable() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let store = open(
        &file,
        SqliteOptions {
            max_pages: Some(120),
            ..SqliteOptions::default()
        },
    )
    .await;
    let (meeting, mut head) = meeting(&store).await;
    let board = id();
    head = store
        .append(
            meeting,
            head,
            Batch {
                boards: vec![shared_board(board)],
                ..one("b")
            },
        )
        .await
        .unwrap();
    let gate = head.seq;
    let refused = loop {
        let batch = Batch {
            content: vec![content(id(), &"z".repeat(5_000))],
            ..one("more")
        };
        match store.append(meeting, head, batch).await {
            Ok(next) => head = next,
            Err(refused) => break refused,
        }
    };
    assert_eq!(refused, AppendError::Full);
    let item = BoardItem {
        by: id(),
        clients: vec![],
        update: vec![1; 100_000],
    };
    assert_eq!(
        store.board_append(board, gate, vec![item]).await,
        Err(BoardAppendError::Full)
    );
    assert_eq!(verified(&store, meeting).await.len() as u64, head.seq);
    // With room again everything goes on, by itself.
    let second = open(&file, SqliteOptions::default()).await;
    second.append(meeting, head, one("room")).await.unwrap();
}

#[tokio::test]
async fn j07_a_file_that_somebody_else_writes_is_unavailable_for_a_while() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let options = SqliteOptions {
        busy_timeout: Duration::from_millis(20),
        ..SqliteOptions::default()
    };
    let store = open(&file, options).await;
    let (meeting, head) = meeting(&store).await;
    let mut other = raw(&file).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    assert_eq!(
        store.append(meeting, head, one("2")).await,
        Err(AppendError::Unavailable)
    );
    assert_eq!(store.probe().await, Err(WriteError::Unavailable));
    assert_eq!(store.head(meeting).await.unwrap(), head);
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    store.append(meeting, head, one("2")).await.unwrap();
    store.probe().await.unwrap();
}

#[tokio::test]
async fn j01_two_processes_on_one_file_make_one_journal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let first = open(&file, SqliteOptions::default()).await;
    let second = open(&file, SqliteOptions::default()).await;
    let (meeting, _) = meeting(&first).await;
    let writers: Vec<_> = [first.clone(), second]
        .into_iter()
        .map(|store| {
            tokio::spawn(async move {
                for number in 0..20 {
                    loop {
                        let head = store.head(meeting).await.unwrap();
                        match store.append(meeting, head, one(&number.to_string())).await {
                            Ok(_) => break,
                            Err(AppendError::Conflict { .. }) => {}
                            Err(other) => panic!("{other}"),
                        }
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(verified(&first, meeting).await.len(), 41);
}

#[tokio::test]
async fn a_newer_schema_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    open(&file, SqliteOptions::default()).await.close().await;
    let mut other = raw(&file).await;
    let newest: i64 = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(&mut other)
        .await
        .unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'newer', 1, x'00', 0)";
    sqlx::query(newer).execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let error = server::store::open(&url(&file)).await.unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::NewerSchema {
                found: 9999,
                known,
                ..
            } if known == newest
        ),
        "{error:?}"
    );
    assert!(!error.to_string().contains('\n'));
}

#[tokio::test]
async fn other_files_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let foreign = folder.path().join("foreign.sqlite");
    let mut other = SqliteConnectOptions::new()
        .filename(&foreign)
        .create_if_missing(true)
        .connect()
        .await
        .unwrap();
    sqlx::query("CREATE TABLE recipes (name TEXT)")
        .execute(&mut other)
        .await
        .unwrap();
    other.close().await.unwrap();
    let before = std::fs::read(&foreign).unwrap();
    let error = server::store::open(&url(&foreign)).await.unwrap_err();
    assert!(matches!(error, OpenError::Foreign { .. }), "{error:?}");
    assert_eq!(std::fs::read(&foreign).unwrap(), before);

    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "no database at all, but long enough to be looked at as one".repeat(50),
    )
    .unwrap();
    let error = server::store::open(&url(&text)).await.unwrap_err();
    assert!(matches!(error, OpenError::Database { .. }), "{error:?}");
    let below_a_file = server::store::open(&url(&text.join("store.sqlite")))
        .await
        .unwrap_err();
    assert!(
        matches!(below_a_file, OpenError::Folder { .. }),
        "{below_a_file:?}"
    );
}
