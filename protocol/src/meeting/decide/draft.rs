//! A decision in the making: events are collected and, where a later one depends on them, applied to a scratch copy.

use crate::ids::{ContentId, Ids, PersonId};
use crate::meeting::ticket::Ballot;
use crate::meeting::{Context, Decision, Entry, Event, NewContent, Refusal, State, apply};
use crate::text;
use crate::time::Timestamp;
use std::borrow::Cow;

pub(super) struct Draft<'a> {
    state: Cow<'a, State>,
    decision: Decision,
    ids: Ids,
    pub(super) context: &'a Context,
}

impl<'a> Draft<'a> {
    pub(super) fn new(state: &'a State, context: &'a Context) -> Self {
        Self {
            state: Cow::Borrowed(state),
            decision: Decision::default(),
            ids: Ids::new(context.ids),
            context,
        }
    }

    /// The state with what was emitted so far.
    pub(super) fn state(&self) -> &State {
        &self.state
    }

    pub(super) fn at(&self) -> Timestamp {
        self.context.at
    }

    pub(super) fn id<T: From<uuid::Uuid>>(&mut self) -> T {
        self.ids.make()
    }

    /// Adds an event and applies it to the scratch copy (made at the first one).
    pub(super) fn emit(&mut self, event: Event) {
        let entry = Entry {
            at: self.context.at,
            by: None,
            command: None,
            event,
        };
        apply(self.state.to_mut(), &entry);
        self.decision.events.push(entry.event);
    }

    /// Adds the only event of a frequent command, without the price of a scratch copy.
    pub(super) fn emit_last(&mut self, event: Event) {
        self.decision.events.push(event);
    }

    /// One line of free text, into the content table.
    pub(super) fn line(&mut self, raw: &str, owner: Option<PersonId>) -> Result<ContentId, Refusal> {
        let text = text::line(raw)?;
        Ok(self.content(text, owner))
    }

    /// Several lines of free text, into the content table.
    pub(super) fn paragraph(&mut self, raw: &str, owner: Option<PersonId>) -> Result<ContentId, Refusal> {
        let text = text::paragraph(raw)?;
        Ok(self.content(text, owner))
    }

    /// One line that may be empty: none when absent, an empty text takes away what was there.
    pub(super) fn optional_line(
        &mut self,
        raw: Option<&str>,
        owner: Option<PersonId>,
    ) -> Result<Option<ContentId>, Refusal> {
        match raw {
            None => Ok(None),
            Some(raw) if raw.trim().is_empty() => Ok(Some(self.content(String::new(), owner))),
            Some(raw) => self.line(raw, owner).map(Some),
        }
    }

    pub(super) fn content(&mut self, text: String, owner: Option<PersonId>) -> ContentId {
        let id = self.id();
        self.decision.content.push(NewContent { id, owner, text });
        id
    }

    /// Words that are to be gone for ever.
    pub(super) fn erase(&mut self, ids: impl IntoIterator<Item = ContentId>) {
        self.decision.erase.extend(ids);
    }

    /// An answer that nobody shall find by its person: into the store, and into no entry.
    pub(super) fn ballot(&mut self, ballot: &Ballot) {
        // Plain data with string keys: this cannot fail, and an empty text would be passed over.
        let text = serde_json::to_string(ballot).unwrap_or_default();
        self.decision.ballots.push(text);
    }

    pub(super) fn finish(self) -> Decision {
        self.decision
    }
}
