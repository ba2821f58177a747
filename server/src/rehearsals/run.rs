//! The one task of a rehearsal: its simulated people come, act, leave and come back, through the same hub as everybody.
//!
//! Each has a session with an outbox, which is read and thrown away; what they see is their view at the moment in which they
//! look. Rates hold for them as for real people.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use protocol::ids::{CommandId, MeetingId, PersonId};
use protocol::meeting::command::Command;
use protocol::meeting::rehearsal::{Act, about, act, comes_at, looks};
use protocol::meeting::state::{Ask, Role};
use protocol::meeting::view;
use protocol::wire::close;
use tokio::time::{Instant, MissedTickBehavior};
use uuid::Uuid;

use super::Place;
use super::notes::Notes;
use crate::app::App;
use crate::http::secret;
use crate::hub::input::{Attach, JoinRequest, SessionKey};
use crate::hub::{Fail, Handle, Reading};
use crate::session::budget::Class;
use crate::session::{Budget, OutboxReader, Spent, outbox};

/// Ticks until somebody whose page was sent away tries again.
const AGAIN: u64 = 6;

/// Who comes to a rehearsal.
#[derive(Clone, Debug)]
pub struct Cast {
    pub people: u16,
    pub language: String,
    pub asks: BTreeSet<Ask>,
    pub seed: u64,
}

/// Lets the simulated people of `meeting` act until it is over, and deletes it.
pub async fn run(app: Arc<App>, place: Place, meeting: MeetingId, cast: Cast) {
    let times = app.rehearsals.times;
    let mut rehearsal = Running {
        people: (0..cast.people)
            .map(|index| Someone::new(cast.seed, index, cast.people))
            .collect(),
        app: app.clone(),
        meeting,
        cast,
        tick: 0,
        notes: Notes::default(),
        facilitated_at: Instant::now(),
    };
    let began = Instant::now();
    let mut draining = app.draining.subscribe();
    let mut timer = tokio::time::interval(times.tick);
    timer.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            _ = timer.tick() => {}
            // The next start deletes what is left.
            _ = draining.wait_for(|draining| *draining) => return,
        }
        if rehearsal.step().await.is_break() {
            tracing::info!(meeting.id = %meeting, "a rehearsal is over");
            return;
        }
        if began.elapsed() >= times.longest || rehearsal.facilitated_at.elapsed() >= times.alone {
            break;
        }
    }
    tracing::info!(meeting.id = %meeting, "a rehearsal ends by itself");
    if let Err(fail) = app.hubs.delete(meeting).await {
        tracing::warn!(meeting.id = %meeting, ?fail, "a rehearsal could not be deleted");
    }
    drop(place);
}

struct Running {
    app: Arc<App>,
    meeting: MeetingId,
    cast: Cast,
    people: Vec<Someone>,
    tick: u64,
    notes: Notes,
    /// When a real facilitator was last in it.
    facilitated_at: Instant,
}

struct Someone {
    index: usize,
    seed: u64,
    standing: Standing,
}

enum Standing {
    /// Has not come yet, or their line dropped.
    Away {
        person: Option<PersonId>,
        until: u64,
    },
    Here(Session),
    /// Removed, or the meeting is full.
    Out,
}

struct Session {
    person: PersonId,
    key: SessionKey,
    handle: Handle,
    reader: OutboxReader,
    budget: Arc<Mutex<Budget>>,
}

impl Someone {
    fn new(seed: u64, index: u16, people: u16) -> Self {
        let seed = seed.wrapping_add(u64::from(index).wrapping_mul(0x2545_f491_4f6c_dd1d));
        Self {
            index: usize::from(index),
            seed,
            standing: Standing::Away {
                person: None,
                until: comes_at(seed, people),
            },
        }
    }

    fn session(&self) -> Option<&Session> {
        match &self.standing {
            Standing::Here(session) => Some(session),
            Standing::Away { .. } | Standing::Out => None,
        }
    }
}

impl Running {
    /// One tick. Breaks when there is no such meeting any more.
    async fn step(&mut self) -> ControlFlow<()> {
        self.tick += 1;
        for index in 0..self.people.len() {
            if let Some(standing) = self.next_standing(index).await {
                self.people[index].standing = standing;
            }
        }
        let acts = match self.look().await {
            Ok((acts, facilitated)) => {
                if facilitated {
                    self.facilitated_at = Instant::now();
                }
                acts
            }
            Err(Fail::Gone) => return ControlFlow::Break(()),
            // Nobody does anything now; time goes on.
            Err(_) => Vec::new(),
        };
        for (index, act) in acts {
            self.perform(index, act).await;
        }
        ControlFlow::Continue(())
    }

    /// Who comes, comes back, or was sent away; none where nothing changes.
    async fn next_standing(&mut self, index: usize) -> Option<Standing> {
        let tick = self.tick;
        let someone = &mut self.people[index];
        match &mut someone.standing {
            Standing::Out => None,
            Standing::Away { until, .. } if *until > tick => None,
            Standing::Away { person, .. } => {
                let (person, seed, index) = (*person, someone.seed, someone.index);
                Some(self.come(person, seed, index).await)
            }
            Standing::Here(session) => {
                while session.reader.try_next().is_some() {}
                let closing = session.reader.reason()?;
                let person = session.person;
                self.detach(index).await;
                Some(if closing.code == close::FORBIDDEN {
                    Standing::Out
                } else {
                    Standing::Away {
                        person: Some(person),
                        until: tick + AGAIN,
                    }
                })
            }
        }
    }

    async fn come(&self, person: Option<PersonId>, seed: u64, index: usize) -> Standing {
        let again = |person| Standing::Away {
            person,
            until: self.tick + AGAIN,
        };
        let person = match person {
            Some(person) => person,
            None => match self.join(seed, index).await {
                Ok(Some(person)) => person,
                Ok(None) | Err(Fail::Unavailable | Fail::TooManySockets) => return again(None),
                Err(Fail::Refused(_) | Fail::Gone | Fail::NotInMeeting) => return Standing::Out,
            },
        };
        let (outbox, reader) = outbox();
        let key = self.app.session_key();
        let attach = || Attach {
            session: key,
            person,
            outbox: outbox.clone(),
            resume: None,
        };
        match self.app.hubs.attach(self.meeting, attach).await {
            Ok(handle) => Standing::Here(Session {
                person,
                key,
                handle,
                reader,
                budget: self.app.budgets.of(person, Instant::now()),
            }),
            Err(Fail::NotInMeeting) => Standing::Out,
            Err(_) => again(Some(person)),
        }
    }

    /// None: too many come at once, try again.
    async fn join(&self, seed: u64, index: usize) -> Result<Option<PersonId>, Fail> {
        if self.app.limits.join(self.meeting).is_err() {
            return Ok(None);
        }
        // Nobody ever knows it: they have no browser.
        let secret = secret::make().map_err(|_| Fail::Unavailable)?;
        let request = JoinRequest {
            role: Role::Participant,
            secret: secret::hash(&secret),
            about: about(seed, index, &self.cast.language, &self.cast.asks),
            claims: None,
            comes_as: None,
            simulated: true,
        };
        let joined = self.app.hubs.join(self.meeting, request).await?;
        Ok(Some(joined.person))
    }

    /// What those who look now do next, and whether a real facilitator is there.
    async fn look(&self) -> Result<(Vec<(usize, Act)>, bool), Fail> {
        let tick = self.tick;
        let here = self.people.iter().filter(|someone| looks(someone.seed, tick));
        let looking: Vec<(usize, u64, PersonId)> = here
            .filter_map(|someone| Some((someone.index, someone.seed, someone.session()?.person)))
            .collect();
        let look = move |reading: &Reading<'_>| {
            let acts = looking.iter().filter_map(|(index, seed, person)| {
                let view = view::view(reading.state, reading.contents, *person)?;
                Some((*index, act(&view, *seed, tick)?))
            });
            let acts: Vec<(usize, Act)> = acts.collect();
            let mut people = reading.state.people.values();
            let facilitated =
                people.any(|p| p.role == Role::Facilitator && p.here && !p.removed && !p.simulated);
            (acts, facilitated)
        };
        self.app.hubs.read(self.meeting, look).await
    }

    async fn perform(&mut self, index: usize, act: Act) {
        let Some(session) = self.people.get(index).and_then(Someone::session) else {
            return;
        };
        match act {
            Act::Ask(command) => session.ask(command).await,
            Act::React(sign) => {
                if session.pays(Class::Sign) {
                    session.handle.react(session.key, sign).await;
                }
            }
            Act::Write(jotting) => {
                let person = session.person;
                self.notes.write(&self.app.boards, self.meeting, person, jotting);
            }
            Act::Leave { ticks } => {
                let person = Some(session.person);
                self.detach(index).await;
                self.people[index].standing = Standing::Away {
                    person,
                    until: self.tick + ticks,
                };
            }
        }
    }

    async fn detach(&mut self, index: usize) {
        if let Some(session) = self.people.get(index).and_then(Someone::session) {
            session.handle.detach(session.key).await;
            self.app.budgets.leave(session.person, session.budget.clone());
        }
    }
}

impl Session {
    async fn ask(&self, command: Box<Command>) {
        if self.pays(Class::of(&command)) {
            let id = CommandId(Uuid::now_v7());
            if self.handle.command(self.key, id, command).await.is_err() {
                tracing::debug!("a hub has stopped: who is simulated comes back to the next one");
            }
        }
    }

    fn pays(&self, class: Class) -> bool {
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        budget.spend(class, Instant::now()) == Spent::Fine
    }
}
