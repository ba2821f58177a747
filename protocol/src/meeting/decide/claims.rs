//! 'I was already here', from another device: somebody picks their name, a facilitator confirms.

use super::door::has_place;
use super::draft::Draft;
use super::guard;
use crate::ids::PersonId;
use crate::meeting::state::{Person, Role};
use crate::meeting::{Event, Refusal, State};

/// People whom somebody can say they are: who was here and has no connection now. Facilitators come by their own link.
pub fn absent(state: &State) -> impl Iterator<Item = (PersonId, &Person)> {
    let people = state.people.iter().map(|(id, someone)| (*id, someone));
    people.filter(|(_, someone)| {
        // Who is expected was not here yet: their names are the facilitators' alone.
        let gone = !someone.here && !someone.removed && !someone.waiting && !someone.expected;
        gone && someone.role != Role::Facilitator
    })
}

/// They wait as in the lobby, under the name that they picked, also where there is no lobby or nobody new comes in: who was
/// here is not new.
pub(super) fn claim(draft: &mut Draft<'_>, person: PersonId, claimed: PersonId) -> Result<(), Refusal> {
    guard::open(draft.state())?;
    if draft.state().people.contains_key(&person) {
        return Ok(());
    }
    let found = absent(draft.state()).find(|(id, _)| *id == claimed);
    let Some((_, someone)) = found else {
        return Err(Refusal::NoPerson);
    };
    let (name, organization, language) = (someone.name, someone.organization, someone.language.clone());
    has_place(draft.state(), true)?;
    let main = guard::main_room(draft.state())?;
    let notebook = draft.id();
    draft.emit(Event::PersonJoined {
        person,
        role: Role::Participant,
        name,
        organization,
        position: None,
        language,
        notebook,
        room: main,
        subject: None,
        pronouns: None,
        access_needs: None,
        waiting: true,
        expected: false,
        simulated: false,
    });
    draft.emit(Event::PersonClaimed { person, claimed });
    Ok(())
}

/// Also when that person is back by now on the device that they had: both are theirs.
pub(super) fn recognize(draft: &mut Draft<'_>, actor: PersonId, person: PersonId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let someone = guard::anyone(draft.state(), person)?;
    let claimed = someone
        .claims
        .filter(|_| someone.waiting)
        .ok_or(Refusal::NothingToDo)?;
    let other = guard::person(draft.state(), claimed)?;
    if other.role == Role::Facilitator {
        // They were made one since: a facilitator's rights are given by a link or by name, not along the way.
        return Err(Refusal::NoPerson);
    }
    draft.emit(Event::PersonRecognized { person, claimed });
    Ok(())
}
