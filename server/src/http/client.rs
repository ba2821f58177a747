//! The built client, inside the binary.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::ApiError;

#[derive(RustEmbed)]
#[folder = "../client-web/dist"]
#[allow_missing = true]
struct Client;

const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Convene</title>\
<p>Convene runs, but its pages were not built into it. Run <code>make run</code>, or \
<code>make client</code> and build the server again.</p></html>";

/// A file of the client; any other page is the client's own to route, so it gets `index.html`.
pub(super) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return super::guard::wrong_method().await.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let found = match Client::get(path) {
        Some(file) => Some((path, file)),
        None if is_file => return ApiError::not_found().into_response(),
        None => Client::get("index.html").map(|file| ("index.html", file)),
    };
    match found {
        Some((path, file)) => answer(path, &file, &headers),
        None => (StatusCode::OK, Html(NOT_BUILT)).into_response(),
    }
}

fn answer(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let hash = file.metadata.sha256_hash();
    let tag = hash[..8]
        .iter()
        .fold(String::from("\""), |tag, byte| format!("{tag}{byte:02x}"))
        + "\"";
    // Names of assets carry a hash of what is in them.
    let cache = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let asked = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let mut response = if asked(header::IF_NONE_MATCH).contains(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let gzips = asked(header::ACCEPT_ENCODING).contains("gzip") && is_text(file.metadata.mimetype());
        let gzip = gzips.then(|| compressed(path, hash, &file.data)).flatten();
        let mut response = match gzip {
            Some(bytes) => ([(header::CONTENT_ENCODING, "gzip")], bytes).into_response(),
            None => file.data.clone().into_owned().into_response(),
        };
        if let Ok(kind) = HeaderValue::from_str(file.metadata.mimetype()) {
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.contains("javascript") || kind.contains("json") || kind.contains("svg")
}

/// Compressed files by path and hash.
type Compressed = HashMap<(String, [u8; 32]), Bytes>;

/// Each file is compressed once in a process's life.
fn compressed(path: &str, hash: [u8; 32], data: &[u8]) -> Option<Bytes> {
    static DONE: Mutex<Option<Compressed>> = Mutex::new(None);
    let key = (path.to_owned(), hash);
    let known = |done: &Option<Compressed>| done.as_ref().and_then(|done| done.get(&key).cloned());
    if let Some(bytes) = known(&DONE.lock().unwrap_or_else(PoisonError::into_inner)) {
        return Some(bytes);
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(data.len() / 3), Compression::best());
    let bytes = Bytes::from(encoder.write_all(data).and_then(|()| encoder.finish()).ok()?);
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    done.get_or_insert_with(HashMap::new).insert(key, bytes.clone());
    Some(bytes)
}
