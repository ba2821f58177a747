//! The library of consultancy protocols.

use axum::Json;
use protocol::consultancy::catalogue;
use protocol::wire::Library;

/// `GET /api/protocols`
pub(super) async fn list() -> Json<Library> {
    Json(Library {
        protocols: catalogue::library().to_vec(),
    })
}
