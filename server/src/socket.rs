//! A meeting's socket: one WebSocket of one person, `/api/meetings/{id}/socket`, text frames only.
//!
//! [`accept`] checks the upgrade, [`hello`] finds out who is there, [`drive`] is the loop of an open session, [`codec`] reads messages.
//! Knows nothing of rules: what a command means is the hub's.

mod accept;
pub mod codec;
mod drive;
mod hello;

pub(crate) use accept::upgrade;
pub(crate) use drive::fault;

use std::time::Duration;

use crate::session::Closing;
use crate::websocket::{Frame, Reader, Writer};

/// How long a closed socket is kept so that the other side can read why.
const LINGER: Duration = Duration::from_millis(1_000);

/// How a socket came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// We close it.
    Close(Closing),
    /// The other side closed it, or it is broken.
    Lost,
}

/// Both ends of the connection.
#[derive(Debug)]
struct Socket {
    reader: Reader,
    writer: Writer,
}

impl Socket {
    /// Says why, waits a little for the other side to say goodbye, and lets go.
    async fn close(mut self, closing: Closing) {
        metrics::counter!("convene_disconnects_total", "code" => closing.code.to_string()).increment(1);
        self.writer.feed(Frame::close(closing.code, closing.reason));
        let said = tokio::time::timeout(LINGER * 5, self.writer.flush()).await;
        if !matches!(said, Ok(Ok(()))) {
            return;
        }
        let goodbye = async {
            // What still comes is not looked at any more.
            while let Some(Ok(_)) = self.reader.recv().await {}
        };
        drop(tokio::time::timeout(LINGER, goodbye).await);
        // A message that was cut off for its size leaves unread bytes: closing at once would reset the connection before our word is read.
        if closing.code == protocol::wire::close::TOO_BIG {
            tokio::time::sleep(LINGER / 2).await;
        }
    }
}
