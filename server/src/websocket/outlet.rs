//! Frames on their way to one connection from whoever else has something to say to it: a hub, a board.
//!
//! They are written where they are made, by the [`Sender`], as far as the line takes them: to wake the task of each of 150 connections
//! for one frame costs more than the frame. What the line does not take is left to the connection's own task, the [`Receiver`], which
//! waits until it does; until that has caught up, frames only wait in line behind it. Bounds are the caller's.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use futures_util::task::AtomicWaker;
use metrics::Histogram;

use super::writer::{FRAMES_AT_ONCE, FRAMES_KEPT};
use super::{Frame, Line, Writer};

/// Both ends. `lag`: told how long each frame waited, in seconds.
pub(crate) fn outlet(lag: Histogram) -> (Sender, Receiver) {
    let shared = Arc::new(Shared {
        queue: Mutex::default(),
        task: AtomicWaker::new(),
        lag,
    });
    (Sender(shared.clone()), Receiver(shared))
}

#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    /// The connection's task, if it waits.
    task: AtomicWaker,
    lag: Histogram,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// What counts of them.
    bytes: usize,
    /// None: nothing is written here, the receiver takes frames out.
    line: Option<Arc<Line>>,
    /// The line was full: its task goes on.
    left: bool,
    /// The sender is gone.
    ended: bool,
    /// The receiver is gone: nothing is kept.
    unheard: bool,
}

#[derive(Debug)]
struct Waiting {
    frame: Frame,
    since: Instant,
    bytes: usize,
}

/// The end that has something to say. When it is dropped, what waits is still written.
#[derive(Debug)]
pub(crate) struct Sender(Arc<Shared>);

/// The end of the connection's task.
#[derive(Debug)]
pub(crate) struct Receiver(Arc<Shared>);

/// What waits at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) frames: usize,
    /// Those that count.
    pub(crate) bytes: usize,
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn take(&mut self, lag: &Histogram) -> Option<Frame> {
        let Waiting { frame, since, bytes } = self.waiting.pop_front()?;
        self.bytes -= bytes;
        if self.waiting.is_empty() && self.waiting.capacity() > FRAMES_KEPT {
            self.waiting = VecDeque::new();
        }
        lag.record(since.elapsed().as_secs_f64());
        Some(frame)
    }

    /// Writes until nothing waits or the line takes no more; answers whether nothing waits.
    fn write(&mut self, line: &Line, lag: &Histogram) -> bool {
        let mut out = line.out();
        if !out.is_empty() {
            // The task is in the middle of a frame of its own.
            return false;
        }
        loop {
            for _ in 0..FRAMES_AT_ONCE {
                let Some(frame) = self.take(lag) else { break };
                out.push(frame);
            }
            while !out.is_empty() {
                // A connection that is broken is found so by its task as well.
                if out.write(&line.stream).is_err() {
                    return false;
                }
            }
            if self.waiting.is_empty() {
                return true;
            }
        }
    }
}

impl Sender {
    /// Takes a frame that counts for so many bytes if it `fits` beside what waits. The next [`flush`](Self::flush) writes it.
    pub(crate) fn put(&self, frame: Frame, bytes: usize, fits: impl FnOnce(Load) -> bool) -> bool {
        let mut queue = self.0.queue();
        let load = Load {
            frames: queue.waiting.len(),
            bytes: queue.bytes,
        };
        let fits = fits(load);
        if fits && !queue.unheard {
            queue.bytes += bytes;
            queue.waiting.push_back(Waiting {
                frame,
                since: Instant::now(),
                bytes,
            });
        }
        fits
    }

    /// Writes what waits, or leaves it to the connection's task. Never waits.
    pub(crate) fn flush(&self) {
        let mut queue = self.0.queue();
        if queue.waiting.is_empty() || queue.left {
            return;
        }
        if let Some(line) = queue.line.clone()
            && queue.write(&line, &self.0.lag)
        {
            return;
        }
        queue.left = queue.line.is_some();
        drop(queue);
        self.0.task.wake();
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        self.0.queue().ended = true;
        self.0.task.wake();
    }
}

impl Receiver {
    /// From now on the sender writes on this line.
    pub(crate) fn attach(&mut self, writer: &Writer) {
        let mut queue = self.0.queue();
        queue.line = Some(writer.line.clone());
        // What was put before.
        queue.left = !queue.waiting.is_empty();
    }

    /// Nothing is written any more but by the task itself: no frame may follow a goodbye, and the line shall not outlive its task.
    pub(crate) fn stop(&mut self) {
        let mut queue = self.0.queue();
        queue.unheard = true;
        (queue.line, queue.left, queue.bytes) = (None, false, 0);
        queue.waiting = VecDeque::new();
    }

    /// Comes back when something is left to [`feed`](Self::feed) the writer with; false: nobody has anything to say any more.
    pub(crate) fn left(&mut self) -> impl Future<Output = bool> + Send + '_ {
        std::future::poll_fn(|context| self.poll_left(context))
    }

    /// Hands the writer some of what is left, for its next [`flush`](Writer::flush). Once nothing is, the sender writes itself again.
    pub(crate) fn feed(&mut self, writer: &Writer) {
        let mut queue = self.0.queue();
        let mut out = writer.line.out();
        for _ in 0..FRAMES_AT_ONCE {
            let Some(frame) = queue.take(&self.0.lag) else {
                break;
            };
            out.push(frame);
        }
        queue.left = !out.is_empty();
    }

    /// The next frame where no line is attached; none when nobody has anything to say any more.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        self.left().await;
        self.try_next()
    }

    /// The next frame if one waits.
    pub(crate) fn try_next(&mut self) -> Option<Frame> {
        self.0.queue().take(&self.0.lag)
    }

    fn poll_left(&self, context: &Context<'_>) -> Poll<bool> {
        self.0.task.register(context.waker());
        let queue = self.0.queue();
        let waits = !queue.waiting.is_empty();
        if queue.left || (waits && (queue.ended || queue.line.is_none())) {
            Poll::Ready(true)
        } else if queue.ended {
            Poll::Ready(false)
        } else {
            Poll::Pending
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.stop();
    }
}
