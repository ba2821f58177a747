//! A no over HTTP: what the public reads and what the log gets, never mixed.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::consultancy::validate::DefinitionFault;
use protocol::meeting::{Code, Refusal};
use protocol::wire::{HttpError, HttpErrorBody};

use crate::hub::Fail;
use crate::store::ReadError;

/// Faults of a protocol that a message names; more are counted.
const FAULTS_NAMED: usize = 5;

/// The faults of a protocol as a sentence for people, each with its step and field; none when there are none.
pub fn faults_in_words(faults: &[DefinitionFault]) -> Option<String> {
    let named: Vec<String> = faults
        .iter()
        .take(FAULTS_NAMED)
        .map(ToString::to_string)
        .collect();
    let more = match faults.len().saturating_sub(FAULTS_NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    (!faults.is_empty()).then(|| format!("The protocol has a fault: {}{more}.", named.join("; ")))
}

/// A no over HTTP.
#[derive(Clone, Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    reason: Option<Refusal>,
    retry_after_seconds: Option<u64>,
}

impl ApiError {
    /// A status, a stable name and a sentence for people.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            reason: None,
            retry_after_seconds: None,
        }
    }

    /// No such thing, or none that the asker may know of.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is no such thing here.")
    }

    /// No secret, or a wrong one.
    pub fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "This link or secret is not valid.",
        )
    }

    /// A valid secret that is not good for this.
    pub fn forbidden(message: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// The request could not be read.
    pub fn bad_message(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_message", message)
    }

    /// Too often.
    pub fn rate_limited(wait: std::time::Duration) -> Self {
        Self {
            retry_after_seconds: Some(wait.as_secs() + 1),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limited",
                "Too many attempts. Please wait a moment and try again.",
            )
        }
    }

    /// As many sockets as one address may have.
    pub fn too_many_connections() -> Self {
        Self {
            retry_after_seconds: Some(10),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_connections",
                "Too many connections from this address. Please close some tabs and try again.",
            )
        }
    }

    /// The store does not answer.
    pub fn unavailable() -> Self {
        Self {
            retry_after_seconds: Some(1),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "Not saved, try again.",
            )
        }
    }

    /// So little memory is left that no meeting may be opened beside those that are.
    pub fn memory_short() -> Self {
        Self {
            retry_after_seconds: Some(30),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "This server has no room for another meeting now. Please try again in a minute.",
            )
        }
    }

    /// The meeting itself says no.
    pub fn refused(refusal: Refusal) -> Self {
        let (status, code) = match refusal.code() {
            Code::BadMessage => (StatusCode::UNPROCESSABLE_ENTITY, "bad_message"),
            Code::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
            Code::Conflict => (StatusCode::CONFLICT, "conflict"),
            Code::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Code::TooLarge => (StatusCode::UNPROCESSABLE_ENTITY, "too_large"),
            Code::RateLimited => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
            Code::BadUpdate => (StatusCode::UNPROCESSABLE_ENTITY, "bad_update"),
            Code::ReadOnly => (StatusCode::CONFLICT, "read_only"),
            Code::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        };
        Self {
            reason: Some(refusal),
            ..Self::new(status, code, refusal.to_string())
        }
    }
}

impl From<Fail> for ApiError {
    fn from(fail: Fail) -> Self {
        match fail {
            Fail::Refused(refusal) => Self::refused(refusal),
            Fail::Unavailable | Fail::TooManySockets => Self::unavailable(),
            Fail::Gone => Self::not_found(),
            Fail::NotInMeeting => Self::refused(Refusal::NotInMeeting),
        }
    }
}

impl From<ReadError> for ApiError {
    fn from(error: ReadError) -> Self {
        Fail::from(error).into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        metrics::counter!("convene_errors_total", "code" => self.code).increment(1);
        let body = HttpError {
            error: HttpErrorBody {
                code: self.code.to_owned(),
                reason: self.reason,
                message: self.message,
            },
        };
        let mut response = (self.status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UPGRADE_REQUIRED {
            headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
