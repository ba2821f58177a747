//! A meeting that leaves something behind.

use crate::play::Play;
use crate::words::words;
use protocol::ids::BoardId;
use protocol::ids::PersonId;
use protocol::ids::RoomId;
use protocol::meeting::Command;
use protocol::meeting::command::Assignment;
use protocol::meeting::command::ProtocolChoice;
use protocol::meeting::command::Target;
use protocol::meeting::state::Role;
use protocol::meeting::state::SharingLevel;
use protocol::record::NoteText;
use protocol::record::Record;
use protocol::record::RecordReader;
use protocol::record::Sources;
use protocol::record::record;
use std::collections::BTreeMap;
/// The record of a meeting without notes.
pub(crate) fn record_of(play: &Play, reader: RecordReader) -> Record {
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

/// A meeting with two rooms and a round of 20 minutes in each. Ana presents in room 1, Dee in room 2.
pub(crate) struct Meeting {
    pub(crate) play: Play,
    pub(crate) boards: BTreeMap<BoardId, Vec<NoteText>>,
    pub(crate) flor: PersonId,
    pub(crate) ana: PersonId,
    pub(crate) ben: PersonId,
    pub(crate) dee: PersonId,
    pub(crate) one: RoomId,
}

pub(crate) fn played() -> Meeting {
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
            overview: None,
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
        group: None,
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
    pub(crate) fn record(&self, reader: RecordReader) -> Record {
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

    pub(crate) fn agree(&mut self, presenter: PersonId, room: RoomId) {
        let level = SharingLevel::Meeting;
        self.play
            .command(presenter, &Command::AgreeSharing { room, level })
            .unwrap();
    }
}

/// Every form of a record in one text.
pub(crate) fn forms(record: &Record) -> String {
    [
        record.to_markdown(words("en")),
        record.to_markdown(words("es")),
        record.to_csv(words("en")),
        record.to_json().unwrap(),
    ]
    .join("\n")
}
