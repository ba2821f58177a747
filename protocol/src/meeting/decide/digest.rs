//! Copying notes of a room onto the digest.

use super::boards::{client_id, emit, is_note_id, shown};
use super::draft::Draft;
use super::guard;
use crate::ids::{BoardId, PersonId, RoomId};
use crate::limits::{BOARDS_KEPT_MAX, BOARDS_MAX, DIGEST_COPY_MAX, DIGEST_NOTES_MAX};
use crate::meeting::Refusal;
use crate::meeting::digest::{Brought, BroughtNote, DigestNote, may_copy};
use crate::meeting::event::BoardChange;
use std::collections::BTreeSet;

pub(super) fn copy(
    draft: &mut Draft<'_>,
    actor: PersonId,
    board: BoardId,
    wished: &[DigestNote],
) -> Result<(), Refusal> {
    let someone = guard::acting(draft.state(), actor)?;
    let (from, _) = draft.state().board(board).ok_or(Refusal::NoBoard)?;
    may_copy(draft.state(), someone, from)?;
    if wished.len() > DIGEST_COPY_MAX {
        return Err(Refusal::TooMany);
    }
    let mut known: BTreeSet<String> = draft
        .state()
        .in_digest(board)
        .into_iter()
        .map(ToOwned::to_owned)
        .collect();
    let mut notes = Vec::new();
    for note in wished {
        if !is_note_id(&note.id) {
            return Err(Refusal::BadNote);
        }
        if known.insert(note.id.clone()) {
            if note.text.trim().is_empty() {
                return Err(Refusal::NoNote);
            }
            notes.push(BroughtNote {
                id: note.id.clone(),
                text: draft.paragraph(&note.text, None)?,
                color: note.color.clone().filter(|color| is_note_id(color)),
            });
        }
    }
    if notes.is_empty() {
        return Err(Refusal::NothingToDo);
    }
    let (main, digest) = digest(draft)?;
    let there = draft.state().digest().map_or(0, |(_, _, brought)| {
        brought.iter().map(|one| one.notes.len()).sum()
    });
    if there + notes.len() > DIGEST_NOTES_MAX {
        return Err(Refusal::DigestFull);
    }
    let brought = Brought {
        from,
        board,
        by: actor,
        client: client_id(draft.context.seed, 0),
        notes,
    };
    emit(draft, main, digest, BoardChange::Brought(brought));
    Ok(())
}

/// The digest; the first note makes it, and one that was put away comes back.
fn digest(draft: &mut Draft<'_>) -> Result<(RoomId, BoardId), Refusal> {
    let main = draft.state().main_room.ok_or(Refusal::NoMeeting)?;
    let boards = &guard::room(draft.state(), main)?.boards;
    let full = shown(boards) >= BOARDS_MAX;
    let found = boards.iter().find(|board| board.digest.is_some());
    match found.map(|board| (board.id, board.put_away)) {
        Some((board, false)) => Ok((main, board)),
        _ if full || (found.is_none() && boards.len() >= BOARDS_KEPT_MAX) => Err(Refusal::TooManyBoards),
        Some((board, true)) => {
            emit(draft, main, board, BoardChange::PutAway { away: false });
            Ok((main, board))
        }
        None => {
            let board = draft.id();
            emit(draft, main, board, BoardChange::Added {});
            emit(draft, main, board, BoardChange::DigestMade {});
            Ok((main, board))
        }
    }
}
