//! `GET /api/meetings/{id}/roster`: what facilitators' list of people shows and no view carries. Asked now and then, not pushed.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use protocol::ids::PersonId;
use protocol::meeting::expected::came_as;
use protocol::time::Timestamp;
use protocol::wire::{Roster, RosterEntry};

use super::identity;
use crate::app::App;
use crate::error::ApiError;
use crate::store::SecretKind;

pub(super) async fn list(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Roster>, ApiError> {
    let meeting = identity::meeting_id(&meeting)?;
    let owner = identity::owner(&app, meeting, &headers).await?;
    // A person's own: a link alone is nobody who looks.
    if owner.kind != SecretKind::Person || !identity::is_facilitator(&app, &owner).await? {
        return Err(ApiError::forbidden("Only facilitators see this list."));
    }
    // The last of several wins: they come oldest first.
    let links: Vec<_> = app
        .store
        .links(meeting.0)
        .await?
        .into_iter()
        .filter(|link| link.kind == SecretKind::Personal)
        .filter_map(|link| Some((PersonId(link.person?), link.made_at.map(Timestamp))))
        .collect();
    let people = app
        .hubs
        .read(meeting, move |reading| {
            let main = reading.state.main_room;
            // Those of who came by another link than their own are theirs.
            let links = links
                .iter()
                .map(|(entry, made_at)| (came_as(reading.state, *entry), *made_at));
            let links: BTreeMap<_, _> = links.collect();
            let people = reading.state.people.iter();
            people
                .filter(|(_, someone)| !someone.removed)
                .map(|(id, someone)| RosterEntry {
                    person: *id,
                    connections: reading.connections.get(id).copied().unwrap_or(0),
                    turns: someone.turns,
                    in_room_since: someone
                        .stays
                        .last()
                        .filter(|stay| stay.to.is_none())
                        .map(|stay| stay.from),
                    link_made_at: links.get(id).copied().flatten(),
                    was_in_breakout: someone.stays.iter().any(|stay| Some(stay.room) != main),
                })
                .collect()
        })
        .await?;
    Ok(Json(Roster { people }))
}
