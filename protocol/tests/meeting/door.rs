//! What is asked at the door, and who comes in.

use super::driver::Meeting;
use protocol::consultancy::rights;
use protocol::ids::PersonId;
use protocol::limits::LOBBY_MAX;
use protocol::meeting::command::About;
use protocol::meeting::state::{Ask, Role};
use protocol::meeting::view::{self, Slice, View};
use protocol::meeting::{Command, Refusal, SystemCommand};
use std::collections::BTreeSet;

fn view(meeting: &Meeting, person: PersonId) -> View {
    view::view(&meeting.state, &meeting.contents, person).unwrap()
}

/// All that could be said.
fn everything() -> About {
    About {
        name: Some("Ana".into()),
        organization: Some("Fresno COE".into()),
        subject: Some("Physics".into()),
        position: Some("Teacher".into()),
        pronouns: Some("she/her".into()),
        access_needs: Some("canary: captions\nand breaks".into()),
        language: Some("es".into()),
    }
}

fn come(meeting: &mut Meeting, role: Role, about: About) -> Result<PersonId, Refusal> {
    let person = PersonId(meeting.uuid());
    meeting.system(SystemCommand::Join { person, role, about })?;
    meeting.system(SystemCommand::Connected { person })?;
    Ok(person)
}

fn newcomer(meeting: &mut Meeting, name: &str) -> Result<PersonId, Refusal> {
    let about = About {
        name: Some(name.into()),
        ..About::default()
    };
    come(meeting, Role::Participant, about)
}

fn door(lobby: bool, locked: bool) -> Command {
    Command::SetDoor {
        lobby: Some(lobby),
        locked: Some(locked),
    }
}

#[test]
fn p10_what_nobody_asked_for_is_not_kept() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let ana = come(&mut meeting, Role::Participant, everything()).unwrap();
    let seen = &view(&meeting, facilitator).people[&ana];
    assert_eq!((seen.name.as_str(), seen.language.as_str()), ("Ana", "es"));
    assert_eq!(seen.organization.as_deref(), Some("Fresno COE"));
    assert_eq!(seen.position.as_deref(), Some("Teacher"));
    assert_eq!((&seen.subject, &seen.pronouns), (&None, &None));
    assert!(
        !meeting
            .contents
            .values()
            .flatten()
            .any(|text| text.contains("canary"))
    );

    let asks = BTreeSet::from([Ask::Subject, Ask::Pronouns, Ask::AccessNeeds]);
    let ask = Command::SetAsks { asks };
    assert_eq!(meeting.act(ana, ask.clone()), Err(Refusal::FacilitatorsOnly));
    meeting.act(facilitator, ask.clone()).unwrap();
    assert_eq!(meeting.act(facilitator, ask), Err(Refusal::NothingToDo));
    let ben = come(&mut meeting, Role::Participant, everything()).unwrap();
    let seen = &view(&meeting, ana).people[&ben];
    assert_eq!((&seen.organization, &seen.position), (&None, &None));
    assert_eq!(seen.subject.as_deref(), Some("Physics"));
    assert_eq!(seen.pronouns.as_deref(), Some("she/her"));
    // What was said before can be taken back, also where it is not asked any more.
    let back = About {
        organization: Some(String::new()),
        ..About::default()
    };
    meeting.act(ana, Command::Describe(back)).unwrap();
    assert_eq!(view(&meeting, ben).people[&ana].organization, None);
    let nameless = About::default();
    assert_eq!(
        come(&mut meeting, Role::Participant, nameless),
        Err(Refusal::EmptyText)
    );
}

#[test]
fn p11_access_needs_are_for_facilitators_and_oneself() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let asks = BTreeSet::from([Ask::AccessNeeds]);
    meeting.act(facilitator, Command::SetAsks { asks }).unwrap();
    let mut everyone: Vec<PersonId> = [Role::Participant, Role::Observer, Role::AccessSupport]
        .map(|role| meeting.join(role, "Other"))
        .into();
    let before = meeting.entries.len();
    let ana = come(&mut meeting, Role::Participant, everything()).unwrap();
    let needs = "canary: captions\nand breaks";
    assert_eq!(view(&meeting, facilitator).needs[&ana], needs);
    assert_eq!(view(&meeting, ana).me.access_needs.as_deref(), Some(needs));
    everyone.push(ana);
    for person in everyone {
        let mut view = view(&meeting, person);
        view.me.access_needs = None;
        assert!(!serde_json::to_string(&view).unwrap().contains("canary"));
        let audience = view::audience(&meeting.state, person).unwrap();
        for entry in &meeting.entries[before..] {
            assert!(
                !serde_json::to_string(entry).unwrap().contains("canary"),
                "words are content"
            );
            for slice in view::touched(&meeting.state, entry) {
                let change = view::project(&meeting.state, &meeting.contents, slice, audience);
                assert!(!serde_json::to_string(&change).unwrap().contains("canary"));
            }
        }
    }
    // It is theirs, so that it goes when they are forgotten; and they can take it back.
    let id = meeting.state.people[&ana].access_needs.unwrap();
    assert!(meeting.owned_by(ana).contains(&id));
    let back = About {
        access_needs: Some(String::new()),
        ..About::default()
    };
    meeting.act(ana, Command::Describe(back)).unwrap();
    assert!(view(&meeting, facilitator).needs.is_empty());
}

#[test]
fn p12_who_waits_in_the_lobby_is_in_no_room() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 2);
    meeting.act(facilitator, door(true, false)).unwrap();
    let ana = newcomer(&mut meeting, "Ana").unwrap();
    let ben = newcomer(&mut meeting, "Ben").unwrap();
    assert!(meeting.state.people[&ana].waiting);
    let seen = view(&meeting, ana);
    assert_eq!(seen.people.keys().collect::<Vec<_>>(), [&ana]);
    assert!(seen.rooms.is_empty() && seen.details.is_empty() && seen.chat.is_empty());
    assert_eq!(view(&meeting, facilitator).lobby.len(), 2);
    let inside = meeting.people_in(rooms[0])[0];
    let others = view(&meeting, inside);
    assert!(others.lobby.is_empty() && !others.people.contains_key(&ana));

    for command in [
        Command::Say {
            text: "let me in".into(),
        },
        Command::RaiseHand {},
        Command::Admit { people: None },
        Command::Arrive {
            room: meeting.state.people[&ana].room,
        },
    ] {
        assert_eq!(meeting.act(ana, command), Err(Refusal::InLobby));
    }
    let renamed = About {
        name: Some("Ana María".into()),
        ..About::default()
    };
    meeting.act(ana, Command::Describe(renamed)).unwrap();
    // They cannot be moved or named, and their boards stay shut.
    let main = meeting.state.main_room.unwrap();
    for command in [
        Command::Move {
            people: vec![ana],
            room: main,
        },
        Command::SetRoomFacilitator {
            person: ana,
            room: Some(rooms[0]),
        },
    ] {
        assert_eq!(meeting.act(facilitator, command), Err(Refusal::NoPerson));
    }
    assert!(!rights::takes_turns(&meeting.state, main).contains(&ana));
    let boards = rights::boards(&meeting.state);
    assert!(boards.values().all(|board| !board.readers.contains(&ana)));
    let touched = view::touched(&meeting.state, meeting.entries.last().unwrap());
    assert_eq!(touched, [Slice::Person(ana), Slice::Visibility(ana)]);

    assert_eq!(
        meeting.act(inside, Command::Admit { people: None }),
        Err(Refusal::FacilitatorsOnly)
    );
    meeting
        .act(
            facilitator,
            Command::Admit {
                people: Some(vec![ana]),
            },
        )
        .unwrap();
    let someone = &meeting.state.people[&ana];
    assert!(
        !someone.waiting && rooms.contains(&someone.room),
        "placed like any late arrival"
    );
    assert!(meeting.state.people[&ben].waiting);
    meeting.act(facilitator, Command::Admit { people: None }).unwrap();
    assert!(!meeting.state.people[&ben].waiting);
    assert_eq!(
        meeting.act(facilitator, Command::Admit { people: None }),
        Err(Refusal::NothingToDo)
    );
    assert!(view(&meeting, facilitator).lobby.is_empty());
    // A facilitator does not wait, and who is turned away is nobody.
    let luis = meeting.join(Role::Facilitator, "Luis");
    assert!(!meeting.state.people[&luis].waiting);
    let troll = newcomer(&mut meeting, "Troll").unwrap();
    meeting
        .act(facilitator, Command::RemovePerson { person: troll })
        .unwrap();
    assert_eq!(
        meeting.act(
            facilitator,
            Command::Admit {
                people: Some(vec![troll])
            }
        ),
        Err(Refusal::NothingToDo)
    );
    meeting.check();
}

#[test]
fn p12_a_full_lobby_takes_nobodys_place() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    meeting.act(facilitator, door(true, false)).unwrap();
    for n in 0..LOBBY_MAX {
        newcomer(&mut meeting, &format!("Troll {n}")).unwrap();
    }
    assert_eq!(newcomer(&mut meeting, "One more"), Err(Refusal::MeetingFull));
    let trolls: Vec<PersonId> = view(&meeting, facilitator).lobby.into_keys().collect();
    for person in trolls {
        meeting
            .act(facilitator, Command::RemovePerson { person })
            .unwrap();
    }
    meeting.act(facilitator, door(false, false)).unwrap();
    for n in 0..590 {
        newcomer(&mut meeting, &format!("Person {n}")).unwrap();
    }
}

#[test]
fn p13_a_locked_meeting_takes_nobody_new() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let ana = meeting.join(Role::Participant, "Ana");
    let generation = meeting.state.people[&ana].generation;
    meeting
        .system(SystemCommand::Dropped {
            person: ana,
            generation,
        })
        .unwrap();
    assert_eq!(
        meeting.act(ana, door(false, true)),
        Err(Refusal::FacilitatorsOnly)
    );
    meeting.act(facilitator, door(false, true)).unwrap();
    assert_eq!(
        meeting.act(facilitator, door(false, true)),
        Err(Refusal::NothingToDo)
    );
    assert_eq!(newcomer(&mut meeting, "Troll"), Err(Refusal::MeetingLocked));
    meeting.system(SystemCommand::Connected { person: ana }).unwrap();
    assert!(meeting.state.people[&ana].here, "who was here comes back");
    meeting.join(Role::Facilitator, "Luis");
    meeting
        .act(
            facilitator,
            Command::SetDoor {
                lobby: None,
                locked: Some(false),
            },
        )
        .unwrap();
    newcomer(&mut meeting, "Ben").unwrap();
}

#[test]
fn p14_a_passcode_is_seen_by_facilitators_only() {
    let mut meeting = Meeting::new();
    let facilitator = meeting.join(Role::Facilitator, "Nadia");
    let ana = meeting.join(Role::Participant, "Ana");
    let set = |passcode: Option<&str>| Command::SetPasscode {
        passcode: passcode.map(str::to_owned),
    };
    assert_eq!(meeting.act(facilitator, set(None)), Err(Refusal::NothingToDo));
    assert_eq!(meeting.act(facilitator, set(Some(" 12 3 "))).map(drop), Ok(()));
    assert_eq!(
        meeting.act(facilitator, set(Some("  abc "))),
        Err(Refusal::OutOfRange)
    );
    assert_eq!(
        meeting.act(ana, set(Some("canary-code"))),
        Err(Refusal::FacilitatorsOnly)
    );
    meeting.act(facilitator, set(Some("canary-code"))).unwrap();
    let keys = view(&meeting, facilitator).keys.unwrap();
    assert_eq!(keys.passcode.as_deref(), Some("canary-code"));
    let seen = view(&meeting, ana);
    assert!(seen.meeting.has_passcode && seen.keys.is_none());
    assert!(!serde_json::to_string(&seen).unwrap().contains("canary"));
    meeting.act(facilitator, set(None)).unwrap();
    assert!(!view(&meeting, ana).meeting.has_passcode);
}
