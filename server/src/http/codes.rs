//! Join codes that were said aloud.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use protocol::ids::MeetingId;
use protocol::wire::{CodeFound, EnterCode};

use super::body::Body;
use super::{meetings, secret};
use crate::app::App;
use crate::error::ApiError;

/// `POST /api/codes`. A wrong code, an ended and a deleted meeting get one answer.
pub(super) async fn enter(
    State(app): State<Arc<App>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Body(request): Body<EnterCode>,
) -> Result<Json<CodeFound>, ApiError> {
    app.limits.code(from.ip())?;
    let code = secret::typed_code(&request.code).ok_or_else(ApiError::not_found)?;
    let meeting = app.store.find_join_code(&code).await?.map(MeetingId);
    let meeting = meeting.ok_or_else(ApiError::not_found)?;
    let has_ended = app
        .hubs
        .read(meeting, |reading| reading.state.ended_at.is_some())
        .await?;
    if has_ended {
        return Err(ApiError::not_found());
    }
    let join_url = meetings::fresh_join_link(&app, meeting).await?;
    Ok(Json(CodeFound { join_url }))
}
