//! Workload `meeting`: one whole shortened consultancy round with everybody doing what people do.

use crate::cluster::Cluster;
use crate::command_line::{Gathering, MeetingArguments};
use crate::disk;
use crate::gather::{Seat, arrive_with_one_more, begin, open_boards, to_rooms};
use crate::http;
use crate::late::{Late, MOVE_EVERY};
use crate::measure::{Measure, Spread};
use crate::person::Person;
use crate::report::{self, Row, line};
use crate::server::{Server, build};
use crate::shared::lock;
use crate::ways::Ways;
use anyhow::{Context as _, ensure};
use protocol::ids::{PlanId, RoomId};
use protocol::meeting::Command;
use protocol::meeting::state::Breakouts;
use protocol::meeting::talk::Sign;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{Instant, sleep, timeout};

/// How often a person writes on the board, chats, reacts and raises a hand, where they may.
const TYPE_EVERY: Duration = Duration::from_millis(500);
const SAY_EVERY: Duration = Duration::from_secs(6);
const REACT_EVERY: Duration = Duration::from_secs(12);
const HAND_EVERY: Duration = Duration::from_secs(20);

const FSYNCS: u32 = 300;
/// After a round has begun: until everybody knows, and how long nobody does anything then.
const SETTLES_IN: Duration = Duration::from_secs(1);
const QUIET: Duration = Duration::from_secs(2);

/// What the meeting is held on.
#[derive(Debug)]
enum Deployment {
    /// One server with a database of its own.
    Own(Server),
    /// Instances on PostgreSQL and Redis.
    Shared(Cluster),
}

impl Deployment {
    fn start(instances: Option<usize>) -> anyhow::Result<Self> {
        Ok(match instances {
            None => Self::Own(Server::start()?),
            Some(count) => Self::Shared(Cluster::start_direct(&build()?, count)?),
        })
    }

    fn addresses(&self) -> Vec<String> {
        match self {
            Self::Own(server) => vec![server.address.clone()],
            Self::Shared(cluster) => cluster.addresses(),
        }
    }

    fn sum(&self, of: impl Fn(&Server) -> f64) -> f64 {
        match self {
            Self::Own(server) => of(server),
            Self::Shared(cluster) => {
                let instances = cluster.instances.iter();
                instances.map(|instance| of(&instance.server())).sum()
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Own(_) => "convene".to_owned(),
            Self::Shared(cluster) => format!("convene-{}", cluster.instances.len()),
        }
    }
}

/// One server with a database of its own.
pub(crate) async fn run(arguments: &MeetingArguments) -> anyhow::Result<bool> {
    let mut runs = Vec::new();
    for run in 1..=arguments.runs {
        line(&format!("run {run} of {}", arguments.runs));
        runs.push(vec![Box::pin(hold(&arguments.gathering, None)).await?]);
    }
    report::finish("meeting", &runs, arguments.json.as_deref())
}

/// The same on one instance, then on one more and so on, with PostgreSQL and Redis.
pub(crate) async fn hold_on(instances: u8, gathering: &Gathering) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for count in 1..=usize::from(instances) {
        rows.push(Box::pin(hold(gathering, Some(count))).await?);
    }
    Ok(rows)
}

/// One meeting; on this many instances, or on one server with a database of its own.
async fn hold(arguments: &Gathering, instances: Option<usize>) -> anyhow::Result<Row> {
    let deployment = block_in_place(|| Deployment::start(instances))?;
    let disk = block_in_place(|| disk::fsync(&std::env::temp_dir(), FSYNCS))?;
    let ways = Ways::steady(deployment.addresses());
    let measure = Arc::new(Measure::new()?);
    let started = Instant::now();
    let (facilitator, people, more) = arrive_with_one_more(&ways, arguments.participants, &measure).await?;
    line(&format!(
        "  {} people are in the main room after {:.1} s",
        people.len(),
        started.elapsed().as_secs_f64()
    ));
    let rooms = to_rooms(&facilitator, &people, arguments.rooms).await?;
    let seats = open_boards(&people).await?;
    let plan = begin(&facilitator, &seats, &rooms, arguments.seconds).await?;
    line(&format!("  the round runs in {} rooms", rooms.len()));
    let timer_frames_per_s = quiet(&measure).await;
    let cpu_before = deployment.sum(Server::cpu_seconds);
    let round_started = Instant::now();
    let (frames_before, bytes_before) = counters(&measure);
    // With one room there is nowhere else to be moved to.
    let late = match rooms.as_slice() {
        [one, .., other] => Some(Late {
            facilitator: Arc::clone(&facilitator),
            person: more,
            rooms: [*one, *other],
        }),
        _ => None,
    };
    work_until_over(&facilitator, &seats, late, plan, arguments, &measure).await?;
    let seconds = round_started.elapsed().as_secs_f64();
    let (frames, bytes) = counters(&measure);
    let cpu = deployment.sum(Server::cpu_seconds) - cpu_before;
    let lost = account_for(&seats, &measure).await?;
    for seat in &seats {
        seat.board.close();
    }
    bring_back(&facilitator, &people).await?;
    let everybody = people.len() + 2;
    check_record(ways.address(0), &facilitator, everybody).await?;
    let figures = Figures {
        cpu,
        seconds,
        frames: frames - frames_before,
        bytes: bytes - bytes_before,
        lost,
        disk,
        timer_frames_per_s,
    };
    let row = row(arguments, &deployment, &measure, &figures);
    report::print(&row);
    Ok(row)
}

/// A step runs, its time is counted down on each page, and nobody does anything: what all of them together are sent in a second.
async fn quiet(measure: &Measure) -> f64 {
    sleep(SETTLES_IN).await;
    let before = measure.change_frames.load(Ordering::Relaxed);
    sleep(QUIET).await;
    let frames = measure.change_frames.load(Ordering::Relaxed) - before;
    #[expect(clippy::cast_precision_loss, reason = "a few frames")]
    let frames = frames as f64;
    frames / QUIET.as_secs_f64()
}

fn counters(measure: &Measure) -> (u64, u64) {
    (
        measure.frames.load(Ordering::Relaxed),
        measure.bytes.load(Ordering::Relaxed),
    )
}

/// Everybody types, talks, reacts and raises hands, and somebody is moved now and then, until the round is over in every room.
async fn work_until_over(
    facilitator: &Person,
    seats: &[Seat],
    late: Option<Late>,
    plan: PlanId,
    arguments: &Gathering,
    measure: &Arc<Measure>,
) -> anyhow::Result<()> {
    let over = Arc::new(AtomicBool::new(false));
    let in_room = |room: RoomId| seats.iter().filter(|seat| seat.room == room).count() as u64;
    let mut at_work = JoinSet::new();
    if let Some(late) = late {
        at_work.spawn(moves(late, Arc::clone(&over), Arc::clone(measure)));
    }
    for (n, seat) in seats.iter().enumerate() {
        // The others in the room and the facilitator, who sees all chats.
        let listeners = in_room(seat.room);
        at_work.spawn(work(
            seat.clone(),
            n as u64,
            listeners,
            Arc::clone(&over),
            Arc::clone(measure),
        ));
    }
    let ended = |view: &protocol::meeting::view::View| {
        let rounds = view.details.values().filter_map(|detail| detail.round.as_ref());
        rounds
            .filter(|round| round.plan == plan)
            .all(|round| round.ended_at.is_some())
    };
    let patience = Duration::from_secs(u64::from(arguments.seconds) * 2 + 60);
    timeout(patience, async {
        while facilitator.with_view(ended) != Some(true) {
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .context("the round did not end")?;
    over.store(true, Ordering::Relaxed);
    while let Some(worked) = at_work.join_next().await {
        if let Err(error) = worked? {
            measure.error(format!("{error:#}"));
        }
    }
    Ok(())
}

/// Moves somebody who came late between two rooms.
async fn moves(late: Late, over: Arc<AtomicBool>, measure: Arc<Measure>) -> anyhow::Result<()> {
    let mut board = None;
    while !over.load(Ordering::Relaxed) {
        let (there, took) = late.move_on(board).await.context("a move")?;
        board = Some(there);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        lock(&measure.moves).saturating_record(micros.max(1));
        let next = Instant::now() + MOVE_EVERY.saturating_sub(took);
        while Instant::now() < next && !over.load(Ordering::Relaxed) {
            sleep(TYPE_EVERY).await;
        }
    }
    if let Some(board) = board {
        board.close();
    }
    Ok(())
}

/// One person at work. Turns are spread so that not everyone types in the same millisecond.
async fn work(
    seat: Seat,
    n: u64,
    listeners: u64,
    over: Arc<AtomicBool>,
    measure: Arc<Measure>,
) -> anyhow::Result<()> {
    let spread = Duration::from_millis(n * 37 % 500);
    sleep(spread).await;
    let mut said = Instant::now() + spread * 8;
    let mut hand = Instant::now() + spread * 20;
    let mut reacted = Instant::now() + spread * 16;
    let mut up = false;
    while !over.load(Ordering::Relaxed) {
        let turn = Instant::now();
        let rights = seat.person.rights();
        if rights.write {
            seat.board.type_mark();
        }
        if rights.chat
            && turn
                .checked_duration_since(said)
                .is_some_and(|since| since >= SAY_EVERY)
        {
            said = turn;
            if seat.person.say(true).await? {
                measure.chat_expected.fetch_add(listeners, Ordering::Relaxed);
            }
        }
        if turn
            .checked_duration_since(reacted)
            .is_some_and(|since| since >= REACT_EVERY)
        {
            reacted = turn;
            seat.person.link.react(Sign::Agree).await;
        }
        if turn
            .checked_duration_since(hand)
            .is_some_and(|since| since >= HAND_EVERY / 2)
        {
            hand = turn;
            up = !up;
            let command = if up {
                Command::RaiseHand {}
            } else {
                Command::LowerHand {
                    person: None,
                    called: false,
                }
            };
            let _ = seat.person.try_act(command).await?;
        }
        tokio::time::sleep_until(turn + TYPE_EVERY).await;
    }
    Ok(())
}

/// Waits until everything is saved and everywhere; counts what is missing.
async fn account_for(seats: &[Seat], measure: &Measure) -> anyhow::Result<u64> {
    for seat in seats {
        seat.board.settle().await?;
    }
    let mut rooms: BTreeMap<RoomId, BTreeSet<u64>> = BTreeMap::new();
    for seat in seats {
        rooms.entry(seat.room).or_default().extend(seat.board.typed());
    }
    let missing = |seat: &Seat| {
        let expected = rooms.get(&seat.room).cloned().unwrap_or_default();
        expected.difference(&seat.board.seen()).count() as u64
    };
    let chat_missing = || {
        let expected = measure.chat_expected.load(Ordering::Relaxed);
        expected.saturating_sub(measure.chat_received.load(Ordering::Relaxed))
    };
    // What was saved last may still be on its way to others.
    let patience = Instant::now() + Duration::from_secs(10);
    loop {
        let lost = seats.iter().map(missing).sum::<u64>() + chat_missing();
        if lost == 0 || Instant::now() > patience {
            return Ok(lost);
        }
        sleep(Duration::from_millis(100)).await;
    }
}

async fn bring_back(facilitator: &Person, people: &[Arc<Person>]) -> anyhow::Result<()> {
    facilitator.act(Command::BringBack { in_seconds: 0 }).await?;
    for person in people {
        let me = person.id;
        let back = move |view: &protocol::meeting::view::View| {
            view.meeting.breakouts == Breakouts::Closed
                && view
                    .people
                    .get(&me)
                    .is_some_and(|p| p.room == view.meeting.main_room)
        };
        person.until("the main room", back).await?;
    }
    Ok(())
}

async fn check_record(address: &str, facilitator: &Person, everybody: usize) -> anyhow::Result<()> {
    let meeting = facilitator
        .with_view(|view| view.meeting.id.to_string())
        .context("no view")?;
    let (address, secret) = (address.to_owned(), facilitator.secret.clone());
    let record = tokio::task::spawn_blocking(move || http::record(&address, &meeting, &secret)).await??;
    let listed = record
        .get("people")
        .and_then(|people| people.as_array())
        .map_or(0, Vec::len);
    ensure!(
        listed == everybody,
        "the record lists {listed} people of {everybody}"
    );
    Ok(())
}

struct Figures {
    cpu: f64,
    seconds: f64,
    frames: u64,
    bytes: u64,
    lost: u64,
    disk: Spread,
    timer_frames_per_s: f64,
}

fn row(arguments: &Gathering, deployment: &Deployment, measure: &Measure, figures: &Figures) -> Row {
    #[expect(clippy::cast_precision_loss, reason = "counts of one run")]
    let (frames, bytes) = (figures.frames as f64, figures.bytes as f64);
    let clients = f64::from(arguments.participants) + 1.0;
    let alone = deployment.sum(|server| server.peak_mib().0);
    let all = deployment.sum(|server| server.peak_mib().1);
    let idle = deployment.sum(|server| server.idle_mib);
    let steps = measure.steps(arguments.participants.into());
    Row {
        system: deployment.name(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        load: format!("{} people in {} rooms", arguments.participants, arguments.rooms),
        deliveries_per_s: frames / figures.seconds,
        p50_ms: Measure::milliseconds(&measure.changes, 0.5),
        p99_ms: Measure::milliseconds(&measure.changes, 0.99),
        p999_ms: Measure::milliseconds(&measure.changes, 0.999),
        acknowledged_p50_ms: Measure::milliseconds(&measure.acknowledgements, 0.5),
        acknowledged_p99_ms: Measure::milliseconds(&measure.acknowledgements, 0.99),
        fsync_p50_ms: figures.disk.p50_ms,
        fsync_p99_ms: figures.disk.p99_ms,
        step_p50_ms: steps.p50_ms,
        step_p99_ms: steps.p99_ms,
        timer_frames_per_s: figures.timer_frames_per_s,
        typing_p50_ms: Measure::milliseconds(&measure.typing, 0.5),
        typing_p99_ms: Measure::milliseconds(&measure.typing, 0.99),
        held_back: measure.held_back(),
        moved_p50_ms: Measure::milliseconds(&measure.moves, 0.5),
        moved_p99_ms: Measure::milliseconds(&measure.moves, 0.99),
        reactions: measure.reactions.load(Ordering::Relaxed),
        reactions_heard: measure.reactions_heard.load(Ordering::Relaxed),
        cpu_s: figures.cpu,
        cpu_s_per_million: figures.cpu / frames.max(1.0) * 1_000_000.0,
        rss_mib: alone,
        rss_with_workers_mib: all,
        // Two sockets a person; what the server had before anybody came is not theirs.
        kib_per_connection: (alone - idle) * 1024.0 / (clients * 2.0),
        bytes_per_client_minute: bytes / clients / figures.seconds * 60.0,
        seconds: figures.seconds,
        refused_by_floor: measure.refused_by_floor.load(Ordering::Relaxed),
        errors: measure.errors.load(Ordering::Relaxed),
        lost: figures.lost,
        error_samples: measure.error_samples(),
    }
}
