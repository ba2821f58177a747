//! A bus within one process, for tests: what is said at one place is heard at the others, or is lost, comes late or comes twice.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use uuid::Uuid;

use super::ear::Ear;
use super::message::Key;
use super::{Bus, Listener, Tell};
use crate::app::App;

/// For each message and each place that would hear it: after how long each copy of it comes. None at all: it is lost.
pub type Fate = Box<dyn FnMut() -> Vec<Duration> + Send>;

type Heard = (Uuid, Arc<[u8]>);

/// What joins some buses up.
#[derive(Clone)]
pub struct Medium(Arc<Mutex<Inner>>);

struct Inner {
    places: Vec<mpsc::UnboundedSender<Heard>>,
    fate: Fate,
}

/// One bus's place.
#[derive(Debug)]
pub(super) struct Place {
    medium: Medium,
    number: usize,
    heard: mpsc::UnboundedReceiver<Heard>,
}

impl fmt::Debug for Medium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Medium")
    }
}

impl Medium {
    /// With this fate for every message.
    pub fn new(fate: Fate) -> Self {
        let places = Vec::new();
        Self(Arc::new(Mutex::new(Inner { places, fate })))
    }

    /// One more bus on it.
    pub fn join(&self) -> (Bus, Listener) {
        let (sender, heard) = mpsc::unbounded_channel();
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.places.push(sender);
        let place = Place {
            medium: self.clone(),
            number: inner.places.len() - 1,
            heard,
        };
        Bus::on(super::Medium::Memory(place), None)
    }

    fn say(&self, from: usize, channel: Uuid, message: &Arc<[u8]>) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { places, fate } = &mut *inner;
        for (number, place) in places.iter().enumerate() {
            if number == from {
                continue;
            }
            for delay in fate() {
                let heard = (channel, message.clone());
                let place = place.clone();
                if delay.is_zero() {
                    drop(place.send(heard));
                } else {
                    tokio::spawn(async move {
                        tokio::time::sleep(delay).await;
                        drop(place.send(heard));
                    });
                }
            }
        }
    }
}

pub(super) async fn run(app: Arc<App>, place: Place, mut said: mpsc::Receiver<Tell>, key: Key) {
    let mut ear = Ear::new(app, key);
    let Place {
        medium,
        number,
        mut heard,
    } = place;
    loop {
        tokio::select! {
            biased;
            // Everything is heard everywhere: nobody minds what is not held.
            Some((channel, what)) = said.recv() => {
                let message = ear.seal(channel, what).into();
                medium.say(number, channel, &message);
            }
            Some((channel, message)) = heard.recv() => {
                ear.hear(Some(channel), &message);
            }
            else => return,
        }
    }
}
