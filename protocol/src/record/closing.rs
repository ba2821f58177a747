//! What people take on, as far as a reader may keep it.

use super::build::Builder;
use super::{RecordAnswers, RecordCommitment, RecordQuestion, RecordReader, RecordTicket};
use crate::ids::{PersonId, RoomId};
use crate::meeting::closing::Commitment;
use crate::meeting::ticket::{self, QuestionKind, QuestionResult, TicketAnswer, TicketQuestion};

impl Builder<'_> {
    /// In the order in which they were written. Who was removed promises nothing any more.
    pub(super) fn commitments(&self, reader: RecordReader) -> Vec<RecordCommitment> {
        let mut found: Vec<(&Commitment, RecordCommitment)> = self
            .state()
            .closing
            .commitments
            .iter()
            .filter(|(_, one)| !one.taken_away && self.keeps(reader, one))
            .filter_map(|(id, one)| {
                let owner = self.state().people.get(&one.person)?;
                let commitment = RecordCommitment {
                    id: *id,
                    person: self.named(one.person)?,
                    room: one.room,
                    text: self.maybe_words(Some(one.text))?,
                    due: one.due.clone(),
                    done: one.done,
                    shared: one.shared,
                };
                (!owner.removed).then_some((one, commitment))
            })
            .collect();
        found.sort_by_key(|(one, _)| one.made_at);
        found.into_iter().map(|(_, commitment)| commitment).collect()
    }

    /// For facilitators, who alone see answers.
    pub(super) fn exit_ticket(&self, reader: RecordReader, texts: &[String]) -> Option<RecordTicket> {
        let ticket = self.state().closing.ticket.as_ref()?;
        if reader != RecordReader::Facilitator {
            return None;
        }
        let ballots = ticket::ballots(ticket, texts);
        let results = ticket::results(ticket, &ballots, |_| None);
        let nothing = QuestionResult {
            hidden: true,
            ..QuestionResult::default()
        };
        let questions = ticket.questions.iter().enumerate().map(|(at, question)| {
            let result = results.all.as_ref().and_then(|all| all.get(at));
            RecordQuestion {
                kind: question.kind,
                text: self.maybe_words(Some(question.text)).unwrap_or_default(),
                choices: self.choices(question),
                result: result.unwrap_or(&nothing).clone(),
            }
        });
        let mut people: Vec<RecordAnswers> = ballots
            .iter()
            .filter_map(|ballot| {
                let answers = ballot.answers.iter().zip(&ticket.questions);
                Some(RecordAnswers {
                    person: self.named(ballot.person?)?,
                    answers: answers
                        .map(|(answer, question)| self.in_words(answer.as_ref(), question))
                        .collect(),
                })
            })
            .collect();
        people.sort_by(|a, b| (&a.person.name, a.person.id).cmp(&(&b.person.name, b.person.id)));
        Some(RecordTicket {
            anonymous: ticket.anonymous,
            answers: results.answers,
            questions: questions.collect(),
            people,
        })
    }

    fn choices(&self, question: &TicketQuestion) -> Vec<String> {
        match question.kind {
            QuestionKind::Scale => (1..=5).map(|number: u8| number.to_string()).collect(),
            QuestionKind::Choice => {
                let choices = question.choices.iter();
                choices
                    .map(|id| self.maybe_words(Some(*id)).unwrap_or_default())
                    .collect()
            }
            QuestionKind::Words => Vec::new(),
        }
    }

    fn in_words(&self, answer: Option<&TicketAnswer>, question: &TicketQuestion) -> String {
        match answer {
            None => String::new(),
            Some(TicketAnswer::Scale(number)) => number.to_string(),
            Some(TicketAnswer::Choice(index)) => {
                let choices = self.choices(question);
                choices.get(usize::from(*index)).cloned().unwrap_or_default()
            }
            Some(TicketAnswer::Words(words)) => words.clone(),
        }
    }

    fn keeps(&self, reader: RecordReader, one: &Commitment) -> bool {
        match reader {
            RecordReader::Facilitator => true,
            RecordReader::Shared => one.shared,
            RecordReader::Person(person) => {
                let of_their_room = |room: RoomId| self.was_in(person, room);
                one.shared || one.person == person || one.room.is_some_and(of_their_room)
            }
        }
    }

    fn was_in(&self, person: PersonId, room: RoomId) -> bool {
        let person = self.state().people.get(&person);
        person.is_some_and(|person| person.stays.iter().any(|stay| stay.room == room))
    }
}
