//! Commands of a crowd: frames that are always the same but for their number, which stands in the command's id, so that the answer says
//! which of them it is.

use super::frame::{Pen, TEXT, put, put_digits};
use super::line::contains;
use crate::measure::mark_places;
use protocol::ids::CommandId;
use protocol::meeting::Command;
use protocol::wire::ClientMessage;
use uuid::Uuid;

const ID: &[u8] = b"\"command_id\":\"";
/// Letters of an id, and those of them that are the number.
const ID_LENGTH: usize = 36;
const NUMBER_LENGTH: usize = 12;
/// What ids of a crowd begin with; version 8 leaves it to us.
const OURS: u128 = 0xc0de_0000_0000_8000_8000_0000_0000_0000;

/// One command, said again and again, each time under an id of its own. If there is a mark in its words it says the number too.
#[derive(Debug, Clone)]
pub(super) struct Spoken {
    frame: Vec<u8>,
    number: usize,
    mark: Option<usize>,
}

impl Spoken {
    pub(super) fn new(command: Command) -> anyhow::Result<Self> {
        let message = ClientMessage::Command {
            command_id: CommandId(Uuid::from_u128(OURS)),
            command,
        };
        let mut frame = Vec::new();
        put(&mut frame, TEXT, serde_json::to_string(&message)?.as_bytes());
        let id = memchr::memmem::find(&frame, ID).unwrap_or_default() + ID.len();
        let mark = mark_places(&frame).next().map(|(digits, _)| digits);
        Ok(Self {
            number: id + ID_LENGTH - NUMBER_LENGTH,
            mark,
            frame,
        })
    }
}

impl Pen for Spoken {
    fn write(&mut self, n: u64) -> Option<&[u8]> {
        let number = self.frame.get_mut(self.number..self.number + NUMBER_LENGTH)?;
        number.copy_from_slice(format!("{n:012x}").as_bytes().get(..NUMBER_LENGTH)?);
        if let Some(mark) = self.mark {
            put_digits(&mut self.frame, mark, n)?;
        }
        Some(&self.frame)
    }
}

/// What the server says to one of these commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) n: u64,
    pub(super) is_done: bool,
}

/// None where it is no answer, or one to somebody else's command.
pub(super) fn answer(message: &[u8]) -> Option<Answer> {
    let is_done = message.starts_with(b"{\"type\":\"done\"");
    if !is_done && !is_error(message) {
        return None;
    }
    let id = memchr::memmem::find(message, ID)? + ID.len();
    let id = std::str::from_utf8(message.get(id..id + ID_LENGTH)?).ok()?;
    let id = Uuid::parse_str(id).ok()?.as_u128();
    let n = u64::try_from(id.checked_sub(OURS)?).ok()?;
    Some(Answer { n, is_done })
}

pub(super) fn is_error(message: &[u8]) -> bool {
    message.starts_with(b"{\"type\":\"error\"")
}

/// Whether it is a no that people at work get: a floor that is somebody else's, a hand that is up already.
pub(super) fn is_harmless(error: &[u8]) -> bool {
    let harmless: [&[u8]; 4] = [
        b"\"not_your_floor\"",
        b"\"nothing_to_do\"",
        b"\"hand_is_up\"",
        b"\"hand_is_down\"",
    ];
    harmless.iter().any(|reason| contains(error, reason))
}

#[cfg(test)]
mod tests {
    use super::{Answer, Spoken, answer, is_harmless};
    use crate::compare::frame::{Pen, marked_text};
    use crate::measure::marks;
    use protocol::meeting::Command;
    use protocol::meeting::refusal::{Code, Refusal};
    use protocol::wire::{ClientMessage, ErrorMessage, ServerMessage};

    /// The payload of a client's frame; its mask is zero.
    fn payload(frame: &[u8]) -> &[u8] {
        let head = if frame[1] & 0x7f == 126 { 4 } else { 2 };
        &frame[head + 4..]
    }

    fn id(frame: &[u8]) -> protocol::ids::CommandId {
        match serde_json::from_slice(payload(frame)).unwrap() {
            ClientMessage::Command { command_id, .. } => command_id,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_answer_says_which_command_it_is_of() {
        let text = marked_text(200);
        for command in [Command::Say { text }, Command::RaiseHand {}] {
            let mut pen = Spoken::new(command.clone()).unwrap();
            for n in [0, 1, 7_000_000] {
                let frame = pen.write(n).unwrap();
                if matches!(command, Command::Say { .. }) {
                    assert_eq!(marks(frame), [n]);
                }
                let done = ServerMessage::Done {
                    command_id: id(frame),
                    seq: 3,
                };
                let done = serde_json::to_vec(&done).unwrap();
                assert_eq!(answer(&done), Some(Answer { n, is_done: true }));
                let no = ErrorMessage {
                    command_id: Some(id(frame)),
                    board: None,
                    code: Code::Forbidden,
                    reason: Some(Refusal::NotYourFloor),
                    message: String::new(),
                    retry_after_ms: None,
                };
                let no = serde_json::to_vec(&ServerMessage::Error(no)).unwrap();
                assert_eq!(answer(&no), Some(Answer { n, is_done: false }));
                assert!(is_harmless(&no));
            }
        }
    }

    #[test]
    fn the_rest_is_no_answer() {
        let other = ServerMessage::Done {
            command_id: protocol::ids::CommandId(uuid::Uuid::now_v7()),
            seq: 3,
        };
        assert_eq!(answer(&serde_json::to_vec(&other).unwrap()), None);
        assert_eq!(answer(br#"{"type":"changes","changes":[]}"#), None);
    }
}
