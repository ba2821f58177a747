//! Where ids and draws come from. An instance takes the system's; the simulation brings a source that gives the same again.

use std::fmt;

use uuid::Uuid;

/// A source of what nobody shall foresee.
pub trait Chance: Send + Sync + fmt::Debug {
    /// A fresh UUIDv7.
    fn id(&self) -> Uuid;

    /// A number for draws; none should there be no randomness.
    fn number(&self) -> Option<u64>;
}

/// The system's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn number(&self) -> Option<u64> {
        getrandom::u64().ok()
    }
}
