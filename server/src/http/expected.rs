//! Before the meeting: a list of people and rooms, and the links of the people on it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use protocol::ids::{MeetingId, PersonId};
use protocol::limits::{LIST_FAULTS_SHOWN_MAX, PEOPLE_MAX};
use protocol::meeting::expected::{CheckedRoom, ExpectedList, Known, came_as, check};
use protocol::meeting::state::Role;
use protocol::wire::{ListAnswer, MakePersonalLinks, PersonalLink, PersonalLinks};

use super::body::Body;
use super::{identity, links, secret as secrets};
use crate::app::App;
use crate::error::ApiError;
use crate::hub::Reading;
use crate::hub::input::LinkChange;
use crate::store::{NewSecret, Revoke, SecretKind};

/// A full meeting with all that can be asked of its people, in bytes. No list that could be taken is longer.
pub(super) const LIST_MAX: usize = 2 * 1024 * 1024;
/// The ids of a full meeting.
pub(super) const IDS_MAX: usize = 128 * 1024;

/// `POST /api/meetings/{id}/expected/check`: what the list would lead to. Changes nothing.
pub(super) async fn look(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
    Body(list): Body<ExpectedList>,
) -> Result<Json<ListAnswer>, ApiError> {
    let (meeting, by) = facilitator(&app, &meeting, &headers).await?;
    app.limits.list(by.0)?;
    answer(&app, meeting, Arc::new(list)).await.map(Json)
}

/// `POST /api/meetings/{id}/expected`: does it, all or nothing.
pub(super) async fn bring(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
    Body(list): Body<ExpectedList>,
) -> Result<Response, ApiError> {
    let (meeting, by) = facilitator(&app, &meeting, &headers).await?;
    app.limits.list(by.0)?;
    let list = Arc::new(list);
    let answer = answer(&app, meeting, list.clone()).await?;
    if !answer.faults.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(answer)).into_response());
    }
    app.hubs.expect(meeting, by, list).await?;
    tracing::info!(meeting.id = %meeting, people = answer.people, rooms = answer.rooms.len(), "a list was taken");
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// `POST /api/meetings/{id}/personal-links`: fresh links, beside earlier ones or in their place; or none any more.
pub(super) async fn make_links(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
    Body(wanted): Body<MakePersonalLinks>,
) -> Result<Json<PersonalLinks>, ApiError> {
    let (meeting, by) = facilitator(&app, &meeting, &headers).await?;
    app.limits.list(by.0)?;
    if wanted.people.is_empty() || wanted.people.len() > PEOPLE_MAX {
        return Err(ApiError::refused(protocol::meeting::Refusal::OutOfRange));
    }
    let people = wanted.people.clone();
    // Whoever runs the meeting comes by the facilitators' link: no mail may carry their rights.
    let look = move |reading: &Reading<'_>| {
        let all_can = people.iter().all(|person| {
            let someone = reading.state.people.get(person);
            someone.is_some_and(|p| !p.removed && !p.waiting && p.role != Role::Facilitator)
        });
        // Entries of the list that people turned out to be: their links are those people's.
        let entries = reading
            .state
            .people
            .keys()
            .map(|entry| (*entry, came_as(reading.state, *entry)));
        let entries: Vec<_> = entries
            .filter(|(entry, came)| entry != came && people.contains(came))
            .collect();
        all_can.then_some(entries)
    };
    let Some(entries) = app.hubs.read(meeting, look).await? else {
        return Err(ApiError::refused(protocol::meeting::Refusal::NoPerson));
    };
    let mut change = LinkChange {
        by: Some(by),
        role: Some(Role::Participant),
        revoke: Vec::new(),
        add: Vec::new(),
        join_code: None,
    };
    let mut made = PersonalLinks::default();
    for person in &wanted.people {
        if wanted.replace || wanted.take_back {
            let entries = entries
                .iter()
                .filter(|(_, came)| came == person)
                .map(|(entry, _)| *entry);
            let theirs = std::iter::once(*person).chain(entries);
            let of = |person: PersonId| Revoke::OfPerson(SecretKind::Personal, person.0);
            change.revoke.extend(theirs.map(of));
        }
        if wanted.take_back {
            continue;
        }
        let secret = secrets::make()?;
        change.add.push(NewSecret {
            hash: secrets::hash(&secret),
            kind: SecretKind::Personal,
            person: Some(person.0),
        });
        made.links.push(PersonalLink {
            person: *person,
            url: links::url(&app, meeting, SecretKind::Personal, &secret),
        });
    }
    app.hubs.change_links(meeting, change).await?;
    tracing::info!(meeting.id = %meeting, links = made.links.len(), "personal links were made or taken back");
    Ok(Json(made))
}

/// A person's own secret: a link alone is nobody who could have made a list.
async fn facilitator(
    app: &App,
    meeting: &str,
    headers: &HeaderMap,
) -> Result<(MeetingId, PersonId), ApiError> {
    let meeting = identity::meeting_id(meeting)?;
    let owner = identity::owner(app, meeting, headers).await?;
    match identity::person(&owner) {
        Some(person) if identity::is_facilitator(app, &owner).await? => Ok((meeting, person)),
        _ => Err(ApiError::forbidden(
            "Only facilitators have to do with lists of people.",
        )),
    }
}

async fn answer(app: &App, meeting: MeetingId, list: Arc<ExpectedList>) -> Result<ListAnswer, ApiError> {
    let look = move |reading: &Reading<'_>| {
        let known = Known::read(reading.state, reading.contents);
        match check(reading.state, &known, &list) {
            Ok(checked) => ListAnswer {
                people: count(checked.people.len()),
                known: checked.known.iter().map(|(row, _)| *row).collect(),
                rooms: checked.rooms.iter().map(called).collect(),
                ..ListAnswer::default()
            },
            Err(mut faults) => {
                let more = faults.len().saturating_sub(LIST_FAULTS_SHOWN_MAX);
                faults.truncate(LIST_FAULTS_SHOWN_MAX);
                ListAnswer {
                    faults,
                    more_faults: count(more),
                    ..ListAnswer::default()
                }
            }
        }
    };
    Ok(app.hubs.read(meeting, look).await?)
}

fn called(room: &CheckedRoom) -> String {
    let number = || room.number.map(|number| number.to_string()).unwrap_or_default();
    room.name.clone().unwrap_or_else(number)
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
