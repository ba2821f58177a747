//! People come to a meeting, go to their rooms, open their boards and begin a round.

use crate::board::Board;
use crate::http::{self, Links};
use crate::measure::Measure;
use crate::person::{Person, secret};
use crate::ways::Ways;
use anyhow::Context as _;
use protocol::ids::{PersonId, PlanId, RoomId};
use protocol::limits::STEP_SECONDS_MIN;
use protocol::meeting::Command;
use protocol::meeting::command::{Assignment, ProtocolChoice, Target};
use protocol::meeting::view::View;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Shares of the round's time for the six steps of Consultancy.
const SHARES: [u32; 6] = [2, 1, 2, 3, 1, 1];

/// People who are assigned in one message: a few more and it is longer than the server takes.
const ASSIGN_AT_ONCE: usize = 500;

/// One person at work: their meeting socket and their board.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    pub(crate) person: Arc<Person>,
    pub(crate) board: Board,
    pub(crate) room: RoomId,
}

/// The facilitator and everybody else join and connect.
pub(crate) async fn arrive(
    ways: &Ways,
    participants: u16,
    measure: &Arc<Measure>,
) -> anyhow::Result<(Arc<Person>, Vec<Arc<Person>>)> {
    let (_, facilitator, people) = meet(ways, participants, measure).await?;
    Ok((facilitator, people))
}

/// The same, and one person more, of whom nothing is measured: they are to be moved about, and nobody asks when a line ends that they leave with
/// a room.
pub(crate) async fn arrive_with_one_more(
    ways: &Ways,
    participants: u16,
    measure: &Arc<Measure>,
) -> anyhow::Result<(Arc<Person>, Vec<Arc<Person>>, Person)> {
    let (links, facilitator, people) = meet(ways, participants, measure).await?;
    let more = come(ways.clone(), links, participants + 1, Arc::new(Measure::new()?)).await?;
    Ok((facilitator, people, more))
}

async fn meet(
    ways: &Ways,
    participants: u16,
    measure: &Arc<Measure>,
) -> anyhow::Result<(Links, Arc<Person>, Vec<Arc<Person>>)> {
    let address = ways.address(0).to_owned();
    let links = tokio::task::spawn_blocking(move || http::create(&address)).await??;
    let mut joining = JoinSet::new();
    for n in 0..=participants {
        let coming = come(ways.clone(), links.clone(), n, Arc::clone(measure));
        joining.spawn(async move { anyhow::Ok((n, Arc::new(coming.await?))) });
    }
    let mut by_number = BTreeMap::new();
    while let Some(joined) = joining.join_next().await {
        let (n, person) = joined??;
        by_number.insert(n, person);
    }
    let facilitator = by_number.remove(&0).context("no facilitator")?;
    Ok((links, facilitator, by_number.into_values().collect()))
}

/// Number 0 is the facilitator.
async fn come(ways: Ways, links: Links, n: u16, measure: Arc<Measure>) -> anyhow::Result<Person> {
    let key = secret();
    let link = if n == 0 { links.facilitator } else { links.join };
    let first = ways.nth(usize::from(n));
    let (host, meeting, own) = (ways.address(first).to_owned(), links.meeting.clone(), key.clone());
    let name = format!("Person {n}");
    let joining = move || http::join(&host, &meeting, &link, &own, &name);
    let joined = tokio::task::spawn_blocking(joining).await??;
    Person::connect(&ways, first, &links.meeting, joined.person, key, measure).await
}

/// Rooms are made and opened; everyone is in theirs.
pub(crate) async fn to_rooms(
    facilitator: &Person,
    people: &[Arc<Person>],
    count: u16,
) -> anyhow::Result<Vec<RoomId>> {
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let rooms = open_rooms(facilitator, &ids, count).await?;
    for person in people {
        let me = person.id;
        let main_left = move |view: &View| {
            view.people
                .get(&me)
                .is_some_and(|p| p.arrived && p.room != view.meeting.main_room)
        };
        person.until("the own room", main_left).await?;
    }
    Ok(rooms)
}

/// Rooms are made and opened, and each person is sent to theirs. Neighbours share a room: people are spread over the instances in turn, so
/// that every room has some of each.
pub(crate) async fn open_rooms(
    facilitator: &Person,
    people: &[PersonId],
    count: u16,
) -> anyhow::Result<Vec<RoomId>> {
    facilitator.act(Command::CreateRooms { count }).await?;
    let wanted = usize::from(count) + 1;
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
        .enumerate()
        .map(|(n, person)| Assignment {
            person: *person,
            room: rooms.get(n * rooms.len() / people.len()).copied(),
        })
        .collect();
    for some in assignments.chunks(ASSIGN_AT_ONCE) {
        let people = some.to_vec();
        facilitator.act(Command::Assign { people }).await?;
    }
    facilitator.act(Command::OpenRooms { in_seconds: 0 }).await?;
    Ok(rooms)
}

pub(crate) async fn open_boards(people: &[Arc<Person>]) -> anyhow::Result<Vec<Seat>> {
    let mut seats = Vec::with_capacity(people.len());
    for person in people {
        let room = person.room().context("no room")?;
        let board = person.board().context("no board")?;
        let board = Board::open(person, board).await?;
        seats.push(Seat {
            person: Arc::clone(person),
            board,
            room,
        });
    }
    Ok(seats)
}

/// Starts the round in all rooms, finds a presenter in each, begins. `length`: seconds, which its six steps share.
pub(crate) async fn begin(
    facilitator: &Person,
    seats: &[Seat],
    rooms: &[RoomId],
    length: u32,
) -> anyhow::Result<PlanId> {
    let parts: u32 = SHARES.iter().sum();
    let seconds = SHARES.map(|share| (length * share / parts).max(STEP_SECONDS_MIN));
    let plan = start_round(facilitator, seconds).await?;
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

/// Starts a round of six steps in all rooms; somebody has to offer to present in each before it begins.
pub(crate) async fn start_round(facilitator: &Person, seconds: [u32; 6]) -> anyhow::Result<PlanId> {
    let known: BTreeSet<PlanId> = facilitator
        .with_view(|view| view.plans.keys().copied().collect())
        .unwrap_or_default();
    facilitator
        .act(Command::StartRound {
            rooms: None,
            protocol: ProtocolChoice::Library("consultancy-50".to_owned()),
            seconds: Some(seconds.to_vec()),
            pace: None,
        })
        .await?;
    let is_new = |view: &View| view.plans.keys().copied().find(|plan| !known.contains(plan));
    facilitator
        .until("the plan", |view| is_new(view).is_some())
        .await?;
    facilitator.with_view(is_new).flatten().context("no plan")
}
