//! Facilitators, participants, observers, access support: who becomes what, and what follows at once.

use super::driver::Meeting;
use protocol::consultancy::rights::{boards, rights_of, takes_turns, writers};
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::Assignment;
use protocol::meeting::state::Role;
use protocol::meeting::view::{Slice, touched, view};
use protocol::meeting::{Command, Event, Refusal, SystemCommand};

fn set(person: PersonId, role: Role) -> Command {
    Command::SetRole {
        person,
        role,
        supports: None,
    }
}

fn with(person: PersonId, supported: PersonId) -> Command {
    Command::SetRole {
        person,
        role: Role::AccessSupport,
        supports: Some(supported),
    }
}

fn room_of(meeting: &Meeting, person: PersonId) -> RoomId {
    meeting.state.people[&person].room
}

#[test]
fn p15_a_facilitator_gives_roles_and_the_last_one_stays() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(1, 4);
    let ana = meeting.people_in(rooms[0])[0];
    assert_eq!(
        meeting.act(ana, set(ana, Role::Facilitator)),
        Err(Refusal::FacilitatorsOnly)
    );
    assert_eq!(
        meeting.act(nadia, set(nadia, Role::Participant)),
        Err(Refusal::LastFacilitator)
    );
    meeting.act(nadia, set(ana, Role::Facilitator)).unwrap();
    assert_eq!(
        meeting.act(nadia, set(ana, Role::Facilitator)),
        Err(Refusal::NothingToDo)
    );
    // Whoever was promoted is as good as any: they may step the first one down, and are then the last.
    meeting.act(ana, set(nadia, Role::Participant)).unwrap();
    assert_eq!(
        meeting.act(nadia, Command::Retitle { title: "New".into() }),
        Err(Refusal::FacilitatorsOnly)
    );
    assert_eq!(
        meeting.act(ana, set(ana, Role::Observer)),
        Err(Refusal::LastFacilitator)
    );
}

#[test]
fn p15_what_a_role_may_do_holds_at_once_on_boards_too() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(1, 4);
    let room = rooms[0];
    let ana = meeting.people_in(room)[1];
    meeting.act(ana, Command::RaiseHand {}).unwrap();
    assert!(writers(&meeting.state, room).contains(&ana));
    let from = meeting.entries.len();
    meeting.act(nadia, set(ana, Role::Observer)).unwrap();
    assert!(!writers(&meeting.state, room).contains(&ana));
    assert!(
        meeting.state.rooms[&room].hands.is_empty(),
        "an observer has no hand up"
    );
    assert_eq!(
        meeting.act(ana, Command::Say { text: "hi".into() }),
        Err(Refusal::ObserversOnlySee)
    );
    let slices: Vec<Slice> = meeting.entries[from..]
        .iter()
        .flat_map(|entry| touched(&meeting.state, entry))
        .collect();
    assert!(
        slices.contains(&Slice::Visibility(ana)),
        "they get their view anew"
    );
    meeting.act(nadia, set(ana, Role::Facilitator)).unwrap();
    let all = boards(&meeting.state);
    let writes = |board| all[&board].writers.contains(&ana);
    assert!(meeting.state.rooms.values().all(|room| writes(room.board)));
    let seen = view(&meeting.state, &meeting.contents, ana).unwrap();
    assert_eq!(
        seen.details.len(),
        meeting.state.rooms.len(),
        "every room is theirs to see"
    );
}

#[test]
fn p15_who_presents_or_facilitates_a_room_and_only_sees_from_now_on_does_so_no_more() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(1, 4);
    let room = rooms[0];
    let people = meeting.people_in(room);
    let name = Command::SetRoomFacilitator {
        person: people[1],
        room: Some(room),
    };
    meeting.act(nadia, name).unwrap();
    let plan = meeting.start(nadia, &[]);
    meeting.begin(nadia, plan);
    assert_eq!(meeting.round(room).presenter, Some(people[0]));
    meeting.act(nadia, set(people[0], Role::AccessSupport)).unwrap();
    assert_eq!(meeting.round(room).presenter, None);
    assert!(
        rights_of(&meeting.state, people[0], room).chat,
        "exempt from the floor"
    );
    meeting.act(nadia, set(people[1], Role::Facilitator)).unwrap();
    assert_eq!(meeting.state.people[&people[1]].facilitates, None);
    // Back: a participant like the others.
    meeting.act(nadia, set(people[1], Role::Participant)).unwrap();
    assert_eq!(
        meeting.act(people[1], Command::Hold { room }),
        Err(Refusal::RoomFacilitatorsOnly)
    );
}

#[test]
fn p15_a_call_that_was_claimed_by_somebody_who_facilitates_no_more_is_open() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(1, 4);
    let luis = meeting.join(Role::Facilitator, "Luis");
    let ana = meeting.people_in(rooms[0])[0];
    meeting.act(ana, Command::CallForHelp {}).unwrap();
    let claim = Command::ClaimHelp { room: rooms[0] };
    meeting.act(luis, claim.clone()).unwrap();
    assert_eq!(meeting.act(nadia, claim.clone()), Err(Refusal::CallClaimed));
    meeting.act(nadia, set(luis, Role::Participant)).unwrap();
    meeting.act(nadia, claim).unwrap();
}

#[test]
fn p16_access_support_goes_with_the_person_whom_they_support() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(2, 4);
    let ana = meeting.people_in(rooms[0])[0];
    let ina = meeting.join(Role::AccessSupport, "Ina");
    assert_eq!(Some(room_of(&meeting, ina)), meeting.state.main_room);
    meeting.act(nadia, with(ina, ana)).unwrap();
    assert_eq!(room_of(&meeting, ina), rooms[0], "they go there at once");
    let to = |person, room| Command::Move {
        people: vec![person],
        room,
    };
    let events = meeting.act(nadia, to(ana, rooms[1])).unwrap();
    assert_eq!(room_of(&meeting, ina), rooms[1]);
    let own_way = |event: &Event| matches!(event, Event::PersonAssigned { person, .. } if *person == ina);
    assert!(!events.iter().any(own_way), "they are assigned nowhere");
    meeting.act(nadia, Command::BringBack { in_seconds: 0 }).unwrap();
    // Whatever they were assigned to themselves, they open with the person.
    let elsewhere = Assignment {
        person: ina,
        room: Some(rooms[0]),
    };
    meeting
        .act(
            nadia,
            Command::Assign {
                people: vec![elsewhere],
            },
        )
        .unwrap();
    meeting.act(nadia, Command::OpenRooms { in_seconds: 0 }).unwrap();
    assert_eq!(room_of(&meeting, ina), rooms[1]);
    // Who comes back while rooms are open comes back to the person.
    let generation = meeting.state.people[&ina].generation;
    meeting
        .system(SystemCommand::Dropped {
            person: ina,
            generation,
        })
        .unwrap();
    meeting.act(nadia, to(ina, rooms[0])).unwrap();
    let main = meeting.state.main_room.unwrap();
    meeting.act(nadia, to(ina, main)).unwrap();
    meeting.system(SystemCommand::Connected { person: ina }).unwrap();
    assert_eq!(room_of(&meeting, ina), rooms[1]);
}

#[test]
fn p16_support_counts_in_no_size_and_takes_no_turn() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(2, 3);
    let support = meeting.people_in(rooms[1])[0];
    meeting.act(nadia, set(support, Role::AccessSupport)).unwrap();
    let late = meeting.join(Role::Participant, "Late");
    assert_eq!(
        room_of(&meeting, late),
        rooms[1],
        "the smaller one, who supports not counted"
    );
    assert!(!takes_turns(&meeting.state, rooms[1]).contains(&support));
    meeting.act(nadia, Command::BringBack { in_seconds: 0 }).unwrap();
    let events = meeting.act(nadia, Command::AssignRandomly { size: 3 }).unwrap();
    let placed = |event: &Event| matches!(event, Event::PersonAssigned { person, .. } if *person == support);
    assert!(!events.iter().any(placed));
}

#[test]
fn p16_support_goes_with_somebody_who_takes_part() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(1, 4);
    let [ana, ben, cai, _] = meeting.people_in(rooms[0])[..] else {
        panic!("four people")
    };
    meeting.act(nadia, with(cai, ben)).unwrap();
    assert_eq!(meeting.act(nadia, with(ana, ana)), Err(Refusal::CannotSupport));
    assert_eq!(meeting.act(nadia, with(ana, cai)), Err(Refusal::CannotSupport));
    // Whom support goes with becomes support, or is removed: support goes with nobody.
    meeting.act(nadia, with(ben, ana)).unwrap();
    assert_eq!(meeting.state.people[&cai].supports, None);
    meeting.act(nadia, Command::RemovePerson { person: ana }).unwrap();
    assert_eq!(meeting.state.people[&ben].supports, None);
    assert_eq!(meeting.state.people[&ben].role, Role::AccessSupport);
}

#[test]
fn p17_a_facilitator_corrects_names_and_organizations() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(1, 2);
    let [ana, ben] = meeting.people_in(rooms[0])[..] else {
        panic!("two people")
    };
    let rename = |name: &str, organization: Option<&str>| Command::Rename {
        person: ana,
        name: Some(name.into()),
        organization: organization.map(Into::into),
    };
    assert_eq!(
        meeting.act(ben, rename("Ann", None)),
        Err(Refusal::FacilitatorsOnly)
    );
    assert_eq!(
        meeting.act(nadia, rename(&"x".repeat(10_000), None)),
        Err(Refusal::TextTooLong)
    );
    assert_eq!(
        meeting.act(nadia, rename("\u{202e}\u{200b}", None)),
        Err(Refusal::EmptyText)
    );
    meeting
        .act(nadia, rename("\u{202e}Ana  María", Some("")))
        .unwrap();
    let seen = view(&meeting.state, &meeting.contents, ben).unwrap();
    assert_eq!(seen.people[&ana].name, "Ana María");
    assert_eq!(seen.people[&ana].organization, None);
    // The words are hers, so that they go when she is forgotten.
    assert!(meeting.owned_by(ana).contains(&meeting.state.people[&ana].name));
}

fn drop_out(meeting: &mut Meeting, person: PersonId) {
    let generation = meeting.state.people[&person].generation;
    meeting
        .system(SystemCommand::Dropped { person, generation })
        .unwrap();
}

fn claim(meeting: &mut Meeting, claimed: PersonId) -> Result<PersonId, Refusal> {
    let person = PersonId(meeting.uuid());
    meeting.system(SystemCommand::Claim { person, claimed })?;
    meeting.system(SystemCommand::Connected { person })?;
    Ok(person)
}

#[test]
fn p21_another_device_is_somebody_who_was_here_once_a_facilitator_says_so() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(1, 2);
    let [ana, ben] = meeting.people_in(rooms[0])[..] else {
        panic!("two people")
    };
    assert_eq!(
        claim(&mut meeting, ana),
        Err(Refusal::NoPerson),
        "who is here is not picked"
    );
    drop_out(&mut meeting, ana);
    // Also in a locked meeting: who was here is not new.
    let lock = Command::SetDoor {
        lobby: None,
        locked: Some(true),
    };
    meeting.act(nadia, lock).unwrap();
    let device = claim(&mut meeting, ana).unwrap();
    let waits = &meeting.state.people[&device];
    assert!(waits.waiting && waits.claims == Some(ana));
    // Until then they are nobody: they see no room, no notebook of hers, and do nothing.
    let seen = view(&meeting.state, &meeting.contents, device).unwrap();
    assert!(seen.rooms.is_empty() && seen.me.notebook != meeting.state.people[&ana].notebook);
    assert_eq!(
        meeting.act(device, Command::Say { text: "hi".into() }),
        Err(Refusal::InLobby)
    );
    // Letting all in makes nobody twice; only a facilitator recognizes.
    assert_eq!(
        meeting.act(nadia, Command::Admit { people: None }),
        Err(Refusal::NothingToDo)
    );
    assert_eq!(
        meeting.act(
            ben,
            Command::Recognize {
                person: device,
                expected: None
            }
        ),
        Err(Refusal::FacilitatorsOnly)
    );
    let others = meeting.state.people[&ana].clone();
    meeting
        .act(
            nadia,
            Command::Recognize {
                person: device,
                expected: None,
            },
        )
        .unwrap();
    assert!(view(&meeting.state, &meeting.contents, device).is_none());
    assert_eq!(meeting.state.people[&ana], others, "she is who and where she was");
    assert_eq!(
        meeting.act(
            nadia,
            Command::Recognize {
                person: device,
                expected: None
            }
        ),
        Err(Refusal::NoPerson)
    );
    assert_eq!(
        meeting.act(
            nadia,
            Command::Recognize {
                person: ben,
                expected: None
            }
        ),
        Err(Refusal::NothingToDo)
    );
}

#[test]
fn p21_nobody_becomes_a_facilitator_by_picking_a_name() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(1, 2);
    let luis = meeting.join(Role::Facilitator, "Luis");
    drop_out(&mut meeting, luis);
    assert_eq!(claim(&mut meeting, luis), Err(Refusal::NoPerson));
    let ana = meeting.people_in(rooms[0])[0];
    drop_out(&mut meeting, ana);
    let device = claim(&mut meeting, ana).unwrap();
    meeting.act(nadia, set(ana, Role::Facilitator)).unwrap();
    assert_eq!(
        meeting.act(
            nadia,
            Command::Recognize {
                person: device,
                expected: None
            }
        ),
        Err(Refusal::NoPerson)
    );
    // Somebody else after all: let in by name, they are new.
    let admit = Command::Admit {
        people: Some(vec![device]),
    };
    meeting.act(nadia, admit).unwrap();
    assert_eq!(meeting.state.people[&device].claims, None);
    assert!(!meeting.state.people[&device].waiting);
}
