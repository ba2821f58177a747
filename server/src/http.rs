//! Every route of the server on one page.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};
use axum::{Router, middleware};

use crate::app::App;
use crate::{operator, socket};

mod accept;
mod address;
mod body;
mod calendar;
mod client;
mod codes;
mod expected;
mod guard;
mod identity;
pub mod limits;
mod links;
mod meetings;
mod notes;
mod passcode;
mod people;
mod preparation;
mod protocols;
mod record;
mod record_link;
mod rehearsal;
mod roster;
pub mod secret;
mod series;

pub use accept::{serve, serve_router};
pub(crate) use address::ClientAddress;
pub(crate) use identity::{bearer, meeting_id};

/// A request's body, in bytes: names and titles are short.
const BODY_MAX: usize = 16 * 1024;

/// Every route.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        // A meeting's life
        .route("/api/meetings", post(meetings::create))
        .route("/api/meetings/{meeting}", delete(meetings::delete))
        .route(
            "/api/meetings/{meeting}/links",
            post(links::make).get(links::list),
        )
        .route("/api/meetings/{meeting}/links/{link}", delete(links::take_back))
        .route("/api/meetings/{meeting}/meeting.ics", get(calendar::file))
        // Who is expected
        .route(
            "/api/meetings/{meeting}/expected",
            post(expected::bring).layer(DefaultBodyLimit::max(expected::LIST_MAX)),
        )
        .route(
            "/api/meetings/{meeting}/expected/check",
            post(expected::look).layer(DefaultBodyLimit::max(expected::LIST_MAX)),
        )
        .route(
            "/api/meetings/{meeting}/personal-links",
            post(expected::make_links).layer(DefaultBodyLimit::max(expected::IDS_MAX)),
        )
        .route(
            "/api/meetings/{meeting}/preparation",
            get(preparation::look).post(preparation::write),
        )
        .route(
            "/api/meetings/{meeting}/rehearsal",
            get(rehearsal::look).post(rehearsal::start).delete(rehearsal::end),
        )
        // What it leaves behind
        .route("/api/meetings/{meeting}/next", post(series::next))
        .route(
            "/api/meetings/{meeting}/commitments",
            get(series::own_commitments).post(series::mark_commitment),
        )
        .route("/api/meetings/{meeting}/exit-ticket", get(record::exit_ticket))
        .route(
            "/api/meetings/{meeting}/commitments.ics",
            get(calendar::commitments),
        )
        .route("/api/meetings/{meeting}/record.md", get(record::markdown))
        .route("/api/meetings/{meeting}/record.csv", get(record::csv))
        .route("/api/meetings/{meeting}/record.json", get(record::json))
        .route("/api/meetings/{meeting}/record.zip", get(record::archive))
        .route(
            "/api/meetings/{meeting}/record-link",
            get(record_link::look)
                .post(record_link::make)
                .delete(record_link::take_back),
        )
        // While it runs
        .route("/api/meetings/{meeting}/notes", get(notes::counts))
        .route("/api/meetings/{meeting}/roster", get(roster::list))
        // Coming in
        .route("/api/codes", post(codes::enter))
        .route("/api/meetings/{meeting}/door", get(people::door))
        .route("/api/meetings/{meeting}/people", post(people::join))
        .route("/api/meetings/{meeting}/absent", post(people::absent))
        .route("/api/meetings/{meeting}/socket", get(socket::upgrade))
        // Boards have a socket of their own
        .merge(app.boards.router())
        // What is there to choose
        .route("/api/protocols", get(protocols::list))
        .route(
            "/api/protocols/check",
            post(protocols::check).layer(DefaultBodyLimit::max(protocols::FILE_MAX)),
        )
        // Operators
        .route("/healthz", get(operator::health::alive))
        .route("/readyz", get(operator::health::ready))
        .route("/version", get(operator::health::version))
        .route("/metrics", get(operator::metrics))
        .route("/api/operator/meetings", get(operator::meetings::list))
        // Everything else below /api is not there; everything else is the client.
        .route("/api/{*rest}", axum::routing::any(guard::nothing_here))
        .fallback(client::serve)
        .method_not_allowed_fallback(guard::wrong_method)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}
