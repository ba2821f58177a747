//! What goes.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

use super::Line;

/// Pieces that are handed to the kernel at once.
const PIECES_AT_ONCE: usize = 64;
/// The head of a frame that is not masked: two bytes, and up to eight of length.
const HEAD_BYTES_MAX: usize = 10;
/// Room for this many frames is kept by a connection that waits.
const FRAMES_KEPT: usize = 4;
/// A line that takes a frame, or so much of a long one, within [`STALLED_AFTER`] is slow, but alive.
const PROGRESS_BYTES: usize = 16 * 1024;
/// A reader who takes nothing for so long is gone or far too slow.
const STALLED_AFTER: Duration = Duration::from_secs(10);

/// One whole message, ready to be written. Clones share its content.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    head: [u8; HEAD_BYTES_MAX],
    head_bytes: u8,
    content: Bytes,
}

impl Frame {
    /// A text message.
    pub(crate) fn text(content: Utf8Bytes) -> Self {
        Self::new(OpCode::Data(Data::Text), content.into())
    }

    /// A binary message.
    pub(crate) fn binary(content: Bytes) -> Self {
        Self::new(OpCode::Data(Data::Binary), content)
    }

    /// Asks for a pong.
    pub(crate) fn ping() -> Self {
        Self::new(OpCode::Control(Control::Ping), Bytes::new())
    }

    /// Goodbye. `reason`: at most 123 bytes.
    pub(crate) fn close(code: u16, reason: &str) -> Self {
        let content = [&code.to_be_bytes(), reason.as_bytes()].concat();
        Self::new(OpCode::Control(Control::Close), content.into())
    }

    /// Frames as they go over the line already.
    fn ready(frames: Vec<u8>) -> Self {
        Self {
            head: [0; HEAD_BYTES_MAX],
            head_bytes: 0,
            content: frames.into(),
        }
    }

    fn new(opcode: OpCode, content: Bytes) -> Self {
        let header = FrameHeader {
            opcode,
            ..FrameHeader::default()
        };
        let mut head = [0; HEAD_BYTES_MAX];
        let mut room = &mut head[..];
        // What is not masked fits.
        let written = header.format(content.len() as u64, &mut room);
        debug_assert!(written.is_ok(), "{written:?}");
        let left = room.len();
        Self {
            head,
            head_bytes: u8::try_from(HEAD_BYTES_MAX - left).unwrap_or_default(),
            content,
        }
    }

    fn head(&self) -> &[u8] {
        &self.head[..usize::from(self.head_bytes)]
    }
}

/// The end of a connection that says.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(super) line: Arc<Line>,
    waiting: VecDeque<Frame>,
    /// Bytes of the first waiting frame that are written.
    begun: usize,
}

impl Writer {
    pub(super) fn new(line: Arc<Line>) -> Self {
        Self {
            line,
            waiting: VecDeque::new(),
            begun: 0,
        }
    }

    /// Takes a frame that the next [`flush`](Self::flush) writes.
    pub(crate) fn feed(&mut self, frame: Frame) {
        self.waiting.push_back(frame);
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
                break;
            }
            self.waiting.push_back(Frame::ready(answers));
        }
        if self.waiting.capacity() > FRAMES_KEPT {
            self.waiting = VecDeque::new();
        }
        Ok(())
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
        while !self.waiting.is_empty() {
            match self.write_some() {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    progress += written;
                    if self.advance(written) || progress >= PROGRESS_BYTES {
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
        Ok(())
    }

    fn write_some(&self) -> io::Result<usize> {
        let mut pieces = [IoSlice::new(&[]); PIECES_AT_ONCE];
        let mut count = 0;
        let mut skip = self.begun;
        for piece in self
            .waiting
            .iter()
            .flat_map(|frame| [frame.head(), &frame.content])
        {
            let rest = &piece[skip.min(piece.len())..];
            skip -= piece.len() - rest.len();
            if rest.is_empty() {
                continue;
            }
            let Some(room) = pieces.get_mut(count) else { break };
            *room = IoSlice::new(rest);
            count += 1;
        }
        self.line.stream.try_write_vectored(&pieces[..count])
    }

    /// Answers whether a frame is done.
    fn advance(&mut self, written: usize) -> bool {
        self.begun += written;
        let mut done = false;
        while let Some(first) = self.waiting.front() {
            let whole = first.head().len() + first.content.len();
            if self.begun < whole {
                break;
            }
            self.begun -= whole;
            self.waiting.pop_front();
            done = true;
        }
        done
    }
}
