//! A series of meetings: the next one is made from one that is over; people look at what they took on in the one before.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use protocol::ids::{MeetingId, PersonId};
use protocol::meeting::said::next_of;
use protocol::meeting::{Command, Refusal, SystemCommand, ticket, view};
use protocol::wire::{MarkCommitment, MeetingCreated, OwnCommitments};
use uuid::Uuid;

use super::body::Body;
use super::{ClientAddress, identity, meetings};
use crate::app::App;
use crate::error::ApiError;
use crate::store::MeetingStatus;

/// `POST /api/meetings/{id}/next`
pub(super) async fn next(
    State(app): State<Arc<App>>,
    Extension(ClientAddress(from)): Extension<ClientAddress>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<MeetingCreated>), ApiError> {
    let of = identity::meeting_id(&meeting)?;
    let owner = identity::owner(&app, of, &headers).await?;
    if !identity::is_facilitator(&app, &owner).await? {
        return Err(ApiError::refused(Refusal::FacilitatorsOnly));
    }
    app.limits.create(from)?;
    let texts = app.store.ballots(of.0).await?;
    let (plan, left) = app
        .hubs
        .read(of, move |reading| {
            let ticket = reading.state.closing.ticket.as_ref();
            let ballots = ticket.map_or_else(Vec::new, |ticket| ticket::ballots(ticket, &texts));
            next_of(reading.state, reading.contents, &ballots)
        })
        .await?
        .map_err(ApiError::refused)?;
    let id = MeetingId(Uuid::now_v7());
    let command = SystemCommand::Follow {
        meeting: id,
        plan: Arc::new(plan),
        left: Arc::new(left),
    };
    let made = meetings::make(&app, id, &command, MeetingStatus::Open).await?;
    tracing::info!(meeting.id = %of, next.id = %id, "the next meeting of a series was made");
    metrics::counter!("convene_meetings_created_total").increment(1);
    Ok((StatusCode::CREATED, Json(made)))
}

/// `GET /api/meetings/{id}/commitments`: one's own, for whoever has left the meeting long ago and sits in the next one.
pub(super) async fn own_commitments(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Json<OwnCommitments>, ApiError> {
    let (meeting, person) = somebody(&app, &meeting, &headers).await?;
    app.limits.commitment(person.0)?;
    own(&app, meeting, person).await
}

/// `POST /api/meetings/{id}/commitments`: whether one of one's own is done.
pub(super) async fn mark_commitment(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<MarkCommitment>,
) -> Result<Json<OwnCommitments>, ApiError> {
    let (meeting, person) = somebody(&app, &meeting, &headers).await?;
    app.limits.commitment(person.0)?;
    let command = Box::new(Command::ChangeCommitment {
        commitment: wanted.commitment,
        text: None,
        due: None,
        shared: None,
        done: Some(wanted.done),
    });
    app.hubs.act(meeting, person, wanted.command_id, command).await?;
    own(&app, meeting, person).await
}

async fn somebody(app: &App, meeting: &str, headers: &HeaderMap) -> Result<(MeetingId, PersonId), ApiError> {
    let meeting = identity::meeting_id(meeting)?;
    let owner = identity::owner(app, meeting, headers).await?;
    let person = identity::person(&owner);
    person
        .map(|person| (meeting, person))
        .ok_or_else(|| ApiError::refused(Refusal::NotInMeeting))
}

async fn own(app: &App, meeting: MeetingId, person: PersonId) -> Result<Json<OwnCommitments>, ApiError> {
    let commitments = app
        .hubs
        .read(meeting, move |reading| {
            view::own_commitments(reading.state, reading.contents, person)
        })
        .await?;
    Ok(Json(OwnCommitments { commitments }))
}
