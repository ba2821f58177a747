//! The door: who comes in, what they are asked, the lobby, the lock, the passcode.

use super::draft::Draft;
use super::people::{self, Answers};
use super::{breakouts, guard, newcomers};
use crate::ids::PersonId;
use crate::limits::{LOBBY_MAX, PASSCODE_GRAPHEMES_MIN, PEOPLE_MAX};
use crate::meeting::command::About;
use crate::meeting::state::{Ask, Person, Role};
use crate::meeting::{Event, Refusal, State};
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation;

/// Through a link. Whether the passcode was right is the caller's to know: words are not in the state.
pub(super) fn join(
    draft: &mut Draft<'_>,
    person: PersonId,
    role: Role,
    about: &About,
) -> Result<(), Refusal> {
    come_in(draft, person, role, about, false)
}

/// Somebody new, real or in a rehearsal simulated.
pub(super) fn come_in(
    draft: &mut Draft<'_>,
    person: PersonId,
    role: Role,
    about: &About,
    simulated: bool,
) -> Result<(), Refusal> {
    guard::open(draft.state())?;
    if draft.state().people.contains_key(&person) {
        return Ok(());
    }
    let state = draft.state();
    // Facilitators come in by their own link, whatever holds for others.
    let newcomer = role != Role::Facilitator;
    if newcomer && state.locked {
        return Err(Refusal::MeetingLocked);
    }
    let waiting = newcomer && state.lobby;
    has_place(state, waiting)?;
    let language = about.language.as_deref().unwrap_or(&state.language);
    let language = people::language(language)?;
    let name = draft.line(about.name.as_deref().unwrap_or_default(), Some(person))?;
    let answers = Answers::read(draft, person, about)?;
    let main = guard::main_room(draft.state())?;
    let placed = (role == Role::Participant && !waiting)
        .then(|| {
            let profile = draft.context.attributes.newcomer(draft.state(), about, &language);
            people::place_for_late_arrival(draft, &profile)
        })
        .flatten();
    let notebook = draft.id();
    draft.emit(Event::PersonJoined {
        person,
        role,
        name,
        organization: answers.organization,
        position: answers.position,
        language,
        notebook,
        room: placed.unwrap_or(main),
        subject: answers.subject,
        pronouns: answers.pronouns,
        access_needs: answers.access_needs,
        waiting,
        expected: false,
        simulated,
    });
    if placed.is_some() {
        let why = Some(breakouts::why_late(draft.state()));
        draft.emit(Event::PersonAssigned {
            person,
            room: placed,
            why,
        });
    }
    newcomers::came(draft, person);
    Ok(())
}

/// Those who only ever waited take nobody's place in the meeting.
pub(super) fn has_place(state: &State, waiting: bool) -> Result<(), Refusal> {
    let people = state.people.values();
    let full = if waiting {
        people.filter(|p| p.waiting && !p.removed).count() >= LOBBY_MAX
    } else {
        people.filter(|p| p.takes_place()).count() >= PEOPLE_MAX
    };
    if full { Err(Refusal::MeetingFull) } else { Ok(()) }
}

/// The secrets themselves are the store's; the journal knows that it happened.
pub(super) fn change_links(draft: &mut Draft<'_>, role: Role, replaced: bool) -> Result<(), Refusal> {
    guard::open(draft.state())?;
    draft.emit_last(Event::LinksChanged { role, replaced });
    Ok(())
}

pub(super) fn set_asks(draft: &mut Draft<'_>, actor: PersonId, asks: &BTreeSet<Ask>) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if draft.state().asks == *asks {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::AsksSet { asks: asks.clone() });
    Ok(())
}

pub(super) fn set(
    draft: &mut Draft<'_>,
    actor: PersonId,
    lobby: Option<bool>,
    locked: Option<bool>,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let state = draft.state();
    let (lobby, locked) = (lobby.unwrap_or(state.lobby), locked.unwrap_or(state.locked));
    if (lobby, locked) == (state.lobby, state.locked) {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::DoorSet { lobby, locked });
    Ok(())
}

pub(super) fn set_passcode(
    draft: &mut Draft<'_>,
    actor: PersonId,
    passcode: Option<&str>,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let Some(raw) = passcode else {
        if draft.state().passcode.is_none() {
            return Err(Refusal::NothingToDo);
        }
        draft.emit_last(Event::PasscodeSet { passcode: None });
        return Ok(());
    };
    let words = crate::text::line(raw)?;
    if words.graphemes(true).count() < PASSCODE_GRAPHEMES_MIN {
        return Err(Refusal::OutOfRange);
    }
    let passcode = Some(draft.content(words, None));
    draft.emit_last(Event::PasscodeSet { passcode });
    Ok(())
}

pub(super) fn admit(
    draft: &mut Draft<'_>,
    actor: PersonId,
    people: Option<&[PersonId]>,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let waits =
        |state: &State, person: &PersonId| state.people.get(person).is_some_and(|p| p.waiting && !p.removed);
    let people: Vec<PersonId> = match people {
        Some(people) => people.to_vec(),
        // Who says that they were here before is nobody new, unless somebody says so.
        None => {
            let people = draft.state().people.iter();
            people
                .filter(|(_, p)| p.claims.is_none())
                .map(|(id, _)| *id)
                .collect()
        }
    };
    for person in people {
        if !waits(draft.state(), &person) {
            continue;
        }
        has_place(draft.state(), false)?;
        draft.emit(Event::PersonAdmitted { person });
        let placed = |p: &Person| p.here && p.role == Role::Participant;
        let placed = draft.state().people.get(&person).is_some_and(placed);
        let profile = draft.context.attributes.profile(draft.state(), person);
        if placed && let Some(room) = people::place_for_late_arrival(draft, &profile) {
            let why = Some(breakouts::why_late(draft.state()));
            draft.emit(Event::PersonAssigned {
                person,
                room: Some(room),
                why,
            });
            breakouts::move_one(draft, person, room);
        } else {
            newcomers::came(draft, person);
        }
    }
    Ok(())
}
