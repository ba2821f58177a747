//! Boards of a room: adding, naming, putting away, and votes on their notes.

use super::draft::Draft;
use super::guard;
use crate::consultancy::Texts;
use crate::ids::{BoardId, ContentId, PersonId, RoomId};
use crate::limits::{
    BOARDS_KEPT_MAX, BOARDS_MAX, HIDDEN_PAGES_MAX, NOTE_ID_BYTES_MAX, SECTIONS_MAX, VOTE_DOTS_MAX, VOTES_MAX,
};
use crate::meeting::boards::{BoardSection, Revealed, RoomBoard, Vote};
use crate::meeting::command::{Command, SectionWish};
use crate::meeting::event::BoardChange;
use crate::meeting::{Event, Refusal, State};
use std::collections::{BTreeMap, BTreeSet};

/// The commands of this module; others lead to nothing.
pub(super) fn decide(draft: &mut Draft<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::AddBoard {
            room,
            name,
            sections,
            hide_authors,
        } => add(draft, actor, *room, name, sections, *hide_authors),
        Command::SetBoardLegend { board, legend } => set_legend(draft, actor, *board, legend),
        Command::HideBoard { board } => hide(draft, actor, *board),
        Command::RevealBoard { board } => reveal(draft, actor, *board),
        Command::OpenHiddenPage { board } => open_page(draft, actor, *board),
        Command::NameBoard { board, name } => {
            let (room, _) = facilitated(draft.state(), actor, *board)?;
            let name = maybe_name(draft, name.as_deref())?;
            emit(draft, room, *board, BoardChange::Named { name });
            Ok(())
        }
        Command::SetBoardSections { board, sections } => {
            let (room, found) = facilitated(draft.state(), actor, *board)?;
            let known = found.sections.iter().map(|section| section.id.clone()).collect();
            let sections = wished(draft, sections, &known)?;
            emit(draft, room, *board, BoardChange::SectionsSet { sections });
            Ok(())
        }
        Command::PutAwayBoard { board, away } => put_away(draft, actor, *board, *away),
        Command::OpenVote {
            board,
            dots,
            per_note,
            hidden,
        } => open_vote(draft, actor, *board, (*dots, *per_note), *hidden),
        Command::CloseVote { board } => {
            let (room, found) = facilitated(draft.state(), actor, *board)?;
            found.open_vote().ok_or(Refusal::NoVote)?;
            emit(draft, room, *board, BoardChange::VoteClosed {});
            Ok(())
        }
        Command::PlaceDot { board, note } => dot(draft, actor, *board, note, true),
        Command::TakeDot { board, note } => dot(draft, actor, *board, note, false),
        _ => Ok(()),
    }
}

pub(super) fn emit(draft: &mut Draft<'_>, room: RoomId, board: BoardId, change: BoardChange) {
    draft.emit(Event::Board { room, board, change });
}

/// A board whose room this person facilitates.
fn facilitated(state: &State, actor: PersonId, board: BoardId) -> Result<(RoomId, &RoomBoard), Refusal> {
    guard::acting(state, actor)?;
    let (room, found) = state.board(board).ok_or(Refusal::NoBoard)?;
    guard::room_facilitator(state, actor, room)?;
    Ok((room, found))
}

fn add(
    draft: &mut Draft<'_>,
    actor: PersonId,
    room_id: RoomId,
    name: &str,
    sections: &[SectionWish],
    hide_authors: bool,
) -> Result<(), Refusal> {
    guard::room_facilitator(draft.state(), actor, room_id)?;
    let boards = &guard::room(draft.state(), room_id)?.boards;
    if shown(boards) >= BOARDS_MAX || boards.len() >= BOARDS_KEPT_MAX {
        return Err(Refusal::TooManyBoards);
    }
    let board = draft.id();
    let name = Some(draft.line(name, None)?);
    let sections = wished(draft, sections, &BTreeSet::new())?;
    emit(draft, room_id, board, BoardChange::Added {});
    if hide_authors {
        emit(draft, room_id, board, BoardChange::AuthorsHidden {});
    }
    emit(draft, room_id, board, BoardChange::Named { name });
    if !sections.is_empty() {
        emit(draft, room_id, board, BoardChange::SectionsSet { sections });
    }
    Ok(())
}

pub(super) fn shown(boards: &[RoomBoard]) -> usize {
    boards.iter().filter(|board| !board.put_away).count()
}

fn maybe_name(draft: &mut Draft<'_>, name: Option<&str>) -> Result<Option<ContentId>, Refusal> {
    match name {
        Some(name) if !name.trim().is_empty() => draft.line(name, None).map(Some),
        _ => Ok(None),
    }
}

/// Sections as they are asked for. One that names a `known` id stays that section; the others get ids that were not there.
fn wished(
    draft: &mut Draft<'_>,
    wishes: &[SectionWish],
    known: &BTreeSet<String>,
) -> Result<Vec<BoardSection>, Refusal> {
    if wishes.len() > SECTIONS_MAX {
        return Err(Refusal::TooMany);
    }
    let mut sections: Vec<BoardSection> = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let kept = wish
            .id
            .as_ref()
            .filter(|id| known.contains(*id) && sections.iter().all(|other| other.id != **id));
        let id = match kept {
            Some(id) => id.clone(),
            None => fresh(draft),
        };
        let name = names(draft, &wish.name)?;
        sections.push(BoardSection { id, name });
    }
    Ok(sections)
}

/// An id that no section ever had: the notes of one that was taken away do not fall to a new one.
fn fresh(draft: &mut Draft<'_>) -> String {
    let id: ContentId = draft.id();
    format!("{:012x}", id.0.as_u128() & 0xffff_ffff_ffff)
}

/// Words of one line per language; `en` is what others fall back on.
fn names(draft: &mut Draft<'_>, texts: &Texts) -> Result<BTreeMap<String, ContentId>, Refusal> {
    if !texts.contains_key("en") {
        return Err(Refusal::EmptyText);
    }
    let mut names = BTreeMap::new();
    for (language, text) in texts.iter().take(LANGUAGES_MAX) {
        names.insert(super::people::language(language)?, draft.line(text, None)?);
    }
    Ok(names)
}

/// Languages of one name: more than any meeting has.
const LANGUAGES_MAX: usize = 8;

fn put_away(draft: &mut Draft<'_>, actor: PersonId, board: BoardId, away: bool) -> Result<(), Refusal> {
    let (room, found) = facilitated(draft.state(), actor, board)?;
    if found.put_away == away {
        return Err(Refusal::NothingToDo);
    }
    let is_hidden = found.hidden;
    let has_open_vote = found.open_vote().is_some();
    let boards = &guard::room(draft.state(), room)?.boards;
    if away && boards.first().is_some_and(|first| first.id == board) {
        return Err(Refusal::FirstBoard);
    }
    if !away && shown(boards) >= BOARDS_MAX {
        return Err(Refusal::TooManyBoards);
    }
    if away && is_hidden {
        reveal_now(draft, room, board);
    }
    if away && has_open_vote {
        emit(draft, room, board, BoardChange::VoteClosed {});
    }
    emit(draft, room, board, BoardChange::PutAway { away });
    Ok(())
}

fn set_legend(
    draft: &mut Draft<'_>,
    actor: PersonId,
    board: BoardId,
    wished: &BTreeMap<String, String>,
) -> Result<(), Refusal> {
    let (room, _) = facilitated(draft.state(), actor, board)?;
    if wished.len() > COLORS_MAX {
        return Err(Refusal::TooMany);
    }
    let mut legend = BTreeMap::new();
    for (color, meaning) in wished.iter().filter(|(_, meaning)| !meaning.trim().is_empty()) {
        if !is_note_id(color) {
            return Err(Refusal::OutOfRange);
        }
        legend.insert(color.clone(), draft.line(meaning, None)?);
    }
    emit(draft, room, board, BoardChange::LegendSet { legend });
    Ok(())
}

/// Colours of notes that can have a meaning: more than the page offers.
const COLORS_MAX: usize = 12;

fn hide(draft: &mut Draft<'_>, actor: PersonId, board: BoardId) -> Result<(), Refusal> {
    let (room, found) = facilitated(draft.state(), actor, board)?;
    if found.put_away {
        return Err(Refusal::BoardPutAway);
    }
    if found.hidden {
        return Err(Refusal::NothingToDo);
    }
    emit(draft, room, board, BoardChange::Hidden {});
    Ok(())
}

fn reveal(draft: &mut Draft<'_>, actor: PersonId, board: BoardId) -> Result<(), Refusal> {
    let (room, found) = facilitated(draft.state(), actor, board)?;
    if !found.hidden {
        return Err(Refusal::NothingHidden);
    }
    reveal_now(draft, room, board);
    Ok(())
}

/// Client ids are made here: nobody can have written under one of them before.
fn reveal_now(draft: &mut Draft<'_>, room: RoomId, board: BoardId) {
    let Some((_, found)) = draft.state().board(board) else {
        return;
    };
    let hidden = found.pages.iter().filter(|page| page.revealed_as.is_none());
    let hidden: Vec<BoardId> = hidden.map(|page| page.page).collect();
    let seed = draft.context.seed;
    let pages = (1..)
        .zip(hidden)
        .map(|(number, page)| Revealed {
            page,
            client: client_id(seed, number),
        })
        .collect();
    emit(draft, room, board, BoardChange::Revealed { pages });
}

/// Different for each number, and not to be foreseen without the seed.
pub(super) fn client_id(seed: u64, number: u64) -> u32 {
    let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let low = (mixed ^ seed).wrapping_add(number) & 0x7fff_ffff;
    u32::try_from(low).unwrap_or(1).max(1)
}

fn open_page(draft: &mut Draft<'_>, actor: PersonId, board: BoardId) -> Result<(), Refusal> {
    let someone = guard::acting(draft.state(), actor)?;
    let (room, found) = draft.state().board(board).ok_or(Refusal::NoBoard)?;
    if someone.room != room {
        return Err(Refusal::NotInRoom);
    }
    if !found.hidden {
        return Err(Refusal::NothingHidden);
    }
    if found.page_of(actor).is_some() {
        return Err(Refusal::NothingToDo);
    }
    if found.pages.len() >= HIDDEN_PAGES_MAX {
        return Err(Refusal::TooMany);
    }
    let page = draft.id();
    emit(
        draft,
        room,
        board,
        BoardChange::PageOpened { person: actor, page },
    );
    Ok(())
}

fn open_vote(
    draft: &mut Draft<'_>,
    actor: PersonId,
    board: BoardId,
    (dots, per_note): (u8, u8),
    hidden: bool,
) -> Result<(), Refusal> {
    let (room, found) = facilitated(draft.state(), actor, board)?;
    if !(1..=VOTE_DOTS_MAX).contains(&dots) || !(1..=dots).contains(&per_note) {
        return Err(Refusal::OutOfRange);
    }
    if found.put_away {
        return Err(Refusal::BoardPutAway);
    }
    if found.open_vote().is_some() {
        return Err(Refusal::VoteIsOpen);
    }
    if found.past_votes.len() >= VOTES_MAX {
        return Err(Refusal::TooMany);
    }
    let change = BoardChange::VoteOpened {
        dots,
        per_note,
        hidden,
    };
    emit(draft, room, board, change);
    Ok(())
}

/// One dot more or less. The limit holds here, whatever the page shows.
fn dot(
    draft: &mut Draft<'_>,
    actor: PersonId,
    board: BoardId,
    note: &str,
    more: bool,
) -> Result<(), Refusal> {
    let someone = guard::acting(draft.state(), actor)?;
    let (room, found) = draft.state().board(board).ok_or(Refusal::NoBoard)?;
    if someone.room != room {
        return Err(Refusal::NotInRoom);
    }
    let vote = found.open_vote().ok_or(Refusal::NoVote)?;
    if !is_note_id(note) {
        return Err(Refusal::BadNote);
    }
    let dots = if more {
        one_more(vote, actor, note)?
    } else {
        let (on_note, _) = vote.placed_by(actor, note);
        on_note.checked_sub(1).ok_or(Refusal::NoDotThere)?
    };
    let change = BoardChange::Voted {
        note: note.to_owned(),
        person: actor,
        dots,
    };
    draft.emit_last(Event::Board { room, board, change });
    Ok(())
}

fn one_more(vote: &Vote, actor: PersonId, note: &str) -> Result<u8, Refusal> {
    let (on_note, all) = vote.placed_by(actor, note);
    if all >= vote.dots {
        return Err(Refusal::NoDotsLeft);
    }
    if on_note >= vote.per_note {
        return Err(Refusal::EnoughOnNote);
    }
    Ok(on_note + 1)
}

/// Pages make UUIDs; other clients of the board may name notes as they like, within reason.
pub(super) fn is_note_id(note: &str) -> bool {
    (1..=NOTE_ID_BYTES_MAX).contains(&note.len())
        && note
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
