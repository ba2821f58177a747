//! The first message of a socket: who is there.

use std::time::Duration;

use protocol::ids::{MeetingId, PersonId};
use protocol::wire::{ClientMessage, WIRE_VERSION, close};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::{End, Socket, codec, drive};
use crate::app::App;
use crate::http::secret;
use crate::hub::resume_position;
use crate::session::Closing;
use crate::store::{Position, ReadError, SecretKind};

const HELLO_WITHIN: Duration = Duration::from_secs(5);

/// Who is there, and what they saw last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hello {
    pub(super) person: PersonId,
    pub(super) resume: Option<Position>,
}

/// Waits for hello and checks it.
pub(super) async fn hello(app: &App, meeting: MeetingId, socket: &mut Socket) -> Result<Hello, End> {
    let text = tokio::time::timeout(HELLO_WITHIN, first_text(socket))
        .await
        .map_err(|_| End::Close(Closing::new(close::NO_HELLO, "no hello within 5 seconds")))??;
    let policy = End::Close(Closing::new(close::POLICY, "the first message must be a hello"));
    let Ok(message) = codec::parse::<ClientMessage>(&text) else {
        return Err(policy);
    };
    let ClientMessage::Hello {
        version,
        secret,
        resume,
    } = message
    else {
        return Err(policy);
    };
    if version != WIRE_VERSION {
        return Err(End::Close(Closing::new(
            close::CLIENT_TOO_OLD,
            "reload the page: it is of another version",
        )));
    }
    let person = who(app, meeting, &secret).await.map_err(End::Close)?;
    let resume = resume.as_ref().and_then(resume_position);
    Ok(Hello { person, resume })
}

async fn first_text(socket: &mut Socket) -> Result<Utf8Bytes, End> {
    loop {
        match socket.reader.recv().await {
            Some(Ok(Message::Text(text))) => return Ok(text),
            Some(Ok(Message::Binary(_))) => {
                return Err(End::Close(Closing::new(close::UNSUPPORTED, "text frames only")));
            }
            // Whoever only pings says no hello.
            Some(Ok(Message::Ping(_))) => drive::written(socket.writer.flush().await)?,
            Some(Ok(Message::Pong(_) | Message::Frame(_))) => {}
            Some(Ok(Message::Close(_))) => {
                drive::written(socket.writer.flush().await)?;
                return Err(End::Lost);
            }
            None => return Err(End::Lost),
            Some(Err(error)) => return Err(drive::broken(&error)),
        }
    }
}

async fn who(app: &App, meeting: MeetingId, secret: &str) -> Result<PersonId, Closing> {
    let later = Closing::new(close::TRY_LATER, "the server cannot reach its store: come back");
    let gone = Closing::new(close::MEETING_GONE, "there is no such meeting any more");
    let failed = |reason: &'static str| {
        metrics::counter!("convene_auth_failures_total", "reason" => reason).increment(1);
    };
    let found = app.store.find_secret(secret::hash(secret)).await;
    match found {
        Ok(Some(owner)) if owner.meeting != meeting.0 => {
            failed("other_meeting");
            Err(Closing::new(
                close::FORBIDDEN,
                "this secret is of another meeting",
            ))
        }
        Ok(Some(owner)) => match (owner.kind, owner.person) {
            (SecretKind::Person, Some(person)) => Ok(PersonId(person)),
            _ => {
                failed("link");
                Err(Closing::new(
                    close::UNAUTHENTICATED,
                    "this is a link's secret: join first",
                ))
            }
        },
        Ok(None) => match app.store.head(meeting.0).await {
            Ok(_) => {
                failed("unknown");
                Err(Closing::new(close::UNAUTHENTICATED, "this secret is not valid"))
            }
            Err(ReadError::NotFound | ReadError::Deleted) => Err(gone),
            Err(ReadError::Unavailable) => Err(later),
        },
        Err(ReadError::NotFound | ReadError::Deleted) => Err(gone),
        Err(ReadError::Unavailable) => Err(later),
    }
}
