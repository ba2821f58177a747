//! A virtual person's board: a Yjs document kept in step over the board's socket, typed into like by a browser.

use self::pen::Pen;
use crate::link::{Link, SILENCE, Socket};
use crate::measure::{Measure, mark, marks};
use crate::person::{Person, ticket};
use crate::shared::{AbortOnDrop, lock};
use crate::ways::backoff;
use anyhow::Context as _;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt as _, StreamExt as _};
use protocol::ids::BoardId;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use yrs::encoding::read::{Cursor, Read as _};
use yrs::updates::decoder::Decode as _;
use yrs::updates::encoder::Encode as _;
use yrs::{Doc, GetString as _, Map as _, MapPrelim, MapRef, OffsetKind, Options, ReadTxn as _, StateVector};
use yrs::{Text as _, TextPrelim, TextRef, Transact as _, TransactionMut, Update, WriteTxn as _};

mod pen;

const SYNC: u64 = 0;
const OWN: u64 = 120;
/// A stock provider leaves when it hears nothing for so long.
const HEARS_WITHIN: Duration = Duration::from_secs(30);

/// One person's open board.
#[derive(Debug, Clone)]
pub(crate) struct Board {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    board: BoardId,
    link: Arc<Link>,
    doc: Doc,
    note: String,
    measure: Arc<Measure>,
    /// The server takes writing now.
    writable: AtomicBool,
    /// Nobody wants it any more.
    is_closed: AtomicBool,
    /// Up to which of this connection's updates the server has saved them.
    saved: watch::Sender<u64>,
    /// Bytes of what the server had when this board was opened; none until it has come.
    opened: watch::Sender<Option<usize>>,
    /// Whether what others write is kept. Who only writes needs no copy of it.
    follows: bool,
    pen: Mutex<Pen>,
}

impl Board {
    pub(crate) async fn open(person: &Person, board: BoardId) -> anyhow::Result<Self> {
        Self::open_as(person, board, true).await
    }

    /// `follows`: keeps what others write.
    pub(crate) async fn open_as(person: &Person, board: BoardId, follows: bool) -> anyhow::Result<Self> {
        let options = Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::default()
        };
        let inner = Arc::new(Inner {
            board,
            link: Arc::clone(&person.link),
            doc: Doc::with_options(options),
            note: format!("note-{}", person.id),
            measure: Arc::clone(&person.link.measure),
            writable: AtomicBool::new(false),
            is_closed: AtomicBool::new(false),
            saved: watch::channel(0).0,
            opened: watch::channel(None).0,
            follows,
            pen: Mutex::default(),
        });
        tokio::spawn(Arc::clone(&inner).live());
        Ok(Self { inner })
    }

    /// Types one mark into one's own note, if the server takes writing now, or did before the line was lost.
    pub(crate) fn type_mark(&self) -> bool {
        if !self.inner.writable.load(Ordering::Relaxed) {
            return false;
        }
        let now = self.inner.measure.micros();
        let mut pen = lock(&self.inner.pen);
        let update = self.inner.write(&mark(now));
        pen.typed.insert(now);
        if let Some(n) = pen.send_update(2, &update) {
            pen.under_way.push((n, now));
        }
        true
    }

    /// Waits until the board is open for writing; gives the bytes of what was there.
    pub(crate) async fn opened(&self) -> anyhow::Result<usize> {
        let mut opened = self.inner.opened.subscribe();
        let wait = opened.wait_for(Option::is_some);
        let bytes = timeout(Duration::from_secs(60), wait)
            .await
            .context("60 s without the board")??;
        Ok(bytes.unwrap_or(0))
    }

    /// Changes the notes as a page does, and gives the bytes that went out.
    pub(crate) fn change(
        &self,
        change: impl FnOnce(&MapRef, &mut TransactionMut<'_>),
    ) -> anyhow::Result<usize> {
        let mut pen = lock(&self.inner.pen);
        let update = {
            let mut transaction = self.inner.doc.transact_mut();
            let notes = transaction.get_or_insert_map("notes");
            change(&notes, &mut transaction);
            transaction.encode_update_v1()
        };
        pen.send_update(2, &update)
            .context("the board socket is closed")?;
        Ok(update.len())
    }

    /// Bytes of all words on this copy of the board, and how many notes there are.
    pub(crate) fn words(&self) -> (usize, usize) {
        let transaction = self.inner.doc.transact();
        let Some(notes) = transaction.get_map("notes") else {
            return (0, 0);
        };
        notes
            .iter(&transaction)
            .fold((0, 0), |(bytes, count), (_, note)| {
                let text = note.cast::<MapRef>().ok();
                let text = text.and_then(|note| note.get(&transaction, "text")?.cast::<TextRef>().ok());
                (
                    bytes + text.map_or(0, |text| text.get_string(&transaction).len()),
                    count + 1,
                )
            })
    }

    /// Waits until the server has saved all that was sent.
    pub(crate) async fn settle(&self) -> anyhow::Result<()> {
        let sent = lock(&self.inner.pen).sent;
        let mut saved = self.inner.saved.subscribe();
        let wait = saved.wait_for(|saved| *saved >= sent);
        timeout(Duration::from_secs(20), wait)
            .await
            .context("20 s without 'saved'")??;
        Ok(())
    }

    /// Leaves the board, as a page does that shows another room.
    pub(crate) fn close(&self) {
        self.inner.is_closed.store(true, Ordering::Relaxed);
        if let Some(out) = &lock(&self.inner.pen).out {
            // It may have been closed by the server already.
            let _ = out.send(Message::Close(None));
        }
    }

    /// What this person typed.
    pub(crate) fn typed(&self) -> BTreeSet<u64> {
        lock(&self.inner.pen).typed.clone()
    }

    /// What of it the server said it has saved.
    pub(crate) fn saved(&self) -> BTreeSet<u64> {
        lock(&self.inner.pen).saved.clone()
    }

    /// Whether there is a line now.
    pub(crate) fn is_live(&self) -> bool {
        lock(&self.inner.pen).out.is_some()
    }

    /// All marks that stand on this person's copy of the board.
    pub(crate) fn seen(&self) -> BTreeSet<u64> {
        let transaction = self.inner.doc.transact();
        let Some(notes) = transaction.get_map("notes") else {
            return BTreeSet::new();
        };
        let texts = notes.iter(&transaction).filter_map(|(_, note)| {
            let text = note
                .cast::<MapRef>()
                .ok()?
                .get(&transaction, "text")?
                .cast::<TextRef>()
                .ok()?;
            Some(text.get_string(&transaction))
        });
        texts.flat_map(|text| marks(text.as_bytes())).collect()
    }
}

impl Inner {
    /// Appends to this person's note, made at first, and gives the update.
    fn write(&self, words: &str) -> Vec<u8> {
        let mut transaction = self.doc.transact_mut();
        let notes = transaction.get_or_insert_map("notes");
        let note = match notes
            .get(&transaction, &self.note)
            .and_then(|note| note.cast::<MapRef>().ok())
        {
            Some(note) => note,
            None => {
                let note = notes.insert(&mut transaction, self.note.as_str(), MapPrelim::default());
                note.insert(&mut transaction, "x", 10.0);
                note.insert(&mut transaction, "y", 10.0);
                note.insert(&mut transaction, "color", "yellow");
                note.insert(&mut transaction, "text", TextPrelim::new(""));
                note
            }
        };
        if let Some(text) = note
            .get(&transaction, "text")
            .and_then(|text| text.cast::<TextRef>().ok())
        {
            text.push(&mut transaction, words);
        }
        transaction.encode_update_v1()
    }

    /// Until nobody wants the board any more, or there is no coming back.
    async fn live(self: Arc<Self>) {
        let mut attempt = 0;
        loop {
            let ended = match ticket(&self.link, self.board).await {
                Ok(ticket) => Box::pin(self.once(&ticket, &mut attempt)).await,
                Err(error) => Err(format!("{error:#}")),
            };
            lock(&self.pen).lost();
            if self.is_closed.load(Ordering::Relaxed) {
                return;
            }
            match ended {
                Ok(()) if self.link.ways.comes_back => {}
                Ok(()) => return self.measure.error("a board's socket ended".to_owned()),
                Err(why) => return self.measure.error(format!("board: {why}")),
            }
            sleep(backoff(attempt)).await;
            attempt += 1;
        }
    }

    /// One socket from its opening to its end. An error is final.
    async fn once(&self, ticket: &str, attempt: &mut u32) -> Result<(), String> {
        let address = self.link.ways.address(self.link.at()).to_owned();
        let url = format!("ws://{address}/api/boards/{}?ticket={ticket}", self.board);
        let Ok(Ok((socket, _))) = timeout(SILENCE, tokio_tungstenite::connect_async(url)).await else {
            return Ok(());
        };
        let (sink, mut stream) = socket.split();
        let (out, outgoing) = mpsc::unbounded_channel();
        let _writer = AbortOnDrop(tokio::spawn(write(sink, outgoing)));
        {
            let mut pen = lock(&self.pen);
            pen.out = Some(out);
            self.saved.send_replace(0);
            let state = self.doc.transact().state_vector().encode_v1();
            pen.send(0, &state);
        }
        while let Ok(Some(Ok(message))) = timeout(HEARS_WITHIN, stream.next()).await {
            let frame = match message {
                Message::Binary(frame) => frame,
                Message::Close(frame) => {
                    return match frame.map(|frame| (u16::from(frame.code), frame.reason)) {
                        Some((code @ 4400..=4499, reason)) => Err(format!("closed: {code} {reason}")),
                        _ => Ok(()),
                    };
                }
                _ => continue,
            };
            self.measure.received(frame.len());
            match self.take(&frame) {
                Ok(true) => *attempt = 0,
                Ok(false) => {}
                Err(error) => self.measure.error(format!("board frame: {error:#}")),
            }
        }
        Ok(())
    }

    /// Whether it was what this board lacked at its opening.
    fn take(&self, frame: &[u8]) -> anyhow::Result<bool> {
        let mut cursor = Cursor::new(frame);
        match cursor.read_var::<u64>()? {
            SYNC => {
                let kind = cursor.read_var::<u64>()?;
                let payload = cursor.read_buf()?.to_vec();
                self.take_sync(kind, &payload)?;
                Ok(kind == 1)
            }
            OWN => {
                let json = cursor.read_string()?;
                self.take_own(&serde_json::from_str(json)?);
                Ok(false)
            }
            _ => Ok(false),
        }
    }

    fn take_sync(&self, kind: u64, payload: &[u8]) -> anyhow::Result<()> {
        if kind == 0 {
            let state = StateVector::decode_v1(payload)?;
            let mut pen = lock(&self.pen);
            let missing = self.doc.transact().encode_state_as_update_v1(&state);
            if let Some(n) = pen.send_update(1, &missing) {
                // Whatever is not known to be saved is in the server's copy or in this answer.
                pen.holds_all(n);
            }
            return Ok(());
        }
        if kind == 2 {
            for sent in marks(payload) {
                self.measure.typed(sent);
            }
        }
        if self.follows {
            self.doc
                .transact_mut()
                .apply_update(Update::decode_v1(payload)?)?;
        }
        if kind == 1 {
            self.opened
                .send_if_modified(|opened| opened.replace(payload.len()).is_none());
        }
        Ok(())
    }

    fn take_own(&self, message: &serde_json::Value) {
        match message.get("t").and_then(serde_json::Value::as_str) {
            Some("saved") => {
                let saved = message.get("n").and_then(serde_json::Value::as_u64).unwrap_or(0);
                lock(&self.pen).has_saved(saved);
                self.saved.send_replace(saved);
            }
            Some("access") => {
                let write = message
                    .get("write")
                    .and_then(serde_json::Value::as_bool)
                    .unwrap_or(false);
                self.writable.store(write, Ordering::Relaxed);
                if !write {
                    self.measure.hold_back(lock(&self.pen).unsaved());
                }
            }
            _ => {}
        }
    }
}

async fn write(mut sink: SplitSink<Socket, Message>, mut outgoing: mpsc::UnboundedReceiver<Message>) {
    while let Some(message) = outgoing.recv().await {
        if sink.send(message).await.is_err() {
            return;
        }
    }
}
