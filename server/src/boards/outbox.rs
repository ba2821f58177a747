//! What waits to be written to one connection: bounded, and full means closed. Never dropped, since a Yjs client
//! that misses one update diverges without a sign.

use metrics::Histogram;
use tokio::sync::watch;

use super::limits;
use crate::websocket::outlet::{self, Load, Receiver, Sender};
use crate::websocket::{Frame, Writer};

/// Why a connection ends: the code and the reason of its close frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    /// The WebSocket close code.
    pub code: u16,
    /// One word for the page.
    pub reason: &'static str,
}

impl Close {
    /// A malformed update, or one that is not its sender's to make. Final.
    pub const BAD_UPDATE: Self = Self {
        code: 4400,
        reason: "bad_update",
    };
    /// An update in a section that is closed to its sender now. Final for their document: it holds what the board never
    /// will.
    pub const SECTION_CLOSED: Self = Self {
        code: 4409,
        reason: "section_closed",
    };
    /// A ticket that was never good, or for another board. Final.
    pub const BAD_TICKET: Self = Self {
        code: 4401,
        reason: "bad_ticket",
    };
    /// A ticket that was good once. Come back with a new one.
    pub const TICKET_EXPIRED: Self = Self {
        code: 4501,
        reason: "ticket_expired",
    };
    /// Not (or no longer) among the board's readers. Final for this board.
    pub const FORBIDDEN: Self = Self {
        code: 4403,
        reason: "forbidden",
    };
    /// Barred from the meeting's boards. Final.
    pub const BARRED: Self = Self {
        code: 4403,
        reason: "barred",
    };
    /// The board or its meeting is gone. Final.
    pub const GONE: Self = Self {
        code: 4404,
        reason: "board_gone",
    };
    /// Reads too slowly. Come back and sync.
    pub const SLOW: Self = Self {
        code: 4008,
        reason: "slow",
    };
    /// Gave no sign of life.
    pub const NO_PONG: Self = Self {
        code: 4508,
        reason: "no_pong",
    };
    /// A message above the limit.
    pub const TOO_LARGE: Self = Self {
        code: 1009,
        reason: "too_large",
    };
    /// A text frame: this socket is binary.
    pub const TEXT: Self = Self {
        code: 1003,
        reason: "binary_only",
    };
    /// The server stops. Come back.
    pub const RESTART: Self = Self {
        code: 1012,
        reason: "restart",
    };
    /// The board cannot be served at the moment. Come back later.
    pub const LATER: Self = Self {
        code: 1013,
        reason: "unavailable",
    };
}

/// The board's end of a connection.
#[derive(Debug)]
pub struct Outbox {
    frames: Sender,
    close: watch::Sender<Option<Close>>,
}

/// The socket's end of a connection.
#[derive(Debug)]
pub struct Outgoing {
    frames: Receiver,
    /// Set when the connection is to end.
    pub close: watch::Receiver<Option<Close>>,
}

/// Can end a connection.
#[derive(Debug, Clone)]
pub struct Closer(watch::Sender<Option<Close>>);

impl Closer {
    /// Ends the connection. The first reason stays.
    pub fn close(&self, close: Close) {
        self.0.send_if_modified(|reason| {
            let first = reason.is_none();
            if first {
                *reason = Some(close);
            }
            first
        });
    }
}

/// Both ends.
pub fn outbox() -> (Outbox, Outgoing) {
    let (sender, receiver) = outlet::outlet(Histogram::noop());
    let (close, closing) = watch::channel(None);
    let outgoing = Outgoing {
        frames: receiver,
        close: closing,
    };
    (
        Outbox {
            frames: sender,
            close,
        },
        outgoing,
    )
}

impl Outbox {
    /// Puts a frame into the queue, or closes the connection when it is full. The next [`flush`](Self::flush) writes it.
    pub fn send(&self, frame: Frame) {
        let fits = |load: Load| load.frames < limits::OUTBOX_FRAMES && load.bytes <= limits::OUTBOX_BYTES;
        let bytes = frame.content_bytes();
        if !self.frames.put(frame, bytes, fits) {
            self.close(Close::SLOW);
        }
    }

    /// Writes what was sent, or leaves it to the connection's task where the line is slow. Never waits.
    pub fn flush(&self) {
        self.frames.flush();
    }

    /// Ends the connection. The first reason stays.
    pub fn close(&self, close: Close) {
        self.closer().close(close);
    }

    /// A handle that can only end the connection.
    pub fn closer(&self) -> Closer {
        Closer(self.close.clone())
    }

    /// Whether the connection is to end.
    pub fn is_closing(&self) -> bool {
        self.close.borrow().is_some()
    }
}

impl Outgoing {
    /// From now on what is sent is written on this line.
    pub(crate) fn attach(&mut self, writer: &Writer) {
        self.frames.attach(writer);
    }

    /// Nothing of the board's is written any more.
    pub(crate) fn stop(&mut self) {
        self.frames.stop();
    }

    /// Comes back when there is something to [`feed`](Self::feed) the writer with; false: the board let go.
    pub(crate) fn left(&mut self) -> impl Future<Output = bool> + Send + '_ {
        self.frames.left()
    }

    /// Hands the writer some of what the line did not take at once.
    pub(crate) fn feed(&mut self, writer: &Writer) {
        self.frames.feed(writer);
    }

    /// Without a line: the next frame; none when the board let go.
    pub async fn next(&mut self) -> Option<Frame> {
        self.frames.next().await
    }
}
