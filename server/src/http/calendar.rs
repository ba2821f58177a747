//! `GET /api/meetings/{id}/meeting.ics`: the meeting as an entry for a calendar.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::calendar::{Invitation, ics};

use super::{identity, links, record};
use crate::app::App;
use crate::error::ApiError;
use crate::store::SecretKind;

/// The link in it is the asker's own where that is a join link; whoever facilitates or is a person there gets the address
/// alone, which opens on the device that knows them: a calendar is read by others.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let meeting = identity::meeting_id(&meeting)?;
    let owner = identity::owner(&app, meeting, &headers).await?;
    let public = &app.site.public_url;
    let url = match owner.kind {
        SecretKind::Join | SecretKind::Observer | SecretKind::AccessSupport => {
            let letter = links::letter(owner.kind);
            format!("{public}/m/{meeting}#{letter}.{}", identity::bearer(&headers)?)
        }
        _ if identity::is_facilitator(&app, &owner).await? => format!("{public}/m/{meeting}#f"),
        SecretKind::Person | SecretKind::Facilitator => format!("{public}/m/{meeting}#j"),
    };
    let language = record::language(&headers);
    let made_at = app.clock.now();
    let entry = app
        .hubs
        .read(meeting, move |reading| {
            let schedule = reading.state.schedule.as_ref()?;
            let title = reading
                .state
                .title
                .and_then(|id| reading.contents.get(&id).cloned());
            Some(ics(&Invitation {
                meeting,
                title: title.flatten().as_deref().unwrap_or("Convene"),
                url: &url,
                starts_at: schedule.starts_at?,
                minutes: schedule.minutes,
                revision: schedule.revision,
                made_at,
                language,
            }))
        })
        .await?
        .ok_or_else(|| {
            ApiError::new(
                StatusCode::NOT_FOUND,
                "not_scheduled",
                "This meeting has no date yet.",
            )
        })?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"convene-meeting.ics\"",
        ),
    ];
    Ok((headers, entry).into_response())
}
