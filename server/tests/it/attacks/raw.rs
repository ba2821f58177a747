//! A WebSocket by hand, so that a test can send bytes that no library would.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Nothing in a test takes this long unless it never comes.
const PATIENCE: Duration = Duration::from_secs(60);

pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
const FIN: u8 = 0x80;
const MASK: [u8; 4] = [1, 2, 3, 4];

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    Text(String),
    /// With its code; 1005 without one.
    Close(u16),
    Other(u8),
    /// The connection is over.
    End,
}

pub struct RawSocket {
    stream: TcpStream,
    read: Vec<u8>,
}

impl RawSocket {
    /// Upgrades on a meeting's socket.
    pub async fn open(address: SocketAddr, meeting: &str) -> Self {
        Self::open_at(address, &format!("/api/meetings/{meeting}/socket"), None).await
    }

    /// Upgrades, with a receive buffer of this size.
    pub async fn open_at(address: SocketAddr, path: &str, receive_buffer: Option<u32>) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        if let Some(bytes) = receive_buffer {
            socket.set_recv_buffer_size(bytes).unwrap();
        }
        let mut stream = socket.connect(address).await.unwrap();
        let request = upgrade(path, &address.to_string(), &[]);
        stream.write_all(request.as_bytes()).await.unwrap();
        Self::upgraded(stream).await
    }

    /// Upgrades, and says this before it has an answer.
    pub async fn open_saying(address: SocketAddr, path: &str, first: u8, payload: &[u8]) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut bytes = upgrade(path, &address.to_string(), &[]).into_bytes();
        bytes.extend(masked(first, payload));
        stream.write_all(&bytes).await.unwrap();
        Self::upgraded(stream).await
    }

    async fn upgraded(stream: TcpStream) -> Self {
        let mut this = Self {
            stream,
            read: Vec::new(),
        };
        let head = loop {
            if let Some(end) = this.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break this.read.drain(..end + 4).collect::<Vec<_>>();
            }
            assert!(this.more().await, "the server let go before the upgrade");
        };
        let head = String::from_utf8_lossy(&head).into_owned();
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        assert!(
            !head.to_ascii_lowercase().contains("sec-websocket-extensions"),
            "{head}"
        );
        this
    }

    pub async fn text(&mut self, text: &str) {
        self.frame(FIN | TEXT, text.as_bytes()).await;
    }

    /// A masked frame; `first` is its first byte: FIN, reserved bits, opcode.
    pub async fn frame(&mut self, first: u8, payload: &[u8]) {
        self.bytes(&masked(first, payload)).await;
    }

    /// Whatever it is. A server that has had enough may have closed already.
    pub async fn bytes(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).await;
    }

    /// The next text.
    pub async fn message(&mut self) -> String {
        loop {
            match self.next().await {
                Frame::Text(text) => return text,
                Frame::Other(_) => {}
                ended => panic!("no message but {ended:?}"),
            }
        }
    }

    /// Reads to the end; answers the close code, 1006 when none was said.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Frame::Close(code) => return code,
                Frame::End => return 1006,
                Frame::Text(_) | Frame::Other(_) => {}
            }
        }
    }

    /// Answers the other side's close frame and reads to the end; answers whether it was one, and not a reset.
    pub async fn ends_in_order(&mut self) -> bool {
        let goodbye = masked(FIN | CLOSE, &1000u16.to_be_bytes());
        if self.stream.write_all(&goodbye).await.is_err() {
            return false;
        }
        let mut rest = Vec::new();
        let read = tokio::time::timeout(PATIENCE, self.stream.read_to_end(&mut rest)).await;
        read.expect("it ends").is_ok()
    }

    /// The next frame.
    pub async fn next(&mut self) -> Frame {
        loop {
            if let Some((first, payload)) = self.take() {
                return match first & 0x0f {
                    TEXT => Frame::Text(String::from_utf8(payload).unwrap()),
                    CLOSE => Frame::Close(
                        payload
                            .first_chunk::<2>()
                            .map_or(1005, |code| u16::from_be_bytes(*code)),
                    ),
                    other => Frame::Other(other),
                };
            }
            if !self.more().await {
                return Frame::End;
            }
        }
    }

    fn take(&mut self) -> Option<(u8, Vec<u8>)> {
        let (first, second) = (*self.read.first()?, *self.read.get(1)?);
        assert_eq!(second & 0x80, 0, "servers do not mask");
        let (length, at) = match second {
            126 => (
                usize::from(u16::from_be_bytes(*self.read.get(2..)?.first_chunk()?)),
                4,
            ),
            127 => (
                usize::try_from(u64::from_be_bytes(*self.read.get(2..)?.first_chunk()?)).ok()?,
                10,
            ),
            short => (usize::from(short), 2),
        };
        if self.read.len() < at + length {
            return None;
        }
        let payload = self.read[at..at + length].to_vec();
        self.read.drain(..at + length);
        Some((first, payload))
    }

    async fn more(&mut self) -> bool {
        let mut chunk = vec![0; 64 * 1024];
        let read = tokio::time::timeout(PATIENCE, self.stream.read(&mut chunk)).await;
        match read.expect("something comes") {
            Ok(0) | Err(_) => false,
            Ok(count) => {
                self.read.extend_from_slice(&chunk[..count]);
                true
            }
        }
    }
}

fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = header(first, payload.len() as u64);
    let masks = MASK.iter().cycle();
    bytes.extend(payload.iter().zip(masks).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// The head of a masked frame that claims this length.
pub fn header(first: u8, length: u64) -> Vec<u8> {
    let mut bytes = vec![first];
    match length {
        0..=125 => bytes.push(0x80 | length as u8),
        126..=0xffff => {
            bytes.push(0x80 | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
        _ => {
            bytes.push(0x80 | 127);
            bytes.extend(length.to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes
}

/// A whole upgrade request; a header that is given replaces the usual one, and an empty value leaves it out.
pub fn upgrade(path: &str, host: &str, headers: &[(&str, &str)]) -> String {
    let usual = [
        ("Host", host),
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let mut text = format!("GET {path} HTTP/1.1\r\n");
    let replaced = |name: &str| headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name));
    for (name, value) in usual.iter().filter(|(name, _)| !replaced(name)).chain(headers) {
        if !value.is_empty() {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    text.push_str("\r\n");
    text
}
