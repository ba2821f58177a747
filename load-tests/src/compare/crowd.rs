//! Everybody's lines at work, all on one thread: what comes is searched for marks and counted, nothing else.

use super::frame::{self, CLOSE, PING, PONG, Pen};
use super::line::{Line, closing_words};
use super::tally::Tally;
use crate::measure::mark_places;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// So much is read at once.
const READ_BYTES: usize = 256 * 1024;
/// How the whole view of a meeting begins.
const SNAPSHOT: &[u8] = b"{\"type\":\"snapshot\"";

/// Is told what came to a member and has no mark in it.
pub(super) type Ear = Box<dyn Fn(usize, &[u8], &mut Tally)>;

/// Takes down the complaints of the server's, and nothing else.
pub(super) fn complaints(is_one: fn(&[u8]) -> bool) -> Ear {
    Box::new(move |_, message, tally| {
        if is_one(message) {
            let words = String::from_utf8_lossy(message);
            tally.error(words.chars().take(200).collect());
        }
    })
}

/// One client, greeted and ready.
pub(super) struct Member {
    pub(super) line: Line,
    pub(super) room: usize,
    /// What they send; none for who only listens.
    pub(super) pen: Option<Box<dyn Pen>>,
}

impl std::fmt::Debug for Member {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Member")
            .field("room", &self.room)
            .finish()
    }
}

/// All of them while a load runs.
pub(super) struct Crowd {
    pub(super) tally: RefCell<Tally>,
    /// A message has come to everybody, or the load is to end.
    pub(super) moved: Notify,
    pub(super) is_broken: Cell<bool>,
    ear: Ear,
    outlets: Vec<Outlet>,
    pens: RefCell<Vec<Option<Box<dyn Pen>>>>,
    buffer: RefCell<Vec<u8>>,
}

/// The writing end of one line. What the kernel does not take at once waits for its reader's task.
struct Outlet {
    stream: TcpStream,
    waiting: RefCell<Vec<u8>>,
    woken: Notify,
}

impl Crowd {
    /// Sets everybody reading. The tasks end with the set.
    pub(super) fn start(
        members: Vec<Member>,
        echoes: bool,
        ear: Ear,
    ) -> anyhow::Result<(Rc<Self>, JoinSet<()>)> {
        let rooms = members.iter().map(|member| member.room).collect();
        let (mut outlets, mut pens, mut unread) = (Vec::new(), Vec::new(), Vec::new());
        for member in members {
            outlets.push(Outlet {
                stream: member.line.stream,
                waiting: RefCell::default(),
                woken: Notify::new(),
            });
            pens.push(member.pen);
            unread.push(member.line.unread);
        }
        let crowd = Rc::new(Self {
            tally: RefCell::new(Tally::new(rooms, echoes)?),
            moved: Notify::new(),
            is_broken: Cell::new(false),
            ear,
            outlets,
            pens: RefCell::new(pens),
            buffer: RefCell::new(vec![0; READ_BYTES]),
        });
        let mut tasks = JoinSet::new();
        for (member, unread) in unread.into_iter().enumerate() {
            let crowd = Rc::clone(&crowd);
            tasks.spawn_local(async move {
                if let Err(why) = crowd.read(member, unread).await {
                    crowd.tally.borrow_mut().error(why);
                    crowd.is_broken.set(true);
                    crowd.moved.notify_one();
                }
            });
        }
        Ok((crowd, tasks))
    }

    /// Who has a pen.
    pub(super) fn senders(&self) -> Vec<usize> {
        let pens = self.pens.borrow();
        let with_pens = pens.iter().enumerate().filter(|(_, pen)| pen.is_some());
        with_pens.map(|(member, _)| member).collect()
    }

    /// How many messages everybody together has still to say; none where somebody always has more.
    pub(super) fn left(&self) -> Option<usize> {
        let pens = self.pens.borrow();
        pens.iter().flatten().map(|pen| pen.left()).sum()
    }

    /// Sends this member's next message; false where they have nothing left to say.
    pub(super) fn send(&self, member: usize, due: std::time::Duration) -> bool {
        let mut pens = self.pens.borrow_mut();
        let (Some(Some(pen)), Some(outlet)) = (pens.get_mut(member), self.outlets.get(member)) else {
            return false;
        };
        let mut tally = self.tally.borrow_mut();
        let n = tally.sends(member, due);
        match pen.write(n) {
            Some(frame) => outlet.put(frame),
            None => tally.takes_back(),
        }
    }

    /// Sends a message of this pen's, to everybody in the member's room.
    pub(super) fn send_by(&self, member: usize, due: std::time::Duration, pen: &mut dyn Pen) -> bool {
        let n = self.tally.borrow_mut().sends(member, due);
        self.put_by(member, n, pen)
    }

    /// Sends a command of this pen's, which is waited for until it is answered.
    pub(super) fn ask_by(&self, member: usize, due: std::time::Duration, pen: &mut dyn Pen) -> bool {
        let n = self.tally.borrow_mut().asks(member, due);
        self.put_by(member, n, pen)
    }

    fn put_by(&self, member: usize, n: u64, pen: &mut dyn Pen) -> bool {
        match (pen.write(n), self.outlets.get(member)) {
            (Some(frame), Some(outlet)) => outlet.put(frame),
            _ => self.tally.borrow_mut().takes_back(),
        }
    }

    /// Sends bytes that nobody counts.
    pub(super) fn put(&self, member: usize, frame: &[u8]) {
        if let Some(outlet) = self.outlets.get(member) {
            outlet.put(frame);
        }
    }

    /// Until the line ends, which it never should.
    async fn read(&self, member: usize, mut unread: Vec<u8>) -> Result<(), String> {
        let Some(outlet) = self.outlets.get(member) else {
            return Ok(());
        };
        loop {
            let used = self.take(member, &unread)?;
            unread.drain(..used);
            let interest = if outlet.waiting.borrow().is_empty() {
                Interest::READABLE
            } else {
                Interest::READABLE | Interest::WRITABLE
            };
            let ready = tokio::select! {
                ready = outlet.stream.ready(interest) => ready.map_err(|error| error.to_string())?,
                () = outlet.woken.notified() => continue,
            };
            if ready.is_writable() {
                outlet.flush();
            }
            let mut buffer = self.buffer.borrow_mut();
            match outlet.stream.try_read(&mut buffer) {
                Ok(0) => return Err("the server has closed a line".to_owned()),
                Ok(count) => {
                    let came = buffer.get(..count).unwrap_or_default();
                    if unread.is_empty() {
                        // Nearly always whole frames come: then nothing is copied.
                        let used = self.take(member, came)?;
                        unread.extend_from_slice(came.get(used..).unwrap_or_default());
                    } else {
                        unread.extend_from_slice(came);
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.to_string()),
            }
        }
    }

    /// Looks at all whole frames in these bytes; how many bytes that were.
    fn take(&self, member: usize, bytes: &[u8]) -> Result<usize, String> {
        let mut tally = self.tally.borrow_mut();
        let (now, under_way) = (tally.now(), tally.under_way);
        let mut used = 0;
        while let Some((frame, length)) = bytes.get(used..).and_then(frame::next) {
            used += length;
            match frame.opcode {
                PING => {
                    let mut pong = Vec::new();
                    frame::put(&mut pong, PONG, frame.payload);
                    if let Some(outlet) = self.outlets.get(member) {
                        outlet.put(&pong);
                    }
                }
                PONG => {}
                CLOSE => return Err(format!("a line was closed: {}", closing_words(frame.payload))),
                // What was said before stands in it again.
                _ if frame.payload.starts_with(SNAPSHOT) => {}
                _ => {
                    let mut marks = 0;
                    for (_, n) in mark_places(frame.payload) {
                        tally.arrives(n, member, now);
                        marks += 1;
                    }
                    if marks == 0 {
                        (self.ear)(member, frame.payload, &mut tally);
                    }
                }
            }
        }
        if tally.is_measuring {
            tally.bytes += used as u64;
        }
        if tally.under_way < under_way {
            self.moved.notify_one();
        }
        Ok(used)
    }
}

impl Outlet {
    /// Always true: what cannot go now goes later.
    fn put(&self, frame: &[u8]) -> bool {
        let mut waiting = self.waiting.borrow_mut();
        let sent = if waiting.is_empty() {
            self.stream.try_write(frame).unwrap_or(0)
        } else {
            0
        };
        if sent < frame.len() {
            waiting.extend_from_slice(frame.get(sent..).unwrap_or_default());
            self.woken.notify_one();
        }
        true
    }

    fn flush(&self) {
        let mut waiting = self.waiting.borrow_mut();
        // An error is met by whoever reads.
        let sent = self.stream.try_write(&waiting).unwrap_or(0);
        waiting.drain(..sent);
    }
}
