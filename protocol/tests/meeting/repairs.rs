//! Calls for help and what a room is offered when somebody drops.

use super::driver::Meeting;
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::{ProtocolChoice, Target};
use protocol::meeting::state::{Clock, Pace};
use protocol::meeting::{Command, Refusal, SystemCommand};

#[test]
fn m1_a_call_closes_when_whoever_went_there_leaves_again() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    let (room, other) = (rooms[0], rooms[1]);
    let caller = meeting.people_in(room)[0];
    let call = |meeting: &Meeting| meeting.state.rooms[&room].call;
    meeting.act(caller, Command::CallForHelp {}).unwrap();
    meeting.act(facilitator, Command::ClaimHelp { room }).unwrap();
    // On the way they are called elsewhere first: the call stands.
    for to in [other, room] {
        meeting.act(facilitator, Command::EnterRoom { room: to }).unwrap();
    }
    assert!(call(&meeting).is_some());
    // Moved on before their page showed the room: they were not there.
    meeting
        .act(facilitator, Command::EnterRoom { room: other })
        .unwrap();
    assert!(call(&meeting).is_some());
    meeting.act(facilitator, Command::EnterRoom { room }).unwrap();
    meeting.act(facilitator, Command::Arrive { room }).unwrap();
    assert!(call(&meeting).is_some());
    meeting
        .act(facilitator, Command::EnterRoom { room: other })
        .unwrap();
    assert_eq!(call(&meeting), None);
}

fn drop_out(meeting: &mut Meeting, person: PersonId) {
    let generation = meeting.state.people[&person].generation;
    meeting
        .system(SystemCommand::Dropped { person, generation })
        .unwrap();
}

/// Two rooms, in step 1 of a round, with their presenters.
fn in_step(pace: Option<Pace>) -> (Meeting, PersonId, Vec<RoomId>) {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let start = Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("consultancy-50".into()),
        seconds: None,
        pace,
    };
    meeting.act(facilitator, start).unwrap();
    for room in &rooms {
        let presenter = meeting.people_in(*room)[0];
        meeting
            .act(presenter, Command::OfferToPresent { offered: true })
            .unwrap();
        let on = Target::Plan(meeting.round(*room).plan);
        let _ = meeting.act(facilitator, Command::Begin { on });
    }
    for room in &rooms {
        let on = Target::Room(*room);
        let _ = meeting.act(facilitator, Command::Begin { on });
    }
    assert!(rooms.iter().all(|room| meeting.step(*room) == Some(0)));
    (meeting, facilitator, rooms)
}

#[test]
fn m2_a_room_waits_for_its_presenter_a_minute_or_until_they_are_back() {
    let (mut meeting, facilitator, rooms) = in_step(None);
    let room = rooms[0];
    let presenter = meeting.round(room).presenter.unwrap();
    let wait = Command::WaitForPresenter { room };
    assert_eq!(
        meeting.act(facilitator, wait.clone()),
        Err(Refusal::NothingToDo),
        "they are here"
    );
    drop_out(&mut meeting, presenter);
    let other = meeting.people_in(room)[1];
    assert_eq!(
        meeting.act(other, wait.clone()),
        Err(Refusal::RoomFacilitatorsOnly)
    );
    meeting.act(facilitator, wait.clone()).unwrap();
    assert!(matches!(meeting.timeline(room).clock, Clock::Held { .. }));
    meeting.check();
    meeting.pass_seconds(20);
    meeting
        .system(SystemCommand::Connected { person: presenter })
        .unwrap();
    assert!(meeting.timeline(room).is_running(), "they are back");
    assert_eq!(meeting.round(room).hold_used, 20);
    // Not back: after a minute the clock goes on by itself.
    drop_out(&mut meeting, presenter);
    meeting.act(facilitator, wait).unwrap();
    meeting.pass_seconds(59);
    assert!(matches!(meeting.timeline(room).clock, Clock::Held { .. }));
    meeting.pass_seconds(1);
    assert!(meeting.timeline(room).is_running());
    assert_eq!(meeting.round(room).hold_used, 80);
    assert_eq!(meeting.round(room).waits_for, None);
    meeting.check();
}

#[test]
fn m2_a_room_waits_for_its_facilitator_until_they_are_back_or_somebody_takes_it_on() {
    let (mut meeting, facilitator, rooms) = in_step(None);
    let room = rooms[0];
    let people = meeting.people_in(room);
    let (presenter, lead, other) = (people[0], people[1], people[2]);
    let stranger = meeting.people_in(rooms[1])[1];
    let wait = Command::WaitForFacilitator { room };
    assert_eq!(
        meeting.act(other, wait.clone()),
        Err(Refusal::NothingToDo),
        "nobody facilitated it"
    );
    let set = |person| Command::SetRoomFacilitator {
        person,
        room: Some(room),
    };
    meeting.act(facilitator, set(lead)).unwrap();
    assert_eq!(
        meeting.act(other, wait.clone()),
        Err(Refusal::NothingToDo),
        "they are here"
    );
    drop_out(&mut meeting, lead);
    assert_eq!(
        meeting.act(stranger, wait.clone()),
        Err(Refusal::RoomFacilitatorsOnly)
    );
    meeting.act(presenter, wait.clone()).unwrap();
    assert_eq!(meeting.round(room).waits_for, Some(lead));
    meeting.check();
    meeting.pass_seconds(20);
    meeting.system(SystemCommand::Connected { person: lead }).unwrap();
    assert!(meeting.timeline(room).is_running(), "they are back");
    assert_eq!(meeting.round(room).hold_used, 20);

    // Somebody takes it on instead.
    drop_out(&mut meeting, lead);
    meeting.act(other, wait.clone()).unwrap();
    meeting.pass_seconds(10);
    meeting.act(other, set(other)).unwrap();
    assert!(meeting.timeline(room).is_running(), "somebody facilitates");
    assert_eq!(meeting.round(room).hold_used, 30);
    // Where somebody is there who facilitates there is nobody to wait for.
    assert_eq!(meeting.act(other, wait), Err(Refusal::NothingToDo));
    meeting.check();
}

#[test]
fn m3_another_dilemma_begins_with_the_first_step_and_ends_with_the_others() {
    let (mut meeting, facilitator, rooms) = in_step(None);
    let room = rooms[0];
    let first = meeting.round(room).presenter.unwrap();
    let card = Command::SetDilemma {
        room,
        title: Some("Labs".into()),
        overview: None,
        focus_question: None,
        restated_question: None,
        links: None,
    };
    meeting.act(first, card).unwrap();
    let (second, third) = (meeting.people_in(room)[1], meeting.people_in(room)[2]);
    meeting
        .act(third, Command::OfferToPresent { offered: true })
        .unwrap();
    meeting.pass_seconds(300);
    drop_out(&mut meeting, first);
    let other = |person| Command::OtherDilemma { room, person };
    assert_eq!(
        meeting.act(second, other(second)),
        Err(Refusal::RoomFacilitatorsOnly)
    );
    let elsewhere = meeting.people_in(rooms[1])[0];
    assert_eq!(
        meeting.act(facilitator, other(elsewhere)),
        Err(Refusal::NotInRoom)
    );
    meeting.act(facilitator, other(second)).unwrap();
    let round = meeting.round(room);
    assert_eq!((round.presenter, round.timeline.step), (Some(second), Some(0)));
    assert_eq!(round.offers, vec![third], "who offered offers still");
    assert_eq!(meeting.timeline(room).end(), meeting.timeline(rooms[1]).end());
    let state = &meeting.state.rooms[&room];
    assert_eq!(state.dilemma.title, None);
    assert!(
        state.past_rounds[0].dilemma.title.is_some(),
        "kept with its round"
    );
    meeting.check();
    // Later there is not half of the time left for every step.
    meeting.pass_seconds(1500);
    let before = meeting.state.clone();
    assert_eq!(meeting.act(facilitator, other(third)), Err(Refusal::StepTooShort));
    assert_eq!(before, meeting.state);
    // On a plan of its own there is.
    meeting.act(facilitator, Command::PartRoom { room }).unwrap();
    meeting.act(facilitator, other(third)).unwrap();
    assert_eq!((meeting.step(room), meeting.left(room)), (Some(0), 600));
    meeting.check();
}

#[test]
fn m4_one_person_takes_the_notes_of_a_room() {
    let (mut meeting, facilitator, rooms) = in_step(None);
    let room = rooms[0];
    let people = meeting.people_in(room);
    let take = |taken| Command::TakeNotes { taken };
    let taker = |meeting: &Meeting| meeting.state.rooms[&room].note_taker;
    meeting.act(people[1], take(true)).unwrap();
    assert_eq!(taker(&meeting), Some(people[1]));
    assert_eq!(meeting.act(people[2], take(true)), Err(Refusal::NotesTaken));
    drop_out(&mut meeting, people[1]);
    meeting.act(people[2], take(true)).unwrap();
    meeting.act(people[2], take(false)).unwrap();
    assert_eq!(taker(&meeting), None);
    // It stays with the room, whoever goes.
    meeting.act(people[3], take(true)).unwrap();
    let away = Command::Move {
        people: vec![people[3]],
        room: rooms[1],
    };
    meeting.act(facilitator, away).unwrap();
    assert_eq!(taker(&meeting), None);
}

#[test]
fn r16_together_no_room_has_time_of_its_own() {
    let (mut meeting, facilitator, rooms) = in_step(Some(Pace::Together));
    let room = rooms[0];
    let leader = meeting.people_in(room)[1];
    let name = Command::SetRoomFacilitator {
        person: leader,
        room: Some(room),
    };
    meeting.act(facilitator, name).unwrap();
    let on = Target::Room(room);
    for command in [
        Command::Hold { room },
        Command::Pause { on },
        Command::NextStep { on },
        Command::BackStep { on },
        Command::AddSeconds { on, seconds: 60 },
    ] {
        assert_eq!(meeting.act(leader, command), Err(Refusal::RoomsTogether));
    }
    let on = Target::Plan(meeting.round(room).plan);
    meeting.act(facilitator, Command::Pause { on }).unwrap();
    meeting.check();
}

#[test]
fn r16_at_its_own_pace_each_room_is_alone_on_its_plan() {
    let (mut meeting, facilitator, rooms) = in_step(Some(Pace::Own));
    assert_ne!(meeting.round(rooms[0]).plan, meeting.round(rooms[1]).plan);
    let leader = meeting.people_in(rooms[0])[1];
    let name = Command::SetRoomFacilitator {
        person: leader,
        room: Some(rooms[0]),
    };
    meeting.act(facilitator, name).unwrap();
    let on = Target::Room(rooms[0]);
    meeting
        .act(leader, Command::AddSeconds { on, seconds: 600 })
        .unwrap();
    let (one, two) = (meeting.timeline(rooms[0]), meeting.timeline(rooms[1]));
    assert!(one.end() > two.end());
    meeting.check();
}

#[test]
fn r17_one_room_goes_on_at_its_own_pace_from_where_it_is() {
    let (mut meeting, facilitator, rooms) = in_step(None);
    let room = rooms[0];
    let plan = meeting.round(room).plan;
    let leader = meeting.people_in(room)[1];
    meeting.act(facilitator, Command::Hold { room }).unwrap();
    meeting.pass_seconds(30);
    let part = Command::PartRoom { room };
    assert_eq!(meeting.act(leader, part.clone()), Err(Refusal::FacilitatorsOnly));
    meeting.act(facilitator, part.clone()).unwrap();
    assert_ne!(meeting.round(room).plan, plan);
    assert!(meeting.timeline(room).is_running(), "the hold is over");
    assert_eq!(meeting.timeline(room).end(), meeting.timeline(rooms[1]).end());
    assert_eq!(meeting.act(facilitator, part), Err(Refusal::NothingToDo));
    meeting.check();
    // The others pause, this one does not; and its minutes are its own.
    let on = Target::Plan(plan);
    meeting.act(facilitator, Command::Pause { on }).unwrap();
    assert!(meeting.timeline(room).is_running());
    let on = Target::Room(room);
    meeting
        .act(facilitator, Command::AddSeconds { on, seconds: 600 })
        .unwrap();
    meeting.check();
    meeting.pass_seconds(3600);
    assert!(meeting.round(room).ended_at.is_some());
    meeting.check();
}

#[test]
fn r17_a_room_that_waits_may_part_as_well() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let plan = meeting.start(facilitator, &[rooms[1]]);
    meeting.begin(facilitator, plan);
    meeting.pass_seconds(1200);
    meeting
        .act(facilitator, Command::PartRoom { room: rooms[1] })
        .unwrap();
    meeting.check();
    let found = meeting.people_in(rooms[1])[0];
    meeting
        .act(found, Command::OfferToPresent { offered: true })
        .unwrap();
    assert_eq!((meeting.step(rooms[1]), meeting.left(rooms[1])), (Some(0), 600));
    meeting.check();
}
