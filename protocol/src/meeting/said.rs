//! 'You said …': what the meeting before this one of the series left, for everybody to begin with.
//!
//! It is taken along once, as the next meeting is made, within what its people agreed to: sums of the exit ticket that may be
//! shown, and what people took on and let the meeting know of, without names. Words of exit tickets were for the facilitators:
//! each stays left out until they take it in.

use super::planned::{self, MeetingPlan};
use super::state::State;
use super::ticket::{self, Ballot, QuestionKind, QuestionResult, TicketQuestion};
use super::{Contents, Refusal};
use crate::ids::{ContentId, MeetingId};
use crate::limits::SAID_LINES_MAX;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// As the next meeting keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The meeting before.
    pub of: MeetingId,
    pub title: ContentId,
    /// When that was.
    pub at: Timestamp,
    pub lines: Vec<SaidLine>,
    /// To everybody; else to facilitators only.
    pub shown: bool,
}

/// One thing of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidLine {
    /// The question, the words, or what was taken on.
    pub text: ContentId,
    pub what: SaidWhat<ContentId>,
    pub left_out: bool,
}

/// What a line is, with the ids of its words or the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum SaidWhat<Words> {
    /// How many answered 1, 2, … 5.
    Scale { counts: Vec<u32> },
    /// How many answered each, in the order of the choices.
    Choice { choices: Vec<Words>, counts: Vec<u32> },
    /// Somebody's answer to this question.
    Words { question: Words },
    /// What somebody took on, and whether they said that it is done.
    TookOn { done: bool },
}

/// What facilitators may ask of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum SaidCommand {
    /// To everybody, or to facilitators only.
    Show { shown: bool },
    /// The line at this place, from 0, with the others or not.
    LeaveOut { line: u16, left_out: bool },
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum SaidChange {
    Set { said: Said },
    Shown { shown: bool },
    LeftOut { line: u16, left_out: bool },
}

/// What a meeting leaves for the next one: `SystemCommand::Follow`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub of: MeetingId,
    pub title: String,
    pub at: Timestamp,
    /// Each with its words.
    pub lines: Vec<(String, SaidWhat<String>)>,
}

/// The plan of the next meeting of a series, and what this one leaves for it. What was for one day only stays behind: rooms,
/// polls, the speaker of a keynote with their slides.
///
/// # Errors
/// There is no meeting yet, it is not over, or it is a rehearsal.
pub fn next_of(
    state: &State,
    contents: &Contents,
    ballots: &[Ballot],
) -> Result<(MeetingPlan, Left), Refusal> {
    if state.rehearsal_of.is_some() {
        return Err(Refusal::IsRehearsal);
    }
    let plan = planned::plan(state, contents).ok_or(Refusal::NoMeeting)?;
    let at = state.ended_at.ok_or(Refusal::NotEnded)?;
    let left = Left {
        of: plan.of,
        title: plan.title.clone(),
        at,
        lines: lines(state, contents, ballots),
    };
    let mut plan = plan;
    plan.rooms.retain(|room| room.number == 0);
    plan.polls.clear();
    for part in &mut plan.parts {
        (part.speaker_name, part.slides, part.captions) = (None, None, None);
    }
    Ok((plan, left))
}

fn lines(state: &State, contents: &Contents, ballots: &[Ballot]) -> Vec<(String, SaidWhat<String>)> {
    let words = |id: ContentId| contents.get(&id).cloned().flatten().unwrap_or_default();
    let mut lines = Vec::new();
    if let Some(ticket) = &state.closing.ticket {
        // By organization facilitators see more; that is not for everybody.
        let results = ticket::results(ticket, ballots, |_| None).all.unwrap_or_default();
        for (question, result) in ticket.questions.iter().zip(results) {
            if !result.hidden {
                answers(&mut lines, question, result, words);
            }
        }
    }
    let commitments = state.closing.commitments.values();
    let is_in = |person| state.people.get(&person).is_some_and(|someone| !someone.removed);
    let shared = commitments.filter(|one| one.shared && !one.taken_away && is_in(one.person));
    lines.extend(shared.map(|one| (words(one.text), SaidWhat::TookOn { done: one.done })));
    lines.retain(|(text, _)| !text.is_empty());
    lines.truncate(SAID_LINES_MAX);
    lines
}

fn answers(
    lines: &mut Vec<(String, SaidWhat<String>)>,
    question: &TicketQuestion,
    result: QuestionResult,
    words: impl Fn(ContentId) -> String,
) {
    let text = words(question.text);
    match question.kind {
        QuestionKind::Scale => lines.push((
            text,
            SaidWhat::Scale {
                counts: result.counts,
            },
        )),
        QuestionKind::Choice => {
            let choices = question.choices.iter().map(|choice| words(*choice)).collect();
            let counts = result.counts;
            lines.push((text, SaidWhat::Choice { choices, counts }));
        }
        QuestionKind::Words => lines.extend(result.words.into_iter().map(|answer| {
            let question = text.clone();
            (answer, SaidWhat::Words { question })
        })),
    }
}

/// What an event does to it.
pub(super) fn apply(state: &mut State, change: &SaidChange) {
    match change {
        SaidChange::Set { said } => state.said = Some(said.clone()),
        SaidChange::Shown { shown } => {
            if let Some(said) = &mut state.said {
                said.shown = *shown;
            }
        }
        SaidChange::LeftOut { line, left_out } => {
            let line = state
                .said
                .as_mut()
                .and_then(|said| said.lines.get_mut(usize::from(*line)));
            if let Some(line) = line {
                line.left_out = *left_out;
            }
        }
    }
}
