//! What people are in the whole meeting: facilitators and participants, observers, access support; and their names.

use super::draft::Draft;
use super::{breakouts, guard, people, rounds};
use crate::ids::{PersonId, RoomId};
use crate::meeting::state::{Person, Role};
use crate::meeting::{Event, Refusal, State};

/// A facilitator gives somebody a role. What it lets them do holds from this event on.
pub(super) fn set(
    draft: &mut Draft<'_>,
    actor: PersonId,
    person: PersonId,
    role: Role,
    supports: Option<PersonId>,
) -> Result<(), Refusal> {
    let state = draft.state();
    guard::facilitator(state, actor)?;
    let someone = guard::person(state, person)?;
    // Whoever facilitates comes by the facilitators' link: a personal link in some mail is no way to their rights.
    if someone.expected && role == Role::Facilitator {
        return Err(Refusal::NotComeYet);
    }
    // Only access support goes with somebody.
    let supports = supports.filter(|_| role == Role::AccessSupport);
    if let Some(supported) = supports {
        may_support(state, person, supported)?;
    }
    if (someone.role, someone.supports) == (role, supports) {
        return Err(Refusal::NothingToDo);
    }
    become_now(draft, person, role, supports)
}

/// With all that follows from it.
pub(super) fn become_now(
    draft: &mut Draft<'_>,
    person: PersonId,
    role: Role,
    supports: Option<PersonId>,
) -> Result<(), Refusal> {
    let state = draft.state();
    let someone = guard::person(state, person)?;
    let (before, room, facilitates) = (someone.role, someone.room, someone.facilitates);
    if before == Role::Facilitator && role != Role::Facilitator {
        leaves_a_facilitator(state, person)?;
    }
    if role != Role::Participant && facilitates.is_some() {
        draft.emit(Event::RoomFacilitatorSet { person, room: None });
    }
    let only_sees_or_helps = matches!(role, Role::Observer | Role::AccessSupport);
    if only_sees_or_helps {
        people::step_back(draft, person);
    }
    if role == Role::AccessSupport {
        support_nobody(draft, person);
    }
    // Who came late and listens does so as a participant.
    let listens = guard::round(draft.state(), room).is_ok_and(|round| round.listening.contains(&person));
    if role != Role::Participant && listens {
        draft.emit(Event::NewcomerLetIn { room, person });
    }
    draft.emit(Event::RoleSet {
        person,
        role,
        supports,
    });
    if only_sees_or_helps {
        rounds::presenter_left(draft, room, person);
    }
    let beside = supports.and_then(|supported| draft.state().people.get(&supported));
    if let Some(room) = beside.map(|supported| supported.room) {
        breakouts::move_one(draft, person, room);
    }
    Ok(())
}

/// Not oneself, and not somebody who goes with somebody: then nobody would know who leads.
fn may_support(state: &State, person: PersonId, supported: PersonId) -> Result<(), Refusal> {
    let other = guard::person(state, supported)?;
    if supported == person || other.role == Role::AccessSupport {
        return Err(Refusal::CannotSupport);
    }
    Ok(())
}

/// Refuses what would leave the meeting without a facilitator.
pub(super) fn leaves_a_facilitator(state: &State, person: PersonId) -> Result<(), Refusal> {
    let facilitates = |p: &Person| p.role == Role::Facilitator && !p.removed;
    let is_one = state.people.get(&person).is_some_and(facilitates);
    let another = state.people.iter().any(|(id, p)| *id != person && facilitates(p));
    if is_one && !another {
        Err(Refusal::LastFacilitator)
    } else {
        Ok(())
    }
}

/// Access support that goes with this person.
pub(super) fn supporters(state: &State, person: PersonId) -> Vec<PersonId> {
    let people = state.people.iter();
    people
        .filter(|(_, p)| p.supports == Some(person) && !p.removed && !p.waiting)
        .map(|(id, _)| *id)
        .collect()
}

/// Nobody goes with this person any more.
pub(super) fn support_nobody(draft: &mut Draft<'_>, person: PersonId) {
    for support in supporters(draft.state(), person) {
        draft.emit(Event::RoleSet {
            person: support,
            role: Role::AccessSupport,
            supports: None,
        });
    }
}

/// Where the person is with whom this access support goes; none in the main room.
pub(super) fn room_of_supported(state: &State, someone: &Person) -> Option<RoomId> {
    let supported = state.people.get(&someone.supports?)?;
    Some(supported.room).filter(|room| Some(*room) != state.main_room)
}

/// A facilitator corrects a name or an organization.
pub(super) fn rename(
    draft: &mut Draft<'_>,
    actor: PersonId,
    person: PersonId,
    name: Option<&str>,
    organization: Option<&str>,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    guard::anyone(draft.state(), person)?;
    if name.is_none() && organization.is_none() {
        return Err(Refusal::NothingToDo);
    }
    // The words are about that person: they go when the person is forgotten.
    let name = name.map(|name| draft.line(name, Some(person))).transpose()?;
    let organization = draft.optional_line(organization, Some(person))?;
    draft.emit_last(Event::PersonDescribed {
        person,
        name,
        organization,
        position: None,
        language: None,
        subject: None,
        pronouns: None,
        access_needs: None,
    });
    Ok(())
}
