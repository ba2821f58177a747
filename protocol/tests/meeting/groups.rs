//! Groups by a rule, what they keep and break, and what changes them afterwards.

use super::driver::Meeting;
use proptest::prelude::*;
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::{About, Assignment};
use protocol::meeting::grouping::{Attribute, Attributes, Broken, GroupRule, Reason, Why, report};
use protocol::meeting::state::Role;
use protocol::meeting::view::view;
use protocol::meeting::{Command, Event, Refusal, SystemCommand};
use std::collections::{BTreeMap, BTreeSet};

const MIXED: GroupRule = GroupRule::Mixed {
    by: Attribute::Organization,
};
const ALIKE: GroupRule = GroupRule::Alike {
    by: Attribute::Organization,
};

fn make(rule: GroupRule, size: u16, apart: bool) -> Command {
    Command::MakeGroups {
        size,
        rule,
        apart,
        expected: false,
    }
}

/// A meeting with a facilitator and one person for each county (or language) that is named.
fn with_people(counties: &[&str], languages: &[&str]) -> (Meeting, PersonId, Vec<PersonId>) {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let people = counties
        .iter()
        .zip(languages.iter().cycle())
        .enumerate()
        .map(|(n, (county, language))| meeting.join_from(&format!("Person {n}"), county, language))
        .collect();
    (meeting, facilitator, people)
}

/// People by room as they are assigned, empty rooms left out.
fn groups(meeting: &Meeting) -> BTreeMap<RoomId, Vec<PersonId>> {
    let mut found: BTreeMap<RoomId, Vec<PersonId>> = BTreeMap::new();
    for (id, person) in &meeting.state.people {
        if let Some(room) = person.assigned.filter(|_| person.role == Role::Participant) {
            found.entry(room).or_default().push(*id);
        }
    }
    found
}

fn sizes(meeting: &Meeting) -> Vec<usize> {
    let mut sizes: Vec<usize> = groups(meeting).values().map(Vec::len).collect();
    sizes.sort_unstable();
    sizes
}

fn county(meeting: &Meeting, person: PersonId) -> String {
    let words = meeting.state.people[&person].organization.unwrap();
    meeting.contents[&words].clone().unwrap().to_lowercase()
}

/// How many of each county are in each room.
fn counties(meeting: &Meeting) -> Vec<BTreeMap<String, usize>> {
    let mut found = Vec::new();
    for people in groups(meeting).values() {
        let mut counts = BTreeMap::new();
        for person in people {
            *counts.entry(county(meeting, *person)).or_default() += 1;
        }
        found.push(counts);
    }
    found
}

fn broken(meeting: &Meeting) -> Vec<Broken> {
    let attributes = Attributes::read(&meeting.state, &meeting.contents);
    report(&meeting.state, &attributes, meeting.state.grouping.unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn b10_sizes_differ_by_one_at_most(
        counties in prop::collection::vec(0..6_usize, 1..40), size in 2..9_u16, apart in any::<bool>(), mixed in any::<bool>()
    ) {
        let names = ["Merced", "Fresno", "Kern", "Napa", "Yolo", ""];
        let counties: Vec<&str> = counties.into_iter().map(|n| names[n]).collect();
        let (mut meeting, facilitator, _) = with_people(&counties, &["en"]);
        let rule = if mixed { MIXED } else { GroupRule::Random };
        meeting.act(facilitator, make(rule, size, apart)).unwrap();
        let sizes = sizes(&meeting);
        prop_assert_eq!(sizes.iter().sum::<usize>(), counties.len());
        prop_assert!(sizes.last().unwrap() - sizes.first().unwrap() <= 1, "{:?}", sizes);
    }

    #[test]
    fn b11_nobody_of_one_county_is_together_where_a_swap_could_avoid_it(
        counties in prop::collection::vec(0..5_usize, 4..30), size in 2..7_u16
    ) {
        let names = ["Merced", "Fresno", "Kern", "Napa", "Yolo"];
        let counties: Vec<&str> = counties.into_iter().map(|n| names[n]).collect();
        let (mut meeting, facilitator, _) = with_people(&counties, &["en"]);
        meeting.act(facilitator, make(MIXED, size, false)).unwrap();
        for broken in broken(&meeting) {
            let Broken::Together { count, reason, .. } = broken else {
                return Err(TestCaseError::fail("mixed groups break nothing else"));
            };
            prop_assert!(count > 1);
            prop_assert!(matches!(reason, Reason::MoreThanRooms { .. } | Reason::NoSwap), "{:?}", reason);
        }
    }

    #[test]
    fn b12_rooms_of_one_value_are_at_most_one_from_the_wished_size(
        counties in prop::collection::vec(0..5_usize, 12..40), size in 4..7_u16
    ) {
        let names = ["Merced", "Fresno", "Kern", "Napa", "Yolo"];
        let counties: Vec<&str> = counties.into_iter().map(|n| names[n]).collect();
        let (mut meeting, facilitator, _) = with_people(&counties, &["en"]);
        meeting.act(facilitator, make(ALIKE, size, false)).unwrap();
        let sizes = sizes(&meeting);
        let rooms = sizes.len();
        // Where the number of people is no multiple, even sizes may already be farther away.
        let (least, most) = (counties.len() / rooms, counties.len().div_ceil(rooms));
        let size = usize::from(size);
        prop_assert!(sizes[0] >= least.min(size - 1), "{:?}", sizes);
        prop_assert!(sizes[rooms - 1] <= most.max(size + 1), "{:?}", sizes);
    }
}

#[test]
fn b11_mixed_groups_of_150_people_keep_counties_apart_round_after_round() {
    let counties: Vec<String> = (0..150).map(|n| format!("County {}", n % 58)).collect();
    let counties: Vec<&str> = counties.iter().map(String::as_str).collect();
    let (mut meeting, facilitator, _) = with_people(&counties, &["en"]);
    for _ in 0..4 {
        meeting.act(facilitator, make(MIXED, 6, true)).unwrap();
        assert_eq!(broken(&meeting), vec![], "nobody of one county, nobody twice");
        meeting
            .act(facilitator, Command::OpenRooms { in_seconds: 0 })
            .unwrap();
        meeting.everybody_arrives();
        meeting.pass_seconds(600);
        meeting
            .act(facilitator, Command::BringBack { in_seconds: 0 })
            .unwrap();
        meeting.everybody_arrives();
    }
}

#[test]
fn b11_capital_letters_and_spaces_are_no_other_county() {
    let (mut meeting, facilitator, _) = with_people(&["Merced", " merced", "MERCED ", "Kern"], &["en"]);
    meeting.act(facilitator, make(MIXED, 2, false)).unwrap();
    let Broken::Together { count, reason, .. } = broken(&meeting)[0].clone() else {
        panic!("two from Merced are together");
    };
    assert_eq!(
        (count, reason),
        (2, Reason::MoreThanRooms { people: 3, rooms: 2 })
    );
}

#[test]
fn b12_people_of_one_value_are_together_and_small_values_are_combined() {
    let mut names = vec!["Merced"; 7];
    names.extend(vec!["Fresno"; 5]);
    let (mut meeting, facilitator, _) = with_people(&names, &["en"]);
    meeting.act(facilitator, make(ALIKE, 6, false)).unwrap();
    assert_eq!(sizes(&meeting), [5, 7], "whole counties, within one of six");
    assert!(counties(&meeting).iter().all(|counts| counts.len() == 1));
    assert_eq!(broken(&meeting), vec![]);
    let (mut meeting, facilitator, _) = with_people(
        &[
            "Merced", "Merced", "Merced", "Kern", "Kern", "Yolo", "Napa", "Napa",
        ],
        &["en"],
    );
    meeting.act(facilitator, make(ALIKE, 4, false)).unwrap();
    assert_eq!(sizes(&meeting), [4, 4]);
    let parted = counties(&meeting)
        .iter()
        .filter(|counts| counts.contains_key("kern"))
        .count();
    assert_eq!(parted, 1, "a county that fits into a room is not parted");
}

#[test]
fn b13_rooms_of_one_language_first_and_the_language_is_shown() {
    let (mut meeting, facilitator, people) = with_people(&["a"; 12], &["en", "es-MX", "en", "es"]);
    meeting
        .act(facilitator, make(GroupRule::Language, 6, false))
        .unwrap();
    assert_eq!(broken(&meeting), vec![]);
    let rooms = meeting.breakout_rooms();
    let spoken: BTreeSet<_> = rooms
        .iter()
        .map(|room| meeting.state.rooms[room].language.clone())
        .collect();
    assert_eq!(spoken, BTreeSet::from([Some("en".into()), Some("es".into())]));
    let shown = view(&meeting.state, &meeting.contents, people[0]).unwrap();
    assert!(rooms.iter().all(|room| shown.rooms[room].language.is_some()));
    // One who speaks something else goes where there is place, and the groups say so.
    meeting.join_from("Wei", "a", "zh");
    meeting
        .act(facilitator, make(GroupRule::Language, 6, false))
        .unwrap();
    assert_eq!(sizes(&meeting), [6, 7]);
    assert!(matches!(broken(&meeting)[..], [Broken::Among { others: 1, .. }]));
    // Another rule takes the languages away.
    meeting
        .act(facilitator, make(GroupRule::Random, 6, false))
        .unwrap();
    assert!(
        rooms
            .iter()
            .all(|room| meeting.state.rooms[room].language.is_none())
    );
}

#[test]
fn b14_those_who_were_together_are_rather_not_again() {
    let (mut meeting, facilitator, _) = with_people(&["a"; 9], &["en"]);
    let mut before: BTreeSet<(PersonId, PersonId)> = BTreeSet::new();
    for _ in 0..4 {
        meeting
            .act(facilitator, make(GroupRule::Random, 3, true))
            .unwrap();
        meeting
            .act(facilitator, Command::OpenRooms { in_seconds: 0 })
            .unwrap();
        meeting.everybody_arrives();
        meeting.pass_seconds(60);
        for people in groups(&meeting).values() {
            for (n, a) in people.iter().enumerate() {
                for b in &people[n + 1..] {
                    assert!(
                        before.insert((*a, *b)),
                        "nine people in threes meet all others in four rounds"
                    );
                }
            }
        }
        meeting
            .act(facilitator, Command::BringBack { in_seconds: 0 })
            .unwrap();
        meeting.everybody_arrives();
    }
    // Now everybody has met everybody: it cannot be kept, and the groups say which two and that nobody could be swapped.
    meeting
        .act(facilitator, make(GroupRule::Random, 3, true))
        .unwrap();
    let broken = broken(&meeting);
    assert_eq!(broken.len(), 3);
    assert!(broken.iter().all(|broken| matches!(
        broken,
        Broken::Again {
            pairs: 3,
            reason: Reason::NoSwap,
            ..
        }
    )));
}

#[test]
fn b15_who_is_pinned_or_runs_a_room_stays_and_counts() {
    let (mut meeting, facilitator, people) = with_people(&["a"; 12], &["en"]);
    meeting
        .act(facilitator, Command::CreateRooms { count: 3 })
        .unwrap();
    let rooms = meeting.breakout_rooms();
    let runs = Command::SetRoomFacilitator {
        person: people[0],
        room: Some(rooms[2]),
    };
    meeting.act(facilitator, runs).unwrap();
    for person in &people[1..4] {
        let people = vec![Assignment {
            person: *person,
            room: Some(rooms[1]),
        }];
        meeting.act(facilitator, Command::Assign { people }).unwrap();
    }
    let pin = |pinned| Command::Pin {
        people: people[1..4].to_vec(),
        pinned,
    };
    assert_eq!(meeting.act(people[1], pin(true)), Err(Refusal::FacilitatorsOnly));
    meeting.act(facilitator, pin(true)).unwrap();
    assert_eq!(meeting.act(facilitator, pin(true)), Err(Refusal::NothingToDo));
    for _ in 0..5 {
        meeting.act(facilitator, make(MIXED, 6, false)).unwrap();
        assert_eq!(meeting.state.people[&people[0]].assigned, Some(rooms[2]));
        for person in &people[1..4] {
            assert_eq!(meeting.state.people[person].assigned, Some(rooms[1]));
        }
        assert_eq!(sizes(&meeting), [6, 6], "two rooms, both with somebody who stays");
    }
}

#[test]
fn b16_what_is_broken_names_a_swap_that_helps_and_follows_what_is_done_by_hand() {
    let (mut meeting, facilitator, _) = with_people(&["Kern", "Kern", "Napa", "Napa"], &["en"]);
    meeting.act(facilitator, make(MIXED, 2, false)).unwrap();
    assert_eq!(broken(&meeting), vec![]);
    let all = groups(&meeting);
    let (one, other): (Vec<_>, Vec<_>) = all.values().map(|people| (people[0], people[1])).unzip();
    let (a, b) = (
        one[0],
        if county(&meeting, one[0]) == county(&meeting, one[1]) {
            other[1]
        } else {
            one[1]
        },
    );
    meeting.act(facilitator, Command::Swap { a, b }).unwrap();
    let found = broken(&meeting);
    assert_eq!(found.len(), 2, "both rooms have two of one county");
    let Broken::Together {
        reason: Reason::Swap { person, other },
        ..
    } = found[0].clone()
    else {
        panic!("{found:?}");
    };
    meeting
        .act(facilitator, Command::Swap { a: person, b: other })
        .unwrap();
    assert_eq!(broken(&meeting), vec![]);
    let facilitators = view(&meeting.state, &meeting.contents, facilitator).unwrap();
    assert_eq!(facilitators.groups.grouping, meeting.state.grouping);
    let participants = view(&meeting.state, &meeting.contents, a).unwrap();
    assert_eq!(
        participants.groups.grouping, None,
        "only facilitators see what is broken"
    );
}

#[test]
fn b17_late_arrivals_go_where_they_fit_among_the_smallest_rooms() {
    let (mut meeting, facilitator, _) = with_people(&["Kern", "Napa", "Yolo", "Kern", "Napa"], &["en"]);
    meeting.act(facilitator, make(MIXED, 3, false)).unwrap();
    meeting
        .act(facilitator, Command::OpenRooms { in_seconds: 0 })
        .unwrap();
    assert_eq!(sizes(&meeting), [2, 3]);
    let rooms = groups(&meeting);
    let of = |room: &RoomId| -> Vec<String> { rooms[room].iter().map(|p| county(&meeting, *p)).collect() };
    let small = *rooms.keys().find(|room| rooms[room].len() == 2).unwrap();
    let large = *rooms.keys().find(|room| rooms[room].len() == 3).unwrap();
    let only_small: Vec<String> = of(&small)
        .into_iter()
        .filter(|county| !of(&large).contains(county))
        .collect();
    let expected: Vec<(String, RoomId)> = only_small
        .into_iter()
        .map(|county| (county, large))
        .chain([("Elsewhere".to_owned(), small)])
        .collect();
    for (county, room) in expected.into_iter().rev().take(1) {
        let late = meeting.join_from("Lupe", &county, "en");
        assert_eq!(
            meeting.state.people[&late].room, room,
            "nobody from there: the smallest"
        );
        assert_eq!(meeting.state.people[&late].why, Some(Why::Late { rule: MIXED }));
    }
    // By language: the room that speaks it, though it has one person more.
    let (mut meeting, facilitator, _) = with_people(&["a"; 5], &["en", "es"]);
    meeting
        .act(facilitator, make(GroupRule::Language, 3, false))
        .unwrap();
    meeting
        .act(facilitator, Command::OpenRooms { in_seconds: 0 })
        .unwrap();
    assert_eq!(sizes(&meeting), [2, 3]);
    let late = meeting.join_from("Lupe", "a", "en-GB");
    let room = meeting.state.people[&late].room;
    assert_eq!(meeting.state.rooms[&room].language.as_deref(), Some("en"));
    assert_eq!(
        meeting.people_in(room).len(),
        4,
        "they are three already, and one more"
    );
    // But no room becomes two larger than another for it.
    let later = meeting.join_from("Omar", "a", "en");
    assert_ne!(meeting.state.people[&later].room, room);
}

#[test]
fn b18_two_people_change_places() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 2);
    let (a, b) = (meeting.people_in(rooms[0])[0], meeting.people_in(rooms[1])[0]);
    let swap = Command::Swap { a, b };
    assert_eq!(meeting.act(a, swap.clone()), Err(Refusal::FacilitatorsOnly));
    meeting.act(facilitator, swap).unwrap();
    for (person, room) in [(a, rooms[1]), (b, rooms[0])] {
        let someone = &meeting.state.people[&person];
        assert_eq!((someone.room, someone.assigned), (room, Some(room)));
    }
    let own = meeting.people_in(rooms[0]);
    let same = Command::Swap { a: own[0], b: own[1] };
    assert_eq!(meeting.act(facilitator, same), Err(Refusal::NothingToDo));
    // Who is in the main room has no place to give.
    let main = meeting.state.main_room.unwrap();
    let people = vec![a];
    meeting
        .act(facilitator, Command::Move { people, room: main })
        .unwrap();
    assert_eq!(
        meeting.act(facilitator, Command::Swap { a, b }),
        Err(Refusal::NothingToDo)
    );
}

#[test]
fn b19_even_sizes_move_as_few_as_need_be_and_no_presenter() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 6);
    let people = meeting.people_in(rooms[1])[..4].to_vec();
    let to = rooms[0];
    meeting
        .act(facilitator, Command::Move { people, room: to })
        .unwrap();
    meeting.start(facilitator, &[]);
    let presenter = meeting.round(rooms[0]).presenter.unwrap();
    let moved = |events: &[Event]| {
        let moves = events
            .iter()
            .filter(|event| matches!(event, Event::PersonMoved { .. }));
        moves.count()
    };
    let events = meeting.act(facilitator, Command::EvenOut {}).unwrap();
    assert_eq!(moved(&events), 4, "ten and two become six and six by four moves");
    assert!(rooms.iter().all(|room| meeting.people_in(*room).len() == 6));
    assert_eq!(meeting.state.people[&presenter].room, rooms[0]);
    assert_eq!(
        meeting.act(facilitator, Command::EvenOut {}),
        Err(Refusal::NothingToDo)
    );
    // Before rooms open it is the assignments that are evened out, and who is pinned stays.
    let (mut meeting, facilitator, people) = with_people(&["a"; 6], &["en"]);
    meeting
        .act(facilitator, Command::CreateRooms { count: 2 })
        .unwrap();
    let rooms = meeting.breakout_rooms();
    let assign = |n: usize, room| Assignment {
        person: people[n],
        room: Some(room),
    };
    let all = (0..6).map(|n| assign(n, rooms[usize::from(n == 5)])).collect();
    meeting.act(facilitator, Command::Assign { people: all }).unwrap();
    let stays = people[..2].to_vec();
    meeting
        .act(
            facilitator,
            Command::Pin {
                people: stays.clone(),
                pinned: true,
            },
        )
        .unwrap();
    meeting.act(facilitator, Command::EvenOut {}).unwrap();
    assert_eq!(sizes(&meeting), [3, 3]);
    assert!(
        stays
            .iter()
            .all(|p| meeting.state.people[p].assigned == Some(rooms[0]))
    );
}

#[test]
fn b20_a_merged_room_sends_its_people_on_and_its_board_stays() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(3, 3);
    let plan = meeting.start(facilitator, &[]);
    meeting.begin(facilitator, plan);
    let people = meeting.people_in(rooms[2]);
    let merge = Command::MergeRooms {
        from: rooms[2],
        into: rooms[0],
    };
    assert_eq!(
        meeting.act(people[0], merge.clone()),
        Err(Refusal::FacilitatorsOnly)
    );
    let board = meeting.state.rooms[&rooms[2]].board;
    meeting.act(facilitator, merge.clone()).unwrap();
    meeting.check();
    assert!(people.iter().all(|p| meeting.state.people[p].room == rooms[0]));
    assert!(meeting.round(rooms[2]).ended_at.is_some(), "its round is over");
    assert!(meeting.round(rooms[0]).ended_at.is_none(), "the other goes on");
    assert_eq!(meeting.state.rooms[&rooms[2]].board, board);
    assert_eq!(meeting.act(facilitator, merge), Err(Refusal::RoomMerged));
    // Nobody is sent there any more, neither by hand nor because it is the smallest.
    let people_again = vec![people[0]];
    let back = Command::Move {
        people: people_again,
        room: rooms[2],
    };
    assert_eq!(meeting.act(facilitator, back.clone()), Err(Refusal::RoomMerged));
    let late = meeting.join(Role::Participant, "Lupe");
    assert_eq!(meeting.state.people[&late].room, rooms[1]);
    // The way back: the room is there again, and people can be moved to it.
    let reopen = Command::ReopenRoom { room: rooms[2] };
    meeting.act(facilitator, reopen.clone()).unwrap();
    assert_eq!(meeting.act(facilitator, reopen), Err(Refusal::NothingToDo));
    meeting.act(facilitator, back).unwrap();
    let main = meeting.state.main_room.unwrap();
    let with_main = Command::MergeRooms {
        from: main,
        into: rooms[0],
    };
    assert_eq!(meeting.act(facilitator, with_main), Err(Refusal::MainRoom));
}

#[test]
fn b21_each_move_has_a_receipt_and_can_be_sent_again() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 2);
    let ana = meeting.people_in(rooms[0])[0];
    meeting.act(ana, Command::Arrive { room: rooms[0] }).unwrap();
    let again = Command::SendAgain { person: ana };
    assert_eq!(meeting.act(facilitator, again.clone()), Err(Refusal::NothingToDo));
    let people = vec![ana];
    meeting
        .act(
            facilitator,
            Command::Move {
                people,
                room: rooms[1],
            },
        )
        .unwrap();
    let seen = view(&meeting.state, &meeting.contents, facilitator).unwrap();
    let receipt = seen.receipts[&ana];
    assert_eq!((receipt.from, receipt.to), (rooms[0], rooms[1]));
    assert_eq!((receipt.by, receipt.arrived_at), (Some(facilitator), None));
    assert_eq!(meeting.act(ana, again.clone()), Err(Refusal::FacilitatorsOnly));
    meeting.act(facilitator, again).unwrap();
    meeting.pass_seconds(3);
    meeting.act(ana, Command::Arrive { room: rooms[1] }).unwrap();
    let seen = view(&meeting.state, &meeting.contents, facilitator).unwrap();
    assert_eq!(seen.receipts[&ana].arrived_at, Some(meeting.now));
    let own = view(&meeting.state, &meeting.contents, ana).unwrap();
    assert!(own.receipts.is_empty(), "who moved whom is for facilitators");
    assert_eq!(own.people[&ana].why, Some(Why::ByHand));
}

#[test]
fn b15_to_b17_who_waits_in_the_lobby_is_in_no_group() {
    let (mut meeting, facilitator, _) = with_people(&["Kern", "Napa"], &["en"]);
    let lobby = Command::SetDoor {
        lobby: Some(true),
        locked: None,
    };
    meeting.act(facilitator, lobby).unwrap();
    let person = PersonId(meeting.uuid());
    let about = About {
        name: Some("Lupe".into()),
        ..About::default()
    };
    let role = Role::Participant;
    meeting
        .system(SystemCommand::Join { person, role, about })
        .unwrap();
    meeting.system(SystemCommand::Connected { person }).unwrap();
    meeting.act(facilitator, make(MIXED, 2, false)).unwrap();
    assert_eq!(meeting.state.people[&person].assigned, None);
    let pin = Command::Pin {
        people: vec![person],
        pinned: true,
    };
    assert_eq!(meeting.act(facilitator, pin), Err(Refusal::NoPerson));
}
