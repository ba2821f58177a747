//! A meeting that is played in memory: commands go through `decide`, accepted entries through `apply`, as in the hub.

use protocol::ids::{CommandId, PersonId, RoomId};
use protocol::meeting::command::About;
use protocol::meeting::expected::Known;
use protocol::meeting::grouping::Attributes;
use protocol::meeting::polls::tallies;
use protocol::meeting::state::Role;
use protocol::meeting::view::{Audience, Change, View, audience, project, touched, view};
use protocol::meeting::{
    Command, Contents, Context, Decision, Entry, Event, Refusal, State, SystemCommand, apply, decide,
    decide_system,
};
use protocol::time::{Millis, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// 2026-03-02T15:00:00Z.
pub const START: Timestamp = Timestamp(1_772_463_600_000);

/// A meeting with its journal and its words.
#[derive(Clone, Default)]
pub struct Play {
    pub state: State,
    pub contents: Contents,
    pub entries: Vec<Entry>,
    /// How far the clock is after [`START`].
    pub elapsed: Millis,
    made: u128,
}

#[allow(dead_code, reason = "each test file uses a part of it")]
impl Play {
    /// A meeting that was just created.
    pub fn new(title: &str) -> Self {
        let mut play = Self::default();
        let meeting = play.id();
        play.system(&SystemCommand::Create {
            meeting,
            title: title.to_owned(),
            language: "en".to_owned(),
            schedule: None,
        });
        play
    }

    pub fn at(&self) -> Timestamp {
        START + self.elapsed
    }

    /// Lets time pass; deadlines on the way are met.
    pub fn pass(&mut self, seconds: u32) {
        let until = self.elapsed + Millis::from_seconds(seconds);
        while let Some(due) =
            protocol::meeting::next_deadline(&self.state).filter(|due| *due <= START + until)
        {
            self.elapsed = Millis(self.elapsed.0.max((due - START).0));
            let before = self.entries.len();
            self.system(&SystemCommand::Tick);
            if self.entries.len() == before {
                break;
            }
        }
        self.elapsed = until;
    }

    /// Someone joins, connects, and their page shows the room.
    pub fn join(&mut self, name: &str, role: Role) -> PersonId {
        let person = self.id();
        self.system(&SystemCommand::Join {
            person,
            role,
            about: About {
                name: Some(name.to_owned()),
                organization: Some(format!("{name}'s county office")),
                language: Some("en".to_owned()),
                access_needs: Some(format!("{name} needs captions")),
                ..About::default()
            },
        });
        self.system(&SystemCommand::Connected { person });
        self.arrive(person);
        person
    }

    /// Their page shows where they should be.
    pub fn arrive(&mut self, person: PersonId) {
        if let Some(room) = self.state.people.get(&person).map(|p| p.room) {
            let _ = self.command(person, &Command::Arrive { room });
        }
    }

    /// The breakout room with this number, or the main room for 0.
    pub fn room(&self, number: u16) -> Option<RoomId> {
        let found = self.state.rooms.iter().find(|(_, room)| room.number == number);
        found.map(|(id, _)| *id)
    }

    pub fn command(&mut self, actor: PersonId, command: &Command) -> Result<Vec<Entry>, Refusal> {
        let context = self.context(Some(actor));
        let decision = decide(&self.state, command, &context)?;
        Ok(self.accept(decision, &context))
    }

    pub fn system(&mut self, command: &SystemCommand) -> Vec<Entry> {
        let context = self.context(None);
        match decide_system(&self.state, command, &context) {
            Ok(decision) => self.accept(decision, &context),
            Err(_) => Vec::new(),
        }
    }

    pub fn view(&self, person: PersonId) -> Option<View> {
        view(&self.state, &self.contents, person)
    }

    /// What the entries since `from` send to `reader`, each slice once.
    pub fn changes(&self, from: usize, reader: PersonId) -> Vec<Change> {
        let Some(audience) = audience(&self.state, reader) else {
            return Vec::new();
        };
        let slices: BTreeSet<_> = self.entries[from..]
            .iter()
            .flat_map(|entry| touched(&self.state, entry))
            .collect();
        slices
            .into_iter()
            .filter_map(|slice| project(&self.state, &self.contents, slice, audience))
            .collect()
    }

    /// Views of everyone who may see something.
    pub fn views(&self) -> BTreeMap<PersonId, (Audience, View)> {
        let people = self.state.people.keys();
        people
            .filter_map(|id| Some((*id, (audience(&self.state, *id)?, self.view(*id)?))))
            .collect()
    }

    fn context(&mut self, actor: Option<PersonId>) -> Context {
        let command: CommandId = self.id();
        let mut attributes = Attributes::read(&self.state, &self.contents);
        attributes.known = Known::read(&self.state, &self.contents);
        Context {
            actor,
            command: actor.map(|_| command),
            at: self.at(),
            seed: u64::try_from(self.made % 1_000_003).unwrap_or_default(),
            ids: self.id::<CommandId>().0,
            attributes: Arc::new(attributes),
            tallies: Arc::new(tallies(&self.state, &self.contents)),
        }
    }

    fn accept(&mut self, decision: Decision, context: &Context) -> Vec<Entry> {
        for content in decision.content {
            self.contents.insert(content.id, Some(content.text));
        }
        for id in decision.erase {
            self.contents.insert(id, None);
        }
        let entries: Vec<Entry> = decision
            .events
            .into_iter()
            .map(|event| entry(event, context))
            .collect();
        for entry in &entries {
            apply(&mut self.state, entry);
        }
        self.entries.extend(entries.iter().cloned());
        entries
    }

    /// Ids that look like UUIDv7 and are the same in each run.
    fn id<T: From<Uuid>>(&mut self) -> T {
        self.made += 1;
        T::from(Uuid::from_u128(
            (0x019c_0000_0000_7000_8000 << 48) | (self.made << 16),
        ))
    }
}

fn entry(event: Event, context: &Context) -> Entry {
    Entry {
        at: context.at,
        by: context.actor,
        command: context.command,
        event,
    }
}
