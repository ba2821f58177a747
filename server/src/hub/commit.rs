//! The way of a batch through the store, with all its outcomes (DESIGN.md §3): accepted, conflict, unavailable, unknown.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use protocol::ids::{CommandId, ContentId, PersonId};
use protocol::meeting::view::Slice;
use protocol::meeting::{Code, Refusal};
use protocol::wire::{ErrorMessage, ServerMessage};
use tokio::time::Instant;
use uuid::Uuid;

use super::access::moves_boards;
use super::actor::Actor;
use super::delivery::{Frames, encode, push_view};
use super::input::{Fail, JoinedPerson, SessionKey};
use super::load::Accepted;
use super::speculate::{Asker, Proposal, Speculation, Verdict, What, speculate};
use super::unknown::Tried;
use crate::store::{AppendError, Board, Content, Guard, LockError, Position, ReadError, StoredEntry, chain};
use crate::websocket::Frame;

/// How often one batch is tried against other instances; after that its askers are told to try again.
const ROUNDS_MAX: usize = 10;
/// How often one batch is tried of which nobody said whether it was written: a full disk, for one, stays full.
const UNKNOWN_TRIES: usize = 3;
/// Entries that are read at once.
const PAGE: usize = 1_000;

impl Actor {
    /// Decides, appends, applies, delivers and answers. Breaks when the meeting cannot be served any more.
    pub(super) async fn commit(&mut self, mut proposals: Vec<Proposal>) -> ControlFlow<Fail> {
        let mut guard: Option<Box<dyn Guard>> = None;
        let mut tried = Vec::new();
        for round in 0..=ROUNDS_MAX {
            match self.find_written(&tried, guard.is_some()).await {
                ControlFlow::Break(fail) => return self.give_up(proposals, fail),
                ControlFlow::Continue(None) => {}
                ControlFlow::Continue(Some(at)) => {
                    if let Some(guard) = guard {
                        guard.rollback();
                    }
                    let written = tried.swap_remove(at);
                    self.came(written.connected);
                    self.answer_after(proposals, &written.verdicts, written.before)
                        .await;
                    return ControlFlow::Continue(());
                }
            }
            if round == ROUNDS_MAX {
                tracing::warn!(meeting.id = %self.meeting, "a batch lost every time to other instances");
                break;
            }
            if tried.len() == UNKNOWN_TRIES {
                break;
            }
            self.not_before_last(&mut proposals);
            let may_write = self.shared.levels.may_write();
            let state = self.accepted.spare.take(&self.accepted.state);
            let speculation = speculate(state, &self.accepted.access, &proposals, may_write);
            if speculation.is_empty() {
                match guard {
                    Some(guard) => guard.rollback(),
                    // Nothing is appended, so nothing proves that these answers rest on the journal as it is.
                    None => match self.has_moved().await {
                        Ok(false) => {}
                        Ok(true) => continue,
                        Err(Fail::Gone) => return self.give_up(proposals, Fail::Gone),
                        Err(_) => return self.not_saved(proposals),
                    },
                }
                self.accepted.spare.follow(speculation.state, &[]);
                self.answer(proposals, &speculation.verdicts).await;
                return ControlFlow::Continue(());
            }
            let store = self.shared.store.as_ref();
            match self.shared.levels.claim(store, speculation.level).await {
                Ok(true) => {}
                // An instance of the version before has come: it is decided again what may be written beside it.
                Ok(false) => continue,
                Err(_) => return self.not_saved(proposals),
            }
            let attempt = Tried::new(self.meeting, self.accepted.position, &speculation);
            let batch = speculation.batch.clone();
            let began = Instant::now();
            let appended = match guard.take() {
                Some(guard) => guard.commit(batch).await,
                None => {
                    self.shared
                        .store
                        .append(self.meeting.0, self.accepted.position, batch)
                        .await
                }
            };
            metrics::histogram!("convene_append_duration_seconds").record(began.elapsed().as_secs_f64());
            match appended {
                Ok(head) => {
                    let verdicts = speculation.verdicts.clone();
                    let before = self.accepted.position.seq;
                    self.accept(speculation, &attempt.positions, head);
                    self.answer_after(proposals, &verdicts, before).await;
                    return ControlFlow::Continue(());
                }
                Err(AppendError::Conflict { .. }) => {
                    metrics::counter!("convene_append_conflicts_total").increment(1);
                    match self.lock().await {
                        Ok(locked) => guard = locked,
                        Err(Fail::Gone) => return self.give_up(proposals, Fail::Gone),
                        Err(_) => return self.not_saved(proposals),
                    }
                }
                Err(AppendError::DuplicateCommand { person, command_id }) => {
                    self.done_before(&mut proposals, &mut tried, person, command_id)
                        .await;
                }
                Err(AppendError::Unknown) => {
                    metrics::counter!("convene_append_unknown_total").increment(1);
                    tried.push(attempt);
                }
                Err(AppendError::Unavailable | AppendError::Full) => return self.not_saved(proposals),
                Err(AppendError::NotFound | AppendError::Deleted) => {
                    return self.give_up(proposals, Fail::Gone);
                }
                // Of what only makes secrets nothing is in the journal: this may be what came late.
                Err(AppendError::Invalid(_)) if !tried.is_empty() => {}
                Err(error @ (AppendError::Exists | AppendError::JoinCodeTaken | AppendError::Invalid(_))) => {
                    // Our own fault, not the store's: the same batch would fail for ever, so it is not tried again.
                    tracing::error!(meeting.id = %self.meeting, %error, "a batch could not be written");
                    return self.not_saved(proposals);
                }
            }
        }
        self.not_saved(proposals)
    }

    /// Whether others had written, which is known here now.
    async fn has_moved(&mut self) -> Result<bool, Fail> {
        let is_behind = self.is_behind().await?;
        if is_behind {
            self.catch_up().await?;
        }
        Ok(is_behind)
    }

    /// No entry is older than the one before it, whatever clocks say: another instance's may be ahead, and ours was set right.
    fn not_before_last(&self, proposals: &mut [Proposal]) {
        let mut last = self.accepted.last_at;
        for proposal in proposals {
            last = last.max(proposal.context.at);
            proposal.context.at = last;
        }
    }

    /// The journal has it: the accepted state moves, and the sockets are told.
    fn accept(&mut self, speculation: Speculation, positions: &[Position], head: Position) {
        for (position, touched) in positions.iter().zip(&speculation.touched) {
            self.accepted.ring.push(*position, touched.clone());
        }
        let times = speculation.entries.iter().map(|entry| entry.at);
        self.accepted.last_at = times.fold(self.accepted.last_at, std::cmp::max);
        let before = std::mem::replace(&mut self.accepted.state, speculation.state);
        self.accepted.spare.follow(before, &speculation.entries);
        let before = std::mem::replace(&mut self.accepted.position, head);
        if !positions.is_empty() {
            // Who may write where is the store's to say.
            let whole = speculation.boards.is_none();
            let bus = &self.shared.bus;
            bus.wrote(self.meeting, before, head, &speculation.batch, whole);
        }
        for item in speculation.batch.content {
            self.accepted.contents.insert(ContentId(item.id), Some(item.body));
        }
        for id in speculation.batch.erase {
            self.accepted.contents.insert(ContentId(id), None);
        }
        if let Some(changes) = speculation.boards {
            self.accepted.access.accept(changes, head.seq);
        }
        metrics::counter!("convene_entries_total").increment(positions.len() as u64);
        self.deliver(&speculation.touched.into_iter().flatten().collect());
        for person in speculation.removed {
            self.close_removed(person);
        }
        self.came(speculation.connected);
    }

    /// Whoever left while the store took its time counts as here now, with nobody to say that they are not.
    fn came(&mut self, connected: Vec<(PersonId, u64)>) {
        for (person, generation) in connected {
            self.attendance.came(person, generation, Instant::now());
        }
    }

    /// Sends what was touched to everyone who may see it.
    fn deliver(&self, touched: &BTreeSet<Slice>) {
        if touched.is_empty() {
            return;
        }
        let mut frames = Frames::new(self.source(), touched);
        let mut sent = 0;
        for (person, outboxes) in self.attendance.everyone() {
            if let Some(what) = frames.of(person) {
                for outbox in outboxes {
                    what.push(outbox);
                    sent += 1;
                }
            }
        }
        metrics::counter!("convene_messages_sent_total", "class" => "changes").increment(sent);
    }

    /// After a lost append: what was missed is applied and delivered, and nobody else can append until the guard is used.
    async fn lock(&mut self) -> Result<Option<Box<dyn Guard>>, Fail> {
        match self
            .shared
            .store
            .lock(self.meeting.0, self.accepted.position)
            .await
        {
            Ok(locked) => {
                // The gates are the store's to know; nobody else can move them while the lock is held.
                let boards = if locked.missed.iter().any(moves_boards) {
                    Some(self.shared.store.boards_of(self.meeting.0).await?)
                } else {
                    None
                };
                self.take_missed(&locked.missed, locked.missed_content, boards.as_deref())?;
                Ok(Some(locked.guard))
            }
            Err(LockError::Diverged { .. }) => {
                self.start_again().await?;
                Ok(None)
            }
            Err(LockError::NotFound | LockError::Deleted) => Err(Fail::Gone),
            Err(LockError::Unavailable) => Err(Fail::Unavailable),
        }
    }

    /// The journal is another one (a restore from a backup): all is read anew and everyone gets a snapshot.
    async fn start_again(&mut self) -> Result<(), Fail> {
        tracing::warn!(meeting.id = %self.meeting, "the journal is not the one this instance knew: reading it anew");
        let mut fresh = Accepted::load(&self.shared.store, self.meeting).await?;
        std::mem::swap(&mut fresh.access, &mut self.accepted.access);
        let boards = self.shared.store.boards_of(self.meeting.0).await?;
        fresh.access.reload(&fresh.state, &boards, fresh.position.seq);
        self.accepted = fresh;
        let source = self.source();
        for (person, outboxes) in self.attendance.everyone() {
            match source.snapshot(person) {
                Some(view) => outboxes.for_each(|outbox| push_view(&view, outbox)),
                None => outboxes.for_each(|outbox| outbox.close(Fail::NotInMeeting.closing())),
            }
        }
        Ok(())
    }

    /// Reads and applies what the journal has beyond the accepted state.
    pub(super) async fn catch_up(&mut self) -> Result<(), Fail> {
        let store = self.shared.store.clone();
        loop {
            let from = self.accepted.position.seq;
            let missed = store.read_after(self.meeting.0, from, PAGE).await?;
            if !self.follows(missed.first()).await? {
                return self.start_again().await;
            }
            let contents = store.contents_after(self.meeting.0, from).await?;
            let boards = store.boards_of(self.meeting.0).await?;
            self.take_missed(&missed, contents, Some(&boards))?;
            if missed.len() < PAGE {
                return Ok(());
            }
        }
    }

    /// Whether what was read after the accepted state goes on from it, and is not the journal of another history, as a restore from a
    /// backup leaves it.
    async fn follows(&self, next: Option<&StoredEntry>) -> Result<bool, ReadError> {
        let known = self.accepted.position;
        if let Some(next) = next {
            let hash = chain(&known.hash, self.meeting.0, known.seq + 1, next.at, &next.body);
            return Ok(next.seq == known.seq + 1 && next.hash == hash);
        }
        let head = self.shared.store.head(self.meeting.0).await?;
        Ok(head == known || head.seq > known.seq)
    }

    /// Applies and delivers what others appended. `boards`: what the store has; none where nothing of it concerns boards.
    pub(super) fn take_missed(
        &mut self,
        missed: &[StoredEntry],
        contents: Vec<Content>,
        boards: Option<&[Board]>,
    ) -> Result<(), Fail> {
        // The text first: what is delivered shows it.
        self.accepted.take_contents(contents);
        let touched = self.accepted.apply_stored(missed).map_err(|_| {
            // A newer version wrote it: whoever is here is better off at another instance.
            self.gone = Some(Fail::Unavailable);
            Fail::Unavailable
        })?;
        if let Some(boards) = boards {
            let seq = self.accepted.position.seq;
            self.accepted.access.reload(&self.accepted.state, boards, seq);
        }
        self.deliver(&touched);
        let people = &self.accepted.state.people;
        let is_out = |person: &PersonId| people.get(person).is_none_or(|someone| someone.removed);
        let everyone = self.attendance.everyone().map(|(person, _)| person);
        for person in everyone.filter(is_out) {
            self.close_removed(person);
        }
        self.claim_present();
        Ok(())
    }

    /// A command that the state has forgotten but the store has not: it is answered as it was then, the others go on.
    async fn done_before(
        &mut self,
        proposals: &mut Vec<Proposal>,
        tried: &mut [Tried],
        by: Uuid,
        command_id: Uuid,
    ) {
        let at = proposals.iter().position(|proposal| {
            matches!(&proposal.what, What::Command { person, id, .. } if person.0 == by && id.0 == command_id)
        });
        if let Some(at) = at {
            let proposal = proposals.remove(at);
            for attempt in tried {
                attempt.verdicts.remove(at);
            }
            self.answer(vec![proposal], &[Verdict::Before]).await;
        }
    }

    /// Answers where nothing was written by this batch.
    async fn answer(&mut self, proposals: Vec<Proposal>, verdicts: &[Verdict]) {
        let head = self.accepted.position.seq;
        self.answer_after(proposals, verdicts, head).await;
    }

    /// Answers everybody; the batch's entries follow `before`.
    async fn answer_after(&mut self, proposals: Vec<Proposal>, verdicts: &[Verdict], before: u64) {
        for (proposal, verdict) in proposals.into_iter().zip(verdicts) {
            match proposal.what {
                What::Command {
                    asker, person, id, ..
                } => match asker {
                    Asker::Session(session) => {
                        self.answer_command(session, person, id, *verdict, before).await;
                    }
                    Asker::Call(reply) => reply.send(match verdict {
                        Verdict::Refused(refusal) => Err(Fail::Refused(*refusal)),
                        Verdict::Done { .. } | Verdict::Before => Ok(()),
                    }),
                },
                What::Join { person, reply, .. } => {
                    let joined = |new| Ok(JoinedPerson { person, new });
                    reply.send(match verdict {
                        Verdict::Done { .. } => joined(true),
                        Verdict::Before => joined(false),
                        Verdict::Refused(refusal) => Err(Fail::Refused(*refusal)),
                    });
                }
                What::Secret { reply, .. } => reply.send(Ok(())),
                What::Links { reply, .. } | What::Expect { reply, .. } => reply.send(match verdict {
                    Verdict::Refused(refusal) => Err(Fail::Refused(*refusal)),
                    Verdict::Done { .. } | Verdict::Before => Ok(()),
                }),
                // The system asks what it asks; a no (too late, for example) is an answer.
                What::System(_) => {}
            }
        }
    }

    async fn answer_command(
        &self,
        session: SessionKey,
        person: PersonId,
        id: CommandId,
        verdict: Verdict,
        before: u64,
    ) {
        let frame = match verdict {
            Verdict::Done { first, count } => done(id, before + (first + count) as u64),
            Verdict::Refused(refusal) => refused(id, refusal),
            Verdict::Before => match self
                .shared
                .store
                .find_command(self.meeting.0, person.0, id.0)
                .await
            {
                Ok(Some(found)) => done(id, found.last_seq),
                // It was done, here or elsewhere, that much is certain: only where it stands cannot be read now.
                Ok(None) | Err(_) => done(id, self.accepted.position.seq),
            },
        };
        self.say(session, frame);
    }

    fn say(&self, session: SessionKey, frame: Frame) {
        if let Some(outbox) = self.attendance.outbox(session) {
            outbox.push(frame);
        }
    }

    /// Nothing was written: the askers are told to try again, the system's own proposals wait.
    fn not_saved(&mut self, proposals: Vec<Proposal>) -> ControlFlow<Fail> {
        for proposal in proposals {
            match proposal.what {
                // Done before, or by a write whose answer was lost: so much is known, whatever the store says now.
                What::Command {
                    asker, person, id, ..
                } if self.accepted.state.recent_command_set.contains(&(person, id)) => match asker {
                    Asker::Session(session) => self.say(session, done(id, self.accepted.position.seq)),
                    Asker::Call(reply) => reply.send(Ok(())),
                },
                What::Command {
                    asker: Asker::Session(session),
                    id,
                    ..
                } => self.say(session, not_saved(id)),
                What::Join { reply, .. } => reply.send(Err(Fail::Unavailable)),
                What::Secret { reply, .. }
                | What::Links { reply, .. }
                | What::Expect { reply, .. }
                | What::Command {
                    asker: Asker::Call(reply),
                    ..
                } => reply.send(Err(Fail::Unavailable)),
                // A tick is asked for again as long as its deadline stands.
                What::System(protocol::meeting::SystemCommand::Tick) => {}
                What::System(command) => self.waiting.push_back(command),
            }
        }
        self.retry_later();
        ControlFlow::Continue(())
    }

    /// The meeting cannot be served here any more; sockets are closed by the caller, and nobody gets an answer that may be wrong.
    fn give_up(&mut self, proposals: Vec<Proposal>, fail: Fail) -> ControlFlow<Fail> {
        for proposal in proposals {
            match proposal.what {
                What::Join { reply, .. } => reply.send(Err(fail)),
                What::Secret { reply, .. }
                | What::Links { reply, .. }
                | What::Expect { reply, .. }
                | What::Command {
                    asker: Asker::Call(reply),
                    ..
                } => reply.send(Err(fail)),
                What::Command { .. } | What::System(_) => {}
            }
        }
        ControlFlow::Break(fail)
    }
}

fn done(command_id: CommandId, seq: u64) -> Frame {
    encode(&ServerMessage::Done { command_id, seq })
}

fn refused(command_id: CommandId, refusal: Refusal) -> Frame {
    let code = refusal.code();
    metrics::counter!("convene_refusals_total").increment(1);
    encode(&ServerMessage::Error(ErrorMessage {
        command_id: Some(command_id),
        board: None,
        code,
        reason: Some(refusal),
        message: refusal.to_string(),
        retry_after_ms: None,
    }))
}

fn not_saved(command_id: CommandId) -> Frame {
    encode(&ServerMessage::Error(ErrorMessage {
        command_id: Some(command_id),
        board: None,
        code: Code::Unavailable,
        reason: None,
        message: "Not saved, try again.".to_owned(),
        retry_after_ms: Some(1_000),
    }))
}
