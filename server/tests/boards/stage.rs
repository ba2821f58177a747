//! A board with people around it: a store in memory, a hub that says what a test wants, real workers, real sockets.

use std::{
    collections::{BTreeSet, HashMap},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use server::{
    boards::{
        AccessSource, BoardAccess, Boards, BoardsConfig, Claims, CompactionRules, NoAccess, Sections,
        Watching, lib0::Reader, scan, wire,
    },
    store::{Batch, MemoryStore, NewBoard, NewEntry, Store},
};
use tokio::{net::TcpStream, sync::watch, task::JoinHandle};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};
use uuid::Uuid;
use yrs::{ReadTxn, StateVector, Transact, updates::decoder::Decode};

use crate::fixtures::Page;

pub const ANA: Uuid = Uuid::from_u128(0xa);
pub const BEN: Uuid = Uuid::from_u128(0xb);
pub const EVE: Uuid = Uuid::from_u128(0xe);

/// A hub that says what the test wants it to say.
#[derive(Debug, Default)]
pub struct Rights(Mutex<HashMap<Uuid, watch::Sender<BoardAccess>>>, AtomicBool);

impl AccessSource for Rights {
    fn watch(&self, _meeting: Uuid, board: Uuid) -> Watching<'_> {
        let found = self.0.lock().unwrap().get(&board).map(watch::Sender::subscribe);
        let answer = match found {
            _ if self.1.load(Ordering::Relaxed) => Err(NoAccess::Unavailable),
            Some(found) => Ok(found),
            None => Err(NoAccess::Gone),
        };
        Box::pin(std::future::ready(answer))
    }
}

/// The server's side of a test.
pub struct Stage {
    pub store: MemoryStore,
    pub boards: Boards,
    pub rights: Arc<Rights>,
    pub meeting: Uuid,
    pub board: Uuid,
    pub other_board: Uuid,
    compaction: CompactionRules,
    address: String,
    server: JoinHandle<()>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn sections(open: &[(Uuid, &[&str])]) -> Sections {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Sections {
        known: words(&["dilemma", "ideas"]),
        open: open.iter().map(|(person, open)| (*person, words(open))).collect(),
    }
}

impl Stage {
    /// Two boards (in different workers) on which Ana, Ben and Eve may read and write.
    pub async fn set() -> Self {
        Self::set_on(MemoryStore::new(), CompactionRules::default()).await
    }

    /// The same on this store; logs become snapshots by these rules.
    pub async fn set_on(store: MemoryStore, compaction: CompactionRules) -> Self {
        let [meeting, board, other_board] = [0x100, 0x200, 0x201].map(Uuid::from_u128);
        let entry = NewEntry {
            at: 0,
            body: "{}".into(),
        };
        let boards = [board, other_board]
            .map(|board| NewBoard { board, owner: None })
            .to_vec();
        store
            .create(
                meeting,
                Batch {
                    entries: vec![entry],
                    boards,
                    ..Batch::default()
                },
            )
            .await
            .unwrap();
        let everybody = Arc::new(BTreeSet::from([ANA, BEN, EVE]));
        let access = BoardAccess {
            gate: 1,
            readers: Arc::clone(&everybody),
            writers: everybody,
            ended: false,
            ..BoardAccess::default()
        };
        let rights = Arc::new(Rights::default());
        for board in [board, other_board] {
            rights
                .0
                .lock()
                .unwrap()
                .insert(board, watch::channel(access.clone()).0);
        }
        Self::open(store, rights, meeting, [board, other_board], compaction).await
    }

    /// Another server process on the same store, as after a restart.
    pub async fn restart(&self) -> Self {
        let rights = Arc::clone(&self.rights);
        let boards = [self.board, self.other_board];
        Self::open(self.store.clone(), rights, self.meeting, boards, self.compaction).await
    }

    async fn open(
        store: MemoryStore,
        rights: Arc<Rights>,
        meeting: Uuid,
        [board, other_board]: [Uuid; 2],
        compaction: CompactionRules,
    ) -> Self {
        let config = BoardsConfig {
            executable: Some(PathBuf::from(env!("CARGO_BIN_EXE_convene"))),
            workers: 2,
            bus: server::bus::Bus::default(),
            levels: Arc::default(),
            compaction,
        };
        let boards = Boards::new(Arc::new(store.clone()), Arc::clone(&rights) as _, &config);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let serving = server::http::serve_router(boards.router(), listener, std::future::pending());
        let server = tokio::spawn(serving);
        Self {
            store,
            boards,
            rights,
            meeting,
            board,
            other_board,
            compaction,
            address,
            server,
        }
    }

    pub async fn ticket(&self, person: Uuid, board: Uuid) -> String {
        let claims = Claims {
            person,
            board,
            meeting: self.meeting,
        };
        self.boards.ticket(claims).await.unwrap().0
    }

    /// The meeting moves on: the gate rises in the store, as the hub's append would have it.
    pub async fn raise_gate(&self) -> u64 {
        let after = self.store.head(self.meeting).await.unwrap();
        let entry = NewEntry {
            at: 0,
            body: "{}".into(),
        };
        let batch = Batch {
            entries: vec![entry],
            gates: vec![self.board],
            ..Batch::default()
        };
        self.store.append(self.meeting, after, batch).await.unwrap().seq
    }

    /// The hub tells of rights.
    pub fn tell(&self, gate: u64, readers: &[Uuid], writers: &[Uuid]) {
        let access = BoardAccess {
            gate,
            readers: Arc::new(readers.iter().copied().collect()),
            writers: Arc::new(writers.iter().copied().collect()),
            ended: false,
            ..BoardAccess::default()
        };
        self.rights.0.lock().unwrap()[&self.board].send_replace(access);
    }

    /// The hub tells in which sections those may write who may not write in all; the gate stays.
    pub fn tell_sections(&self, open: &[(Uuid, &[&str])]) {
        let sections = sections(open);
        let rights = self.rights.0.lock().unwrap();
        rights[&self.board].send_modify(|access| access.sections = Arc::new(sections));
    }

    /// The hub tells that this person may not write now; the gate stays.
    pub fn forbid(&self, person: Uuid) {
        let rights = self.rights.0.lock().unwrap();
        rights[&self.board].send_modify(|access| {
            let others = access.writers.iter().copied().filter(|one| *one != person);
            access.writers = Arc::new(others.collect());
        });
    }

    /// The hub tells of sections, and that everybody may write again.
    pub fn find_the_writers(&self, open: &[(Uuid, &[&str])]) {
        let sections = sections(open);
        let rights = self.rights.0.lock().unwrap();
        rights[&self.board].send_modify(|access| {
            access.sections = Arc::new(sections);
            access.writers = Arc::clone(&access.readers);
        });
    }

    /// The hub lets go of the meeting and cannot be asked, as while the store is away.
    pub fn lose_the_hub(&self) {
        self.rights.1.store(true, Ordering::Relaxed);
        self.rights.0.lock().unwrap().remove(&self.board);
    }

    /// The hub can be asked again; everybody may write.
    pub fn find_the_hub(&self) {
        let everybody = Arc::new(BTreeSet::from([ANA, BEN, EVE]));
        let access = BoardAccess {
            gate: 1,
            readers: Arc::clone(&everybody),
            writers: everybody,
            ended: false,
            ..BoardAccess::default()
        };
        let again = watch::channel(access).0;
        self.rights.0.lock().unwrap().insert(self.board, again);
        self.rights.1.store(false, Ordering::Relaxed);
    }

    /// The hub tells that the meeting is deleted.
    pub fn delete(&self) {
        let access = BoardAccess {
            ended: true,
            ..BoardAccess::default()
        };
        self.rights.0.lock().unwrap()[&self.board].send_replace(access);
    }

    /// The gate rises and the hub tells of it.
    pub async fn only(&self, writers: &[Uuid]) {
        let gate = self.raise_gate().await;
        self.tell(gate, &[ANA, BEN, EVE], writers);
    }

    /// The log as it is.
    pub async fn log(&self) -> Vec<Vec<u8>> {
        let rows = self.store.board_read_after(self.board, 0, 100_000).await.unwrap();
        rows.into_iter().map(|row| row.update).collect()
    }

    pub async fn join(&self, person: Uuid, client: u64) -> Client {
        self.join_with(person, Page::new(client), self.board).await
    }

    pub async fn join_with(&self, person: Uuid, page: Page, board: Uuid) -> Client {
        let ticket = self.ticket(person, board).await;
        let mut client = self.connect(board, &ticket, page).await;
        client.ask().await;
        client.until("synced", |client| client.synced).await;
        client
    }

    pub async fn connect(&self, board: Uuid, ticket: &str, page: Page) -> Client {
        let url = format!("ws://{}/api/boards/{board}?ticket={ticket}", self.address);
        let (socket, _) = tokio_tungstenite::connect_async_with_config(url, None, true)
            .await
            .unwrap();
        Client {
            socket,
            page,
            synced: false,
            saved: 0,
            write: None,
            reason: None,
            presence: HashMap::new(),
            updates: 0,
            refused: None,
            closed: None,
            asked: 0,
            answers: true,
        }
    }
}

/// A browser's side: speaks y-sync as a stock provider does.
pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub page: Page,
    pub synced: bool,
    pub saved: u64,
    pub write: Option<bool>,
    pub reason: Option<String>,
    pub presence: HashMap<u64, (u32, Option<String>)>,
    /// Messages with updates of others.
    pub updates: u64,
    pub refused: Option<String>,
    pub closed: Option<(u16, String)>,
    /// How often the server asked for what it lacks.
    pub asked: u32,
    /// Whether it answers that.
    pub answers: bool,
}

impl Client {
    pub async fn send(&mut self, frame: Bytes) {
        // Sending into a connection that the server has just closed is no failure of the test.
        let _ = self.socket.send(Message::Binary(frame)).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        let _ = self.socket.send(Message::text(text)).await;
    }

    pub async fn update(&mut self, update: &Bytes) {
        self.send(wire::update(update)).await;
    }

    /// Sync step 1.
    pub async fn ask(&mut self) {
        let state = yrs::updates::encoder::Encode::encode_v1(&self.page.doc.transact().state_vector());
        self.send(wire::step1(&state)).await;
    }

    /// Waits until the server has dealt with all that was sent.
    pub async fn settle(&mut self) {
        self.synced = false;
        self.ask().await;
        self.until("settled", |client| client.synced).await;
    }

    pub async fn announce(&mut self, client: u64, clock: u32, state: Option<&str>) {
        self.send(wire::awareness([(client, clock, state)].into_iter()))
            .await;
    }

    /// Takes frames until the condition holds. A minute is no measure of speed, only an end to a hanging test.
    pub async fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let waiting = async {
            while !condition(self) {
                assert!(
                    self.closed.is_none(),
                    "closed with {:?} while waiting until {what}",
                    self.closed
                );
                self.take_one().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting)
            .await
            .unwrap_or_else(|_| panic!("never {what}"));
    }

    pub async fn until_text(&mut self, note: &str, text: &str) {
        self.until(text, |client| client.page.text(note).as_deref() == Some(text))
            .await;
    }

    /// Takes frames until the server closes.
    pub async fn until_closed(&mut self) -> (u16, String) {
        let waiting = async {
            while self.closed.is_none() {
                self.take_one().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting)
            .await
            .expect("never closed");
        self.closed.clone().unwrap()
    }

    pub async fn leave(mut self) -> Page {
        let _ = self.socket.close(None).await;
        self.page
    }

    async fn take_one(&mut self) {
        let frame = match self.socket.next().await {
            Some(Ok(Message::Binary(frame))) => frame,
            Some(Ok(Message::Close(frame))) => {
                self.closed = Some(frame.map_or((1005, String::new()), |frame| {
                    (frame.code.into(), frame.reason.to_string())
                }));
                return;
            }
            Some(Ok(_)) => return,
            Some(Err(_)) | None => {
                self.closed = Some((1006, String::new()));
                return;
            }
        };
        let mut reader = Reader::new(&frame);
        match reader.uint().unwrap() {
            0 => match (reader.uint().unwrap(), reader.buffer().unwrap()) {
                (0, state) => {
                    self.asked += 1;
                    if self.answers {
                        let state = StateVector::decode_v1(state).unwrap();
                        let update = self.page.doc.transact().encode_state_as_update_v1(&state);
                        self.send(wire::step2(&update)).await;
                    }
                }
                (kind, update) => {
                    self.page.receive(update);
                    self.synced |= kind == 1;
                    self.updates += u64::from(kind == 2);
                }
            },
            1 => {
                for entry in scan::awareness(reader.buffer().unwrap()).unwrap() {
                    self.presence
                        .insert(entry.client, (entry.clock, entry.state.map(String::from)));
                }
            }
            120 => self.take_own(reader.text().unwrap()),
            other => panic!("message type {other}"),
        }
    }

    fn take_own(&mut self, json: &str) {
        let message: serde_json::Value = serde_json::from_str(json).unwrap();
        match message["t"].as_str().unwrap() {
            "saved" => self.saved = message["n"].as_u64().unwrap(),
            "access" => {
                self.write = message["write"].as_bool();
                self.reason = message["reason"].as_str().map(String::from);
            }
            "refused" => self.refused = message["code"].as_str().map(String::from),
            other => panic!("own message {other}"),
        }
    }
}
