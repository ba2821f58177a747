//! What whoever has the record's link gets, and all of a record in files.

use crate::closing::promises;
use crate::scene::{forms, played};
use crate::words::words;
use protocol::meeting::Command;
use protocol::meeting::command::{About, TalkWish};
use protocol::record::{NoteText, RecordReader};
use std::collections::BTreeSet;

#[test]
fn e11_by_the_link_one_gets_what_was_given_to_the_meeting_and_nothing_else() {
    let mut meeting = played();
    for (person, organization) in [
        (meeting.ana, "Stanislaus COE"),
        (meeting.ben, "stanislaus coe"),
        (meeting.dee, "Merced COE"),
    ] {
        let about = About {
            organization: Some(organization.to_owned()),
            ..About::default()
        };
        meeting.play.command(person, &Command::Describe(about)).unwrap();
    }
    promises(&mut meeting);
    let main = meeting.play.state.rooms.iter().find(|(_, room)| room.number == 0);
    let main = main.map(|(_, room)| room.board).unwrap();
    let note = NoteText {
        text: "Seen by all".to_owned(),
        ..NoteText::default()
    };
    meeting.boards.insert(main, vec![note]);
    let alone = forms(&meeting.record(RecordReader::Shared));
    for kept in [
        "Time for labs",
        "Ask the students",
        "Secret dilemma",
        "Secret note",
        "Ana's alone",
        "For room 1",
    ] {
        assert!(!alone.contains(kept), "{kept} was given to nobody: {alone}");
    }
    for given in ["Seen by all", "Ben's for the"] {
        assert!(alone.contains(given), "{given} is everybody's");
    }

    meeting.agree(meeting.ana, meeting.one);
    let record = meeting.record(RecordReader::Shared);
    let all = forms(&record);
    assert!(all.contains("Time for labs") && all.contains("Ask the students"));
    assert!(!all.contains("Secret dilemma") && !all.contains("Secret note"));
    assert!(record.people.is_empty() && record.exit_ticket.is_none() && record.made_for.is_none());
    let came = record.came.clone().unwrap();
    assert_eq!(came.people, 4);
    assert_eq!(
        came.organizations,
        ["Flor's county office", "Merced COE", "Stanislaus COE"]
    );
    assert!(
        record
            .to_markdown(words("en"))
            .contains("- **People:** 4\n- **Organizations:** ")
    );
    assert!(
        record
            .to_markdown(words("es"))
            .contains("Para quienes tienen su enlace")
    );
}

#[test]
fn e11_chat_is_in_it_where_it_was_kept_and_threads_never_are() {
    let mut meeting = played();
    let keep = TalkWish {
        keep_chat: Some(true),
        ..TalkWish::default()
    };
    let (flor, ana) = (meeting.flor, meeting.ana);
    let say = |text: &str| Command::SayToAll {
        text: text.to_owned(),
    };
    meeting.play.command(flor, &say("before it was kept")).unwrap();
    meeting.play.command(flor, &Command::SetTalk(keep)).unwrap();
    meeting.play.command(flor, &say("kept for all")).unwrap();
    let thread = Command::SayToFacilitators {
        person: Some(ana),
        text: "between us".to_owned(),
    };
    meeting.play.command(flor, &thread).unwrap();
    let all = forms(&meeting.record(RecordReader::Shared));
    assert!(all.contains("kept for all"), "{all}");
    assert!(!all.contains("before it was kept") && !all.contains("between us"));
}

#[test]
fn e12_all_of_a_record_is_files_with_plain_names() {
    let mut meeting = played();
    meeting.agree(meeting.ana, meeting.one);
    let name = Command::NameRoom {
        room: meeting.one,
        name: Some("../../\u{202e}etc/pass wd\\con: \u{6570}".to_owned()),
    };
    meeting.play.command(meeting.flor, &name).unwrap();
    let record = meeting.record(RecordReader::Facilitator);
    let files = record.to_files(words("en"), words("en")).unwrap();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len());
    for name in &names {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '/');
        assert!(name.chars().all(plain), "{name}");
        assert!(!name.contains("..") && !name.starts_with('/') && name.matches('/').count() <= 1);
    }
    assert!(names.starts_with(&["record.md", "record.json", "record.csv"]));
    assert!(names.contains(&"boards/001-etc-pass-wd-con.md"), "{names:?}");
    let text = |name: &str| &files.iter().find(|file| file.name == name).unwrap().text;
    assert!(text("boards/001-etc-pass-wd-con.md").contains("- Ask the students"));
    // A table of one kind has the columns that it fills, and its cells are no formulas either.
    let notes = text("tables/note.csv");
    assert!(
        notes.starts_with("\u{feff}room,person,section,text\r\n"),
        "{notes}"
    );
    assert!(notes.contains("'=SUM(A1)"), "{notes}");
    assert!(text("tables/person.csv").contains("'=Dee"));
    assert!(!names.contains(&"boards/002.md"), "room 2 gave nothing");
}
