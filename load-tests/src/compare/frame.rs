//! WebSocket frames (RFC 6455) by hand: a client that takes every message apart would be the slowest part of what is measured.

use crate::measure::{MARK_DIGITS, mark, mark_places};

pub(super) const TEXT: u8 = 1;
pub(super) const BINARY: u8 = 2;
pub(super) const CLOSE: u8 = 8;
pub(super) const PING: u8 = 9;
pub(super) const PONG: u8 = 10;

/// One frame from a server.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    pub(super) opcode: u8,
    pub(super) payload: &'a [u8],
}

/// The first frame in these bytes, and how many it takes; none while it is not whole.
pub(super) fn next(bytes: &[u8]) -> Option<(Frame<'_>, usize)> {
    let opcode = bytes.first()? & 0x0f;
    // Servers do not mask, so the highest bit is not set.
    let (length, head) = match *bytes.get(1)? {
        126 => (
            u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)),
            4,
        ),
        127 => (u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?), 10),
        short => (u64::from(short), 2),
    };
    let end = head + usize::try_from(length).ok()?;
    let payload = bytes.get(head..end)?;
    Some((Frame { opcode, payload }, end))
}

const MASKED: u8 = 0x80;

/// Appends a client's frame. The mask that clients must use is zero: the server has its work with it, we have none.
pub(super) fn put(out: &mut Vec<u8>, opcode: u8, payload: &[u8]) {
    put_head(out, opcode, MASKED, payload.len());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(payload);
}

/// Appends a server's frame.
pub(super) fn put_unmasked(out: &mut Vec<u8>, opcode: u8, payload: &[u8]) {
    put_head(out, opcode, 0, payload.len());
    out.extend_from_slice(payload);
}

fn put_head(out: &mut Vec<u8>, opcode: u8, masked: u8, length: usize) {
    out.push(0x80 | opcode);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=125), _) => out.push(masked | short),
        (_, Ok(middle)) => {
            out.push(masked | 126);
            out.extend_from_slice(&middle.to_be_bytes());
        }
        _ => {
            out.push(masked | 127);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
}

/// What one sender sends: whole frames, each with the number of its message marked in it.
pub(super) trait Pen {
    /// The frame of message `n`; none where everything is said.
    fn write(&mut self, n: u64) -> Option<&[u8]>;

    /// How many messages are still there to be said; none where there is no end.
    fn left(&self) -> Option<usize> {
        None
    }
}

/// A frame that is always the same but for the number.
#[derive(Debug, Clone)]
pub(super) struct Template {
    frame: Vec<u8>,
    /// Where the digits are.
    digits: usize,
}

impl Template {
    /// Of a payload with `mark(0)` in it; none where there is no mark.
    pub(super) fn new(opcode: u8, payload: &[u8]) -> Option<Self> {
        let mut frame = Vec::with_capacity(payload.len() + 14);
        put(&mut frame, opcode, payload);
        let (digits, _) = mark_places(&frame).next()?;
        Some(Self { frame, digits })
    }

    /// The place of some bytes in the frame, and access to all of it.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<usize> {
        memchr::memmem::find(&self.frame, bytes)
    }

    pub(super) fn bytes_mut(&mut self, from: usize, length: usize) -> Option<&mut [u8]> {
        self.frame.get_mut(from..from + length)
    }
}

impl Pen for Template {
    fn write(&mut self, n: u64) -> Option<&[u8]> {
        put_digits(&mut self.frame, self.digits, n)?;
        Some(&self.frame)
    }
}

/// Writes a number into the mark whose digits begin there.
pub(super) fn put_digits(frame: &mut [u8], at: usize, n: u64) -> Option<()> {
    let digits = frame.get_mut(at..at + MARK_DIGITS)?;
    let mut rest = n;
    for digit in digits.iter_mut().rev() {
        // Below ten.
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    Some(())
}

/// A text of so many bytes that begins with an empty mark.
pub(super) fn marked_text(bytes: usize) -> String {
    let mut text = mark(0);
    text.extend(std::iter::repeat_n('x', bytes.saturating_sub(text.len())));
    text
}

#[cfg(test)]
mod tests {
    use super::{BINARY, Frame, Pen, TEXT, Template, marked_text, next, put_unmasked};
    use crate::measure::marks;

    #[test]
    fn frames_of_each_length_are_read_as_they_were_put() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            let payload = vec![7; length];
            let mut bytes = Vec::new();
            put_unmasked(&mut bytes, BINARY, &payload);
            let whole = bytes.len();
            assert!(next(&bytes[..whole - 1]).is_none(), "{length}: not whole");
            bytes.extend_from_slice(b"more");
            let frame = Frame {
                opcode: BINARY,
                payload: &payload,
            };
            assert_eq!(next(&bytes), Some((frame, whole)));
        }
        assert!(next(&[]).is_none());
    }

    #[test]
    fn a_template_carries_each_number() {
        let mut template = Template::new(TEXT, marked_text(200).as_bytes()).unwrap();
        for n in [0, 7, 1_234_567, 999_999_999_999] {
            let frame = template.write(n).unwrap();
            assert_eq!(frame.len(), 200 + 8);
            assert_eq!(marks(frame), [n]);
        }
        assert!(Template::new(TEXT, b"no mark").is_none());
    }
}
