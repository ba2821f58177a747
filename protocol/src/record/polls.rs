//! Polls in the record: to everyone those whose results everyone may see, to facilitators all that were opened.

use super::build::Builder;
use super::csv::Row;
use super::{Named, RecordReader, maybe_rfc3339, rfc3339};
use crate::meeting::polls::{Poll, PollAnswer, PollKind, PollResults};
use crate::time::Timestamp;
use serde::Serialize;

/// A poll with what may be shown of its answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordPoll {
    pub kind: PollKind,
    pub text: String,
    /// What could be chosen, or the numbers of the scale, the ends with what they stand for.
    pub choices: Vec<String>,
    pub anonymous: bool,
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub opened_at: Timestamp,
    #[serde(serialize_with = "maybe_rfc3339")]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub closed_at: Option<Timestamp>,
    pub results: PollResults,
    /// For facilitators: who answered what; nobody on an anonymous poll.
    pub people: Vec<RecordPollAnswer>,
}

/// What one person answered, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordPollAnswer {
    pub person: Named,
    pub answer: String,
}

pub(super) fn polls(builder: &Builder<'_>, reader: RecordReader) -> Vec<RecordPoll> {
    let all = reader == RecordReader::Facilitator;
    let mut polls: Vec<RecordPoll> = builder
        .state()
        .polls
        .values()
        .filter(|poll| all || poll.is_shown())
        .filter_map(|poll| read(builder, poll, all))
        .collect();
    polls.sort_by_key(|poll| poll.opened_at);
    polls
}

fn read(builder: &Builder<'_>, poll: &Poll, names: bool) -> Option<RecordPoll> {
    let contents = builder.sources.contents;
    let choices = choices(builder, poll);
    let mut people: Vec<RecordPollAnswer> = Vec::new();
    if names && !poll.form.anonymous {
        people.extend(poll.answers.keys().filter_map(|person| {
            Some(RecordPollAnswer {
                person: builder.named(*person)?,
                answer: in_words(poll, &choices, &poll.answer_of(contents, *person)?),
            })
        }));
        people.sort_by(|a, b| (&a.person.name, a.person.id).cmp(&(&b.person.name, b.person.id)));
    }
    Some(RecordPoll {
        kind: poll.form.kind,
        text: builder.maybe_words(Some(poll.form.text)).unwrap_or_default(),
        choices,
        anonymous: poll.form.anonymous,
        opened_at: poll.opened_at?,
        closed_at: poll.closed_at,
        results: poll.results(contents),
        people,
    })
}

fn choices(builder: &Builder<'_>, poll: &Poll) -> Vec<String> {
    if let Some(scale) = poll.form.scale {
        let end = |number: u8, words| match builder.maybe_words(words) {
            Some(words) => format!("{number} ({words})"),
            None => number.to_string(),
        };
        return (scale.from..=scale.to)
            .map(|number| match number {
                _ if number == scale.from => end(number, scale.low),
                _ if number == scale.to => end(number, scale.high),
                _ => number.to_string(),
            })
            .collect();
    }
    let choices = poll.form.choices.iter();
    choices
        .map(|id| builder.maybe_words(Some(*id)).unwrap_or_default())
        .collect()
}

fn in_words(poll: &Poll, choices: &[String], answer: &PollAnswer) -> String {
    let choice = |index: usize| choices.get(index).cloned().unwrap_or_default();
    match answer {
        PollAnswer::Words(words) => words.clone(),
        PollAnswer::Scale(number) => {
            let from = poll.form.scale.map_or(0, |scale| scale.from);
            choice(usize::from(number.saturating_sub(from)))
        }
        PollAnswer::Choices(chosen) => {
            let chosen: Vec<String> = chosen.iter().map(|index| choice(usize::from(*index))).collect();
            chosen.join("; ")
        }
    }
}

/// Rows of the table: `poll` has the question and how many answered, `poll_choice` one thing and how many chose it, `poll_words`
/// what one person wrote, `poll_person` who answered what.
pub(super) fn rows(polls: &[RecordPoll]) -> Vec<Row> {
    let mut rows = Vec::new();
    for poll in polls {
        let row = |table| Row {
            table,
            section: poll.text.clone(),
            ..Row::default()
        };
        rows.push(Row {
            seconds: poll.results.answered.to_string(),
            ..row("poll")
        });
        let counts = poll.choices.iter().zip(&poll.results.counts);
        rows.extend(counts.map(|(choice, count)| Row {
            text: choice.clone(),
            seconds: count.to_string(),
            ..row("poll_choice")
        }));
        rows.extend(poll.results.words.iter().map(|words| Row {
            text: words.clone(),
            ..row("poll_words")
        }));
        rows.extend(poll.people.iter().map(|one| Row {
            person: one.person.name.clone(),
            text: one.answer.clone(),
            ..row("poll_person")
        }));
    }
    rows
}
