//! A timer for free work in a room: a deadline like a step's, without steps, floors or rights.

use super::Contents;
use super::state::State;
use crate::ids::{ContentId, RoomId};
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// What a person may ask about timers. Facilitators of the meeting name any rooms (none: all of them), those of a room their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum TimerCommand {
    /// One of so many seconds, in the place of the one that was there. None: in all rooms without a round.
    Start {
        #[serde(default)]
        rooms: Option<Vec<RoomId>>,
        seconds: u32,
        /// What it is for: 'Silent reading'.
        #[serde(default)]
        label: Option<String>,
    },
    /// More time, or less (negative); one that is over runs again. None, here and below: every timer there is.
    Add {
        #[serde(default)]
        rooms: Option<Vec<RoomId>>,
        seconds: i32,
    },
    Pause {
        #[serde(default)]
        rooms: Option<Vec<RoomId>>,
    },
    Resume {
        #[serde(default)]
        rooms: Option<Vec<RoomId>>,
    },
    Stop {
        #[serde(default)]
        rooms: Option<Vec<RoomId>>,
    },
}

/// What happened to the timer of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum TimerChange {
    /// It is there, or is another one now.
    Set {
        timer: RoomTimer,
    },
    Gone {},
}

/// The timer of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomTimer {
    /// All of it, with what was added.
    pub seconds: u32,
    /// With what it began.
    pub planned: u32,
    /// What it is for.
    #[serde(default)]
    pub label: Option<ContentId>,
    pub clock: TimerClock,
}

/// The timer of a room as its people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TimerView {
    /// All of it, with what was added.
    pub seconds: u32,
    /// With what it began.
    pub planned: u32,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub label: Option<String>,
    pub clock: TimerClock,
}

/// Where a timer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TimerClock {
    Running {
        ends_at: Timestamp,
    },
    Paused {
        left: Millis,
    },
    /// Its time was up then; it stays in sight until somebody stops it.
    Over {
        at: Timestamp,
    },
}

impl RoomTimer {
    /// When it is over if nobody changes it.
    pub fn due(self) -> Option<Timestamp> {
        match self.clock {
            TimerClock::Running { ends_at } => Some(ends_at),
            TimerClock::Paused { .. } | TimerClock::Over { .. } => None,
        }
    }
}

/// The timer of a room for the view.
pub(super) fn view(state: &State, contents: &Contents, room: RoomId) -> Option<TimerView> {
    let timer = state.timers.get(&room)?;
    Some(TimerView {
        seconds: timer.seconds,
        planned: timer.planned,
        label: timer.label.and_then(|id| contents.get(&id)?.clone()),
        clock: timer.clock,
    })
}

/// When the next timer is over.
pub(super) fn due(state: &State) -> Option<Timestamp> {
    state.timers.values().filter_map(|timer| timer.due()).min()
}

/// What an event does to the timer of a room.
pub(super) fn apply(state: &mut State, room: RoomId, change: TimerChange) {
    match change {
        TimerChange::Set { timer } => {
            state.timers.insert(room, timer);
        }
        TimerChange::Gone {} => {
            state.timers.remove(&room);
        }
    }
}
