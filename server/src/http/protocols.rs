//! The library of consultancy protocols, and the check of one's own.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use protocol::consultancy::catalogue;
use protocol::consultancy::validate::{self, DefinitionFault};
use protocol::meeting::Refusal;
use protocol::wire::{HttpErrorBody, Library};
use serde::Serialize;
use serde_json::Value;

use super::ClientAddress;
use super::body::Body;
use crate::app::App;
use crate::error::{ApiError, faults_in_words};

/// A file that is checked, in bytes: as much as a socket's message may have, since that is how it is started.
pub(super) const FILE_MAX: usize = protocol::limits::CLIENT_MESSAGE_BYTES_MAX;

/// `GET /api/protocols`
pub(super) async fn list() -> Json<Library> {
    Json(Library {
        protocols: catalogue::library().to_vec(),
    })
}

/// What was found in a file.
#[derive(Debug, Serialize)]
struct Checked {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<HttpErrorBody>,
    faults: Vec<DefinitionFault>,
}

/// `POST /api/protocols/check` with a definition: 200 without faults, 422 with what to mend. Needs no secret.
pub(super) async fn check(
    State(app): State<Arc<App>>,
    Extension(ClientAddress(from)): Extension<ClientAddress>,
    Body(definition): Body<Value>,
) -> Result<Response, ApiError> {
    app.limits.check(from)?;
    let faults = validate::parse(&definition.to_string()).err().unwrap_or_default();
    let error = faults_in_words(&faults).map(|message| HttpErrorBody {
        code: "bad_message".to_owned(),
        reason: Some(Refusal::BadProtocol),
        message,
    });
    let status = if error.is_none() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok((status, Json(Checked { error, faults })).into_response())
}
