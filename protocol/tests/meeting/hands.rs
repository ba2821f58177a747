//! The queue of hands, who is next in it, and signs without words.

use super::driver::Meeting;
use protocol::consultancy::rights::reacts_in;
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::{ProtocolChoice, TalkWish, Target};
use protocol::meeting::state::Role;
use protocol::meeting::talk::HandOrder;
use protocol::meeting::view;
use protocol::meeting::{Command, Refusal};

fn queue(meeting: &Meeting, room: RoomId) -> Vec<PersonId> {
    meeting.state.rooms[&room]
        .hands
        .iter()
        .map(|hand| hand.person)
        .collect()
}

fn raise(meeting: &mut Meeting, person: PersonId) {
    meeting.pass(1_000);
    meeting.act(person, Command::RaiseHand {}).unwrap();
}

fn called(person: PersonId) -> Command {
    Command::LowerHand {
        person: Some(person),
        called: true,
    }
}

fn order(order: HandOrder) -> Command {
    Command::SetTalk(TalkWish {
        hands: Some(order),
        ..TalkWish::default()
    })
}

#[test]
fn h1_hands_queue_by_who_had_the_word_least_or_as_they_were_raised() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 3);
    let [a, b, c] = meeting.people_in(rooms[0])[..] else {
        panic!()
    };
    for person in [a, a] {
        raise(&mut meeting, person);
        meeting.act(facilitator, called(person)).unwrap();
    }
    for person in [a, b, c] {
        raise(&mut meeting, person);
    }
    assert_eq!(
        queue(&meeting, rooms[0]),
        [b, c, a],
        "who had it twice comes last"
    );
    assert_eq!(
        meeting.act(b, order(HandOrder::Raised)),
        Err(Refusal::FacilitatorsOnly)
    );
    let before = meeting.entries.len();
    meeting.act(facilitator, order(HandOrder::Raised)).unwrap();
    assert_eq!(queue(&meeting, rooms[0]), [a, b, c]);
    // Whoever is in that room is told of the other order.
    let slices = view::touched(&meeting.state, &meeting.entries[before]);
    assert!(slices.contains(&view::Slice::Detail(rooms[0])));
    meeting.act(facilitator, called(b)).unwrap();
    raise(&mut meeting, b);
    assert_eq!(queue(&meeting, rooms[0]), [a, c, b]);
    meeting.act(facilitator, order(HandOrder::Least)).unwrap();
    assert_eq!(queue(&meeting, rooms[0]), [c, b, a]);
}

#[test]
fn h4_who_spoke_least_is_who_had_the_word_for_the_shortest_time() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 5);
    let [a, b, c, d, e] = meeting.people_in(rooms[0])[..] else {
        panic!()
    };
    // Twice, ten seconds each; once, a minute; once, ten minutes, of which three count.
    for (person, seconds) in [(a, 10), (a, 10), (b, 60), (c, 600)] {
        raise(&mut meeting, person);
        meeting.act(facilitator, called(person)).unwrap();
        meeting.pass_seconds(seconds);
    }
    // Somebody else gets it, and leaves: what they had counts up to then.
    raise(&mut meeting, d);
    meeting.act(facilitator, called(d)).unwrap();
    meeting.pass_seconds(30);
    let spoke = |meeting: &Meeting, person: PersonId| meeting.state.people[&person].spoke.0 / 1000;
    assert_eq!(spoke(&meeting, d), 0, "it goes on");
    let main = meeting.state.main_room.unwrap();
    for room in [main, rooms[0]] {
        let people = vec![d];
        meeting.act(facilitator, Command::Move { people, room }).unwrap();
    }
    assert_eq!(spoke(&meeting, a), 22);
    assert_eq!(spoke(&meeting, b), 61);
    assert_eq!(spoke(&meeting, c), 180);
    assert_eq!(spoke(&meeting, d), 30);
    for person in [c, b, d, a, e] {
        raise(&mut meeting, person);
    }
    assert_eq!(
        queue(&meeting, rooms[0]),
        [e, a, d, b, c],
        "by time, not by turns"
    );
    // It is in no view, the facilitators' own included.
    let view = view::view(&meeting.state, &meeting.contents, facilitator).unwrap();
    let text = serde_json::to_string(&view).unwrap();
    assert!(!text.contains("spoke") && !text.contains("in_turn"));
}

#[test]
fn h4_turns_of_a_go_round_count_while_their_clock_runs() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 4);
    let room = rooms[0];
    meeting.everybody_arrives();
    let start = Command::StartRound {
        rooms: None,
        protocol: super::turns::with_go_rounds(),
        seconds: None,
        pace: None,
    };
    meeting.act(facilitator, start).unwrap();
    let people = meeting.people_in(room);
    meeting
        .act(people[0], Command::OfferToPresent { offered: true })
        .unwrap();
    let on = Target::Room(room);
    meeting.act(facilitator, Command::Begin { on }).unwrap();
    // The grace of the second step is cut short too: the go-round begins.
    for _ in 0..4 {
        meeting.act(facilitator, Command::NextStep { on }).unwrap();
    }
    let first = meeting.round(room).turns.clone().unwrap().speaker().unwrap();
    meeting.pass_seconds(7);
    meeting.act(facilitator, Command::Pause { on }).unwrap();
    meeting.pass_seconds(50);
    meeting.act(facilitator, Command::Resume { on }).unwrap();
    meeting.pass_seconds(5);
    let end = Command::EndTurn { room, person: first };
    meeting.act(first, end).unwrap();
    assert_eq!(meeting.state.people[&first].spoke.0, 12_000);
    let second = meeting.round(room).turns.clone().unwrap().speaker().unwrap();
    meeting.pass_seconds(3);
    meeting.act(facilitator, Command::StopRound { on }).unwrap();
    assert_eq!(meeting.state.people[&second].spoke.0, 3_000);
}

#[test]
fn h2_who_is_next_is_said_and_ends_with_their_hand() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    let [a, b, c] = meeting.people_in(rooms[0])[..] else {
        panic!()
    };
    let next = |person: Option<PersonId>| Command::NextHand {
        room: rooms[0],
        person,
    };
    raise(&mut meeting, a);
    raise(&mut meeting, b);
    assert_eq!(meeting.act(a, next(Some(a))), Err(Refusal::RoomFacilitatorsOnly));
    assert_eq!(meeting.act(facilitator, next(Some(c))), Err(Refusal::HandIsDown));
    meeting.act(facilitator, next(Some(b))).unwrap();
    assert_eq!(queue(&meeting, rooms[0]), [a, b], "the order stays");
    let seen = |meeting: &Meeting, person: PersonId| {
        let view = view::view(&meeting.state, &meeting.contents, person).unwrap();
        view.details.get(&rooms[0]).and_then(|detail| detail.next_hand)
    };
    assert_eq!((seen(&meeting, b), seen(&meeting, c)), (Some(b), Some(b)));
    let elsewhere = meeting.people_in(rooms[1])[0];
    assert_eq!(seen(&meeting, elsewhere), None);
    assert_eq!(meeting.act(facilitator, next(Some(b))), Err(Refusal::NothingToDo));
    meeting.act(facilitator, called(b)).unwrap();
    assert_eq!(seen(&meeting, a), None);
    // Taken back; and gone with whoever leaves.
    meeting.act(facilitator, next(Some(a))).unwrap();
    meeting.act(facilitator, next(None)).unwrap();
    assert_eq!(seen(&meeting, a), None);
    meeting.act(facilitator, next(Some(a))).unwrap();
    let away = Command::Move {
        people: vec![a],
        room: rooms[1],
    };
    meeting.act(facilitator, away).unwrap();
    assert_eq!(seen(&meeting, b), None);
}

#[test]
fn h3_who_acts_gives_signs_but_not_in_silence() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 3);
    let room = rooms[0];
    let observer = meeting.join(Role::Observer, "Olu");
    let [a, b, _] = meeting.people_in(room)[..] else {
        panic!()
    };
    assert_eq!(
        (reacts_in(&meeting.state, a), reacts_in(&meeting.state, observer)),
        (Some(room), None)
    );
    let off = |no_reactions: bool| {
        Command::SetTalk(TalkWish {
            no_reactions: Some(no_reactions),
            ..TalkWish::default()
        })
    };
    meeting.act(facilitator, off(true)).unwrap();
    assert_eq!(reacts_in(&meeting.state, a), None);
    meeting.act(facilitator, off(false)).unwrap();

    // In 50 minutes: the presenter speaks, the group asks, then discusses while the presenter listens.
    let plan = meeting.start(facilitator, &[]);
    meeting.begin(facilitator, plan);
    let step = |meeting: &Meeting| {
        let round = meeting.state.rooms[&room].round.as_ref().unwrap();
        let step = round.timeline.step.unwrap();
        meeting.state.plans[&plan].definition.steps[usize::from(step)].floor
    };
    let mut listened = false;
    for _ in 0..4 {
        let presenter = reacts_in(&meeting.state, a).is_some();
        let floor = step(&meeting);
        assert_eq!(
            presenter,
            floor != protocol::consultancy::Floor::Group,
            "{floor:?}"
        );
        assert!(reacts_in(&meeting.state, b).is_some());
        listened |= !presenter;
        let on = Target::Plan(plan);
        for _ in 0..2 {
            drop(meeting.act(facilitator, Command::NextStep { on }));
        }
    }
    assert!(listened, "there is a step in which the presenter only listens");
    meeting
        .act(
            facilitator,
            Command::StopRound {
                on: Target::Plan(plan),
            },
        )
        .unwrap();
    let silent = Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("chalk-talk".into()),
        seconds: None,
        pace: None,
    };
    meeting.act(facilitator, silent).unwrap();
    let plan = *meeting.state.plans.keys().next_back().unwrap();
    meeting.begin(facilitator, plan);
    let mut silence = false;
    for _ in 0..6 {
        silence |= reacts_in(&meeting.state, b).is_none();
        let on = Target::Plan(plan);
        for _ in 0..2 {
            drop(meeting.act(facilitator, Command::NextStep { on }));
        }
    }
    assert!(silence, "silent work is silent");
    meeting.act(facilitator, Command::EndMeeting {}).unwrap();
    assert_eq!(reacts_in(&meeting.state, a), None);
}
