//! The law of views: what a person saw, with the changes that were sent to them applied, is what they may see now.

#[path = "support/draws.rs"]
mod draws;
#[path = "support/group_draws.rs"]
mod group_draws;
#[path = "support/kept.rs"]
mod kept;
#[path = "support/play.rs"]
mod play;

use play::Play;
use proptest::prelude::*;
use protocol::consultancy::Texts;
use protocol::ids::{BoardId, PersonId, RoomId};
use protocol::meeting::command::{
    About, Assignment, ProtocolChoice, ScheduleWish, SectionWish, Target, VoiceLink,
};
use protocol::meeting::expected::{ExpectedList, ExpectedPerson};
use protocol::meeting::gallery::{GalleryAct, GalleryPhase};
use protocol::meeting::state::{Ask, Role, SharingLevel};
use protocol::meeting::view::{self, Slice, apply_change, project, touched, view_but_people};
use protocol::meeting::{Command, SystemCommand};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Two facilitators, six participants, an observer, an interpreter, somebody who is expected; three rooms.
fn full() -> (Play, Vec<PersonId>) {
    let mut play = Play::new("Spring meeting");
    let mut people = vec![
        play.join("Flor", Role::Facilitator),
        play.join("Gus", Role::Facilitator),
        play.join("Olu", Role::Observer),
        play.join("Ina", Role::AccessSupport),
    ];
    for name in ["Ana", "Ben", "Cai", "Dee", "Eli", "Fay"] {
        people.push(play.join(name, Role::Participant));
    }
    let _ = play.command(people[0], &Command::CreateRooms { count: 3 });
    // Somebody who has not come yet, and may come, be placed or be taken off the list at any time.
    let expected = ExpectedPerson {
        about: About {
            name: Some("Guy".to_owned()),
            ..About::default()
        },
        ..ExpectedPerson::default()
    };
    let list = Arc::new(ExpectedList {
        people: vec![expected],
        rooms: Vec::new(),
    });
    play.system(&SystemCommand::Expect { by: people[0], list });
    people.extend(
        play.state
            .people
            .iter()
            .filter(|(_, p)| p.expected)
            .map(|(id, _)| *id),
    );
    (play, people)
}

fn pick<T: Copy>(items: &[T], n: u32) -> T {
    items[n as usize % items.len()]
}

/// One of everything that may be asked.
#[expect(clippy::too_many_lines, reason = "one arm for each command")]
fn command(play: &Play, people: &[PersonId], kind: u8, n: u32) -> Command {
    let rooms: Vec<RoomId> = play.state.rooms.keys().copied().collect();
    let room = pick(&rooms, n / 7);
    let person = pick(people, n / 3);
    let plans: Vec<_> = play.state.plans.keys().copied().collect();
    let on = if plans.is_empty() || n.is_multiple_of(2) {
        Target::Room(room)
    } else {
        Target::Plan(pick(&plans, n / 5))
    };
    if kind >= 240 {
        return closing(play, room, kind, n);
    }
    if (232..236).contains(&kind) {
        return Command::Gallery(gallery(room, kind, n));
    }
    if kind >= 236 {
        return on_board(play, room, kind, n);
    }
    // Groups by a rule, and what changes them.
    if (150..150 + 3 * group_draws::KINDS).contains(&kind) {
        let some = u8::try_from(n % 251).unwrap_or(0);
        let (other, into) = (pick(people, n / 11), pick(&rooms, n / 11));
        return group_draws::command(&play.state, kind - 150, some, [person, other], [room, into]);
    }
    match kind % 47 {
        0 => Command::Describe(About {
            // Now and then as who is expected is called.
            name: Some(if n.is_multiple_of(4) {
                "guy".to_owned()
            } else {
                format!("Name {n}")
            }),
            organization: Some(String::new()),
            access_needs: n
                .is_multiple_of(3)
                .then(|| ["", "Needs"][n as usize % 2].to_owned()),
            ..About::default()
        }),
        1 => Command::RaiseHand {},
        2 => Command::LowerHand {
            person: None,
            called: false,
        },
        3 => Command::LowerHand {
            person: Some(person),
            called: true,
        },
        4 => Command::Say {
            text: format!("Said {n}"),
        },
        5 => Command::CallForHelp {},
        6 => Command::ClaimHelp { room },
        7 => Command::CloseHelp { room },
        8 | 9 => Command::OfferToPresent {
            offered: n.is_multiple_of(3),
        },
        10 => Command::SetDilemma {
            room,
            title: Some(format!("Dilemma {n}")),
            overview: None,
            focus_question: None,
            restated_question: Some("How?".to_owned()),
            links: Some(vec!["https://example.org/a".to_owned()]),
        },
        11 => Command::AgreeSharing {
            room,
            level: SharingLevel::Meeting,
        },
        12 => Command::Retitle {
            title: format!("Title {n}"),
        },
        13 => Command::CreateRooms { count: 1 },
        14 => Command::RemoveRoom { room },
        15 => Command::NameRoom {
            room,
            name: n.is_multiple_of(2).then(|| format!("Room {n}")),
        },
        16 => Command::SetVoice {
            links: vec![VoiceLink {
                room,
                link: Some("tel:+15550100".to_owned()),
            }],
        },
        17 => Command::Assign {
            people: vec![Assignment {
                person,
                room: Some(room),
            }],
        },
        18 => Command::AssignRandomly { size: 3 },
        19 | 20 => Command::OpenRooms {
            in_seconds: n % 3 * 5,
        },
        21 => Command::BringBack {
            in_seconds: n % 3 * 5,
        },
        22 => Command::CancelCountdown {},
        23 => Command::Move {
            people: vec![person],
            room,
        },
        24 => Command::EnterRoom { room },
        25 => Command::Announce {
            rooms: n.is_multiple_of(2).then(|| vec![room]),
            text: format!("All {n}"),
        },
        26 => Command::SetRoomFacilitator {
            person,
            room: n.is_multiple_of(3).then_some(room),
        },
        27 => Command::SetLateArrivals {
            place: n.is_multiple_of(2),
        },
        28 | 29 => Command::StartRound {
            rooms: n.is_multiple_of(2).then(|| vec![room]),
            protocol: ProtocolChoice::Library("consultancy-20".to_owned()),
            seconds: Some(vec![60, 60, 120, 60]),
            pace: None,
        },
        30 => Command::Begin { on },
        31 => Command::NextStep { on },
        32 => Command::BackStep { on },
        33 if n.is_multiple_of(2) => Command::Pause { on },
        33 => Command::Resume { on },
        34 => Command::AddSeconds { on, seconds: 20 },
        35 if n.is_multiple_of(2) => Command::Hold { room },
        35 => Command::Release { room },
        36 if n.is_multiple_of(4) => Command::StopRound { on },
        36 => Command::SetPresenter {
            room,
            person: Some(person),
        },
        39 => Command::SetDoor {
            lobby: Some(!n.is_multiple_of(4)),
            locked: None,
        },
        40 | 41 => Command::Admit {
            people: n.is_multiple_of(2).then(|| vec![person]),
        },
        42 => Command::SetPasscode {
            passcode: n.is_multiple_of(2).then(|| format!("Code {n}")),
        },
        43 => Command::SetAsks {
            asks: BTreeSet::from([Ask::AccessNeeds, Ask::Organization]),
        },
        38 => Command::SetSchedule(ScheduleWish {
            time_zone: "America/Los_Angeles".to_owned(),
            starts: Some(format!("2026-12-03T1{}:00", n % 10)),
            minutes: None,
        }),
        44 | 45 => Command::SetRole {
            person,
            role: pick(
                &[
                    Role::AccessSupport,
                    Role::Participant,
                    Role::Facilitator,
                    Role::Observer,
                ],
                n,
            ),
            supports: Some(pick(people, n / 5)),
        },
        46 => Command::Rename {
            person,
            name: Some(format!("Renamed {n}")),
            organization: n.is_multiple_of(2).then(String::new),
        },
        _ if n.is_multiple_of(16) => Command::EndMeeting {},
        _ => Command::RemovePerson { person },
    }
}

/// What is asked of the gallery.
fn gallery(room: RoomId, kind: u8, n: u32) -> GalleryAct {
    match (kind % 4, n % 3) {
        (0, phase) => GalleryAct::SetPhase {
            phase: match phase {
                0 => GalleryPhase::Closed,
                1 => GalleryPhase::Writing,
                _ => GalleryPhase::Open,
            },
        },
        (1, _) => GalleryAct::WriteCard {
            room,
            question: Some(format!("Question {n}")),
            takeaways: n.is_multiple_of(2).then(|| vec![format!("Takeaway {n}")]),
            ask: None,
        },
        (2, _) => GalleryAct::ReleaseCard {
            room,
            released: !n.is_multiple_of(5),
        },
        (_, 0) => GalleryAct::SeeCard { room },
        _ => GalleryAct::Respond {
            room,
            text: format!("Response {n}"),
        },
    }
}

/// What people take on, and the closing page.
fn closing(play: &Play, room: RoomId, kind: u8, n: u32) -> Command {
    let known: Vec<_> = play.state.closing.commitments.keys().copied().collect();
    let shared = n.is_multiple_of(3);
    let question = protocol::meeting::command::QuestionWish {
        kind: protocol::meeting::ticket::QuestionKind::Scale,
        text: format!("Question {n}"),
        choices: Vec::new(),
    };
    match (kind % 4, known.as_slice()) {
        (0, _) if n.is_multiple_of(5) => Command::SetTicket {
            ticket: (!n.is_multiple_of(15)).then_some(protocol::meeting::command::TicketWish {
                questions: vec![question],
                anonymous: n.is_multiple_of(2),
            }),
        },
        (3, _) if n.is_multiple_of(2) => Command::AnswerTicket {
            answers: vec![Some(protocol::meeting::ticket::TicketAnswer::Scale(3))],
        },
        (0, _) => Command::OpenClosing {
            open: n.is_multiple_of(2),
        },
        (1, [_, ..]) => Command::ChangeCommitment {
            commitment: pick(&known, n / 2),
            text: n.is_multiple_of(2).then(|| format!("Promise {n}")),
            due: None,
            shared: Some(shared),
            done: None,
        },
        (2, [_, ..]) if n.is_multiple_of(2) => Command::TakeAwayCommitment {
            commitment: pick(&known, n / 2),
        },
        _ => Command::MakeCommitment {
            text: format!("Promise {n}"),
            due: Some("2026-12-03".to_owned()),
            shared,
            room: n.is_multiple_of(4).then_some(room),
        },
    }
}

/// What is asked of the boards of a room.
fn on_board(play: &Play, room: RoomId, kind: u8, n: u32) -> Command {
    let boards: Vec<BoardId> = play.state.rooms[&room]
        .boards
        .iter()
        .map(|board| board.id)
        .collect();
    let board = pick(&boards, n / 11);
    let note = format!("note-{}", n % 3);
    match kind % 9 {
        0 if n.is_multiple_of(2) => Command::NameBoard {
            board,
            name: n.is_multiple_of(4).then(|| format!("Board {n}")),
        },
        0 => Command::AddBoard {
            room,
            name: format!("Board {n}"),
            sections: vec![SectionWish {
                id: None,
                name: Texts::from([("en".to_owned(), format!("Section {n}"))]),
            }],
            hide_authors: n.is_multiple_of(5),
        },
        1 if n.is_multiple_of(3) => Command::CloseVote { board },
        1 => Command::OpenVote {
            board,
            dots: 3,
            per_note: 2,
            hidden: n.is_multiple_of(2),
        },
        2 => Command::PutAwayBoard {
            board,
            away: n.is_multiple_of(2),
        },
        3 | 4 => Command::PlaceDot { board, note },
        6 if n.is_multiple_of(3) => Command::RevealBoard { board },
        6 => Command::HideBoard { board },
        7 => Command::OpenHiddenPage { board },
        8 => Command::SetBoardLegend {
            board,
            legend: [("yellow".to_owned(), format!("Word {n}"))].into(),
        },
        _ => Command::TakeDot { board, note },
    }
}

/// One move of the game. The first two people are facilitators, so that much is accepted.
fn play_one(play: &mut Play, people: &mut Vec<PersonId>, who: u8, kind: u8, n: u32) {
    let person = pick(people, u32::from(who));
    match kind {
        0..=20 => play.pass(n % 90),
        21..=30 => play.arrive(person),
        31..=36 => {
            let generation = play.state.people.get(&person).map_or(0, |p| p.generation);
            play.system(&SystemCommand::Dropped { person, generation });
        }
        37..=42 => {
            play.system(&SystemCommand::Connected { person });
        }
        43..=45 if people.len() < 14 => {
            let newcomer = play.join("Late", Role::Participant);
            people.push(newcomer);
        }
        46 => {
            let (from, to) = (play.at(), play.at() + protocol::time::Millis(60_000));
            play.pass(60);
            play.system(&SystemCommand::Gap { from, to });
        }
        47..=120 => {
            let rooms: Vec<RoomId> = play.state.rooms.keys().copied().collect();
            let (a, b) = (n as usize / 7, n as usize / 11);
            let (room, about) = (rooms[b % rooms.len()], pick(people, n / 5));
            let command = draws::command(&play.state, usize::from(kind), a, b, room, about);
            let actor = if who.is_multiple_of(2) {
                people[usize::from(who / 2) % 2]
            } else {
                person
            };
            let _ = play.command(actor, &command);
        }
        _ => {
            let actor = if who.is_multiple_of(2) {
                people[usize::from(who / 2) % 2]
            } else {
                person
            };
            let command = command(play, people, kind, n);
            let _ = play.command(actor, &command);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// What a move sends at once: each touched slice, projected on the state after the last entry.
    #[test]
    fn v2_a_view_with_its_changes_is_the_view(
        moves in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u32>()), 1..60)
    ) {
        let (mut play, mut people) = full();
        for (who, kind, n) in moves {
            let before = play.views();
            let from = play.entries.len();
            play_one(&mut play, &mut people, who, kind, n);
            let after = play.views();
            let snapshots: Vec<Slice> = play.entries[from..]
                .iter()
                .flat_map(|entry| touched(&play.state, entry))
                .filter(|slice| matches!(slice, Slice::Visibility(_)))
                .collect();
            for (person, (_, view)) in after {
                let seen = before.get(&person).filter(|_| !snapshots.contains(&Slice::Visibility(person)));
                let Some((_, mut seen)) = seen.cloned() else { continue };
                for change in play.changes(from, person) {
                    apply_change(&mut seen, change);
                }
                prop_assert_eq!(&seen, &view, "after {:?}", &play.entries[from..]);
            }
        }
    }

    /// What is sent in pieces, of which one is the same for many, is the view.
    #[test]
    fn a_view_in_pieces_is_the_view(
        moves in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u32>()), 1..60)
    ) {
        let (mut play, mut people) = full();
        for (who, kind, n) in moves {
            play_one(&mut play, &mut people, who, kind, n);
        }
        let mut in_pieces = 0;
        for (person, (audience, whole)) in play.views() {
            let Some(mut view) = view_but_people(&play.state, &play.contents, person) else { continue };
            prop_assert!(view.people.is_empty());
            view.people = view::people(&play.state, &play.contents, audience.facilitator);
            prop_assert_eq!(view, whole);
            in_pieces += 1;
        }
        prop_assert!(in_pieces > 0);
    }

    /// These people do what those of the other laws do not: galleries, closings, people who come late.
    #[test]
    fn l5_a_state_that_was_kept_in_any_meeting_goes_on_to_the_same(
        moves in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u32>()), 1..60),
        cut in any::<prop::sample::Index>()
    ) {
        let (mut play, mut people) = full();
        for (who, kind, n) in moves {
            play_one(&mut play, &mut people, who, kind, n);
        }
        let cut = cut.index(play.entries.len() + 1);
        prop_assert_eq!(kept::folded(&play.entries, cut).unwrap(), play.state, "kept after {}", cut);
    }

    /// The same entry by entry, and nobody else's audience moves without a snapshot.
    #[test]
    fn each_entry_alone_keeps_the_law(
        moves in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u32>()), 1..40)
    ) {
        let (mut play, mut people) = full();
        for (who, kind, n) in moves {
            let mut replay = play.clone();
            play_one(&mut play, &mut people, who, kind, n);
            replay.contents.clone_from(&play.contents);
            for entry in &play.entries[replay.entries.len()..] {
                let before = replay.views();
                protocol::meeting::apply(&mut replay.state, entry);
                let slices = touched(&replay.state, entry);
                for (person, (audience, view)) in replay.views() {
                    if slices.contains(&Slice::Visibility(person)) {
                        continue;
                    }
                    let Some((was, mut seen)) = before.get(&person).cloned() else {
                        return Err(TestCaseError::fail("someone came without a snapshot"));
                    };
                    prop_assert_eq!(was, audience, "another audience without a snapshot");
                    for slice in &slices {
                        if let Some(change) = project(&replay.state, &replay.contents, *slice, audience) {
                            apply_change(&mut seen, change);
                        }
                    }
                    prop_assert_eq!(&seen, &view, "after {:?}", entry);
                }
            }
        }
    }
}
