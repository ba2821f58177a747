//! The bus on Redis. One connection says and hears; whatever goes wrong with it, a new one is tried after a while.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use redis::{PushInfo, PushKind, RedisError, Value};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};
use uuid::Uuid;

use super::ear::Ear;
use super::line::{ANSWER_WITHIN, Line, Server, meeting_of};
use super::message::{Key, What};
use super::trouble::Trouble;
use super::{Shared, Tell};
use crate::app::App;

/// How often it is looked whether what is said there is heard.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A new connection is tried after a random part of this, which doubles up to the longest.
const RETRY_FIRST: Duration = Duration::from_millis(200);
const RETRY_MAX: Duration = Duration::from_secs(2);
/// What is said in one go.
const AT_ONCE: usize = 256;

pub(super) async fn run(
    app: Arc<App>,
    server: Server,
    (mut said, mut holds): (mpsc::Receiver<Tell>, mpsc::UnboundedReceiver<(Uuid, bool)>),
    shared: Arc<Shared>,
    key: Key,
) {
    let ear = Ear::new(app, key);
    let mut talker = Talker {
        held: BTreeSet::from([ear.own()]),
        ear,
        server,
        shared,
        line: None,
        pushed: mpsc::unbounded_channel().1,
        retry_at: Instant::now(),
        pause: RETRY_FIRST,
        asked_at: None,
        is_replica: false,
    };
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut waiting = Vec::with_capacity(AT_ONCE);
    loop {
        let is_connected = talker.line.is_some();
        tokio::select! {
            count = said.recv_many(&mut waiting, AT_ONCE) => {
                if count == 0 {
                    return;
                }
                // Whoever answers what is said now is heard: a meeting is listened to before anything of it is said.
                while let Ok((meeting, held)) = holds.try_recv() {
                    talker.hold(meeting, held).await;
                }
                talker.publish(std::mem::take(&mut waiting)).await;
            }
            Some((meeting, held)) = holds.recv() => talker.hold(meeting, held).await,
            Some(push) = talker.pushed.recv() => talker.hear(&push),
            () = tokio::time::sleep_until(talker.retry_at), if !is_connected => talker.connect().await,
            _ = look.tick(), if is_connected => talker.look().await,
        }
    }
}

struct Talker {
    ear: Ear,
    server: Server,
    shared: Arc<Shared>,
    /// What is listened to, this instance's own channel among it.
    held: BTreeSet<Uuid>,
    line: Option<Line>,
    /// What comes over it: small, and handled at once.
    pushed: mpsc::UnboundedReceiver<PushInfo>,
    retry_at: Instant,
    pause: Duration,
    /// Since when an own hello has not come back.
    asked_at: Option<Instant>,
    /// It only follows another server, as it said last.
    is_replica: bool,
}

impl Talker {
    async fn connect(&mut self) {
        match Line::connect(&self.server, &self.held).await {
            Ok((line, pushed)) => {
                self.line = Some(line);
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
        // It becomes a replica, and ceases to be one, without an end of its connections.
        if let Some(line) = &mut self.line {
            match line.is_replica().await {
                Ok(is_replica) => self.is_replica = is_replica,
                Err(error) => return self.lost(&error),
            }
        }
        let hello = (self.ear.own(), What::Hello {});
        self.asked_at.get_or_insert_with(Instant::now);
        self.publish(vec![hello]).await;
    }

    async fn hold(&mut self, meeting: Uuid, held: bool) {
        if held {
            self.held.insert(meeting);
        } else {
            self.held.remove(&meeting);
        }
        let Some(line) = &mut self.line else {
            return;
        };
        if let Err(error) = line.listen(meeting, held).await {
            self.lost(&error);
        }
    }

    /// All in one go, in this order.
    async fn publish(&mut self, messages: Vec<Tell>) {
        let Some(line) = self.line.as_mut().filter(|_| !messages.is_empty()) else {
            return;
        };
        let sealed = messages
            .into_iter()
            .map(|(meeting, what)| (meeting, self.ear.seal(meeting, what)));
        if let Err(error) = line.publish(sealed.collect()).await {
            self.lost(&error);
        }
    }

    fn hear(&mut self, push: &PushInfo) {
        match push.kind {
            PushKind::Message | PushKind::SMessage => {
                let (channel, sealed) = match &push.data[..] {
                    [Value::BulkString(channel), Value::BulkString(sealed)] => {
                        (meeting_of(channel), &sealed[..])
                    }
                    _ => (None, &[][..]),
                };
                if self.ear.hear(channel, sealed) {
                    self.asked_at = None;
                    self.pause = RETRY_FIRST;
                    self.shared.up(self.is_replica);
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
        self.line = None;
        // What came over it is of the past too, its end above all.
        self.pushed = mpsc::unbounded_channel().1;
        self.asked_at = None;
        // Instances that lost it together do not come back together.
        let chance = getrandom::u32().unwrap_or(u32::MAX / 2);
        self.retry_at = Instant::now() + self.pause.mul_f64(f64::from(chance) / f64::from(u32::MAX));
        self.pause = (self.pause * 2).min(RETRY_MAX);
    }
}
