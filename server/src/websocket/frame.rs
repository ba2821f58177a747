//! A message, or a fragment of one, as it goes over the line.

use bytes::{BufMut, Bytes, BytesMut};
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// One whole message, or a fragment of one, ready to be written: its head and its content in one piece, so that the kernel is given one. Clones
/// share it.
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

    /// The beginning of a text message whose other fragments follow, with no other message between them: several messages can have one of
    /// their fragments in common.
    pub(crate) fn first(content: &str) -> Self {
        Self::fragment(OpCode::Data(Data::Text), false, content.as_bytes())
    }

    /// A fragment between the first and the last one.
    pub(crate) fn middle(content: &str) -> Self {
        Self::fragment(OpCode::Data(Data::Continue), false, content.as_bytes())
    }

    /// The end of a message that went in fragments.
    pub(crate) fn last(content: &str) -> Self {
        Self::fragment(OpCode::Data(Data::Continue), true, content.as_bytes())
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
        Self::fragment(opcode, true, content)
    }

    fn fragment(opcode: OpCode, is_final: bool, content: &[u8]) -> Self {
        let header = FrameHeader {
            is_final,
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

    /// Whether its message ends with it: it is no fragment, or the last one.
    pub fn is_last(&self) -> bool {
        self.bytes.first().is_some_and(|head| head & 0x80 != 0)
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
