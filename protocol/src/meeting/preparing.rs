//! Who was asked to prepare what they will present, and what they have written so far. It is theirs alone until they present.

use super::state::{Dilemma, State};
use crate::ids::PersonId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What may be asked about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum Prepare {
    /// A facilitator asks somebody to prepare, or does not any more.
    Ask {
        person: PersonId,
        asked: bool,
        /// A protocol of the library, so that they see what is asked of them.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional = nullable))]
        protocol: Option<String>,
    },
    /// Who was asked writes. A field that is not named stays, an empty one is taken away.
    Write(PreparedWords),
    /// Who was asked is ready, or not any more.
    Ready { ready: bool },
}

/// What somebody writes while they prepare.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct PreparedWords {
    /// What they had before them: when somebody wrote since, on another device say, it is refused.
    pub after: u32,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub overview: Option<String>,
    #[serde(default)]
    pub focus_question: Option<String>,
    #[serde(default)]
    pub links: Option<Vec<String>>,
}

/// What happened to somebody's preparation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum PreparationChange {
    Asked {
        #[serde(default)]
        protocol: Option<String>,
    },
    /// What they wrote stays theirs.
    NotAsked {},
    Written {
        card: Dilemma,
        revision: u32,
    },
    Ready {
        ready: bool,
    },
}

/// Somebody who was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preparation {
    /// False: not any more.
    pub asked: bool,
    pub asked_at: Timestamp,
    pub protocol: Option<String>,
    /// They say that they are ready.
    pub ready: bool,
    pub card: Dilemma,
    /// Counts what was written.
    pub revision: u32,
    pub written_at: Option<Timestamp>,
}

impl Preparation {
    /// Nothing is written yet.
    fn new(at: Timestamp) -> Self {
        Self {
            asked: true,
            asked_at: at,
            protocol: None,
            ready: false,
            card: Dilemma::default(),
            revision: 0,
            written_at: None,
        }
    }

    /// Folds a change into what was there.
    fn after(before: Option<Self>, at: Timestamp, change: &PreparationChange) -> Self {
        let mut next = before.unwrap_or_else(|| Self::new(at));
        match change {
            PreparationChange::Asked { protocol } => {
                if !next.asked {
                    next.asked_at = at;
                }
                next.asked = true;
                next.protocol.clone_from(protocol);
            }
            PreparationChange::NotAsked {} => next.asked = false,
            PreparationChange::Written { card, revision } => {
                next.card = card.clone();
                next.revision = *revision;
                next.written_at = Some(at);
            }
            PreparationChange::Ready { ready } => next.ready = *ready,
        }
        next
    }
}

pub(super) fn apply(state: &mut State, person: PersonId, at: Timestamp, change: &PreparationChange) {
    let before = state.preparing.remove(&person);
    let after = Preparation::after(before, at, change);
    state.preparing.insert(person, after);
}
