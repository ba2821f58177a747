//! The record for its three readers (facilitators, a room's own people, others) and both sharing levels.

#![expect(
    clippy::unwrap_used,
    reason = "in a test a panic is the message; also in its helpers"
)]

#[path = "support/play.rs"]
mod play;

use play::Play;
use protocol::consultancy::Texts;
use protocol::ids::{BoardId, PersonId, RoomId};
use protocol::meeting::Command;
use protocol::meeting::command::{Assignment, ProtocolChoice, ScheduleWish, SectionWish, Target};
use protocol::meeting::state::{Role, SharingLevel};
use protocol::record::{NoteText, Record, RecordReader, Sources, StopKind, record};
use std::collections::BTreeMap;

/// A meeting with two rooms and a round of 20 minutes in each. Ana presents in room 1, Dee in room 2.
struct Meeting {
    play: Play,
    boards: BTreeMap<BoardId, Vec<NoteText>>,
    flor: PersonId,
    ana: PersonId,
    ben: PersonId,
    dee: PersonId,
    one: RoomId,
}

fn played() -> Meeting {
    let mut play = Play::new("Spring *meeting*");
    let flor = play.join("Flor", Role::Facilitator);
    let ana = play.join("Ana", Role::Participant);
    let ben = play.join("Ben <b>", Role::Participant);
    let dee = play.join("=Dee", Role::Participant);
    play.command(flor, &Command::CreateRooms { count: 2 }).unwrap();
    let (one, two) = (play.room(1).unwrap(), play.room(2).unwrap());
    let to = |person, room| Assignment {
        person,
        room: Some(room),
    };
    let people = vec![to(ana, one), to(ben, one), to(dee, two)];
    play.command(flor, &Command::Assign { people }).unwrap();
    play.pass(300);
    play.command(flor, &Command::OpenRooms { in_seconds: 0 }).unwrap();
    for person in [ana, ben, dee] {
        play.arrive(person);
    }
    let start = Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("consultancy-20".to_owned()),
        seconds: None,
        pace: None,
    };
    play.command(flor, &start).unwrap();
    let plan = *play.state.plans.keys().next().unwrap();
    for (presenter, room, title) in [(ana, one, "Time for labs"), (dee, two, "Secret dilemma")] {
        play.command(presenter, &Command::OfferToPresent { offered: true })
            .unwrap();
        let dilemma = Command::SetDilemma {
            room,
            title: Some(title.to_owned()),
            focus_question: Some("What may we leave out?".to_owned()),
            restated_question: None,
            links: Some(vec!["https://example.org/plan".to_owned()]),
        };
        play.command(presenter, &dilemma).unwrap();
    }
    play.pass(60);
    play.command(
        flor,
        &Command::Begin {
            on: Target::Plan(plan),
        },
    )
    .unwrap();
    play.pass(90);
    play.command(
        flor,
        &Command::Pause {
            on: Target::Plan(plan),
        },
    )
    .unwrap();
    play.pass(45);
    play.command(
        flor,
        &Command::Resume {
            on: Target::Plan(plan),
        },
    )
    .unwrap();
    play.pass(500);
    let note = |section: &str, text: &str, authors: &[PersonId]| NoteText {
        id: text.chars().filter(char::is_ascii_alphanumeric).collect(),
        section: Some(section.to_owned()),
        text: text.to_owned(),
        authors: authors.to_vec(),
        color: None,
    };
    let board = |room: RoomId| play.state.rooms[&room].board;
    let boards = BTreeMap::from([
        (
            board(one),
            vec![
                note("might-try", "Ask the students\n# first", &[ben]),
                note("heard", "Labs take <too> long", &[ben, ana]),
                note("elsewhere", "=SUM(A1)", &[]),
            ],
        ),
        (board(two), vec![note("heard", "Secret note", &[dee])]),
    ]);
    Meeting {
        play,
        boards,
        flor,
        ana,
        ben,
        dee,
        one,
    }
}

impl Meeting {
    fn record(&self, reader: RecordReader) -> Record {
        let sources = Sources {
            ballots: &[],
            state: &self.play.state,
            contents: &self.play.contents,
            boards: &self.boards,
            entries: &self.play.entries,
            at: self.play.at(),
        };
        record(&sources, reader).unwrap()
    }

    fn agree(&mut self, presenter: PersonId, room: RoomId) {
        let level = SharingLevel::Meeting;
        self.play
            .command(presenter, &Command::AgreeSharing { room, level })
            .unwrap();
    }
}

/// Every form of a record in one text.
fn forms(record: &Record) -> String {
    [
        record.to_markdown("en"),
        record.to_markdown("es"),
        record.to_csv(),
        record.to_json().unwrap(),
    ]
    .join("\n")
}

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
    let document = record.to_markdown("en");
    assert!(
        document.contains("### Plus \\*and\\* delta (put away)"),
        "{document}"
    );
    assert!(
        document.contains("- Words of a **(dots: 2)** — *Ben"),
        "{document}"
    );
    let table = record.to_csv();
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
    let document = record.to_markdown("en");
    assert!(document.contains("- It is too long — *somebody*"), "{document}");
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
    let english = record.to_markdown("en");
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
    let spanish = record.to_markdown("es-MX");
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
    let csv = record.to_csv();
    assert!(csv.starts_with("\u{feff}table,room,person,"));
    assert!(csv.contains("\r\nnote,Room 1,Ben <b>; Ana,,,,,,,What we heard,,,,,Labs take <too> long,\r\n"));
    assert!(csv.contains(",'=SUM(A1),\r\n"));
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
    let document = record.to_markdown("en");
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
            .to_csv()
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
        focus_question: Some("Everyone asked".to_owned()),
        restated_question: None,
        links: None,
    };
    meeting.play.command(meeting.ben, &card).unwrap();
    let kept = meeting.record(RecordReader::Facilitator).to_markdown("en");
    assert!(kept.contains("*The success stays with this room"), "{kept}");
    meeting.agree(meeting.ben, meeting.one);
    let record = meeting.record(RecordReader::Facilitator);
    let english = record.to_markdown("en");
    assert!(
        english.contains("#### The success\n\n- **The success in a sentence:** Everyone asked"),
        "{english}"
    );
    assert!(record.to_markdown("es").contains("#### El éxito"));
    // A dilemma is called a dilemma.
    let whole = meeting.record(RecordReader::Person(meeting.ana));
    assert!(whole.to_markdown("en").contains("#### The dilemma"));
}

fn promises(meeting: &mut Meeting) {
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
    let markdown = record.to_markdown("en");
    assert!(markdown.contains("## What people take on"), "{markdown}");
    assert!(
        markdown.contains("- \\=Ben's for the \\*meeting\\* — *Ben \\<b\\>, by 2026-12-03*"),
        "{markdown}"
    );
    assert!(markdown.contains("- For room 1 — *Flor, for Room 1, by 2026-12-03*"));
    let csv = record.to_csv();
    assert!(
        csv.contains("commitment,,Ben <b>,,,,,,,open,,2026-12-03,,,'=Ben's"),
        "{csv}"
    );
}
