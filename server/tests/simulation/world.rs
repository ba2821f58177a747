//! What is outside of the instances: the store, the bus, the machines that fail, and what is known of all that was asked.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use protocol::ids::{CommandId, MeetingId, PersonId};
use protocol::meeting::{Command, Context, Entry, Refusal, State, SystemCommand, apply, decide_system};
use protocol::time::Timestamp;
use server::app::App;
use server::bus::memory::Medium;
use server::chance::Chance;
use server::clock::StoreClock;
use server::config::Config;
use server::hub::SnapshotRules;
use server::languages::Languages;
use server::startup;
use server::store::{Batch, ContentItem, MeetingStatus, MemoryStore, NewBoard, NewEntry, Store};
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Uuid;

use crate::chance::Dice;
use crate::line::{Life, Line};
use crate::page::Page;

/// What the store's clock says as a run begins: 2026-03-02T15:00:00Z.
pub const START: i64 = 1_772_463_600_000;

/// Meetings are short here: so that whoever opens one begins from a snapshot and has something to replay.
const SNAPSHOTS: SnapshotRules = SnapshotRules {
    opened: 2,
    live: 7,
    put_away: 1,
};

/// How often what goes wrong, of a thousand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Ways to and from the store that take up to 400 ms.
    pub slow: u64,
    /// Reads that fail.
    pub unreadable: u64,
    /// Appends that fail in one way or another.
    pub append: u64,
    /// Messages on the bus that are lost; of the others some come late, twice, or after later ones.
    pub bus_lost: u64,
    /// Connections that break, of a thousand things that somebody does.
    pub line_lost: u64,
}

/// One instance that runs.
pub struct Instance {
    pub app: Arc<App>,
    pub life: Arc<Life>,
    _tasks: JoinSet<()>,
}

/// A command that somebody gave.
#[derive(Clone, Debug)]
pub struct Asked {
    pub by: PersonId,
    pub name: &'static str,
    pub command: Command,
    /// Its place among this person's.
    pub number: u64,
    /// The journal's head and the time when it was first sent.
    pub head: u64,
    pub at: Timestamp,
    /// How often it was sent, and on which connection at first.
    pub sends: u32,
    pub line: u64,
    /// When it was given and answered, on a count of such moments.
    pub given: u64,
    pub answered: Option<(u64, Answered)>,
}

/// What somebody was told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answered {
    Done(u64),
    Refused(Refusal, u64, Timestamp),
    NotSaved,
}

/// Something was written on a board.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    pub board: Uuid,
    pub gate: u64,
    pub by: PersonId,
    /// The journal's head at that moment.
    pub head: u64,
}

pub struct World {
    pub dice: Dice,
    pub store: MemoryStore,
    pub meeting: MeetingId,
    began: Instant,
    faults: Arc<Mutex<Faults>>,
    trace: Mutex<Vec<String>>,
    pub instances: Mutex<Vec<Option<Instance>>>,
    pub asked: Mutex<BTreeMap<CommandId, Asked>>,
    pub written: Mutex<Vec<Written>>,
    pub pages: Mutex<Vec<Arc<Mutex<Page>>>>,
    truth: Mutex<(u64, State)>,
    busy: AtomicBool,
    /// Whether any read failed, so that what was done cannot always be told exactly.
    pub unread: AtomicBool,
    next_count: AtomicU64,
    /// How often a hub found a snapshot to open from.
    pub from_snapshots: AtomicU64,
    head: AtomicU64,
    /// The store's clock cannot go back; instances' can be off.
    pub skew_max: AtomicI64,
    languages: Languages,
    medium: Medium,
    /// The store's, which the bus is under.
    secret: [u8; 32],
}

impl World {
    pub async fn new(seed: u64, languages: Languages) -> Arc<Self> {
        let dice = Dice::new(seed);
        let store = MemoryStore::for_instances();
        store.run_clock_from(START);
        let meeting = MeetingId(dice.id());
        let faults: Arc<Mutex<Faults>> = Arc::default();
        let (of_bus, of_fate) = (dice.fork(), faults.clone());
        let medium = Medium::new(Box::new(move || of_bus.copies(of_fate.lock().unwrap().bus_lost)));
        let world = Arc::new(Self {
            store,
            meeting,
            began: Instant::now(),
            faults,
            trace: Mutex::default(),
            instances: Mutex::default(),
            asked: Mutex::default(),
            written: Mutex::default(),
            pages: Mutex::default(),
            truth: Mutex::default(),
            busy: AtomicBool::new(true),
            unread: AtomicBool::new(false),
            next_count: AtomicU64::new(1),
            from_snapshots: AtomicU64::new(0),
            head: AtomicU64::new(1),
            skew_max: AtomicI64::new(0),
            languages,
            medium,
            secret: [7; 32],
            dice,
        });
        world.make().await;
        world
    }

    async fn make(&self) {
        let command = SystemCommand::Create {
            meeting: self.meeting,
            title: "Spring meeting".to_owned(),
            language: "en".to_owned(),
            schedule: None,
        };
        let context = Context {
            actor: None,
            command: None,
            at: self.now(),
            seed: 0,
            ids: self.dice.id(),
            attributes: Arc::default(),
            tallies: Arc::default(),
        };
        let mut state = State::default();
        let decision = decide_system(&state, &command, &context).unwrap();
        let mut batch = Batch {
            status: Some(MeetingStatus::Open),
            ..Batch::default()
        };
        for event in decision.events {
            let (at, by, command) = (context.at, None, None);
            let entry = Entry {
                at,
                by,
                command,
                event,
            };
            apply(&mut state, &entry);
            let body = serde_json::to_string(&entry).unwrap();
            batch.entries.push(NewEntry { at: at.0, body });
        }
        let boards = state.rooms.values().flat_map(|room| &room.boards);
        let new = |id: Uuid| NewBoard {
            board: id,
            owner: None,
        };
        batch.boards = boards.map(|board| new(board.id.0)).collect();
        let item = |content: protocol::meeting::NewContent| ContentItem {
            id: content.id.0,
            owner: content.owner.map(|person| person.0),
            body: content.text,
        };
        batch.content = decision.content.into_iter().map(item).collect();
        self.store.create(self.meeting.0, batch).await.unwrap();
    }

    pub fn now(&self) -> Timestamp {
        Timestamp(START + i64::try_from(self.began.elapsed().as_millis()).unwrap())
    }

    pub fn faults(&self) -> Faults {
        *self.faults.lock().unwrap()
    }

    pub fn set_faults(&self, faults: Faults) {
        *self.faults.lock().unwrap() = faults;
    }

    /// One line more of what was done.
    pub fn note(&self, what: impl FnOnce() -> String) {
        let line = format!("{:>7} {}", self.began.elapsed().as_millis(), what());
        self.trace.lock().unwrap().push(line);
    }

    pub fn trace(&self) -> Vec<String> {
        self.trace.lock().unwrap().clone()
    }

    /// Whether people still do something and machines fail.
    pub fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Relaxed)
    }

    pub fn calm_down(&self) {
        self.busy.store(false, Ordering::Relaxed);
        self.set_faults(Faults::default());
        self.store.set_away(false);
        self.note(|| "from now on nothing goes wrong".to_owned());
    }

    /// Counts moments, connections and the like.
    pub fn count(&self) -> u64 {
        self.next_count.fetch_add(1, Ordering::Relaxed)
    }

    /// The journal's head.
    pub fn head(&self) -> u64 {
        self.head.load(Ordering::Relaxed)
    }

    pub fn appended(&self, head: u64) {
        self.head.fetch_max(head, Ordering::Relaxed);
    }

    /// Looks at the state that the journal says.
    pub async fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.sync().await;
        look(&self.truth.lock().unwrap().1)
    }

    async fn sync(&self) {
        let from = self.truth.lock().unwrap().0;
        let more = self.store.read_after(self.meeting.0, from, 10_000).await;
        let mut truth = self.truth.lock().unwrap();
        for entry in more.unwrap_or_default() {
            if entry.seq == truth.0 + 1 {
                apply(&mut truth.1, &serde_json::from_str(&entry.body).unwrap());
                truth.0 = entry.seq;
            }
        }
    }

    pub fn board_written(&self, board: Uuid, gate: u64, by: Uuid) {
        let head = self.head();
        let by = PersonId(by);
        self.note(|| format!("a board takes what {by} wrote, gate {gate}, head {head}"));
        let one = Written {
            board,
            gate,
            by,
            head,
        };
        self.written.lock().unwrap().push(one);
    }

    /// Starts an instance; comes back when it serves.
    pub async fn start(self: &Arc<Self>, number: usize, name: String, skew_ms: i64) {
        self.note(|| format!("{name} starts, its clock off by {skew_ms} ms"));
        let life = Arc::new(Life::new(name));
        life.skew_ms.store(skew_ms, Ordering::Relaxed);
        let line = Arc::new(Line {
            world: self.clone(),
            store: self.store.clone(),
            life: life.clone(),
        });
        let clock = loop {
            match StoreClock::measured(line.as_ref()).await {
                Ok(clock) => break Arc::new(clock),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        };
        let config = Config {
            board_workers: 1,
            snapshots: SNAPSHOTS,
            ..Config::default()
        };
        let dice = Arc::new(self.dice.fork());
        let (bus, listener) = self.medium.join();
        let languages = self.languages.clone();
        let app = Arc::new(App::new(
            &config,
            config.listen,
            line,
            clock,
            languages,
            bus,
            dice,
        ));
        while startup::arrive(&app).await.is_err() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let instance = Instance {
            _tasks: startup::keep(&app, config.beat_every, Some((listener, self.secret))),
            app,
            life,
        };
        self.instances.lock().unwrap()[number] = Some(instance);
    }

    /// `kill -9`.
    pub fn kill(&self, number: usize) {
        if let Some(instance) = self.instances.lock().unwrap()[number].take() {
            self.note(|| format!("{} is killed", instance.life.name));
            instance.life.end();
        }
    }

    /// What serves now.
    pub fn serving(&self) -> Vec<(Arc<App>, Arc<Life>)> {
        let instances = self.instances.lock().unwrap();
        let pair = |instance: &Instance| (instance.app.clone(), instance.life.clone());
        instances.iter().flatten().map(pair).collect()
    }

    /// Machines fail until the world calms down.
    pub async fn fail(self: Arc<Self>, every: Duration) {
        let dice = self.dice.fork();
        let mut born = 0;
        while self.is_busy() {
            tokio::time::sleep(every.mul_f64(0.3 + dice.below(140) as f64 / 100.0)).await;
            if !self.is_busy() {
                break;
            }
            let number = dice.index(self.instances.lock().unwrap().len());
            let life = self.instances.lock().unwrap()[number]
                .as_ref()
                .map(|i| i.life.clone());
            match dice.below(10) {
                0..=3 if life.is_some() => {
                    self.kill(number);
                    born += 1;
                    let (world, wait) = (self.clone(), dice.millis(50, 8_000));
                    let (name, skew) = (format!("i{number}.{born}"), self.draw_skew(&dice));
                    tokio::spawn(async move {
                        tokio::time::sleep(wait).await;
                        world.start(number, name, skew).await;
                    });
                }
                4..=5 => {
                    if let Some(life) = life {
                        let how_long = dice.millis(100, 7_000);
                        self.note(|| format!("{} stalls for {} ms", life.name, how_long.as_millis()));
                        life.stall(how_long);
                    }
                }
                6 => {
                    if let Some(life) = life {
                        let skew = self.draw_skew(&dice);
                        self.note(|| format!("{} has its clock set off by {skew} ms", life.name));
                        life.skew_ms.store(skew, Ordering::Relaxed);
                    }
                }
                7..=8 => {
                    let how_long = dice.millis(100, 5_000);
                    self.note(|| format!("the store is away for {} ms", how_long.as_millis()));
                    self.store.set_away(true);
                    self.unread.store(true, Ordering::Relaxed);
                    tokio::time::sleep(how_long).await;
                    self.store.set_away(false);
                }
                _ => {}
            }
        }
    }

    pub fn draw_skew(&self, dice: &Dice) -> i64 {
        let max = self.skew_max.load(Ordering::Relaxed);
        let width = u64::try_from(2 * max + 1).unwrap();
        i64::try_from(dice.below(width)).unwrap() - max
    }
}
