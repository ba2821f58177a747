//! From touched slices to frames: projected once per audience, encoded once, shared by all who get the same. And what it takes to resume.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use protocol::ids::PersonId;
use protocol::meeting::view::{self, Audience, Slice};
use protocol::meeting::{Contents, State};
use protocol::time::Timestamp;
use protocol::wire::{self, ServerMessage};
use serde::{Deserialize, Serialize};

use crate::store::{Hash, Position};
use crate::websocket::Frame;

/// Entries whose touched slices are remembered: a client that is not farther behind gets changes, else a snapshot.
const RING_MAX: usize = 512;

/// What the last entries touched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Ring {
    steps: VecDeque<(Position, BTreeSet<Slice>)>,
}

impl Ring {
    pub(super) fn push(&mut self, position: Position, touched: BTreeSet<Slice>) {
        // A ring that was kept by another version may be longer.
        while self.steps.len() >= RING_MAX {
            self.steps.pop_front();
        }
        self.steps.push_back((position, touched));
    }

    /// All that was touched after `seen`; none when that is too long ago or of another journal.
    pub(super) fn since(&self, seen: Position) -> Option<BTreeSet<Slice>> {
        let at = self.steps.iter().rposition(|(position, _)| *position == seen)?;
        let later = self.steps.range(at + 1..);
        Some(later.flat_map(|(_, touched)| touched.iter().copied()).collect())
    }
}

/// What is to be projected: the accepted state at a position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) state: &'a State,
    pub(super) contents: &'a Contents,
    pub(super) position: Position,
    pub(super) now: Timestamp,
}

impl Source<'_> {
    /// The whole view of one person; none when they are not in the meeting.
    pub(super) fn snapshot(&self, person: PersonId) -> Option<Frame> {
        let view = view::view(self.state, self.contents, person)?;
        Some(encode(&ServerMessage::Snapshot {
            position: on_wire(self.position),
            now: self.now,
            view: Box::new(view),
        }))
    }

    /// Slices as one audience may see them, in this order; none when it sees nothing of them.
    fn changes(&self, slices: &[Slice], audience: Audience) -> Option<Frame> {
        let changes: Vec<_> = slices
            .iter()
            .filter_map(|slice| view::project(self.state, self.contents, *slice, audience))
            .collect();
        if changes.is_empty() {
            return None;
        }
        Some(encode(&ServerMessage::Changes {
            position: on_wire(self.position),
            now: self.now,
            changes,
        }))
    }

    /// What a person who saw all before `touched` needs; an empty change when nothing concerns them, a snapshot when what they may see
    /// has changed.
    pub(super) fn catch_up(&self, touched: &BTreeSet<Slice>, person: PersonId) -> Option<Frame> {
        if touched.contains(&Slice::Visibility(person)) {
            return None;
        }
        let audience = view::audience(self.state, person)?;
        let slices = view::in_order(self.state, touched);
        let frame = self.changes(&slices, audience).unwrap_or_else(|| {
            encode(&ServerMessage::Changes {
                position: on_wire(self.position),
                now: self.now,
                changes: Vec::new(),
            })
        });
        Some(frame)
    }
}

/// Frames for one delivery, each encoded when somebody first needs it.
#[derive(Debug)]
pub(super) struct Frames<'a> {
    source: Source<'a>,
    touched: &'a BTreeSet<Slice>,
    in_order: Vec<Slice>,
    by_audience: BTreeMap<Audience, Option<Frame>>,
}

impl<'a> Frames<'a> {
    pub(super) fn new(source: Source<'a>, touched: &'a BTreeSet<Slice>) -> Self {
        Self {
            source,
            touched,
            in_order: view::in_order(source.state, touched),
            by_audience: BTreeMap::new(),
        }
    }

    /// What this person gets; none when nothing of it is for them.
    pub(super) fn of(&mut self, person: PersonId) -> Option<Frame> {
        if self.touched.contains(&Slice::Visibility(person)) {
            return self.source.snapshot(person);
        }
        let mut audience = view::audience(self.source.state, person)?;
        if !self.touched.iter().any(|slice| slice.is_for(person)) {
            audience = audience.shared();
        }
        self.by_audience
            .entry(audience)
            .or_insert_with(|| self.source.changes(&self.in_order, audience))
            .clone()
    }
}

/// A message as a frame.
pub(super) fn encode(message: &ServerMessage) -> Frame {
    // Messages are plain data with string keys: this cannot fail.
    let text = serde_json::to_string(message).unwrap_or_default();
    metrics::counter!("convene_messages_encoded_total").increment(1);
    Frame::text(&text)
}

/// A position in the form of the wire.
pub(super) fn on_wire(position: Position) -> wire::Position {
    wire::Position {
        seq: position.seq,
        hash: position.hash.to_string(),
    }
}

/// A position from the wire; none when it can be no position of a journal.
pub(crate) fn from_wire(position: &wire::Position) -> Option<Position> {
    let hash: Hash = position.hash.parse().ok()?;
    Some(Position {
        seq: position.seq,
        hash,
    })
}
