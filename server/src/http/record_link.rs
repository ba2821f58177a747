//! The link to a meeting's record for people who have no part in it: made, made anew, taken back.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use protocol::ids::MeetingId;
use protocol::time::Timestamp;
use protocol::wire::{RecordLink, RecordLinkView};

use super::{identity, links, secret};
use crate::app::App;
use crate::error::ApiError;
use crate::hub::input::LinkChange;
use crate::store::{NewSecret, Revoke, SecretKind, SecretOwner};

/// `GET /api/meetings/{id}/record-link`: whether there is one.
pub(super) async fn look(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Json<RecordLinkView>, ApiError> {
    let (meeting, _) = links::facilitator(&app, &meeting, &headers).await?;
    let links = app.store.links(meeting.0).await?;
    let found = links.into_iter().find(|link| link.kind == SecretKind::Record);
    Ok(Json(RecordLinkView {
        is_open: found.is_some(),
        made_at: found.and_then(|link| link.made_at).map(Timestamp),
    }))
}

/// `POST /api/meetings/{id}/record-link`: a fresh one in the place of the one before.
pub(super) async fn make(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<RecordLink>), ApiError> {
    let (meeting, owner) = links::facilitator(&app, &meeting, &headers).await?;
    app.limits.join(meeting)?;
    let secret = secret::make()?;
    let add = vec![links::secret(&secret, SecretKind::Record)];
    change(&app, meeting, &owner, add).await?;
    tracing::info!(meeting.id = %meeting, "the record is shared by a link");
    let letter = links::letter(SecretKind::Record);
    let url = format!("{}/m/{meeting}/record#{letter}.{secret}", app.site.public_url);
    Ok((StatusCode::CREATED, Json(RecordLink { url })))
}

/// `DELETE /api/meetings/{id}/record-link`: it opens nothing any more.
pub(super) async fn take_back(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let (meeting, owner) = links::facilitator(&app, &meeting, &headers).await?;
    change(&app, meeting, &owner, Vec::new()).await?;
    tracing::info!(meeting.id = %meeting, "the link to the record was taken back");
    Ok(StatusCode::NO_CONTENT)
}

async fn change(
    app: &App,
    meeting: MeetingId,
    owner: &SecretOwner,
    add: Vec<NewSecret>,
) -> Result<(), ApiError> {
    let change = LinkChange {
        by: identity::person(owner),
        role: None,
        revoke: vec![Revoke::Kind(SecretKind::Record)],
        add,
        join_code: None,
    };
    Ok(app.hubs.change_links(meeting, change).await?)
}
