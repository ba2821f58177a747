//! A virtual person's board: a Yjs document kept in step over the board's socket, typed into like by a browser.

use crate::measure::{Measure, mark, marks};
use crate::person::{Person, Socket};
use anyhow::Context as _;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use protocol::ids::BoardId;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use yrs::encoding::read::{Cursor, Read as _};
use yrs::encoding::write::Write as _;
use yrs::updates::decoder::Decode as _;
use yrs::updates::encoder::Encode as _;
use yrs::{Doc, GetString as _, Map as _, MapPrelim, MapRef, OffsetKind, Options, ReadTxn as _, StateVector};
use yrs::{Text as _, TextPrelim, TextRef, Transact as _, TransactionMut, Update, WriteTxn as _};

const SYNC: u64 = 0;
const OWN: u64 = 120;

/// One person's open board.
#[derive(Debug, Clone)]
pub(crate) struct Board {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    doc: Doc,
    note: String,
    out: mpsc::Sender<Message>,
    measure: Arc<Measure>,
    /// The server takes writing now.
    writable: AtomicBool,
    /// Update messages of this connection, and up to which the server has saved them.
    sent: AtomicU64,
    saved: watch::Sender<u64>,
    /// Bytes of what the server had when this board was opened; none until it has come.
    opened: watch::Sender<Option<usize>>,
    /// Whether what others write is kept. Who only writes needs no copy of it.
    follows: bool,
    /// What this person typed.
    typed: Mutex<BTreeSet<u64>>,
}

impl Board {
    pub(crate) async fn open(
        address: &str,
        person: &Person,
        board: BoardId,
        measure: Arc<Measure>,
    ) -> anyhow::Result<Self> {
        Self::open_as(address, person, board, measure, true).await
    }

    /// `follows`: keeps what others write.
    pub(crate) async fn open_as(
        address: &str,
        person: &Person,
        board: BoardId,
        measure: Arc<Measure>,
        follows: bool,
    ) -> anyhow::Result<Self> {
        let ticket = person.ticket(board).await?;
        let url = format!("ws://{address}/api/boards/{board}?ticket={ticket}");
        let (socket, _) = tokio_tungstenite::connect_async(url)
            .await
            .context("no board socket")?;
        let (sink, stream) = socket.split();
        let (out, outgoing) = mpsc::channel(256);
        let options = Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::default()
        };
        let (saved, _) = watch::channel(0);
        let inner = Arc::new(Inner {
            doc: Doc::with_options(options),
            note: format!("note-{}", person.id),
            out,
            measure,
            writable: AtomicBool::new(false),
            sent: AtomicU64::new(0),
            saved,
            opened: watch::channel(None).0,
            follows,
            typed: Mutex::new(BTreeSet::new()),
        });
        tokio::spawn(write(sink, outgoing));
        tokio::spawn(read(Arc::clone(&inner), stream));
        inner.send_step1().await?;
        Ok(Self { inner })
    }

    /// Types one mark into one's own note, if the server takes writing now.
    pub(crate) async fn type_mark(&self) -> anyhow::Result<bool> {
        if !self.inner.writable.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let now = self.inner.measure.micros();
        let update = self.inner.write(&mark(now));
        self.inner
            .typed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(now);
        self.inner.send_update(1 + 1, &update).await?;
        Ok(true)
    }

    /// Waits until the board is open for writing; gives the bytes of what was there.
    pub(crate) async fn opened(&self) -> anyhow::Result<usize> {
        let mut opened = self.inner.opened.subscribe();
        let wait = opened.wait_for(Option::is_some);
        let bytes = tokio::time::timeout(std::time::Duration::from_secs(60), wait)
            .await
            .context("60 s without the board")??;
        Ok(bytes.unwrap_or(0))
    }

    /// Changes the notes as a page does, and gives the bytes that went out.
    pub(crate) async fn change(
        &self,
        change: impl FnOnce(&MapRef, &mut TransactionMut<'_>),
    ) -> anyhow::Result<usize> {
        let update = {
            let mut transaction = self.inner.doc.transact_mut();
            let notes = transaction.get_or_insert_map("notes");
            change(&notes, &mut transaction);
            transaction.encode_update_v1()
        };
        self.inner.send_update(1 + 1, &update).await?;
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
        let sent = self.inner.sent.load(Ordering::Relaxed);
        let mut saved = self.inner.saved.subscribe();
        let wait = saved.wait_for(|saved| *saved >= sent);
        tokio::time::timeout(std::time::Duration::from_secs(20), wait)
            .await
            .context("20 s without 'saved'")??;
        Ok(())
    }

    /// Leaves the board, as a page does that shows another room.
    pub(crate) async fn close(&self) {
        // It may have been closed by the server already.
        let _ = self.inner.out.send(Message::Close(None)).await;
    }

    /// What this person typed.
    pub(crate) fn typed(&self) -> BTreeSet<u64> {
        self.inner
            .typed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
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

    async fn send_step1(&self) -> anyhow::Result<()> {
        let state = self.doc.transact().state_vector().encode_v1();
        self.send(&[0], &state).await
    }

    async fn send_update(&self, kind: u64, update: &[u8]) -> anyhow::Result<()> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        self.send(&[kind], update).await
    }

    async fn send(&self, kind: &[u64], payload: &[u8]) -> anyhow::Result<()> {
        let mut frame = Vec::with_capacity(payload.len() + 8);
        frame.write_var(SYNC);
        for number in kind {
            frame.write_var(*number);
        }
        frame.write_buf(payload);
        self.out
            .send(Message::binary(frame))
            .await
            .context("the board socket is closed")
    }

    async fn take(&self, frame: &[u8]) -> anyhow::Result<()> {
        let mut cursor = Cursor::new(frame);
        match cursor.read_var::<u64>()? {
            SYNC => {
                let kind = cursor.read_var::<u64>()?;
                let payload = cursor.read_buf()?.to_vec();
                self.take_sync(kind, &payload).await
            }
            OWN => {
                let json = cursor.read_string()?;
                self.take_own(&serde_json::from_str(json)?);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn take_sync(&self, kind: u64, payload: &[u8]) -> anyhow::Result<()> {
        if kind == 0 {
            let state = StateVector::decode_v1(payload)?;
            let missing = self.doc.transact().encode_state_as_update_v1(&state);
            return self.send_update(1, &missing).await;
        }
        if kind == 2 {
            for sent in marks(payload) {
                self.measure.typed_received.fetch_add(1, Ordering::Relaxed);
                self.measure.record(&self.measure.typing, sent);
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
                self.saved.send_replace(saved);
            }
            Some("access") => {
                let write = message
                    .get("write")
                    .and_then(serde_json::Value::as_bool)
                    .unwrap_or(false);
                self.writable.store(write, Ordering::Relaxed);
            }
            _ => {}
        }
    }
}

async fn write(mut sink: SplitSink<Socket, Message>, mut outgoing: mpsc::Receiver<Message>) {
    while let Some(message) = outgoing.recv().await {
        if sink.send(message).await.is_err() {
            return;
        }
    }
}

async fn read(inner: Arc<Inner>, mut stream: SplitStream<Socket>) {
    while let Some(message) = stream.next().await {
        let frame: Bytes = match message {
            Ok(Message::Binary(frame)) => frame,
            Ok(Message::Close(Some(frame))) if u16::from(frame.code) != 1000 => {
                inner
                    .measure
                    .error(format!("board closed: {} {}", frame.code, frame.reason));
                return;
            }
            Ok(Message::Close(_)) | Err(_) => return,
            Ok(_) => continue,
        };
        inner.measure.received(frame.len());
        if let Err(error) = inner.take(&frame).await {
            inner.measure.error(format!("board frame: {error:#}"));
        }
    }
}
