//! Rounds with planned and real times.

use super::access::{Access, rounds};
use super::build::{Builder, seconds_between};
use super::{RecordClient, RecordDilemma, RecordRound, RecordStep, RecordStop, RecordTime, Span, StopKind};
use crate::ids::RoomId;
use crate::meeting::state::{Clock, Dilemma, Room, Round};
use crate::meeting::{Entry, Event};
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// A time in which a room's clock stood.
struct Stop {
    step: Option<u16>,
    kind: StopKind,
    from: Timestamp,
    to: Option<Timestamp>,
}

/// When the clocks stood, for each round of each room in order.
#[derive(Default)]
pub(super) struct Stops(BTreeMap<RoomId, Vec<Vec<Stop>>>);

impl Stops {
    /// Reads the journal once.
    pub(super) fn read(entries: &[Entry]) -> Self {
        let mut stops = Self::default();
        for entry in entries {
            match &entry.event {
                Event::RoundStarted { room, timeline, .. } => {
                    stops.0.entry(*room).or_default().push(Vec::new());
                    stops.clock(*room, entry.at, timeline.step, timeline.clock);
                }
                Event::RoundTimed { room, timeline, .. } => {
                    stops.clock(*room, entry.at, timeline.step, timeline.clock);
                }
                Event::RoundEnded { room, .. } => stops.clock(*room, entry.at, None, Clock::Finished),
                _ => {}
            }
        }
        stops
    }

    fn clock(&mut self, room: RoomId, at: Timestamp, step: Option<u16>, clock: Clock) {
        let kind = match clock {
            Clock::Paused { .. } => Some(StopKind::Paused),
            Clock::Held { .. } => Some(StopKind::Held),
            Clock::Waiting { .. } => Some(StopKind::Waiting),
            Clock::Running { .. } | Clock::Finished => None,
        };
        let Some(round) = self.0.get_mut(&room).and_then(|rounds| rounds.last_mut()) else {
            return;
        };
        if let Some(last) = round.last_mut().filter(|stop| stop.to.is_none()) {
            if kind == Some(last.kind) && step == last.step {
                return;
            }
            last.to = Some(at);
        }
        if let Some(kind) = kind {
            round.push(Stop {
                step,
                kind,
                from: at,
                to: None,
            });
        }
    }

    /// Seconds of a stretch of time in which the clock stood.
    pub(super) fn between(
        &self,
        room: RoomId,
        round: usize,
        step: Option<u16>,
        (from, to): (Timestamp, Timestamp),
        until: Timestamp,
    ) -> u32 {
        seconds_between(self.of(room, round, step).map(|stop| {
            let (begins, ends) = (stop.from.max(from), stop.to.unwrap_or(until).min(to));
            (begins, ends.max(begins))
        }))
    }

    fn of(&self, room: RoomId, round: usize, step: Option<u16>) -> impl Iterator<Item = &Stop> {
        let stops = self.0.get(&room).and_then(|rounds| rounds.get(round));
        stops.into_iter().flatten().filter(move |stop| stop.step == step)
    }
}

impl Builder<'_> {
    /// The rounds of a room, in order.
    pub(super) fn rounds(&self, access: Access, id: RoomId, room: &Room) -> Vec<RecordRound> {
        let count = rounds(room).count();
        let round = |(at, round): (usize, &Round)| {
            let is_current = at + 1 == count && room.round.is_some();
            let card = if is_current { &room.dilemma } else { &round.dilemma };
            let dilemma = self.dilemma(card);
            let shown = access.dilemma(room, round);
            if !shown && !access.attendance {
                return None;
            }
            let plan = self.state().plans.get(&round.plan)?;
            let steps = plan
                .definition
                .steps
                .iter()
                .zip(0_u16..)
                .map(|(step, n)| RecordStep {
                    id: step.id.clone(),
                    name: step.name.clone(),
                    planned_seconds: plan.planned.get(usize::from(n)).copied().unwrap_or_default(),
                    time: self.time(id, at, round, Some(n)),
                });
            Some(RecordRound {
                protocol: plan.definition.id.clone(),
                name: plan.definition.name.clone(),
                presenter: round.presenter.and_then(|person| self.named(person)),
                started_at: round.runs.first().map(|run| run.from),
                ended_at: round.ended_at,
                gathering: self.time(id, at, round, None),
                steps: steps.collect(),
                floors: if access.attendance {
                    let ids: Vec<&str> = plan
                        .definition
                        .steps
                        .iter()
                        .map(|step| step.id.as_str())
                        .collect();
                    self.floors(id, at, &ids)
                } else {
                    Vec::new()
                },
                held_seconds: round.hold_used,
                earlier: if shown {
                    self.earlier_clients(round)
                } else {
                    Vec::new()
                },
                dilemma_withheld: dilemma.is_some() && !shown,
                dilemma: dilemma.filter(|_| shown),
                brings: plan.definition.brings.clone(),
            })
        };
        rounds(room).enumerate().filter_map(round).collect()
    }

    /// How long a step (none: the gathering) of the room's round at `at` really took.
    fn time(&self, room: RoomId, at: usize, round: &Round, step: Option<u16>) -> RecordTime {
        let runs: Vec<Span> = round
            .runs
            .iter()
            .filter(|run| run.step == step)
            .map(|run| self.span(run.from, run.to))
            .collect();
        let stops = self.stops.of(room, at, step).map(|stop| RecordStop {
            kind: stop.kind,
            span: self.span(stop.from, stop.to),
        });
        RecordTime {
            // From the whole length, not from rounded runs.
            seconds: seconds_between(
                round
                    .runs
                    .iter()
                    .filter(|run| run.step == step)
                    .map(|run| (run.from, run.to.unwrap_or(self.until))),
            ),
            runs,
            stops: stops.collect(),
        }
    }

    /// What the clients before the last one brought, where each is client in turn.
    fn earlier_clients(&self, round: &Round) -> Vec<RecordClient> {
        let last = round.client_turn.map(usize::from);
        let clients = round.clients.iter().enumerate();
        clients
            .filter(|(turn, _)| Some(*turn) != last)
            .filter_map(|(_, client)| {
                Some(RecordClient {
                    person: client.person.and_then(|person| self.named(person)),
                    dilemma: self.dilemma(&client.dilemma)?,
                })
            })
            .collect()
    }

    fn dilemma(&self, dilemma: &Dilemma) -> Option<RecordDilemma> {
        let card = RecordDilemma {
            title: self.maybe_words(dilemma.title),
            overview: self.maybe_words(dilemma.overview),
            focus_question: self.maybe_words(dilemma.focus_question),
            restated_question: self.maybe_words(dilemma.restated_question),
            links: dilemma
                .links
                .iter()
                .filter_map(|link| self.maybe_words(Some(*link)))
                .collect(),
        };
        (card != RecordDilemma::default()).then_some(card)
    }
}
