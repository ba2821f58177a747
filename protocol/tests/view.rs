//! What each reader may see, on states built by hand.

use protocol::ids::{ContentId, MeetingId, PersonId, RoomId};
use protocol::meeting::boards::RoomBoard;
use protocol::meeting::state::{
    Announcement, Breakouts, ChatMessage, Clock, Dilemma, Person, Role, Room, Round, SharingLevel, Timeline,
};
use protocol::meeting::view::{Audience, Change, Slice, apply_change, audience, in_order, project, view};
use protocol::meeting::{Contents, State};
use protocol::time::{Millis, Timestamp};
use std::collections::{BTreeSet, VecDeque};
use uuid::Uuid;

fn id<T: From<Uuid>>(n: u128) -> T {
    T::from(Uuid::from_u128(n))
}

fn person(role: Role, room: RoomId, name: u128) -> Person {
    Person {
        role,
        name: id(name),
        organization: None,
        position: None,
        subject: None,
        pronouns: None,
        access_needs: None,
        waiting: false,
        language: "en".to_owned(),
        notebook: id(900 + name),
        room,
        arrived: true,
        assigned: None,
        facilitates: None,
        here: true,
        here_since: Timestamp(0),
        generation: 1,
        joined_at: Timestamp(0),
        removed: false,
        stays: Vec::new(),
        turns: 0,
        spoke: Millis(0),
        supports: None,
        why: None,
        pinned: false,
        moved: None,
        visiting: None,
        claims: None,
        expected: false,
        listed: false,
        told_apart: BTreeSet::new(),
        simulated: false,
    }
}

fn room(number: u16, chat: u128) -> Room {
    Room {
        number,
        name: None,
        board: id(800 + u128::from(number)),
        boards: vec![RoomBoard::new(id(800 + u128::from(number)))],
        voice: None,
        sharing: SharingLevel::Room,
        agreed_by: None,
        had_presenter: false,
        dilemma: Dilemma::default(),
        round: None,
        past_rounds: Vec::new(),
        hands: Vec::new(),
        next_hand: None,
        word: None,
        call: None,
        note_taker: None,
        chat: VecDeque::from([ChatMessage {
            id: id(chat),
            person: id(1),
            at: Timestamp(5),
            text: id(chat),
            deleted: false,
        }]),
        language: None,
        merged_into: None,
    }
}

const MAIN: u128 = 10;
const ROOM_1: u128 = 11;
const ROOM_2: u128 = 12;
const FACILITATOR: u128 = 1;
const ANA: u128 = 2;
const BEN: u128 = 3;
const GONE: u128 = 4;
const PLAN: u128 = 30;

/// A facilitator in the main room, Ana in room 1, Ben in room 2, someone who was removed.
fn meeting() -> (State, Contents) {
    let mut state = State {
        meeting: Some(id::<MeetingId>(100)),
        title: Some(id(200)),
        main_room: Some(id(MAIN)),
        breakouts: Breakouts::Open,
        ..State::default()
    };
    state.rooms.insert(id(MAIN), room(0, 300));
    state.rooms.insert(id(ROOM_1), room(1, 301));
    state.rooms.insert(id(ROOM_2), room(2, 302));
    state
        .people
        .insert(id(FACILITATOR), person(Role::Facilitator, id(MAIN), 201));
    state
        .people
        .insert(id(ANA), person(Role::Participant, id(ROOM_1), 202));
    state
        .people
        .insert(id(BEN), person(Role::Participant, id(ROOM_2), 203));
    let removed = Person {
        removed: true,
        ..person(Role::Participant, id(MAIN), 204)
    };
    state.people.insert(id(GONE), removed);
    state.announcements = VecDeque::from([Announcement {
        id: id(310),
        by: None,
        at: Timestamp(6),
        text: id(310),
        rooms: Some(vec![id(ROOM_1)]),
    }]);
    let contents = [200, 201, 202, 203, 300, 301, 302, 310]
        .into_iter()
        .map(|n| (id::<ContentId>(n), Some(format!("words {n}"))))
        .collect();
    (state, contents)
}

fn timeline(step: Option<u16>, clock: Clock) -> Timeline {
    Timeline {
        step,
        clock,
        seconds: vec![60, 120, 180],
    }
}

fn with_round(state: &mut State, at: u128, timeline: Timeline) {
    let room = state.rooms.entry(id(at)).or_insert_with(|| room(9, 0));
    room.round = Some(Round {
        plan: id(PLAN),
        timeline,
        presenter: None,
        offers: Vec::new(),
        hold_used: 0,
        ended_at: None,
        runs: Vec::new(),
        dilemma: Default::default(),
        sharing: SharingLevel::Room,
        turns: None,
        asked: None,
        waits_for: None,
        small: None,
        clients: Vec::new(),
        client_turn: None,
        parted_from: None,
        listening: Default::default(),
    });
}

#[test]
fn people_see_their_own_room_and_facilitators_see_all() {
    let (state, contents) = meeting();
    let ana = view(&state, &contents, id(ANA)).unwrap();
    assert_eq!(ana.details.keys().copied().collect::<Vec<RoomId>>(), [id(ROOM_1)]);
    assert_eq!(ana.chat.keys().copied().collect::<Vec<RoomId>>(), [id(ROOM_1)]);
    assert_eq!(ana.rooms.len(), 3);
    assert_eq!(ana.people.len(), 3, "someone who was removed is not shown");
    assert_eq!(ana.announcements.len(), 1);
    let ben = view(&state, &contents, id(BEN)).unwrap();
    assert!(ben.announcements.is_empty(), "the message went to room 1");
    let facilitator = view(&state, &contents, id(FACILITATOR)).unwrap();
    assert_eq!(facilitator.details.len(), 3);
    assert_eq!(facilitator.announcements.len(), 1);
    assert!(view(&state, &contents, id(GONE)).is_none());
    assert!(audience(&state, id(GONE)).is_none());
    assert!(view(&state, &contents, id(99)).is_none());
}

#[test]
fn v3_messages_come_in_the_order_of_the_journal() {
    let (mut state, _) = meeting();
    let room: RoomId = id(ROOM_1);
    let message = |n: u128| ChatMessage {
        id: id(n),
        person: id(ANA),
        at: Timestamp(1),
        text: id(n),
        deleted: false,
    };
    // The second one was asked for earlier, on an instance that was behind.
    let said = [720, 710, 730].map(message);
    state.rooms.get_mut(&room).unwrap().chat.extend(said);
    state.talk.all.extend(said);
    let touched: BTreeSet<Slice> = [710, 720, 730]
        .into_iter()
        .flat_map(|n| [Slice::Chat(room, id(n)), Slice::ChatAll(id(n))])
        .chain([Slice::Person(id(ANA)), Slice::Detail(room)])
        .collect();
    let expected = [
        Slice::Person(id(ANA)),
        Slice::Detail(room),
        Slice::Chat(room, id(720)),
        Slice::Chat(room, id(710)),
        Slice::Chat(room, id(730)),
        Slice::ChatAll(id(720)),
        Slice::ChatAll(id(710)),
        Slice::ChatAll(id(730)),
    ];
    assert_eq!(in_order(&state, &touched), expected);
}

#[test]
fn v1_what_someone_must_not_see_is_not_sent() {
    let (mut state, contents) = meeting();
    with_round(
        &mut state,
        ROOM_1,
        timeline(
            Some(0),
            Clock::Running {
                ends_at: Timestamp(1),
            },
        ),
    );
    let ben = Audience {
        room: id(ROOM_2),
        facilitator: false,
        waiting: false,
        own: None,
    };
    for slice in [
        Slice::Detail(id(ROOM_1)),
        Slice::Chat(id(ROOM_1), id(301)),
        Slice::Announcement(id(310)),
        Slice::Plan(id(PLAN)),
        Slice::Definition(id(PLAN)),
    ] {
        assert_eq!(project(&state, &contents, slice, ben), None, "{slice:?}");
    }
    let gone = project(&state, &contents, Slice::Person(id(GONE)), ben);
    assert_eq!(gone, Some(Change::PersonGone { id: id(GONE) }));
}

#[test]
fn erased_words_are_empty() {
    let (mut state, mut contents) = meeting();
    let dilemma = &mut state.rooms.get_mut(&id(ROOM_1)).unwrap().dilemma;
    dilemma.title = Some(id(202));
    dilemma.links = vec![id(202), id(203)];
    contents.insert(id(202), None);
    let ana = view(&state, &contents, id(ANA)).unwrap();
    assert_eq!(ana.people[&id::<PersonId>(ANA)].name, "");
    let dilemma = &ana.details[&id::<RoomId>(ROOM_1)].dilemma;
    assert_eq!(dilemma.title, None);
    assert_eq!(dilemma.links, ["words 203"]);
}

#[test]
fn between_rooms_is_seen() {
    let (mut state, contents) = meeting();
    let between = |state: &State, who: u128| {
        view(state, &contents, id(ANA)).unwrap().people[&id::<PersonId>(who)].between_rooms
    };
    assert!(!between(&state, BEN));
    assert!(!between(&state, FACILITATOR), "facilitators belong anywhere");
    state.people.get_mut(&id(BEN)).unwrap().arrived = false;
    assert!(between(&state, BEN), "on the way");
    let ben = state.people.get_mut(&id(BEN)).unwrap();
    ben.arrived = true;
    ben.room = id(MAIN);
    assert!(between(&state, BEN), "left behind");
    state.people.get_mut(&id(BEN)).unwrap().here = false;
    assert!(!between(&state, BEN), "away, not between rooms");
}

#[test]
fn the_end_of_a_round() {
    let (mut state, contents) = meeting();
    let mut ends_at = |clock, step| {
        with_round(&mut state, ROOM_1, timeline(step, clock));
        let seen = view(&state, &contents, id(ANA)).unwrap();
        seen.details[&id::<RoomId>(ROOM_1)].round.clone().unwrap().ends_at
    };
    let running = Clock::Running {
        ends_at: Timestamp(1_000),
    };
    assert_eq!(ends_at(running, Some(1)), Some(Timestamp(181_000)));
    assert_eq!(ends_at(running, None), None);
    let held = Clock::Held {
        left: Millis(400),
        since: Timestamp(600),
        until: Timestamp(180_600),
    };
    assert_eq!(
        ends_at(held, Some(1)),
        Some(Timestamp(181_000)),
        "a hold does not move the end"
    );
    let paused = Clock::Paused {
        left: Millis(400),
        since: Timestamp(600),
    };
    assert_eq!(ends_at(paused, Some(1)), None);
}

#[test]
fn a_room_is_alone_on_its_plan_until_another_joins_it() {
    let (mut state, contents) = meeting();
    let running = Clock::Running {
        ends_at: Timestamp(1_000),
    };
    let alone = |state: &State| {
        let seen = view(state, &contents, id(ANA)).unwrap();
        seen.details[&id::<RoomId>(ROOM_1)]
            .round
            .clone()
            .unwrap()
            .alone_on_plan
    };
    with_round(&mut state, ROOM_1, timeline(Some(0), running));
    assert!(alone(&state));
    with_round(&mut state, ROOM_2, timeline(Some(0), running));
    assert!(!alone(&state));
    let other = state.rooms.get_mut(&id(ROOM_2)).unwrap();
    other.round.as_mut().unwrap().ended_at = Some(Timestamp(9));
    assert!(alone(&state));
}

#[test]
fn a_message_with_a_known_id_replaces_it() {
    let (state, contents) = meeting();
    let mut seen = view(&state, &contents, id(ANA)).unwrap();
    let here = Audience {
        room: id(ROOM_1),
        facilitator: false,
        waiting: false,
        own: None,
    };
    let said = project(&state, &contents, Slice::Chat(id(ROOM_1), id(301)), here).unwrap();
    let before = seen.clone();
    apply_change(&mut seen, said);
    assert_eq!(seen, before);
}
