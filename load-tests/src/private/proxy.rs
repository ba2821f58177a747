//! A line between two programs that can be made worse: a TCP proxy on a port of the loopback.

use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::Context as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

/// How the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// As if it were not there.
    Open,
    /// Connections end, and new ones end at once.
    Cut,
    /// Connections stand, and nothing arrives on either side before the line is open again: what a network does that has lost a route.
    Held,
    /// The same, for what goes to the server only: it is not asked.
    HeldThere,
    /// The same, for what comes from the server only: what it was asked it does, and nobody hears of it.
    HeldBack,
    /// Everything arrives, and takes so long for the way there and back together.
    Far(Duration),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    There,
    Back,
}

impl Line {
    fn holds(self, way: Way) -> bool {
        match self {
            Self::Held => true,
            Self::HeldThere => way == Way::There,
            Self::HeldBack => way == Way::Back,
            Self::Open | Self::Cut | Self::Far(_) => false,
        }
    }

    fn delay(self, way: Way) -> Duration {
        match self {
            Self::Far(delay) if way == Way::There => delay,
            _ => Duration::ZERO,
        }
    }
}

/// A proxy to one port of the loopback; it ends, and what runs over it, when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    line: watch::Sender<Line>,
    /// Of its own, so that it works for whoever has none, and whatever the others do.
    runtime: Option<Runtime>,
}

impl Proxy {
    /// Listens on a free port for what is to reach `target`.
    ///
    /// # Errors
    /// There is no port, or no thread.
    pub fn start(target: u16) -> anyhow::Result<Self> {
        Self::start_at(0, target)
    }

    /// Listens on this port (0: a free one) for what is to reach `target`.
    ///
    /// # Errors
    /// The port is taken, or there is no thread.
    pub fn start_at(port: u16, target: u16) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .context("no runtime for a proxy")?;
        // Bound at once, so that nobody takes the port before it is used.
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .with_context(|| format!("port {port} cannot be had"))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let (line, state) = watch::channel(Line::Open);
        {
            let _entered = runtime.enter();
            let listener = TcpListener::from_std(listener)?;
            runtime.spawn(accept(listener, target, state));
        }
        Ok(Self {
            port,
            line,
            runtime: Some(runtime),
        })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// From now on the line is like this.
    pub fn set(&self, line: Line) {
        self.line.send_replace(line);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // It may be dropped where nobody may wait.
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: TcpListener, target: u16, line: watch::Receiver<Line>) {
    loop {
        let Ok((near, _)) = listener.accept().await else {
            // Out of file descriptors for now.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        if *line.borrow() != Line::Cut {
            tokio::spawn(connect(near, target, line.clone()));
        }
    }
}

async fn connect(near: TcpStream, target: u16, line: watch::Receiver<Line>) {
    let Ok(far) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await else {
        return;
    };
    // What is small is not to wait for more.
    if near.set_nodelay(true).is_err() || far.set_nodelay(true).is_err() {
        return;
    }
    let mut cut = line.clone();
    let (from_near, to_near) = near.into_split();
    let (from_far, to_far) = far.into_split();
    let both = async {
        tokio::join!(
            pass(from_near, to_far, line.clone(), Way::There),
            pass(from_far, to_near, line.clone(), Way::Back)
        )
    };
    tokio::select! {
        _ = both => {}
        _ = cut.wait_for(|line| *line == Line::Cut) => {}
    }
}

/// Passes one way on, in order, each piece when it is due.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, line: watch::Receiver<Line>, way: Way) {
    let (queue, mut queued) = mpsc::channel::<(Instant, Vec<u8>)>(64);
    let now = line.clone();
    let read = async move {
        let mut bytes = vec![0; 16 * 1024];
        while let Ok(count) = from.read(&mut bytes).await {
            let piece = bytes.get(..count).unwrap_or_default().to_vec();
            let due = Instant::now() + now.borrow().delay(way);
            if count == 0 || queue.send((due, piece)).await.is_err() {
                return;
            }
        }
    };
    let mut held = line;
    let write = async move {
        while let Some((due, piece)) = queued.recv().await {
            sleep_until(due).await;
            if held.wait_for(|line| !line.holds(way)).await.is_err() || to.write_all(&piece).await.is_err() {
                return;
            }
        }
        // That the other side has ended is news too, and is held like any.
        if held.wait_for(|line| !line.holds(way)).await.is_ok() {
            drop(to.shutdown().await);
        }
    };
    tokio::join!(read, write);
}

#[cfg(test)]
mod tests {
    use super::{Line, Proxy};
    use std::io::{Read as _, Write as _};
    use std::net::{Ipv4Addr, TcpListener, TcpStream};

    #[test]
    fn what_is_held_arrives_later_and_what_is_cut_ends() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let proxy = Proxy::start(server.local_addr().unwrap().port()).unwrap();
        let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).unwrap();
        let (mut served, _) = server.accept().unwrap();
        let mut byte = [0];
        // One way is held: the server hears, and is not heard.
        proxy.set(Line::HeldBack);
        client.write_all(b"a").unwrap();
        served.read_exact(&mut byte).unwrap();
        served.write_all(b"b").unwrap();
        client
            .set_read_timeout(Some(std::time::Duration::from_millis(20)))
            .unwrap();
        assert!(client.read(&mut byte).is_err(), "it is held");
        proxy.set(Line::Open);
        client.set_read_timeout(None).unwrap();
        client.read_exact(&mut byte).unwrap();
        assert_eq!(byte, *b"b");
        proxy.set(Line::Cut);
        assert_eq!(client.read(&mut byte).unwrap_or(0), 0);
        let mut again = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).unwrap();
        assert_eq!(again.read(&mut byte).unwrap_or(0), 0);
    }
}
