//! Polls: made, opened and closed by facilitators, answered by everyone who acts.

use super::draft::Draft;
use super::guard;
use crate::ids::{ContentId, PersonId, PollId};
use crate::limits::{
    POLL_CHOICES_MAX, POLL_END_GRAPHEMES_MAX, POLL_QUESTION_GRAPHEMES_MAX, POLL_SCALE_MAX,
    POLL_WORDS_GRAPHEMES_MAX, POLLS_MAX,
};
use crate::meeting::polls::{
    KeptAnswer, Poll, PollAnswer, PollChange, PollCommand, PollForm, PollKind, PollResults, PollScale,
    PollScaleWish, PollWish, Tally,
};
use crate::meeting::{Event, Refusal, State};
use crate::text::{self, TextFault};
use std::collections::BTreeSet;

pub(super) fn command(draft: &mut Draft<'_>, actor: PersonId, command: &PollCommand) -> Result<(), Refusal> {
    if let PollCommand::Answer { poll, answer } = command {
        return self::answer(draft, actor, *poll, answer);
    }
    guard::facilitator(draft.state(), actor)?;
    match command {
        PollCommand::Make { form } => {
            if draft.state().polls.len() >= POLLS_MAX {
                return Err(Refusal::TooManyPolls);
            }
            let form = wished(draft, actor, form)?;
            let poll = draft.id();
            emit(draft, poll, PollChange::Set { form });
        }
        PollCommand::Edit { poll, form } => {
            unopened(draft.state(), *poll)?;
            let form = wished(draft, actor, form)?;
            emit(draft, *poll, PollChange::Set { form });
        }
        PollCommand::Delete { poll } => {
            unopened(draft.state(), *poll)?;
            emit(draft, *poll, PollChange::Deleted {});
        }
        PollCommand::Open { poll } => {
            unopened(draft.state(), *poll)?;
            // One at a time: two cards would ask for attention at once.
            if draft.state().polls.values().any(Poll::is_open) {
                return Err(Refusal::PollIsOpen);
            }
            emit(draft, *poll, PollChange::Opened {});
        }
        PollCommand::Close { poll } => {
            let found = known(draft.state(), *poll)?;
            if !found.is_open() {
                return Err(Refusal::PollNotOpen);
            }
            emit(draft, *poll, PollChange::Closed {});
        }
        PollCommand::Show { poll, show } => {
            if known(draft.state(), *poll)?.form.show != *show {
                emit(draft, *poll, PollChange::ShowSet { show: *show });
            }
        }
        PollCommand::Answer { .. } => {}
    }
    Ok(())
}

fn emit(draft: &mut Draft<'_>, poll: PollId, change: PollChange) {
    draft.emit_last(Event::Poll { poll, change });
}

fn known(state: &State, poll: PollId) -> Result<&Poll, Refusal> {
    state.polls.get(&poll).ok_or(Refusal::NoPoll)
}

fn unopened(state: &State, poll: PollId) -> Result<(), Refusal> {
    match known(state, poll)?.opened_at {
        Some(_) => Err(Refusal::PollWasOpened),
        None => Ok(()),
    }
}

/// A poll as it is asked for; each no says which field is meant.
fn wished(draft: &mut Draft<'_>, actor: PersonId, wish: &PollWish) -> Result<PollForm, Refusal> {
    let question =
        text::short_paragraph(&wish.text, POLL_QUESTION_GRAPHEMES_MAX).map_err(|fault| match fault {
            TextFault::Empty => Refusal::PollQuestionEmpty,
            TextFault::TooLong => Refusal::PollQuestionTooLong,
        })?;
    let chooses = matches!(wish.kind, PollKind::Single | PollKind::Multiple);
    let choices = if chooses {
        choices(&wish.choices)?
    } else {
        Vec::new()
    };
    let scale = match wish.kind {
        PollKind::Scale => Some(scale(draft, actor, wish.scale.as_ref())?),
        PollKind::Single | PollKind::Multiple | PollKind::Words => None,
    };
    let text = draft.content(question, Some(actor));
    let choices = choices
        .into_iter()
        .map(|choice| draft.content(choice, Some(actor)));
    Ok(PollForm {
        kind: wish.kind,
        choices: choices.collect(),
        text,
        scale,
        anonymous: wish.anonymous,
        show: wish.show,
    })
}

fn choices(wishes: &[String]) -> Result<Vec<String>, Refusal> {
    if wishes.len() > POLL_CHOICES_MAX {
        return Err(Refusal::PollChoicesTooMany);
    }
    if wishes.len() < 2 {
        return Err(Refusal::PollChoicesTooFew);
    }
    let mut seen = BTreeSet::new();
    let mut choices = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let choice = text::line(wish).map_err(|fault| match fault {
            TextFault::Empty => Refusal::PollChoiceEmpty,
            TextFault::TooLong => Refusal::PollChoiceTooLong,
        })?;
        if !seen.insert(choice.to_lowercase()) {
            return Err(Refusal::PollChoicesAlike);
        }
        choices.push(choice);
    }
    Ok(choices)
}

fn scale(draft: &mut Draft<'_>, actor: PersonId, wish: Option<&PollScaleWish>) -> Result<PollScale, Refusal> {
    let Some(wish) = wish else {
        return Ok(PollScale {
            from: 1,
            to: 5,
            low: None,
            high: None,
        });
    };
    if wish.from > 1 || wish.to <= wish.from || wish.to > POLL_SCALE_MAX {
        return Err(Refusal::PollScaleWrong);
    }
    Ok(PollScale {
        from: wish.from,
        to: wish.to,
        low: end(draft, actor, &wish.low)?,
        high: end(draft, actor, &wish.high)?,
    })
}

fn end(draft: &mut Draft<'_>, actor: PersonId, wish: &str) -> Result<Option<ContentId>, Refusal> {
    if wish.trim().is_empty() {
        return Ok(None);
    }
    let end = text::short_paragraph(wish, POLL_END_GRAPHEMES_MAX).and_then(|end| text::line(&end));
    match end {
        Ok(end) => Ok(Some(draft.content(end, Some(actor)))),
        Err(TextFault::Empty) => Ok(None),
        Err(TextFault::TooLong) => Err(Refusal::PollEndTooLong),
    }
}

fn answer(draft: &mut Draft<'_>, actor: PersonId, id: PollId, answer: &PollAnswer) -> Result<(), Refusal> {
    guard::acting(draft.state(), actor)?;
    let poll = known(draft.state(), id)?;
    // Of one that was not opened nobody knows.
    if poll.opened_at.is_none() {
        return Err(Refusal::NoPoll);
    }
    if !poll.is_open() {
        return Err(Refusal::PollClosed);
    }
    let answer = fitting(poll, answer)?;
    let before = poll.answers.get(&actor).cloned();
    let kept = if poll.form.anonymous {
        // Plain data: this cannot fail, and an empty text would be passed over.
        let sealed = serde_json::to_string(&answer).unwrap_or_default();
        KeptAnswer::Sealed(draft.content(sealed, None))
    } else {
        match answer {
            PollAnswer::Choices(chosen) => KeptAnswer::Choices(chosen),
            PollAnswer::Scale(number) => KeptAnswer::Scale(number),
            PollAnswer::Words(words) => KeptAnswer::Words(draft.content(words, Some(actor))),
        }
    };
    if before.as_ref() == Some(&kept) {
        return Err(Refusal::NothingToDo);
    }
    if let Some(KeptAnswer::Words(old) | KeptAnswer::Sealed(old)) = before {
        draft.erase([old]);
    }
    emit(
        draft,
        id,
        PollChange::Answered {
            person: actor,
            answer: kept,
        },
    );
    Ok(())
}

/// The answer in one form, if it is one to this question.
fn fitting(poll: &Poll, answer: &PollAnswer) -> Result<PollAnswer, Refusal> {
    match (poll.form.kind, answer) {
        (PollKind::Single | PollKind::Multiple, PollAnswer::Choices(chosen)) => {
            let all: BTreeSet<u8> = chosen.iter().copied().collect();
            let known = all.iter().all(|index| usize::from(*index) < poll.cells());
            let many = poll.form.kind == PollKind::Multiple;
            // As many indices as there are choices, so that nobody fills the journal with one choice.
            if !known || all.is_empty() || chosen.len() > poll.cells() || (!many && all.len() > 1) {
                return Err(Refusal::OutOfRange);
            }
            Ok(PollAnswer::Choices(all.into_iter().collect()))
        }
        (PollKind::Scale, PollAnswer::Scale(number)) => {
            let scale = poll.form.scale.ok_or(Refusal::OutOfRange)?;
            if (scale.from..=scale.to).contains(number) {
                Ok(answer.clone())
            } else {
                Err(Refusal::OutOfRange)
            }
        }
        (PollKind::Words, PollAnswer::Words(words)) => {
            let words = text::short_paragraph(words, POLL_WORDS_GRAPHEMES_MAX)?;
            Ok(PollAnswer::Words(words))
        }
        _ => Err(Refusal::OutOfRange),
    }
}

/// The meeting ends: nobody answers any more.
pub(super) fn close_all(draft: &mut Draft<'_>) {
    let open = draft.state().polls.iter().filter(|(_, poll)| poll.is_open());
    let open: Vec<PollId> = open.map(|(id, _)| *id).collect();
    for poll in open {
        draft.emit(Event::Poll {
            poll,
            change: PollChange::Closed {},
        });
    }
}

/// Of anonymous polls that are over only the sums are kept.
pub(super) fn tally(draft: &mut Draft<'_>) {
    let context = draft.context;
    for (id, results) in context.tallies.iter() {
        let waiting = draft.state().polls.get(id).filter(|poll| poll.awaits_tally());
        let Some(poll) = waiting else { continue };
        let sealed: Vec<ContentId> = poll
            .answers
            .values()
            .filter_map(|answer| match answer {
                KeptAnswer::Sealed(content) => Some(*content),
                KeptAnswer::Choices(_) | KeptAnswer::Scale(_) | KeptAnswer::Words(_) => None,
            })
            .collect();
        let tally = sums(draft, results);
        draft.erase(sealed);
        draft.emit(Event::Poll {
            poll: *id,
            change: PollChange::Tallied { tally },
        });
    }
}

fn sums(draft: &mut Draft<'_>, results: &PollResults) -> Tally {
    let words = results.words.iter();
    Tally {
        answered: results.answered,
        counts: results.counts.clone(),
        words: words.map(|text| draft.content(text.clone(), None)).collect(),
    }
}
