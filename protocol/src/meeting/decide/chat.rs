//! Chat beyond the room: a thread with the facilitators, to all; deleting; and what facilitators choose for it.

use super::draft::Draft;
use super::{guard, questions};
use crate::consultancy::rights;
use crate::ids::{MessageId, PersonId};
use crate::meeting::command::TalkWish;
use crate::meeting::state::Role;
use crate::meeting::talk::{ChatPlace, TalkRules};
use crate::meeting::{Command, Event, Refusal};

pub(super) fn command(draft: &mut Draft<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::AskQuestion { text, anonymous } => questions::ask(draft, actor, text, *anonymous),
        Command::VoteQuestion { question, up } => questions::vote(draft, actor, *question, *up),
        Command::MarkQuestion { question, mark } => questions::mark(draft, actor, *question, *mark),
        Command::SayToFacilitators { text, person } => say_to_facilitators(draft, actor, text, *person),
        Command::SayToAll { text } => say_to_all(draft, actor, text),
        Command::DeleteMessage { place, message } => delete(draft, actor, *place, *message),
        Command::SetTalk(wish) => set(draft, actor, wish),
        _ => Err(Refusal::NothingToDo),
    }
}

/// Everybody's own thread; a facilitator says whose. It is not speaking in a room, so no floor rules it.
fn say_to_facilitators(
    draft: &mut Draft<'_>,
    actor: PersonId,
    text: &str,
    person: Option<PersonId>,
) -> Result<(), Refusal> {
    let someone = guard::acting(draft.state(), actor)?;
    let thread = if someone.role == Role::Facilitator {
        let whose = person.ok_or(Refusal::NoPerson)?;
        if guard::person(draft.state(), whose)?.role == Role::Facilitator {
            return Err(Refusal::NoPerson);
        }
        whose
    } else if person.is_some_and(|whose| whose != actor) {
        return Err(Refusal::FacilitatorsOnly);
    } else {
        actor
    };
    let message = draft.id();
    let text = draft.paragraph(text, Some(actor))?;
    draft.emit_last(Event::ThreadSaid {
        thread,
        message,
        person: actor,
        text,
    });
    Ok(())
}

/// Where the facilitators allow it; they always may. Who is silent in their room is silent here too.
fn say_to_all(draft: &mut Draft<'_>, actor: PersonId, text: &str) -> Result<(), Refusal> {
    let someone = guard::acting(draft.state(), actor)?;
    let (room, leads) = (someone.room, someone.role == Role::Facilitator);
    if !leads && !draft.state().talk.rules.chat_to_all {
        return Err(Refusal::ChatToAllClosed);
    }
    if !rights::rights_of(draft.state(), actor, room).chat {
        return Err(Refusal::NotYourFloor);
    }
    let message = draft.id();
    let text = draft.paragraph(text, Some(actor))?;
    draft.emit_last(Event::AllSaid {
        message,
        person: actor,
        text,
    });
    Ok(())
}

/// The words are gone for ever; that there was a message stays.
fn delete(
    draft: &mut Draft<'_>,
    actor: PersonId,
    place: ChatPlace,
    message: MessageId,
) -> Result<(), Refusal> {
    let state = draft.state();
    let messages = match place {
        ChatPlace::Room(room) => {
            guard::room_facilitator(state, actor, room)?;
            Some(&guard::room(state, room)?.chat)
        }
        ChatPlace::Thread(person) => {
            guard::facilitator(state, actor)?;
            state.talk.threads.get(&person)
        }
        ChatPlace::All => {
            guard::facilitator(state, actor)?;
            Some(&state.talk.all)
        }
    };
    let found = messages.and_then(|messages| messages.iter().find(|known| known.id == message));
    let found = *found.ok_or(Refusal::NoMessage)?;
    if found.deleted {
        return Err(Refusal::NothingToDo);
    }
    draft.erase([found.text]);
    draft.emit_last(Event::MessageDeleted { place, message });
    Ok(())
}

fn set(draft: &mut Draft<'_>, actor: PersonId, wish: &TalkWish) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let was = draft.state().talk.rules;
    let rules = TalkRules {
        floor: wish.floor.unwrap_or(was.floor),
        anonymous_questions: wish.anonymous_questions.unwrap_or(was.anonymous_questions),
        chat_to_all: wish.chat_to_all.unwrap_or(was.chat_to_all),
        keep_chat: wish.keep_chat.unwrap_or(was.keep_chat),
        hands: wish.hands.unwrap_or(was.hands),
        no_reactions: wish.no_reactions.unwrap_or(was.no_reactions),
    };
    if rules == was {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::TalkSet { rules });
    Ok(())
}
