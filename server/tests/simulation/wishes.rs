//! What people ask for: drawn from what there is in the meeting, mostly sensible, sometimes not theirs to ask.

use std::collections::BTreeSet;

use protocol::consultancy::{Definition, validate};
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::{About, ProtocolChoice, Target};
use protocol::meeting::state::{Pace, Role};
use protocol::meeting::{Command, State};

use crate::chance::Dice;
use crate::draws;

/// Steps of some seconds with different floors.
fn steps() -> ProtocolChoice {
    let step = |id: &str, floor: &str, more: &str| {
        format!(
            r#"{{"id": "{id}", "name": {{"en": "{id}"}}, "minutes": 1, "floor": "{floor}" {more},
                "prompts": {{"presenter": {{"en": "Do."}}, "group": {{"en": "Do."}}, "facilitator": {{"en": "Do."}}}}}}"#
        )
    };
    let write = r#", "write": [{"who": "group", "sections": ["ideas"]}]"#;
    let text = format!(
        r#"{{"id": "short", "version": 1, "name": {{"en": "Short"}}, "credit": "Our own.", "presenter": true,
            "sections": [{{"id": "ideas", "name": {{"en": "Ideas"}}}}],
            "steps": [{}, {}, {}]}}"#,
        step("present", "presenter", ""),
        step("talk", "group", write),
        step("turns", "go_round", r#", "turn_minutes": 0.1"#),
    );
    let definition: Definition = validate::parse(&text).unwrap();
    ProtocolChoice::Own(Box::new(definition))
}

/// Something that this person may come upon now.
pub fn draw(state: &State, person: PersonId, dice: &Dice) -> Option<Command> {
    let me = state.people.get(&person)?;
    let rooms: Vec<RoomId> = state.rooms.keys().copied().collect();
    let breakouts: Vec<RoomId> = rooms
        .iter()
        .copied()
        .filter(|id| Some(*id) != state.main_room)
        .collect();
    let room = if dice.chance(700) {
        me.room
    } else {
        dice.pick(&rooms)?
    };
    let people: Vec<PersonId> = state.people.keys().copied().collect();
    let other = dice.pick(&people)?;
    if !me.arrived && dice.chance(700) {
        return Some(Command::Arrive { room: me.room });
    }
    // Anybody tries what is a facilitator's now and then.
    if (me.role == Role::Facilitator || dice.chance(60))
        && let Some(command) = facilitate(state, dice, room, &breakouts, other)
    {
        return Some(command);
    }
    let (a, b) = (dice.index(1_000), dice.index(1_000));
    Some(match dice.below(20) {
        0..=5 => Command::Say {
            text: format!("Said {a}"),
        },
        6 | 7 => Command::RaiseHand {},
        8 => Command::LowerHand {
            person: None,
            called: false,
        },
        9 => Command::OfferToPresent { offered: a % 3 > 0 },
        10 => Command::Describe(About {
            name: Some(format!("Name {a}")),
            ..About::default()
        }),
        11 => Command::SetDilemma {
            room,
            title: Some(format!("Dilemma {a}")),
            overview: None,
            focus_question: Some(format!("How {b}?")),
            restated_question: None,
            links: None,
        },
        12 => Command::EndTurn { room, person: other },
        13 => Command::PassTurn { room, person },
        14 => Command::CallForHelp {},
        15 => Command::Hold { room },
        16 => Command::Arrive { room },
        17 => Command::Release { room },
        _ => {
            let command = draws::command(state, a, b, dice.index(1_000), room, other);
            if !draws::own(state, person, &command) && dice.chance(800) {
                return None;
            }
            command
        }
    })
}

fn facilitate(
    state: &State,
    dice: &Dice,
    room: RoomId,
    breakouts: &[RoomId],
    other: PersonId,
) -> Option<Command> {
    let (a, b) = (dice.index(1_000), dice.index(1_000));
    let few = u32::try_from(1 + a % 3).ok()?;
    if breakouts.is_empty() && dice.chance(500) {
        return Some(Command::CreateRooms { count: 2 });
    }
    let plans: Vec<_> = state.plans.keys().copied().collect();
    let in_round: Vec<RoomId> = state
        .rooms
        .iter()
        .filter(|(_, room)| room.round.as_ref().is_some_and(|round| round.ended_at.is_none()))
        .map(|(id, _)| *id)
        .collect();
    let on = match (dice.pick(&plans), dice.pick(&in_round)) {
        (Some(plan), _) if dice.chance(500) => Target::Plan(plan),
        (_, Some(room)) => Target::Room(room),
        _ => Target::Room(room),
    };
    Some(match dice.below(34) {
        0 | 1 => Command::AssignRandomly {
            size: u16::try_from(2 + a % 2).ok()?,
        },
        2..=4 => Command::OpenRooms { in_seconds: few },
        5 => Command::BringBack { in_seconds: few },
        6 => Command::CancelCountdown {},
        7..=10 if in_round.is_empty() || dice.chance(150) => Command::StartRound {
            rooms: dice.chance(600).then(|| vec![room]),
            protocol: steps(),
            seconds: Some(
                (0..3)
                    .map(|_| 6 + u32::try_from(dice.below(6)).unwrap_or(0))
                    .collect(),
            ),
            pace: dice.pick(&[None, Some(Pace::Together), Some(Pace::Own)])?,
        },
        7..=11 => Command::Begin { on },
        12 | 13 => Command::NextStep { on },
        14 => Command::BackStep { on },
        15 => Command::Pause { on },
        16 => Command::Resume { on },
        17 => Command::AddSeconds {
            on,
            seconds: i32::try_from(a % 20).ok()? - 8,
        },
        18 => Command::Move {
            people: vec![other],
            room: dice.pick(breakouts)?,
        },
        19 | 20 => Command::SetPresenter {
            room,
            person: (b % 5 > 0).then_some(other),
        },
        21 => Command::Announce {
            rooms: None,
            text: format!("Announced {a}"),
        },
        22 => Command::LowerHand {
            person: Some(other),
            called: b % 2 == 0,
        },
        23 => Command::EnterRoom { room },
        24 => Command::Visit { room },
        25 => Command::EndVisit {},
        26 => Command::SetRoomFacilitator {
            person: other,
            room: dice.pick(breakouts),
        },
        27 => Command::Retitle {
            title: format!("Title {a}"),
        },
        28 if b % 3 == 0 => match b % 5 {
            0 => Command::StopRound { on },
            1 => Command::RemoveRoom { room },
            2 => Command::SetDoor {
                lobby: Some(a % 2 == 0),
                locked: None,
            },
            3 => Command::RemovePerson { person: other },
            _ => Command::SetAsks {
                asks: BTreeSet::new(),
            },
        },
        29 => Command::Admit { people: None },
        30..=32 => draws::command(state, a, b, dice.index(1_000), room, other),
        _ => return None,
    })
}
