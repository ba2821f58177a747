//! Convene itself: meetings with everybody in them, and their cursors, their chat or their boards.

use super::commands::Spoken;
use super::course::Allowance;
use super::crowd::{Member, complaints};
use super::fanout::PAYLOAD_BYTES;
use super::frame::{BINARY, Pen, Template, marked_text};
use super::hall::{Hall, Meeting, Party, fill};
use super::line::contains;
use super::stage::{Host, Load, Stage};
use super::{Core, on_core, yjs};
use crate::cluster::Cluster;
use crate::ways::Ways;
use anyhow::Context as _;
use protocol::meeting::Command;
use std::path::Path;
use std::time::Duration;
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

/// People of a meeting where it has many rooms.
const MEETING: usize = 150;

/// Rooms of each meeting.
fn rooms_each(load: &Load) -> usize {
    (MEETING / load.people.max(1)).clamp(1, load.rooms.max(1))
}

/// The meetings that this load needs. `in_rooms`: in breakout rooms, also where there is but one; who comes to a keynote stays in the main room.
fn parties(load: &Load, in_rooms: bool, with_boards: bool) -> anyhow::Result<Vec<Party>> {
    let each = rooms_each(load);
    let in_rooms = in_rooms && load.people <= MEETING;
    let rooms = (0..load.rooms)
        .step_by(each)
        .map(|first| each.min(load.rooms - first));
    rooms
        .map(|rooms| {
            Ok(Party {
                people: u16::try_from(rooms * load.people)?,
                rooms: if in_rooms || rooms > 1 {
                    u16::try_from(rooms)?
                } else {
                    0
                },
                with_boards,
                with_late: false,
            })
        })
        .collect()
}

/// The meetings, on one server with a database of its own, or on so many instances with PostgreSQL and Redis.
async fn open(
    instances: Option<usize>,
    binary: &Path,
    parties: &[Party],
) -> anyhow::Result<(Host, Vec<Meeting>)> {
    let Some(count) = instances else {
        let hall = Hall::open(binary, &[], parties).await?;
        let host = Host::new(hall.server.pid(), hall.idle_mib.0, hall.server);
        return Ok((host, hall.meetings));
    };
    on_core(Core::Server)?;
    let cluster = Cluster::start_direct(binary, count);
    on_core(Core::Clients)?;
    let cluster = cluster?;
    let meetings = fill(&Ways::steady(cluster.addresses()), parties).await?;
    let hosts = cluster.instances.iter().map(|instance| {
        let server = instance.server();
        // The cluster keeps it.
        Host::new(server.pid(), server.idle_mib, ())
    });
    Ok((Host::together(hosts.collect()).keeping(cluster), meetings))
}

/// Everybody's lines: those to boards as members, those to meetings beside them.
async fn on_boards(
    load: &Load,
    (host, meetings): (Host, Vec<Meeting>),
    mut pen: impl FnMut(usize) -> anyhow::Result<Option<Box<dyn Pen>>>,
    echoes: bool,
) -> anyhow::Result<Stage> {
    let each = rooms_each(load);
    let (mut members, mut beside) = (Vec::with_capacity(load.everybody()), Vec::new());
    for (n, meeting) in meetings.into_iter().enumerate() {
        for guest in meeting.guests {
            let board = guest.board.context("no board")?;
            let pen = pen(members.len())?;
            members.push(Member {
                line: board.take().await?,
                room: n * each + guest.room,
                pen,
            });
            beside.push(guest.line);
        }
    }
    Ok(Stage {
        host: host.keeping(beside),
        members,
        lines: 2,
        echoes,
        ear: complaints(is_board_refusal),
        allowance: Some(BOARD),
    })
}

/// Everybody's cursor on the board of their room: kept nowhere, several of them in one frame.
pub(super) async fn cursors(load: &Load, instances: Option<usize>, binary: &Path) -> anyhow::Result<Stage> {
    let open = open(instances, binary, &parties(load, true, true)?).await?;
    let cursor = |member: usize| {
        let pen = load.sends(member).then(|| Cursor::new(member as u64 + 1));
        Ok(pen.flatten().map(|pen| Box::new(pen) as Box<dyn Pen>))
    };
    on_boards(load, open, cursor, true).await
}

/// Boards as in `soak`: permissions looked at, every update in the log before anybody sees it.
pub(super) async fn board(
    load: &Load,
    instances: Option<usize>,
    seconds: Duration,
    binary: &Path,
) -> anyhow::Result<Stage> {
    let open = open(instances, binary, &parties(load, false, true)?).await?;
    on_boards(load, open, |member| yjs::pen(load, member, seconds, &[]), false).await
}

/// Chat in each room: in the journal, with full durability, before anybody gets it.
pub(super) async fn chat(load: &Load, instances: Option<usize>, binary: &Path) -> anyhow::Result<Stage> {
    let (host, meetings) = open(instances, binary, &parties(load, true, false)?).await?;
    let each = rooms_each(load);
    let mut members = Vec::with_capacity(load.everybody());
    // Facilitators hear every room, which would cost the client more than what is measured: they leave.
    let meetings = meetings.into_iter().enumerate();
    for (n, guest) in
        meetings.flat_map(|(n, meeting)| meeting.guests.into_iter().map(move |guest| (n, guest)))
    {
        let said = Spoken::new(Command::Say {
            text: marked_text(PAYLOAD_BYTES),
        })?;
        members.push(Member {
            line: guest.line.take().await?,
            room: n * each + guest.room,
            pen: load.sends(members.len()).then(|| Box::new(said) as Box<dyn Pen>),
        });
    }
    Ok(Stage {
        host,
        members,
        lines: 1,
        echoes: true,
        ear: complaints(is_meeting_error),
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
    use super::{Cursor, FIRST_CLOCK, Load, Pen, parties};
    use crate::compare::course::Pace;
    use crate::measure::marks;
    use yrs::encoding::read::{Cursor as Reader, Read as _};

    /// The payload of a client's frame; its mask is zero.
    fn payload(frame: &[u8]) -> &[u8] {
        let head = if frame[1] & 0x7f == 126 { 4 } else { 2 };
        &frame[head + 4..]
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

    #[test]
    fn people_are_in_meetings_as_there_are() {
        let load = |rooms, people| Load {
            name: "",
            rooms,
            people,
            senders: 1,
            pace: Pace::Max,
        };
        let of = |load: &Load, in_rooms| -> Vec<(u16, u16)> {
            let parties = parties(load, in_rooms, true).unwrap();
            parties.iter().map(|party| (party.people, party.rooms)).collect()
        };
        assert_eq!(of(&load(1, 150), true), [(150, 1)]);
        assert_eq!(of(&load(1, 150), false), [(150, 0)]);
        assert_eq!(of(&load(30, 5), true), [(150, 30)]);
        assert_eq!(of(&load(70, 5), false), [(150, 30), (150, 30), (50, 10)]);
        assert_eq!(of(&load(1, 2_000), true), [(2_000, 0)]);
    }
}
