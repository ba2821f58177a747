//! Many proposals decided one after another on a copy of the state. Pure: what it needs from outside is in each proposal's context.

use std::collections::BTreeSet;
use std::sync::Arc;

use protocol::ids::{CommandId, PersonId};
use protocol::meeting::expected::ExpectedList;
use protocol::meeting::state::Role;
use protocol::meeting::view::Slice;
use protocol::meeting::{
    Command, Context, Decision, Entry, Event, Refusal, State, SystemCommand, apply, closing, decide,
    decide_system, view,
};

use super::access::{Access, BoardChanges, concerns_boards};
use super::input::{JoinRequest, JoinedPerson, LinkChange, Reply, SessionKey};
use crate::store::{
    Ballot, Batch, CommandRecord, ContentItem, MeetingStatus, NewBoard, NewEntry, NewSecret, SecretKind,
};

/// Something that somebody wants to become true, with its context, which stays as it is through all retries.
#[derive(Debug)]
pub(super) struct Proposal {
    pub(super) what: What,
    pub(super) context: Context,
}

/// What is wanted, and who waits for the answer.
#[derive(Debug)]
pub(super) enum What {
    Command {
        asker: Asker,
        person: PersonId,
        id: CommandId,
        command: Box<Command>,
    },
    Join {
        request: Box<JoinRequest>,
        person: PersonId,
        reply: Reply<JoinedPerson>,
    },
    Secret {
        secret: NewSecret,
        reply: Reply<()>,
    },
    Links {
        change: Box<LinkChange>,
        reply: Reply<()>,
    },
    Expect {
        by: PersonId,
        list: Arc<ExpectedList>,
        reply: Reply<()>,
    },
    System(SystemCommand),
}

/// How a person's command is answered.
#[derive(Debug)]
pub(super) enum Asker {
    /// Through the session's outbox.
    Session(SessionKey),
    /// To whoever called.
    Call(Reply<()>),
}

/// How one proposal came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It makes `count` entries, the first at this index of the batch.
    Done { first: usize, count: usize },
    /// The meeting says no.
    Refused(Refusal),
    /// This command was done before, or the person has joined.
    Before,
}

/// What a batch of proposals leads to, should the journal accept it.
#[derive(Debug)]
pub(super) struct Speculation {
    pub(super) state: Box<State>,
    /// What was applied to it.
    pub(super) entries: Vec<Entry>,
    pub(super) batch: Batch,
    /// What each entry touched.
    pub(super) touched: Vec<BTreeSet<Slice>>,
    /// None when no entry concerns boards.
    pub(super) boards: Option<BoardChanges>,
    /// One for each proposal, in order.
    pub(super) verdicts: Vec<Verdict>,
    /// The highest level of its events.
    pub(super) level: u32,
    /// People who are out.
    pub(super) removed: Vec<PersonId>,
    /// People who came, with the generation of their connection.
    pub(super) connected: Vec<(PersonId, u64)>,
}

impl Speculation {
    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.batch.entries.is_empty() && self.batch.secrets.is_empty() && self.batch.revoke.is_empty()
    }
}

/// Decides all proposals, each on the state that those before it lead to. `state`: a copy of the accepted one. `may_write`: the highest
/// level of events.
pub(super) fn speculate(
    state: Box<State>,
    access: &Access,
    proposals: &[Proposal],
    may_write: u32,
) -> Speculation {
    let mut speculation = Speculation {
        state,
        entries: Vec::new(),
        batch: Batch::default(),
        touched: Vec::new(),
        boards: None,
        verdicts: Vec::with_capacity(proposals.len()),
        level: 0,
        removed: Vec::new(),
        connected: Vec::new(),
    };
    let mut concerns = false;
    for proposal in proposals {
        let verdict = speculation.propose(proposal, may_write, &mut concerns);
        speculation.verdicts.push(verdict);
    }
    if concerns {
        let changes = access.changes(&speculation.state);
        speculation.batch.boards = changes
            .new
            .iter()
            .map(|(board, owner)| NewBoard {
                board: board.0,
                owner: owner.map(|person| person.0),
            })
            .collect();
        speculation.batch.gates = changes.gated.iter().map(|board| board.0).collect();
        speculation.boards = Some(changes);
    }
    speculation
}

impl Speculation {
    fn propose(&mut self, proposal: &Proposal, may_write: u32, concerns: &mut bool) -> Verdict {
        let context = &proposal.context;
        let decided = match &proposal.what {
            What::Command {
                person, id, command, ..
            } => {
                if self.state.recent_command_set.contains(&(*person, *id)) {
                    return Verdict::Before;
                }
                decide(&self.state, command, context)
            }
            What::Join { request, person, .. } if request.comes_as.is_some() => {
                return self.comes(request, *person);
            }
            What::Join { request, person, .. } => {
                if self.state.people.contains_key(person) {
                    return Verdict::Before;
                }
                decide_system(&self.state, &join(request, *person), context)
            }
            What::System(command) => decide_system(&self.state, command, context),
            What::Links { change, .. } => {
                let Some(role) = change.role else {
                    self.take_links(change);
                    return Verdict::Done {
                        first: self.batch.entries.len(),
                        count: 0,
                    };
                };
                let command = SystemCommand::ChangeLinks {
                    role,
                    replaced: !change.revoke.is_empty(),
                };
                decide_system(&self.state, &command, context)
            }
            What::Expect { by, list, .. } => {
                let command = SystemCommand::Expect {
                    by: *by,
                    list: list.clone(),
                };
                decide_system(&self.state, &command, context)
            }
            What::Secret { secret, .. } => {
                self.batch.secrets.push(secret.clone());
                return Verdict::Done {
                    first: self.batch.entries.len(),
                    count: 0,
                };
            }
        };
        let decision = match decided {
            Ok(decision) => decision,
            Err(refusal) => return Verdict::Refused(refusal),
        };
        let level = decision.level();
        if level > may_write {
            return Verdict::Refused(Refusal::BeingUpgraded);
        }
        self.level = self.level.max(level);
        let first = self.batch.entries.len();
        let count = decision.events.len();
        self.take(decision, context, concerns);
        match &proposal.what {
            What::Command { person, id, .. } if count > 0 => self.batch.commands.push(CommandRecord {
                person: person.0,
                command_id: id.0,
                first,
                count,
                reply: None,
            }),
            What::Join { request, person, .. } => self.batch.secrets.push(NewSecret {
                hash: request.secret,
                kind: SecretKind::Person,
                person: Some(person.0),
            }),
            What::Links { change, .. } => self.take_links(change),
            What::Command { .. } | What::Secret { .. } | What::Expect { .. } | What::System(_) => {}
        }
        Verdict::Done { first, count }
    }

    fn take_links(&mut self, change: &LinkChange) {
        self.batch.revoke.extend(change.revoke.iter().copied());
        self.batch.secrets.extend(change.add.iter().cloned());
        if change.join_code.is_some() {
            self.batch.join_code.clone_from(&change.join_code);
        }
    }

    /// One more device of somebody who has a personal link. The person is there already, so nothing is to be decided.
    fn comes(&mut self, request: &JoinRequest, person: PersonId) -> Verdict {
        let someone = self.state.people.get(&person);
        let Some(someone) = someone.filter(|someone| !someone.removed && !someone.waiting) else {
            return Verdict::Refused(Refusal::NotInMeeting);
        };
        if someone.role == Role::Facilitator {
            return Verdict::Refused(Refusal::FacilitatorsOwnLink);
        }
        // What an ended meeting still takes is for those who were there.
        if self.state.ended_at.is_some() && !closing::was_there(&self.state, person) {
            return Verdict::Refused(Refusal::MeetingEnded);
        }
        self.batch.secrets.push(NewSecret {
            hash: request.secret,
            kind: SecretKind::Person,
            person: Some(person.0),
        });
        Verdict::Done {
            first: self.batch.entries.len(),
            count: 0,
        }
    }

    fn take(&mut self, decision: Decision, context: &Context, concerns: &mut bool) {
        for event in decision.events {
            let entry = Entry {
                at: context.at,
                by: context.actor,
                command: context.command,
                event,
            };
            apply(&mut self.state, &entry);
            *concerns |= concerns_boards(&entry.event);
            self.note(&entry.event);
            self.touched
                .push(view::touched(&self.state, &entry).into_iter().collect());
            self.batch.entries.push(new_entry(&entry));
            self.entries.push(entry);
        }
        self.batch
            .content
            .extend(decision.content.into_iter().map(|content| ContentItem {
                id: content.id.0,
                owner: content.owner.map(|person| person.0),
                body: content.text,
            }));
        self.batch
            .ballots
            .extend(decision.ballots.into_iter().map(Ballot));
        self.batch
            .erase
            .extend(decision.erase.into_iter().map(|content| content.0));
    }

    /// What an event means for the store beside its entry.
    fn note(&mut self, event: &Event) {
        if let Event::PersonRemoved { person } = event {
            // Their secret stays theirs: whoever comes back with it is told so, rather than taken for somebody new.
            self.removed.push(*person);
        }
        if let Event::PersonRecognized { person, claimed } = event {
            self.batch.rebind_secrets.push((person.0, claimed.0));
            self.removed.push(*person);
        }
        if let Event::PersonConnected { person, generation } = event {
            self.connected.push((*person, *generation));
        }
        // A rehearsal stays one in the store, so that what a stopped server leaves of it is found.
        if matches!(event, Event::MeetingEnded {}) && self.state.rehearsal_of.is_none() {
            self.batch.status = Some(MeetingStatus::Ended);
        }
    }
}

/// An entry as the store takes it.
pub(super) fn new_entry(entry: &Entry) -> NewEntry {
    NewEntry {
        at: entry.at.0,
        // Entries are plain data with string keys: this cannot fail, and an empty body would be refused on reading.
        body: serde_json::to_string(entry).unwrap_or_default(),
    }
}

fn join(request: &JoinRequest, person: PersonId) -> SystemCommand {
    if let Some(claimed) = request.claims {
        return SystemCommand::Claim { person, claimed };
    }
    if request.simulated {
        let about = request.about.clone();
        return SystemCommand::Simulate { person, about };
    }
    SystemCommand::Join {
        person,
        role: request.role,
        about: request.about.clone(),
    }
}
