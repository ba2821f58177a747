//! `GET /api/meetings/{id}/notes`: how many notes each board of a room has, for the overview of facilitators.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use protocol::ids::BoardId;
use protocol::wire::BoardNotes;
use uuid::Uuid;

use super::identity;
use crate::app::App;
use crate::error::ApiError;
use crate::hub::Fail;

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
    let boards: BTreeSet<Uuid> = app
        .hubs
        .read(meeting, |reading| {
            let rooms = reading.state.rooms.values();
            rooms
                .flat_map(|room| room.boards.iter().map(|board| board.id.0))
                .collect()
        })
        .await?;
    let counted = app.boards.note_counts(meeting.0, |board| boards.contains(&board));
    let counted = counted.await.map_err(Fail::from)?;
    Ok(Json(BoardNotes {
        boards: counted
            .into_iter()
            .map(|(board, notes)| (BoardId(board), notes))
            .collect(),
    }))
}
