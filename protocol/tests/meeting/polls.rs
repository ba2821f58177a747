//! Polls: who asks, who answers, and who sees what of it.

use super::driver::Meeting;
use protocol::ids::{PersonId, PollId};
use protocol::meeting::polls::{
    KeptAnswer, PollAnswer, PollChange, PollCommand, PollKind, PollResults, PollScaleWish, PollShow, PollWish,
};
use protocol::meeting::state::Role;
use protocol::meeting::view::{self, Change, Slice, View};
use protocol::meeting::{Command, Event, Refusal, SystemCommand, next_deadline};

fn view(meeting: &Meeting, person: PersonId) -> View {
    view::view(&meeting.state, &meeting.contents, person).unwrap()
}

fn wish(kind: PollKind, choices: &[&str]) -> PollWish {
    PollWish {
        kind,
        text: "Which day?".into(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        scale: None,
        anonymous: false,
        show: PollShow::Live,
    }
}

fn single() -> PollWish {
    wish(PollKind::Single, &["Monday", "Tuesday", "Friday"])
}

impl Meeting {
    fn poll(&mut self, actor: PersonId, command: PollCommand) -> Result<Vec<Event>, Refusal> {
        self.act(actor, Command::Poll(command))
    }

    fn made(&mut self, actor: PersonId, form: PollWish) -> PollId {
        self.poll(actor, PollCommand::Make { form }).unwrap();
        *self.state.polls.keys().next_back().unwrap()
    }

    fn opened(&mut self, actor: PersonId, form: PollWish) -> PollId {
        let poll = self.made(actor, form);
        self.poll(actor, PollCommand::Open { poll }).unwrap();
        poll
    }

    fn answers(&mut self, actor: PersonId, poll: PollId, answer: PollAnswer) -> Result<Vec<Event>, Refusal> {
        self.poll(actor, PollCommand::Answer { poll, answer })
    }
}

fn chosen(indices: &[u8]) -> PollAnswer {
    PollAnswer::Choices(indices.to_vec())
}

/// A facilitator and six people in an open room.
fn six() -> (Meeting, PersonId, Vec<PersonId>) {
    let (meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 6);
    let people = meeting.people_in(rooms[0]);
    (meeting, facilitator, people)
}

#[test]
fn o1_a_no_names_the_field() {
    let (mut meeting, facilitator, people) = six();
    let many: Vec<String> = (0..500).map(|n| format!("Choice {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let long = "x".repeat(121);
    let scale = |from, to, low: &str| PollWish {
        scale: Some(PollScaleWish {
            from,
            to,
            low: low.to_owned(),
            high: String::new(),
        }),
        ..wish(PollKind::Scale, &[])
    };
    let asks = |text: &str| PollWish {
        text: text.to_owned(),
        ..single()
    };
    let wrong = [
        (wish(PollKind::Single, &many), Refusal::PollChoicesTooMany),
        (wish(PollKind::Multiple, &many[..13]), Refusal::PollChoicesTooMany),
        (wish(PollKind::Single, &["One"]), Refusal::PollChoicesTooFew),
        (wish(PollKind::Single, &["One", " "]), Refusal::PollChoiceEmpty),
        (
            wish(PollKind::Single, &["One", &long]),
            Refusal::PollChoiceTooLong,
        ),
        (
            wish(PollKind::Single, &["One", "ONE "]),
            Refusal::PollChoicesAlike,
        ),
        (asks(" "), Refusal::PollQuestionEmpty),
        (asks(&"x".repeat(301)), Refusal::PollQuestionTooLong),
        (asks(&"x".repeat(10_000)), Refusal::PollQuestionTooLong),
        (scale(2, 5, ""), Refusal::PollScaleWrong),
        (scale(1, 1, ""), Refusal::PollScaleWrong),
        (scale(1, 11, ""), Refusal::PollScaleWrong),
        (scale(0, 10, &long), Refusal::PollEndTooLong),
    ];
    for (form, refusal) in wrong {
        let asked = meeting.poll(facilitator, PollCommand::Make { form });
        assert_eq!(asked, Err(refusal));
    }
    assert_eq!(meeting.state.polls.len(), 0);
    let form = single();
    assert_eq!(
        meeting.poll(people[0], PollCommand::Make { form }),
        Err(Refusal::FacilitatorsOnly)
    );
    for _ in 0..50 {
        meeting.made(facilitator, wish(PollKind::Multiple, &many[..12]));
    }
    let form = single();
    assert_eq!(
        meeting.poll(facilitator, PollCommand::Make { form }),
        Err(Refusal::TooManyPolls)
    );
}

#[test]
fn o1_facilitators_change_and_delete_what_was_not_opened() {
    let (mut meeting, facilitator, people) = six();
    let poll = meeting.made(facilitator, single());
    assert_eq!(view(&meeting, facilitator).polls.len(), 1);
    assert_eq!(view(&meeting, people[0]).polls.len(), 0);
    assert_eq!(
        meeting.answers(people[0], poll, chosen(&[0])),
        Err(Refusal::NoPoll)
    );
    let form = PollWish {
        scale: Some(PollScaleWish {
            from: 0,
            to: 10,
            low: "Never".into(),
            high: "Always".into(),
        }),
        ..wish(PollKind::Scale, &[])
    };
    meeting
        .poll(facilitator, PollCommand::Edit { poll, form })
        .unwrap();
    let seen = view(&meeting, facilitator).polls[&poll].clone();
    let scale = seen.scale.unwrap();
    assert_eq!(
        (scale.from, scale.to, scale.low.as_deref()),
        (0, 10, Some("Never"))
    );
    meeting.poll(facilitator, PollCommand::Open { poll }).unwrap();
    assert_eq!(view(&meeting, people[0]).polls.len(), 1);
    for change in [
        PollCommand::Edit { poll, form: single() },
        PollCommand::Delete { poll },
    ] {
        assert_eq!(meeting.poll(facilitator, change), Err(Refusal::PollWasOpened));
    }
    let other = meeting.made(facilitator, single());
    meeting
        .poll(facilitator, PollCommand::Delete { poll: other })
        .unwrap();
    assert_eq!(view(&meeting, facilitator).polls.len(), 1);
}

#[test]
fn o2_one_poll_is_open_at_a_time_and_takes_answers_only_then() {
    let (mut meeting, facilitator, people) = six();
    let poll = meeting.opened(facilitator, single());
    let next = meeting.made(facilitator, single());
    let open = PollCommand::Open { poll: next };
    assert_eq!(meeting.poll(facilitator, open.clone()), Err(Refusal::PollIsOpen));
    meeting.answers(people[0], poll, chosen(&[1])).unwrap();
    let close = PollCommand::Close { poll };
    assert_eq!(
        meeting.poll(people[0], close.clone()),
        Err(Refusal::FacilitatorsOnly)
    );
    meeting.poll(facilitator, close.clone()).unwrap();
    assert_eq!(meeting.poll(facilitator, close), Err(Refusal::PollNotOpen));
    assert_eq!(
        meeting.answers(people[0], poll, chosen(&[0])),
        Err(Refusal::PollClosed)
    );
    assert_eq!(
        meeting.poll(facilitator, PollCommand::Open { poll }),
        Err(Refusal::PollWasOpened)
    );
    meeting.poll(facilitator, open).unwrap();
    meeting.answers(people[0], next, chosen(&[2])).unwrap();
    meeting.act(facilitator, Command::EndMeeting {}).unwrap();
    assert!(
        meeting.state.polls[&next].closed_at.is_some(),
        "the end closes it"
    );
    assert_eq!(
        meeting.answers(people[0], next, chosen(&[0])),
        Err(Refusal::MeetingEnded)
    );
}

#[test]
fn o3_each_has_one_answer_and_the_last_one_counts() {
    let (mut meeting, facilitator, people) = six();
    let poll = meeting.opened(facilitator, single());
    let olu = meeting.join(Role::Observer, "Olu");
    assert_eq!(
        meeting.answers(olu, poll, chosen(&[0])),
        Err(Refusal::ObserversOnlySee)
    );
    for wrong in [
        chosen(&[]),
        chosen(&[3]),
        chosen(&[0, 1]),
        chosen(&[0, 0, 0, 0]),
        PollAnswer::Scale(1),
        PollAnswer::Words("Monday".into()),
    ] {
        assert_eq!(meeting.answers(people[0], poll, wrong), Err(Refusal::OutOfRange));
    }
    meeting.answers(people[0], poll, chosen(&[0])).unwrap();
    meeting.answers(people[0], poll, chosen(&[1])).unwrap();
    assert_eq!(
        meeting.answers(people[0], poll, chosen(&[1])),
        Err(Refusal::NothingToDo)
    );
    meeting.answers(people[1], poll, chosen(&[1])).unwrap();
    meeting.answers(facilitator, poll, chosen(&[2])).unwrap();
    let results = view(&meeting, facilitator).poll_results[&poll].clone();
    assert_eq!((results.answered, results.counts), (3, vec![0, 2, 1]));
    assert_eq!(view(&meeting, people[0]).own.answers[&poll], chosen(&[1]));
    assert_eq!(view(&meeting, people[2]).own.answers.len(), 0);
}

#[test]
fn o3_several_choices_a_scale_and_words() {
    let (mut meeting, facilitator, people) = six();
    let many = meeting.opened(facilitator, wish(PollKind::Multiple, &["A", "B", "C"]));
    meeting.answers(people[0], many, chosen(&[2, 0, 2])).unwrap();
    meeting.answers(people[1], many, chosen(&[2])).unwrap();
    let results = view(&meeting, people[5]).poll_results[&many].clone();
    assert_eq!((results.answered, results.counts), (2, vec![1, 0, 2]));
    meeting
        .poll(facilitator, PollCommand::Close { poll: many })
        .unwrap();
    let scale = meeting.opened(facilitator, wish(PollKind::Scale, &[]));
    for wrong in [0, 6, 255] {
        let refused = meeting.answers(people[0], scale, PollAnswer::Scale(wrong));
        assert_eq!(refused, Err(Refusal::OutOfRange));
    }
    meeting.answers(people[0], scale, PollAnswer::Scale(5)).unwrap();
    assert_eq!(
        view(&meeting, facilitator).poll_results[&scale].counts,
        [0, 0, 0, 0, 1]
    );
    meeting
        .poll(facilitator, PollCommand::Close { poll: scale })
        .unwrap();
    let words = meeting.opened(facilitator, wish(PollKind::Words, &[]));
    let say = |text: &str| PollAnswer::Words(text.to_owned());
    assert_eq!(
        meeting.answers(people[0], words, say(" ")),
        Err(Refusal::EmptyText)
    );
    let long = say(&"x".repeat(201));
    assert_eq!(meeting.answers(people[0], words, long), Err(Refusal::TextTooLong));
    meeting.answers(people[0], words, say("trust")).unwrap();
    meeting.answers(people[1], words, say("hope")).unwrap();
    meeting.answers(people[0], words, say("doubt")).unwrap();
    assert_eq!(
        view(&meeting, facilitator).poll_results[&words].words,
        ["doubt", "hope"]
    );
    assert!(
        !meeting.contents.values().flatten().any(|text| text == "trust"),
        "what was changed is erased"
    );
    assert!(!view(&meeting, people[5]).poll_results.contains_key(&words));
    meeting
        .poll(facilitator, PollCommand::Close { poll: words })
        .unwrap();
    assert_eq!(view(&meeting, people[5]).poll_results[&words].words.len(), 2);
}

#[test]
fn o4_results_are_sent_to_whom_the_poll_says() {
    for (show, live, closed) in [
        (PollShow::Live, true, true),
        (PollShow::End, false, true),
        (PollShow::Never, false, false),
    ] {
        let (mut meeting, facilitator, people) = six();
        let poll = meeting.opened(facilitator, PollWish { show, ..single() });
        meeting.answers(people[0], poll, chosen(&[0])).unwrap();
        let sees = |meeting: &Meeting, who| view(meeting, who).poll_results.contains_key(&poll);
        assert!(sees(&meeting, facilitator));
        assert_eq!(sees(&meeting, people[1]), live);
        meeting.poll(facilitator, PollCommand::Close { poll }).unwrap();
        assert_eq!(sees(&meeting, people[1]), closed);
        let show = PollShow::End;
        drop(meeting.poll(facilitator, PollCommand::Show { poll, show }));
        assert!(sees(&meeting, people[1]));
        let show = PollShow::Never;
        meeting
            .poll(facilitator, PollCommand::Show { poll, show })
            .unwrap();
        assert!(!sees(&meeting, people[1]) && sees(&meeting, facilitator));
        assert_eq!(
            meeting.poll(facilitator, PollCommand::Show { poll, show }),
            Err(Refusal::NothingToDo)
        );
        let show = PollShow::Live;
        assert_eq!(
            meeting.poll(people[0], PollCommand::Show { poll, show }),
            Err(Refusal::FacilitatorsOnly)
        );
    }
}

fn anonymous(kind: PollKind, choices: &[&str]) -> PollWish {
    PollWish {
        anonymous: true,
        ..wish(kind, choices)
    }
}

#[test]
fn o5_of_an_anonymous_poll_only_sums_are_left() {
    let (mut meeting, facilitator, people) = six();
    let poll = meeting.opened(facilitator, anonymous(PollKind::Words, &[]));
    let canary = |n: usize| PollAnswer::Words(format!("canary {n}"));
    for (n, person) in people.iter().enumerate() {
        let events = meeting.answers(*person, poll, canary(9 - n)).unwrap();
        let journal = serde_json::to_string(&events).unwrap();
        assert!(!journal.contains("canary"), "{journal}");
        assert!(meeting.owned_by(*person).iter().all(|id| {
            let text = meeting.contents[id].clone().unwrap_or_default();
            !text.contains("canary")
        }));
    }
    meeting.answers(people[0], poll, canary(1)).unwrap();
    assert_eq!(view(&meeting, people[0]).own.answers[&poll], canary(1));
    meeting.poll(facilitator, PollCommand::Close { poll }).unwrap();
    assert_eq!(
        next_deadline(&meeting.state),
        Some(meeting.now),
        "sums are due at once"
    );
    let expected: Vec<String> = [1, 4, 5, 6, 7, 8].iter().map(|n| format!("canary {n}")).collect();
    assert_eq!(view(&meeting, facilitator).poll_results[&poll].words, expected);
    meeting.pass(0);
    let results = view(&meeting, people[0]).poll_results[&poll].clone();
    assert_eq!((results.answered, results.words), (6, expected));
    for answer in meeting.state.polls[&poll].answers.values() {
        let KeptAnswer::Sealed(id) = answer else {
            panic!("an anonymous answer is sealed: {answer:?}");
        };
        assert_eq!(meeting.contents[id], None, "it is erased");
    }
    assert_eq!(view(&meeting, people[0]).own.answers.len(), 0);
    assert_eq!(next_deadline(&meeting.state), None);
    assert_eq!(meeting.system(SystemCommand::Tick), Ok(Vec::new()), "once");
}

#[test]
fn o5_fewer_than_five_anonymous_answers_are_not_shown() {
    let (mut meeting, facilitator, people) = six();
    let poll = meeting.opened(facilitator, anonymous(PollKind::Single, &["Yes", "No"]));
    for person in &people[..4] {
        meeting.answers(*person, poll, chosen(&[1])).unwrap();
    }
    let few = PollResults {
        answered: 4,
        hidden: true,
        ..PollResults::default()
    };
    assert_eq!(view(&meeting, facilitator).poll_results[&poll], few);
    meeting.answers(people[4], poll, chosen(&[0])).unwrap();
    let results = view(&meeting, facilitator).poll_results[&poll].clone();
    assert_eq!((results.hidden, results.counts), (false, vec![1, 4]));
    // Also where the meeting ends without a word about the poll.
    meeting.act(facilitator, Command::EndMeeting {}).unwrap();
    meeting.pass(0);
    let tally = meeting.state.polls[&poll].tally.clone().unwrap();
    assert_eq!((tally.answered, tally.counts), (5, vec![1, 4]));
}

#[test]
fn o6_an_answer_is_sent_to_its_owner_and_as_one_sum() {
    let (mut meeting, facilitator, people) = six();
    let show = PollShow::End;
    let poll = meeting.opened(facilitator, PollWish { show, ..single() });
    let from = meeting.entries.len();
    for person in &people {
        meeting.answers(*person, poll, chosen(&[0])).unwrap();
    }
    let touched: std::collections::BTreeSet<Slice> = meeting.entries[from..]
        .iter()
        .flat_map(|entry| view::touched(&meeting.state, entry))
        .collect();
    let sums = touched.iter().filter(|slice| !matches!(slice, Slice::Own(_)));
    assert_eq!(sums.collect::<Vec<_>>(), [&Slice::PollResults(poll)]);
    let sent = |person: PersonId| -> Vec<Change> {
        let audience = view::audience(&meeting.state, person).unwrap();
        touched
            .iter()
            .filter_map(|slice| view::project(&meeting.state, &meeting.contents, *slice, audience))
            .collect()
    };
    assert!(matches!(&sent(people[0])[..], [Change::Own { .. }]));
    assert!(matches!(&sent(facilitator)[..], [Change::PollResults { .. }]));
    let olu = meeting.join(Role::Observer, "Olu");
    let audience = view::audience(&meeting.state, olu).unwrap();
    let nothing = view::project(
        &meeting.state,
        &meeting.contents,
        Slice::PollResults(poll),
        audience,
    );
    assert_eq!(nothing, None);
    let event = Event::Poll {
        poll,
        change: PollChange::Closed {},
    };
    let text = serde_json::to_string(&event).unwrap();
    assert_eq!(
        text,
        format!(r#"{{"kind":"poll","poll":"{poll}","change":{{"what":"closed"}}}}"#)
    );
}
