//! The state as one reader or one audience sees it.

use super::ClosingView;
use super::agenda::agenda_view;
use super::boards;
use super::closing::{closing_view, commitments, has_answered, project_commitment, ticket_answers};
use super::gallery;
use super::polls;
use super::preparing;
use super::rooms::{definition_view, detail_view, plan_view, room_view};
use super::said;
use super::talk;
use super::{
    AgendaView, AnnouncementView, Audience, Change, ChatView, GalleryView, GroupSetView, GroupsView,
    KeysView, Me, MeetingView, OwnGallery, OwnView, PersonView, Slice, View,
};
use crate::ids::{ContentId, PersonId, PlanId, RoomId};
use crate::limits::ANNOUNCEMENTS_SHOWN_MAX;
use crate::meeting::Contents;
use crate::meeting::expected::perhaps;
use crate::meeting::grouping::{Attributes, report};
use crate::meeting::state::{Announcement, Breakouts, ChatMessage, Person, Role, State};
use crate::meeting::talk::TalkRules;
use std::collections::BTreeMap;

/// All that `person` may see; none for someone who is not in the meeting (any more) or before it was created.
pub fn view(state: &State, contents: &Contents, person: PersonId) -> Option<View> {
    let audience = audience(state, person)?;
    let me = state.people.get(&person)?;
    if audience.waiting {
        return in_the_lobby(state, contents, person, me);
    }
    Some(View {
        people: known_people(state, contents, |id, someone| knows(audience, id, someone)),
        ..but_people(state, contents, person, me, audience)?
    })
}

/// The view of somebody for whom its people are just [`people`], with these left out; none for the others, whose view is to be had whole
/// only: who waits in the lobby, who is expected, who is not in the meeting.
pub fn view_but_people(state: &State, contents: &Contents, person: PersonId) -> Option<View> {
    let audience = audience(state, person)?;
    let me = state.people.get(&person)?;
    if audience.waiting || me.expected {
        return None;
    }
    but_people(state, contents, person, me, audience)
}

/// The people of a meeting as all facilitators see them alike, or all others: most of a view where there are many.
pub fn people(state: &State, contents: &Contents, to_facilitators: bool) -> BTreeMap<PersonId, PersonView> {
    known_people(state, contents, |_, someone| to_facilitators || !someone.expected)
}

fn known_people(
    state: &State,
    contents: &Contents,
    is_known: impl Fn(PersonId, &Person) -> bool,
) -> BTreeMap<PersonId, PersonView> {
    let people = state.people.iter();
    people
        .filter(|(id, someone)| !someone.removed && !someone.waiting && is_known(**id, someone))
        .map(|(id, someone)| (*id, person_view(state, contents, *id, someone)))
        .collect()
}

/// A whole view, without its people.
fn but_people(
    state: &State,
    contents: &Contents,
    person: PersonId,
    me: &Person,
    audience: Audience,
) -> Option<View> {
    let seen = || state.rooms.iter().filter(|(id, _)| sees_room(audience, **id));
    Some(View {
        me: oneself(state, contents, person, me),
        meeting: meeting_view(state, contents)?,
        people: BTreeMap::new(),
        rooms: state
            .rooms
            .iter()
            .map(|(id, room)| (*id, room_view(contents, *id, room)))
            .collect(),
        details: seen()
            .map(|(id, room)| (*id, detail_view(state, contents, *id, room)))
            .collect(),
        chat: seen()
            .map(|(id, room)| {
                let messages = room.chat.iter().map(|m| chat_view(contents, m)).collect();
                (*id, messages)
            })
            .collect(),
        definitions: state
            .plans
            .iter()
            .filter(|(id, _)| sees_definition(state, audience, **id))
            .map(|(id, plan)| (*id, definition_view(*id, plan)))
            .collect(),
        boards: seen()
            .flat_map(|(id, room)| boards::of_room(state, contents, *id, room))
            .map(|board| (board.id, board))
            .collect(),
        dots: boards::dots(state, person),
        pages: boards::pages(state, person),
        plans: state
            .plans
            .iter()
            .filter(|_| audience.facilitator)
            .map(|(id, plan)| (*id, plan_view(state, *id, plan)))
            .collect(),
        announcements: announcements(state, contents, audience),
        lobby: private(state, audience)
            .filter(|(_, someone)| someone.waiting)
            .map(|(id, someone)| (*id, person_view(state, contents, *id, someone)))
            .collect(),
        needs: private(state, audience)
            .filter_map(|(id, someone)| Some((*id, maybe_words(contents, someone.access_needs)?)))
            .collect(),
        perhaps: perhaps_view(state, contents, audience).unwrap_or_default(),
        keys: audience.facilitator.then(|| keys_view(state, contents)),
        agenda: agenda_view(state, contents),
        closing: closing_view(state, contents),
        ticket_answers: if audience.facilitator {
            ticket_answers(state)
        } else {
            0
        },
        commitments: commitments(state, contents, audience, person),
        groups: if audience.facilitator {
            groups_view(state, contents)
        } else {
            GroupsView::default()
        },
        receipts: private(state, audience)
            .filter_map(|(id, someone)| Some((*id, someone.moved.filter(|_| !someone.waiting)?)))
            .collect(),
        choice: state.choice.clone(),
        talk: state.talk.rules,
        questions: talk::questions(state, contents, audience),
        said: said::said(state, contents, audience),
        polls: polls::polls(state, contents, audience),
        poll_results: polls::results(state, contents, audience),
        chat_all: state.talk.all.iter().map(|m| chat_view(contents, m)).collect(),
        threads: talk::threads(state, contents, audience),
        preparing: preparing::preparing(state, audience),
        own: talk::own_view(state, contents, person),
        gallery: gallery::gallery_view(state, contents),
        own_gallery: gallery::own_gallery(state, contents, person),
        gallery_desk: gallery::desk_of(state, contents, me.role),
    })
}

/// The last few that reached them, the oldest first.
fn announcements(state: &State, contents: &Contents, audience: Audience) -> Vec<AnnouncementView> {
    let all = state.announcements.iter().rev();
    let reached = all.filter(|a| reaches(a, audience)).take(ANNOUNCEMENTS_SHOWN_MAX);
    let mut shown: Vec<AnnouncementView> = reached.map(|a| announcement_view(contents, a)).collect();
    shown.reverse();
    shown
}

/// What someone sees who waits to be let in: the meeting's name, and themselves.
fn in_the_lobby(state: &State, contents: &Contents, person: PersonId, me: &Person) -> Option<View> {
    Some(View {
        me: oneself(state, contents, person, me),
        meeting: meeting_view(state, contents)?,
        people: BTreeMap::from([(person, person_view(state, contents, person, me))]),
        rooms: BTreeMap::new(),
        details: BTreeMap::new(),
        chat: BTreeMap::new(),
        definitions: BTreeMap::new(),
        boards: BTreeMap::new(),
        dots: BTreeMap::new(),
        pages: BTreeMap::new(),
        plans: BTreeMap::new(),
        announcements: Vec::new(),
        lobby: BTreeMap::new(),
        needs: BTreeMap::new(),
        perhaps: BTreeMap::new(),
        keys: None,
        agenda: AgendaView::default(),
        closing: ClosingView::default(),
        ticket_answers: 0,
        commitments: BTreeMap::new(),
        groups: GroupsView::default(),
        receipts: BTreeMap::new(),
        choice: None,
        talk: TalkRules::default(),
        questions: BTreeMap::new(),
        said: None,
        polls: BTreeMap::new(),
        poll_results: BTreeMap::new(),
        chat_all: Vec::new(),
        threads: BTreeMap::new(),
        preparing: BTreeMap::new(),
        own: OwnView::default(),
        gallery: GalleryView::default(),
        own_gallery: OwnGallery::default(),
        gallery_desk: Vec::new(),
    })
}

fn oneself(state: &State, contents: &Contents, person: PersonId, me: &Person) -> Me {
    Me {
        person,
        notebook: me.notebook,
        access_needs: maybe_words(contents, me.access_needs),
        ticket_answered: has_answered(state, person),
    }
}

/// People as facilitators know them; for others nobody.
fn private(state: &State, audience: Audience) -> impl Iterator<Item = (&PersonId, &Person)> {
    let people = state.people.iter();
    people.filter(move |(_, someone)| audience.facilitator && !someone.removed)
}

/// Which frames `person` gets; none for someone who is not in the meeting (any more).
pub fn audience(state: &State, person: PersonId) -> Option<Audience> {
    let someone = state.people.get(&person).filter(|p| !p.removed)?;
    Some(Audience {
        room: someone.room,
        facilitator: someone.role == Role::Facilitator,
        waiting: someone.waiting,
        own: Some(person),
    })
}

/// What is sent of `slice` to `audience`; none when they must not see it, when there is nothing to send, and for
/// [`Slice::Visibility`], which is answered by a snapshot.
#[expect(clippy::too_many_lines, reason = "one table of every slice")]
pub fn project(state: &State, contents: &Contents, slice: Slice, audience: Audience) -> Option<Change> {
    if audience.waiting && slice != Slice::Meeting {
        return None;
    }
    match slice {
        Slice::Meeting => meeting_view(state, contents).map(|meeting| Change::Meeting { meeting }),
        Slice::Person(id) => project_person(state, contents, id, audience),
        Slice::Needs(id) => {
            let someone = state
                .people
                .get(&id)
                .filter(|p| audience.facilitator && !p.removed)?;
            Some(Change::Needs {
                person: id,
                needs: maybe_words(contents, someone.access_needs),
            })
        }
        Slice::Perhaps => perhaps_view(state, contents, audience).map(|perhaps| Change::Perhaps { perhaps }),
        Slice::Keys => audience.facilitator.then(|| Change::Keys {
            keys: keys_view(state, contents),
        }),
        Slice::Groups => audience.facilitator.then(|| Change::Groups {
            groups: groups_view(state, contents),
        }),
        Slice::Choice => Some(Change::Choice {
            choice: state.choice.clone(),
        }),
        Slice::Receipt(id) => {
            let someone = state
                .people
                .get(&id)
                .filter(|p| audience.facilitator && !p.removed)?;
            someone
                .moved
                .map(|receipt| Change::Receipt { person: id, receipt })
        }
        Slice::Room(id) => Some(match state.rooms.get(&id) {
            Some(room) => Change::Room {
                room: room_view(contents, id, room),
            },
            None => Change::RoomGone { id },
        }),
        Slice::Detail(id) => {
            let room = state.rooms.get(&id).filter(|_| sees_room(audience, id))?;
            Some(Change::Detail {
                room: id,
                detail: Box::new(detail_view(state, contents, id, room)),
            })
        }
        Slice::Chat(id, message) => {
            let room = state.rooms.get(&id).filter(|_| sees_room(audience, id))?;
            let said = room.chat.iter().rev().find(|m| m.id == message)?;
            Some(Change::Chat {
                room: id,
                message: chat_view(contents, said),
            })
        }
        Slice::Board(id) => {
            let (room, board) = state.board(id).filter(|(room, _)| sees_room(audience, *room))?;
            Some(Change::Board {
                board: Box::new(boards::board_view(state, contents, room, board)),
            })
        }
        Slice::Definition(id) => match state.plans.get(&id) {
            Some(plan) if sees_definition(state, audience, id) => Some(Change::Definition {
                definition: Box::new(definition_view(id, plan)),
            }),
            _ => saw_definition(state, audience, id).then_some(Change::DefinitionGone { plan: id }),
        },
        Slice::Plan(id) => {
            let plan = state.plans.get(&id).filter(|_| audience.facilitator)?;
            Some(Change::Plan {
                plan: plan_view(state, id, plan),
            })
        }
        Slice::Announcement(id) => {
            let found = state.announcements.iter().rev().find(|a| a.id == id)?;
            reaches(found, audience).then(|| Change::Announcement {
                announcement: announcement_view(contents, found),
            })
        }
        Slice::Agenda => Some(Change::Agenda {
            agenda: agenda_view(state, contents),
        }),
        Slice::Closing => Some(Change::Closing {
            closing: closing_view(state, contents),
        }),
        Slice::TicketAnswers => audience.facilitator.then(|| Change::TicketAnswers {
            count: ticket_answers(state),
        }),
        Slice::Commitment(id) => project_commitment(state, contents, id, audience),
        Slice::Talk | Slice::Question(_) | Slice::ChatAll(_) | Slice::Thread(..) | Slice::Own(_) => {
            talk::project(state, contents, slice, audience)
        }
        Slice::Said => Some(said::project(state, contents, audience)),
        Slice::Poll(_) | Slice::PollResults(_) => polls::project(state, contents, slice, audience),
        Slice::Gallery | Slice::OwnGallery(_) | Slice::GalleryDesk => {
            gallery::project(state, contents, slice, audience)
        }
        Slice::Dots(id) => (audience.own == Some(id)).then(|| Change::Dots {
            dots: boards::dots(state, id),
        }),
        Slice::Pages(id) => (audience.own == Some(id)).then(|| Change::Pages {
            pages: boards::pages(state, id),
        }),
        Slice::Preparing(id) => {
            let sees = audience.facilitator || audience.own == Some(id);
            sees.then(|| Change::Preparing {
                person: id,
                preparing: preparing::one(state, id),
            })
        }
        Slice::Visibility(_) => None,
    }
}

fn project_person(state: &State, contents: &Contents, id: PersonId, audience: Audience) -> Option<Change> {
    let Some(someone) = state.people.get(&id).filter(|p| !p.removed) else {
        return Some(Change::PersonGone { id });
    };
    if !knows(audience, id, someone) {
        return None;
    }
    let person = person_view(state, contents, id, someone);
    if someone.waiting {
        return audience.facilitator.then_some(Change::Waiting { person });
    }
    Some(Change::Person { person })
}

/// Who is expected is on the facilitators' list, and on nobody else's page before they come.
fn knows(audience: Audience, id: PersonId, someone: &Person) -> bool {
    !someone.expected || audience.facilitator || audience.own == Some(id)
}

/// Rooms whose round on `plan` is not over.
pub(super) fn rooms_on(state: &State, plan: PlanId) -> impl Iterator<Item = RoomId> {
    state.rooms.iter().filter_map(move |(id, room)| {
        let round = room.round.as_ref()?;
        (round.plan == plan && round.ended_at.is_none()).then_some(*id)
    })
}

pub(super) fn sees_room(audience: Audience, room: RoomId) -> bool {
    audience.facilitator || audience.room == room
}

/// Whether a room that the audience sees has its running or last round on `plan`.
fn sees_definition(state: &State, audience: Audience, plan: PlanId) -> bool {
    state
        .rooms
        .iter()
        .filter(|(id, _)| sees_room(audience, **id))
        .any(|(_, room)| room.round.as_ref().is_some_and(|round| round.plan == plan))
}

/// Whether the audience may have had it. A room that is gone takes its rounds along; facilitators saw it.
fn saw_definition(state: &State, audience: Audience, plan: PlanId) -> bool {
    let visible = state.rooms.iter().filter(|(id, _)| sees_room(audience, **id));
    audience.facilitator
        || visible
            .flat_map(|(_, room)| room.past_rounds.iter().chain(&room.round))
            .any(|round| round.plan == plan || round.parted_from == Some(plan))
}

fn reaches(announcement: &Announcement, audience: Audience) -> bool {
    let to_room = |rooms: &Vec<RoomId>| rooms.contains(&audience.room);
    audience.facilitator || announcement.rooms.as_ref().is_none_or(to_room)
}

/// The words behind an id; empty where they were erased.
pub(super) fn words(contents: &Contents, id: ContentId) -> String {
    contents.get(&id).cloned().flatten().unwrap_or_default()
}

/// Words that need not be there: taken away, erased and never given look the same.
pub(super) fn maybe_words(contents: &Contents, id: Option<ContentId>) -> Option<String> {
    id.map(|id| words(contents, id)).filter(|text| !text.is_empty())
}

fn meeting_view(state: &State, contents: &Contents) -> Option<MeetingView> {
    Some(MeetingView {
        id: state.meeting?,
        title: maybe_words(contents, state.title).unwrap_or_default(),
        language: state.language.clone(),
        created_at: state.created_at,
        rehearsal_of: state.rehearsal_of,
        schedule: state.schedule.clone(),
        asks: state.asks.clone(),
        lobby: state.lobby,
        locked: state.locked,
        has_passcode: state.passcode.is_some(),
        ended_at: state.ended_at,
        main_room: state.main_room?,
        breakouts: state.breakouts,
        place_late: state.place_late,
    })
}

fn perhaps_view(
    state: &State,
    contents: &Contents,
    audience: Audience,
) -> Option<BTreeMap<PersonId, PersonId>> {
    audience.facilitator.then(|| perhaps(state, contents))
}

fn keys_view(state: &State, contents: &Contents) -> KeysView {
    KeysView {
        passcode: maybe_words(contents, state.passcode),
        links_changed_at: state.links_changed_at,
    }
}

fn groups_view(state: &State, contents: &Contents) -> GroupsView {
    let sets = state.group_sets.iter().map(|set| GroupSetView {
        id: set.id,
        name: words(contents, set.name),
        people: set.people.clone(),
    });
    let sets = sets.collect();
    let Some(grouping) = state.grouping else {
        return GroupsView {
            sets,
            ..GroupsView::default()
        };
    };
    let attributes = match grouping.rule.attribute() {
        Some(_) => Attributes::read(state, contents),
        None => Attributes::default(),
    };
    GroupsView {
        grouping: Some(grouping),
        broken: report(state, &attributes, grouping),
        sets,
    }
}

fn person_view(state: &State, contents: &Contents, id: PersonId, person: &Person) -> PersonView {
    PersonView {
        id,
        name: words(contents, person.name),
        organization: maybe_words(contents, person.organization),
        position: maybe_words(contents, person.position),
        subject: maybe_words(contents, person.subject),
        pronouns: maybe_words(contents, person.pronouns),
        language: person.language.clone(),
        role: person.role,
        room: person.room,
        arrived: person.arrived,
        assigned: person.assigned,
        facilitates: person.facilitates,
        here: person.here,
        here_since: person.here_since,
        joined_at: person.joined_at,
        waiting: person.waiting,
        between_rooms: is_between_rooms(state, person),
        supports: person.supports,
        why: person.why,
        pinned: person.pinned,
        visiting: person.visiting,
        claims: person.claims,
        expected: person.expected,
        simulated: person.simulated,
    }
}

/// Connected, but not where they should be: on the way, or left in the main room while the others are in theirs.
fn is_between_rooms(state: &State, person: &Person) -> bool {
    let open = matches!(state.breakouts, Breakouts::Open | Breakouts::Closing { .. });
    let left_behind = open
        && Some(person.room) == state.main_room
        && person.role == Role::Participant
        && person.facilitates.is_none();
    person.here && !person.waiting && (!person.arrived || left_behind)
}

pub(super) fn chat_view(contents: &Contents, message: &ChatMessage) -> ChatView {
    ChatView {
        id: message.id,
        person: message.person,
        at: message.at,
        text: words(contents, message.text),
        deleted: message.deleted,
    }
}

fn announcement_view(contents: &Contents, announcement: &Announcement) -> AnnouncementView {
    AnnouncementView {
        id: announcement.id,
        by: announcement.by,
        at: announcement.at,
        text: words(contents, announcement.text),
        rooms: announcement.rooms.clone(),
    }
}
