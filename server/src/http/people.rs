//! Coming in: what the join page shows, and joining.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use protocol::ids::PersonId;
use protocol::meeting;
use protocol::meeting::state::{Breakouts, Role};
use protocol::wire::{Absent, AbsentPerson, AskAbsent, Door, Join, Joined, LinkKind};

use super::ClientAddress;
use super::body::Body;
use super::{identity, links, passcode, secret};
use crate::app::App;
use crate::error::ApiError;
use crate::hub::input::JoinRequest;
use crate::store::SecretKind;

/// `GET /api/meetings/{id}/door` with a link's secret (or a person's own).
pub(super) async fn door(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Door>, ApiError> {
    let meeting = identity::meeting_id(&meeting)?;
    let owner = identity::owner(&app, meeting, &headers).await?;
    if owner.kind == SecretKind::Record {
        return Err(only_a_record());
    }
    let is_facilitator = identity::is_facilitator(&app, &owner).await?;
    let link = match owner.kind {
        SecretKind::Observer => LinkKind::Observer,
        SecretKind::AccessSupport => LinkKind::AccessSupport,
        SecretKind::Personal => LinkKind::Personal,
        _ if is_facilitator => LinkKind::Facilitator,
        SecretKind::Facilitator | SecretKind::Join | SecretKind::Person | SecretKind::Record => {
            LinkKind::Join
        }
    };
    let link_name = match owner.kind {
        SecretKind::Person => None,
        _ => Some(links::name(&secret::hash(identity::bearer(&headers)?))),
    };
    let comes = owner
        .person
        .filter(|_| owner.kind == SecretKind::Personal)
        .map(PersonId);
    let join_code = if is_facilitator {
        app.store.join_code(meeting.0).await?
    } else {
        None
    };
    let door = app
        .hubs
        .read(meeting, move |reading| {
            let text = |id| reading.contents.get(&id).cloned().flatten().unwrap_or_default();
            let present = || {
                reading
                    .state
                    .people
                    .values()
                    .filter(|someone| !someone.removed && !someone.waiting)
            };
            let facilitators = present().filter(|someone| someone.role == Role::Facilitator);
            let here = present().filter(|someone| someone.here).count();
            Door {
                id: meeting,
                title: reading.state.title.map(text).unwrap_or_default(),
                language: reading.state.language.clone(),
                link,
                link_name: link_name.clone(),
                facilitators: facilitators.map(|someone| text(someone.name)).collect(),
                people_here: u32::try_from(here).unwrap_or(u32::MAX),
                rooms_open: matches!(
                    reading.state.breakouts,
                    Breakouts::Open | Breakouts::Closing { .. }
                ),
                schedule: reading.state.schedule.clone(),
                asks: reading.state.asks.clone(),
                lobby: reading.state.lobby,
                locked: reading.state.locked,
                has_passcode: reading.state.passcode.is_some(),
                ended: reading.state.ended_at.is_some(),
                join_code: join_code.as_deref().map(secret::shown_code),
                you: comes
                    .and_then(|person| Some((person, reading.state.people.get(&person)?)))
                    .map(|(person, someone)| AbsentPerson {
                        person,
                        name: text(someone.name),
                        organization: someone.organization.map(text).filter(|text| !text.is_empty()),
                    }),
            }
        })
        .await?;
    Ok(Json(door))
}

/// The record's link is no way in.
fn only_a_record() -> ApiError {
    ApiError::forbidden("This link opens a record and nothing else.")
}

/// `POST /api/meetings/{id}/people` with a link's secret. The same person's secret sent twice is one person.
pub(super) async fn join(
    State(app): State<Arc<App>>,
    Extension(ClientAddress(from)): Extension<ClientAddress>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
    Body(join): Body<Join>,
) -> Result<(StatusCode, Json<Joined>), ApiError> {
    let meeting = identity::meeting_id(&meeting)?;
    let owner = identity::owner(&app, meeting, &headers).await?;
    let role = match owner.kind {
        SecretKind::Facilitator => Role::Facilitator,
        SecretKind::Join => Role::Participant,
        SecretKind::Observer => Role::Observer,
        SecretKind::AccessSupport => Role::AccessSupport,
        SecretKind::Record => return Err(only_a_record()),
        // What they are is known: the link only says who.
        SecretKind::Personal => Role::Participant,
        SecretKind::Person => {
            return Err(ApiError::forbidden(
                "Join with a link, not with a person's secret.",
            ));
        }
    };
    if !secret::is_well_formed(&join.secret) {
        return Err(ApiError::bad_message(
            "The secret must be 22 to 128 characters of base64url, from at least 128 random bits.",
        ));
    }
    app.limits.join(meeting)?;
    let secret = secret::hash(&join.secret);
    // Who has joined before says nothing at the door: a join that is sent again is one.
    let comes_as = owner
        .person
        .filter(|_| owner.kind == SecretKind::Personal)
        .map(PersonId);
    let newcomer = role != Role::Facilitator && comes_as.is_none();
    if newcomer && app.store.find_secret(secret).await?.is_none() {
        passcode::check(&app, meeting, from, join.passcode.as_deref()).await?;
    }
    if join.claims.is_some() {
        if !newcomer {
            return Err(ApiError::forbidden("This link says who you are."));
        }
        app.limits.claim(meeting, from)?;
    }
    let request = JoinRequest {
        claims: join.claims,
        comes_as,
        simulated: false,
        role,
        secret,
        about: join.about,
    };
    let joined = app.hubs.join(meeting, request).await?;
    let status = if joined.new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let person = joined.person;
    Ok((status, Json(Joined { meeting, person })))
}

/// `POST /api/meetings/{id}/absent` with a link's secret: names to pick one's own from, for whoever was here on another device.
pub(super) async fn absent(
    State(app): State<Arc<App>>,
    Extension(ClientAddress(from)): Extension<ClientAddress>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
    Body(ask): Body<AskAbsent>,
) -> Result<Json<Absent>, ApiError> {
    let meeting = identity::meeting_id(&meeting)?;
    let owner = identity::owner(&app, meeting, &headers).await?;
    if owner.kind == SecretKind::Record {
        return Err(only_a_record());
    }
    if matches!(
        owner.kind,
        SecretKind::Person | SecretKind::Personal | SecretKind::Facilitator
    ) {
        return Err(ApiError::forbidden("This is for the door: use a join link."));
    }
    app.limits.claim(meeting, from)?;
    passcode::check(&app, meeting, from, ask.passcode.as_deref()).await?;
    let people = app
        .hubs
        .read(meeting, |reading| {
            let text = |id| reading.contents.get(&id).cloned().flatten().unwrap_or_default();
            meeting::absent(reading.state)
                .map(|(person, someone)| AbsentPerson {
                    person,
                    name: text(someone.name),
                    organization: someone.organization.map(text).filter(|text| !text.is_empty()),
                })
                .collect()
        })
        .await?;
    Ok(Json(Absent { people }))
}
