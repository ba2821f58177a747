//! Commitments, the closing page, and what an ended meeting still takes.

use super::draft::Draft;
use super::guard;
use crate::ids::{CommitmentId, PersonId, RoomId};
use crate::limits::COMMITMENTS_OF_ONE_MAX;
use crate::meeting::agenda::PartKind;
use crate::meeting::closing::{Commitment, CommitmentWords, closes_at, was_there};
use crate::meeting::{Command, Event, Refusal, State};
use crate::time::Timestamp;
use crate::zone;

/// Whether the meeting takes commands, or, when it has ended, this one of this person.
pub(super) fn takes(state: &State, actor: PersonId, command: &Command, at: Timestamp) -> Result<(), Refusal> {
    match guard::open(state) {
        Err(Refusal::MeetingEnded) if is_still_taken(state, actor, command, at) => Ok(()),
        answer => answer,
    }
}

fn is_still_taken(state: &State, actor: PersonId, command: &Command, at: Timestamp) -> bool {
    let own = |id: &CommitmentId| {
        let commitment = state.closing.commitments.get(id);
        commitment.is_some_and(|commitment| commitment.person == actor)
    };
    let concerns_closing = match command {
        Command::MakeCommitment { room, .. } => room.is_none(),
        Command::AnswerTicket { .. } => true,
        Command::ChangeCommitment { commitment, .. } | Command::TakeAwayCommitment { commitment } => {
            own(commitment)
        }
        _ => false,
    };
    // Whether what one took on is done is often known when the next meeting comes, weeks later.
    let says_how_it_went = matches!(
        command,
        Command::ChangeCommitment {
            text: None,
            due: None,
            shared: None,
            done: Some(_),
            ..
        }
    );
    let in_time = says_how_it_went || closes_at(state).is_some_and(|closes| at < closes);
    concerns_closing && was_there(state, actor) && in_time
}

/// The commands of this part; all others are somebody else's.
pub(super) fn command(draft: &mut Draft<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::OpenClosing { open } => set_open(draft, actor, *open),
        Command::MakeCommitment {
            text,
            due,
            shared,
            room,
        } => {
            let wish = Wish {
                text: Some(text),
                due: due.as_deref(),
                shared: Some(*shared),
                done: None,
            };
            make(draft, actor, *room, wish)
        }
        Command::ChangeCommitment {
            commitment,
            text,
            due,
            shared,
            done,
        } => {
            let wish = Wish {
                text: text.as_deref(),
                due: due.as_deref(),
                shared: *shared,
                done: *done,
            };
            change(draft, actor, *commitment, wish)
        }
        Command::TakeAwayCommitment { commitment } => take_away(draft, actor, *commitment),
        Command::SetTicket { ticket } => super::ticket::set(draft, actor, ticket.as_ref()),
        Command::AnswerTicket { answers } => super::ticket::answer(draft, actor, answers),
        _ => Err(Refusal::NothingToDo),
    }
}

fn set_open(draft: &mut Draft<'_>, actor: PersonId, open: bool) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if draft.state().closing.open != open {
        draft.emit_last(Event::ClosingSet { open });
    }
    Ok(())
}

/// The closing page goes with the agenda's closing part: open while it runs, closed when another one takes its place.
pub(super) fn follow(draft: &mut Draft<'_>, before: Option<PartKind>, now: Option<PartKind>) {
    let closing = Some(PartKind::Closing);
    let open = now == closing;
    if (open || before == closing) && draft.state().closing.open != open {
        draft.emit(Event::ClosingSet { open });
    }
}

/// What somebody wrote of a commitment. None keeps what is.
#[derive(Clone, Copy, Debug, Default)]
struct Wish<'a> {
    text: Option<&'a str>,
    /// An empty text takes the date away.
    due: Option<&'a str>,
    shared: Option<bool>,
    done: Option<bool>,
}

fn make(draft: &mut Draft<'_>, actor: PersonId, room: Option<RoomId>, wish: Wish<'_>) -> Result<(), Refusal> {
    let state = draft.state();
    guard::acting(state, actor)?;
    if let Some(room) = room {
        speaks_for(state, actor, room)?;
    }
    let own = state.closing.commitments.values();
    let count = own.filter(|one| one.person == actor && !one.taken_away).count();
    if count >= COMMITMENTS_OF_ONE_MAX {
        return Err(Refusal::TooMany);
    }
    let commitment = draft.id();
    let words = CommitmentWords {
        text: draft.paragraph(wish.text.unwrap_or_default(), Some(actor))?,
        due: date(wish.due, None)?,
        shared: wish.shared.unwrap_or_default(),
        done: false,
    };
    draft.emit_last(Event::CommitmentSet {
        commitment,
        person: actor,
        room,
        words,
    });
    Ok(())
}

fn change(draft: &mut Draft<'_>, actor: PersonId, id: CommitmentId, wish: Wish<'_>) -> Result<(), Refusal> {
    let before = changeable(draft.state(), actor, id)?.clone();
    let words = CommitmentWords {
        text: match wish.text {
            None => before.text,
            Some(text) => draft.paragraph(text, Some(before.person))?,
        },
        due: date(wish.due, before.due.clone())?,
        shared: wish.shared.unwrap_or(before.shared),
        done: wish.done.unwrap_or(before.done),
    };
    let same = words.text == before.text
        && words.due == before.due
        && words.shared == before.shared
        && words.done == before.done;
    if same {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::CommitmentSet {
        commitment: id,
        person: before.person,
        room: before.room,
        words,
    });
    Ok(())
}

fn take_away(draft: &mut Draft<'_>, actor: PersonId, id: CommitmentId) -> Result<(), Refusal> {
    changeable(draft.state(), actor, id)?;
    draft.emit_last(Event::CommitmentTaken { commitment: id });
    Ok(())
}

/// A facilitator, or who presents in the room or presented last.
fn speaks_for(state: &State, actor: PersonId, room_id: RoomId) -> Result<(), Refusal> {
    let room = guard::room(state, room_id)?;
    let presents = room
        .round
        .as_ref()
        .is_some_and(|round| round.presenter == Some(actor));
    if presents {
        return Ok(());
    }
    guard::room_facilitator(state, actor, room_id).map_err(|_| Refusal::PresenterOnly)
}

/// One that the actor may change: their own.
fn changeable(state: &State, actor: PersonId, id: CommitmentId) -> Result<&Commitment, Refusal> {
    guard::acting(state, actor)?;
    let commitments = &state.closing.commitments;
    // Whose it is not is told as little as somebody who made one up.
    commitments
        .get(&id)
        .filter(|one| !one.taken_away && one.person == actor)
        .ok_or(Refusal::NoCommitment)
}

fn date(wish: Option<&str>, before: Option<String>) -> Result<Option<String>, Refusal> {
    match wish {
        None => Ok(before),
        Some(raw) if raw.trim().is_empty() => Ok(None),
        Some(raw) => Ok(Some(zone::date(raw)?)),
    }
}
