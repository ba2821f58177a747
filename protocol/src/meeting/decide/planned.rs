//! A meeting is made from what was planned for another one.

use super::draft::Draft;
use super::people;
use crate::ids::{BoardId, ContentId, MeetingId, PollId, RoomId};
use crate::meeting::agenda::PartPlan;
use crate::meeting::boards::{BoardSection, RoomBoard};
use crate::meeting::event::BoardChange;
use crate::meeting::planned::{MeetingPlan, PlannedRoom};
use crate::meeting::polls::{PollChange, PollForm, PollScale};
use crate::meeting::ticket::TicketQuestion;
use crate::meeting::{Event, Refusal};
use std::collections::BTreeMap;

pub(super) fn make(draft: &mut Draft<'_>, meeting: MeetingId, plan: &MeetingPlan) -> Result<(), Refusal> {
    if draft.state().meeting.is_some() {
        return Err(Refusal::MeetingExists);
    }
    let language = people::language(&plan.language)?;
    let title = draft.content(plan.title.clone(), None);
    let (main_room, main_board) = (draft.id(), draft.id());
    draft.emit(Event::MeetingCreated {
        meeting,
        title,
        language,
        main_room,
        main_board,
    });
    if let Some(schedule) = plan.schedule.clone() {
        draft.emit(Event::ScheduleSet { schedule });
    }
    draft.emit(Event::AsksSet {
        asks: plan.asks.clone(),
    });
    draft.emit(Event::DoorSet {
        lobby: plan.lobby,
        locked: false,
    });
    draft.emit(Event::LateArrivalsSet {
        place: plan.place_late,
    });
    draft.emit(Event::TalkSet { rules: plan.rules });
    for room in &plan.rooms {
        self::room(draft, plan, room, (main_room, main_board));
    }
    let parts = plan
        .parts
        .iter()
        .map(|part| self::part(draft, plan, part))
        .collect();
    draft.emit(Event::AgendaSet { parts });
    for form in &plan.polls {
        let poll: PollId = draft.id();
        let form = self::form(draft, plan, form);
        draft.emit(Event::Poll {
            poll,
            change: PollChange::Set { form },
        });
    }
    if let Some((questions, anonymous)) = &plan.ticket {
        let questions = questions
            .iter()
            .map(|question| TicketQuestion {
                kind: question.kind,
                text: again(draft, plan, question.text),
                choices: all_again(draft, plan, &question.choices),
            })
            .collect();
        draft.emit(Event::TicketSet {
            questions,
            anonymous: *anonymous,
        });
    }
    Ok(())
}

fn room(draft: &mut Draft<'_>, plan: &MeetingPlan, room: &PlannedRoom, main: (RoomId, BoardId)) {
    let (id, board) = if room.number == 0 {
        main
    } else {
        let (id, board) = (draft.id(), draft.id());
        draft.emit(Event::RoomCreated {
            room: id,
            number: room.number,
            board,
        });
        (id, board)
    };
    if let Some(name) = room.name {
        let name = Some(again(draft, plan, name));
        draft.emit(Event::RoomNamed { room: id, name });
    }
    if let Some(voice) = room.voice {
        let voice = Some(again(draft, plan, voice));
        draft.emit(Event::RoomVoiceSet { room: id, voice });
    }
    for (at, planned) in room.boards.iter().enumerate() {
        let board = if at == 0 {
            board
        } else {
            let board = draft.id();
            change(draft, id, board, BoardChange::Added {});
            board
        };
        self::board(draft, plan, (id, board), planned);
    }
}

fn board(draft: &mut Draft<'_>, plan: &MeetingPlan, (room, board): (RoomId, BoardId), planned: &RoomBoard) {
    if planned.nameless {
        change(draft, room, board, BoardChange::AuthorsHidden {});
    }
    if let Some(name) = planned.name {
        let name = Some(again(draft, plan, name));
        change(draft, room, board, BoardChange::Named { name });
    }
    if !planned.sections.is_empty() {
        let sections = planned
            .sections
            .iter()
            .map(|section| BoardSection {
                id: section.id.clone(),
                name: named_again(draft, plan, &section.name),
            })
            .collect();
        change(draft, room, board, BoardChange::SectionsSet { sections });
    }
    if !planned.legend.is_empty() {
        let legend = named_again(draft, plan, &planned.legend);
        change(draft, room, board, BoardChange::LegendSet { legend });
    }
    if planned.hidden {
        change(draft, room, board, BoardChange::Hidden {});
    }
}

fn change(draft: &mut Draft<'_>, room: RoomId, board: BoardId, change: BoardChange) {
    draft.emit(Event::Board { room, board, change });
}

fn part(draft: &mut Draft<'_>, plan: &MeetingPlan, part: &PartPlan) -> PartPlan {
    PartPlan {
        id: draft.id(),
        title: maybe_again(draft, plan, part.title),
        planned: part.seconds,
        speaker_name: maybe_again(draft, plan, part.speaker_name),
        slides: maybe_again(draft, plan, part.slides),
        captions: maybe_again(draft, plan, part.captions),
        ..part.clone()
    }
}

fn form(draft: &mut Draft<'_>, plan: &MeetingPlan, form: &PollForm) -> PollForm {
    PollForm {
        text: again(draft, plan, form.text),
        choices: all_again(draft, plan, &form.choices),
        scale: form.scale.map(|scale| PollScale {
            low: maybe_again(draft, plan, scale.low),
            high: maybe_again(draft, plan, scale.high),
            ..scale
        }),
        ..form.clone()
    }
}

/// The same words as a piece of content of the new meeting's own.
fn again(draft: &mut Draft<'_>, plan: &MeetingPlan, id: ContentId) -> ContentId {
    draft.content(plan.texts.get(&id).cloned().unwrap_or_default(), None)
}

fn maybe_again(draft: &mut Draft<'_>, plan: &MeetingPlan, id: Option<ContentId>) -> Option<ContentId> {
    id.map(|id| again(draft, plan, id))
}

fn all_again(draft: &mut Draft<'_>, plan: &MeetingPlan, ids: &[ContentId]) -> Vec<ContentId> {
    ids.iter().map(|id| again(draft, plan, *id)).collect()
}

fn named_again(
    draft: &mut Draft<'_>,
    plan: &MeetingPlan,
    ids: &BTreeMap<String, ContentId>,
) -> BTreeMap<String, ContentId> {
    ids.iter()
        .map(|(name, id)| (name.clone(), again(draft, plan, *id)))
        .collect()
}
