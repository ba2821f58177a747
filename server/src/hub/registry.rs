//! Meeting → handle, at most one actor each; and what HTTP handlers ask of a meeting.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::ids::{BoardId, CommandId, MeetingId, PersonId, RoomId};
use protocol::meeting::Command;
use protocol::meeting::expected::ExpectedList;
use protocol::meeting::talk::Sign;
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

use super::handle::Head;
use super::input::{Attach, Fail, Input, JoinRequest, JoinedPerson, LinkChange, Reading, Reply};
use super::{Handle, SnapshotRules, actor};
use crate::boards::BoardAccess;
use crate::bus::{Bus, Carried};
use crate::chance::Chance;
use crate::clock::StoreClock;
use crate::levels::Levels;
use crate::memory::Memory;
use crate::store::{MeetingStatus, NewSecret, ReadError, Store};

/// Inputs that may wait at one hub; then those who send wait.
const INPUTS_MAX: usize = 1024;
/// A meeting that was held within this time of the server's last sign of life was live when the server went.
const LIVE_BEFORE_MS: i64 = 60_000;

/// All live meetings of this instance. Clones are the same.
#[derive(Clone, Debug)]
pub struct Hubs {
    shared: Arc<Shared>,
}

/// What every hub of this instance has in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<StoreClock>,
    pub(super) chance: Arc<dyn Chance>,
    live: Mutex<HashMap<MeetingId, Handle>>,
    /// Meetings whose hub has weighed the time without one: from then on it is alive.
    held: Mutex<BTreeSet<MeetingId>>,
    /// Names this instance among those that share the store.
    pub(super) instance: Uuid,
    pub(super) bus: Bus,
    pub(super) levels: Arc<Levels>,
    memory: Arc<Memory>,
    pub(super) snapshots: SnapshotRules,
    /// Who is connected here, for other instances.
    present: Mutex<BTreeMap<Uuid, Vec<Uuid>>>,
}

impl Shared {
    /// The hub of this meeting stops.
    pub(super) fn forget(&self, meeting: MeetingId) {
        self.live().remove(&meeting);
        self.let_go(meeting);
    }

    fn let_go(&self, meeting: MeetingId) {
        self.held().remove(&meeting);
        self.presence().remove(&meeting.0);
        self.bus.hold(meeting, false);
    }

    /// These people are connected to this meeting here.
    pub(super) fn present(&self, meeting: MeetingId, people: Vec<Uuid>) {
        self.presence().insert(meeting.0, people);
    }

    fn presence(&self) -> MutexGuard<'_, BTreeMap<Uuid, Vec<Uuid>>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hub has weighed the gap before it.
    pub(super) fn hold(&self, meeting: MeetingId) {
        self.held().insert(meeting);
    }

    /// Forgets the hub if `idle` still holds while nobody can get a handle.
    pub(super) fn forget_if(&self, meeting: MeetingId, idle: impl FnOnce() -> bool) -> bool {
        let mut live = self.live();
        let forgotten = idle();
        if forgotten {
            live.remove(&meeting);
            self.let_go(meeting);
        }
        forgotten
    }

    fn held(&self) -> MutexGuard<'_, BTreeSet<MeetingId>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn live(&self) -> MutexGuard<'_, HashMap<MeetingId, Handle>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hubs {
    /// No live meeting yet.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<StoreClock>,
        bus: Bus,
        chance: Arc<dyn Chance>,
        memory: Arc<Memory>,
        snapshots: SnapshotRules,
    ) -> Self {
        let (live, held, present) = Default::default();
        Self {
            shared: Arc::new(Shared {
                store,
                clock,
                live,
                held,
                instance: chance.id(),
                chance,
                bus,
                levels: Arc::default(),
                memory,
                snapshots,
                present,
            }),
        }
    }

    /// Opens every meeting that was live when the server went, so that steps end and departures are decided though nobody comes.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn reopen(&self) -> Result<usize, ReadError> {
        let meetings = self.shared.store.meetings().await?;
        let last_sign = meetings.iter().map(|meeting| meeting.alive_at).max().unwrap_or(0);
        let mut opened = 0;
        for meeting in meetings {
            if meeting.status == MeetingStatus::Open && meeting.alive_at >= last_sign - LIVE_BEFORE_MS {
                let id = MeetingId(meeting.id);
                // One after another, so that a start does not ask the store for everything at once.
                if self.read(id, |_| ()).await.is_ok() {
                    opened += 1;
                }
            }
        }
        Ok(opened)
    }

    /// The meetings that are live here.
    pub fn live(&self) -> Vec<MeetingId> {
        self.shared.live().keys().copied().collect()
    }

    /// The meetings that this instance keeps alive.
    pub fn held(&self) -> Vec<MeetingId> {
        self.shared.held().iter().copied().collect()
    }

    /// Which events may be written here.
    pub fn levels(&self) -> &Arc<Levels> {
        &self.shared.levels
    }

    /// Names this instance among those that share the store.
    pub fn instance(&self) -> Uuid {
        self.shared.instance
    }

    /// Who is connected here, by meeting: one id for each person.
    pub fn presence(&self) -> BTreeMap<Uuid, Vec<Uuid>> {
        self.shared.presence().clone()
    }

    /// Another instance wrote in this meeting's journal, up to `seq`: a live hub that has not read so far catches up.
    pub fn written_elsewhere(&self, meeting: MeetingId, seq: u64) {
        if let Some(handle) = self
            .shared
            .live()
            .get(&meeting)
            .filter(|handle| handle.head() < seq)
        {
            handle.hint(Input::CatchUp(seq));
        }
    }

    /// Another instance wrote this in a meeting's journal.
    pub(crate) fn carried_from_elsewhere(&self, meeting: MeetingId, carried: Carried) {
        if let Some(handle) = self
            .shared
            .live()
            .get(&meeting)
            .filter(|handle| handle.head() < carried.head().seq)
        {
            handle.hint(Input::Carried(Box::new(carried)));
        }
    }

    /// A person who is connected to another instance gave a sign to their room.
    pub(crate) fn sign_elsewhere(&self, meeting: MeetingId, room: RoomId, person: PersonId, sign: Sign) {
        if let Some(handle) = self.shared.live().get(&meeting) {
            handle.hint(Input::Signed { room, person, sign });
        }
    }

    /// Another instance is gone: every hub looks for people who are nowhere now.
    pub fn recount(&self) {
        for handle in self.shared.live().values() {
            handle.hint(Input::Recount);
        }
    }

    /// Opens a meeting that nobody holds, so that its steps end though nobody comes.
    pub async fn adopt(&self, meeting: MeetingId) {
        if let Err(fail) = self.read(meeting, |_| ()).await {
            tracing::warn!(meeting.id = %meeting, ?fail, "a meeting that nobody holds could not be opened");
        }
    }

    /// A socket said hello. Frames come through its outbox from now on.
    ///
    /// # Errors
    /// [`Fail`] says how to close it.
    pub async fn attach(&self, meeting: MeetingId, make: impl Fn() -> Attach) -> Result<Handle, Fail> {
        self.ask(meeting, |reply| Input::Attach(make(), reply))
            .await
            .map(|((), handle)| handle)
    }

    /// Someone came through a link.
    ///
    /// # Errors
    /// [`Fail`].
    pub async fn join(&self, meeting: MeetingId, request: JoinRequest) -> Result<JoinedPerson, Fail> {
        self.answer(meeting, |reply| Input::Join(Box::new(request.clone()), reply))
            .await
    }

    /// Stores a new link's secret.
    ///
    /// # Errors
    /// [`Fail`].
    pub async fn add_secret(&self, meeting: MeetingId, secret: NewSecret) -> Result<(), Fail> {
        self.answer(meeting, |reply| Input::Secret(secret.clone(), reply))
            .await
    }

    /// Makes links and takes links back.
    ///
    /// # Errors
    /// [`Fail`].
    pub async fn change_links(&self, meeting: MeetingId, change: LinkChange) -> Result<(), Fail> {
        self.answer(meeting, |reply| Input::Links(Box::new(change.clone()), reply))
            .await
    }

    /// A facilitator brings a list of who is expected.
    ///
    /// # Errors
    /// [`Fail`].
    pub async fn expect(
        &self,
        meeting: MeetingId,
        by: PersonId,
        list: Arc<ExpectedList>,
    ) -> Result<(), Fail> {
        self.answer(meeting, |reply| Input::Expect(by, list.clone(), reply))
            .await
    }

    /// A person asks for something without a socket. Comes back when it is done; the same command twice is done once.
    ///
    /// # Errors
    /// [`Fail`].
    pub async fn act(
        &self,
        meeting: MeetingId,
        person: PersonId,
        id: CommandId,
        command: Box<Command>,
    ) -> Result<(), Fail> {
        self.answer(meeting, |reply| Input::Act {
            person,
            id,
            command: command.clone(),
            reply,
        })
        .await
    }

    /// Who may read and write a board, from now on; the channel closes when the hub stops.
    ///
    /// # Errors
    /// [`Fail::Gone`] also when the meeting has no such board.
    pub async fn access(
        &self,
        meeting: MeetingId,
        board: BoardId,
    ) -> Result<watch::Receiver<BoardAccess>, Fail> {
        self.answer(meeting, |reply| Input::Access(board, reply)).await
    }

    /// Deletes a meeting with everything in it and closes its sockets.
    ///
    /// # Errors
    /// [`Fail`].
    pub async fn delete(&self, meeting: MeetingId) -> Result<(), Fail> {
        self.answer(meeting, Input::Delete).await
    }

    /// Looks at the accepted state of a meeting, which is opened for it if need be.
    ///
    /// # Errors
    /// [`Fail`].
    pub async fn read<T, F>(&self, meeting: MeetingId, look: F) -> Result<T, Fail>
    where
        T: Send + 'static,
        F: Fn(&Reading<'_>) -> T + Send + Sync + 'static,
    {
        let look = Arc::new(look);
        self.answer(meeting, move |reply: Reply<T>| {
            let look = look.clone();
            Input::Read(Box::new(move |reading| {
                reply.send(reading.map(|reading| look(reading)))
            }))
        })
        .await
    }

    async fn answer<T>(&self, meeting: MeetingId, make: impl Fn(Reply<T>) -> Input) -> Result<T, Fail> {
        self.ask(meeting, make).await.map(|(answer, _)| answer)
    }

    /// Asks until a hub answers: one that is just being put away loses the question, and a new one gets it.
    async fn ask<T>(
        &self,
        meeting: MeetingId,
        make: impl Fn(Reply<T>) -> Input,
    ) -> Result<(T, Handle), Fail> {
        for _ in 0..3 {
            let handle = self.handle(meeting)?;
            let (reply, answer) = oneshot::channel();
            if handle.send(make(Reply(reply))).await.is_ok()
                && let Ok(answer) = answer.await
            {
                return answer.map(|answer| (answer, handle));
            }
        }
        Err(Fail::Unavailable)
    }

    fn handle(&self, meeting: MeetingId) -> Result<Handle, Fail> {
        let mut live = self.shared.live();
        if let Some(handle) = live.get(&meeting).filter(|handle| !handle.is_stopped()) {
            return Ok(handle.clone());
        }
        if self.shared.memory.is_short() {
            return Err(Fail::Unavailable);
        }
        let (sender, inputs) = mpsc::channel(INPUTS_MAX);
        let head = Head::default();
        let handle = Handle::new(sender, head.clone());
        live.insert(meeting, handle.clone());
        self.shared.bus.hold(meeting, true);
        metrics::gauge!("convene_meetings").set(live.len() as f64);
        tokio::spawn(actor::run(self.shared.clone(), meeting, inputs, head));
        Ok(handle)
    }
}
