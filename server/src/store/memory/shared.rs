//! What instances tell each other, in memory.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::MemoryStore;
use super::state::State;
use crate::store::{Answer, Beat, Presence, Pulse, ReadError, SharedStore, WriteError};

/// How long an instance that died is remembered, in milliseconds.
const FORGOTTEN_AFTER_MS: i64 = 60_000;

impl SharedStore for MemoryStore {
    fn beat<'a>(&'a self, beat: &'a Beat) -> Answer<'a, Result<Pulse, WriteError>> {
        let mut pulse = Pulse::default();
        let written = self.write(|state| {
            pulse = state.beat(beat);
            Ok(())
        });
        Box::pin(async move { written.await.map(|()| pulse) })
    }

    fn present_elsewhere(&self, meeting: Uuid, instance: Uuid) -> Answer<'_, Result<Vec<Uuid>, ReadError>> {
        self.read(|state| {
            let now = state.now();
            let others = state
                .instances
                .iter()
                .filter(|(id, other)| **id != instance && other.alive_until >= now);
            Ok(others
                .filter_map(|(_, other)| other.presence.get(&meeting))
                .flatten()
                .copied()
                .collect())
        })
    }

    fn presence(&self) -> Answer<'_, Result<Vec<Presence>, ReadError>> {
        self.read(|state| {
            let now = state.now();
            let living = state.instances.iter().filter(|(_, one)| one.alive_until >= now);
            Ok(living
                .map(|(id, one)| Presence {
                    instance: *id,
                    meetings: one.presence.clone().into_iter().collect(),
                })
                .collect())
        })
    }

    fn board_heads<'a>(&'a self, boards: &'a [Uuid]) -> Answer<'a, Result<Vec<(Uuid, u64)>, ReadError>> {
        self.read(|state| {
            let heads = boards
                .iter()
                .filter_map(|id| state.boards.get(id).map(|row| (*id, row.board.head)));
            Ok(heads.collect())
        })
    }
}

impl State {
    fn beat(&mut self, beat: &Beat) -> Pulse {
        let now = self.now();
        let lease = i64::try_from(beat.lease.as_millis()).unwrap_or(i64::MAX);
        let gone: Vec<bool> = beat
            .presence
            .iter()
            .map(|(meeting, _)| !self.meetings.contains_key(meeting))
            .collect();
        let own = self.instances.entry(beat.instance).or_default();
        let was_alive = own.alive_until >= now;
        own.alive_until = now.saturating_add(lease) - 1;
        own.reads = beat.reads;
        for ((meeting, people), gone) in beat.presence.iter().zip(gone) {
            match people {
                Some(people) if !gone => {
                    own.presence.insert(*meeting, people.clone());
                }
                _ => {
                    own.presence.remove(meeting);
                }
            }
        }
        self.instances
            .retain(|_, instance| instance.alive_until >= now - FORGOTTEN_AFTER_MS);
        let lives = |alive_until: i64| alive_until >= now;
        let held: BTreeSet<Uuid> = self
            .instances
            .values()
            .filter(|instance| lives(instance.alive_until))
            .flat_map(|instance| instance.presence.keys().copied())
            .collect();
        let all_read = self
            .instances
            .values()
            .filter(|i| lives(i.alive_until))
            .map(|i| i.reads)
            .min();
        self.levels.event_level = self.levels.event_level.max(all_read.unwrap_or(0));
        let dead = self.instances.values().filter(|i| !lives(i.alive_until));
        let orphans: BTreeSet<Uuid> = dead
            .flat_map(|instance| instance.presence.keys().copied())
            .collect();
        Pulse {
            was_alive,
            alive: self
                .instances
                .iter()
                .filter(|(_, instance)| lives(instance.alive_until))
                .map(|(id, _)| *id)
                .collect(),
            orphans: orphans.difference(&held).copied().collect(),
            event_level: self.levels.event_level,
        }
    }
}
