//! Who is expected comes by the join link, and a facilitator says who they are.

use super::driver::Meeting;
use super::expected::{bring, named, people, row};
use protocol::ids::{PersonId, RoomId};
use protocol::limits::PEOPLE_MAX;
use protocol::meeting::command::{About, ProtocolChoice, Seats};
use protocol::meeting::expected::{ExpectedKind, ExpectedPerson, perhaps};
use protocol::meeting::preparing::{Prepare, PreparedWords};
use protocol::meeting::state::{Ask, Role};
use protocol::meeting::view::{View, view};
use protocol::meeting::{Command, Event, Refusal, SystemCommand};
use protocol::record::{RecordReader, Sources, record};
use std::collections::{BTreeMap, BTreeSet};

fn see(meeting: &Meeting, reader: PersonId) -> View {
    view(&meeting.state, &meeting.contents, reader).unwrap()
}

/// Of this name, and expected.
fn expected(meeting: &Meeting, facilitator: PersonId, name: &str) -> PersonId {
    let found = named(meeting, facilitator, name);
    let mut still = found.iter().filter(|id| meeting.state.people[id].expected);
    *still.next().unwrap()
}

fn is_them(
    meeting: &mut Meeting,
    by: PersonId,
    person: PersonId,
    expected: PersonId,
) -> Result<Vec<Event>, Refusal> {
    let expected = Some(expected);
    meeting.act(by, Command::Recognize { person, expected })
}

fn apart(
    meeting: &mut Meeting,
    by: PersonId,
    person: PersonId,
    expected: PersonId,
) -> Result<Vec<Event>, Refusal> {
    meeting.act(by, Command::TellApart { person, expected })
}

/// A meeting whose facilitator expects Ana Ruiz of Kern in the room Fractions.
fn waiting_for_ana() -> (Meeting, PersonId, PersonId, RoomId) {
    let mut meeting = Meeting::new();
    let nadia = meeting.join(Role::Facilitator, "Nadia");
    bring(
        &mut meeting,
        nadia,
        &people(vec![row(2, "Ana Ruiz", "Kern COE", "Fractions")]),
    )
    .unwrap();
    let ana = expected(&meeting, nadia, "Ana Ruiz");
    let room = meeting.breakout_rooms()[0];
    (meeting, nadia, ana, room)
}

#[test]
fn i8_a_name_of_the_list_is_shown_to_facilitators_and_leads_to_nothing() {
    let (mut meeting, nadia, ana, _) = waiting_for_ana();
    let came = meeting.join_from("ANA  ruiz", "kern coe", "en");
    let other = meeting.join_from("Ana Ruiz", "Fresno COE", "en");
    let silent = meeting.join_from("Ana Ruiz", "", "en");
    let ben = meeting.join_from("Ben", "Kern COE", "en");
    assert_eq!(
        see(&meeting, nadia).perhaps,
        BTreeMap::from([(came, ana), (silent, ana)])
    );
    // Nobody else is told that somebody of this name is expected, and nobody is anybody by a name.
    for reader in [came, ben] {
        assert!(see(&meeting, reader).perhaps.is_empty());
    }
    assert!(meeting.state.people[&ana].expected && meeting.state.people[&came].assigned.is_none());
    // Where organizations are not asked for, they do not count.
    let asks = BTreeSet::from([Ask::Position]);
    meeting.act(nadia, Command::SetAsks { asks }).unwrap();
    assert!(see(&meeting, nadia).perhaps.contains_key(&other));
    // A name that is corrected counts as it is now.
    let rename = Command::Rename {
        person: ben,
        name: Some("Ana Ruiz".into()),
        organization: None,
    };
    meeting.act(nadia, rename).unwrap();
    assert_eq!(see(&meeting, nadia).perhaps.len(), 4);
    // Once she comes by her own link nobody is taken for her.
    meeting.system(SystemCommand::Connected { person: ana }).unwrap();
    assert!(see(&meeting, nadia).perhaps.is_empty());
}

#[test]
fn i8_a_facilitator_says_that_it_is_somebody_else_and_of_namesakes_the_next_is_meant() {
    let mut meeting = Meeting::new();
    let nadia = meeting.join(Role::Facilitator, "Nadia");
    let namesake = |number| ExpectedPerson {
        namesake: true,
        ..row(number, "Zoe", "Kern COE", "Fractions")
    };
    bring(&mut meeting, nadia, &people(vec![namesake(2), namesake(3)])).unwrap();
    let both = named(&meeting, nadia, "Zoe");
    let came = meeting.join_from("Zoe", "Kern COE", "en");
    assert_eq!(see(&meeting, nadia).perhaps[&came], both[0]);
    assert_eq!(
        apart(&mut meeting, came, came, both[0]),
        Err(Refusal::FacilitatorsOnly)
    );
    apart(&mut meeting, nadia, came, both[0]).unwrap();
    assert_eq!(
        apart(&mut meeting, nadia, came, both[0]),
        Err(Refusal::NothingToDo)
    );
    assert_eq!(see(&meeting, nadia).perhaps[&came], both[1]);
    apart(&mut meeting, nadia, came, both[1]).unwrap();
    assert!(see(&meeting, nadia).perhaps.is_empty());
    // They were wrong after all: it can be said by hand, and then asks nobody any more.
    is_them(&mut meeting, nadia, came, both[0]).unwrap();
    assert!(see(&meeting, nadia).perhaps.is_empty());
    // Who came by a link of their own is nobody else of that name.
    meeting
        .system(SystemCommand::Connected { person: both[1] })
        .unwrap();
    assert_eq!(perhaps(&meeting.state, &meeting.contents), BTreeMap::new());
}

#[test]
fn i9_the_two_are_one_and_whoever_came_keeps_what_they_have() {
    let (mut meeting, nadia, ana, room) = waiting_for_ana();
    let facilitates = ExpectedPerson {
        kind: ExpectedKind::RoomFacilitator,
        about: About {
            name: Some("Rosa Delgado".into()),
            organization: Some("Fresno COE".into()),
            position: Some("Coach".into()),
            ..About::default()
        },
        ..row(3, "", "", "Fractions")
    };
    bring(&mut meeting, nadia, &people(vec![facilitates])).unwrap();
    let rosa = expected(&meeting, nadia, "Rosa Delgado");
    let save = Command::SaveGroups { name: "Plan".into() };
    meeting.act(nadia, save).unwrap();

    let came = meeting.join_from("Ana Ruiz", "Kern COE", "es");
    let helps = meeting.join_from("Rosie", "Fresno County", "en");
    meeting.act(came, Command::RaiseHand {}).unwrap();
    meeting
        .act(
            came,
            Command::Say {
                text: "good morning".into(),
            },
        )
        .unwrap();
    let before = meeting.state.people[&came].clone();
    is_them(&mut meeting, nadia, came, ana).unwrap();
    is_them(&mut meeting, nadia, helps, rosa).unwrap();

    let seen = see(&meeting, nadia);
    assert!(!seen.people.contains_key(&ana) && !seen.people.contains_key(&rosa));
    let now = &meeting.state.people[&came];
    assert_eq!(
        (now.room, now.notebook, now.generation),
        (before.room, before.notebook, before.generation)
    );
    assert_eq!((now.language.as_str(), now.arrived, now.here), ("es", true, true));
    assert_eq!((now.assigned, now.name), (Some(room), before.name));
    assert_eq!(meeting.state.rooms[&now.room].hands.len(), 1);
    let rosie = &seen.people[&helps];
    assert_eq!(
        (rosie.name.as_str(), rosie.facilitates, rosie.assigned),
        ("Rosie", Some(room), Some(room))
    );
    assert_eq!(
        (rosie.organization.as_deref(), rosie.position.as_deref()),
        (Some("Fresno COE"), Some("Coach"))
    );
    // Groups that were kept have them, and they go to their room as the others.
    assert!(
        seen.groups.sets[0]
            .people
            .iter()
            .any(|place| place.person == came && place.room == Some(room))
    );
    meeting.act(nadia, Command::OpenRooms { in_seconds: 0 }).unwrap();
    assert_eq!(
        (
            meeting.state.people[&came].room,
            meeting.state.people[&helps].room
        ),
        (room, room)
    );
    // The record knows one of each.
    let sources = Sources {
        state: &meeting.state,
        contents: &meeting.contents,
        boards: &BTreeMap::new(),
        entries: &meeting.entries,
        ballots: &[],
        at: meeting.now,
    };
    let whole = record(&sources, RecordReader::Facilitator).unwrap();
    assert_eq!(whole.people.len(), 3);
}

#[test]
fn i9_while_rooms_are_open_only_who_is_in_the_main_room_is_moved() {
    let (mut meeting, nadia, ana, room) = waiting_for_ana();
    meeting.act(nadia, Command::CreateRooms { count: 1 }).unwrap();
    let late = Command::SetLateArrivals { place: false };
    meeting.act(nadia, late).unwrap();
    meeting.act(nadia, Command::OpenRooms { in_seconds: 0 }).unwrap();
    let came = meeting.join_from("Ana Ruiz", "Kern COE", "en");
    is_them(&mut meeting, nadia, came, ana).unwrap();
    assert_eq!(meeting.state.people[&came].room, room);

    // Another one talks in another room already: they belong to theirs the next time.
    bring(
        &mut meeting,
        nadia,
        &people(vec![row(2, "Ben", "Kern COE", "Fractions")]),
    )
    .unwrap();
    let listed = expected(&meeting, nadia, "Ben");
    let ben = meeting.join_from("Ben", "Kern COE", "en");
    let other = meeting.breakout_rooms()[1];
    let away = Command::Move {
        people: vec![ben],
        room: other,
    };
    meeting.act(nadia, away).unwrap();
    is_them(&mut meeting, nadia, ben, listed).unwrap();
    let now = &meeting.state.people[&ben];
    assert_eq!((now.room, now.assigned), (other, Some(room)));
}

#[test]
fn i9_who_waits_is_let_in_and_a_full_meeting_takes_them() {
    let (mut meeting, nadia, ana, room) = waiting_for_ana();
    let lobby = Command::SetDoor {
        lobby: Some(true),
        locked: None,
    };
    meeting.act(nadia, lobby).unwrap();
    let person = PersonId(meeting.uuid());
    let about = About {
        name: Some("Ana Ruiz".into()),
        ..About::default()
    };
    let join = SystemCommand::Join {
        person,
        role: Role::Participant,
        about,
    };
    meeting.system(join).unwrap();
    meeting.system(SystemCommand::Connected { person }).unwrap();
    assert_eq!(see(&meeting, nadia).perhaps, BTreeMap::from([(person, ana)]));
    assert!(see(&meeting, person).perhaps.is_empty());
    meeting.act(nadia, Command::OpenRooms { in_seconds: 0 }).unwrap();
    // Her place on the list is hers: nobody more is in the meeting than before.
    let taken = meeting.state.people.values().filter(|p| !p.waiting).count();
    let more = (taken..PEOPLE_MAX).map(|n| ExpectedPerson {
        room: None,
        ..row(u32::try_from(n).unwrap(), &format!("Person {n}"), "Kern COE", "")
    });
    bring(&mut meeting, nadia, &people(more.collect())).unwrap();
    is_them(&mut meeting, nadia, person, ana).unwrap();
    let now = &meeting.state.people[&person];
    assert!(!now.waiting && now.here);
    assert_eq!(now.room, room);
}

#[test]
fn i9_roles_of_the_list_hold_but_a_facilitator_stays_one() {
    let mut meeting = Meeting::new();
    let nadia = meeting.join(Role::Facilitator, "Nadia");
    let kind = |number, name: &str, kind| ExpectedPerson {
        kind,
        room: None,
        ..row(number, name, "", "")
    };
    let list = vec![
        kind(2, "Olu", ExpectedKind::Observer),
        kind(3, "Luis", ExpectedKind::Participant),
        kind(4, "Ina", ExpectedKind::AccessSupport),
    ];
    bring(&mut meeting, nadia, &people(list)).unwrap();
    let [olu, luis, ina] = ["Olu", "Luis", "Ina"].map(|name| expected(&meeting, nadia, name));
    // Ina is to go with Luis, who has not come either.
    let goes_with = Command::SetRole {
        person: ina,
        role: Role::AccessSupport,
        supports: Some(luis),
    };
    meeting.act(nadia, goes_with).unwrap();
    let watches = meeting.join_from("Olu", "", "en");
    meeting.act(watches, Command::RaiseHand {}).unwrap();
    is_them(&mut meeting, nadia, watches, olu).unwrap();
    assert_eq!(meeting.state.people[&watches].role, Role::Observer);
    assert!(meeting.state.rooms.values().all(|room| room.hands.is_empty()));
    let runs = meeting.join(Role::Facilitator, "Luis");
    is_them(&mut meeting, nadia, runs, luis).unwrap();
    assert_eq!(meeting.state.people[&runs].role, Role::Facilitator);
    assert_eq!(meeting.state.people[&ina].supports, Some(runs));
    let helps = meeting.join_from("Ina", "", "en");
    is_them(&mut meeting, nadia, helps, ina).unwrap();
    let helps = &meeting.state.people[&helps];
    assert_eq!((helps.role, helps.supports), (Role::AccessSupport, Some(runs)));
}

#[test]
fn i9_while_people_choose_a_place_that_was_taken_stays() {
    let (mut meeting, nadia, ana, room) = waiting_for_ana();
    meeting.act(nadia, Command::CreateRooms { count: 1 }).unwrap();
    let other = meeting.breakout_rooms()[1];
    let came = meeting.join_from("Ana Ruiz", "Kern COE", "en");
    let rooms = [room, other].map(|room| Seats { room, seats: 1 }).to_vec();
    meeting.act(nadia, Command::OpenChoice { rooms }).unwrap();
    meeting.act(came, Command::Choose { room: Some(other) }).unwrap();
    is_them(&mut meeting, nadia, came, ana).unwrap();
    assert_eq!(meeting.state.people[&came].assigned, Some(other));
}

#[test]
fn i9_what_was_prepared_by_the_link_is_theirs_and_a_room_without_a_presenter_has_one() {
    let (mut meeting, nadia, ana, room) = waiting_for_ana();
    let ask = |person| {
        Command::Prepare(Prepare::Ask {
            person,
            asked: true,
            protocol: None,
        })
    };
    let write = |words: &str| {
        Command::Prepare(Prepare::Write(PreparedWords {
            after: 0,
            focus_question: Some(words.into()),
            ..PreparedWords::default()
        }))
    };
    meeting.act(nadia, ask(ana)).unwrap();
    meeting.act(ana, write("How do we begin?")).unwrap();
    let came = meeting.join_from("Ana Ruiz", "Kern COE", "en");
    let move_to = Command::Move {
        people: vec![came],
        room,
    };
    meeting.act(nadia, Command::OpenRooms { in_seconds: 0 }).unwrap();
    meeting.act(nadia, move_to).unwrap_or_default();
    let start = Command::StartRound {
        rooms: Some(vec![room]),
        protocol: ProtocolChoice::Library("consultancy-20".into()),
        seconds: None,
        pace: None,
    };
    meeting.act(nadia, start).unwrap();
    assert_eq!(meeting.round(room).presenter, None);
    is_them(&mut meeting, nadia, came, ana).unwrap();
    assert_eq!(meeting.round(room).presenter, Some(came));
    let card = see(&meeting, came).details[&room].dilemma.clone();
    assert_eq!(card.focus_question.as_deref(), Some("How do we begin?"));
    assert!(see(&meeting, nadia).preparing.contains_key(&came));
    assert!(!see(&meeting, nadia).preparing.contains_key(&ana));

    // What somebody wrote since they came goes before what they wrote by their link.
    bring(&mut meeting, nadia, &people(vec![row(2, "Ben", "", "")])).unwrap();
    let listed = expected(&meeting, nadia, "Ben");
    let ben = meeting.join_from("Ben", "", "en");
    for person in [listed, ben] {
        meeting.act(nadia, ask(person)).unwrap();
    }
    meeting.act(listed, write("Before")).unwrap();
    meeting.act(ben, write("Since")).unwrap();
    let since = meeting.state.preparing[&ben].card.clone();
    is_them(&mut meeting, nadia, ben, listed).unwrap();
    assert_eq!(meeting.state.preparing[&ben].card, since);
}

#[test]
fn i10_who_came_by_their_link_is_nobody_else_and_of_two_who_say_it_one_does() {
    let (mut meeting, nadia, ana, _) = waiting_for_ana();
    let luis = meeting.join(Role::Facilitator, "Luis");
    let first = meeting.join_from("Ana Ruiz", "Kern COE", "en");
    let second = meeting.join_from("Ana Ruiz", "Kern COE", "en");
    // Whoever typed a name of the list is not who says whose it is.
    assert_eq!(
        is_them(&mut meeting, first, first, ana),
        Err(Refusal::FacilitatorsOnly)
    );
    assert_eq!(is_them(&mut meeting, nadia, ana, ana), Err(Refusal::NotComeYet));
    is_them(&mut meeting, nadia, first, ana).unwrap();
    assert_eq!(is_them(&mut meeting, luis, first, ana), Err(Refusal::NothingToDo));
    assert_eq!(
        is_them(&mut meeting, luis, second, ana),
        Err(Refusal::CameAlready)
    );
    assert_eq!(apart(&mut meeting, luis, second, ana), Err(Refusal::CameAlready));
    assert!(see(&meeting, nadia).perhaps.is_empty());

    // Both came: there are two of them, which no click makes one.
    bring(
        &mut meeting,
        nadia,
        &people(vec![row(2, "Ben", "", ""), row(3, "Cai", "", "")]),
    )
    .unwrap();
    let [ben, cai] = ["Ben", "Cai"].map(|name| expected(&meeting, nadia, name));
    let came = meeting.join_from("Ben", "", "en");
    meeting.system(SystemCommand::Connected { person: ben }).unwrap();
    assert_eq!(is_them(&mut meeting, nadia, came, ben), Err(Refusal::CameAlready));
    // Who was taken off the list is nobody, and so is who was removed.
    meeting.act(nadia, Command::RemovePerson { person: cai }).unwrap();
    assert_eq!(is_them(&mut meeting, nadia, came, cai), Err(Refusal::NoPerson));
    bring(&mut meeting, nadia, &people(vec![row(2, "Dee", "", "")])).unwrap();
    let dee = expected(&meeting, nadia, "Dee");
    meeting
        .act(nadia, Command::RemovePerson { person: came })
        .unwrap();
    assert_eq!(is_them(&mut meeting, nadia, came, dee), Err(Refusal::NoPerson));
}
