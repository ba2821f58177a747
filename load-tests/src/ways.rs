//! Where a virtual person can connect, and how they come back: as the page does, with full jitter.

use std::sync::Arc;
use std::time::Duration;

/// The longest wait before the next try; the page's in the first five minutes.
const BACKOFF_MAX: Duration = Duration::from_secs(2);
const BACKOFF_FIRST: Duration = Duration::from_millis(250);

/// The addresses of the instances of one deployment.
#[derive(Clone, Debug)]
pub(crate) struct Ways {
    addresses: Arc<[String]>,
    /// Whoever loses their line comes back, as the page does. Otherwise the loss is an error of the run.
    pub(crate) comes_back: bool,
}

impl Ways {
    /// One server that is not supposed to go away.
    pub(crate) fn steady(addresses: Vec<String>) -> Self {
        Self {
            addresses: addresses.into(),
            comes_back: false,
        }
    }

    /// Instances that come and go.
    pub(crate) fn shaky(addresses: Vec<String>) -> Self {
        Self {
            addresses: addresses.into(),
            comes_back: true,
        }
    }

    pub(crate) fn address(&self, at: usize) -> &str {
        self.addresses.get(at).map_or("", String::as_str)
    }

    /// People are spread over the instances by their number.
    pub(crate) fn nth(&self, n: usize) -> usize {
        n % self.addresses.len().max(1)
    }

    /// Another address than the one that was lost, where there is one.
    pub(crate) fn other(&self, than: usize) -> usize {
        let count = self.addresses.len();
        if count < 2 {
            return than;
        }
        (than + fastrand::usize(1..count)) % count
    }
}

/// How long to wait before try number `attempt`, from 0.
pub(crate) fn backoff(attempt: u32) -> Duration {
    let most = BACKOFF_FIRST
        .saturating_mul(2_u32.saturating_pow(attempt.min(10)))
        .min(BACKOFF_MAX);
    most.mul_f64(fastrand::f64())
}
