//! The handshake: from a request to a connection.

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Request, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::{self, handshake::server::create_response};

use super::{Reader, Writer, ends};
use crate::error::ApiError;

/// A request that asks for a WebSocket and may have one. As an extractor it refuses others with 400, 405 or 426.
#[derive(Debug)]
pub(crate) struct Upgrade {
    on_upgrade: OnUpgrade,
    answer: Response<()>,
}

impl<S: Send + Sync> FromRequestParts<S> for Upgrade {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut request = Request::new(());
        request.method_mut().clone_from(&parts.method);
        request.headers_mut().clone_from(&parts.headers);
        *request.version_mut() = parts.version;
        let answer = create_response(&request).map_err(|error| refuse(&error))?;
        let key = parts.headers.get(header::SEC_WEBSOCKET_KEY);
        if !matches!(key.map(|key| STANDARD.decode(key)), Some(Ok(key)) if key.len() == 16) {
            return Err(bad_handshake("Sec-WebSocket-Key must be 16 bytes in base64."));
        }
        let on_upgrade = parts.extensions.remove::<OnUpgrade>();
        Ok(Self {
            on_upgrade: on_upgrade.ok_or_else(no_handshake)?,
            answer,
        })
    }
}

impl Upgrade {
    /// Answers the request; once the other side has that, `serve` gets the connection, in a task of its own.
    /// `message_max`: bytes of one message that is read.
    pub(crate) fn serve<F>(
        self,
        message_max: usize,
        serve: impl FnOnce(Reader, Writer) -> F + Send + 'static,
    ) -> Response<Body>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let on_upgrade = self.on_upgrade;
        tokio::spawn(async move {
            let upgraded = match on_upgrade.await {
                Ok(upgraded) => upgraded,
                Err(error) => return tracing::debug!(%error, "a socket was lost in its handshake"),
            };
            match connection(upgraded, message_max) {
                // In a task that is as large as what it does from now on, not as all that led here.
                Some((reader, writer)) => drop(tokio::spawn(serve(reader, writer))),
                None => tracing::error!("a socket is no TCP connection"),
            }
        });
        self.answer.map(|()| Body::empty())
    }
}

fn connection(upgraded: Upgraded, message_max: usize) -> Option<(Reader, Writer)> {
    let parts = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
    Some(ends(parts.io.into_inner(), &parts.read_buf, message_max))
}

fn refuse(error: &tungstenite::Error) -> ApiError {
    match error {
        tungstenite::Error::Protocol(ProtocolError::MissingSecWebSocketVersionHeader) => ApiError::new(
            StatusCode::UPGRADE_REQUIRED,
            "websocket_version",
            "Version 13 of the WebSocket protocol is spoken here.",
        ),
        tungstenite::Error::Protocol(ProtocolError::WrongHttpMethod) => ApiError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "A socket is opened with GET.",
        ),
        _ => no_handshake(),
    }
}

fn no_handshake() -> ApiError {
    bad_handshake("This address speaks WebSocket: Connection, Upgrade and Sec-WebSocket-Key are needed.")
}

fn bad_handshake(why: &'static str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "bad_handshake", why)
}
