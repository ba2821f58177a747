//! Time as a value. There is no `now()` here: the instant is an argument.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// Milliseconds since 1970-01-01T00:00:00Z on the store's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A signed length of time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// From whole seconds.
    pub fn from_seconds(seconds: u32) -> Self {
        Self(i64::from(seconds) * 1000)
    }

    /// Whole seconds, rounded up; nothing below zero.
    pub fn ceil_seconds(self) -> u32 {
        u32::try_from(self.0.max(0).saturating_add(999) / 1000).unwrap_or(u32::MAX)
    }
}

impl Add<Millis> for Timestamp {
    type Output = Self;

    fn add(self, by: Millis) -> Self {
        Self(self.0.saturating_add(by.0))
    }
}

impl Sub<Millis> for Timestamp {
    type Output = Self;

    fn sub(self, by: Millis) -> Self {
        Self(self.0.saturating_sub(by.0))
    }
}

impl Sub for Timestamp {
    type Output = Millis;

    fn sub(self, other: Self) -> Millis {
        Millis(self.0.saturating_sub(other.0))
    }
}

impl Add for Millis {
    type Output = Self;

    fn add(self, by: Self) -> Self {
        Self(self.0.saturating_add(by.0))
    }
}
