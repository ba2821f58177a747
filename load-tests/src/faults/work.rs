//! What people do while things break: they type, talk and raise hands, and one round follows the other.

use crate::gather::{Seat, begin};
use crate::person::Person;
use crate::report::line;
use protocol::ids::{PlanId, RoomId};
use protocol::meeting::Command;
use protocol::meeting::command::Target;
use protocol::meeting::view::View;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

const TYPE_EVERY: Duration = Duration::from_millis(700);
const SAY_EVERY: Duration = Duration::from_secs(2);
const HAND_EVERY: Duration = Duration::from_millis(2_500);

/// Everybody at work, until told to stop.
pub(super) fn everybody(seats: &[Seat], over: &Arc<AtomicBool>) -> JoinSet<anyhow::Result<()>> {
    let mut at_work = JoinSet::new();
    for (n, seat) in (0_u32..).zip(seats) {
        at_work.spawn(types(seat.clone(), n, Arc::clone(over)));
        at_work.spawn(says(seat.clone(), n, Arc::clone(over)));
        at_work.spawn(raises(seat.clone(), n, Arc::clone(over)));
    }
    at_work
}

/// Not everybody in the same millisecond.
fn spread(n: u32, every: Duration) -> Duration {
    every.mul_f64(f64::from(n * 37 % 100) / 100.0)
}

async fn types(seat: Seat, n: u32, over: Arc<AtomicBool>) -> anyhow::Result<()> {
    sleep(spread(n, TYPE_EVERY)).await;
    while !over.load(Ordering::Relaxed) {
        // Without a line too: the page keeps it, and sends it when it is back.
        if seat.person.rights().write {
            seat.board.type_mark();
        }
        sleep(TYPE_EVERY).await;
    }
    Ok(())
}

async fn says(seat: Seat, n: u32, over: Arc<AtomicBool>) -> anyhow::Result<()> {
    sleep(spread(n, SAY_EVERY)).await;
    while !over.load(Ordering::Relaxed) {
        if seat.person.rights().chat {
            // Every second person leaves it at that when they are told that it was not saved.
            seat.person.say(n.is_multiple_of(2)).await?;
        }
        sleep(SAY_EVERY).await;
    }
    Ok(())
}

async fn raises(seat: Seat, n: u32, over: Arc<AtomicBool>) -> anyhow::Result<()> {
    sleep(spread(n, HAND_EVERY)).await;
    while !over.load(Ordering::Relaxed) {
        let lower = Command::LowerHand {
            person: None,
            called: false,
        };
        for command in [Command::RaiseHand {}, lower] {
            // A round that ends takes hands down by itself: a refusal is an answer too.
            let _ = seat.person.try_act(command).await?;
            sleep(HAND_EVERY).await;
        }
    }
    Ok(())
}

/// One round after the other, until told to stop.
pub(super) async fn rounds(
    facilitator: Arc<Person>,
    seats: Vec<Seat>,
    rooms: Vec<RoomId>,
    seconds: u32,
    over: Arc<AtomicBool>,
) -> anyhow::Result<u32> {
    let mut count = 0;
    while !over.load(Ordering::Relaxed) {
        // What is refused because the round before has just ended or somebody is away is tried again.
        let plan = match begin(&facilitator, &seats, &rooms, seconds).await {
            Ok(plan) => plan,
            Err(error) => {
                line(&format!("  a round does not begin: {error:#}"));
                sleep(Duration::from_secs(1)).await;
                stop_all(&facilitator).await?;
                continue;
            }
        };
        count += 1;
        let until = Instant::now() + Duration::from_secs(u64::from(seconds) * 2 + 120);
        while facilitator.with_view(|view| has_ended(view, plan)) != Some(true) && Instant::now() < until {
            if over.load(Ordering::Relaxed) {
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        stop_all(&facilitator).await?;
    }
    Ok(count)
}

/// Ends what still runs: at the end everybody may write and talk.
pub(super) async fn stop_all(facilitator: &Person) -> anyhow::Result<()> {
    let running = |view: &View| -> Vec<PlanId> {
        let rounds = view.details.values().filter_map(|detail| detail.round.as_ref());
        rounds
            .filter(|round| round.ended_at.is_none())
            .map(|round| round.plan)
            .collect()
    };
    let ends = async {
        loop {
            let Some(plan) = facilitator
                .with_view(running)
                .and_then(|plans| plans.first().copied())
            else {
                return anyhow::Ok(());
            };
            let _ = facilitator
                .try_act(Command::StopRound {
                    on: Target::Plan(plan),
                })
                .await?;
            sleep(Duration::from_millis(200)).await;
        }
    };
    timeout(Duration::from_secs(120), ends).await?
}

fn has_ended(view: &View, plan: PlanId) -> bool {
    let rounds = view.details.values().filter_map(|detail| detail.round.as_ref());
    rounds
        .filter(|round| round.plan == plan)
        .all(|round| round.ended_at.is_some())
}
