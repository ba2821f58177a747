//! The links of a meeting: made, listed, replaced, taken back.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use protocol::ids::MeetingId;
use protocol::meeting::state::Role;
use protocol::time::Timestamp;
use protocol::wire::{JoinLink, LinkKind, LinkView, Links, MakeLink};

use super::{body, identity, secret as secrets};
use crate::app::App;
use crate::error::ApiError;
use crate::hub::input::LinkChange;
use crate::store::{LinkRow, NewSecret, Revoke, SecretKind, SecretOwner};

/// Bytes of a secret's hash that name its link: enough for one meeting, of no use to whoever wants in.
const NAME_BYTES: usize = 8;

/// `POST /api/meetings/{id}/links`: a fresh link; `replace`: in place of all links of its kind.
pub(super) async fn make(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<(StatusCode, Json<JoinLink>), ApiError> {
    let (meeting, owner) = facilitator(&app, &meeting, &headers).await?;
    let wanted: MakeLink = body::read_or_default(&bytes)?;
    if wanted.kind == LinkKind::Personal {
        return Err(ApiError::bad_message("A personal link is made for a person."));
    }
    app.limits.join(meeting)?;
    let kind = kind_of(wanted.kind);
    let secret = secrets::make()?;
    // Whoever has the old link has seen the old code too.
    let join_code = if wanted.replace && kind == SecretKind::Join {
        Some(secrets::make_code()?)
    } else {
        None
    };
    let change = LinkChange {
        by: identity::person(&owner),
        role: Some(role_of(wanted.kind)),
        revoke: wanted.replace.then_some(Revoke::Kind(kind)).into_iter().collect(),
        add: vec![self::secret(&secret, kind)],
        join_code: join_code.clone(),
    };
    app.hubs.change_links(meeting, change).await?;
    tracing::info!(meeting.id = %meeting, link.kind = ?kind, replaced = wanted.replace, "a link was made");
    let link = JoinLink {
        join_url: url(&app, meeting, kind, &secret),
        link: name(&secrets::hash(&secret)),
        join_code: join_code.as_deref().map(secrets::shown_code),
    };
    Ok((StatusCode::CREATED, Json(link)))
}

/// `GET /api/meetings/{id}/links`. Join links are as many as codes were typed, so they are not listed.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Links>, ApiError> {
    let (meeting, _) = facilitator(&app, &meeting, &headers).await?;
    let links = app.store.links(meeting.0).await?;
    let links = links
        .into_iter()
        .filter_map(|link| {
            let kind = match link.kind {
                SecretKind::Facilitator => LinkKind::Facilitator,
                SecretKind::Observer => LinkKind::Observer,
                SecretKind::AccessSupport => LinkKind::AccessSupport,
                SecretKind::Join | SecretKind::Person | SecretKind::Record | SecretKind::Personal => {
                    return None;
                }
            };
            Some(LinkView {
                link: name(&link.hash),
                kind,
                made_at: link.made_at.map(Timestamp),
            })
        })
        .collect();
    Ok(Json(Links { links }))
}

/// `DELETE /api/meetings/{id}/links/{link}`: it opens nothing any more.
pub(super) async fn take_back(
    State(app): State<Arc<App>>,
    Path((meeting, link)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let (meeting, owner) = facilitator(&app, &meeting, &headers).await?;
    let links = app.store.links(meeting.0).await?;
    let is_it = |row: &LinkRow| row.kind != SecretKind::Record && name(&row.hash) == link;
    let found = links.into_iter().find(is_it);
    let Some(found) = found else {
        return Err(ApiError::not_found());
    };
    // Whoever is nobody in the meeting yet would lock themselves out.
    if owner.kind == SecretKind::Facilitator && found.hash == secrets::hash(identity::bearer(&headers)?) {
        return Err(ApiError::forbidden(
            "This is the link that you use. Join the meeting first, or make another.",
        ));
    }
    let change = LinkChange {
        by: identity::person(&owner),
        role: match found.kind {
            SecretKind::Facilitator => Some(Role::Facilitator),
            SecretKind::Join | SecretKind::Person | SecretKind::Personal => Some(Role::Participant),
            SecretKind::Observer => Some(Role::Observer),
            SecretKind::AccessSupport => Some(Role::AccessSupport),
            SecretKind::Record => None,
        },
        revoke: vec![Revoke::Secret(found.hash)],
        add: Vec::new(),
        join_code: None,
    };
    app.hubs.change_links(meeting, change).await?;
    tracing::info!(meeting.id = %meeting, link.kind = ?found.kind, "a link was taken back");
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn facilitator(
    app: &App,
    meeting: &str,
    headers: &HeaderMap,
) -> Result<(MeetingId, SecretOwner), ApiError> {
    let meeting = identity::meeting_id(meeting)?;
    let owner = identity::owner(app, meeting, headers).await?;
    if identity::is_facilitator(app, &owner).await? {
        Ok((meeting, owner))
    } else {
        Err(ApiError::forbidden("Only facilitators have to do with links."))
    }
}

/// Makes a link of which nobody is told: links are hashed at rest, so an old one cannot be shown again.
pub(super) async fn fresh(app: &App, meeting: MeetingId, kind: SecretKind) -> Result<String, ApiError> {
    let secret = secrets::make()?;
    app.hubs.add_secret(meeting, self::secret(&secret, kind)).await?;
    Ok(url(app, meeting, kind, &secret))
}

pub(super) fn url(app: &App, meeting: MeetingId, kind: SecretKind, secret: &str) -> String {
    format!("{}/m/{meeting}#{}.{secret}", app.site.public_url, letter(kind))
}

pub(super) fn secret(secret: &str, kind: SecretKind) -> NewSecret {
    NewSecret {
        hash: secrets::hash(secret),
        kind,
        person: None,
    }
}

/// What a link is called where it must not be shown.
pub(super) fn name(hash: &[u8; 32]) -> String {
    hash.iter()
        .take(NAME_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What stands before the secret in a link's fragment; a person's own secret is in no link.
pub(super) fn letter(kind: SecretKind) -> char {
    match kind {
        SecretKind::Facilitator => 'f',
        SecretKind::Join | SecretKind::Person => 'j',
        SecretKind::Observer => 'o',
        SecretKind::AccessSupport => 'a',
        SecretKind::Record => 'r',
        SecretKind::Personal => 'p',
    }
}

fn kind_of(link: LinkKind) -> SecretKind {
    match link {
        LinkKind::Facilitator => SecretKind::Facilitator,
        LinkKind::Join => SecretKind::Join,
        LinkKind::Observer => SecretKind::Observer,
        LinkKind::AccessSupport => SecretKind::AccessSupport,
        LinkKind::Personal => SecretKind::Personal,
    }
}

fn role_of(link: LinkKind) -> Role {
    match link {
        LinkKind::Facilitator => Role::Facilitator,
        LinkKind::Join | LinkKind::Personal => Role::Participant,
        LinkKind::Observer => Role::Observer,
        LinkKind::AccessSupport => Role::AccessSupport,
    }
}
