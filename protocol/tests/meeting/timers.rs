//! The timer for free work: who starts it, what it does by itself, where it has no place.

use super::driver::Meeting;
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::ProtocolChoice;
use protocol::meeting::state::Role;
use protocol::meeting::timers::{TimerClock, TimerCommand};
use protocol::meeting::view::view;
use protocol::meeting::{Command, Event, Refusal, SystemCommand, next_deadline};
use protocol::time::{Millis, Timestamp};

fn start(rooms: Option<&[RoomId]>, seconds: u32) -> Command {
    Command::Timer(TimerCommand::Start {
        rooms: rooms.map(<[RoomId]>::to_vec),
        seconds,
        label: Some("Silent reading".into()),
    })
}

fn add(rooms: Option<Vec<RoomId>>, seconds: i32) -> Command {
    Command::Timer(TimerCommand::Add { rooms, seconds })
}

fn pause(rooms: Option<Vec<RoomId>>) -> Command {
    Command::Timer(TimerCommand::Pause { rooms })
}

fn resume(rooms: Option<Vec<RoomId>>) -> Command {
    Command::Timer(TimerCommand::Resume { rooms })
}

fn stop(rooms: Option<Vec<RoomId>>) -> Command {
    Command::Timer(TimerCommand::Stop { rooms })
}

/// Seconds left.
fn left(meeting: &Meeting, room: RoomId) -> i64 {
    match meeting.state.timers[&room].clock {
        TimerClock::Running { ends_at } => (ends_at - meeting.now).0 / 1000,
        TimerClock::Paused { left } => left.0 / 1000,
        TimerClock::Over { .. } => 0,
    }
}

/// A room facilitator of the first of two open rooms.
fn two_rooms() -> (Meeting, PersonId, PersonId, Vec<RoomId>) {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let own = meeting.people_in(rooms[0])[0];
    let name = Command::SetRoomFacilitator {
        person: own,
        room: Some(rooms[0]),
    };
    meeting.act(facilitator, name).unwrap();
    (meeting, facilitator, own, rooms)
}

#[test]
fn k1_facilitators_start_a_timer_anywhere_and_a_rooms_facilitator_there() {
    let (mut meeting, facilitator, own, rooms) = two_rooms();
    let main = meeting.state.main_room.unwrap();
    meeting.act(own, start(Some(&rooms[..1]), 300)).unwrap();
    assert_eq!(
        meeting.act(own, start(Some(&rooms[1..]), 300)),
        Err(Refusal::RoomFacilitatorsOnly)
    );
    assert_eq!(meeting.act(own, start(None, 300)), Err(Refusal::FacilitatorsOnly));
    let other = meeting.people_in(rooms[1])[0];
    assert_eq!(
        meeting.act(other, start(Some(&rooms[1..]), 300)),
        Err(Refusal::RoomFacilitatorsOnly)
    );
    let events = meeting.act(facilitator, start(None, 120)).unwrap();
    assert_eq!(events.len(), 3, "one in the place of the one that was there");
    for room in [main, rooms[0], rooms[1]] {
        assert_eq!(left(&meeting, room), 120);
    }
    // A room that is named twice has one.
    let twice = [rooms[0], rooms[0]];
    assert_eq!(
        meeting.act(facilitator, start(Some(&twice), 60)).unwrap().len(),
        1
    );
}

#[test]
fn k1_lengths_and_words_have_bounds_and_closed_rooms_no_timer() {
    let (mut meeting, facilitator, _, rooms) = two_rooms();
    let one = Some(&rooms[..1]);
    for seconds in [0, 9, 4 * 3600 + 1, 10_000 * 60, u32::MAX] {
        let refused = meeting.act(facilitator, start(one, seconds));
        assert_eq!(refused, Err(Refusal::OutOfRange), "{seconds}");
    }
    assert_eq!(
        meeting.act(facilitator, start(Some(&[]), 60)),
        Err(Refusal::OutOfRange)
    );
    let label = |label: String| {
        Command::Timer(TimerCommand::Start {
            rooms: Some(vec![rooms[0]]),
            seconds: 60,
            label: Some(label),
        })
    };
    assert_eq!(
        meeting.act(facilitator, label("x".repeat(121))),
        Err(Refusal::TextTooLong)
    );
    meeting.act(facilitator, label("  ".into())).unwrap();
    assert_eq!(meeting.state.timers[&rooms[0]].label, None);
    meeting
        .act(facilitator, Command::BringBack { in_seconds: 0 })
        .unwrap();
    assert_eq!(
        meeting.act(facilitator, start(one, 60)),
        Err(Refusal::RoomsClosed)
    );
    assert_eq!(meeting.act(facilitator, start(None, 60)).unwrap().len(), 1);
}

#[test]
fn k2_it_is_paused_goes_on_has_time_added_and_is_stopped() {
    let (mut meeting, facilitator, own, rooms) = two_rooms();
    let one = Some(vec![rooms[0]]);
    assert_eq!(meeting.act(own, pause(one.clone())), Err(Refusal::NoTimer));
    meeting.act(own, start(Some(&rooms[..1]), 300)).unwrap();
    meeting.pass_seconds(100);
    meeting.act(own, pause(one.clone())).unwrap();
    assert_eq!(meeting.act(own, pause(one.clone())), Err(Refusal::IsPaused));
    meeting.pass_seconds(1000);
    assert_eq!(left(&meeting, rooms[0]), 200);
    meeting.act(own, add(one.clone(), 60)).unwrap();
    meeting.act(own, resume(one.clone())).unwrap();
    assert_eq!(meeting.act(own, resume(one.clone())), Err(Refusal::NotPaused));
    meeting.pass_seconds(200);
    assert_eq!(left(&meeting, rooms[0]), 60);
    assert_eq!(
        meeting.act(own, add(one.clone(), -60)),
        Err(Refusal::NotEnoughTime)
    );
    for far in [i32::MAX, i32::MIN] {
        assert_eq!(meeting.act(own, add(one.clone(), far)), Err(Refusal::OutOfRange));
    }
    assert_eq!(meeting.act(own, add(one.clone(), 0)), Err(Refusal::NothingToDo));
    meeting.pass_seconds(61);
    assert_eq!(meeting.act(own, pause(one.clone())), Err(Refusal::NoTimer));
    meeting.act(own, add(one.clone(), 60)).unwrap();
    assert_eq!(left(&meeting, rooms[0]), 60, "one that is over runs again");
    // Of all timers those are paused that run.
    meeting.act(facilitator, start(Some(&rooms[1..]), 300)).unwrap();
    meeting.act(own, pause(one.clone())).unwrap();
    assert_eq!(meeting.act(facilitator, pause(None)).unwrap().len(), 1);
    assert_eq!(meeting.act(facilitator, pause(None)), Err(Refusal::IsPaused));
    assert_eq!(meeting.act(facilitator, stop(None)).unwrap().len(), 2);
    assert_eq!(meeting.act(facilitator, stop(None)), Err(Refusal::NoTimer));
}

#[test]
fn k3_it_is_over_once_at_its_time_and_stays_in_sight() {
    let (mut meeting, facilitator, _, rooms) = two_rooms();
    meeting.act(facilitator, start(None, 300)).unwrap();
    let due = meeting.now + Millis(300_000);
    assert_eq!(next_deadline(&meeting.state), Some(due));
    meeting.now = due;
    assert_eq!(meeting.system(SystemCommand::Tick).unwrap().len(), 3);
    assert_eq!(meeting.system(SystemCommand::Tick).unwrap(), [], "once");
    assert_eq!(next_deadline(&meeting.state), None);
    let clock = meeting.state.timers[&rooms[0]].clock;
    assert_eq!(clock, TimerClock::Over { at: due });
}

#[test]
fn k4_a_round_that_starts_and_rooms_that_close_take_it_away() {
    let (mut meeting, facilitator, _, rooms) = two_rooms();
    meeting.act(facilitator, start(None, 300)).unwrap();
    let round = Command::StartRound {
        rooms: Some(vec![rooms[0]]),
        protocol: ProtocolChoice::Library("consultancy-50".into()),
        seconds: None,
        pace: None,
    };
    meeting.act(facilitator, round).unwrap();
    assert!(!meeting.state.timers.contains_key(&rooms[0]));
    assert_eq!(
        meeting.act(facilitator, start(Some(&rooms[..1]), 60)),
        Err(Refusal::RoundUnderWay)
    );
    let events = meeting.act(facilitator, start(None, 60)).unwrap();
    assert_eq!(events.len(), 2, "the room with a round is passed over");
    meeting
        .act(facilitator, Command::BringBack { in_seconds: 0 })
        .unwrap();
    let main = meeting.state.main_room.unwrap();
    assert_eq!(meeting.state.timers.keys().collect::<Vec<_>>(), [&main]);
    meeting.act(facilitator, Command::EndMeeting {}).unwrap();
    assert!(meeting.state.timers.is_empty());
    assert_eq!(next_deadline(&meeting.state), None);
}

#[test]
fn k5_its_end_is_told_once_and_whoever_comes_later_sees_it() {
    let (mut meeting, facilitator, _, rooms) = two_rooms();
    let before = meeting.state.rooms.clone();
    meeting.act(facilitator, start(None, 300)).unwrap();
    assert_eq!(meeting.state.rooms, before, "no right is another one");
    meeting.pass_seconds(200);
    let told = meeting
        .entries
        .iter()
        .filter(|entry| matches!(entry.event, Event::Timer { .. }));
    assert_eq!(told.count(), 3, "nothing while it runs");
    let late = meeting.join(Role::Observer, "Eva");
    let main = meeting.state.main_room.unwrap();
    let seen = view(&meeting.state, &meeting.contents, late).unwrap();
    let timer = seen.details[&main].timer.clone().unwrap();
    assert_eq!(timer.label.as_deref(), Some("Silent reading"));
    let ends_at = meeting.now + Millis(100_000);
    assert_eq!(timer.clock, TimerClock::Running { ends_at });
    assert!(
        !seen.details.contains_key(&rooms[0]),
        "another room's is not sent"
    );
}

#[test]
fn k6_a_gap_moves_it_as_it_moves_a_step() {
    let gap = |seconds: i64| {
        let (mut meeting, facilitator, _, rooms) = two_rooms();
        meeting.act(facilitator, start(None, 300)).unwrap();
        let from = meeting.now;
        meeting.now = Timestamp(from.0 + seconds * 1000);
        let to = meeting.now;
        meeting.system(SystemCommand::Gap { from, to }).unwrap();
        (left(&meeting, rooms[0]), meeting.state.timers[&rooms[0]].clock)
    };
    assert_eq!(gap(10).0, 290);
    assert_eq!(gap(60).0, 300);
    let (left, clock) = gap(121);
    assert_eq!(left, 300);
    assert!(matches!(clock, TimerClock::Paused { .. }));
}
