//! A WebSocket server that does nothing: the limit beside which the memory of an idle connection is seen. In a process of its own.

use crate::light::READ_BUFFER;
use crate::private::{Process, free_port};
use crate::usage::{Memory, cpu_seconds, mib};
use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// What a light client takes for being let in.
const LETS_IN: [&str; 2] = [
    r#"{"type":"welcome"}"#,
    r#"{"type":"snapshot","seq":0,"hash":""}"#,
];
const TIME: &str = r#"{"type":"time","sent":0,"now":0}"#;
/// Connections that wait to be accepted.
const BACKLOG: u32 = 1_024;

/// A running one; ended when dropped.
#[derive(Debug)]
pub(crate) struct Bare {
    process: Process,
    pub(crate) address: String,
}

impl Bare {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["bare", "--listen", &address.to_string()])
            .stdin(Stdio::null());
        let process = Process::start(command, || std::net::TcpStream::connect(address).is_ok())?;
        Ok(Self {
            process,
            address: address.to_string(),
        })
    }

    pub(crate) fn memory_mib(&self) -> f64 {
        mib(self.process.id(), Memory::Now).0
    }

    pub(crate) fn cpu_seconds(&self) -> f64 {
        cpu_seconds(self.process.id())
    }
}

/// Serves until it is ended from outside.
pub(crate) async fn serve(listen: SocketAddr) -> anyhow::Result<bool> {
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind(listen)?;
    let listener: TcpListener = socket.listen(BACKLOG)?;
    loop {
        let (line, _) = listener.accept().await.context("nobody can be accepted")?;
        tokio::spawn(Box::pin(answer(line)));
    }
}

/// One connection: lets in, and tells the time.
async fn answer(line: TcpStream) -> anyhow::Result<()> {
    line.set_nodelay(true)?;
    let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
    let mut socket = Box::pin(tokio_tungstenite::accept_async_with_config(line, Some(config))).await?;
    let mut is_in = false;
    while let Some(message) = socket.next().await {
        let Message::Text(_) = message? else { continue };
        if std::mem::replace(&mut is_in, true) {
            socket.send(Message::text(TIME)).await?;
        } else {
            for words in LETS_IN {
                socket.send(Message::text(words)).await?;
            }
        }
    }
    Ok(())
}
