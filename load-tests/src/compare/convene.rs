//! Convene itself: a meeting with everybody in it, and their cursors, their chat or their board.

use super::course::Allowance;
use super::crowd::Member;
use super::fanout::PAYLOAD_BYTES;
use super::frame::{BINARY, Pen, TEXT, Template, marked_text};
use super::line::{Line, contains};
use super::stage::{Host, Load, Stage};
use super::yjs;
use crate::cluster;
use crate::gather::{arrive, to_rooms};
use crate::measure::Measure;
use crate::person::{Person, ticket};
use crate::server::Server;
use crate::usage::{self, Memory};
use crate::ways::Ways;
use anyhow::Context as _;
use protocol::ids::{BoardId, CommandId};
use protocol::meeting::Command;
use protocol::wire::{ClientMessage, WIRE_VERSION};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;
use yrs::encoding::write::Write as _;

/// What a person may say in the chat (`server/src/session/budget.rs`), and a little less, since clocks differ.
const CHAT: Allowance = Allowance {
    at_once: 11.0,
    per_second: 3.8,
};
/// What a board's connection takes before it is read more slowly (`server/src/boards/limits.rs`), less what opening costs.
const BOARD: Allowance = Allowance {
    at_once: 1_500.0,
    per_second: 150.0,
};
/// The first clock of a cursor; from here on it takes three bytes, so that it can be written in place.
const FIRST_CLOCK: u32 = 1 << 14;
const AWARENESS: u64 = 1;

/// A meeting and its server.
struct Meeting {
    server: Server,
    /// Before anybody came.
    idle_mib: f64,
    facilitator: Arc<Person>,
    people: Vec<Arc<Person>>,
}

impl Meeting {
    async fn begin(load: &Load, binary: &Path) -> anyhow::Result<Self> {
        let server = Server::start_with(binary, &cluster::flags(None))?;
        let idle_mib = usage::mib(server.pid(), Memory::Now).0;
        let measure = Arc::new(Measure::new()?);
        let people = u16::try_from(load.everybody())?;
        let ways = Ways::steady(vec![server.address.clone()]);
        let (facilitator, people) = arrive(&ways, people, &measure).await?;
        Ok(Self {
            server,
            idle_mib,
            facilitator,
            people,
        })
    }

    async fn to_rooms(&self, load: &Load) -> anyhow::Result<()> {
        to_rooms(&self.facilitator, &self.people, u16::try_from(load.rooms)?).await?;
        Ok(())
    }

    /// A person's line to a board, where they may write.
    async fn open_board(&self, person: &Person, board: BoardId) -> anyhow::Result<Line> {
        let ticket = ticket(&person.link, board).await?;
        let path = format!("/api/boards/{board}?ticket={ticket}");
        let mut line = Line::open(&self.server.address, &path).await?;
        line.until("leave to write", |message| contains(message, b"\"write\":true"))
            .await?;
        yjs::open(&mut line, &[]).await?;
        Ok(line)
    }

    /// People stay in the meeting beside their boards.
    fn stage(self, members: Vec<Member>, echoes: bool) -> Stage {
        Stage {
            host: Host::new(self.server.pid(), self.idle_mib, self),
            members,
            lines: 2,
            echoes,
            complaint: is_board_refusal,
            allowance: Some(BOARD),
        }
    }
}

/// Everybody's cursor on the board of their room: kept nowhere, several of them in one frame.
pub(super) async fn cursors(load: &Load, binary: &Path) -> anyhow::Result<Stage> {
    let meeting = Meeting::begin(load, binary).await?;
    meeting.to_rooms(load).await?;
    let mut members = Vec::with_capacity(load.everybody());
    for (member, person) in meeting.people.iter().enumerate() {
        let board = person.board().context("no board")?;
        members.push(Member {
            line: meeting.open_board(person, board).await?,
            room: load.room(member),
            pen: load
                .sends(member)
                .then(|| Cursor::new(member as u64 + 1))
                .flatten()
                .map(|pen| Box::new(pen) as Box<dyn Pen>),
        });
    }
    Ok(meeting.stage(members, true))
}

/// One board for all, as in `soak`: permissions looked at, every update in the log before anybody sees it.
pub(super) async fn board(load: &Load, seconds: Duration, binary: &Path) -> anyhow::Result<Stage> {
    let meeting = Meeting::begin(load, binary).await?;
    let board = meeting.facilitator.board().context("no board")?;
    let mut members = Vec::with_capacity(load.everybody());
    for (member, person) in meeting.people.iter().enumerate() {
        members.push(Member {
            line: meeting.open_board(person, board).await?,
            room: 0,
            pen: yjs::pen(load, member, seconds, &[])?,
        });
    }
    Ok(meeting.stage(members, false))
}

/// Chat in each room: in the journal, with full durability, before anybody gets it.
pub(super) async fn chat(load: &Load, binary: &Path) -> anyhow::Result<Stage> {
    let meeting = Meeting::begin(load, binary).await?;
    meeting.to_rooms(load).await?;
    let id = meeting
        .facilitator
        .with_view(|view| view.meeting.id)
        .context("no view")?;
    let path = format!("/api/meetings/{id}/socket");
    let mut members = Vec::with_capacity(load.everybody());
    for (member, person) in meeting.people.iter().enumerate() {
        let mut line = Line::open(&meeting.server.address, &path).await?;
        let hello = ClientMessage::Hello {
            version: WIRE_VERSION,
            secret: person.secret.clone(),
            resume: None,
        };
        line.say_text(&serde_json::to_string(&hello)?).await?;
        line.until("the view", |message| contains(message, b"\"snapshot\""))
            .await?;
        members.push(Member {
            line,
            room: load.room(member),
            pen: load
                .sends(member)
                .then(Said::new)
                .flatten()
                .map(|pen| Box::new(pen) as Box<dyn Pen>),
        });
    }
    // The lines of a moment ago are theirs now; those that read whole views would cost the client more than what is measured.
    let Meeting { server, idle_mib, .. } = meeting;
    Ok(Stage {
        host: Host::new(server.pid(), idle_mib, server),
        members,
        lines: 1,
        echoes: true,
        complaint: is_meeting_error,
        allowance: Some(CHAT),
    })
}

fn is_meeting_error(message: &[u8]) -> bool {
    contains(message, b"\"type\":\"error\"")
}

/// Our own message (type 120) that says no.
fn is_board_refusal(message: &[u8]) -> bool {
    message.first() == Some(&120)
        && (contains(message, b"\"refused\"") || contains(message, b"\"write\":false"))
}

/// Says the same in the chat again and again, each time under a new id.
struct Said {
    template: Template,
    id: usize,
}

impl Said {
    const ID_LENGTH: usize = 36;

    fn new() -> Option<Self> {
        let id = CommandId(Uuid::nil());
        let message = ClientMessage::Command {
            command_id: id,
            command: Command::Say {
                text: marked_text(PAYLOAD_BYTES),
            },
        };
        let template = Template::new(TEXT, serde_json::to_string(&message).ok()?.as_bytes())?;
        let id = template.find(Uuid::nil().to_string().as_bytes())?;
        Some(Self { template, id })
    }
}

impl Pen for Said {
    fn write(&mut self, n: u64) -> Option<&[u8]> {
        let id = self.template.bytes_mut(self.id, Self::ID_LENGTH)?;
        Uuid::now_v7().hyphenated().encode_lower(id);
        self.template.write(n)
    }
}

/// Moves a cursor: awareness of one client, with a clock that goes up.
struct Cursor {
    template: Template,
    clock_at: usize,
    clock: u32,
}

impl Cursor {
    fn new(client: u64) -> Option<Self> {
        let text = marked_text(PAYLOAD_BYTES);
        let state = format!("{{\"cursor\":\"{}\"}}", text);
        let mut entry = Vec::new();
        entry.write_var(1_u32);
        entry.write_var(client);
        let clock_in_entry = entry.len();
        entry.write_var(FIRST_CLOCK);
        entry.write_string(&state);
        let mut message = Vec::new();
        message.write_var(AWARENESS);
        message.write_buf(&entry);
        let template = Template::new(BINARY, &message)?;
        Some(Self {
            clock_at: template.find(&entry)? + clock_in_entry,
            template,
            clock: FIRST_CLOCK,
        })
    }
}

impl Pen for Cursor {
    fn write(&mut self, n: u64) -> Option<&[u8]> {
        self.clock += 1;
        let mut clock = Vec::with_capacity(3);
        clock.write_var(self.clock);
        // Two million moves are more than anybody makes in a run.
        let place = self.template.bytes_mut(self.clock_at, 3)?;
        if clock.len() != place.len() {
            return None;
        }
        place.copy_from_slice(&clock);
        self.template.write(n)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, FIRST_CLOCK, Pen, Said};
    use crate::measure::marks;
    use protocol::meeting::Command;
    use protocol::wire::ClientMessage;
    use yrs::encoding::read::{Cursor as Reader, Read as _};

    /// The payload of a client's frame; its mask is zero.
    fn payload(frame: &[u8]) -> &[u8] {
        let head = if frame[1] & 0x7f == 126 { 4 } else { 2 };
        &frame[head + 4..]
    }

    #[test]
    fn what_is_said_is_a_command_with_an_id_of_its_own() {
        let mut pen = Said::new().unwrap();
        let mut ids = Vec::new();
        for n in [1, 2] {
            let frame = pen.write(n).unwrap();
            assert_eq!(marks(frame), [n]);
            let message: ClientMessage = serde_json::from_slice(payload(frame)).unwrap();
            match message {
                ClientMessage::Command {
                    command_id,
                    command: Command::Say { text },
                } => {
                    assert_eq!(text.len(), super::PAYLOAD_BYTES);
                    ids.push(command_id);
                }
                other => panic!("{other:?}"),
            }
        }
        assert_ne!(ids[0], ids[1]);
    }

    #[test]
    fn a_cursor_s_clock_goes_up() {
        let mut pen = Cursor::new(300).unwrap();
        for n in [1, 2, 200] {
            let frame = pen.write(n).unwrap().to_vec();
            assert_eq!(marks(&frame), [n]);
            let mut message = Reader::new(payload(&frame));
            assert_eq!(message.read_var::<u64>().unwrap(), super::AWARENESS);
            let mut entry = Reader::new(message.read_buf().unwrap());
            assert_eq!(entry.read_var::<u32>().unwrap(), 1);
            assert_eq!(entry.read_var::<u64>().unwrap(), 300);
            assert_eq!(entry.read_var::<u32>().unwrap(), pen.clock);
            assert!(pen.clock > FIRST_CLOCK);
            assert!(serde_json::from_str::<serde_json::Value>(entry.read_string().unwrap()).is_ok());
        }
    }
}
