//! Reading and writing the lib0 encoding that Yjs uses, without recursion and without trusting a length.
//!
//! Numbers are little-endian groups of seven bits; a string or a buffer has its length before it.

use bytes::{BufMut, BytesMut};

/// Why bytes could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadError {
    /// The bytes end before what they announce.
    Short,
    /// A number does not fit.
    Number,
    /// A string is not UTF-8.
    Utf8,
}

/// A cursor over bytes from outside.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Bytes that are left.
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// One byte.
    pub fn byte(&mut self) -> Result<u8, ReadError> {
        let (first, rest) = self.rest.split_first().ok_or(ReadError::Short)?;
        self.rest = rest;
        Ok(*first)
    }

    /// `count` bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], ReadError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ReadError::Short)?;
        self.rest = rest;
        Ok(taken)
    }

    /// An unsigned number of up to 64 bits. Longer encodings are refused, so that nothing wraps.
    pub fn uint(&mut self) -> Result<u64, ReadError> {
        let mut number = 0u64;
        let mut shift = 0u32;
        loop {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift >= 64 || (bits << shift) >> shift != bits {
                return Err(ReadError::Number);
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    /// An unsigned number that fits in 32 bits (a clock, a length).
    pub fn u32(&mut self) -> Result<u32, ReadError> {
        u32::try_from(self.uint()?).map_err(|_| ReadError::Number)
    }

    /// Skips a signed number (lib0's varInt: six bits and the sign in the first byte).
    pub fn skip_int(&mut self) -> Result<(), ReadError> {
        // 53 bits of JavaScript fit in 8 bytes; a ninth byte could only overflow.
        for _ in 0..8 {
            if self.byte()? < 0x80 {
                return Ok(());
            }
        }
        Err(ReadError::Number)
    }

    /// A count of things of which each takes at least one byte: never more than there are bytes left.
    pub fn count(&mut self) -> Result<usize, ReadError> {
        let count = usize::try_from(self.uint()?).map_err(|_| ReadError::Number)?;
        if count > self.remaining() {
            return Err(ReadError::Short);
        }
        Ok(count)
    }

    /// Bytes with their length before them.
    pub fn buffer(&mut self) -> Result<&'a [u8], ReadError> {
        let length = usize::try_from(self.uint()?).map_err(|_| ReadError::Number)?;
        self.take(length)
    }

    /// A UTF-8 string with its length in bytes before it.
    pub fn text(&mut self) -> Result<&'a str, ReadError> {
        std::str::from_utf8(self.buffer()?).map_err(|_| ReadError::Utf8)
    }
}

/// Writes an unsigned number.
pub fn put_uint(out: &mut BytesMut, mut number: u64) {
    while number >= 0x80 {
        out.put_u8((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.put_u8(number as u8);
}

/// Writes bytes with their length before them.
pub fn put_buffer(out: &mut BytesMut, bytes: &[u8]) {
    put_uint(out, bytes.len() as u64);
    out.put_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_trip_and_never_wrap() {
        for number in [0, 1, 127, 128, 300, u64::from(u32::MAX), (1 << 53) - 1, u64::MAX] {
            let mut out = BytesMut::new();
            put_uint(&mut out, number);
            assert_eq!(Reader::new(&out).uint(), Ok(number));
        }
        assert_eq!(Reader::new(&[0xff; 10]).uint(), Err(ReadError::Number));
        assert_eq!(
            Reader::new(&[0x80, 0x80, 0x80, 0x80, 0x10]).u32(),
            Err(ReadError::Number)
        );
        assert_eq!(Reader::new(&[0xff, 0xff]).uint(), Err(ReadError::Short));
    }

    #[test]
    fn a_length_never_reaches_past_the_end() {
        assert_eq!(Reader::new(&[5, b'a']).buffer(), Err(ReadError::Short));
        assert_eq!(
            Reader::new(&[0xff, 0xff, 0xff, 0x7f]).count(),
            Err(ReadError::Short)
        );
        assert_eq!(Reader::new(&[2, 0xc3, 0x28]).text(), Err(ReadError::Utf8));
    }
}
