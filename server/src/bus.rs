//! The bus: how instances that share a store wake each other. At most once, and only to wake: a message says that a meeting's journal or a
//! board's log is longer now, and whoever hears it reads the store. Whatever is lost, the heads that `cluster` asks for once a second
//! heal it; with the bus gone the meeting goes on, slower.
//!
//! On Redis there is one channel for each live meeting, its boards included; an instance listens where it holds the meeting.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use protocol::ids::MeetingId;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncTypedCommands, PushInfo, PushKind, RedisResult, Value};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use crate::app::App;

/// What may wait to be said; more is lost, and healed.
const QUEUE: usize = 4_096;
/// How often Redis is asked whether it lives.
const PING_EVERY: Duration = Duration::from_secs(1);
/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// The way to say something. Clones are the same bus; the default says nothing to nobody.
#[derive(Clone, Debug, Default)]
pub struct Bus {
    redis: Option<Arc<Shared>>,
}

#[derive(Debug)]
struct Shared {
    says: mpsc::Sender<Say>,
    is_up: AtomicBool,
}

/// What has to be said by the bus's task.
#[derive(Debug)]
enum Say {
    /// From now on this meeting is held here, or no more.
    Hold(Uuid, bool),
    /// Something was written in this meeting.
    Wrote(Uuid, Written),
}

/// What was written: a message, as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    /// The instance that wrote it.
    from: Uuid,
    /// The board whose log is meant; none: the meeting's journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    board: Option<Uuid>,
    /// The last seq.
    seq: u64,
}

/// The bus's task before it runs.
#[derive(Debug)]
pub struct Listener {
    client: redis::Client,
    said: mpsc::Receiver<Say>,
    shared: Arc<Shared>,
}

impl Bus {
    /// A bus on the Redis that the URL names. Nothing is connected yet, and need not be: the bus is used when it is there.
    ///
    /// # Errors
    /// The URL is none.
    pub fn redis(url: &str) -> anyhow::Result<(Self, Listener)> {
        let right = "redis_url: it must be redis://user:password@host:port/";
        let mut info: redis::ConnectionInfo =
            redis::IntoConnectionInfo::into_connection_info(url).map_err(|_| anyhow::anyhow!(right))?;
        // What others say comes as pushes over the same connection.
        let settings = info
            .redis_settings()
            .clone()
            .set_protocol(redis::ProtocolVersion::RESP3);
        info = info.set_redis_settings(settings);
        let client = redis::Client::open(info).context(right)?;
        let (says, said) = mpsc::channel(QUEUE);
        let shared = Arc::new(Shared {
            says,
            is_up: AtomicBool::new(false),
        });
        let bus = Self {
            redis: Some(shared.clone()),
        };
        Ok((bus, Listener { client, said, shared }))
    }

    /// Whether there is a bus and it does not answer.
    pub fn is_away(&self) -> bool {
        self.redis
            .as_ref()
            .is_some_and(|shared| !shared.is_up.load(Ordering::Relaxed))
    }

    /// This meeting is held here from now on, or no more.
    pub(crate) fn hold(&self, meeting: MeetingId, held: bool) {
        self.say(Say::Hold(meeting.0, held));
    }

    /// This instance wrote in a meeting's journal, or in the log of one of its boards.
    pub(crate) fn wrote(&self, from: Uuid, meeting: Uuid, board: Option<Uuid>, seq: u64) {
        self.say(Say::Wrote(meeting, Written { from, board, seq }));
    }

    fn say(&self, say: Say) {
        if let Some(shared) = &self.redis
            && shared.says.try_send(say).is_err()
        {
            metrics::counter!("convene_bus_lost_total").increment(1);
        }
    }
}

fn channel(meeting: Uuid) -> String {
    format!("convene:{{{meeting}}}")
}

/// The meeting of a channel and what was said there; none where it is not ours or is damaged.
fn heard(push: &PushInfo) -> Option<(Uuid, Written)> {
    let [Value::BulkString(channel), Value::BulkString(body)] = &push.data[..] else {
        return None;
    };
    let name = std::str::from_utf8(channel).ok()?;
    let meeting = name.strip_prefix("convene:{")?.strip_suffix('}')?.parse().ok()?;
    Some((meeting, serde_json::from_slice(body).ok()?))
}

/// Says what is to be said and wakes what is woken, until it is dropped.
pub(crate) async fn run(app: Arc<App>, listener: Listener) {
    let Listener {
        client,
        mut said,
        shared,
    } = listener;
    // Each push is a few bytes and handled at once.
    let (pushes, mut pushed) = mpsc::unbounded_channel();
    let config = ConnectionManagerConfig::new()
        .set_min_delay(Duration::from_millis(50))
        .set_max_delay(Duration::from_secs(2))
        .set_number_of_retries(3)
        .set_response_timeout(Some(ANSWER_WITHIN))
        .set_connection_timeout(Some(ANSWER_WITHIN))
        .set_push_sender(pushes);
    let connection = match ConnectionManager::new_lazy_with_config(client, config) {
        Ok(connection) => connection,
        Err(error) => {
            tracing::error!(%error, "Redis cannot be used");
            return;
        }
    };
    let mut talker = Talker {
        connection,
        shared,
        held: BTreeSet::new(),
        is_subscribed: false,
    };
    let mut ping = tokio::time::interval(PING_EVERY);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            Some(say) = said.recv() => {
                let mut all = vec![say];
                while let Ok(say) = said.try_recv() {
                    all.push(say);
                }
                talker.say(all).await;
            }
            Some(push) = pushed.recv() => match push.kind {
                PushKind::Message => wake(&app, &push),
                PushKind::Disconnection => talker.lost(),
                _ => {}
            },
            _ = ping.tick() => talker.look().await,
            else => return,
        }
    }
}

fn wake(app: &App, push: &PushInfo) {
    let Some((meeting, written)) = heard(push) else {
        metrics::counter!("convene_bus_damaged_total").increment(1);
        tracing::warn!("a message on the bus is damaged or not ours: it is passed over");
        return;
    };
    if written.from == app.hubs.instance() {
        return;
    }
    metrics::counter!("convene_bus_heard_total").increment(1);
    match written.board {
        Some(board) => app.boards.written_elsewhere(board, written.seq),
        None => app.hubs.written_elsewhere(MeetingId(meeting), written.seq),
    }
}

/// The talking side: one connection, which comes back by itself.
struct Talker {
    connection: ConnectionManager,
    shared: Arc<Shared>,
    held: BTreeSet<Uuid>,
    /// Whether Redis knows of all that is held.
    is_subscribed: bool,
}

impl Talker {
    async fn say(&mut self, all: Vec<Say>) {
        // Of several heads of one log the last is enough.
        let mut written: BTreeMap<(Uuid, Option<Uuid>), Written> = BTreeMap::new();
        for say in all {
            match say {
                Say::Hold(meeting, true) => {
                    self.held.insert(meeting);
                    let subscribed = self.connection.subscribe(channel(meeting)).await;
                    self.is_subscribed &= subscribed.is_ok();
                }
                Say::Hold(meeting, false) => {
                    self.held.remove(&meeting);
                    drop(self.connection.unsubscribe(channel(meeting)).await);
                }
                Say::Wrote(meeting, one) => {
                    written.insert((meeting, one.board), one);
                }
            }
        }
        // While it is away nobody waits for it: the next sign of life brings it back.
        if !self.shared.is_up.load(Ordering::Relaxed) {
            return;
        }
        for ((meeting, _), one) in written {
            // Ids and numbers can always be written as JSON.
            let body = serde_json::to_string(&one).unwrap_or_default();
            let published: RedisResult<usize> = self.connection.publish(channel(meeting), body).await;
            match published {
                Ok(_) => metrics::counter!("convene_bus_said_total").increment(1),
                Err(error) => {
                    self.down(&error.to_string());
                    return;
                }
            }
        }
    }

    /// Whether Redis is there, and knows what is held here.
    async fn look(&mut self) {
        if let Err(error) = self.connection.ping().await {
            return self.down(&error.to_string());
        }
        if !self.is_subscribed {
            for meeting in self.held.clone() {
                if let Err(error) = self.connection.subscribe(channel(meeting)).await {
                    return self.down(&error.to_string());
                }
            }
            self.is_subscribed = true;
        }
        if !self.shared.is_up.swap(true, Ordering::Relaxed) {
            tracing::info!("Redis answers: the bus is used");
        }
        metrics::gauge!("convene_bus_up").set(1.0);
    }

    /// The connection ended, and with it what was subscribed.
    fn lost(&mut self) {
        self.is_subscribed = false;
    }

    fn down(&mut self, why: &str) {
        self.is_subscribed = false;
        metrics::gauge!("convene_bus_up").set(0.0);
        if self.shared.is_up.swap(false, Ordering::Relaxed) {
            tracing::warn!(
                why,
                "Redis does not answer: what others write is seen within a second instead"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(channel: &str, body: &str) -> PushInfo {
        PushInfo {
            kind: PushKind::Message,
            data: vec![
                Value::BulkString(channel.as_bytes().to_vec()),
                Value::BulkString(body.as_bytes().to_vec()),
            ],
        }
    }

    #[test]
    fn a77_what_is_damaged_or_not_ours_is_passed_over() {
        let (meeting, from, board) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        for written in [
            Written {
                from,
                board: None,
                seq: 7,
            },
            Written {
                from,
                board: Some(board),
                seq: u64::MAX,
            },
        ] {
            let body = serde_json::to_string(&written).unwrap();
            assert_eq!(
                heard(&message(&channel(meeting), &body)),
                Some((meeting, written))
            );
        }
        let good = format!("{{\"from\":\"{from}\",\"seq\":1}}");
        for (channel, body) in [
            ("convene:{}", good.as_str()),
            ("other", good.as_str()),
            (&channel(meeting), "{}"),
            (&channel(meeting), "{\"from\":1,\"seq\":-1}"),
            (&channel(meeting), "\u{0}"),
        ] {
            assert_eq!(heard(&message(channel, body)), None, "{channel} {body}");
        }
        let other = PushInfo {
            kind: PushKind::Message,
            data: vec![Value::Int(1)],
        };
        assert_eq!(heard(&other), None);
    }
}
