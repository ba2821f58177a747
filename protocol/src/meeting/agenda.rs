//! The agenda: parts in order that guide a meeting. They force no room, and none ends by itself: times are deadlines on
//! the server's clock, and what is late is said.

use super::timeline::spread;
use crate::ids::{ContentId, PartId, PersonId};
use crate::limits::PART_SECONDS_MIN;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// What happens in a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    Welcome,
    /// Somebody speaks to everyone; people ask questions.
    Keynote,
    Breakout,
    Consultancy,
    Gallery,
    /// Everyone talks.
    Discussion,
    Closing,
}

/// A part as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct PartWish {
    pub kind: PartKind,
    /// None: what the kind is called.
    #[serde(default)]
    pub title: Option<String>,
    pub seconds: u32,
    /// Who speaks in a keynote: somebody in the meeting, or a name.
    #[serde(default)]
    pub speaker: Option<PersonId>,
    #[serde(default)]
    pub speaker_name: Option<String>,
    /// https links.
    #[serde(default)]
    pub slides: Option<String>,
    #[serde(default)]
    pub captions: Option<String>,
}

/// Another length for one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PartLength {
    pub part: PartId,
    pub seconds: u32,
}

/// A part as it is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartPlan {
    pub id: PartId,
    pub kind: PartKind,
    /// None: what the kind is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<ContentId>,
    /// As it stood when the first part began: what the record compares with.
    pub planned: u32,
    /// As it is to be now.
    pub seconds: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker_name: Option<ContentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slides: Option<ContentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captions: Option<ContentId>,
}

/// A time in which a part ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRun {
    pub from: Timestamp,
    pub to: Option<Timestamp>,
}

/// A part of the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub plan: PartPlan,
    /// More than one when it was gone back to.
    pub runs: Vec<PartRun>,
}

/// The parts and where the meeting stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agenda {
    pub parts: Vec<Part>,
    pub current: Option<PartId>,
    /// What ran until the current part was started: the way back.
    pub before: Option<PartId>,
    /// When the meeting was to end, as it stood when the first part was started.
    pub promised_end: Option<Timestamp>,
}

impl Agenda {
    pub fn part(&self, id: PartId) -> Option<&Part> {
        self.parts.iter().find(|part| part.plan.id == id)
    }

    pub fn current(&self) -> Option<&Part> {
        self.part(self.current?)
    }

    /// Whether a part was started.
    pub fn has_begun(&self) -> bool {
        self.parts.iter().any(|part| !part.runs.is_empty())
    }

    /// The parts after the one that runs, or ran last; all of them at first.
    fn later(&self) -> &[Part] {
        let last = || {
            let started = |part: &Part| part.runs.last().map(|run| run.from);
            let latest = self.parts.iter().filter_map(started).max()?;
            self.parts.iter().rposition(|part| started(part) == Some(latest))
        };
        let at = match self.current {
            Some(id) => self.parts.iter().position(|part| part.plan.id == id),
            None => last(),
        };
        self.parts.get(at.map_or(0, |at| at + 1)..).unwrap_or_default()
    }

    /// What comes when the current part is over.
    pub fn next(&self) -> Option<PartId> {
        self.later().first().map(|part| part.plan.id)
    }

    /// When the current part's time is over.
    pub fn ends_at(&self) -> Option<Timestamp> {
        let part = self.current()?;
        let run = part.runs.last()?;
        Some(run.from + Millis::from_seconds(part.plan.seconds))
    }

    /// When the meeting ends if nothing else happens; none before its first part.
    pub fn expected_end(&self, at: Timestamp) -> Option<Timestamp> {
        if !self.has_begun() {
            return None;
        }
        let later = self.later().iter().map(|part| part.plan.seconds);
        let rest = later.fold(Millis(0), |sum, seconds| sum + Millis::from_seconds(seconds));
        Some(self.ends_at().map_or(at, |end| end.max(at)) + rest)
    }

    /// Whole seconds that the end lies behind what was promised.
    pub fn behind(&self, at: Timestamp) -> u32 {
        match (self.expected_end(at), self.promised_end) {
            (Some(expected), Some(promised)) => (expected - promised).ceil_seconds(),
            _ => 0,
        }
    }

    /// The later parts with so much less of their time that the end is what was promised; as much of it as goes: no part
    /// falls below half of its plan, nor below a minute.
    pub fn shortened(&self, at: Timestamp) -> Vec<PartLength> {
        let later = self.later();
        let room_in = |part: &Part| {
            let least = part.plan.planned.div_ceil(2).max(PART_SECONDS_MIN);
            part.plan.seconds.saturating_sub(least)
        };
        let mut lengths: Vec<u32> = later.iter().map(|part| part.plan.seconds).collect();
        let mut rest = self.behind(at).min(later.iter().map(room_in).sum());
        // What one part cannot give, the others give; each turn fills a part or is the last one.
        while rest > 0 {
            let room: Vec<u32> = later
                .iter()
                .zip(&lengths)
                .map(|(part, seconds)| room_in(part).saturating_sub(part.plan.seconds - seconds))
                .collect();
            let weights: Vec<u32> = later
                .iter()
                .zip(&room)
                .map(|(part, room)| if *room > 0 { part.plan.seconds } else { 0 })
                .collect();
            let shares = spread(&weights, rest);
            let mut given = 0;
            for ((seconds, share), room) in lengths.iter_mut().zip(shares).zip(room) {
                let share = share.min(room);
                *seconds -= share;
                given += share;
            }
            if given == 0 {
                break;
            }
            rest -= given;
        }
        later
            .iter()
            .zip(lengths)
            .filter(|(part, seconds)| part.plan.seconds != *seconds)
            .map(|(part, seconds)| PartLength {
                part: part.plan.id,
                seconds,
            })
            .collect()
    }
}
