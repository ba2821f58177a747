//! The exit ticket: a few questions at the end, and what of the answers may be shown.
//!
//! Answers never stand in the journal. The journal says that somebody has answered; the answer itself is a *ballot* that the
//! store keeps without time, order or command, beside those of all others ([`crate::meeting::Decision::ballots`]). On a
//! ticket without names a ballot has nothing of the person.

use crate::ids::{ContentId, PersonId};
use crate::limits::TICKET_SHOWN_MIN;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The ticket of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ticket {
    pub questions: Vec<TicketQuestion>,
    /// Nothing of a person is kept with their answers. Else the facilitators see who answered what.
    pub anonymous: bool,
    /// That they have answered, and nothing of what.
    pub answered: BTreeSet<PersonId>,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// From 1 to 5.
    Scale,
    /// One of a few.
    Choice,
    /// In one's own words.
    Words,
}

/// A question, by the ids of its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketQuestion {
    pub kind: QuestionKind,
    pub text: ContentId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ContentId>,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TicketAnswer {
    /// 1 to 5.
    Scale(u8),
    /// The index of the choice, from 0.
    Choice(u8),
    Words(String),
}

/// What one person answered, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// One for each question; none where it was left out.
    pub answers: Vec<Option<TicketAnswer>>,
    /// Never on an anonymous ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// What facilitators may see of the answers now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TicketResults {
    /// How many have answered.
    pub answers: u32,
    /// Of all of them; none while they are fewer than five.
    pub all: Option<Vec<QuestionResult>>,
    /// Of those organizations whose answers give away no smaller group; none on an anonymous ticket.
    pub organizations: BTreeMap<String, OrganizationResult>,
}

/// The answers of one organization's people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OrganizationResult {
    pub answers: u32,
    pub questions: Vec<QuestionResult>,
}

/// The answers to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QuestionResult {
    /// How many answered it.
    pub answered: u32,
    /// Fewer than five answered it: nothing more is shown.
    pub hidden: bool,
    /// How many chose each: 1 to 5, or the choices in their order.
    pub counts: Vec<u32>,
    /// In the order of the alphabet, not of time.
    pub words: Vec<String>,
}

/// The ballots that the store keeps. Those that do not fit the questions are passed over.
pub fn ballots(ticket: &Ticket, texts: &[String]) -> Vec<Ballot> {
    texts
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .filter(|ballot: &Ballot| ballot.answers.len() == ticket.questions.len())
        .collect()
}

/// What may be shown of ballots; `organization` knows where somebody is from.
pub fn results(
    ticket: &Ticket,
    ballots: &[Ballot],
    organization: impl Fn(PersonId) -> Option<String>,
) -> TicketResults {
    let all: Vec<&Ballot> = ballots.iter().collect();
    let mut by_organization: BTreeMap<String, Vec<&Ballot>> = BTreeMap::new();
    for ballot in ballots {
        if let Some(name) = ballot.person.and_then(&organization) {
            by_organization.entry(name).or_default().push(ballot);
        }
    }
    let sizes = by_organization
        .iter()
        .map(|(name, ballots)| (name.as_str(), ballots.len()));
    let shown = shown_groups(sizes.collect(), all.len());
    TicketResults {
        answers: count(all.len()),
        all: (all.len() >= TICKET_SHOWN_MIN).then(|| questions(ticket, &all)),
        organizations: by_organization
            .iter()
            .filter(|(name, _)| shown.contains(name.as_str()))
            .map(|(name, ballots)| {
                let result = OrganizationResult {
                    answers: count(ballots.len()),
                    questions: questions(ticket, ballots),
                };
                (name.clone(), result)
            })
            .collect(),
    }
}

/// Groups that may be shown beside the whole: none is small, and what is left when all shown ones are taken from the whole is
/// not small either, or it could be reckoned out.
fn shown_groups(sizes: BTreeMap<&str, usize>, whole: usize) -> BTreeSet<&str> {
    let mut shown: Vec<(usize, &str)> = sizes
        .into_iter()
        .filter(|(_, size)| *size >= TICKET_SHOWN_MIN)
        .map(|(name, size)| (size, name))
        .collect();
    // The largest first, so that the smallest gives way.
    shown.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    loop {
        let left = whole - shown.iter().map(|(size, _)| size).sum::<usize>();
        if left == 0 || left >= TICKET_SHOWN_MIN || shown.pop().is_none() {
            return shown.into_iter().map(|(_, name)| name).collect();
        }
    }
}

fn questions(ticket: &Ticket, ballots: &[&Ballot]) -> Vec<QuestionResult> {
    let asked = ticket.questions.iter().enumerate();
    asked
        .map(|(at, question)| one_question(question, at, ballots))
        .collect()
}

fn one_question(question: &TicketQuestion, at: usize, ballots: &[&Ballot]) -> QuestionResult {
    let answers: Vec<&TicketAnswer> = ballots
        .iter()
        .filter_map(|ballot| ballot.answers.get(at)?.as_ref())
        .collect();
    let mut result = QuestionResult {
        answered: count(answers.len()),
        hidden: answers.len() < TICKET_SHOWN_MIN,
        ..QuestionResult::default()
    };
    if result.hidden {
        return result;
    }
    let cells = match question.kind {
        QuestionKind::Scale => 5,
        QuestionKind::Choice => question.choices.len(),
        QuestionKind::Words => 0,
    };
    result.counts = vec![0; cells];
    for answer in answers {
        let cell = match answer {
            TicketAnswer::Scale(number) => usize::from(*number).checked_sub(1),
            TicketAnswer::Choice(index) => Some(usize::from(*index)),
            TicketAnswer::Words(words) => {
                result.words.push(words.clone());
                None
            }
        };
        if let Some(cell) = cell.and_then(|cell| result.counts.get_mut(cell)) {
            *cell += 1;
        }
    }
    result.words.sort_unstable();
    result
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
