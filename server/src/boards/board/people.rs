//! Who is on the board, and what each of them may do now.

use std::sync::Arc;

use bytes::Bytes;
use tokio::{
    sync::{oneshot, watch},
    time::Instant,
};
use uuid::Uuid;

use super::{Board, Connection};
use crate::boards::{
    awareness::ConnectionId,
    limits,
    outbox::{Close, Outbox},
    wire::{self, Own, ReadOnly},
};

impl Board {
    pub(super) async fn join(&mut self, person: Uuid, outbox: Outbox, joined: oneshot::Sender<ConnectionId>) {
        if self.access.is_none() {
            self.watch_access().await;
        }
        if self.stale {
            self.reload().await;
        }
        let barred = self.shared.store.is_barred(self.meeting, person).await;
        let refusal = match (&self.access, barred) {
            (None, _) => Some(Close::GONE),
            (_, Ok(true)) => Some(Close::BARRED),
            (_, Err(_)) => Some(Close::LATER),
            (Some(access), Ok(false)) if !access.borrow().readers.contains(&person) => Some(Close::FORBIDDEN),
            _ if self.stale => Some(Close::LATER),
            _ => None,
        };
        if let Some(close) = refusal {
            outbox.close(close);
            return;
        }
        let id = self.next_connection;
        if joined.send(id).is_err() {
            return;
        }
        self.next_connection += 1;
        self.idle_at = None;
        let reason = self.read_only(person);
        let writable = reason.is_none();
        outbox.send(wire::own(Own::Access {
            write: writable,
            reason,
        }));
        if let Some(everybody) = self.awareness.everybody() {
            outbox.send(everybody);
        }
        let mut connection = Connection {
            person,
            outbox,
            synced: false,
            received: 0,
            gap: false,
            writable,
            asked: 0,
            strikes: 0,
        };
        if writable {
            connection.ask(wire::step1(&self.shape.state_vector()));
        }
        self.connections.insert(id, connection);
    }

    pub(super) fn leave(&mut self, connection: ConnectionId) {
        if self.connections.remove(&connection).is_none() {
            return;
        }
        self.awareness.leave(connection);
        self.schedule_flush();
        if self.connections.is_empty() {
            self.idle_at = Some(Instant::now() + limits::IDLE);
        }
    }

    pub(super) fn close(&mut self, connection: ConnectionId, close: Close) {
        if let Some(found) = self.connections.get(&connection) {
            found.outbox.close(close);
            self.leave(connection);
        }
    }

    pub(super) fn close_all_of(&mut self, person: Uuid, close: Close) {
        let theirs = self.connections.iter().filter(|(_, one)| one.person == person);
        let theirs: Vec<_> = theirs.map(|(id, _)| *id).collect();
        theirs.into_iter().for_each(|id| self.close(id, close));
    }

    /// Lets go of connections that were closed for their full outbox.
    pub(super) fn drop_closed(&mut self) {
        let closed: Vec<_> = self
            .connections
            .iter()
            .filter(|(_, one)| one.outbox.is_closing())
            .map(|(id, _)| *id)
            .collect();
        for connection in closed {
            self.leave(connection);
        }
    }

    /// Why this person may not write now.
    pub(super) fn read_only(&self, person: Uuid) -> Option<ReadOnly> {
        let Some(access) = self.access.as_ref().map(watch::Receiver::borrow) else {
            return Some(ReadOnly::NotNow);
        };
        if access.ended {
            Some(ReadOnly::Ended)
        } else if self.damaged {
            Some(ReadOnly::Damaged)
        } else if self.log_bytes >= limits::BOARD_BYTES_MAX {
            Some(ReadOnly::Full)
        } else if !access.writers.contains(&person) {
            Some(ReadOnly::NotNow)
        } else {
            None
        }
    }

    pub(super) async fn watch_access(&mut self) {
        // A hub that does not answer must not hold up a board for ever.
        let watching = self.shared.access.watch(self.meeting, self.id);
        self.access = tokio::time::timeout(limits::RIGHTS_WITHIN, watching)
            .await
            .unwrap_or_default();
    }

    pub(super) async fn rights_changed(&mut self, told: bool) {
        if !told {
            // The hub let go of the meeting; perhaps it holds it again.
            self.watch_access().await;
        }
        self.apply_rights();
    }

    /// Closes those who may no longer read; tells those whose right to write changed.
    pub(super) fn apply_rights(&mut self) {
        let Some(access) = self.access.as_mut() else {
            let everybody: Vec<_> = self.connections.keys().copied().collect();
            everybody
                .into_iter()
                .for_each(|connection| self.close(connection, Close::GONE));
            return;
        };
        let (readers, gone) = {
            let now = access.borrow_and_update();
            // The meeting was deleted: nobody is left, not even as a reader.
            (Arc::clone(&now.readers), now.ended && now.readers.is_empty())
        };
        self.gone = gone;
        let ids: Vec<_> = self
            .connections
            .iter()
            .map(|(id, one)| (*id, one.person))
            .collect();
        for (id, person) in ids {
            if !readers.contains(&person) {
                self.close(id, if gone { Close::GONE } else { Close::FORBIDDEN });
                continue;
            }
            let reason = self.read_only(person);
            let Some(connection) = self.connections.get_mut(&id) else {
                continue;
            };
            let writable = reason.is_none();
            if writable == connection.writable {
                continue;
            }
            connection.writable = writable;
            connection.outbox.send(wire::own(Own::Access {
                write: writable,
                reason,
            }));
            if writable {
                // What was kept on the device comes in answer to this.
                connection.ask(wire::step1(&self.shape.state_vector()));
            }
        }
    }
}

impl Connection {
    /// Sends a sync step 1 and remembers that an answer is under way.
    pub(super) fn ask(&mut self, question: Bytes) {
        self.asked = self.asked.saturating_add(1);
        self.outbox.send(question);
    }
}
