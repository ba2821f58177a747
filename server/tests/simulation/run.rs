//! One run: a seed decides how many instances, which people, what goes wrong; then all calms down and is looked at.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::Ordering;
use std::time::Duration;

use protocol::meeting::next_deadline;
use protocol::meeting::state::Role;
use protocol::meeting::view::view;
use protocol::time::Millis;
use server::languages::Languages;
use tokio::time::sleep;

use crate::audit::{Audit, audit};
use crate::page;
use crate::world::{Faults, World};

/// What came of a run.
pub struct Outcome {
    pub faults: Vec<String>,
    pub trace: Vec<String>,
    pub entries: u64,
    pub ended_steps: usize,
    /// How often a hub began from a snapshot.
    pub from_snapshots: u64,
}

const PEOPLE: [(&str, Role); 5] = [
    ("Flor", Role::Facilitator),
    ("Ana", Role::Participant),
    ("Ben", Role::Participant),
    ("Cai", Role::Participant),
    ("Gus", Role::Facilitator),
];

/// Runs a seed from its beginning to its end.
pub fn run(seed: u64) -> Outcome {
    static LANGUAGES: OnceLock<Languages> = OnceLock::new();
    let languages = LANGUAGES.get_or_init(|| Languages::read(None).unwrap()).clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(play(seed, languages))
}

async fn play(seed: u64, languages: Languages) -> Outcome {
    let world = World::new(seed, languages).await;
    let dice = world.dice.fork();
    let of = |dice: &crate::chance::Dice, most: u64| if dice.chance(600) { dice.below(most) } else { 0 };
    world.set_faults(Faults {
        slow: of(&dice, 60),
        unreadable: of(&dice, 40),
        append: of(&dice, 250),
        bus_lost: of(&dice, 700),
        line_lost: of(&dice, 120),
    });
    if dice.chance(400) {
        world.skew_max.store(3_000, Ordering::Relaxed);
    }
    let instances = 1 + dice.index(3);
    world.instances.lock().unwrap().resize_with(instances, || None);
    for number in 0..instances {
        let skew = world.draw_skew(&dice);
        world.start(number, format!("i{number}.0"), skew).await;
    }
    let people = 2 + dice.index(PEOPLE.len() - 1);
    let live = PEOPLE[..people]
        .iter()
        .map(|(name, role)| tokio::spawn(page::live(world.clone(), name, *role)));
    let live: Vec<_> = live.collect();
    if dice.chance(750) {
        tokio::spawn(world.clone().fail(dice.millis(1_000, 12_000)));
    }
    sleep(dice.millis(8_000, 45_000)).await;
    world.calm_down();
    let mut faults = settle(&world).await;
    let audit = audit(&world).await;
    faults.extend(audit.faults.iter().cloned());
    faults.extend(compare(&world, &audit).await);
    for one in live {
        // A page that panicked has shown something.
        if one.is_finished()
            && let Err(error) = one.await
        {
            faults.push(format!("a page ended: {error}"));
        }
    }
    let trace = world.trace();
    // Instances know the world, and the world them: nothing of it would ever be freed.
    world.instances.lock().unwrap().clear();
    Outcome {
        faults,
        entries: audit.position.seq,
        ended_steps: audit.ended_steps,
        from_snapshots: world.from_snapshots.load(Ordering::Relaxed),
        trace,
    }
}

/// Waits until everybody is back and answered.
async fn settle(world: &Arc<World>) -> Vec<String> {
    // The longest that anything lasts by itself: leases, graces, locks, answers that are unknown.
    sleep(Duration::from_secs(40)).await;
    for _ in 0..120 {
        sleep(Duration::from_secs(1)).await;
        let pages = world.pages.lock().unwrap().clone();
        let waits = |page: &Arc<std::sync::Mutex<page::Page>>| {
            let page = page.lock().unwrap();
            !page.is_out && (!page.connected || !page.pending.is_empty())
        };
        if !pages.iter().any(waits) {
            // Who came last is told to all.
            sleep(Duration::from_secs(4)).await;
            return Vec::new();
        }
    }
    let pages = world.pages.lock().unwrap().clone();
    let waits = pages.iter().filter_map(|page| {
        let page = page.lock().unwrap();
        (!page.is_out && (!page.connected || !page.pending.is_empty())).then(|| {
            format!(
                "{} is connected: {}, waits for {:?}",
                page.name, page.connected, page.pending
            )
        })
    });
    waits.collect()
}

/// All see the same, and it is what the journal says.
async fn compare(world: &Arc<World>, audit: &Audit) -> Vec<String> {
    let mut faults = Vec::new();
    for page in world.pages.lock().unwrap().iter() {
        let page = page.lock().unwrap();
        let Some(person) = page.person.filter(|_| !page.is_out) else {
            continue;
        };
        let there = view(&audit.state, &audit.contents, person);
        if page.view != there {
            let (seen, there) = (format!("{:?}", page.view), format!("{there:?}"));
            let at = seen
                .bytes()
                .zip(there.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            let near = |text: &str| {
                let from = at.saturating_sub(80);
                text.chars().skip(from).take(200).collect::<String>()
            };
            faults.push(format!(
                "{} sees …{}… and not …{}…",
                page.name,
                near(&seen),
                near(&there)
            ));
        }
        if !audit.state.people[&person].here {
            faults.push(format!("{} is connected and does not count as here", page.name));
        }
    }
    if next_deadline(&audit.state).is_some_and(|due| due + Millis(4_000) < world.now()) {
        faults.push("something that is due does not happen".to_owned());
    }
    for (app, life) in world.serving() {
        let read = app
            .hubs
            .read(world.meeting, |reading| {
                (reading.state.clone(), reading.contents.clone(), reading.position)
            })
            .await;
        let Ok((state, contents, position)) = read else {
            faults.push(format!("{} cannot read the meeting: {read:?}", life.name));
            continue;
        };
        // Reading takes a moment, in which the next step may have come.
        if position.seq == audit.position.seq {
            if position != audit.position || state != audit.state {
                faults.push(format!("{} has another state than the journal", life.name));
            }
            if contents != audit.contents {
                faults.push(format!("{} has other words than the store", life.name));
            }
        }
    }
    faults
}
