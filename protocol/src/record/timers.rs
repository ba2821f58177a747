//! The timers for free work in the record: what for, when, how long.

use super::Span;
use super::access::Access;
use super::build::Builder;
use super::clock::{Clock, minutes};
use super::csv::Row;
use crate::ids::{ContentId, RoomId};
use crate::meeting::timers::{RoomTimer, TimerChange, TimerClock};
use crate::meeting::{Entry, Event};
use crate::time::{Millis, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;

/// A timer that ran in a room.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordTimer {
    /// What it was for.
    pub label: Option<String>,
    /// With what it began.
    pub planned_seconds: u32,
    /// The seconds are without the time in which it was paused.
    #[serde(flatten)]
    pub span: Span,
}

struct Ran {
    label: Option<ContentId>,
    planned: u32,
    from: Timestamp,
    last: RoomTimer,
    /// When it was over or was stopped.
    to: Option<Timestamp>,
    gone: bool,
}

/// What the journal says of them, by room and in order.
#[derive(Default)]
pub(super) struct Timers(BTreeMap<RoomId, Vec<Ran>>);

impl Timers {
    /// Reads the journal once.
    pub(super) fn read(entries: &[Entry]) -> Self {
        let mut timers = Self::default();
        for entry in entries {
            let Event::Timer { room, change } = &entry.event else {
                continue;
            };
            let of_room = timers.0.entry(*room).or_default();
            let running = of_room.last_mut().filter(|ran| !ran.gone);
            match (change, running) {
                (TimerChange::Set { timer }, Some(ran)) if !is_new(*timer, ran, entry.at) => {
                    ran.last = *timer;
                    ran.to = match timer.clock {
                        TimerClock::Over { at } => Some(at),
                        TimerClock::Running { .. } | TimerClock::Paused { .. } => None,
                    };
                }
                (TimerChange::Set { timer }, running) => {
                    if let Some(ran) = running {
                        ran.end(entry.at);
                    }
                    of_room.push(Ran {
                        label: timer.label,
                        planned: timer.planned,
                        from: entry.at,
                        last: *timer,
                        to: None,
                        gone: false,
                    });
                }
                (TimerChange::Gone {}, Some(ran)) => ran.end(entry.at),
                (TimerChange::Gone {}, None) => {}
            }
        }
        timers
    }
}

/// Whether somebody started another one in its place; a change leaves what it is for, and another time to go.
fn is_new(timer: RoomTimer, ran: &Ran, at: Timestamp) -> bool {
    let whole = TimerClock::Running {
        ends_at: at + Millis::from_seconds(timer.planned),
    };
    timer.label != ran.label || (timer.seconds == timer.planned && timer.clock == whole)
}

impl Ran {
    fn end(&mut self, at: Timestamp) {
        self.to.get_or_insert(at);
        self.gone = true;
    }

    /// All that it had, without what was left.
    fn seconds(&self, until: Timestamp) -> u32 {
        let left = match self.last.clock {
            TimerClock::Running { ends_at } => ends_at - self.to.unwrap_or(until),
            TimerClock::Paused { left } => left,
            TimerClock::Over { .. } => Millis(0),
        };
        let left = u32::try_from(left.0.max(0).saturating_add(500) / 1000).unwrap_or(u32::MAX);
        self.last.seconds.saturating_sub(left)
    }
}

impl Builder<'_> {
    /// For those who may know who was in the room, and of the main room, where all are, for everyone.
    pub(super) fn timers(&self, access: Access, id: RoomId) -> Vec<RecordTimer> {
        let is_main = self.state().main_room == Some(id);
        let of_room = self.timers.0.get(&id).filter(|_| access.attendance || is_main);
        let timer = |ran: &Ran| {
            let mut span = self.span(ran.from, ran.to);
            span.seconds = ran.seconds(self.until);
            RecordTimer {
                label: self.maybe_words(ran.label),
                planned_seconds: ran.planned,
                span,
            }
        };
        of_room.into_iter().flatten().map(timer).collect()
    }
}

impl RecordTimer {
    /// The cells of the document's table; `escape` makes people's text nothing but text.
    pub(super) fn cells(&self, clock: &Clock, escape: impl Fn(&str) -> String) -> Vec<String> {
        let to = self.span.to.map(|at| clock.hour(at)).unwrap_or_default();
        vec![
            self.label.as_deref().map_or_else(|| "–".to_owned(), escape),
            format!("{} – {to}", clock.hour(self.span.from)),
            minutes(self.planned_seconds),
            minutes(self.span.seconds),
        ]
    }

    /// Its row of the table.
    pub(super) fn row(&self, room: String) -> Row {
        Row {
            table: "timer",
            room,
            planned_seconds: self.planned_seconds.to_string(),
            text: self.label.clone().unwrap_or_default(),
            ..Row::default()
        }
    }
}
