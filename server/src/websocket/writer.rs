//! What goes.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::{Frame, Line};

/// Frames that are handed to the kernel at once.
pub(super) const FRAMES_AT_ONCE: usize = 64;
/// Room for this many frames is kept by a connection that waits.
pub(super) const FRAMES_KEPT: usize = 4;
/// A line that takes a frame, or so much of a long one, within [`STALLED_AFTER`] is slow, but alive.
const PROGRESS_BYTES: usize = 16 * 1024;
/// A reader who takes nothing for so long is gone or far too slow.
const STALLED_AFTER: Duration = Duration::from_secs(10);

/// Frames that are being written: whoever holds this writes, and leaves no frame half-way that another one could break into.
#[derive(Debug, Default)]
pub(super) struct Out {
    frames: VecDeque<Frame>,
    /// Bytes of the first frame that are written.
    begun: usize,
}

/// What one write came to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    bytes: usize,
    /// Whether a frame came to its end.
    frame: bool,
}

impl Out {
    pub(super) fn push(&mut self, frame: Frame) {
        self.frames.push_back(frame);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Gives the kernel as much as it takes at once. Not for nothing: there is a frame.
    ///
    /// # Errors
    /// `WouldBlock`: the line is full. Others: the connection is broken.
    pub(super) fn write(&mut self, stream: &TcpStream) -> io::Result<Written> {
        let bytes = match self.frames.make_contiguous() {
            [one] => stream.try_write(&one.bytes()[self.begun..])?,
            many => {
                let mut pieces = [IoSlice::new(&[]); FRAMES_AT_ONCE];
                let mut skip = self.begun;
                for (piece, frame) in pieces.iter_mut().zip(many.iter()) {
                    *piece = IoSlice::new(&frame.bytes()[skip..]);
                    skip = 0;
                }
                stream.try_write_vectored(&pieces[..many.len().min(FRAMES_AT_ONCE)])?
            }
        };
        if bytes == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        let frame = self.advance(bytes);
        if self.frames.is_empty() && self.frames.capacity() > FRAMES_KEPT {
            self.frames = VecDeque::new();
        }
        Ok(Written { bytes, frame })
    }

    /// Answers whether a frame is done.
    fn advance(&mut self, written: usize) -> bool {
        self.begun += written;
        let mut done = false;
        while let Some(first) = self.frames.front() {
            let whole = first.bytes().len();
            if self.begun < whole {
                break;
            }
            self.begun -= whole;
            self.frames.pop_front();
            done = true;
        }
        done
    }
}

/// The end of a connection that says, for the task of the connection. What an [outlet](super::outlet) has is written beside it.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(super) line: Arc<Line>,
}

impl Writer {
    pub(super) fn new(line: Arc<Line>) -> Self {
        Self { line }
    }

    /// Takes a frame that the next [`flush`](Self::flush) writes.
    pub(crate) fn feed(&mut self, frame: Frame) {
        self.line.out().push(frame);
    }

    /// Writes all that waits, several frames at once where there are several, and then what the reader has to answer.
    /// When this is given up half-way, the next one goes on where it stopped.
    ///
    /// # Errors
    /// `TimedOut`: the other side takes nothing. Others: the connection is broken.
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        loop {
            self.write_waiting().await?;
            let answers = std::mem::take(&mut *self.line.answers());
            if answers.is_empty() {
                return Ok(());
            }
            self.feed(Frame::ready(answers));
        }
    }

    /// Comes back when the reader has something to answer, which a [`flush`](Self::flush) writes.
    pub(crate) fn answered(&self) -> impl Future<Output = ()> + Send + '_ {
        std::future::poll_fn(|context| {
            self.line.answered.register(context.waker());
            if self.line.answers().is_empty() {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
    }

    async fn write_waiting(&mut self) -> io::Result<()> {
        let mut stalled_at = None;
        let mut progress = 0;
        loop {
            let written = {
                let mut out = self.line.out();
                if out.is_empty() {
                    return Ok(());
                }
                out.write(&self.line.stream)
            };
            match written {
                Ok(Written { bytes, frame }) => {
                    progress += bytes;
                    if frame || progress >= PROGRESS_BYTES {
                        (stalled_at, progress) = (None, 0);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let at = *stalled_at.get_or_insert_with(|| Instant::now() + STALLED_AFTER);
                    timeout_at(at, self.line.stream.writable()).await??;
                }
                Err(error) => return Err(error),
            }
        }
    }
}
