//! What the agenda and the talk of a meeting leave in its record.

use crate::play::Play;
use crate::scene::record_of;
use crate::words::words;
use protocol::ids::PersonId;
use protocol::meeting::Command;
use protocol::meeting::agenda::{PartKind, PartWish};
use protocol::meeting::command::TalkWish;
use protocol::meeting::polls::{PollAnswer, PollCommand, PollKind, PollShow, PollWish};
use protocol::meeting::state::Role;
use protocol::meeting::talk::{ChatPlace, Question, QuestionMark};
use protocol::record::RecordReader;

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
        let english = record.to_markdown(words("en"));
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
        let csv = record.to_csv(words("en"));
        assert!(csv.contains("\r\npart,,'=Dr. Ruiz,,,,,,,Keynote,"), "{csv}");
        assert!(record.to_markdown(words("es")).contains("| Bienvenida |"));
    }
}

#[test]
fn q6_the_record_has_questions_with_their_votes() {
    let mut play = Play::new("Spring meeting");
    let flor = play.join("Flor", Role::Facilitator);
    let (ana, ben) = (
        play.join("Ana", Role::Participant),
        play.join("Ben", Role::Participant),
    );
    let parts = vec![part(PartKind::Keynote, 30, None)];
    play.command(flor, &Command::AddParts { parts, before: None })
        .unwrap();
    start(&mut play, flor, 0);
    let anonymous = TalkWish {
        anonymous_questions: Some(true),
        ..TalkWish::default()
    };
    play.command(flor, &Command::SetTalk(anonymous)).unwrap();
    for (person, text, anonymous) in [
        (ana, "What of *labs*?", false),
        (ben, "And who pays?", true),
        (ana, "Rude words", false),
    ] {
        let text = text.to_owned();
        play.command(person, &Command::AskQuestion { text, anonymous })
            .unwrap();
    }
    let by_text = |play: &Play, text: &str| {
        let mut questions = play.state.talk.questions.iter();
        let is = |question: &Question| play.contents[&question.text].as_deref() == Some(text);
        *questions.find(|(_, question)| is(question)).unwrap().0
    };
    let question = by_text(&play, "And who pays?");
    for person in [ana, ben] {
        play.command(person, &Command::VoteQuestion { question, up: true })
            .unwrap();
    }
    let mark = |question, mark| Command::MarkQuestion { question, mark };
    play.command(flor, &mark(question, QuestionMark::Answered))
        .unwrap();
    let rude = by_text(&play, "Rude words");
    play.command(flor, &mark(rude, QuestionMark::Hidden)).unwrap();
    for reader in [RecordReader::Facilitator, RecordReader::Person(ana)] {
        let record = record_of(&play, reader);
        let questions = &record.agenda[0].questions;
        assert_eq!(
            questions
                .iter()
                .map(|q| (q.votes, q.answered, q.asked_by.is_some()))
                .collect::<Vec<_>>(),
            [(2, true, false), (0, false, true)]
        );
        let english = record.to_markdown(words("en"));
        for line in [
            "- And who pays? — *without a name* (votes: 2, answered)",
            "- What of \\*labs\\*? — *Ana* (votes: 0)",
        ] {
            assert!(
                english.lines().any(|l| l == line),
                "{line:?} is not in\n{english}"
            );
        }
        assert!(
            record
                .to_csv(words("en"))
                .contains("\r\nquestion,,,,,,,,,answered,,,,2,And who pays?,,\r\n")
        );
        assert!(!record.to_json().unwrap().contains("Rude words"));
    }
}

#[test]
fn c4_the_record_has_chat_from_when_it_was_said_and_no_thread() {
    let mut play = Play::new("Spring meeting");
    let flor = play.join("Flor", Role::Facilitator);
    let ana = play.join("Ana", Role::Participant);
    let say = |play: &mut Play, person: PersonId, text: &str| {
        let text = text.to_owned();
        play.command(person, &Command::Say { text }).unwrap();
    };
    let keep = |play: &mut Play, keep| {
        let wish = TalkWish {
            keep_chat: Some(keep),
            chat_to_all: Some(true),
            ..TalkWish::default()
        };
        play.command(flor, &Command::SetTalk(wish)).unwrap();
    };
    say(&mut play, ana, "before");
    keep(&mut play, true);
    say(&mut play, ana, "=while");
    say(&mut play, ana, "regretted");
    let text = "to all of you".to_owned();
    play.command(flor, &Command::SayToAll { text }).unwrap();
    let text = "between us".to_owned();
    let person = None;
    play.command(ana, &Command::SayToFacilitators { text, person })
        .unwrap();
    let main = play.room(0).unwrap();
    let message = play.state.rooms[&main].chat.back().unwrap().id;
    let place = ChatPlace::Room(main);
    play.command(flor, &Command::DeleteMessage { place, message })
        .unwrap();
    keep(&mut play, false);
    say(&mut play, ana, "after");
    for reader in [RecordReader::Facilitator, RecordReader::Person(ana)] {
        let record = record_of(&play, reader);
        let json = record.to_json().unwrap();
        assert_eq!(record.rooms[0].chat.len(), 1, "{json}");
        assert_eq!(record.chat_to_all.len(), 1);
        for gone in ["before", "regretted", "between us", "after"] {
            assert!(!json.contains(gone), "{gone}");
        }
        let english = record.to_markdown(words("en"));
        assert!(
            english.lines().any(|l| l == "- 15:00 *Ana:* \\=while"),
            "{english}"
        );
        assert!(
            english.lines().any(|l| l == "- 15:00 *Flor:* to all of you"),
            "{english}"
        );
        assert!(record.to_csv(words("en")).contains("\r\nchat,Main room,Ana,"));
        assert!(record.to_csv(words("en")).contains(",'=while,,\r\n"));
    }
}

#[test]
fn o7_the_record_has_polls_as_far_as_they_are_shown() {
    let mut play = Play::new("Spring meeting");
    let flor = play.join("Flor", Role::Facilitator);
    let ana = play.join("Ana", Role::Participant);
    for (kind, anonymous, show, answer) in [
        (
            PollKind::Single,
            false,
            PollShow::End,
            PollAnswer::Choices(vec![1]),
        ),
        (
            PollKind::Words,
            false,
            PollShow::Never,
            PollAnswer::Words("=doubt".to_owned()),
        ),
        (PollKind::Scale, true, PollShow::Live, PollAnswer::Scale(5)),
    ] {
        let form = PollWish {
            kind,
            text: format!("Which *{kind:?}*?"),
            choices: vec!["Monday".to_owned(), "Friday".to_owned()],
            scale: None,
            anonymous,
            show,
        };
        let mut ask = |actor, command| play.command(actor, &Command::Poll(command)).unwrap();
        ask(flor, PollCommand::Make { form });
        let poll = *play.state.polls.keys().next_back().unwrap();
        let mut ask = |actor, command| play.command(actor, &Command::Poll(command)).unwrap();
        ask(flor, PollCommand::Open { poll });
        ask(ana, PollCommand::Answer { poll, answer });
        ask(flor, PollCommand::Close { poll });
        play.pass(1);
    }
    let form = PollWish {
        kind: PollKind::Words,
        text: "Never opened".to_owned(),
        choices: Vec::new(),
        scale: None,
        anonymous: false,
        show: PollShow::Live,
    };
    let make = Command::Poll(PollCommand::Make { form });
    play.command(flor, &make).unwrap();
    let own = record_of(&play, RecordReader::Person(ana));
    assert_eq!(own.polls.len(), 2, "what is never shown is not there");
    assert!(own.polls.iter().all(|poll| poll.people.is_empty()));
    let all = record_of(&play, RecordReader::Facilitator);
    assert_eq!(all.polls.len(), 3);
    assert_eq!(all.polls[0].results.counts, [0, 1]);
    assert_eq!(all.polls[0].people[0].answer, "Friday");
    assert!(all.polls[2].results.hidden && all.polls[2].people.is_empty());
    let json = all.to_json().unwrap();
    assert!(!json.contains("Never opened"));
    let english = all.to_markdown(words("en"));
    for line in [
        "## Polls",
        "### Which \\*Single\\*?",
        "Answers: 1 · with names",
        "| Friday | 1 |",
        "- Ana: Friday",
        "- \\=doubt",
        "*Fewer than five answers: not shown.*",
    ] {
        assert!(
            english.lines().any(|l| l == line),
            "{line:?} is not in\n{english}"
        );
    }
    assert!(all.to_markdown(words("es")).contains("## Sondeos"));
    let csv = all.to_csv(words("en"));
    for row in [
        "\r\npoll_choice,,,,,,,,,Which *Single*?,,,,1,Friday,,\r\n",
        "\r\npoll_person,,Ana,,,,,,,Which *Words*?,,,,,'=doubt,,\r\n",
    ] {
        assert!(csv.contains(row), "{row:?} is not in {csv}");
    }
}
