//! `decide(state, command, context)`: who may do what, and what it leads to. Pure; never panics.

mod agenda;
mod ask;
mod boards;
mod breakouts;
mod came_as;
mod chat;
mod choice;
mod claims;
mod clients;
mod closing;
mod digest;
mod door;
mod draft;
mod expected;
mod gallery;
mod groups;
mod guard;
mod newcomers;
mod note_taker;
mod pace;
mod people;
mod planned;
mod polls;
mod preparing;
mod questions;
mod rehearsal;
mod repairs;
mod roles;
mod rooms;
mod rounds;
mod said;
mod schedule;
mod small_groups;
mod system;
mod talk;
mod ticket;
mod timers;
mod turns;

pub(in crate::meeting) use people::is_language;
pub(in crate::meeting) use rooms::is_link;

use super::{Command, Context, Decision, Refusal, State, SystemCommand};
pub use claims::absent;
use draft::Draft;

/// What a person's command leads to.
///
/// # Errors
/// A [`Refusal`] that says why not. A command id that the state remembers leads to nothing: an empty decision.
pub fn decide(state: &State, command: &Command, context: &Context) -> Result<Decision, Refusal> {
    let actor = context.actor.ok_or(Refusal::NotInMeeting)?;
    closing::takes(state, actor, command, context.at)?;
    let waiting = guard::member(state, actor)?.waiting;
    if waiting && !matches!(command, Command::Describe(_)) {
        return Err(Refusal::InLobby);
    }
    if context
        .command
        .is_some_and(|id| state.recent_command_set.contains(&(actor, id)))
    {
        return Ok(Decision::default());
    }
    let mut draft = Draft::new(state, context);
    person_command(&mut draft, actor, command)?;
    small_groups::settle(&mut draft);
    turns::settle(&mut draft);
    timers::settle(&mut draft);
    gallery::settle(&mut draft);
    let decision = draft.finish();
    if decision.events.is_empty() {
        Err(Refusal::NothingToDo)
    } else {
        Ok(decision)
    }
}

/// What the server itself asks: links, connections, the clock. A command that comes too late leads to nothing.
///
/// # Errors
/// A [`Refusal`] to the person behind it (create, join); the clock and connections are never refused.
pub fn decide_system(state: &State, command: &SystemCommand, context: &Context) -> Result<Decision, Refusal> {
    let mut draft = Draft::new(state, context);
    match command {
        SystemCommand::Create {
            meeting,
            title,
            language,
            schedule,
        } => {
            system::create(&mut draft, *meeting, title, language, schedule.as_ref())?;
        }
        SystemCommand::Join { person, role, about } => door::join(&mut draft, *person, *role, about)?,
        SystemCommand::Connected { person } => people::connected(&mut draft, *person),
        SystemCommand::Dropped { person, generation } => people::dropped(&mut draft, *person, *generation),
        SystemCommand::Tick => system::tick(&mut draft),
        SystemCommand::Gap { from, to } => system::gap(&mut draft, *from, *to),
        SystemCommand::Claim { person, claimed } => claims::claim(&mut draft, *person, *claimed)?,
        SystemCommand::ChangeLinks { role, replaced } => door::change_links(&mut draft, *role, *replaced)?,
        SystemCommand::Expect { by, list } => expected::expect(&mut draft, *by, list)?,
        SystemCommand::Rehearse { meeting, plan } => rehearsal::begin(&mut draft, *meeting, plan)?,
        SystemCommand::Follow { meeting, plan, left } => said::follow(&mut draft, *meeting, plan, left)?,
        SystemCommand::Simulate { person, about } => rehearsal::simulate(&mut draft, *person, about)?,
    }
    small_groups::settle(&mut draft);
    turns::settle(&mut draft);
    timers::settle(&mut draft);
    gallery::settle(&mut draft);
    Ok(draft.finish())
}

#[expect(clippy::too_many_lines, reason = "the table of everything a person may ask")]
fn person_command(
    draft: &mut Draft<'_>,
    actor: crate::ids::PersonId,
    command: &Command,
) -> Result<(), Refusal> {
    match command {
        Command::Describe(about) => people::describe(draft, actor, about),
        Command::Arrive { room } => people::arrive(draft, actor, *room),
        Command::RaiseHand {} => talk::raise_hand(draft, actor),
        Command::LowerHand { person, called } => talk::lower_hand(draft, actor, *person, *called),
        Command::NextHand { room, person } => talk::next_hand(draft, actor, *room, *person),
        Command::Say { text } => talk::say(draft, actor, text),
        Command::CallForHelp {} => talk::call_for_help(draft, actor),
        Command::ClaimHelp { room } => talk::claim_help(draft, actor, *room),
        Command::CloseHelp { room } => talk::close_help(draft, actor, *room),
        Command::Announce { rooms, text } => talk::announce(draft, actor, rooms.as_deref(), text),
        Command::OfferToPresent { offered } => rounds::offer_to_present(draft, actor, *offered),
        Command::SetPresenter { room, person } => rounds::set_presenter(draft, actor, *room, *person),
        Command::WaitForPresenter { .. }
        | Command::WaitForFacilitator { .. }
        | Command::OtherDilemma { .. }
        | Command::PartRoom { .. }
        | Command::Prepare(_)
        | Command::TakeNotes { .. }
        | Command::StartRound { .. }
        | Command::AskPresenter { .. }
        | Command::LetIn { .. }
        | Command::PassTurn { .. }
        | Command::EndTurn { .. } => room_command(draft, actor, command),
        Command::SetDilemma {
            room,
            title,
            overview,
            focus_question,
            restated_question,
            links,
        } => {
            let words = rounds::DilemmaWords {
                title: title.as_deref(),
                overview: overview.as_deref(),
                focus_question: focus_question.as_deref(),
                restated_question: restated_question.as_deref(),
                links: links.as_deref(),
            };
            rounds::set_dilemma(draft, actor, *room, &words)
        }
        Command::AgreeSharing { room, level } => rounds::agree_sharing(draft, actor, *room, *level),
        Command::Retitle { title } => rooms::retitle(draft, actor, title),
        Command::SetSchedule(wish) => system::set_schedule(draft, actor, wish),
        Command::SetAsks { asks } => door::set_asks(draft, actor, asks),
        Command::SetDoor { lobby, locked } => door::set(draft, actor, *lobby, *locked),
        Command::SetPasscode { passcode } => door::set_passcode(draft, actor, passcode.as_deref()),
        Command::Admit { people } => door::admit(draft, actor, people.as_deref()),
        Command::CreateRooms { count } => rooms::create(draft, actor, *count),
        Command::RemoveRoom { room } => rooms::remove(draft, actor, *room),
        Command::NameRoom { room, name } => rooms::name(draft, actor, *room, name.as_deref()),
        Command::SetVoice { links } => rooms::set_voice(draft, actor, links),
        Command::Assign { people } => breakouts::assign(draft, actor, people),
        Command::AssignRandomly { size } => breakouts::assign_randomly(draft, actor, *size),
        Command::MakeGroups { .. }
        | Command::Pin { .. }
        | Command::Swap { .. }
        | Command::EvenOut {}
        | Command::MergeRooms { .. }
        | Command::ReopenRoom { .. }
        | Command::SendAgain { .. } => groups::command(draft, actor, command),
        Command::OpenChoice { .. }
        | Command::CloseChoice {}
        | Command::Choose { .. }
        | Command::SaveGroups { .. }
        | Command::RenameGroups { .. }
        | Command::UseGroups { .. }
        | Command::DeleteGroups { .. } => choice::command(draft, actor, command),
        Command::Visit { room } => breakouts::visit(draft, actor, *room),
        Command::EndVisit {} => breakouts::end_visit(draft, actor),
        Command::OpenRooms { in_seconds } => breakouts::open(draft, actor, *in_seconds),
        Command::BringBack { in_seconds } => breakouts::bring_back(draft, actor, *in_seconds),
        Command::CancelCountdown {} => breakouts::cancel(draft, actor),
        Command::Move { people, room } => breakouts::move_people(draft, actor, people, *room),
        Command::EnterRoom { room } => breakouts::enter(draft, actor, *room),
        Command::SetLateArrivals { place } => breakouts::set_late_arrivals(draft, actor, *place),
        Command::SetRoomFacilitator { person, room } => {
            people::set_room_facilitator(draft, actor, *person, *room)
        }
        Command::RemovePerson { person } => people::remove(draft, actor, *person),
        Command::Begin { on } => schedule::begin(draft, actor, *on),
        Command::NextStep { on } => schedule::next(draft, actor, *on),
        Command::BackStep { on } => schedule::back(draft, actor, *on),
        Command::Pause { on } => schedule::pause(draft, actor, *on),
        Command::Resume { on } => schedule::resume(draft, actor, *on),
        Command::AddSeconds { on, seconds } => schedule::add_seconds(draft, actor, *on, *seconds),
        Command::Hold { room } => schedule::hold(draft, actor, *room),
        Command::Release { room } => schedule::release(draft, actor, *room),
        Command::StopRound { on } => schedule::stop(draft, actor, *on),
        Command::AddParts { .. }
        | Command::EditPart { .. }
        | Command::MovePart { .. }
        | Command::RemovePart { .. }
        | Command::SetPartLengths { .. }
        | Command::ShortenParts {}
        | Command::StartPart { .. }
        | Command::UndoPart { .. }
        | Command::EndPart { .. } => agenda::command(draft, actor, command),
        Command::AddBoard { .. }
        | Command::NameBoard { .. }
        | Command::SetBoardSections { .. }
        | Command::PutAwayBoard { .. }
        | Command::SetBoardLegend { .. }
        | Command::HideBoard { .. }
        | Command::RevealBoard { .. }
        | Command::OpenHiddenPage { .. }
        | Command::OpenVote { .. }
        | Command::CloseVote { .. }
        | Command::PlaceDot { .. }
        | Command::TakeDot { .. } => boards::decide(draft, actor, command),
        Command::AskQuestion { .. }
        | Command::VoteQuestion { .. }
        | Command::MarkQuestion { .. }
        | Command::SayToFacilitators { .. }
        | Command::SayToAll { .. }
        | Command::DeleteMessage { .. }
        | Command::SetTalk(_) => chat::command(draft, actor, command),
        Command::Poll(command) => polls::command(draft, actor, command),
        Command::Timer(command) => timers::command(draft, actor, command),
        Command::Said(command) => said::command(draft, actor, command),
        Command::EndMeeting {} => system::end(draft, actor),
        Command::SetRole {
            person,
            role,
            supports,
        } => roles::set(draft, actor, *person, *role, *supports),
        Command::Recognize {
            person,
            expected: None,
        } => claims::recognize(draft, actor, *person),
        Command::Recognize {
            person,
            expected: Some(expected),
        } => came_as::recognize(draft, actor, *person, *expected),
        Command::TellApart { person, expected } => came_as::tell_apart(draft, actor, *person, *expected),
        Command::Rename {
            person,
            name,
            organization,
        } => roles::rename(draft, actor, *person, name.as_deref(), organization.as_deref()),
        Command::CopyToDigest { board, notes } => digest::copy(draft, actor, *board, notes),
        Command::Gallery(act) => gallery::command(draft, actor, act),
        Command::OpenClosing { .. }
        | Command::SetTicket { .. }
        | Command::AnswerTicket { .. }
        | Command::MakeCommitment { .. }
        | Command::ChangeCommitment { .. }
        | Command::TakeAwayCommitment { .. } => closing::command(draft, actor, command),
    }
}

/// What is done about rounds and rooms while they work.
fn room_command(
    draft: &mut Draft<'_>,
    actor: crate::ids::PersonId,
    command: &Command,
) -> Result<(), Refusal> {
    match command {
        Command::WaitForPresenter { room } => repairs::wait_for_presenter(draft, actor, *room),
        Command::WaitForFacilitator { room } => repairs::wait_for_facilitator(draft, actor, *room),
        Command::OtherDilemma { room, person } => repairs::other_dilemma(draft, actor, *room, *person),
        Command::Prepare(wish) => preparing::command(draft, actor, wish),
        Command::PartRoom { room } => pace::part(draft, actor, *room),
        Command::TakeNotes { taken } => note_taker::take(draft, actor, *taken),
        Command::AskPresenter { room } => ask::open(draft, actor, *room),
        Command::LetIn { room, person } => newcomers::let_in(draft, actor, *room, *person),
        Command::PassTurn { room, person } => turns::pass(draft, actor, *room, *person),
        Command::EndTurn { room, person } => turns::end(draft, actor, *room, *person),
        Command::StartRound {
            rooms,
            protocol,
            seconds,
            pace,
        } => {
            let wish = rounds::RoundWish {
                protocol,
                seconds: seconds.as_deref(),
                pace: pace.unwrap_or_default(),
            };
            rounds::start(draft, actor, rooms.as_deref(), &wish)
        }
        _ => Err(Refusal::NothingToDo),
    }
}
