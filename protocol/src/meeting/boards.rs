//! The boards of a room: what of them is the meeting's. Notes and their texts are in the board's own document.
//!
//! Names, sections, who may see what and votes have rules and are here; the page shows notes by them.

use super::digest::Brought;
use super::event::BoardChange;
use super::state::State;
use crate::ids::{BoardId, ContentId, PersonId, RoomId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One board of a room. The first of a room is there from its beginning and is the one that rounds use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomBoard {
    pub id: BoardId,
    /// None: the page's own word for it.
    pub name: Option<ContentId>,
    /// In reading order. A protocol's sections come before them.
    pub sections: Vec<BoardSection>,
    /// Kept for the record, written on by nobody.
    pub put_away: bool,
    /// Open or closed; the ones before it are in `past_votes`.
    pub vote: Option<Vote>,
    pub past_votes: Vec<Vote>,
    /// What each colour stands for, by the colour's name.
    #[serde(default)]
    pub legend: BTreeMap<String, ContentId>,
    /// Since its beginning: nobody is told who wrote what.
    #[serde(default)]
    pub nameless: bool,
    /// Everyone writes on a page of their own until it is revealed.
    #[serde(default)]
    pub hidden: bool,
    /// Those pages, and those of the times before.
    #[serde(default)]
    pub pages: Vec<HiddenPage>,
    /// Of the digest: what rooms brought to it.
    #[serde(default)]
    pub digest: Option<Vec<Brought>>,
}

/// What one person writes on a hidden board: a document that only they read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenPage {
    pub person: PersonId,
    pub page: BoardId,
    /// The Yjs client id under which its notes came onto the board; none while it is hidden.
    pub revealed_as: Option<u32>,
}

/// A page of a board that is revealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revealed {
    pub page: BoardId,
    /// Made with the event, so that every instance writes the same bytes under it.
    pub client: u32,
}

/// A section with its name in the languages that were given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardSection {
    /// Notes name it, so it stays when the name changes.
    pub id: String,
    pub name: BTreeMap<String, ContentId>,
}

/// A vote with dots on the notes of a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// How many each person has, and how many of them may go on one note.
    pub dots: u8,
    pub per_note: u8,
    /// Counts are shown when it is over.
    pub hidden: bool,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// By note, then by person; never zero. A note that was deleted keeps its dots, which nobody counts.
    pub placed: BTreeMap<String, BTreeMap<PersonId, u8>>,
}

impl RoomBoard {
    pub fn new(id: BoardId) -> Self {
        Self {
            id,
            name: None,
            sections: Vec::new(),
            put_away: false,
            vote: None,
            past_votes: Vec::new(),
            legend: BTreeMap::new(),
            nameless: false,
            hidden: false,
            pages: Vec::new(),
            digest: None,
        }
    }

    /// The page on which a person writes while the board is hidden.
    pub fn page_of(&self, person: PersonId) -> Option<BoardId> {
        let mut open = self.pages.iter().filter(|page| page.revealed_as.is_none());
        open.find(|page| page.person == person).map(|page| page.page)
    }

    /// The vote that is open.
    pub fn open_vote(&self) -> Option<&Vote> {
        self.vote.as_ref().filter(|vote| vote.closed_at.is_none())
    }
}

impl Vote {
    /// One person's dots on each note.
    pub fn of(&self, person: PersonId) -> BTreeMap<String, u8> {
        let notes = self.placed.iter();
        notes
            .filter_map(|(note, by)| Some((note.clone(), *by.get(&person)?)))
            .collect()
    }

    /// How many dots a person has on one note, and in all.
    pub fn placed_by(&self, person: PersonId, note: &str) -> (u8, u8) {
        let on = |by: &BTreeMap<PersonId, u8>| by.get(&person).copied().unwrap_or_default();
        let all = self
            .placed
            .values()
            .fold(0_u8, |sum, by| sum.saturating_add(on(by)));
        (self.placed.get(note).map(on).unwrap_or_default(), all)
    }

    /// All dots on one note.
    pub fn counts_of(&self, note: &str) -> u32 {
        let by = self.placed.get(note);
        by.map_or(0, |by| by.values().map(|dots| u32::from(*dots)).sum())
    }

    /// How many people have placed a dot.
    pub fn voters(&self) -> u32 {
        let people: BTreeSet<PersonId> = self.placed.values().flat_map(BTreeMap::keys).copied().collect();
        u32::try_from(people.len()).unwrap_or(u32::MAX)
    }

    /// All dots on each note.
    pub fn counts(&self) -> BTreeMap<String, u32> {
        let notes = self.placed.keys();
        notes.map(|note| (note.clone(), self.counts_of(note))).collect()
    }
}

impl State {
    /// A board of a room, put away or not, and its room. Notebooks are of no room.
    pub fn board(&self, board: BoardId) -> Option<(RoomId, &RoomBoard)> {
        self.rooms.iter().find_map(|(id, room)| {
            let found = room.boards.iter().find(|one| one.id == board)?;
            Some((*id, found))
        })
    }
}

/// What an event does to one board of a room.
pub(super) fn apply(
    state: &mut State,
    at: Timestamp,
    (room, board): (RoomId, BoardId),
    change: &BoardChange,
) {
    let Some(room) = state.rooms.get_mut(&room) else {
        return;
    };
    if matches!(change, BoardChange::Added {}) {
        room.boards.push(RoomBoard::new(board));
        return;
    }
    if let Some(found) = room.boards.iter_mut().find(|one| one.id == board) {
        apply_one(found, at, change);
    }
}

fn apply_one(board: &mut RoomBoard, at: Timestamp, change: &BoardChange) {
    match change {
        BoardChange::Added {} => {}
        BoardChange::Named { name } => board.name = *name,
        BoardChange::SectionsSet { sections } => board.sections.clone_from(sections),
        BoardChange::PutAway { away } => board.put_away = *away,
        BoardChange::LegendSet { legend } => board.legend.clone_from(legend),
        BoardChange::AuthorsHidden {} => board.nameless = true,
        BoardChange::Hidden {} => board.hidden = true,
        BoardChange::PageOpened { person, page } => board.pages.push(HiddenPage {
            person: *person,
            page: *page,
            revealed_as: None,
        }),
        BoardChange::DigestMade {} => board.digest = Some(Vec::new()),
        BoardChange::Brought(brought) => board.digest.get_or_insert_default().push(brought.clone()),
        BoardChange::Revealed { pages } => {
            board.hidden = false;
            for page in &mut board.pages {
                if let Some(revealed) = pages.iter().find(|one| one.page == page.page) {
                    page.revealed_as = Some(revealed.client);
                }
            }
        }
        BoardChange::VoteOpened {
            dots,
            per_note,
            hidden,
        } => {
            let vote = Vote {
                dots: *dots,
                per_note: *per_note,
                hidden: *hidden,
                opened_at: at,
                closed_at: None,
                placed: BTreeMap::new(),
            };
            board.past_votes.extend(board.vote.replace(vote));
        }
        BoardChange::VoteClosed {} => {
            if let Some(vote) = &mut board.vote {
                vote.closed_at = Some(at);
            }
        }
        BoardChange::Voted { note, person, dots } => {
            let Some(vote) = &mut board.vote else { return };
            if *dots > 0 {
                vote.placed
                    .entry(note.clone())
                    .or_default()
                    .insert(*person, *dots);
            } else if let Some(by) = vote.placed.get_mut(note) {
                by.remove(person);
                if by.is_empty() {
                    vote.placed.remove(note);
                }
            }
        }
    }
}
