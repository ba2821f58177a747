//! Ids: newtypes over UUIDv7. They are made outside (server or browser) and passed in.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    };
}

id! {
    /// One live convening.
    MeetingId
}
id! {
    /// Someone in a meeting.
    PersonId
}
id! {
    /// The main room or a breakout room.
    RoomId
}
id! {
    /// A board or a notebook (a Yjs document).
    BoardId
}
id! {
    /// The shared plan of rounds that were started together.
    PlanId
}
id! {
    /// A chat message or a message to rooms.
    MessageId
}
id! {
    /// Groups that were kept under a name.
    GroupSetId
}
id! {
    /// One piece of free text in the erasable content table.
    ContentId
}
id! {
    /// A part of the agenda.
    PartId
}
id! {
    /// What somebody takes on at the end of a meeting.
    CommitmentId
}
id! {
    /// A question to a keynote's speaker.
    QuestionId
}
id! {
    /// A question that facilitators ask everyone.
    PollId
}
id! {
    /// Made by the client; a command sent twice with one id is done once.
    CommandId
}

/// Hands out ids below one base that came from outside, so that a retried decision makes the same ids.
///
/// The low 16 bits of the base's random tail are replaced by a counter; version and variant bits stay.
#[derive(Clone, Debug)]
pub struct Ids {
    base: Uuid,
    next: u16,
}

impl Ids {
    /// Ids below `base`, which must be a fresh random UUIDv7 for each command.
    pub fn new(base: Uuid) -> Self {
        Self { base, next: 0 }
    }

    /// The next id. One command may take 65,535 of them; the limits keep it far below.
    pub fn make<T: From<Uuid>>(&mut self) -> T {
        self.next = self.next.wrapping_add(1);
        let tail = self.base.as_u128() & !0xffff;
        T::from(Uuid::from_u128(tail | u128::from(self.next)))
    }
}
