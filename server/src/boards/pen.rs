//! Notes of people who have no browser: those of a rehearsal. They go the way of a page's from the frame on, over a connection
//! of their own that lasts as long as one note; rights, limits and the log hold for them as for any.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::timeout;

use super::board::Input;
use super::copy;
use super::notes::Note;
use super::outbox::Outgoing;
use super::registry::Boards;
use super::socket::join;
use super::ticket::Claims;
use super::wire::{self, Own};

/// How long a board may take for one note.
const SAVED_WITHIN: Duration = Duration::from_secs(5);

/// With what somebody writes on one board: a Yjs client of their own, and how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pen {
    pub client: u32,
    pub clock: u32,
}

impl Pen {
    /// Another client, as a page draws one when it is loaded.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn draw() -> Result<Self, getrandom::Error> {
        Ok(Self {
            client: getrandom::u32()?,
            clock: 0,
        })
    }
}

impl Boards {
    /// Writes a note as the person of the claims. The pen after it; none where nobody knows whether it is there, or where the board
    /// does not take it: then that client has written for the last time.
    pub async fn write(&self, claims: Claims, pen: Pen, note: &Note) -> Option<Pen> {
        let part = copy::update(note, pen.client, pen.clock, &claims.person.to_string())?;
        let frame = wire::update(&part.update);
        let said = wire::read(&frame).ok()?.pop()?;
        let mut joined = join(self, claims).await.ok()?;
        let size = u32::try_from(frame.len()).ok()?;
        let room = Arc::clone(&joined.waiting).acquire_many_owned(size).await.ok()?;
        let said = Input::Said(joined.connection, said, Arc::new(room));
        let saved = match joined.inputs.send(said).await {
            Ok(()) => timeout(SAVED_WITHIN, is_saved(&mut joined.outgoing)).await,
            Err(_) => Ok(false),
        };
        drop(joined.inputs.send(Input::Leave(joined.connection)).await);
        let (client, clock) = (pen.client, part.end);
        matches!(saved, Ok(true)).then_some(Pen { client, clock })
    }
}

/// Reads what the board says until it says that the note is saved, or lets go.
async fn is_saved(outgoing: &mut Outgoing) -> bool {
    let saved: Bytes = wire::own(Own::Saved { n: 1 });
    let mut closing = outgoing.close.clone();
    loop {
        tokio::select! {
            frame = outgoing.next() => match frame {
                Some(frame) if frame.content() == saved => return true,
                Some(_) => {}
                None => return false,
            },
            _ = closing.wait_for(Option::is_some) => return false,
        }
    }
}
