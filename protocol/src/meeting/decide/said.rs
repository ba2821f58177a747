//! The next meeting of a series begins, with what the one before left; facilitators choose what of it is shown.

use super::draft::Draft;
use super::{guard, planned};
use crate::ids::{MeetingId, PersonId};
use crate::meeting::planned::MeetingPlan;
use crate::meeting::said::{Left, Said, SaidChange, SaidCommand, SaidLine, SaidWhat};
use crate::meeting::{Event, Refusal};

pub(super) fn follow(
    draft: &mut Draft<'_>,
    meeting: MeetingId,
    plan: &MeetingPlan,
    left: &Left,
) -> Result<(), Refusal> {
    planned::make(draft, meeting, plan)?;
    let title = draft.content(left.title.clone(), None);
    let lines = left
        .lines
        .iter()
        .map(|(text, what)| line(draft, text, what))
        .collect();
    let said = Said {
        of: left.of,
        title,
        at: left.at,
        lines,
        shown: true,
    };
    draft.emit(Event::Said {
        change: SaidChange::Set { said },
    });
    Ok(())
}

fn line(draft: &mut Draft<'_>, text: &str, what: &SaidWhat<String>) -> SaidLine {
    let text = draft.content(text.to_owned(), None);
    let what = match what {
        SaidWhat::Scale { counts } => SaidWhat::Scale {
            counts: counts.clone(),
        },
        SaidWhat::Choice { choices, counts } => SaidWhat::Choice {
            choices: choices
                .iter()
                .map(|choice| draft.content(choice.clone(), None))
                .collect(),
            counts: counts.clone(),
        },
        SaidWhat::Words { question } => SaidWhat::Words {
            question: draft.content(question.clone(), None),
        },
        SaidWhat::TookOn { done } => SaidWhat::TookOn { done: *done },
    };
    SaidLine {
        left_out: matches!(what, SaidWhat::Words { .. }),
        text,
        what,
    }
}

pub(super) fn command(draft: &mut Draft<'_>, actor: PersonId, command: &SaidCommand) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let said = draft.state().said.as_ref().ok_or(Refusal::NothingSaid)?;
    let change = match command {
        SaidCommand::Show { shown } if said.shown == *shown => return Ok(()),
        SaidCommand::Show { shown } => SaidChange::Shown { shown: *shown },
        SaidCommand::LeaveOut { line, left_out } => {
            let found = said.lines.get(usize::from(*line)).ok_or(Refusal::OutOfRange)?;
            if found.left_out == *left_out {
                return Ok(());
            }
            SaidChange::LeftOut {
                line: *line,
                left_out: *left_out,
            }
        }
    };
    draft.emit_last(Event::Said { change });
    Ok(())
}
