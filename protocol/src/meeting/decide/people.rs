//! Words about oneself, connections, arrivals, room facilitators, removal.

use super::breakouts::{room_for, why_late};
use super::draft::Draft;
use super::{guard, newcomers, roles};
use crate::ids::{ContentId, PersonId, RoomId};
use crate::meeting::command::About;
use crate::meeting::grouping::{Profile, Why};
use crate::meeting::state::{Ask, Breakouts, Role};
use crate::meeting::{Event, Refusal};

/// Where someone goes who comes while rooms are open.
pub(super) fn place_for_late_arrival(draft: &Draft<'_>, profile: &Profile) -> Option<RoomId> {
    let state = draft.state();
    (state.breakouts == Breakouts::Open && state.place_late)
        .then(|| room_for(draft, profile))
        .flatten()
}

/// `en`, `es`, `pt-BR`: letters, digits and hyphens.
pub(super) fn language(tag: &str) -> Result<String, Refusal> {
    if is_language(tag) {
        Ok(tag.to_owned())
    } else {
        Err(Refusal::BadLanguage)
    }
}

pub(in crate::meeting) fn is_language(tag: &str) -> bool {
    let letters =
        tag.len() >= 2 && tag.len() <= 16 && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    letters && tag.starts_with(|c: char| c.is_ascii_lowercase())
}

pub(super) fn describe(draft: &mut Draft<'_>, actor: PersonId, about: &About) -> Result<(), Refusal> {
    let name = about.name.as_deref();
    let name = name.map(|name| draft.line(name, Some(actor))).transpose()?;
    let language = about.language.as_deref().map(language).transpose()?;
    let answers = Answers::read(draft, actor, about)?;
    let event = Event::PersonDescribed {
        person: actor,
        name,
        language,
        organization: answers.organization,
        position: answers.position,
        subject: answers.subject,
        pronouns: answers.pronouns,
        access_needs: answers.access_needs,
    };
    if name.is_none() && about.language.is_none() && answers == Answers::default() {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(event);
    Ok(())
}

/// What someone said of what they were asked, by the ids of the words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers {
    pub(super) organization: Option<ContentId>,
    pub(super) subject: Option<ContentId>,
    pub(super) position: Option<ContentId>,
    pub(super) pronouns: Option<ContentId>,
    pub(super) access_needs: Option<ContentId>,
}

impl Answers {
    /// What nobody asked for is not kept; taking words away is always possible.
    pub(super) fn read(draft: &mut Draft<'_>, person: PersonId, about: &About) -> Result<Self, Refusal> {
        let mut read = |ask: Ask, raw: &Option<String>| {
            let asked = draft.state().asks.contains(&ask);
            let raw = raw.as_deref().filter(|raw| asked || raw.trim().is_empty());
            match raw {
                Some(raw) if ask == Ask::AccessNeeds && !raw.trim().is_empty() => {
                    draft.paragraph(raw, Some(person)).map(Some)
                }
                raw => draft.optional_line(raw, Some(person)),
            }
        };
        Ok(Self {
            organization: read(Ask::Organization, &about.organization)?,
            subject: read(Ask::Subject, &about.subject)?,
            position: read(Ask::Position, &about.position)?,
            pronouns: read(Ask::Pronouns, &about.pronouns)?,
            access_needs: read(Ask::AccessNeeds, &about.access_needs)?,
        })
    }

    /// Of somebody who has said nothing before: an empty field is nothing to take away.
    pub(super) fn of_newcomer(
        draft: &mut Draft<'_>,
        person: PersonId,
        about: &About,
    ) -> Result<Self, Refusal> {
        let said = |words: &Option<String>| words.clone().filter(|words| !words.trim().is_empty());
        let about = About {
            organization: said(&about.organization),
            subject: said(&about.subject),
            position: said(&about.position),
            pronouns: said(&about.pronouns),
            access_needs: said(&about.access_needs),
            ..About::default()
        };
        Self::read(draft, person, &about)
    }
}

pub(super) fn arrive(draft: &mut Draft<'_>, actor: PersonId, room: RoomId) -> Result<(), Refusal> {
    let someone = guard::member(draft.state(), actor)?;
    if someone.room != room {
        return Err(Refusal::NotInRoom);
    }
    if !someone.arrived {
        if super::preparing::comes_prepared(draft.state(), actor).is_some() {
            draft.emit(Event::PersonArrived { person: actor, room });
            super::rounds::prepared_came(draft, actor);
        } else {
            draft.emit_last(Event::PersonArrived { person: actor, room });
        }
    }
    Ok(())
}

pub(super) fn connected(draft: &mut Draft<'_>, person: PersonId) {
    let state = draft.state();
    let Some(someone) = state.people.get(&person).filter(|p| !p.removed) else {
        return;
    };
    if state.ended_at.is_some() {
        return;
    }
    let in_main = state.main_room == Some(someone.room);
    // Someone who was assigned goes to their room; someone new is placed.
    let comes = in_main && state.breakouts == Breakouts::Open && !someone.here && !someone.waiting;
    let target = match someone.role {
        Role::Participant if comes => someone
            .assigned
            .filter(|room| state.rooms.contains_key(room))
            .or_else(|| {
                let profile = draft.context.attributes.profile(state, person);
                place_for_late_arrival(draft, &profile)
            }),
        // Access support goes where the person is with whom they go.
        Role::AccessSupport if comes => roles::room_of_supported(state, someone),
        Role::Participant | Role::AccessSupport | Role::Facilitator | Role::Observer => None,
    };
    let takes_part = someone.role == Role::Participant;
    let generation = someone.generation.saturating_add(1);
    draft.emit(Event::PersonConnected { person, generation });
    match target {
        Some(room) => {
            super::breakouts::move_one(draft, person, room);
            let assigned = draft.state().people.get(&person).and_then(|p| p.assigned);
            if takes_part && assigned != Some(room) {
                let why = Some(why_late(draft.state()));
                draft.emit(Event::PersonAssigned {
                    person,
                    room: Some(room),
                    why,
                });
            }
        }
        None => super::rounds::presenter_came_back(draft, person),
    }
    super::repairs::came_back(draft, person);
    newcomers::came(draft, person);
    super::rounds::prepared_came(draft, person);
}

/// Someone who leaves their room or the meeting has no hand up in it and offers nothing there. As events of their own,
/// since who watches that room sees its slices change, not the person.
pub(super) fn step_back(draft: &mut Draft<'_>, person: PersonId) {
    let state = draft.state();
    let Some(room) = state.people.get(&person).map(|p| p.room) else {
        return;
    };
    let Some(left) = state.rooms.get(&room) else {
        return;
    };
    let hand = left.hands.iter().any(|hand| hand.person == person);
    let offers = left.round.as_ref().is_some_and(|r| r.offers.contains(&person));
    if hand {
        draft.emit(Event::HandLowered {
            room,
            person,
            called: false,
        });
    }
    if offers {
        draft.emit(Event::PresenterOffered {
            room,
            person,
            offered: false,
        });
    }
}

pub(super) fn dropped(draft: &mut Draft<'_>, person: PersonId, generation: u64) {
    let state = draft.state();
    if state.ended_at.is_some() {
        return;
    }
    let stale = |p: &&crate::meeting::state::Person| p.here && !p.removed && p.generation == generation;
    if state.people.get(&person).filter(stale).is_some() {
        step_back(draft, person);
        draft.emit(Event::PersonDropped { person, generation });
    }
}

/// A facilitator names one; or, in a room without any, someone takes it on for their own room in a round.
pub(super) fn set_room_facilitator(
    draft: &mut Draft<'_>,
    actor: PersonId,
    person: PersonId,
    room: Option<RoomId>,
) -> Result<(), Refusal> {
    let state = draft.state();
    if guard::facilitator(state, actor).is_err() && !may_take_on(draft, actor, person, room) {
        return Err(Refusal::FacilitatorsOnly);
    }
    let someone = guard::person(state, person)?;
    if someone.role != Role::Participant {
        return Err(Refusal::NothingToDo);
    }
    if let Some(room) = room {
        guard::room(state, room)?;
        if state.main_room == Some(room) {
            return Err(Refusal::MainRoom);
        }
    }
    if someone.facilitates == room {
        return Err(Refusal::NothingToDo);
    }
    let assigned = someone.assigned;
    draft.emit(Event::RoomFacilitatorSet { person, room });
    if room.is_some() && assigned != room {
        let why = Some(Why::Facilitates);
        draft.emit(Event::PersonAssigned { person, room, why });
    }
    if let Some(room) = room {
        super::repairs::taken_on(draft, room);
    }
    Ok(())
}

fn may_take_on(draft: &Draft<'_>, actor: PersonId, person: PersonId, room: Option<RoomId>) -> bool {
    let state = draft.state();
    let Some(room_id) = room else { return false };
    let in_room = state
        .people
        .get(&actor)
        .is_some_and(|p| p.room == room_id && p.role == Role::Participant);
    let has_one = state
        .people
        .values()
        .any(|p| p.facilitates == room && p.here && p.room == room_id);
    let in_round = guard::round(state, room_id).is_ok();
    actor == person && in_room && in_round && !has_one
}

pub(super) fn remove(draft: &mut Draft<'_>, actor: PersonId, person: PersonId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let someone = guard::anyone(draft.state(), person)?;
    let room = someone.room;
    roles::leaves_a_facilitator(draft.state(), person)?;
    step_back(draft, person);
    roles::support_nobody(draft, person);
    draft.emit(Event::PersonRemoved { person });
    super::rounds::presenter_left(draft, room, person);
    super::note_taker::left(draft, room, person);
    Ok(())
}
