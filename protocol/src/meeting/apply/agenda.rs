//! What events do to the agenda.

use crate::meeting::agenda::{Agenda, Part, PartRun};
use crate::meeting::event::Event;
use crate::time::Timestamp;

pub(super) fn apply_to_agenda(agenda: &mut Agenda, at: Timestamp, event: &Event) {
    match event {
        Event::AgendaSet { parts } => {
            let mut old = std::mem::take(&mut agenda.parts);
            agenda.parts = parts
                .iter()
                .map(|plan| {
                    let known = old.iter_mut().find(|part| part.plan.id == plan.id);
                    Part {
                        plan: plan.clone(),
                        runs: known
                            .map(|part| std::mem::take(&mut part.runs))
                            .unwrap_or_default(),
                    }
                })
                .collect();
        }
        Event::PartStarted { part, promised_end } => {
            let before = agenda.current;
            close(agenda, at);
            if let Some(started) = agenda.parts.iter_mut().find(|known| known.plan.id == *part) {
                started.runs.push(PartRun { from: at, to: None });
                agenda.current = Some(*part);
                agenda.before = before;
                agenda.promised_end = *promised_end;
            }
        }
        Event::PartTakenBack {
            part,
            back_to,
            promised_end,
        } => {
            for known in &mut agenda.parts {
                if known.plan.id == *part {
                    known.runs.pop();
                }
                if Some(known.plan.id) == *back_to
                    && let Some(run) = known.runs.last_mut()
                {
                    run.to = None;
                }
            }
            agenda.current = *back_to;
            agenda.before = None;
            agenda.promised_end = *promised_end;
        }
        Event::PartEnded { .. } => {
            close(agenda, at);
            agenda.current = None;
            agenda.before = None;
        }
        _ => {}
    }
}

/// The part that runs is over.
pub(super) fn close(agenda: &mut Agenda, at: Timestamp) {
    for run in agenda.parts.iter_mut().filter_map(|part| part.runs.last_mut()) {
        if run.to.is_none() {
            run.to = Some(at);
        }
    }
}
