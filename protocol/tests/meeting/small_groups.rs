//! Pairs and small groups inside a room, silent steps with one's own notebook, one speaker for each group.

use super::driver::Meeting;
use proptest::prelude::*;
use protocol::consultancy::rights;
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::{ProtocolChoice, Target};
use protocol::meeting::small_groups::{SmallGroups, whole_section};
use protocol::meeting::state::Role;
use protocol::meeting::{Command, Refusal, SystemCommand};
use uuid::Uuid;

fn person(n: u16) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(n)))
}

fn people(count: u16) -> Vec<PersonId> {
    (1..=count).map(person).collect()
}

fn sizes(small: &SmallGroups) -> Vec<usize> {
    small.groups.iter().map(|group| group.people.len()).collect()
}

/// One room of `size` in 1-2-4-All, whose first step runs.
fn begun(size: usize) -> (Meeting, PersonId, RoomId, Vec<PersonId>) {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, size);
    let room = rooms[0];
    meeting.everybody_arrives();
    let start = Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("one-two-four-all".into()),
        seconds: None,
        pace: None,
    };
    meeting.act(facilitator, start).unwrap();
    let on = Target::Room(room);
    meeting.act(facilitator, Command::Begin { on }).unwrap();
    let people = meeting.people_in(room);
    (meeting, facilitator, room, people)
}

fn small(meeting: &Meeting, room: RoomId) -> &SmallGroups {
    meeting.round(room).small.as_ref().unwrap()
}

fn say(meeting: &mut Meeting, person: PersonId) -> Result<(), Refusal> {
    let text = "Hello".to_owned();
    meeting.act(person, Command::Say { text }).map(drop)
}

#[test]
fn r18_in_a_step_of_ones_own_notebook_nobody_speaks_or_writes_on_the_board() {
    let (mut meeting, facilitator, room, people) = begun(4);
    for person in &people {
        let rights = rights::rights_of(&meeting.state, *person, room);
        assert_eq!(rights, rights::Rights::default());
    }
    assert_eq!(say(&mut meeting, people[0]), Err(Refusal::NotYourFloor));
    say(&mut meeting, facilitator).unwrap();
    let boards = rights::boards(&meeting.state);
    for person in &people {
        let notebook = &boards[&meeting.state.people[person].notebook];
        assert!(notebook.writers.contains(person) && notebook.readers.len() == 1);
    }
}

#[test]
fn r19_pairs_are_made_as_people_joined_and_an_odd_number_makes_one_of_three() {
    let of = |count, size| sizes(&SmallGroups::made(&people(count), size, None));
    assert_eq!(of(6, 2), [2, 2, 2]);
    assert_eq!(of(7, 2), [3, 2, 2]);
    assert_eq!(of(3, 2), [3]);
    assert_eq!(of(1, 2), [1]);
    assert_eq!(of(0, 2), Vec::<usize>::new());
    assert_eq!(of(5, 4), [5]);
    assert_eq!(of(6, 4), [3, 3]);
    assert_eq!(of(10, 4), [4, 3, 3]);
    let pairs = SmallGroups::made(&people(7), 2, None);
    assert_eq!(pairs.groups[0].people, people(3));
    assert_eq!(pairs.of(person(5)).unwrap().people, [person(4), person(5)]);
}

#[test]
fn r19_fours_are_whole_pairs_together_and_the_same_size_again_is_the_same_groups() {
    let pairs = SmallGroups::made(&people(7), 2, None);
    let fours = SmallGroups::made(&people(7), 4, Some(&pairs));
    assert_eq!(sizes(&fours), [5, 2]);
    let pairs = SmallGroups::made(&people(8), 2, None);
    let fours = SmallGroups::made(&people(8), 4, Some(&pairs));
    assert_eq!(
        fours.groups[1].people,
        [person(5), person(6), person(7), person(8)]
    );
    assert_eq!(SmallGroups::made(&people(8), 2, Some(&pairs)), pairs);
    // A step back: the same people are in the same pairs.
    assert_eq!(SmallGroups::made(&people(8), 2, Some(&fours)), pairs);
}

#[test]
fn r20_who_comes_late_joins_the_smallest_and_two_late_ones_become_a_pair() {
    let mut here = people(4);
    let mut small = SmallGroups::made(&here, 2, None);
    for late in 5..=7 {
        here.push(person(late));
        small = small.with_people(&here);
    }
    let groups: Vec<_> = small.groups.iter().map(|group| group.people.clone()).collect();
    let [a, b, c, d, e, f, g] = [1, 2, 3, 4, 5, 6, 7].map(person);
    assert_eq!(groups, [vec![a, b], vec![c, d, f], vec![e, g]]);
    // Who is left alone goes to the others.
    here.retain(|one| *one != b);
    let small = small.with_people(&here);
    let groups: Vec<_> = small.groups.iter().map(|group| group.people.clone()).collect();
    assert_eq!(groups, [vec![c, d, f], vec![e, g, a]]);
    assert_eq!(small.groups[1].number, 3, "a number is given once");
}

#[test]
fn r20_in_a_meeting_people_come_drop_and_come_back_and_are_never_alone() {
    let (mut meeting, _, room, people) = begun(4);
    meeting.pass_seconds(60 + 15);
    assert_eq!(meeting.step(room), Some(1));
    assert_eq!(sizes(small(&meeting, room)), [2, 2]);
    let late = meeting.join(Role::Participant, "Lupe");
    assert_eq!(small(&meeting, room).of(late).unwrap().people.len(), 3);
    let generation = meeting.state.people[&people[3]].generation;
    let dropped = SystemCommand::Dropped {
        person: people[3],
        generation,
    };
    meeting.system(dropped).unwrap();
    meeting.check();
    assert!(small(&meeting, room).of(people[3]).is_none());
    meeting
        .system(SystemCommand::Connected { person: people[3] })
        .unwrap();
    meeting.check();
    assert!(small(&meeting, room).of(people[3]).unwrap().people.len() > 1);
}

#[test]
fn r21_each_group_writes_in_its_own_part_of_the_sections() {
    let (mut meeting, facilitator, room, people) = begun(4);
    meeting.pass_seconds(60 + 15);
    let sections = |person| rights::rights_of(&meeting.state, person, room).sections;
    assert_eq!(sections(people[0]), ["pairs.1"]);
    assert_eq!(sections(people[3]), ["pairs.2"]);
    assert_eq!(sections(facilitator), Vec::<String>::new(), "anywhere");
    assert!(rights::rights_of(&meeting.state, facilitator, room).write);
    let written = rights::writers(&meeting.state, room);
    assert!(people.iter().all(|person| written.contains(person)));
    assert_eq!(whole_section("pairs.12"), "pairs");
    assert_eq!(whole_section("pairs"), "pairs");
    assert_eq!(whole_section("a.b"), "a.b");
}

#[test]
fn r22_one_person_speaks_for_each_group_and_then_everyone() {
    let (mut meeting, _, room, people) = begun(9);
    meeting.pass_seconds(60 + 120 + 15);
    assert_eq!(sizes(small(&meeting, room)), [5, 4]);
    meeting.pass_seconds(240);
    assert_eq!(meeting.step(room), Some(3));
    assert_eq!(rights::takes_turns(&meeting.state, room), [people[0], people[5]]);
    assert_eq!(say(&mut meeting, people[1]), Err(Refusal::NotYourFloor));
    say(&mut meeting, people[0]).unwrap();
    // The one who would speak for the second group passes; they are asked again at the end.
    let turn = |person| Command::EndTurn { room, person };
    meeting.act(people[0], turn(people[0])).unwrap();
    meeting
        .act(
            people[5],
            Command::PassTurn {
                room,
                person: people[5],
            },
        )
        .unwrap();
    assert_eq!(rights::speaker(&meeting.state.rooms[&room]), Some(people[5]));
    // They leave: the next of their group speaks for it.
    let generation = meeting.state.people[&people[5]].generation;
    let dropped = SystemCommand::Dropped {
        person: people[5],
        generation,
    };
    meeting.system(dropped).unwrap();
    assert_eq!(rights::speaker(&meeting.state.rooms[&room]), Some(people[6]));
    meeting.act(people[6], turn(people[6])).unwrap();
    say(&mut meeting, people[8]).unwrap();
    meeting.check();
}

/// What happens to a room: people come, leave, a step of pairs or fours begins.
fn happenings() -> impl Strategy<Value = Vec<(u8, u16)>> {
    prop::collection::vec((0..8_u8, 1..40_u16), 1..120)
}

proptest! {
    #[test]
    fn r19_r20_whoever_comes_and_goes_everybody_is_in_one_group_and_nobody_alone(first in 0..30_u16, all in happenings()) {
        let mut here = people(first);
        let mut small = SmallGroups::made(&here, 2, None);
        for (what, who) in all {
            let before = small.clone();
            match what {
                0 => small = SmallGroups::made(&here, 2, Some(&small)),
                1 => small = SmallGroups::made(&here, 4, Some(&small)),
                2..=4 if !here.contains(&person(who)) => {
                    here.push(person(who));
                    small = small.with_people(&here);
                    // A late arrival parts nobody but those who came last from a group that has become two.
                    for group in &before.groups {
                        let kept = usize::from(before.size).min(group.people.len());
                        let now = small.of(group.people[0]).unwrap();
                        prop_assert_eq!(&now.people[..kept], &group.people[..kept]);
                    }
                }
                _ => {
                    here.retain(|one| *one != person(who));
                    small = small.with_people(&here);
                }
            }
            let mut listed: Vec<_> = small.groups.iter().flat_map(|group| group.people.clone()).collect();
            let mut everybody = here.clone();
            listed.sort_unstable();
            everybody.sort_unstable();
            prop_assert_eq!(listed, everybody);
            prop_assert!(small.groups.len() == 1 || sizes(&small).iter().all(|size| *size > 1));
            prop_assert!(sizes(&small).iter().all(|size| *size < 2 * usize::from(small.size)));
            let mut numbers: Vec<_> = small.groups.iter().map(|group| group.number).collect();
            numbers.sort_unstable();
            numbers.dedup();
            prop_assert_eq!(numbers.len(), small.groups.len());
            prop_assert_eq!(&small.with_people(&here), &small);
        }
    }
}

#[test]
fn n10_each_writes_in_the_sections_of_the_step_and_facilitators_everywhere() {
    let (mut meeting, facilitator, room, people) = begun(4);
    let board = meeting.state.rooms[&room].board;
    let rights = rights::boards(&meeting.state)[&board].clone();
    assert!(
        rights.open.is_empty() && rights.sections.is_empty(),
        "nobody writes now but who may everywhere"
    );
    meeting.pass_seconds(60 + 15);
    let rights = rights::boards(&meeting.state)[&board].clone();
    assert_eq!(rights.sections.len(), 3);
    assert_eq!(rights.open[&people[0]].iter().collect::<Vec<_>>(), ["pairs.1"]);
    assert_eq!(rights.open[&people[3]].iter().collect::<Vec<_>>(), ["pairs.2"]);
    assert!(rights.writers.contains(&facilitator) && !rights.open.contains_key(&facilitator));
    let stop = Command::StopRound {
        on: Target::Room(room),
    };
    meeting.act(facilitator, stop).unwrap();
    assert!(
        rights::boards(&meeting.state)[&board].open.is_empty(),
        "after the round all of it is open"
    );
}
