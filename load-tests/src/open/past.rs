//! The past of the meeting that is opened: events by light clients, as fast as people may; updates of a board as `soak` has them.

use crate::board::Board;
use crate::command_line::OpenArguments;
use crate::crowd;
use crate::gather::arrive;
use crate::light::{Light, Place};
use crate::measure::Measure;
use crate::person::Person;
use crate::report::line;
use crate::soak::write_note;
use crate::ways::Ways;
use anyhow::{Context as _, bail};
use protocol::ids::{BoardId, PersonId};
use protocol::meeting::Command;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// People who make the events and write on the board: enough for each rate, and no more to hear all of it.
const PEOPLE: u16 = 32;
/// A person's commands: 20 a second without words, 4 with (`server/src/session/budget.rs`). One in seven is said.
const EACH: Duration = Duration::from_millis(48);
const SAID_EVERY: u32 = 7;
/// Each of the two may take so long. What is not there by then is the past that is opened.
const MADE_WITHIN: Duration = Duration::from_secs(600);

/// What there is to open.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Past {
    pub(super) meeting: String,
    pub(super) board: BoardId,
    /// Who opens it.
    pub(super) person: PersonId,
    pub(super) secret: String,
    pub(super) events: u64,
    pub(super) updates: u64,
    pub(super) notes: usize,
}

/// Whoever is in the meeting, with their boards; gone when dropped.
#[derive(Debug)]
pub(super) struct Writers {
    _people: Vec<Arc<Person>>,
    boards: Vec<Board>,
}

impl Drop for Writers {
    fn drop(&mut self) {
        for board in &self.boards {
            board.close();
        }
    }
}

/// Makes it; the board last, so that nobody has put it away when the server is killed.
pub(super) async fn make(
    ways: &Ways,
    arguments: &OpenArguments,
    measure: &Arc<Measure>,
) -> anyhow::Result<(Past, Writers)> {
    let (facilitator, people) = arrive(ways, PEOPLE, measure).await?;
    let board = facilitator.board().context("no board")?;
    let meeting = facilitator.with_view(|view| view.meeting.id.to_string());
    let meeting = meeting.context("no view")?;
    let places: Vec<Place> = people
        .iter()
        .map(|person| Place {
            meeting: meeting.clone(),
            secret: person.secret.clone(),
            from: IpAddr::V4(Ipv4Addr::LOCALHOST),
        })
        .collect();
    let (me, secret) = (facilitator.id, facilitator.secret.clone());
    let known: Vec<(PersonId, String)> = people
        .iter()
        .map(|person| (person.id, person.secret.clone()))
        .collect();
    // Each of these keeps a view, which is not what is measured: light ones take their places for a while.
    drop((facilitator, people));
    let began = Instant::now();
    let lights = crowd::enter(ways, &places, measure).await?;
    let events = act(lights, arguments.events, began + MADE_WITHIN).await?;
    line(&format!(
        "{events} events after {:.0} s",
        began.elapsed().as_secs_f64()
    ));
    let mut people = Vec::new();
    for (person, secret) in known {
        let person = Person::connect(ways, 0, &meeting, person, secret, Arc::clone(measure)).await?;
        people.push(Arc::new(person));
    }
    let mut boards = Vec::new();
    for person in &people {
        let own = Board::open_as(person, board, false).await?;
        own.opened().await?;
        boards.push(own);
    }
    let updates = write(&boards, arguments.updates, Instant::now() + MADE_WITHIN).await?;
    let reader = people.first().context("nobody")?;
    let whole = Board::open(reader, board).await?;
    whole.opened().await?;
    let (_, notes) = whole.words();
    whole.close();
    let events = events.max(next_event(reader).await?);
    let past = Past {
        meeting,
        board,
        person: me,
        secret,
        events,
        updates,
        notes,
    };
    let writers = Writers {
        _people: people,
        boards,
    };
    Ok((past, writers))
}

/// One more event; the number that it has in the journal.
pub(super) async fn next_event(person: &Person) -> anyhow::Result<u64> {
    let text = "One more".to_owned();
    person.act(Command::Say { text }).await
}

/// Everybody says, raises and lowers until there are so many events; how many there are.
async fn act(people: Vec<Light>, wanted: u64, until: Instant) -> anyhow::Result<u64> {
    let events = Arc::new(AtomicU64::new(0));
    let mut acting = JoinSet::new();
    for person in people {
        let events = Arc::clone(&events);
        acting.spawn(async move {
            let mut n = 0;
            while events.load(Ordering::Relaxed) < wanted && Instant::now() < until {
                let turn = Instant::now();
                let answer = person.act(next(n)).await?;
                match answer {
                    Ok(seq) => events.fetch_max(seq, Ordering::Relaxed),
                    Err(code) => bail!("refused: {code}"),
                };
                n += 1;
                sleep_until(turn + EACH).await;
            }
            anyhow::Ok(())
        });
    }
    while let Some(acted) = acting.join_next().await {
        acted??;
    }
    Ok(events.load(Ordering::Relaxed))
}

/// What somebody does as their `n`th act.
fn next(n: u32) -> Command {
    match n % SAID_EVERY {
        0 => Command::Say {
            text: format!("The {n}th thing that I wanted to say."),
        },
        odd if odd % 2 == 1 => Command::RaiseHand {},
        _ => Command::LowerHand {
            person: None,
            called: false,
        },
    }
}

/// Everybody writes notes until there are so many updates; how many there are.
async fn write(boards: &[Board], wanted: u64, until: Instant) -> anyhow::Result<u64> {
    let began = Instant::now();
    let updates = Arc::new(AtomicU64::new(0));
    let round = Arc::new(Measure::new()?);
    let mut writing = JoinSet::new();
    for (who, board) in boards.iter().cloned().enumerate() {
        let (updates, round) = (Arc::clone(&updates), Arc::clone(&round));
        writing.spawn(async move {
            let mut n = 0;
            while updates.load(Ordering::Relaxed) < wanted && Instant::now() < until {
                let (count, _) =
                    write_note(board.clone(), format!("{who}-{n}"), n, Arc::clone(&round)).await?;
                updates.fetch_add(count, Ordering::Relaxed);
                n += 1;
            }
            anyhow::Ok(())
        });
    }
    while let Some(written) = writing.join_next().await {
        written??;
    }
    let updates = updates.load(Ordering::Relaxed);
    line(&format!(
        "{updates} updates after {:.0} s",
        began.elapsed().as_secs_f64()
    ));
    Ok(updates)
}
