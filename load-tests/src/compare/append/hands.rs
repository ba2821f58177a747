//! Hands that go up and down, each a command that is waited for until it is durable.

use super::{WAITING, WARM_UP};
use crate::compare::commands::Spoken;
use crate::compare::course::{Allowance, Metronome, Turns, Watch, warm_up};
use crate::compare::crowd::Crowd;
use protocol::meeting::Command;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;

/// What a person may do (`server/src/session/budget.rs`), and a little less, since clocks differ.
const HANDS: Allowance = Allowance {
    at_once: 50.0,
    per_second: 19.0,
};

/// Whose hands are up.
pub(super) struct Hands {
    turns: Turns,
    up: Spoken,
    down: Spoken,
    are_up: Vec<bool>,
    sent: usize,
    crowd: Rc<Crowd>,
}

impl Hands {
    pub(super) fn new(crowd: &Rc<Crowd>, everybody: usize) -> anyhow::Result<Self> {
        Ok(Self {
            turns: Turns::new(&(0..everybody).collect::<Vec<_>>(), Some(HANDS)),
            up: Spoken::new(Command::RaiseHand {})?,
            down: Spoken::new(Command::LowerHand {
                person: None,
                called: false,
            })?,
            are_up: vec![false; everybody],
            sent: 0,
            crowd: Rc::clone(crowd),
        })
    }

    fn next(&mut self, due: Duration) -> bool {
        let now = self.crowd.tally.borrow().now();
        let Some(member) = self.turns.take(now) else {
            return false;
        };
        let Some(is_up) = self.are_up.get_mut(member) else {
            return false;
        };
        *is_up = !*is_up;
        let pen = if *is_up { &mut self.up } else { &mut self.down };
        self.sent += 1;
        self.crowd.ask_by(member, due, pen)
    }

    /// Whether it went to the end of its time.
    pub(super) async fn closed_loop(&mut self, watch: &mut Watch, seconds: Duration) -> bool {
        let warm_up = warm_up(self.turns.left(), None);
        loop {
            let now = self.crowd.tally.borrow().now();
            if !watch.is_on() && (now >= WARM_UP || self.sent >= warm_up) {
                watch.begin(&self.crowd);
            }
            if watch.is_over(now, seconds) || self.crowd.is_broken.get() {
                return true;
            }
            while self.crowd.tally.borrow().under_way < WAITING {
                let now = self.crowd.tally.borrow().now();
                if !self.next(now) {
                    return false;
                }
            }
            // Not for ever: where answers are lost the time must still end.
            let _ = timeout(Duration::from_millis(100), self.crowd.moved.notified()).await;
        }
    }

    /// So many a second; whether it went to the end of its time.
    pub(super) async fn at_rate(&mut self, rate: f64, watch: &mut Watch, seconds: Duration) -> bool {
        let ticks = Arc::new(Notify::new());
        let _metronome = Metronome::start(Duration::from_secs_f64(1.0 / rate), Arc::clone(&ticks));
        let first = self.crowd.tally.borrow().now();
        for n in 0_u32.. {
            let due = first + Duration::from_secs_f64(f64::from(n) / rate);
            while self.crowd.tally.borrow().now() < due {
                ticks.notified().await;
            }
            if !watch.is_on() && due >= first + WARM_UP {
                watch.begin(&self.crowd);
            }
            let now = self.crowd.tally.borrow().now();
            if watch.is_over(now, seconds) || self.crowd.is_broken.get() {
                return true;
            }
            if !self.next(due) {
                return false;
            }
        }
        true
    }
}
