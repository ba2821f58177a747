//! The bus on Redis. One connection says and hears; whatever goes wrong with it, a new one is tried after a while.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ConnectionInfo, IntoConnectionInfo, ProtocolVersion, PushInfo, PushKind,
    RedisError, Value,
};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};
use uuid::Uuid;

use super::ear::Ear;
use super::message::{Key, What};
use super::trouble::Trouble;
use super::{Say, Shared};
use crate::app::App;

/// How often it is looked whether what is said there is heard.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// A new connection is tried after a random part of this, which doubles up to the longest.
const RETRY_FIRST: Duration = Duration::from_millis(200);
const RETRY_MAX: Duration = Duration::from_secs(2);
/// What is said in one go.
const AT_ONCE: usize = 256;

/// Checks the settings; connects to nothing.
pub(super) fn client(url: &str, ca_file: Option<&Path>) -> anyhow::Result<Client> {
    let right = "redis_url: it must be redis://user:password@host:port/ or rediss:// with TLS";
    let mut info: ConnectionInfo =
        IntoConnectionInfo::into_connection_info(url).map_err(|_| anyhow::anyhow!(right))?;
    // What others say comes as pushes over the same connection.
    let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
    info = info.set_redis_settings(settings);
    let Some(file) = ca_file else {
        return Client::open(info).context(right);
    };
    let root_cert =
        std::fs::read(file).with_context(|| format!("redis_ca_file: {} cannot be read", file.display()))?;
    if !String::from_utf8_lossy(&root_cert).contains("BEGIN CERTIFICATE") {
        bail!(
            "redis_ca_file: {} must be a PEM file of certificates",
            file.display()
        );
    }
    let certificates = redis::TlsCertificates {
        client_tls: None,
        root_cert: Some(root_cert),
    };
    Client::build_with_tls(info, certificates).context(
        "redis_ca_file: it must be a PEM file of certificates, and redis_url must begin with rediss://",
    )
}

/// `{}` so that a meeting stays whole where channels are spread over servers.
fn channel(meeting: Uuid) -> String {
    format!("convene:{{{meeting}}}")
}

fn meeting_of(channel: &[u8]) -> Option<Uuid> {
    let name = std::str::from_utf8(channel).ok()?;
    name.strip_prefix("convene:{")?.strip_suffix('}')?.parse().ok()
}

pub(super) async fn run(
    app: Arc<App>,
    client: Client,
    mut said: mpsc::Receiver<Say>,
    shared: Arc<Shared>,
    key: Key,
) {
    let ear = Ear::new(app, key);
    let mut talker = Talker {
        held: BTreeSet::from([ear.own()]),
        ear,
        client,
        shared,
        connection: None,
        pushed: mpsc::unbounded_channel().1,
        retry_at: Instant::now(),
        pause: RETRY_FIRST,
        asked_at: None,
    };
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut waiting = Vec::with_capacity(AT_ONCE);
    loop {
        let is_connected = talker.connection.is_some();
        tokio::select! {
            count = said.recv_many(&mut waiting, AT_ONCE) => {
                if count == 0 {
                    return;
                }
                talker.say(std::mem::take(&mut waiting)).await;
            }
            Some(push) = talker.pushed.recv() => talker.hear(&push),
            () = tokio::time::sleep_until(talker.retry_at), if !is_connected => talker.connect().await,
            _ = look.tick(), if is_connected => talker.look().await,
        }
    }
}

struct Talker {
    ear: Ear,
    client: Client,
    shared: Arc<Shared>,
    /// What is listened to, this instance's own channel among it.
    held: BTreeSet<Uuid>,
    connection: Option<MultiplexedConnection>,
    /// What comes over it: small, and handled at once.
    pushed: mpsc::UnboundedReceiver<PushInfo>,
    retry_at: Instant,
    pause: Duration,
    /// Since when an own hello has not come back.
    asked_at: Option<Instant>,
}

impl Talker {
    async fn connect(&mut self) {
        let (pushes, pushed) = mpsc::unbounded_channel();
        let config = AsyncConnectionConfig::new()
            .set_response_timeout(Some(ANSWER_WITHIN))
            .set_connection_timeout(Some(ANSWER_WITHIN))
            .set_push_sender(pushes);
        let connecting = self.client.get_multiplexed_async_connection_with_config(&config);
        let listening = async {
            let mut connection = connecting.await?;
            let channels: Vec<String> = self.held.iter().map(|meeting| channel(*meeting)).collect();
            connection.subscribe(channels).await?;
            Ok(connection)
        };
        match listening.await {
            Ok(connection) => {
                self.connection = Some(connection);
                self.pushed = pushed;
                self.asked_at = None;
                self.look().await;
            }
            Err(error) => self.lost(&error),
        }
    }

    /// Whether what is said here is heard here: an answer alone would not prove it.
    async fn look(&mut self) {
        if let Some(at) = self.asked_at
            && at.elapsed() > ANSWER_WITHIN
        {
            return self.give_up(Trouble::Deaf, "an own message did not come back");
        }
        let hello = (self.ear.own(), What::Hello {});
        self.asked_at.get_or_insert_with(Instant::now);
        self.publish(vec![hello]).await;
    }

    async fn say(&mut self, all: Vec<Say>) {
        let mut messages = Vec::with_capacity(all.len());
        for say in all {
            match say {
                Say::Hold(meeting, held) => self.hold(meeting, held).await,
                Say::Tell(meeting, what) => messages.push((meeting, what)),
            }
        }
        self.publish(messages).await;
    }

    async fn hold(&mut self, meeting: Uuid, held: bool) {
        if held {
            self.held.insert(meeting);
        } else {
            self.held.remove(&meeting);
        }
        let Some(connection) = &mut self.connection else {
            return;
        };
        let done = if held {
            connection.subscribe(channel(meeting)).await
        } else {
            connection.unsubscribe(channel(meeting)).await
        };
        if let Err(error) = done {
            self.lost(&error);
        }
    }

    /// All in one go, in this order.
    async fn publish(&mut self, messages: Vec<(Uuid, What)>) {
        let Some(connection) = self.connection.as_mut().filter(|_| !messages.is_empty()) else {
            return;
        };
        let mut pipe = redis::pipe();
        for (meeting, what) in messages {
            pipe.publish(channel(meeting), self.ear.seal(meeting, what))
                .ignore();
        }
        if let Err(error) = pipe.exec_async(connection).await {
            self.lost(&error);
        }
    }

    fn hear(&mut self, push: &PushInfo) {
        match push.kind {
            PushKind::Message => {
                let (channel, sealed) = match &push.data[..] {
                    [Value::BulkString(channel), Value::BulkString(sealed)] => {
                        (meeting_of(channel), &sealed[..])
                    }
                    _ => (None, &[][..]),
                };
                if self.ear.hear(channel, sealed) {
                    self.asked_at = None;
                    self.pause = RETRY_FIRST;
                    self.shared.up();
                }
            }
            PushKind::Disconnection => self.give_up(Trouble::Away, "the connection ended"),
            _ => {}
        }
    }

    fn lost(&mut self, error: &RedisError) {
        self.give_up(Trouble::of(error), &error.to_string());
    }

    fn give_up(&mut self, trouble: Trouble, detail: &str) {
        self.shared.down(trouble, detail);
        self.connection = None;
        self.asked_at = None;
        // Instances that lost it together do not come back together.
        let chance = getrandom::u32().unwrap_or(u32::MAX / 2);
        self.retry_at = Instant::now() + self.pause.mul_f64(f64::from(chance) / f64::from(u32::MAX));
        self.pause = (self.pause * 2).min(RETRY_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a77_only_our_channels_are_ours() {
        let meeting = Uuid::now_v7();
        assert_eq!(meeting_of(channel(meeting).as_bytes()), Some(meeting));
        let other = format!("other:{{{meeting}}}");
        for name in [
            "",
            "convene:{}",
            "convene:{1}",
            "convene:",
            "\u{0}",
            other.as_str(),
        ] {
            assert_eq!(meeting_of(name.as_bytes()), None, "{name}");
        }
        assert_eq!(meeting_of(&[0xff, 0xfe]), None);
    }
}
