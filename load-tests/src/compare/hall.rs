//! A Convene server with meetings on it, and people who cost next to nothing: lines whose frames are read by hand, no views. Of each meeting
//! only the facilitator is a whole person (`person.rs`).

use super::line::{Line, Parked, contains};
use super::yjs;
use super::{Core, on_core};
use crate::crowd;
use crate::gather::open_rooms;
use crate::measure::Measure;
use crate::person::Person;
use crate::server::Server;
use crate::usage::{self, Memory};
use crate::ways::Ways;
use anyhow::Context as _;
use protocol::ids::{BoardId, CommandId, PersonId, RoomId};
use protocol::meeting::Command;
use protocol::wire::{ClientMessage, WIRE_VERSION};
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Meetings that fill at once.
const AT_ONCE: usize = 4;

/// So often it is waited until the facilitator has seen who came: everybody on one core, two thousand come faster than a whole view follows.
const SEEN_EACH: usize = 20;

/// How many people come, and into what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Party {
    pub(super) people: u16,
    /// Breakout rooms; none: everybody stays in the main room.
    pub(super) rooms: u16,
    pub(super) with_boards: bool,
    /// One more comes, and stays in the main room when the others go to theirs.
    pub(super) with_late: bool,
}

impl Party {
    fn everybody(self) -> u32 {
        u32::from(self.people) + u32::from(self.with_late)
    }
}

/// The server and its meetings.
#[derive(Debug)]
pub(super) struct Hall {
    pub(super) server: Server,
    /// Memory of the server, and of it with its workers, before anybody came.
    pub(super) idle_mib: (f64, f64),
    pub(super) meetings: Vec<Meeting>,
}

/// One meeting with everybody in it.
#[derive(Debug)]
pub(super) struct Meeting {
    pub(super) facilitator: Arc<Person>,
    pub(super) guests: Vec<Guest>,
    /// Where the guests are, by their numbers.
    pub(super) rooms: Vec<RoomId>,
    pub(super) late: Option<Person>,
}

/// One person.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) line: Parked,
    pub(super) board: Option<Parked>,
    /// The number of their room within the meeting, from 0.
    pub(super) room: usize,
}

/// What a guest is, before there is a line to their board.
struct Arrived {
    line: Line,
    person: PersonId,
}

impl Hall {
    /// The server runs on the servers' core, everybody else on the clients'.
    pub(super) async fn open(binary: &Path, flags: &[String], parties: &[Party]) -> anyhow::Result<Self> {
        on_core(Core::Server)?;
        let server = Server::start_with(binary, &[crowd::flags(), flags.to_vec()].concat());
        on_core(Core::Clients)?;
        let server = server?;
        Ok(Self {
            idle_mib: usage::mib(server.pid(), Memory::Now),
            meetings: fill(&Ways::steady(vec![server.address.clone()]), parties).await?,
            server,
        })
    }
}

/// Meetings with everybody in them, who are spread over the instances at these addresses in turn.
pub(super) async fn fill(ways: &Ways, parties: &[Party]) -> anyhow::Result<Vec<Meeting>> {
    let mut first = 0;
    let mut coming = JoinSet::new();
    let mut meetings = Vec::new();
    for (n, party) in parties.iter().copied().enumerate() {
        let ways = ways.clone();
        coming.spawn_local(async move { anyhow::Ok((n, meet(&ways, party, first).await?)) });
        first += party.everybody();
        // So many come in at once: a thousand views that are made together are nobody's day.
        while coming.len() >= AT_ONCE {
            meetings.extend(coming.join_next().await.transpose()?.transpose()?);
        }
    }
    while let Some(meeting) = coming.join_next().await {
        meetings.push(meeting??);
    }
    meetings.sort_by_key(|(n, _)| *n);
    Ok(meetings.into_iter().map(|(_, meeting)| meeting).collect())
}

/// One meeting, from its making to its open boards.
async fn meet(ways: &Ways, party: Party, first: u32) -> anyhow::Result<Meeting> {
    let host = ways.address(0).to_owned();
    let joining = move || crowd::join_one(&host, first, party.everybody());
    let mut joined = tokio::task::spawn_blocking(joining).await??;
    let (place, me) = joined.facilitator;
    let measure = Arc::new(Measure::new()?);
    let facilitator = Person::connect(ways, 0, &place.meeting, me, place.secret, measure).await?;
    let main = facilitator
        .with_view(|view| view.meeting.main_room)
        .context("no main room")?;
    let late = match joined.people.pop_if(|_| party.with_late) {
        Some((place, person)) => {
            // Of the lines that they leave with a room: nobody asks when such a line ends.
            let quiet = Arc::new(Measure::new()?);
            Some(Person::connect(ways, 0, &place.meeting, person, place.secret, quiet).await?)
        }
        None => None,
    };
    let mut waiting = Vec::with_capacity(joined.people.len());
    for (n, (place, person)) in joined.people.into_iter().enumerate() {
        let mut line = Line::open(
            ways.address(ways.nth(n)),
            &format!("/api/meetings/{}/socket", place.meeting),
        )
        .await?;
        let hello = ClientMessage::Hello {
            version: WIRE_VERSION,
            secret: place.secret,
            resume: None,
        };
        line.say_text(&serde_json::to_string(&hello)?).await?;
        line.until("the view", |message| contains(message, b"\"snapshot\""))
            .await?;
        arrive(&mut line, main).await?;
        waiting.push((person, line.park(|_| None)));
        if n % SEEN_EACH == 0 {
            sees(&facilitator, person, main).await?;
        }
    }
    let rooms = if party.rooms == 0 {
        vec![main]
    } else {
        let people: Vec<PersonId> = waiting.iter().map(|(person, _)| *person).collect();
        let rooms = open_rooms(&facilitator, &people, party.rooms).await?;
        let all_left = |view: &protocol::meeting::view::View| {
            let room = |person| view.people.get(person).map(|person| person.room);
            people
                .iter()
                .all(|person| room(person).is_some_and(|room| room != main))
        };
        facilitator.until("everybody on their way", all_left).await?;
        rooms
    };
    let boards: Vec<Option<BoardId>> = facilitator
        .with_view(|view| {
            rooms
                .iter()
                .map(|room| view.details.get(room).map(|detail| detail.board))
                .collect()
        })
        .unwrap_or_default();
    let count = waiting.len();
    let mut guests = Vec::with_capacity(count);
    for (n, (person, line)) in waiting.into_iter().enumerate() {
        let room = n * rooms.len() / count.max(1);
        let mut arrived = Arrived {
            line: line.take().await?,
            person,
        };
        if party.rooms > 0 {
            let id = *rooms.get(room).context("no room")?;
            arrive(&mut arrived.line, id).await?;
            if n % SEEN_EACH == 0 {
                sees(&facilitator, person, id).await?;
            }
        }
        let board = match boards.get(room).copied().flatten().filter(|_| party.with_boards) {
            Some(board) => {
                let address = ways.address(ways.nth(n));
                Some(arrived.open_board(address, board).await?.park(|_| None))
            }
            None => None,
        };
        guests.push(Guest {
            line: arrived.line.park(|_| None),
            board,
            room,
        });
    }
    Ok(Meeting {
        facilitator: Arc::new(facilitator),
        guests,
        rooms,
        late,
    })
}

/// Waits until the facilitator sees them in their room.
async fn sees(facilitator: &Person, person: PersonId, room: RoomId) -> anyhow::Result<()> {
    let is_there = |view: &protocol::meeting::view::View| {
        let person = view.people.get(&person);
        person.is_some_and(|person| person.arrived && person.room == room)
    };
    facilitator.until("whoever has come", is_there).await
}

/// Says that the page shows the room, and waits for the answer: yes, or that this was known.
async fn arrive(line: &mut Line, room: RoomId) -> anyhow::Result<()> {
    let id = CommandId(Uuid::now_v7());
    let words = ClientMessage::Command {
        command_id: id,
        command: Command::Arrive { room },
    };
    line.say_text(&serde_json::to_string(&words)?).await?;
    let id = id.0.to_string();
    line.until("the room", |message| contains(message, id.as_bytes()))
        .await?;
    Ok(())
}

impl Arrived {
    /// A line to a board where they may write. It has sent one message: that it lacks nothing.
    async fn open_board(&mut self, address: &str, board: BoardId) -> anyhow::Result<Line> {
        #[derive(Deserialize)]
        struct Given {
            ticket: String,
        }
        let ask = ClientMessage::Ticket { board };
        self.line.say_text(&serde_json::to_string(&ask)?).await?;
        let is_ticket = |message: &[u8]| message.starts_with(b"{\"type\":\"ticket\"");
        let given = self.line.until("a ticket", is_ticket).await?;
        let Given { ticket } =
            serde_json::from_slice(&given).with_context(|| format!("{:?} has no ticket", self.person))?;
        let mut line = Line::open(address, &format!("/api/boards/{board}?ticket={ticket}")).await?;
        line.until("leave to write", |message| contains(message, b"\"write\":true"))
            .await?;
        yjs::open(&mut line, &[]).await?;
        // What the server has asked: here is nothing that it lacks.
        line.say_bytes(&yjs::sync_message(&[], yjs::STEP_2, &yjs::NOTHING))
            .await?;
        Ok(line)
    }
}
