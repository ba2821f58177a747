//! Questions to a keynote: asked and voted on by everyone, marked by facilitators.

use super::draft::Draft;
use super::guard;
use crate::ids::{PartId, PersonId, QuestionId};
use crate::limits::{QUESTION_GRAPHEMES_MAX, QUESTIONS_EACH_MAX, QUESTIONS_MAX};
use crate::meeting::agenda::PartKind;
use crate::meeting::talk::{Question, QuestionMark};
use crate::meeting::{Event, Refusal, State};
use unicode_segmentation::UnicodeSegmentation;

pub(super) fn ask(
    draft: &mut Draft<'_>,
    actor: PersonId,
    text: &str,
    anonymous: bool,
) -> Result<(), Refusal> {
    guard::acting(draft.state(), actor)?;
    let state = draft.state();
    let part = keynote(state)?;
    if anonymous && !state.talk.rules.anonymous_questions {
        return Err(Refusal::NamesAreSaid);
    }
    let questions = state.talk.questions.values();
    let own = questions.filter(|question| question.part == part && question.person == actor);
    if state.talk.questions.len() >= QUESTIONS_MAX || own.count() >= QUESTIONS_EACH_MAX {
        return Err(Refusal::TooManyQuestions);
    }
    if text.graphemes(true).nth(QUESTION_GRAPHEMES_MAX).is_some() {
        return Err(Refusal::TextTooLong);
    }
    let question = draft.id();
    let text = draft.paragraph(text, Some(actor))?;
    draft.emit_last(Event::QuestionAsked {
        question,
        part,
        person: actor,
        text,
        anonymous,
    });
    Ok(())
}

pub(super) fn vote(draft: &mut Draft<'_>, actor: PersonId, id: QuestionId, up: bool) -> Result<(), Refusal> {
    guard::acting(draft.state(), actor)?;
    let state = draft.state();
    let question = known(state, id)?;
    if question.mark == QuestionMark::Hidden {
        return Err(Refusal::NoQuestion);
    }
    if question.mark == QuestionMark::Answered || keynote(state) != Ok(question.part) {
        return Err(Refusal::QuestionClosed);
    }
    if question.votes.contains(&actor) == up {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::QuestionVoted {
        question: id,
        person: actor,
        up,
    });
    Ok(())
}

pub(super) fn mark(
    draft: &mut Draft<'_>,
    actor: PersonId,
    id: QuestionId,
    mark: QuestionMark,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let question = known(draft.state(), id)?;
    if question.mark == mark {
        return Err(Refusal::NothingToDo);
    }
    if mark == QuestionMark::Now {
        // One at a time: the one before it has had its answer.
        let part = question.part;
        let questions = draft.state().talk.questions.iter();
        let before: Vec<QuestionId> = questions
            .filter(|(_, other)| other.part == part && other.mark == QuestionMark::Now)
            .map(|(id, _)| *id)
            .collect();
        for question in before {
            let mark = QuestionMark::Answered;
            draft.emit(Event::QuestionMarked { question, mark });
        }
    }
    draft.emit_last(Event::QuestionMarked { question: id, mark });
    Ok(())
}

/// The keynote that runs.
fn keynote(state: &State) -> Result<PartId, Refusal> {
    let part = state.agenda.current();
    let keynote = part.filter(|part| part.plan.kind == PartKind::Keynote);
    keynote.map(|part| part.plan.id).ok_or(Refusal::NoKeynote)
}

fn known(state: &State, id: QuestionId) -> Result<&Question, Refusal> {
    state.talk.questions.get(&id).ok_or(Refusal::NoQuestion)
}
