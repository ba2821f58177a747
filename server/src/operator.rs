//! What operators see: health, readiness, version, metrics, live meetings. Never titles, names or content.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::error::ApiError;
use crate::http::secret;
use crate::telemetry;

pub mod health;
pub mod meetings;

/// `GET /metrics`: for anybody without the operator's token it is not there.
pub async fn metrics(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    if !is_operator(&app, &headers) {
        return Err(ApiError::not_found());
    }
    measure(&app).await;
    let text = telemetry::metrics().render();
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

/// What is counted when it is asked for.
async fn measure(app: &App) {
    let live = app.hubs.live();
    let (mut rooms, mut people) = (0, 0);
    for meeting in &live {
        let counts = app
            .hubs
            .read(*meeting, |reading| (reading.state.rooms.len(), reading.connected));
        if let Ok((rooms_here, people_here)) = counts.await {
            rooms += rooms_here;
            people += people_here;
        }
    }
    metrics::gauge!("convene_meetings").set(live.len() as f64);
    metrics::gauge!("convene_rooms").set(rooms as f64);
    metrics::gauge!("convene_participants").set(people as f64);
}

/// Lets an operator in.
///
/// # Errors
/// 404 with how to set a token when there is none; 401 for a wrong one.
fn admit(app: &App, headers: &HeaderMap) -> Result<(), ApiError> {
    if app.operator.is_none() {
        return Err(ApiError::new(
            StatusCode::NOT_FOUND,
            "operator_token_not_set",
            "No operator token is set. Set CONVENE_OPERATOR_TOKEN (at least 16 characters) and start Convene again.",
        ));
    }
    if is_operator(app, headers) {
        Ok(())
    } else {
        metrics::counter!("convene_auth_failures_total", "reason" => "operator").increment(1);
        Err(ApiError::unauthenticated())
    }
}

fn is_operator(app: &App, headers: &HeaderMap) -> bool {
    let given = crate::http::bearer(headers).map(secret::hash);
    match (app.operator, given) {
        (Some(token), Ok(given)) => token.ct_eq(&given).into(),
        _ => false,
    }
}
