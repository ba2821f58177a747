//! The exit ticket: who asks, who answers, and what of it may be shown.

use super::driver::Meeting;
use protocol::ids::{CommandId, PersonId};
use protocol::meeting::command::{QuestionWish, TicketWish};
use protocol::meeting::state::Role;
use protocol::meeting::ticket::{
    Ballot, QuestionKind, Ticket, TicketAnswer, TicketQuestion, TicketResults, ballots, results,
};
use protocol::meeting::view::{self, View};
use protocol::meeting::{Command, Context, Refusal, decide};
use uuid::Uuid;

fn view(meeting: &Meeting, person: PersonId) -> View {
    view::view(&meeting.state, &meeting.contents, person).unwrap()
}

fn question(kind: QuestionKind, choices: &[&str]) -> QuestionWish {
    QuestionWish {
        kind,
        text: "How was it?".into(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
    }
}

fn ticket(anonymous: bool) -> Command {
    let questions = vec![
        question(QuestionKind::Scale, &[]),
        question(QuestionKind::Choice, &["Yes", "No"]),
        question(QuestionKind::Words, &[]),
    ];
    let ticket = Some(TicketWish { questions, anonymous });
    Command::SetTicket { ticket }
}

fn answers(scale: u8, words: &str) -> Vec<Option<TicketAnswer>> {
    vec![
        Some(TicketAnswer::Scale(scale)),
        Some(TicketAnswer::Choice(1)),
        Some(TicketAnswer::Words(words.into())),
    ]
}

fn answer(scale: u8, words: &str) -> Command {
    Command::AnswerTicket {
        answers: answers(scale, words),
    }
}

/// A meeting with a ticket; its facilitator and six people.
fn asked(anonymous: bool) -> (Meeting, PersonId, Vec<PersonId>) {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 6);
    meeting.act(facilitator, ticket(anonymous)).unwrap();
    let people = meeting.people_in(rooms[0]);
    (meeting, facilitator, people)
}

#[test]
fn e6_facilitators_ask_until_somebody_has_answered() {
    let (mut meeting, facilitator, people) = asked(true);
    let seen = view(&meeting, people[0]).closing.ticket.unwrap();
    assert_eq!((seen.questions.len(), seen.anonymous), (3, true));
    assert_eq!(seen.questions[1].choices, ["Yes", "No"]);
    assert_eq!(
        meeting.act(people[0], ticket(false)),
        Err(Refusal::FacilitatorsOnly)
    );
    let wrong = [
        (vec![], Refusal::OutOfRange),
        (vec![question(QuestionKind::Words, &[]); 7], Refusal::TooMany),
        (
            vec![question(QuestionKind::Choice, &["One"])],
            Refusal::OutOfRange,
        ),
        (
            vec![question(QuestionKind::Choice, &["x"; 500])],
            Refusal::TooMany,
        ),
        (
            vec![question(QuestionKind::Choice, &["One", " "])],
            Refusal::EmptyText,
        ),
    ];
    for (questions, refusal) in wrong {
        let ticket = Some(TicketWish {
            questions,
            anonymous: true,
        });
        assert_eq!(
            meeting.act(facilitator, Command::SetTicket { ticket }),
            Err(refusal)
        );
    }
    meeting
        .act(facilitator, Command::SetTicket { ticket: None })
        .unwrap();
    assert_eq!(view(&meeting, people[0]).closing.ticket, None);
    assert_eq!(meeting.act(people[0], answer(3, "words")), Err(Refusal::NoTicket));
    meeting.act(facilitator, ticket(false)).unwrap();
    meeting.act(people[0], answer(3, "words")).unwrap();
    for change in [ticket(true), Command::SetTicket { ticket: None }] {
        assert_eq!(meeting.act(facilitator, change), Err(Refusal::TicketAnswered));
    }
}

#[test]
fn e7_each_answers_once_what_is_asked_also_when_it_is_over() {
    let (mut meeting, facilitator, people) = asked(true);
    let olu = meeting.join(Role::Observer, "Olu");
    assert_eq!(
        meeting.act(olu, answer(3, "words")),
        Err(Refusal::ObserversOnlySee)
    );
    let wrong = [
        (vec![], Refusal::Stale),
        (vec![None, None, None], Refusal::EmptyText),
        (answers(0, "words"), Refusal::OutOfRange),
        (answers(6, "words"), Refusal::OutOfRange),
        (
            vec![Some(TicketAnswer::Choice(1)), None, None],
            Refusal::OutOfRange,
        ),
        (
            vec![None, Some(TicketAnswer::Choice(2)), None],
            Refusal::OutOfRange,
        ),
        (answers(3, &"x".repeat(501)), Refusal::TextTooLong),
    ];
    for (answers, refusal) in wrong {
        let command = Command::AnswerTicket { answers };
        assert_eq!(meeting.act(people[0], command), Err(refusal));
    }
    meeting.act(people[0], answer(3, "words")).unwrap();
    assert!(view(&meeting, people[0]).me.ticket_answered);
    assert!(!view(&meeting, people[1]).me.ticket_answered);
    assert_eq!(
        meeting.act(people[0], answer(4, "again")),
        Err(Refusal::AlreadyAnswered)
    );
    // Facilitators see how many, nobody else.
    assert_eq!(view(&meeting, facilitator).ticket_answers, 1);
    assert_eq!(view(&meeting, people[1]).ticket_answers, 0);
    meeting.act(facilitator, Command::EndMeeting {}).unwrap();
    assert_eq!(meeting.act(facilitator, ticket(true)), Err(Refusal::MeetingEnded));
    meeting.act(people[1], answer(3, "afterwards")).unwrap();
    meeting.pass(7 * 24 * 3_600_000);
    assert_eq!(
        meeting.act(people[2], answer(3, "late")),
        Err(Refusal::MeetingEnded)
    );
}

#[test]
fn e8_the_journal_never_has_an_answer_and_an_anonymous_one_has_nobody() {
    for anonymous in [true, false] {
        let (mut meeting, _, people) = asked(anonymous);
        let context = Context {
            actor: Some(people[0]),
            command: Some(CommandId(Uuid::from_u128(77))),
            at: meeting.now,
            seed: 1,
            ids: meeting.uuid(),
            attributes: std::sync::Arc::default(),
            tallies: std::sync::Arc::default(),
        };
        let decision = decide(&meeting.state, &answer(4, "canary"), &context).unwrap();
        let entry = serde_json::to_string(&decision.events).unwrap();
        assert!(!entry.contains("canary") && !entry.contains("scale"), "{entry}");
        assert_eq!(decision.content, []);
        let [ballot] = &decision.ballots[..] else {
            panic!("{:?}", decision.ballots)
        };
        // Neither who, nor when, nor by which command.
        let who = people[0].to_string();
        assert_eq!(ballot.contains(&who), !anonymous, "{ballot}");
        for trace in [context.command.unwrap().to_string(), context.at.0.to_string()] {
            assert!(!ballot.contains(&trace), "{ballot}");
        }
        let read: Ballot = serde_json::from_str(ballot).unwrap();
        assert_eq!(read.answers, answers(4, "canary"));
    }
}

fn asked_ticket() -> Ticket {
    let question = |kind, choices| TicketQuestion {
        kind,
        text: protocol::ids::ContentId(Uuid::nil()),
        choices: vec![protocol::ids::ContentId(Uuid::nil()); choices],
    };
    Ticket {
        questions: vec![
            question(QuestionKind::Scale, 0),
            question(QuestionKind::Choice, 2),
            question(QuestionKind::Words, 0),
        ],
        ..Ticket::default()
    }
}

/// Ballots of people of these organizations, each with so many.
fn of(sizes: &[(&str, usize)]) -> TicketResults {
    let mut names = Vec::new();
    for (name, size) in sizes {
        names.extend(vec![(*name).to_owned(); *size]);
    }
    let texts: Vec<String> = (0..names.len())
        .map(|n| {
            let ballot = Ballot {
                answers: answers(u8::try_from(n % 5 + 1).unwrap(), &format!("words {n}")),
                person: Some(PersonId(Uuid::from_u128(n as u128))),
            };
            serde_json::to_string(&ballot).unwrap()
        })
        .collect();
    let ticket = asked_ticket();
    let read = ballots(&ticket, &texts);
    results(&ticket, &read, |person| {
        let index = usize::try_from(person.0.as_u128()).unwrap();
        Some(names[index].clone()).filter(|name| !name.is_empty())
    })
}

#[test]
fn e9_fewer_than_five_answers_are_not_shown_nor_reckoned_out() {
    let few = of(&[("Fresno", 4)]);
    assert_eq!((few.answers, few.all, few.organizations.len()), (4, None, 0));
    let five = of(&[("Fresno", 5)]);
    let all = five.all.unwrap();
    assert_eq!(all[0].counts, [1; 5]);
    assert_eq!(all[1].counts, [0, 5]);
    assert_eq!(all[2].words.len(), 5);
    let shown = |sizes: &[(&str, usize)]| -> Vec<String> { of(sizes).organizations.into_keys().collect() };
    assert_eq!(shown(&[("Fresno", 5)]), ["Fresno"]);
    // Two of Kern: nothing of them, and no Fresno either, or whoever takes it from the whole has them.
    assert_eq!(shown(&[("Fresno", 5), ("Kern", 2)]), [""; 0]);
    assert_eq!(shown(&[("Fresno", 7), ("Merced", 5), ("Kern", 2)]), ["Fresno"]);
    assert_eq!(
        shown(&[("Fresno", 7), ("Merced", 6), ("Kern", 3), ("Madera", 2)]),
        ["Fresno", "Merced"]
    );
    // Who says no organization is a group that could be reckoned out too.
    assert_eq!(shown(&[("Fresno", 5), ("", 1)]), [""; 0]);
}

#[test]
fn e9_a_question_that_few_answered_is_not_shown() {
    let ticket = asked_ticket();
    let ballot = |n: usize| Ballot {
        answers: vec![
            Some(TicketAnswer::Scale(5)),
            (n < 4).then_some(TicketAnswer::Choice(0)),
            None,
        ],
        person: None,
    };
    let all = results(&ticket, &(0..6).map(ballot).collect::<Vec<_>>(), |_| None)
        .all
        .unwrap();
    assert!(!all[0].hidden && all[0].counts[4] == 6);
    assert!(all[1].hidden && all[1].answered == 4 && all[1].counts.is_empty());
    assert!(all[2].hidden && all[2].words.is_empty());
    // What does not fit is passed over.
    assert_eq!(
        ballots(&ticket, &["{}".into(), "x".into(), r#"{"answers":[]}"#.into()]),
        []
    );
}
