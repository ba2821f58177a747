//! Cases for every reducer of views, ours and the browser's: a view, changes, and the view that they lead to.
//! They come from a meeting that is really played.

use super::play::Play;
use protocol::consultancy::{Definition, validate};
use protocol::ids::{MeetingId, PersonId};
use protocol::meeting::agenda::{PartKind, PartWish};
use protocol::meeting::command::{About, ProtocolChoice, Seats, SectionWish, TalkWish, Target};
use protocol::meeting::expected::{ExpectedList, ExpectedPerson};
use protocol::meeting::gallery::{GalleryAct, GalleryPhase};
use protocol::meeting::grouping::{Attribute, GroupRule};
use protocol::meeting::polls::{PollAnswer, PollCommand, PollKind, PollShow, PollWish};
use protocol::meeting::preparing::Prepare;
use protocol::meeting::said::{SaidCommand, SaidWhat, next_of};
use protocol::meeting::state::{Ask, Role};
use protocol::meeting::talk::{ChatPlace, MainFloor, QuestionMark};
use protocol::meeting::timers::TimerCommand;
use protocol::meeting::view::{Change, View, apply_change};
use protocol::meeting::{Command, Entry, Refusal, SystemCommand};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// One case of `protocol/fixtures/view_changes.json`.
#[derive(Debug, Deserialize, Serialize)]
pub struct Case {
    pub name: String,
    pub view: View,
    pub changes: Vec<Change>,
    pub expected: View,
}

/// The file's text: a case on each line.
pub fn file() -> Result<String, Box<dyn std::error::Error>> {
    let cases: Vec<String> = cases()?
        .iter()
        .map(serde_json::to_string)
        .collect::<Result<_, _>>()?;
    Ok(format!("[\n{}\n]\n", cases.join(",\n")))
}

/// Two steps, so that the file stays small.
fn small(id: &str) -> Result<ProtocolChoice, Box<dyn std::error::Error>> {
    let file = format!(
        r#"{{
            "id": "{id}", "version": 1, "name": {{"en": "Two steps"}}, "credit": "Our own.", "presenter": true,
            "sections": [{{"id": "ideas", "name": {{"en": "Ideas", "es": "Ideas"}}}}],
            "steps": [
                {{"id": "present", "name": {{"en": "Present"}}, "minutes": 1, "floor": "presenter",
                  "prompts": {{"presenter": {{"en": "Tell."}}, "group": {{"en": "Listen."}},
                               "facilitator": {{"en": "Watch."}}}}}},
                {{"id": "talk", "name": {{"en": "Talk"}}, "minutes": 2.5, "floor": "group",
                  "write": [{{"who": "group", "sections": ["ideas"]}}],
                  "prompts": {{"presenter": {{"en": "Listen."}}, "group": {{"en": "Talk."}},
                               "facilitator": {{"en": "Watch."}}}}}}
            ]
        }}"#
    );
    let definition: Definition = validate::parse(&file).map_err(|faults| format!("{faults:?}"))?;
    Ok(ProtocolChoice::Own(Box::new(definition)))
}

struct Cases {
    play: Play,
    cases: Vec<Case>,
}

impl Cases {
    /// What `reader` gets of what happens in `play`.
    fn case(
        &mut self,
        name: &str,
        reader: PersonId,
        happens: impl FnOnce(&mut Play) -> Result<(), Refusal>,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let before = self.play.view(reader).ok_or("the reader is in the meeting")?;
        let from = self.play.entries.len();
        happens(&mut self.play)?;
        let changes = self.play.changes(from, reader);
        let mut expected = before.clone();
        for change in &changes {
            apply_change(&mut expected, change.clone());
        }
        // The law, here too: what the fixture expects is what the reader may see.
        if Some(&expected) != self.play.view(reader).as_ref() {
            return Err(format!("{name}: the changes do not lead to the view").into());
        }
        self.cases.push(Case {
            name: name.to_owned(),
            view: before,
            changes,
            expected,
        });
        Ok(())
    }
}

/// The lobby, what people need, and the passcode, as a facilitator sees them.
fn door(all: &mut Cases, flor: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    all.case("a passcode is set, for a facilitator", flor, |play| {
        let passcode = Some("Heron 42".to_owned());
        play.command(flor, &Command::SetPasscode { passcode }).map(drop)
    })?;
    let door = |lobby| Command::SetDoor {
        lobby: Some(lobby),
        locked: None,
    };
    let asks = BTreeSet::from([Ask::AccessNeeds]);
    all.play.command(flor, &Command::SetAsks { asks })?;
    all.play.command(flor, &door(true))?;
    let mut waiting = Vec::new();
    all.case("two people wait in the lobby, for a facilitator", flor, |play| {
        waiting = ["Olu", "Pia"]
            .map(|name| play.join(name, Role::Participant))
            .into();
        Ok(())
    })?;
    all.case("one is let in, for a facilitator", flor, |play| {
        let people = waiting.first().map(|person| vec![*person]);
        play.command(flor, &Command::Admit { people }).map(drop)
    })?;
    all.case("one needs nothing any more, for a facilitator", flor, |play| {
        let about = About {
            access_needs: Some(String::new()),
            ..About::default()
        };
        let person = waiting.first().copied().unwrap_or(flor);
        play.command(person, &Command::Describe(about)).map(drop)
    })?;
    all.case("one is turned away, for a facilitator", flor, |play| {
        let person = waiting.last().copied().unwrap_or(flor);
        play.command(flor, &Command::RemovePerson { person }).map(drop)
    })?;
    all.play.command(flor, &door(false))?;
    Ok(())
}

/// Somebody of a list comes by the join link, as a facilitator sees it.
fn expected(all: &mut Cases, flor: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    let row = ExpectedPerson {
        about: About {
            name: Some("Sol".to_owned()),
            ..About::default()
        },
        ..ExpectedPerson::default()
    };
    let list = Arc::new(ExpectedList {
        people: vec![row],
        rooms: Vec::new(),
    });
    all.play.system(&SystemCommand::Expect { by: flor, list });
    let mut sol = flor;
    all.case(
        "somebody is perhaps who is expected, for a facilitator",
        flor,
        |play| {
            sol = play.join("Sol", Role::Participant);
            Ok(())
        },
    )?;
    let people = all.play.state.people.iter();
    let listed = people.filter(|(_, p)| p.expected).map(|(id, _)| *id).next();
    all.case("it is them, for a facilitator", flor, |play| {
        let it_is_them = Command::Recognize {
            person: sol,
            expected: listed,
        };
        play.command(flor, &it_is_them)?;
        play.command(flor, &Command::RemovePerson { person: sol })
            .map(drop)
    })
}

/// Every case, the same in each run.
pub fn cases() -> Result<Vec<Case>, Box<dyn std::error::Error>> {
    Ok(played()?.0)
}

/// The journals behind them: of a meeting, and of the next one of its series.
#[allow(dead_code, reason = "who writes the file needs none")]
pub fn journals() -> Result<[Vec<Entry>; 2], Box<dyn std::error::Error>> {
    Ok(played()?.1.map(|play| play.entries))
}

fn played() -> Result<(Vec<Case>, [Play; 2]), Box<dyn std::error::Error>> {
    let mut play = Play::new("Spring meeting");
    let flor = play.join("Flor", Role::Facilitator);
    let ana = play.join("Ana", Role::Participant);
    let mut all = Cases {
        play,
        cases: Vec::new(),
    };
    let mut ben = flor;
    all.case("someone joins", ana, |play| {
        ben = play.join("Ben", Role::Participant);
        Ok(())
    })?;
    all.case("a new title", ana, |play| {
        play.command(
            flor,
            &Command::Retitle {
                title: "Summer meeting".to_owned(),
            },
        )
        .map(drop)
    })?;
    all.case("rooms are made, for a facilitator", flor, |play| {
        play.command(flor, &Command::CreateRooms { count: 2 }).map(drop)
    })?;
    let missing = || "the room was made".to_owned();
    let (first, second) = (
        all.play.room(1).ok_or_else(missing)?,
        all.play.room(2).ok_or_else(missing)?,
    );
    all.case("a room gets a name, for a participant", ana, |play| {
        play.command(
            flor,
            &Command::NameRoom {
                room: first,
                name: Some("North".to_owned()),
            },
        )
        .map(drop)
    })?;
    all.case("a room is removed, for a facilitator", flor, |play| {
        play.command(flor, &Command::RemoveRoom { room: second })
            .map(drop)
    })?;
    door(&mut all, flor)?;
    expected(&mut all, flor)?;
    agenda(&mut all, flor, ana)?;
    questions(&mut all, flor, ana)?;
    polls(&mut all, flor, ana)?;
    timers(&mut all, flor, ana)?;
    preparing(&mut all, flor, ana)?;
    talk(&mut all, flor, ana, ben)?;
    boards(&mut all, flor, ana)?;
    round(&mut all, flor, ana)?;
    all.case("people choose a room, for a participant", ana, |play| {
        let rooms = vec![Seats {
            room: first,
            seats: 2,
        }];
        play.command(flor, &Command::OpenChoice { rooms })?;
        play.command(ana, &Command::Choose { room: Some(first) })
            .map(drop)
    })?;
    all.case("groups are saved, for a facilitator", flor, |play| {
        let name = "Morning".to_owned();
        play.command(flor, &Command::SaveGroups { name }).map(drop)
    })?;
    all.case("groups are made by a rule", flor, |play| {
        let rule = GroupRule::Mixed {
            by: Attribute::Organization,
        };
        let (size, apart) = (2, false);
        play.command(
            flor,
            &Command::MakeGroups {
                size,
                rule,
                apart,
                expected: false,
            },
        )
        .map(drop)
    })?;
    all.case("rooms open after a countdown", flor, |play| {
        play.command(flor, &Command::OpenRooms { in_seconds: 10 })?;
        play.pass(10);
        play.arrive(ana);
        Ok(())
    })?;
    all.case("someone is removed", flor, |play| {
        play.command(flor, &Command::RemovePerson { person: ben })
            .map(drop)
    })?;
    gallery(&mut all, flor, ana)?;
    closing(&mut all, flor, ana)?;
    all.case("the meeting ends", ana, |play| {
        play.command(flor, &Command::EndMeeting {}).map(drop)
    })?;
    let next = said(&mut all)?;
    Ok((all.cases, [all.play, next]))
}

/// The next meeting of the series, with what this one left, as a participant sees it.
fn said(all: &mut Cases) -> Result<Play, Box<dyn std::error::Error>> {
    let (plan, mut left) = next_of(&all.play.state, &all.play.contents, &[])?;
    let question = "What do you take along?".to_owned();
    left.lines
        .push(("Listen first".to_owned(), SaidWhat::Words { question }));
    let mut next = Cases {
        play: Play::default(),
        cases: Vec::new(),
    };
    next.play.system(&SystemCommand::Follow {
        meeting: MeetingId(Uuid::from_u128(77)),
        plan: Arc::new(plan),
        left: Arc::new(left),
    });
    let flor = next.play.join("Flor", Role::Facilitator);
    let ana = next.play.join("Ana", Role::Participant);
    for (name, command) in [
        (
            "an answer in words is taken in",
            SaidCommand::LeaveOut {
                line: 1,
                left_out: false,
            },
        ),
        (
            "what was said is shown no more",
            SaidCommand::Show { shown: false },
        ),
    ] {
        next.case(name, ana, |play| {
            play.command(flor, &Command::Said(command)).map(drop)
        })?;
    }
    all.cases.append(&mut next.cases);
    Ok(next.play)
}

/// The agenda as a participant sees it.
fn agenda(all: &mut Cases, flor: PersonId, ana: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    all.case("a part of the agenda begins", ana, |play| {
        let wish = |kind, title: &str| PartWish {
            kind,
            title: Some(title.to_owned()),
            seconds: 600,
            speaker: (kind == PartKind::Keynote).then_some(flor),
            speaker_name: None,
            slides: None,
            captions: None,
        };
        let parts = vec![
            wish(PartKind::Welcome, "Hello"),
            wish(PartKind::Keynote, "Fractions"),
        ];
        play.command(flor, &Command::AddParts { parts, before: None })?;
        let first = play.state.agenda.next().ok_or(Refusal::NoPart)?;
        play.command(flor, &Command::StartPart { part: first }).map(drop)
    })
}

/// The gallery, as somebody of a room and as a facilitator sees it.
fn gallery(all: &mut Cases, flor: PersonId, ana: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    let room = all.play.state.people.get(&ana).and_then(|ana| ana.assigned);
    let room = room.or_else(|| all.play.room(1)).ok_or("there is a room")?;
    let phase = |phase| Command::Gallery(GalleryAct::SetPhase { phase });
    let card = Command::Gallery(GalleryAct::WriteCard {
        room,
        question: Some("How do we begin?".to_owned()),
        takeaways: Some(vec!["Less is more".to_owned()]),
        ask: None,
    });
    for (name, reader, act) in [
        ("rooms write their cards", ana, phase(GalleryPhase::Writing)),
        ("a card is written", ana, card.clone()),
        ("a card is written, for a facilitator", flor, card),
        ("the gallery opens", flor, phase(GalleryPhase::Open)),
    ] {
        all.case(name, reader, |play| play.command(flor, &act).map(drop))?;
    }
    Ok(())
}

/// What people take on, and the closing page, as another participant sees them.
fn closing(all: &mut Cases, flor: PersonId, ana: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    let promise = |text: &str| Command::MakeCommitment {
        text: text.to_owned(),
        due: Some("2026-12-03".to_owned()),
        shared: true,
        room: None,
    };
    all.case("the closing page is opened", ana, |play| {
        play.command(flor, &Command::OpenClosing { open: true }).map(drop)
    })?;
    all.case("two take something on", ana, |play| {
        play.command(flor, &promise("Write to all"))?;
        play.command(ana, &promise("Ask the students")).map(drop)
    })?;
    let of_flor = |play: &Play| {
        let mut all = play.state.closing.commitments.iter();
        all.find(|(_, one)| one.person == flor).map(|(id, _)| *id)
    };
    let commitment = of_flor(&all.play).ok_or("it was made")?;
    all.case(
        "an exit ticket is asked and answered, for a facilitator",
        flor,
        |play| {
            let question = protocol::meeting::command::QuestionWish {
                kind: protocol::meeting::ticket::QuestionKind::Choice,
                text: "Was it worth your time?".to_owned(),
                choices: vec!["Yes".to_owned(), "No".to_owned()],
            };
            let ticket = protocol::meeting::command::TicketWish {
                questions: vec![question],
                anonymous: true,
            };
            let ticket = Some(ticket);
            play.command(flor, &Command::SetTicket { ticket })?;
            let answers = vec![Some(protocol::meeting::ticket::TicketAnswer::Choice(0))];
            play.command(ana, &Command::AnswerTicket { answers }).map(drop)
        },
    )?;
    all.case("one keeps theirs to themselves", ana, |play| {
        let change = Command::ChangeCommitment {
            commitment,
            text: None,
            due: None,
            shared: Some(false),
            done: None,
        };
        play.command(flor, &change).map(drop)
    })
}

/// A second board in the main room, and a vote on it.
fn boards(all: &mut Cases, flor: PersonId, ana: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    let main = all.play.room(0).ok_or("there is a main room")?;
    all.case("a board is added", ana, |play| {
        let section = |en: &str, es: &str| SectionWish {
            id: None,
            name: [("en", en), ("es", es)]
                .map(|(language, name)| (language.to_owned(), name.to_owned()))
                .into(),
        };
        let command = Command::AddBoard {
            room: main,
            name: "Plus and delta".to_owned(),
            sections: vec![section("Plus", "Más"), section("Delta", "Cambiaría")],
            hide_authors: true,
        };
        play.command(flor, &command).map(drop)
    })?;
    let rooms = &all.play.state.rooms;
    let added = rooms.get(&main).and_then(|room| room.boards.last());
    let board = added.ok_or("the board was added")?.id;
    let note = || "note-1".to_owned();
    let vote = |hidden| Command::OpenVote {
        board,
        dots: 3,
        per_note: 2,
        hidden,
    };
    all.case("a vote, with dots of one's own and of another", ana, |play| {
        play.command(flor, &vote(false))?;
        play.command(flor, &Command::PlaceDot { board, note: note() })?;
        play.command(ana, &Command::PlaceDot { board, note: note() })
            .map(drop)
    })?;
    all.case("another vote, with hidden counts", ana, |play| {
        play.command(flor, &Command::CloseVote { board })?;
        play.command(flor, &vote(true))?;
        play.command(ana, &Command::PlaceDot { board, note: note() })
            .map(drop)
    })?;
    all.case("the board is hidden, and one has a page of it", ana, |play| {
        play.command(flor, &Command::HideBoard { board })?;
        play.command(flor, &Command::OpenHiddenPage { board })?;
        play.command(ana, &Command::OpenHiddenPage { board }).map(drop)
    })?;
    all.case("it is revealed", ana, |play| {
        play.command(flor, &Command::RevealBoard { board }).map(drop)
    })?;
    all.case("the hidden counts come, and the board is put away", ana, |play| {
        play.command(flor, &Command::PutAwayBoard { board, away: true })
            .map(drop)
    })
}

/// A timer for free work, as somebody in the room sees it: it runs, and stands.
fn timers(all: &mut Cases, flor: PersonId, ana: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    all.case("a timer is started and paused", ana, |play| {
        let start = TimerCommand::Start {
            rooms: None,
            seconds: 300,
            label: Some("Silent reading".to_owned()),
        };
        play.command(flor, &Command::Timer(start))?;
        let pause = TimerCommand::Pause { rooms: None };
        play.command(flor, &Command::Timer(pause)).map(drop)
    })
}

/// Questions, a thread with the facilitators, chat to all; as the one who asks sees it, and a facilitator.
fn questions(all: &mut Cases, flor: PersonId, ana: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    let set = Command::SetTalk(TalkWish {
        floor: Some(MainFloor::Facilitators),
        anonymous_questions: Some(true),
        ..TalkWish::default()
    });
    let text = |text: &str| text.to_owned();
    all.case("a keynote, and a question without a name", ana, |play| {
        let part = play.state.agenda.next().ok_or(Refusal::NoPart)?;
        play.command(flor, &Command::StartPart { part })?;
        play.command(flor, &set)?;
        let text = text("Who pays?");
        let anonymous = true;
        play.command(ana, &Command::AskQuestion { text, anonymous })
            .map(drop)
    })?;
    let question = all.play.state.talk.questions.keys().next().copied();
    let question = question.ok_or("a question was asked")?;
    all.case("a vote of one's own", ana, |play| {
        play.command(ana, &Command::VoteQuestion { question, up: true })
            .map(drop)
    })?;
    let mark = |mark| Command::MarkQuestion { question, mark };
    all.case("a question is hidden, for a participant", ana, |play| {
        play.command(flor, &mark(QuestionMark::Hidden)).map(drop)
    })?;
    all.case("a question comes back, for a facilitator", flor, |play| {
        play.command(flor, &mark(QuestionMark::Now)).map(drop)
    })?;
    all.case("a thread, and a message to all", ana, |play| {
        let (text, person) = (text("A break?"), None);
        play.command(ana, &Command::SayToFacilitators { text, person })?;
        let text = "Back at eleven".to_owned();
        play.command(flor, &Command::SayToAll { text }).map(drop)
    })?;
    all.case(
        "a message of a thread is deleted, for a facilitator",
        flor,
        |play| {
            let thread = play.state.talk.threads.get(&ana);
            let last = thread.and_then(|messages| messages.back());
            let message = last.ok_or(Refusal::NoMessage)?.id;
            let place = ChatPlace::Thread(ana);
            play.command(flor, &Command::DeleteMessage { place, message })
                .map(drop)
        },
    )?;
    let open = Command::SetTalk(TalkWish {
        floor: Some(MainFloor::Open),
        ..TalkWish::default()
    });
    all.play.command(flor, &open)?;
    Ok(())
}

/// Somebody who was asked to prepare, as a facilitator sees it.
fn preparing(all: &mut Cases, flor: PersonId, ana: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    let ask = |asked| {
        Command::Prepare(Prepare::Ask {
            person: ana,
            asked,
            protocol: None,
        })
    };
    all.case("somebody is asked to prepare, for a facilitator", flor, |play| {
        play.command(flor, &ask(true)).map(drop)
    })?;
    all.case("they are not asked any more, for a facilitator", flor, |play| {
        play.command(flor, &ask(false)).map(drop)
    })
}

/// A poll as a facilitator sees it, and as somebody who answers.
fn polls(all: &mut Cases, flor: PersonId, ana: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    let form = PollWish {
        kind: PollKind::Single,
        text: "Which day?".to_owned(),
        choices: vec!["Monday".to_owned(), "Friday".to_owned()],
        scale: None,
        anonymous: false,
        show: PollShow::Live,
    };
    let make = Command::Poll(PollCommand::Make { form });
    all.case("two polls are made, for a facilitator", flor, |play| {
        play.command(flor, &make)?;
        play.command(flor, &make).map(drop)
    })?;
    let mut known = all.play.state.polls.keys().copied();
    let (poll, other) = (known.next(), known.next());
    let (poll, other) = (poll.ok_or("a poll")?, other.ok_or("another")?);
    all.case("a poll is deleted, for a facilitator", flor, |play| {
        let delete = PollCommand::Delete { poll: other };
        play.command(flor, &Command::Poll(delete)).map(drop)
    })?;
    all.case("a poll is opened and answered", ana, |play| {
        play.command(flor, &Command::Poll(PollCommand::Open { poll }))?;
        let answer = PollAnswer::Choices(vec![1]);
        play.command(ana, &Command::Poll(PollCommand::Answer { poll, answer }))
            .map(drop)
    })?;
    all.case("a poll's results are shown no more", ana, |play| {
        let show = PollShow::Never;
        play.command(flor, &Command::Poll(PollCommand::Show { poll, show }))?;
        play.command(flor, &Command::Poll(PollCommand::Close { poll }))
            .map(drop)
    })
}

fn talk(
    all: &mut Cases,
    flor: PersonId,
    ana: PersonId,
    ben: PersonId,
) -> Result<(), Box<dyn std::error::Error>> {
    let say = |text: &str| Command::Say {
        text: text.to_owned(),
    };
    all.case("a hand and two messages", ana, |play| {
        play.command(ben, &Command::RaiseHand {})?;
        play.command(ben, &say("Hello"))?;
        play.pass(3);
        play.command(ana, &say("Hello, Ben")).map(drop)
    })?;
    all.case("a message to everyone", ana, |play| {
        play.command(
            flor,
            &Command::Announce {
                rooms: None,
                text: "Welcome".to_owned(),
            },
        )
        .map(drop)
    })?;
    let other = all.play.room(1).ok_or("the room was made")?;
    all.case("a message to another room is not sent", ana, |play| {
        play.command(
            flor,
            &Command::Announce {
                rooms: Some(vec![other]),
                text: "Room 1".to_owned(),
            },
        )
        .map(drop)
    })?;
    all.case("only the last twenty messages to rooms stay", ana, |play| {
        for n in 1..=20 {
            play.command(
                flor,
                &Command::Announce {
                    rooms: None,
                    text: format!("Message {n}"),
                },
            )?;
        }
        Ok(())
    })?;
    // A message that comes twice (a resume that overlaps) is there once.
    if let Some(view) = all.play.view(ana)
        && let Some((room, message)) = view
            .chat
            .iter()
            .find_map(|(id, chat)| Some((*id, chat.first()?.clone())))
    {
        let changes = vec![Change::Chat { room, message }];
        let name = "a message with a known id replaces it".to_owned();
        all.cases.push(Case {
            name,
            expected: view.clone(),
            view,
            changes,
        });
    }
    Ok(())
}

fn round(all: &mut Cases, flor: PersonId, ana: PersonId) -> Result<(), Box<dyn std::error::Error>> {
    let main = all.play.room(0).ok_or("there is a main room")?;
    let on = Target::Room(main);
    let start = |protocol| Command::StartRound {
        rooms: Some(vec![main]),
        protocol,
        seconds: None,
        pace: None,
    };
    let (one, other) = (start(small("two-steps")?), start(small("two-other-steps")?));
    all.case("a round gathers, for a facilitator", flor, |play| {
        play.command(flor, &one).map(drop)
    })?;
    all.case("a presenter, a dilemma, step 1", ana, |play| {
        play.command(ana, &Command::OfferToPresent { offered: true })?;
        let dilemma = Command::SetDilemma {
            room: main,
            title: Some("Time".to_owned()),
            overview: None,
            focus_question: Some("What may we leave out?".to_owned()),
            restated_question: None,
            links: Some(vec!["https://example.org/plan".to_owned()]),
        };
        play.command(ana, &dilemma)?;
        play.command(flor, &Command::Begin { on }).map(drop)
    })?;
    all.case("a pause, for a facilitator", flor, |play| {
        play.pass(20);
        play.command(flor, &Command::Pause { on }).map(drop)
    })?;
    all.case("the clock runs again and step 2 begins", ana, |play| {
        play.pass(30);
        play.command(flor, &Command::Resume { on })?;
        play.pass(60);
        Ok(())
    })?;
    all.case("another protocol takes the place of the first", ana, |play| {
        play.command(flor, &Command::StopRound { on })?;
        play.command(flor, &other)?;
        play.command(flor, &Command::StopRound { on }).map(drop)
    })
}
