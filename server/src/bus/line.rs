//! The line to Redis: to one server, or to a cluster of them. In a cluster (from version 7 on) channels are sharded, so that a message
//! goes to the one server that has its channel and not to all; on one server that would change nothing. The server itself says what
//! it is, so all instances choose alike; should one not, it is as if its messages were lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use redis::aio::MultiplexedConnection;
use redis::cluster::ClusterClient;
use redis::cluster_async::ClusterConnection;
use redis::{
    AsyncConnectionConfig, Client, ConnectionInfo, IntoConnectionInfo, ProtocolVersion, PushInfo,
    RedisResult, TlsCertificates,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use uuid::Uuid;

/// How long an answer may take.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// The first version in which channels can be sharded.
const SHARDED_FROM: u32 = 7;

/// Where Redis is, and how to come in.
#[derive(Debug)]
pub(super) struct Server {
    client: Client,
    certificates: Option<TlsCertificates>,
}

impl Server {
    /// Checks the settings; connects to nothing.
    pub(super) fn new(url: &str, ca_file: Option<&Path>) -> anyhow::Result<Self> {
        let right = "redis_url: it must be redis://user:password@host:port/ or rediss:// with TLS";
        let mut info: ConnectionInfo =
            IntoConnectionInfo::into_connection_info(url).map_err(|_| anyhow::anyhow!(right))?;
        // What others say comes as pushes over the same connection.
        let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
        info = info.set_redis_settings(settings);
        let Some(file) = ca_file else {
            return Ok(Self {
                client: Client::open(info).context(right)?,
                certificates: None,
            });
        };
        let root_cert = std::fs::read(file)
            .with_context(|| format!("redis_ca_file: {} cannot be read", file.display()))?;
        if !String::from_utf8_lossy(&root_cert).contains("BEGIN CERTIFICATE") {
            bail!(
                "redis_ca_file: {} must be a PEM file of certificates",
                file.display()
            );
        }
        let certificates = TlsCertificates {
            client_tls: None,
            root_cert: Some(root_cert),
        };
        let client = Client::build_with_tls(info, certificates.clone()).context(
            "redis_ca_file: it must be a PEM file of certificates, and redis_url must begin with rediss://",
        )?;
        Ok(Self {
            client,
            certificates: Some(certificates),
        })
    }

    fn cluster(&self, pushes: UnboundedSender<PushInfo>) -> RedisResult<ClusterClient> {
        let mut cluster = ClusterClient::builder([self.client.get_connection_info().clone()])
            .use_protocol(ProtocolVersion::RESP3)
            .connection_timeout(ANSWER_WITHIN)
            .response_timeout(ANSWER_WITHIN)
            .retries(1)
            .push_sender(pushes);
        if let Some(certificates) = &self.certificates {
            cluster = cluster.certs(certificates.clone());
        }
        cluster.build()
    }
}

/// `{}` so that a meeting stays whole where channels are spread over servers.
fn channel(meeting: Uuid) -> String {
    format!("convene:{{{meeting}}}")
}

/// The meeting of a channel, if it is one of ours.
pub(super) fn meeting_of(channel: &[u8]) -> Option<Uuid> {
    let name = std::str::from_utf8(channel).ok()?;
    name.strip_prefix("convene:{")?.strip_suffix('}')?.parse().ok()
}

/// A connection that is open.
pub(super) enum Line {
    One(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Line {
    /// Connects and listens to these meetings; answers also where what is heard comes.
    pub(super) async fn connect(
        server: &Server,
        held: &BTreeSet<Uuid>,
    ) -> RedisResult<(Self, UnboundedReceiver<PushInfo>)> {
        let config = AsyncConnectionConfig::new()
            .set_response_timeout(Some(ANSWER_WITHIN))
            .set_connection_timeout(Some(ANSWER_WITHIN));
        // What comes is small and handled at once.
        let (pushes, pushed) = unbounded_channel();
        let config = config.set_push_sender(pushes);
        let mut one = server
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        if !Hello::of(&mut one).await?.is_sharded() {
            let channels: Vec<String> = held.iter().map(|meeting| channel(*meeting)).collect();
            one.subscribe(channels).await?;
            return Ok((Self::One(one), pushed));
        }
        // The end of the first connection is nobody's business any more.
        let (pushes, pushed) = unbounded_channel();
        let cluster = server.cluster(pushes)?.get_async_connection().await?;
        let mut line = Self::Cluster(cluster);
        for meeting in held {
            line.listen(*meeting, true).await?;
        }
        Ok((line, pushed))
    }

    /// Whether it only follows another server: what is said at a replica is not heard at its primary. Servers of a cluster pass it on.
    pub(super) async fn is_replica(&mut self) -> RedisResult<bool> {
        match self {
            Self::One(one) => Ok(Hello::of(one).await?.role == "replica"),
            Self::Cluster(_) => Ok(false),
        }
    }

    /// Listens to a meeting from now on, or no more.
    pub(super) async fn listen(&mut self, meeting: Uuid, held: bool) -> RedisResult<()> {
        match (self, held) {
            (Self::One(one), true) => one.subscribe(channel(meeting)).await,
            (Self::One(one), false) => one.unsubscribe(channel(meeting)).await,
            (Self::Cluster(cluster), true) => cluster.ssubscribe(channel(meeting)).await,
            (Self::Cluster(cluster), false) => cluster.sunsubscribe(channel(meeting)).await,
        }
    }

    /// Says all of it, for each meeting in this order.
    pub(super) async fn publish(&mut self, messages: Vec<(Uuid, Vec<u8>)>) -> RedisResult<()> {
        match self {
            Self::One(one) => {
                let mut pipe = redis::pipe();
                for (meeting, message) in messages {
                    pipe.publish(channel(meeting), message).ignore();
                }
                pipe.exec_async(one).await
            }
            Self::Cluster(cluster) => {
                // One go is for one server.
                let mut pipes: BTreeMap<Uuid, redis::Pipeline> = BTreeMap::new();
                for (meeting, message) in messages {
                    let pipe = pipes.entry(meeting).or_default();
                    pipe.spublish(channel(meeting), message).ignore();
                }
                for pipe in pipes.values() {
                    pipe.exec_async(cluster).await?;
                }
                Ok(())
            }
        }
    }
}

/// What a server says of itself.
struct Hello {
    mode: String,
    role: String,
    /// The first number of its version; 0 where it says none.
    major: u32,
}

impl Hello {
    async fn of(one: &mut MultiplexedConnection) -> RedisResult<Self> {
        let hello: BTreeMap<String, redis::Value> = redis::cmd("HELLO").query_async(one).await?;
        let word = |name: &str| -> String {
            let value = hello.get(name).cloned();
            value
                .and_then(|value| redis::from_redis_value(value).ok())
                .unwrap_or_default()
        };
        let major = word("version").split('.').next().map(str::parse);
        Ok(Self {
            mode: word("mode"),
            role: word("role"),
            major: major.and_then(Result::ok).unwrap_or(0),
        })
    }

    /// Whether channels are spread over several servers.
    fn is_sharded(&self) -> bool {
        self.mode == "cluster" && self.major >= SHARDED_FROM
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
