//! The loop of one live meeting. Everything that waits is here and in `commit`.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use protocol::ids::{MeetingId, PersonId, RoomId};
use protocol::meeting::{SystemCommand, next_deadline};
use protocol::wire::close;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::attendance::Attendance;
use super::delivery::Source;
use super::elsewhere;
use super::handle::Head;
use super::input::{Fail, Input, Reply};
use super::load::Accepted;
use super::registry::Shared;
use super::speculate::{Proposal, What};
use crate::session::Closing;
use crate::session::budget::Bucket;

/// Inputs that are decided together; more wait for the next append.
const BATCH_MAX: usize = 64;
/// Inputs beside them that are looked at before they are decided: some of these ask the store.
const OTHERS_MAX: usize = 8;
/// How long a meeting without people and deadlines stays loaded.
const IDLE: Duration = Duration::from_secs(60);
/// How long to wait before the system's own proposals are tried again after the store said no.
const RETRY: Duration = Duration::from_secs(1);

pub(super) struct Actor {
    pub(super) meeting: MeetingId,
    pub(super) shared: Arc<Shared>,
    pub(super) head: Head,
    inputs: mpsc::Receiver<Input>,
    pub(super) accepted: Accepted,
    pub(super) attendance: Attendance,
    /// What the system itself wants and the store has not taken yet, oldest first.
    pub(super) waiting: VecDeque<SystemCommand>,
    /// Not before this time, after the store said no.
    pub(super) retry_at: Option<Instant>,
    pub(super) idle_since: Option<Instant>,
    /// Whether the time without a hub has been weighed.
    held: bool,
    pub(super) deleting: Vec<Reply<()>>,
    /// When the last commands came, for operators.
    pub(super) command_times: VecDeque<Instant>,
    /// How many signs each room takes.
    pub(super) signs: BTreeMap<RoomId, Bucket>,
    /// Why the meeting cannot be served any more, where that was found between two batches.
    pub(super) gone: Option<Fail>,
    /// The last snapshot that was begun.
    pub(super) keeping: Option<JoinHandle<()>>,
}

/// Opens the meeting and serves it until nobody needs it.
pub(super) async fn run(
    shared: Arc<Shared>,
    meeting: MeetingId,
    mut inputs: mpsc::Receiver<Input>,
    head: Head,
) {
    let loaded = match Accepted::load(&shared.store, meeting).await {
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
        head,
        inputs,
        accepted,
        attendance: Attendance::new(elsewhere::grace(&shared)),
        waiting: VecDeque::new(),
        retry_at: None,
        idle_since: None,
        held: false,
        deleting: Vec::new(),
        command_times: VecDeque::new(),
        signs: BTreeMap::new(),
        gone: None,
        keeping: None,
        shared,
    };
    actor.open(alive_at);
    actor.serve().await;
}

impl Actor {
    /// What the time without a hub means: a gap, and people who are not here yet.
    fn open(&mut self, alive_at: i64) {
        let now = self.shared.clock.now();
        if now.0 - alive_at > elsewhere::gap_min_ms(&self.shared) {
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
        let replayed = self.accepted.position.seq - self.accepted.kept_seq;
        tracing::info!(meeting.id = %self.meeting, event.seq = self.accepted.position.seq, replayed, "a meeting is open");
    }

    async fn serve(&mut self) {
        // Whoever it was opened for is answered before what was replayed is kept.
        let mut keep_after = self.shared.snapshots.opened;
        loop {
            if self.inputs.is_empty() {
                self.accepted.people.clear();
            }
            let wake = self.next_wake();
            // What came in and what is due are both looked at below; the order is fixed so that a run can be repeated.
            let input = tokio::select! {
                biased;
                input = self.inputs.recv() => match input {
                    Some(input) => Some(input),
                    None => return,
                },
                () = tokio::time::sleep_until(wake) => None,
            };
            let mut proposals = self.due().await;
            let mut next = input;
            let mut others = 0;
            while let Some(input) = next {
                let before = proposals.len();
                self.take(input, &mut proposals).await;
                // What others write comes in without an end: whoever waits for an answer here, and what is due, get their turn between.
                others += usize::from(proposals.len() == before);
                next = if proposals.len() < BATCH_MAX && others < OTHERS_MAX {
                    self.inputs.try_recv().ok()
                } else {
                    None
                };
            }
            // What was said already shall not wait for the store.
            self.attendance.flush();
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
            if let Some(fail) = self.gone {
                return self.stop(fail).await;
            }
            self.accepted.spare.expire(Instant::now());
            self.head.set(self.accepted.position.seq);
            self.tell_presence();
            self.attendance.flush();
            self.hold();
            self.keep_snapshot(keep_after);
            keep_after = self.shared.snapshots.live;
            if self.is_over_idle() && self.shared.forget_if(self.meeting, || self.inputs.is_empty()) {
                self.inputs.close();
                self.keep_snapshot(self.shared.snapshots.put_away);
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
        let idle = match self.idle_since {
            Some(since) => since + IDLE,
            // Boards may still watch, and nobody says when they let go: look again.
            None if self.attendance.is_quiet() => Instant::now() + IDLE,
            None => Instant::now() + Duration::from_secs(3600),
        };
        let quiet = self.accepted.spare.until();
        [proposals, quiet].into_iter().flatten().fold(idle, Instant::min)
    }

    /// What the system itself wants now.
    async fn due(&mut self) -> Vec<Proposal> {
        let now = Instant::now();
        if self.retry_at.is_some_and(|retry| now < retry) {
            return Vec::new();
        }
        self.retry_at = None;
        let over = self.attendance.dropped(now);
        for (person, generation) in self.nowhere(over).await {
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

    pub(super) fn source(&self) -> Source<'_> {
        Source {
            state: &self.accepted.state,
            contents: &self.accepted.contents,
            position: self.accepted.position,
            now: self.shared.clock.now(),
            people: &self.accepted.people,
        }
    }

    /// The system's own proposals wait for a store that takes them.
    pub(super) fn retry_later(&mut self) {
        self.retry_at = Some(Instant::now() + RETRY);
    }

    pub(super) fn forget_old_commands(&mut self) {
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
        let someone = self.accepted.state.people.get(&person);
        let closing = if someone.is_some_and(|someone| someone.claims.is_some()) {
            // Their secret is another person's now; should it not be, they are told so when they come.
            Closing::new(close::RESTART, "you were recognized: come back")
        } else {
            Closing::new(close::FORBIDDEN, "you were removed from this meeting")
        };
        self.attendance
            .outboxes(person)
            .for_each(|outbox| outbox.close(closing));
    }
}
