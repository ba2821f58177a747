//! How a load runs: warm-up, measured time, and the wait for what is still under way. In a closed loop, or at a fixed rate.

use super::crowd::Crowd;
use crate::usage::{cpu_seconds, family};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::time::timeout;

/// Messages under way at once in a closed loop.
const IN_FLIGHT: usize = 32;
const WARM_UP: Duration = Duration::from_secs(1);
/// One message in so many is for the warm-up, of those that people may say at once, or have ready to say.
const WARM_UP_SHARE: usize = 6;
/// How long what was sent may take to come, at the end.
const PATIENCE: Duration = Duration::from_secs(10);

/// How fast messages go, of all senders together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pace {
    /// The next one as soon as one has come to everybody.
    Max,
    /// So many a second, whatever comes.
    PerSecond(f64),
}

/// How fast one person may speak to this server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    pub(super) at_once: f64,
    pub(super) per_second: f64,
}

/// What was measured between warm-up and end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Course {
    pub(super) seconds: f64,
    pub(super) server_cpu: f64,
    pub(super) client_cpu: f64,
    /// It was over early: nobody was allowed, or had, to say more.
    pub(super) was_cut: bool,
}

/// What one sender may still say.
#[derive(Debug, Clone, Copy)]
struct Purse {
    tokens: f64,
    at: Duration,
}

impl Purse {
    fn pay(&mut self, allowance: Allowance, now: Duration) -> bool {
        let earned = now.saturating_sub(self.at).as_secs_f64() * allowance.per_second;
        self.tokens = (self.tokens + earned).min(allowance.at_once);
        self.at = now;
        let has_one = self.tokens >= 1.0;
        if has_one {
            self.tokens -= 1.0;
        }
        has_one
    }
}

/// Who speaks next: everybody in turn, neighbours not one after the other, so that rooms take turns too.
#[derive(Debug)]
pub(super) struct Turns {
    order: Vec<usize>,
    next: usize,
    allowance: Option<Allowance>,
    purses: Vec<Purse>,
}

impl Turns {
    pub(super) fn new(senders: &[usize], allowance: Option<Allowance>) -> Self {
        let order = spread(senders);
        let tokens = allowance.map_or(0.0, |allowance| allowance.at_once);
        let full = Purse {
            tokens,
            at: Duration::ZERO,
        };
        Self {
            purses: vec![full; order.len()],
            order,
            next: 0,
            allowance,
        }
    }

    /// None where nobody may say anything now.
    pub(super) fn take(&mut self, now: Duration) -> Option<usize> {
        for _ in 0..self.order.len() {
            let at = self.next;
            self.next = (self.next + 1) % self.order.len();
            let may = match (self.allowance, self.purses.get_mut(at)) {
                (Some(allowance), Some(purse)) => purse.pay(allowance, now),
                _ => true,
            };
            if may {
                return self.order.get(at).copied();
            }
        }
        None
    }

    /// How many messages are allowed now; none where nothing is refused.
    pub(super) fn left(&self) -> Option<usize> {
        self.allowance?;
        let all = self.purses.iter().map(|purse| purse.tokens).sum::<f64>();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some thousand messages"
        )]
        Some(all as usize)
    }
}

/// Every eleventh, then those beside them.
fn spread(senders: &[usize]) -> Vec<usize> {
    const STEP: usize = 11;
    (0..STEP)
        .flat_map(|first| senders.iter().copied().skip(first).step_by(STEP))
        .collect()
}

/// Runs it. `servers`: the processes whose time is looked at, with their children.
pub(super) async fn run(
    crowd: &Rc<Crowd>,
    pace: Pace,
    seconds: Duration,
    allowance: Option<Allowance>,
    servers: &[u32],
) -> Course {
    let mut turns = Turns::new(&crowd.senders(), allowance);
    let mut watch = Watch::new(servers);
    match pace {
        Pace::Max => closed_loop(crowd, seconds, &mut turns, &mut watch).await,
        Pace::PerSecond(rate) => fixed(crowd, rate, seconds, &mut turns, &mut watch).await,
    }
    watch.end(crowd);
    let all_there = async {
        while crowd.tally.borrow().under_way > 0 && !crowd.is_broken.get() {
            crowd.moved.notified().await;
        }
    };
    // What has not come by now is counted as lost.
    let _ = timeout(PATIENCE, all_there).await;
    watch.course
}

/// After how many messages the warm-up is over at the latest, where no more than these may be said and no more than these are ready.
pub(super) fn warm_up(allowed: Option<usize>, ready: Option<usize>) -> usize {
    let left = allowed.into_iter().chain(ready).min();
    left.map_or(usize::MAX, |left| left / WARM_UP_SHARE)
}

async fn closed_loop(crowd: &Crowd, seconds: Duration, turns: &mut Turns, watch: &mut Watch) {
    let (mut sent, warm_up) = (0, warm_up(turns.left(), crowd.left()));
    loop {
        let now = crowd.tally.borrow().now();
        if !watch.is_on() && (now >= WARM_UP || sent >= warm_up) {
            watch.begin(crowd);
        }
        if watch.is_over(now, seconds) || crowd.is_broken.get() {
            return;
        }
        while crowd.tally.borrow().under_way < IN_FLIGHT {
            let now = crowd.tally.borrow().now();
            let Some(sender) = turns.take(now) else {
                watch.course.was_cut = true;
                return;
            };
            if !crowd.send(sender, now) {
                watch.course.was_cut = true;
                return;
            }
            sent += 1;
        }
        // Not for ever: where messages are lost the time must still end.
        let _ = timeout(Duration::from_millis(100), crowd.moved.notified()).await;
    }
}

async fn fixed(crowd: &Crowd, rate: f64, seconds: Duration, turns: &mut Turns, watch: &mut Watch) {
    let ticks = Arc::new(Notify::new());
    let first = crowd.tally.borrow().now();
    let due = |n: u32| first + Duration::from_secs_f64(f64::from(n) / rate);
    let metronome = Metronome::start(Duration::from_secs_f64(1.0 / rate), Arc::clone(&ticks));
    let mut n = 0;
    loop {
        let now = crowd.tally.borrow().now();
        if !watch.is_on() && now >= first + WARM_UP {
            watch.begin(crowd);
        }
        if watch.is_over(now, seconds) || crowd.is_broken.get() {
            break;
        }
        while due(n) <= now {
            let sent = turns.take(now).is_some_and(|sender| crowd.send(sender, due(n)));
            if !sent {
                watch.course.was_cut = true;
                return;
            }
            n += 1;
        }
        ticks.notified().await;
    }
    drop(metronome);
}

/// A thread that wakes the sender: the runtime's own timer knows milliseconds only, which would be counted as the server's.
pub(super) struct Metronome {
    is_over: Arc<AtomicBool>,
}

impl Metronome {
    pub(super) fn start(every: Duration, ticks: Arc<Notify>) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&is_over);
        let began = Instant::now();
        std::thread::spawn(move || {
            for n in 1_u32.. {
                if end.load(Ordering::Relaxed) {
                    return;
                }
                std::thread::sleep((every * n).saturating_sub(began.elapsed()));
                ticks.notify_one();
            }
        });
        Self { is_over }
    }
}

impl Drop for Metronome {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

/// Looks at clocks as the measuring begins and ends.
pub(super) struct Watch {
    /// The server's processes, looked for once: that takes long enough to be seen in the figures.
    server: Vec<u32>,
    since: Option<(Duration, f64, f64)>,
    pub(super) course: Course,
}

impl Watch {
    pub(super) fn new(servers: &[u32]) -> Self {
        Self {
            server: servers.iter().flat_map(|pid| family(*pid)).collect(),
            since: None,
            course: Course::default(),
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.since.is_some()
    }

    pub(super) fn is_over(&self, now: Duration, seconds: Duration) -> bool {
        self.since.is_some_and(|(since, ..)| now >= since + seconds)
    }

    fn processor(&self) -> (f64, f64) {
        (
            self.server.iter().map(|pid| cpu_seconds(*pid)).sum(),
            cpu_seconds(std::process::id()),
        )
    }

    pub(super) fn begin(&mut self, crowd: &Crowd) {
        let (server, client) = self.processor();
        let mut tally = crowd.tally.borrow_mut();
        tally.is_measuring = true;
        self.since = Some((tally.now(), server, client));
    }

    pub(super) fn end(&mut self, crowd: &Crowd) {
        let mut tally = crowd.tally.borrow_mut();
        tally.is_measuring = false;
        let Some((since, server, client)) = self.since else {
            return;
        };
        self.course.seconds = tally.now().saturating_sub(since).as_secs_f64();
        let (server_now, client_now) = self.processor();
        self.course.server_cpu = server_now - server;
        self.course.client_cpu = client_now - client;
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowance, Turns, spread, warm_up};
    use std::collections::BTreeSet;
    use std::time::Duration;

    #[test]
    fn turns_are_spread_over_rooms_and_nobody_is_left_out() {
        let senders: Vec<usize> = (0..150).collect();
        let order = spread(&senders);
        assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), 150);
        assert!(order.windows(2).all(|pair| pair[0] / 5 != pair[1] / 5));
        assert_eq!(spread(&[3]), [3]);
    }

    #[test]
    fn the_warm_up_leaves_most_of_what_can_be_said() {
        assert_eq!(warm_up(None, None), usize::MAX);
        assert_eq!(warm_up(Some(600), None), 100);
        assert_eq!(warm_up(None, Some(600)), 100);
        assert_eq!(warm_up(Some(1_200), Some(600)), 100);
        assert_eq!(warm_up(Some(600), Some(1_200)), 100);
        let allowance = Allowance {
            at_once: 2.0,
            per_second: 1.0,
        };
        assert_eq!(Turns::new(&[5, 6], None).left(), None);
        assert_eq!(Turns::new(&[5, 6], Some(allowance)).left(), Some(4));
    }

    #[test]
    fn nobody_says_more_than_they_may() {
        let allowance = Allowance {
            at_once: 2.0,
            per_second: 1.0,
        };
        let mut turns = Turns::new(&[5, 6], Some(allowance));
        let now = Duration::ZERO;
        let said: Vec<_> = std::iter::from_fn(|| turns.take(now)).collect();
        assert_eq!(said, [5, 6, 5, 6]);
        assert_eq!(turns.take(Duration::from_secs(1)), Some(5));
        assert_eq!(turns.take(Duration::from_secs(1)), Some(6));
        assert_eq!(turns.take(Duration::from_secs(1)), None);
    }
}
