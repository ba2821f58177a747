//! A real server on a free port, in this process.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::{Value, json};
use server::app::App;
use server::bus::{Bus, Listener};
use server::config::{Config, Secret};
use server::startup;
use server::store::{MemoryStore, Store};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::Person;
use super::http::{self, Answer};

pub const OPERATOR_TOKEN: &str = "operator-token-for-tests";

/// A server; it stops when it is dropped or told to.
pub struct TestServer {
    pub address: SocketAddr,
    pub app: Arc<App>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<anyhow::Result<()>>,
}

/// A meeting with both links' secrets.
#[derive(Clone, Debug)]
pub struct Meeting {
    pub id: String,
    pub facilitator_link: String,
    pub join_link: String,
    pub code: String,
}

impl TestServer {
    /// On a store in memory.
    pub async fn start() -> Self {
        Self::start_on(Arc::new(MemoryStore::new())).await
    }

    /// On this store.
    pub async fn start_on(store: Arc<dyn Store>) -> Self {
        Self::start_with(store, config()).await
    }

    /// With these settings.
    pub async fn start_with(store: Arc<dyn Store>, config: Config) -> Self {
        Self::run(startup::build_on(&config, store).await.unwrap())
    }

    /// With these settings, on this bus.
    pub async fn start_on_bus(store: Arc<dyn Store>, config: Config, bus: (Bus, Listener)) -> Self {
        let server = startup::build_with(&config, store, Some(bus)).await;
        Self::run(server.unwrap())
    }

    fn run(server: startup::Server) -> Self {
        let (address, app) = (server.local_addr(), server.app().clone());
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(server.run_until_stopped(async {
            let _ = stopped.await;
        }));
        Self {
            address,
            app,
            stop: Some(stop),
            running,
        }
    }

    /// As SIGTERM would.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        self.running.await.unwrap().unwrap();
    }

    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        http::request(self.address, "GET", path, headers, None).await
    }

    pub async fn post(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        http::request(self.address, "POST", path, headers, Some(body)).await
    }

    /// Makes a meeting.
    pub async fn create(&self) -> Meeting {
        let answer = self
            .post("/api/meetings", &[], &json!({"title": "Tuesday consultancies"}))
            .await;
        assert_eq!(answer.status, 201, "{answer:?}");
        meeting(&answer.json())
    }

    /// Joins with a link's secret; answers the person's own secret.
    pub async fn join(&self, meeting: &Meeting, link: &str, name: &str) -> String {
        let secret = new_secret();
        let answer = self.join_as(meeting, link, name, &secret).await;
        // 200 when the outcome was unknown and the first try is found to have been written.
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        secret
    }

    pub async fn join_as(&self, meeting: &Meeting, link: &str, name: &str, secret: &str) -> Answer {
        let path = format!("/api/meetings/{}/people", meeting.id);
        let bearer = format!("Bearer {link}");
        self.post(
            &path,
            &[("Authorization", &bearer)],
            &json!({"secret": secret, "name": name}),
        )
        .await
    }

    /// A facilitator with an open socket.
    pub async fn facilitator(&self, meeting: &Meeting, name: &str) -> Person {
        let secret = self.join(meeting, &meeting.facilitator_link, name).await;
        Person::connect(self.address, &meeting.id, &secret).await
    }

    /// A participant with an open socket.
    pub async fn participant(&self, meeting: &Meeting, name: &str) -> Person {
        let secret = self.join(meeting, &meeting.join_link, name).await;
        Person::connect(self.address, &meeting.id, &secret).await
    }
}

/// A free port, an operator, no logs.
pub fn config() -> Config {
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        operator_token: Some(Secret(OPERATOR_TOKEN.to_owned())),
        board_worker_program: Some(env!("CARGO_BIN_EXE_convene").into()),
        board_workers: 1,
        ..Config::default()
    }
}

/// Reads the answer to `POST /api/meetings`.
pub fn meeting(created: &Value) -> Meeting {
    let secret = |key: &str| {
        let url = created[key].as_str().unwrap();
        url.split_once('#').unwrap().1[2..].to_owned()
    };
    Meeting {
        id: created["id"].as_str().unwrap().to_owned(),
        facilitator_link: secret("facilitator_url"),
        join_link: secret("join_url"),
        code: created["join_code"].as_str().unwrap().to_owned(),
    }
}

/// What a browser would make.
pub fn new_secret() -> String {
    server::http::secret::make().unwrap()
}
