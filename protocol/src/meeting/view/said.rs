//! 'You said …' as people see it.

use super::project::words;
use super::{Audience, Change};
use crate::ids::MeetingId;
use crate::meeting::said::SaidWhat;
use crate::meeting::{Contents, State};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the meeting before this one left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SaidView {
    /// The meeting before.
    pub of: MeetingId,
    pub title: String,
    pub at: Timestamp,
    /// For facilitators all; for everybody else those that are not left out.
    pub lines: Vec<SaidLineView>,
    /// Everybody sees it.
    pub shown: bool,
}

/// One thing of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SaidLineView {
    pub text: String,
    pub what: SaidWhat<String>,
    pub left_out: bool,
}

pub(super) fn said(state: &State, contents: &Contents, audience: Audience) -> Option<SaidView> {
    let said = state
        .said
        .as_ref()
        .filter(|said| said.shown || audience.facilitator)?;
    let lines = said
        .lines
        .iter()
        .filter(|line| audience.facilitator || !line.left_out)
        .map(|line| SaidLineView {
            text: words(contents, line.text),
            what: match &line.what {
                SaidWhat::Scale { counts } => SaidWhat::Scale {
                    counts: counts.clone(),
                },
                SaidWhat::Choice { choices, counts } => SaidWhat::Choice {
                    choices: choices.iter().map(|choice| words(contents, *choice)).collect(),
                    counts: counts.clone(),
                },
                SaidWhat::Words { question } => SaidWhat::Words {
                    question: words(contents, *question),
                },
                SaidWhat::TookOn { done } => SaidWhat::TookOn { done: *done },
            },
            left_out: line.left_out,
        })
        .collect();
    Some(SaidView {
        of: said.of,
        title: words(contents, said.title),
        at: said.at,
        lines,
        shown: said.shown,
    })
}

pub(super) fn project(state: &State, contents: &Contents, audience: Audience) -> Change {
    Change::Said {
        said: said(state, contents, audience).map(Box::new),
    }
}
