//! Laws: whatever is asked in whatever order, these hold.

use super::driver::Meeting;
use proptest::prelude::*;
use protocol::consultancy::rights::{self, Reader, rights};
use protocol::consultancy::{Floor, Texts, Who};
use protocol::ids::{CommandId, CommitmentId, PersonId, PlanId, RoomId};
use protocol::meeting::command::{
    About, Assignment, ProtocolChoice, ScheduleWish, SectionWish, Target, VoiceLink,
};
use protocol::meeting::state::{Ask, Role, SharingLevel};
use protocol::meeting::{Command, Refusal, State, SystemCommand, apply};
use protocol::time::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

#[path = "../support/draws.rs"]
mod draws;
#[path = "../support/group_draws.rs"]
mod group_draws;
#[path = "../support/kept.rs"]
mod kept;

/// A command in the making: numbers that are looked up in the state when its turn comes.
#[derive(Clone, Debug)]
struct Draw {
    kind: u8,
    who: u8,
    a: u8,
    b: u8,
    number: i32,
    /// Milliseconds that pass before it.
    wait: u32,
}

fn draws() -> impl Strategy<Value = Vec<Draw>> {
    let wait = prop_oneof![4 => 0..30_000_u32, 2 => 0..400_000_u32, 1 => Just(0)];
    let number = prop_oneof![6 => -400..400_i32, 1 => any::<i32>()];
    // Those of boards, of the agenda and of talk have numbers of their own.
    let groups = 120..120 + group_draws::KINDS;
    let kind = prop_oneof![12 => 0..60_u8, 6 => 200..240_u8, 1 => 240..245_u8, 5 => 100..113_u8, 2 => groups];
    let draw = (kind, any::<u8>(), any::<u8>(), any::<u8>(), number, wait).prop_map(
        |(kind, who, a, b, number, wait)| Draw {
            kind,
            who,
            a,
            b,
            number,
            wait,
        },
    );
    prop::collection::vec(draw, 1..80)
}

fn pick<T: Copy>(items: &[T], index: u8) -> T {
    items[usize::from(index) % items.len()]
}

/// A word for what section a wish asks for.
fn section(id: Option<String>) -> SectionWish {
    SectionWish {
        id,
        name: Texts::from([("en".to_owned(), "Ideas".to_owned())]),
    }
}

struct Names {
    people: Vec<PersonId>,
    rooms: Vec<RoomId>,
    plans: Vec<PlanId>,
}

impl Names {
    fn of(state: &State) -> Self {
        let mut plans: Vec<_> = state.plans.keys().copied().collect();
        plans.push(PlanId(Uuid::from_u128(99)));
        Self {
            people: state.people.keys().copied().collect(),
            rooms: state.rooms.keys().copied().collect(),
            plans,
        }
    }
}

#[expect(clippy::too_many_lines, reason = "the table of all commands")]
fn command(state: &State, draw: &Draw) -> Command {
    let names = Names::of(state);
    let room = pick(&names.rooms, draw.a);
    let person = pick(&names.people, draw.b);
    let on = if draw.b.is_multiple_of(3) {
        Target::Room(room)
    } else {
        Target::Plan(pick(&names.plans, draw.a))
    };
    let text = ["hello", "", "\u{202e}x", "  "][usize::from(draw.a % 4)].to_owned();
    let unsigned = u32::try_from(draw.number).unwrap_or(0);
    match draw.kind {
        0 => Command::Describe(About {
            name: Some(text),
            ..About::default()
        }),
        1 => Command::Arrive { room },
        2 => Command::RaiseHand {},
        3 => Command::LowerHand {
            person: Some(person),
            called: draw.a.is_multiple_of(2),
        },
        4 => Command::Say { text },
        5 => Command::CallForHelp {},
        6 => Command::ClaimHelp { room },
        7 => Command::CloseHelp { room },
        8 | 9 => Command::OfferToPresent {
            offered: !draw.a.is_multiple_of(4),
        },
        10 => Command::SetDilemma {
            room,
            title: Some(text),
            overview: None,
            focus_question: None,
            restated_question: None,
            links: Some(vec!["https://example.org/a".into()]),
        },
        11 => Command::AgreeSharing {
            room,
            level: SharingLevel::Meeting,
        },
        12 => Command::Retitle { title: text },
        13 => Command::CreateRooms {
            count: u16::from(draw.a % 4),
        },
        14 => Command::RemoveRoom { room },
        15 => Command::NameRoom {
            room,
            name: Some(text),
        },
        16 => Command::SetVoice {
            links: vec![VoiceLink {
                room,
                link: Some("tel:+1555".into()),
            }],
        },
        17 => Command::Assign {
            people: vec![Assignment {
                person,
                room: Some(room),
            }],
        },
        18 => Command::AssignRandomly {
            size: u16::from(draw.a % 6),
        },
        19 | 20 => Command::OpenRooms { in_seconds: unsigned },
        21 => Command::BringBack { in_seconds: unsigned },
        22 => Command::CancelCountdown {},
        23 => Command::Move {
            people: vec![person],
            room,
        },
        24 => Command::EnterRoom { room },
        25 => Command::Announce {
            rooms: Some(vec![room]),
            text,
        },
        26 => Command::SetRoomFacilitator {
            person,
            room: (!draw.a.is_multiple_of(3)).then_some(room),
        },
        27 => Command::SetLateArrivals {
            place: draw.a.is_multiple_of(2),
        },
        28..=30 => Command::StartRound {
            rooms: (draw.b.is_multiple_of(2)).then(|| vec![room]),
            protocol: match draw.number.rem_euclid(4) {
                3 => ProtocolChoice::Library("troika".into()),
                0 => ProtocolChoice::Library("consultancy-50".into()),
                1 => ProtocolChoice::Library("one-two-four-all".into()),
                _ => super::turns::with_go_rounds(),
            },
            seconds: (draw.a.is_multiple_of(2) && draw.number.rem_euclid(2) == 0)
                .then(|| vec![60, 30, 61, 90, 6, 30]),
            pace: None,
        },
        31 | 32 => Command::Begin { on },
        33 => Command::NextStep { on },
        34 => Command::BackStep { on },
        35 => Command::Pause { on },
        36 => Command::Resume { on },
        37 | 38 => Command::AddSeconds {
            on,
            seconds: draw.number,
        },
        39 | 40 => Command::Hold { room },
        41 => Command::Release { room },
        42 => Command::StopRound { on },
        43 => Command::SetPresenter {
            room,
            person: (!draw.a.is_multiple_of(4)).then_some(person),
        },
        44 => Command::RemovePerson { person },
        50 => Command::SetDoor {
            lobby: Some(draw.a.is_multiple_of(2)),
            locked: Some(draw.b.is_multiple_of(3)),
        },
        51 => Command::Admit {
            people: draw.a.is_multiple_of(2).then(|| vec![person]),
        },
        52 => Command::SetPasscode { passcode: Some(text) },
        53 => Command::SetAsks {
            asks: BTreeSet::from([Ask::AccessNeeds]),
        },
        45 => Command::SetSchedule(ScheduleWish {
            time_zone: ["UTC", "America/Los_Angeles", "Nowhere"][usize::from(draw.a % 3)].to_owned(),
            starts: draw.a.is_multiple_of(2).then(|| "2026-03-08T02:30".to_owned()),
            minutes: Some(unsigned),
        }),
        46 | 47 => {
            // Mostly of whose turn it is, or hardly anything would happen.
            let speaker = state.rooms.get(&room).and_then(rights::speaker);
            let person = speaker
                .filter(|_| draw.number.rem_euclid(8) < 6)
                .unwrap_or(person);
            if draw.number % 2 == 0 {
                Command::PassTurn { room, person }
            } else {
                Command::EndTurn { room, person }
            }
        }
        // The agenda and talk have their own table.
        200..240 => draws::command(
            state,
            usize::from(draw.kind),
            usize::from(draw.a),
            draw.b.into(),
            room,
            person,
        ),
        240 => Command::OpenClosing {
            open: draw.a.is_multiple_of(2),
        },
        241 => Command::MakeCommitment {
            text,
            due: draw.b.is_multiple_of(2).then(|| "2026-12-03".to_owned()),
            shared: draw.a.is_multiple_of(3),
            room: draw.b.is_multiple_of(3).then_some(room),
        },
        242 | 243 => {
            let mut known = state.closing.commitments.keys().copied();
            let commitment = known
                .nth(usize::from(draw.a) % 5)
                .unwrap_or(CommitmentId(Uuid::nil()));
            if draw.kind == 242 {
                Command::TakeAwayCommitment { commitment }
            } else {
                Command::ChangeCommitment {
                    commitment,
                    text: Some(text),
                    due: None,
                    shared: Some(draw.b.is_multiple_of(2)),
                    done: None,
                }
            }
        }
        // Groups by a rule, and what changes them.
        120..140 => group_draws::command(
            state,
            draw.kind - 120,
            draw.b,
            [person, pick(&names.people, draw.a)],
            [room, pick(&names.rooms, draw.b)],
        ),
        48 => Command::AskPresenter { room },
        49 => Command::LetIn { room, person },
        55 | 56 => Command::SetRole {
            person,
            role: ROLES[usize::from(draw.a % 4)],
            supports: (!draw.a.is_multiple_of(3)).then(|| pick(&names.people, draw.a / 4)),
        },
        58 => Command::Recognize {
            person,
            expected: None,
        },
        57 => Command::Rename {
            person,
            name: Some(text),
            organization: None,
        },
        100..=112 => on_board(state, room, draw),
        _ => Command::EndMeeting {},
    }
}

const ROLES: [Role; 4] = [
    Role::Participant,
    Role::AccessSupport,
    Role::Facilitator,
    Role::Observer,
];

/// What may be asked of the boards of a room.
fn on_board(state: &State, room: RoomId, draw: &Draw) -> Command {
    let boards = &state.rooms[&room].boards;
    let board = pick(&boards.iter().map(|board| board.id).collect::<Vec<_>>(), draw.b);
    let name = format!("Board {}", draw.a % 4);
    let hidden = draw.a.is_multiple_of(2);
    match draw.kind {
        100 => Command::AddBoard {
            room,
            name,
            sections: vec![section(None); usize::from(draw.a % 3)],
            hide_authors: hidden,
        },
        101 => Command::NameBoard {
            board,
            name: hidden.then_some(name),
        },
        102 => {
            let known = boards.iter().flat_map(|board| &board.sections).next();
            let sections = vec![section(known.map(|known| known.id.clone())), section(None)];
            Command::SetBoardSections { board, sections }
        }
        103 => Command::PutAwayBoard { board, away: hidden },
        104 => Command::OpenVote {
            board,
            dots: draw.a % 5,
            per_note: draw.b % 4,
            hidden,
        },
        105 if draw.number % 4 == 0 => Command::CloseVote { board },
        108 => Command::HideBoard { board },
        109 => Command::RevealBoard { board },
        110 | 111 => Command::OpenHiddenPage { board },
        112 => Command::SetBoardLegend {
            board,
            legend: [("yellow".to_owned(), name)].into(),
        },
        105 | 106 => Command::PlaceDot {
            board,
            note: name.replace(' ', "-"),
        },
        _ => Command::TakeDot {
            board,
            note: name.replace(' ', "-"),
        },
    }
}

/// Three facilitating and eight other people, one of them over a room, one observer.
fn crowd() -> Meeting {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(3, 3);
    let second = meeting.join(Role::Facilitator, "Luis");
    meeting.join(Role::Observer, "Eva");
    let room_facilitator = meeting.people_in(rooms[0])[2];
    let name = Command::SetRoomFacilitator {
        person: room_facilitator,
        room: Some(rooms[0]),
    };
    meeting.act(second, name).unwrap();
    // Somebody of a list, who may come by their own link or be known as one of the others.
    let listed = super::expected::people(vec![super::expected::row(2, "Guy", "Kern COE", "1")]);
    super::expected::bring(&mut meeting, facilitator, &listed).unwrap();
    meeting.start(facilitator, &[rooms[2]]);
    meeting
}

fn play(meeting: &mut Meeting, draws: &[Draw]) {
    for draw in draws {
        meeting.pass(i64::from(draw.wait));
        let names = Names::of(&meeting.state);
        // Facilitators act more often than one person in twelve, or little would happen.
        let actor = if draw.who < 120 {
            names.people[0]
        } else {
            pick(&names.people, draw.who)
        };
        match draw.who {
            250 => drop(meeting.system(SystemCommand::Connected { person: actor })),
            251 => {
                let generation = meeting.state.people[&actor].generation;
                drop(meeting.system(SystemCommand::Dropped {
                    person: actor,
                    generation,
                }));
            }
            252 => {
                let from = meeting.now;
                meeting.now = Timestamp(from.0 + i64::from(draw.wait));
                drop(meeting.system(SystemCommand::Gap {
                    from,
                    to: meeting.now,
                }));
                meeting.pass(0);
            }
            _ => {
                // An end of the meeting in the first draws would leave nothing to try.
                let command = command(&meeting.state, draw);
                if !matches!(command, Command::EndMeeting {}) || draw.a > 200 {
                    let before = meeting.state.clone();
                    if meeting.act(actor, command).is_err() {
                        assert_eq!(before, meeting.state, "a refusal changes nothing");
                    }
                }
            }
        }
        meeting.check();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn l1_to_l4_any_sequence_of_commands_leaves_the_invariants_standing(draws in draws()) {
        let mut meeting = crowd();
        play(&mut meeting, &draws);
    }

    #[test]
    fn l5_replaying_the_journal_gives_the_same_state(draws in draws()) {
        let mut meeting = crowd();
        play(&mut meeting, &draws);
        let mut replayed = State::default();
        for entry in &meeting.entries {
            let json = serde_json::to_string(entry).unwrap();
            apply(&mut replayed, &serde_json::from_str(&json).unwrap());
        }
        prop_assert_eq!(replayed, meeting.state);
    }

    #[test]
    fn l5_a_state_that_was_kept_on_the_way_goes_on_to_the_same(draws in draws(), cut in any::<prop::sample::Index>()) {
        let mut meeting = crowd();
        play(&mut meeting, &draws);
        let cut = cut.index(meeting.entries.len() + 1);
        prop_assert_eq!(kept::folded(&meeting.entries, cut).unwrap(), meeting.state, "kept after {}", cut);
    }

    #[test]
    fn l6_a_command_id_seen_twice_has_the_effect_of_one(draws in draws(), last in draws()) {
        let mut meeting = crowd();
        play(&mut meeting, &draws);
        let names = Names::of(&meeting.state);
        for draw in last {
            let actor = pick(&names.people, draw.who);
            let command = command(&meeting.state, &draw);
            let id = CommandId(Uuid::from_u128(u128::from(draw.wait) << 32 | u128::from(draw.a)));
            if meeting.act_as(actor, id, &command).is_ok_and(|events| !events.is_empty()) {
                let once = meeting.state.clone();
                let again = meeting.act_as(actor, id, &command);
                let removed_or_over = matches!(again, Err(Refusal::NotInMeeting | Refusal::MeetingEnded));
                prop_assert!(removed_or_over || again == Ok(vec![]));
                prop_assert_eq!(&once, &meeting.state);
            }
        }
    }

    #[test]
    fn l2_the_floor_is_what_the_step_says(draws in draws()) {
        let mut meeting = crowd();
        play(&mut meeting, &draws);
        for room in meeting.state.rooms.values() {
            let Some(round) = room.round.as_ref().filter(|r| r.ended_at.is_none()) else { continue };
            let Some(step) = round.timeline.step else { continue };
            if meeting.state.ended_at.is_some() { continue }
            let step = &meeting.state.plans[&round.plan].definition.steps[usize::from(step)];
            let presenter = rights(&meeting.state, room, Reader::Presenter);
            let group = rights(&meeting.state, room, Reader::Group);
            let writes = |who: Who| step.write.iter().any(|w| w.who == who || w.who == Who::Everyone);
            let speaker = rights(&meeting.state, room, Reader::Speaker);
            let has_turn = rights::speaker(room).is_some();
            let asked = round.asked.is_some();
            prop_assert!(!asked || matches!(step.floor, Floor::Group | Floor::GoRound));
            prop_assert_eq!(presenter.chat, asked || !matches!(step.floor, Floor::Group | Floor::GoRound | Floor::Nobody | Floor::Facilitator));
            prop_assert_eq!(rights(&meeting.state, room, Reader::Newcomer), rights::Rights::default());
            let silent = matches!(step.floor, Floor::Presenter | Floor::Nobody | Floor::Facilitator);
            let anothers_turn = step.floor == Floor::GoRound && has_turn;
            prop_assert_eq!(group.chat, !silent && !anothers_turn);
            prop_assert_eq!(speaker.chat, !silent);
            prop_assert!(step.floor == Floor::GoRound || !has_turn);
            prop_assert_eq!(presenter.write, writes(Who::Presenter));
            prop_assert_eq!(group.write, writes(Who::Group));
            prop_assert_eq!(speaker.write, writes(Who::Group) || writes(Who::Speaker));
            prop_assert!(rights(&meeting.state, room, Reader::Facilitator).chat);
            prop_assert!(!rights(&meeting.state, room, Reader::Observer).chat);
        }
    }

    #[test]
    fn l7_a_participant_never_does_what_only_a_facilitator_may(draws in draws(), tries in draws()) {
        let mut meeting = crowd();
        play(&mut meeting, &draws);
        for draw in tries {
            let command = command(&meeting.state, &draw);
            let plain: Vec<_> = meeting.state.people.iter()
                .filter(|(_, p)| p.role == Role::Participant && !p.removed && p.facilitates.is_none())
                .map(|(id, _)| *id).collect();
            let Some(actor) = plain.get(usize::from(draw.who) % plain.len().max(1)).copied() else { return Ok(()) };
            let own = own_acts(&meeting.state, actor, &command);
            let result = meeting.act(actor, command.clone());
            prop_assert!(own || result.is_err(), "{:?} did {:?}", actor, command);
        }
    }

    #[test]
    fn l8_a_room_facilitator_never_reaches_another_room(draws in draws(), tries in draws()) {
        let mut meeting = crowd();
        play(&mut meeting, &draws);
        for draw in tries {
            let room_facilitators: Vec<_> = meeting.state.people.iter()
                .filter(|(_, p)| p.role == Role::Participant && !p.removed)
                .filter_map(|(id, p)| p.facilitates.map(|room| (*id, room))).collect();
            let Some((actor, own)) = room_facilitators.first().copied() else { return Ok(()) };
            let before = meeting.state.rooms.clone();
            let timers = meeting.state.timers.clone();
            let room_of_actor = meeting.state.people[&actor].room;
            let command = command(&meeting.state, &draw);
            drop(meeting.act(actor, command.clone()));
            for (id, room) in &meeting.state.rooms {
                // Who presented in a room may still say how far its notes go.
                let presented = room.round.as_ref().is_some_and(|round| round.presenter == Some(actor));
                if *id != own && *id != room_of_actor && !presented {
                    prop_assert_eq!(Some(room), before.get(id), "{:?}", command);
                    prop_assert_eq!(meeting.state.timers.get(id), timers.get(id), "{:?}", command);
                }
            }
        }
    }
}

/// What a participant may do for themselves; everything else is for facilitators.
fn own_acts(state: &State, actor: PersonId, command: &Command) -> bool {
    let presents = |room: &RoomId| {
        state
            .rooms
            .get(room)
            .and_then(|r| r.round.as_ref())
            .and_then(|r| r.presenter)
            == Some(actor)
    };
    match command {
        Command::Describe(_)
        | Command::Arrive { .. }
        | Command::RaiseHand {}
        | Command::Say { .. }
        | Command::CallForHelp {}
        | Command::Choose { .. }
        | Command::OfferToPresent { .. } => true,
        Command::MakeCommitment { room: None, .. } => true,
        Command::MakeCommitment { room: Some(room), .. } => presents(room),
        Command::ChangeCommitment { commitment, .. } | Command::TakeAwayCommitment { commitment } => {
            let commitments = &state.closing.commitments;
            commitments.get(commitment).is_some_and(|one| one.person == actor)
        }
        Command::PlaceDot { board, .. }
        | Command::TakeDot { board, .. }
        | Command::OpenHiddenPage { board } => state
            .board(*board)
            .is_some_and(|(room, _)| state.people[&actor].room == room),
        Command::CloseHelp { room } => state.people[&actor].room == *room,
        Command::PassTurn { room, person } | Command::EndTurn { room, person } => {
            *person == actor && state.rooms.get(room).and_then(rights::speaker) == Some(actor)
        }
        Command::LowerHand { person, called } => person.is_none_or(|p| p == actor) && !called,
        Command::AgreeSharing { room, .. } => {
            let round = state.rooms.get(room).and_then(|room| room.round.as_ref());
            let clients = round.iter().flat_map(|round| &round.clients);
            presents(room) || clients.into_iter().any(|client| client.person == Some(actor))
        }
        Command::SetDilemma { room, .. } | Command::SetPresenter { room, .. } => presents(room),
        // One may take on the facilitation of one's own gathering room.
        Command::SetRoomFacilitator { person, room } => {
            *person == actor && *room == Some(state.people[&actor].room)
        }
        other => draws::own(state, actor, other),
    }
}
