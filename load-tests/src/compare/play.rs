//! Whole meetings at once, everybody doing what people do at the pace of people: a round runs in step in all rooms of each, people type,
//! chat, raise hands and react. Each has a line to the meeting and one to the board of their room.

use super::commands::{Spoken, answer, is_error, is_harmless};
use super::course::{Metronome, Watch};
use super::crowd::{Crowd, Member};
use super::desks::{Desk, Desks};
use super::frame::{TEXT, marked_text, put};
use super::hall::{Hall, Meeting, Party};
use super::moving::keep_moving;
use super::tally::{Tally, milliseconds};
use crate::gather::start_round;
use crate::late::Late;
use crate::person::Person;
use crate::usage::{self, Memory};
use anyhow::Context as _;
use protocol::meeting::Command;
use protocol::meeting::command::Target;
use protocol::meeting::talk::Sign;
use protocol::wire::ClientMessage;
use serde::Serialize;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How often each person does it, where they may.
const TYPE_EVERY: Duration = Duration::from_millis(500);
const SAY_EVERY: Duration = Duration::from_secs(6);
const HAND_EVERY: Duration = Duration::from_secs(10);
const REACT_EVERY: Duration = Duration::from_secs(12);
/// Bytes of a chat message.
const SAID_BYTES: usize = 80;
/// Steps of a round.
const STEPS: u32 = 6;
/// How long what is under way may take at the end.
const PATIENCE: Duration = Duration::from_secs(10);

/// What runs in each meeting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) people: u16,
    pub(super) rooms: u16,
    /// Seconds.
    pub(super) round: u32,
    /// All meetings begin their rounds in the same moment. Otherwise the beginnings are spread over one step.
    pub(super) together: bool,
}

impl Pace {
    /// Seconds of a step; the measuring begins after the first one.
    fn step(self) -> u32 {
        self.round / STEPS
    }
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Played {
    pub(super) meetings: u32,
    pub(super) people: u32,
    pub(super) deliveries_per_s: f64,
    /// From a chat message that was to go to its arrival at everybody in the room.
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) p999_ms: f64,
    /// From a command to 'done' (durable).
    pub(super) acknowledged_p50_ms: f64,
    pub(super) acknowledged_p99_ms: f64,
    /// From a letter typed to its arrival at the others on the board, by way of the board's log.
    pub(super) typing_p50_ms: f64,
    pub(super) typing_p99_ms: f64,
    pub(super) typing_p999_ms: f64,
    /// From a facilitator's move of somebody to their open board in the other room.
    pub(super) moved_p50_ms: f64,
    pub(super) moved_p99_ms: f64,
    pub(super) moves: u64,
    pub(super) cpu_s_per_million: f64,
    pub(super) server_cores: f64,
    pub(super) client_cores: f64,
    /// Peaks, and what of the second one came with a meeting.
    pub(super) rss_mib: f64,
    pub(super) rss_with_workers_mib: f64,
    pub(super) mib_per_meeting: f64,
    pub(super) bytes_per_client_minute: f64,
    pub(super) seconds: f64,
    /// Commands that the step did not allow.
    pub(super) refused_by_floor: u64,
    /// Letters whose step ended before they were saved: they wait with their writer for the next one in which they may be written, which is no
    /// time of the server's. They are in none of the times, nor among the deliveries.
    pub(super) held_back: u64,
    /// It went to its end.
    pub(super) was_whole: bool,
    pub(super) errors: u64,
    pub(super) lost: u64,
    pub(super) error_samples: Vec<String>,
}

/// What somebody does when their time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Type,
    Say,
    Hand,
    React,
}

const ACTS: [(Act, Duration); 4] = [
    (Act::Type, TYPE_EVERY),
    (Act::Say, SAY_EVERY),
    (Act::Hand, HAND_EVERY),
    (Act::React, REACT_EVERY),
];

/// Everybody, and what they say.
struct Stage {
    talk: Rc<Crowd>,
    write: Rc<Crowd>,
    desks: Rc<RefCell<Desks>>,
    facilitators: Vec<Arc<Person>>,
    late: Vec<Late>,
    first_of_rooms: Vec<usize>,
    said: Spoken,
    up: Spoken,
    down: Spoken,
    sign: Vec<u8>,
    hands_up: Vec<bool>,
    /// Those who read.
    _tasks: [JoinSet<()>; 2],
}

/// So many meetings on a fresh server.
pub(super) async fn play(binary: &Path, meetings: u32, pace: Pace) -> anyhow::Result<Played> {
    let party = Party {
        people: pace.people,
        rooms: pace.rooms,
        with_boards: true,
        with_late: true,
    };
    let parties = vec![party; usize::try_from(meetings)?];
    let hall = Hall::open(binary, &[], &parties).await?;
    let mut stage = Stage::set(hall.meetings, pace).await?;
    let rounds = stage.begin(pace).await?;
    let (moving, moved) = keep_moving(std::mem::take(&mut stage.late), &stage.talk)?;
    let mut watch = Watch::new(&[hall.server.pid()]);
    let whole = stage.work(&mut watch, pace).await;
    drop((rounds, moving));
    let moved = moved.borrow();
    let was_whole = whole && !stage.talk.is_broken.get() && !stage.write.is_broken.get();
    let (talk, write) = (stage.talk.tally.borrow(), stage.write.tally.borrow());
    let measured = watch.course.seconds.max(f64::MIN_POSITIVE);
    let (rss_mib, rss_with_workers_mib) = usage::mib(hall.server.pid(), Memory::Peak);
    #[expect(clippy::cast_precision_loss, reason = "counts of one run")]
    let (deliveries, bytes, people) = (
        (talk.deliveries + write.deliveries) as f64,
        (talk.bytes + write.bytes) as f64,
        stage.hands_up.len() as f64,
    );
    Ok(Played {
        meetings,
        people: u32::try_from(stage.hands_up.len())?,
        deliveries_per_s: deliveries / measured,
        p50_ms: talk.arrival_ms(0.5),
        p99_ms: talk.arrival_ms(0.99),
        p999_ms: talk.arrival_ms(0.999),
        acknowledged_p50_ms: talk.answer_ms(0.5),
        acknowledged_p99_ms: talk.answer_ms(0.99),
        typing_p50_ms: write.arrival_ms(0.5),
        typing_p99_ms: write.arrival_ms(0.99),
        typing_p999_ms: write.arrival_ms(0.999),
        moved_p50_ms: milliseconds(&moved, 0.5),
        moved_p99_ms: milliseconds(&moved, 0.99),
        moves: moved.len(),
        cpu_s_per_million: watch.course.server_cpu / deliveries.max(1.0) * 1_000_000.0,
        server_cores: watch.course.server_cpu / measured,
        client_cores: watch.course.client_cpu / measured,
        rss_mib,
        rss_with_workers_mib,
        mib_per_meeting: (rss_with_workers_mib - hall.idle_mib.1) / f64::from(meetings),
        bytes_per_client_minute: bytes / people / measured * 60.0,
        seconds: watch.course.seconds,
        refused_by_floor: talk.refused,
        held_back: stage.desks.borrow().held,
        was_whole,
        errors: talk.errors + write.errors,
        lost: talk.lost() + write.lost(),
        error_samples: talk.samples.iter().chain(&write.samples).cloned().collect(),
    })
}

/// What the meeting says that is no chat.
fn hear(_: usize, message: &[u8], tally: &mut Tally) {
    if let Some(answer) = answer(message) {
        let now = tally.now();
        tally.answers(answer.n, answer.is_done, now);
    }
    if is_error(message) {
        if !is_harmless(message) {
            let words = String::from_utf8_lossy(message);
            tally.error(words.chars().take(200).collect());
        }
    } else if message.starts_with(b"{\"type\":\"changes\"") || message.starts_with(b"{\"type\":\"reacted\"") {
        tally.deliveries += u64::from(tally.is_measuring);
    }
}

impl Stage {
    /// Everybody at their places.
    async fn set(meetings: Vec<Meeting>, pace: Pace) -> anyhow::Result<Self> {
        let (mut talkers, mut writers) = (Vec::new(), Vec::new());
        let (mut facilitators, mut first_of_rooms, mut late) = (Vec::new(), Vec::new(), Vec::new());
        for (n, meeting) in meetings.into_iter().enumerate() {
            // With one room there is nowhere else to be moved to.
            if let (Some(person), [one, .., other]) = (meeting.late, meeting.rooms.as_slice()) {
                late.push(Late {
                    facilitator: Arc::clone(&meeting.facilitator),
                    person,
                    rooms: [*one, *other],
                });
            }
            facilitators.push(meeting.facilitator);
            let mut last = None;
            for guest in meeting.guests {
                if last.replace(guest.room) != Some(guest.room) {
                    first_of_rooms.push(talkers.len());
                }
                let room = n * usize::from(pace.rooms) + guest.room;
                let member = |line| Member {
                    line,
                    room,
                    pen: None,
                };
                talkers.push(member(guest.line.take().await?));
                let board = guest.board.context("no board")?;
                writers.push(member(board.take().await?));
            }
        }
        let everybody = talkers.len();
        let letters = usize::try_from(pace.round)? * 2 + 8;
        let desks = (0..everybody).map(|member| Desk::new(member, letters));
        let desks = Rc::new(RefCell::new(Desks::new(desks.collect())));
        let (talk, talking) = Crowd::start(talkers, true, Box::new(hear))?;
        let ear = Rc::clone(&desks);
        let (write, writing) = Crowd::start(
            writers,
            false,
            Box::new(move |member, message, tally| ear.borrow_mut().hear(member, message, tally)),
        )?;
        let mut sign = Vec::new();
        let words = serde_json::to_string(&ClientMessage::React { sign: Sign::Agree })?;
        put(&mut sign, TEXT, words.as_bytes());
        Ok(Self {
            talk,
            write,
            desks,
            facilitators,
            late,
            first_of_rooms,
            said: Spoken::new(Command::Say {
                text: marked_text(SAID_BYTES),
            })?,
            up: Spoken::new(Command::RaiseHand {})?,
            down: Spoken::new(Command::LowerHand {
                person: None,
                called: false,
            })?,
            sign,
            hands_up: vec![false; everybody],
            _tasks: [talking, writing],
        })
    }

    /// A round in each meeting, with somebody to present in each room: meeting i of n begins i/n of a step later, or all of them at once. The
    /// tasks end with the set.
    async fn begin(&self, pace: Pace) -> anyhow::Result<JoinSet<()>> {
        let mut plans = Vec::new();
        for facilitator in &self.facilitators {
            plans.push(start_round(facilitator, [pace.step(); STEPS as usize]).await?);
        }
        let mut offer = Spoken::new(Command::OfferToPresent { offered: true })?;
        for member in &self.first_of_rooms {
            let now = self.talk.tally.borrow().now();
            self.talk.ask_by(*member, now, &mut offer);
        }
        let offered = timeout(PATIENCE, async {
            while self.talk.tally.borrow().under_way > 0 {
                sleep(Duration::from_millis(5)).await;
            }
        });
        offered.await.context("nobody offers to present")?;
        let mut rounds = JoinSet::new();
        let count = u32::try_from(self.facilitators.len())?.max(1);
        let within = if pace.together { 0 } else { pace.step() };
        let within = Duration::from_secs(within.into());
        for ((n, facilitator), plan) in (0..).zip(&self.facilitators).zip(plans) {
            let facilitator = Arc::clone(facilitator);
            let talk = Rc::clone(&self.talk);
            rounds.spawn_local(async move {
                sleep(within * n / count).await;
                let on = Target::Plan(plan);
                if let Err(error) = facilitator.act(Command::Begin { on }).await {
                    talk.tally.borrow_mut().error(format!("{error:#}"));
                }
            });
        }
        Ok(rounds)
    }

    /// Until the first round is over; whether it came to that.
    async fn work(&mut self, watch: &mut Watch, pace: Pace) -> bool {
        let (step, round) = (pace.step().into(), pace.round.into());
        let (step, round) = (Duration::from_secs(step), Duration::from_secs(round));
        let ticks = Arc::new(Notify::new());
        let metronome = Metronome::start(Duration::from_millis(1), Arc::clone(&ticks));
        let first = self.talk.tally.borrow().now();
        // The clocks of the two crowds differ by what lay between their beginnings.
        let ahead = first.saturating_sub(self.write.tally.borrow().now());
        let mut due = BinaryHeap::new();
        for member in 0..self.hands_up.len() {
            for (act, every) in ACTS {
                let part = fastrand::f64();
                due.push(Reverse((first + every.mul_f64(part), member, act)));
            }
        }
        let whole = loop {
            ticks.notified().await;
            let now = self.talk.tally.borrow().now();
            if !watch.is_on() && now >= first + step {
                watch.begin(&self.talk);
                self.write.tally.borrow_mut().is_measuring = true;
            }
            if now >= first + round {
                break true;
            }
            if self.talk.is_broken.get() || self.write.is_broken.get() {
                break false;
            }
            self.desks.borrow_mut().answer(&self.write);
            while let Some(Reverse((at, member, act))) = due.peek().copied().filter(|next| next.0.0 <= now) {
                due.pop();
                self.act(member, act, at, ahead);
                let every = ACTS.iter().find(|(known, _)| *known == act);
                let every = every.map_or(SAY_EVERY, |(_, every)| *every);
                due.push(Reverse((at + every, member, act)));
            }
        };
        watch.end(&self.talk);
        self.write.tally.borrow_mut().is_measuring = false;
        let all_there = async {
            while self.talk.tally.borrow().under_way + self.write.tally.borrow().under_way > 0
                && !self.talk.is_broken.get()
            {
                ticks.notified().await;
                self.desks.borrow_mut().answer(&self.write);
            }
        };
        // What has not come by now is counted as lost.
        let _ = timeout(PATIENCE, all_there).await;
        drop(metronome);
        whole
    }

    fn act(&mut self, member: usize, act: Act, at: Duration, ahead: Duration) {
        match act {
            Act::Type => {
                let at = at.saturating_sub(ahead);
                self.desks.borrow_mut().type_one(member, at, &self.write);
            }
            Act::Say => {
                self.talk.send_by(member, at, &mut self.said);
            }
            Act::Hand => {
                if let Some(is_up) = self.hands_up.get_mut(member) {
                    *is_up = !*is_up;
                    let pen = if *is_up { &mut self.up } else { &mut self.down };
                    self.talk.ask_by(member, at, pen);
                }
            }
            Act::React => self.talk.put(member, &self.sign),
        }
    }
}
