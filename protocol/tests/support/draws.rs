//! Drawn commands of the agenda, of talk, and of what is done about rooms, for the laws.

use protocol::ids::{PartId, PersonId, RoomId};
use protocol::meeting::agenda::{PartKind, PartLength, PartWish};
use protocol::meeting::command::ProtocolChoice;
use protocol::meeting::state::Pace;
use protocol::meeting::{Command, State};
use uuid::Uuid;

/// `kind` picks the command; `a` and `b` what it is about.
pub fn command(state: &State, kind: usize, a: usize, b: usize, room: RoomId, person: PersonId) -> Command {
    if kind.is_multiple_of(3) {
        return of_rooms(a, b, room, person);
    }
    let parts: Vec<PartId> = state.agenda.parts.iter().map(|part| part.plan.id).collect();
    let one_of = |n: usize| {
        let known = parts.get(n % parts.len().max(1)).copied();
        known.unwrap_or(PartId(Uuid::from_u128(77)))
    };
    let part = one_of(a);
    let wish = PartWish {
        kind: [PartKind::Keynote, PartKind::Discussion][b % 2],
        title: b.is_multiple_of(3).then(|| format!("Part {b}")),
        seconds: 50 + 30 * u32::try_from(b % 90).unwrap_or(0),
        speaker: b.is_multiple_of(4).then_some(person),
        speaker_name: Some("Somebody".to_owned()),
        slides: b
            .is_multiple_of(5)
            .then(|| "https://example.org/slides".to_owned()),
        captions: None,
    };
    match (kind / 3 + kind) % 9 {
        0 => Command::AddParts {
            parts: vec![wish; 1 + b % 3],
            before: a.is_multiple_of(3).then_some(part),
        },
        1 => Command::EditPart { part, wish },
        2 => Command::MovePart {
            part,
            before: b.is_multiple_of(2).then(|| one_of(b)),
        },
        3 => Command::RemovePart { part },
        4 => Command::SetPartLengths {
            lengths: vec![PartLength {
                part,
                seconds: wish.seconds,
            }],
        },
        5 => Command::ShortenParts {},
        6 => Command::StartPart { part },
        7 => Command::UndoPart {
            part: state.agenda.current.unwrap_or(part),
        },
        _ => Command::EndPart { part },
    }
}

/// Repairs, the pace of a room, its note-taker.
fn of_rooms(a: usize, b: usize, room: RoomId, person: PersonId) -> Command {
    match a % 6 {
        0 | 1 => Command::WaitForPresenter { room },
        2 => Command::OtherDilemma { room, person },
        3 => Command::PartRoom { room },
        4 => Command::TakeNotes {
            taken: !b.is_multiple_of(3),
        },
        _ => Command::StartRound {
            rooms: b.is_multiple_of(2).then(|| vec![room]),
            protocol: ProtocolChoice::Library("consultancy-20".to_owned()),
            seconds: None,
            pace: Some([Pace::Together, Pace::Own][b / 2 % 2]),
        },
    }
}

/// What somebody who is no facilitator may do of it.
#[allow(dead_code, reason = "each test file uses a part of it")]
pub fn own(_state: &State, _actor: PersonId, command: &Command) -> bool {
    matches!(command, Command::TakeNotes { .. })
}
