//! Who had the floor by themselves, and for how long: turns of go-rounds, and the presenter's for one question.

use super::Named;
use super::Span;
use super::build::Builder;
use super::rounds::Stops;
use crate::ids::{PersonId, RoomId};
use crate::meeting::state::TurnCause;
use crate::meeting::{Entry, Event};
use crate::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// A time in which one person had the floor.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordFloor {
    /// The step's id.
    pub step: Option<String>,
    /// None: they are not in this meeting any more.
    pub person: Option<Named>,
    /// The presenter, who only listened, was asked one question; else a turn.
    pub asked: bool,
    /// They passed.
    pub passed: bool,
    /// The seconds are without the time in which the clock stood.
    #[serde(flatten)]
    pub span: Span,
}

struct Floor {
    step: Option<u16>,
    person: Option<PersonId>,
    asked: bool,
    passed: bool,
    from: Timestamp,
    to: Option<Timestamp>,
}

/// What the journal says of it, for each round of each room in order.
#[derive(Default)]
pub(super) struct Floors(BTreeMap<RoomId, Room>);

#[derive(Default)]
struct Room {
    step: Option<u16>,
    presenter: Option<PersonId>,
    rounds: Vec<Vec<Floor>>,
}

impl Floors {
    /// Reads the journal once.
    pub(super) fn read(entries: &[Entry]) -> Self {
        let mut floors = Self::default();
        for entry in entries {
            let at = entry.at;
            match &entry.event {
                Event::RoundStarted { room, timeline, .. } => {
                    let room = floors.0.entry(*room).or_default();
                    room.step = timeline.step;
                    room.rounds.push(Vec::new());
                }
                Event::RoundTimed { room, timeline, .. } => {
                    let room = floors.0.entry(*room).or_default();
                    if room.step != timeline.step {
                        room.end(at, false);
                    }
                    room.step = timeline.step;
                }
                Event::RoundEnded { room, .. } | Event::PresenterFloorClosed { room } => {
                    floors.0.entry(*room).or_default().end(at, false);
                }
                Event::PresenterSet { room, person } | Event::ClientBegan { room, person, .. } => {
                    floors.0.entry(*room).or_default().presenter = *person;
                }
                Event::PresenterAsked { room, .. } => {
                    let room = floors.0.entry(*room).or_default();
                    let presenter = room.presenter;
                    room.begin(at, presenter, true);
                }
                Event::TurnsChanged { room, cause, turns } => {
                    let room = floors.0.entry(*room).or_default();
                    let now = turns.order.first().copied();
                    if room.has() != now {
                        room.end(at, *cause == TurnCause::Passed);
                        if now.is_some() {
                            room.begin(at, now, false);
                        }
                    }
                }
                _ => {}
            }
        }
        floors
    }

    fn of(&self, room: RoomId, round: usize) -> impl Iterator<Item = &Floor> {
        let room = self.0.get(&room);
        room.and_then(|room| room.rounds.get(round)).into_iter().flatten()
    }
}

impl Room {
    /// Who has the floor.
    fn has(&self) -> Option<PersonId> {
        let last = self.rounds.last()?.iter().rev().find(|floor| !floor.asked)?;
        last.person.filter(|_| last.to.is_none())
    }

    fn begin(&mut self, at: Timestamp, person: Option<PersonId>, asked: bool) {
        let step = self.step;
        if let Some(round) = self.rounds.last_mut() {
            round.push(Floor {
                step,
                person,
                asked,
                passed: false,
                from: at,
                to: None,
            });
        }
    }

    fn end(&mut self, at: Timestamp, passed: bool) {
        let round = self.rounds.last_mut().into_iter().flatten();
        for floor in round.filter(|floor| floor.to.is_none()) {
            floor.to = Some(at);
            floor.passed = passed && !floor.asked;
        }
    }
}

impl Builder<'_> {
    /// Of the room's round at `at`, whose steps have these ids.
    pub(super) fn floors(&self, room: RoomId, at: usize, steps: &[&str]) -> Vec<RecordFloor> {
        let floor = |floor: &Floor| {
            let to = floor.to.unwrap_or(self.until);
            let stood = self.stood(room, at, floor.step, floor.from, to);
            let mut span = self.span(floor.from, floor.to);
            span.seconds = span.seconds.saturating_sub(stood);
            RecordFloor {
                step: floor
                    .step
                    .and_then(|step| steps.get(usize::from(step)).map(|id| (*id).to_owned())),
                person: floor.person.and_then(|person| self.named(person)),
                asked: floor.asked,
                passed: floor.passed,
                span,
            }
        };
        self.floors.of(room, at).map(floor).collect()
    }

    /// Seconds between two moments in which the clock stood.
    fn stood(&self, room: RoomId, at: usize, step: Option<u16>, from: Timestamp, to: Timestamp) -> u32 {
        Stops::between(&self.stops, room, at, step, (from, to), self.until)
    }
}
