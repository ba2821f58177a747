//! Drawn commands of the agenda and of talk, for the laws.

use protocol::ids::{PartId, PersonId, RoomId};
use protocol::meeting::agenda::{PartKind, PartLength, PartWish};
use protocol::meeting::{Command, State};
use uuid::Uuid;

/// `kind` picks the command; `a` and `b` what it is about.
pub fn command(state: &State, kind: usize, a: usize, b: usize, _room: RoomId, person: PersonId) -> Command {
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
    match kind % 9 {
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

/// What somebody who is no facilitator may do of it.
#[allow(dead_code, reason = "each test file uses a part of it")]
pub fn own(_state: &State, _actor: PersonId, _command: &Command) -> bool {
    false
}
