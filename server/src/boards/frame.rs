//! What server and worker say to each other: binary frames with their length before them, over the worker's
//! standard input and output.
//!
//! A frame is `u32` length, then for a request `u32` number, `u32` milliseconds of processor time, `u8`
//! operation, 16 bytes of board, and the operation's bytes; for an answer `u32` number, `u8` status, and the answer's bytes. Integers are little-endian.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use uuid::Uuid;

/// What a worker can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Forget the board and build it again from these updates.
    Load = 1,
    /// Apply the updates of two lists in order; the answer is which of the second had an effect, and what those changed as one update.
    /// The first refusal makes the worker forget the board.
    Apply = 2,
    /// The update that a client with this state vector lacks.
    Diff = 3,
    /// The board's state vector.
    StateVector = 4,
    /// The notes as JSON, in reading order.
    Text = 5,
    /// Forget the board.
    Unload = 6,
    /// Nothing.
    Ping = 7,
    /// How many notes have something on them: `u32`.
    Count = 8,
}

/// How a request went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Done; the bytes depend on the operation.
    Done = 0,
    /// This worker does not have the board.
    NotLoaded = 1,
    /// Refused; the bytes are what had been applied before, and the reason.
    Refused = 2,
    /// The request could not be read: a fault of ours.
    BadRequest = 3,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Comes back with the answer.
    pub number: u32,
    /// Processor time that it may take, in milliseconds; 0: without a limit.
    pub cpu_ms: u32,
    /// What to do.
    pub operation: Operation,
    /// With which board.
    pub board: Uuid,
    /// The operation's bytes.
    pub body: Bytes,
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The request's.
    pub number: u32,
    /// How it went.
    pub status: Status,
    /// The answer's bytes.
    pub body: Bytes,
}

const REQUEST_HEAD: usize = 4 + 4 + 1 + 16;
const ANSWER_HEAD: usize = 4 + 1;

impl Request {
    /// The whole frame.
    pub fn encode(&self) -> BytesMut {
        let mut out = BytesMut::with_capacity(4 + REQUEST_HEAD + self.body.len());
        out.put_u32_le((REQUEST_HEAD + self.body.len()) as u32);
        out.put_u32_le(self.number);
        out.put_u32_le(self.cpu_ms);
        out.put_u8(self.operation as u8);
        out.put_slice(self.board.as_bytes());
        out.put_slice(&self.body);
        out
    }

    /// Reads what follows the length.
    pub fn decode(mut frame: Bytes) -> Option<Self> {
        if frame.len() < REQUEST_HEAD {
            return None;
        }
        let number = frame.get_u32_le();
        let cpu_ms = frame.get_u32_le();
        let operation = match frame.get_u8() {
            1 => Operation::Load,
            2 => Operation::Apply,
            3 => Operation::Diff,
            4 => Operation::StateVector,
            5 => Operation::Text,
            6 => Operation::Unload,
            7 => Operation::Ping,
            8 => Operation::Count,
            _ => return None,
        };
        let board = Uuid::from_slice(&frame.split_to(16)).ok()?;
        Some(Self {
            number,
            cpu_ms,
            operation,
            board,
            body: frame,
        })
    }
}

impl Answer {
    /// The whole frame.
    pub fn encode(&self) -> BytesMut {
        let mut out = BytesMut::with_capacity(4 + ANSWER_HEAD + self.body.len());
        out.put_u32_le((ANSWER_HEAD + self.body.len()) as u32);
        out.put_u32_le(self.number);
        out.put_u8(self.status as u8);
        out.put_slice(&self.body);
        out
    }

    /// Reads what follows the length.
    pub fn decode(mut frame: Bytes) -> Option<Self> {
        if frame.len() < ANSWER_HEAD {
            return None;
        }
        let number = frame.get_u32_le();
        let status = match frame.get_u8() {
            0 => Status::Done,
            1 => Status::NotLoaded,
            2 => Status::Refused,
            3 => Status::BadRequest,
            _ => return None,
        };
        Some(Self {
            number,
            status,
            body: frame,
        })
    }
}

/// Several byte strings in one.
pub fn put_list<'a>(items: impl ExactSizeIterator<Item = &'a [u8]>) -> Bytes {
    let mut out = BytesMut::new();
    add_list(&mut out, items);
    out.freeze()
}

fn add_list<'a>(out: &mut BytesMut, items: impl ExactSizeIterator<Item = &'a [u8]>) {
    out.put_u32_le(items.len() as u32);
    for item in items {
        out.put_u32_le(item.len() as u32);
        out.put_slice(item);
    }
}

/// What `Operation::Apply` asks: the updates that come before, and those that are answered.
pub fn put_apply(before: &[Bytes], updates: &[Bytes]) -> Bytes {
    let mut out = BytesMut::new();
    for list in [before, updates] {
        add_list(&mut out, list.iter().map(AsRef::as_ref));
    }
    out.freeze()
}

/// The opposite of `put_apply`.
pub fn take_apply(mut body: Bytes) -> Option<[Vec<Bytes>; 2]> {
    let lists = [split_list(&mut body)?, split_list(&mut body)?];
    body.is_empty().then_some(lists)
}

/// The opposite of `put_list`.
pub fn take_list(mut body: Bytes) -> Option<Vec<Bytes>> {
    let items = split_list(&mut body)?;
    body.is_empty().then_some(items)
}

/// Takes a list off the front.
fn split_list(body: &mut Bytes) -> Option<Vec<Bytes>> {
    let count = body.try_get_u32_le().ok()? as usize;
    let mut items = Vec::with_capacity(count.min(body.len() / 4 + 1));
    for _ in 0..count {
        let length = body.try_get_u32_le().ok()? as usize;
        if length > body.len() {
            return None;
        }
        items.push(body.split_to(length));
    }
    Some(items)
}
