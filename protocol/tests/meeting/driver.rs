//! A meeting in memory, driven by hand: it ticks at each deadline, as a hub does.

use protocol::consultancy::{Floor, rights};
use protocol::ids::{CommandId, ContentId, MeetingId, PersonId, PlanId, RoomId};
use protocol::meeting::command::{About, ProtocolChoice, Target};
use protocol::meeting::expected::Known;
use protocol::meeting::grouping::Attributes;
use protocol::meeting::polls::{Poll, tallies};
use protocol::meeting::state::{Clock, Role, Round, Timeline};
use protocol::meeting::{
    Command, Contents, Context, Decision, Entry, Event, Refusal, State, SystemCommand, apply, decide,
    decide_system, next_deadline,
};
use protocol::time::{Millis, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

pub(crate) struct Meeting {
    pub(crate) state: State,
    pub(crate) entries: Vec<Entry>,
    pub(crate) contents: Contents,
    owners: BTreeMap<ContentId, PersonId>,
    pub(crate) now: Timestamp,
    seed: u64,
    ids: u128,
}

impl Meeting {
    /// One that does not exist yet.
    pub(crate) fn empty() -> Self {
        Self {
            state: State::default(),
            entries: Vec::new(),
            contents: Contents::new(),
            owners: BTreeMap::new(),
            now: Timestamp(1_000_000),
            seed: 7,
            ids: 0,
        }
    }

    pub(crate) fn new() -> Self {
        let mut meeting = Self::empty();
        let id = MeetingId(meeting.uuid());
        meeting
            .system(SystemCommand::Create {
                meeting: id,
                title: "Science".into(),
                language: "en".into(),
                schedule: None,
            })
            .unwrap();
        meeting
    }

    /// A meeting with one facilitator, `rooms` open breakout rooms and `size` people in each.
    pub(crate) fn with_open_rooms(rooms: u16, size: usize) -> (Self, PersonId, Vec<RoomId>) {
        let mut meeting = Self::new();
        let facilitator = meeting.join(Role::Facilitator, "Nadia");
        meeting
            .act(facilitator, Command::CreateRooms { count: rooms })
            .unwrap();
        let ids = meeting.breakout_rooms();
        for room in &ids {
            for n in 0..size {
                let person = meeting.join(Role::Participant, &format!("Person {n}"));
                let assignment = protocol::meeting::command::Assignment {
                    person,
                    room: Some(*room),
                };
                meeting
                    .act(
                        facilitator,
                        Command::Assign {
                            people: vec![assignment],
                        },
                    )
                    .unwrap();
            }
        }
        meeting
            .act(facilitator, Command::OpenRooms { in_seconds: 0 })
            .unwrap();
        (meeting, facilitator, ids)
    }

    pub(crate) fn uuid(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128((0x0190_0000_0000_7000_8000_0000_0000_0000_u128) | (self.ids << 16))
    }

    fn context(&mut self, actor: Option<PersonId>, command: Option<CommandId>) -> Context {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut attributes = Attributes::read(&self.state, &self.contents);
        attributes.known = Known::read(&self.state, &self.contents);
        Context {
            actor,
            command,
            at: self.now,
            seed: self.seed,
            ids: self.uuid(),
            attributes: Arc::new(attributes),
            tallies: Arc::new(tallies(&self.state, &self.contents)),
        }
    }

    fn take(&mut self, context: &Context, decision: Decision) -> Vec<Event> {
        for content in decision.content {
            if let Some(owner) = content.owner {
                self.owners.insert(content.id, owner);
            }
            self.contents.insert(content.id, Some(content.text));
        }
        for id in decision.erase {
            self.contents.insert(id, None);
        }
        for event in &decision.events {
            let entry = Entry {
                at: context.at,
                by: context.actor,
                command: context.command,
                event: event.clone(),
            };
            apply(&mut self.state, &entry);
            self.entries.push(entry);
        }
        decision.events
    }

    pub(crate) fn act(&mut self, actor: PersonId, command: Command) -> Result<Vec<Event>, Refusal> {
        let id = CommandId(self.uuid());
        self.act_as(actor, id, &command)
    }

    pub(crate) fn act_as(
        &mut self,
        actor: PersonId,
        id: CommandId,
        command: &Command,
    ) -> Result<Vec<Event>, Refusal> {
        let context = self.context(Some(actor), Some(id));
        let decision = decide(&self.state, command, &context)?;
        Ok(self.take(&context, decision))
    }

    pub(crate) fn system(&mut self, command: SystemCommand) -> Result<Vec<Event>, Refusal> {
        let context = self.context(None, None);
        let decision = decide_system(&self.state, &command, &context)?;
        Ok(self.take(&context, decision))
    }

    /// Someone joins, connects and arrives.
    pub(crate) fn join(&mut self, role: Role, name: &str) -> PersonId {
        self.come(role, name, "Stanislaus COE", "en")
    }

    /// A participant from some county, with a language.
    pub(crate) fn join_from(&mut self, name: &str, county: &str, language: &str) -> PersonId {
        self.come(Role::Participant, name, county, language)
    }

    /// Every page shows where its person should be.
    pub(crate) fn everybody_arrives(&mut self) {
        let people: Vec<_> = self.state.people.iter().map(|(id, p)| (*id, p.room)).collect();
        for (person, room) in people {
            drop(self.act(person, Command::Arrive { room }));
        }
    }

    fn come(&mut self, role: Role, name: &str, county: &str, language: &str) -> PersonId {
        let person = PersonId(self.uuid());
        let join = SystemCommand::Join {
            person,
            role,
            about: About {
                name: Some(name.into()),
                organization: Some(county.into()),
                language: Some(language.into()),
                ..About::default()
            },
        };
        self.system(join).unwrap();
        self.system(SystemCommand::Connected { person }).unwrap();
        let room = self.state.people[&person].room;
        self.act(person, Command::Arrive { room }).unwrap();
        person
    }

    /// The words that belong to somebody.
    pub(crate) fn owned_by(&self, person: PersonId) -> BTreeSet<ContentId> {
        let owned = self.owners.iter().filter(|(_, owner)| **owner == person);
        owned.map(|(id, _)| *id).collect()
    }

    /// Time passes; the clock ticks at each deadline on the way.
    pub(crate) fn pass(&mut self, millis: i64) {
        let until = self.now + Millis(millis);
        while let Some(due) = next_deadline(&self.state).filter(|due| *due <= until) {
            self.now = self.now.max(due);
            let events = self.system(SystemCommand::Tick).unwrap();
            assert!(!events.is_empty(), "a tick at a deadline does something");
        }
        self.now = until;
    }

    pub(crate) fn pass_seconds(&mut self, seconds: i64) {
        self.pass(seconds * 1000);
    }

    pub(crate) fn breakout_rooms(&self) -> Vec<RoomId> {
        let mut rooms: Vec<_> = self
            .state
            .rooms
            .iter()
            .filter(|(_, r)| r.number > 0)
            .map(|(id, r)| (r.number, *id))
            .collect();
        rooms.sort_unstable();
        rooms.into_iter().map(|(_, id)| id).collect()
    }

    pub(crate) fn people_in(&self, room: RoomId) -> Vec<PersonId> {
        let people = self.state.people.iter();
        people
            .filter(|(_, p)| p.room == room && p.role == Role::Participant)
            .map(|(id, _)| *id)
            .collect()
    }

    /// Starts Consultancy (50 min) in all rooms on one plan and gives every room but `except` a presenter.
    pub(crate) fn start(&mut self, facilitator: PersonId, except: &[RoomId]) -> PlanId {
        let start = Command::StartRound {
            rooms: None,
            protocol: ProtocolChoice::Library("consultancy-50".into()),
            seconds: None,
            pace: None,
        };
        self.act(facilitator, start).unwrap();
        for room in self.breakout_rooms() {
            if !except.contains(&room) {
                let presenter = self.people_in(room)[0];
                self.act(presenter, Command::OfferToPresent { offered: true })
                    .unwrap();
            }
        }
        *self.state.plans.keys().next_back().unwrap()
    }

    pub(crate) fn begin(&mut self, facilitator: PersonId, plan: PlanId) {
        self.act(
            facilitator,
            Command::Begin {
                on: Target::Plan(plan),
            },
        )
        .unwrap();
    }

    pub(crate) fn round(&self, room: RoomId) -> &Round {
        self.state.rooms[&room].round.as_ref().unwrap()
    }

    pub(crate) fn timeline(&self, room: RoomId) -> &Timeline {
        &self.round(room).timeline
    }

    pub(crate) fn step(&self, room: RoomId) -> Option<u16> {
        self.timeline(room).step
    }

    /// Seconds left of a room's step.
    pub(crate) fn left(&self, room: RoomId) -> i64 {
        match self.timeline(room).clock {
            Clock::Running { ends_at } => (ends_at - self.now).0 / 1000,
            Clock::Paused { left, .. } | Clock::Held { left, .. } => left.0 / 1000,
            Clock::Waiting { .. } | Clock::Finished => 0,
        }
    }

    /// In a go-round each of the room's people is in it once, and no turn outlives its step's time.
    fn check_turns(&self) {
        for (id, room) in &self.state.rooms {
            let Some(round) = room.round.as_ref().filter(|r| r.ended_at.is_none()) else {
                continue;
            };
            for person in &round.listening {
                assert_eq!(
                    self.state.people[person].room, *id,
                    "R14 who listens is in the room"
                );
            }
            let step = rights::current_step(&self.state, room);
            let in_go_round = step.is_some_and(|step| step.floor == Floor::GoRound);
            assert_eq!(
                round.turns.is_some(),
                in_go_round,
                "G1 turns belong to a go-round"
            );
            let Some(turns) = &round.turns else { continue };
            let mut listed = [&turns.order[..], &turns.passed, &turns.done].concat();
            let count = listed.len();
            listed.sort_unstable();
            listed.dedup();
            assert_eq!(listed.len(), count, "G1 nobody is in the order twice");
            for person in rights::takes_turns(&self.state, *id) {
                assert!(listed.contains(&person), "G4 whoever came is in the order");
            }
            for person in turns.order.iter().chain(&turns.passed) {
                let here = rights::takes_turns(&self.state, *id);
                assert!(here.contains(person), "G4 whoever left is skipped");
            }
            let over = turns.due(&round.timeline);
            let step_over = round.timeline.due();
            assert!(
                over.is_none() || step_over.is_none() || over < step_over,
                "G2 a turn is over before its step is"
            );
        }
    }

    /// Whoever takes part in a step of small groups is in one, and nobody is alone where there are others.
    fn check_small_groups(&self) {
        for (id, room) in &self.state.rooms {
            let step = rights::current_step(&self.state, room);
            let used = step.is_some_and(|step| step.small_size().is_some() || step.one_per_group);
            let Some(small) = rights::small_groups(room).filter(|_| used) else {
                let in_pairs = step.is_some_and(|step| step.small_size().is_some());
                assert!(!in_pairs, "R19 a step in pairs has its groups");
                continue;
            };
            let mut listed: Vec<PersonId> = small.groups.iter().flat_map(|g| g.people.clone()).collect();
            let mut members = rights::members(&self.state, *id);
            listed.sort_unstable();
            members.sort_unstable();
            assert_eq!(listed, members, "R19 everybody is in one group");
            let alone = small.groups.iter().any(|group| group.people.len() < 2);
            assert!(!alone || small.groups.len() == 1, "R20 nobody is alone");
        }
    }

    /// Nobody is client twice, and in a turn its client presents.
    fn check_clients(&self) {
        let rounds = self.state.rooms.values().filter_map(|room| room.round.as_ref());
        for round in rounds.filter(|round| round.ended_at.is_none()) {
            let Some(turn) = round.client_turn else { continue };
            let client = &round.clients[usize::from(turn)];
            if let Some(presenter) = round.presenter {
                assert_eq!(
                    client.person,
                    Some(presenter),
                    "R24 the client of the turn presents"
                );
            }
        }
    }

    /// A room keeps its first board, and nobody has more dots than the vote gives.
    fn check_boards(&self) {
        for room in self.state.rooms.values() {
            let first = &room.boards[0];
            assert!(
                first.id == room.board && !first.put_away,
                "N2 the first board stays"
            );
            assert!(
                room.boards.iter().filter(|board| !board.put_away).count() <= 8,
                "N1 eight boards at most"
            );
            for vote in room.boards.iter().filter_map(|board| board.vote.as_ref()) {
                for person in vote.placed.values().flat_map(BTreeMap::keys) {
                    let dots = vote.of(*person);
                    assert!(
                        dots.values().all(|on_note| *on_note <= vote.per_note)
                            && dots.values().sum::<u8>() <= vote.dots,
                        "N3 the limit holds"
                    );
                }
            }
        }
    }

    /// The invariants that hold after every command.
    pub(crate) fn check(&self) {
        let state = &self.state;
        for person in state.people.values() {
            assert!(
                state.rooms.contains_key(&person.room),
                "L1 every person is in exactly one room"
            );
        }
        let runs = |clock: Clock| matches!(clock, Clock::Running { .. } | Clock::Held { .. });
        let rounds = || {
            state
                .rooms
                .values()
                .filter_map(|r| r.round.as_ref())
                .filter(|r| r.ended_at.is_none())
        };
        let plan_runs = |r: &Round| {
            let plan = &state.plans[&r.plan].timeline;
            r.timeline.step.is_none() && plan.step.is_some() && runs(plan.clock)
        };
        let timer_runs = state.timers.values().any(|timer| timer.due().is_some());
        let something_runs = timer_runs
            || rounds().any(|r| runs(r.timeline.clock) || plan_runs(r))
            || !matches!(
                state.breakouts,
                protocol::meeting::state::Breakouts::Open | protocol::meeting::state::Breakouts::Closed
            );
        // Due at once, and so before anything else.
        let tally = state.polls.values().any(Poll::awaits_tally);
        let expected = (something_runs && state.ended_at.is_none()) || tally;
        assert_eq!(
            next_deadline(state).is_some(),
            expected,
            "L3 a deadline exists only while a step runs"
        );
        assert!(
            next_deadline(state).is_none_or(|due| due > self.now || tally),
            "a tick leaves nothing due"
        );
        for room in state.timers.keys() {
            let round = state.rooms[room].round.as_ref();
            assert!(
                round.is_none_or(|round| round.ended_at.is_some()),
                "K4 a step's clock is the only one"
            );
        }
        self.check_turns();
        self.check_small_groups();
        self.check_clients();
        self.check_boards();
        for round in rounds() {
            assert!(round.hold_used <= 180, "T8 three minutes for a room");
            assert!(round.timeline.later().iter().all(|s| *s > 0), "no step vanishes");
            let plan = state.plans[&round.plan].timeline.caught_up(self.now);
            if round.timeline.step.is_some() {
                assert_eq!(
                    round.timeline.remaining(self.now),
                    plan.remaining(self.now),
                    "L4 rooms on one plan end together: {:?} {:?}",
                    round.timeline,
                    plan,
                );
            }
            if let Some(presenter) = round.presenter {
                let room = state
                    .rooms
                    .iter()
                    .find(|(_, r)| r.round.as_ref() == Some(round))
                    .map(|(id, _)| *id);
                assert_eq!(
                    Some(state.people[&presenter].room),
                    room,
                    "R9 the presenter is in the room"
                );
            }
        }
    }
}
