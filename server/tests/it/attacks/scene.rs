//! A meeting in which something is going on, with somebody in it who must not notice an attack.

use protocol::meeting::command::About;
use protocol::meeting::state::Role;
use serde_json::{Value, json};
use server::http::secret;
use server::hub::input::JoinRequest;

use super::raw::RawSocket;
use crate::support::server::{Meeting, new_secret};
use crate::support::{Person, TestServer};

/// What attackers write, so that it can be looked for where it must not be.
pub const CANARY: &str = "canary-7f3a";

/// A meeting in the main room: a facilitator, and someone who goes on as if nothing were.
pub struct Scene {
    pub server: TestServer,
    pub meeting: Meeting,
    pub facilitator: Person,
    pub bystander: Person,
    /// The attacker's own secret of a person.
    pub secret: String,
}

impl Scene {
    pub async fn set() -> Self {
        Self::set_on(TestServer::start().await).await
    }

    pub async fn set_on(server: TestServer) -> Self {
        let meeting = server.create().await;
        let mut facilitator = server.facilitator(&meeting, "Fatima").await;
        let mut bystander = server.participant(&meeting, "Paul").await;
        let secret = server.join(&meeting, &meeting.join_link, "Eve").await;
        let eve = Person::connect(server.address, &meeting.id, &secret).await;
        settle(&mut facilitator).await;
        settle(&mut bystander).await;
        eve.vanish();
        Self {
            server,
            meeting,
            facilitator,
            bystander,
            secret,
        }
    }

    /// The attacker, as an ordinary participant.
    pub async fn eve(&self) -> Person {
        Person::connect(self.server.address, &self.meeting.id, &self.secret).await
    }

    /// The attacker with a socket that speaks bytes.
    pub async fn raw_eve(&self) -> RawSocket {
        let mut socket = RawSocket::open(self.server.address, &self.meeting.id).await;
        socket.text(&hello(&self.secret)).await;
        // Welcome and the first snapshot.
        socket.message().await;
        socket.message().await;
        socket
    }

    /// Somebody with a role that no link gives yet.
    pub async fn with_role(&self, role: Role, name: &str) -> Person {
        let secret = new_secret();
        let request = JoinRequest {
            comes_as: None,
            simulated: false,
            role,
            secret: secret::hash(&secret),
            claims: None,
            about: About {
                name: Some(name.to_owned()),
                ..About::default()
            },
        };
        let meeting = self.meeting.id.parse().unwrap();
        self.server.app.hubs.join(meeting, request).await.unwrap();
        Person::connect(self.server.address, &self.meeting.id, &secret).await
    }

    /// Waits for something that takes long, while the others listen as their pages would.
    pub async fn meanwhile<T>(&mut self, what: impl Future<Output = T>) -> T {
        tokio::select! {
            done = what => done,
            closed = self.bystander.listen() => panic!("the bystander is out: {closed:?}"),
            closed = self.facilitator.listen() => panic!("the facilitator is out: {closed:?}"),
        }
    }

    /// The process is alive, the others in the meeting get answers, and all that they heard of is who came and went.
    pub async fn is_unharmed(&mut self) {
        let alive = self.server.get("/healthz", &[]).await;
        assert_eq!(alive.status, 200, "{alive:?}");
        for person in [&mut self.bystander, &mut self.facilitator] {
            let heard = settle(person).await;
            for message in heard {
                let quiet = message["changes"]
                    .as_array()
                    .is_some_and(|changes| changes.iter().all(|change| change["slice"] == "person"));
                assert!(quiet, "the attack was heard: {message}");
                assert!(
                    !message.to_string().contains(CANARY),
                    "the attack was heard: {message}"
                );
            }
        }
    }
}

/// Waits for the answer to a command of one's own: what was committed before has come by then. Answers what came.
pub async fn settle(person: &mut Person) -> Vec<Value> {
    person.done(json!({"type": "describe", "language": "en"})).await;
    person.unread()
}

/// The first message.
pub fn hello(secret: &str) -> String {
    json!({"type": "hello", "version": 1, "secret": secret}).to_string()
}
