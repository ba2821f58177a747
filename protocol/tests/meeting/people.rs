//! Joining, places, room facilitators, removal, the end.

use super::driver::Meeting;
use protocol::meeting::command::ScheduleWish;
use protocol::meeting::state::Role;
use protocol::meeting::{Command, Event, Refusal, SystemCommand};
use protocol::time::Timestamp;

#[test]
fn p1_who_joins_is_in_the_main_room_and_arrives() {
    let mut meeting = Meeting::new();
    let ana = meeting.join(Role::Participant, "  Ana   María ");
    let someone = &meeting.state.people[&ana];
    assert_eq!(Some(someone.room), meeting.state.main_room);
    assert!(someone.arrived && someone.here);
    assert_eq!(meeting.contents[&someone.name].as_deref(), Some("Ana María"));
}

#[test]
fn p3_a_departure_that_saw_an_older_connection_is_refused() {
    let mut meeting = Meeting::new();
    let ana = meeting.join(Role::Participant, "Ana");
    let old = meeting.state.people[&ana].generation;
    meeting.system(SystemCommand::Connected { person: ana }).unwrap();
    let events = meeting
        .system(SystemCommand::Dropped {
            person: ana,
            generation: old,
        })
        .unwrap();
    assert_eq!(events, []);
    assert!(meeting.state.people[&ana].here);
}

#[test]
fn p5_a_removed_person_is_nobody() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let ana = meeting.join(Role::Participant, "Ana");
    meeting
        .act(facilitator, Command::RemovePerson { person: ana })
        .unwrap();
    assert_eq!(
        meeting.act(ana, Command::Say { text: "hi".into() }),
        Err(Refusal::NotInMeeting)
    );
    let last = Command::RemovePerson { person: facilitator };
    assert_eq!(meeting.act(facilitator, last), Err(Refusal::LastFacilitator));
}

#[test]
fn p6_an_ended_meeting_is_readable_and_not_changeable() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let events = meeting.act(facilitator, Command::EndMeeting {}).unwrap();
    assert_eq!(events.last(), Some(&Event::MeetingEnded {}));
    assert_eq!(
        meeting.act(facilitator, Command::Say { text: "hi".into() }),
        Err(Refusal::MeetingEnded)
    );
    assert_eq!(
        meeting.act(facilitator, Command::CreateRooms { count: 1 }),
        Err(Refusal::MeetingEnded)
    );
}

#[test]
fn p7_hands_queue_by_turns_taken_then_by_time() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let (ana, luis, mei) = (
        meeting.join(Role::Participant, "Ana"),
        meeting.join(Role::Participant, "Luis"),
        meeting.join(Role::Participant, "Mei"),
    );
    meeting.act(ana, Command::RaiseHand {}).unwrap();
    meeting
        .act(
            facilitator,
            Command::LowerHand {
                person: Some(ana),
                called: true,
            },
        )
        .unwrap();
    for person in [ana, luis, mei] {
        meeting.pass_seconds(1);
        meeting.act(person, Command::RaiseHand {}).unwrap();
    }
    let main = meeting.state.main_room.unwrap();
    let queue: Vec<_> = meeting.state.rooms[&main]
        .hands
        .iter()
        .map(|hand| hand.person)
        .collect();
    assert_eq!(
        queue,
        [luis, mei, ana],
        "who has spoken waits for those who have not"
    );
    assert_eq!(
        meeting.act(
            luis,
            Command::LowerHand {
                person: Some(mei),
                called: false
            }
        ),
        Err(Refusal::RoomFacilitatorsOnly)
    );
}

#[test]
fn p8_a_call_is_claimed_by_one_facilitator() {
    let mut meeting = Meeting::new();
    let nadia = meeting.join(Role::Facilitator, "Nadia");
    let kofi = meeting.join(Role::Facilitator, "Kofi");
    let ana = meeting.join(Role::Participant, "Ana");
    let main = meeting.state.main_room.unwrap();
    meeting.act(ana, Command::CallForHelp {}).unwrap();
    assert_eq!(
        meeting.act(ana, Command::ClaimHelp { room: main }),
        Err(Refusal::FacilitatorsOnly)
    );
    meeting.act(nadia, Command::ClaimHelp { room: main }).unwrap();
    assert_eq!(
        meeting.act(kofi, Command::ClaimHelp { room: main }),
        Err(Refusal::CallClaimed)
    );
    let generation = meeting.state.people[&nadia].generation;
    let person = nadia;
    meeting
        .system(SystemCommand::Dropped { person, generation })
        .unwrap();
    meeting.act(kofi, Command::ClaimHelp { room: main }).unwrap();
    meeting.act(ana, Command::CloseHelp { room: main }).unwrap();
}

#[test]
fn p2_free_text_is_normalised_and_bounded() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Na\u{202e}dia\u{0007}");
    assert_eq!(
        meeting.contents[&meeting.state.people[&facilitator].name].as_deref(),
        Some("Nadia")
    );
    let say = |text: &str| Command::Say { text: text.into() };
    assert_eq!(
        meeting.act(facilitator, say(" \u{200b} ")),
        Err(Refusal::EmptyText)
    );
    assert_eq!(
        meeting.act(facilitator, say(&"a".repeat(2_001))),
        Err(Refusal::TextTooLong)
    );
    assert_eq!(
        meeting.act(facilitator, say(&"\u{0301}".repeat(9_000))),
        Err(Refusal::TextTooLong)
    );
    meeting.act(facilitator, say("Cafe\u{0301}\nline two")).unwrap();
    let main = meeting.state.main_room.unwrap();
    let text = meeting.state.rooms[&main].chat.back().unwrap().text;
    assert_eq!(meeting.contents[&text].as_deref(), Some("Café\nline two"));
}

#[test]
fn p4_a_room_without_a_facilitator_finds_one_inside_in_a_round() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 4);
    let people = meeting.people_in(rooms[0]);
    let take_on = |person, room| Command::SetRoomFacilitator {
        person,
        room: Some(room),
    };
    assert_eq!(
        meeting.act(people[0], take_on(people[0], rooms[0])),
        Err(Refusal::FacilitatorsOnly)
    );
    meeting.start(facilitator, &[]);
    assert_eq!(
        meeting.act(people[0], take_on(people[0], rooms[1])),
        Err(Refusal::FacilitatorsOnly)
    );
    assert_eq!(
        meeting.act(people[0], take_on(people[1], rooms[0])),
        Err(Refusal::FacilitatorsOnly)
    );
    meeting.act(people[0], take_on(people[0], rooms[0])).unwrap();
    assert_eq!(
        meeting.act(people[1], take_on(people[1], rooms[0])),
        Err(Refusal::FacilitatorsOnly)
    );
    // When that one drops in a step, another may.
    let plan = *meeting.state.plans.keys().next().unwrap();
    meeting.begin(facilitator, plan);
    let generation = meeting.state.people[&people[0]].generation;
    meeting
        .system(SystemCommand::Dropped {
            person: people[0],
            generation,
        })
        .unwrap();
    meeting.act(people[1], take_on(people[1], rooms[0])).unwrap();
}

fn wish(zone: &str, starts: Option<&str>, minutes: Option<u32>) -> Command {
    Command::SetSchedule(ScheduleWish {
        time_zone: zone.into(),
        starts: starts.map(str::to_owned),
        minutes,
    })
}

#[test]
fn p9_a_meeting_has_a_time_on_the_clocks_of_its_zone() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let ana = meeting.join(Role::Participant, "Ana");
    let first = wish("america/los_angeles", Some("2026-12-03T10:00"), None);
    meeting.act(facilitator, first.clone()).unwrap();
    let schedule = meeting.state.schedule.clone().unwrap();
    assert_eq!(schedule.time_zone, "America/Los_Angeles");
    assert_eq!(
        schedule.starts_at,
        Some(Timestamp(1_796_320_800_000)),
        "18:00 in UTC"
    );
    assert_eq!((schedule.minutes, schedule.revision), (120, 0));
    assert_eq!(meeting.act(facilitator, first), Err(Refusal::NothingToDo));
    for (command, refusal) in [
        (wish("America/Fresno", None, None), Refusal::BadTimeZone),
        (
            wish("America/Los_Angeles", Some("2026-03-08T02:30"), None),
            Refusal::BadTime,
        ),
        (wish("America/Los_Angeles", Some("soon"), None), Refusal::BadTime),
        (wish("America/Los_Angeles", None, Some(0)), Refusal::OutOfRange),
        (
            wish("America/Los_Angeles", None, Some(1_441)),
            Refusal::OutOfRange,
        ),
    ] {
        assert_eq!(meeting.act(facilitator, command), Err(refusal));
    }
    let other = wish("America/New_York", None, Some(90));
    assert_eq!(meeting.act(ana, other.clone()), Err(Refusal::FacilitatorsOnly));
    meeting.act(facilitator, other).unwrap();
    let schedule = meeting.state.schedule.unwrap();
    assert_eq!(
        (schedule.starts_at, schedule.minutes, schedule.revision),
        (None, 90, 1)
    );
}
