//! The account at the end: what clients were told against what the database holds and what everybody sees.

use super::journal::Journal;
use crate::board::Board;
use crate::cluster::Cluster;
use crate::gather::Seat;
use crate::measure::Measure;
use crate::person::Person;
use crate::ways::Ways;
use anyhow::Context as _;
use protocol::ids::{CommandId, PersonId, PlanId, RoomId};
use protocol::meeting::Entry;
use protocol::meeting::event::Event;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long the last of it may take to be everywhere.
const PATIENCE: Duration = Duration::from_secs(60);

/// All of it is to be zero.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Account {
    /// Commands that were acknowledged.
    pub acknowledged: u64,
    /// Of those, the ones that are not in the journal where they were said to be.
    pub missing: u64,
    /// Commands that are in the journal more than once.
    pub done_twice: u64,
    /// Commands that were refused as not saved, and are in the journal.
    pub refused_and_done: u64,
    /// Pieces of writing that clients saw as saved.
    pub saved: u64,
    /// Of those, the ones that are not on the board.
    pub saved_and_missing: u64,
    /// Steps that rounds went through.
    pub steps: u64,
    /// Steps that did not begin and end exactly once, in order.
    pub steps_wrong: u64,
    /// People whose page shows something else than a fresh one.
    pub views_wrong: u64,
    /// Entries of the journal, and numbers that are not there.
    pub entries: u64,
    pub gaps: u64,
    /// What else went wrong, in words.
    pub errors: Vec<String>,
}

impl Account {
    /// What two deployments come to together.
    pub(super) fn add(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.missing += other.missing;
        self.done_twice += other.done_twice;
        self.refused_and_done += other.refused_and_done;
        self.saved += other.saved;
        self.saved_and_missing += other.saved_and_missing;
        self.steps += other.steps;
        self.steps_wrong += other.steps_wrong;
        self.views_wrong += other.views_wrong;
        self.entries += other.entries;
        self.gaps += other.gaps;
        self.errors.extend(other.errors);
    }

    /// Whether nothing was lost, and nothing is wrong.
    pub fn is_clean(&self) -> bool {
        let wrong = self.missing
            + self.done_twice
            + self.refused_and_done
            + self.saved_and_missing
            + self.steps_wrong
            + self.views_wrong
            + self.gaps;
        wrong == 0 && self.errors.is_empty()
    }
}

/// Everything is quiet and whole: what clients were told is held against what is there.
pub(super) async fn account(
    cluster: &Cluster,
    meeting: &str,
    facilitator: &Person,
    seats: &[Seat],
    measure: &Arc<Measure>,
) -> anyhow::Result<Account> {
    let mut account = Account::default();
    boards(&mut account, seats).await?;
    let everyone: Vec<&Person> = std::iter::once(facilitator)
        .chain(seats.iter().map(|seat| &*seat.person))
        .collect();
    views(&mut account, cluster, meeting, &everyone, measure).await?;
    journal(&mut account, cluster, meeting, &everyone)?;
    account.errors.extend(measure.error_samples());
    Ok(account)
}

/// A fresh page of each board has all that clients were told is saved.
async fn boards(account: &mut Account, seats: &[Seat]) -> anyhow::Result<()> {
    let mut rooms: BTreeMap<RoomId, (BTreeSet<u64>, &Seat)> = BTreeMap::new();
    for seat in seats {
        let (saved, _) = rooms.entry(seat.room).or_insert_with(|| (BTreeSet::new(), seat));
        saved.extend(seat.board.saved());
    }
    for (saved, seat) in rooms.into_values() {
        let board = seat.person.board().context("no board")?;
        let fresh = Board::open(&seat.person, board).await?;
        fresh.opened().await?;
        account.saved += saved.len() as u64;
        let patience = Instant::now() + PATIENCE;
        let missing = loop {
            let missing = saved.difference(&fresh.seen()).count();
            if missing == 0 || Instant::now() > patience {
                break missing;
            }
            sleep(Duration::from_millis(100)).await;
        };
        account.saved_and_missing += missing as u64;
        fresh.close();
    }
    Ok(())
}

/// What each page has put together from changes is what a fresh page is given, at whatever instance.
async fn views(
    account: &mut Account,
    cluster: &Cluster,
    meeting: &str,
    everyone: &[&Person],
    measure: &Arc<Measure>,
) -> anyhow::Result<()> {
    let ways = Ways::steady(cluster.addresses());
    for (n, person) in everyone.iter().enumerate() {
        let patience = Instant::now() + PATIENCE;
        loop {
            let (meeting, secret) = (meeting.to_owned(), person.secret.clone());
            let fresh = Person::connect(
                &ways,
                ways.nth(n),
                &meeting,
                person.id,
                secret,
                Arc::clone(measure),
            )
            .await?;
            let same = person
                .with_view(|view| fresh.with_view(|fresh| fresh == view))
                .flatten();
            if same == Some(true) {
                break;
            }
            if Instant::now() > patience {
                account.views_wrong += 1;
                if let (Some(Ok(old)), Some(Ok(new))) = (
                    person.with_view(|view| serde_json::to_value(view)),
                    fresh.with_view(|view| serde_json::to_value(view)),
                ) {
                    account.errors.push(difference("view", &old, &new));
                }
                break;
            }
            sleep(Duration::from_millis(500)).await;
        }
    }
    Ok(())
}

/// Where two values differ first, for whoever looks for the reason.
fn difference(at: &str, one: &serde_json::Value, other: &serde_json::Value) -> String {
    if let (Some(one), Some(other)) = (one.as_object(), other.as_object()) {
        for key in one.keys().chain(other.keys()) {
            let (one, other) = (one.get(key), other.get(key));
            if one != other {
                let null = serde_json::Value::Null;
                return difference(
                    &format!("{at}.{key}"),
                    one.unwrap_or(&null),
                    other.unwrap_or(&null),
                );
            }
        }
    }
    let short = |value: &serde_json::Value| value.to_string().chars().take(300).collect::<String>();
    format!("{at}: the page has {}, a fresh one {}", short(one), short(other))
}

fn journal(
    account: &mut Account,
    cluster: &Cluster,
    meeting: &str,
    everyone: &[&Person],
) -> anyhow::Result<()> {
    let Journal { entries, commands } = Journal::read(cluster, meeting)?;
    account.entries = entries.len() as u64;
    account.gaps = (1..).zip(&entries).filter(|(n, (seq, _))| n != seq).count() as u64;
    let mut of_command: BTreeMap<CommandId, Vec<u64>> = BTreeMap::new();
    // One command may lower the hands of several people, each once.
    let mut did: BTreeMap<(CommandId, &str, PersonId), u64> = BTreeMap::new();
    for (seq, entry) in &entries {
        let Some(command) = entry.command else { continue };
        of_command.entry(command).or_default().push(*seq);
        let what = match &entry.event {
            Event::ChatSaid { person, .. } => ("said", *person),
            Event::HandRaised { person, .. } => ("raised", *person),
            Event::HandLowered { person, .. } => ("lowered", *person),
            _ => continue,
        };
        *did.entry((command, what.0, what.1)).or_default() += 1;
    }
    for (what, count) in did.iter().filter(|(_, count)| **count > 1) {
        account.errors.push(format!("{what:?} {count} times"));
    }
    let mut table_of: BTreeMap<CommandId, Vec<u64>> = BTreeMap::new();
    for (id, last_seq) in commands {
        table_of.entry(id).or_default().push(last_seq);
    }
    account.done_twice = did.values().filter(|count| **count > 1).count() as u64
        + table_of.values().filter(|rows| rows.len() > 1).count() as u64;
    for person in everyone {
        person.link.diary.read(|pages| {
            for done in &pages.done {
                account.acknowledged += 1;
                let rows = table_of.get(&done.command);
                if rows.is_none_or(|rows| !rows.contains(&done.seq)) {
                    account.missing += 1;
                    account
                        .errors
                        .push(format!("{:?} is not at {}", done.command, done.seq));
                }
            }
            for refused in &pages.refused {
                if of_command.contains_key(refused) || table_of.contains_key(refused) {
                    account.refused_and_done += 1;
                    account
                        .errors
                        .push(format!("{refused:?} was refused, and is there"));
                }
            }
        });
    }
    steps(account, entries.iter().map(|(_, entry)| entry));
    Ok(())
}

/// In each round of each room the steps come one after the other, each once, and the round ends once.
fn steps<'a>(account: &mut Account, entries: impl Iterator<Item = &'a Entry>) {
    let mut running: BTreeMap<RoomId, (PlanId, Option<u16>)> = BTreeMap::new();
    for entry in entries {
        match &entry.event {
            Event::RoundStarted { room, plan, timeline } => {
                let before = running.insert(*room, (*plan, timeline.step));
                if before.is_some() {
                    account.steps_wrong += 1;
                    account
                        .errors
                        .push(format!("{room:?}: a round began before the other ended"));
                }
            }
            Event::RoundTimed {
                room,
                timeline,
                cause,
                ..
            } => {
                let Some((_, step)) = running.get_mut(room) else {
                    // What follows the end of a round is no step of it.
                    if timeline.step.is_some() {
                        account.steps_wrong += 1;
                        account
                            .errors
                            .push(format!("{room:?}: a step ({cause:?}) of no round"));
                    }
                    continue;
                };
                if timeline.step == *step {
                    continue;
                }
                account.steps += 1;
                let next = step.map_or(0, |step| step + 1);
                if timeline.step != Some(next) {
                    account.steps_wrong += 1;
                    account.errors.push(format!(
                        "{room:?}: step {:?} after {step:?} ({cause:?})",
                        timeline.step
                    ));
                }
                *step = timeline.step;
            }
            Event::RoundEnded { room, .. } => {
                account.steps += 1;
                if running.remove(room).is_none() {
                    account.steps_wrong += 1;
                    account.errors.push(format!("{room:?}: a round ended twice"));
                }
            }
            _ => {}
        }
    }
}
