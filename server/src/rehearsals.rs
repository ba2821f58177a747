//! Rehearsals that are under way on this instance: one of a meeting at a time, so many in all.
//!
//! A rehearsal is a meeting like others (`protocol::meeting::rehearsal`), with one task that lets its simulated people act
//! ([`run`]). Nothing of it outlives the process: what a stopped server left is deleted by the next one ([`clean_up`]).

mod notes;
mod run;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::ids::MeetingId;
use protocol::meeting::Refusal;
use protocol::wire::Rehearsal;

use crate::store::{MeetingStatus, ReadError, Store};

pub use run::{Cast, run};

/// After this without a sign of life nobody holds a rehearsal any more.
const SILENT_FOR_MS: i64 = 30_000;

/// How time goes by in a rehearsal.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// How often simulated people may do something.
    pub tick: Duration,
    /// After this it ends by itself.
    pub longest: Duration,
    /// It ends when no real facilitator was in it for this long.
    pub alone: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            tick: Duration::from_millis(500),
            longest: Duration::from_secs(2 * 60 * 60),
            alone: Duration::from_secs(10 * 60),
        }
    }
}

/// All that are under way here. Clones are the same.
#[derive(Clone, Debug)]
pub struct Rehearsals {
    most: usize,
    pub(crate) times: Times,
    under_way: Arc<Mutex<HashMap<MeetingId, Slot>>>,
}

#[derive(Debug)]
struct Slot {
    /// The rehearsal's own meeting.
    meeting: MeetingId,
    /// None while it is being made.
    known: Option<Rehearsal>,
}

/// The place of one rehearsal, until it is dropped.
#[derive(Debug)]
pub struct Place {
    rehearsals: Rehearsals,
    of: MeetingId,
    meeting: MeetingId,
}

impl Rehearsals {
    /// None is under way yet.
    pub fn new(most: usize, times: Times) -> Self {
        Self {
            most,
            times,
            under_way: Arc::default(),
        }
    }

    /// Takes the one place of a meeting for a rehearsal of it.
    ///
    /// # Errors
    /// There is one, or there are as many as there may be.
    pub fn take_place(&self, of: MeetingId, meeting: MeetingId) -> Result<Place, Refusal> {
        let mut under_way = self.lock();
        if under_way.contains_key(&of) {
            return Err(Refusal::RehearsalUnderWay);
        }
        if under_way.len() >= self.most {
            return Err(Refusal::TooManyRehearsals);
        }
        under_way.insert(of, Slot { meeting, known: None });
        metrics::gauge!("convene_rehearsals").set(under_way.len() as f64);
        Ok(Place {
            rehearsals: self.clone(),
            of,
            meeting,
        })
    }

    /// The rehearsal of a meeting that is under way.
    pub fn of(&self, meeting: MeetingId) -> Option<Rehearsal> {
        self.lock().get(&meeting)?.known.clone()
    }

    /// This meeting, a rehearsal or not, is deleted.
    pub fn forget(&self, meeting: MeetingId) {
        let mut under_way = self.lock();
        under_way.retain(|_, slot| slot.meeting != meeting);
        metrics::gauge!("convene_rehearsals").set(under_way.len() as f64);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<MeetingId, Slot>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// It is made: facilitators of the real meeting may know of it.
    pub fn open(&self, rehearsal: Rehearsal) {
        let mut under_way = self.rehearsals.lock();
        if let Some(slot) = under_way
            .get_mut(&self.of)
            .filter(|slot| slot.meeting == self.meeting)
        {
            slot.known = Some(rehearsal);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.rehearsals.forget(self.meeting);
    }
}

/// Deletes what a stopped server left.
///
/// # Errors
/// The store does not answer.
pub async fn clean_up(store: &dyn Store) -> Result<usize, ReadError> {
    let meetings = store.meetings().await?;
    // Another instance's rehearsal that is under way shows signs of life.
    let left_before = match store.shared() {
        Some(_) => store.now().await? - SILENT_FOR_MS,
        None => i64::MAX,
    };
    let left = meetings
        .iter()
        .filter(|meeting| meeting.status == MeetingStatus::Rehearsal && meeting.alive_at < left_before);
    let mut count = 0;
    for meeting in left {
        match store.delete_meeting(meeting.id).await {
            Ok(()) => count += 1,
            Err(error) => {
                tracing::warn!(meeting.id = %meeting.id, %error, "a rehearsal could not be deleted")
            }
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(number: u128) -> MeetingId {
        MeetingId(Uuid::from_u128(number))
    }

    #[test]
    fn z3_one_of_a_meeting_and_so_many_in_all() {
        let rehearsals = Rehearsals::new(2, Times::default());
        let first = rehearsals.take_place(id(1), id(11)).unwrap();
        let again = rehearsals.take_place(id(1), id(12)).unwrap_err();
        assert_eq!(again, Refusal::RehearsalUnderWay);
        let _second = rehearsals.take_place(id(2), id(22)).unwrap();
        let third = rehearsals.take_place(id(3), id(33)).unwrap_err();
        assert_eq!(third, Refusal::TooManyRehearsals);
        // Ended by hand: its place is free at once, and the old task's end takes nothing from the next one.
        rehearsals.forget(id(11));
        let _next = rehearsals.take_place(id(1), id(13)).unwrap();
        drop(first);
        let again = rehearsals.take_place(id(1), id(14)).unwrap_err();
        assert_eq!(again, Refusal::RehearsalUnderWay);
    }
}
