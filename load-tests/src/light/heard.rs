//! What of the server's messages a light client reads: the rest is passed over without being kept.

use protocol::ids::{CommandId, RoomId};
use protocol::wire::Position;
use serde::Deserialize;

/// The fields of all kinds of messages that matter.
#[derive(Debug, Deserialize)]
pub(super) struct Heard<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
    pub(super) seq: Option<u64>,
    hash: Option<&'a str>,
    pub(super) view: Option<View>,
    pub(super) command_id: Option<CommandId>,
    pub(super) code: Option<&'a str>,
    pub(super) reason: Option<&'a str>,
    pub(super) retry_after_ms: Option<u32>,
    pub(super) reconnect_in_ms: Option<u32>,
}

/// What of a view matters.
#[derive(Debug, Deserialize)]
pub(super) struct View {
    pub(super) meeting: Meeting,
}

#[derive(Debug, Deserialize)]
pub(super) struct Meeting {
    pub(super) main_room: RoomId,
}

impl Heard<'_> {
    pub(super) fn position(&self) -> Option<Position> {
        let (seq, hash) = (self.seq?, self.hash?.to_owned());
        Some(Position { seq, hash })
    }
}

#[cfg(test)]
mod tests {
    use super::Heard;

    #[test]
    fn the_rest_is_passed_over() {
        let text = r#"{"type":"changes","seq":7,"hash":"ab","now":1,"changes":[{"slice":"chat","view":3}]}"#;
        let heard: Heard<'_> = serde_json::from_str(text).unwrap();
        let position = heard.position().unwrap();
        assert_eq!(
            (heard.kind, position.seq, position.hash.as_str()),
            ("changes", 7, "ab")
        );
    }
}
