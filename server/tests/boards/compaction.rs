//! A long log becomes a snapshot: the board stays what it was, for whoever opens it, comes back to it, or has it open elsewhere.

use std::{collections::BTreeSet, time::Duration};

use bytes::Bytes;
use metrics::LocalRecorderGuard;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use server::boards::pool::{Lane, Pool};
use server::boards::{CompactionRules, limits, scan, shape::Shape};
use server::store::{Beat, BoardItem, MemoryStore, Snapshot, Store};
use uuid::Uuid;

use crate::fixtures::{Page, Random, scan_and_stage};
use crate::stage::{ANA, BEN, Client, EVE, Stage};
use crate::workers::pool_config;

/// Only while it is written on, and soon.
const LIVE: CompactionRules = CompactionRules {
    at_rest: u64::MAX,
    live: 100,
    live_bytes: u64::MAX,
    settled_for: Duration::from_millis(20),
};

/// What this thread's servers count.
struct Counted(
    PrometheusHandle,
    #[allow(dead_code, reason = "as long as it lives")] LocalRecorderGuard<'static>,
);

impl Counted {
    fn begin() -> Self {
        let recorder = Box::leak(Box::new(PrometheusBuilder::new().build_recorder()));
        Self(recorder.handle(), metrics::set_default_local_recorder(recorder))
    }

    fn compacted(&self) -> u64 {
        self.of("convene_boards_compacted_total")
    }

    /// Logs that stayed as they are for this reason.
    fn stayed(&self, reason: &str) -> u64 {
        self.of(&format!(
            "convene_boards_not_compacted_total{{reason=\"{reason}\"}}"
        ))
    }

    fn of(&self, name: &str) -> u64 {
        let all = self.0.render();
        let value = all.lines().find_map(|line| line.strip_prefix(name));
        value.map_or(0, |value| value.trim().parse().unwrap())
    }

    async fn until(&self, condition: impl Fn(&Self) -> bool) {
        while !condition(self) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn live() -> (Counted, Stage) {
    let counted = Counted::begin();
    let stage = Stage::set_on(MemoryStore::new(), LIVE).await;
    stage.store.admit_level(limits::SNAPSHOT_LEVEL).await.unwrap();
    (counted, stage)
}

/// Ana's writing, letter by letter, with slips taken back; as long as it takes for a snapshot.
async fn write_long(stage: &Stage, ana: &Page) {
    let mut updates = vec![ana.add_note("n", ""), ana.add_note("gone", "away with it")];
    let half = limits::COMPACT_AFTER as usize / 2;
    for number in 0..half {
        updates.push(ana.write("n", 0, if number % 2 == 0 { "ü" } else { "🌱" }));
        if number % 5 == 0 {
            updates.push(ana.erase("n", 0, 1));
        }
        updates.push(ana.move_note("n", number as f64));
    }
    updates.push(ana.remove_note("gone"));
    assert!(updates.len() >= 2 * half);
    let items = updates.into_iter().map(|update| BoardItem {
        by: ANA,
        clients: vec![11],
        update: update.to_vec(),
    });
    let written = stage.store.board_append(stage.board, 1, items.collect()).await;
    written.unwrap();
}

/// Waits until a snapshot stands for the log; its bytes.
async fn snapshot(stage: &Stage) -> Vec<u8> {
    loop {
        let found = stage
            .store
            .board_snapshot(stage.board, limits::SNAPSHOT_VERSION)
            .await;
        if let Some(snapshot) = found.unwrap() {
            return snapshot.state;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_long_log_becomes_a_snapshot_and_the_board_stays_the_same() {
    let stage = Stage::set().await;
    stage.store.admit_level(limits::SNAPSHOT_LEVEL).await.unwrap();
    let page = Page::new(11);
    write_long(&stage, &page).await;
    let text = page.text("n").unwrap();
    let log_bytes: usize = stage.log().await.iter().map(Vec::len).sum();

    let mut ben = stage.join(BEN, 22).await;
    ben.until_text("n", &text).await;
    let state = snapshot(&stage).await;
    assert!(stage.log().await.is_empty());
    assert!(state.len() * 2 < log_bytes, "{} of {log_bytes}", state.len());

    // Ana comes back with what she wrote meanwhile; what she has and what is new fit together.
    page.write("n", 0, "later ");
    let text = format!("later {text}");
    let mut ana = stage.join_with(ANA, page, stage.board).await;
    ben.until_text("n", &text).await;
    ana.until("merged", |ana| ana.saved == 1).await;
    let more = ben.page.write("n", 0, "Ben: ");
    ben.update(&more).await;
    ana.until_text("n", &format!("Ben: {text}")).await;
    assert_eq!(stage.log().await.len(), 2, "the log goes on behind the snapshot");

    // After a restart it is made of both.
    stage.boards.shutdown().await;
    let stage = stage.restart().await;
    let mut eve = stage.join(EVE, 33).await;
    eve.until_text("n", &format!("Ben: {text}")).await;
    assert_eq!(eve.page.text("gone"), None);
    // Ids stay whose they were.
    let owners = stage.store.board_clients(stage.board).await.unwrap();
    assert!(
        owners.contains(&(11, ANA)) && owners.contains(&(22, BEN)),
        "{owners:?}"
    );
}

#[tokio::test]
async fn who_has_it_open_and_is_behind_the_snapshot_gets_all_of_it() {
    let stage = Stage::set().await;
    stage.store.admit_level(limits::SNAPSHOT_LEVEL).await.unwrap();
    let mut eve = stage.join(EVE, 33).await;
    let update = eve.page.add_note("mine", "from before");
    eve.update(&update).await;
    eve.until("saved", |eve| eve.saved == 2).await;
    // Another instance writes a lot, opens the board and compacts it, before this one hears of anything.
    let page = Page::new(11);
    write_long(&stage, &page).await;
    let other = stage.restart().await;
    let mut ben = other.join(BEN, 22).await;
    ben.until_text("n", &page.text("n").unwrap()).await;
    snapshot(&stage).await;
    let head = stage.store.board(stage.board).await.unwrap().unwrap().head;
    stage.boards.written_elsewhere(stage.board, head);
    eve.until_text("n", &page.text("n").unwrap()).await;
    assert_eq!(eve.page.text("mine").as_deref(), Some("from before"));
    // And what is written here now is there.
    let update = eve.page.write("mine", 0, "still ");
    eve.update(&update).await;
    eve.until("saved", |eve| eve.saved == 3).await;
    let head = stage.store.board(stage.board).await.unwrap().unwrap().head;
    other.boards.written_elsewhere(stage.board, head);
    ben.until_text("mine", "still from before").await;
}

#[tokio::test]
async fn beside_a_version_that_reads_no_snapshots_the_log_stays() {
    let counted = Counted::begin();
    let stage = Stage::set().await;
    stage.store.admit_level(limits::SNAPSHOT_LEVEL - 1).await.unwrap();
    let page = Page::new(11);
    write_long(&stage, &page).await;
    let mut ben = stage.join(BEN, 22).await;
    ben.until_text("n", &page.text("n").unwrap()).await;
    counted.until(|counted| counted.stayed("level") == 1).await;
    assert!(stage.log().await.len() as u64 >= limits::COMPACT_AFTER);
}

/// Somebody's `number`th change of a note that is written on for hours.
fn change(page: &Page, note: &str, number: usize) -> Bytes {
    match number % 7 {
        3 => page.erase(note, 0, 1),
        5 => page.move_note(note, number as f64),
        _ => page.write(note, 0, "ü"),
    }
}

/// Writes so many updates, each of which is saved before the next is sent; the note's text after each.
async fn write_on(ana: &mut Client, numbers: std::ops::Range<usize>) -> Vec<String> {
    let mut texts = Vec::new();
    for number in numbers {
        let saved = ana.saved;
        let update = change(&ana.page, "n", number);
        ana.update(&update).await;
        ana.until("saved", |ana| ana.saved > saved).await;
        texts.push(ana.page.text("n").unwrap());
    }
    texts
}

async fn begin_note(stage: &Stage) -> Client {
    let mut ana = stage.join(ANA, 11).await;
    ana.until("answered", |ana| ana.saved == 1).await;
    let update = ana.page.add_note("n", "");
    ana.update(&update).await;
    ana.until("saved", |ana| ana.saved == 2).await;
    ana
}

async fn kept(stage: &Stage) -> Option<Snapshot> {
    let snapshot = stage.store.board_snapshot(stage.board, limits::SNAPSHOT_VERSION);
    snapshot.await.unwrap()
}

fn page_of<'a>(updates: impl IntoIterator<Item = &'a [u8]>) -> Page {
    let page = Page::new(4);
    updates.into_iter().for_each(|update| page.receive(update));
    page
}

#[tokio::test]
async fn a_board_that_is_written_on_compacts_by_itself_and_all_of_it_is_there_after_a_kill() {
    let (counted, stage) = live().await;
    let mut ben = stage.join(BEN, 22).await;
    let mut ana = begin_note(&stage).await;
    // Twenty at a time are on their way, and nothing stops her.
    let mut number = 0;
    while counted.compacted() < 3 {
        assert_eq!(counted.stayed("differs"), 0);
        for _ in 0..20 {
            let update = change(&ana.page, "n", number);
            ana.update(&update).await;
            number += 1;
        }
        let sent = 2 + number as u64;
        ana.until("saved", |ana| ana.saved == sent).await;
    }
    let text = ana.page.text("n").unwrap();
    ben.until_text("n", &text).await;
    assert_eq!((ana.refused, ana.asked), (None, 1));
    let head = stage.store.board(stage.board).await.unwrap().unwrap().head;
    assert_eq!(head, 1 + number as u64);
    let left = stage.log().await.len() as u64;
    assert_eq!(kept(&stage).await.unwrap().seq + left, head);
    // Nobody says goodbye: another server finds it.
    let after = stage.restart().await;
    let mut eve = after.join(EVE, 33).await;
    eve.until_text("n", &text).await;
    let update = eve.page.write("n", 0, "Eve: ");
    eve.update(&update).await;
    eve.until("saved", |eve| eve.saved == 2).await;
}

/// The worker aside, once it has worked.
fn aside(stage: &Stage) -> Pid {
    let process = stage.boards.worker_processes().pop().unwrap();
    Pid::from_raw(i32::try_from(process).unwrap())
}

#[tokio::test]
async fn nobody_waits_for_the_proof_and_the_snapshot_is_of_the_log_that_it_names() {
    let (counted, stage) = live().await;
    let mut ana = begin_note(&stage).await;
    let mut texts = write_on(&mut ana, 0..100).await;
    counted.until(|counted| counted.compacted() == 1).await;
    let first = kept(&stage).await.unwrap();
    // The proof of the next one stands still while she writes on.
    let aside = aside(&stage);
    kill(aside, Signal::SIGSTOP).unwrap();
    texts.extend(write_on(&mut ana, 100..350).await);
    assert_eq!(kept(&stage).await, Some(first.clone()));
    let mut ben = stage.join(BEN, 22).await;
    ben.until_text("n", &texts[349]).await;
    kill(aside, Signal::SIGCONT).unwrap();
    counted.until(|counted| counted.compacted() == 2).await;
    let second = kept(&stage).await.unwrap();
    let tail = stage.log().await;
    // The first update made the note.
    let text_at = |seq: u64| Some(texts[usize::try_from(seq).unwrap() - 2].clone());
    for snapshot in [first, second.clone()] {
        assert_eq!(page_of([&snapshot.state[..]]).text("n"), text_at(snapshot.seq));
    }
    assert_eq!(second.seq + tail.len() as u64, 351);
    assert!(second.seq < 351, "what was written meanwhile stays");
    let whole = page_of(std::iter::once(&second.state[..]).chain(tail.iter().map(Vec::as_slice)));
    assert_eq!(whole.text("n"), text_at(351));
    // The rest is long again.
    write_on(&mut ana, 350..351).await;
    counted.until(|counted| counted.compacted() == 3).await;
}

#[tokio::test]
async fn of_a_deleted_meeting_nothing_is_compacted() {
    let (counted, stage) = live().await;
    let mut ana = begin_note(&stage).await;
    write_on(&mut ana, 0..100).await;
    counted.until(|counted| counted.compacted() == 1).await;
    let aside = aside(&stage);
    kill(aside, Signal::SIGSTOP).unwrap();
    write_on(&mut ana, 100..250).await;
    stage.store.delete_meeting(stage.meeting).await.unwrap();
    stage.delete();
    ana.until_closed().await;
    kill(aside, Signal::SIGCONT).unwrap();
    counted.until(|counted| counted.stayed("gone") == 1).await;
    assert_eq!(kept(&stage).await, None);
}

#[tokio::test]
async fn two_instances_that_compact_the_same_board_lose_nothing() {
    let counted = Counted::begin();
    let stage = Stage::set_on(MemoryStore::for_instances(), LIVE).await;
    let beat = Beat {
        instance: Uuid::from_u128(1),
        lease: Duration::from_secs(600),
        reads: limits::SNAPSHOT_LEVEL,
        presence: Vec::new(),
    };
    stage.store.shared().unwrap().beat(&beat).await.unwrap();
    let other = stage.restart().await;
    let mut ana = begin_note(&stage).await;
    let mut ben = other.join(BEN, 22).await;
    let update = ben.page.add_note("b", "");
    ben.update(&update).await;
    let mut number = 0;
    while counted.compacted() < 4 {
        assert_eq!(counted.stayed("differs"), 0);
        for _ in 0..10 {
            let update = change(&ana.page, "n", number);
            ana.update(&update).await;
            let update = change(&ben.page, "b", number);
            ben.update(&update).await;
            number += 1;
        }
        let sent = 2 + number as u64;
        eprintln!(
            "{number} {} {:?} {:?}",
            ana.saved,
            ana.refused,
            counted.0.render()
        );
        ana.until("saved", |ana| ana.saved >= sent).await;
        ben.until("saved", |ben| ben.saved >= sent).await;
        // As the heads that they compare.
        let head = stage.store.board(stage.board).await.unwrap().unwrap().head;
        stage.boards.written_elsewhere(stage.board, head);
        other.boards.written_elsewhere(stage.board, head);
    }
    let (by_ana, by_ben) = (ana.page.text("n").unwrap(), ben.page.text("b").unwrap());
    ana.until_text("b", &by_ben).await;
    ben.until_text("n", &by_ana).await;
    let new = stage.restart().await;
    let mut eve = new.join(EVE, 33).await;
    eve.until_text("n", &by_ana).await;
    eve.until_text("b", &by_ben).await;
}

/// What three people write on a board, each of whom sees what the others wrote a while later.
fn random_log(random: &mut Random, length: usize) -> Vec<Bytes> {
    let pages = [11, 22, 33].map(Page::new);
    let mut seen = [0; 3];
    let mut log: Vec<Bytes> = Vec::new();
    while log.len() < length {
        let who = random.below(3);
        let page = &pages[who];
        let until = seen[who] + random.below(log.len() + 1 - seen[who]);
        log[seen[who]..until]
            .iter()
            .for_each(|update| page.receive(update));
        seen[who] = until;
        let note = format!("n{}", random.below(6));
        let units = page.text(&note).map(|text| text.encode_utf16().count());
        let Some(units) = units else {
            log.push(page.add_note(&note, "begun"));
            continue;
        };
        let at = u32::try_from(random.below(units + 1)).unwrap();
        log.push(match random.below(12) {
            0 => page.remove_note(&note),
            1 | 2 => page.move_note(&note, random.below(100) as f64),
            3..6 if units > at as usize => page.erase(&note, at, 1),
            _ => page.write(&note, at, ["a", "ü", "two words"][random.below(3)]),
        });
    }
    log
}

/// What there is to compare of two boards.
#[derive(Debug, PartialEq)]
struct State {
    notes: Vec<Option<String>>,
    clocks: BTreeSet<(u64, u32)>,
    /// Each element that is deleted. How much is still kept of it is not the same after a snapshot.
    deleted: BTreeSet<(u64, u32)>,
}

fn state(page: &Page) -> State {
    let clocks = scan::state_vector(&page.state_vector()).unwrap();
    let whole = scan::update(&page.whole(), limits::WORKER_FRAME_MAX).unwrap();
    let elements = |one: &scan::Deletion| {
        let (client, clock) = (one.id.client, one.id.clock);
        (clock..clock + one.len).map(move |clock| (client, clock))
    };
    State {
        notes: (0..6).map(|number| page.text(&format!("n{number}"))).collect(),
        clocks: clocks.into_iter().collect(),
        deleted: whole.deletions.iter().flat_map(elements).collect(),
    }
}

/// Snapshots of snapshots, at any place: what follows on them makes the board of the whole log, also for the server's own scan.
#[tokio::test]
async fn a_snapshot_in_the_middle_of_writing_and_what_comes_after_it_are_the_whole_log() {
    let pool = Pool::start(&pool_config());
    let id = Uuid::from_u128(2);
    for seed in 0..12 {
        let mut random = Random::seeded(seed);
        let log = random_log(&mut random, 150);
        let whole = state(&page_of(log.iter().map(AsRef::as_ref)));
        let (mut parts, mut from) = (Vec::new(), 0);
        while from < log.len() {
            let cut = from + 1 + random.below(log.len() - from);
            parts.extend_from_slice(&log[from..cut]);
            let snapshot = pool.proven_whole(id, &parts).await.unwrap().unwrap();
            let until_then = page_of(log[..cut].iter().map(AsRef::as_ref));
            assert_eq!(
                state(&page_of([&snapshot[..]])),
                state(&until_then),
                "{seed}: {cut}"
            );
            parts = vec![snapshot];
            from = cut;
            let all = || parts.iter().chain(&log[cut..]).map(AsRef::as_ref);
            assert_eq!(state(&page_of(all())), whole, "{seed}: {cut}");
            let mut shape = Shape::default();
            for update in all() {
                scan_and_stage(&mut shape, update).unwrap();
            }
        }
    }
    // What does not load proves nothing, and the proof leaves nothing behind.
    let lacking = Page::new(11);
    lacking.add_note("n", "");
    assert!(
        pool.proven_whole(id, &[lacking.write("n", 0, "x")])
            .await
            .is_err()
    );
    assert_eq!(
        pool.apply(Lane::Aside, id, &[]).await,
        Err(server::boards::pool::PoolError::NotLoaded)
    );
}
