//! Timers for free work: started, changed and stopped by facilitators; over by the clock; gone where a round starts.

use super::draft::Draft;
use super::guard;
use crate::ids::{PersonId, RoomId};
use crate::limits::{ROOMS_MAX, TIMER_SECONDS_MAX, TIMER_SECONDS_MIN};
use crate::meeting::state::Breakouts;
use crate::meeting::timers::{RoomTimer, TimerChange, TimerClock, TimerCommand};
use crate::meeting::{Event, Refusal, State};
use crate::time::{Millis, Timestamp};
use std::collections::BTreeSet;

pub(super) fn command(draft: &mut Draft<'_>, actor: PersonId, command: &TimerCommand) -> Result<(), Refusal> {
    let rooms = match command {
        TimerCommand::Start { rooms, .. }
        | TimerCommand::Add { rooms, .. }
        | TimerCommand::Pause { rooms }
        | TimerCommand::Resume { rooms }
        | TimerCommand::Stop { rooms } => rooms.as_deref(),
    };
    allowed(draft.state(), actor, rooms)?;
    if let TimerCommand::Start { seconds, label, .. } = command {
        return start(draft, actor, rooms, *seconds, label.as_deref());
    }
    let found = timers(draft.state(), rooms)?;
    let now = draft.at();
    let mut refused = None;
    let mut changed = false;
    for (room, timer) in found {
        let change = match command {
            TimerCommand::Add { seconds, .. } => added(timer, *seconds, now),
            TimerCommand::Pause { .. } => paused(timer, now),
            TimerCommand::Resume { .. } => resumed(timer, now),
            TimerCommand::Stop { .. } | TimerCommand::Start { .. } => Ok(TimerChange::Gone {}),
        };
        match change {
            Ok(change) => {
                draft.emit(Event::Timer { room, change });
                changed = true;
            }
            // Of many rooms those are changed that can be; of one the reason is told.
            Err(refusal) if rooms.is_none() => refused = Some(refusal),
            Err(refusal) => return Err(refusal),
        }
    }
    match refused {
        Some(refusal) if !changed => Err(refusal),
        Some(_) | None => Ok(()),
    }
}

/// A facilitator of the meeting names any rooms, or none; who facilitates a room names that one.
fn allowed(state: &State, actor: PersonId, rooms: Option<&[RoomId]>) -> Result<(), Refusal> {
    let Some(rooms) = rooms else {
        return guard::facilitator(state, actor).map(drop);
    };
    if rooms.is_empty() || rooms.len() > ROOMS_MAX + 1 {
        return Err(Refusal::OutOfRange);
    }
    for room in rooms {
        guard::room_facilitator(state, actor, *room)?;
    }
    Ok(())
}

/// The timers of these rooms, of all rooms.
fn timers(state: &State, rooms: Option<&[RoomId]>) -> Result<Vec<(RoomId, RoomTimer)>, Refusal> {
    let found: Vec<_> = match rooms {
        None => state.timers.iter().map(|(id, timer)| (*id, *timer)).collect(),
        Some(rooms) => once(rooms)
            .map(|id| state.timers.get(&id).map(|timer| (id, *timer)))
            .collect::<Option<_>>()
            .ok_or(Refusal::NoTimer)?,
    };
    if found.is_empty() {
        return Err(Refusal::NoTimer);
    }
    Ok(found)
}

/// Each room once, whatever was sent.
fn once(rooms: &[RoomId]) -> impl Iterator<Item = RoomId> {
    rooms.iter().copied().collect::<BTreeSet<_>>().into_iter()
}

fn start(
    draft: &mut Draft<'_>,
    actor: PersonId,
    rooms: Option<&[RoomId]>,
    seconds: u32,
    label: Option<&str>,
) -> Result<(), Refusal> {
    if !(TIMER_SECONDS_MIN..=TIMER_SECONDS_MAX).contains(&seconds) {
        return Err(Refusal::OutOfRange);
    }
    let state = draft.state();
    let chosen: Vec<RoomId> = match rooms {
        None => state
            .rooms
            .keys()
            .copied()
            .filter(|room| takes(state, *room).is_ok())
            .collect(),
        Some(rooms) => {
            for room in rooms {
                takes(state, *room)?;
            }
            once(rooms).collect()
        }
    };
    if chosen.is_empty() {
        return Err(Refusal::RoundUnderWay);
    }
    let label = label.filter(|label| !label.trim().is_empty());
    let label = label.map(|label| draft.line(label, Some(actor))).transpose()?;
    let timer = RoomTimer {
        seconds,
        planned: seconds,
        label,
        clock: TimerClock::Running {
            ends_at: draft.at() + Millis::from_seconds(seconds),
        },
    };
    for room in chosen {
        let change = TimerChange::Set { timer };
        draft.emit(Event::Timer { room, change });
    }
    Ok(())
}

/// Whether a timer has its place in this room now: no round is under way, and people can be there.
fn takes(state: &State, room: RoomId) -> Result<(), Refusal> {
    guard::room_in_use(state, room)?;
    if guard::round(state, room).is_ok() {
        return Err(Refusal::RoundUnderWay);
    }
    let open = matches!(state.breakouts, Breakouts::Open | Breakouts::Closing { .. });
    if open || state.main_room == Some(room) {
        Ok(())
    } else {
        Err(Refusal::RoomsClosed)
    }
}

fn left(timer: RoomTimer, now: Timestamp) -> Millis {
    match timer.clock {
        TimerClock::Running { ends_at } => ends_at - now,
        TimerClock::Paused { left } => left,
        TimerClock::Over { .. } => Millis(0),
    }
}

fn added(timer: RoomTimer, seconds: i32, now: Timestamp) -> Result<TimerChange, Refusal> {
    let all = i64::from(timer.seconds) + i64::from(seconds);
    let all = u32::try_from(all).ok().filter(|all| *all <= TIMER_SECONDS_MAX);
    let all = all.ok_or(Refusal::OutOfRange)?;
    if seconds == 0 {
        return Err(Refusal::NothingToDo);
    }
    let left = Millis(left(timer, now).0.max(0) + i64::from(seconds) * 1000);
    if left.0 <= 0 {
        return Err(Refusal::NotEnoughTime);
    }
    let clock = match timer.clock {
        TimerClock::Paused { .. } => TimerClock::Paused { left },
        TimerClock::Running { .. } | TimerClock::Over { .. } => TimerClock::Running { ends_at: now + left },
    };
    let timer = RoomTimer {
        seconds: all,
        clock,
        ..timer
    };
    Ok(TimerChange::Set { timer })
}

fn paused(timer: RoomTimer, now: Timestamp) -> Result<TimerChange, Refusal> {
    let left = match timer.clock {
        TimerClock::Running { ends_at } => ends_at - now,
        TimerClock::Paused { .. } => return Err(Refusal::IsPaused),
        TimerClock::Over { .. } => return Err(Refusal::NoTimer),
    };
    let clock = TimerClock::Paused {
        left: Millis(left.0.max(0)),
    };
    let timer = RoomTimer { clock, ..timer };
    Ok(TimerChange::Set { timer })
}

fn resumed(timer: RoomTimer, now: Timestamp) -> Result<TimerChange, Refusal> {
    let TimerClock::Paused { left } = timer.clock else {
        return Err(Refusal::NotPaused);
    };
    let clock = TimerClock::Running { ends_at: now + left };
    let timer = RoomTimer { clock, ..timer };
    Ok(TimerChange::Set { timer })
}

/// Those whose time is up are over.
pub(super) fn tick(draft: &mut Draft<'_>) {
    let now = draft.at();
    let timers = draft.state().timers.iter();
    let over: Vec<_> = timers
        .filter_map(|(room, timer)| Some((*room, *timer, timer.due().filter(|due| *due <= now)?)))
        .collect();
    for (room, timer, at) in over {
        let clock = TimerClock::Over { at };
        let timer = RoomTimer { clock, ..timer };
        let change = TimerChange::Set { timer };
        draft.emit(Event::Timer { room, change });
    }
}

/// No instance held the meeting for a while: as with steps (T10 to T12).
pub(super) fn shift(draft: &mut Draft<'_>, from: Timestamp, to: Timestamp, pauses: bool) {
    let timers = draft.state().timers.iter();
    let running: Vec<_> = timers
        .filter_map(|(room, timer)| Some((*room, *timer, timer.due().filter(|due| *due > from)?)))
        .collect();
    for (room, timer, ends_at) in running {
        let clock = if pauses {
            TimerClock::Paused { left: ends_at - from }
        } else {
            TimerClock::Running {
                ends_at: ends_at + (to - from),
            }
        };
        let timer = RoomTimer { clock, ..timer };
        let change = TimerChange::Set { timer };
        draft.emit(Event::Timer { room, change });
    }
}

/// After whatever happened: where a round began, and in rooms that nobody is in any more, there is no timer.
pub(super) fn settle(draft: &mut Draft<'_>) {
    let state = draft.state();
    if state.timers.is_empty() {
        return;
    }
    let gone: Vec<RoomId> = state
        .timers
        .keys()
        .copied()
        .filter(|room| takes(state, *room).is_err())
        .collect();
    for room in gone {
        let change = TimerChange::Gone {};
        draft.emit(Event::Timer { room, change });
    }
}
