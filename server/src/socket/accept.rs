//! The upgrade. What is broken or hostile is answered by an HTTP status; what a person can mend is accepted and then closed with a code,
//! since a page cannot read the status of a failed upgrade.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use protocol::ids::MeetingId;
use protocol::limits::CLIENT_MESSAGE_BYTES_MAX;

use super::{End, Socket, drive, hello};
use crate::app::App;
use crate::error::ApiError;
use crate::http::limits::SocketPlace;
use crate::http::meeting_id;
use crate::websocket::Upgrade;

/// `GET /api/meetings/{id}/socket`. Origin and Host were checked before.
///
/// # Errors
/// 400, 404, 426.
pub(crate) async fn upgrade(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    place: Option<Extension<SocketPlace>>,
    upgrade: Result<Upgrade, ApiError>,
) -> Result<Response, ApiError> {
    let meeting = meeting_id(&meeting)?;
    let upgrade = upgrade?;
    metrics::counter!("convene_connects_total").increment(1);
    Ok(
        upgrade.serve(CLIENT_MESSAGE_BYTES_MAX, move |reader, writer| async move {
            serve(app, meeting, Socket { reader, writer }).await;
            drop(place);
        }),
    )
}

async fn serve(app: Arc<App>, meeting: MeetingId, mut socket: Socket) {
    let entered = app.enter();
    let end = match Box::pin(hello::hello(&app, meeting, &mut socket)).await {
        Ok(hello) => drive::session(&app, meeting, entered.key, hello, &mut socket).await,
        Err(end) => end,
    };
    match end {
        End::Close(closing) => {
            tracing::debug!(meeting.id = %meeting, session.id = entered.key, code = closing.code, "a socket is closed");
            Box::pin(socket.close(closing)).await;
        }
        End::Lost => metrics::counter!("convene_disconnects_total", "code" => "lost").increment(1),
    }
}
