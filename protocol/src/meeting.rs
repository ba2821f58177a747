//! One live meeting as a state machine on one page.
//!
//! ```text
//! decide(state, command, context)  -> Decision { events, content } | Refusal      who may do what, all arithmetic
//! apply(state, entry)                                                              cannot fail
//! next_deadline(state)             -> Option<Timestamp>                            when the hub must send Tick
//! view(state, contents, person)    -> View                                         what one person may see
//! touched(state, entry)            -> Vec<Slice>; project(..., slice) -> Change    what changed for an audience
//! ```
//!
//! **One rule of use:** state moves only by applying entries that the journal has accepted.

pub mod agenda;
mod apply;
pub mod boards;
pub mod closing;
pub mod command;
mod deadline;
mod decide;
pub mod digest;
pub mod event;
pub mod expected;
pub mod gallery;
pub mod grouping;
pub mod planned;
pub mod polls;
pub mod preparing;
pub mod refusal;
pub mod rehearsal;
pub mod said;
pub mod small_groups;
pub mod state;
pub mod talk;
pub mod ticket;
pub mod timeline;
pub mod timers;
pub mod turns;
pub mod view;

pub use apply::apply;
pub use command::{Command, SystemCommand};
pub use deadline::next_deadline;
pub use decide::{absent, decide, decide_system};
pub use event::{Entry, Event};
pub use refusal::{Code, Refusal};
pub use state::State;

use crate::ids::{CommandId, ContentId, PersonId};
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// All that `decide` may not make itself. Unchanged across retries of one command.
#[derive(Clone, Debug)]
pub struct Context {
    /// Who asks; none for the system.
    pub actor: Option<PersonId>,
    /// The command's id, remembered so that it is done once.
    pub command: Option<CommandId>,
    /// Now, on the store's clock.
    pub at: Timestamp,
    /// For draws.
    pub seed: u64,
    /// A fresh random UUIDv7: ids are made below it ([`crate::ids::Ids`]).
    pub ids: Uuid,
    /// Who said the same about themselves, where that is needed: words are not in the state.
    pub attributes: Arc<grouping::Attributes>,
    /// The sums of anonymous polls that are over, for the tick that writes them.
    pub tallies: Arc<polls::Tallies>,
}

/// What a command leads to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// In order; empty when there is nothing to do (a system command that came too late).
    pub events: Vec<Event>,
    /// Free text of these events, for the erasable content table.
    pub content: Vec<NewContent>,
    /// Free text that is to be erased for ever.
    pub erase: Vec<ContentId>,
    /// Answers to an exit ticket, for the store to keep without time, order or command.
    pub ballots: Vec<String>,
}

impl Decision {
    /// The highest level of its events ([`Event::level`]); 0 when there are none.
    pub fn level(&self) -> u32 {
        self.events.iter().map(Event::level).max().unwrap_or(0)
    }
}

/// A piece of free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewContent {
    pub id: ContentId,
    /// Whose words they are.
    pub owner: Option<PersonId>,
    pub text: String,
}

/// Free text by id; none where it was erased.
pub type Contents = BTreeMap<ContentId, Option<String>>;
