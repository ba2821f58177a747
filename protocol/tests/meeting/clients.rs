//! Protocols in which each person of the room is client in turn.

use super::driver::Meeting;
use protocol::consultancy::catalogue::find;
use protocol::consultancy::rights;
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::{ProtocolChoice, Target};
use protocol::meeting::state::{Role, SharingLevel};
use protocol::meeting::{Command, Refusal};

fn started(rooms: u16, size: usize) -> (Meeting, PersonId, Vec<RoomId>) {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(rooms, size);
    meeting.everybody_arrives();
    start(&mut meeting, facilitator);
    (meeting, facilitator, rooms)
}

fn start(meeting: &mut Meeting, facilitator: PersonId) {
    let start = Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("troika".into()),
        seconds: None,
        pace: None,
    };
    meeting.act(facilitator, start).unwrap();
}

fn begin(meeting: &mut Meeting, facilitator: PersonId, room: RoomId) {
    let on = Target::Plan(meeting.round(room).plan);
    meeting.act(facilitator, Command::Begin { on }).unwrap();
}

/// To the step with this id in a room, by its facilitators.
fn go_to(meeting: &mut Meeting, facilitator: PersonId, room: RoomId, step: &str) {
    for _ in 0..80 {
        let now = rights::current_step(&meeting.state, &meeting.state.rooms[&room]);
        if now.is_some_and(|now| now.id == step) {
            meeting.check();
            return;
        }
        let on = Target::Plan(meeting.round(room).plan);
        meeting.act(facilitator, Command::NextStep { on }).unwrap();
    }
    panic!("no step {step}");
}

fn card(meeting: &mut Meeting, person: PersonId, room: RoomId, question: &str) {
    let set = Command::SetDilemma {
        room,
        title: None,
        overview: None,
        focus_question: Some(question.into()),
        restated_question: None,
        links: None,
    };
    meeting.act(person, set).unwrap();
}

fn question(meeting: &Meeting, room: RoomId) -> Option<String> {
    let id = meeting.state.rooms[&room].dilemma.focus_question?;
    meeting.contents[&id].clone()
}

#[test]
fn r23_rooms_of_three_and_four_end_together() {
    let troika = find("troika").unwrap();
    let seconds: Vec<u32> = troika
        .steps
        .iter()
        .map(protocol::consultancy::Step::seconds)
        .collect();
    let mut totals = Vec::new();
    for clients in 2..=4 {
        let (written, lengths) = troika.written_out(&seconds, Some(clients));
        assert_eq!(written.steps.len(), 1 + 4 * usize::from(clients));
        assert_eq!(written.steps.len(), lengths.len());
        totals.push(lengths.iter().sum::<u32>());
    }
    assert_eq!(totals, [1800, 1800, 1800], "half an hour for every size");
    assert_eq!(
        [1, 2, 3, 4, 7].map(|people| troika.clients(people)),
        [2, 2, 3, 4, 4].map(Some)
    );
    assert_eq!(find("tuning").unwrap().clients(3), None);

    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    meeting.everybody_arrives();
    let fourth = meeting.join(Role::Participant, "Lupe");
    let room = meeting.state.people[&fourth].room;
    start(&mut meeting, facilitator);
    let plans: Vec<_> = rooms.iter().map(|room| meeting.round(*room).plan).collect();
    assert_ne!(plans[0], plans[1], "three and four are two plans");
    begin(&mut meeting, facilitator, rooms[0]);
    begin(&mut meeting, facilitator, rooms[1]);
    assert_eq!(meeting.timeline(rooms[0]).end(), meeting.timeline(rooms[1]).end());
    assert_eq!(meeting.state.plans[&meeting.round(room).plan].planned.len(), 17);
    meeting.check();
}

#[test]
fn r24_each_is_client_once_first_who_offered_and_no_room_waits() {
    let (mut meeting, facilitator, rooms) = started(1, 3);
    let room = rooms[0];
    let people = meeting.people_in(room);
    meeting
        .act(people[1], Command::OfferToPresent { offered: true })
        .unwrap();
    begin(&mut meeting, facilitator, room);
    assert_eq!(meeting.step(room), Some(0));
    let mut clients = Vec::new();
    for turn in 1..=3 {
        go_to(&mut meeting, facilitator, room, &format!("share-{turn}"));
        clients.extend(meeting.round(room).presenter);
        let client = meeting.round(room).presenter.unwrap();
        go_to(&mut meeting, facilitator, room, &format!("consult-{turn}"));
        // The client turns away: neither chat nor board is theirs while the helpers talk.
        assert_eq!(
            rights::rights_of(&meeting.state, client, room),
            rights::Rights::default()
        );
        let helper = people.iter().find(|person| **person != client).unwrap();
        assert!(rights::rights_of(&meeting.state, *helper, room).chat);
    }
    assert_eq!(clients, [people[1], people[0], people[2]]);
}

#[test]
fn r24_who_left_is_passed_over_and_a_turn_too_many_has_no_client() {
    let (mut meeting, facilitator, rooms) = started(1, 3);
    let room = rooms[0];
    let people = meeting.people_in(room);
    begin(&mut meeting, facilitator, room);
    go_to(&mut meeting, facilitator, room, "share-1");
    meeting
        .act(facilitator, Command::RemovePerson { person: people[1] })
        .unwrap();
    go_to(&mut meeting, facilitator, room, "share-2");
    assert_eq!(meeting.round(room).presenter, Some(people[2]));
    go_to(&mut meeting, facilitator, room, "share-3");
    assert_eq!(meeting.round(room).presenter, None);
    let again = Command::SetPresenter {
        room,
        person: Some(people[0]),
    };
    meeting.act(facilitator, again).unwrap();
    assert_eq!(meeting.round(room).clients[2].person, Some(people[0]));
    // Somebody who came meanwhile would have been client.
    let (mut meeting, facilitator, rooms) = started(1, 2);
    let room = rooms[0];
    begin(&mut meeting, facilitator, room);
    go_to(&mut meeting, facilitator, room, "share-1");
    let late = meeting.join(Role::Participant, "Lupe");
    let first = meeting.round(room).presenter.unwrap();
    let leaves = meeting
        .people_in(room)
        .into_iter()
        .find(|one| *one != first && *one != late);
    meeting
        .act(
            facilitator,
            Command::RemovePerson {
                person: leaves.unwrap(),
            },
        )
        .unwrap();
    go_to(&mut meeting, facilitator, room, "share-2");
    assert_eq!(meeting.round(room).presenter, Some(late));
}

#[test]
fn r25_each_client_has_their_own_card() {
    let (mut meeting, facilitator, rooms) = started(1, 3);
    let room = rooms[0];
    let people = meeting.people_in(room);
    meeting
        .act(people[0], Command::OfferToPresent { offered: true })
        .unwrap();
    card(&mut meeting, people[0], room, "How do I begin?");
    begin(&mut meeting, facilitator, room);
    go_to(&mut meeting, facilitator, room, "share-1");
    assert_eq!(question(&meeting, room).as_deref(), Some("How do I begin?"));
    go_to(&mut meeting, facilitator, room, "share-2");
    assert_eq!(question(&meeting, room), None);
    card(&mut meeting, people[1], room, "How do I end?");
    let on = Target::Room(room);
    meeting.act(facilitator, Command::BackStep { on }).unwrap();
    assert_eq!(meeting.round(room).presenter, Some(people[0]));
    assert_eq!(question(&meeting, room).as_deref(), Some("How do I begin?"));
    go_to(&mut meeting, facilitator, room, "share-2");
    assert_eq!(meeting.round(room).presenter, Some(people[1]));
    assert_eq!(question(&meeting, room).as_deref(), Some("How do I end?"));
}

#[test]
fn r26_the_notes_go_as_far_as_all_clients_agree_to() {
    let (mut meeting, facilitator, rooms) = started(1, 2);
    let room = rooms[0];
    begin(&mut meeting, facilitator, room);
    go_to(&mut meeting, facilitator, room, "thank-1");
    let first = meeting.round(room).presenter.unwrap();
    let agree = |level| Command::AgreeSharing { room, level };
    meeting.act(first, agree(SharingLevel::Meeting)).unwrap();
    assert_eq!(meeting.state.rooms[&room].sharing, SharingLevel::Meeting);
    go_to(&mut meeting, facilitator, room, "share-2");
    assert_eq!(
        meeting.state.rooms[&room].sharing,
        SharingLevel::Room,
        "the next one has not agreed"
    );
    go_to(&mut meeting, facilitator, room, "thank-2");
    let second = meeting.round(room).presenter.unwrap();
    assert_ne!(first, second);
    assert_eq!(
        meeting.act(facilitator, agree(SharingLevel::Meeting)),
        Err(Refusal::PresenterOnly)
    );
    meeting.act(second, agree(SharingLevel::Meeting)).unwrap();
    assert_eq!(meeting.state.rooms[&room].sharing, SharingLevel::Meeting);
    assert_eq!(
        meeting.act(first, agree(SharingLevel::Meeting)),
        Err(Refusal::NothingToDo)
    );
    meeting.act(first, agree(SharingLevel::Room)).unwrap();
    assert_eq!(meeting.state.rooms[&room].sharing, SharingLevel::Room);
    meeting.check();
}

#[test]
fn r27_what_is_written_in_a_turn_stands_in_a_part_of_its_own() {
    let (mut meeting, facilitator, rooms) = started(1, 3);
    let room = rooms[0];
    begin(&mut meeting, facilitator, room);
    go_to(&mut meeting, facilitator, room, "consult-2");
    let helper = meeting
        .people_in(room)
        .into_iter()
        .find(|person| Some(*person) != meeting.round(room).presenter);
    let rights = rights::rights_of(&meeting.state, helper.unwrap(), room);
    assert_eq!(rights.sections, ["ideas.2"]);
}
