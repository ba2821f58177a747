//! The exit ticket: asked by facilitators, answered once by each.

use super::draft::Draft;
use super::guard;
use crate::ids::PersonId;
use crate::limits::{TICKET_CHOICES_MAX, TICKET_QUESTIONS_MAX, TICKET_WORDS_GRAPHEMES_MAX};
use crate::meeting::command::{QuestionWish, TicketWish};
use crate::meeting::ticket::{Ballot, QuestionKind, TicketAnswer, TicketQuestion};
use crate::meeting::{Event, Refusal};
use crate::text;

pub(super) fn set(draft: &mut Draft<'_>, actor: PersonId, wish: Option<&TicketWish>) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let known = draft.state().closing.ticket.as_ref();
    // Answers belong to the questions that were asked.
    if known.is_some_and(|ticket| !ticket.answered.is_empty()) {
        return Err(Refusal::TicketAnswered);
    }
    let Some(wish) = wish else {
        if known.is_none() {
            return Err(Refusal::NothingToDo);
        }
        draft.emit_last(Event::TicketSet {
            questions: Vec::new(),
            anonymous: true,
        });
        return Ok(());
    };
    if wish.questions.is_empty() {
        return Err(Refusal::OutOfRange);
    }
    if wish.questions.len() > TICKET_QUESTIONS_MAX {
        return Err(Refusal::TooMany);
    }
    let questions = wish.questions.iter();
    let questions = questions.map(|question| read(draft, actor, question));
    let questions = questions.collect::<Result<Vec<_>, _>>()?;
    draft.emit_last(Event::TicketSet {
        questions,
        anonymous: wish.anonymous,
    });
    Ok(())
}

fn read(draft: &mut Draft<'_>, actor: PersonId, wish: &QuestionWish) -> Result<TicketQuestion, Refusal> {
    let text = draft.paragraph(&wish.text, Some(actor))?;
    let choices = match wish.kind {
        QuestionKind::Scale | QuestionKind::Words => Vec::new(),
        QuestionKind::Choice if wish.choices.len() > TICKET_CHOICES_MAX => return Err(Refusal::TooMany),
        QuestionKind::Choice if wish.choices.len() < 2 => return Err(Refusal::OutOfRange),
        QuestionKind::Choice => {
            let choices = wish.choices.iter();
            let choices = choices.map(|choice| draft.line(choice, Some(actor)));
            choices.collect::<Result<_, _>>()?
        }
    };
    Ok(TicketQuestion {
        kind: wish.kind,
        text,
        choices,
    })
}

pub(super) fn answer(
    draft: &mut Draft<'_>,
    actor: PersonId,
    answers: &[Option<TicketAnswer>],
) -> Result<(), Refusal> {
    let state = draft.state();
    guard::acting(state, actor)?;
    let ticket = state.closing.ticket.as_ref().ok_or(Refusal::NoTicket)?;
    if ticket.answered.contains(&actor) {
        return Err(Refusal::AlreadyAnswered);
    }
    // Other questions were asked meanwhile.
    if answers.len() != ticket.questions.len() {
        return Err(Refusal::Stale);
    }
    let read = ticket.questions.iter().zip(answers);
    let read = read.map(|(question, answer)| checked(question, answer.as_ref()));
    let answers = read.collect::<Result<Vec<_>, _>>()?;
    if answers.iter().all(Option::is_none) {
        return Err(Refusal::EmptyText);
    }
    let ballot = Ballot {
        answers,
        person: (!ticket.anonymous).then_some(actor),
    };
    draft.ballot(&ballot);
    draft.emit_last(Event::TicketAnswered { person: actor });
    Ok(())
}

fn checked(
    question: &TicketQuestion,
    answer: Option<&TicketAnswer>,
) -> Result<Option<TicketAnswer>, Refusal> {
    match (question.kind, answer) {
        (_, None) => Ok(None),
        (QuestionKind::Scale, Some(TicketAnswer::Scale(number))) if (1..=5).contains(number) => {
            Ok(answer.cloned())
        }
        (QuestionKind::Choice, Some(TicketAnswer::Choice(index)))
            if usize::from(*index) < question.choices.len() =>
        {
            Ok(answer.cloned())
        }
        (QuestionKind::Words, Some(TicketAnswer::Words(words))) if words.trim().is_empty() => Ok(None),
        (QuestionKind::Words, Some(TicketAnswer::Words(words))) => {
            let words = text::short_paragraph(words, TICKET_WORDS_GRAPHEMES_MAX)?;
            Ok(Some(TicketAnswer::Words(words)))
        }
        _ => Err(Refusal::OutOfRange),
    }
}
