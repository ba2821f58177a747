//! What waits to be sent on one socket. Bounded: when it is full the socket is closed with a code that says 'come back and resume';
//! nothing is ever dropped from the middle.

use std::sync::Arc;

use protocol::wire::close;
use tokio::sync::watch;

use crate::websocket::outlet::{self, Load, Receiver, Sender};
use crate::websocket::{Frame, Writer};

/// Frames that may wait: some seconds of a busy meeting.
const FRAMES_MAX: usize = 256;
/// Bytes that may wait, beside a whole view, which has a size of its own.
const BYTES_MAX: usize = 1024 * 1024;
/// A frame counts for so many at most: where two thousand people are sent to their rooms the facilitators are told so in a megabyte, right after
/// they were told who goes where.
const COUNTED_MAX: usize = BYTES_MAX / 8;

/// Why a socket is closed: a code of `protocol::wire::close` and a word for whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The close code.
    pub code: u16,
    /// At most 123 bytes.
    pub reason: &'static str,
}

impl Closing {
    /// A code with its word.
    pub const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason }
    }
}

/// The hub's end. Clones are the same outbox.
#[derive(Clone, Debug)]
pub struct Outbox {
    frames: Arc<Sender>,
    closing: Arc<watch::Sender<Option<Closing>>>,
}

/// The socket's end.
#[derive(Debug)]
pub struct OutboxReader {
    frames: Receiver,
    closing: watch::Receiver<Option<Closing>>,
}

/// A new outbox with both ends.
pub fn outbox() -> (Outbox, OutboxReader) {
    let (sender, receiver) = outlet::outlet(metrics::histogram!("convene_fanout_lag_seconds"));
    let (closing, closing_reader) = watch::channel(None);
    let outbox = Outbox {
        frames: Arc::new(sender),
        closing: Arc::new(closing),
    };
    let reader = OutboxReader {
        frames: receiver,
        closing: closing_reader,
    };
    (outbox, reader)
}

impl Outbox {
    /// Never waits. A frame that does not fit closes the socket as too slow; after a close nothing is taken any more. The next
    /// [`flush`](Self::flush) writes it.
    pub fn push(&self, frame: Frame) {
        let bytes = frame.content_bytes().min(COUNTED_MAX);
        self.send(frame, bytes, |load| load.bytes + bytes <= BYTES_MAX);
    }

    /// A view, or what makes an old one new. However large, it does not count: whoever comes must get it, and the changes that come
    /// while a slow line is busy with it must find their place.
    pub fn push_view(&self, frame: Frame) {
        self.send(frame, 0, |_| true);
    }

    /// What may be lost: taken only while little waits, so that it never closes anybody.
    pub fn push_soft(&self, frame: Frame) {
        let bytes = frame.content_bytes();
        let little = |load: Load| load.frames < FRAMES_MAX / 2 && load.bytes < BYTES_MAX / 4;
        if self.closing.borrow().is_none() {
            self.frames.put(frame, bytes, little);
        }
    }

    fn send(&self, frame: Frame, bytes: usize, fits: impl FnOnce(Load) -> bool) {
        if self.closing.borrow().is_some() {
            return;
        }
        let fits = |load: Load| load.frames < FRAMES_MAX && fits(load);
        if !self.frames.put(frame, bytes, fits) {
            metrics::counter!("convene_slow_consumer_total").increment(1);
            self.close(Closing::new(close::SLOW, "too slow: come back and resume"));
        }
    }

    /// Writes what was pushed, or leaves it to the socket's task where the line is slow. Never waits.
    pub fn flush(&self) {
        self.frames.flush();
    }

    /// Closes the socket; what waits is not sent any more. The first reason stays.
    pub fn close(&self, closing: Closing) {
        self.closing.send_if_modified(|current| {
            let first = current.is_none();
            current.get_or_insert(closing);
            first
        });
    }
}

impl OutboxReader {
    /// From now on what is pushed is written on this line.
    pub(crate) fn attach(&mut self, writer: &Writer) {
        self.frames.attach(writer);
    }

    /// Comes back when there is something to [`feed`](Self::feed) the writer with; false: nobody can send any more.
    pub(crate) fn left(&mut self) -> impl Future<Output = bool> + Send + '_ {
        self.frames.left()
    }

    /// Hands the writer some of what the line did not take at once.
    pub(crate) fn feed(&mut self, writer: &Writer) {
        self.frames.feed(writer);
    }

    /// Without a line: the next frame; none when nobody can send any more.
    pub async fn next(&mut self) -> Option<Frame> {
        self.frames.next().await
    }

    /// The next frame if one waits.
    pub fn try_next(&mut self) -> Option<Frame> {
        self.frames.try_next()
    }

    /// Comes back when the socket shall be closed.
    pub fn closing(&self) -> impl Future<Output = Closing> + Send + 'static {
        let mut closing = self.closing.clone();
        async move {
            match closing.wait_for(Option::is_some).await.map(|found| *found) {
                Ok(Some(reason)) => reason,
                // Both ends live in one task's reach: an outbox that is gone never closes anybody.
                _ => std::future::pending().await,
            }
        }
    }

    /// Why the socket shall be closed, if it shall.
    pub fn reason(&self) -> Option<Closing> {
        *self.closing.borrow()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_outbox_closes_and_takes_nothing_more() {
        let (outbox, reader) = outbox();
        for _ in 0..=FRAMES_MAX {
            outbox.push(Frame::text("x"));
        }
        assert_eq!(reader.closing().await.code, close::SLOW);
        outbox.close(Closing::new(close::FORBIDDEN, "later"));
        assert_eq!(reader.closing().await.code, close::SLOW);
    }

    #[tokio::test]
    async fn one_frame_of_any_size_fits() {
        let (outbox, mut reader) = outbox();
        outbox.push(Frame::text(&"x".repeat(2 * BYTES_MAX)));
        assert_eq!(
            reader.try_next().map(|frame| frame.content_bytes()),
            Some(2 * BYTES_MAX)
        );
        outbox.push(Frame::text("y"));
        assert_eq!(reader.try_next().map(|frame| frame.content_bytes()), Some(1));
    }

    #[tokio::test]
    async fn a_view_of_any_size_fits_between_others() {
        let (outbox, mut reader) = outbox();
        outbox.push(Frame::text("welcome"));
        outbox.push_view(Frame::text(&"x".repeat(2 * BYTES_MAX)));
        outbox.push(Frame::text(&"y".repeat(COUNTED_MAX)));
        assert_eq!(reader.reason(), None);
        while reader.try_next().is_some() {}
        for _ in 0..8 {
            outbox.push(Frame::text(&"z".repeat(BYTES_MAX)));
        }
        assert_eq!(reader.reason(), None);
        outbox.push(Frame::text("too much"));
        assert_eq!(reader.reason().map(|closing| closing.code), Some(close::SLOW));
    }
}
