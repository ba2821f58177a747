//! A batch as the schema's `journal_append` takes it, and its answer.

use serde::Serialize;
use sqlx::Postgres;
use sqlx::postgres::{PgArguments, PgDatabaseError};
use sqlx::query::QueryAs;
use uuid::Uuid;

use super::PostgresStore;
use super::ask::Trouble;
use super::fault;
use crate::store::columns::{self, integer};
use crate::store::failure::Failure;
use crate::store::{
    AppendError, Batch, BoardAppendError, BoardItem, Hash, NewBoard, Position, Revoke, StoredEntry,
};

/// The argument `batch` of `journal_append`; parts that are empty are left out.
#[derive(Serialize)]
struct Sealed<'a> {
    head_seq: u64,
    head_hash: Hash,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    join_code: Option<&'a str>,
    entries: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    content: Vec<Content<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    erase: &'a [Uuid],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ballots: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    boards: Vec<Board>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    gates: &'a [Uuid],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    commands: Vec<Command<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    revoke_persons: &'a [Uuid],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    revoke: Vec<Secret>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rebind: Vec<Rebind>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secrets: Vec<Secret>,
}

#[derive(Serialize)]
struct Entry<'a> {
    seq: u64,
    at: i64,
    hash: Hash,
    body: &'a str,
}

#[derive(Serialize)]
struct Content<'a> {
    id: Uuid,
    owner: Option<Uuid>,
    body: &'a str,
}

#[derive(Serialize)]
struct Board {
    board: Uuid,
    owner: Option<Uuid>,
}

#[derive(Serialize)]
struct Command<'a> {
    person: Uuid,
    command_id: Uuid,
    first_seq: u64,
    last_seq: u64,
    reply: Option<&'a str>,
}

/// A secret to be made, or which ones are taken back: what is not there is not asked for.
#[derive(Default, Serialize)]
struct Secret {
    hash: Option<Hash>,
    kind: Option<i16>,
    person: Option<Uuid>,
}

#[derive(Serialize)]
struct Rebind {
    from: Uuid,
    to: Uuid,
}

/// An append that is ready to be asked for.
pub(super) struct Prepared {
    meeting: Uuid,
    after: Position,
    create: bool,
    head: Position,
    batch: String,
}

/// `journal_append`'s answer: outcome, seq, hash.
pub(super) type Outcome = (String, Option<i64>, Option<Vec<u8>>);

impl Prepared {
    /// `after`: none when the meeting shall be made.
    pub(super) fn new(meeting: Uuid, after: Option<Position>, batch: &Batch) -> Result<Self, AppendError> {
        batch.check()?;
        let start = after.unwrap_or(Position::START);
        let entries = batch.sealed(meeting, start);
        let head = entries.last().map_or(start, StoredEntry::position);
        let sealed = seal(start, head, &entries, batch);
        // Numbers, ids and texts can always be written as JSON.
        let batch = serde_json::to_string(&sealed).map_err(|_| AppendError::Invalid("no JSON"))?;
        Ok(Self {
            meeting,
            after: start,
            create: after.is_none(),
            head,
            batch,
        })
    }

    pub(super) fn query(&self) -> QueryAs<'static, Postgres, Outcome, PgArguments> {
        sqlx::query_as("SELECT outcome, seq, hash FROM journal_append($1, $2, $3, $4, $5::jsonb)")
            .bind(self.meeting)
            .bind(integer(self.after.seq))
            .bind(self.after.hash.0.to_vec())
            .bind(self.create)
            .bind(self.batch.clone())
    }

    /// What the answer means.
    pub(super) fn outcome(&self, rows: Vec<Outcome>) -> Result<Position, AppendError> {
        let Some((outcome, seq, hash)) = rows.into_iter().next() else {
            return Err(AppendError::Unknown);
        };
        match (outcome.as_str(), seq, hash) {
            ("written", ..) => Ok(self.head),
            ("exists", ..) => Err(AppendError::Exists),
            ("deleted", ..) => Err(AppendError::Deleted),
            ("not_found", ..) => Err(AppendError::NotFound),
            ("conflict", Some(seq), Some(hash)) => match columns::position(seq, &hash) {
                Ok(actual) => Err(AppendError::Conflict { actual }),
                Err(_) => Err(AppendError::Unavailable),
            },
            _ => Err(AppendError::Unknown),
        }
    }
}

fn seal<'a>(start: Position, head: Position, entries: &'a [StoredEntry], batch: &'a Batch) -> Sealed<'a> {
    let revoke = |revoke: &Revoke| match *revoke {
        Revoke::Kind(kind) => Secret {
            kind: Some(columns::kind_number(kind)),
            ..Secret::default()
        },
        Revoke::Secret(hash) => Secret {
            hash: Some(Hash(hash)),
            ..Secret::default()
        },
        Revoke::OfPerson(kind, person) => Secret {
            kind: Some(columns::kind_number(kind)),
            person: Some(person),
            ..Secret::default()
        },
    };
    Sealed {
        head_seq: head.seq,
        head_hash: head.hash,
        status: batch.status.map(columns::status_number),
        join_code: batch.join_code.as_deref(),
        entries: entries
            .iter()
            .map(|entry| Entry {
                seq: entry.seq,
                at: entry.at,
                hash: entry.hash,
                body: &entry.body,
            })
            .collect(),
        content: batch
            .content
            .iter()
            .map(|item| Content {
                id: item.id,
                owner: item.owner,
                body: &item.body,
            })
            .collect(),
        erase: &batch.erase,
        ballots: batch.ballots.iter().map(|ballot| ballot.0.as_str()).collect(),
        boards: batch
            .boards
            .iter()
            .map(|&NewBoard { board, owner }| Board { board, owner })
            .collect(),
        gates: &batch.gates,
        commands: batch
            .commands
            .iter()
            .map(|command| Command {
                person: command.person,
                command_id: command.command_id,
                first_seq: start.seq + 1 + command.first as u64,
                last_seq: start.seq + (command.first + command.count) as u64,
                reply: command.reply.as_deref(),
            })
            .collect(),
        revoke_persons: &batch.revoke_person_secrets,
        revoke: batch.revoke.iter().map(revoke).collect(),
        rebind: batch
            .rebind_secrets
            .iter()
            .map(|&(from, to)| Rebind { from, to })
            .collect(),
        secrets: batch
            .secrets
            .iter()
            .map(|secret| Secret {
                hash: Some(Hash(secret.hash)),
                kind: Some(columns::kind_number(secret.kind)),
                person: secret.person,
            })
            .collect(),
    }
}

/// Why an append was refused after it had begun: nothing of it is written.
pub(super) fn refusal(said: &PgDatabaseError) -> Option<AppendError> {
    let invalid = |what| Some(AppendError::Invalid(what));
    match (said.code(), said.constraint()) {
        (fault::COMMAND_DONE_BEFORE, _) => {
            let mut ids = said.detail()?.split(' ').map(Uuid::parse_str);
            let (Some(Ok(person)), Some(Ok(command_id))) = (ids.next(), ids.next()) else {
                return None;
            };
            Some(AppendError::DuplicateCommand { person, command_id })
        }
        (fault::GATE_OF_ANOTHER_MEETING, _) => invalid("a gate names a board of another meeting"),
        (_, Some("meetings_join_code_key")) => Some(AppendError::JoinCodeTaken),
        (_, Some("boards_pkey")) => invalid("a board exists"),
        (_, Some("secrets_pkey")) => invalid("a secret exists"),
        _ if fault::is_bad_text(said) => invalid("a text holds a character that the database cannot keep"),
        _ => None,
    }
}

impl PostgresStore {
    pub(super) async fn append_after(
        &self,
        meeting: Uuid,
        after: Option<Position>,
        batch: &Batch,
    ) -> Result<Position, AppendError> {
        let prepared = Prepared::new(meeting, after, batch)?;
        match self.rows(prepared.query()).await {
            Ok(rows) => prepared.outcome(rows),
            Err(trouble) => Err(append_error(&trouble)),
        }
    }

    pub(super) async fn append_to_board(
        &self,
        board: Uuid,
        gate: u64,
        items: Vec<BoardItem>,
    ) -> Result<u64, BoardAppendError> {
        let (mut people, mut updates) = (Vec::new(), Vec::new());
        let (mut client_items, mut clients) = (Vec::new(), Vec::new());
        for (item, place) in items.into_iter().zip(1_i32..) {
            people.push(item.by);
            updates.push(item.update);
            for client in item.clients {
                client_items.push(place);
                clients.push(integer(client));
            }
        }
        let query = sqlx::query_as("SELECT outcome, number FROM board_append($1, $2, $3, $4, $5, $6)")
            .bind(board)
            .bind(integer(gate))
            .bind(people)
            .bind(updates)
            .bind(client_items)
            .bind(clients);
        let rows: Vec<(String, Option<i64>)> = self.rows(query).await.map_err(|trouble| {
            if let Trouble::Failed(error) = &trouble
                && let Some(refused) = fault::said(error).and_then(client_taken)
            {
                return refused;
            }
            fault::of_write(&trouble).into()
        })?;
        match rows.into_iter().next() {
            Some((outcome, Some(number))) if outcome == "written" => Ok(number.cast_unsigned()),
            Some((outcome, Some(gate))) if outcome == "gate_moved" => Err(BoardAppendError::GateMoved {
                gate: gate.cast_unsigned(),
            }),
            Some((outcome, None)) if outcome == "not_found" => Err(BoardAppendError::NotFound),
            _ => Err(Failure::Unknown.into()),
        }
    }
}

pub(super) fn append_error(trouble: &Trouble) -> AppendError {
    if let Trouble::Failed(error) = trouble
        && let Some(refused) = fault::said(error).and_then(refusal)
    {
        return refused;
    }
    fault::of_write(trouble).into()
}

fn client_taken(said: &PgDatabaseError) -> Option<BoardAppendError> {
    if said.code() != fault::CLIENT_TAKEN {
        return None;
    }
    let (client, person) = said.detail()?.split_once(' ')?;
    Some(BoardAppendError::ClientTaken {
        client: client.parse::<i64>().ok()?.cast_unsigned(),
        person: person.parse().ok()?,
    })
}
