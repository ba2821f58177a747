//! A JSON body, read as strictly as a message on the socket.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::error::ApiError;
use crate::socket::codec;

/// A JSON body.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                ApiError::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "too_large",
                    "This request is too large.",
                )
            } else {
                ApiError::bad_message("The body of the request could not be read.")
            }
        })?;
        read(&bytes).map(Self)
    }
}

/// A body that need not be there.
pub(super) fn read_or_default<T: DeserializeOwned + Default>(bytes: &Bytes) -> Result<T, ApiError> {
    if bytes.is_empty() {
        Ok(T::default())
    } else {
        read(bytes)
    }
}

fn read<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, ApiError> {
    let text = str::from_utf8(bytes).map_err(|_| ApiError::bad_message("The body must be UTF-8."))?;
    codec::parse(text).map_err(|codec::Unreadable(why)| ApiError::bad_message(why))
}
