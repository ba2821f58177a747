//! What to do with updates that a worker died of.

use super::{Board, Pending, submit::sha256};
use crate::boards::{
    outbox::Close,
    pool::{Lane, PoolError},
};

impl Board {
    /// Tries the updates one by one aside, where it harms nobody and there is more time. What kills that worker too is
    /// remembered, and its sender barred; the others are answered for another try. If all that are left went well,
    /// home takes over the result instead of doing the work again, and what had an effect is answered as well.
    pub(super) async fn on_probation(&mut self, batch: Vec<Pending>) -> (Vec<Pending>, Option<Vec<bool>>) {
        let Ok(log) = self.whole_of(self.id).await else {
            return (batch, None);
        };
        let pool = self.shared.pool.clone();
        let mut innocent: Vec<Pending> = Vec::with_capacity(batch.len());
        let mut effects = Vec::with_capacity(batch.len());
        let mut loaded = false;
        for pending in batch {
            if !loaded {
                let mut base = log.clone();
                base.extend(innocent.iter().map(|pending| pending.update.bytes.clone()));
                if pool.load(Lane::Aside, self.id, &base).await.is_err() {
                    // Not this update's fault: let the way over the log decide.
                    innocent.push(pending);
                    continue;
                }
                loaded = true;
            }
            let update = std::slice::from_ref(&pending.update.bytes);
            let applied = pool.apply(Lane::Aside, self.id, update).await;
            // What it made of the board must be fit to live beside others.
            let tried = match applied {
                Ok(applied) => pool.whole_for_home(self.id).await.map(|_| applied.effects),
                Err(error) => Err(error),
            };
            match tried {
                Ok(effect) => {
                    effects.extend(effect);
                    innocent.push(pending);
                }
                Err(PoolError::WorkerLost) => {
                    loaded = false;
                    self.condemn(&pending).await;
                }
                Err(PoolError::Refused { .. }) => {
                    loaded = false;
                    self.reject(pending.connection, "worker");
                }
                Err(PoolError::NotLoaded | PoolError::Unavailable) => {
                    loaded = false;
                    innocent.push(pending);
                }
            }
        }
        let mut done = None;
        if loaded
            && effects.len() == innocent.len()
            && let Ok(whole) = pool.whole_for_home(self.id).await
            && pool.load(Lane::Home, self.id, &[whole]).await.is_ok()
        {
            done = Some(effects);
        }
        pool.unload(Lane::Aside, self.id).await;
        (innocent, done)
    }

    async fn condemn(&mut self, culprit: &Pending) {
        let hash = sha256(&culprit.update.bytes);
        self.refused.insert(hash);
        let store = &self.shared.store;
        let refused = store.refuse_update(self.id, hash, culprit.person).await;
        let barred = store.bar_from_boards(self.meeting, culprit.person).await;
        if refused.is_err() || barred.is_err() {
            tracing::error!(board.id = %self.id, "the sender of a deadly update could not be barred in the store");
        }
        self.reject(culprit.connection, "crashed");
        self.close_all_of(culprit.person, Close::BARRED);
        // Nobody listens only while no board is open.
        let _ = self.shared.barred.send((self.meeting, culprit.person));
        self.shared.bus.barred(self.meeting, culprit.person);
    }
}
