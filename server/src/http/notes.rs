//! `GET /api/meetings/{id}/notes`: how many notes each board of a room has, for the overview of facilitators.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use protocol::wire::BoardNotes;

use super::identity;
use crate::app::App;
use crate::error::ApiError;

/// Facilitators only. Notebooks are nobody's but their owner's, and not even counted for others.
pub(super) async fn counts(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Json<BoardNotes>, ApiError> {
    let meeting = identity::meeting_id(&meeting)?;
    let owner = identity::owner(&app, meeting, &headers).await?;
    if !identity::is_facilitator(&app, &owner).await? {
        return Err(ApiError::forbidden("Only a facilitator may do this."));
    }
    app.limits.notes(owner.person.unwrap_or(owner.meeting))?;
    let boards: Vec<_> = app
        .hubs
        .read(meeting, |reading| {
            let rooms = reading.state.rooms.values();
            rooms
                .flat_map(|room| room.boards.iter().map(|board| board.id))
                .collect()
        })
        .await?;
    let counted = boards
        .into_iter()
        .filter_map(|board| Some((board, app.boards.note_count(board.0)?)));
    Ok(Json(BoardNotes {
        boards: counted.collect(),
    }))
}
