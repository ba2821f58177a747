//! A rehearsal: the plan of a meeting as a meeting of its own, with simulated people, so that its facilitators can practise.
//!
//! What is copied was planned by facilitators: rooms, boards, the agenda, polls, the exit ticket, what is asked at the door.
//! Nothing that anybody said or did comes along, and nobody: the people of a rehearsal are simulated, or join it by its own
//! links. What a simulated person does next is [`act`], pure; a server submits it as it submits what people ask.

mod simulated;
mod words;

pub use simulated::{Act, about, act, comes_at, looks};

use super::agenda::PartPlan;
use super::boards::RoomBoard;
use super::polls::PollForm;
use super::state::{Ask, Role, Schedule, State};
use super::talk::TalkRules;
use super::ticket::TicketQuestion;
use super::{Contents, Refusal};
use crate::file_words::FileWords;
use crate::ids::{ContentId, MeetingId};
use crate::limits::{SIMULATED, SIMULATED_MAX};
use std::collections::{BTreeMap, BTreeSet};

/// What a rehearsal is made from. Ids of words are those of the real meeting; the rehearsal gets words of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RehearsalPlan {
    /// The meeting that is rehearsed.
    pub of: MeetingId,
    pub title: String,
    pub language: String,
    /// Without the day: a rehearsal is now.
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
    /// How many people are expected, as far as a rehearsal goes.
    pub people: u16,
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

/// What a meeting's rehearsal is made from.
///
/// # Errors
/// A meeting that is over, and a rehearsal itself, is not rehearsed.
pub fn plan_of(state: &State, contents: &Contents, words: &FileWords) -> Result<RehearsalPlan, Refusal> {
    let of = state.meeting.ok_or(Refusal::NoMeeting)?;
    if state.ended_at.is_some() {
        return Err(Refusal::MeetingEnded);
    }
    if state.rehearsal_of.is_some() {
        return Err(Refusal::IsRehearsal);
    }
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
        let texts_of_part = [part.title, part.speaker_name, part.slides, part.captions];
        texts_of_part.into_iter().flatten().for_each(&mut keep);
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
    Ok(RehearsalPlan {
        of,
        title: words.rehearsal_of(&title.unwrap_or_default()),
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
        people: people(state),
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

/// A speaker who is in the meeting is not in its rehearsal: there they are a name.
fn speaker_by_name(state: &State, part: &PartPlan) -> PartPlan {
    let speaker = part.speaker.and_then(|person| state.people.get(&person));
    PartPlan {
        speaker: None,
        speaker_name: part.speaker_name.or(speaker.map(|speaker| speaker.name)),
        ..part.clone()
    }
}

/// Who is expected or has come; as many as are usual where nobody is.
fn people(state: &State) -> u16 {
    let people = state.people.values();
    let count = people
        .filter(|p| !p.removed && p.role == Role::Participant)
        .count();
    match u16::try_from(count) {
        Ok(0) => SIMULATED,
        Ok(count) => count.min(SIMULATED_MAX),
        Err(_) => SIMULATED_MAX,
    }
}
