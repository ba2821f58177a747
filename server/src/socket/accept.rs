//! The upgrade. What is broken or hostile is answered by an HTTP status; what a person can mend is accepted and then closed with a code,
//! since a page cannot read the status of a failed upgrade.

use std::sync::Arc;

use axum::Extension;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use protocol::ids::MeetingId;
use protocol::limits::CLIENT_MESSAGE_BYTES_MAX;

use super::{End, drive, hello};
use crate::app::App;
use crate::error::ApiError;
use crate::http::limits::SocketPlace;
use crate::http::meeting_id;

/// One frame may be written while others wait. A view above this could never be sent: a hundred rooms full of the longest messages, as
/// a facilitator sees them, are about as much.
const WRITE_BUFFER_MAX: usize = 256 * 1024 * 1024;

/// `GET /api/meetings/{id}/socket`. Origin and Host were checked before.
///
/// # Errors
/// 400, 404, 426.
pub async fn upgrade(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    place: Option<Extension<SocketPlace>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let meeting = meeting_id(&meeting)?;
    let upgrade = checked(&headers, upgrade)?;
    metrics::counter!("convene_connects_total").increment(1);
    Ok(upgrade
        .max_message_size(CLIENT_MESSAGE_BYTES_MAX)
        .max_frame_size(CLIENT_MESSAGE_BYTES_MAX)
        .read_buffer_size(4 * 1024)
        .write_buffer_size(8 * 1024)
        .max_write_buffer_size(WRITE_BUFFER_MAX)
        .on_upgrade(move |socket| {
            Box::pin(async move {
                serve(app, meeting, socket).await;
                drop(place);
            })
        }))
}

/// An upgrade that is whole, for this socket and those of boards.
///
/// # Errors
/// 400, 405, 426.
pub(crate) fn checked(
    headers: &HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<WebSocketUpgrade, ApiError> {
    let upgrade = upgrade.map_err(refuse)?;
    let key = headers
        .get(header::SEC_WEBSOCKET_KEY)
        .map(|key| STANDARD.decode(key.as_bytes()));
    if !matches!(key, Some(Ok(key)) if key.len() == 16) {
        return Err(bad_handshake("Sec-WebSocket-Key must be 16 bytes in base64."));
    }
    Ok(upgrade)
}

async fn serve(app: Arc<App>, meeting: MeetingId, mut socket: WebSocket) {
    let entered = app.enter();
    let end = match hello::hello(&app, meeting, &mut socket).await {
        Ok(hello) => drive::session(&app, meeting, entered.key, hello, &mut socket).await,
        Err(end) => end,
    };
    match end {
        End::Close(closing) => {
            tracing::debug!(meeting.id = %meeting, session.id = entered.key, code = closing.code, "a socket is closed");
            super::close(socket, closing).await;
        }
        End::Lost => metrics::counter!("convene_disconnects_total", "code" => "lost").increment(1),
    }
}

fn refuse(rejection: WebSocketUpgradeRejection) -> ApiError {
    match rejection {
        WebSocketUpgradeRejection::InvalidWebSocketVersionHeader(_) => ApiError::new(
            StatusCode::UPGRADE_REQUIRED,
            "websocket_version",
            "Version 13 of the WebSocket protocol is spoken here.",
        ),
        WebSocketUpgradeRejection::MethodNotGet(_) => ApiError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "A socket is opened with GET.",
        ),
        _ => bad_handshake(
            "This address speaks WebSocket: Connection, Upgrade and Sec-WebSocket-Key are needed.",
        ),
    }
}

fn bad_handshake(why: &'static str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "bad_handshake", why)
}
