//! Making stores, batches and ids; verifying a journal.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use server::store::sqlite::{SqliteOptions, SqliteStore};
use server::store::{
    Batch, CommandRecord, ContentItem, LOCK_HOLD_LIMIT, MemoryStore, NewBoard, NewEntry, NewSecret, Position,
    SecretKind, Store, StoredEntry, chain,
};
use uuid::Uuid;

pub type Shared = Arc<dyn Store>;

/// A store and the folder that goes with it.
pub struct Home {
    pub store: Shared,
    _folder: Option<tempfile::TempDir>,
}

/// How long a store holds a lock.
pub fn hold(short: bool) -> Duration {
    if short {
        Duration::from_millis(50)
    } else {
        LOCK_HOLD_LIMIT
    }
}

pub async fn memory_store(short_lock: bool) -> Home {
    Home {
        store: Arc::new(MemoryStore::with_lock_hold(hold(short_lock))),
        _folder: None,
    }
}

pub async fn sqlite_store(short_lock: bool) -> Home {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions {
        lock_hold: hold(short_lock),
        ..SqliteOptions::default()
    };
    let store = open(&folder.path().join("store.sqlite"), options).await;
    Home {
        store,
        _folder: Some(folder),
    }
}

pub fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

pub async fn open(file: &Path, options: SqliteOptions) -> Shared {
    Arc::new(SqliteStore::open(&url(file), options).await.unwrap())
}

pub fn id() -> Uuid {
    Uuid::now_v7()
}

pub fn entry(body: &str) -> NewEntry {
    NewEntry {
        at: 1_700_000_000_000,
        body: format!("{{\"kind\":\"{body}\"}}"),
    }
}

/// One entry, nothing else.
pub fn one(body: &str) -> Batch {
    Batch {
        entries: vec![entry(body)],
        ..Batch::default()
    }
}

pub fn content(id: Uuid, body: &str) -> ContentItem {
    ContentItem {
        id,
        owner: None,
        body: body.to_owned(),
    }
}

pub fn command(person: Uuid, command_id: Uuid) -> CommandRecord {
    CommandRecord {
        person,
        command_id,
        first: 0,
        count: 1,
        reply: Some("{}".to_owned()),
    }
}

pub fn shared_board(board: Uuid) -> NewBoard {
    NewBoard { board, owner: None }
}

pub fn secret(byte: u8, kind: SecretKind, person: Option<Uuid>) -> NewSecret {
    NewSecret {
        hash: [byte; 32],
        kind,
        person,
    }
}

/// A meeting with one entry, and its head.
pub async fn meeting(store: &Shared) -> (Uuid, Position) {
    let meeting = id();
    let head = store.create(meeting, one("created")).await.unwrap();
    (meeting, head)
}

/// Reads the whole journal; fails unless it has no gap, every hash follows, and it ends at the head.
pub async fn verified(store: &Shared, meeting: Uuid) -> Vec<StoredEntry> {
    let mut entries: Vec<StoredEntry> = Vec::new();
    loop {
        let after = entries.last().map_or(0, |entry| entry.seq);
        let page = store.read_after(meeting, after, 7).await.unwrap();
        let is_last = page.len() < 7;
        entries.extend(page);
        if is_last {
            break;
        }
    }
    let mut last = Position::START;
    for entry in &entries {
        assert_eq!(entry.seq, last.seq + 1);
        assert_eq!(
            entry.hash,
            chain(&last.hash, meeting, entry.seq, entry.at, &entry.body)
        );
        last = entry.position();
    }
    assert_eq!(store.head(meeting).await.unwrap(), last);
    entries
}
