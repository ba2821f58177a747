//! Who is on the board at other instances. An entry belongs to the instance that told of it and expires unless it tells again; of
//! two instances that speak for one Yjs client the one with the later clock is believed, as pages do.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Awareness, ConnectionId, Tombstone};
use crate::boards::{limits, wire};

/// One entry, from one instance to the others.
#[derive(Clone, Serialize, Deserialize)]
pub struct Here {
    /// The Yjs client id.
    pub client: u64,
    /// Its clock.
    pub clock: u32,
    /// Whose page it is.
    pub person: Uuid,
    /// None: it is gone.
    pub state: Option<Box<str>>,
}

impl std::fmt::Debug for Here {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A state has a name in it.
        f.debug_struct("Here")
            .field("client", &self.client)
            .field("clock", &self.clock)
            .field("is_here", &self.state.is_some())
            .finish_non_exhaustive()
    }
}

impl Here {
    /// How much room it takes.
    pub fn size(&self) -> usize {
        self.state.as_ref().map_or(0, |state| state.len()) + 128
    }

    fn is_sound(&self) -> bool {
        self.client <= limits::CLIENT_MAX
            && self.clock < limits::AWARENESS_CLOCK_MAX
            && self
                .state
                .as_ref()
                .is_none_or(|state| state.len() <= limits::AWARENESS_STATE_MAX)
    }
}

/// Somebody's page at another instance.
#[derive(Debug)]
pub(super) struct Far {
    pub(super) instance: Uuid,
    pub(super) person: Uuid,
    pub(super) clock: u32,
    pub(super) state: Box<str>,
    until: Instant,
}

impl Awareness {
    /// What others have to be told since the last time.
    pub fn tell(&mut self) -> Vec<Here> {
        let untold = std::mem::take(&mut self.untold);
        untold
            .into_iter()
            .filter_map(|client| self.here(client))
            .collect()
    }

    /// Everybody who is connected here.
    pub fn tell_all(&self) -> Vec<Here> {
        self.entries
            .keys()
            .filter_map(|client| self.here(*client))
            .collect()
    }

    fn here(&self, client: u64) -> Option<Here> {
        if let Some(entry) = self.entries.get(&client) {
            return Some(Here {
                client,
                clock: entry.clock,
                person: entry.person,
                state: Some(entry.state.clone()),
            });
        }
        let tombstone = self.tombstones.get(&client)?;
        Some(Here {
            client,
            clock: tombstone.clock,
            person: tombstone.person,
            state: None,
        })
    }

    /// Another instance told of a page. A frame is for the connection that must raise its clock to be seen there.
    pub fn hear(&mut self, instance: Uuid, here: Here, until: Instant) -> Option<(ConnectionId, Bytes)> {
        if !here.is_sound() {
            return None;
        }
        let Here {
            client,
            clock,
            person,
            state,
        } = here;
        if let Some(entry) = self.entries.get(&client) {
            let connection = entry.connection;
            if entry.person != person || clock < entry.clock {
                return None;
            }
            match &state {
                // It left there and came here; whoever saw that needs a later clock from it.
                None => return Some((connection, wire::awareness([(client, clock, None)].into_iter()))),
                Some(_) if clock == entry.clock => return None,
                // It left here, and this connection was not found dead yet.
                Some(_) => {
                    self.bound.remove(&connection);
                    self.entries.remove(&client);
                }
            }
        } else if let Some(far) = self.far.get(&client) {
            if far.person != person || clock < far.clock || (state.is_none() && far.instance != instance) {
                return None;
            }
        } else if let Some(tombstone) = self.tombstones.get(&client) {
            if tombstone.person != person {
                return None;
            }
            if clock <= tombstone.clock {
                if state.is_some() {
                    // Everybody here has seen its end: it must hear of that.
                    self.untold.insert(client);
                }
                return None;
            }
        }
        match state {
            Some(state) => {
                let is_full = self.far.len() >= limits::AWARENESS_ENTRIES_MAX;
                if is_full && !self.far.contains_key(&client) {
                    return None;
                }
                let far = Far {
                    instance,
                    person,
                    clock,
                    state,
                    until,
                };
                let before = self.far.insert(client, far);
                if before.is_none_or(|before| before.clock != clock) {
                    self.changed.insert(client);
                }
                self.tombstones.remove(&client);
            }
            None => {
                if self.far.remove(&client).is_some() {
                    self.bury(client, Tombstone { clock, person });
                }
            }
        }
        None
    }

    /// Lets go of those of whom nothing was heard, and of those who may not be here.
    pub fn expire(&mut self, now: Instant, may_be: impl Fn(&Uuid) -> bool) {
        let over = |far: &Far| far.until <= now || !may_be(&far.person);
        let gone: Vec<u64> = self
            .far
            .iter()
            .filter(|(_, far)| over(far))
            .map(|(client, _)| *client)
            .collect();
        for client in gone {
            if let Some(Far { clock, person, .. }) = self.far.remove(&client) {
                // The same clock: should it be there after all, its next one is seen.
                self.bury(client, Tombstone { clock, person });
            }
        }
    }

    /// Whether somebody is here or elsewhere, so that time matters.
    pub fn is_anybody(&self) -> bool {
        !self.entries.is_empty() || !self.far.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::tests::{ANA, BEN, gone, here, read};
    use super::*;

    const THERE: Uuid = Uuid::from_u128(100);
    const YONDER: Uuid = Uuid::from_u128(101);

    fn later() -> Instant {
        Instant::now() + Duration::from_secs(7)
    }

    fn far(client: u64, clock: u32, person: Uuid) -> Here {
        Here {
            client,
            clock,
            person,
            state: Some("{}".into()),
        }
    }

    fn left(client: u64, clock: u32, person: Uuid) -> Here {
        Here {
            state: None,
            ..far(client, clock, person)
        }
    }

    /// All that one instance has to say reaches the other.
    fn pass(from: &mut Awareness, to: &mut Awareness, instance: Uuid) -> Vec<(ConnectionId, Bytes)> {
        let told = from.tell();
        told.into_iter()
            .filter_map(|here| to.hear(instance, here, later()))
            .collect()
    }

    #[test]
    fn cursors_at_two_instances_are_seen_at_both_and_their_end_as_well() {
        let (mut one, mut other) = (Awareness::default(), Awareness::default());
        one.announce(1, ANA, &here(11, 1));
        other.announce(1, BEN, &here(22, 1));
        assert!(pass(&mut one, &mut other, THERE).is_empty());
        assert!(pass(&mut other, &mut one, YONDER).is_empty());
        for board in [&mut one, &mut other] {
            assert_eq!(read(board.everybody()).len(), 2);
        }
        assert_eq!(read(other.changes()), [(11, 1, true), (22, 1, true)]);
        one.leave(1);
        pass(&mut one, &mut other, THERE);
        assert_eq!(read(other.changes()), [(11, 2, false)]);
        assert_eq!(read(other.everybody()), [(22, 1, true)]);
        // Nothing that came from elsewhere is told again.
        assert!(other.tell().is_empty());
    }

    #[test]
    fn a_page_that_changes_the_instance_is_seen_at_both() {
        let (mut one, mut other) = (Awareness::default(), Awareness::default());
        one.announce(1, ANA, &here(11, 4));
        pass(&mut one, &mut other, THERE);
        // It comes to the other before the first has found its connection dead.
        assert!(other.announce(1, ANA, &here(11, 5)).is_none());
        assert!(pass(&mut other, &mut one, YONDER).is_empty());
        assert_eq!(read(one.everybody()), [(11, 5, true)]);
        one.leave(1);
        assert!(pass(&mut one, &mut other, THERE).is_empty());
        assert_eq!(read(other.everybody()), [(11, 5, true)]);
        // It goes back with the clock that it had: the first takes it from the other.
        assert!(one.announce(2, ANA, &here(11, 5)).is_none());
        other.leave(1);
        let shown = pass(&mut other, &mut one, YONDER);
        assert_eq!(shown.len(), 1);
        assert_eq!(read(Some(shown[0].1.clone())), [(11, 6, false)]);
        one.announce(2, ANA, &here(11, 7));
        pass(&mut one, &mut other, THERE);
        assert_eq!(read(other.everybody()), [(11, 7, true)]);
    }

    #[test]
    fn a_page_that_was_seen_to_leave_hears_of_it_from_afar() {
        let (mut one, mut other) = (Awareness::default(), Awareness::default());
        one.announce(1, ANA, &here(11, 4));
        one.leave(1);
        one.tell();
        other.announce(1, ANA, &here(11, 4));
        pass(&mut other, &mut one, YONDER);
        assert!(one.everybody().is_none(), "pages at the first would ignore it");
        let shown = pass(&mut one, &mut other, THERE);
        assert_eq!(read(Some(shown[0].1.clone())), [(11, 5, false)]);
    }

    #[test]
    fn a71_an_instance_takes_no_page_of_another_person() {
        let mut board = Awareness::default();
        board.announce(1, ANA, &here(11, 1));
        for entry in [far(11, 9, BEN), left(11, 9, BEN)] {
            assert!(board.hear(THERE, entry, later()).is_none());
        }
        assert_eq!(read(board.everybody()), [(11, 1, true)]);
        board.hear(THERE, far(22, 1, BEN), later());
        board.announce(2, ANA, &here(22, 2));
        board.announce(2, ANA, &gone(22, 2));
        assert_eq!(board.announcer(22), Some(BEN));
        // One instance's word does not end what another one told.
        board.hear(YONDER, left(22, 9, BEN), later());
        assert_eq!(read(board.everybody()), [(11, 1, true), (22, 1, true)]);
    }

    #[test]
    fn a71_entries_from_elsewhere_are_bounded_and_expire() {
        let mut board = Awareness::default();
        let until = later();
        for client in 0..5_000 {
            board.hear(THERE, far(client, 1, ANA), until);
        }
        assert_eq!(board.far.len(), limits::AWARENESS_ENTRIES_MAX);
        let mut large = far(1, 2, ANA);
        large.state = Some("x".repeat(limits::AWARENESS_STATE_MAX + 1).into());
        board.hear(THERE, large, until);
        board.hear(THERE, far(1, u32::MAX, ANA), until);
        board.hear(THERE, far(u64::MAX, 1, ANA), until);
        assert_eq!(board.far[&1].clock, 1);
        board.expire(Instant::now(), |_| true);
        assert_eq!(board.far.len(), limits::AWARENESS_ENTRIES_MAX);
        board.expire(until, |_| true);
        assert!(!board.is_anybody());
        assert!(board.tombstones.len() <= limits::TOMBSTONES_MAX);
        // It was there after all: its next clock is seen.
        board.hear(THERE, far(4_999, 1, ANA), later());
        board.hear(THERE, far(999, 2, ANA), later());
        assert_eq!(board.far.keys().collect::<Vec<_>>(), [&999, &4_999]);
        board.expire(Instant::now(), |person| *person == BEN);
        assert!(!board.is_anybody());
    }
}
