//! What is kept nowhere: who is on the board with which cursor, here and at other instances.

use tokio::time::Instant;
use uuid::Uuid;

use super::Board;
use crate::boards::{
    awareness::{ConnectionId, Here},
    limits,
    scan::Presence,
};
use crate::bus::CARRY_MAX;
use crate::websocket::Frame;

impl Board {
    pub(super) fn announce(&mut self, id: ConnectionId, entries: &[Presence]) {
        let Some(connection) = self.connections.get(&id) else {
            return;
        };
        let person = connection.person;
        // A client id with a name beside it would say who wrote what.
        if self.access_now().is_some_and(|access| access.nameless) {
            return;
        }
        for entry in entries {
            if self
                .owners
                .get(&entry.client)
                .is_some_and(|owner| *owner != person)
            {
                continue;
            }
            if let Some(frame) = self.awareness.announce(id, person, entry) {
                connection.outbox.send(Frame::binary(&frame));
            }
        }
        self.schedule_flush();
    }

    pub(super) fn schedule_flush(&mut self) {
        if self.flush_at.is_none() && self.awareness.has_changes() {
            self.flush_at = Some(Instant::now() + limits::AWARENESS_FLUSH);
        }
        if self.told_at.is_none() && self.awareness.is_anybody() && self.shared.bus.is_there() {
            self.told_at = Some(Instant::now() + limits::HERE_EVERY);
        }
    }

    pub(super) fn flush_awareness(&mut self) {
        self.flush_at = None;
        if let Some(frame) = self.awareness.changes() {
            let frame = Frame::binary(&frame);
            for connection in self.connections.values() {
                connection.outbox.send(frame.clone());
            }
        }
        let told = self.awareness.tell();
        self.tell(told);
        self.schedule_flush();
    }

    /// Other instances expire what they are not told again.
    pub(super) fn tell_again(&mut self) {
        self.told_at = None;
        self.tell_all();
        self.expire_far();
        self.schedule_flush();
    }

    pub(super) fn tell_all(&self) {
        self.tell(self.awareness.tell_all());
    }

    /// Whoever may not read the board any more is not on it, wherever they are connected.
    pub(super) fn expire_far(&mut self) {
        let access = self.access_now();
        let may_be = |person: &Uuid| {
            access
                .as_ref()
                .is_none_or(|now| now.readers.contains(person) && !now.nameless)
        };
        self.awareness.expire(Instant::now(), may_be);
    }

    /// Another instance says who is there.
    pub(super) fn hear(&mut self, instance: Uuid, entries: Vec<Here>) {
        let Some(access) = self.access_now().filter(|access| !access.nameless) else {
            return;
        };
        let until = Instant::now() + limits::HERE_FOR;
        for entry in entries {
            let owner = self.owners.get(&entry.client);
            if owner.is_some_and(|owner| *owner != entry.person) || !access.readers.contains(&entry.person) {
                continue;
            }
            if let Some((id, frame)) = self.awareness.hear(instance, entry, until)
                && let Some(connection) = self.connections.get(&id)
            {
                connection.outbox.send(Frame::binary(&frame));
            }
        }
        self.schedule_flush();
    }

    /// In messages that are not too long.
    fn tell(&self, entries: Vec<Here>) {
        let mut some = Vec::new();
        let mut size = 0;
        for entry in entries {
            size += entry.size();
            if size > CARRY_MAX {
                self.shared
                    .bus
                    .here(self.meeting, self.id, std::mem::take(&mut some));
                size = entry.size();
            }
            some.push(entry);
        }
        if !some.is_empty() {
            self.shared.bus.here(self.meeting, self.id, some);
        }
    }
}
