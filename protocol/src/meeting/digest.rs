//! The digest: a board of the main room with notes that rooms brought there.
//!
//! A command names notes; the server reads their words from the board before it asks the meeting. They come into the journal,
//! and from there onto the digest, by whatever server has it open.

use super::Refusal;
use super::state::{Person, Role, State};
use crate::ids::{BoardId, ContentId, PersonId, RoomId};
use crate::record;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A note to be copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DigestNote {
    /// Its id on the board where it is.
    pub id: String,
    /// What stands on it there, by the server; whoever asks does not say. Empty: no such note is on the board.
    #[serde(skip)]
    pub text: String,
    #[serde(skip)]
    pub color: Option<String>,
}

/// Notes that came to the digest together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    pub from: RoomId,
    /// The board that they stand on.
    pub board: BoardId,
    /// Who copied them, which says nothing of who wrote them.
    pub by: PersonId,
    /// The Yjs client id under which they come.
    pub client: u32,
    pub notes: Vec<BroughtNote>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtNote {
    /// Its id on the board that it was copied from.
    pub id: String,
    pub text: ContentId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}

impl Brought {
    /// With what the ids of these notes begin on the digest.
    pub fn prefix(&self) -> String {
        format!("{:08x}-", self.client)
    }
}

/// From which room each note of the digest is that was copied, by what its id begins with.
pub fn rooms(brought: &[Brought]) -> BTreeMap<String, RoomId> {
    brought.iter().map(|one| (one.prefix(), one.from)).collect()
}

/// Whether someone who acts may copy what stands in a room: its own people while they are there; facilitators, and whoever was
/// there before, what is not the room's alone.
pub(crate) fn may_copy(state: &State, someone: &Person, room: RoomId) -> Result<(), Refusal> {
    if state.main_room == Some(room) {
        return Err(Refusal::MainRoom);
    }
    let is_facilitator = someone.role == Role::Facilitator;
    if someone.room == room && !is_facilitator {
        return Ok(());
    }
    if !is_facilitator && someone.stays.iter().all(|stay| stay.room != room) {
        return Err(Refusal::NotInRoom);
    }
    match state.rooms.get(&room) {
        Some(room) if record::notes_are_given(room) => Ok(()),
        Some(_) => Err(Refusal::NotesAreTheirs),
        None => Err(Refusal::NoRoom),
    }
}

impl State {
    /// The digest and what was brought to it, once there is one.
    pub fn digest(&self) -> Option<(RoomId, BoardId, &[Brought])> {
        let main = self.main_room?;
        let boards = &self.rooms.get(&main)?.boards;
        let digest = boards
            .iter()
            .find_map(|board| Some((board.id, board.digest.as_deref()?)));
        digest.map(|(board, brought)| (main, board, brought))
    }

    /// Which notes of a board were copied already.
    pub fn in_digest(&self, board: BoardId) -> BTreeSet<&str> {
        let brought = self.digest().map_or(&[][..], |(_, _, brought)| brought);
        let of_board = brought.iter().filter(|one| one.board == board);
        of_board
            .flat_map(|one| one.notes.iter().map(|note| note.id.as_str()))
            .collect()
    }
}
