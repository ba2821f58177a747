//! What handlers and sessions may reach, joined up by `startup`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ipnet::IpNet;
use protocol::ids::{BoardId, MeetingId, PersonId};
use protocol::limits::DIGEST_COPY_MAX;
use protocol::meeting::Command;
use protocol::time::Timestamp;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::boards::{Boards, BoardsConfig, Claims, NoteText};
use crate::bus::Bus;
use crate::chance::Chance;
use crate::clock::StoreClock;
use crate::config::Config;
use crate::http::limits::Limits;
use crate::hub::input::SessionKey;
use crate::hub::{Fail, Hubs, Reading};
use crate::languages::Languages;
use crate::memory::Memory;
use crate::rehearsals::Rehearsals;
use crate::session::Budgets;
use crate::store::Store;

/// One running instance.
#[derive(Debug)]
pub struct App {
    pub store: Arc<dyn Store>,
    pub clock: Arc<StoreClock>,
    pub bus: Bus,
    pub hubs: Hubs,
    pub memory: Arc<Memory>,
    pub boards: Boards,
    pub rehearsals: Rehearsals,
    pub site: Site,
    pub limits: Limits,
    pub budgets: Budgets,
    /// The words of the files that are written.
    pub languages: Languages,
    /// Whose word about addresses is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// SHA-256 of the operator's token; none: the operator's doors are closed.
    pub operator: Option<[u8; 32]>,
    /// True once the server is going away.
    pub draining: watch::Sender<bool>,
    sessions: watch::Sender<usize>,
    next_session: AtomicU64,
}

impl App {
    /// Joins the parts up. `listen` is the address that was bound.
    pub fn new(
        config: &Config,
        listen: SocketAddr,
        store: Arc<dyn Store>,
        clock: Arc<StoreClock>,
        languages: Languages,
        bus: Bus,
        chance: Arc<dyn Chance>,
    ) -> Self {
        let memory = Arc::new(Memory::new(config.memory_mib));
        let hubs = Hubs::new(
            store.clone(),
            clock.clone(),
            bus.clone(),
            chance,
            memory.clone(),
            config.snapshots,
        );
        let workers = BoardsConfig {
            executable: config.board_worker_program.clone(),
            workers: config.board_workers,
            bus: bus.clone(),
            levels: hubs.levels().clone(),
            compaction: config.compaction,
        };
        Self {
            boards: Boards::new(store.clone(), Arc::new(hubs.clone()), &workers),
            rehearsals: Rehearsals::new(config.rehearsals, config.rehearsal_times),
            hubs,
            memory,
            store,
            clock,
            bus,
            site: Site::new(config.public_url.as_deref(), listen),
            limits: Limits::new(config.sockets_per_address),
            budgets: Budgets::default(),
            languages,
            trusted_proxies: config.trusted_proxies.clone(),
            operator: config
                .operator_token
                .as_ref()
                .map(|token| Sha256::digest(token.0.as_bytes()).into()),
            draining: watch::Sender::new(false),
            sessions: watch::Sender::new(0),
            next_session: AtomicU64::new(1),
        }
    }

    /// A ticket for a board's socket and when it ends; none when the person may not read the board.
    ///
    /// # Errors
    /// The meeting or the store does not answer.
    pub async fn board_ticket(
        &self,
        meeting: MeetingId,
        person: PersonId,
        board: BoardId,
    ) -> Result<Option<(String, Timestamp)>, Fail> {
        let may_read = match self.hubs.access(meeting, board).await {
            Ok(access) => access.borrow().readers.contains(&person.0),
            Err(Fail::Gone | Fail::Refused(_) | Fail::NotInMeeting) => false,
            Err(Fail::Unavailable | Fail::TooManySockets) => return Err(Fail::Unavailable),
        };
        if !may_read {
            return Ok(None);
        }
        let claims = Claims {
            person: person.0,
            board: board.0,
            meeting: meeting.0,
        };
        let issued = self.boards.ticket(claims).await.map_err(|_| Fail::Unavailable)?;
        Ok(Some((issued.0, Timestamp(issued.1))))
    }

    /// Puts the words of notes that are to be copied into a command: as they stand on the board, not as its sender says.
    ///
    /// # Errors
    /// The meeting or the board does not answer.
    pub async fn quote(&self, meeting: MeetingId, command: &mut Command) -> Result<(), Fail> {
        let Command::CopyToDigest { board, notes } = command else {
            return Ok(());
        };
        let board = *board;
        let is_theirs = move |reading: &Reading<'_>| reading.state.board(board).is_some();
        // What the meeting refuses anyway need not be read.
        if notes.len() > DIGEST_COPY_MAX || !self.hubs.read(meeting, is_theirs).await? {
            return Ok(());
        }
        let there = self
            .boards
            .text_of(board.0)
            .await
            .map_err(|_| Fail::Unavailable)?;
        let there: BTreeMap<&str, &NoteText> = there.iter().map(|on| (on.note.id.as_str(), on)).collect();
        for note in notes {
            let found = there.get(note.id.as_str()).map(|found| &found.note);
            note.text = found.map(|found| found.text.clone()).unwrap_or_default();
            note.color = found.and_then(|found| found.color.clone());
        }
        Ok(())
    }

    /// Counts a socket in until the answer is dropped.
    pub fn enter(self: &Arc<Self>) -> Entered {
        self.sessions.send_modify(|count| *count += 1);
        metrics::gauge!("convene_connections").increment(1.0);
        Entered {
            key: self.session_key(),
            app: self.clone(),
        }
    }

    /// Names a session on this instance.
    pub fn session_key(&self) -> SessionKey {
        self.next_session.fetch_add(1, Ordering::Relaxed)
    }

    /// Comes back when no socket is open.
    pub async fn all_left(&self) {
        // The sender is this very struct's, so waiting cannot fail.
        drop(self.sessions.subscribe().wait_for(|count| *count == 0).await);
    }

    /// Whether the server is going away.
    pub fn is_draining(&self) -> bool {
        *self.draining.borrow()
    }
}

/// A socket that is counted.
#[derive(Debug)]
pub struct Entered {
    /// Names the session on this instance.
    pub key: SessionKey,
    app: Arc<App>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.app.sessions.send_modify(|count| *count -= 1);
        metrics::gauge!("convene_connections").decrement(1.0);
    }
}

/// How the server is reached: what may stand in `Host` and `Origin`, and what links begin with.
#[derive(Clone, Debug)]
pub struct Site {
    /// Without a slash at the end.
    pub public_url: String,
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Site {
    fn new(public_url: Option<&str>, listen: SocketAddr) -> Self {
        let public_url = public_url.map_or_else(|| format!("http://{listen}"), str::to_owned);
        let mut authorities = vec![listen.to_string()];
        if listen.ip().is_loopback() {
            for name in ["localhost", "127.0.0.1", "[::1]"] {
                authorities.push(format!("{name}:{}", listen.port()));
            }
        }
        let mut origins: Vec<String> = authorities.iter().map(|at| format!("http://{at}")).collect();
        origins.push(public_url.clone());
        if let Some((_, host)) = public_url.split_once("://") {
            authorities.push(host.to_owned());
        }
        Self {
            hosts: authorities
                .iter()
                .map(|host| without_default_port(host))
                .collect(),
            origins: origins
                .iter()
                .map(|origin| without_default_port(origin))
                .collect(),
            public_url,
        }
    }

    /// Whether a `Host` header names this server.
    pub fn is_host(&self, host: &str) -> bool {
        self.hosts
            .contains(&without_default_port(&host.to_ascii_lowercase()))
    }

    /// Whether an `Origin` header is one of this server's own pages, exactly.
    pub fn is_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|own| own == origin)
    }

    /// Where browsers may open sockets to, for the Content-Security-Policy.
    pub fn socket_origin(&self) -> String {
        self.public_url.replacen("http", "ws", 1)
    }
}

/// Browsers leave the default port out; links with it mean the same.
fn without_default_port(authority: &str) -> String {
    let is_https = authority.starts_with("https://");
    let port = if is_https { ":443" } else { ":80" };
    authority.strip_suffix(port).unwrap_or(authority).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_compared_whole() {
        let site = Site::new(Some("https://convene.example.org"), ([0, 0, 0, 0], 7400).into());
        assert!(site.is_origin("https://convene.example.org"));
        for other in [
            "http://convene.example.org",
            "https://convene.example.org.evil.io",
            "https://evilconvene.example.org",
            "https://convene.example.org:8443",
            "null",
            "http://localhost:7400",
        ] {
            assert!(!site.is_origin(other), "{other}");
        }
        assert!(site.is_host("Convene.example.org:80") && !site.is_host("evil.example"));
        let local = Site::new(None, ([127, 0, 0, 1], 7400).into());
        assert!(local.is_origin("http://localhost:7400") && local.is_host("localhost:7400"));
        assert_eq!(local.socket_origin(), "ws://127.0.0.1:7400");
    }
}
