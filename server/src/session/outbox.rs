//! What waits to be sent on one socket. Bounded: when it is full the socket is closed with a code that says 'come back and resume';
//! nothing is ever dropped from the middle.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use protocol::wire::close;
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// Frames that may wait: some seconds of a busy meeting.
const FRAMES_MAX: usize = 256;
/// Bytes that may wait, beside a whole view, which has a size of its own.
const BYTES_MAX: usize = 1024 * 1024;

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
    frames: mpsc::Sender<Waiting>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Waiting {
    frame: Utf8Bytes,
    since: Instant,
    /// What it counts for among the bytes that may wait.
    bytes: usize,
}

#[derive(Debug)]
struct Shared {
    waiting: AtomicUsize,
    closing: watch::Sender<Option<Closing>>,
}

/// The socket's end.
#[derive(Debug)]
pub struct OutboxReader {
    frames: mpsc::Receiver<Waiting>,
    shared: Arc<Shared>,
    closing: watch::Receiver<Option<Closing>>,
}

/// A new outbox with both ends.
pub fn outbox() -> (Outbox, OutboxReader) {
    let (sender, receiver) = mpsc::channel(FRAMES_MAX);
    let (closing, closing_reader) = watch::channel(None);
    let shared = Arc::new(Shared {
        waiting: AtomicUsize::new(0),
        closing,
    });
    let outbox = Outbox {
        frames: sender,
        shared: shared.clone(),
    };
    let reader = OutboxReader {
        frames: receiver,
        shared,
        closing: closing_reader,
    };
    (outbox, reader)
}

impl Outbox {
    /// Never waits. A frame that does not fit closes the socket as too slow; after a close nothing is taken any more.
    pub fn push(&self, frame: Utf8Bytes) {
        let bytes = frame.len();
        self.send(frame, bytes);
    }

    /// A view, or what makes an old one new. However large, it does not count: whoever comes must get it, and the changes that come
    /// while a slow line is busy with it must find their place.
    pub fn push_view(&self, frame: Utf8Bytes) {
        self.send(frame, 0);
    }

    /// What may be lost: taken only while little waits, so that it never closes anybody.
    pub fn push_soft(&self, frame: Utf8Bytes) {
        let waits = self.shared.waiting.load(Ordering::Relaxed);
        if self.frames.capacity() > FRAMES_MAX / 2 && waits < BYTES_MAX / 4 {
            self.push(frame);
        }
    }

    fn send(&self, frame: Utf8Bytes, bytes: usize) {
        if self.shared.closing.borrow().is_some() {
            return;
        }
        let before = self.shared.waiting.fetch_add(bytes, Ordering::Relaxed);
        let fits = before == 0 || before + bytes <= BYTES_MAX;
        let since = Instant::now();
        if !fits || self.frames.try_send(Waiting { frame, since, bytes }).is_err() {
            self.shared.waiting.fetch_sub(bytes, Ordering::Relaxed);
            metrics::counter!("convene_slow_consumer_total").increment(1);
            self.close(Closing::new(close::SLOW, "too slow: come back and resume"));
        }
    }

    /// Closes the socket; what waits is not sent any more. The first reason stays.
    pub fn close(&self, closing: Closing) {
        self.shared.closing.send_if_modified(|current| {
            let first = current.is_none();
            current.get_or_insert(closing);
            first
        });
    }
}

impl OutboxReader {
    /// The next frame; none when nobody can send any more.
    pub async fn next(&mut self) -> Option<Utf8Bytes> {
        let frame = self.frames.recv().await;
        self.taken(frame)
    }

    /// The next frame if one waits.
    pub fn try_next(&mut self) -> Option<Utf8Bytes> {
        let frame = self.frames.try_recv().ok();
        self.taken(frame)
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

    fn taken(&self, waiting: Option<Waiting>) -> Option<Utf8Bytes> {
        let Waiting { frame, since, bytes } = waiting?;
        metrics::histogram!("convene_fanout_lag_seconds").record(since.elapsed().as_secs_f64());
        self.shared.waiting.fetch_sub(bytes, Ordering::Relaxed);
        Some(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_outbox_closes_and_takes_nothing_more() {
        let (outbox, reader) = outbox();
        for _ in 0..=FRAMES_MAX {
            outbox.push(Utf8Bytes::from_static("x"));
        }
        assert_eq!(reader.closing().await.code, close::SLOW);
        outbox.close(Closing::new(close::FORBIDDEN, "later"));
        assert_eq!(reader.closing().await.code, close::SLOW);
    }

    #[tokio::test]
    async fn one_frame_of_any_size_fits() {
        let (outbox, mut reader) = outbox();
        outbox.push(Utf8Bytes::from("x".repeat(2 * BYTES_MAX)));
        assert_eq!(reader.next().await.map(|frame| frame.len()), Some(2 * BYTES_MAX));
        outbox.push(Utf8Bytes::from_static("y"));
        assert_eq!(reader.try_next().map(|frame| frame.len()), Some(1));
    }

    #[tokio::test]
    async fn a_view_of_any_size_fits_between_others() {
        let (outbox, mut reader) = outbox();
        outbox.push(Utf8Bytes::from_static("welcome"));
        outbox.push_view(Utf8Bytes::from("x".repeat(2 * BYTES_MAX)));
        outbox.push(Utf8Bytes::from("y".repeat(BYTES_MAX - 7)));
        assert_eq!(reader.reason(), None);
        while reader.try_next().is_some() {}
        outbox.push(Utf8Bytes::from("z".repeat(BYTES_MAX)));
        outbox.push(Utf8Bytes::from_static("too much"));
        assert_eq!(reader.reason().map(|closing| closing.code), Some(close::SLOW));
    }
}
