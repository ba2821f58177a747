//! Who may keep what.

use crate::scene::forms;
use crate::scene::played;
use protocol::meeting::Command;
use protocol::meeting::command::ProtocolChoice;
use protocol::meeting::command::Target;
use protocol::meeting::state::SharingLevel;
use protocol::record::NoteText;
use protocol::record::RecordReader;
use protocol::record::Sources;
use protocol::record::record;

#[test]
fn the_facilitators_have_times_and_attendance_but_nothing_unagreed() {
    let meeting = played();
    let record = meeting.record(RecordReader::Facilitator);
    let all = forms(&record);
    for kept in [
        "Secret dilemma",
        "Secret note",
        "Time for labs",
        "Ask the students",
        "leave out",
    ] {
        assert!(!all.contains(kept), "{kept} was not agreed to");
    }
    assert_eq!(record.rooms.len(), 3);
    for room in &record.rooms[1..] {
        assert!(room.notes_withheld);
        assert!(room.rounds[0].dilemma_withheld);
        assert!(room.sections.is_empty());
        assert_eq!(room.rounds[0].steps.len(), 4);
    }
    assert_eq!(record.people.len(), 4);
    let ana = record
        .people
        .iter()
        .find(|person| person.id == meeting.ana)
        .unwrap();
    assert_eq!(ana.stays.len(), 2);
    assert_eq!(ana.seconds, 995);
}

#[test]
fn the_facilitators_have_what_a_presenter_agreed_to() {
    let mut meeting = played();
    meeting.agree(meeting.ana, meeting.one);
    let record = meeting.record(RecordReader::Facilitator);
    let all = forms(&record);
    for shared in ["Time for labs", "Ask the students"] {
        assert!(all.contains(shared), "{shared} was agreed to");
    }
    for kept in ["Secret dilemma", "Secret note"] {
        assert!(!all.contains(kept), "{kept} was not agreed to");
    }
    let sections: Vec<_> = record.rooms[1].sections.iter().map(|s| s.id.as_deref()).collect();
    assert_eq!(
        sections,
        [Some("heard"), Some("might-try"), None],
        "in the protocol's order"
    );
    let heard = &record.rooms[1].sections[0].notes[0];
    let authors: Vec<&str> = heard.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(authors, ["Ben <b>", "Ana"]);
}

#[test]
fn what_one_presenter_agreed_to_does_not_bind_the_next() {
    let mut meeting = played();
    meeting.agree(meeting.ana, meeting.one);
    let (one, ben) = (meeting.one, meeting.ben);
    let change = Command::SetPresenter {
        room: one,
        person: Some(ben),
    };
    meeting.play.command(meeting.ana, &change).unwrap();
    assert!(!forms(&meeting.record(RecordReader::Facilitator)).contains("Ask the students"));
    assert_eq!(meeting.play.state.rooms[&one].sharing, SharingLevel::Room);
    meeting.agree(ben, one);
    assert!(forms(&meeting.record(RecordReader::Facilitator)).contains("Ask the students"));
}

#[test]
fn a_room_without_a_presenter_need_not_be_asked() {
    let mut meeting = played();
    let main = meeting.play.room(0).unwrap();
    let board = meeting.play.state.rooms[&main].board;
    let text = "Welcome notes".to_owned();
    meeting.boards.insert(
        board,
        vec![NoteText {
            text,
            ..NoteText::default()
        }],
    );
    assert!(forms(&meeting.record(RecordReader::Facilitator)).contains("Welcome notes"));
}

#[test]
fn all_rounds_of_a_room_must_be_agreed_to_for_its_notes() {
    let mut meeting = played();
    meeting.agree(meeting.ana, meeting.one);
    let on = Target::Room(meeting.one);
    meeting
        .play
        .command(meeting.flor, &Command::StopRound { on })
        .unwrap();
    let again = Command::StartRound {
        rooms: Some(vec![meeting.one]),
        protocol: ProtocolChoice::Library("consultancy-20".to_owned()),
        seconds: None,
        pace: None,
    };
    meeting.play.command(meeting.flor, &again).unwrap();
    let all = forms(&meeting.record(RecordReader::Facilitator));
    assert!(
        all.contains("Time for labs") && all.contains("Ask the students"),
        "the next round gathers only"
    );
    meeting
        .play
        .command(meeting.ben, &Command::OfferToPresent { offered: true })
        .unwrap();
    let plan = meeting.play.state.rooms[&meeting.one]
        .round
        .as_ref()
        .unwrap()
        .plan;
    meeting
        .play
        .command(
            meeting.flor,
            &Command::Begin {
                on: Target::Plan(plan),
            },
        )
        .unwrap();
    let all = forms(&meeting.record(RecordReader::Facilitator));
    assert!(all.contains("Time for labs"), "the first dilemma was given");
    assert!(
        !all.contains("Ask the students"),
        "the second round writes on the same board"
    );
}

#[test]
fn a_rooms_own_people_get_their_room_whole_and_no_other() {
    let meeting = played();
    for (reader, own, others) in [
        (
            meeting.ben,
            ["Time for labs", "Ask the students"],
            ["Secret dilemma", "Secret note"],
        ),
        (
            meeting.dee,
            ["Secret dilemma", "Secret note"],
            ["Time for labs", "Ask the students"],
        ),
    ] {
        let record = meeting.record(RecordReader::Person(reader));
        let all = forms(&record);
        for text in own {
            assert!(all.contains(text), "{text} is their room's");
        }
        for text in others {
            assert!(!all.contains(text), "{text} is another room's");
        }
        assert_eq!(record.rooms.len(), 2, "the main room and their own");
    }
    let ben = meeting.record(RecordReader::Person(meeting.ben));
    let dee = ben.people.iter().find(|person| person.id == meeting.dee).unwrap();
    assert_eq!(dee.stays.len(), 1, "only what was in the main room");
}

#[test]
fn others_get_what_was_given_to_the_meeting() {
    let mut meeting = played();
    meeting.agree(meeting.ana, meeting.one);
    let record = meeting.record(RecordReader::Person(meeting.dee));
    let all = forms(&record);
    assert!(all.contains("Time for labs") && all.contains("Ask the students"));
    let ben = record
        .people
        .iter()
        .find(|person| person.id == meeting.ben)
        .unwrap();
    assert!(
        ben.stays.iter().all(|stay| stay.room != meeting.one),
        "attendance is not theirs"
    );
}

#[test]
fn strangers_get_nothing() {
    let mut meeting = played();
    let dee = meeting.dee;
    meeting
        .play
        .command(meeting.flor, &Command::RemovePerson { person: dee })
        .unwrap();
    let sources = Sources {
        ballots: &[],
        state: &meeting.play.state,
        contents: &meeting.play.contents,
        boards: &meeting.boards,
        entries: &[],
        at: meeting.play.at(),
    };
    assert!(record(&sources, RecordReader::Person(dee)).is_none());
    assert!(record(&sources, RecordReader::Facilitator).is_some());
}
