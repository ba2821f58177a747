//! Who has the word in each room, and for how long everybody had it: what a fair queue of hands goes by, and nothing else.
//!
//! A turn of a go-round is the word while its clock runs. A hand that is given the word has it until somebody else gets it,
//! it goes up again, its owner leaves or drops, the step is over, or three minutes have passed: nobody says when they are done.

use crate::ids::{PersonId, RoomId};
use crate::limits::WORD_SECONDS_MAX;
use crate::meeting::event::Event;
use crate::meeting::state::{Clock, Person, Room, State, Word};
use crate::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// What a fair queue goes by: seconds, then turns. The least comes first.
pub(super) fn spoken(people: &BTreeMap<PersonId, Person>, person: PersonId) -> (i64, u32) {
    let someone = people.get(&person);
    someone.map_or((0, 0), |someone| (someone.spoke.0 / 1000, someone.turns))
}

/// Whoever has the word no longer has had it for so long.
pub(super) fn settle(state: &mut State, at: Timestamp, event: &Event) {
    let over = state.ended_at.is_some();
    let (rooms, people) = (&mut state.rooms, &mut state.people);
    for (id, room) in rooms.iter_mut() {
        let now = if over {
            None
        } else {
            word(*id, room, people, at, event)
        };
        if now.map(|word| (word.person, word.in_turn)) == room.word.map(|word| (word.person, word.in_turn)) {
            continue;
        }
        if let Some(had) = room.word
            && let Some(person) = people.get_mut(&had.person)
        {
            let most = if had.in_turn {
                Millis(i64::MAX)
            } else {
                Millis::from_seconds(WORD_SECONDS_MAX)
            };
            person.spoke = person.spoke + (at - had.since).clamp(Millis(0), most);
        }
        room.word = now;
    }
}

fn word(
    id: RoomId,
    room: &Room,
    people: &BTreeMap<PersonId, Person>,
    at: Timestamp,
    event: &Event,
) -> Option<Word> {
    let round = room.round.as_ref().filter(|round| round.ended_at.is_none());
    let step = round.and_then(|round| round.timeline.step);
    let given = |person, in_turn| Word {
        person,
        since: at,
        step,
        in_turn,
    };
    let runs = round.is_some_and(|round| matches!(round.timeline.clock, Clock::Running { .. }));
    if let Some(turns) = round.and_then(|round| round.turns.as_ref()) {
        return turns.speaker().filter(|_| runs).map(|person| given(person, true));
    }
    if let Event::HandLowered {
        room: in_room,
        person,
        called: true,
    } = event
        && *in_room == id
    {
        return Some(given(*person, false));
    }
    let again = |word: &Word| matches!(event, Event::HandRaised { person, .. } if *person == word.person);
    let stays = |word: &Word| !word.in_turn && word.step == step && !again(word);
    room.word
        .filter(|word| stays(word) && is_in(people, word.person, id))
}

fn is_in(people: &BTreeMap<PersonId, Person>, person: PersonId, room: RoomId) -> bool {
    let someone = people.get(&person);
    someone.is_some_and(|someone| someone.here && !someone.removed && someone.room == room)
}
