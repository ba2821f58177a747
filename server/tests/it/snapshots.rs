//! A long meeting is opened from a snapshot: it is what its journal says, and only the journal's end is read.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::ids::{CommandId, MeetingId, PersonId};
use protocol::meeting::state::Role;
use protocol::meeting::view::view;
use protocol::meeting::{Command, Contents, Context, Entry, State, apply, decide};
use serde_json::json;
use server::config::Config;
use server::hub::{Fail, SNAPSHOT_VERSION, SnapshotRules};
use server::store::{
    Batch, CommandRecord, ContentItem, MemoryStore, NewEntry, Position, Snapshot, Store, StoredEntry,
};
use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

use crate::support::server::{Meeting, config};
use crate::support::{Person, TestServer};

const CANARY: &str = "canary-of-snapshots";

/// One after each batch.
const ALWAYS: SnapshotRules = SnapshotRules {
    opened: 1,
    live: 1,
    put_away: 1,
};
const NEVER: SnapshotRules = SnapshotRules {
    opened: u64::MAX,
    live: u64::MAX,
    put_away: u64::MAX,
};

fn with(snapshots: SnapshotRules) -> Config {
    Config {
        snapshots,
        ..config()
    }
}

fn id(meeting: &Meeting) -> MeetingId {
    meeting.id.parse().unwrap()
}

fn entry(stored: &StoredEntry) -> Entry {
    serde_json::from_str(&stored.body).unwrap()
}

async fn journal(store: &dyn Store, meeting: MeetingId) -> Vec<StoredEntry> {
    store.read_after(meeting.0, 0, 1_000_000).await.unwrap()
}

fn folded(journal: &[StoredEntry]) -> State {
    let mut state = State::default();
    for stored in journal {
        apply(&mut state, &entry(stored));
    }
    state
}

/// So many entries more, as people in the main room make them; answers the commands that made them.
async fn go_on(store: &dyn Store, meeting: MeetingId, count: usize) -> Vec<(PersonId, CommandId, Command)> {
    let journal = journal(store, meeting).await;
    let mut state = folded(&journal);
    let mut position = journal.last().unwrap().position();
    let at = entry(journal.last().unwrap()).at;
    let people: Vec<PersonId> = state.people.keys().copied().collect();
    let leads = |id: &&PersonId| state.people[id].role == Role::Facilitator;
    let facilitator = people.iter().find(leads).copied().unwrap();
    let mut commands: Vec<(PersonId, CommandId, Command)> = Vec::new();
    let mut written = 0;
    while written < count {
        let mut batch = Batch::default();
        while batch.entries.len() < 500 && written < count {
            let number = commands.len();
            let person = people[number / 3 % people.len()];
            let (person, command) = match number % 3 {
                0 => (person, Command::RaiseHand {}),
                1 => (
                    person,
                    Command::LowerHand {
                        person: None,
                        called: false,
                    },
                ),
                _ if number % 50 == 2 => (
                    facilitator,
                    Command::Retitle {
                        title: format!("Title {number}"),
                    },
                ),
                _ => (
                    person,
                    Command::Say {
                        text: format!("Said {number}"),
                    },
                ),
            };
            let id = CommandId(Uuid::now_v7());
            let context = Context {
                actor: Some(person),
                command: Some(id),
                at,
                seed: 1,
                ids: Uuid::now_v7(),
                attributes: Arc::default(),
                tallies: Arc::default(),
            };
            let decision = decide(&state, &command, &context).unwrap();
            batch.commands.push(CommandRecord {
                person: person.0,
                command_id: id.0,
                first: batch.entries.len(),
                count: decision.events.len(),
                reply: None,
            });
            for event in decision.events {
                let entry = Entry {
                    at,
                    by: Some(person),
                    command: Some(id),
                    event,
                };
                apply(&mut state, &entry);
                let body = serde_json::to_string(&entry).unwrap();
                batch.entries.push(NewEntry { at: at.0, body });
                written += 1;
            }
            let item = |content: protocol::meeting::NewContent| ContentItem {
                id: content.id.0,
                owner: content.owner.map(|person| person.0),
                body: content.text,
            };
            batch.content.extend(decision.content.into_iter().map(item));
            batch
                .erase
                .extend(decision.erase.into_iter().map(|content| content.0));
            commands.push((person, id, command));
        }
        position = store.append(meeting.0, position, batch).await.unwrap();
    }
    commands
}

/// Waits for a snapshot other than this one.
async fn snapshot(store: &dyn Store, meeting: MeetingId, than: Option<&Snapshot>) -> Snapshot {
    for _ in 0..400 {
        let found = store.meeting_snapshot(meeting.0, SNAPSHOT_VERSION).await.unwrap();
        if let Some(found) = found.filter(|found| Some(found) != than) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no snapshot comes");
}

async fn opened(server: &TestServer, meeting: MeetingId) -> Result<(State, Contents, Position), Fail> {
    let all = |reading: &server::hub::Reading<'_>| {
        (reading.state.clone(), reading.contents.clone(), reading.position)
    };
    server.app.hubs.read(meeting, all).await
}

/// A deployment on a SQLite file, and what is known of one meeting in it.
struct Home {
    folder: tempfile::TempDir,
    meeting: MeetingId,
    /// The journal as it was before anything was damaged.
    truth: Vec<StoredEntry>,
}

impl Home {
    fn url(&self) -> String {
        let file: PathBuf = self.folder.path().join("convene.sqlite");
        format!("sqlite://{}", file.display())
    }

    async fn start(&self, snapshots: SnapshotRules) -> TestServer {
        let store = server::store::open(&self.url()).await.unwrap();
        TestServer::start_with(store, with(snapshots)).await
    }

    /// What the server has is what all entries lead to, for each of the people too.
    async fn is_what_it_was(&mut self, server: &TestServer) {
        let (state, contents, position) = opened(server, self.meeting).await.unwrap();
        let known = self.truth.len() as u64;
        let more = server
            .app
            .store
            .read_after(self.meeting.0, known, 1_000)
            .await
            .unwrap();
        self.truth.extend(more);
        let upto = usize::try_from(position.seq).unwrap();
        assert_eq!(self.truth[upto - 1].position(), position);
        let expected = folded(&self.truth[..upto]);
        for person in expected.people.keys() {
            let seen = view(&state, &contents, *person);
            assert!(seen.is_some() && seen == view(&expected, &contents, *person));
        }
        assert!(
            state == expected,
            "a meeting has another state than its journal says"
        );
    }

    async fn sql(&self) -> SqliteConnection {
        SqliteConnection::connect(&self.url()).await.unwrap()
    }

    /// Nobody can read the entries before this one any more.
    async fn break_entries(&self, before: u64) {
        let broken = sqlx::query("UPDATE entries SET body = '?' WHERE seq < ?")
            .bind(i64::try_from(before).unwrap())
            .execute(&mut self.sql().await)
            .await
            .unwrap();
        assert!(broken.rows_affected() > 1_000);
    }

    async fn mend_entries(&self) {
        let mut connection = self.sql().await;
        let mut transaction = connection.begin().await.unwrap();
        for stored in &self.truth {
            sqlx::query("UPDATE entries SET body = ? WHERE seq = ? AND body = '?'")
                .bind(&stored.body)
                .bind(i64::try_from(stored.seq).unwrap())
                .execute(&mut *transaction)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
    }

    /// One digit of the snapshot is another one.
    async fn damage_snapshot(&self) {
        let mut connection = self.sql().await;
        let mut state: Vec<u8> = sqlx::query_scalar("SELECT state FROM meeting_snapshots")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        let middle = state.len() / 2;
        let digit = state[middle..]
            .iter()
            .position(|byte| (b'0'..=b'8').contains(byte))
            .unwrap();
        state[middle + digit] += 1;
        sqlx::query("UPDATE meeting_snapshots SET state = ?")
            .bind(state)
            .execute(&mut connection)
            .await
            .unwrap();
    }
}

/// A meeting of two people with so many entries, on no server.
async fn long_meeting(count: usize) -> (Home, Meeting, String, Vec<(PersonId, CommandId, Command)>) {
    let mut home = Home {
        folder: tempfile::tempdir().unwrap(),
        meeting: MeetingId(Uuid::nil()),
        truth: Vec::new(),
    };
    let server = home.start(SnapshotRules::default()).await;
    let meeting = server.create().await;
    home.meeting = id(&meeting);
    server.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    let paul = server.join(&meeting, &meeting.join_link, "Paul").await;
    server.stop().await;
    let store = server::store::open(&home.url()).await.unwrap();
    let commands = go_on(store.as_ref(), home.meeting, count).await;
    home.truth = journal(store.as_ref(), home.meeting).await;
    store.close().await;
    (home, meeting, paul, commands)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_meeting_is_opened_from_its_snapshot_and_is_what_it_was() {
    let (mut home, meeting, secret, commands) = long_meeting(3_000).await;
    let filled = home.truth.len();
    // The first to open it replays all of it, and keeps what that leads to.
    let server = home.start(SnapshotRules::default()).await;
    home.is_what_it_was(&server).await;
    let kept = snapshot(server.app.store.as_ref(), home.meeting, None).await;
    assert!(kept.seq > 3_000);
    let mut paul = Person::connect(server.address, &meeting.id, &secret).await;
    paul.done(json!({"type": "say", "text": "one"})).await;
    let seen = paul.position.clone();
    paul.done(json!({"type": "say", "text": "two"})).await;
    paul.vanish();
    home.is_what_it_was(&server).await;
    server.stop().await;

    // The next one reads the end of the journal: what is before it cannot be read.
    home.break_entries(kept.seq).await;
    let server = home.start(SnapshotRules::default()).await;
    home.is_what_it_was(&server).await;
    // Whoever saw something comes back by changes, if it was before the snapshot too.
    let before = &home.truth[usize::try_from(kept.seq).unwrap() - 100];
    let before = json!({"seq": before.seq, "hash": before.hash.to_string()});
    for position in [seen, before] {
        let back = Person::try_connect(server.address, &meeting.id, &secret, Some(position)).await;
        let back = back.unwrap();
        assert!(
            back.resumed && back.first.to_string().contains("\"two\""),
            "{}",
            back.first
        );
    }
    // What was done is done, however long ago.
    for at in [0, commands.len() / 2, commands.len() - 1] {
        let (person, id, command) = commands[at].clone();
        let again = server
            .app
            .hubs
            .act(home.meeting, person, id, Box::new(command))
            .await;
        assert_eq!(again, Ok(()));
    }
    home.is_what_it_was(&server).await;
    let mut since = home.truth[filled..]
        .iter()
        .filter_map(|stored| entry(stored).command);
    assert!(!since.any(|id| commands.iter().any(|(_, old, _)| *old == id)));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_snapshot_is_passed_over_and_replaced() {
    let (mut home, ..) = long_meeting(3_000).await;
    let server = home.start(SnapshotRules::default()).await;
    let kept = snapshot(server.app.store.as_ref(), home.meeting, None).await;
    server.stop().await;
    home.damage_snapshot().await;

    // Without the journal it opens nothing.
    home.break_entries(kept.seq).await;
    let server = home.start(SnapshotRules::default()).await;
    assert_eq!(opened(&server, home.meeting).await.err(), Some(Fail::Unavailable));
    server.stop().await;
    home.mend_entries().await;

    let server = home.start(NEVER).await;
    home.is_what_it_was(&server).await;
    let damaged = snapshot(server.app.store.as_ref(), home.meeting, None).await;
    assert!(damaged.seq == kept.seq && damaged.state != kept.state);
    server.stop().await;
    let server = home.start(SnapshotRules::default()).await;
    home.is_what_it_was(&server).await;
    snapshot(server.app.store.as_ref(), home.meeting, Some(&damaged)).await;
    server.stop().await;

    home.break_entries(kept.seq).await;
    let server = home.start(SnapshotRules::default()).await;
    home.is_what_it_was(&server).await;
    server.stop().await;
}

#[tokio::test]
async fn a_snapshot_of_another_journal_is_passed_over() {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_with(store.clone(), with(ALWAYS)).await;
    let meeting = server.create().await;
    let id = id(&meeting);
    server.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    opened(&server, id).await.unwrap();
    let head = store.head(id.0).await.unwrap();
    let mut kept = snapshot(store.as_ref(), id, None).await;
    while kept.seq < head.seq {
        // A hub looks whenever something comes.
        opened(&server, id).await.unwrap();
        kept = snapshot(store.as_ref(), id, None).await;
    }
    // The same meeting, whose last entry is another one.
    let mut batch = Batch::default();
    for stored in journal(store.as_ref(), id).await {
        let is_last = stored.seq == kept.seq;
        batch.entries.push(NewEntry {
            at: stored.at + i64::from(is_last),
            body: stored.body,
        });
    }
    let other = Arc::new(MemoryStore::new());
    let there = other.create(id.0, batch).await.unwrap();
    assert!(there.seq == kept.seq && there != head);
    other.put_meeting_snapshot(id.0, kept).await.unwrap();
    let server = TestServer::start_with(other.clone(), with(NEVER)).await;
    let (state, _, position) = opened(&server, id).await.unwrap();
    let journal = journal(other.as_ref(), id).await;
    let upto = usize::try_from(position.seq).unwrap();
    assert_eq!(journal[upto - 1].position(), position);
    assert!(state == folded(&journal[..upto]));
}

/// Says everything that one may say in a meeting, all of it with the canary.
async fn words(facilitator: &mut Person) {
    let main = facilitator.main_room();
    let text = |what: &str| format!("{CANARY} {what}");
    facilitator
        .done(json!({"type": "create_rooms", "count": 1}))
        .await;
    let part = json!({"kind": "keynote", "title": text("part"), "seconds": 600, "speaker_name": text("speaker"),
        "slides": format!("https://example.org/{CANARY}")});
    let poll = json!({"kind": "single", "text": text("poll"), "choices": [text("a"), text("b")], "anonymous": true, "show": "end"});
    for command in [
        json!({"type": "retitle", "title": text("title")}),
        json!({"type": "describe", "name": text("name"), "organization": text("office"), "pronouns": text("they"),
            "access_needs": text("needs"), "subject": text("subject"), "position": text("position")}),
        json!({"type": "say", "text": text("chat")}),
        json!({"type": "announce", "text": text("announced")}),
        json!({"type": "name_room", "room": main, "name": text("room")}),
        json!({"type": "set_passcode", "passcode": text("door")}),
        json!({"type": "set_dilemma", "room": main, "title": text("dilemma"), "overview": text("overview"),
            "focus_question": text("focus"), "restated_question": text("restated"), "links": [format!("https://example.org/{CANARY}")]}),
        json!({"type": "set_voice", "links": [{"room": main, "link": format!("https://example.org/{CANARY}")}]}),
        json!({"type": "add_board", "room": main, "name": text("board"), "sections": [{"name": {"en": text("section")}}]}),
        json!({"type": "add_parts", "parts": [part]}),
        json!({"type": "poll", "what": "make", "form": poll}),
        json!({"type": "make_commitment", "text": text("commitment"), "shared": true}),
    ] {
        facilitator.done(command).await;
    }
}

#[tokio::test]
async fn a_snapshot_has_none_of_the_words() {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_with(store.clone(), with(ALWAYS)).await;
    let meeting = server.create().await;
    let id = id(&meeting);
    let mut facilitator = server.facilitator(&meeting, &format!("{CANARY} Fatima")).await;
    words(&mut facilitator).await;
    let head = store.head(id.0).await.unwrap();
    let kept = loop {
        opened(&server, id).await.unwrap();
        let kept = snapshot(store.as_ref(), id, None).await;
        if kept.seq == head.seq {
            break kept;
        }
    };
    let text = String::from_utf8_lossy(&kept.state);
    assert!(text.contains("main_room") && !text.contains(CANARY));
    let contents = store.contents(id.0).await.unwrap();
    let with_canary = contents.iter().filter_map(|(_, text)| text.as_ref());
    assert!(with_canary.filter(|text| text.contains(CANARY)).count() > 20);

    server.app.hubs.delete(id).await.unwrap();
    store.meeting_snapshot(id.0, SNAPSHOT_VERSION).await.unwrap_err();
}

#[tokio::test]
async fn a_meeting_that_is_put_away_leaves_a_snapshot() {
    let store = Arc::new(MemoryStore::new());
    let rules = SnapshotRules { put_away: 1, ..NEVER };
    let server = TestServer::start_with(store.clone(), with(rules)).await;
    let meeting = server.create().await;
    let id = id(&meeting);
    server.join(&meeting, &meeting.facilitator_link, "Fatima").await;
    assert_eq!(
        store.meeting_snapshot(id.0, SNAPSHOT_VERSION).await.unwrap(),
        None
    );
    tokio::time::pause();
    while !server.app.hubs.live().is_empty() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let kept = snapshot(store.as_ref(), id, None).await;
    let head = store.head(id.0).await.unwrap();
    assert_eq!(kept.seq, head.seq);
}

/// Prints figures: `cargo test -p server --test it how_long_opening -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a while, and proves nothing"]
async fn how_long_opening_takes() {
    for count in [5_000, 50_000] {
        let (home, ..) = long_meeting(count).await;
        let mut took = Vec::new();
        for rules in [NEVER, ALWAYS, NEVER] {
            let server = home.start(rules).await;
            let began = Instant::now();
            let (state, ..) = opened(&server, home.meeting).await.unwrap();
            took.push(began.elapsed());
            assert!(!state.people.is_empty());
            if rules.opened == 1 {
                let kept = snapshot(server.app.store.as_ref(), home.meeting, None).await;
                eprintln!("{} bytes of snapshot", kept.state.len());
            }
            server.stop().await;
        }
        eprintln!(
            "{count} entries: {:?} from the journal, {:?} from a snapshot",
            took[0], took[2]
        );
    }
}
