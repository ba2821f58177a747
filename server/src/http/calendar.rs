//! `GET /api/meetings/{id}/meeting.ics`: the meeting as an entry for a calendar. `…/commitments.ics`: what the asker has taken
//! on, on the days that they gave.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::calendar::{DueDay, Invitation, due_days, ics};

use super::{identity, links};
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
        SecretKind::Record => return Err(ApiError::forbidden("This link opens a record and nothing else.")),
        SecretKind::Personal => format!("{public}/m/{meeting}#p"),
        SecretKind::Person | SecretKind::Facilitator => format!("{public}/m/{meeting}#j"),
    };
    let words = app.languages.asked(&headers);
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
                words: &words,
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
    Ok(entry_file(entry, "attachment; filename=\"convene-meeting.ics\""))
}

/// The asker's own commitments that have a day and are not done.
pub(super) async fn commitments(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let meeting = identity::meeting_id(&meeting)?;
    let owner = identity::owner(&app, meeting, &headers).await?;
    let person = identity::person(&owner)
        .ok_or_else(|| ApiError::forbidden("Join the meeting first: commitments are a person's."))?;
    app.limits.record(person.0)?;
    let url = format!("{}/m/{meeting}", app.site.public_url);
    let made_at = app.clock.now();
    let file = app
        .hubs
        .read(meeting, move |reading| {
            let (state, contents) = (reading.state, reading.contents);
            state.people.get(&person).filter(|someone| !someone.removed)?;
            let text = |id| contents.get(&id).cloned().flatten().unwrap_or_default();
            let title = state.title.map(text).unwrap_or_default();
            let own = state.closing.commitments.iter();
            let open = own.filter(|(_, one)| one.person == person && !one.taken_away && !one.done);
            let words: Vec<_> = open
                .filter_map(|(id, one)| Some((*id, text(one.text), one.due.as_deref()?, one.revision)))
                .collect();
            let days: Vec<DueDay<'_>> = words
                .iter()
                .map(|(commitment, text, day, revision)| DueDay {
                    commitment: *commitment,
                    text,
                    day,
                    revision: *revision,
                })
                .collect();
            Some(due_days(&title, &url, &days, made_at))
        })
        .await?
        .ok_or_else(|| ApiError::forbidden("You are not in this meeting any more."))?;
    Ok(entry_file(
        file,
        "attachment; filename=\"convene-commitments.ics\"",
    ))
}

fn entry_file(text: String, disposition: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, text).into_response()
}
