//! What comes.

use std::io;
use std::sync::Arc;

use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::WebSocketContext;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{Line, Reading};

/// The end of a connection that hears.
#[derive(Debug)]
pub(crate) struct Reader {
    line: Arc<Line>,
    context: WebSocketContext,
}

impl Reader {
    pub(super) fn new(line: Arc<Line>, context: WebSocketContext) -> Self {
        Self { line, context }
    }

    /// The next message, pings and the other side's goodbye among them (their answers are with the [`Writer`](super::Writer) then);
    /// none when the connection is over. Nothing is lost when this is given up half-way.
    ///
    /// # Errors
    /// What the other side sent is broken or too large, or the connection is.
    pub(crate) async fn recv(&mut self) -> Option<Result<Message, Error>> {
        // Whoever sends without a pause does not keep a thread to itself.
        tokio::task::consume_budget().await;
        loop {
            match self.context.read(&mut Reading(&self.line)) {
                Ok(message) => {
                    if message.is_ping() || message.is_close() {
                        // The library would give its answer when it is asked for more.
                        drop(self.context.flush(&mut Reading(&self.line)));
                    }
                    return Some(Ok(message));
                }
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    if let Err(error) = self.line.stream.readable().await {
                        return Some(Err(error.into()));
                    }
                }
                Err(
                    Error::ConnectionClosed
                    | Error::AlreadyClosed
                    | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake),
                ) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
