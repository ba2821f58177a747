//! What people take on.

use crate::scene::Meeting;
use crate::scene::played;
use crate::words::words;
use protocol::meeting::Command;
use protocol::record::RecordReader;

pub(crate) fn promises(meeting: &mut Meeting) {
    let promise = |text: &str, shared, room| Command::MakeCommitment {
        text: text.to_owned(),
        due: Some("2026-12-03".to_owned()),
        shared,
        room,
    };
    let Meeting {
        play,
        flor,
        ana,
        ben,
        dee,
        one,
        ..
    } = meeting;
    for (person, command) in [
        (*ana, promise("Ana's alone", false, None)),
        (*ben, promise("=Ben's for the *meeting*", true, None)),
        (*dee, promise("Dee's alone", false, None)),
        (*flor, promise("For room 1", false, Some(*one))),
    ] {
        play.command(person, &command).unwrap();
    }
}

#[test]
fn e2_commitments_are_in_the_record_as_far_as_they_go() {
    let mut meeting = played();
    promises(&mut meeting);
    let texts = |reader| -> Vec<String> {
        let record = meeting.record(reader);
        record.commitments.into_iter().map(|one| one.text).collect()
    };
    let ben = "=Ben's for the *meeting*";
    assert_eq!(
        texts(RecordReader::Facilitator),
        ["Ana's alone", ben, "Dee's alone", "For room 1"]
    );
    assert_eq!(
        texts(RecordReader::Person(meeting.ana)),
        ["Ana's alone", ben, "For room 1"]
    );
    assert_eq!(texts(RecordReader::Person(meeting.dee)), [ben, "Dee's alone"]);
    let record = meeting.record(RecordReader::Facilitator);
    let markdown = record.to_markdown(words("en"));
    assert!(markdown.contains("## What people take on"), "{markdown}");
    assert!(
        markdown.contains("- \\=Ben's for the \\*meeting\\* — *Ben \\<b\\>, by 2026-12-03*"),
        "{markdown}"
    );
    assert!(markdown.contains("- For room 1 — *Flor, for Room 1, by 2026-12-03*"));
    let csv = record.to_csv(words("en"));
    assert!(
        csv.contains("commitment,,Ben <b>,,,,,,,open,,2026-12-03,,,'=Ben's"),
        "{csv}"
    );
}
