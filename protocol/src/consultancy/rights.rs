//! The only place that says who may speak and write now.
//!
//! `floor` rules voice and chat, `write` rules the board. In a grace the step has not changed, so its rights last on;
//! in a pause or a hold they stay as the step says.

use super::{Floor, Who};
use crate::ids::{BoardId, ContentId, PersonId, RoomId};
use crate::meeting::boards::RoomBoard;
use crate::meeting::small_groups::SmallGroups;
use crate::meeting::state::{Clock, Role, Room, State};
use crate::meeting::talk::MainFloor;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How someone reads a room: rights hang on this, not on the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// A facilitator of the meeting or of this room.
    Facilitator,
    /// Who brings the dilemma of the running round.
    Presenter,
    /// The others.
    Group,
    /// One of the others who has the turn in a go-round, or the speaker of a keynote.
    Speaker,
    /// One of the others who came in after the clarifying questions: listens until the next step.
    Newcomer,
    /// Sees, does not act.
    Observer,
    /// Interpreter or captioner: exempt from the floor.
    AccessSupport,
}

/// What one kind of reader may do in a room now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Rights {
    /// Speak (a request while Convene carries no voice).
    pub speak: bool,
    /// Write in the chat.
    pub chat: bool,
    /// Write on the board.
    pub write: bool,
    /// Sections that are theirs now; empty with `write`: any.
    pub sections: Vec<String>,
    /// Each small group has these sections for itself: a part of each, named after the group's number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
    pub per_group: bool,
}

/// The room to which `person` may send a sign now: not an observer, not in silent work, and not a presenter who only listens.
pub fn reacts_in(state: &State, person: PersonId) -> Option<RoomId> {
    let someone = state.people.get(&person).filter(|p| !p.removed && !p.waiting)?;
    let off = state.ended_at.is_some() || state.talk.rules.no_reactions;
    let silent = || {
        let step = state
            .rooms
            .get(&someone.room)
            .and_then(|room| current_step(state, room));
        step.is_some_and(|step| step.floor == Floor::Nobody)
    };
    let only_listens = || {
        let presents = reader(state, person, someone.room) == Some(Reader::Presenter);
        presents && !rights_of(state, person, someone.room).speak
    };
    let free = matches!(someone.role, Role::Facilitator | Role::AccessSupport);
    let may = someone.role != Role::Observer && !off && !only_listens() && (free || !silent());
    may.then_some(someone.room)
}

/// How `person` reads `room`; none if they are not in it and not a facilitator.
pub fn reader(state: &State, person: PersonId, room_id: RoomId) -> Option<Reader> {
    let someone = state.people.get(&person).filter(|p| !p.removed && !p.waiting)?;
    let room = state.rooms.get(&room_id)?;
    let in_room = someone.room == room_id;
    if in_room && presenter(room) == Some(person) {
        // A facilitator who presents is bound by the presenter's silence like any other.
        return Some(Reader::Presenter);
    }
    match someone.role {
        Role::Facilitator => Some(Reader::Facilitator),
        _ if !in_room => None,
        Role::Observer => Some(Reader::Observer),
        Role::AccessSupport => Some(Reader::AccessSupport),
        Role::Participant if someone.facilitates == Some(room_id) => Some(Reader::Facilitator),
        Role::Participant if listens(room, person) => Some(Reader::Newcomer),
        Role::Participant if speaker(room) == Some(person) => Some(Reader::Speaker),
        Role::Participant if keynote_speaker(state, room) == Some(person) => Some(Reader::Speaker),
        Role::Participant => Some(Reader::Group),
    }
}

/// Who presents in the running round of a room.
pub fn presenter(room: &Room) -> Option<PersonId> {
    room.round
        .as_ref()
        .filter(|r| r.ended_at.is_none())
        .and_then(|r| r.presenter)
}

/// Whether someone came into the running round too late to take part in this step.
fn listens(room: &Room, person: PersonId) -> bool {
    let round = room.round.as_ref().filter(|r| r.ended_at.is_none());
    round.is_some_and(|round| round.listening.contains(&person))
}

/// Who has the turn in the go-round of a room.
pub fn speaker(room: &Room) -> Option<PersonId> {
    let round = room.round.as_ref().filter(|r| r.ended_at.is_none())?;
    round.turns.as_ref()?.speaker()
}

/// Who speaks to everyone in the main room: in the keynote that runs, while no round does.
pub fn keynote_speaker(state: &State, room: &Room) -> Option<PersonId> {
    let part = state.agenda.current().filter(|_| is_free_main_room(room))?;
    part.plan.speaker
}

/// The main room, while no round is under way in it: its floor is what the facilitators chose.
fn is_free_main_room(room: &Room) -> bool {
    room.number == 0 && room.round.as_ref().is_none_or(|round| round.ended_at.is_some())
}

/// Who has a turn in a go-round of this room, in order: the participants who are here, the presenter apart, as they
/// joined the meeting. Where one speaks for each small group, the first of each.
pub fn takes_turns(state: &State, room_id: RoomId) -> Vec<PersonId> {
    let Some(room) = state.rooms.get(&room_id) else {
        return Vec::new();
    };
    let presenter = presenter(room);
    let spoken_for = current_step(state, room).is_some_and(|step| step.one_per_group);
    let small = small_groups(room).filter(|_| spoken_for);
    let mut people = members(state, room_id);
    people.retain(|person| presenter != Some(*person) && small.is_none_or(|small| small.is_first(*person)));
    people
}

/// The small groups of the running round of a room.
pub fn small_groups(room: &Room) -> Option<&SmallGroups> {
    let round = room.round.as_ref().filter(|r| r.ended_at.is_none())?;
    round.small.as_ref()
}

/// Who takes part in a step of everybody: the participants who are here, as they joined the meeting.
pub fn members(state: &State, room_id: RoomId) -> Vec<PersonId> {
    let Some(room) = state.rooms.get(&room_id) else {
        return Vec::new();
    };
    let mut people: Vec<_> = state
        .people
        .iter()
        .filter(|(_, p)| p.room == room_id && p.here && !p.removed && !p.waiting)
        .filter(|(_, p)| p.role == Role::Participant)
        .filter(|(id, _)| !listens(room, **id))
        .map(|(id, p)| (p.joined_at, *id))
        .collect();
    people.sort_unstable();
    people.into_iter().map(|(_, id)| id).collect()
}

/// What `reader` may do in `room` now.
pub fn rights(state: &State, room: &Room, reader: Reader) -> Rights {
    if state.ended_at.is_some() || reader == Reader::Observer {
        return Rights::default();
    }
    let all = Rights {
        speak: true,
        chat: true,
        write: true,
        ..Rights::default()
    };
    let Some(step) = current_step(state, room) else {
        let closed = state.talk.rules.floor == MainFloor::Facilitators && is_free_main_room(room);
        let bound = matches!(reader, Reader::Presenter | Reader::Group | Reader::Newcomer);
        return if closed && bound { Rights::default() } else { all };
    };
    if matches!(reader, Reader::Facilitator | Reader::AccessSupport) {
        return all;
    }
    if reader == Reader::Newcomer {
        return Rights::default();
    }
    let presents = reader == Reader::Presenter;
    let asked = room.round.as_ref().is_some_and(|round| round.asked.is_some());
    let talk = match step.floor {
        Floor::Nobody | Floor::Facilitator => false,
        Floor::Presenter => presents,
        // Presenters who only listen may be asked one question.
        Floor::Group | Floor::GoRound if presents => asked,
        Floor::Group => true,
        // When all have had their turn the rest of the step is the group's.
        Floor::GoRound => reader == Reader::Speaker || speaker(room).is_none(),
        Floor::Ask | Floor::Everyone | Floor::Pairs => true,
    };
    let sections: Vec<String> = step
        .write
        .iter()
        .filter(|rule| match rule.who {
            Who::Presenter => presents,
            Who::Group => !presents,
            Who::Speaker => reader == Reader::Speaker,
            Who::Everyone => true,
        })
        .flat_map(|rule| rule.sections.iter().cloned())
        .collect();
    Rights {
        speak: talk,
        chat: talk,
        write: !sections.is_empty(),
        per_group: !sections.is_empty() && step.small_size().is_some(),
        sections,
    }
}

/// What `person` may do in `room` now; nothing where they are not.
pub fn rights_of(state: &State, person: PersonId, room_id: RoomId) -> Rights {
    let (Some(reader), Some(room)) = (reader(state, person, room_id), state.rooms.get(&room_id)) else {
        return Rights::default();
    };
    let mut rights = rights(state, room, reader);
    if rights.per_group {
        let own = small_groups(room).and_then(|small| small.of(person));
        rights.sections = own.map_or_else(Vec::new, |group| {
            let sections = rights.sections.iter();
            sections.map(|section| group.section(section)).collect()
        });
        rights.write = !rights.sections.is_empty();
    }
    rights
}

/// Who may write on a room's board now.
pub fn writers(state: &State, room_id: RoomId) -> BTreeSet<PersonId> {
    state
        .people
        .keys()
        .copied()
        .filter(|person| rights_of(state, *person, room_id).write)
        .collect()
}

/// Who may read a room's board now: those in it, and facilitators.
pub fn readers(state: &State, room_id: RoomId) -> BTreeSet<PersonId> {
    state
        .people
        .keys()
        .copied()
        .filter(|person| reader(state, *person, room_id).is_some())
        .collect()
}

/// Who may read and write one board now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardRights {
    pub readers: BTreeSet<PersonId>,
    pub writers: BTreeSet<PersonId>,
    /// Nobody will write on it again, though the meeting goes on.
    pub over: bool,
    /// Nobody is told who writes on it.
    pub nameless: bool,
    /// Pages whose notes belong onto it.
    pub copies: Vec<Copied>,
    /// Of the digest: what rooms brought to it.
    pub brought: Vec<Brought>,
    /// Sections that open and close with the steps; with what belongs to them.
    pub sections: BTreeSet<String>,
    /// For each writer who may not write in all of these: in which they may.
    pub open: BTreeMap<PersonId, BTreeSet<String>>,
}

/// A page of a board that was hidden, whose notes belong onto the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    pub page: BoardId,
    /// Who wrote them.
    pub person: PersonId,
    /// The Yjs client id under which they come.
    pub client: u32,
}

/// Notes of a room that belong onto the digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Who copied them.
    pub by: PersonId,
    /// The Yjs client id under which they come.
    pub client: u32,
    /// How many came before them.
    pub before: usize,
    /// Their words and colours.
    pub notes: Vec<(ContentId, Option<String>)>,
}

fn brought_to(board: &RoomBoard) -> Vec<Brought> {
    let mut before = 0;
    let all = board.digest.iter().flatten().map(|one| {
        let first = before;
        before += one.notes.len();
        Brought {
            by: one.by,
            client: one.client,
            before: first,
            notes: one
                .notes
                .iter()
                .map(|note| (note.text, note.color.clone()))
                .collect(),
        }
    });
    all.collect()
}

/// The sections that each writer of a room may write in now, where that is not all of them.
fn open_sections(
    state: &State,
    room: RoomId,
    writers: &BTreeSet<PersonId>,
) -> BTreeMap<PersonId, BTreeSet<String>> {
    let own = |person: &PersonId| {
        let sections = rights_of(state, *person, room).sections;
        (!sections.is_empty()).then(|| (*person, sections.into_iter().collect()))
    };
    writers.iter().filter_map(own).collect()
}

/// The sections of the protocol that a room is in.
fn sections_of(state: &State, room: &Room) -> BTreeSet<String> {
    let plan = room.round.as_ref().and_then(|round| state.plans.get(&round.plan));
    let sections = plan
        .map(|plan| plan.definition.sections.as_slice())
        .unwrap_or_default();
    sections.iter().map(|section| section.id.clone()).collect()
}

/// Of one room's boards, and of the pages of those that are or were hidden.
fn boards_of(state: &State, id: RoomId, room: &Room) -> Vec<(BoardId, BoardRights)> {
    let (readers, writers) = (readers(state, id), writers(state, id));
    let mut open = open_sections(state, id, &writers);
    let sections = if open.is_empty() {
        BTreeSet::new()
    } else {
        sections_of(state, room)
    };
    let mut all = Vec::with_capacity(room.boards.len());
    for board in &room.boards {
        let closed = board.put_away || board.hidden;
        let copies = board.pages.iter().filter_map(|page| {
            Some(Copied {
                page: page.page,
                person: page.person,
                client: page.revealed_as?,
            })
        });
        let rights = BoardRights {
            readers: readers.clone(),
            writers: if closed { BTreeSet::new() } else { writers.clone() },
            over: false,
            nameless: board.nameless,
            copies: copies.collect(),
            brought: brought_to(board),
            // Rounds use the room's first board.
            sections: if board.id == room.board {
                sections.clone()
            } else {
                BTreeSet::new()
            },
            open: if board.id == room.board {
                std::mem::take(&mut open)
            } else {
                BTreeMap::new()
            },
        };
        all.push((board.id, rights));
        for page in &board.pages {
            let is_owner = |person: &&PersonId| **person == page.person;
            let here = state
                .people
                .get(&page.person)
                .is_some_and(|person| !person.removed);
            let over = page.revealed_as.is_some();
            let rights = BoardRights {
                readers: if here {
                    BTreeSet::from([page.person])
                } else {
                    BTreeSet::new()
                },
                writers: writers
                    .iter()
                    .filter(is_owner)
                    .filter(|_| !over)
                    .copied()
                    .collect(),
                over,
                ..BoardRights::default()
            };
            all.push((page.page, rights));
        }
    }
    all
}

/// The rights on every board and notebook of the meeting.
pub fn boards(state: &State) -> BTreeMap<BoardId, BoardRights> {
    // Whoever writes on one board of a room writes on all: another board is no way around a step's rule.
    let rooms = state
        .rooms
        .iter()
        .flat_map(|(id, room)| boards_of(state, *id, room));
    let notebooks = state.people.iter().map(|(id, person)| {
        let owner: BTreeSet<PersonId> = if person.removed || person.waiting {
            BTreeSet::new()
        } else {
            BTreeSet::from([*id])
        };
        let writers = if state.ended_at.is_some() {
            BTreeSet::new()
        } else {
            owner.clone()
        };
        (
            person.notebook,
            BoardRights {
                readers: owner,
                writers,
                ..BoardRights::default()
            },
        )
    });
    rooms.chain(notebooks).collect()
}

/// The step whose rules hold in a room; none while gathering, after the round and without one.
pub fn current_step<'a>(state: &'a State, room: &Room) -> Option<&'a super::Step> {
    let round = room.round.as_ref().filter(|r| r.ended_at.is_none())?;
    if matches!(round.timeline.clock, Clock::Finished) {
        return None;
    }
    let plan = state.plans.get(&round.plan)?;
    plan.definition.steps.get(usize::from(round.timeline.step?))
}
