//! What events do to questions, threads, chat to all, and their rules.

use super::word::spoken;
use crate::ids::MessageId;
use crate::limits::{CHAT_SHOWN_MAX, THREAD_SHOWN_MAX};
use crate::meeting::event::Event;
use crate::meeting::state::{ChatMessage, State};
use crate::meeting::talk::{ChatPlace, HandOrder, Question, QuestionMark};
use crate::time::Timestamp;
use std::collections::{BTreeSet, VecDeque};

pub(super) fn apply_to_talk(state: &mut State, at: Timestamp, event: &Event) {
    let talk = &mut state.talk;
    match event {
        Event::TalkSet { rules } => {
            let other_order = talk.rules.hands != rules.hands;
            talk.rules = *rules;
            if other_order {
                order_hands(state);
            }
        }
        Event::QuestionAsked {
            question,
            part,
            person,
            text,
            anonymous,
        } => {
            let asked = Question {
                part: *part,
                person: *person,
                at,
                text: *text,
                anonymous: *anonymous,
                votes: BTreeSet::new(),
                mark: QuestionMark::Open,
            };
            talk.questions.insert(*question, asked);
        }
        Event::QuestionVoted { question, person, up } => {
            if let Some(question) = talk.questions.get_mut(question) {
                if *up {
                    question.votes.insert(*person);
                } else {
                    question.votes.remove(person);
                }
            }
        }
        Event::QuestionMarked { question, mark } => {
            if let Some(question) = talk.questions.get_mut(question) {
                question.mark = *mark;
            }
        }
        Event::AllSaid {
            message,
            person,
            text,
        } => push(&mut talk.all, CHAT_SHOWN_MAX, said(*message, *person, at, *text)),
        Event::ThreadSaid {
            thread,
            message,
            person,
            text,
        } => {
            let messages = talk.threads.entry(*thread).or_default();
            push(messages, THREAD_SHOWN_MAX, said(*message, *person, at, *text));
        }
        Event::MessageDeleted { place, message } => {
            let messages = match place {
                ChatPlace::Room(room) => state.rooms.get_mut(room).map(|room| &mut room.chat),
                ChatPlace::Thread(person) => talk.threads.get_mut(person),
                ChatPlace::All => Some(&mut talk.all),
            };
            delete(messages, *message);
        }
        _ => {}
    }
}

/// By the order that holds from now on.
fn order_hands(state: &mut State) {
    let fair = state.talk.rules.hands == HandOrder::Least;
    let people = &state.people;
    let turns = |person| if fair { spoken(people, person) } else { (0, 0) };
    for room in state.rooms.values_mut() {
        room.hands.sort_by_key(|hand| (turns(hand.person), hand.at));
    }
}

fn said(
    id: MessageId,
    person: crate::ids::PersonId,
    at: Timestamp,
    text: crate::ids::ContentId,
) -> ChatMessage {
    ChatMessage {
        id,
        person,
        at,
        text,
        deleted: false,
    }
}

fn push(messages: &mut VecDeque<ChatMessage>, most: usize, message: ChatMessage) {
    messages.push_back(message);
    if messages.len() > most {
        messages.pop_front();
    }
}

fn delete(messages: Option<&mut VecDeque<ChatMessage>>, id: MessageId) {
    let found = messages.and_then(|messages| messages.iter_mut().find(|message| message.id == id));
    if let Some(message) = found {
        message.deleted = true;
    }
}
