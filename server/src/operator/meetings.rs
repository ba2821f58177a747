//! The live meetings, for the operator's page: ids, numbers and clocks. Titles and names are content, so they are not in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::ids::{MeetingId, PersonId};
use protocol::meeting::State as Meeting;
use protocol::wire::{LiveBus, LiveInstance, LiveMeeting, LiveMeetings, LiveRoom, LiveRound};

use crate::app::App;
use crate::bus::Trouble;
use crate::error::ApiError;
use crate::hub::Reading;

/// `GET /api/operator/meetings`
pub async fn list(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Json<LiveMeetings>, ApiError> {
    super::admit(&app, &headers)?;
    let own = app.hubs.instance();
    let mut others = match app.store.shared() {
        // Without an answer this instance knows of itself alone.
        Some(shared) => shared.presence().await.unwrap_or_default(),
        None => Vec::new(),
    };
    others.retain(|one| one.instance != own);
    let mut elsewhere: BTreeMap<MeetingId, BTreeSet<PersonId>> = BTreeMap::new();
    for (meeting, people) in others.iter().flat_map(|one| &one.meetings) {
        let there = elsewhere.entry(MeetingId(*meeting)).or_default();
        there.extend(people.iter().copied().map(PersonId));
    }
    let here = app.hubs.live();
    let held = count(here.len());
    let all: BTreeSet<MeetingId> = here.into_iter().chain(elsewhere.keys().copied()).collect();
    let (mut meetings, mut connected) = (Vec::new(), 0);
    for id in all {
        let there = Arc::new(elsewhere.remove(&id).unwrap_or_default());
        let look = move |reading: &Reading<'_>| (live_meeting(id, reading, &there), count(reading.connected));
        // A meeting that goes while we look is simply not in the list.
        if let Ok((meeting, connected_here)) = app.hubs.read(id, look).await {
            meetings.push(meeting);
            connected += connected_here;
        }
    }
    meetings.sort_by_key(|meeting| meeting.created_at);
    let this = LiveInstance {
        id: own.to_string(),
        meetings: held,
        connected,
    };
    let others = others.iter().map(|one| LiveInstance {
        id: one.instance.to_string(),
        meetings: count(one.meetings.len()),
        connected: count(one.meetings.iter().map(|(_, people)| people.len()).sum()),
    });
    Ok(Json(LiveMeetings {
        now: app.clock.now(),
        meetings,
        instances: [this].into_iter().chain(others).collect(),
        bus: bus(&app),
    }))
}

fn bus(app: &App) -> LiveBus {
    match app.bus.trouble() {
        None if app.bus.is_there() => LiveBus::Up,
        None => LiveBus::None,
        Some(Trouble::NotYet) => LiveBus::NotYet,
        Some(Trouble::Away) => LiveBus::Away,
        Some(Trouble::Password) => LiveBus::Password,
        Some(Trouble::Forbidden) => LiveBus::Forbidden,
        Some(Trouble::TooOld) => LiveBus::TooOld,
        Some(Trouble::Tls) => LiveBus::Tls,
        Some(Trouble::Refuses) => LiveBus::Refuses,
        Some(Trouble::Deaf) => LiveBus::Deaf,
        Some(Trouble::Replica) => LiveBus::Replica,
    }
}

/// `there`: who is connected to other instances.
fn live_meeting(id: MeetingId, reading: &Reading<'_>, there: &BTreeSet<PersonId>) -> LiveMeeting {
    let state = reading.state;
    let only_there = there
        .iter()
        .filter(|person| !reading.connections.contains_key(person));
    LiveMeeting {
        id,
        created_at: state.created_at,
        ended_at: state.ended_at,
        breakouts: state.breakouts,
        people: count(state.people.values().filter(|someone| !someone.removed).count()),
        connected: count(reading.connected + only_there.count()),
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
