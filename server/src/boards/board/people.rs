//! Who is on the board, and what each of them may do now.

use std::sync::Arc;

use bytes::Bytes;
use tokio::{
    sync::{Semaphore, oneshot},
    time::Instant,
};
use uuid::Uuid;

use super::{Board, Connection, RETRY, Writable};
use crate::boards::{
    access::{BoardAccess, NoAccess},
    awareness::ConnectionId,
    limits,
    outbox::{Close, Outbox},
    wire::{self, Own, ReadOnly},
};
use crate::websocket::Frame;

impl Board {
    pub(super) async fn join(
        &mut self,
        person: Uuid,
        outbox: Outbox,
        joined: oneshot::Sender<(ConnectionId, Arc<Semaphore>)>,
    ) {
        if self.access.is_err() {
            self.watch_access().await;
            self.apply_rights();
        }
        if self.stale {
            self.reload().await;
        }
        let barred = self.shared.store.is_barred(self.meeting, person).await;
        let refusal = match (&self.access, barred) {
            (Err(NoAccess::Gone), _) => Some(Close::GONE),
            (Err(NoAccess::Unavailable), _) => Some(Close::LATER),
            (_, Ok(true)) => Some(Close::BARRED),
            (_, Err(_)) => Some(Close::LATER),
            (Ok(access), Ok(false)) if !access.borrow().readers.contains(&person) => Some(Close::FORBIDDEN),
            _ if self.stale => Some(Close::LATER),
            _ => None,
        };
        if let Some(close) = refusal {
            outbox.close(close);
            return;
        }
        let id = self.next_connection;
        if joined.send((id, Arc::clone(&self.waiting))).is_err() {
            return;
        }
        self.next_connection += 1;
        self.idle_at = None;
        let reason = self.read_only(person, self.access_now().as_ref());
        let writable = reason.is_none();
        let told = wire::own(Own::Access {
            write: writable,
            reason,
        });
        outbox.send(Frame::binary(&told));
        if let Some(everybody) = self.awareness.everybody() {
            outbox.send(Frame::binary(&everybody));
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

    /// Writes what connections were sent.
    pub(super) fn flush(&self) {
        for connection in self.connections.values() {
            connection.outbox.flush();
        }
    }

    /// The rights as they are at this moment, if the hub tells them.
    pub(super) fn access_now(&self) -> Option<BoardAccess> {
        self.access.as_ref().ok().map(|access| access.borrow().clone())
    }

    /// Why this person may not write under these rights.
    pub(super) fn read_only(&self, person: Uuid, access: Option<&BoardAccess>) -> Option<ReadOnly> {
        let Some(access) = access else {
            return Some(ReadOnly::NotNow);
        };
        if access.ended {
            Some(ReadOnly::Ended)
        } else if self.damaged {
            Some(ReadOnly::Damaged)
        } else if self.is_full() {
            Some(ReadOnly::Full)
        } else if !access.writers.contains(&person) {
            Some(ReadOnly::NotNow)
        } else {
            None
        }
    }

    /// Whether the board holds as much as it may.
    pub(super) fn is_full(&self) -> bool {
        self.log_bytes >= limits::BOARD_BYTES_MAX || self.shape.client_count() >= limits::BOARD_CLIENTS_MAX
    }

    pub(super) async fn watch_access(&mut self) {
        // A hub that does not answer must not hold up a board for ever.
        let watching = self.shared.access.watch(self.meeting, self.id);
        self.access = tokio::time::timeout(limits::RIGHTS_WITHIN, watching)
            .await
            .unwrap_or(Err(NoAccess::Unavailable));
        if let (None, Ok(access)) = (&self.sections, &self.access) {
            self.sections = Some(Writable::of(&access.borrow()));
        }
        if matches!(self.access, Err(NoAccess::Unavailable)) {
            self.retry_at.get_or_insert(Instant::now() + RETRY);
        }
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
        let access = match self.access.as_mut() {
            Ok(access) => Some(access.borrow_and_update().clone()),
            // Everybody stays, and reads, until the hub can be asked again.
            Err(NoAccess::Unavailable) => None,
            Err(NoAccess::Gone) => {
                let everybody: Vec<_> = self.connections.keys().copied().collect();
                everybody
                    .into_iter()
                    .for_each(|connection| self.close(connection, Close::GONE));
                return;
            }
        };
        if let Some(access) = &access {
            let before = self.sections.replace(Writable::of(access));
            if let Some(before) = before.filter(|before| before.sections != access.sections) {
                self.sections_before = Some((before, Instant::now() + limits::SECTIONS_LINGER));
            }
        }
        let may_read = |person: &Uuid| access.as_ref().is_none_or(|now| now.readers.contains(person));
        // The meeting was deleted: nobody is left, not even as a reader.
        let gone = access
            .as_ref()
            .is_some_and(|now| now.ended && now.readers.is_empty());
        self.gone = gone;
        self.expire_far();
        let ids: Vec<_> = self
            .connections
            .iter()
            .map(|(id, one)| (*id, one.person))
            .collect();
        for (id, person) in ids {
            if !may_read(&person) {
                self.close(id, if gone { Close::GONE } else { Close::FORBIDDEN });
                continue;
            }
            let reason = self.read_only(person, access.as_ref());
            let Some(connection) = self.connections.get_mut(&id) else {
                continue;
            };
            let writable = reason.is_none();
            if writable == connection.writable {
                continue;
            }
            connection.writable = writable;
            let told = wire::own(Own::Access {
                write: writable,
                reason,
            });
            connection.outbox.send(Frame::binary(&told));
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
        self.outbox.send(Frame::binary(&question));
    }
}
