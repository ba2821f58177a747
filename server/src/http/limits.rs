//! How often one address may try, for the doors that need no secret.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use protocol::ids::MeetingId;
use tokio::time::Instant;
use uuid::Uuid;

use crate::error::ApiError;
use crate::session::budget::Bucket;

/// Keys that are remembered at once; full buckets are forgotten first.
const KEYS_MAX: usize = 10_000;
/// Below so many keys it is not worth looking for full buckets.
const SWEEP_FROM: usize = 128;

/// Buckets of this instance.
#[derive(Debug)]
pub struct Limits {
    create: Keyed<Prefix>,
    codes: Keyed<Prefix>,
    all_codes: Keyed<()>,
    join: Keyed<MeetingId>,
    passcodes: Keyed<(MeetingId, Prefix)>,
    meeting_passcodes: Keyed<MeetingId>,
    claims: Keyed<(MeetingId, Prefix)>,
    check: Keyed<Prefix>,
    record: Keyed<[u8; 16]>,
    shared_record: Keyed<(MeetingId, Option<Prefix>)>,
    shared_records: Keyed<MeetingId>,
    results: Keyed<[u8; 16]>,
    notes: Keyed<[u8; 16]>,
    lists: Keyed<[u8; 16]>,
    preparations: Keyed<[u8; 16]>,
    commitments: Keyed<[u8; 16]>,
    sockets: Arc<Sockets>,
}

/// Open sockets by address.
#[derive(Debug)]
struct Sockets {
    per_address: usize,
    open: Mutex<HashMap<Prefix, usize>>,
}

/// One socket of an address, counted until the last copy is dropped.
#[derive(Clone, Debug)]
pub struct SocketPlace(#[expect(dead_code, reason = "it is held, not read")] Arc<Counted>);

#[derive(Debug)]
struct Counted {
    sockets: Arc<Sockets>,
    from: Prefix,
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.sockets.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.from) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.from);
            }
        }
    }
}

/// An address, or the /64 that one household or school has in IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Prefix([u8; 8]);

impl Limits {
    /// `sockets_per_address` is the operator's to say; the rest are what people need.
    pub fn new(sockets_per_address: NonZeroUsize) -> Self {
        Self {
            create: Keyed::new(1.0, 60.0),
            // Wrong codes only: a hall of people behind one address types the right one at nine o'clock.
            // 8 letters of 30 are 39 bits: at 12 a minute and address, 10 a second in all, guessing takes centuries.
            codes: Keyed::new(0.2, 20.0),
            all_codes: Keyed::new(10.0, 200.0),
            // A full meeting at nine o'clock.
            join: Keyed::new(20.0, 2_500.0),
            // Wrong guesses only: an address gets 20, then six a minute.
            passcodes: Keyed::new(0.1, 20.0),
            // From many addresses at once: a hundred, then one a second.
            meeting_passcodes: Keyed::new(1.0, 100.0),
            // Someone who looks for their name and picks it; a hall behind one address where the network went away.
            claims: Keyed::new(0.5, 60.0),
            // Someone who mends a file and looks again.
            check: Keyed::new(1.0, 30.0),
            // Three formats and a second thought; each reads a whole meeting.
            record: Keyed::new(0.2, 12.0),
            // A link that was sent to many: a school behind one address, and all of them together.
            shared_record: Keyed::new(0.5, 30.0),
            shared_records: Keyed::new(3.0, 150.0),
            // Looked at again while answers come in, on some devices.
            results: Keyed::new(1.0, 20.0),
            // A page that looks every few seconds, on some screens at once.
            notes: Keyed::new(1.0, 30.0),
            // Somebody who mends a list and looks again; links one by one.
            lists: Keyed::new(1.0, 60.0),
            // Somebody who writes, in two windows, each saved while they type.
            preparations: Keyed::new(3.0, 60.0),
            // Somebody who looks at what they took on, and ticks it, at most twenty.
            commitments: Keyed::new(1.0, 30.0),
            sockets: Arc::new(Sockets {
                per_address: sockets_per_address.get(),
                open: Mutex::default(),
            }),
        }
    }

    /// Somebody opens a socket.
    ///
    /// # Errors
    /// 429 with `Retry-After`, when this address has too many.
    pub fn socket(&self, from: IpAddr) -> Result<SocketPlace, ApiError> {
        let from = prefix(from);
        let mut open = self.sockets.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(from).or_default();
        if *count >= self.sockets.per_address {
            metrics::counter!("convene_rate_limited_total", "class" => "sockets").increment(1);
            return Err(ApiError::too_many_connections());
        }
        *count += 1;
        drop(open);
        let sockets = self.sockets.clone();
        Ok(SocketPlace(Arc::new(Counted { sockets, from })))
    }

    /// Somebody wants to make a meeting.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn create(&self, from: IpAddr) -> Result<(), ApiError> {
        self.create.take(prefix(from), "create")
    }

    /// Somebody types a join code.
    ///
    /// # Errors
    /// 429 with `Retry-After`, to an address with too many wrong ones, or when there are too many in all.
    pub fn code(&self, from: IpAddr) -> Result<(), ApiError> {
        self.codes.look(prefix(from), "code")?;
        self.all_codes.look((), "code")
    }

    /// The code was wrong.
    pub fn wrong_code(&self, from: IpAddr) {
        // `code` refuses the next one; this one has its answer.
        drop(self.codes.take(prefix(from), "code"));
        drop(self.all_codes.take((), "code"));
    }

    /// Somebody comes in.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn join(&self, meeting: MeetingId) -> Result<(), ApiError> {
        self.join.take(meeting, "join")
    }

    /// Somebody says a passcode.
    ///
    /// # Errors
    /// 429 with `Retry-After`, to an address with too many wrong ones in this meeting. When many addresses guess at once, to every
    /// address that was wrong here before: who gets it right at the first try comes in all the same.
    pub fn passcode(&self, meeting: MeetingId, from: IpAddr) -> Result<(), ApiError> {
        let key = (meeting, prefix(from));
        self.passcodes.look(key, "passcode")?;
        if self.passcodes.is_full(key) {
            return Ok(());
        }
        self.meeting_passcodes.look(meeting, "passcode")
    }

    /// The passcode was wrong.
    pub fn wrong_passcode(&self, meeting: MeetingId, from: IpAddr) {
        // `passcode` refuses the next one; this one has its answer.
        drop(self.passcodes.take((meeting, prefix(from)), "passcode"));
        drop(self.meeting_passcodes.take(meeting, "passcode"));
    }

    /// Somebody says that they were here before, or looks for their name.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn claim(&self, meeting: MeetingId, from: IpAddr) -> Result<(), ApiError> {
        self.claims.take((meeting, prefix(from)), "claim")
    }

    /// Somebody (a person, or whoever holds a meeting's link) wants the record.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn record(&self, who: Uuid) -> Result<(), ApiError> {
        self.record.take(who.into_bytes(), "record")
    }

    /// Somebody has the record's link.
    ///
    /// # Errors
    /// 429 with `Retry-After`, to an address that asks too often, or when all ask too often.
    pub fn shared_record(&self, meeting: MeetingId, from: Option<IpAddr>) -> Result<(), ApiError> {
        self.shared_record
            .take((meeting, from.map(prefix)), "shared_record")?;
        self.shared_records.take(meeting, "shared_record")
    }

    /// A facilitator looks at the answers to an exit ticket.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn results(&self, who: Uuid) -> Result<(), ApiError> {
        self.results.take(who.into_bytes(), "results")
    }

    /// A facilitator's page looks how many notes there are.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn notes(&self, who: Uuid) -> Result<(), ApiError> {
        self.notes.take(who.into_bytes(), "notes")
    }

    /// A facilitator brings a list, has one checked, or makes links for people.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn list(&self, who: Uuid) -> Result<(), ApiError> {
        self.lists.take(who.into_bytes(), "lists")
    }

    /// Somebody looks at what they took on, or says that it is done.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn commitment(&self, who: Uuid) -> Result<(), ApiError> {
        self.commitments.take(who.into_bytes(), "commitments")
    }

    /// Somebody prepares what they will present.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn preparation(&self, who: Uuid) -> Result<(), ApiError> {
        self.preparations.take(who.into_bytes(), "preparation")
    }

    /// Somebody wants a protocol checked.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn check(&self, from: IpAddr) -> Result<(), ApiError> {
        self.check.take(prefix(from), "check")
    }
}

#[derive(Debug)]
struct Keyed<K> {
    per_second: f64,
    burst: f64,
    buckets: Mutex<Buckets<K>>,
}

#[derive(Debug)]
struct Buckets<K> {
    by_key: HashMap<K, Bucket>,
    /// How many there are when full ones are forgotten next: twice as many as were left last time, so that it costs each key next to nothing,
    /// and at most all.
    sweep_at: usize,
}

impl<K: Eq + Hash> Buckets<K> {
    /// Forgets what remembers nothing: meetings and people of long ago would add up otherwise.
    fn make_room(&mut self, now: Instant) {
        if self.by_key.len() < self.sweep_at {
            return;
        }
        self.by_key.retain(|_, bucket| !bucket.is_full(now));
        if self.by_key.len() >= KEYS_MAX {
            // So many addresses at once are one attacker: better to forget than to grow.
            self.by_key.clear();
        }
        self.sweep_at = (self.by_key.len() * 2).clamp(SWEEP_FROM, KEYS_MAX);
    }
}

impl<K: Eq + Hash> Keyed<K> {
    fn new(per_second: f64, burst: f64) -> Self {
        Self {
            per_second,
            burst,
            buckets: Mutex::new(Buckets {
                by_key: HashMap::new(),
                sweep_at: SWEEP_FROM,
            }),
        }
    }

    /// Whether one could be taken.
    fn look(&self, key: K, class: &'static str) -> Result<(), ApiError> {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = buckets
            .by_key
            .get(&key)
            .and_then(|bucket| bucket.wait(Instant::now()));
        match wait {
            Some(wait) => Err(limited(wait, class)),
            None => Ok(()),
        }
    }

    /// Whether nothing was taken lately.
    fn is_full(&self, key: K) -> bool {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets
            .by_key
            .get(&key)
            .is_none_or(|bucket| bucket.is_full(Instant::now()))
    }

    fn take(&self, key: K, class: &'static str) -> Result<(), ApiError> {
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.make_room(now);
        let bucket = buckets
            .by_key
            .entry(key)
            .or_insert_with(|| Bucket::new(self.per_second, self.burst, now));
        bucket.take(now).map_err(|wait| limited(wait, class))
    }
}

fn limited(wait: Duration, class: &'static str) -> ApiError {
    metrics::counter!("convene_rate_limited_total", "class" => class).increment(1);
    ApiError::rate_limited(wait)
}

fn prefix(address: IpAddr) -> Prefix {
    let mut prefix = [0; 8];
    match address.to_canonical() {
        IpAddr::V4(v4) => prefix[..4].copy_from_slice(&v4.octets()),
        IpAddr::V6(v6) => prefix.copy_from_slice(&v6.octets()[..8]),
    }
    Prefix(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn keys_of_long_ago_are_forgotten_and_those_that_wait_are_not() {
        let keyed = Keyed::new(1.0, 2.0);
        for key in 0..1_000 {
            keyed.take(key, "test").unwrap();
            tokio::time::advance(Duration::from_secs(2)).await;
        }
        assert!(keyed.buckets.lock().unwrap().by_key.len() <= SWEEP_FROM);
        keyed.take(7, "test").unwrap();
        keyed.take(7, "test").unwrap();
        for key in 1_000..1_000 + SWEEP_FROM {
            keyed.take(key, "test").unwrap();
        }
        assert!(keyed.take(7, "test").is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_of_keys_is_bounded() {
        let keyed = Keyed::new(1.0, 2.0);
        for key in 0..3 * KEYS_MAX {
            keyed.take(key, "test").unwrap();
            assert!(keyed.buckets.lock().unwrap().by_key.len() <= KEYS_MAX);
        }
    }
}
