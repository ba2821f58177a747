//! Boards and their votes.

use crate::scene::forms;
use crate::scene::played;
use crate::words::words;
use protocol::consultancy::Texts;
use protocol::meeting::Command;
use protocol::meeting::command::SectionWish;
use protocol::meeting::digest::DigestNote;
use protocol::record::{NoteText, Record, RecordReader};

#[test]
fn n16_the_record_has_groups_by_name_where_their_first_note_stands() {
    let mut meeting = played();
    let (ana, one) = (meeting.ana, meeting.one);
    let board = meeting.play.state.rooms[&one].board;
    let note = |text: &str, group: Option<(&str, &str)>| NoteText {
        id: text.to_owned(),
        section: Some("heard".to_owned()),
        text: text.to_owned(),
        authors: vec![ana],
        color: None,
        group: group.map(|(id, name)| (id.to_owned(), name.to_owned())),
    };
    let time = Some(("g1", "Time *and* money"));
    let notes = vec![
        note("first", None),
        note("second", time),
        note("third", Some(("g2", ""))),
        note("fourth\nline", time),
        note("fifth", Some(("g3", "=SUM(A1)"))),
    ];
    meeting.boards.insert(board, notes);
    let record = meeting.record(RecordReader::Person(ana));
    let markdown = record.to_markdown(words("en"));
    let expected = [
        "- first — *Ana*",
        "- **Time \\*and\\* money**",
        "  - second — *Ana*",
        "  - fourth\\",
        "    line — *Ana*",
        "- **Group**",
        "  - third — *Ana*",
    ]
    .join("\n");
    assert!(markdown.contains(&expected), "{markdown}");
    assert!(record.to_markdown(words("es")).contains("- **Grupo**"));
    let csv = record.to_csv(words("en"));
    assert!(csv.contains("Time *and* money"), "{csv}");
    assert!(csv.contains("'=SUM(A1)") && !csv.contains(",=SUM(A1)"), "{csv}");
    let json = record.to_json().unwrap();
    assert!(json.contains("\"group\": \"Time *and* money\""), "{json}");
}

#[test]
fn n6_every_board_is_in_the_record_with_the_dots_of_its_votes() {
    let mut meeting = played();
    let (flor, ana, ben, one) = (meeting.flor, meeting.ana, meeting.ben, meeting.one);
    let add = Command::AddBoard {
        room: one,
        name: "Plus *and* delta".to_owned(),
        sections: vec![SectionWish {
            id: None,
            name: Texts::from([("en".to_owned(), "Plus".to_owned())]),
        }],
        hide_authors: false,
    };
    meeting.play.command(flor, &add).unwrap();
    let room = &meeting.play.state.rooms[&one];
    let (first, second) = (room.board, room.boards[1].clone());
    let note = |id: &str, section: &str| NoteText {
        id: id.to_owned(),
        section: Some(section.to_owned()),
        text: format!("Words of {id}"),
        authors: vec![ben],
        color: None,
        group: None,
    };
    let notes = vec![note("a", &second.sections[0].id), note("b", "gone")];
    meeting.boards.insert(second.id, notes);
    let vote = |board, hidden| Command::OpenVote {
        board,
        dots: 3,
        per_note: 2,
        hidden,
    };
    let place = |board, note: &str| Command::PlaceDot {
        board,
        note: note.to_owned(),
    };
    for (who, command) in [
        (flor, vote(second.id, false)),
        (ana, place(second.id, "a")),
        (ben, place(second.id, "a")),
        (ben, place(second.id, "deleted")),
        (flor, Command::CloseVote { board: second.id }),
        // A hidden one that is open is nobody's to see.
        (flor, vote(first, true)),
        (ben, place(first, "Labstaketoolong")),
        (
            flor,
            Command::PutAwayBoard {
                board: second.id,
                away: true,
            },
        ),
    ] {
        meeting.play.command(who, &command).unwrap();
    }
    let record = meeting.record(RecordReader::Person(ana));
    let room = record.rooms.iter().find(|room| room.id == one).unwrap();
    assert!(room.votes.is_empty());
    assert!(
        room.sections
            .iter()
            .all(|section| section.notes[0].dots.is_empty())
    );
    let board = &room.boards[0];
    assert!(board.put_away && board.votes.len() == 1 && board.votes[0].voters == 2);
    assert_eq!(board.sections[0].name["en"], "Plus");
    assert_eq!(board.sections[0].notes[0].dots, [2]);
    assert_eq!(board.sections[1].notes[0].dots, [0]);
    let document = record.to_markdown(words("en"));
    assert!(
        document.contains("### Plus \\*and\\* delta (put away)"),
        "{document}"
    );
    assert!(
        document.contains("- Words of a **(dots: 2)** — *Ben"),
        "{document}"
    );
    let table = record.to_csv(words("en"));
    assert!(
        table.contains("Plus *and* delta: Plus,,,,,Words of a,2"),
        "{table}"
    );
    let hidden = meeting.record(RecordReader::Facilitator);
    assert!(
        !forms(&hidden).contains("Words of a"),
        "the presenter has not agreed"
    );
}

#[test]
fn n8_who_wrote_on_a_board_with_hidden_authors_is_in_nobodys_record() {
    let mut meeting = played();
    let (flor, ben, one) = (meeting.flor, meeting.ben, meeting.one);
    let add = Command::AddBoard {
        room: one,
        name: "Openly".to_owned(),
        sections: Vec::new(),
        hide_authors: true,
    };
    meeting.play.command(flor, &add).unwrap();
    let board = meeting.play.state.rooms[&one].boards[1].id;
    let note = NoteText {
        id: "a".to_owned(),
        text: "It is too long".to_owned(),
        authors: vec![ben],
        ..NoteText::default()
    };
    meeting.boards.insert(board, vec![note]);
    let record = meeting.record(RecordReader::Person(ben));
    let room = record.rooms.iter().find(|room| room.id == one).unwrap();
    assert!(room.boards[0].nameless && room.boards[0].sections[0].notes[0].authors.is_empty());
    let document = record.to_markdown(words("en"));
    assert!(document.contains("- It is too long — *somebody*"), "{document}");
}

#[test]
fn s5_a_persons_own_record_says_which_notes_they_may_copy_to_the_digest() {
    let mut meeting = played();
    let (ana, ben, one) = (meeting.ana, meeting.ben, meeting.one);
    let of_one = |record: &Record| record.rooms.iter().find(|room| room.id == one).unwrap().clone();
    let board = meeting.play.state.rooms[&one].board;
    // While they are there; another's room, and somebody else's record, say nothing.
    let record = meeting.record(RecordReader::Person(ben));
    assert_eq!(of_one(&record).copy_from, Some(board));
    let copy = Command::CopyToDigest {
        board,
        notes: vec![DigestNote {
            id: "Askthestudentsfirst".to_owned(),
            text: "Ask the students".to_owned(),
            color: None,
        }],
    };
    meeting.play.command(ben, &copy).unwrap();
    let room = of_one(&meeting.record(RecordReader::Person(ben)));
    let notes: Vec<_> = room.sections.iter().flat_map(|section| &section.notes).collect();
    assert!(notes.iter().all(|note| note.id.is_some()));
    let copied: Vec<&str> = notes
        .iter()
        .filter(|note| note.copied)
        .map(|note| note.text.as_str())
        .collect();
    assert_eq!(copied, ["Ask the students\n# first"]);
    for reader in [RecordReader::Facilitator, RecordReader::Shared] {
        let record = meeting.record(reader);
        assert!(record.rooms.iter().all(|room| room.copy_from.is_none()));
        assert!(!record.to_json().unwrap().contains("\"copied\""));
    }
    // Back in the main room: once the presenter has given them.
    let back = Command::BringBack { in_seconds: 0 };
    meeting.play.command(meeting.flor, &back).unwrap();
    meeting.play.arrive(ben);
    assert_eq!(of_one(&meeting.record(RecordReader::Person(ben))).copy_from, None);
    meeting.agree(ana, one);
    assert_eq!(
        of_one(&meeting.record(RecordReader::Person(ben))).copy_from,
        Some(board)
    );
    meeting
        .play
        .command(meeting.flor, &Command::EndMeeting {})
        .unwrap();
    assert_eq!(of_one(&meeting.record(RecordReader::Person(ben))).copy_from, None);
}
