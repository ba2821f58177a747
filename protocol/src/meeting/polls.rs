//! Polls: a question that facilitators ask everyone, and what of the answers may be shown.
//!
//! With names an answer stands in the journal. On an anonymous poll the journal names a piece of content that holds the answer
//! (*sealed*), so that people may change it while the poll is open. Once it is closed the meeting's next tick writes the sums and
//! erases all of these pieces: from then on who answered what is known to nobody, the store included.

use crate::ids::{ContentId, PersonId, PollId};
use crate::limits::TICKET_SHOWN_MIN;
use crate::meeting::{Contents, State};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a poll is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PollKind {
    /// One of a few.
    Single,
    /// One or more of a few.
    Multiple,
    /// A number between two ends.
    Scale,
    /// In one's own words.
    Words,
}

/// To whom results are shown. Facilitators always see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PollShow {
    /// To everyone from the first answer on; words when it is closed.
    Live,
    /// To everyone when it is closed.
    End,
    /// To nobody else.
    Never,
}

/// What a person may ask about polls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum PollCommand {
    /// Facilitators: one more, which nobody else sees before it is opened.
    Make { form: PollWish },
    /// Facilitators: one that was not opened yet is another.
    Edit { poll: PollId, form: PollWish },
    /// Facilitators: one that was not opened yet is gone.
    Delete { poll: PollId },
    /// Facilitators: everyone is asked.
    Open { poll: PollId },
    /// Facilitators: nobody answers any more.
    Close { poll: PollId },
    /// Facilitators: to whom results are shown, also later on.
    Show { poll: PollId, show: PollShow },
    /// One's answer, or another one in its place.
    Answer { poll: PollId, answer: PollAnswer },
}

/// A poll as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PollWish {
    pub kind: PollKind,
    pub text: String,
    /// What can be chosen, where one chooses.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Where it is one; from 1 to 5 where it does not say.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional = nullable))]
    pub scale: Option<PollScaleWish>,
    pub anonymous: bool,
    pub show: PollShow,
}

/// A scale as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PollScaleWish {
    pub from: u8,
    pub to: u8,
    /// What the ends stand for; may be empty.
    #[serde(default)]
    pub low: String,
    #[serde(default)]
    pub high: String,
}

/// What somebody answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PollAnswer {
    /// The indices of what was chosen, from 0.
    Choices(Vec<u8>),
    Scale(u8),
    Words(String),
}

/// What happened to a poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum PollChange {
    /// It is there, or it is another one.
    Set {
        form: PollForm,
    },
    Deleted {},
    Opened {},
    Answered {
        person: PersonId,
        answer: KeptAnswer,
    },
    Closed {},
    ShowSet {
        show: PollShow,
    },
    /// The sums of an anonymous poll that is closed; its answers are erased.
    Tallied {
        tally: Tally,
    },
}

/// A poll by the ids of its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollForm {
    pub kind: PollKind,
    pub text: ContentId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ContentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<PollScale>,
    pub anonymous: bool,
    pub show: PollShow,
}

/// The numbers between two ends, both of them too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollScale {
    pub from: u8,
    pub to: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<ContentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<ContentId>,
}

/// An answer as the state keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptAnswer {
    Choices(Vec<u8>),
    Scale(u8),
    Words(ContentId),
    /// On an anonymous poll: a [`PollAnswer`] that is erased when the poll is over.
    Sealed(ContentId),
}

/// The sums of an anonymous poll.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub answered: u32,
    pub counts: Vec<u32>,
    /// In the order of the alphabet, not of time.
    pub words: Vec<ContentId>,
}

/// A poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    pub form: PollForm,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// The last answer of each person.
    pub answers: BTreeMap<PersonId, KeptAnswer>,
    pub tally: Option<Tally>,
}

/// What may be shown of the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PollResults {
    /// How many have answered.
    pub answered: u32,
    /// Fewer than five answered an anonymous poll: nothing more is shown.
    pub hidden: bool,
    /// How many chose each: the choices in their order, or the numbers of the scale.
    pub counts: Vec<u32>,
    /// In the order of the alphabet, not of time.
    pub words: Vec<String>,
}

/// The sums of the polls that wait for them, for the tick that writes them: answers are words, and words are not in the state.
pub type Tallies = BTreeMap<PollId, PollResults>;

impl Poll {
    pub fn is_open(&self) -> bool {
        self.opened_at.is_some() && self.closed_at.is_none()
    }

    /// Whether its sums are still to be written and its answers to be erased.
    pub fn awaits_tally(&self) -> bool {
        self.form.anonymous && self.closed_at.is_some() && self.tally.is_none()
    }

    /// Whether those who are no facilitators see results now.
    pub fn is_shown(&self) -> bool {
        match self.form.show {
            PollShow::Never => false,
            PollShow::Live if self.form.kind != PollKind::Words => self.opened_at.is_some(),
            PollShow::Live | PollShow::End => self.closed_at.is_some(),
        }
    }

    /// How many things are counted.
    pub fn cells(&self) -> usize {
        match (self.form.kind, self.form.scale) {
            (PollKind::Single | PollKind::Multiple, _) => self.form.choices.len(),
            (PollKind::Scale, Some(scale)) => usize::from(scale.to.saturating_sub(scale.from)) + 1,
            (PollKind::Scale, None) | (PollKind::Words, _) => 0,
        }
    }

    /// One person's answer; none where there is none (any more).
    pub fn answer_of(&self, contents: &Contents, person: PersonId) -> Option<PollAnswer> {
        if self.tally.is_some() {
            return None;
        }
        read(contents, self.answers.get(&person)?)
    }

    /// What may be shown.
    pub fn results(&self, contents: &Contents) -> PollResults {
        let results = self.sums(contents);
        if self.form.anonymous && (results.answered as usize) < TICKET_SHOWN_MIN {
            return PollResults {
                answered: results.answered,
                hidden: true,
                ..PollResults::default()
            };
        }
        results
    }

    fn sums(&self, contents: &Contents) -> PollResults {
        let mut results = PollResults::default();
        if let Some(tally) = &self.tally {
            results.answered = tally.answered;
            results.counts.clone_from(&tally.counts);
            let words = tally.words.iter().filter_map(|id| contents.get(id)?.clone());
            results.words.extend(words);
            return results;
        }
        results.counts = vec![0; self.cells()];
        results.answered = u32::try_from(self.answers.len()).unwrap_or(u32::MAX);
        let answers = self.answers.values();
        for answer in answers.filter_map(|answer| read(contents, answer)) {
            match answer {
                PollAnswer::Choices(chosen) => {
                    for index in chosen {
                        add(&mut results.counts, usize::from(index));
                    }
                }
                PollAnswer::Scale(number) => {
                    let from = self.form.scale.map_or(0, |scale| scale.from);
                    add(&mut results.counts, usize::from(number.saturating_sub(from)));
                }
                PollAnswer::Words(words) => results.words.push(words),
            }
        }
        results.words.sort_unstable();
        results
    }
}

fn add(counts: &mut [u32], cell: usize) {
    if let Some(count) = counts.get_mut(cell) {
        *count += 1;
    }
}

fn read(contents: &Contents, answer: &KeptAnswer) -> Option<PollAnswer> {
    match answer {
        KeptAnswer::Choices(chosen) => Some(PollAnswer::Choices(chosen.clone())),
        KeptAnswer::Scale(number) => Some(PollAnswer::Scale(*number)),
        KeptAnswer::Words(id) => Some(PollAnswer::Words(contents.get(id)?.clone()?)),
        KeptAnswer::Sealed(id) => serde_json::from_str(contents.get(id)?.as_deref()?).ok(),
    }
}

/// The sums that the next tick is to write; empty in nearly every case.
pub fn tallies(state: &State, contents: &Contents) -> Tallies {
    let polls = state.polls.iter().filter(|(_, poll)| poll.awaits_tally());
    polls.map(|(id, poll)| (*id, poll.sums(contents))).collect()
}

/// What an event does to one poll.
pub(super) fn apply(state: &mut State, at: Timestamp, id: PollId, change: &PollChange) {
    if let PollChange::Set { form } = change {
        let poll = Poll {
            form: form.clone(),
            opened_at: None,
            closed_at: None,
            answers: BTreeMap::new(),
            tally: None,
        };
        state.polls.insert(id, poll);
        return;
    }
    let Some(poll) = state.polls.get_mut(&id) else {
        return;
    };
    match change {
        PollChange::Set { .. } => {}
        PollChange::Deleted {} => {
            state.polls.remove(&id);
        }
        PollChange::Opened {} => poll.opened_at = Some(at),
        PollChange::Answered { person, answer } => {
            poll.answers.insert(*person, answer.clone());
        }
        PollChange::Closed {} => poll.closed_at = Some(at),
        PollChange::ShowSet { show } => poll.form.show = *show,
        PollChange::Tallied { tally } => poll.tally = Some(tally.clone()),
    }
}
