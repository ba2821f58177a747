//! The agenda in the record: what was planned, and what took how long.

use super::build::{Builder, seconds_between};
use super::clock::{Clock, minutes};
use super::talk::{RecordAsked, questions};
use super::{Named, Span};
use crate::file_words::RecordWords;
use crate::meeting::agenda::{Part, PartKind};
use serde::Serialize;

/// A part of the agenda.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordPart {
    pub kind: PartKind,
    /// Its own title; none: what the kind is called.
    pub title: Option<String>,
    pub planned_seconds: u32,
    /// How long it really took.
    pub seconds: u32,
    /// Empty: it was passed over. More than one when it was gone back to.
    pub runs: Vec<Span>,
    /// Who spoke: somebody in the meeting, or a name.
    pub speaker: Option<Named>,
    pub speaker_name: Option<String>,
    pub slides: Option<String>,
    /// The most votes first; hidden ones are left out.
    pub questions: Vec<RecordAsked>,
}

pub(super) fn agenda(builder: &Builder<'_>) -> Vec<RecordPart> {
    let parts = builder.state().agenda.parts.iter();
    parts.map(|part| record_part(builder, part)).collect()
}

fn record_part(builder: &Builder<'_>, part: &Part) -> RecordPart {
    let plan = &part.plan;
    let runs = part
        .runs
        .iter()
        .map(|run| (run.from, run.to.unwrap_or(builder.until)));
    RecordPart {
        kind: plan.kind,
        title: builder.maybe_words(plan.title),
        planned_seconds: plan.planned,
        seconds: seconds_between(runs),
        runs: part
            .runs
            .iter()
            .map(|run| builder.span(run.from, run.to))
            .collect(),
        speaker: plan.speaker.and_then(|person| builder.named(person)),
        speaker_name: builder.maybe_words(plan.speaker_name),
        slides: builder.maybe_words(plan.slides),
        questions: questions(builder, plan.id),
    }
}

impl RecordPart {
    /// Who spoke, by name.
    pub(super) fn speaks(&self) -> Option<&str> {
        let name = self.speaker.as_ref().map(|person| person.name.as_str());
        name.or(self.speaker_name.as_deref())
    }

    /// The cells of the document's table; `escape` makes people's text nothing but text.
    pub(super) fn cells(
        &self,
        words: &RecordWords,
        clock: &Clock,
        escape: impl Fn(&str) -> String,
    ) -> Vec<String> {
        let kind = words.part(self.kind).to_owned();
        let mut name = self.title.as_deref().map_or(kind, &escape);
        if let Some(speaker) = self.speaks() {
            name = format!("{name} ({})", escape(speaker));
        }
        let from = self.runs.first().map(|run| clock.hour(run.from));
        let to = self.runs.last().and_then(|run| run.to).map(|at| clock.hour(at));
        let (when, real) = match from {
            Some(from) => (
                format!("{from} – {}", to.unwrap_or_default()),
                minutes(self.seconds),
            ),
            None => (String::new(), words.not_reached.clone()),
        };
        vec![name, when, minutes(self.planned_seconds), real]
    }
}
