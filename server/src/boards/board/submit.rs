//! The way of updates into the log: who may, what fits, the worker, the append, and then everybody.

use std::collections::BTreeMap;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Board, Pending, RETRY};
use crate::{
    boards::{
        access::BoardAccess,
        awareness::ConnectionId,
        limits,
        outbox::Close,
        pool::{Applied, PoolError},
        shape::{Misfit, Staged},
        wire::{self, IncomingUpdate, Own, RefusedCode},
    },
    bus::CarriedUpdate,
    store::{BoardAppendError, BoardItem},
    websocket::Frame,
};

/// How often one batch is tried before its senders are asked to send again later.
const ATTEMPTS: usize = 5;

/// Why a batch is not in the log.
enum Trouble {
    /// Who may write changed; the store has this gate.
    Gate(u64),
    /// The worker died while it had the batch.
    Lost,
    /// The worker no longer has the board.
    Forgotten,
    /// The worker refused the update at this index.
    Refused(usize),
    /// A client id turned out to be somebody else's.
    Taken(u64, Uuid),
    /// Nothing can be written now.
    Away(RefusedCode),
}

impl Board {
    /// Counts an update and lets it through if its sender may write now. What may not be written stays with them.
    pub(super) fn admit(&mut self, id: ConnectionId, update: IncomingUpdate) -> Option<Pending> {
        let connection = self.connections.get_mut(&id)?;
        connection.received += 1;
        if update.complete {
            connection.asked = connection.asked.saturating_sub(1);
        }
        let ordinal = connection.received;
        Some(Pending {
            connection: id,
            person: connection.person,
            ordinal,
            update,
        })
    }

    /// Brings updates into the log and to everybody, or says to each sender why not.
    pub(super) async fn submit(&mut self, mut batch: Vec<Pending>) {
        let mut done = None;
        for _ in 0..ATTEMPTS {
            if batch.is_empty() {
                return;
            }
            if self.stale {
                return self.put_off(&batch, RefusedCode::Unavailable);
            }
            // One look at the rights for the whole attempt: whoever is judged by them is fenced by their gate.
            let access = self.access_now();
            let staged = self.stage(&mut batch, access.as_ref());
            let gate = access.map_or(0, |access| access.gate);
            let trouble = match self.write(&batch, &staged, gate, done.take()).await {
                Ok(applied) => return self.deliver(&batch, &applied),
                Err(trouble) => trouble,
            };
            for one in staged.into_iter().rev() {
                self.shape.take_back(one);
            }
            match trouble {
                Trouble::Gate(gate) => {
                    self.reload().await;
                    if !self.rights_of(gate).await {
                        return self.put_off(&batch, RefusedCode::Unavailable);
                    }
                }
                Trouble::Lost => {
                    self.reload().await;
                    if !self.damaged && !self.stale {
                        (batch, done) = self.on_probation(batch).await;
                    }
                }
                Trouble::Forgotten => self.reload().await,
                Trouble::Refused(index) => {
                    let culprit = batch.remove(index.min(batch.len() - 1));
                    self.reject(culprit.connection, "worker");
                    self.reload().await;
                }
                Trouble::Taken(client, person) => {
                    self.owners.insert(client, person);
                    self.reload().await;
                }
                Trouble::Away(code) => {
                    self.reload().await;
                    return self.put_off(&batch, code);
                }
            }
        }
        if done.is_some() {
            // Home has what is not in the log.
            self.reload().await;
        }
        self.put_off(&batch, RefusedCode::Unavailable);
    }

    /// Keeps of the batch what may and fits, answers for it what was staged; the others' senders are told.
    fn stage(&mut self, batch: &mut Vec<Pending>, access: Option<&BoardAccess>) -> Vec<Staged> {
        let mut staged = Vec::with_capacity(batch.len());
        batch.retain(|pending| {
            let fitting = self.stage_one(pending, access);
            let fits = fitting.is_some();
            staged.extend(fitting);
            fits
        });
        staged
    }

    fn stage_one(&mut self, pending: &Pending, access: Option<&BoardAccess>) -> Option<Staged> {
        let id = pending.connection;
        if !self.connections.contains_key(&id) {
            return None;
        }
        if let Some(reason) = self.read_only(pending.person, access) {
            // Not an error: refusing an honest update would leave that client's later ones pending for ever.
            let connection = self.connections.get_mut(&id)?;
            connection.gap = true;
            if connection.writable {
                connection.writable = false;
                let told = wire::own(Own::Access {
                    write: false,
                    reason: Some(reason),
                });
                connection.outbox.send(Frame::binary(&told));
            }
            return None;
        }
        if !self.refused.is_empty() && self.refused.contains(&sha256(&pending.update.bytes)) {
            self.reject(id, "refused_before");
            return None;
        }
        let staged = match self.shape.stage(&pending.update.scanned) {
            Ok(staged) => staged,
            Err(Misfit::Schema) => {
                self.reject(id, "schema");
                return None;
            }
            Err(Misfit::Missing) => {
                self.missing(id, pending.update.complete);
                return None;
            }
        };
        if self.writes_where_closed(pending.person, &staged, access) {
            self.shape.take_back(staged);
            metrics::counter!("convene_section_closed_total").increment(1);
            self.close(id, Close::SECTION_CLOSED);
            return None;
        }
        if staged.new_clients.len() > limits::NEW_CLIENTS_MAX {
            self.shape.take_back(staged);
            self.reject(id, "clients");
            return None;
        }
        let foreign = |client: &u64| {
            // Before its first write an id is whose page is here under it: everybody is told of it.
            let owner = self.owners.get(client).copied();
            owner
                .or_else(|| self.awareness.announcer(*client))
                .is_some_and(|owner| owner != pending.person)
        };
        if staged.new_clients.iter().any(foreign) {
            self.shape.take_back(staged);
            self.reject(id, "foreign_client");
            return None;
        }
        self.owners
            .extend(staged.new_clients.iter().map(|client| (*client, pending.person)));
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.strikes = 0;
        }
        Some(staged)
    }

    /// Whether an update changes a note of a section that is closed to this person, or puts one there. What was on its way
    /// as the step changed is let through.
    fn writes_where_closed(&self, person: Uuid, staged: &Staged, access: Option<&BoardAccess>) -> bool {
        let Some(access) = access else { return false };
        let before = self.sections_before.as_ref();
        let before = before
            .filter(|(_, until)| Instant::now() < *until)
            .map(|(before, _)| before);
        self.shape.sections(staged).any(|section| {
            access.sections.closed(person, section)
                && before.is_none_or(|before| !before.takes(person, section))
        })
    }

    /// An update that rests on unknown ones. It may be honest: the ones before were written while writing was closed,
    /// or offline. So the whole is asked for, once; until it comes such updates are passed over, never kept, so
    /// repeating them gains nothing. Only answers that lack something themselves are counted.
    fn missing(&mut self, id: ConnectionId, complete: bool) {
        let question = wire::step1(&self.shape.state_vector());
        let Some(connection) = self.connections.get_mut(&id) else {
            return;
        };
        connection.gap = true;
        connection.strikes += u32::from(complete);
        if connection.strikes > limits::MISSING_STRIKES {
            self.reject(id, "missing");
        } else if connection.asked == 0 {
            connection.ask(question);
        }
    }

    pub(super) fn reject(&mut self, id: ConnectionId, reason: &'static str) {
        metrics::counter!("convene_crdt_rejected_total", "reason" => reason).increment(1);
        tracing::warn!(board.id = %self.id, connection.id = id, reason, "a board update was rejected");
        self.close(id, Close::BAD_UPDATE);
    }

    /// The worker, then the log. Answers what the updates made of the board; `done`: which had an effect, if home has them already.
    async fn write(
        &mut self,
        batch: &[Pending],
        staged: &[Staged],
        gate: u64,
        done: Option<Vec<bool>>,
    ) -> Result<Applied, Trouble> {
        let updates: Vec<Bytes> = batch.iter().map(|pending| pending.update.bytes.clone()).collect();
        let applied = match done {
            Some(effects) if effects.len() == batch.len() => Applied {
                effects,
                merged: None,
            },
            // Home has more than may go into the log now; it may be that nothing of it may.
            Some(_) => return Err(Trouble::Forgotten),
            None if batch.is_empty() => return Ok(Applied::default()),
            None => match self.apply_at_home(&updates).await {
                Ok(applied) => applied,
                Err(PoolError::NotLoaded) => return Err(Trouble::Forgotten),
                Err(PoolError::WorkerLost) => return Err(Trouble::Lost),
                Err(PoolError::Refused { accepted, .. }) => return Err(Trouble::Refused(accepted)),
                Err(PoolError::Unavailable) => return Err(Trouble::Away(RefusedCode::Unavailable)),
            },
        };
        let items: Vec<BoardItem> = batch
            .iter()
            .zip(staged)
            .zip(&applied.effects)
            .filter(|(_, effect)| **effect)
            .map(|((pending, staged), _)| BoardItem {
                by: pending.person,
                clients: staged.new_clients.iter().copied().collect(),
                update: pending.update.bytes.to_vec(),
            })
            .collect();
        if items.is_empty() {
            return Ok(applied);
        }
        let carried = self.shared.bus.is_there().then(|| {
            let carry = |item: &BoardItem| CarriedUpdate::new(item.by, item.update.clone());
            items.iter().map(carry).collect::<Vec<_>>()
        });
        let count = items.len() as u64;
        let head = self
            .shared
            .store
            .board_append(self.id, gate, items)
            .await
            .map_err(|error| match error {
                BoardAppendError::GateMoved { gate } => Trouble::Gate(gate),
                BoardAppendError::ClientTaken { client, person } => Trouble::Taken(client, person),
                BoardAppendError::Full => Trouble::Away(RefusedCode::StorageFull),
                BoardAppendError::Unavailable | BoardAppendError::Unknown | BoardAppendError::NotFound => {
                    Trouble::Away(RefusedCode::Unavailable)
                }
            })?;
        let gapless = head == self.head + count;
        if let Some(carried) = carried {
            self.wrote.add(head, gapless, carried.into_iter());
        }
        if gapless {
            self.head = head;
        } else {
            // Somebody else wrote in between: our own come again with theirs, which changes nothing.
            self.catch_up().await;
        }
        Ok(applied)
    }

    /// What came together goes out together, and each sender is told once.
    fn deliver(&mut self, batch: &[Pending], applied: &Applied) {
        let effective: Vec<&Pending> = batch
            .iter()
            .zip(&applied.effects)
            .filter_map(|(pending, effect)| effect.then_some(pending))
            .collect();
        match &applied.merged {
            Some(merged) => {
                // Who gets their own back among others' has it already, which changes nothing.
                let mut senders = effective.iter().map(|pending| pending.connection);
                let first = senders.next();
                let by = first.filter(|first| senders.all(|other| other == *first));
                self.send_on([merged.as_ref()].into_iter(), by);
            }
            None => {
                for pending in &effective {
                    let update = pending.update.bytes.as_ref();
                    self.send_on([update].into_iter(), Some(pending.connection));
                }
            }
        }
        self.log_bytes += effective
            .iter()
            .map(|pending| pending.update.bytes.len() as u64)
            .sum::<u64>();
        let mut saved = BTreeMap::new();
        for pending in batch {
            let Some(connection) = self.connections.get_mut(&pending.connection) else {
                continue;
            };
            if pending.update.complete {
                connection.gap = false;
            }
            if !connection.gap {
                saved.insert(pending.connection, pending.ordinal);
            }
        }
        for (id, n) in saved {
            if let Some(connection) = self.connections.get(&id) {
                connection
                    .outbox
                    .send(Frame::binary(&wire::own(Own::Saved { n })));
            }
        }
        if self.is_full() {
            self.apply_rights();
        }
    }

    /// Nothing can be written now: the senders keep what they sent and are asked for it in a while.
    fn put_off(&mut self, batch: &[Pending], code: RefusedCode) {
        let retry_after_ms = u64::try_from(RETRY.as_millis()).unwrap_or(u64::MAX);
        for pending in batch {
            if let Some(connection) = self.connections.get_mut(&pending.connection) {
                connection.gap = true;
                let told = wire::own(Own::Refused { code, retry_after_ms });
                connection.outbox.send(Frame::binary(&told));
            }
        }
        self.retry_at.get_or_insert(Instant::now() + RETRY);
    }

    /// Waits until the hub has told of rights at least as new as the store's.
    async fn rights_of(&mut self, gate: u64) -> bool {
        if self.access_now().is_some_and(|access| access.gate < gate) {
            // Another instance raised it, and the hub here may not have heard: asked, it looks.
            self.watch_access().await;
        }
        let Ok(access) = self.access.as_mut() else {
            return false;
        };
        let newer = access.wait_for(|access| access.gate >= gate);
        let told = tokio::time::timeout(limits::RIGHTS_WITHIN, newer)
            .await
            .is_ok_and(|told| told.is_ok());
        self.apply_rights();
        told
    }
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use tokio::sync::{oneshot, watch};

    use super::*;
    use crate::{
        boards::{board::alone, outbox::outbox, wire::Incoming},
        store::{Batch, MemoryStore, NewBoard, NewEntry, Store},
    };

    fn entry() -> NewEntry {
        NewEntry {
            at: 0,
            body: "{}".into(),
        }
    }

    #[tokio::test]
    async fn who_was_let_through_by_the_old_rights_is_not_written_under_the_new_gate() {
        let [meeting, id, ben] = [1, 2, 3].map(Uuid::from_u128);
        let store = MemoryStore::new();
        let first = Batch {
            entries: vec![entry()],
            boards: vec![NewBoard {
                board: id,
                owner: None,
            }],
            ..Batch::default()
        };
        store.create(meeting, first).await.unwrap();
        let mut board = alone::board(store.clone(), meeting, id);
        let people = Arc::new(BTreeSet::from([ben]));
        let (hub, rights) = watch::channel(BoardAccess {
            gate: 1,
            readers: Arc::clone(&people),
            writers: Arc::clone(&people),
            ended: false,
            ..BoardAccess::default()
        });
        board.access = Ok(rights);
        let ((outbox, _outgoing), (joined, answer)) = (outbox(), oneshot::channel());
        board.join(ben, outbox, joined).await;
        let connection = answer.await.unwrap().0;
        // One collected element of Ben's client 5.
        let frame = wire::update(&[1, 1, 5, 0, 0, 1, 0]);
        let Some(Incoming::Update(update)) = wire::read(&frame).unwrap().pop() else {
            panic!("an update");
        };
        let mut batch = vec![board.admit(connection, update).unwrap()];
        let access = board.access_now();
        let staged = board.stage(&mut batch, access.as_ref());
        assert_eq!(staged.len(), 1);
        // While the worker has it, the step ends, and the hub tells of it before the append.
        let next = Batch {
            entries: vec![entry()],
            gates: vec![id],
            ..Batch::default()
        };
        let head = store.head(meeting).await.unwrap();
        store.append(meeting, head, next).await.unwrap();
        hub.send_replace(BoardAccess {
            gate: 2,
            readers: people,
            ..BoardAccess::default()
        });
        let gate = access.map_or(0, |access| access.gate);
        let written = board.write(&batch, &staged, gate, Some(vec![true])).await;
        assert!(matches!(written, Err(Trouble::Gate(2))));
        assert!(store.board_read_after(id, 0, 10).await.unwrap().is_empty());
    }
}
