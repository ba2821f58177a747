//! The live meetings, for the operator's page: ids, numbers and clocks. Titles and names are content, so they are not in it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::ids::MeetingId;
use protocol::meeting::State as Meeting;
use protocol::wire::{LiveMeeting, LiveMeetings, LiveRoom, LiveRound};

use crate::app::App;
use crate::error::ApiError;
use crate::hub::Reading;

/// `GET /api/operator/meetings`
pub async fn list(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Json<LiveMeetings>, ApiError> {
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
    Ok(Json(LiveMeetings { now, meetings }))
}

fn live_meeting(id: MeetingId, reading: &Reading<'_>) -> LiveMeeting {
    let state = reading.state;
    LiveMeeting {
        id,
        created_at: state.created_at,
        ended_at: state.ended_at,
        breakouts: state.breakouts,
        people: count(state.people.values().filter(|someone| !someone.removed).count()),
        connected: count(reading.connected),
        commands_last_minute: reading.commands_last_minute,
        seq: reading.position.seq,
        rooms: live_rooms(state),
        rounds: live_rounds(state),
    }
}

fn live_rooms(state: &Meeting) -> Vec<LiveRoom> {
    let mut rooms: Vec<LiveRoom> = state
        .rooms
        .iter()
        .map(|(id, room)| {
            let here = state.people.values().filter(|someone| someone.room == *id);
            LiveRoom {
                id: *id,
                number: room.number,
                people_here: count(
                    here.filter(|someone| someone.here && !someone.removed && !someone.waiting)
                        .count(),
                ),
                hands: count(room.hands.len()),
                calls: room.call.is_some_and(|call| call.claimed_by.is_none()),
            }
        })
        .collect();
    rooms.sort_by_key(|room| room.number);
    rooms
}

fn live_rounds(state: &Meeting) -> Vec<LiveRound> {
    let rounds = state.rooms.iter().filter_map(|(room, found)| {
        let round = found.round.as_ref().filter(|round| round.ended_at.is_none())?;
        let presenter = round.presenter.and_then(|person| state.people.get(&person));
        Some(LiveRound {
            room: *room,
            plan: round.plan,
            protocol: state.plans.get(&round.plan)?.definition.id.clone(),
            timeline: round.timeline.clone(),
            has_presenter: presenter.is_some_and(|someone| someone.here && someone.room == *room),
        })
    });
    rounds.collect()
}

/// Counts are far below this bound; it is there for the type.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
