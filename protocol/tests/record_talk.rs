//! What the agenda and the talk of a meeting leave in its record.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/play.rs"]
mod play;

use play::Play;
use protocol::ids::PersonId;
use protocol::meeting::Command;
use protocol::meeting::agenda::{PartKind, PartWish};
use protocol::meeting::state::Role;
use protocol::record::{Record, RecordReader, Sources, record};
use std::collections::BTreeMap;

fn record_of(play: &Play, reader: RecordReader) -> Record {
    let boards = BTreeMap::new();
    let sources = Sources {
        ballots: &[],
        state: &play.state,
        contents: &play.contents,
        boards: &boards,
        entries: &play.entries,
        at: play.at(),
    };
    record(&sources, reader).unwrap()
}

fn part(kind: PartKind, minutes: u32, title: Option<&str>) -> PartWish {
    PartWish {
        kind,
        title: title.map(str::to_owned),
        seconds: minutes * 60,
        speaker: None,
        speaker_name: (kind == PartKind::Keynote).then(|| "=Dr. Ruiz".to_owned()),
        slides: None,
        captions: None,
    }
}

fn start(play: &mut Play, flor: PersonId, at: usize) {
    let part = play.state.agenda.parts[at].plan.id;
    play.command(flor, &Command::StartPart { part }).unwrap();
}

#[test]
fn d6_the_record_has_the_agenda_with_times_planned_and_real() {
    let mut play = Play::new("Spring meeting");
    let flor = play.join("Flor", Role::Facilitator);
    let ana = play.join("Ana", Role::Participant);
    let parts = vec![
        part(PartKind::Welcome, 10, None),
        part(PartKind::Keynote, 30, Some("Fractions *again*")),
        part(PartKind::Discussion, 15, None),
        part(PartKind::Closing, 10, None),
    ];
    play.command(flor, &Command::AddParts { parts, before: None })
        .unwrap();
    start(&mut play, flor, 0);
    play.pass(900);
    start(&mut play, flor, 1);
    play.pass(60);
    play.command(flor, &Command::ShortenParts {}).unwrap();
    play.pass(1_200);
    start(&mut play, flor, 3);
    play.pass(240);
    for reader in [RecordReader::Facilitator, RecordReader::Person(ana)] {
        let record = record_of(&play, reader);
        let times: Vec<_> = record
            .agenda
            .iter()
            .map(|part| (part.planned_seconds, part.seconds, part.runs.len()))
            .collect();
        assert_eq!(
            times,
            [(600, 900, 1), (1_800, 1_260, 1), (900, 0, 0), (600, 240, 1)]
        );
        let english = record.to_markdown("en");
        for line in [
            "## The agenda",
            "| Part | When | Planned | Real |",
            "| Welcome | 15:00 – 15:15 | 10:00 | 15:00 |",
            "| Fractions \\*again\\* (\\=Dr. Ruiz) | 15:15 – 15:36 | 30:00 | 21:00 |",
            "| Open discussion |  | 15:00 | not reached |",
            "| Closing | 15:36 –  | 10:00 | 4:00 |",
        ] {
            assert!(
                english.lines().any(|l| l == line),
                "{line:?} is not in\n{english}"
            );
        }
        let csv = record.to_csv();
        assert!(csv.contains("\r\npart,,'=Dr. Ruiz,,,,,,,Keynote,"), "{csv}");
        assert!(record.to_markdown("es").contains("| Bienvenida |"));
    }
}
