//! What every request passes before its handler, and what every answer carries.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::address::client_address;
use crate::app::App;
use crate::error::ApiError;

const URI_MAX: usize = 8 * 1024;
const HEADERS_MAX: usize = 32 * 1024;
/// What secrets are called in queries of careless clients.
const SECRET_NAMES: [&str; 7] = [
    "token",
    "secret",
    "access_token",
    "auth",
    "authorization",
    "key",
    "ticket",
];

/// Checks the request, then dresses the answer.
pub(super) async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = Uuid::now_v7();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "client".to_owned(), |path| path.as_str().to_owned());
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = match check(&app, &request).and_then(|()| count(&app, &mut request)) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    };
    dress(&app, response.headers_mut(), is_api, id);
    let status = response.status().as_u16();
    tracing::debug!(request.id = %id, %method, route, status, duration_ms = began.elapsed().as_millis() as u64, "answered");
    response
}

fn check(app: &App, request: &Request) -> Result<(), ApiError> {
    let (uri, headers) = (request.uri(), request.headers());
    if uri.to_string().len() > URI_MAX {
        return Err(ApiError::new(
            StatusCode::URI_TOO_LONG,
            "uri_too_long",
            "This address is too long.",
        ));
    }
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if bytes > HEADERS_MAX {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Err(ApiError::new(
            status,
            "headers_too_large",
            "The headers are too large.",
        ));
    }
    let is_probe = matches!(uri.path(), "/healthz" | "/readyz" | "/metrics");
    if !is_probe {
        check_host(app, uri, headers)?;
    }
    check_query(uri)?;
    let is_upgrade = headers.contains_key(header::UPGRADE);
    let changes_something = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    check_origin(app, headers, is_upgrade || changes_something)?;
    if is_upgrade && headers.contains_key(header::COOKIE) && !headers.contains_key(header::ORIGIN) {
        // A browser always says its origin; something that has cookies and hides it is not to be trusted.
        return Err(origin_not_allowed());
    }
    if app.is_draining() && uri.path().starts_with("/api/") {
        return Err(ApiError::unavailable());
    }
    Ok(())
}

/// Says whose request it is, and finds a place for a socket. The place goes with the request to its handler, and
/// with the socket until that ends.
fn count(app: &App, request: &mut Request) -> Result<(), ApiError> {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() else {
        return Ok(());
    };
    let client = client_address(peer.ip(), request.headers(), &app.trusted_proxies);
    if request.headers().contains_key(header::UPGRADE) {
        let place = app.limits.socket(client.0)?;
        request.extensions_mut().insert(place);
    }
    request.extensions_mut().insert(client);
    Ok(())
}

fn check_host(app: &App, uri: &Uri, headers: &HeaderMap) -> Result<(), ApiError> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        (None, _) => uri.authority().map(axum::http::uri::Authority::as_str),
        (Some(_), Some(_)) => None,
    };
    let host = host.ok_or_else(|| ApiError::bad_message("One Host header is needed."))?;
    if app.site.is_host(host) {
        Ok(())
    } else {
        Err(ApiError::new(
            StatusCode::MISDIRECTED_REQUEST,
            "wrong_host",
            "This server does not answer for that host. Its address is set by CONVENE_PUBLIC_URL.",
        ))
    }
}

fn check_origin(app: &App, headers: &HeaderMap, needed: bool) -> Result<(), ApiError> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let origin = match (origins.next(), origins.next()) {
        (None, _) => return Ok(()),
        (Some(origin), None) => origin,
        (Some(_), Some(_)) => return Err(ApiError::bad_message("Only one Origin header may be sent.")),
    };
    if !needed || origin.to_str().is_ok_and(|origin| app.site.is_origin(origin)) {
        Ok(())
    } else {
        Err(origin_not_allowed())
    }
}

/// Queries end up in logs of proxies: secrets have no place there, except a board's ticket, which lives for a minute.
fn check_query(uri: &Uri) -> Result<(), ApiError> {
    let names = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split('=').next());
    let is_board = uri.path().starts_with("/api/boards/");
    for name in names {
        let name = name.to_ascii_lowercase();
        if SECRET_NAMES.contains(&name.as_str()) && !(is_board && name == "ticket") {
            return Err(ApiError::new(
                StatusCode::BAD_REQUEST,
                "token_in_query",
                "Secrets do not belong in an address. Send them in the first message or as a bearer token.",
            ));
        }
    }
    Ok(())
}

fn origin_not_allowed() -> ApiError {
    metrics::counter!("convene_auth_failures_total", "reason" => "origin").increment(1);
    ApiError::new(
        StatusCode::FORBIDDEN,
        "origin_not_allowed",
        "This page is not one of the server's own.",
    )
}

fn dress(app: &App, headers: &mut HeaderMap, is_api: bool, id: Uuid) {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self' {}; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        app.site.socket_origin()
    );
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if app.site.public_url.starts_with("https://") {
        // A year; the domain's other hosts are not ours to decide for.
        let value = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    if is_api || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}

/// Anything below `/api` that is no route.
pub(super) async fn nothing_here() -> ApiError {
    ApiError::not_found()
}

/// A route that does not know the method.
pub(super) async fn wrong_method() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not know that method.",
    )
}
