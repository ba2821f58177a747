//! Boards and votes as people see them.

use super::Slice;
use super::project::{audience, maybe_words, sees_room, words};
use crate::consultancy::Texts;
use crate::ids::{BoardId, PersonId, RoomId};
use crate::meeting::Contents;
use crate::meeting::boards::{RoomBoard, Vote};
use crate::meeting::digest;
use crate::meeting::event::BoardChange;
use crate::meeting::state::{Room, State};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One board of a room. Its notes come over a socket of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BoardView {
    pub id: BoardId,
    pub room: RoomId,
    /// Its tab's place; the room's first board has 0.
    pub place: u16,
    /// None: 'Board' in the reader's language.
    pub name: Option<String>,
    /// In reading order; a protocol's sections come before them.
    pub sections: Vec<BoardSectionView>,
    /// Kept for the record; nobody writes on it.
    pub put_away: bool,
    /// What its colours stand for.
    pub legend: BTreeMap<String, String>,
    /// Nobody is told who writes what on it.
    pub nameless: bool,
    /// Everyone writes on a page of their own until it is revealed.
    pub hidden: bool,
    /// How many people have such a page now.
    pub writing: u32,
    /// The open or the last one.
    pub vote: Option<VoteView>,
    /// Of the digest: from which room a note is, by what its id begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub digest: Option<BTreeMap<String, RoomId>>,
    /// Which of its notes were copied onto the digest.
    #[serde(default)]
    pub copied: Vec<String>,
}

/// A section of a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BoardSectionView {
    pub id: String,
    pub name: Texts,
}

/// A vote with dots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct VoteView {
    /// How many each person has, and how many of them may go on one note.
    pub dots: u8,
    pub per_note: u8,
    /// Counts come when it is over.
    pub hidden: bool,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// Dots by note id; empty while they are hidden. A note that is gone may be among them: it does not count.
    pub counts: BTreeMap<String, u32>,
    /// How many people have placed a dot.
    pub voters: u32,
}

pub(super) fn of_room<'a>(
    state: &'a State,
    contents: &'a Contents,
    id: RoomId,
    room: &'a Room,
) -> impl Iterator<Item = BoardView> + use<'a> {
    room.boards
        .iter()
        .zip(0_u16..)
        .map(move |(board, place)| view(state, contents, (id, place), board))
}

pub(super) fn board_view(state: &State, contents: &Contents, room: RoomId, board: &RoomBoard) -> BoardView {
    let boards = state.rooms.get(&room).map_or(&[][..], |room| &room.boards);
    let place = boards
        .iter()
        .position(|one| one.id == board.id)
        .unwrap_or_default();
    let place = u16::try_from(place).unwrap_or(u16::MAX);
    view(state, contents, (room, place), board)
}

fn view(state: &State, contents: &Contents, (room, place): (RoomId, u16), board: &RoomBoard) -> BoardView {
    let section = |section: &crate::meeting::boards::BoardSection| BoardSectionView {
        id: section.id.clone(),
        name: section
            .name
            .iter()
            .map(|(language, name)| (language.clone(), words(contents, *name)))
            .collect(),
    };
    let writing = board
        .pages
        .iter()
        .filter(|page| page.revealed_as.is_none())
        .count();
    BoardView {
        id: board.id,
        room,
        place,
        name: maybe_words(contents, board.name),
        sections: board.sections.iter().map(section).collect(),
        put_away: board.put_away,
        legend: board
            .legend
            .iter()
            .filter_map(|(color, meaning)| Some((color.clone(), maybe_words(contents, Some(*meaning))?)))
            .collect(),
        nameless: board.nameless,
        hidden: board.hidden,
        writing: u32::try_from(writing).unwrap_or(u32::MAX),
        vote: board.vote.as_ref().map(vote_view),
        digest: board.digest.as_deref().map(digest::rooms),
        copied: state
            .in_digest(board.id)
            .into_iter()
            .map(ToOwned::to_owned)
            .collect(),
    }
}

fn vote_view(vote: &Vote) -> VoteView {
    let shown = !vote.hidden || vote.closed_at.is_some();
    VoteView {
        dots: vote.dots,
        per_note: vote.per_note,
        hidden: vote.hidden,
        opened_at: vote.opened_at,
        closed_at: vote.closed_at,
        counts: if shown { vote.counts() } else { BTreeMap::new() },
        voters: vote.voters(),
    }
}

/// A person's dots in the open or last vote on each board that they see.
pub(super) fn dots(state: &State, person: PersonId) -> BTreeMap<BoardId, BTreeMap<String, u8>> {
    let Some(audience) = audience(state, person) else {
        return BTreeMap::new();
    };
    let rooms = state.rooms.iter().filter(|(id, _)| sees_room(audience, **id));
    rooms
        .flat_map(|(_, room)| &room.boards)
        .filter_map(|board| Some((board.id, board.vote.as_ref()?.of(person))))
        .filter(|(_, dots)| !dots.is_empty())
        .collect()
}

/// A person's pages of the hidden boards that they see.
pub(super) fn pages(state: &State, person: PersonId) -> BTreeMap<BoardId, BoardId> {
    let Some(audience) = audience(state, person) else {
        return BTreeMap::new();
    };
    let rooms = state.rooms.iter().filter(|(id, _)| sees_room(audience, **id));
    rooms
        .flat_map(|(_, room)| &room.boards)
        .filter_map(|board| Some((board.id, board.page_of(person)?)))
        .collect()
}

pub(super) fn touched(after: &State, room: RoomId, board: BoardId, change: &BoardChange) -> Vec<Slice> {
    let mut slices = vec![Slice::Board(board)];
    match change {
        BoardChange::Voted { person, .. } => slices.push(Slice::Dots(*person)),
        // Who had dots in the votes before this one has none in it.
        BoardChange::VoteOpened { .. } => {
            let boards = after.rooms.get(&room).map_or(&[][..], |room| &room.boards);
            let votes = boards
                .iter()
                .filter(|one| one.id == board)
                .flat_map(|one| &one.past_votes);
            let people: BTreeSet<PersonId> = votes
                .flat_map(|vote| vote.placed.values())
                .flat_map(BTreeMap::keys)
                .copied()
                .collect();
            slices.extend(people.into_iter().map(Slice::Dots));
        }
        BoardChange::PageOpened { person, .. } => slices.push(Slice::Pages(*person)),
        BoardChange::Revealed { pages } => {
            let boards = after.rooms.get(&room).map_or(&[][..], |room| &room.boards);
            let mine = boards
                .iter()
                .filter(|one| one.id == board)
                .flat_map(|one| &one.pages);
            let mine = mine.filter(|page| pages.iter().any(|one| one.page == page.page));
            slices.extend(mine.map(|page| Slice::Pages(page.person)));
        }
        BoardChange::Brought(brought) => slices.push(Slice::Board(brought.board)),
        BoardChange::Added {}
        | BoardChange::DigestMade {}
        | BoardChange::LegendSet { .. }
        | BoardChange::AuthorsHidden {}
        | BoardChange::Hidden {}
        | BoardChange::Named { .. }
        | BoardChange::SectionsSet { .. }
        | BoardChange::PutAway { .. }
        | BoardChange::VoteClosed {} => {}
    }
    slices
}
