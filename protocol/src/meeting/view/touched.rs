//! Which slices an entry touched.

use super::Slice;
use super::closing::touched_closing;
use super::project::rooms_on;
use crate::ids::{PersonId, PlanId, RoomId};
use crate::meeting::event::{Entry, Event};
use crate::meeting::state::{Role, State};

/// Slices that `entry` may have changed, each once. `after` is a state with the entry applied: the one right after it,
/// or one some entries later when these are projected together.
#[expect(clippy::too_many_lines, reason = "one table of every kind of event")]
pub fn touched(after: &State, entry: &Entry) -> Vec<Slice> {
    let mut slices = match &entry.event {
        Event::MeetingCreated {
            main_room,
            main_board,
            ..
        } => vec![
            Slice::Meeting,
            Slice::Room(*main_room),
            Slice::Detail(*main_room),
            Slice::Board(*main_board),
        ],
        Event::Gallery(_) => Vec::new(),
        Event::Board { room, board, change } => super::boards::touched(after, *room, *board, change),
        Event::Said { .. } => vec![Slice::Said],
        Event::Poll { poll, change } => super::polls::touched(after, *poll, change),
        Event::MeetingEnded {} => ended(after),
        Event::MeetingRetitled { .. }
        | Event::RehearsalBegun { .. }
        | Event::ScheduleSet { .. }
        | Event::DoorSet { .. }
        | Event::OpeningAnnounced { .. }
        | Event::ClosingAnnounced { .. }
        | Event::CountdownCancelled {}
        | Event::LateArrivalsSet { .. } => vec![Slice::Meeting],
        // Whether organizations count.
        Event::AsksSet { .. } => vec![Slice::Meeting, Slice::Perhaps],
        Event::BreakoutsOpened {} | Event::BreakoutsClosed {} => breakouts(after),
        Event::PasscodeSet { .. } => vec![Slice::Meeting, Slice::Keys],
        // Hands and offers that they leave behind have events of their own.
        Event::PersonJoined {
            person, access_needs, ..
        } => joined(*person, access_needs.is_some(), true),
        // Only their own view has a place for what they need.
        Event::PersonDescribed {
            person, access_needs, ..
        } => joined(*person, access_needs.is_some(), access_needs.is_some()),
        Event::PersonAdmitted { person }
        | Event::RoleSet { person, .. }
        | Event::PersonRemoved { person } => vec![Slice::Person(*person), Slice::Visibility(*person)],
        Event::PersonMoved { person, .. } => moved(*person),
        Event::PersonArrived { person, .. } => vec![Slice::Person(*person), Slice::Receipt(*person)],
        Event::PersonCalledAgain { person } => vec![Slice::Visibility(*person)],
        Event::GroupsMade { .. }
        | Event::GroupSetSaved { .. }
        | Event::GroupSetNamed { .. }
        | Event::GroupSetDeleted { .. }
        | Event::ChoiceOpened { .. }
        | Event::ChoiceClosed {} => vec![Slice::Groups, Slice::Choice],
        Event::PersonConnected { person, .. }
        | Event::PersonDropped { person, .. }
        | Event::PersonPinned { person, .. }
        | Event::PersonVisits { person, .. }
        | Event::PersonAssigned { person, .. }
        | Event::RoomFacilitatorSet { person, .. } => vec![Slice::Person(*person)],
        Event::RoomCreated { room, board, .. } => {
            vec![Slice::Room(*room), Slice::Detail(*room), Slice::Board(*board)]
        }
        Event::RoomRemoved { room } => removed(after, *room),
        Event::RoomNamed { room, .. }
        | Event::RoomLanguageSet { room, .. }
        | Event::RoomMerged { room, .. } => vec![Slice::Room(*room)],
        Event::PlanStarted { plan, .. } | Event::PlanTimed { plan, .. } => vec![Slice::Plan(*plan)],
        Event::RoundStarted { room, .. } | Event::RoundEnded { room, .. } => round(after, *room),
        Event::RoomVoiceSet { room, .. }
        | Event::RoomSharingSet { room, .. }
        | Event::RoundTimed { room, .. }
        | Event::PresenterSet { room, .. }
        | Event::PresenterOffered { room, .. }
        | Event::TurnsChanged { room, .. }
        | Event::SmallGroupsSet { room, .. }
        | Event::ClientBegan { room, .. }
        | Event::ClientAgreed { room, .. }
        | Event::PresenterAsked { room, .. }
        | Event::PresenterFloorClosed { room }
        | Event::NewcomerListens { room, .. }
        | Event::NewcomerLetIn { room, .. }
        | Event::DilemmaSet { room, .. }
        | Event::RoomWaits { room, .. }
        | Event::NoteTakerSet { room, .. }
        | Event::HandRaised { room, .. }
        | Event::HandNext { room, .. }
        | Event::HandLowered { room, .. }
        | Event::HelpCalled { room, .. }
        | Event::HelpClaimed { room, .. }
        | Event::HelpClosed { room }
        | Event::Timer { room, .. } => vec![Slice::Detail(*room)],
        Event::RoundParted { room, from, plan } => parted(after, *room, [*from, *plan]),
        Event::ChatSaid { room, message, .. } => vec![Slice::Chat(*room, *message)],
        Event::Announced { message, .. } => vec![Slice::Announcement(*message)],
        Event::AgendaSet { .. }
        | Event::PartStarted { .. }
        | Event::PartTakenBack { .. }
        | Event::PartEnded { .. } => in_main_room(after, Slice::Agenda),
        Event::TalkSet { .. }
        | Event::QuestionAsked { .. }
        | Event::QuestionVoted { .. }
        | Event::QuestionMarked { .. }
        | Event::ThreadSaid { .. }
        | Event::AllSaid { .. }
        | Event::MessageDeleted { .. } => super::talk::touched(after, &entry.event),
        Event::LinksChanged { .. } => vec![Slice::Keys],
        Event::ClosingSet { .. }
        | Event::TicketSet { .. }
        | Event::TicketAnswered { .. }
        | Event::CommitmentSet { .. }
        | Event::CommitmentTaken { .. } => touched_closing(after, &entry.event),
        Event::PersonClaimed { person, .. } => vec![Slice::Person(*person)],
        // Who was somebody in the lobby sees all that the person sees, and nothing of what they saw before.
        Event::PersonRecognized { person, claimed } => vec![
            Slice::Person(*person),
            Slice::Visibility(*person),
            Slice::Visibility(*claimed),
            Slice::Preparing(*person),
            Slice::Preparing(*claimed),
            Slice::Groups,
        ],
        Event::PersonToldApart { .. } => Vec::new(),
        Event::Preparation { person, .. } => vec![Slice::Preparing(*person)],
        Event::GapNoticed { .. } => Vec::new(),
    };
    if after.grouping.is_some() && concerns_groups(&entry.event) {
        slices.push(Slice::Groups);
    }
    if concerns_expected(after, entry) {
        slices.push(Slice::Perhaps);
    }
    slices.extend(super::gallery::touched(after, &entry.event));
    in_the_lobby(after, &mut slices);
    slices.sort_unstable();
    slices.dedup();
    slices
}

fn moved(person: PersonId) -> Vec<Slice> {
    vec![
        Slice::Person(person),
        Slice::Receipt(person),
        Slice::Visibility(person),
    ]
}

/// Whether what the groups keep and break may be another thing now.
fn concerns_groups(event: &Event) -> bool {
    matches!(
        event,
        Event::PersonAssigned { .. }
            | Event::PersonAdmitted { .. }
            | Event::PersonDescribed { .. }
            | Event::PersonPinned { .. }
            | Event::PersonRemoved { .. }
            | Event::RoomFacilitatorSet { .. }
            | Event::RoleSet { .. }
            | Event::RoomRemoved { .. }
    )
}

/// The speaker of a keynote and the chosen floor give rights in the main room.
pub(super) fn in_main_room(after: &State, slice: Slice) -> Vec<Slice> {
    let detail = after.main_room.map(Slice::Detail);
    std::iter::once(slice).chain(detail).collect()
}

/// Whether somebody may be somebody else who is expected now, or is not any more.
fn concerns_expected(after: &State, entry: &Entry) -> bool {
    let someone = |person| after.people.get(person);
    match &entry.event {
        Event::PersonRecognized { .. } | Event::PersonToldApart { .. } => true,
        // Also of whoever is the last one who was expected.
        Event::PersonRemoved { person } => {
            someone(person).is_some_and(|p| p.expected || is_anybody_expected(after))
        }
        Event::PersonConnected { person, .. } => {
            someone(person).is_some_and(|p| p.listed && p.joined_at == entry.at)
        }
        Event::PersonJoined { .. } | Event::PersonDescribed { .. } => is_anybody_expected(after),
        _ => false,
    }
}

fn is_anybody_expected(state: &State) -> bool {
    state.people.values().any(|p| p.expected && !p.removed)
}

fn joined(person: PersonId, needs: bool, visibility: bool) -> Vec<Slice> {
    let needs = needs.then_some(Slice::Needs(person));
    let visibility = visibility.then_some(Slice::Visibility(person));
    std::iter::once(Slice::Person(person))
        .chain(needs)
        .chain(visibility)
        .collect()
}

/// Who waits is sent no slice of a person, so what changes about them comes as a snapshot; a small one.
fn in_the_lobby(after: &State, slices: &mut Vec<Slice>) {
    let waits = |slice: &Slice| match slice {
        Slice::Person(id) if after.people.get(id).is_some_and(|p| p.waiting) => Some(Slice::Visibility(*id)),
        _ => None,
    };
    let snapshots: Vec<Slice> = slices.iter().filter_map(waits).collect();
    slices.extend(snapshots);
}

/// Rights in every room end with the meeting.
fn ended(after: &State) -> Vec<Slice> {
    let details = after.rooms.keys().map(|room| Slice::Detail(*room));
    breakouts(after)
        .into_iter()
        .chain(details)
        .chain([Slice::Agenda, Slice::Closing])
        .collect()
}

/// Who is left in the main room is between rooms while the others are in theirs.
fn breakouts(after: &State) -> Vec<Slice> {
    let left = after.people.iter().filter(|(_, person)| {
        !person.removed
            && !person.waiting
            && person.role == Role::Participant
            && Some(person.room) == after.main_room
    });
    std::iter::once(Slice::Meeting)
        .chain(left.map(|(id, _)| Slice::Person(*id)))
        .collect()
}

/// A room is gone. Which plan its round was on is not known any more, so all plans are looked at; they are few.
fn removed(after: &State, room: RoomId) -> Vec<Slice> {
    std::iter::once(Slice::Room(room))
        .chain(after.plans.keys().flat_map(|plan| plan_slices(*plan)))
        .collect()
}

/// A round began or ended: its plan has one room more or less, which matters to a room that was or is now alone on it.
fn round(after: &State, room: RoomId) -> Vec<Slice> {
    let Some(state) = after.rooms.get(&room) else {
        return Vec::new();
    };
    let now = state.round.iter().map(|round| round.plan);
    let before = state.past_rounds.last().map(|round| round.plan);
    let plans: Vec<PlanId> = now.chain(before).collect();
    let mut slices = vec![Slice::Detail(room)];
    for plan in plans {
        slices.extend(plan_slices(plan));
        let rooms: Vec<RoomId> = rooms_on(after, plan).take(3).collect();
        if rooms.len() <= 2 {
            slices.extend(rooms.into_iter().map(Slice::Detail));
        }
    }
    slices
}

/// A room left its plan for one of its own; another may be alone on the old one now.
fn parted(after: &State, room: RoomId, plans: [PlanId; 2]) -> Vec<Slice> {
    let mut slices = vec![Slice::Detail(room)];
    for plan in plans {
        slices.extend(plan_slices(plan));
        slices.extend(rooms_on(after, plan).take(2).map(Slice::Detail));
    }
    slices
}

fn plan_slices(plan: PlanId) -> [Slice; 2] {
    [Slice::Plan(plan), Slice::Definition(plan)]
}
