//! What every element of one board is: an entry of `notes`, a field of a note, a character of a text.
//!
//! An item that has a neighbour does not name its parent, so an update alone cannot show that it keeps the board's
//! schema. The shape remembers the place of every element (a run of typing is one entry) and settles each new item
//! before `yrs` sees it: that it depends on nothing unknown, that its neighbours are of one place, and that its
//! content fits there. Nesting is thereby bounded by rule. Pure; used by a board's actor, rebuilt from the log.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bytes::{Bytes, BytesMut};

use super::lib0::put_uint;
use super::scan::{Content, Deletion, Id, Key, Parent, Scanned, Struct};

/// Where an element stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// An entry of the root `notes`.
    Notes,
    /// An entry of the root `groups`: what is said of notes here holds for it too.
    Groups,
    /// A field of the note with this id.
    Field { note: Id, key: Key },
    /// A character of the text with this id.
    Chars { text: Id },
    /// Collected by its client: nothing can be said of it, and `yrs` keeps it out of every type.
    Lost,
}

/// A run begins where the one before it ends; the first at 0.
#[derive(Debug, Clone, Copy)]
struct Run {
    end: u32,
    place: Place,
    /// Whether it came as deleted or collected, so that nothing can have it for a parent.
    gone: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Note,
    Text,
}

/// Why an update does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// It rests on elements that this board has not seen (yet).
    #[error("missing")]
    Missing,
    /// It is not a note board's.
    #[error("schema")]
    Schema,
}

/// The places of all elements of a board.
#[derive(Debug, Default)]
pub struct Shape {
    clients: HashMap<u64, Vec<Run>>,
    kinds: HashMap<Id, Kind>,
    /// The note of each text.
    texts: HashMap<Id, Id>,
    /// Where each note stands, as it was said last.
    sections: HashMap<Id, Box<str>>,
    /// What is deleted, in pieces as it was: from which clock to which.
    deleted: HashMap<u64, BTreeMap<u32, u32>>,
}

/// What one update added, so that it can be taken back; the last one taken first.
#[derive(Debug, Default)]
pub struct Staged {
    steps: Vec<Step>,
    /// Clients of which the update brings elements that were not there.
    pub new_clients: BTreeSet<u64>,
    /// Notes that it changes.
    touched: BTreeSet<Id>,
    /// Sections that notes stood in before.
    left: Vec<Box<str>>,
}

#[derive(Debug)]
enum Step {
    /// A run was appended for this client.
    Appended(u64),
    /// The last run of this client ended here before.
    Grew(u64, u32),
    /// A type came to be.
    Typed(Id),
    /// A text came to be.
    Housed(Id),
    /// This note stood there before.
    Moved(Id, Option<Box<str>>),
    /// A piece of this client was deleted, from this clock on.
    Deleted(u64, u32),
}

impl Shape {
    /// The clock that this client has reached.
    pub fn clock(&self, client: u64) -> u32 {
        self.clients
            .get(&client)
            .and_then(|runs| runs.last())
            .map_or(0, |run| run.end)
    }

    /// How many clients wrote here.
    pub fn client_count(&self) -> usize {
        self.clients.len()
    }

    /// What the board has, encoded for a sync step 1.
    pub fn state_vector(&self) -> Bytes {
        let mut out = BytesMut::new();
        put_uint(&mut out, self.clients.len() as u64);
        for client in self.clients.keys() {
            put_uint(&mut out, *client);
            put_uint(&mut out, u64::from(self.clock(*client)));
        }
        out.freeze()
    }

    /// Takes an update in, or refuses it and stays as it was.
    pub fn stage(&mut self, update: &Scanned) -> Result<Staged, Misfit> {
        let mut staged = Staged::default();
        let settled = self
            .settle(update, &mut staged)
            .and_then(|()| self.deletions_known(&update.deletions))
            .map(|()| self.delete(&update.deletions, &mut staged));
        match settled {
            Ok(()) => Ok(staged),
            Err(misfit) => {
                self.take_back(staged);
                Err(misfit)
            }
        }
    }

    /// Undoes what `stage` did. Several are undone in the opposite order of their staging.
    pub fn take_back(&mut self, staged: Staged) {
        for step in staged.steps.into_iter().rev() {
            match step {
                Step::Appended(client) => {
                    if let Some(runs) = self.clients.get_mut(&client) {
                        runs.pop();
                        if runs.is_empty() {
                            self.clients.remove(&client);
                        }
                    }
                }
                Step::Grew(client, end) => {
                    if let Some(run) = self.clients.get_mut(&client).and_then(|runs| runs.last_mut()) {
                        run.end = end;
                    }
                }
                Step::Typed(id) => {
                    self.kinds.remove(&id);
                }
                Step::Housed(text) => {
                    self.texts.remove(&text);
                }
                Step::Moved(note, Some(section)) => {
                    self.sections.insert(note, section);
                }
                Step::Moved(note, None) => {
                    self.sections.remove(&note);
                }
                Step::Deleted(client, from) => {
                    if let Some(pieces) = self.deleted.get_mut(&client) {
                        pieces.remove(&from);
                    }
                }
            }
        }
    }

    /// The sections that an update changes notes of, and those that it takes notes out of or puts them into.
    pub fn sections<'a>(&'a self, staged: &'a Staged) -> impl Iterator<Item = &'a str> {
        let now = staged.touched.iter().filter_map(|note| self.sections.get(note));
        now.chain(&staged.left).map(AsRef::as_ref)
    }

    /// The clients that wrote in the text with this id, each once, in no order.
    pub fn writers(&self, text: Id) -> Vec<u64> {
        let wrote = |runs: &Vec<Run>| runs.iter().any(|run| run.place == Place::Chars { text });
        self.clients
            .iter()
            .filter(|(_, runs)| wrote(runs))
            .map(|(client, _)| *client)
            .collect()
    }

    /// Places the structs of all clients, each after what it depends on. A struct that waits for another client's
    /// hands over to that client; one that would wait for itself, or for what nobody brings, is missing.
    fn settle(&mut self, update: &Scanned, staged: &mut Staged) -> Result<(), Misfit> {
        let lists: HashMap<u64, &[Struct]> = update
            .clients
            .iter()
            .map(|(client, structs)| (*client, structs.as_slice()))
            .collect();
        let mut next: HashMap<u64, usize> = HashMap::new();
        let mut on_stack: HashSet<u64> = HashSet::new();
        for (first, _) in &update.clients {
            let mut stack = vec![*first];
            on_stack.insert(*first);
            while let Some(&client) = stack.last() {
                let index = next.get(&client).copied().unwrap_or_default();
                let item = lists.get(&client).and_then(|list| list.get(index));
                match item.map(|item| (item, self.unmet(item))) {
                    Some((item, None)) => {
                        self.place(item, update.word(item), staged)?;
                        next.insert(client, index + 1);
                        if stack.len() == 1 {
                            continue;
                        }
                    }
                    // Its own earlier clocks are lacking, or it waits in a circle.
                    Some((_, Some(other))) if on_stack.contains(&other) => return Err(Misfit::Missing),
                    Some((_, Some(other))) if lists.contains_key(&other) => {
                        stack.push(other);
                        on_stack.insert(other);
                        continue;
                    }
                    Some((_, Some(_))) => return Err(Misfit::Missing),
                    // Somebody waits for more of this client than the update brings.
                    None if stack.len() > 1 => return Err(Misfit::Missing),
                    None => {}
                }
                stack.pop();
                on_stack.remove(&client);
            }
        }
        Ok(())
    }

    /// The client whose elements this struct still needs.
    fn unmet(&self, item: &Struct) -> Option<u64> {
        if item.id.clock > self.clock(item.id.client) {
            return Some(item.id.client);
        }
        let parent = match item.parent {
            Parent::Item(id) => Some(id),
            Parent::Notes | Parent::Groups | Parent::Inherited => None,
        };
        [item.left, item.right, parent]
            .into_iter()
            .flatten()
            .find(|id| id.clock >= self.clock(id.client))
            .map(|id| id.client)
    }

    fn place(&mut self, item: &Struct, word: Option<&str>, staged: &mut Staged) -> Result<(), Misfit> {
        let known = self.clock(item.id.client);
        let end = item.id.clock + item.len;
        if end <= known {
            return Ok(());
        }
        // Of a struct that is known in part, `yrs` takes the rest as the right neighbour of the known part.
        let left = if known > item.id.clock {
            Some(Id {
                client: item.id.client,
                clock: known - 1,
            })
        } else {
            item.left
        };
        let place = match item.content {
            Content::Gone => Place::Lost,
            content => {
                let place = self.resolve(item, left)?;
                fits(content, place, item.right)?;
                place
            }
        };
        let kind = match item.content {
            Content::Note => Some(Kind::Note),
            Content::Text => Some(Kind::Text),
            Content::Gone | Content::Deleted | Content::Chars | Content::Scalar => None,
        };
        let lost = place == Place::Lost;
        if let Some(kind) = kind
            && !lost
        {
            self.kinds.insert(item.id, kind);
            staged.steps.push(Step::Typed(item.id));
        }
        let gone = lost || item.content == Content::Deleted;
        if !gone {
            self.touch(item, place, word, staged);
        }
        self.push(item.id.client, Run { end, place, gone }, staged);
        Ok(())
    }

    /// Remembers which note an element changes, and where the note stands.
    fn touch(&mut self, item: &Struct, place: Place, word: Option<&str>, staged: &mut Staged) {
        let Some(note) = self.note_of(item.id, place) else {
            return;
        };
        staged.touched.insert(note);
        match place {
            Place::Field { key: Key::Text, .. } => {
                self.texts.insert(item.id, note);
                staged.steps.push(Step::Housed(item.id));
            }
            Place::Field {
                key: Key::Section, ..
            } => {
                let before = match word {
                    Some(word) => self.sections.insert(note, word.into()),
                    None => self.sections.remove(&note),
                };
                staged.left.extend(before.clone());
                staged.steps.push(Step::Moved(note, before));
            }
            // What stood under its name before is gone, whether or not the update says so.
            Place::Notes | Place::Groups => staged.touched.extend(item.left),
            Place::Field { .. } | Place::Chars { .. } | Place::Lost => {}
        }
    }

    /// The note that an element belongs to.
    fn note_of(&self, id: Id, place: Place) -> Option<Id> {
        match place {
            Place::Notes | Place::Groups => Some(id),
            Place::Field { note, .. } => Some(note),
            Place::Chars { text } => self.texts.get(&text).copied(),
            Place::Lost => None,
        }
    }

    /// Takes in what is deleted that was not before.
    fn delete(&mut self, deletions: &[Deletion], staged: &mut Staged) {
        for deletion in deletions {
            let client = deletion.id.client;
            let (mut from, end) = (deletion.id.clock, deletion.id.clock + deletion.len);
            while from < end {
                let pieces = self.deleted.entry(client).or_default();
                let covering = pieces.range(..=from).next_back().map(|(_, to)| *to);
                if let Some(to) = covering.filter(|to| *to > from) {
                    from = to;
                    continue;
                }
                let next = pieces.range(from..end).next().map_or(end, |(next, _)| *next);
                pieces.insert(from, next);
                staged.steps.push(Step::Deleted(client, from));
                self.touch_deleted(client, from, next, staged);
                from = next;
            }
        }
    }

    /// The notes of elements that are deleted from here on. A type is one element: its id is where it stands.
    fn touch_deleted(&self, client: u64, from: u32, to: u32, staged: &mut Staged) {
        let Some(runs) = self.clients.get(&client) else {
            return;
        };
        let mut clock = from;
        for run in &runs[runs.partition_point(|run| run.end <= from)..] {
            if clock >= to {
                break;
            }
            if !run.gone && matches!(run.place, Place::Notes | Place::Groups) {
                let notes = (clock..run.end.min(to)).map(|clock| Id { client, clock });
                staged.touched.extend(notes);
            } else if !run.gone {
                staged
                    .touched
                    .extend(self.note_of(Id { client, clock }, run.place));
            }
            clock = run.end;
        }
    }

    /// The one place that an item's parent and neighbours agree on.
    fn resolve(&self, item: &Struct, left: Option<Id>) -> Result<Place, Misfit> {
        let named = match item.parent {
            Parent::Notes | Parent::Groups if item.key.is_none() => return Err(Misfit::Schema),
            Parent::Notes => Some(Place::Notes),
            Parent::Groups => Some(Place::Groups),
            Parent::Item(id) => Some(self.inside(id, item.key)?),
            Parent::Inherited => None,
        };
        let mut place = Place::Lost;
        let neighbours = [left, item.right]
            .into_iter()
            .flatten()
            .filter_map(|id| self.run(id))
            .map(|run| run.place);
        for candidate in named.into_iter().chain(neighbours) {
            if candidate == Place::Lost {
                continue;
            }
            if place != Place::Lost && place != candidate {
                return Err(Misfit::Schema);
            }
            place = candidate;
        }
        Ok(place)
    }

    /// The place inside the type that the item `id` holds.
    fn inside(&self, id: Id, key: Option<Key>) -> Result<Place, Misfit> {
        match (self.kinds.get(&id), key) {
            (Some(Kind::Note), Some(key)) => Ok(Place::Field { note: id, key }),
            (Some(Kind::Text), None) => Ok(Place::Chars { text: id }),
            (Some(_), _) => Err(Misfit::Schema),
            (None, _) => match self.run(id) {
                Some(run) if run.gone => Ok(Place::Lost),
                _ => Err(Misfit::Schema),
            },
        }
    }

    fn run(&self, id: Id) -> Option<&Run> {
        let runs = self.clients.get(&id.client)?;
        let index = runs.partition_point(|run| run.end <= id.clock);
        runs.get(index)
    }

    fn push(&mut self, client: u64, run: Run, staged: &mut Staged) {
        staged.new_clients.insert(client);
        let runs = self.clients.entry(client).or_default();
        match runs.last_mut() {
            Some(last) if last.place == run.place && last.gone == run.gone => {
                staged.steps.push(Step::Grew(client, last.end));
                last.end = run.end;
            }
            _ => {
                runs.push(run);
                staged.steps.push(Step::Appended(client));
            }
        }
    }

    fn deletions_known(&self, deletions: &[Deletion]) -> Result<(), Misfit> {
        let known = |deletion: &Deletion| deletion.id.clock + deletion.len <= self.clock(deletion.id.client);
        if deletions.iter().all(known) {
            Ok(())
        } else {
            Err(Misfit::Missing)
        }
    }
}

/// Whether content may stand at a place. An entry of a map never has a right neighbour of its own making.
fn fits(content: Content, place: Place, right: Option<Id>) -> Result<(), Misfit> {
    let fits = match place {
        Place::Lost => true,
        Place::Notes | Place::Groups => {
            matches!(content, Content::Note | Content::Deleted) && right.is_none()
        }
        Place::Field { key: Key::Text, .. } => {
            matches!(content, Content::Text | Content::Deleted) && right.is_none()
        }
        Place::Field {
            key: Key::Section | Key::Other,
            ..
        } => matches!(content, Content::Scalar | Content::Deleted) && right.is_none(),
        Place::Chars { .. } => matches!(content, Content::Chars | Content::Deleted),
    };
    if fits { Ok(()) } else { Err(Misfit::Schema) }
}
