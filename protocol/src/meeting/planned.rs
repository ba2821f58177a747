//! What facilitators planned of a meeting, for another one: its rehearsal, or the next of the series.
//!
//! Rooms with names, voice links and boards, the agenda, polls, the exit ticket, what is asked at the door and what holds for
//! talk come along; nothing that anybody said or did, and nobody.

use super::Contents;
use super::agenda::PartPlan;
use super::boards::RoomBoard;
use super::polls::PollForm;
use super::state::{Ask, Schedule, State};
use super::talk::TalkRules;
use super::ticket::TicketQuestion;
use crate::ids::{ContentId, MeetingId};
use std::collections::{BTreeMap, BTreeSet};

/// What another meeting is made from. Ids of words are those of the meeting that was planned; the other gets words of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingPlan {
    /// The meeting that was planned.
    pub of: MeetingId,
    pub title: String,
    pub language: String,
    /// Without the day.
    pub schedule: Option<Schedule>,
    pub asks: BTreeSet<Ask>,
    pub lobby: bool,
    pub place_late: bool,
    pub rules: TalkRules,
    /// By number; the main room, which has 0, is there too.
    pub rooms: Vec<PlannedRoom>,
    pub parts: Vec<PartPlan>,
    pub polls: Vec<PollForm>,
    /// Its questions, and whether it is anonymous.
    pub ticket: Option<(Vec<TicketQuestion>, bool)>,
    pub texts: BTreeMap<ContentId, String>,
}

/// A room of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRoom {
    pub number: u16,
    pub name: Option<ContentId>,
    pub voice: Option<ContentId>,
    /// The first is the room's own.
    pub boards: Vec<RoomBoard>,
}

/// The plan of a meeting; none before it was made.
pub fn plan(state: &State, contents: &Contents) -> Option<MeetingPlan> {
    let of = state.meeting?;
    let mut texts = BTreeMap::new();
    let mut keep = |id: ContentId| {
        let text = contents.get(&id).cloned().flatten().unwrap_or_default();
        texts.insert(id, text);
    };
    let rooms = rooms(state);
    for room in &rooms {
        room.name.into_iter().chain(room.voice).for_each(&mut keep);
        for board in &room.boards {
            board.name.into_iter().for_each(&mut keep);
            board.legend.values().copied().for_each(&mut keep);
            let sections = board.sections.iter().flat_map(|section| section.name.values());
            sections.copied().for_each(&mut keep);
        }
    }
    let parts: Vec<PartPlan> = state
        .agenda
        .parts
        .iter()
        .map(|part| speaker_by_name(state, &part.plan))
        .collect();
    for part in &parts {
        let words = [part.title, part.speaker_name, part.slides, part.captions];
        words.into_iter().flatten().for_each(&mut keep);
    }
    let polls: Vec<PollForm> = state.polls.values().map(|poll| poll.form.clone()).collect();
    for form in &polls {
        keep(form.text);
        form.choices.iter().copied().for_each(&mut keep);
        let ends = form.scale.map(|scale| [scale.low, scale.high]);
        ends.into_iter().flatten().flatten().for_each(&mut keep);
    }
    let ticket = state
        .closing
        .ticket
        .as_ref()
        .map(|ticket| (ticket.questions.clone(), ticket.anonymous));
    for question in ticket.iter().flat_map(|(questions, _)| questions) {
        keep(question.text);
        question.choices.iter().copied().for_each(&mut keep);
    }
    let title = state.title.and_then(|id| contents.get(&id).cloned().flatten());
    Some(MeetingPlan {
        of,
        title: title.unwrap_or_default(),
        language: state.language.clone(),
        schedule: state.schedule.clone().map(|schedule| Schedule {
            starts_at: None,
            revision: 0,
            ..schedule
        }),
        asks: state.asks.clone(),
        lobby: state.lobby,
        place_late: state.place_late,
        rules: state.talk.rules,
        rooms,
        parts,
        polls,
        ticket,
        texts,
    })
}

/// Rooms in use, with the boards that were not put away.
fn rooms(state: &State) -> Vec<PlannedRoom> {
    let mut rooms: Vec<PlannedRoom> = state
        .rooms
        .values()
        .filter(|room| room.merged_into.is_none())
        .map(|room| PlannedRoom {
            number: room.number,
            name: room.name,
            voice: room.voice,
            boards: room
                .boards
                .iter()
                .filter(|board| !board.put_away)
                .cloned()
                .collect(),
        })
        .collect();
    rooms.sort_by_key(|room| room.number);
    rooms
}

/// A speaker who is in this meeting is not in the other one: there they are a name.
fn speaker_by_name(state: &State, part: &PartPlan) -> PartPlan {
    let speaker = part.speaker.and_then(|person| state.people.get(&person));
    PartPlan {
        speaker: None,
        speaker_name: part.speaker_name.or(speaker.map(|speaker| speaker.name)),
        ..part.clone()
    }
}
