//! The way to a live meeting for those who hold on to it: sessions.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use super::input::{Input, SessionKey};
use protocol::ids::CommandId;
use protocol::meeting::Command;
use protocol::meeting::talk::Sign;

/// A live meeting on this instance. Clones are the same meeting.
#[derive(Clone, Debug)]
pub struct Handle {
    inputs: mpsc::Sender<Input>,
    head: Head,
}

/// The last seq that a hub has applied, for whoever compares it with the store's.
#[derive(Clone, Debug, Default)]
pub(super) struct Head(Arc<AtomicU64>);

impl Head {
    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, seq: u64) {
        self.0.store(seq, Ordering::Relaxed);
    }
}

/// The hub has stopped: come back and it is opened again.
#[derive(Clone, Copy, Debug)]
pub struct Stopped;

impl Handle {
    pub(super) fn new(inputs: mpsc::Sender<Input>, head: Head) -> Self {
        Self { inputs, head }
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

    /// Another instance wrote, or what is known of other instances changed. A hub that has too much to do finds out by itself.
    pub(super) fn hint(&self, input: Input) {
        drop(self.inputs.try_send(input));
    }

    /// The last seq that the hub has applied; 0 while it is being opened.
    pub(super) fn head(&self) -> u64 {
        self.head.get()
    }

    pub(super) async fn send(&self, input: Input) -> Result<(), Input> {
        self.inputs.send(input).await.map_err(|error| error.0)
    }
}
