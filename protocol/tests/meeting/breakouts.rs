//! Who goes where, countdowns, late arrivals.

use super::driver::Meeting;
use protocol::meeting::command::Assignment;
use protocol::meeting::state::{Breakouts, Role};
use protocol::meeting::{Command, Refusal, SystemCommand};

#[test]
fn b1_random_groups_differ_by_one_at_most() {
    for (people, size, expected) in [
        (13, 6, vec![6, 7]),
        (12, 6, vec![6, 6]),
        (4, 6, vec![4]),
        (11, 4, vec![3, 4, 4]),
    ] {
        let mut meeting = Meeting::new();
        let facilitator = meeting.join(Role::Facilitator, "Nadia");
        for n in 0..people {
            meeting.join(Role::Participant, &format!("Person {n}"));
        }
        meeting
            .act(facilitator, Command::AssignRandomly { size })
            .unwrap();
        let mut sizes: Vec<usize> = meeting
            .breakout_rooms()
            .iter()
            .map(|room| {
                meeting
                    .state
                    .people
                    .values()
                    .filter(|p| p.assigned == Some(*room))
                    .count()
            })
            .collect();
        sizes.sort_unstable();
        assert_eq!(sizes, expected, "{people} people by {size}");
    }
}

#[test]
fn b2_rooms_open_after_a_countdown_that_can_be_cancelled() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let ana = meeting.join(Role::Participant, "Ana");
    assert_eq!(
        meeting.act(facilitator, Command::OpenRooms { in_seconds: 20 }),
        Err(Refusal::NoRooms)
    );
    meeting
        .act(facilitator, Command::CreateRooms { count: 1 })
        .unwrap();
    let room = meeting.breakout_rooms()[0];
    meeting
        .act(
            facilitator,
            Command::Assign {
                people: vec![Assignment {
                    person: ana,
                    room: Some(room),
                }],
            },
        )
        .unwrap();
    meeting
        .act(facilitator, Command::OpenRooms { in_seconds: 20 })
        .unwrap();
    meeting.pass_seconds(19);
    meeting.act(facilitator, Command::CancelCountdown {}).unwrap();
    meeting.pass_seconds(60);
    assert_eq!(meeting.state.breakouts, Breakouts::Closed);
    meeting
        .act(facilitator, Command::OpenRooms { in_seconds: 20 })
        .unwrap();
    meeting.pass_seconds(20);
    assert_eq!(meeting.state.breakouts, Breakouts::Open);
    assert_eq!(meeting.state.people[&ana].room, room);
    assert!(
        !meeting.state.people[&ana].arrived,
        "on the way until the page says so"
    );
}

#[test]
fn b3_bringing_back_ends_rounds_and_moves_everyone() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let plan = meeting.start(facilitator, &[]);
    meeting.begin(facilitator, plan);
    meeting
        .act(facilitator, Command::BringBack { in_seconds: 30 })
        .unwrap();
    meeting.pass_seconds(29);
    meeting.act(facilitator, Command::CancelCountdown {}).unwrap();
    assert_eq!(meeting.state.breakouts, Breakouts::Open);
    meeting
        .act(facilitator, Command::BringBack { in_seconds: 30 })
        .unwrap();
    meeting.pass_seconds(30);
    assert!(
        meeting
            .state
            .people
            .values()
            .all(|p| Some(p.room) == meeting.state.main_room)
    );
    assert!(rooms.iter().all(|room| meeting.round(*room).ended_at.is_some()));
    meeting.check();
}

#[test]
fn b4_late_arrivals_go_to_the_smallest_room_unless_told_otherwise() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    let one = meeting.people_in(rooms[1])[0];
    meeting
        .act(
            facilitator,
            Command::Move {
                people: vec![one],
                room: rooms[0],
            },
        )
        .unwrap();
    let late = meeting.join(Role::Participant, "Lupe");
    assert_eq!(meeting.state.people[&late].room, rooms[1]);
    meeting
        .act(facilitator, Command::SetLateArrivals { place: false })
        .unwrap();
    let later = meeting.join(Role::Participant, "Omar");
    assert_eq!(Some(meeting.state.people[&later].room), meeting.state.main_room);
    meeting
        .act(
            facilitator,
            Command::Move {
                people: vec![later],
                room: rooms[1],
            },
        )
        .unwrap();
    assert_eq!(meeting.state.people[&later].room, rooms[1]);
}

#[test]
fn b5_who_comes_back_goes_to_the_room_they_belong_to() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let ana = meeting.join(Role::Participant, "Ana");
    let generation = meeting.state.people[&ana].generation;
    meeting
        .act(facilitator, Command::CreateRooms { count: 2 })
        .unwrap();
    let room = meeting.breakout_rooms()[1];
    meeting
        .act(
            facilitator,
            Command::Assign {
                people: vec![Assignment {
                    person: ana,
                    room: Some(room),
                }],
            },
        )
        .unwrap();
    meeting
        .system(SystemCommand::Dropped {
            person: ana,
            generation,
        })
        .unwrap();
    meeting
        .act(facilitator, Command::OpenRooms { in_seconds: 0 })
        .unwrap();
    meeting.system(SystemCommand::Connected { person: ana }).unwrap();
    assert_eq!(meeting.state.people[&ana].room, room);
}

#[test]
fn b6_participants_do_not_move_themselves_or_others() {
    let (mut meeting, _, rooms) = Meeting::with_open_rooms(2, 2);
    let ana = meeting.people_in(rooms[0])[0];
    let to = Command::Move {
        people: vec![ana],
        room: rooms[1],
    };
    assert_eq!(meeting.act(ana, to), Err(Refusal::FacilitatorsOnly));
    assert_eq!(
        meeting.act(ana, Command::EnterRoom { room: rooms[1] }),
        Err(Refusal::FacilitatorsOnly)
    );
}

#[test]
fn b7_voice_links_are_https_or_tel() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 2);
    for (link, good) in [
        ("https://meet.example.org/a?b=1", true),
        ("tel:+1-555-0100,,123#", true),
        ("http://meet.example.org", false),
        ("javascript:alert(1)", false),
        ("https://user@evil.example", false),
        ("https://", false),
        ("data:text/html,x", false),
    ] {
        let links = vec![protocol::meeting::command::VoiceLink {
            room: rooms[0],
            link: Some(link.into()),
        }];
        let answer = meeting.act(facilitator, Command::SetVoice { links });
        assert_eq!(answer.is_ok(), good, "{link}: {answer:?}");
    }
}
