//! What a client does with a change: replace one slice. The browser's reducer does the same (`protocol/fixtures`).

use super::{Change, View};
use crate::limits::{ANNOUNCEMENTS_SHOWN_MAX, CHAT_SHOWN_MAX, THREAD_SHOWN_MAX};

/// Puts `change` into `view`. Never fails: a slice that is not there is added, one that is gone already stays gone.
#[expect(clippy::too_many_lines, reason = "one table of every kind of change")]
pub fn apply_change(view: &mut View, change: Change) {
    match change {
        Change::Meeting { meeting } => view.meeting = meeting,
        Change::Person { person } => {
            view.lobby.remove(&person.id);
            view.people.insert(person.id, person);
        }
        Change::PersonGone { id } => {
            view.people.remove(&id);
            view.lobby.remove(&id);
            view.needs.remove(&id);
            view.receipts.remove(&id);
        }
        Change::Waiting { person } => {
            view.lobby.insert(person.id, person);
        }
        Change::Needs {
            person,
            needs: Some(needs),
        } => {
            view.needs.insert(person, needs);
        }
        Change::Needs { person, needs: None } => {
            view.needs.remove(&person);
        }
        Change::Preparing {
            person,
            preparing: Some(preparing),
        } => {
            view.preparing.insert(person, preparing);
        }
        Change::Preparing {
            person,
            preparing: None,
        } => {
            view.preparing.remove(&person);
        }
        Change::Perhaps { perhaps } => view.perhaps = perhaps,
        Change::Keys { keys } => view.keys = Some(keys),
        Change::Groups { groups } => view.groups = groups,
        Change::Choice { choice } => view.choice = choice,
        Change::Receipt { person, receipt } => {
            view.receipts.insert(person, receipt);
        }
        Change::Room { room } => {
            view.rooms.insert(room.id, room);
        }
        Change::RoomGone { id } => {
            view.rooms.remove(&id);
            view.details.remove(&id);
            view.chat.remove(&id);
            view.boards.retain(|_, board| board.room != id);
        }
        Change::Detail { room, detail } => {
            view.details.insert(room, *detail);
            // A room that is seen has a chat, if an empty one.
            view.chat.entry(room).or_default();
        }
        Change::Chat { room, message } => {
            let messages = view.chat.entry(room).or_default();
            put(messages, message, CHAT_SHOWN_MAX, |m| m.id);
        }
        Change::Board { board } => {
            view.boards.insert(board.id, *board);
        }
        Change::Dots { dots } => view.dots = dots,
        Change::Pages { pages } => view.pages = pages,
        Change::Definition { definition } => {
            view.definitions.insert(definition.plan, *definition);
        }
        Change::DefinitionGone { plan } => {
            view.definitions.remove(&plan);
        }
        Change::Plan { plan } => {
            view.plans.insert(plan.id, plan);
        }
        Change::Agenda { agenda } => view.agenda = agenda,
        Change::Closing { closing } => view.closing = closing,
        Change::TicketAnswers { count } => view.ticket_answers = count,
        Change::Commitment { commitment } => {
            view.commitments.insert(commitment.id, commitment);
        }
        Change::CommitmentGone { id } => {
            view.commitments.remove(&id);
        }
        Change::Talk { talk } => view.talk = talk,
        Change::Question { question } => {
            view.questions.insert(question.id, question);
        }
        Change::QuestionGone { id } => {
            view.questions.remove(&id);
        }
        Change::ChatAll { message } => put(&mut view.chat_all, message, CHAT_SHOWN_MAX, |m| m.id),
        Change::Thread { person, message } => {
            let messages = view.threads.entry(person).or_default();
            put(messages, message, THREAD_SHOWN_MAX, |m| m.id);
        }
        Change::Said { said } => view.said = said.map(|said| *said),
        Change::Poll { poll } => {
            if !poll.shown {
                view.poll_results.remove(&poll.id);
            }
            view.polls.insert(poll.id, poll);
        }
        Change::PollGone { id } => {
            view.polls.remove(&id);
            view.poll_results.remove(&id);
        }
        Change::PollResults { poll, results } => {
            view.poll_results.insert(poll, results);
        }
        Change::Own { own } => view.own = own,
        Change::Gallery { gallery } => view.gallery = gallery,
        Change::OwnGallery { gallery } => view.own_gallery = gallery,
        Change::GalleryDesk { cards } => view.gallery_desk = cards,
        Change::Announcement { announcement } => {
            put(
                &mut view.announcements,
                announcement,
                ANNOUNCEMENTS_SHOWN_MAX,
                |a| a.id,
            );
        }
    }
}

/// Replaces the item with the same id or appends it, and keeps the last `most`.
fn put<T, K: PartialEq>(items: &mut Vec<T>, item: T, most: usize, id: impl Fn(&T) -> K) {
    match items.iter_mut().find(|known| id(known) == id(&item)) {
        Some(known) => *known = item,
        None => items.push(item),
    }
    let surplus = items.len().saturating_sub(most);
    items.drain(..surplus);
}
