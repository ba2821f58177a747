//! Groups that people choose, groups that are kept, two facilitators at once, quiet visits.

use super::driver::Meeting;
use protocol::ids::{GroupSetId, PersonId, RoomId};
use protocol::meeting::command::{Assignment, Seats};
use protocol::meeting::grouping::Why;
use protocol::meeting::state::Role;
use protocol::meeting::view::view;
use protocol::meeting::{Command, Refusal, SystemCommand};

fn with_rooms(rooms: u16, people: usize) -> (Meeting, PersonId, Vec<PersonId>, Vec<RoomId>) {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let people = (0..people)
        .map(|n| meeting.join(Role::Participant, &format!("Person {n}")))
        .collect();
    meeting
        .act(facilitator, Command::CreateRooms { count: rooms })
        .unwrap();
    let rooms = meeting.breakout_rooms();
    (meeting, facilitator, people, rooms)
}

fn offer(rooms: &[(RoomId, u16)]) -> Command {
    Command::OpenChoice {
        rooms: rooms
            .iter()
            .map(|(room, seats)| Seats {
                room: *room,
                seats: *seats,
            })
            .collect(),
    }
}

#[test]
fn b22_people_choose_rooms_and_seats_are_kept() {
    let (mut meeting, facilitator, people, rooms) = with_rooms(3, 4);
    let choose = |room: RoomId| Command::Choose { room: Some(room) };
    assert_eq!(meeting.act(people[0], choose(rooms[0])), Err(Refusal::NoChoice));
    let runs = Command::SetRoomFacilitator {
        person: people[3],
        room: Some(rooms[2]),
    };
    meeting.act(facilitator, runs).unwrap();
    let wish = offer(&[(rooms[0], 1), (rooms[1], 2)]);
    assert_eq!(
        meeting.act(people[0], wish.clone()),
        Err(Refusal::FacilitatorsOnly)
    );
    meeting.act(facilitator, wish).unwrap();
    meeting.act(people[0], choose(rooms[0])).unwrap();
    assert_eq!(meeting.act(people[1], choose(rooms[0])), Err(Refusal::RoomFull));
    assert_eq!(meeting.act(people[1], choose(rooms[2])), Err(Refusal::NoRoom));
    assert_eq!(meeting.act(people[3], choose(rooms[1])), Err(Refusal::NoChoice));
    // Whoever goes elsewhere leaves a seat.
    meeting.act(people[0], choose(rooms[1])).unwrap();
    meeting.act(people[1], choose(rooms[0])).unwrap();
    assert_eq!(meeting.state.people[&people[1]].why, Some(Why::Chosen));
    assert_eq!(
        meeting.act(facilitator, offer(&[(rooms[0], 0)])),
        Err(Refusal::OutOfRange)
    );
    // Who has not chosen is placed where a seat is left, though another room is smaller.
    meeting
        .act(facilitator, Command::OpenRooms { in_seconds: 10 })
        .unwrap();
    meeting.pass_seconds(10);
    assert_eq!(meeting.state.people[&people[2]].room, rooms[1]);
    assert_eq!(meeting.state.choice, None, "it is over as rooms open");
    assert_eq!(meeting.act(people[1], choose(rooms[1])), Err(Refusal::NoChoice));
}

#[test]
fn b22_a_choice_is_taken_back_and_closed_and_everyone_sees_what_is_open() {
    let (mut meeting, facilitator, people, rooms) = with_rooms(2, 2);
    meeting.act(facilitator, offer(&[(rooms[0], 5)])).unwrap();
    let seen = view(&meeting.state, &meeting.contents, people[0]).unwrap();
    assert_eq!(seen.choice.map(|choice| choice.len()), Some(1));
    meeting
        .act(people[0], Command::Choose { room: Some(rooms[0]) })
        .unwrap();
    meeting.act(people[0], Command::Choose { room: None }).unwrap();
    assert_eq!(meeting.state.people[&people[0]].assigned, None);
    meeting
        .act(people[0], Command::Choose { room: Some(rooms[0]) })
        .unwrap();
    meeting.act(facilitator, Command::CloseChoice {}).unwrap();
    assert_eq!(
        meeting.act(facilitator, Command::CloseChoice {}),
        Err(Refusal::NoChoice)
    );
    assert_eq!(
        meeting.state.people[&people[0]].assigned,
        Some(rooms[0]),
        "what was chosen stays"
    );
}

#[test]
fn b23_saved_groups_are_used_again() {
    let (mut meeting, facilitator, people, rooms) = with_rooms(2, 3);
    let save = |name: &str| Command::SaveGroups { name: name.into() };
    assert_eq!(
        meeting.act(facilitator, save("Morning")),
        Err(Refusal::NobodyAssigned)
    );
    let to = |person: usize, room: usize| Assignment {
        person: people[person],
        room: Some(rooms[room]),
    };
    let all = vec![to(0, 0), to(1, 0), to(2, 1)];
    meeting.act(facilitator, Command::Assign { people: all }).unwrap();
    meeting.act(facilitator, save("Morning")).unwrap();
    let set = meeting.state.group_sets[0].id;
    let others = vec![to(0, 1), to(1, 1), to(2, 0)];
    meeting
        .act(facilitator, Command::Assign { people: others })
        .unwrap();
    let person = people[2];
    meeting
        .act(facilitator, Command::RemovePerson { person })
        .unwrap();
    let newcomer = meeting.join(Role::Participant, "Lupe");
    let use_it = Command::UseGroups { set };
    assert_eq!(
        meeting.act(people[0], use_it.clone()),
        Err(Refusal::FacilitatorsOnly)
    );
    meeting.act(facilitator, use_it).unwrap();
    assert_eq!(meeting.state.people[&people[0]].assigned, Some(rooms[0]));
    assert_eq!(meeting.state.people[&people[0]].why, Some(Why::Set));
    assert_eq!(meeting.state.people[&newcomer].assigned, None);
    let name = "Afternoon".to_owned();
    meeting
        .act(facilitator, Command::RenameGroups { set, name })
        .unwrap();
    let seen = view(&meeting.state, &meeting.contents, facilitator).unwrap();
    assert_eq!(seen.groups.sets[0].name, "Afternoon");
    for _ in 1..20 {
        meeting.act(facilitator, save("More")).unwrap();
    }
    assert_eq!(
        meeting.act(facilitator, save("One too many")),
        Err(Refusal::TooMany)
    );
    meeting.act(facilitator, Command::DeleteGroups { set }).unwrap();
    let unknown = GroupSetId(meeting.uuid());
    for set in [set, unknown] {
        assert_eq!(
            meeting.act(facilitator, Command::UseGroups { set }),
            Err(Refusal::NoGroups)
        );
    }
}

#[test]
fn b24_the_last_of_two_facilitators_wins() {
    let (mut meeting, first, rooms) = Meeting::with_open_rooms(3, 2);
    let second = meeting.join(Role::Facilitator, "Luis");
    let people = meeting.people_in(rooms[0]);
    for (facilitator, room) in [(first, rooms[1]), (second, rooms[2])] {
        let people = people.clone();
        meeting.act(facilitator, Command::Move { people, room }).unwrap();
    }
    assert!(people.iter().all(|p| meeting.state.people[p].room == rooms[2]));
    for facilitator in [first, second] {
        let seen = view(&meeting.state, &meeting.contents, facilitator).unwrap();
        assert!(people.iter().all(|p| seen.receipts[p].by == Some(second)));
    }
    meeting.check();
}

#[test]
fn b25_a_quiet_visit_goes_back_to_where_it_came_from() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 2);
    let main = meeting.state.main_room.unwrap();
    let ana = meeting.people_in(rooms[0])[0];
    let visit = |room| Command::Visit { room };
    assert_eq!(meeting.act(ana, visit(rooms[1])), Err(Refusal::FacilitatorsOnly));
    meeting.act(facilitator, visit(rooms[0])).unwrap();
    meeting.act(facilitator, visit(rooms[1])).unwrap();
    let seen = view(&meeting.state, &meeting.contents, ana).unwrap();
    assert_eq!(seen.people[&facilitator].visiting, Some(main));
    meeting.act(facilitator, Command::EndVisit {}).unwrap();
    assert_eq!(meeting.state.people[&facilitator].room, main);
    assert_eq!(
        meeting.act(facilitator, Command::EndVisit {}),
        Err(Refusal::NothingToDo)
    );
    // Late arrivals do not count a visitor, and entering for good ends the visit.
    meeting.act(facilitator, visit(rooms[0])).unwrap();
    let generation = meeting.state.people[&ana].generation;
    meeting
        .system(SystemCommand::Dropped {
            person: ana,
            generation,
        })
        .unwrap();
    let late = meeting.join(Role::Participant, "Lupe");
    assert_eq!(meeting.state.people[&late].room, rooms[0]);
    meeting
        .act(facilitator, Command::EnterRoom { room: rooms[1] })
        .unwrap();
    assert_eq!(meeting.state.people[&facilitator].visiting, None);
}
