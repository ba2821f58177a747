//! The boards of a room as text, with what was voted.

use super::access::rounds;
use super::build::Builder;
use super::{NoteText, RecordBoard, RecordFrom, RecordNote, RecordReader, RecordSection, RecordVote};
use crate::consultancy::Texts;
use crate::ids::{BoardId, RoomId};
use crate::meeting::boards::{RoomBoard, Vote};
use crate::meeting::digest::{Brought, may_copy};
use crate::meeting::small_groups::whole_section;
use crate::meeting::state::{Role, Room};
use crate::text;
use std::collections::BTreeMap;

/// Rooms by what the ids of their notes begin with.
type Origins = Vec<(String, RecordFrom)>;

impl Builder<'_> {
    /// All boards of a room in the order of their tabs, those that were put away too.
    pub(super) fn boards(&self, room: &Room) -> Vec<RecordBoard> {
        room.boards.iter().map(|board| self.board(room, board)).collect()
    }

    /// The room's first board, where this reader may copy its notes to the digest now.
    pub(super) fn copy_from(&self, reader: RecordReader, id: RoomId, room: &Room) -> Option<BoardId> {
        let RecordReader::Person(person) = reader else {
            return None;
        };
        let someone = self.state().people.get(&person)?;
        let acts = self.state().ended_at.is_none() && someone.role != Role::Observer;
        (acts && may_copy(self.state(), someone, id).is_ok()).then_some(room.board)
    }

    /// Says which of a board's notes stand on the digest, and takes their ids away where nobody is to copy them.
    pub(super) fn mark_copied(&self, sections: &mut [RecordSection], board: Option<BoardId>) {
        let copied = board
            .map(|board| self.state().in_digest(board))
            .unwrap_or_default();
        for note in sections.iter_mut().flat_map(|section| &mut section.notes) {
            note.copied = note.id.as_deref().is_some_and(|id| copied.contains(id));
            note.id = note.id.take().filter(|_| board.is_some());
        }
    }

    fn board(&self, room: &Room, board: &RoomBoard) -> RecordBoard {
        let notes = self.sources.boards.get(&board.id);
        let votes: Vec<&Vote> = counted(board).collect();
        let known = self.known(room, board);
        let origin = self.origins(board);
        let mut sections = self.sections(known, notes.map_or(&[][..], Vec::as_slice), &votes, &origin);
        if board.nameless {
            let notes = sections.iter_mut().flat_map(|section| &mut section.notes);
            notes.for_each(|note| note.authors.clear());
        }
        RecordBoard {
            name: self.maybe_words(board.name),
            put_away: board.put_away,
            nameless: board.nameless,
            digest: board.digest.is_some(),
            votes: votes.iter().map(|vote| record_vote(vote)).collect(),
            sections,
        }
    }

    /// The sections that notes of a board may name: those of the room's protocols on its first board, the newest first;
    /// then the board's own.
    fn known(&self, room: &Room, board: &RoomBoard) -> Vec<(String, Texts)> {
        let mut known: Vec<(String, Texts)> = Vec::new();
        if board.id == room.board {
            let plans = rounds(room).filter_map(|round| self.state().plans.get(&round.plan));
            for section in plans
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .flat_map(|plan| &plan.definition.sections)
            {
                if known.iter().all(|(id, _)| *id != section.id) {
                    known.push((section.id.clone(), section.name.clone()));
                }
            }
        }
        for section in &board.sections {
            let name = |(language, id): (&String, &crate::ids::ContentId)| {
                Some((language.clone(), self.maybe_words(Some(*id))?))
            };
            known.push((section.id.clone(), section.name.iter().filter_map(name).collect()));
        }
        known
    }

    /// The notes section by section; then all others.
    fn sections(
        &self,
        known: Vec<(String, Texts)>,
        notes: &[NoteText],
        votes: &[&Vote],
        origins: &Origins,
    ) -> Vec<RecordSection> {
        // What small groups wrote stands in the section that each of them had for itself.
        let stands_in = |note: &NoteText, id: &str| {
            let section = note.section.as_deref();
            section.is_some_and(|section| section == id || whole_section(section) == id)
        };
        let is_known = |note: &NoteText| known.iter().any(|(id, _)| stands_in(note, id));
        let others = RecordSection {
            id: None,
            name: Texts::new(),
            notes: self.notes(notes.iter().filter(|note| !is_known(note)), votes, origins),
        };
        let mut sections: Vec<RecordSection> = known
            .iter()
            .map(|(id, name)| RecordSection {
                id: Some(id.clone()),
                name: name.clone(),
                notes: self.notes(notes.iter().filter(|note| stands_in(note, id)), votes, origins),
            })
            .collect();
        sections.push(others);
        sections.retain(|section| !section.notes.is_empty());
        sections
    }

    fn notes<'n>(
        &self,
        notes: impl Iterator<Item = &'n NoteText>,
        votes: &[&Vote],
        origins: &Origins,
    ) -> Vec<RecordNote> {
        let one = |note: &NoteText| {
            let from = origins.iter().find(|(prefix, _)| note.id.starts_with(prefix));
            // Who copied a note did not write it; who did is not told.
            let authors = note.authors.iter().skip(usize::from(from.is_some()));
            RecordNote {
                text: note.text.clone(),
                authors: authors.filter_map(|id| self.named(*id)).collect(),
                color: note.color.clone(),
                group: note
                    .group
                    .as_ref()
                    .map(|(_, name)| text::line(name).unwrap_or_default()),
                id: Some(note.id.clone()),
                copied: false,
                dots: votes.iter().map(|vote| vote.counts_of(&note.id)).collect(),
                from: from.map(|(_, room)| room.clone()),
            }
        };
        let written = notes.filter(|note| !note.text.trim().is_empty()).collect();
        in_runs(written).into_iter().map(one).collect()
    }

    /// From which rooms the notes of the digest are.
    fn origins(&self, board: &RoomBoard) -> Origins {
        let brought = board.digest.iter().flatten();
        let room = |one: &Brought| {
            let room = self.state().rooms.get(&one.from)?;
            let from = RecordFrom {
                number: room.number,
                name: self.maybe_words(room.name),
            };
            Some((one.prefix(), from))
        };
        brought.filter_map(room).collect()
    }
}

/// Notes of a group follow each other, from where its first one stands.
fn in_runs(notes: Vec<&NoteText>) -> Vec<&NoteText> {
    let id = |note: &NoteText| note.group.as_ref().map(|(id, _)| id.clone());
    let mut first = BTreeMap::new();
    let mut placed: Vec<(usize, &NoteText)> = Vec::with_capacity(notes.len());
    for (at, note) in notes.into_iter().enumerate() {
        let place = id(note).map_or(at, |id| *first.entry(id).or_insert(at));
        placed.push((place, note));
    }
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, note)| note).collect()
}

/// The votes of a board in order whose counts may be seen. A note that was deleted is not on the board, so its dots count
/// nowhere.
fn counted(board: &RoomBoard) -> impl Iterator<Item = &Vote> {
    let votes = board.past_votes.iter().chain(&board.vote);
    votes.filter(|vote| !vote.hidden || vote.closed_at.is_some())
}

fn record_vote(vote: &Vote) -> RecordVote {
    RecordVote {
        dots: vote.dots,
        per_note: vote.per_note,
        voters: vote.voters(),
        opened_at: vote.opened_at,
        closed_at: vote.closed_at,
    }
}
