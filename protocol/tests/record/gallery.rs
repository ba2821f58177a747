//! Cards of the gallery in the record.

use crate::scene::{forms, played};
use crate::words::words;
use protocol::meeting::Command;
use protocol::meeting::gallery::{GalleryAct, GalleryPhase};
use protocol::record::RecordReader;

#[test]
fn x6_a_released_card_is_in_everybodys_record_and_its_responses_in_its_rooms() {
    let mut meeting = played();
    let (flor, ana, ben, dee, one) = (meeting.flor, meeting.ana, meeting.ben, meeting.dee, meeting.one);
    let phase = |phase| Command::Gallery(GalleryAct::SetPhase { phase });
    let card = Command::Gallery(GalleryAct::WriteCard {
        room: one,
        question: Some("How do we *begin*?".to_owned()),
        takeaways: Some(vec!["=Less is more".to_owned()]),
        ask: Some("A worksheet".to_owned()),
    });
    meeting.play.command(flor, &phase(GalleryPhase::Writing)).unwrap();
    meeting.play.command(ben, &card).unwrap();
    let has =
        |meeting: &crate::scene::Meeting, reader, text: &str| forms(&meeting.record(reader)).contains(text);
    let readers = [
        RecordReader::Person(ben),
        RecordReader::Facilitator,
        RecordReader::Person(dee),
        RecordReader::Shared,
    ];
    let all = |meeting: &crate::scene::Meeting, text: &str| readers.map(|reader| has(meeting, reader, text));
    assert_eq!(all(&meeting, "A worksheet"), [true, false, false, false]);

    let release = GalleryAct::ReleaseCard {
        room: one,
        released: true,
    };
    meeting.play.command(ana, &Command::Gallery(release)).unwrap();
    meeting.play.command(flor, &phase(GalleryPhase::Open)).unwrap();
    for act in [
        GalleryAct::SeeCard { room: one },
        GalleryAct::Respond {
            room: one,
            text: "We have one".to_owned(),
        },
    ] {
        meeting.play.command(dee, &Command::Gallery(act)).unwrap();
    }
    assert_eq!(all(&meeting, "A worksheet"), [true; 4]);
    assert_eq!(all(&meeting, "We have one"), [true, true, false, false]);
    // Nothing else of the room came along.
    assert_eq!(all(&meeting, "Ask the students"), [true, false, false, false]);
    let record = meeting.record(RecordReader::Facilitator);
    let markdown = record.to_markdown(words("en"));
    assert!(
        markdown.contains("- **Question:** How do we \\*begin\\*?"),
        "{markdown}"
    );
    assert!(markdown.contains("- **Visitors:** 1"), "{markdown}");
    assert!(
        record
            .to_csv(words("en"))
            .contains("card,Room 1,,,,,,,,takeaway,,,,,'=Less is more,")
    );
}
