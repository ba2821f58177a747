//! A meeting's life: made, deleted.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use protocol::ids::MeetingId;
use protocol::meeting::{self, Context, Entry, Refusal, SystemCommand, apply, decide_system};
use protocol::wire::{CreateMeeting, MeetingCreated};
use uuid::Uuid;

use super::ClientAddress;
use super::body::Body;
use super::{identity, links, secret};
use crate::app::App;
use crate::error::ApiError;
use crate::store::{
    AppendError, Batch, ContentItem, MeetingStatus, NewBoard, NewEntry, Position, SecretKind,
};

/// `POST /api/meetings`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Extension(ClientAddress(from)): Extension<ClientAddress>,
    Body(request): Body<CreateMeeting>,
) -> Result<(StatusCode, Json<MeetingCreated>), ApiError> {
    app.limits.create(from)?;
    let id = MeetingId(Uuid::now_v7());
    let command = SystemCommand::Create {
        meeting: id,
        title: request.title,
        language: request.language.unwrap_or_else(|| "en".to_owned()),
        schedule: request.schedule,
    };
    let made = make(&app, id, &command, MeetingStatus::Open).await?;
    tracing::info!(meeting.id = %id, "a meeting was made");
    metrics::counter!("convene_meetings_created_total").increment(1);
    Ok((StatusCode::CREATED, Json(made)))
}

/// Makes a meeting with the links that open it.
pub(super) async fn make(
    app: &App,
    id: MeetingId,
    command: &SystemCommand,
    status: MeetingStatus,
) -> Result<MeetingCreated, ApiError> {
    if app.memory.is_short() {
        return Err(ApiError::memory_short());
    }
    let facilitator = secret::make()?;
    let join = secret::make()?;
    let mut batch = first_batch(app, command, status).await?;
    batch.secrets = vec![
        links::secret(&facilitator, SecretKind::Facilitator),
        links::secret(&join, SecretKind::Join),
    ];
    let code = loop {
        let code = secret::make_code()?;
        batch.join_code = Some(code.clone());
        match app.store.create(id.0, batch.clone()).await {
            Err(AppendError::JoinCodeTaken) => {}
            written => {
                created(app, id, written).await?;
                break code;
            }
        }
    };
    Ok(MeetingCreated {
        id,
        facilitator_url: links::url(app, id, SecretKind::Facilitator, &facilitator),
        join_url: links::url(app, id, SecretKind::Join, &join),
        join_code: secret::shown_code(&code),
    })
}

/// `DELETE /api/meetings/{id}`: with everything in it, for good.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let meeting = identity::meeting_id(&meeting)?;
    let owner = identity::owner(&app, meeting, &headers).await?;
    if !identity::is_facilitator(&app, &owner).await? {
        return Err(ApiError::forbidden("Only facilitators can delete a meeting."));
    }
    app.hubs.delete(meeting).await?;
    app.rehearsals.forget(meeting);
    if let Some(rehearsal) = app.rehearsals.of(meeting) {
        if let Err(fail) = app.hubs.delete(rehearsal.meeting).await {
            tracing::warn!(meeting.id = %rehearsal.meeting, ?fail, "a rehearsal ends later, by itself");
        }
        app.rehearsals.forget(rehearsal.meeting);
    }
    tracing::info!(meeting.id = %meeting, "a meeting was deleted");
    Ok(StatusCode::NO_CONTENT)
}

async fn first_batch(app: &App, command: &SystemCommand, status: MeetingStatus) -> Result<Batch, ApiError> {
    let context = Context {
        actor: None,
        command: None,
        at: app.clock.now(),
        seed: 0,
        ids: Uuid::now_v7(),
        attributes: Arc::default(),
        tallies: Arc::default(),
    };
    let mut state = meeting::State::default();
    let decision = decide_system(&state, command, &context).map_err(ApiError::refused)?;
    let (levels, level) = (app.hubs.levels(), decision.level());
    let claimed = levels.claim(app.store.as_ref(), level).await;
    if level > levels.may_write() || !claimed.map_err(|_| ApiError::unavailable())? {
        return Err(ApiError::refused(Refusal::BeingUpgraded));
    }
    let mut batch = Batch {
        status: Some(status),
        ..Batch::default()
    };
    for event in decision.events {
        let entry = Entry {
            at: context.at,
            by: None,
            command: None,
            event,
        };
        apply(&mut state, &entry);
        let body = serde_json::to_string(&entry).map_err(|_| ApiError::unavailable())?;
        batch.entries.push(NewEntry { at: entry.at.0, body });
    }
    batch.boards = state
        .rooms
        .values()
        .flat_map(|room| &room.boards)
        .map(|board| NewBoard {
            board: board.id.0,
            owner: None,
        })
        .collect();
    batch.content = decision
        .content
        .into_iter()
        .map(|content| ContentItem {
            id: content.id.0,
            owner: content.owner.map(|person| person.0),
            body: content.text,
        })
        .collect();
    Ok(batch)
}

/// Whether the meeting is there now, also when the commit's answer was lost.
async fn created(app: &App, id: MeetingId, written: Result<Position, AppendError>) -> Result<(), ApiError> {
    match written {
        Ok(_) => Ok(()),
        Err(AppendError::Unknown) => app
            .store
            .head(id.0)
            .await
            .map(|_| ())
            .map_err(|_| ApiError::unavailable()),
        Err(AppendError::Unavailable | AppendError::Full) => Err(ApiError::unavailable()),
        Err(error) => {
            tracing::error!(meeting.id = %id, %error, "a meeting could not be made");
            Err(ApiError::unavailable())
        }
    }
}
