//! When the hub must come back with a Tick. The next deadline is an output of the state, not a timer inside it.

use super::state::{Breakouts, State};
use super::timers;
use crate::time::Timestamp;

/// The earliest time at which something happens by itself; none while nothing runs.
pub fn next_deadline(state: &State) -> Option<Timestamp> {
    // Sums of anonymous polls are due at once, also when the meeting is over.
    let polls = state.polls.values().filter(|poll| poll.awaits_tally());
    let tally = polls.filter_map(|poll| poll.closed_at).min();
    if state.ended_at.is_some() {
        return tally;
    }
    let countdown = match state.breakouts {
        Breakouts::Opening { at } | Breakouts::Closing { at } => Some(at),
        Breakouts::Closed | Breakouts::Open => None,
    };
    let rounds = state
        .rooms
        .values()
        .filter_map(|room| room.round.as_ref())
        .filter(|round| round.ended_at.is_none())
        .flat_map(|round| {
            let step = match round.timeline.due() {
                // A room that waits for a presenter ends with its plan.
                None if round.timeline.step.is_none() => {
                    state.plans.get(&round.plan).and_then(|plan| plan.timeline.end())
                }
                due => due,
            };
            let turn = round.turns.as_ref().and_then(|turns| turns.due(&round.timeline));
            let asked = round
                .asked
                .and_then(|asked| round.timeline.when_left(asked.until_left));
            step.into_iter().chain(turn).chain(asked)
        });
    rounds
        .chain(countdown)
        .chain(tally)
        .chain(timers::due(state))
        .min()
}
