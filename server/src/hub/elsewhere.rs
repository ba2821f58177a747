//! What a hub has to know of the other instances that hold the same meeting. Where one process has the store to itself nothing of this
//! does anything.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use protocol::ids::PersonId;
use protocol::meeting::SystemCommand;
use tokio::time::Instant;

use super::actor::Actor;
use super::attendance::GRACE;
use super::input::{Attach, Fail};
use super::registry::Shared;
use crate::bus::Carried;
use crate::store::ReadError;

/// How long it takes at most until others know who has come here.
const TOLD_WITHIN: Duration = Duration::from_secs(2);
/// When to ask again where somebody is, after the store did not answer.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// A gap shorter than this is a restart that nobody noticed; `decide` weighs longer ones.
const GAP_MIN_MS: i64 = 3_000;
/// Where others may hold the meeting, their last sign of life may be this old without any gap.
const SHARED_GAP_MIN_MS: i64 = 10_000;

/// How long someone without a connection here still counts as here.
pub(super) fn grace(shared: &Arc<Shared>) -> Duration {
    match shared.store.shared() {
        Some(_) => GRACE + TOLD_WITHIN,
        None => GRACE,
    }
}

/// From which time without a hub a meeting has a gap.
pub(super) fn gap_min_ms(shared: &Arc<Shared>) -> i64 {
    match shared.store.shared() {
        Some(_) => SHARED_GAP_MIN_MS,
        None => GAP_MIN_MS,
    }
}

impl Actor {
    /// Of those whose grace is over, who is connected to no other instance either.
    pub(super) async fn nowhere(&mut self, over: Vec<(PersonId, u64)>) -> Vec<(PersonId, u64)> {
        let Some(shared) = self.shared.store.shared().filter(|_| !over.is_empty()) else {
            return over;
        };
        match shared
            .present_elsewhere(self.meeting.0, self.shared.instance)
            .await
        {
            Ok(elsewhere) => {
                let elsewhere: BTreeSet<_> = elsewhere.into_iter().map(PersonId).collect();
                let is_nowhere = |(person, _): &(PersonId, u64)| !elsewhere.contains(person);
                over.into_iter().filter(is_nowhere).collect()
            }
            Err(_) => {
                for (person, generation) in over {
                    let until = Instant::now() + ASK_AGAIN;
                    self.attendance.extend_grace(person, generation, until);
                }
                Vec::new()
            }
        }
    }

    /// An instance is gone: whoever counts as here and is not connected to this one may be nowhere. Their grace begins, and at its end it
    /// is asked where they are.
    pub(super) fn recount(&mut self) {
        let now = Instant::now();
        for (person, someone) in &self.accepted.state.people {
            if someone.here && !someone.removed && !self.attendance.knows(*person) {
                self.attendance.begin_grace(*person, someone.generation, now);
            }
        }
    }

    /// What others wrote may say that somebody left who is connected here: then they are here again.
    pub(super) fn claim_present(&mut self) {
        let people = &self.accepted.state.people;
        for (person, _) in self.attendance.everyone() {
            let is_away = people
                .get(&person)
                .is_some_and(|someone| !someone.here && !someone.removed);
            if is_away {
                self.waiting.push_back(SystemCommand::Connected { person });
            }
        }
    }

    /// Reads what others wrote, if there are others.
    pub(super) async fn catch_up_now(&mut self) {
        if self.shared.store.shared().is_none() {
            return;
        }
        // What cannot be read now is asked for again within a second.
        if let Err(Fail::Gone) = self.catch_up().await {
            self.gone = Some(Fail::Gone);
        }
    }

    /// Applies what another instance says that it wrote, if it follows on the very head that is known here; else the store is read.
    pub(super) async fn take_carried(&mut self, carried: Carried) {
        if carried.head().seq <= self.accepted.position.seq {
            return;
        }
        let position = self.accepted.position;
        if let Some((entries, content)) = carried.follow(self.meeting.0, position)
            && self.take_missed(&entries, content, None).is_ok()
        {
            metrics::counter!("convene_bus_carried_total", "log" => "meeting").increment(1);
            return;
        }
        metrics::counter!("convene_bus_gap_detected_total").increment(1);
        self.catch_up_now().await;
    }

    /// Before somebody looks: what another instance was answered, they shall see.
    pub(super) async fn catch_up_if_behind(&mut self) {
        if self.is_behind().await.unwrap_or(false) {
            self.catch_up_now().await;
        }
    }

    /// Whether another instance wrote what is not known here; an error where nobody can say.
    pub(super) async fn is_behind(&self) -> Result<bool, ReadError> {
        if self.shared.store.shared().is_none() {
            return Ok(false);
        }
        let head = self.shared.store.head(self.meeting.0).await?;
        Ok(head != self.accepted.position)
    }

    /// Whether whoever comes knows of something that is not known here.
    pub(super) fn is_news(&self, attach: &Attach) -> bool {
        let is_ahead = attach
            .resume
            .is_some_and(|seen| seen.seq > self.accepted.position.seq);
        is_ahead || !self.accepted.state.people.contains_key(&attach.person)
    }

    /// Whom other instances shall know to be here.
    pub(super) fn tell_presence(&self) {
        if self.shared.store.shared().is_some() {
            let people = self.attendance.everyone().map(|(person, _)| person.0).collect();
            self.shared.present(self.meeting, people);
        }
    }
}
