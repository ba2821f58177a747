//! What somebody prepares to present, before the meeting and without being in it: read and written by their personal link.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use protocol::ids::{ContentId, MeetingId, PersonId};
use protocol::meeting::preparing::Prepare;
use protocol::meeting::state::Role;
use protocol::meeting::{Command, Refusal};
use protocol::wire::{PreparationPage, PreparationRoom, Prepared, WritePreparation};

use super::body::Body;
use super::identity;
use crate::app::App;
use crate::error::ApiError;
use crate::hub::Reading;

/// `GET /api/meetings/{id}/preparation` with a personal link's secret, or a person's own.
pub(super) async fn look(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Json<PreparationPage>, ApiError> {
    let (meeting, person) = somebody(&app, &meeting, &headers).await?;
    app.limits.preparation(person.0)?;
    page(&app, meeting, person).await.map(Json)
}

/// `POST /api/meetings/{id}/preparation`: writes, or says that one is ready. Answered when the journal has it.
pub(super) async fn write(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<WritePreparation>,
) -> Result<Json<Prepared>, ApiError> {
    let (meeting, person) = somebody(&app, &meeting, &headers).await?;
    app.limits.preparation(person.0)?;
    if matches!(wanted.wish, Prepare::Ask { .. }) {
        // By people in the meeting, over its socket.
        return Err(ApiError::refused(Refusal::FacilitatorsOnly));
    }
    let command = Box::new(Command::Prepare(wanted.wish));
    app.hubs.act(meeting, person, wanted.command_id, command).await?;
    let own = page(&app, meeting, person).await?.own;
    own.map(Json)
        .ok_or_else(|| ApiError::refused(Refusal::NotAskedToPrepare))
}

async fn somebody(app: &App, meeting: &str, headers: &HeaderMap) -> Result<(MeetingId, PersonId), ApiError> {
    let meeting = identity::meeting_id(meeting)?;
    let owner = identity::owner(app, meeting, headers).await?;
    let person = identity::whose(&owner);
    person
        .map(|person| (meeting, person))
        .ok_or_else(|| ApiError::forbidden("This link is nobody's own."))
}

async fn page(app: &App, meeting: MeetingId, person: PersonId) -> Result<PreparationPage, ApiError> {
    let look = move |reading: &Reading<'_>| {
        let state = reading.state;
        let text = |id: ContentId| reading.contents.get(&id).cloned().flatten().unwrap_or_default();
        let maybe = |id: Option<ContentId>| id.map(text).unwrap_or_default();
        let someone = state.people.get(&person)?;
        let facilitators = state.people.values().filter(|other| {
            let is_in = !other.removed && !other.waiting;
            is_in && other.role == Role::Facilitator
        });
        let in_room = Some(someone.room).filter(|room| Some(*room) != state.main_room);
        let room = in_room
            .or(someone.assigned)
            .and_then(|room| state.rooms.get(&room));
        let own = state.preparing.get(&person).filter(|own| own.asked);
        Some(PreparationPage {
            id: meeting,
            title: maybe(state.title),
            language: state.language.clone(),
            schedule: state.schedule.clone(),
            facilitators: facilitators.map(|someone| text(someone.name)).collect(),
            ended: state.ended_at.is_some(),
            person,
            name: text(someone.name),
            room: room.map(|room| PreparationRoom {
                number: room.number,
                name: room.name.map(text).filter(|name| !name.is_empty()),
            }),
            own: own.map(|own| Prepared {
                protocol: own.protocol.clone(),
                ready: own.ready,
                revision: own.revision,
                title: maybe(own.card.title),
                overview: maybe(own.card.overview),
                focus_question: maybe(own.card.focus_question),
                links: own.card.links.iter().map(|link| text(*link)).collect(),
            }),
        })
    };
    let page = app.hubs.read(meeting, look).await?;
    page.ok_or_else(|| ApiError::refused(Refusal::NotInMeeting))
}
