//! Logs and metrics. Logs carry ids (`meeting.id`, `session.id`, `request.id`, `code`), never names, content or secrets; metrics carry no
//! ids at all.

use std::sync::{OnceLock, PoisonError};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Writes logs to stderr from now on: stdout has the one line that says where Convene is.
pub fn start_logs(config: &Config) {
    let filter = EnvFilter::try_new(&config.log_level).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // It would say so on stderr, which is what cannot be written, and end whatever wanted to say something: a full disk has room for
        // neither.
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first one's subscriber.
    let started = match config.log_format {
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .try_init(),
        LogFormat::Text => builder.try_init(),
    };
    drop(started);
}

/// The process's metrics. The first call starts them; there is one recorder in a process, however many servers tests start.
pub fn metrics() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    static STARTING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    HANDLE.get_or_init(|| {
        let recorder = builder().build_recorder();
        let handle = recorder.handle();
        drop(metrics::set_global_recorder(recorder));
        metrics::gauge!("convene_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        handle
    })
}

fn builder() -> PrometheusBuilder {
    let seconds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
    ];
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &seconds)
        // The list of buckets is not empty, which is all that can be wrong with it.
        .unwrap_or_else(|_| PrometheusBuilder::new())
}
