//! Workload `meeting`: one whole shortened consultancy round with everybody doing what people do.

use crate::board::Board;
use crate::measure::Measure;
use crate::person::{Person, secret};
use crate::report::{Row, line};
use crate::server::Server;
use crate::{MeetingArguments, http};
use anyhow::{Context as _, ensure};
use protocol::ids::{PlanId, RoomId};
use protocol::meeting::Command;
use protocol::meeting::command::{Assignment, ProtocolChoice, Target};
use protocol::meeting::state::Breakouts;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

/// Shares of the round's time for the six steps of Consultancy.
const SHARES: [u32; 6] = [2, 1, 2, 3, 1, 1];
/// How often a person writes on the board, chats and raises a hand, where they may.
const TYPE_EVERY: Duration = Duration::from_millis(500);
const SAY_EVERY: Duration = Duration::from_secs(6);
const HAND_EVERY: Duration = Duration::from_secs(20);

/// One person at work: their meeting socket and their board.
#[derive(Debug, Clone)]
struct Seat {
    person: Arc<Person>,
    board: Board,
    room: RoomId,
}

pub(crate) async fn run(arguments: &MeetingArguments) -> anyhow::Result<Row> {
    let server = Server::start()?;
    let measure = Arc::new(Measure::new()?);
    let started = Instant::now();
    let (facilitator, people) = arrive(&server, arguments.participants, &measure).await?;
    line(&format!(
        "  {} people are in the main room after {:.1} s",
        people.len(),
        started.elapsed().as_secs_f64()
    ));
    let rooms = to_rooms(&facilitator, &people, arguments).await?;
    let seats = open_boards(&server, &people, &measure).await?;
    let plan = begin(&facilitator, &seats, &rooms, arguments).await?;
    line(&format!("  the round runs in {} rooms", rooms.len()));
    let cpu_before = server.cpu_seconds();
    let round_started = Instant::now();
    let (frames_before, bytes_before) = counters(&measure);
    work_until_over(&facilitator, &seats, plan, arguments, &measure).await?;
    let seconds = round_started.elapsed().as_secs_f64();
    let (frames, bytes) = counters(&measure);
    let cpu = server.cpu_seconds() - cpu_before;
    let lost = account_for(&seats, &measure).await?;
    for seat in &seats {
        seat.board.close().await;
    }
    bring_back(&facilitator, &people).await?;
    check_record(&server, &facilitator, people.len()).await?;
    let figures = Figures {
        cpu,
        seconds,
        frames: frames - frames_before,
        bytes: bytes - bytes_before,
        lost,
    };
    Ok(row(arguments, &server, &measure, &figures))
}

fn counters(measure: &Measure) -> (u64, u64) {
    (
        measure.frames.load(Ordering::Relaxed),
        measure.bytes.load(Ordering::Relaxed),
    )
}

/// The facilitator and everybody else join and connect.
pub(crate) async fn arrive(
    server: &Server,
    participants: u16,
    measure: &Arc<Measure>,
) -> anyhow::Result<(Arc<Person>, Vec<Arc<Person>>)> {
    let address = server.address.clone();
    let links = tokio::task::spawn_blocking(move || http::create(&address)).await??;
    let mut joining = JoinSet::new();
    for n in 0..=participants {
        let (address, links, measure) = (server.address.clone(), links.clone(), Arc::clone(measure));
        joining.spawn(async move {
            let key = secret();
            let link = if n == 0 {
                links.facilitator.clone()
            } else {
                links.join.clone()
            };
            let (host, meeting, own) = (address.clone(), links.meeting.clone(), key.clone());
            let name = format!("Person {n}");
            let joined = tokio::task::spawn_blocking(move || http::join(&host, &meeting, &link, &own, &name))
                .await??;
            let person = Person::connect(&address, &links.meeting, joined.person, key, measure).await?;
            anyhow::Ok((n, Arc::new(person)))
        });
    }
    let mut by_number = BTreeMap::new();
    while let Some(joined) = joining.join_next().await {
        let (n, person) = joined??;
        by_number.insert(n, person);
    }
    let facilitator = by_number.remove(&0).context("no facilitator")?;
    Ok((facilitator, by_number.into_values().collect()))
}

/// Rooms are made and opened; everyone is in theirs.
async fn to_rooms(
    facilitator: &Person,
    people: &[Arc<Person>],
    arguments: &MeetingArguments,
) -> anyhow::Result<Vec<RoomId>> {
    facilitator
        .act(Command::CreateRooms {
            count: arguments.rooms,
        })
        .await?;
    let wanted = usize::from(arguments.rooms) + 1;
    facilitator
        .until("the rooms", |view| view.rooms.len() == wanted)
        .await?;
    let rooms: Vec<RoomId> = facilitator
        .with_view(|view| {
            view.rooms
                .values()
                .filter(|room| room.number > 0)
                .map(|room| room.id)
                .collect()
        })
        .unwrap_or_default();
    let assignments: Vec<Assignment> = people
        .iter()
        .zip(rooms.iter().cycle())
        .map(|(person, room)| Assignment {
            person: person.id,
            room: Some(*room),
        })
        .collect();
    facilitator.act(Command::Assign { people: assignments }).await?;
    facilitator.act(Command::OpenRooms { in_seconds: 0 }).await?;
    for person in people {
        let me = person.id;
        let main_left = move |view: &protocol::meeting::view::View| {
            view.people
                .get(&me)
                .is_some_and(|p| p.arrived && p.room != view.meeting.main_room)
        };
        person.until("the own room", main_left).await?;
    }
    Ok(rooms)
}

async fn open_boards(
    server: &Server,
    people: &[Arc<Person>],
    measure: &Arc<Measure>,
) -> anyhow::Result<Vec<Seat>> {
    let mut seats = Vec::with_capacity(people.len());
    for person in people {
        let room = person.room().context("no room")?;
        let board = person.board().context("no board")?;
        let board = Board::open(&server.address, person, board, Arc::clone(measure)).await?;
        seats.push(Seat {
            person: Arc::clone(person),
            board,
            room,
        });
    }
    Ok(seats)
}

/// Starts the round in all rooms, finds a presenter in each, begins.
async fn begin(
    facilitator: &Person,
    seats: &[Seat],
    rooms: &[RoomId],
    arguments: &MeetingArguments,
) -> anyhow::Result<PlanId> {
    let parts: u32 = SHARES.iter().sum();
    let seconds = SHARES
        .map(|share| (arguments.seconds * share / parts).max(6))
        .to_vec();
    let protocol = ProtocolChoice::Library("consultancy-50".to_owned());
    facilitator
        .act(Command::StartRound {
            rooms: None,
            protocol,
            seconds: Some(seconds),
            pace: None,
        })
        .await?;
    facilitator
        .until("the plan", |view| !view.plans.is_empty())
        .await?;
    let plan = facilitator
        .with_view(|view| view.plans.keys().next().copied())
        .flatten()
        .context("no plan")?;
    for room in rooms {
        let seat = seats
            .iter()
            .find(|seat| seat.room == *room)
            .context("an empty room")?;
        seat.person.act(Command::OfferToPresent { offered: true }).await?;
    }
    facilitator
        .act(Command::Begin {
            on: Target::Plan(plan),
        })
        .await?;
    Ok(plan)
}

/// Everybody types, talks and raises hands until the round is over in every room.
async fn work_until_over(
    facilitator: &Person,
    seats: &[Seat],
    plan: PlanId,
    arguments: &MeetingArguments,
    measure: &Arc<Measure>,
) -> anyhow::Result<()> {
    let over = Arc::new(AtomicBool::new(false));
    let in_room = |room: RoomId| seats.iter().filter(|seat| seat.room == room).count() as u64;
    let mut at_work = JoinSet::new();
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
    let mut up = false;
    while !over.load(Ordering::Relaxed) {
        let turn = Instant::now();
        let rights = seat.person.rights();
        if rights.write {
            seat.board.type_mark().await?;
        }
        if rights.chat
            && turn
                .checked_duration_since(said)
                .is_some_and(|since| since >= SAY_EVERY)
        {
            said = turn;
            if seat.person.say().await? {
                measure.chat_expected.fetch_add(listeners, Ordering::Relaxed);
            }
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

async fn check_record(server: &Server, facilitator: &Person, people: usize) -> anyhow::Result<()> {
    let meeting = facilitator
        .with_view(|view| view.meeting.id.to_string())
        .context("no view")?;
    let (address, secret) = (server.address.clone(), facilitator.secret.clone());
    let record = tokio::task::spawn_blocking(move || http::record(&address, &meeting, &secret)).await??;
    let listed = record
        .get("people")
        .and_then(|people| people.as_array())
        .map_or(0, Vec::len);
    ensure!(
        listed == people + 1,
        "the record lists {listed} people of {}",
        people + 1
    );
    Ok(())
}

struct Figures {
    cpu: f64,
    seconds: f64,
    frames: u64,
    bytes: u64,
    lost: u64,
}

fn row(arguments: &MeetingArguments, server: &Server, measure: &Measure, figures: &Figures) -> Row {
    #[expect(clippy::cast_precision_loss, reason = "counts of one run")]
    let (frames, bytes) = (figures.frames as f64, figures.bytes as f64);
    let clients = f64::from(arguments.participants) + 1.0;
    let (alone, all) = server.peak_mib();
    Row {
        system: "convene",
        version: env!("CARGO_PKG_VERSION"),
        load: format!("{} people in {} rooms", arguments.participants, arguments.rooms),
        deliveries_per_s: frames / figures.seconds,
        p50_ms: Measure::milliseconds(&measure.changes, 0.5),
        p99_ms: Measure::milliseconds(&measure.changes, 0.99),
        p999_ms: Measure::milliseconds(&measure.changes, 0.999),
        acknowledged_p50_ms: Measure::milliseconds(&measure.acknowledgements, 0.5),
        acknowledged_p99_ms: Measure::milliseconds(&measure.acknowledgements, 0.99),
        typing_p50_ms: Measure::milliseconds(&measure.typing, 0.5),
        typing_p99_ms: Measure::milliseconds(&measure.typing, 0.99),
        cpu_s: figures.cpu,
        cpu_s_per_million: figures.cpu / frames.max(1.0) * 1_000_000.0,
        rss_mib: alone,
        rss_with_workers_mib: all,
        // Two sockets a person; what the server had before anybody came is not theirs.
        kib_per_connection: (alone - server.idle_mib) * 1024.0 / (clients * 2.0),
        bytes_per_client_minute: bytes / clients / figures.seconds * 60.0,
        seconds: figures.seconds,
        refused_by_floor: measure.refused_by_floor.load(Ordering::Relaxed),
        errors: measure.errors.load(Ordering::Relaxed),
        lost: figures.lost,
        error_samples: measure.error_samples(),
    }
}
