//! What events do to the closing part.

use crate::meeting::closing::Commitment;
use crate::meeting::event::Event;
use crate::meeting::state::State;
use crate::meeting::ticket::Ticket;
use crate::time::Timestamp;

pub(super) fn apply_to_closing(state: &mut State, at: Timestamp, event: &Event) {
    let closing = &mut state.closing;
    match event {
        Event::ClosingSet { open } => closing.open = *open,
        Event::CommitmentSet {
            commitment,
            person,
            room,
            words,
        } => {
            let known = closing.commitments.get(commitment);
            let set = Commitment {
                person: *person,
                room: *room,
                text: words.text,
                due: words.due.clone(),
                shared: words.shared,
                was_shared: words.shared || known.is_some_and(|known| known.was_shared),
                done: words.done,
                taken_away: false,
                made_at: known.map_or(at, |known| known.made_at),
                revision: known.map_or(0, |known| known.revision.saturating_add(1)),
            };
            closing.commitments.insert(*commitment, set);
        }
        Event::TicketSet { questions, anonymous } => {
            let ticket = Ticket {
                questions: questions.clone(),
                anonymous: *anonymous,
                ..Ticket::default()
            };
            closing.ticket = Some(ticket).filter(|ticket| !ticket.questions.is_empty());
        }
        Event::TicketAnswered { person } => {
            if let Some(ticket) = &mut closing.ticket {
                ticket.answered.insert(*person);
            }
        }
        Event::CommitmentTaken { commitment } => {
            if let Some(commitment) = closing.commitments.get_mut(commitment) {
                commitment.taken_away = true;
            }
        }
        _ => {}
    }
}
