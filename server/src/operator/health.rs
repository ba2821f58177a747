//! Is the process there, is it ready, which one is it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use protocol::wire::WIRE_VERSION;
use serde::Serialize;

use crate::app::App;
use crate::store::WriteError;

const PROBE_WITHIN: Duration = Duration::from_secs(1);

/// Ready or why not.
#[derive(Debug, Serialize)]
pub struct Readiness {
    ready: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// What is not well although it serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
}

/// How far the store's clock may be from the one that this instance carries on, in milliseconds.
const CLOCK_OFF_MAX_MS: i64 = 2_000;

/// What runs here.
#[derive(Debug, Serialize)]
pub struct Version {
    version: &'static str,
    commit: &'static str,
    wire: u32,
}

/// `GET /healthz`: the process answers. Touches nothing.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: whether the next meeting should come here; a small write proves that the store takes it.
pub async fn ready(State(app): State<Arc<App>>) -> (StatusCode, Json<Readiness>) {
    let reason = if app.is_draining() {
        Some("draining: the server is going away")
    } else if app.clock.off_by_ms().abs() > CLOCK_OFF_MAX_MS {
        Some(
            "this machine's clock or the database's was set, or this machine slept: set the clocks right and restart at a quiet moment",
        )
    } else if app.hubs.levels().is_too_old() {
        Some(
            "the database has meetings of a newer version, which this one cannot read: replace this instance",
        )
    } else if app.memory.is_short() {
        Some("memory is short: no further meeting is opened here; give it more, or add an instance")
    } else {
        match tokio::time::timeout(PROBE_WITHIN, app.store.probe()).await {
            Ok(Ok(())) => None,
            Ok(Err(WriteError::Full)) => Some("the store is full or read-only: free some disk space"),
            Ok(Err(WriteError::NotFound | WriteError::Unavailable | WriteError::Unknown)) => {
                Some("the store is unavailable")
            }
            Err(_) => Some("the store did not answer within a second"),
        }
    };
    let status = match reason {
        None => StatusCode::OK,
        Some(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let ready = reason.is_none();
    // Without Redis nothing is lost: other instances' people are seen a little later.
    let warning = app.bus.trouble().map(|trouble| {
        format!("{trouble}: until that is mended, what other instances write is seen within a second")
    });
    let readiness = Readiness {
        ready,
        reason,
        warning,
    };
    (status, Json(readiness))
}

/// `GET /version`
pub async fn version() -> Json<Version> {
    Json(Version {
        version: env!("CARGO_PKG_VERSION"),
        commit: option_env!("CONVENE_COMMIT").unwrap_or("unknown"),
        wire: WIRE_VERSION,
    })
}
