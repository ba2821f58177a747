//! Rows of `fanout` and `board`.

use crate::report::line;
use serde::{Deserialize, Serialize};

/// What one system did under one load: of one run, or the medians of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) system: String,
    pub(crate) version: String,
    pub(crate) load: String,
    pub(crate) deliveries_per_s: f64,
    /// From when a message was to go to its arrival.
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) p999_ms: f64,
    /// Processor time of the server and its children for a million deliveries.
    pub(crate) cpu_s_per_million: f64,
    /// Their peak.
    pub(crate) rss_mib: f64,
    /// What came on top of an idle server as everybody came, without its children.
    pub(crate) kib_per_connection: f64,
    pub(crate) bytes_per_client_minute: f64,
    /// Measured.
    pub(crate) seconds: f64,
    /// Parts of a core that the server and the clients had.
    pub(crate) server_cores: f64,
    pub(crate) client_cores: f64,
    /// The clients had nearly all of their core: the server may be faster than this.
    pub(crate) client_was_limit: bool,
    /// Everybody had said all that they were allowed to before the time was over.
    pub(crate) allowance_was_limit: bool,
    pub(crate) errors: u64,
    pub(crate) lost: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) error_samples: Vec<String>,
}

pub(super) fn print_heading() {
    line(&format!(
        "{:16} {:10} {:>12} {:>8} {:>8} {:>8} {:>10} {:>8} {:>9} {:>11} {:>9}  errors lost",
        "system",
        "load",
        "deliveries/s",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "CPU s/1M",
        "RSS MiB",
        "KiB/conn",
        "kB/client m",
        "cores s/c"
    ));
}

pub(super) fn print(row: &Row) {
    line(&format!(
        "{:16} {:10} {:12.0} {:8.2} {:8.2} {:8.2} {:10.3} {:8.1} {:9.1} {:11.0} {:4.2}/{:4.2}  {} {}{}{}",
        row.system,
        row.load,
        row.deliveries_per_s,
        row.p50_ms,
        row.p99_ms,
        row.p999_ms,
        row.cpu_s_per_million,
        row.rss_mib,
        row.kib_per_connection,
        row.bytes_per_client_minute / 1000.0,
        row.server_cores,
        row.client_cores,
        row.errors,
        row.lost,
        if row.client_was_limit {
            "  clients were the limit"
        } else {
            ""
        },
        if row.allowance_was_limit {
            "  all was said that may be said"
        } else {
            ""
        },
    ));
    for sample in &row.error_samples {
        line(&format!("    {sample}"));
    }
}
