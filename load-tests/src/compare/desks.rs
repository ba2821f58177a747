//! Who writes on a board while steps come and go: what was not saved stays with its writer, and goes when the server asks for it.

use super::crowd::Crowd;
use super::frame::{BINARY, put, put_digits};
use super::line::contains;
use super::tally::Tally;
use super::yjs::{NOTHING, STEP_2, UPDATE, sync_message, updates};
use crate::measure::mark_places;
use serde::Deserialize;
use std::collections::VecDeque;
use std::time::Duration;

/// The type of the server's own messages (docs/wire.md).
const OWN: u8 = 120;
/// A question for what the server lacks begins so.
const QUESTION: [u8; 2] = [0, 0];

/// One writer.
#[derive(Debug)]
pub(super) struct Desk {
    updates: std::vec::IntoIter<Vec<u8>>,
    may_write: bool,
    /// Messages with updates so far; the one that opened the board is the first.
    sent: u64,
    /// What is not known to be saved: the message it went with, its number among all that is written, the update.
    unsaved: VecDeque<(u64, u64, Vec<u8>)>,
    was_asked: bool,
}

impl Desk {
    /// `letters`: how many are ready to be typed.
    pub(super) fn new(member: usize, letters: usize) -> Self {
        Self {
            updates: updates(&format!("note-{member}"), letters).into_iter(),
            may_write: true,
            sent: 1,
            unsaved: VecDeque::new(),
            was_asked: false,
        }
    }

    /// Everything that is not known to be saved, as one update.
    fn whole(&self) -> Vec<u8> {
        let unsaved: Vec<&[u8]> = self
            .unsaved
            .iter()
            .map(|(.., update)| update.as_slice())
            .collect();
        match unsaved.as_slice() {
            [] => NOTHING.to_vec(),
            [one] => one.to_vec(),
            // They were made by the same library a moment ago.
            several => yrs::merge_updates_v1(several).unwrap_or_else(|_| NOTHING.to_vec()),
        }
    }
}

/// All of them.
#[derive(Debug)]
pub(super) struct Desks {
    desks: Vec<Desk>,
    /// Letters that waited for a step in which they may be written.
    pub(super) held: u64,
    asked: Vec<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum Own {
    Saved { n: u64 },
    Access { write: bool },
}

impl Desks {
    pub(super) fn new(desks: Vec<Desk>) -> Self {
        Self {
            desks,
            held: 0,
            asked: Vec::new(),
        }
    }

    /// One more letter of this member's, if they may write now.
    pub(super) fn type_one(&mut self, member: usize, due: Duration, crowd: &Crowd) {
        let Some(desk) = self.desks.get_mut(member).filter(|desk| desk.may_write) else {
            return;
        };
        let Some(mut update) = desk.updates.next() else {
            return;
        };
        let n = crowd.tally.borrow_mut().sends(member, due);
        let digits = mark_places(&update).next().map(|(digits, _)| digits);
        if let Some(digits) = digits {
            put_digits(&mut update, digits, n);
        }
        let mut frame = Vec::with_capacity(update.len() + 16);
        put(&mut frame, BINARY, &sync_message(&[], UPDATE, &update));
        crowd.put(member, &frame);
        desk.sent += 1;
        desk.unsaved.push_back((desk.sent, n, update));
    }

    /// What the server says on a board that is nobody's letter.
    pub(super) fn hear(&mut self, member: usize, message: &[u8], tally: &mut Tally) {
        let Some(desk) = self.desks.get_mut(member) else {
            return;
        };
        if message.starts_with(&QUESTION) {
            if !std::mem::replace(&mut desk.was_asked, true) {
                self.asked.push(member);
            }
            return;
        }
        if message.first() != Some(&OWN) {
            return;
        }
        let json = memchr::memmem::find(message, b"{\"t\":");
        let json = json.and_then(|at| message.get(at..)).unwrap_or_default();
        match serde_json::from_slice(json) {
            Ok(Own::Saved { n }) => {
                while desk.unsaved.front().is_some_and(|(sent, ..)| *sent <= n) {
                    desk.unsaved.pop_front();
                }
            }
            Ok(Own::Access { write }) => {
                desk.may_write = write;
                if !write {
                    self.held += desk.unsaved.len() as u64;
                    desk.unsaved.iter().for_each(|(_, n, _)| tally.holds(*n));
                }
            }
            Err(_) if contains(message, b"\"refused\"") => {
                tally.error(String::from_utf8_lossy(json).chars().take(200).collect());
            }
            Err(_) => {}
        }
    }

    /// Answers what the server has asked.
    pub(super) fn answer(&mut self, crowd: &Crowd) {
        for member in std::mem::take(&mut self.asked) {
            let Some(desk) = self.desks.get_mut(member) else {
                continue;
            };
            desk.was_asked = false;
            let mut frame = Vec::new();
            put(&mut frame, BINARY, &sync_message(&[], STEP_2, &desk.whole()));
            crowd.put(member, &frame);
            desk.sent += 1;
            for (sent, ..) in &mut desk.unsaved {
                *sent = desk.sent;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Desk, Desks, Tally};
    use yrs::updates::decoder::Decode as _;

    fn own(json: &str) -> Vec<u8> {
        let mut message = vec![super::OWN, u8::try_from(json.len()).unwrap()];
        message.extend_from_slice(json.as_bytes());
        message
    }

    #[test]
    fn what_is_not_saved_is_kept_until_it_is() {
        let mut tally = Tally::new(vec![0, 0], false).unwrap();
        let mut desk = Desk::new(0, 3);
        for sent in [2, 3, 4] {
            let n = tally.sends(0, std::time::Duration::ZERO);
            let update = desk.updates.next().unwrap();
            desk.unsaved.push_back((sent, n, update));
        }
        let mut desks = Desks::new(vec![desk]);
        desks.hear(0, &own(r#"{"t":"saved","n":2}"#), &mut tally);
        assert_eq!(desks.desks[0].unsaved.len(), 2);
        desks.hear(
            0,
            &own(r#"{"t":"access","write":false,"reason":"not_now"}"#),
            &mut tally,
        );
        // The first of three may still be on its way; the others wait with their writer.
        assert_eq!((desks.held, tally.under_way, tally.lost()), (2, 1, 1));
        assert!(!desks.desks[0].may_write);
        yrs::Update::decode_v1(&desks.desks[0].whole()).unwrap();
        desks.hear(0, &own(r#"{"t":"access","write":true}"#), &mut tally);
        desks.hear(0, &[0, 0, 1, 0], &mut tally);
        assert!(desks.desks[0].may_write);
        assert_eq!(desks.asked, [0]);
        desks.hear(0, &own(r#"{"t":"saved","n":9}"#), &mut tally);
        assert_eq!(desks.desks[0].whole(), super::NOTHING);
    }
}
