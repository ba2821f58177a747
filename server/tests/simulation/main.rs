//! The simulation: instances of the real hubs on one store, people who ask them for things, and everything that can go wrong between
//! them, in a time that is not real and by chance that comes from one seed (ARCHITECTURE.md, 'Simulation').
//!
//! `SEED=42 cargo test -p server --test simulation one_seed -- --nocapture` repeats a run and prints all that was done.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test"
)]

mod audit;
mod chance;
#[path = "../../../protocol/tests/support/draws.rs"]
mod draws;
mod line;
mod page;
mod run;
mod wishes;
mod world;

use run::{Outcome, run};

/// Runs so many seeds; the first that fails is printed with all that was done.
fn seeds(from: u64, count: u64) {
    let (mut entries, mut steps, mut snapshots) = (0, 0, 0);
    for seed in from..from + count {
        let outcome = run(seed);
        if !outcome.faults.is_empty() {
            fail(seed, &outcome);
        }
        entries += outcome.entries;
        steps += outcome.ended_steps;
        snapshots += outcome.from_snapshots;
    }
    eprintln!(
        "{count} seeds from {from}: {entries} entries, {steps} steps that ended by themselves, {snapshots} times opened from a snapshot"
    );
    // A simulation in which nothing happens proves nothing.
    assert!(entries > 20 * count && steps * 8 > usize::try_from(count).unwrap() && snapshots * 4 > count);
}

fn fail(seed: u64, outcome: &Outcome) -> ! {
    for line in &outcome.trace {
        eprintln!("{line}");
    }
    for fault in &outcome.faults {
        eprintln!("FAULT {fault}");
    }
    panic!(
        "seed {seed}: {} faults, the first: {}\nagain: SEED={seed} cargo test -p server --test simulation one_seed -- --nocapture",
        outcome.faults.len(),
        outcome.faults[0],
    );
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// How many seeds each of the eight parts runs: parts, so that they share the processors well.
const SEEDS: u64 = 250;

#[test]
fn seeds_first_part() {
    seeds(0, SEEDS);
}

#[test]
fn seeds_second_part() {
    seeds(SEEDS, SEEDS);
}

#[test]
fn seeds_third_part() {
    seeds(2 * SEEDS, SEEDS);
}

#[test]
fn seeds_fourth_part() {
    seeds(3 * SEEDS, SEEDS);
}

#[test]
fn seeds_fifth_part() {
    seeds(4 * SEEDS, SEEDS);
}

#[test]
fn seeds_sixth_part() {
    seeds(5 * SEEDS, SEEDS);
}

#[test]
fn seeds_seventh_part() {
    seeds(6 * SEEDS, SEEDS);
}

#[test]
fn seeds_eighth_part() {
    seeds(7 * SEEDS, SEEDS);
}

/// Seeds that found something once, as the simulation was then.
#[test]
fn seeds_that_found_something() {
    let found = [
        (
            5,
            "somebody came back where they still had a grace after another instance had counted them as gone",
        ),
        (
            1,
            "messages of one millisecond stood in another order on pages than in the journal",
        ),
        (
            2,
            "an entry was older than the one before it, which an instance with a faster clock wrote",
        ),
        (
            176,
            "a refusal rested on an old state, since the store could not be asked for its head",
        ),
        (
            70,
            "a command was written, and its sender was told that it is not saved",
        ),
        (
            103_505,
            "a board took writing under a gate that was read with the boards, after the rights that it closes",
        ),
    ];
    for (seed, what) in found {
        let outcome = run(seed);
        assert_eq!(outcome.faults, Vec::<String>::new(), "seed {seed}: {what}");
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in [3, 77, 500_000] {
        let (one, other) = (run(seed), run(seed));
        let differs = one
            .trace
            .iter()
            .zip(&other.trace)
            .find(|(one, other)| one != other);
        assert_eq!(differs, None);
        assert_eq!(one.trace.len(), other.trace.len());
    }
}

/// One run, said in full: `SEED=…`.
#[test]
fn one_seed() {
    let Some(seed) = number("SEED") else { return };
    let outcome = run(seed);
    if !outcome.faults.is_empty() {
        fail(seed, &outcome);
    }
    for line in &outcome.trace {
        eprintln!("{line}");
    }
}

/// Many runs: `SEEDS=100000 FROM=0`, on all processors. `make simulate`.
#[test]
#[ignore = "the long run: make simulate"]
fn many_seeds() {
    let (from, count) = (
        number("FROM").unwrap_or(10_000),
        number("SEEDS").unwrap_or(100_000),
    );
    let threads = std::thread::available_parallelism().map_or(1, |n| u64::try_from(n.get()).unwrap());
    std::thread::scope(|scope| {
        for part in 0..threads {
            let each = count / threads;
            scope.spawn(move || seeds(from + part * each, each));
        }
    });
}
