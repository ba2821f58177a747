//! What one append writes, in one transaction.

use std::fmt;

use uuid::Uuid;

use super::chain::{Position, chain};
use super::{AppendError, StoredEntry};

/// Everything that one append writes, all or nothing. `Batch::default()` is empty; name what is needed.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The entries, in order.
    pub entries: Vec<NewEntry>,
    /// Erasable text: new, or replacing the text of the same id.
    pub content: Vec<ContentItem>,
    /// Answers to an exit ticket, kept without person, time, order or command.
    pub ballots: Vec<Ballot>,
    /// Ids of content to erase, for ever. Ids that are not there are passed over.
    pub erase: Vec<Uuid>,
    /// Boards that this append makes; their gate is the batch's last seq.
    pub boards: Vec<NewBoard>,
    /// Boards whose gate is raised to the batch's last seq, since who may write there changes.
    pub gates: Vec<Uuid>,
    /// The commands that this append does.
    pub commands: Vec<CommandRecord>,
    /// Persons whose [`SecretKind::Person`] secrets stop being valid (done before `secrets` are added).
    pub revoke_person_secrets: Vec<Uuid>,
    /// Links that stop being valid (before `secrets` are added); whoever still has one can be told so.
    pub revoke: Vec<Revoke>,
    /// Persons whose [`SecretKind::Person`] secrets are somebody else's from now on: from, to.
    pub rebind_secrets: Vec<(Uuid, Uuid)>,
    /// Secrets that become valid.
    pub secrets: Vec<NewSecret>,
    /// Sets or replaces the meeting's join code.
    pub join_code: Option<String>,
    /// Sets the meeting's status.
    pub status: Option<MeetingStatus>,
}

/// One answer to an exit ticket: opaque text.
#[derive(Clone, PartialEq, Eq)]
pub struct Ballot(pub String);

impl fmt::Debug for Ballot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What somebody answered never enters a log.
        f.debug_tuple("Ballot").field(&self.0.len()).finish()
    }
}

/// An entry to be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Its time, in milliseconds.
    pub at: i64,
    /// Opaque JSON text, without names or free text: those are content.
    pub body: String,
}

/// A piece of erasable text.
#[derive(Clone, PartialEq, Eq)]
pub struct ContentItem {
    /// Unique in its meeting.
    pub id: Uuid,
    /// The person it is about or from, if it is one person's.
    pub owner: Option<Uuid>,
    /// The text.
    pub body: String,
}

impl fmt::Debug for ContentItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Free text and names never enter a log.
        f.debug_struct("ContentItem")
            .field("id", &self.id)
            .field("owner", &self.owner)
            .field("bytes", &self.body.len())
            .finish()
    }
}

/// A board to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewBoard {
    /// Unique in the store.
    pub board: Uuid,
    /// The person whose own document it is; none for a shared board.
    pub owner: Option<Uuid>,
}

/// A command done by a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandRecord {
    /// Who gave it.
    pub person: Uuid,
    /// The id that the client made.
    pub command_id: Uuid,
    /// The index in [`Batch::entries`] of its first entry (where it would be, if it has none).
    pub first: usize,
    /// How many entries it made.
    pub count: usize,
    /// What to answer when the same command comes again. No free text: it is not erased with a person's content.
    pub reply: Option<String>,
}

/// A secret to be stored, as its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSecret {
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// What it is good for.
    pub kind: SecretKind,
    /// Whose it is; needed for [`SecretKind::Person`].
    pub person: Option<Uuid>,
}

/// Which secrets are taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoke {
    /// All of this kind.
    Kind(SecretKind),
    /// This one, by its SHA-256.
    Secret([u8; 32]),
    /// One person's of this kind.
    OfPerson(SecretKind, Uuid),
}

/// What a secret is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// The facilitators' link.
    Facilitator,
    /// The join link.
    Join,
    /// One person's own, given when they joined.
    Person,
    /// The observers' link.
    Observer,
    /// The link of interpreters and captioners.
    AccessSupport,
    /// The link to the record, for people who have no part in the meeting.
    Record,
    /// A link of one person, who is asked nothing at the door.
    Personal,
}

/// Whether a meeting goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MeetingStatus {
    /// It can be changed.
    Open,
    /// As open, and deleted when a server starts that finds it.
    Rehearsal,
    /// It can be read. (That nothing changes any more is the meeting's own rule, not the store's.)
    Ended,
}

/// Updates to append to a board's log.
#[derive(Clone, PartialEq, Eq)]
pub struct BoardItem {
    /// Who sent it; the nil id for the server itself.
    pub by: Uuid,
    /// The Yjs client ids whose structs or deletions it brings and which must belong to `by`.
    pub clients: Vec<u64>,
    /// The Yjs update.
    pub update: Vec<u8>,
}

impl fmt::Debug for BoardItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoardItem")
            .field("by", &self.by)
            .field("clients", &self.clients)
            .field("bytes", &self.update.len())
            .finish()
    }
}

impl Batch {
    /// Where the entries stand in the journal when the batch is accepted after `after`.
    pub fn positions(&self, meeting: Uuid, after: Position) -> Vec<Position> {
        let mut last = after;
        let next = |entry: &NewEntry| {
            let seq = last.seq + 1;
            let hash = chain(&last.hash, meeting, seq, entry.at, &entry.body);
            last = Position { seq, hash };
            last
        };
        self.entries.iter().map(next).collect()
    }

    /// The entries with their seqs and hashes, as they stand in the journal when the batch is accepted after `after`.
    pub fn sealed(&self, meeting: Uuid, after: Position) -> Vec<StoredEntry> {
        let positions = self.positions(meeting, after).into_iter();
        positions
            .zip(&self.entries)
            .map(|(Position { seq, hash }, entry)| StoredEntry {
                seq,
                at: entry.at,
                hash,
                body: entry.body.clone(),
            })
            .collect()
    }

    /// Refuses, as `Invalid`, what no store could write sensibly: faults of the caller.
    pub fn check(&self) -> Result<(), AppendError> {
        let in_range = |command: &CommandRecord| {
            command
                .first
                .checked_add(command.count)
                .is_some_and(|end| end <= self.entries.len())
        };
        if !self.commands.iter().all(in_range) {
            return Err(AppendError::Invalid("a command's entries lie outside the batch"));
        }
        if self
            .secrets
            .iter()
            .any(|secret| secret.kind == SecretKind::Person && secret.person.is_none())
        {
            return Err(AppendError::Invalid("a person's secret names no person"));
        }
        let moves_with_the_journal = [&self.erase, &self.gates].iter().any(|ids| !ids.is_empty());
        if self.entries.is_empty() && (moves_with_the_journal || !self.content.is_empty()) {
            return Err(AppendError::Invalid(
                "content, erasures and gates need an entry that tells of them",
            ));
        }
        Ok(())
    }
}
