//! The messages of a board's socket: standard y-sync and awareness, and one type of our own beside them.
//! `docs/wire.md` has them in words.

use bytes::{Bytes, BytesMut};
use serde::Serialize;

use super::{
    lib0::{Reader, put_buffer, put_uint},
    limits,
    scan::{self, Presence, ScanError, Scanned},
};

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const QUERY_AWARENESS: u64 = 3;
const OWN: u64 = 120;
const STEP1: u64 = 0;
const STEP2: u64 = 1;
const UPDATE: u64 = 2;

/// What a client says.
#[derive(Debug, Clone)]
pub enum Incoming {
    /// Its state vector: it wants what it lacks.
    Step1(Bytes),
    /// An update.
    Update(IncomingUpdate),
    /// Awareness entries.
    Awareness(Vec<Presence>),
    /// It wants everybody's awareness.
    QueryAwareness,
}

/// An update that has been scanned.
#[derive(Debug, Clone)]
pub struct IncomingUpdate {
    /// The update as it came.
    pub bytes: Bytes,
    /// What it says.
    pub scanned: Scanned,
    /// Whether it answers our sync step 1, and so holds all that we lack.
    pub complete: bool,
}

/// Reads one frame. Nearly always it holds one message; a few are taken in order. What comes after a message of
/// an unknown type is ignored with it, since its length is not known.
pub fn read(frame: &Bytes) -> Result<Vec<Incoming>, ScanError> {
    let mut reader = Reader::new(frame);
    let mut messages = Vec::with_capacity(1);
    while reader.remaining() > 0 {
        if messages.len() == limits::MESSAGES_MAX {
            return Err(ScanError::TooLarge);
        }
        match reader.uint()? {
            SYNC => messages.push(read_sync(&mut reader, frame)?),
            AWARENESS => messages.push(Incoming::Awareness(scan::awareness(reader.buffer()?)?)),
            QUERY_AWARENESS => messages.push(Incoming::QueryAwareness),
            _ => break,
        }
    }
    Ok(messages)
}

fn read_sync(reader: &mut Reader<'_>, frame: &Bytes) -> Result<Incoming, ScanError> {
    let kind = reader.uint()?;
    let payload = frame.slice_ref(reader.buffer()?);
    let (max, complete) = match kind {
        STEP1 => {
            scan::state_vector(&payload)?;
            return Ok(Incoming::Step1(payload));
        }
        STEP2 => (limits::MERGE_UPDATE_MAX, true),
        UPDATE => (limits::LIVE_UPDATE_MAX, false),
        _ => return Err(ScanError::Number),
    };
    let scanned = scan::update(&payload, max)?;
    Ok(Incoming::Update(IncomingUpdate {
        bytes: payload,
        scanned,
        complete,
    }))
}

/// Sync step 1: what we have.
pub fn step1(state_vector: &[u8]) -> Bytes {
    sync(STEP1, state_vector)
}

/// Sync step 2: what you lack.
pub fn step2(update: &[u8]) -> Bytes {
    sync(STEP2, update)
}

/// An update of somebody else.
pub fn update(update: &[u8]) -> Bytes {
    sync(UPDATE, update)
}

fn sync(kind: u64, payload: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(payload.len() + 8);
    put_uint(&mut out, SYNC);
    put_uint(&mut out, kind);
    put_buffer(&mut out, payload);
    out.freeze()
}

/// Awareness entries: client, clock and state (`None`: gone).
pub fn awareness<'a>(entries: impl ExactSizeIterator<Item = (u64, u32, Option<&'a str>)>) -> Bytes {
    let mut inner = BytesMut::new();
    put_uint(&mut inner, entries.len() as u64);
    for (client, clock, state) in entries {
        put_uint(&mut inner, client);
        put_uint(&mut inner, u64::from(clock));
        put_buffer(&mut inner, state.unwrap_or("null").as_bytes());
    }
    let mut out = BytesMut::with_capacity(inner.len() + 8);
    put_uint(&mut out, AWARENESS);
    put_buffer(&mut out, &inner);
    out.freeze()
}

/// What the server says beside y-sync, as JSON in message type 120. Stock providers pass it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Own {
    /// Every update message of this connection up to the `n`th (the first is 1) is in the log or had no effect.
    Saved {
        /// Counts sync step 2 and update messages alike.
        n: u64,
    },
    /// Whether you may write now.
    Access {
        /// If not, what you write stays with you until a sync step 1 asks for it.
        write: bool,
        /// Why not.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<ReadOnly>,
    },
    /// The update that came last was not saved; keep it. A sync step 1 follows when it can be.
    Refused {
        /// Why.
        code: RefusedCode,
        /// Milliseconds until it is tried again.
        retry_after_ms: u64,
    },
}

/// Why a connection is read-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadOnly {
    /// The step of the room does not let you write.
    NotNow,
    /// The meeting is over.
    Ended,
    /// The board holds as much as it may.
    Full,
    /// A part of the board could not be read; what could be is shown.
    Damaged,
}

/// Why an update was not saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedCode {
    /// The store does not answer, or its answer was lost.
    Unavailable,
    /// The store's disk is full.
    StorageFull,
}

/// The frame of a message of our own.
pub fn own(message: Own) -> Bytes {
    let json = serde_json::to_vec(&message).unwrap_or_default();
    let mut out = BytesMut::with_capacity(json.len() + 4);
    put_uint(&mut out, OWN);
    put_buffer(&mut out, &json);
    out.freeze()
}

/// Awareness of nobody: a message without effect, by which a client sees that the connection lives.
pub fn nothing() -> Bytes {
    awareness(std::iter::empty())
}

/// Asks for everybody's awareness: for clients written in Rust (tests, the load generator).
pub fn query_awareness() -> Bytes {
    Bytes::from_static(&[QUERY_AWARENESS as u8])
}
