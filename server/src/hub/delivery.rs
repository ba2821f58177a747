//! From touched slices to frames: projected once per audience, encoded once, shared by all who get the same. And what it takes to resume.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use protocol::ids::PersonId;
use protocol::meeting::view::{self, Audience, Slice, View};
use protocol::meeting::{Contents, State};
use protocol::time::Timestamp;
use protocol::wire::{self, ServerMessage};
use serde::{Deserialize, Serialize};

use crate::session::Outbox;
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

/// The people of a view as one fragment of it, for facilitators and for others, made once for all who come at the same position. In a
/// meeting of two thousand they are most of the bytes of everybody's view.
#[derive(Debug, Default)]
pub(super) struct PeopleFragments(Mutex<Option<(Position, [Option<Frame>; 2])>>);

impl PeopleFragments {
    fn at(&self, position: Position, to_facilitators: bool, make: impl FnOnce() -> Frame) -> Frame {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, both) = made.get_or_insert_with(|| (position, Default::default()));
        if *of != position {
            (*of, *both) = (position, Default::default());
        }
        let [others, facilitators] = both;
        let one = if to_facilitators { facilitators } else { others };
        one.get_or_insert_with(make).clone()
    }

    /// Lets go of what was made: nobody else comes at this position for now.
    pub(super) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What somebody is sent.
#[derive(Clone, Debug)]
pub(super) enum Sent {
    Changes(Frame),
    /// A view, in fragments.
    View(Vec<Frame>),
}

impl Sent {
    pub(super) fn push(&self, outbox: &Outbox) {
        match self {
            Self::Changes(frame) => outbox.push(frame.clone()),
            Self::View(fragments) => push_view(fragments, outbox),
        }
    }
}

/// A view, or what makes an old one new.
pub(super) fn push_view(fragments: &[Frame], outbox: &Outbox) {
    for fragment in fragments {
        outbox.push_view(fragment.clone());
    }
}

/// What is to be projected: the accepted state at a position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) state: &'a State,
    pub(super) contents: &'a Contents,
    pub(super) position: Position,
    pub(super) now: Timestamp,
    pub(super) people: &'a PeopleFragments,
}

impl Source<'_> {
    /// The whole view of one person, in fragments; none when they are not in the meeting.
    pub(super) fn snapshot(&self, person: PersonId) -> Option<Vec<Frame>> {
        let Some(view) = view::view_but_people(self.state, self.contents, person) else {
            let view = view::view(self.state, self.contents, person)?;
            return Some(vec![Frame::text(&json(&self.message(view)))]);
        };
        let to_facilitators = view::audience(self.state, person)?.facilitator;
        let message = json(&self.message(view));
        // Inside of a text there is no quote without a backslash, so this is the view's own field.
        let (before, after) = message.split_once(r#""people":{}"#)?;
        let people = self.people.at(self.position, to_facilitators, || {
            Frame::middle(&json(&view::people(self.state, self.contents, to_facilitators)))
        });
        Some(vec![
            Frame::first(&format!(r#"{before}"people":"#)),
            people,
            Frame::last(after),
        ])
    }

    fn message(&self, view: View) -> ServerMessage {
        ServerMessage::Snapshot {
            position: on_wire(self.position),
            now: self.now,
            view: Box::new(view),
        }
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
    pub(super) fn of(&mut self, person: PersonId) -> Option<Sent> {
        if self.touched.contains(&Slice::Visibility(person)) {
            return self.source.snapshot(person).map(Sent::View);
        }
        let mut audience = view::audience(self.source.state, person)?;
        if !self.touched.iter().any(|slice| slice.is_for(person)) {
            audience = audience.shared();
        }
        self.by_audience
            .entry(audience)
            .or_insert_with(|| self.source.changes(&self.in_order, audience))
            .clone()
            .map(Sent::Changes)
    }
}

/// A message as a frame.
pub(super) fn encode(message: &ServerMessage) -> Frame {
    Frame::text(&json(message))
}

fn json(message: &impl Serialize) -> String {
    metrics::counter!("convene_messages_encoded_total").increment(1);
    // Messages are plain data with string keys: this cannot fail.
    serde_json::to_string(message).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::ids::{BoardId, ContentId, MeetingId, RoomId};
    use protocol::meeting::state::Role;
    use protocol::meeting::{Entry, Event, apply};
    use uuid::Uuid;

    const TITLE: ContentId = ContentId(Uuid::from_u128(1));
    const NAME: ContentId = ContentId(Uuid::from_u128(2));

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn joined(n: u128, role: Role) -> Event {
        serde_json::from_value(serde_json::json!({
            "kind": "person_joined",
            "person": person(n),
            "role": role,
            "name": NAME,
            "organization": null,
            "position": null,
            "language": "en",
            "notebook": BoardId(Uuid::from_u128(n + 1_000)),
            "room": RoomId(Uuid::from_u128(4)),
        }))
        .unwrap()
    }

    /// A facilitator and two participants, in a meeting whose title looks like the place where the people go.
    fn meeting() -> (State, Contents) {
        let mut state = State::default();
        let created = Event::MeetingCreated {
            meeting: MeetingId(Uuid::from_u128(3)),
            title: TITLE,
            language: "en".to_owned(),
            main_room: RoomId(Uuid::from_u128(4)),
            main_board: BoardId(Uuid::from_u128(5)),
        };
        let events = [
            created,
            joined(10, Role::Facilitator),
            joined(11, Role::Participant),
            joined(12, Role::Participant),
        ];
        for event in events {
            let entry = Entry {
                at: Timestamp(0),
                by: None,
                command: None,
                event,
            };
            apply(&mut state, &entry);
        }
        let contents = [
            (TITLE, Some(r#""people":{}"#.to_owned())),
            (NAME, Some("Ana".to_owned())),
        ];
        (state, contents.into_iter().collect())
    }

    fn at(seq: u64) -> Position {
        Position {
            seq,
            hash: Hash([0; 32]),
        }
    }

    fn read(fragments: &[Frame]) -> ServerMessage {
        let whole: Vec<u8> = fragments.iter().flat_map(Frame::content).collect();
        serde_json::from_slice(&whole).unwrap()
    }

    #[test]
    fn a_view_in_fragments_is_the_view_and_its_people_are_made_once() {
        let (state, contents) = meeting();
        let people = PeopleFragments::default();
        let source = |position| Source {
            state: &state,
            contents: &contents,
            position,
            now: Timestamp(7),
            people: &people,
        };
        let mut sent = Vec::new();
        for n in [10, 11, 12] {
            let fragments = source(at(1)).snapshot(person(n)).unwrap();
            let view = view::view(&state, &contents, person(n)).unwrap();
            assert_eq!(view.people.len(), 3);
            assert_eq!(read(&fragments), source(at(1)).message(view));
            sent.push(fragments);
        }
        let shared = |n: usize| sent[n][1].content().as_ptr();
        assert_eq!(shared(1), shared(2));
        assert_ne!(shared(0), shared(1));
        people.clear();
        let again = source(at(1)).snapshot(person(12)).unwrap();
        assert_eq!(read(&again), read(&sent[2]));
        assert_ne!(again[1].content().as_ptr(), shared(2));
        let later = source(at(2)).snapshot(person(12)).unwrap();
        assert_ne!(later[1].content().as_ptr(), shared(2));
        assert!(source(at(2)).snapshot(person(13)).is_none());
    }
}
