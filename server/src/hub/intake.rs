//! What comes in: answered at once where the accepted state is enough, else a proposal for the next batch.

use std::sync::Arc;

use protocol::consultancy::rights;
use protocol::ids::{CommandId, PersonId, RoomId};
use protocol::meeting::grouping::Attributes;
use protocol::meeting::polls::{Tallies, tallies};
use protocol::meeting::talk::Sign;
use protocol::meeting::{Context, SystemCommand};
use protocol::wire::{ServerMessage, WIRE_VERSION};
use tokio::time::Instant;

use super::actor::Actor;
use super::delivery::{encode, push_view};
use super::input::{Attach, Fail, Input, JoinRequest, JoinedPerson, Reading, Reply, SessionKey};
use super::speculate::{Asker, Proposal, What};
use crate::session::budget::Bucket;
use crate::store::SecretKind;

/// Signs in one room: as many as can be told apart, however many people clap.
const SIGNS_PER_SECOND: f64 = 10.0;
const SIGNS_AT_ONCE: f64 = 40.0;

impl Actor {
    pub(super) async fn take(&mut self, input: Input, proposals: &mut Vec<Proposal>) {
        match input {
            Input::Attach(attach, reply) => {
                if self.is_news(&attach) {
                    self.catch_up_now().await;
                }
                let attached = self.attach(attach, proposals);
                reply.send(attached);
            }
            Input::Detach(session) => self.detach(session),
            Input::Command { session, id, command } => {
                let Some(person) = self.attendance.person(session) else {
                    return;
                };
                self.command_times.push_back(Instant::now());
                let what = What::Command {
                    asker: Asker::Session(session),
                    person,
                    id,
                    command,
                };
                proposals.push(self.proposal(what, Some(person), Some(id)));
            }
            Input::Act {
                person,
                id,
                command,
                reply,
            } => {
                if !self.accepted.state.people.contains_key(&person) {
                    self.catch_up_now().await;
                }
                self.command_times.push_back(Instant::now());
                let what = What::Command {
                    asker: Asker::Call(reply),
                    person,
                    id,
                    command,
                };
                proposals.push(self.proposal(what, Some(person), Some(id)));
            }
            Input::React { session, sign } => self.react(session, sign),
            Input::Join(request, reply) => self.join(request, reply, proposals).await,
            Input::Secret(secret, reply) => {
                proposals.push(self.proposal(What::Secret { secret, reply }, None, None));
            }
            Input::Links(change, reply) => {
                let by = change.by;
                proposals.push(self.proposal(What::Links { change, reply }, by, None));
            }
            Input::Expect(by, list, reply) => {
                proposals.push(self.proposal(What::Expect { by, list, reply }, Some(by), None));
            }
            Input::Access(board, reply) => {
                // Who may write is never older than the question.
                self.catch_up_if_behind().await;
                let mut rights = self.accepted.access.watch(board);
                if rights.is_none() {
                    self.catch_up_now().await;
                    rights = self.accepted.access.watch(board);
                }
                reply.send(rights.ok_or(Fail::Gone));
            }
            // Many may wait here that one look into the journal answers.
            Input::CatchUp(seq) if seq <= self.accepted.position.seq => {}
            Input::CatchUp(_) => self.catch_up_now().await,
            Input::Carried(carried) => self.take_carried(*carried).await,
            Input::Signed { room, person, sign } => {
                // Where they are and what they may is the meeting's to say, not another instance's.
                if rights::reacts_in(&self.accepted.state, person) == Some(room) {
                    self.show_sign(room, person, sign);
                }
            }
            Input::Recount => self.recount(),
            Input::Read(read) => {
                self.catch_up_if_behind().await;
                self.forget_old_commands();
                let commands = u32::try_from(self.command_times.len()).unwrap_or(u32::MAX);
                read(Ok(&Reading {
                    state: &self.accepted.state,
                    contents: &self.accepted.contents,
                    position: self.accepted.position,
                    connected: self.attendance.connected(),
                    connections: &self.attendance.connections(),
                    commands_last_minute: commands,
                }));
            }
            Input::Delete(reply) => self.deleting.push(reply),
        }
    }

    fn attach(&mut self, attach: Attach, proposals: &mut Vec<Proposal>) -> Result<(), Fail> {
        let person = attach.person;
        let known = self.accepted.state.people.get(&person);
        if known.is_none_or(|someone| someone.removed) {
            return Err(Fail::NotInMeeting);
        }
        if self.attendance.is_full(person) {
            return Err(Fail::TooManySockets);
        }
        let source = self.source();
        let caught_up = attach
            .resume
            .and_then(|seen| self.accepted.ring.since(seen))
            .and_then(|touched| source.catch_up(&touched, person));
        let resumed = caught_up.is_some();
        let result = match (attach.resume.is_some(), resumed) {
            (_, true) => "replayed",
            (true, false) => "snapshot",
            (false, false) => "fresh",
        };
        metrics::counter!("convene_resume_total", "result" => result).increment(1);
        let view = match caught_up {
            Some(changes) => vec![changes],
            None => source.snapshot(person).ok_or(Fail::NotInMeeting)?,
        };
        attach.outbox.push(encode(&ServerMessage::Welcome {
            version: WIRE_VERSION,
            meeting: self.meeting,
            person,
            now: source.now,
            resumed,
        }));
        push_view(&view, &attach.outbox);
        // Another instance may have decided that they are gone while they still had a grace here.
        let is_away = known.is_some_and(|someone| !someone.here);
        if self.attendance.attach(attach.session, person, attach.outbox) || is_away {
            let command = SystemCommand::Connected { person };
            proposals.push(self.proposal(What::System(command), None, None));
        }
        self.idle_since = None;
        Ok(())
    }

    /// A sign goes to whoever is in the room and has room for it; nothing is kept, and nobody is told of one that is lost.
    fn react(&mut self, session: SessionKey, sign: Sign) {
        let Some(person) = self.attendance.person(session) else {
            return;
        };
        let Some(room) = rights::reacts_in(&self.accepted.state, person) else {
            return;
        };
        if self.show_sign(room, person, sign) {
            self.shared.bus.sign(self.meeting, room, person, sign);
        }
    }

    /// Answers whether the room had room for it.
    fn show_sign(&mut self, room: RoomId, person: PersonId, sign: Sign) -> bool {
        let state = &self.accepted.state;
        let now = Instant::now();
        let new = || Bucket::new(SIGNS_PER_SECOND, SIGNS_AT_ONCE, now);
        if self.signs.entry(room).or_insert_with(new).take(now).is_err() {
            return false;
        }
        let frame = encode(&ServerMessage::Reacted { room, person, sign });
        for (reader, outboxes) in self.attendance.everyone() {
            let is_there = state
                .people
                .get(&reader)
                .is_some_and(|p| p.room == room && !p.waiting);
            if is_there {
                outboxes.for_each(|outbox| outbox.push_soft(frame.clone()));
            }
        }
        true
    }

    fn detach(&mut self, session: SessionKey) {
        let Some(person) = self.attendance.detach(session) else {
            return;
        };
        if let Some(someone) = self
            .accepted
            .state
            .people
            .get(&person)
            .filter(|someone| !someone.removed)
        {
            self.attendance
                .begin_grace(person, someone.generation, Instant::now());
        }
    }

    /// A secret that joined before is the same person: a join sent twice makes nobody twice.
    async fn join(
        &mut self,
        request: Box<JoinRequest>,
        reply: Reply<JoinedPerson>,
        proposals: &mut Vec<Proposal>,
    ) {
        let twin = proposals.iter().find_map(|proposal| match &proposal.what {
            What::Join {
                request: other,
                person,
                ..
            } if other.secret == request.secret => Some(*person),
            What::Join { .. }
            | What::Command { .. }
            | What::Secret { .. }
            | What::Links { .. }
            | What::Expect { .. }
            | What::System(_) => None,
        });
        let person = match twin {
            Some(person) => person,
            None => match self.shared.store.find_secret(request.secret).await {
                Ok(None) => request
                    .comes_as
                    .unwrap_or_else(|| PersonId(self.shared.chance.id())),
                Ok(Some(owner)) => {
                    let known = owner
                        .person
                        .filter(|_| owner.meeting == self.meeting.0 && owner.kind == SecretKind::Person);
                    let people = &self.accepted.state.people;
                    let answer = known
                        .map(PersonId)
                        .filter(|person| !people.get(person).is_some_and(|someone| someone.removed))
                        .map(|person| JoinedPerson { person, new: false })
                        .ok_or(Fail::NotInMeeting);
                    return reply.send(answer);
                }
                Err(error) => return reply.send(Err(error.into())),
            },
        };
        let what = What::Join {
            request,
            person,
            reply,
        };
        proposals.push(self.proposal(what, None, None));
    }

    /// The context of a proposal is made once, here.
    pub(super) fn proposal(
        &self,
        what: What,
        actor: Option<PersonId>,
        command: Option<CommandId>,
    ) -> Proposal {
        let ids = self.shared.chance.id();
        let (state, contents) = (&self.accepted.state, &self.accepted.contents);
        let attributes = match &what {
            What::Command { command, .. } => Attributes::for_command(state, contents, command),
            What::System(command) => Attributes::for_system(state, contents, Some(command)),
            What::Join { .. } => Attributes::for_system(state, contents, None),
            What::Expect { by, list, .. } => {
                let command = SystemCommand::Expect {
                    by: *by,
                    list: list.clone(),
                };
                Attributes::for_system(state, contents, Some(&command))
            }
            What::Secret { .. } | What::Links { .. } => Attributes::default(),
        };
        let tallies = if matches!(what, What::System(SystemCommand::Tick)) {
            tallies(state, contents)
        } else {
            Tallies::default()
        };
        let context = Context {
            actor,
            command,
            at: self.shared.clock.now().max(self.accepted.last_at),
            // Draws must not be foreseen; should the system have no randomness, the id's own is left.
            seed: self.shared.chance.number().unwrap_or(ids.as_u64_pair().1),
            ids,
            attributes: Arc::new(attributes),
            tallies: Arc::new(tallies),
        };
        Proposal { what, context }
    }
}
