//! The agenda: what is in it, and which part runs. All of it is for facilitators.

use super::draft::Draft;
use super::{closing, gallery, guard, rooms};
use crate::ids::{ContentId, PartId, PersonId};
use crate::limits::{PART_SECONDS_MAX, PART_SECONDS_MIN, PARTS_MAX};
use crate::meeting::agenda::{Part, PartKind, PartLength, PartPlan, PartWish};
use crate::meeting::{Command, Event, Refusal, State};
use crate::time::{Millis, Timestamp};

/// A schedule is what was promised if the meeting begins this long before its time, or later.
const EARLY: Millis = Millis(3_600_000);

pub(super) fn command(draft: &mut Draft<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::AddParts { parts, before } => add(draft, actor, parts, *before),
        Command::EditPart { part, wish } => edit(draft, actor, *part, wish),
        Command::MovePart { part, before } => move_one(draft, actor, *part, *before),
        Command::RemovePart { part } => remove(draft, actor, *part),
        Command::SetPartLengths { lengths } => set_lengths(draft, actor, lengths),
        Command::ShortenParts {} => shorten(draft, actor),
        Command::StartPart { part } => start(draft, actor, *part),
        Command::UndoPart { part } => undo(draft, actor, *part),
        Command::EndPart { part } => end(draft, actor, *part),
        _ => Err(Refusal::NothingToDo),
    }
}

fn add(
    draft: &mut Draft<'_>,
    actor: PersonId,
    wishes: &[PartWish],
    before: Option<PartId>,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let mut parts = plans(draft.state());
    if wishes.is_empty() {
        return Err(Refusal::NothingToDo);
    }
    if parts.len() + wishes.len() > PARTS_MAX {
        return Err(Refusal::TooMany);
    }
    let at = place(&parts, before)?;
    let mut fresh = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let id = draft.id();
        fresh.push(plan(draft, id, wish)?);
    }
    parts.splice(at..at, fresh);
    draft.emit_last(Event::AgendaSet { parts });
    Ok(())
}

fn edit(draft: &mut Draft<'_>, actor: PersonId, part: PartId, wish: &PartWish) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let old = known(draft.state(), part)?.plan.clone();
    let mut new = plan(draft, part, wish)?;
    if draft.state().agenda.has_begun() {
        new.planned = old.planned;
    }
    let gone = [old.title, old.speaker_name, old.slides, old.captions];
    draft.erase(gone.into_iter().flatten());
    let mut parts = plans(draft.state());
    for known in parts.iter_mut().filter(|known| known.id == part) {
        known.clone_from(&new);
    }
    draft.emit_last(Event::AgendaSet { parts });
    Ok(())
}

fn move_one(
    draft: &mut Draft<'_>,
    actor: PersonId,
    part: PartId,
    before: Option<PartId>,
) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    known(draft.state(), part)?;
    let was = plans(draft.state());
    let mut parts = was.clone();
    if before == Some(part) {
        return Err(Refusal::NothingToDo);
    }
    let Some(from) = parts.iter().position(|known| known.id == part) else {
        return Err(Refusal::NoPart);
    };
    let moved = parts.remove(from);
    let at = place(&parts, before)?;
    parts.insert(at, moved);
    if parts == was {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::AgendaSet { parts });
    Ok(())
}

fn remove(draft: &mut Draft<'_>, actor: PersonId, part: PartId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if !known(draft.state(), part)?.runs.is_empty() {
        return Err(Refusal::PartHasRun);
    }
    let mut parts = plans(draft.state());
    parts.retain(|known| known.id != part);
    draft.emit_last(Event::AgendaSet { parts });
    Ok(())
}

fn set_lengths(draft: &mut Draft<'_>, actor: PersonId, lengths: &[PartLength]) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if lengths.len() > PARTS_MAX {
        return Err(Refusal::TooMany);
    }
    for length in lengths {
        known(draft.state(), length.part)?;
        in_range(length.seconds)?;
    }
    stretch(draft, lengths)
}

fn shorten(draft: &mut Draft<'_>, actor: PersonId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let (agenda, at) = (&draft.state().agenda, draft.at());
    if agenda.behind(at) == 0 {
        return Err(Refusal::NotBehind);
    }
    let lengths = agenda.shortened(at);
    if lengths.is_empty() {
        return Err(Refusal::NothingToShorten);
    }
    stretch(draft, &lengths)
}

fn start(draft: &mut Draft<'_>, actor: PersonId, part: PartId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    known(draft.state(), part)?;
    let (state, at) = (draft.state(), draft.at());
    if state.agenda.current == Some(part) {
        return Err(Refusal::NothingToDo);
    }
    let promised_end = if state.agenda.has_begun() {
        state.agenda.promised_end
    } else {
        Some(promised(state, part, at))
    };
    let before = kind(state, state.agenda.current);
    let now = kind(state, Some(part));
    draft.emit(Event::PartStarted { part, promised_end });
    closing::follow(draft, before, now);
    gallery::follow(draft, before, now);
    Ok(())
}

/// Names what it takes back, so that of two who press at once the second takes back nothing more.
fn undo(draft: &mut Draft<'_>, actor: PersonId, part: PartId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    let agenda = &draft.state().agenda;
    let running = agenda.current().filter(|known| known.plan.id == part);
    let Some(running) = running else {
        return Err(Refusal::Stale);
    };
    let runs: usize = agenda.parts.iter().map(|part| part.runs.len()).sum();
    // A part that was started after a pause, or before this one was taken back, has no way back but to start another.
    if agenda.before.is_none() && !(runs == 1 && running.runs.len() == 1) {
        return Err(Refusal::Stale);
    }
    let back_to = agenda.before;
    let promised_end = back_to.and(agenda.promised_end);
    let (before, now) = (kind(draft.state(), Some(part)), kind(draft.state(), back_to));
    draft.emit(Event::PartTakenBack {
        part,
        back_to,
        promised_end,
    });
    closing::follow(draft, before, now);
    gallery::follow(draft, before, now);
    Ok(())
}

fn end(draft: &mut Draft<'_>, actor: PersonId, part: PartId) -> Result<(), Refusal> {
    guard::facilitator(draft.state(), actor)?;
    if draft.state().agenda.current != Some(part) {
        return Err(Refusal::Stale);
    }
    draft.emit_last(Event::PartEnded { part });
    Ok(())
}

fn kind(state: &State, part: Option<PartId>) -> Option<PartKind> {
    state.agenda.part(part?).map(|part| part.plan.kind)
}

fn plans(state: &State) -> Vec<PartPlan> {
    state.agenda.parts.iter().map(|part| part.plan.clone()).collect()
}

fn known(state: &State, part: PartId) -> Result<&Part, Refusal> {
    state.agenda.part(part).ok_or(Refusal::NoPart)
}

/// Where something goes that is to stand before a part, or (none) at the end.
fn place(parts: &[PartPlan], before: Option<PartId>) -> Result<usize, Refusal> {
    match before {
        None => Ok(parts.len()),
        Some(id) => {
            let at = parts.iter().position(|part| part.id == id);
            at.ok_or(Refusal::NoPart)
        }
    }
}

fn in_range(seconds: u32) -> Result<(), Refusal> {
    if (PART_SECONDS_MIN..=PART_SECONDS_MAX).contains(&seconds) {
        Ok(())
    } else {
        Err(Refusal::OutOfRange)
    }
}

fn plan(draft: &mut Draft<'_>, id: PartId, wish: &PartWish) -> Result<PartPlan, Refusal> {
    in_range(wish.seconds)?;
    let keynote = wish.kind == PartKind::Keynote;
    let speaker = wish.speaker.filter(|_| keynote);
    if let Some(person) = speaker {
        guard::person(draft.state(), person)?;
    }
    let name = wish
        .speaker_name
        .as_deref()
        .filter(|_| keynote && speaker.is_none());
    Ok(PartPlan {
        id,
        kind: wish.kind,
        title: words(draft, wish.title.as_deref())?,
        planned: wish.seconds,
        seconds: wish.seconds,
        speaker,
        speaker_name: words(draft, name)?,
        slides: link(draft, wish.slides.as_deref().filter(|_| keynote))?,
        captions: link(draft, wish.captions.as_deref().filter(|_| keynote))?,
    })
}

fn words(draft: &mut Draft<'_>, raw: Option<&str>) -> Result<Option<ContentId>, Refusal> {
    match raw.filter(|raw| !raw.trim().is_empty()) {
        Some(raw) => draft.line(raw, None).map(Some),
        None => Ok(None),
    }
}

fn link(draft: &mut Draft<'_>, raw: Option<&str>) -> Result<Option<ContentId>, Refusal> {
    match raw.map(str::trim).filter(|raw| !raw.is_empty()) {
        Some(raw) if rooms::is_link(raw, false) => Ok(Some(draft.content(raw.to_owned(), None))),
        Some(_) => Err(Refusal::BadLink),
        None => Ok(None),
    }
}

fn stretch(draft: &mut Draft<'_>, lengths: &[PartLength]) -> Result<(), Refusal> {
    let was = plans(draft.state());
    let begun = draft.state().agenda.has_begun();
    let mut parts = was.clone();
    for part in &mut parts {
        if let Some(length) = lengths.iter().rfind(|length| length.part == part.id) {
            part.seconds = length.seconds;
            if !begun {
                part.planned = length.seconds;
            }
        }
    }
    if parts == was {
        return Err(Refusal::NothingToDo);
    }
    draft.emit_last(Event::AgendaSet { parts });
    Ok(())
}

/// When the meeting is to end: as its schedule says, if it begins about then; else as long from now as its parts are.
fn promised(state: &State, first: PartId, at: Timestamp) -> Timestamp {
    let scheduled = state.schedule.as_ref().and_then(|schedule| {
        let starts = schedule.starts_at?;
        let ends = starts + Millis::from_seconds(schedule.minutes.saturating_mul(60));
        (at >= starts - EARLY && at < ends).then_some(ends)
    });
    let parts = state.agenda.parts.iter().skip_while(|part| part.plan.id != first);
    scheduled.unwrap_or_else(|| parts.fold(at, |sum, part| sum + Millis::from_seconds(part.plan.seconds)))
}
