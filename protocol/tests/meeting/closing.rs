//! What people take on, and what stays open when the meeting is over.

use super::driver::Meeting;
use protocol::ids::{CommitmentId, PersonId, RoomId};
use protocol::meeting::agenda::{PartKind, PartWish};
use protocol::meeting::state::Role;
use protocol::meeting::view::{self, View};
use protocol::meeting::{Command, Event, Refusal};

fn view(meeting: &Meeting, person: PersonId) -> View {
    view::view(&meeting.state, &meeting.contents, person).unwrap()
}

fn promise(text: &str, shared: bool) -> Command {
    Command::MakeCommitment {
        text: text.into(),
        due: Some("2026-12-03".into()),
        shared,
        room: None,
    }
}

fn make(meeting: &mut Meeting, person: PersonId, command: Command) -> Result<CommitmentId, Refusal> {
    let events = meeting.act(person, command)?;
    match events.first() {
        Some(Event::CommitmentSet { commitment, .. }) => Ok(*commitment),
        other => panic!("{other:?}"),
    }
}

fn for_room(room: RoomId) -> Command {
    Command::MakeCommitment {
        text: "We ask the students".into(),
        due: None,
        shared: false,
        room: Some(room),
    }
}

fn change(commitment: CommitmentId) -> Command {
    Command::ChangeCommitment {
        commitment,
        text: Some("Other words".into()),
        due: Some(String::new()),
        shared: None,
        done: Some(true),
    }
}

/// Who sees it, of these people.
fn readers(meeting: &Meeting, commitment: CommitmentId, people: &[PersonId]) -> Vec<bool> {
    let sees = |person: &PersonId| view(meeting, *person).commitments.contains_key(&commitment);
    people.iter().map(sees).collect()
}

#[test]
fn e1_everyone_takes_on_what_they_write_in_their_own_name() {
    let (mut meeting, _, rooms) = Meeting::with_open_rooms(2, 3);
    let ana = meeting.people_in(rooms[0])[0];
    let id = make(&mut meeting, ana, promise("Ask the students", false)).unwrap();
    let seen = view(&meeting, ana).commitments[&id].clone();
    assert_eq!(
        (seen.person, seen.text.as_str(), seen.due.as_deref(), seen.done),
        (ana, "Ask the students", Some("2026-12-03"), false)
    );
    assert!(
        meeting
            .owned_by(ana)
            .contains(&meeting.state.closing.commitments[&id].text)
    );
    let olu = meeting.join(Role::Observer, "Olu");
    assert_eq!(
        meeting.act(olu, promise("Watch", true)),
        Err(Refusal::ObserversOnlySee)
    );
    let wrong = [
        ("  ", None, Refusal::EmptyText),
        ("words", Some("soon"), Refusal::BadTime),
        ("words", Some("2026-02-30"), Refusal::BadTime),
    ];
    for (text, due, refusal) in wrong {
        let command = Command::MakeCommitment {
            text: text.into(),
            due: due.map(str::to_owned),
            shared: false,
            room: None,
        };
        assert_eq!(meeting.act(ana, command), Err(refusal), "{text} {due:?}");
    }
    for n in 1..20 {
        make(&mut meeting, ana, promise(&format!("Promise {n}"), false)).unwrap();
    }
    assert_eq!(
        meeting.act(ana, promise("One more", false)),
        Err(Refusal::TooMany)
    );
    let gone = Command::TakeAwayCommitment { commitment: id };
    meeting.act(ana, gone).unwrap();
    make(&mut meeting, ana, promise("One more", false)).unwrap();
}

#[test]
fn e1_for_a_room_its_presenter_writes_or_a_facilitator() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    meeting.start(facilitator, &[]);
    let people = meeting.people_in(rooms[0]);
    let presenter = meeting.round(rooms[0]).presenter.unwrap();
    let other = people.iter().copied().find(|id| *id != presenter).unwrap();
    assert_eq!(
        meeting.act(other, for_room(rooms[0])),
        Err(Refusal::PresenterOnly)
    );
    assert_eq!(
        meeting.act(presenter, for_room(rooms[1])),
        Err(Refusal::PresenterOnly)
    );
    make(&mut meeting, presenter, for_room(rooms[0])).unwrap();
    make(&mut meeting, facilitator, for_room(rooms[1])).unwrap();
    // Who presented last still speaks for the room when the round is over.
    meeting
        .act(facilitator, Command::BringBack { in_seconds: 0 })
        .unwrap();
    make(&mut meeting, presenter, for_room(rooms[0])).unwrap();
}

#[test]
fn e2_a_commitment_goes_as_far_as_its_owner_says() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 2);
    let (ana, ben) = (meeting.people_in(rooms[0])[0], meeting.people_in(rooms[0])[1]);
    let dee = meeting.people_in(rooms[1])[0];
    let people = [ana, ben, dee, facilitator];
    let own = make(&mut meeting, ana, promise("Mine", false)).unwrap();
    assert_eq!(readers(&meeting, own, &people), [true, false, false, true]);
    let shared = |shared| Command::ChangeCommitment {
        commitment: own,
        text: None,
        due: None,
        shared: Some(shared),
        done: None,
    };
    meeting.act(ana, shared(true)).unwrap();
    assert_eq!(readers(&meeting, own, &people), [true; 4]);
    meeting.act(ana, shared(false)).unwrap();
    assert_eq!(readers(&meeting, own, &people), [true, false, false, true]);
    assert_eq!(meeting.act(ana, shared(false)), Err(Refusal::NothingToDo));
    // One that is written for a room is seen by who is in it.
    let room = make(&mut meeting, facilitator, for_room(rooms[0])).unwrap();
    assert_eq!(readers(&meeting, room, &people), [true, true, false, true]);
}

#[test]
fn e3_only_its_owner_changes_a_commitment_or_takes_it_away() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 2);
    let (ana, ben) = (meeting.people_in(rooms[0])[0], meeting.people_in(rooms[0])[1]);
    let id = make(&mut meeting, ana, promise("Mine", true)).unwrap();
    for other in [ben, facilitator] {
        assert_eq!(meeting.act(other, change(id)), Err(Refusal::NoCommitment));
        let gone = Command::TakeAwayCommitment { commitment: id };
        assert_eq!(meeting.act(other, gone), Err(Refusal::NoCommitment));
    }
    meeting.act(ana, change(id)).unwrap();
    let seen = view(&meeting, ben).commitments[&id].clone();
    assert_eq!(
        (seen.text.as_str(), seen.due, seen.done),
        ("Other words", None, true)
    );
    meeting
        .act(ana, Command::TakeAwayCommitment { commitment: id })
        .unwrap();
    assert_eq!(readers(&meeting, id, &[ana, ben, facilitator]), [false; 3]);
    assert_eq!(meeting.act(ana, change(id)), Err(Refusal::NoCommitment));
}

#[test]
fn e4_facilitators_open_the_closing_page_for_all() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 2);
    let ana = meeting.people_in(rooms[0])[0];
    let open = |open| Command::OpenClosing { open };
    assert_eq!(meeting.act(ana, open(true)), Err(Refusal::FacilitatorsOnly));
    meeting.act(facilitator, open(true)).unwrap();
    assert!(view(&meeting, ana).closing.open);
    assert_eq!(meeting.act(facilitator, open(true)), Err(Refusal::NothingToDo));
    meeting.act(facilitator, open(false)).unwrap();
    assert!(!view(&meeting, ana).closing.open);
}

#[test]
fn e4_the_page_goes_with_the_agendas_closing_part() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let part = |kind| PartWish {
        kind,
        title: None,
        seconds: 600,
        speaker: None,
        speaker_name: None,
        slides: None,
        captions: None,
    };
    let parts = vec![part(PartKind::Discussion), part(PartKind::Closing)];
    meeting
        .act(facilitator, Command::AddParts { parts, before: None })
        .unwrap();
    let ids: Vec<_> = meeting
        .state
        .agenda
        .parts
        .iter()
        .map(|part| part.plan.id)
        .collect();
    let (discussion, closing) = (ids[0], ids[1]);
    let open = |meeting: &Meeting| view(meeting, facilitator).closing.open;
    let start = |part| Command::StartPart { part };
    meeting.act(facilitator, start(discussion)).unwrap();
    assert!(!open(&meeting));
    meeting.act(facilitator, start(closing)).unwrap();
    assert!(open(&meeting));
    meeting
        .act(facilitator, Command::UndoPart { part: closing })
        .unwrap();
    assert!(!open(&meeting));
    meeting.act(facilitator, start(closing)).unwrap();
    meeting.act(facilitator, start(discussion)).unwrap();
    assert!(!open(&meeting));
    // Opened by hand it stays until a closing part was there, or a hand closes it.
    meeting
        .act(facilitator, Command::OpenClosing { open: true })
        .unwrap();
    meeting
        .act(facilitator, Command::EndPart { part: discussion })
        .unwrap();
    assert!(open(&meeting));
}

#[test]
fn e5_for_seven_days_an_ended_meeting_takes_what_one_promises() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 2);
    let ana = meeting.people_in(rooms[0])[0];
    let id = make(&mut meeting, ana, promise("Mine", false)).unwrap();
    let of_room = make(&mut meeting, facilitator, for_room(rooms[0])).unwrap();
    meeting.act(facilitator, Command::EndMeeting {}).unwrap();
    let closes = view(&meeting, ana).closing.closes_at.unwrap();
    assert_eq!((closes - meeting.now).0, 7 * 24 * 3_600_000);
    make(&mut meeting, ana, promise("Afterwards", true)).unwrap();
    meeting.act(ana, change(id)).unwrap();
    meeting.act(facilitator, change(of_room)).unwrap();
    // Nothing else, nobody else.
    for (person, command) in [
        (facilitator, for_room(rooms[0])),
        (ana, change(of_room)),
        (facilitator, Command::OpenClosing { open: true }),
        (ana, Command::Say { text: "Hello".into() }),
    ] {
        assert_eq!(meeting.act(person, command), Err(Refusal::MeetingEnded));
    }
    meeting.pass(7 * 24 * 3_600_000 - 1);
    meeting
        .act(ana, Command::TakeAwayCommitment { commitment: id })
        .unwrap();
    meeting.pass(1);
    assert_eq!(
        meeting.act(ana, promise("Too late", true)),
        Err(Refusal::MeetingEnded)
    );
}

#[test]
fn y5_one_says_later_too_whether_it_is_done_and_nothing_else() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 2);
    let ana = meeting.people_in(rooms[0])[0];
    let commitment = make(&mut meeting, ana, promise("Mine", false)).unwrap();
    meeting.act(facilitator, Command::EndMeeting {}).unwrap();
    meeting.pass(30 * 24 * 3_600_000);
    let wish = |text: Option<&str>, done| Command::ChangeCommitment {
        commitment,
        text: text.map(str::to_owned),
        due: None,
        shared: None,
        done,
    };
    meeting.act(ana, wish(None, Some(true))).unwrap();
    assert!(view(&meeting, ana).commitments[&commitment].done);
    for (person, command) in [
        (ana, wish(Some("Something else"), Some(false))),
        (ana, Command::TakeAwayCommitment { commitment }),
        (facilitator, wish(None, Some(false))),
    ] {
        assert_eq!(meeting.act(person, command), Err(Refusal::MeetingEnded));
    }
    meeting.act(ana, wish(None, Some(false))).unwrap();
}

#[test]
fn e5_who_never_came_in_promises_nothing_when_it_is_over() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let door = Command::SetDoor {
        lobby: Some(true),
        locked: None,
    };
    meeting.act(facilitator, door).unwrap();
    let person = PersonId(meeting.uuid());
    let about = protocol::meeting::command::About {
        name: Some("Lupe".into()),
        ..Default::default()
    };
    let join = protocol::meeting::SystemCommand::Join {
        person,
        role: Role::Participant,
        about,
    };
    meeting.system(join).unwrap();
    meeting.act(facilitator, Command::EndMeeting {}).unwrap();
    assert_eq!(
        meeting.act(person, promise("From outside", true)),
        Err(Refusal::MeetingEnded)
    );
}
