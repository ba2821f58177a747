//! Drawn commands of the agenda, of talk, and of what is done about rooms, for the laws.

use protocol::ids::{MessageId, PartId, PersonId, PollId, QuestionId, RoomId};
use protocol::meeting::agenda::{PartKind, PartLength, PartWish};
use protocol::meeting::command::{ProtocolChoice, TalkWish};
use protocol::meeting::polls::{PollAnswer, PollCommand, PollKind, PollShow, PollWish};
use protocol::meeting::preparing::{Prepare, PreparedWords};
use protocol::meeting::state::Pace;
use protocol::meeting::talk::{ChatPlace, HandOrder, MainFloor, QuestionMark};
use protocol::meeting::timers::TimerCommand;
use protocol::meeting::{Command, State};
use uuid::Uuid;

/// `kind` picks the command; `a` and `b` what it is about.
pub fn command(state: &State, kind: usize, a: usize, b: usize, room: RoomId, person: PersonId) -> Command {
    if kind.is_multiple_of(3) {
        return if b.is_multiple_of(3) {
            of_polls(state, a, b)
        } else {
            of_rooms(a, b, room, person)
        };
    }
    let parts: Vec<PartId> = state.agenda.parts.iter().map(|part| part.plan.id).collect();
    let one_of = |n: usize| {
        let known = parts.get(n % parts.len().max(1)).copied();
        known.unwrap_or(PartId(Uuid::from_u128(77)))
    };
    let part = one_of(a);
    let wish = PartWish {
        kind: [PartKind::Keynote, PartKind::Discussion][b % 2],
        title: b.is_multiple_of(3).then(|| format!("Part {b}")),
        seconds: 50 + 30 * u32::try_from(b % 90).unwrap_or(0),
        speaker: b.is_multiple_of(4).then_some(person),
        speaker_name: Some("Somebody".to_owned()),
        slides: b
            .is_multiple_of(5)
            .then(|| "https://example.org/slides".to_owned()),
        captions: None,
    };
    let questions: Vec<QuestionId> = state.talk.questions.keys().copied().collect();
    let question = questions.get(a % questions.len().max(1)).copied();
    let question = question.unwrap_or(QuestionId(Uuid::from_u128(78)));
    let text = format!("Said {b}");
    match kind % 20 {
        9 | 10 => Command::AskQuestion {
            text,
            anonymous: b.is_multiple_of(2),
        },
        11 | 12 => Command::VoteQuestion {
            question,
            up: !b.is_multiple_of(4),
        },
        13 => Command::MarkQuestion {
            question,
            mark: [
                QuestionMark::Open,
                QuestionMark::Now,
                QuestionMark::Answered,
                QuestionMark::Hidden,
            ][b % 4],
        },
        14 | 15 => Command::SayToFacilitators {
            text,
            person: b.is_multiple_of(2).then_some(person),
        },
        16 => Command::SayToAll { text },
        17 => {
            let (place, messages) = match b % 3 {
                0 => (
                    ChatPlace::Room(room),
                    state.rooms.get(&room).map(|room| &room.chat),
                ),
                1 => (ChatPlace::Thread(person), state.talk.threads.get(&person)),
                _ => (ChatPlace::All, Some(&state.talk.all)),
            };
            let mut messages = messages.into_iter().flatten().map(|message| message.id);
            let message = messages.next_back().unwrap_or(MessageId(Uuid::from_u128(79)));
            Command::DeleteMessage { place, message }
        }
        18 | 19 => Command::SetTalk(TalkWish {
            floor: Some([MainFloor::Open, MainFloor::Facilitators][a % 2]),
            anonymous_questions: Some(!b.is_multiple_of(3)),
            chat_to_all: Some(!b.is_multiple_of(4)),
            keep_chat: Some(b.is_multiple_of(2)),
            hands: Some([HandOrder::Least, HandOrder::Raised][b / 2 % 2]),
            no_reactions: None,
        }),
        0 => Command::AddParts {
            parts: vec![wish; 1 + b % 3],
            before: a.is_multiple_of(3).then_some(part),
        },
        1 => Command::EditPart { part, wish },
        2 => Command::MovePart {
            part,
            before: b.is_multiple_of(2).then(|| one_of(b)),
        },
        3 => Command::RemovePart { part },
        4 => Command::SetPartLengths {
            lengths: vec![PartLength {
                part,
                seconds: wish.seconds,
            }],
        },
        5 => Command::ShortenParts {},
        6 => Command::StartPart { part },
        7 => Command::UndoPart {
            part: state.agenda.current.unwrap_or(part),
        },
        _ => Command::EndPart { part },
    }
}

/// Repairs, the pace of a room, its note-taker.
fn of_rooms(a: usize, b: usize, room: RoomId, person: PersonId) -> Command {
    match a % 10 {
        0 if b.is_multiple_of(2) => Command::WaitForFacilitator { room },
        0 | 1 => Command::WaitForPresenter { room },
        7 => Command::Prepare(Prepare::Ask {
            person,
            asked: !b.is_multiple_of(5),
            protocol: None,
        }),
        8 => Command::Prepare(match b % 3 {
            0 => Prepare::Ready {
                ready: b.is_multiple_of(2),
            },
            _ => Prepare::Write(PreparedWords {
                after: u32::try_from(b / 3 % 3).unwrap_or(0),
                focus_question: Some(format!("Question {b}")),
                ..PreparedWords::default()
            }),
        }),
        2 => Command::OtherDilemma { room, person },
        3 => Command::PartRoom { room },
        4 => Command::TakeNotes {
            taken: !b.is_multiple_of(3),
        },
        5 | 6 => of_timers(b, room),
        _ => Command::StartRound {
            rooms: b.is_multiple_of(2).then(|| vec![room]),
            protocol: ProtocolChoice::Library("consultancy-20".to_owned()),
            seconds: None,
            pace: Some([Pace::Together, Pace::Own][b / 2 % 2]),
        },
    }
}

/// Timers of a room, or of all.
fn of_timers(b: usize, room: RoomId) -> Command {
    let rooms = (!b.is_multiple_of(3)).then(|| vec![room]);
    Command::Timer(match b % 7 {
        0..=2 => TimerCommand::Start {
            rooms,
            seconds: 5 + u32::try_from(b).unwrap_or(0),
            label: b.is_multiple_of(2).then(|| format!("Timer {b}")),
        },
        3 => TimerCommand::Add {
            rooms,
            seconds: 60 - i32::try_from(b).unwrap_or(0),
        },
        4 => TimerCommand::Pause { rooms },
        5 => TimerCommand::Resume { rooms },
        _ => TimerCommand::Stop { rooms },
    })
}

/// Polls of every kind, with and without names.
fn of_polls(state: &State, a: usize, b: usize) -> Command {
    let polls: Vec<PollId> = state.polls.keys().copied().collect();
    let poll = polls.get(a / 2 % polls.len().max(1)).copied();
    let poll = poll.unwrap_or(PollId(Uuid::from_u128(80)));
    let form = PollWish {
        kind: [
            PollKind::Single,
            PollKind::Multiple,
            PollKind::Scale,
            PollKind::Words,
        ][a % 4],
        text: format!("Poll {b}"),
        choices: vec!["One".to_owned(), "Two".to_owned()],
        scale: None,
        anonymous: a.is_multiple_of(3),
        show: [PollShow::Live, PollShow::End, PollShow::Never][a % 3],
    };
    Command::Poll(match b / 3 % 10 {
        0 => PollCommand::Make { form },
        1 => PollCommand::Edit { poll, form },
        2 | 3 => PollCommand::Open { poll },
        4 => PollCommand::Close { poll },
        5 if a.is_multiple_of(4) => PollCommand::Delete { poll },
        5 => PollCommand::Show {
            poll,
            show: form.show,
        },
        6 => PollCommand::Answer {
            poll,
            answer: PollAnswer::Words(format!("Word {a}")),
        },
        7 => PollCommand::Answer {
            poll,
            answer: PollAnswer::Scale(u8::try_from(a % 6).unwrap_or(0)),
        },
        _ => PollCommand::Answer {
            poll,
            answer: PollAnswer::Choices(vec![u8::try_from(a % 2).unwrap_or(0)]),
        },
    })
}

/// What somebody who is no facilitator may do of it.
#[allow(dead_code, reason = "each test file uses a part of it")]
pub fn own(state: &State, actor: PersonId, command: &Command) -> bool {
    match command {
        Command::AskQuestion { .. }
        | Command::VoteQuestion { .. }
        | Command::SayToAll { .. }
        | Command::Poll(PollCommand::Answer { .. })
        | Command::Prepare(Prepare::Write(_) | Prepare::Ready { .. })
        | Command::TakeNotes { .. } => true,
        Command::SayToFacilitators { person, .. } => person.is_none_or(|person| person == actor),
        // Nobody who facilitates the room is there.
        Command::WaitForFacilitator { room } => state.people[&actor].room == *room,
        _ => false,
    }
}
