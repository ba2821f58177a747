//! What a simulated person does next: a pure function of what they see, a seed of their own and the tick.
//!
//! They are asked at every tick in which they look up ([`looks`]), and do one thing or nothing. Nothing here knows the
//! meeting's state: who is simulated sees what anybody in their place would see, and may be refused like anybody.

use super::words;
use crate::consultancy::rights::{Reader, Rights};
use crate::ids::{BoardId, RoomId};
use crate::meeting::agenda::PartKind;
use crate::meeting::command::{About, Command};
use crate::meeting::polls::{PollAnswer, PollCommand, PollKind};
use crate::meeting::state::{Ask, Clock};
use crate::meeting::talk::Sign;
use crate::meeting::ticket::{QuestionKind, TicketAnswer};
use crate::meeting::view::{DetailView, PersonView, PollView, RoundView, View};
use fastrand::Rng;
use std::collections::BTreeSet;

/// Looks of one person: one in so many ticks, at moments that others do not share.
const LOOKS_ONE_IN: u64 = 4;
/// For how many ticks somebody who leaves is away: from this on, so many more at most.
const AWAY_LEAST: u64 = 40;
const AWAY_MORE: u64 = 80;

/// One thing that a simulated person does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Ask(Box<Command>),
    React(Sign),
    /// A note on the board of their room.
    Write(Jotting),
    /// Their line drops; they come back after so many ticks.
    Leave {
        ticks: u64,
    },
}

/// What they write on a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jotting {
    pub board: BoardId,
    /// Empty: the board has none.
    pub section: String,
    pub text: String,
    pub color: &'static str,
}

/// The tick in which somebody comes: all of them within some seconds, the more people the longer.
pub fn comes_at(seed: u64, people: u16) -> u64 {
    Dice::new(seed, 0, 1).below(12 + u64::from(people) / 4)
}

/// Whether somebody looks at their page in this tick.
pub fn looks(seed: u64, tick: u64) -> bool {
    Dice::new(seed, tick, 2).one_in(LOOKS_ONE_IN)
}

/// What the `index`th simulated person says about themselves at the door.
pub fn about(seed: u64, index: usize, language: &str, asks: &BTreeSet<Ask>) -> About {
    let mut dice = Dice::new(seed, 0, 3);
    let words = words::of(language);
    // Some read the other language, so that groups by language can be tried.
    let reads = if dice.one_in(5) {
        words::other(language)
    } else {
        language
    };
    let needs: &[&str] = if index % 12 == 5 { words.needs } else { &[] };
    let mut asked = |ask: Ask, of: &[&str]| {
        let said = dice.pick(of).filter(|_| asks.contains(&ask));
        said.map(|said| (*said).to_owned())
    };
    About {
        name: Some(words::name(index, language)),
        organization: asked(Ask::Organization, words.organizations),
        position: asked(Ask::Position, words.positions),
        subject: asked(Ask::Subject, words.subjects),
        pronouns: None,
        access_needs: asked(Ask::AccessNeeds, needs),
        language: Some(reads.to_owned()),
    }
}

/// What they do next.
pub fn act(view: &View, seed: u64, tick: u64) -> Option<Act> {
    let me = view.people.get(&view.me.person)?;
    let mut dice = Dice::new(seed, tick, 4);
    if me.waiting {
        return None;
    }
    if view.meeting.ended_at.is_some() {
        return close(view, &mut dice).map(ask);
    }
    if !me.arrived {
        // A page shows the room at once; some lines are slow.
        return (!dice.one_in(6)).then(|| ask(Command::Arrive { room: me.room }));
    }
    if let Some(command) = called_for(view, me, &mut dice) {
        return Some(ask(command));
    }
    let detail = view.details.get(&me.room)?;
    let round = detail.round.as_ref().filter(|round| round.ended_at.is_none());
    if let Some(round) = round
        && let Some(command) = in_round(view, me, detail, round, &mut dice)
    {
        return Some(ask(command));
    }
    by_mood(view, me, detail, round, &mut dice)
}

fn ask(command: Command) -> Act {
    Act::Ask(Box::new(command))
}

/// What the facilitators ask of everyone now: a room, a poll, questions, the closing.
fn called_for(view: &View, me: &PersonView, dice: &mut Dice) -> Option<Command> {
    if let Some(rooms) = &view.choice
        && me.assigned.is_none()
        && dice.one_in(2)
    {
        let chosen = |room: RoomId| view.people.values().filter(|p| p.assigned == Some(room)).count();
        let free: Vec<RoomId> = rooms
            .iter()
            .filter(|seats| chosen(seats.room) < usize::from(seats.seats))
            .map(|seats| seats.room)
            .collect();
        if let Some(room) = dice.pick(&free) {
            return Some(Command::Choose { room: Some(*room) });
        }
    }
    let open = |poll: &&PollView| poll.opened_at.is_some() && poll.closed_at.is_none();
    let unanswered = |poll: &&PollView| !view.own.answers.contains_key(&poll.id);
    if let Some(poll) = view.polls.values().filter(open).find(unanswered)
        && dice.one_in(2)
    {
        return Some(Command::Poll(PollCommand::Answer {
            poll: poll.id,
            answer: poll_answer(poll, &view.meeting.language, dice),
        }));
    }
    if view.closing.open {
        return close(view, dice);
    }
    let mut parts = view.agenda.parts.iter();
    let part = parts.find(|part| Some(part.id) == view.agenda.current)?;
    (part.kind == PartKind::Keynote).then(|| keynote(view, dice))?
}

fn keynote(view: &View, dice: &mut Dice) -> Option<Command> {
    if view.own.asked.is_empty() && dice.one_in(40) {
        let text = dice.pick(words::of(&view.meeting.language).questions)?;
        return Some(Command::AskQuestion {
            text: (*text).to_owned(),
            anonymous: false,
        });
    }
    let others = view.questions.keys();
    let others: Vec<_> = others
        .filter(|id| !view.own.votes.contains(id) && !view.own.asked.contains(id))
        .collect();
    let question = **dice.pick(&others)?;
    dice.one_in(12)
        .then_some(Command::VoteQuestion { question, up: true })
}

/// What one takes on, and the exit ticket.
fn close(view: &View, dice: &mut Dice) -> Option<Command> {
    let words = words::of(&view.meeting.language);
    if let Some(ticket) = &view.closing.ticket
        && !view.me.ticket_answered
        && dice.one_in(4)
    {
        let answers = ticket.questions.iter().map(|question| {
            Some(match question.kind {
                QuestionKind::Scale => TicketAnswer::Scale(dice.small(3) + 3),
                QuestionKind::Choice => TicketAnswer::Choice(dice.small(question.choices.len())),
                QuestionKind::Words => TicketAnswer::Words((*dice.pick(words.answers)?).to_owned()),
            })
        });
        return Some(Command::AnswerTicket {
            answers: answers.collect(),
        });
    }
    let has = view.commitments.values().any(|one| one.person == view.me.person);
    if has || !dice.one_in(12) {
        return None;
    }
    Some(Command::MakeCommitment {
        text: (*dice.pick(words.commitments)?).to_owned(),
        due: None,
        shared: dice.one_in(2),
        room: None,
    })
}

fn poll_answer(poll: &PollView, language: &str, dice: &mut Dice) -> PollAnswer {
    match poll.kind {
        PollKind::Single => PollAnswer::Choices(vec![dice.small(poll.choices.len())]),
        PollKind::Multiple => {
            let chosen = [dice.small(poll.choices.len()), dice.small(poll.choices.len())];
            let chosen: BTreeSet<u8> = chosen.into_iter().collect();
            PollAnswer::Choices(chosen.into_iter().collect())
        }
        PollKind::Scale => {
            let (from, to) = poll.scale.as_ref().map_or((1, 5), |scale| (scale.from, scale.to));
            let numbers = usize::from(to.saturating_sub(from)) + 1;
            PollAnswer::Scale(from.saturating_add(dice.small(numbers)))
        }
        PollKind::Words => {
            let words = dice.pick(words::of(language).answers).copied();
            PollAnswer::Words(words.unwrap_or_default().to_owned())
        }
    }
}

/// What a round asks of somebody: to present, to take a turn, to take the notes.
fn in_round(
    view: &View,
    me: &PersonView,
    detail: &DetailView,
    round: &RoundView,
    dice: &mut Dice,
) -> Option<Command> {
    let words = words::of(&view.meeting.language);
    let definition = view.definitions.get(&round.plan).map(|known| &known.definition);
    let presents = round.presenter == Some(me.id);
    if presents && detail.dilemma.title.is_none() && dice.one_in(3) {
        let (title, question) = dice.pick(words.dilemmas)?;
        return Some(Command::SetDilemma {
            room: me.room,
            title: Some((*title).to_owned()),
            overview: None,
            focus_question: Some((*question).to_owned()),
            restated_question: None,
            links: None,
        });
    }
    let has_presenter = definition.is_some_and(|definition| definition.presenter);
    if has_presenter && round.presenter.is_none() && !round.offers.contains(&me.id) && dice.one_in(5) {
        return Some(Command::OfferToPresent { offered: true });
    }
    let turn = round.turns.as_ref().and_then(|turns| turns.order.first());
    let runs = matches!(round.timeline.clock, Clock::Running { .. });
    if turn == Some(&me.id) && runs && dice.one_in(6) {
        let (room, person) = (me.room, me.id);
        return Some(if dice.one_in(5) {
            Command::PassTurn { room, person }
        } else {
            Command::EndTurn { room, person }
        });
    }
    let takes_notes = detail.note_taker.is_none() && !presents && dice.one_in(12);
    takes_notes.then_some(Command::TakeNotes { taken: true })
}

/// What nobody asked for.
fn by_mood(
    view: &View,
    me: &PersonView,
    detail: &DetailView,
    round: Option<&RoundView>,
    dice: &mut Dice,
) -> Option<Act> {
    let words = words::of(&view.meeting.language);
    let presents = round.is_some_and(|round| round.presenter == Some(me.id));
    // A presenter who drops is what facilitators have to practise most.
    if dice.one_in(if presents { 140 } else { 600 }) {
        return Some(Act::Leave {
            ticks: AWAY_LEAST + dice.below(AWAY_MORE),
        });
    }
    let in_breakout = me.room != view.meeting.main_room;
    let hand_is_up = detail.hands.iter().any(|hand| hand.person == me.id);
    let may_chat = rights(me, detail, round).is_some_and(|rights| rights.chat);
    match dice.below(100) {
        0..=1 if !hand_is_up => Some(ask(Command::RaiseHand {})),
        0..=14 if hand_is_up => Some(ask(Command::LowerHand {
            person: None,
            called: false,
        })),
        15..=16 if may_chat => {
            let text = (*dice.pick(words.chat)?).to_owned();
            Some(ask(Command::Say { text }))
        }
        18 if may_chat => dice.pick(&[Sign::Thanks, Sign::Agree]).copied().map(Act::React),
        20..=23 => write(view, me, detail, round, dice).map(Act::Write),
        19 if in_breakout && detail.call.is_none() && dice.one_in(8) => Some(ask(Command::CallForHelp {})),
        _ => None,
    }
}

/// A note in a section that is theirs to write in now.
fn write(
    view: &View,
    me: &PersonView,
    detail: &DetailView,
    round: Option<&RoundView>,
    dice: &mut Dice,
) -> Option<Jotting> {
    let rights = rights(me, detail, round)?;
    let is_hidden = view.boards.get(&detail.board).is_some_and(|board| board.hidden);
    // Where each small group has a part of its own there is more to know than a rehearsal needs.
    if !rights.write || rights.per_group || is_hidden {
        return None;
    }
    let of = |plan| {
        view.definitions
            .get(&plan)
            .map(|known| &known.definition.sections)
    };
    let sections: Vec<String> = match detail.plan_of_sections.and_then(of) {
        _ if !rights.sections.is_empty() => rights.sections.clone(),
        Some(sections) => sections.iter().map(|section| section.id.clone()).collect(),
        None => Vec::new(),
    };
    Some(Jotting {
        board: detail.board,
        section: dice.pick(&sections).cloned().unwrap_or_default(),
        text: (*dice.pick(words::of(&view.meeting.language).notes)?).to_owned(),
        color: dice
            .pick(&["yellow", "blue", "green"])
            .copied()
            .unwrap_or("yellow"),
    })
}

/// What the room lets them do now.
fn rights<'a>(me: &PersonView, detail: &'a DetailView, round: Option<&RoundView>) -> Option<&'a Rights> {
    let turn = round.and_then(|round| round.turns.as_ref()?.order.first());
    let reader = if round.is_some_and(|round| round.presenter == Some(me.id)) {
        Reader::Presenter
    } else if me.facilitates == Some(me.room) {
        Reader::Facilitator
    } else if round.is_some_and(|round| round.listening.contains(&me.id)) {
        Reader::Newcomer
    } else if turn == Some(&me.id) {
        Reader::Speaker
    } else {
        Reader::Group
    };
    detail.rights.get(&reader)
}

/// Draws that follow from their seed.
struct Dice(Rng);

impl Dice {
    fn new(seed: u64, tick: u64, what: u64) -> Self {
        Self(Rng::with_seed(
            seed ^ tick.wrapping_mul(0xd6e8_feb8_6659_fd93) ^ what.rotate_left(32),
        ))
    }

    /// From zero, below `bound`; zero where that is nothing.
    fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.0.u64(..bound) }
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    /// An index of a short list.
    fn small(&mut self, count: usize) -> u8 {
        let bound = u64::try_from(count).unwrap_or(1);
        u8::try_from(self.below(bound)).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        self.0.choice(items)
    }
}
