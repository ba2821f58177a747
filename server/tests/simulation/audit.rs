//! What must be true of the journal, whatever went wrong: each entry is looked at again on the state before it.

use std::collections::{BTreeMap, BTreeSet};

use protocol::consultancy::rights;
use protocol::ids::{BoardId, CommandId, PersonId};
use protocol::meeting::grouping::Attributes;
use protocol::meeting::polls::tallies;
use protocol::meeting::state::{Breakouts, Cause, Clock};
use protocol::meeting::{Command, Contents, Context, Decision, Entry, Event, Refusal, State, apply, decide};
use protocol::time::{Millis, Timestamp};
use server::store::{Hash, Position, Store, StoredEntry, chain};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use uuid::Uuid;

use crate::world::{Answered, Asked, World, Written};

/// A journal read to its end.
pub struct Audit {
    pub state: State,
    pub contents: Contents,
    pub position: Position,
    meeting: Uuid,
    unread: bool,
    asked: BTreeMap<CommandId, Asked>,
    written: Vec<Written>,
    /// Where each command's entries are.
    seqs: BTreeMap<(PersonId, CommandId), (u64, u64)>,
    /// The refusals for which no state was found yet on which they rest.
    refused: BTreeSet<CommandId>,
    joined: BTreeSet<PersonId>,
    last_at: Timestamp,
    pub ended_steps: usize,
    pub faults: Vec<String>,
}

/// Reads the journal and looks at all of it.
pub async fn audit(world: &World) -> Audit {
    let entries = world
        .store
        .read_after(world.meeting.0, 0, 1_000_000)
        .await
        .unwrap();
    let contents = world.store.contents(world.meeting.0).await.unwrap();
    let asked = world.asked.lock().unwrap().clone();
    let refused = asked
        .iter()
        .filter(|(_, asked)| matches!(asked.answered, Some((_, Answered::Refused(..)))));
    let mut audit = Audit {
        state: State::default(),
        contents: contents.into_iter().map(|(id, text)| (id.into(), text)).collect(),
        position: Position::START,
        meeting: world.meeting.0,
        unread: world.unread.load(Ordering::Relaxed),
        refused: refused.map(|(id, _)| *id).collect(),
        asked,
        written: world.written.lock().unwrap().clone(),
        seqs: BTreeMap::new(),
        joined: BTreeSet::new(),
        last_at: Timestamp(0),
        ended_steps: 0,
        faults: Vec::new(),
    };
    for stored in &entries {
        audit.read(stored);
    }
    audit.at_the_end(world).await;
    audit
}

impl Audit {
    fn fault(&mut self, what: String) {
        self.faults.push(what);
    }

    fn read(&mut self, stored: &StoredEntry) {
        let entry: Entry = serde_json::from_str(&stored.body).unwrap();
        let seq = self.position.seq + 1;
        let hash: Hash = chain(
            &self.position.hash,
            self.meeting,
            stored.seq,
            stored.at,
            &stored.body,
        );
        if stored.seq != seq || stored.hash != hash {
            self.fault(format!("the chain is broken at {seq}"));
        }
        if entry.at < self.last_at {
            self.fault(format!("entry {seq} is older than the one before it"));
        }
        self.last_at = entry.at;
        self.asked_for(seq, &entry);
        self.steps(seq, &entry);
        if let Event::PersonJoined { person, .. } = &entry.event
            && !self.joined.insert(*person)
        {
            self.fault(format!("{person} joins twice, at {seq}"));
        }
        apply(&mut self.state, &entry);
        self.position = stored.position();
        self.at_head();
    }

    /// Whether whoever it came from asked for it, once, and had the right to.
    fn asked_for(&mut self, seq: u64, entry: &Entry) {
        let (Some(by), Some(id)) = (entry.by, entry.command) else {
            return;
        };
        match self.seqs.get_mut(&(by, id)) {
            Some((_, last)) if *last + 1 == seq => {
                *last = seq;
                return;
            }
            Some(_) => return self.fault(format!("{id} is done a second time at {seq}")),
            None => drop(self.seqs.insert((by, id), (seq, seq))),
        }
        let Some(asked) = self.asked.get(&id).cloned() else {
            return self.fault(format!("nobody asked for {id} at {seq}"));
        };
        if asked.by != by {
            self.fault(format!("{id} at {seq} is another person's"));
        }
        match self.decide(&asked.command, by, entry.at) {
            Ok(decision) if same_kind(decision.events.first(), &entry.event) => {}
            Ok(decision) => self.fault(format!(
                "{id} at {seq} does something else there: {:?}, not {:?}",
                decision.events.first(),
                entry.event
            )),
            Err(refusal) => self.fault(format!(
                "{} acts against the rules at {seq}: {:?} ({refusal})",
                asked.name, asked.command
            )),
        }
        if let Command::Say { .. } = asked.command {
            let room = self.state.people[&by].room;
            if !rights::rights_of(&self.state, by, room).chat {
                self.fault(format!("{} speaks against the floor at {seq}", asked.name));
            }
        }
    }

    fn decide(&self, command: &Command, by: PersonId, at: Timestamp) -> Result<Decision, Refusal> {
        let attributes = Attributes::for_command(&self.state, &self.contents, command);
        let context = Context {
            actor: Some(by),
            command: None,
            at,
            seed: 1,
            ids: Uuid::from_u128(0x019c_0000_0000_7000_8000_0000_0000_0000),
            attributes: Arc::new(attributes),
            tallies: Arc::new(tallies(&self.state, &self.contents)),
        };
        decide(&self.state, command, &context)
    }

    /// Whether steps end when their time is over, and only then; whether deadlines only go back where somebody says so.
    fn steps(&mut self, seq: u64, entry: &Entry) {
        match &entry.event {
            Event::RoundTimed {
                room,
                cause,
                timeline,
                ..
            } => {
                let Some(before) = self.state.rooms.get(room).and_then(|room| room.round.as_ref()) else {
                    return self.fault(format!("a round that is not there is timed at {seq}"));
                };
                let before = before.timeline.clone();
                if entry.by.is_none() && *cause == Cause::TimeUp {
                    self.ended_steps += 1;
                    if before.due().is_none_or(|due| due > entry.at) {
                        self.fault(format!("a step of {room} ends before its time, at {seq}"));
                    }
                    let next = before.current().map_or(0, |step| step + 1);
                    let goes_on = timeline.current() == Some(next);
                    if !goes_on && !timeline.is_finished() && timeline.current() != before.current() {
                        self.fault(format!("a step of {room} is skipped at {seq}"));
                    }
                }
                if let (None, true, Clock::Running { ends_at: was }, Clock::Running { ends_at: is }) = (
                    entry.by,
                    before.step == timeline.step,
                    before.clock,
                    timeline.clock,
                ) && is < was
                {
                    self.fault(format!("a deadline of {room} goes back at {seq}"));
                }
            }
            Event::BreakoutsOpened {} | Event::BreakoutsClosed {} if entry.by.is_none() => {
                let due = match self.state.breakouts {
                    Breakouts::Opening { at } | Breakouts::Closing { at } => at <= entry.at,
                    Breakouts::Closed | Breakouts::Open => false,
                };
                if !due {
                    self.fault(format!("rooms open or close by themselves at {seq}"));
                }
            }
            _ => {}
        }
    }

    /// What was answered, or written on boards, on the state as it is here.
    fn at_head(&mut self) {
        let seq = self.position.seq;
        let here: Vec<CommandId> = self.refused.iter().copied().collect();
        for id in here {
            let asked = self.asked[&id].clone();
            let Some((_, Answered::Refused(refusal, until, told))) = asked.answered else {
                continue;
            };
            if (asked.head..=until).contains(&seq) {
                // Clocks of instances are off by some seconds, one way or the other.
                let times = [asked.at, told, told + Millis(4_000), asked.at + Millis(-4_000)];
                let is_so = |at: &Timestamp| self.decide(&asked.command, asked.by, *at) == Err(refusal);
                if times.iter().any(is_so) {
                    self.refused.remove(&id);
                }
            }
        }
        let written: Vec<Written> = self.written.iter().filter(|w| w.head == seq).copied().collect();
        for one in written {
            let boards = rights::boards(&self.state);
            let rights = boards.get(&BoardId(one.board));
            if rights.is_none_or(|rights| !rights.writers.contains(&one.by)) {
                self.fault(format!(
                    "{} writes on a board against the floor, at {seq} with gate {}",
                    one.by, one.gate
                ));
            }
        }
        let done: Vec<(CommandId, Asked)> = self
            .asked
            .iter()
            .filter(|(_, asked)| matches!(asked.answered, Some((_, Answered::Done(at))) if at == seq))
            .map(|(id, asked)| (*id, asked.clone()))
            .collect();
        for (id, asked) in done {
            match self.seqs.get(&(asked.by, id)) {
                Some((_, last)) if *last == seq || (*last < seq && self.unread) => {}
                Some((_, last)) => self.fault(format!("{id} was done at {last}, not at {seq}")),
                // What changes nothing leaves no entry.
                None => {
                    let times = [asked.at, self.last_at];
                    let changes_nothing = |at: &Timestamp| {
                        self.decide(&asked.command, asked.by, *at)
                            .is_ok_and(|d| d.events.is_empty())
                    };
                    if !times.iter().any(changes_nothing) {
                        self.fault(format!(
                            "{} was told that {id} is done at {seq}, and it is not: {:?}",
                            asked.name, asked.command
                        ));
                    }
                }
            }
        }
    }

    async fn at_the_end(&mut self, world: &World) {
        for id in std::mem::take(&mut self.refused) {
            let asked = &self.asked[&id];
            let what = format!(
                "{} was refused {id} on no state that there was: {asked:?}",
                asked.name
            );
            self.fault(what);
        }
        let asked = self.asked.clone();
        for (id, asked) in &asked {
            let entries = self.seqs.get(&(asked.by, *id)).copied();
            let recorded = world
                .store
                .find_command(world.meeting.0, asked.by.0, id.0)
                .await
                .unwrap()
                .map(|done| (done.first_seq, done.last_seq));
            if entries != recorded {
                self.fault(format!(
                    "{id} is in the journal at {entries:?}, in the table at {recorded:?}"
                ));
            }
            match asked.answered {
                Some((_, Answered::Done(at))) if at > self.position.seq => {
                    self.fault(format!("{id} was done at {at}, which is not there"));
                }
                Some((_, Answered::Refused(..))) if entries.is_some() && asked.sends == 1 => {
                    self.fault(format!("{id} was refused, and done"));
                }
                Some((_, Answered::NotSaved)) if entries.is_some() && asked.sends == 1 => {
                    self.fault(format!("{id} was said not to be saved, and is at {entries:?}"));
                }
                _ => {}
            }
        }
        self.order(&asked);
    }

    /// What somebody asked after an answer, or on one line after another thing, comes after it.
    fn order(&mut self, asked: &BTreeMap<CommandId, Asked>) {
        let mut done: BTreeMap<PersonId, Vec<(&Asked, u64)>> = BTreeMap::new();
        for (id, asked) in asked {
            if let Some((first, _)) = self.seqs.get(&(asked.by, *id)) {
                done.entry(asked.by).or_default().push((asked, *first));
            }
        }
        for mut of_one in done.into_values() {
            of_one.sort_by_key(|(asked, _)| asked.number);
            for (at, (one, seq)) in of_one.iter().enumerate() {
                for (later, later_seq) in &of_one[at + 1..] {
                    let answered =
                        matches!(one.answered, Some((when, Answered::Done(_))) if when < later.given);
                    let in_line = one.line == later.line && one.sends == 1 && later.sends == 1;
                    if (answered || in_line) && later_seq < seq {
                        self.fault(format!(
                            "{}'s commands {} and {} are at {seq} and {later_seq}",
                            one.name, one.number, later.number
                        ));
                    }
                }
            }
        }
    }
}

fn same_kind(one: Option<&Event>, other: &Event) -> bool {
    one.is_some_and(|one| std::mem::discriminant(one) == std::mem::discriminant(other))
}
