//! What goes out on a board, and what of it is known to be saved.

use super::SYNC;
use std::collections::BTreeSet;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use yrs::encoding::write::Write as _;

/// What goes out in an order: an update gets its number and its place in one step.
#[derive(Debug, Default)]
pub(super) struct Pen {
    /// The socket that is open.
    pub(super) out: Option<mpsc::UnboundedSender<Message>>,
    /// Update messages of this connection.
    pub(super) sent: u64,
    /// What this person typed, and what of it the server said it has saved.
    pub(super) typed: BTreeSet<u64>,
    pub(super) saved: BTreeSet<u64>,
    /// What went out with the update of that number.
    pub(super) under_way: Vec<(u64, u64)>,
}

impl Pen {
    /// Sends one update; its number in this connection, none where there is none.
    pub(super) fn send_update(&mut self, kind: u64, update: &[u8]) -> Option<u64> {
        self.out.as_ref()?;
        self.sent += 1;
        self.send(kind, update);
        Some(self.sent)
    }

    pub(super) fn send(&self, kind: u64, payload: &[u8]) {
        let mut frame = Vec::with_capacity(payload.len() + 8);
        frame.write_var(SYNC);
        frame.write_var(kind);
        frame.write_buf(payload);
        if let Some(out) = &self.out {
            // Where the line has just ended the reader finds it out.
            let _ = out.send(Message::binary(frame));
        }
    }

    /// The line has ended: what was typed is still to be saved.
    pub(super) fn lost(&mut self) {
        self.out = None;
        self.sent = 0;
        self.under_way.clear();
    }

    /// The server has all of this connection's updates up to this one.
    pub(super) fn has_saved(&mut self, up_to: u64) {
        let under_way = std::mem::take(&mut self.under_way);
        let (safe, open): (Vec<_>, Vec<_>) = under_way.into_iter().partition(|(n, _)| *n <= up_to);
        self.saved.extend(safe.into_iter().map(|(_, typed)| typed));
        self.under_way = open;
    }

    /// What was typed and is not known to be saved.
    pub(super) fn unsaved(&self) -> impl Iterator<Item = u64> {
        self.typed.difference(&self.saved).copied()
    }

    /// The update of this number holds all that is not known to be saved.
    pub(super) fn holds_all(&mut self, n: u64) {
        let open: Vec<_> = self.unsaved().map(|typed| (n, typed)).collect();
        self.under_way.extend(open);
    }
}
