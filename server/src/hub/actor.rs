//! The loop of one live meeting. Everything that waits is here and in `commit`.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use protocol::ids::{MeetingId, PersonId};
use protocol::meeting::{Context, SystemCommand, next_deadline};
use protocol::wire::{ServerMessage, WIRE_VERSION, close};
use tokio::sync::mpsc;
use tokio::time::Instant;
use uuid::Uuid;

use super::attendance::Attendance;
use super::delivery::{Source, encode};
use super::input::{Attach, Fail, Input, JoinRequest, JoinedPerson, Reading, Reply};
use super::load::Accepted;
use super::registry::Shared;
use super::speculate::{Proposal, What};
use crate::session::Closing;
use crate::store::SecretKind;

/// Inputs that are decided together; more wait for the next append.
const BATCH_MAX: usize = 64;
/// How long a meeting without people and deadlines stays loaded.
const IDLE: Duration = Duration::from_secs(60);
/// How long to wait before the system's own proposals are tried again after the store said no.
const RETRY: Duration = Duration::from_secs(1);
/// A gap shorter than this is a restart that nobody noticed; `decide` weighs longer ones.
const GAP_MIN_MS: i64 = 3_000;

pub(super) struct Actor {
    pub(super) meeting: MeetingId,
    pub(super) shared: Arc<Shared>,
    inputs: mpsc::Receiver<Input>,
    pub(super) accepted: Accepted,
    pub(super) attendance: Attendance,
    /// What the system itself wants and the store has not taken yet, oldest first.
    pub(super) waiting: VecDeque<SystemCommand>,
    /// Not before this time, after the store said no.
    pub(super) retry_at: Option<Instant>,
    idle_since: Option<Instant>,
    /// Whether the time without a hub has been weighed.
    held: bool,
    deleting: Vec<Reply<()>>,
    /// When the last commands came, for operators.
    command_times: VecDeque<Instant>,
}

/// Opens the meeting and serves it until nobody needs it.
pub(super) async fn run(shared: Arc<Shared>, meeting: MeetingId, mut inputs: mpsc::Receiver<Input>) {
    let loaded = match Accepted::load(shared.store.as_ref(), meeting).await {
        Ok(accepted) => shared
            .store
            .alive_at(meeting.0)
            .await
            .map_err(Fail::from)
            .map(|alive| (accepted, alive)),
        Err(fail) => Err(fail),
    };
    let (accepted, alive_at) = match loaded {
        Ok(loaded) => loaded,
        Err(fail) => {
            tracing::warn!(meeting.id = %meeting, ?fail, "a meeting could not be opened");
            shared.forget(meeting);
            inputs.close();
            while let Some(input) = inputs.recv().await {
                input.fail(fail);
            }
            return;
        }
    };
    let mut actor = Actor {
        meeting,
        shared,
        inputs,
        accepted,
        attendance: Attendance::default(),
        waiting: VecDeque::new(),
        retry_at: None,
        idle_since: None,
        held: false,
        deleting: Vec::new(),
        command_times: VecDeque::new(),
    };
    actor.open(alive_at);
    actor.serve().await;
}

impl Actor {
    /// What the time without a hub means: a gap, and people who are not here yet.
    fn open(&mut self, alive_at: i64) {
        let now = self.shared.clock.now();
        if now.0 - alive_at > GAP_MIN_MS {
            self.waiting.push_back(SystemCommand::Gap {
                from: protocol::time::Timestamp(alive_at),
                to: now,
            });
        }
        for (person, someone) in &self.accepted.state.people {
            if someone.here && !someone.removed {
                self.attendance
                    .begin_grace(*person, someone.generation, Instant::now());
            }
        }
        self.hold();
        tracing::info!(meeting.id = %self.meeting, event.seq = self.accepted.position.seq, "a meeting is open");
    }

    async fn serve(&mut self) {
        loop {
            let wake = self.next_wake();
            let input = tokio::select! {
                input = self.inputs.recv() => match input {
                    Some(input) => Some(input),
                    None => return,
                },
                () = tokio::time::sleep_until(wake) => None,
            };
            let mut proposals = self.due();
            let mut next = input;
            while let Some(input) = next {
                self.take(input, &mut proposals).await;
                next = if proposals.len() < BATCH_MAX {
                    self.inputs.try_recv().ok()
                } else {
                    None
                };
            }
            if !proposals.is_empty()
                && let ControlFlow::Break(fail) = self.commit(proposals).await
            {
                return self.stop(fail).await;
            }
            if !self.deleting.is_empty()
                && let ControlFlow::Break(fail) = self.delete().await
            {
                return self.stop(fail).await;
            }
            self.hold();
            if self.is_over_idle() && self.shared.forget_if(self.meeting, || self.inputs.is_empty()) {
                self.inputs.close();
                tracing::info!(meeting.id = %self.meeting, "a meeting without people is put away");
                return;
            }
        }
    }

    /// Only once the gap before it is in the journal may the meeting count as alive, or a second fall would hide the first.
    fn hold(&mut self) {
        let weighed = !self
            .waiting
            .iter()
            .any(|command| matches!(command, SystemCommand::Gap { .. }));
        if !self.held && weighed {
            self.held = true;
            self.shared.hold(self.meeting);
        }
    }

    /// When there is something to do though nothing comes in.
    fn next_wake(&self) -> Instant {
        let deadline = next_deadline(&self.accepted.state).map(|at| self.shared.clock.instant(at));
        let waiting = (!self.waiting.is_empty()).then(Instant::now);
        let proposals = [deadline, self.attendance.next_grace(), waiting]
            .into_iter()
            .flatten()
            .min();
        let proposals = match (proposals, self.retry_at) {
            (Some(wake), Some(retry)) => Some(wake.max(retry)),
            (wake, _) => wake,
        };
        let idle = self.idle_since.map(|since| since + IDLE);
        let far = Instant::now() + Duration::from_secs(3600);
        [proposals, idle].into_iter().flatten().min().unwrap_or(far)
    }

    /// What the system itself wants now.
    fn due(&mut self) -> Vec<Proposal> {
        let now = Instant::now();
        if self.retry_at.is_some_and(|retry| now < retry) {
            return Vec::new();
        }
        self.retry_at = None;
        for (person, generation) in self.attendance.dropped(now) {
            self.waiting
                .push_back(SystemCommand::Dropped { person, generation });
        }
        let mut commands: Vec<SystemCommand> = self.waiting.drain(..).collect();
        if next_deadline(&self.accepted.state).is_some_and(|at| at <= self.shared.clock.now()) {
            commands.push(SystemCommand::Tick);
            // Should the tick change nothing, the next one waits a little: no deadline is worth a hot loop.
            self.retry_at = Some(now + Duration::from_millis(100));
        }
        commands
            .into_iter()
            .map(|command| self.proposal(What::System(command), None, None))
            .collect()
    }

    async fn take(&mut self, input: Input, proposals: &mut Vec<Proposal>) {
        match input {
            Input::Attach(attach, reply) => {
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
                    session,
                    person,
                    id,
                    command,
                };
                proposals.push(self.proposal(what, Some(person), Some(id)));
            }
            Input::Join(request, reply) => self.join(request, reply, proposals).await,
            Input::Secret(secret, reply) => {
                proposals.push(self.proposal(What::Secret { secret, reply }, None, None));
            }
            Input::Access(board, reply) => {
                reply.send(self.accepted.access.watch(board).ok_or(Fail::Gone));
            }
            Input::Read(read) => {
                self.forget_old_commands();
                let commands = u32::try_from(self.command_times.len()).unwrap_or(u32::MAX);
                read(Ok(&Reading {
                    state: &self.accepted.state,
                    contents: &self.accepted.contents,
                    position: self.accepted.position,
                    connected: self.attendance.connected(),
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
        let frame: Utf8Bytes = match caught_up {
            Some(frame) => frame,
            None => source.snapshot(person).ok_or(Fail::NotInMeeting)?,
        };
        attach.outbox.push(encode(&ServerMessage::Welcome {
            version: WIRE_VERSION,
            meeting: self.meeting,
            person,
            now: source.now,
            resumed,
        }));
        attach.outbox.push(frame);
        if self.attendance.attach(attach.session, person, attach.outbox) {
            let command = SystemCommand::Connected { person };
            proposals.push(self.proposal(What::System(command), None, None));
        }
        self.idle_since = None;
        Ok(())
    }

    fn detach(&mut self, session: super::input::SessionKey) {
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
            What::Join { .. } | What::Command { .. } | What::Secret { .. } | What::System(_) => None,
        });
        let person = match twin {
            Some(person) => person,
            None => match self.shared.store.find_secret(request.secret).await {
                Ok(None) => PersonId(Uuid::now_v7()),
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
    fn proposal(
        &self,
        what: What,
        actor: Option<PersonId>,
        command: Option<protocol::ids::CommandId>,
    ) -> Proposal {
        let ids = Uuid::now_v7();
        let context = Context {
            actor,
            command,
            at: self.shared.clock.now().max(self.accepted.last_at),
            // Draws must not be foreseen; should the system have no randomness, the id's own is left.
            seed: getrandom::u64().unwrap_or(ids.as_u64_pair().1),
            ids,
        };
        Proposal { what, context }
    }

    pub(super) fn source(&self) -> Source<'_> {
        Source {
            state: &self.accepted.state,
            contents: &self.accepted.contents,
            position: self.accepted.position,
            now: self.shared.clock.now(),
        }
    }

    /// The system's own proposals wait for a store that takes them.
    pub(super) fn retry_later(&mut self) {
        self.retry_at = Some(Instant::now() + RETRY);
    }

    fn forget_old_commands(&mut self) {
        let since = Instant::now().checked_sub(Duration::from_secs(60));
        while self
            .command_times
            .front()
            .is_some_and(|at| since.is_some_and(|since| *at < since))
        {
            self.command_times.pop_front();
        }
    }

    fn is_over_idle(&mut self) -> bool {
        if self.command_times.len() > 10_000 {
            self.forget_old_commands();
        }
        let quiet = self.attendance.is_quiet()
            && self.waiting.is_empty()
            && next_deadline(&self.accepted.state).is_none()
            && !self.accepted.access.is_watched();
        if !quiet {
            self.idle_since = None;
            return false;
        }
        let since = *self.idle_since.get_or_insert_with(Instant::now);
        since.elapsed() >= IDLE
    }

    async fn delete(&mut self) -> ControlFlow<Fail> {
        match self.shared.store.delete_meeting(self.meeting.0).await {
            Ok(()) => ControlFlow::Break(Fail::Gone),
            Err(error) => {
                tracing::warn!(meeting.id = %self.meeting, %error, "a meeting could not be deleted");
                for reply in self.deleting.drain(..) {
                    reply.send(Err(Fail::Unavailable));
                }
                ControlFlow::Continue(())
            }
        }
    }

    /// Tells everybody why, and lets go.
    async fn stop(&mut self, fail: Fail) {
        tracing::info!(meeting.id = %self.meeting, ?fail, "a meeting is closed here");
        self.shared.forget(self.meeting);
        // First why, then that: sessions watch both.
        let closing = fail.closing();
        for (_, outboxes) in self.attendance.everyone() {
            outboxes.for_each(|outbox| outbox.close(closing));
        }
        self.inputs.close();
        if fail == Fail::Gone {
            self.accepted.access.close();
        }
        for reply in self.deleting.drain(..) {
            let answer = if fail == Fail::Gone { Ok(()) } else { Err(fail) };
            reply.send(answer);
        }
        while let Some(input) = self.inputs.recv().await {
            input.fail(fail);
        }
    }

    /// Closes the sockets of people who are out.
    pub(super) fn close_removed(&self, person: PersonId) {
        let closing = Closing::new(close::FORBIDDEN, "you were removed from this meeting");
        self.attendance
            .outboxes(person)
            .for_each(|outbox| outbox.close(closing));
    }
}
