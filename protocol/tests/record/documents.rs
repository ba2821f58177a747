//! Times, and the document that people read.

use crate::scene::played;
use crate::words::words;
use protocol::meeting::Command;
use protocol::meeting::command::ProtocolChoice;
use protocol::meeting::command::ScheduleWish;
use protocol::meeting::command::Target;
use protocol::record::RecordReader;
use protocol::record::StopKind;

#[test]
fn planned_and_real_times_with_pauses_named() {
    let meeting = played();
    let record = meeting.record(RecordReader::Facilitator);
    let round = &record.rooms[1].rounds[0];
    let times: Vec<_> = round
        .steps
        .iter()
        .map(|step| (step.planned_seconds, step.time.seconds))
        .collect();
    // 300 s and a pause of 45 s; then a grace of 15 s that the next step pays for; what runs counts up to now.
    assert_eq!(
        times.iter().map(|(planned, _)| *planned).collect::<Vec<_>>(),
        [300, 180, 540, 180]
    );
    assert_eq!(times.iter().map(|(_, real)| *real).sum::<u32>(), 90 + 45 + 500);
    assert_eq!(times[0].1, 300 + 45 + 15);
    assert_eq!(round.gathering.seconds, 60);
    let stop = &round.steps[0].time.stops[0];
    assert_eq!((stop.kind, stop.span.seconds), (StopKind::Paused, 45));
    assert!(round.steps[1].time.stops.is_empty());
}

#[test]
fn the_document_reads_well_and_peoples_text_stays_text() {
    let mut meeting = played();
    meeting.agree(meeting.ana, meeting.one);
    meeting
        .play
        .command(meeting.flor, &Command::EndMeeting {})
        .unwrap();
    let record = meeting.record(RecordReader::Facilitator);
    let english = record.to_markdown(words("en"));
    for line in [
        "# Spring \\*meeting\\*",
        "*Record of the meeting. For the facilitators.*",
        "- **When:** 2026-03-02, 15:00 – 15:16",
        "| Present the dilemma | 5:00 | 6:00 | paused 0:45 |",
        "### Round 1: Consultancy, 20 minutes",
        "- **Focus question:** What may we leave out?",
        "- **Links:** <https://example.org/plan>",
        "- Labs take \\<too\\> long — *Ben \\<b\\>, Ana*",
        "- Ask the students\\",
        "  \\# first — *Ben \\<b\\>*",
        "*The notes stay with this room: they were not shared with the meeting.*",
    ] {
        assert!(
            english.lines().any(|l| l == line),
            "{line:?} is not in\n{english}"
        );
    }
    let spanish = record.to_markdown(words("es"));
    for line in [
        "## Quiénes estuvieron",
        "### Ronda 1: Consultoría, 20 minutos",
        "#### Lo que escuchamos",
    ] {
        assert!(
            spanish.lines().any(|l| l == line),
            "{line:?} is not in\n{spanish}"
        );
    }
    let csv = record.to_csv(words("en"));
    assert!(csv.starts_with("\u{feff}table,room,person,"));
    assert!(csv.contains("\r\nnote,Room 1,Ben <b>; Ana,,,,,,,What we heard,,,,,Labs take <too> long,,\r\n"));
    assert!(csv.contains(",'=SUM(A1),,\r\n"));
    assert!(csv.contains("\r\nperson,,'=Dee,'=Dee's county office,"));
    let json: serde_json::Value = serde_json::from_str(&record.to_json().unwrap()).unwrap();
    assert_eq!(json["meeting"]["created_at"], "2026-03-02T15:00:00.000Z");
    assert_eq!(json["rooms"][1]["rounds"][0]["steps"][0]["seconds"], 360);
}

#[test]
fn times_are_those_of_the_meetings_zone() {
    let mut meeting = played();
    let schedule = Command::SetSchedule(ScheduleWish {
        time_zone: "America/Los_Angeles".to_owned(),
        starts: Some("2026-03-02T07:00".to_owned()),
        minutes: None,
    });
    meeting.play.command(meeting.flor, &schedule).unwrap();
    let record = meeting.record(RecordReader::Facilitator);
    let document = record.to_markdown(words("en"));
    assert!(
        document.contains("- **When:** 2026-03-02, 07:00 – "),
        "{document}"
    );
    assert!(
        document.contains("All times are those of America/Los Angeles;"),
        "{document}"
    );
    assert!(
        record
            .to_csv(words("en"))
            .contains("\r\nmeeting,,,,,,,,,,2026-03-02T07:00:00.000-08:00,")
    );
    let json: serde_json::Value = serde_json::from_str(&record.to_json().unwrap()).unwrap();
    assert_eq!(json["meeting"]["time_zone"], "America/Los_Angeles");
    assert_eq!(json["meeting"]["starts_at"], "2026-03-02T15:00:00.000Z");
}

#[test]
fn r15_the_record_calls_what_was_brought_as_its_protocol_does() {
    let mut meeting = played();
    let on = Target::Room(meeting.one);
    meeting
        .play
        .command(meeting.flor, &Command::StopRound { on })
        .unwrap();
    let start = Command::StartRound {
        rooms: Some(vec![meeting.one]),
        protocol: ProtocolChoice::Library("success-analysis".to_owned()),
        seconds: None,
        pace: None,
    };
    meeting.play.command(meeting.flor, &start).unwrap();
    meeting
        .play
        .command(meeting.ben, &Command::OfferToPresent { offered: true })
        .unwrap();
    let card = Command::SetDilemma {
        room: meeting.one,
        title: None,
        overview: None,
        focus_question: Some("Everyone asked".to_owned()),
        restated_question: None,
        links: None,
    };
    meeting.play.command(meeting.ben, &card).unwrap();
    let kept = meeting.record(RecordReader::Facilitator).to_markdown(words("en"));
    assert!(kept.contains("*The success stays with this room"), "{kept}");
    meeting.agree(meeting.ben, meeting.one);
    let record = meeting.record(RecordReader::Facilitator);
    let english = record.to_markdown(words("en"));
    assert!(
        english.contains("#### The success\n\n- **The success in a sentence:** Everyone asked"),
        "{english}"
    );
    assert!(record.to_markdown(words("es")).contains("#### El éxito"));
    // A dilemma is called a dilemma.
    let whole = meeting.record(RecordReader::Person(meeting.ana));
    assert!(whole.to_markdown(words("en")).contains("#### The dilemma"));
}
