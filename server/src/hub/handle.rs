//! The way to a live meeting for those who hold on to it: sessions.

use tokio::sync::mpsc;

use super::input::{Input, SessionKey};
use protocol::ids::CommandId;
use protocol::meeting::Command;
use protocol::meeting::talk::Sign;

/// A live meeting on this instance. Clones are the same meeting.
#[derive(Clone, Debug)]
pub struct Handle {
    inputs: mpsc::Sender<Input>,
}

/// The hub has stopped: come back and it is opened again.
#[derive(Clone, Copy, Debug)]
pub struct Stopped;

impl Handle {
    pub(super) fn new(inputs: mpsc::Sender<Input>) -> Self {
        Self { inputs }
    }

    /// Passes a command on; waits while the hub has too much to do. The answer comes through the session's outbox.
    ///
    /// # Errors
    /// [`Stopped`]: nothing was done.
    pub async fn command(
        &self,
        session: SessionKey,
        id: CommandId,
        command: Box<Command>,
    ) -> Result<(), Stopped> {
        self.send(Input::Command { session, id, command })
            .await
            .map_err(|_| Stopped)
    }

    /// Passes a sign on. It may be lost.
    pub async fn react(&self, session: SessionKey, sign: Sign) {
        drop(self.send(Input::React { session, sign }).await);
    }

    /// The socket is gone.
    pub async fn detach(&self, session: SessionKey) {
        // A hub that has stopped knows no sessions any more.
        drop(self.send(Input::Detach(session)).await);
    }

    /// Comes back when the hub has stopped.
    pub async fn stopped(&self) {
        self.inputs.closed().await;
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.inputs.is_closed()
    }

    pub(super) async fn send(&self, input: Input) -> Result<(), Input> {
        self.inputs.send(input).await.map_err(|error| error.0)
    }
}
