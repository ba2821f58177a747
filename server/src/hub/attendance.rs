//! Who has a connection to this instance, and who had one a moment ago.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use protocol::ids::PersonId;
use tokio::time::Instant;

use super::input::SessionKey;
use crate::session::Outbox;

/// How long someone without a connection still counts as here: a reload or a change of network takes less.
pub(super) const GRACE: Duration = Duration::from_secs(10);

/// Sockets that one person may have at once: tabs, a phone, and some that are lost but not known to be.
pub(super) const SESSIONS_MAX: usize = 20;

/// The sessions of one meeting on this instance.
#[derive(Debug)]
pub(super) struct Attendance {
    grace: Duration,
    people: BTreeMap<PersonId, BTreeMap<SessionKey, Outbox>>,
    of_session: HashMap<SessionKey, PersonId>,
    /// When the grace ends, and the connection generation that was seen when it began.
    graces: BTreeMap<PersonId, (Instant, u64)>,
}

impl Attendance {
    /// `grace`: how long someone without a connection still counts as here.
    pub(super) fn new(grace: Duration) -> Self {
        let (people, of_session, graces) = Default::default();
        Self {
            grace,
            people,
            of_session,
            graces,
        }
    }

    /// Whether one more socket of this person is too many.
    pub(super) fn is_full(&self, person: PersonId) -> bool {
        self.people
            .get(&person)
            .is_some_and(|sessions| sessions.len() >= SESSIONS_MAX)
    }

    /// Answers whether the meeting has to be told: the person had neither a connection here nor a grace.
    pub(super) fn attach(&mut self, session: SessionKey, person: PersonId, outbox: Outbox) -> bool {
        let sessions = self.people.entry(person).or_default();
        let first = sessions.is_empty();
        sessions.insert(session, outbox);
        self.of_session.insert(session, person);
        let in_grace = self.graces.remove(&person).is_some();
        first && !in_grace
    }

    /// Answers who has no connection any more.
    pub(super) fn detach(&mut self, session: SessionKey) -> Option<PersonId> {
        let person = self.of_session.remove(&session)?;
        let sessions = self.people.get_mut(&person)?;
        sessions.remove(&session);
        if !sessions.is_empty() {
            return None;
        }
        self.people.remove(&person);
        Some(person)
    }

    /// Someone who counts as here has no connection.
    pub(super) fn begin_grace(&mut self, person: PersonId, generation: u64, now: Instant) {
        self.graces
            .entry(person)
            .or_insert((now + self.grace, generation));
    }

    /// The meeting has that this person came, with this generation: should they be gone again, their grace counts from that.
    pub(super) fn came(&mut self, person: PersonId, generation: u64, now: Instant) {
        if !self.people.contains_key(&person) {
            self.graces.insert(person, (now + self.grace, generation));
        }
    }

    /// The graces that are over.
    pub(super) fn dropped(&mut self, now: Instant) -> Vec<(PersonId, u64)> {
        let over: Vec<(PersonId, u64)> = self
            .graces
            .iter()
            .filter(|(_, (until, _))| *until <= now)
            .map(|(person, (_, generation))| (*person, *generation))
            .collect();
        for (person, _) in &over {
            self.graces.remove(person);
        }
        over
    }

    /// Nobody can say now whether they are connected elsewhere: they are asked about again in a while.
    pub(super) fn extend_grace(&mut self, person: PersonId, generation: u64, until: Instant) {
        self.graces.entry(person).or_insert((until, generation));
    }

    /// Whether someone is connected to this instance, or was a moment ago.
    pub(super) fn knows(&self, person: PersonId) -> bool {
        self.people.contains_key(&person) || self.graces.contains_key(&person)
    }

    /// When the next grace ends.
    pub(super) fn next_grace(&self) -> Option<Instant> {
        self.graces.values().map(|(until, _)| *until).min()
    }

    /// Whose session it is.
    pub(super) fn person(&self, session: SessionKey) -> Option<PersonId> {
        self.of_session.get(&session).copied()
    }

    /// The outbox of one session.
    pub(super) fn outbox(&self, session: SessionKey) -> Option<&Outbox> {
        let person = self.of_session.get(&session)?;
        self.people.get(person)?.get(&session)
    }

    /// The outboxes of one person.
    pub(super) fn outboxes(&self, person: PersonId) -> impl Iterator<Item = &Outbox> {
        self.people.get(&person).into_iter().flat_map(BTreeMap::values)
    }

    /// Everyone who has a connection here, with their outboxes.
    pub(super) fn everyone(&self) -> impl Iterator<Item = (PersonId, impl Iterator<Item = &Outbox>)> {
        self.people
            .iter()
            .map(|(person, sessions)| (*person, sessions.values()))
    }

    /// Writes what was pushed to anybody.
    pub(super) fn flush(&self) {
        for outboxes in self.people.values() {
            outboxes.values().for_each(Outbox::flush);
        }
    }

    /// How many people have a connection here.
    pub(super) fn connected(&self) -> usize {
        self.people.len()
    }

    /// How many connections everyone has here.
    pub(super) fn connections(&self) -> BTreeMap<PersonId, u32> {
        let count =
            |sessions: &BTreeMap<SessionKey, Outbox>| u32::try_from(sessions.len()).unwrap_or(u32::MAX);
        self.people
            .iter()
            .map(|(person, sessions)| (*person, count(sessions)))
            .collect()
    }

    /// Whether nobody is or was here a moment ago.
    pub(super) fn is_quiet(&self) -> bool {
        self.people.is_empty() && self.graces.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::outbox;
    use uuid::Uuid;

    #[test]
    fn two_tabs_are_one_person_and_a_reload_is_no_news() {
        let now = Instant::now();
        let person = PersonId(Uuid::from_u128(1));
        let mut attendance = Attendance::new(GRACE);
        let (outbox, _reader) = outbox();
        assert!(attendance.attach(1, person, outbox.clone()));
        assert!(!attendance.attach(2, person, outbox.clone()));
        assert_eq!(attendance.detach(1), None);
        assert_eq!(attendance.detach(2), Some(person));
        attendance.begin_grace(person, 3, now);
        assert!(!attendance.attach(3, person, outbox));
        assert_eq!(attendance.detach(3), Some(person));
        attendance.begin_grace(person, 3, now);
        assert_eq!(attendance.dropped(now + GRACE - Duration::from_millis(1)), vec![]);
        assert_eq!(attendance.dropped(now + GRACE), vec![(person, 3)]);
        assert!(attendance.is_quiet());
    }
}
