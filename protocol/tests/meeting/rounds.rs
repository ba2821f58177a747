//! Rounds: gathering, presenters, the rule in every channel, dilemma, sharing.

use super::driver::Meeting;
use protocol::consultancy::rights;
use protocol::meeting::command::{ProtocolChoice, Target};
use protocol::meeting::state::{Clock, Role, SharingLevel};
use protocol::meeting::{Command, Refusal, SystemCommand};

#[test]
fn r1_a_round_opens_gathering_for_three_minutes() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    meeting.start(facilitator, &[]);
    assert_eq!(meeting.step(rooms[0]), None);
    assert_eq!(meeting.left(rooms[0]), 180);
    meeting.pass_seconds(180);
    assert_eq!(meeting.step(rooms[0]), Some(0));
    assert_eq!(meeting.left(rooms[0]), 600);
}

#[test]
fn r2_a_room_without_a_presenter_stays_gathering_and_ends_with_the_others() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let plan = meeting.start(facilitator, &[rooms[1]]);
    meeting.begin(facilitator, plan);
    assert_eq!(meeting.step(rooms[0]), Some(0));
    assert!(matches!(meeting.timeline(rooms[1]).clock, Clock::Waiting { .. }));
    meeting.pass_seconds(90);
    let found = meeting.people_in(rooms[1])[2];
    meeting
        .act(found, Command::OfferToPresent { offered: true })
        .unwrap();
    assert_eq!(
        meeting.step(rooms[1]),
        Some(0),
        "it begins as soon as someone presents"
    );
    assert_eq!(meeting.timeline(rooms[0]).end(), meeting.timeline(rooms[1]).end());
    assert_eq!(meeting.round(rooms[1]).hold_used, 90);
    meeting.check();
}

#[test]
fn r2_a_room_that_waits_to_the_end_ends_with_its_plan() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let plan = meeting.start(facilitator, &[rooms[1]]);
    meeting.begin(facilitator, plan);
    meeting.pass_seconds(3600);
    let ended = rooms.iter().map(|room| meeting.round(*room).ended_at);
    assert!(
        ended
            .clone()
            .all(|at| at.is_some() && at == ended.clone().next().unwrap())
    );
    meeting.start(facilitator, &[]);
    meeting.check();
}

#[test]
fn r2_a_room_left_alone_waiting_ends_with_its_plan() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let plan = meeting.start(facilitator, &[rooms[1]]);
    meeting.begin(facilitator, plan);
    meeting
        .act(
            facilitator,
            Command::StopRound {
                on: Target::Room(rooms[0]),
            },
        )
        .unwrap();
    meeting.pass_seconds(3600);
    assert!(meeting.round(rooms[1]).ended_at.is_some());
    meeting.check();
}

#[test]
fn r3_if_nobody_presents_anywhere_the_plan_waits() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let plan = meeting.start(facilitator, &rooms);
    let begin = Command::Begin {
        on: Target::Plan(plan),
    };
    assert_eq!(meeting.act(facilitator, begin), Err(Refusal::NoPresenter));
    meeting.pass_seconds(600);
    assert!(rooms.iter().all(|room| meeting.step(*room).is_none()));
    let ana = meeting.people_in(rooms[0])[0];
    meeting
        .act(ana, Command::OfferToPresent { offered: true })
        .unwrap();
    assert_eq!(meeting.left(rooms[0]), 600, "no time was lost: nobody had begun");
    assert_eq!(meeting.step(rooms[1]), None);
}

#[test]
fn r4_in_the_discussion_the_presenter_is_silent_in_every_channel() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 4);
    let plan = meeting.start(facilitator, &[]);
    meeting.begin(facilitator, plan);
    let room = rooms[0];
    let presenter = meeting.round(room).presenter.unwrap();
    let other = meeting.people_in(room)[1];
    assert!(rights::rights_of(&meeting.state, presenter, room).chat);
    assert_eq!(
        meeting.act(
            other,
            Command::Say {
                text: "advice".into()
            }
        ),
        Err(Refusal::NotYourFloor)
    );
    meeting.pass_seconds(600 + 300 + 600 + 15);
    assert_eq!(meeting.step(room), Some(3));
    assert_eq!(
        meeting.act(presenter, Command::Say { text: "but".into() }),
        Err(Refusal::NotYourFloor)
    );
    let card = Command::SetDilemma {
        room,
        title: None,
        overview: None,
        focus_question: Some("changed".into()),
        restated_question: None,
        links: None,
    };
    assert_eq!(meeting.act(presenter, card), Err(Refusal::NotYourFloor));
    assert!(!rights::writers(&meeting.state, room).contains(&presenter));
    assert!(rights::writers(&meeting.state, room).contains(&other));
    let notebook = meeting.state.people[&presenter].notebook;
    assert!(
        rights::boards(&meeting.state)[&notebook]
            .writers
            .contains(&presenter),
        "the notebook is theirs"
    );
    meeting
        .act(
            other,
            Command::Say {
                text: "what I heard".into(),
            },
        )
        .unwrap();
}

#[test]
fn r5_the_presenter_can_be_changed_in_any_step_without_a_restart() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 4);
    let plan = meeting.start(facilitator, &[]);
    meeting.begin(facilitator, plan);
    meeting.pass_seconds(700);
    let before = meeting.timeline(rooms[0]).clone();
    let other = meeting.people_in(rooms[0])[2];
    meeting
        .act(
            facilitator,
            Command::SetPresenter {
                room: rooms[0],
                person: Some(other),
            },
        )
        .unwrap();
    assert_eq!(meeting.round(rooms[0]).presenter, Some(other));
    assert_eq!(meeting.timeline(rooms[0]), &before);
    let outsider = meeting.join(Role::Observer, "Eva");
    let eva = Command::SetPresenter {
        room: rooms[0],
        person: Some(outsider),
    };
    assert!(meeting.act(facilitator, eva).is_err());
}

#[test]
fn r6_a_presenter_who_never_came_is_replaced_from_inside_the_room() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 4);
    meeting.start(facilitator, &[]);
    let away = meeting.round(rooms[0]).presenter.unwrap();
    let generation = meeting.state.people[&away].generation;
    meeting
        .system(SystemCommand::Dropped {
            person: away,
            generation,
        })
        .unwrap();
    let other = meeting.people_in(rooms[0])[1];
    meeting
        .act(other, Command::OfferToPresent { offered: true })
        .unwrap();
    assert_eq!(meeting.round(rooms[0]).presenter, Some(other));
}

#[test]
fn r7_only_the_presenter_agrees_to_wider_sharing() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 4);
    meeting.start(facilitator, &[]);
    let room = rooms[0];
    let agree = Command::AgreeSharing {
        room,
        level: SharingLevel::Meeting,
    };
    assert_eq!(
        meeting.act(facilitator, agree.clone()),
        Err(Refusal::PresenterOnly)
    );
    let presenter = meeting.round(room).presenter.unwrap();
    meeting.act(presenter, agree).unwrap();
    assert_eq!(meeting.state.rooms[&room].sharing, SharingLevel::Meeting);
    // The next round's presenter has agreed to nothing.
    meeting
        .act(
            facilitator,
            Command::StopRound {
                on: Target::Room(room),
            },
        )
        .unwrap();
    let again = Command::StartRound {
        rooms: Some(vec![room]),
        protocol: ProtocolChoice::Library("consultancy-20".into()),
        seconds: None,
        pace: None,
    };
    meeting.act(facilitator, again).unwrap();
    assert_eq!(meeting.state.rooms[&room].sharing, SharingLevel::Room);
    assert_eq!(
        meeting.state.rooms[&room].past_rounds[0].sharing,
        SharingLevel::Meeting
    );
}

#[test]
fn r8_lengths_are_whole_seconds_within_bounds() {
    let (mut meeting, facilitator, _) = Meeting::with_open_rooms(1, 4);
    for seconds in [vec![60, 60], vec![5, 60, 60, 60], vec![60, 60, 60, 20_000]] {
        let start = Command::StartRound {
            rooms: None,
            protocol: ProtocolChoice::Library("consultancy-20".into()),
            seconds: Some(seconds),
            pace: None,
        };
        assert_eq!(meeting.act(facilitator, start), Err(Refusal::OutOfRange));
    }
    let unknown = Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("chess".into()),
        seconds: None,
        pace: None,
    };
    assert_eq!(meeting.act(facilitator, unknown), Err(Refusal::NoProtocol));
}

#[test]
fn r10_a_room_facilitator_starts_and_runs_their_own_room_only() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let own = meeting.people_in(rooms[0])[1];
    meeting
        .act(
            facilitator,
            Command::SetRoomFacilitator {
                person: own,
                room: Some(rooms[0]),
            },
        )
        .unwrap();
    let start = |room| Command::StartRound {
        rooms: Some(vec![room]),
        protocol: ProtocolChoice::Library("consultancy-20".into()),
        seconds: None,
        pace: None,
    };
    assert_eq!(
        meeting.act(own, start(rooms[1])),
        Err(Refusal::RoomFacilitatorsOnly)
    );
    meeting.act(own, start(rooms[0])).unwrap();
    let presenter = meeting.people_in(rooms[0])[2];
    meeting
        .act(
            own,
            Command::SetPresenter {
                room: rooms[0],
                person: Some(presenter),
            },
        )
        .unwrap();
    // Alone on the plan, the room holds up nobody: its facilitator has the plan's powers.
    meeting
        .act(
            own,
            Command::Begin {
                on: Target::Room(rooms[0]),
            },
        )
        .unwrap();
    meeting
        .act(
            own,
            Command::Pause {
                on: Target::Room(rooms[0]),
            },
        )
        .unwrap();
    meeting.pass_seconds(1000);
    meeting
        .act(
            own,
            Command::Resume {
                on: Target::Room(rooms[0]),
            },
        )
        .unwrap();
    assert_eq!(meeting.left(rooms[0]), 300);
    meeting.check();
}

#[test]
fn r9_who_is_moved_presents_no_longer_and_who_dropped_still_does() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    meeting.start(facilitator, &[]);
    let presenter = meeting.round(rooms[0]).presenter.unwrap();
    let generation = meeting.state.people[&presenter].generation;
    meeting
        .system(SystemCommand::Dropped {
            person: presenter,
            generation,
        })
        .unwrap();
    assert_eq!(meeting.round(rooms[0]).presenter, Some(presenter));
    meeting
        .act(
            facilitator,
            Command::Move {
                people: vec![presenter],
                room: rooms[1],
            },
        )
        .unwrap();
    assert_eq!(meeting.round(rooms[0]).presenter, None);
    meeting.check();
}

#[test]
fn r9_who_comes_back_into_another_room_presents_no_longer() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let ana = meeting.join(Role::Participant, "Ana");
    let main = meeting.state.main_room.unwrap();
    let start = Command::StartRound {
        rooms: Some(vec![main]),
        protocol: ProtocolChoice::Library("consultancy-50".into()),
        seconds: None,
        pace: None,
    };
    meeting.act(facilitator, start).unwrap();
    meeting
        .act(ana, Command::OfferToPresent { offered: true })
        .unwrap();
    let generation = meeting.state.people[&ana].generation;
    let dropped = SystemCommand::Dropped {
        person: ana,
        generation,
    };
    meeting.system(dropped).unwrap();
    meeting
        .act(facilitator, Command::CreateRooms { count: 1 })
        .unwrap();
    meeting
        .act(facilitator, Command::OpenRooms { in_seconds: 0 })
        .unwrap();
    meeting.system(SystemCommand::Connected { person: ana }).unwrap();
    let room = meeting.breakout_rooms()[0];
    assert_eq!(meeting.state.people[&ana].room, room);
    assert_eq!(meeting.state.people[&ana].assigned, Some(room));
    assert_eq!(meeting.round(main).presenter, None);
    meeting.check();
}
