//! The store's clock where the store is part of the process.

use std::time::SystemTime;

/// Milliseconds since 1970; 0 should the machine think it is earlier.
pub(super) fn system_now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
