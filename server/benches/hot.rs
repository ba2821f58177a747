//! The hot parts one by one: `cargo bench --workspace --bench hot`. What a delivered message costs in allocations is printed first.
//!
//! The meeting of these figures has 150 people in 30 rooms with a round running, as in `load-tests -- meeting`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench fails as a test does, and prints"
)]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use load_tests::private::Postgres;
use protocol::ids::{CommandId, PersonId};
use protocol::meeting::command::{Assignment, ProtocolChoice};
use protocol::meeting::state::Role;
use protocol::meeting::view::{audience, in_order, project, touched};
use protocol::meeting::{Command, Context, Entry, State, apply, decide};
use protocol::wire::{ClientMessage, Position as WirePosition, ServerMessage};
use server::boards::scan;
use server::bus::Bus;
use server::chance::SystemChance;
use server::clock::StoreClock;
use server::hub::{Hubs, SnapshotRules};
use server::memory::Memory;
use server::store::sqlite::{SqliteOptions, SqliteStore};
use server::store::{Batch, ContentItem, MemoryStore, NewEntry, Position, Store};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, QueryBuilder, Sqlite, SqliteConnection};
use tokio::runtime::Runtime;
use uuid::Uuid;

#[path = "../tests/boards/fixtures.rs"]
#[expect(dead_code, reason = "some of it is for the boards' own tests")]
mod fixtures;
#[path = "../../protocol/tests/support/play.rs"]
mod play;

use fixtures::Page;
use play::Play;

const PEOPLE: usize = 150;
const ROOMS: u16 = 30;
/// What people say: 200 bytes.
const WORDS: &str = "What would change if families were asked before, not after? We tried it once with two schools, and what came back was not what \
anybody had expected; I would like to hear how that was in your county. Thanks!";

/// A meeting in the middle of a round, and somebody of its first room.
fn meeting() -> (Play, PersonId) {
    let mut play = Play::new("Bench");
    let facilitator = play.join("Fatima", Role::Facilitator);
    let people: Vec<PersonId> = (0..PEOPLE)
        .map(|n| play.join(&format!("Person {n}"), Role::Participant))
        .collect();
    play.command(facilitator, &Command::CreateRooms { count: ROOMS })
        .unwrap();
    let assign = people.iter().enumerate().map(|(n, person)| Assignment {
        person: *person,
        room: play.room(u16::try_from(n).unwrap() % ROOMS + 1),
    });
    let assign = Command::Assign {
        people: assign.collect(),
    };
    play.command(facilitator, &assign).unwrap();
    play.command(facilitator, &Command::OpenRooms { in_seconds: 0 })
        .unwrap();
    play.pass(1);
    for person in &people {
        play.arrive(*person);
    }
    let start = Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("consultancy-50".to_owned()),
        seconds: None,
        pace: None,
    };
    play.command(facilitator, &start).unwrap();
    (play, people[0])
}

/// Says something, and makes the frames that everybody gets: one for each kind of reader. Answers how many get one.
fn say(play: &mut Play, person: PersonId) -> usize {
    let from = play.entries.len();
    let say = Command::Say {
        text: WORDS.to_owned(),
    };
    // As the hub has it: nobody's attributes are read for this.
    let context = Context {
        actor: Some(person),
        command: Some(CommandId(Uuid::now_v7())),
        at: play.at(),
        seed: 1,
        ids: Uuid::now_v7(),
        attributes: Arc::default(),
        tallies: Arc::default(),
    };
    let decision = decide(&play.state, &say, &context).unwrap();
    for content in decision.content {
        play.contents.insert(content.id, Some(content.text));
    }
    for event in decision.events {
        let entry = Entry {
            at: context.at,
            by: context.actor,
            command: context.command,
            event,
        };
        apply(&mut play.state, &entry);
        black_box(serde_json::to_string(&entry).unwrap());
        play.entries.push(entry);
    }
    let slices: BTreeSet<_> = play.entries[from..]
        .iter()
        .flat_map(|entry| touched(&play.state, entry))
        .collect();
    let slices = in_order(&play.state, &slices);
    let mut audiences = std::collections::BTreeMap::new();
    for reader in play.state.people.keys() {
        if let Some(audience) = audience(&play.state, *reader) {
            // Nothing of it is for one person alone, as in the hub.
            *audiences.entry(audience.shared()).or_insert(0) += 1;
        }
    }
    let mut delivered = 0;
    for (audience, readers) in audiences {
        let changes: Vec<_> = slices
            .iter()
            .filter_map(|slice| project(&play.state, &play.contents, *slice, audience))
            .collect();
        if changes.is_empty() {
            continue;
        }
        let message = ServerMessage::Changes {
            position: WirePosition {
                seq: 1,
                hash: "0".repeat(64),
            },
            now: play.at(),
            changes,
        };
        black_box(serde_json::to_string(&message).unwrap());
        delivered += readers;
    }
    delivered
}

fn decide_and_deliver(c: &mut Criterion) {
    let (play, person) = meeting();
    let mut once = play.clone();
    say(&mut once, person);
    let mut delivered = 0;
    let counted = allocation_counter::measure(|| delivered = say(&mut once, person));
    println!(
        "a message said to {delivered}: {} allocations, {} bytes: {:.1} allocations for each delivered message",
        counted.count_total,
        counted.bytes_total,
        counted.count_total as f64 / delivered as f64
    );
    let mut group = c.benchmark_group("meeting");
    group.throughput(Throughput::Elements(delivered as u64));
    group.bench_function("say: decide, apply, project, encode", |b| {
        b.iter_batched_ref(|| play.clone(), |play| say(play, person), BatchSize::LargeInput);
    });
    let last = once.entries.last().unwrap().clone();
    group.throughput(Throughput::Elements(1));
    group.bench_function("apply one entry", |b| {
        b.iter_batched_ref(
            || once.state.clone(),
            |state| apply(state, &last),
            BatchSize::LargeInput,
        );
    });
    group.bench_function("whole view of one person", |b| {
        b.iter(|| serde_json::to_string(&play.view(person)).unwrap());
    });
    group.throughput(Throughput::Elements(play.entries.len() as u64));
    let journal: Vec<String> = play
        .entries
        .iter()
        .map(|entry| serde_json::to_string(entry).unwrap())
        .collect();
    group.bench_function("replay the journal from its text", |b| {
        b.iter(|| {
            let mut state = State::default();
            for body in &journal {
                apply(&mut state, &serde_json::from_str(body).unwrap());
            }
            state
        });
    });
    group.finish();
}

fn decode(c: &mut Criterion) {
    let message = ClientMessage::Command {
        command_id: CommandId(Uuid::now_v7()),
        command: Command::Say {
            text: WORDS.to_owned(),
        },
    };
    let text = serde_json::to_string(&message).unwrap();
    let mut group = c.benchmark_group("wire");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("decode a command", |b| {
        b.iter(|| serde_json::from_str::<ClientMessage>(black_box(&text)).unwrap());
    });
    group.finish();
}

/// One entry of 200 bytes.
fn entry() -> Batch {
    Batch {
        entries: vec![NewEntry {
            at: 0,
            body: format!("{{\"words\":\"{}\"}}", &WORDS[..180]),
        }],
        ..Batch::default()
    }
}

/// So many meetings, each waiting for its own append, as the hubs of an instance do: what a store commits in one go.
fn append(c: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("bench.sqlite").display());
    let sqlite = runtime
        .block_on(SqliteStore::open(&url, SqliteOptions::default()))
        .unwrap();
    let mut stores: Vec<(&str, Arc<dyn Store>)> = vec![
        ("memory", Arc::new(MemoryStore::new())),
        ("sqlite", Arc::new(sqlite)),
    ];
    let postgres = Postgres::start(true);
    if let Ok(postgres) = &postgres {
        let store = runtime
            .block_on(server::store::open(&postgres.plain_url()))
            .unwrap();
        stores.push(("postgresql", store));
    }
    let mut group = c.benchmark_group("append, durable");
    group.sample_size(20);
    for (name, store) in &stores {
        for count in [1_usize, 64] {
            let mut heads: Vec<(Uuid, Position)> = (0..count)
                .map(|_| {
                    let meeting = Uuid::now_v7();
                    (meeting, runtime.block_on(store.create(meeting, entry())).unwrap())
                })
                .collect();
            group.throughput(Throughput::Elements(count as u64));
            group.bench_with_input(BenchmarkId::new(*name, count), &count, |b, _| {
                b.iter(|| {
                    let all = heads.iter_mut().map(|(meeting, head)| async {
                        *head = store.append(*meeting, *head, entry()).await.unwrap();
                    });
                    runtime.block_on(futures_util::future::join_all(all));
                });
            });
        }
    }
    group.finish();
    for (_, store) in &stores {
        runtime.block_on(store.close());
    }
}

/// What is said by so many people at a time, as it is answered: decided, in the journal, applied. Beside it the same bytes as bare rows of
/// SQLite, so many in each commit: what the disk and SQLite take of it.
fn durable(c: &mut Criterion) {
    const AT_ONCE: usize = 32;
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("hub.sqlite").display());
    let store: Arc<dyn Store> = Arc::new(
        runtime
            .block_on(SqliteStore::open(&url, SqliteOptions::default()))
            .unwrap(),
    );
    let (play, _) = meeting();
    let meeting = play.state.meeting.unwrap();
    let people: Vec<PersonId> = play.state.people.keys().copied().take(AT_ONCE).collect();
    let hubs = runtime.block_on(async {
        store.create(meeting.0, journal(&play)).await.unwrap();
        let clock = StoreClock::measured(store.as_ref()).await.unwrap();
        Hubs::new(
            store.clone(),
            Arc::new(clock),
            Bus::default(),
            Arc::new(SystemChance),
            Arc::new(Memory::new(None)),
            SnapshotRules::default(),
        )
    });
    let say = || {
        Box::new(Command::Say {
            text: WORDS.to_owned(),
        })
    };
    let mut group = c.benchmark_group("durable, 32 at once");
    group.sample_size(20);
    group.throughput(Throughput::Elements(AT_ONCE as u64));
    group.bench_function("commands through a hub", |b| {
        b.iter(|| {
            let all = people
                .iter()
                .map(|person| hubs.act(meeting, *person, CommandId(Uuid::now_v7()), say()));
            let done = runtime.block_on(futures_util::future::join_all(all));
            assert!(done.iter().all(Result::is_ok));
        });
    });
    let mut bare = runtime.block_on(bare(folder.path()));
    let body = format!("{}{WORDS}", "0".repeat(ROW_BYTES - WORDS.len()));
    group.bench_function("bare rows", |b| {
        b.iter(|| runtime.block_on(insert(&mut bare, &body, AT_ONCE)));
    });
    group.finish();
    runtime.block_on(store.close());
}

/// What one thing that is said leaves in the database: its entry, its words and its command.
const ROW_BYTES: usize = 700;

/// A table in a file of its own, as durable as the store.
async fn bare(folder: &std::path::Path) -> SqliteConnection {
    let mut connection = SqliteConnectOptions::new()
        .filename(folder.join("bare.sqlite"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .connect()
        .await
        .unwrap();
    sqlx::query("CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
        .execute(&mut connection)
        .await
        .unwrap();
    connection
}

/// In one statement, which is a commit of its own.
async fn insert(connection: &mut SqliteConnection, body: &str, count: usize) {
    let mut rows = QueryBuilder::<Sqlite>::new("INSERT INTO rows (body) ");
    rows.push_values(0..count, |mut row, _| {
        row.push_bind(body);
    });
    rows.build().execute(connection).await.unwrap();
}

/// All that was played, as the hub would have written it.
fn journal(play: &Play) -> Batch {
    Batch {
        entries: play
            .entries
            .iter()
            .map(|entry| NewEntry {
                at: entry.at.0,
                body: serde_json::to_string(entry).unwrap(),
            })
            .collect(),
        content: play
            .contents
            .iter()
            .filter_map(|(id, text)| {
                Some(ContentItem {
                    id: id.0,
                    owner: None,
                    body: text.clone()?,
                })
            })
            .collect(),
        ..Batch::default()
    }
}

fn board(c: &mut Criterion) {
    let page = Page::new(1);
    for n in 0..200 {
        page.add_note(&format!("note-{n}"), "How do we go on from here?");
    }
    let whole = page.whole();
    let letter = page.write("note-7", 3, "x");
    let mut group = c.benchmark_group("board");
    group.throughput(Throughput::Elements(1));
    group.bench_function("scan a letter", |b| {
        b.iter(|| scan::update(black_box(&letter), 4_096).unwrap());
    });
    group.bench_function("apply a letter to 200 notes", |b| {
        b.iter_batched_ref(
            || {
                let page = Page::new(2);
                page.receive(&whole);
                page
            },
            |page| page.receive(&letter),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, decide_and_deliver, decode, append, durable, board);
criterion_main!(benches);
