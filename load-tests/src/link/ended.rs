//! How lines end, and whether people come back then.

use crate::ways::{Ways, backoff};
use std::time::Duration;

/// How a socket came to its end.
#[derive(Debug)]
pub(crate) enum Ended {
    Lost(String),
    /// Asked to come back after this time.
    Draining(Duration),
    Stopped(String),
}

impl Ended {
    /// How long to wait before try number `attempt`; an error where there is no coming back.
    pub(crate) fn wait(self, ways: &Ways, attempt: u32) -> Result<Duration, String> {
        match self {
            Self::Stopped(why) => Err(why),
            Self::Lost(why) if !ways.comes_back => Err(why),
            Self::Lost(_) => Ok(backoff(attempt)),
            Self::Draining(after) => Ok(after),
        }
    }
}

/// What a close code asks of us (docs/wire.md).
pub(crate) fn closed(code: u16, why: &str) -> Ended {
    let text = format!("closed: {code} {why}");
    match code {
        1002 | 1003 | 1007..=1009 | 4400..=4499 => Ended::Stopped(text),
        _ => Ended::Lost(text),
    }
}
