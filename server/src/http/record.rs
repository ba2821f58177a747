//! `GET /api/meetings/{id}/record.{md,csv,json,zip}`: what a meeting leaves behind, as far as the asker may have it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use protocol::ids::{BoardId, MeetingId, PersonId};
use protocol::meeting::Entry;
use protocol::meeting::ticket::{self, TicketResults};
use protocol::record::{NoteText, Record, RecordReader, Sources, record};

use super::{ClientAddress, identity};
use crate::app::App;
use crate::error::ApiError;
use crate::store::SecretKind;

mod pack;

/// Entries that are read from the journal at once.
const ENTRIES_AT_ONCE: usize = 10_000;

pub(super) async fn markdown(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    from: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let words = app.languages.asked(&headers);
    respond(
        &app,
        &meeting,
        from,
        &headers,
        ("text/markdown; charset=utf-8", "md"),
        |record| Some(record.to_markdown(&words)),
    )
    .await
}

pub(super) async fn csv(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    from: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    respond(
        &app,
        &meeting,
        from,
        &headers,
        ("text/csv; charset=utf-8", "csv"),
        |record| Some(record.to_csv(&app.languages.of(&record.meeting.language))),
    )
    .await
}

pub(super) async fn json(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    from: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    respond(
        &app,
        &meeting,
        from,
        &headers,
        ("application/json", "json"),
        |record| record.to_json().ok(),
    )
    .await
}

/// Everything in one file.
pub(super) async fn archive(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    from: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let words = app.languages.asked(&headers);
    let record = read(&app, &meeting, from, &headers).await?;
    let meeting_words = app.languages.of(&record.meeting.language);
    // Compressing a long meeting takes a moment of a processor.
    let packed =
        tokio::task::spawn_blocking(move || pack::pack(&record.to_files(&words, &meeting_words).ok()?)).await;
    let bytes = packed.ok().flatten().ok_or_else(ApiError::unavailable)?;
    Ok(file(bytes, "application/zip", "zip"))
}

async fn respond(
    app: &App,
    meeting: &str,
    from: Option<Extension<ClientAddress>>,
    headers: &HeaderMap,
    (media_type, extension): (&'static str, &str),
    write: impl Fn(&Record) -> Option<String>,
) -> Result<Response, ApiError> {
    let record = read(app, meeting, from, headers).await?;
    let body = write(&record).ok_or_else(ApiError::unavailable)?;
    Ok(file(body.into_bytes(), media_type, extension))
}

fn file(body: Vec<u8>, media_type: &'static str, extension: &str) -> Response {
    let name = format!("attachment; filename=\"convene-record.{extension}\"");
    let mut response = body.into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// Whose record the bearer's secret opens, within the rates.
async fn reader(
    app: &App,
    meeting: MeetingId,
    from: Option<Extension<ClientAddress>>,
    headers: &HeaderMap,
) -> Result<RecordReader, ApiError> {
    let owner = identity::owner(app, meeting, headers).await?;
    match owner.kind {
        SecretKind::Join | SecretKind::Observer | SecretKind::AccessSupport | SecretKind::Personal => {
            return Err(ApiError::forbidden(
                "Join the meeting first: a record is a person's.",
            ));
        }
        SecretKind::Record => {
            app.limits
                .shared_record(meeting, from.map(|Extension(ClientAddress(from))| from))?;
            return Ok(RecordReader::Shared);
        }
        SecretKind::Facilitator | SecretKind::Person => {}
    }
    app.limits.record(owner.person.unwrap_or(owner.meeting))?;
    if identity::is_facilitator(app, &owner).await? {
        return Ok(RecordReader::Facilitator);
    }
    let person = identity::person(&owner).ok_or_else(ApiError::unauthenticated)?;
    Ok(RecordReader::Person(person))
}

async fn read(
    app: &App,
    meeting: &str,
    from: Option<Extension<ClientAddress>>,
    headers: &HeaderMap,
) -> Result<Record, ApiError> {
    let meeting = identity::meeting_id(meeting)?;
    let reader = reader(app, meeting, from, headers).await?;
    let boards = notes(app, meeting, reader).await?;
    let ballots = match reader {
        RecordReader::Facilitator => app.store.ballots(meeting.0).await?,
        RecordReader::Person(_) | RecordReader::Shared => Vec::new(),
    };
    let entries = entries(app, meeting).await?;
    let at = app.clock.now();
    app.hubs
        .read(meeting, move |reading| {
            let sources = Sources {
                ballots: &ballots,
                state: reading.state,
                contents: reading.contents,
                boards: &boards,
                entries: &entries,
                at,
            };
            record(&sources, reader)
        })
        .await?
        .ok_or_else(|| ApiError::forbidden("You are not in this meeting any more."))
}

/// `GET /api/meetings/{id}/exit-ticket`: what facilitators may see of its answers now.
pub(super) async fn exit_ticket(
    State(app): State<Arc<App>>,
    Path(meeting): Path<String>,
    headers: HeaderMap,
) -> Result<Json<TicketResults>, ApiError> {
    let meeting = identity::meeting_id(&meeting)?;
    let owner = identity::owner(&app, meeting, &headers).await?;
    if !identity::is_facilitator(&app, &owner).await? {
        return Err(ApiError::forbidden("Only facilitators see answers."));
    }
    app.limits.results(owner.person.unwrap_or(owner.meeting))?;
    let texts = app.store.ballots(meeting.0).await?;
    let results = app
        .hubs
        .read(meeting, move |reading| {
            let Some(ticket) = &reading.state.closing.ticket else {
                return TicketResults::default();
            };
            let ballots = ticket::ballots(ticket, &texts);
            ticket::results(ticket, &ballots, |person| {
                let organization = reading.state.people.get(&person)?.organization?;
                let text = reading.contents.get(&organization)?.clone()?;
                Some(text).filter(|text| !text.is_empty())
            })
        })
        .await?;
    Ok(Json(results))
}

/// The notes of the rooms' boards; notebooks are in nobody's record. A board that cannot be read now is an error, not an
/// empty board: a record that misses notes would look whole.
async fn notes(
    app: &App,
    meeting: MeetingId,
    reader: RecordReader,
) -> Result<BTreeMap<BoardId, Vec<NoteText>>, ApiError> {
    let boards: Vec<BoardId> = app
        .hubs
        .read(meeting, move |reading| {
            let rooms = reading.state.rooms.values();
            match reader {
                // Someone who is out has no record; do not read for nothing.
                RecordReader::Person(person) if !is_in(reading.state, person) => Vec::new(),
                RecordReader::Facilitator | RecordReader::Person(_) | RecordReader::Shared => rooms
                    .flat_map(|room| &room.boards)
                    .map(|board| board.id)
                    .collect(),
            }
        })
        .await?;
    let mut notes = BTreeMap::new();
    for board in boards {
        let text = app
            .boards
            .text_of(board.0)
            .await
            .map_err(|_| ApiError::unavailable())?;
        let as_text = |note: crate::boards::NoteText| NoteText {
            id: note.note.id,
            section: Some(note.note.section).filter(|section| !section.is_empty()),
            text: note.note.text,
            authors: note.authors.into_iter().map(PersonId).collect(),
            color: note.note.color,
            group: note.note.group,
        };
        notes.insert(board, text.into_iter().map(as_text).collect());
    }
    Ok(notes)
}

fn is_in(state: &protocol::meeting::State, person: PersonId) -> bool {
    state.people.get(&person).is_some_and(|someone| !someone.removed)
}

/// The journal from its first entry: it names pauses and holds.
async fn entries(app: &App, meeting: MeetingId) -> Result<Vec<Entry>, ApiError> {
    let mut entries = Vec::new();
    let mut after = 0;
    loop {
        let stored = app.store.read_after(meeting.0, after, ENTRIES_AT_ONCE).await?;
        let Some(last) = stored.last() else {
            return Ok(entries);
        };
        after = last.seq;
        for entry in &stored {
            let entry = serde_json::from_str(&entry.body).map_err(|error| {
                tracing::error!(meeting.id = %meeting, event.seq = entry.seq, %error, "an entry cannot be read");
                ApiError::unavailable()
            })?;
            entries.push(entry);
        }
    }
}
