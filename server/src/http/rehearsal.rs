//! The rehearsal of a meeting: started, found and ended by facilitators of the meeting itself.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use bytes::Bytes;
use protocol::ids::MeetingId;
use protocol::limits::SIMULATED_MAX;
use protocol::meeting::rehearsal::plan_of;
use protocol::meeting::{Refusal, SystemCommand};
use protocol::time::Millis;
use protocol::wire::{Rehearsal, RehearsalView, StartRehearsal};
use uuid::Uuid;

use super::{ClientAddress, body, identity, meetings};
use crate::app::App;
use crate::error::ApiError;
use crate::rehearsals::{self, Cast};
use crate::store::MeetingStatus;

/// `POST /api/meetings/{id}/rehearsal`
pub(super) async fn start(
    State(app): State<Arc<App>>,
    Extension(ClientAddress(from)): Extension<ClientAddress>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<(StatusCode, Json<Rehearsal>), ApiError> {
    let of = facilitated(&app, &meeting, &headers).await?;
    let wanted: StartRehearsal = body::read_or_default(&bytes)?;
    if wanted
        .people
        .is_some_and(|people| !(1..=SIMULATED_MAX).contains(&people))
    {
        return Err(ApiError::refused(Refusal::OutOfRange));
    }
    app.limits.create(from)?;
    let (plan, people) = app
        .hubs
        .read(of, {
            let app = app.clone();
            move |reading| {
                let words = app.languages.of(&reading.state.language);
                plan_of(reading.state, reading.contents, &words)
            }
        })
        .await?
        .map_err(ApiError::refused)?;
    let id = MeetingId(Uuid::now_v7());
    let place = app.rehearsals.take_place(of, id).map_err(ApiError::refused)?;
    let cast = Cast {
        people: wanted.people.unwrap_or(people),
        language: plan.language.clone(),
        asks: plan.asks.clone(),
        seed: id.0.as_u64_pair().1,
    };
    let command = SystemCommand::Rehearse {
        meeting: id,
        plan: Arc::new(plan),
    };
    let made = meetings::make(&app, id, &command, MeetingStatus::Rehearsal).await?;
    let longest = i64::try_from(app.rehearsals.times.longest.as_millis()).unwrap_or(i64::MAX);
    let rehearsal = Rehearsal {
        meeting: id,
        facilitator_url: made.facilitator_url,
        join_url: made.join_url,
        people: cast.people,
        ends_at: app.clock.now() + Millis(longest),
    };
    place.open(rehearsal.clone());
    tracing::info!(meeting.id = %of, rehearsal.id = %id, people = cast.people, "a rehearsal begins");
    metrics::counter!("convene_rehearsals_total").increment(1);
    tokio::spawn(rehearsals::run(app, place, id, cast));
    Ok((StatusCode::CREATED, Json(rehearsal)))
}

/// `GET /api/meetings/{id}/rehearsal`: links are hashed at rest, but these live no longer than this process.
pub(super) async fn look(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Json<RehearsalView>, ApiError> {
    let of = facilitated(&app, &meeting, &headers).await?;
    let rehearsal = app.rehearsals.of(of);
    Ok(Json(RehearsalView { rehearsal }))
}

/// `DELETE /api/meetings/{id}/rehearsal`: with everything in it.
pub(super) async fn end(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let of = facilitated(&app, &meeting, &headers).await?;
    let rehearsal = app.rehearsals.of(of).ok_or_else(ApiError::not_found)?;
    app.hubs.delete(rehearsal.meeting).await?;
    app.rehearsals.forget(rehearsal.meeting);
    Ok(StatusCode::NO_CONTENT)
}

async fn facilitated(app: &App, meeting: &str, headers: &HeaderMap) -> Result<MeetingId, ApiError> {
    let meeting = identity::meeting_id(meeting)?;
    let owner = identity::owner(app, meeting, headers).await?;
    if identity::is_facilitator(app, &owner).await? {
        Ok(meeting)
    } else {
        Err(ApiError::refused(Refusal::FacilitatorsOnly))
    }
}
