//! Who is on the board and where their cursor is: soft state, one small entry for each connection. Pure.
//!
//! `yrs` has an awareness of its own, which keeps an entry for ever for every client id that anybody invents. Here
//! an entry belongs to a connection, which can only speak for the Yjs client id that it first spoke for.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use bytes::Bytes;
use uuid::Uuid;

use super::{limits, scan::Presence, wire};

mod elsewhere;

use elsewhere::Far;
pub use elsewhere::Here;

/// A connection's number, never used again within one board.
pub type ConnectionId = u64;

#[derive(Debug)]
struct Entry {
    connection: ConnectionId,
    person: Uuid,
    clock: u32,
    state: Box<str>,
}

#[derive(Debug, Clone, Copy)]
struct Tombstone {
    clock: u32,
    person: Uuid,
}

/// Everybody's presence on one board.
#[derive(Debug, Default)]
pub struct Awareness {
    entries: BTreeMap<u64, Entry>,
    bound: HashMap<ConnectionId, u64>,
    tombstones: HashMap<u64, Tombstone>,
    /// Tombstones from the oldest on, so that they can be bounded.
    buried: VecDeque<u64>,
    changed: BTreeSet<u64>,
    /// The first client id of the next [`changes`](Self::changes), so that many who move come in turn.
    next: u64,
    /// Whose page is connected to another instance.
    far: BTreeMap<u64, Far>,
    /// What of this instance others have not been told of.
    untold: BTreeSet<u64>,
}

impl Awareness {
    /// Takes one entry of a message. Entries that a connection may not make are dropped without a word: stock
    /// providers echo what they hear. A frame is answered when the client must raise its clock to be seen.
    pub fn announce(&mut self, connection: ConnectionId, person: Uuid, presence: &Presence) -> Option<Bytes> {
        let client = presence.client;
        if self.bound.get(&connection).is_some_and(|bound| *bound != client) {
            return None;
        }
        if let Some(entry) = self.entries.get(&client) {
            if entry.connection != connection {
                // The same page on a new connection, before the old one was found dead.
                if entry.person != person || presence.state.is_none() {
                    return None;
                }
                self.bound.remove(&entry.connection);
            } else if presence.clock < entry.clock
                || (presence.clock == entry.clock && presence.state.is_some())
            {
                return None;
            }
        } else if let Some(far) = self.far.get(&client) {
            // The same page, which was connected to another instance just now.
            if far.person != person || presence.state.is_none() {
                return None;
            }
            self.far.remove(&client);
        } else if let Some(tombstone) = self.tombstones.get(&client) {
            if tombstone.person != person {
                return None;
            }
            if presence.clock <= tombstone.clock {
                // Everybody has seen a later clock, and would ignore this one. Shown its own end, a Yjs client
                // that is still there raises its clock above it.
                if presence.state.is_some() {
                    self.bound.insert(connection, client);
                    return Some(wire::awareness([(client, tombstone.clock, None)].into_iter()));
                }
                return None;
            }
        }
        match &presence.state {
            Some(state) => {
                self.bound.insert(connection, client);
                self.tombstones.remove(&client);
                let entry = Entry {
                    connection,
                    person,
                    clock: presence.clock,
                    state: state.clone(),
                };
                self.entries.insert(client, entry);
                self.changed.insert(client);
                self.untold.insert(client);
            }
            None => {
                if let Some(entry) = self.entries.remove(&client) {
                    self.untold.insert(client);
                    self.bury(
                        client,
                        Tombstone {
                            clock: presence.clock,
                            person: entry.person,
                        },
                    );
                }
            }
        }
        None
    }

    /// The connection is gone, and with it what it announced.
    pub fn leave(&mut self, connection: ConnectionId) {
        let Some(client) = self.bound.remove(&connection) else {
            return;
        };
        if self
            .entries
            .get(&client)
            .is_some_and(|entry| entry.connection == connection)
            && let Some(entry) = self.entries.remove(&client)
        {
            self.untold.insert(client);
            self.bury(
                client,
                Tombstone {
                    clock: entry.clock.saturating_add(1),
                    person: entry.person,
                },
            );
        }
    }

    /// Who is, or was last, here under this client id.
    pub fn announcer(&self, client: u64) -> Option<Uuid> {
        let here = self.entries.get(&client).map(|entry| entry.person);
        let here = here.or_else(|| self.far.get(&client).map(|far| far.person));
        here.or_else(|| self.tombstones.get(&client).map(|tombstone| tombstone.person))
    }

    /// Everybody, for somebody who came; `None` when there is nobody.
    pub fn everybody(&self) -> Option<Bytes> {
        let here = self
            .entries
            .iter()
            .map(|(client, entry)| (*client, entry.clock, Some(&*entry.state)));
        let far = self
            .far
            .iter()
            .map(|(client, far)| (*client, far.clock, Some(&*far.state)));
        let entries: Vec<_> = here.chain(far).collect();
        (!entries.is_empty()).then(|| wire::awareness(entries.into_iter()))
    }

    /// Whether something changed since the last `changes`, or has to be told elsewhere.
    pub fn has_changes(&self) -> bool {
        !self.changed.is_empty() || !self.untold.is_empty()
    }

    /// What changed since the last time, in one frame; of very much the rest stays for the next one.
    pub fn changes(&mut self) -> Option<Bytes> {
        let changed = self.next_changed();
        let entries: Vec<_> = changed
            .iter()
            .filter_map(|client| {
                let living = self
                    .entries
                    .get(client)
                    .map(|entry| (*client, entry.clock, Some(&*entry.state)));
                let far = || {
                    self.far
                        .get(client)
                        .map(|far| (*client, far.clock, Some(&*far.state)))
                };
                living.or_else(far).or_else(|| {
                    self.tombstones
                        .get(client)
                        .map(|tombstone| (*client, tombstone.clock, None))
                })
            })
            .collect();
        if entries.is_empty() {
            None
        } else {
            Some(wire::awareness(entries.into_iter()))
        }
    }

    fn next_changed(&mut self) -> Vec<u64> {
        let in_turn = self
            .changed
            .range(self.next..)
            .chain(self.changed.range(..self.next));
        let mut bytes = 0;
        let taken: Vec<u64> = in_turn
            .copied()
            .take_while(|client| {
                let fits = bytes < limits::AWARENESS_FLUSH_BYTES;
                let here = self.entries.get(client).map(|entry| entry.state.len());
                let far = || self.far.get(client).map(|far| far.state.len());
                bytes += here.or_else(far).unwrap_or_default();
                fits
            })
            .collect();
        if taken.len() == self.changed.len() {
            self.changed.clear();
            self.next = 0;
        } else {
            for client in &taken {
                self.changed.remove(client);
            }
            self.next = taken.last().map_or(0, |last| last.saturating_add(1));
        }
        taken
    }

    fn bury(&mut self, client: u64, tombstone: Tombstone) {
        if self.tombstones.insert(client, tombstone).is_none() {
            self.buried.push_back(client);
        }
        self.changed.insert(client);
        while self.buried.len() > limits::TOMBSTONES_MAX {
            if let Some(oldest) = self.buried.pop_front() {
                self.tombstones.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boards::scan;

    pub(super) const ANA: Uuid = Uuid::from_u128(1);
    pub(super) const BEN: Uuid = Uuid::from_u128(2);

    pub(super) fn here(client: u64, clock: u32) -> Presence {
        Presence {
            client,
            clock,
            state: Some(r#"{"user":{"name":"A"}}"#.into()),
        }
    }

    pub(super) fn gone(client: u64, clock: u32) -> Presence {
        Presence {
            client,
            clock,
            state: None,
        }
    }

    pub(super) fn read(frame: Option<Bytes>) -> Vec<(u64, u32, bool)> {
        let Some(frame) = frame else { return Vec::new() };
        let mut reader = crate::boards::lib0::Reader::new(&frame);
        assert_eq!(reader.uint(), Ok(1));
        let entries = scan::awareness(reader.buffer().unwrap()).unwrap();
        entries
            .into_iter()
            .map(|entry| (entry.client, entry.clock, entry.state.is_some()))
            .collect()
    }

    #[test]
    fn of_very_many_who_move_each_comes_in_turn() {
        let mut board = Awareness::default();
        let move_all = |board: &mut Awareness, clock| {
            for client in 1..=100 {
                let state = Some(format!(r#"{{"name":"{}"}}"#, "x".repeat(1_013)).into());
                board.announce(client, ANA, &Presence { client, clock, state });
            }
        };
        move_all(&mut board, 1);
        let mut seen: Vec<Vec<u64>> = Vec::new();
        for clock in 2..=4 {
            seen.push(read(board.changes()).iter().map(|(client, ..)| *client).collect());
            move_all(&mut board, clock);
        }
        let turns: [Vec<u64>; 3] = [(1..=32).collect(), (33..=64).collect(), (65..=96).collect()];
        assert_eq!(seen, turns);
        // Around, and what is left when nobody moves any more.
        let clients = |board: &mut Awareness| read(board.changes()).len();
        assert_eq!([(); 5].map(|()| clients(&mut board)), [32, 32, 32, 4, 0]);
        assert!(board.changed.is_empty());
    }

    #[test]
    fn a71_a_connection_speaks_for_one_client_only() {
        let mut board = Awareness::default();
        assert!(board.announce(1, ANA, &here(11, 1)).is_none());
        for invented in 100..10_000 {
            board.announce(1, ANA, &here(invented, 1));
            board.announce(1, ANA, &gone(invented, 9));
        }
        board.announce(2, BEN, &here(22, 1));
        board.announce(2, BEN, &here(11, 7));
        board.announce(2, BEN, &gone(11, 7));
        board.announce(3, BEN, &here(11, 7));
        board.announce(3, BEN, &gone(11, 7));
        assert_eq!(read(board.everybody()), [(11, 1, true), (22, 1, true)]);
        assert!(board.tombstones.is_empty());
    }

    #[test]
    fn presence_comes_back_after_a_drop_because_the_tombstone_is_sent_back() {
        let mut board = Awareness::default();
        board.announce(1, ANA, &here(11, 4));
        board.changes();
        board.leave(1);
        assert_eq!(read(board.changes()), [(11, 5, false)]);
        assert_eq!(read(board.announce(2, ANA, &here(11, 4))), [(11, 5, false)]);
        assert!(board.announce(2, ANA, &here(11, 6)).is_none());
        assert_eq!(read(board.changes()), [(11, 6, true)]);
    }

    #[test]
    fn the_same_page_on_a_new_connection_takes_its_entry_along() {
        let mut board = Awareness::default();
        board.announce(1, ANA, &here(11, 4));
        board.announce(2, ANA, &here(11, 4));
        board.leave(1);
        assert_eq!(read(board.everybody()), [(11, 4, true)]);
        board.leave(2);
        assert!(board.everybody().is_none());
    }

    #[test]
    fn tombstones_are_bounded() {
        let mut board = Awareness::default();
        for client in 0..3_000 {
            board.announce(client, ANA, &here(client, 1));
            board.leave(client);
        }
        assert!(board.tombstones.len() <= limits::TOMBSTONES_MAX);
    }
}
