//! A list of who is expected, and of rooms.

use super::driver::Meeting;
use protocol::ids::PersonId;
use protocol::limits::{PEOPLE_MAX, ROOMS_MAX};
use protocol::meeting::command::{About, Assignment};
use protocol::meeting::expected::{
    ExpectedKind, ExpectedList, ExpectedPerson, ExpectedRoom, Known, ListFault, ListFaultKind, ListField,
    ListTable, check,
};
use protocol::meeting::grouping::{Attribute, GroupRule};
use protocol::meeting::state::{Ask, Role};
use protocol::meeting::view::{self, View};
use protocol::meeting::{Command, Event, Refusal, SystemCommand, absent};
use protocol::record::{RecordReader, Sources, record};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) fn row(row: u32, name: &str, organization: &str, room: &str) -> ExpectedPerson {
    ExpectedPerson {
        row,
        about: About {
            name: Some(name.into()),
            organization: Some(organization.into()),
            ..About::default()
        },
        room: Some(room.into()),
        ..ExpectedPerson::default()
    }
}

fn room(row: u32, name: &str, voice: &str) -> ExpectedRoom {
    ExpectedRoom {
        row,
        name: name.into(),
        voice: Some(voice.into()),
    }
}

pub(crate) fn people(people: Vec<ExpectedPerson>) -> ExpectedList {
    ExpectedList {
        people,
        rooms: Vec::new(),
    }
}

pub(crate) fn bring(meeting: &mut Meeting, by: PersonId, list: &ExpectedList) -> Result<Vec<Event>, Refusal> {
    meeting.system(SystemCommand::Expect {
        by,
        list: Arc::new(list.clone()),
    })
}

fn faults(meeting: &Meeting, list: &ExpectedList) -> Vec<ListFault> {
    let known = Known::read(&meeting.state, &meeting.contents);
    check(&meeting.state, &known, list).err().unwrap_or_default()
}

#[test]
fn i7_groups_by_a_rule_take_expected_people_where_that_is_wished_and_they_keep_their_place() {
    let mut meeting = Meeting::new();
    let nadia = meeting.join(Role::Facilitator, "Nadia");
    let list: Vec<ExpectedPerson> = (0..6)
        .map(|n| ExpectedPerson {
            room: None,
            ..row(
                n + 2,
                &format!("Person {n}"),
                if n < 3 { "Kern" } else { "Napa" },
                "",
            )
        })
        .collect();
    bring(&mut meeting, nadia, &people(list)).unwrap();
    let make = |expected| Command::MakeGroups {
        size: 3,
        rule: GroupRule::Alike {
            by: Attribute::Organization,
        },
        apart: false,
        expected,
    };
    assert_eq!(meeting.act(nadia, make(false)), Err(Refusal::NothingToDo));
    meeting.act(nadia, make(true)).unwrap();
    let expected: Vec<PersonId> = meeting
        .state
        .people
        .iter()
        .filter(|(_, p)| p.expected)
        .map(|(id, _)| *id)
        .collect();
    let rooms: BTreeSet<_> = expected
        .iter()
        .map(|id| meeting.state.people[id].assigned.unwrap())
        .collect();
    assert_eq!((expected.len(), rooms.len()), (6, 2));
    // Rooms open; one of them comes, and is where the plan has them, whoever else is not there.
    let place = meeting.state.people[&expected[4]].assigned;
    meeting.act(nadia, Command::OpenRooms { in_seconds: 0 }).unwrap();
    assert!(meeting.state.people[&expected[4]].expected);
    meeting
        .system(SystemCommand::Connected { person: expected[4] })
        .unwrap();
    assert_eq!(Some(meeting.state.people[&expected[4]].room), place);
}

fn seen(meeting: &Meeting, person: PersonId) -> View {
    view::view(&meeting.state, &meeting.contents, person).unwrap()
}

pub(crate) fn named(meeting: &Meeting, facilitator: PersonId, name: &str) -> Vec<PersonId> {
    let seen = seen(meeting, facilitator);
    let people = seen.people.values().filter(|person| person.name == name);
    people.map(|person| person.id).collect()
}

fn one(meeting: &Meeting, facilitator: PersonId, name: &str) -> PersonId {
    let found = named(meeting, facilitator, name);
    assert_eq!(found.len(), 1, "{name}");
    found[0]
}

#[test]
fn i1_a_list_is_taken_whole_or_not_at_all() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let ben = meeting.join(Role::Participant, "Ben");
    let good = ExpectedList {
        people: vec![
            row(2, "Ana Ruiz", "Kern COE", "Fractions"),
            row(3, "Luis Ortega", "Tulare COE", ""),
        ],
        rooms: vec![room(2, "Fractions", "https://meet.example.org/a")],
    };
    assert_eq!(bring(&mut meeting, ben, &good), Err(Refusal::FacilitatorsOnly));
    let mut bad = good.clone();
    bad.people.push(row(4, "", "Kern COE", "Fractions"));
    let before = (meeting.state.clone(), meeting.contents.clone());
    assert_eq!(bring(&mut meeting, facilitator, &bad), Err(Refusal::BadList));
    assert_eq!((&meeting.state, &meeting.contents), (&before.0, &before.1));

    let events = bring(&mut meeting, facilitator, &good).unwrap();
    let joined = |event: &&Event| matches!(event, Event::PersonJoined { expected: true, .. });
    assert_eq!(events.iter().filter(joined).count(), 2);
    let view = seen(&meeting, facilitator);
    assert_eq!(view.people.values().filter(|person| person.expected).count(), 2);
    let fractions = meeting.breakout_rooms()[0];
    assert_eq!(view.rooms[&fractions].name.as_deref(), Some("Fractions"));
    assert_eq!(
        view.details[&fractions].voice.as_deref(),
        Some("https://meet.example.org/a")
    );
    assert_eq!(
        view.people[&one(&meeting, facilitator, "Ana Ruiz")].assigned,
        Some(fractions)
    );
    assert_eq!(bring(&mut meeting, facilitator, &good), Err(Refusal::NothingToDo));
    meeting.act(facilitator, Command::EndMeeting {}).unwrap();
    assert_eq!(
        bring(&mut meeting, facilitator, &good),
        Err(Refusal::MeetingEnded)
    );
}

#[test]
fn i1_what_is_wrong_is_said_by_row_and_field() {
    let meeting = Meeting::new();
    let long = "x".repeat(10_000);
    let with = |at, change: fn(&mut ExpectedPerson)| {
        let mut person = row(at, &format!("Person {at}"), "Kern COE", "");
        change(&mut person);
        person
    };
    let list = ExpectedList {
        people: vec![
            row(2, " ", "Kern COE", ""),
            row(3, &long, "Kern COE", ""),
            row(4, "Ana \u{202e}ziuR", "Kern COE", ""),
            row(5, "Ana\u{7} Ruiz", "Kern COE", ""),
            row(6, "Sam", &long, ""),
            with(7, |person| {
                person.about.language = Some("Klingon, I think".into())
            }),
            with(8, |person| person.kind = ExpectedKind::RoomFacilitator),
            row(9, "Zoë  RUIZ", "Fresno coe", ""),
            row(10, "zoë Ruiz", "Fresno COE.", ""),
            row(11, "Tom", "Kern COE", &long),
            row(12, "\u{202e}", "Kern COE", ""),
        ],
        rooms: vec![
            room(2, "A", "javascript:alert(1)"),
            room(3, "", ""),
            room(4, "B", "http://meet.example.org"),
            room(5, "C", ""),
            room(6, "c", ""),
        ],
    };
    let found: Vec<_> = faults(&meeting, &list)
        .into_iter()
        .map(|fault| (fault.table, fault.row, fault.field, fault.fault, fault.other_row))
        .collect();
    let (table, rooms) = (ListTable::People, ListTable::Rooms);
    assert_eq!(
        found,
        [
            (table, 2, ListField::Name, ListFaultKind::Missing, None),
            (table, 3, ListField::Name, ListFaultKind::TooLong, None),
            (table, 4, ListField::Name, ListFaultKind::Hidden, None),
            (table, 5, ListField::Name, ListFaultKind::Hidden, None),
            (table, 6, ListField::Organization, ListFaultKind::TooLong, None),
            (table, 7, ListField::Language, ListFaultKind::BadLanguage, None),
            (table, 8, ListField::Room, ListFaultKind::Missing, None),
            (table, 10, ListField::Name, ListFaultKind::Twice, Some(9)),
            (table, 11, ListField::Room, ListFaultKind::TooLong, None),
            (table, 12, ListField::Name, ListFaultKind::Hidden, None),
            (rooms, 2, ListField::Voice, ListFaultKind::BadLink, None),
            (rooms, 3, ListField::Name, ListFaultKind::Missing, None),
            (rooms, 4, ListField::Voice, ListFaultKind::BadLink, None),
            (rooms, 6, ListField::Name, ListFaultKind::Twice, Some(5)),
        ]
    );
    let many = |count: usize, room: fn(usize) -> String| {
        let rows = (0..count).map(|n| row(u32::try_from(n).unwrap(), &format!("Person {n}"), "", &room(n)));
        people(rows.collect())
    };
    let over = faults(&meeting, &many(PEOPLE_MAX + 5, |_| String::new()));
    let row = u32::try_from(PEOPLE_MAX).unwrap();
    assert!(
        matches!(over[..], [ListFault { row: at, fault: ListFaultKind::TooManyPeople, .. }] if at == row)
    );
    let over = faults(&meeting, &many(ROOMS_MAX + 2, |n| format!("Circle {n}")));
    assert_eq!(over.len(), 2);
    assert!(
        over.iter()
            .all(|fault| fault.fault == ListFaultKind::TooManyRooms)
    );
    assert!(
        faults(
            &meeting,
            &many(PEOPLE_MAX, |n| format!("Circle {}", n % ROOMS_MAX))
        )
        .is_empty()
    );
}

#[test]
fn i2_who_is_expected_is_seen_by_facilitators_only_and_is_nobody_who_is_here() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let ben = meeting.join(Role::Participant, "Ben");
    let list = people(vec![row(2, "Ana Ruiz", "Kern COE", "")]);
    let before = meeting.entries.len();
    bring(&mut meeting, facilitator, &list).unwrap();
    let ana = one(&meeting, facilitator, "Ana Ruiz");
    assert!(!seen(&meeting, ben).people.contains_key(&ana));
    let audience = view::audience(&meeting.state, ben).unwrap();
    for entry in &meeting.entries[before..] {
        for slice in view::touched(&meeting.state, entry) {
            let change = view::project(&meeting.state, &meeting.contents, slice, audience);
            assert!(!serde_json::to_string(&change).unwrap().contains("Ana"));
        }
    }
    // Names of who has not come are shown at no door, and rights over the meeting come by the facilitators' link.
    assert_eq!(absent(&meeting.state).count(), 0);
    let promote = Command::SetRole {
        person: ana,
        role: Role::Facilitator,
        supports: None,
    };
    assert_eq!(meeting.act(facilitator, promote), Err(Refusal::NotComeYet));
    meeting
        .act(facilitator, Command::AssignRandomly { size: 2 })
        .unwrap();
    assert_eq!(meeting.state.people[&ana].assigned, None);
    let sources = Sources {
        state: &meeting.state,
        contents: &meeting.contents,
        boards: &BTreeMap::new(),
        entries: &meeting.entries,
        ballots: &[],
        at: meeting.now,
    };
    let record = record(&sources, RecordReader::Facilitator).unwrap();
    assert!(record.people.iter().all(|person| person.id != ana));

    meeting.pass_seconds(60);
    meeting.system(SystemCommand::Connected { person: ana }).unwrap();
    let here = &seen(&meeting, ben).people[&ana];
    assert!(here.here && !here.expected);
    assert_eq!(
        here.joined_at, meeting.now,
        "they come now, not when the list was made"
    );
}

#[test]
fn i3_rows_that_say_the_same_are_two_people_only_where_that_is_said() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    meeting.join_from("Ben", "Kern COE", "en");
    let twice = |namesake: bool| {
        let mut rows = vec![
            row(2, "María García", "Kern COE", ""),
            row(3, "María García", "Kern COE", ""),
        ];
        rows.iter_mut().for_each(|row| row.namesake = namesake);
        rows.push(row(4, "María García", "Fresno COE", ""));
        rows.push(row(5, "ben", "KERN COE", ""));
        people(rows)
    };
    let found = faults(&meeting, &twice(false));
    assert_eq!((found.len(), found[0].row, found[0].other_row), (1, 3, Some(2)));
    bring(&mut meeting, facilitator, &twice(true)).unwrap();
    assert_eq!(named(&meeting, facilitator, "María García").len(), 3);
    // Who is there, or on the list, is not added again; whoever is new is.
    assert_eq!(
        bring(&mut meeting, facilitator, &twice(true)),
        Err(Refusal::NothingToDo)
    );
    let mut more = twice(true);
    more.people.push(row(6, "Sam", "Kern COE", ""));
    let known = Known::read(&meeting.state, &meeting.contents);
    let checked = check(&meeting.state, &known, &more).unwrap();
    assert_eq!(
        checked.known.iter().map(|(row, _)| *row).collect::<Vec<_>>(),
        [2, 3, 4, 5]
    );
    bring(&mut meeting, facilitator, &more).unwrap();
    assert_eq!(named(&meeting, facilitator, "María García").len(), 3);
    one(&meeting, facilitator, "Sam");
}

#[test]
fn i5_rooms_go_by_name_or_number_and_people_go_there_when_they_come() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    meeting
        .act(facilitator, Command::CreateRooms { count: 2 })
        .unwrap();
    let [first, second] = meeting.breakout_rooms()[..] else {
        panic!()
    };
    let name = Some("Fractions".to_owned());
    meeting
        .act(facilitator, Command::NameRoom { room: first, name })
        .unwrap();
    let mut lead = row(6, "Rosa", "Fresno COE", "sala 7");
    lead.kind = ExpectedKind::RoomFacilitator;
    let list = ExpectedList {
        people: vec![
            row(2, "Ana", "", "fractions"),
            row(3, "Luis", "", "Room 2"),
            row(4, "Mei", "", "7"),
            row(5, "Tom", "", "Ratios"),
            lead,
        ],
        rooms: vec![
            room(2, "Ratios", "+1 (555) 0100"),
            room(3, "Fractions", "tel:+15550101"),
        ],
    };
    bring(&mut meeting, facilitator, &list).unwrap();
    let view = seen(&meeting, facilitator);
    let room_of = |name: &str| {
        let person = &view.people[&one(&meeting, facilitator, name)];
        let room = &view.rooms[&person.assigned.unwrap()];
        (room.number, room.name.clone())
    };
    assert_eq!(room_of("Ana"), (1, Some("Fractions".into())));
    assert_eq!(room_of("Luis"), (2, None));
    assert_eq!(room_of("Mei"), (7, None));
    assert_eq!(room_of("Tom"), (3, Some("Ratios".into())));
    assert_eq!(room_of("Rosa"), (7, None));
    let rosa = &view.people[&one(&meeting, facilitator, "Rosa")];
    assert_eq!(rosa.facilitates, rosa.assigned);
    assert_eq!(view.details[&first].voice.as_deref(), Some("tel:+15550101"));
    let ratios = view.people[&one(&meeting, facilitator, "Tom")].assigned.unwrap();
    assert_eq!(view.details[&ratios].voice.as_deref(), Some("tel:+15550100"));

    // Placed by hand as anybody else, before they come.
    let ana = one(&meeting, facilitator, "Ana");
    let people = vec![Assignment {
        person: ana,
        room: Some(second),
    }];
    meeting.act(facilitator, Command::Assign { people }).unwrap();
    meeting
        .act(facilitator, Command::OpenRooms { in_seconds: 0 })
        .unwrap();
    meeting.system(SystemCommand::Connected { person: ana }).unwrap();
    assert_eq!(meeting.state.people[&ana].room, second);
    meeting
        .act(
            facilitator,
            Command::MergeRooms {
                from: first,
                into: second,
            },
        )
        .unwrap();
    let late = self::people(vec![row(9, "Kofi", "", "Fractions")]);
    assert_eq!(faults(&meeting, &late)[0].fault, ListFaultKind::MergedRoom);
}

#[test]
fn i6_what_is_not_asked_is_not_kept() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let asks = BTreeSet::from([Ask::Subject, Ask::AccessNeeds]);
    meeting.act(facilitator, Command::SetAsks { asks }).unwrap();
    let mut ana = row(2, "Ana", &"unasked ".repeat(2_000), "");
    ana.about.subject = Some("Physics".into());
    ana.about.pronouns = Some("unasked".into());
    ana.about.access_needs = Some("captions\nand breaks".into());
    ana.about.language = Some("es".into());
    bring(&mut meeting, facilitator, &people(vec![ana])).unwrap();
    assert!(
        !meeting
            .contents
            .values()
            .flatten()
            .any(|text| text.contains("unasked"))
    );
    let view = seen(&meeting, facilitator);
    let ana = &view.people[&one(&meeting, facilitator, "Ana")];
    assert_eq!(
        (ana.subject.as_deref(), ana.language.as_str()),
        (Some("Physics"), "es")
    );
    assert_eq!(view.needs[&ana.id], "captions\nand breaks");
}
