//! The agenda as everyone sees it.

use crate::ids::{PartId, PersonId};
use crate::meeting::agenda::{Part, PartKind};
use crate::meeting::{Contents, State};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The parts of the meeting, which runs and which comes next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AgendaView {
    pub parts: Vec<PartView>,
    pub current: Option<PartId>,
    pub next: Option<PartId>,
    /// When the current part's time is over. It goes on until another is started.
    pub ends_at: Option<Timestamp>,
    /// When the meeting was to end, as it stood when the first part began.
    pub promised_end: Option<Timestamp>,
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PartView {
    pub id: PartId,
    pub kind: PartKind,
    /// Its own title; none: what the kind is called, in the reader's language.
    pub title: Option<String>,
    /// Seconds as planned before the meeting.
    pub planned: u32,
    /// Seconds as it is to be now.
    pub seconds: u32,
    /// Who speaks in a keynote: somebody in the meeting, or a name.
    pub speaker: Option<PersonId>,
    pub speaker_name: Option<String>,
    /// https links.
    pub slides: Option<String>,
    pub captions: Option<String>,
    /// When it was started (the last time); none: not yet.
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

pub(super) fn agenda_view(state: &State, contents: &Contents) -> AgendaView {
    let agenda = &state.agenda;
    AgendaView {
        parts: agenda
            .parts
            .iter()
            .map(|part| part_view(contents, part))
            .collect(),
        current: agenda.current,
        next: agenda.next(),
        ends_at: agenda.ends_at(),
        promised_end: agenda.promised_end,
    }
}

fn part_view(contents: &Contents, part: &Part) -> PartView {
    let plan = &part.plan;
    let words = |id| super::project::maybe_words(contents, id);
    let last = part.runs.last();
    PartView {
        id: plan.id,
        kind: plan.kind,
        title: words(plan.title),
        planned: plan.planned,
        seconds: plan.seconds,
        speaker: plan.speaker,
        speaker_name: words(plan.speaker_name),
        slides: words(plan.slides),
        captions: words(plan.captions),
        started_at: last.map(|run| run.from),
        ended_at: last.and_then(|run| run.to),
    }
}
