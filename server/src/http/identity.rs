//! Who asks: a bearer's secret, found by its hash.

use axum::http::{HeaderMap, header};
use protocol::ids::{MeetingId, PersonId};
use protocol::meeting::Refusal;
use protocol::meeting::expected::came_as;
use protocol::meeting::state::Role;

use super::secret;
use crate::app::App;
use crate::error::ApiError;
use crate::hub::Reading;
use crate::store::{ReadError, SecretKind, SecretOwner};

/// A meeting's id in a path: what is no id is simply not there.
pub(crate) fn meeting_id(text: &str) -> Result<MeetingId, ApiError> {
    text.parse().map_err(|_| ApiError::not_found())
}

/// The secret in `Authorization: Bearer`.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::trim)
        .filter(|secret| !secret.is_empty())
        .ok_or_else(ApiError::unauthenticated)
}

/// Whose secret the bearer has, for this meeting. Someone who was removed has none any more.
pub(super) async fn owner(
    app: &App,
    meeting: MeetingId,
    headers: &HeaderMap,
) -> Result<SecretOwner, ApiError> {
    let found = app.store.find_secret(secret::hash(bearer(headers)?)).await?;
    match found {
        Some(mut owner) if owner.meeting == meeting.0 => {
            if let Some(person) = whose(&owner) {
                let is_in = move |reading: &Reading<'_>| {
                    // The link of an entry whose person came by another one is that person's.
                    let person = came_as(reading.state, person);
                    let someone = reading.state.people.get(&person);
                    someone.filter(|someone| !someone.removed).map(|_| person)
                };
                let person = app.hubs.read(meeting, is_in).await?;
                let person = person.ok_or_else(|| ApiError::refused(Refusal::NotInMeeting))?;
                owner.person = Some(person.0);
            }
            Ok(owner)
        }
        Some(_) => {
            metrics::counter!("convene_auth_failures_total", "reason" => "other_meeting").increment(1);
            Err(ApiError::forbidden("This link or secret is of another meeting."))
        }
        None => {
            let revoked = app.store.find_revoked(secret::hash(bearer(headers)?)).await?;
            if revoked.is_some_and(|owner| owner.meeting == meeting.0) {
                metrics::counter!("convene_auth_failures_total", "reason" => "replaced").increment(1);
                return Err(ApiError::refused(Refusal::LinkReplaced));
            }
            metrics::counter!("convene_auth_failures_total", "reason" => "unknown").increment(1);
            match app.store.head(meeting.0).await {
                Ok(_) => Err(ApiError::unauthenticated()),
                Err(ReadError::NotFound | ReadError::Deleted) => Err(ApiError::not_found()),
                Err(ReadError::Unavailable) => Err(ApiError::unavailable()),
            }
        }
    }
}

/// Who has this secret, or would come by this link.
pub(super) fn whose(owner: &SecretOwner) -> Option<PersonId> {
    let is_one = matches!(owner.kind, SecretKind::Person | SecretKind::Personal);
    owner.person.filter(|_| is_one).map(PersonId)
}

/// The person that a secret stands for; a link stands for nobody.
pub(super) fn person(owner: &SecretOwner) -> Option<PersonId> {
    owner
        .person
        .filter(|_| owner.kind == SecretKind::Person)
        .map(PersonId)
}

/// Whether this secret has a facilitator's rights: the facilitators' link, or a facilitator's own.
pub(super) async fn is_facilitator(app: &App, owner: &SecretOwner) -> Result<bool, ApiError> {
    let person = match owner.kind {
        SecretKind::Facilitator => return Ok(true),
        SecretKind::Join
        | SecretKind::Observer
        | SecretKind::AccessSupport
        | SecretKind::Record
        | SecretKind::Personal => {
            return Ok(false);
        }
        SecretKind::Person => person(owner),
    };
    let is_facilitator = app
        .hubs
        .read(MeetingId(owner.meeting), move |reading| {
            person
                .and_then(|person| reading.state.people.get(&person))
                .is_some_and(|someone| someone.role == Role::Facilitator && !someone.removed)
        })
        .await?;
    Ok(is_facilitator)
}
