//! One client's line to a server: opened by hand, greeted message by message, then handed to the crowd.

use super::frame::{self, BINARY, CLOSE, PING, PONG, TEXT};
use anyhow::{Context as _, bail};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long a server may take to say what it has to say before the load begins.
const GREETS_WITHIN: Duration = Duration::from_secs(20);

/// An open WebSocket.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) stream: TcpStream,
    /// What has come and was not looked at.
    pub(super) unread: Vec<u8>,
}

impl Line {
    /// Opens one.
    pub(super) async fn open(address: &str, path: &str) -> anyhow::Result<Self> {
        let opening = async {
            let mut stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            // The key is any sixteen bytes: whether the server has understood it is not what is measured.
            let request = format!(
                "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).await?;
            let mut line = Self {
                stream,
                unread: Vec::new(),
            };
            let head = loop {
                if let Some(end) = memchr::memmem::find(&line.unread, b"\r\n\r\n") {
                    break line.unread.drain(..end + 4).collect::<Vec<u8>>();
                }
                line.read().await?;
            };
            if !head.starts_with(b"HTTP/1.1 101") {
                let status = String::from_utf8_lossy(&head);
                bail!("{path}: {}", status.lines().next().unwrap_or("no answer"));
            }
            anyhow::Ok(line)
        };
        timeout(GREETS_WITHIN, opening)
            .await
            .with_context(|| format!("{path} does not open"))?
    }

    async fn read(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.unread).await? == 0 {
            bail!("the server has closed the line");
        }
        Ok(())
    }

    pub(super) async fn say_text(&mut self, text: &str) -> anyhow::Result<()> {
        self.say(TEXT, text.as_bytes()).await
    }

    pub(super) async fn say_bytes(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.say(BINARY, bytes).await
    }

    async fn say(&mut self, opcode: u8, payload: &[u8]) -> anyhow::Result<()> {
        let mut out = Vec::with_capacity(payload.len() + 14);
        frame::put(&mut out, opcode, payload);
        Ok(self.stream.write_all(&out).await?)
    }

    /// Passes over messages until one is as wanted, and gives that.
    pub(super) async fn until(
        &mut self,
        what: &str,
        wanted: impl Fn(&[u8]) -> bool,
    ) -> anyhow::Result<Vec<u8>> {
        let waiting = async {
            loop {
                let message = self.message().await?;
                if wanted(&message) {
                    return anyhow::Ok(message);
                }
            }
        };
        timeout(GREETS_WITHIN, waiting)
            .await
            .with_context(|| format!("{GREETS_WITHIN:?} without: {what}"))?
            .with_context(|| format!("waiting for: {what}"))
    }

    async fn message(&mut self) -> anyhow::Result<Vec<u8>> {
        loop {
            let Some((frame, end)) = frame::next(&self.unread) else {
                self.read().await?;
                continue;
            };
            let (opcode, payload) = (frame.opcode, frame.payload.to_vec());
            self.unread.drain(..end);
            match opcode {
                PING => self.say(PONG, &payload).await?,
                PONG => {}
                CLOSE => bail!("closed: {}", closing_words(&payload)),
                _ => return Ok(payload),
            }
        }
    }
}

/// A line at which nobody works yet: it is read, pings are answered, and the rest is passed over. It ends when it is dropped.
#[derive(Debug)]
pub(super) struct Parked {
    leave: oneshot::Sender<()>,
    task: JoinHandle<anyhow::Result<Line>>,
}

impl Line {
    /// `answer`: what else than a ping is to be answered, and how.
    pub(super) fn park(mut self, answer: fn(&[u8]) -> Option<&'static str>) -> Parked {
        let (leave, mut left) = oneshot::channel();
        let task = tokio::task::spawn_local(async move {
            loop {
                while let Some((frame, end)) = frame::next(&self.unread) {
                    let (opcode, payload) = (frame.opcode, frame.payload);
                    let reply = match opcode {
                        PING => Some((PONG, payload.to_vec())),
                        PONG => None,
                        CLOSE => bail!("closed: {}", closing_words(payload)),
                        _ => answer(payload).map(|words| (TEXT, words.into())),
                    };
                    self.unread.drain(..end);
                    if let Some((opcode, words)) = reply {
                        self.say(opcode, &words).await?;
                    }
                }
                if self.unread.is_empty() {
                    // Thousands of them wait beside what is measured.
                    self.unread = Vec::new();
                }
                tokio::select! {
                    biased;
                    // Whoever has no more use for it drops the sender.
                    _ = &mut left => return Ok(self),
                    read = self.read() => read?,
                }
            }
        });
        Parked { leave, task }
    }
}

impl Parked {
    /// The line again. An error is that it has ended meanwhile.
    pub(super) async fn take(self) -> anyhow::Result<Line> {
        // Where the task has ended its result says why.
        let _ = self.leave.send(());
        self.task.await?
    }

    /// Whether the line is still open.
    pub(super) fn is_open(&self) -> bool {
        !self.task.is_finished()
    }
}

/// What a close frame says.
pub(super) fn closing_words(payload: &[u8]) -> String {
    match payload.split_at_checked(2) {
        Some((&[high, low], reason)) => format!(
            "{} {}",
            u16::from_be_bytes([high, low]),
            String::from_utf8_lossy(reason)
        ),
        _ => "without a word".to_owned(),
    }
}

pub(super) fn contains(message: &[u8], words: &[u8]) -> bool {
    memchr::memmem::find(message, words).is_some()
}
