//! What an instance does for and with the others that share its store: once a second it says that it lives and who is connected to it,
//! and asks for the heads of all that it holds, in one query each. So what others wrote is seen within a second whatever becomes of the
//! bus, and whoever was connected to an instance that died is looked for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use protocol::ids::MeetingId;
use protocol::meeting::event::EVENT_LEVEL;
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use crate::app::App;
use crate::hub::Hubs;
use crate::levels::Admission;
use crate::rehearsals;
use crate::store::{Beat, Position, Pulse, ReadError, SharedStore, Store};

/// How long it counts as alive without a word.
const LEASE: Duration = Duration::from_secs(5);

/// Rehearsals that an instance left are deleted as often as this, in beats.
const CLEAN_EVERY: u32 = 60;

/// Runs until it is dropped; comes back at once where one process has the store to itself.
/// `every`: how often.
pub(crate) async fn run(app: Arc<App>, every: Duration) {
    let Some(shared) = app.store.shared() else {
        return;
    };
    let mut timer = tokio::time::interval(every);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = Told::default();
    let mut others = BTreeSet::new();
    for number in 1_u32.. {
        timer.tick().await;
        if number.is_multiple_of(CLEAN_EVERY)
            && let Err(error) = rehearsals::clean_up(app.store.as_ref()).await
        {
            tracing::warn!(%error, "rehearsals that were left could not be looked for");
        }
        if let Some(pulse) = beat(&app, shared, &mut told, LEASE).await {
            let alive: BTreeSet<Uuid> = pulse.alive.into_iter().collect();
            metrics::gauge!("convene_instances").set(alive.len() as f64);
            if app.hubs.levels().heard(pulse.event_level)
                && let Err(error) = app.hubs.levels().admit(app.store.as_ref()).await
            {
                tracing::warn!(%error, "it could not be asked which events may be written");
            }
            let gone: Vec<Uuid> = others.difference(&alive).copied().collect();
            if !gone.is_empty() {
                tracing::warn!(?gone, "other instances are gone: their people are looked for");
                app.hubs.recount();
            }
            others = alive;
            for meeting in pulse.orphans {
                // Opening many takes longer than a lease, and the next beat must not wait for it.
                let app = app.clone();
                tokio::spawn(async move { app.hubs.adopt(MeetingId(meeting)).await });
            }
        }
        if let Err(error) = compare_heads(&app, shared).await {
            tracing::warn!(%error, "the heads of what is open here could not be asked for");
        }
    }
}

/// This instance comes, and says so before it asks whether it may serve: what others write from now on it can read.
///
/// # Errors
/// One line for whoever starts it.
pub(crate) async fn arrive(hubs: &Hubs, store: &dyn Store) -> anyhow::Result<()> {
    if let Some(shared) = store.shared() {
        let beat = Beat {
            instance: hubs.instance(),
            lease: LEASE,
            reads: EVENT_LEVEL,
            presence: Vec::new(),
        };
        shared.beat(&beat).await.context("the database does not answer")?;
    }
    match hubs.levels().admit(store).await {
        Ok(Admission::Admitted) => Ok(()),
        Ok(Admission::TooOld { needs }) => bail!(
            "the database has meetings of a newer Convene (level {needs}, this one reads up to {EVENT_LEVEL}): start the newer version"
        ),
        Err(error) => Err(error).context("the database does not answer"),
    }
}

/// This instance goes: others need not wait for its lease to end.
pub(crate) async fn leave(app: &App) {
    if let Some(shared) = app.store.shared() {
        beat(app, shared, &mut Told::default(), Duration::ZERO).await;
    }
}

/// What the store knows of who is connected here.
type Told = BTreeMap<Uuid, Vec<Uuid>>;

async fn beat(app: &App, shared: &dyn SharedStore, told: &mut Told, lease: Duration) -> Option<Pulse> {
    let now = app.hubs.presence();
    let changed = now
        .iter()
        .filter(|(meeting, people)| told.get(meeting) != Some(people))
        .map(|(meeting, people)| (*meeting, Some(people.clone())));
    let let_go = told.keys().filter(|meeting| !now.contains_key(meeting));
    let presence = changed.chain(let_go.map(|meeting| (*meeting, None))).collect();
    let beat = Beat {
        instance: app.hubs.instance(),
        lease,
        reads: EVENT_LEVEL,
        presence,
    };
    match shared.beat(&beat).await {
        Ok(pulse) => {
            *told = now;
            if !pulse.was_alive {
                // The store may have forgotten whom it was told of: it is told again.
                told.clear();
            }
            Some(pulse)
        }
        Err(error) => {
            tracing::warn!(%error, "this instance could not say that it lives");
            None
        }
    }
}

/// Wakes every hub and board whose log is longer than what it has.
async fn compare_heads(app: &App, shared: &dyn SharedStore) -> Result<(), ReadError> {
    let held = app.hubs.live();
    if !held.is_empty() {
        let ids: Vec<Uuid> = held.iter().map(|meeting| meeting.0).collect();
        let heads: HashMap<Uuid, Position> = app.store.heads(&ids).await?.into_iter().collect();
        for meeting in held {
            // One that is not there was deleted, which its hub finds out when it reads.
            let head = heads.get(&meeting.0).map_or(u64::MAX, |head| head.seq);
            app.hubs.written_elsewhere(meeting, head);
        }
    }
    let open = app.boards.open_here();
    if !open.is_empty() {
        for (board, head) in shared.board_heads(&open).await? {
            app.boards.written_elsewhere(board, head);
        }
    }
    Ok(())
}
