//! Who may read and write each board of a meeting now, for the boards' side: a watch channel per board that somebody asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use protocol::consultancy::rights::{self, BoardRights};
use protocol::ids::{BoardId, MeetingId, PersonId};
use protocol::meeting::event::BoardChange;
use protocol::meeting::{Entry, Event, State};
use tokio::sync::watch;
use uuid::Uuid;

use super::Hubs;
use super::input::Fail;
use crate::boards::{AccessSource, BoardAccess, Brought, Copied, NoAccess, Sections, Watching};
use crate::store::{Board, StoredEntry};

impl AccessSource for Hubs {
    fn watch(&self, meeting: Uuid, board: Uuid) -> Watching<'_> {
        Box::pin(async move {
            let watching = self.access(MeetingId(meeting), BoardId(board)).await;
            // Only what is gone for good may end a board.
            watching.map_err(|fail| match fail {
                Fail::Gone | Fail::NotInMeeting => NoAccess::Gone,
                Fail::Refused(_) | Fail::Unavailable | Fail::TooManySockets => NoAccess::Unavailable,
            })
        })
    }
}

/// The rights on all boards of one meeting.
#[derive(Debug, Default)]
pub(super) struct Access {
    rights: BTreeMap<BoardId, BoardRights>,
    gates: BTreeMap<BoardId, u64>,
    watches: BTreeMap<BoardId, watch::Sender<BoardAccess>>,
    ended: bool,
}

/// What a batch does to boards.
#[derive(Debug, Default)]
pub(super) struct BoardChanges {
    pub(super) rights: BTreeMap<BoardId, BoardRights>,
    /// Boards that were not there before, with a notebook's owner.
    pub(super) new: Vec<(BoardId, Option<PersonId>)>,
    /// Boards whose writers changed.
    pub(super) gated: Vec<BoardId>,
    ended: bool,
}

impl Access {
    /// Compares with the rights under a later state.
    pub(super) fn changes(&self, after: &State) -> BoardChanges {
        let rights = rights::boards(after);
        let boards = after.rooms.values().flat_map(|room| &room.boards);
        let pages = boards
            .flat_map(|board| &board.pages)
            .map(|page| (page.page, page.person));
        let owners: BTreeMap<BoardId, PersonId> = after
            .people
            .iter()
            .map(|(id, person)| (person.notebook, *id))
            .chain(pages)
            .collect();
        let mut changes = BoardChanges::default();
        for (board, now) in &rights {
            match self.rights.get(board) {
                None => changes.new.push((*board, owners.get(board).copied())),
                Some(before) if before.writers != now.writers || before.open != now.open => {
                    changes.gated.push(*board);
                }
                Some(_) => {}
            }
        }
        changes.rights = rights;
        changes.ended = after.ended_at.is_some();
        changes
    }

    /// The batch with these changes was accepted; its last seq is `seq`.
    pub(super) fn accept(&mut self, changes: BoardChanges, seq: u64) {
        for (board, _) in &changes.new {
            self.gates.insert(*board, seq);
        }
        for board in &changes.gated {
            self.gates.insert(*board, seq);
        }
        self.rights = changes.rights;
        self.ended = changes.ended;
        self.publish();
    }

    /// Starts again from what the store has, after entries that others appended. The state is that of `seq`: a gate may have been read
    /// later, and must not be shown to the store with rights that are older than it.
    pub(super) fn reload(&mut self, state: &State, boards: &[Board], seq: u64) {
        self.gates = boards
            .iter()
            .map(|board| (BoardId(board.id), board.gate.min(seq)))
            .collect();
        self.rights = rights::boards(state);
        self.ended = state.ended_at.is_some();
        self.publish();
    }

    /// A board's rights from now on; none when the meeting has no such board.
    pub(super) fn watch(&mut self, board: BoardId) -> Option<watch::Receiver<BoardAccess>> {
        let now = self.now(board)?;
        let sender = self
            .watches
            .entry(board)
            .or_insert_with(|| watch::Sender::new(now));
        Some(sender.subscribe())
    }

    /// Nobody may anything any more: the meeting is deleted.
    pub(super) fn close(&mut self) {
        for sender in self.watches.values() {
            sender.send_modify(|access| {
                access.readers = Arc::default();
                access.writers = Arc::default();
                access.ended = true;
            });
        }
    }

    /// Whether a board's side is looking.
    pub(super) fn is_watched(&self) -> bool {
        self.watches.values().any(|sender| sender.receiver_count() > 0)
    }

    fn now(&self, board: BoardId) -> Option<BoardAccess> {
        let rights = self.rights.get(&board)?;
        Some(BoardAccess {
            gate: self.gates.get(&board).copied().unwrap_or(0),
            readers: ids(&rights.readers),
            writers: ids(&rights.writers),
            ended: self.ended || rights.over,
            nameless: rights.nameless,
            sections: Arc::new(Sections {
                known: rights.sections.clone(),
                open: rights
                    .open
                    .iter()
                    .map(|(person, open)| (person.0, open.clone()))
                    .collect(),
            }),
            copies: Arc::new(rights.copies.iter().map(copied).collect()),
            brought: Arc::new(rights.brought.iter().map(brought).collect()),
        })
    }

    fn publish(&mut self) {
        self.watches.retain(|_, sender| sender.receiver_count() > 0);
        for (board, sender) in &self.watches {
            let now = self.now(*board).unwrap_or_default();
            sender.send_if_modified(|access| {
                let changed = *access != now;
                *access = now;
                changed
            });
        }
    }
}

fn copied(copy: &rights::Copied) -> Copied {
    Copied {
        page: copy.page.0,
        person: copy.person.0,
        client: copy.client,
    }
}

fn brought(notes: &rights::Brought) -> Brought {
    Brought {
        by: notes.by.0,
        client: notes.client,
        before: notes.before,
        notes: notes
            .notes
            .iter()
            .map(|(text, color)| (text.0, color.clone()))
            .collect(),
    }
}

fn ids(people: &BTreeSet<PersonId>) -> Arc<BTreeSet<Uuid>> {
    Arc::new(people.iter().map(|person| person.0).collect())
}

/// Whether an entry of the journal can change who reads or writes a board, or makes one. One that cannot be read might.
pub(super) fn moves_boards(stored: &StoredEntry) -> bool {
    let entry = serde_json::from_str::<Entry>(&stored.body);
    entry.map_or(true, |entry| concerns_boards(&entry.event))
}

/// Whether an event can change who reads or writes a board, or makes one.
#[expect(clippy::too_many_lines, reason = "the table of all events")]
pub(super) fn concerns_boards(event: &Event) -> bool {
    match event {
        Event::Board { change, .. } => match change {
            BoardChange::Added {}
            | BoardChange::AuthorsHidden {}
            | BoardChange::Hidden {}
            | BoardChange::PageOpened { .. }
            | BoardChange::Revealed { .. }
            | BoardChange::DigestMade {}
            | BoardChange::Brought(_)
            | BoardChange::PutAway { .. } => true,
            BoardChange::Named { .. }
            | BoardChange::SectionsSet { .. }
            | BoardChange::LegendSet { .. }
            | BoardChange::VoteOpened { .. }
            | BoardChange::VoteClosed {}
            | BoardChange::Voted { .. } => false,
        },
        Event::MeetingCreated { .. }
        | Event::MeetingEnded {}
        | Event::PersonJoined { .. }
        | Event::PersonAdmitted { .. }
        | Event::PersonRemoved { .. }
        | Event::PersonMoved { .. }
        | Event::RoomFacilitatorSet { .. }
        | Event::RoleSet { .. }
        | Event::PersonRecognized { .. }
        | Event::RoomCreated { .. }
        | Event::RoomRemoved { .. }
        | Event::BreakoutsOpened {}
        | Event::BreakoutsClosed {}
        | Event::PlanStarted { .. }
        | Event::RoundStarted { .. }
        | Event::PlanTimed { .. }
        | Event::RoundTimed { .. }
        | Event::RoundEnded { .. }
        | Event::TurnsChanged { .. }
        | Event::SmallGroupsSet { .. }
        | Event::ClientBegan { .. }
        | Event::NewcomerListens { .. }
        | Event::NewcomerLetIn { .. }
        | Event::RoundParted { .. }
        // The speaker of a keynote and the floor of the main room.
        | Event::AgendaSet { .. }
        | Event::PartStarted { .. }
        | Event::PartTakenBack { .. }
        | Event::PartEnded { .. }
        | Event::TalkSet { .. }
        | Event::PresenterSet { .. } => true,
        Event::MeetingRetitled { .. }
        | Event::RehearsalBegun { .. }
        | Event::Said { .. }
        | Event::ScheduleSet { .. }
        | Event::AsksSet { .. }
        | Event::DoorSet { .. }
        | Event::PasscodeSet { .. }
        | Event::LinksChanged { .. }
        | Event::PersonClaimed { .. }
        | Event::PersonToldApart { .. }
        | Event::PersonDescribed { .. }
        | Event::PersonConnected { .. }
        | Event::PersonDropped { .. }
        | Event::PersonArrived { .. }
        | Event::PersonAssigned { .. }
        | Event::GroupsMade { .. }
        | Event::PersonPinned { .. }
        | Event::PersonCalledAgain { .. }
        | Event::PersonVisits { .. }
        | Event::ChoiceOpened { .. }
        | Event::ChoiceClosed {}
        | Event::GroupSetSaved { .. }
        | Event::GroupSetNamed { .. }
        | Event::GroupSetDeleted { .. }
        | Event::RoomLanguageSet { .. }
        | Event::RoomMerged { .. }
        | Event::RoomNamed { .. }
        | Event::RoomVoiceSet { .. }
        | Event::RoomSharingSet { .. }
        | Event::OpeningAnnounced { .. }
        | Event::ClosingAnnounced { .. }
        | Event::CountdownCancelled {}
        | Event::LateArrivalsSet { .. }
        | Event::PresenterOffered { .. }
        | Event::Preparation { .. }
        | Event::PresenterAsked { .. }
        | Event::ClientAgreed { .. }
        | Event::PresenterFloorClosed { .. }
        | Event::DilemmaSet { .. }
        | Event::RoomWaits { .. }
        | Event::NoteTakerSet { .. }
        | Event::HandRaised { .. }
        | Event::HandNext { .. }
        | Event::HandLowered { .. }
        | Event::ChatSaid { .. }
        | Event::Announced { .. }
        | Event::HelpCalled { .. }
        | Event::HelpClaimed { .. }
        | Event::HelpClosed { .. }
        | Event::QuestionAsked { .. }
        | Event::QuestionVoted { .. }
        | Event::QuestionMarked { .. }
        | Event::Poll { .. }
        | Event::Timer { .. }
        | Event::ThreadSaid { .. }
        | Event::AllSaid { .. }
        | Event::MessageDeleted { .. }
        | Event::ClosingSet { .. }
        | Event::TicketSet { .. }
        | Event::TicketAnswered { .. }
        | Event::CommitmentSet { .. }
        | Event::CommitmentTaken { .. }
        | Event::Gallery(_)
        | Event::GapNoticed { .. } => false,
    }
}
