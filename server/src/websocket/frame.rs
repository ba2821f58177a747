//! One whole message as it goes over the line.

use bytes::{BufMut, Bytes, BytesMut};
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// One whole message, ready to be written: its head and its content in one piece, so that the kernel is given one. Clones share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    bytes: Bytes,
    head_bytes: usize,
}

impl Frame {
    /// A text message.
    pub fn text(content: &str) -> Self {
        Self::new(OpCode::Data(Data::Text), content.as_bytes())
    }

    /// A binary message.
    pub fn binary(content: &[u8]) -> Self {
        Self::new(OpCode::Data(Data::Binary), content)
    }

    /// Asks for a pong.
    pub(crate) fn ping() -> Self {
        Self::new(OpCode::Control(Control::Ping), &[])
    }

    /// Goodbye. `reason`: at most 123 bytes.
    pub(crate) fn close(code: u16, reason: &str) -> Self {
        let content = [&code.to_be_bytes(), reason.as_bytes()].concat();
        Self::new(OpCode::Control(Control::Close), &content)
    }

    /// Frames as they go over the line already.
    pub(super) fn ready(frames: Vec<u8>) -> Self {
        Self {
            bytes: frames.into(),
            head_bytes: 0,
        }
    }

    fn new(opcode: OpCode, content: &[u8]) -> Self {
        let header = FrameHeader {
            opcode,
            ..FrameHeader::default()
        };
        let length = content.len() as u64;
        let head_bytes = header.len(length);
        let mut bytes = BytesMut::with_capacity(head_bytes + content.len()).writer();
        // Memory takes everything.
        let written = header.format(length, &mut bytes);
        debug_assert!(written.is_ok(), "{written:?}");
        let mut bytes = bytes.into_inner();
        bytes.extend_from_slice(content);
        Self {
            bytes: bytes.freeze(),
            head_bytes,
        }
    }

    /// What it says, without its head.
    pub fn content(&self) -> Bytes {
        self.bytes.slice(self.head_bytes..)
    }

    /// How many bytes it says.
    pub fn content_bytes(&self) -> usize {
        self.bytes.len() - self.head_bytes
    }

    /// Head and content.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
