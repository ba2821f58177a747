//! Who is expected has come by the join link: a facilitator says who they are, and the two are one.

use super::draft::Draft;
use super::{breakouts, guard, newcomers, people, repairs, roles, rounds};
use crate::ids::PersonId;
use crate::meeting::state::{Breakouts, Person, Role};
use crate::meeting::{Event, Refusal, State};

/// `person` came, `expected` is on the list. The one who came stays, with all that they did; what was planned is theirs.
pub(super) fn recognize(
    draft: &mut Draft<'_>,
    actor: PersonId,
    person: PersonId,
    expected: PersonId,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let state = draft.state();
    let (came, listed) = two(state, person, expected)?;
    let (came, listed) = (came.clone(), listed.clone());
    let supporters = roles::supporters(state, expected);
    draft.emit(Event::PersonRecognized {
        person: expected,
        claimed: person,
    });
    if came.waiting {
        super::door::has_place(draft.state(), false)?;
        draft.emit(Event::PersonAdmitted { person });
    }
    describe(draft, person, &came, &listed);
    // Whoever runs the meeting goes on doing so, whatever the list says.
    let facilitates = came.role == Role::Facilitator;
    let supports = listed.supports.filter(|other| *other != person);
    if !facilitates && (came.role, came.supports) != (listed.role, supports) {
        roles::become_now(draft, person, listed.role, supports)?;
    }
    if listed.role != Role::AccessSupport || facilitates {
        for support in supporters.into_iter().filter(|support| *support != person) {
            roles::become_now(draft, support, Role::AccessSupport, Some(person))?;
        }
    }
    let takes_part = draft.state().people.get(&person).map(|p| p.role) == Some(Role::Participant);
    if takes_part {
        take_place(draft, person, &came, &listed);
    }
    if came.waiting {
        newcomers::came(draft, person);
    }
    rounds::prepared_came(draft, person);
    Ok(())
}

/// Not the same person, whatever they are called. It can be said otherwise later.
pub(super) fn tell_apart(
    draft: &mut Draft<'_>,
    actor: PersonId,
    person: PersonId,
    expected: PersonId,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let (came, _) = two(draft.state(), person, expected)?;
    if came.told_apart.contains(&expected) {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::PersonToldApart { person, expected });
    Ok(())
}

/// Who came, and who is expected still.
fn two(state: &State, person: PersonId, expected: PersonId) -> Result<(&Person, &Person), Refusal> {
    guard::open(state)?;
    let listed = state.people.get(&expected).ok_or(Refusal::NoPerson)?;
    match listed.claims {
        // Another facilitator was faster, with the same person or another one.
        Some(already) if listed.removed && already == person => return Err(Refusal::NothingToDo),
        Some(_) if listed.removed && listed.expected => return Err(Refusal::CameAlready),
        _ if listed.removed => return Err(Refusal::NoPerson),
        _ => {}
    }
    if !listed.expected {
        return Err(Refusal::CameAlready);
    }
    let came = guard::anyone(state, person)?;
    if came.expected {
        return Err(Refusal::NotComeYet);
    }
    Ok((came, listed))
}

/// The list knows what groups are made by; how somebody is called, reads and is helped they know themselves.
fn describe(draft: &mut Draft<'_>, person: PersonId, came: &Person, listed: &Person) {
    let news = |listed: Option<_>, own: Option<_>| listed.filter(|_| listed != own);
    let missing = |listed: Option<_>, own: Option<_>| listed.filter(|_| own.is_none());
    let event = Event::PersonDescribed {
        person,
        name: None,
        organization: news(listed.organization, came.organization),
        position: news(listed.position, came.position),
        language: None,
        subject: news(listed.subject, came.subject),
        pronouns: missing(listed.pronouns, came.pronouns),
        access_needs: missing(listed.access_needs, came.access_needs),
    };
    let nothing = Event::PersonDescribed {
        person,
        name: None,
        organization: None,
        position: None,
        language: None,
        subject: None,
        pronouns: None,
        access_needs: None,
    };
    if event != nothing {
        draft.emit(event);
    }
}

/// Their planned room and who runs it. Whoever is in a breakout room already is not taken out of it.
fn take_place(draft: &mut Draft<'_>, person: PersonId, came: &Person, listed: &Person) {
    let known = |room: &_| draft.state().rooms.contains_key(room);
    let runs = listed.facilitates.filter(known);
    // While people choose, a place that was taken stays.
    let chose = draft.state().choice.is_some() && came.assigned.is_some();
    let planned = listed
        .assigned
        .filter(|room| known(room) && (!chose || runs.is_some()));
    if let Some(room) = runs.filter(|_| came.facilitates.is_none()) {
        draft.emit(Event::RoomFacilitatorSet {
            person,
            room: Some(room),
        });
        repairs::taken_on(draft, room);
    }
    if planned.is_some() && (planned, listed.why) != (came.assigned, came.why) {
        draft.emit(Event::PersonAssigned {
            person,
            room: planned,
            why: listed.why,
        });
    }
    if planned.is_some() && listed.pinned && !came.pinned {
        draft.emit(Event::PersonPinned { person, pinned: true });
    }
    let state = draft.state();
    let in_main = state.main_room == Some(came.room) && came.here;
    if state.breakouts != Breakouts::Open || !in_main {
        return;
    }
    let late = || {
        let profile = draft.context.attributes.profile(state, person);
        people::place_for_late_arrival(draft, &profile)
    };
    let belongs = state.people.get(&person).and_then(|p| p.assigned);
    if let Some(room) = belongs {
        breakouts::move_one(draft, person, room);
    } else if let Some(room) = came.waiting.then(late).flatten() {
        let why = Some(breakouts::why_late(draft.state()));
        draft.emit(Event::PersonAssigned {
            person,
            room: Some(room),
            why,
        });
        breakouts::move_one(draft, person, room);
    }
}
