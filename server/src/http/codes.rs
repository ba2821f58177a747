//! Join codes that were said aloud.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use protocol::ids::MeetingId;
use protocol::wire::{CodeFound, EnterCode};

use super::ClientAddress;
use super::body::Body;
use super::{links, secret};
use crate::app::App;
use crate::error::ApiError;
use crate::store::SecretKind;

/// `POST /api/codes`. A wrong code, an ended and a deleted meeting get one answer.
pub(super) async fn enter(
    State(app): State<Arc<App>>,
    Extension(ClientAddress(from)): Extension<ClientAddress>,
    Body(request): Body<EnterCode>,
) -> Result<Json<CodeFound>, ApiError> {
    app.limits.code(from)?;
    let Some(meeting) = open_meeting(&app, &request.code).await? else {
        app.limits.wrong_code(from);
        return Err(ApiError::not_found());
    };
    app.limits.join(meeting)?;
    let join_url = links::fresh(&app, meeting, SecretKind::Join).await?;
    Ok(Json(CodeFound { join_url }))
}

/// The meeting that this code leads to, if it can still be joined.
async fn open_meeting(app: &App, typed: &str) -> Result<Option<MeetingId>, ApiError> {
    let Some(code) = secret::typed_code(typed) else {
        return Ok(None);
    };
    let Some(meeting) = app.store.find_join_code(&code).await?.map(MeetingId) else {
        return Ok(None);
    };
    let has_ended = app
        .hubs
        .read(meeting, |reading| reading.state.ended_at.is_some())
        .await?;
    Ok(Some(meeting).filter(|_| !has_ended))
}
