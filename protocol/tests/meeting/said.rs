//! 'You said …': what a meeting leaves for the next one of its series, and who sees what of it there.

use super::driver::Meeting;
use protocol::ids::{MeetingId, PersonId};
use protocol::meeting::command::{QuestionWish, TicketWish};
use protocol::meeting::planned::MeetingPlan;
use protocol::meeting::said::{Left, SaidCommand, SaidWhat, next_of};
use protocol::meeting::state::Role;
use protocol::meeting::ticket::{Ballot, QuestionKind, TicketAnswer};
use protocol::meeting::view::{self, SaidView};
use protocol::meeting::{Command, Refusal, SystemCommand};
use std::sync::Arc;
use uuid::Uuid;

/// A meeting with a ticket, a promise to everyone and one to oneself; its facilitator.
fn meeting() -> (Meeting, PersonId) {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(2, 6);
    let question = |kind, text: &str, choices: &[&str]| QuestionWish {
        kind,
        text: text.into(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
    };
    let questions = vec![
        question(QuestionKind::Scale, "Worth your time?", &[]),
        question(QuestionKind::Choice, "Again?", &["Yes", "No"]),
        question(QuestionKind::Words, "What do you take along?", &[]),
    ];
    let ticket = Some(TicketWish {
        questions,
        anonymous: true,
    });
    meeting.act(nadia, Command::SetTicket { ticket }).unwrap();
    let ana = meeting.people_in(rooms[0])[0];
    for (text, shared) in [("Ask three families", true), ("Rest more", false)] {
        let command = Command::MakeCommitment {
            text: text.into(),
            due: None,
            shared,
            room: None,
        };
        meeting.act(ana, command).unwrap();
    }
    (meeting, nadia)
}

fn ballots(count: usize) -> Vec<Ballot> {
    (0..count)
        .map(|index| Ballot {
            answers: vec![
                Some(TicketAnswer::Scale(4)),
                Some(TicketAnswer::Choice(0)),
                // A question that few answer stays hidden, however many came.
                (index < 5).then(|| TicketAnswer::Words(format!("Answer {index}"))),
            ],
            person: None,
        })
        .collect()
}

fn left_by(meeting: &Meeting, count: usize) -> Result<(MeetingPlan, Left), Refusal> {
    next_of(&meeting.state, &meeting.contents, &ballots(count))
}

fn ended() -> Meeting {
    let (mut meeting, nadia) = meeting();
    meeting.act(nadia, Command::EndMeeting {}).unwrap();
    meeting
}

fn next(meeting: &Meeting, count: usize) -> Meeting {
    let (plan, left) = left_by(meeting, count).unwrap();
    let mut next = Meeting::empty();
    next.system(SystemCommand::Follow {
        meeting: MeetingId(Uuid::from_u128(77)),
        plan: Arc::new(plan),
        left: Arc::new(left),
    })
    .unwrap();
    next
}

fn said(meeting: &Meeting, person: PersonId) -> Option<SaidView> {
    view::view(&meeting.state, &meeting.contents, person)
        .unwrap()
        .said
}

fn texts(said: &SaidView) -> Vec<&str> {
    said.lines.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn y1_the_next_meeting_is_planned_when_this_one_is_over() {
    let (mut meeting, nadia) = meeting();
    assert_eq!(left_by(&meeting, 6).unwrap_err(), Refusal::NotEnded);
    meeting.act(nadia, Command::EndMeeting {}).unwrap();
    let next = next(&meeting, 6);
    assert_eq!(next.state.rooms.len(), 1, "rooms were for one day");
    assert!(next.state.people.is_empty() && next.state.polls.is_empty());
    assert_eq!(next.state.language, meeting.state.language);
    assert_eq!(next.state.asks, meeting.state.asks);
    let ticket = next.state.closing.ticket.as_ref().unwrap();
    assert!(ticket.questions.len() == 3 && ticket.answered.is_empty());
}

#[test]
fn y2_it_opens_with_what_may_be_shared_and_without_names() {
    let mut next = next(&ended(), 6);
    let sam = next.join(Role::Participant, "Sam");
    let shown = said(&next, sam).unwrap();
    assert_eq!(
        texts(&shown),
        ["Worth your time?", "Again?", "Ask three families"]
    );
    let SaidWhat::Scale { counts } = &shown.lines[0].what else {
        panic!("{shown:?}")
    };
    assert_eq!(counts, &[0, 0, 0, 6, 0]);
    assert_eq!(shown.lines[2].what, SaidWhat::TookOn { done: false });
}

#[test]
fn y2_what_somebody_took_on_goes_with_them_when_they_are_removed() {
    let (mut meeting, nadia) = meeting();
    let ana = meeting.state.closing.commitments.values().next().unwrap().person;
    meeting.act(nadia, Command::RemovePerson { person: ana }).unwrap();
    meeting.act(nadia, Command::EndMeeting {}).unwrap();
    let mut next = next(&meeting, 6);
    let sam = next.join(Role::Participant, "Sam");
    assert_eq!(texts(&said(&next, sam).unwrap()), ["Worth your time?", "Again?"]);
}

#[test]
fn y2_few_answers_are_hidden_in_the_next_meeting_too() {
    let mut next = next(&ended(), 4);
    let nadia = next.join(Role::Facilitator, "Nadia");
    assert_eq!(texts(&said(&next, nadia).unwrap()), ["Ask three families"]);
}

#[test]
fn y3_facilitators_choose_what_of_it_is_shown() {
    let mut next = next(&ended(), 6);
    let nadia = next.join(Role::Facilitator, "Nadia");
    let sam = next.join(Role::Participant, "Sam");
    let all = said(&next, nadia).unwrap();
    let at = all.lines.iter().position(|line| line.text == "Answer 2").unwrap();
    assert!(all.lines[at].left_out, "words of tickets were for facilitators");
    let line = u16::try_from(at).unwrap();
    let take_in = |left_out, line| Command::Said(SaidCommand::LeaveOut { line, left_out });
    assert_eq!(
        next.act(sam, take_in(false, line)),
        Err(Refusal::FacilitatorsOnly)
    );
    assert_eq!(next.act(nadia, take_in(false, 999)), Err(Refusal::OutOfRange));
    next.act(nadia, take_in(false, line)).unwrap();
    next.act(nadia, take_in(true, 0)).unwrap();
    assert_eq!(
        texts(&said(&next, sam).unwrap()),
        ["Again?", "Answer 2", "Ask three families"]
    );
    next.act(nadia, Command::Said(SaidCommand::Show { shown: false }))
        .unwrap();
    assert_eq!(said(&next, sam), None);
    assert!(!said(&next, nadia).unwrap().shown);
}

#[test]
fn y3_a_meeting_that_follows_none_has_nothing_to_show() {
    let mut meeting = Meeting::new();
    let nadia = meeting.join(Role::Facilitator, "Nadia");
    let show = Command::Said(SaidCommand::Show { shown: true });
    assert_eq!(meeting.act(nadia, show), Err(Refusal::NothingSaid));
    assert_eq!(said(&meeting, nadia), None);
}
