//! The floor beyond the plain round: no presenter, silence, one question to the presenter, newcomers.

use super::driver::Meeting;
use protocol::consultancy::rights;
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::{ProtocolChoice, Target};
use protocol::meeting::state::Role;
use protocol::meeting::{Command, Refusal, SystemCommand};

#[test]
fn r11_a_protocol_without_a_presenter_begins_without_one() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let start = Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("atlas".into()),
        seconds: None,
        pace: None,
    };
    meeting.act(facilitator, start).unwrap();
    let ana = meeting.people_in(rooms[0])[0];
    assert_eq!(
        meeting.act(ana, Command::OfferToPresent { offered: true }),
        Err(Refusal::NobodyPresents)
    );
    let name_ana = Command::SetPresenter {
        room: rooms[0],
        person: Some(ana),
    };
    assert_eq!(meeting.act(facilitator, name_ana), Err(Refusal::NobodyPresents));
    meeting.pass_seconds(180);
    assert!(rooms.iter().all(|room| meeting.step(*room) == Some(0)));
    meeting.check();
}

#[test]
fn r12_in_a_silent_step_everyone_writes_and_nobody_talks() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 4);
    let start = Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("chalk-talk".into()),
        seconds: Some(vec![60, 60, 60, 60, 60]),
        pace: None,
    };
    meeting.act(facilitator, start).unwrap();
    let room = rooms[0];
    meeting
        .act(
            facilitator,
            Command::Begin {
                on: Target::Room(room),
            },
        )
        .unwrap();
    meeting.pass_seconds(75);
    assert_eq!(meeting.step(room), Some(1));
    let support = meeting.join(Role::AccessSupport, "Captions");
    meeting
        .act(
            facilitator,
            Command::Move {
                people: vec![support],
                room,
            },
        )
        .unwrap();
    for person in meeting.people_in(room) {
        let rights = rights::rights_of(&meeting.state, person, room);
        assert!(!rights.speak && !rights.chat);
        assert_eq!(rights.sections, ["talk"]);
        let aloud = Command::Say { text: "psst".into() };
        assert_eq!(meeting.act(person, aloud), Err(Refusal::NotYourFloor));
        assert!(rights::writers(&meeting.state, room).contains(&person));
    }
    assert!(rights::rights_of(&meeting.state, support, room).chat);
}

/// One room in 'the group talks', its presenter and another.
fn in_discussion() -> (Meeting, PersonId, RoomId, PersonId, PersonId) {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 4);
    let room = rooms[0];
    for person in meeting.people_in(room) {
        meeting.act(person, Command::Arrive { room }).unwrap();
    }
    let plan = meeting.start(facilitator, &[]);
    meeting.begin(facilitator, plan);
    meeting.pass_seconds(600 + 300 + 600 + 15);
    assert_eq!(meeting.step(room), Some(3));
    let presenter = meeting.round(room).presenter.unwrap();
    let other = meeting.people_in(room)[1];
    (meeting, facilitator, room, presenter, other)
}

fn chats(meeting: &Meeting, person: PersonId, room: RoomId) -> bool {
    rights::rights_of(&meeting.state, person, room).chat
}

#[test]
fn r13_one_question_opens_the_presenters_floor_for_thirty_seconds() {
    let (mut meeting, facilitator, room, presenter, other) = in_discussion();
    let ask = Command::AskPresenter { room };
    assert_eq!(
        meeting.act(other, ask.clone()),
        Err(Refusal::RoomFacilitatorsOnly)
    );
    let before = meeting.entries.len();
    meeting.act(facilitator, ask.clone()).unwrap();
    assert_eq!(meeting.entries.len(), before + 1, "the journal has it");
    assert_eq!(meeting.act(facilitator, ask.clone()), Err(Refusal::AlreadyAsked));
    let answer = Command::Say {
        text: "Twelve.".into(),
    };
    meeting.act(presenter, answer.clone()).unwrap();
    assert!(
        !rights::writers(&meeting.state, room).contains(&presenter),
        "the floor, not the board"
    );
    assert!(chats(&meeting, other, room));
    // A pause takes nothing of it, and minutes neither give nor take.
    let on = Target::Room(room);
    meeting.pass_seconds(10);
    meeting.act(facilitator, Command::Pause { on }).unwrap();
    meeting.pass_seconds(300);
    meeting.act(facilitator, Command::Resume { on }).unwrap();
    meeting
        .act(facilitator, Command::AddSeconds { on, seconds: 120 })
        .unwrap();
    meeting.pass(19_999);
    assert!(chats(&meeting, presenter, room));
    meeting.check();
    meeting.pass(1);
    assert_eq!(meeting.act(presenter, answer), Err(Refusal::NotYourFloor));
    // Once more, and another presents: nothing is open to them.
    meeting.act(facilitator, ask.clone()).unwrap();
    let instead = Command::SetPresenter {
        room,
        person: Some(other),
    };
    meeting.act(facilitator, instead).unwrap();
    assert!(!chats(&meeting, other, room));
    // Where the presenter speaks anyway there is nothing to open.
    meeting.pass_seconds(900 + 120);
    assert_eq!(meeting.step(room), Some(4));
    assert_eq!(meeting.act(facilitator, ask), Err(Refusal::PresenterNotListening));
}

#[test]
fn r14_who_comes_after_the_clarifying_questions_listens_until_the_next_step_unless_let_in() {
    let (mut meeting, facilitator, room, _, other) = in_discussion();
    let lupe = meeting.join(Role::Participant, "Lupe");
    let kofi = meeting.join(Role::Participant, "Kofi");
    assert_eq!(meeting.state.people[&lupe].room, room, "late arrivals are placed");
    for person in [lupe, kofi] {
        let rights = rights::rights_of(&meeting.state, person, room);
        assert!(!rights.speak && !rights.chat && !rights.write);
        assert!(!rights::writers(&meeting.state, room).contains(&person));
        let notebook = meeting.state.people[&person].notebook;
        assert!(
            rights::boards(&meeting.state)[&notebook]
                .writers
                .contains(&person)
        );
        let word = Command::Say { text: "Hi".into() };
        assert_eq!(meeting.act(person, word), Err(Refusal::NotYourFloor));
    }
    // Let in by the room's facilitators only.
    let let_in = |person| Command::LetIn { room, person };
    assert_eq!(
        meeting.act(other, let_in(lupe)),
        Err(Refusal::RoomFacilitatorsOnly)
    );
    meeting.act(facilitator, let_in(lupe)).unwrap();
    assert!(chats(&meeting, lupe, room) && !chats(&meeting, kofi, room));
    assert_eq!(meeting.act(facilitator, let_in(lupe)), Err(Refusal::NothingToDo));
    // Who was in the room before is not new, whether they dropped or were away for a while.
    let generation = meeting.state.people[&other].generation;
    meeting
        .system(SystemCommand::Dropped {
            person: other,
            generation,
        })
        .unwrap();
    meeting
        .system(SystemCommand::Connected { person: other })
        .unwrap();
    assert!(chats(&meeting, other, room));
    let main = meeting.state.main_room.unwrap();
    for to in [main, room] {
        meeting
            .act(
                facilitator,
                Command::Move {
                    people: vec![other],
                    room: to,
                },
            )
            .unwrap();
    }
    assert!(chats(&meeting, other, room));
    meeting.check();
    meeting.pass_seconds(900 + 15);
    assert_eq!(meeting.step(room), Some(4));
    assert!(meeting.round(room).listening.is_empty());
    meeting.pass_seconds(300 + 15);
    assert!(chats(&meeting, kofi, room));
    meeting.check();
}
