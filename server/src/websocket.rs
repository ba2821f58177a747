//! A WebSocket from the server's side, close to the line: the library reads it, and frames that many get are written from where they
//! are, never copied into a buffer of each connection. So a connection that waits holds little more than its small read buffer.
//!
//! [`Upgrade`] is the handshake, [`Reader`] and [`Writer`] are the two ends of what becomes of it, an [`outlet`] is the way of others to it.
//! Knows nothing of meetings or boards.

mod frame;
pub(crate) mod outlet;
mod reader;
#[cfg(test)]
mod tests;
mod upgrade;
mod writer;

pub use frame::Frame;
pub(crate) use reader::Reader;
pub(crate) use upgrade::Upgrade;
pub(crate) use writer::Writer;

use writer::Out;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig, WebSocketContext};

/// What is read at once. Messages of people are smaller; of larger ones the room is taken when their head is read.
const READ_BYTES: usize = 1024;
/// Of what the library answers by itself (a pong, a goodbye) so much may wait; a later pong takes the place of one that does not fit.
const ANSWER_BYTES_MAX: usize = 512;

/// Both ends of a connection whose handshake is done. `early`: what came behind the handshake. `message_max`: bytes of one message.
fn ends(stream: TcpStream, early: &Bytes, message_max: usize) -> (Reader, Writer) {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(ANSWER_BYTES_MAX)
        .max_message_size(Some(message_max))
        .max_frame_size(Some(message_max));
    let line = Arc::new(Line {
        stream,
        out: Mutex::default(),
        answers: Mutex::default(),
        answered: AtomicWaker::new(),
    });
    let context = WebSocketContext::from_partially_read(early.to_vec(), Role::Server, Some(config));
    (Reader::new(line.clone(), context), Writer::new(line))
}

/// What both ends share.
#[derive(Debug)]
struct Line {
    stream: TcpStream,
    /// Whoever writes holds this.
    out: Mutex<Out>,
    /// Whole frames by which the library answers the other side, until the writer takes them between two of its own.
    answers: Mutex<Vec<u8>>,
    /// The writer, if it waits for them.
    answered: AtomicWaker,
}

impl Line {
    fn out(&self) -> MutexGuard<'_, Out> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answers(&self) -> MutexGuard<'_, Vec<u8>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The line as the library sees it: it reads from the socket, and writes what it has to answer where the writer finds it.
struct Reading<'a>(&'a Line);

impl io::Read for Reading<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.stream.try_read(buffer)
    }
}

impl io::Write for Reading<'_> {
    fn write(&mut self, frames: &[u8]) -> io::Result<usize> {
        let mut answers = self.0.answers();
        if answers.len() + frames.len() > ANSWER_BYTES_MAX {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        answers.extend_from_slice(frames);
        drop(answers);
        self.0.answered.wake();
        Ok(frames.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
