//! The limit of `board`: a bare relay of Yjs. Each path has a document; whoever comes gets what is on it, and every update is applied to it
//! and sent on to the others as one frame. Nothing is kept, nobody is asked who they are.

use super::frame::{BINARY, put_unmasked};
use super::limit::{Room, Said, whole_frame};
use super::yjs::{NOTHING, STEP_1, STEP_2, SYNC, UPDATE, sync_message};
use anyhow::bail;
use yrs::encoding::read::{Cursor, Read as _};
use yrs::updates::decoder::Decode as _;
use yrs::updates::encoder::Encode as _;
use yrs::{Doc, ReadTxn as _, StateVector, Transact as _, Update};

/// One board.
#[derive(Debug, Default)]
pub(super) struct Document {
    doc: Doc,
}

impl Room for Document {
    const ECHOES: bool = false;

    fn hear(&self, message: &[u8]) -> anyhow::Result<Said> {
        let mut message = Cursor::new(message);
        if message.read_var::<u64>()? != SYNC {
            // Cursors and the like: no part of what is measured.
            return Ok(Said::default());
        }
        let kind = message.read_var::<u64>()?;
        let payload = message.read_buf()?;
        match kind {
            STEP_1 => self.greet(&StateVector::decode_v1(payload)?),
            STEP_2 | UPDATE if payload == NOTHING => Ok(Said::default()),
            STEP_2 | UPDATE => {
                let update = Update::decode_v1(payload)?;
                self.doc.transact_mut().apply_update(update)?;
                Ok(Said {
                    back: Vec::new(),
                    on: Some(whole_frame(&sync_message(&[], UPDATE, payload))),
                })
            }
            other => bail!("{other} is no message of y-sync"),
        }
    }
}

impl Document {
    /// What a newcomer lacks, and the question what the document lacks.
    fn greet(&self, has: &StateVector) -> anyhow::Result<Said> {
        let transaction = self.doc.transact();
        let missing = transaction.encode_state_as_update_v1(has);
        let own = transaction.state_vector().encode_v1();
        let mut back = Vec::with_capacity(missing.len() + own.len() + 32);
        put_unmasked(&mut back, BINARY, &sync_message(&[], STEP_2, &missing));
        put_unmasked(&mut back, BINARY, &sync_message(&[], STEP_1, &own));
        Ok(Said { back, on: None })
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, NOTHING, Room as _, STEP_1, STEP_2, UPDATE, sync_message};
    use crate::compare::frame;
    use crate::compare::yjs::updates;
    use crate::measure::marks;

    #[test]
    fn an_update_goes_on_and_whoever_comes_later_gets_it_too() {
        let document = Document::default();
        for update in updates("note", 3) {
            let message = sync_message(&[], UPDATE, &update);
            let said = document.hear(&message).unwrap();
            let frame = said.on.unwrap();
            assert_eq!(frame::next(&frame).unwrap().0.payload, message);
            assert!(said.back.is_empty());
        }
        let said = document.hear(&sync_message(&[], STEP_1, &[0])).unwrap();
        let (first, used) = frame::next(&said.back).unwrap();
        assert!(first.payload.starts_with(&[0, 1]));
        assert_eq!(marks(first.payload).len(), 3);
        let (second, _) = frame::next(&said.back[used..]).unwrap();
        assert!(second.payload.starts_with(&[0, 0]));
        assert!(said.on.is_none());
    }

    #[test]
    fn what_was_written_before_the_line_opened_goes_on_as_an_update() {
        let document = Document::default();
        let nothing = document.hear(&sync_message(&[], STEP_2, &NOTHING)).unwrap();
        assert!(nothing.on.is_none());
        let update = &updates("note", 1)[0];
        let said = document.hear(&sync_message(&[], STEP_2, update)).unwrap();
        let frame = said.on.unwrap();
        let (frame, _) = frame::next(&frame).unwrap();
        assert_eq!(frame.payload, sync_message(&[], UPDATE, update));
        assert!(document.hear(&[0, 2, 1, 9]).is_err());
        assert!(document.hear(&[1, 1, 0]).unwrap().on.is_none());
    }
}
