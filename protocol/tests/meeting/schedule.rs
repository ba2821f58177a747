//! The arithmetic of a shared plan.

use super::driver::Meeting;
use protocol::ids::{PersonId, PlanId, RoomId};
use protocol::meeting::command::Target;
use protocol::meeting::state::{Clock, Timeline};
use protocol::meeting::timeline::spread;
use protocol::meeting::{Command, Refusal, SystemCommand};
use protocol::time::{Millis, Timestamp};

/// Two rooms in step 1 of Consultancy (10/5/10/15/5/5 minutes); the second has a room facilitator.
fn running() -> (Meeting, PersonId, PersonId, Vec<RoomId>, PlanId) {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let own = meeting.people_in(rooms[1])[3];
    meeting
        .act(
            facilitator,
            Command::SetRoomFacilitator {
                person: own,
                room: Some(rooms[1]),
            },
        )
        .unwrap();
    let plan = meeting.start(facilitator, &[]);
    meeting.begin(facilitator, plan);
    (meeting, facilitator, own, rooms, plan)
}

fn same_end(meeting: &Meeting, rooms: &[RoomId]) {
    assert_eq!(
        meeting.timeline(rooms[0]).end(),
        meeting.timeline(rooms[1]).end(),
        "rooms end together"
    );
    meeting.check();
}

#[test]
fn t1_the_grace_is_taken_from_the_next_step_and_rights_last_on_in_it() {
    let (mut meeting, _, _, rooms, _) = running();
    let presenter = meeting.round(rooms[0]).presenter.unwrap();
    meeting.pass_seconds(600 + 14);
    assert_eq!(meeting.step(rooms[0]), Some(0));
    assert!(protocol::consultancy::rights::writers(&meeting.state, rooms[0]).contains(&presenter));
    meeting.pass_seconds(1);
    assert_eq!(meeting.step(rooms[0]), Some(1));
    assert_eq!(meeting.left(rooms[0]), 300 - 15);
}

#[test]
fn t2_there_is_no_grace_after_the_last_step() {
    let (mut meeting, _, _, rooms, _) = running();
    meeting.pass_seconds(3000 - 1);
    assert_eq!(meeting.step(rooms[0]), Some(5));
    meeting.pass_seconds(1);
    assert!(meeting.round(rooms[0]).ended_at.is_some());
}

#[test]
fn t3_next_by_the_facilitator_opens_the_grace_and_again_ends_it() {
    let (mut meeting, facilitator, _, rooms, plan) = running();
    let next = || Command::NextStep {
        on: Target::Plan(plan),
    };
    meeting.pass_seconds(60);
    meeting.act(facilitator, next()).unwrap();
    assert_eq!((meeting.step(rooms[0]), meeting.left(rooms[0])), (Some(0), 0));
    meeting.pass_seconds(5);
    meeting.act(facilitator, next()).unwrap();
    assert_eq!((meeting.step(rooms[0]), meeting.left(rooms[0])), (Some(1), 295));
    same_end(&meeting, &rooms);
}

#[test]
fn t4_pause_minutes_and_back_act_on_all_rooms_of_the_plan() {
    let (mut meeting, facilitator, _, rooms, plan) = running();
    let on = Target::Plan(plan);
    meeting.act(facilitator, Command::Pause { on }).unwrap();
    meeting.pass_seconds(1000);
    meeting
        .act(facilitator, Command::AddSeconds { on, seconds: 60 })
        .unwrap();
    meeting.act(facilitator, Command::Resume { on }).unwrap();
    assert!(rooms.iter().all(|room| meeting.left(*room) == 660));
    meeting
        .act(facilitator, Command::AddSeconds { on, seconds: -120 })
        .unwrap();
    assert!(rooms.iter().all(|room| meeting.left(*room) == 540));
    assert_eq!(
        meeting.act(facilitator, Command::AddSeconds { on, seconds: -540 }),
        Err(Refusal::NotEnoughTime)
    );
    assert_eq!(
        meeting.act(facilitator, Command::BackStep { on }),
        Err(Refusal::FirstStep)
    );
    meeting.pass_seconds(560);
    meeting.act(facilitator, Command::BackStep { on }).unwrap();
    assert!(rooms.iter().all(|room| meeting.step(*room) == Some(0)));
    same_end(&meeting, &rooms);
}

#[test]
fn t5_a_hold_comes_out_of_the_rooms_later_steps_in_proportion() {
    let (mut meeting, _, own, rooms, _) = running();
    let room = rooms[1];
    meeting.pass_seconds(100);
    meeting.act(own, Command::Hold { room }).unwrap();
    assert_eq!(meeting.act(own, Command::Hold { room }), Err(Refusal::IsHeld));
    meeting.pass_seconds(120);
    meeting.act(own, Command::Release { room }).unwrap();
    assert_eq!(meeting.left(room), 500, "the step lost nothing");
    assert_eq!(meeting.round(room).hold_used, 120);
    // 120 s out of 5, 10, 15, 5 and 5 minutes: 15, 30, 45, 15, 15 s.
    assert_eq!(meeting.timeline(room).later(), [285, 570, 855, 285, 285]);
    same_end(&meeting, &rooms);
}

#[test]
fn t6_a_hold_ends_by_itself_after_three_minutes_of_the_round() {
    let (mut meeting, _, own, rooms, _) = running();
    let room = rooms[1];
    meeting
        .act(
            own,
            Command::AddSeconds {
                on: Target::Room(room),
                seconds: 60,
            },
        )
        .unwrap();
    meeting.act(own, Command::Hold { room }).unwrap();
    meeting.pass_seconds(120);
    assert!(matches!(meeting.timeline(room).clock, Clock::Running { .. }));
    assert_eq!(meeting.round(room).hold_used, 180);
    assert_eq!(meeting.act(own, Command::Hold { room }), Err(Refusal::HoldUsedUp));
    let more = Command::AddSeconds {
        on: Target::Room(room),
        seconds: 1,
    };
    assert_eq!(meeting.act(own, more), Err(Refusal::HoldUsedUp));
    same_end(&meeting, &rooms);
}

#[test]
fn t6_a_hold_can_end_at_any_second() {
    let at = Timestamp(1_000_000);
    // Of these later steps 91 s can be taken in proportion, but not 90 s: shares are whole seconds.
    let seconds = vec![600, 60, 60, 25, 15, 25];
    let timeline = Timeline::gathering(at, seconds.clone()).begun(at);
    let held = timeline.held(at, 180, &seconds).unwrap();
    let Clock::Held { until, .. } = held.clock else {
        panic!("a hold")
    };
    assert_eq!(until, at + Millis::from_seconds(89));
    for second in 1..=89 {
        let released = held.released(at + Millis::from_seconds(second), &seconds);
        assert_eq!(released.map(|(_, took)| took), Ok(second), "after {second} s");
    }
}

#[test]
fn t7_rooms_end_together_to_the_millisecond_whatever_a_room_does() {
    let (mut meeting, _, own, rooms, _) = running();
    let room = rooms[1];
    let on = Target::Room(room);
    meeting.pass(123_456);
    meeting.act(own, Command::Hold { room }).unwrap();
    meeting.pass(33_333);
    meeting.act(own, Command::Release { room }).unwrap();
    same_end(&meeting, &rooms);
    meeting
        .act(own, Command::AddSeconds { on, seconds: -100 })
        .unwrap();
    same_end(&meeting, &rooms);
    meeting.act(own, Command::NextStep { on }).unwrap();
    same_end(&meeting, &rooms);
    meeting.pass(20_001);
    assert_eq!(meeting.step(room), Some(1));
    meeting.act(own, Command::BackStep { on }).unwrap();
    assert_eq!(meeting.step(room), Some(0));
    same_end(&meeting, &rooms);
    meeting.pass_seconds(3600);
    assert_eq!(meeting.round(rooms[0]).ended_at, meeting.round(rooms[1]).ended_at);
}

#[test]
fn t8_no_step_falls_below_half() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let own = meeting.people_in(rooms[1])[3];
    meeting
        .act(
            facilitator,
            Command::SetRoomFacilitator {
                person: own,
                room: Some(rooms[1]),
            },
        )
        .unwrap();
    let start = Command::StartRound {
        rooms: None,
        protocol: protocol::meeting::command::ProtocolChoice::Library("consultancy-20".into()),
        seconds: Some(vec![60, 20, 30, 10]),
        pace: None,
    };
    meeting.act(facilitator, start).unwrap();
    for room in &rooms {
        let person = meeting.people_in(*room)[0];
        meeting
            .act(person, Command::OfferToPresent { offered: true })
            .unwrap();
    }
    let plan = *meeting.state.plans.keys().next_back().unwrap();
    meeting.begin(facilitator, plan);
    let on = Target::Room(rooms[1]);
    assert_eq!(
        meeting.act(own, Command::AddSeconds { on, seconds: 31 }),
        Err(Refusal::StepTooShort),
        "the later steps have 60 s: 30 at most"
    );
    meeting.act(own, Command::AddSeconds { on, seconds: 30 }).unwrap();
    assert_eq!(meeting.timeline(rooms[1]).later(), [10, 15, 5]);
    same_end(&meeting, &rooms);
}

#[test]
fn t9_a_room_cannot_end_before_the_others_by_itself() {
    let (mut meeting, _, own, rooms, _) = running();
    meeting.pass_seconds(2900);
    assert_eq!(meeting.step(rooms[1]), Some(5));
    assert_eq!(
        meeting.act(
            own,
            Command::NextStep {
                on: Target::Room(rooms[1])
            }
        ),
        Err(Refusal::LastStep)
    );
}

#[test]
fn t10_up_to_ten_seconds_without_an_instance_the_deadline_stands() {
    let (mut meeting, _, _, rooms, _) = running();
    let before = meeting.timeline(rooms[0]).clone();
    gap(&mut meeting, 10);
    assert_eq!(meeting.timeline(rooms[0]), &before);
}

#[test]
fn t11_above_ten_seconds_the_deadline_moves_by_the_gap_once() {
    let (mut meeting, _, _, rooms, _) = running();
    let left = meeting.left(rooms[0]);
    let from = meeting.now;
    gap(&mut meeting, 60);
    assert_eq!(meeting.left(rooms[0]), left);
    let again = meeting
        .system(SystemCommand::Gap {
            from,
            to: meeting.now,
        })
        .unwrap();
    assert_eq!(again, [], "a second instance notices the same gap");
    same_end(&meeting, &rooms);
}

#[test]
fn t12_above_two_minutes_the_round_is_paused_as_well() {
    let (mut meeting, facilitator, _, rooms, plan) = running();
    let left = meeting.left(rooms[0]);
    gap(&mut meeting, 121);
    assert!(matches!(meeting.timeline(rooms[0]).clock, Clock::Paused { .. }));
    meeting
        .act(
            facilitator,
            Command::Resume {
                on: Target::Plan(plan),
            },
        )
        .unwrap();
    assert_eq!(meeting.left(rooms[0]), left);
    same_end(&meeting, &rooms);
}

fn gap(meeting: &mut Meeting, seconds: i64) {
    let from = meeting.now;
    meeting.now = Timestamp(from.0 + seconds * 1000);
    meeting
        .system(SystemCommand::Gap {
            from,
            to: meeting.now,
        })
        .unwrap();
}

#[test]
fn t13_shares_sum_to_the_whole() {
    assert_eq!(spread(&[300, 600, 900, 300, 300], 120), [15, 30, 45, 15, 15]);
    assert_eq!(spread(&[1, 1, 1], 2).iter().sum::<u32>(), 2);
    assert_eq!(spread(&[], 5), [0_u32; 0]);
}
