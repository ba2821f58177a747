//! The live meetings, for the operator's page: ids, numbers and clocks.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::ids::{MeetingId, RoomId};
use protocol::meeting::state::{Breakouts, Clock};
use protocol::time::Timestamp;
use serde::Serialize;

use crate::app::App;
use crate::error::ApiError;
use crate::hub::Reading;

/// Answer to `GET /api/operator/meetings`.
#[derive(Debug, Serialize)]
pub struct Meetings {
    now: Timestamp,
    meetings: Vec<LiveMeeting>,
}

/// A meeting that is loaded here. Titles and names are content, so they are not in it.
#[derive(Debug, Serialize)]
pub struct LiveMeeting {
    id: MeetingId,
    /// `open` or `ended`.
    status: &'static str,
    created_at: Timestamp,
    breakouts: Breakouts,
    /// Breakout rooms.
    rooms: usize,
    /// Everyone who is in the meeting.
    people: usize,
    /// People with a connection.
    connected: usize,
    rounds: Vec<LiveRound>,
    commands_last_minute: u32,
    seq: u64,
}

/// A round that is not over.
#[derive(Debug, Serialize)]
pub struct LiveRound {
    room: RoomId,
    /// The room's number; 0 is the main room.
    number: u16,
    people: usize,
    protocol: String,
    /// From 0; none while gathering.
    step: Option<u16>,
    /// In English; none while gathering.
    step_name: Option<String>,
    steps: usize,
    clock: Clock,
}

/// `GET /api/operator/meetings`
pub async fn list(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Json<Meetings>, ApiError> {
    super::admit(&app, &headers)?;
    let mut meetings = Vec::new();
    for id in app.hubs.live() {
        // A meeting that goes while we look is simply not in the list.
        if let Ok(meeting) = app.hubs.read(id, move |reading| live_meeting(id, reading)).await {
            meetings.push(meeting);
        }
    }
    meetings.sort_by_key(|meeting| meeting.created_at);
    let now = app.clock.now();
    Ok(Json(Meetings { now, meetings }))
}

fn live_meeting(id: MeetingId, reading: &Reading<'_>) -> LiveMeeting {
    let state = reading.state;
    let rounds = state.rooms.iter().filter_map(|(room_id, room)| {
        let round = room.round.as_ref().filter(|round| round.ended_at.is_none())?;
        let definition = &state.plans.get(&round.plan)?.definition;
        let step = round.timeline.step;
        let step_name = step
            .and_then(|step| definition.steps.get(usize::from(step)))
            .and_then(|step| step.name.get("en"));
        let inside =
            |someone: &&protocol::meeting::state::Person| someone.room == *room_id && !someone.removed;
        Some(LiveRound {
            room: *room_id,
            number: room.number,
            people: state.people.values().filter(inside).count(),
            protocol: definition.id.clone(),
            step,
            step_name: step_name.cloned(),
            steps: definition.steps.len(),
            clock: round.timeline.clock,
        })
    });
    LiveMeeting {
        id,
        status: if state.ended_at.is_some() { "ended" } else { "open" },
        created_at: state.created_at,
        breakouts: state.breakouts,
        rooms: state.rooms.len().saturating_sub(1),
        people: state.people.values().filter(|someone| !someone.removed).count(),
        connected: reading.connected,
        rounds: rounds.collect(),
        commands_last_minute: reading.commands_last_minute,
        seq: reading.position.seq,
    }
}
