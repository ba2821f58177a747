//! Presenters who are asked to prepare before the meeting.

use super::driver::Meeting;
use protocol::consultancy::catalogue;
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::ProtocolChoice;
use protocol::meeting::preparing::{Prepare, PreparedWords};
use protocol::meeting::state::Role;
use protocol::meeting::view::{DilemmaView, view};
use protocol::meeting::{Command, Event, Refusal, SystemCommand};

fn prepare(meeting: &mut Meeting, actor: PersonId, wish: Prepare) -> Result<Vec<Event>, Refusal> {
    meeting.act(actor, Command::Prepare(wish))
}

fn ask(meeting: &mut Meeting, actor: PersonId, person: PersonId, asked: bool) -> Result<(), Refusal> {
    let wish = Prepare::Ask {
        person,
        asked,
        protocol: None,
    };
    prepare(meeting, actor, wish).map(drop)
}

fn ready(meeting: &mut Meeting, actor: PersonId, ready: bool) -> Result<(), Refusal> {
    prepare(meeting, actor, Prepare::Ready { ready }).map(drop)
}

/// Writes a question and what else is in `words`.
fn write(meeting: &mut Meeting, actor: PersonId, words: PreparedWords) -> Result<Vec<Event>, Refusal> {
    let after = meeting.state.preparing.get(&actor).map_or(0, |own| own.revision);
    prepare(meeting, actor, Prepare::Write(PreparedWords { after, ..words }))
}

fn question(text: &str) -> PreparedWords {
    PreparedWords {
        focus_question: Some(text.to_owned()),
        ..PreparedWords::default()
    }
}

fn start(meeting: &mut Meeting, facilitator: PersonId, rooms: Vec<RoomId>) {
    let start = Command::StartRound {
        rooms: Some(rooms),
        protocol: ProtocolChoice::Library("consultancy-20".into()),
        seconds: None,
        pace: None,
    };
    meeting.act(facilitator, start).unwrap();
}

fn card(meeting: &Meeting, reader: PersonId, room: RoomId) -> DilemmaView {
    let view = view(&meeting.state, &meeting.contents, reader).unwrap();
    view.details[&room].dilemma.clone()
}

fn asks(meeting: &Meeting, reader: PersonId, room: RoomId) -> Option<String> {
    card(meeting, reader, room).focus_question
}

#[test]
fn r28_a_facilitator_asks_and_only_who_was_asked_writes_and_says_that_they_are_ready() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 3);
    let people = meeting.people_in(rooms[0]);
    let observer = meeting.join(Role::Observer, "Eva");
    assert_eq!(
        ask(&mut meeting, people[0], people[1], true),
        Err(Refusal::FacilitatorsOnly)
    );
    assert_eq!(
        ask(&mut meeting, facilitator, observer, true),
        Err(Refusal::CannotPresent)
    );
    let protocol = |id: &str| Prepare::Ask {
        person: people[1],
        asked: true,
        protocol: Some(id.to_owned()),
    };
    assert_eq!(
        prepare(&mut meeting, facilitator, protocol("no-such")),
        Err(Refusal::NoProtocol)
    );
    let known = catalogue::library().first().unwrap().id.clone();
    prepare(&mut meeting, facilitator, protocol(&known)).unwrap();
    assert_eq!(
        prepare(&mut meeting, facilitator, protocol(&known)),
        Err(Refusal::NothingToDo)
    );
    assert_eq!(
        ready(&mut meeting, people[0], true),
        Err(Refusal::NotAskedToPrepare)
    );
    assert_eq!(
        write(&mut meeting, people[0], question("Mine?")),
        Err(Refusal::NotAskedToPrepare)
    );
    write(&mut meeting, people[1], question("How?")).unwrap();
    ready(&mut meeting, people[1], true).unwrap();
    let seen = |meeting: &Meeting, person| view(&meeting.state, &meeting.contents, person).unwrap().preparing;
    let theirs = &seen(&meeting, facilitator)[&people[1]];
    assert!(theirs.ready && theirs.written_at.is_some());
    assert_eq!(theirs.protocol, Some(known));
    assert_eq!(seen(&meeting, people[1]).len(), 1);
    assert!(
        seen(&meeting, people[0]).is_empty(),
        "that somebody prepares is theirs and the facilitators'"
    );
    ask(&mut meeting, facilitator, people[1], false).unwrap();
    assert!(seen(&meeting, facilitator).is_empty());
    assert_eq!(
        ready(&mut meeting, people[1], false),
        Err(Refusal::NotAskedToPrepare)
    );
    ask(&mut meeting, facilitator, people[1], true).unwrap();
    assert_eq!(
        meeting.state.preparing[&people[1]].revision, 1,
        "their words stayed"
    );
}

#[test]
fn r28_faults_name_the_field_and_words_that_hide_are_none() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 3);
    let person = meeting.people_in(rooms[0])[1];
    ask(&mut meeting, facilitator, person, true).unwrap();
    let long = || Some("x".repeat(10_000));
    let words = PreparedWords::default;
    let link = |link: &str| PreparedWords {
        links: Some(vec![link.to_owned()]),
        ..words()
    };
    #[rustfmt::skip]
    let cases = [
        (PreparedWords { title: long(), ..words() }, Refusal::TitleTooLong),
        (PreparedWords { overview: long(), ..words() }, Refusal::OverviewTooLong),
        (PreparedWords { focus_question: long(), ..words() }, Refusal::QuestionTooLong),
        (PreparedWords { links: Some(vec!["https://example.org".into(); 11]), ..words() }, Refusal::TooManyLinks),
        (link("javascript:alert(1)"), Refusal::BadLink),
        (words(), Refusal::NothingToDo),
    ];
    for (words, refusal) in cases {
        assert_eq!(write(&mut meeting, person, words), Err(refusal));
    }
    let title = |text: &str| PreparedWords {
        title: Some(text.to_owned()),
        ..words()
    };
    write(&mut meeting, person, title("\u{202e}Fractions\u{202c}")).unwrap();
    let id = meeting.state.preparing[&person].card.title.unwrap();
    assert_eq!(meeting.contents[&id].as_deref(), Some("Fractions"));
    write(&mut meeting, person, title("\u{202e}\u{200b}")).unwrap();
    assert_eq!(meeting.state.preparing[&person].card.title, None);
    assert_eq!(
        meeting.contents.get(&id).cloned().flatten(),
        None,
        "it is kept nowhere"
    );
}

#[test]
fn r29_who_prepared_presents_as_a_round_starts_where_they_are() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    let people = meeting.people_in(rooms[0]);
    for person in [people[2], people[1]] {
        ask(&mut meeting, facilitator, person, true).unwrap();
        meeting.pass_seconds(1);
    }
    ready(&mut meeting, people[1], true).unwrap();
    start(&mut meeting, facilitator, rooms.clone());
    let round = meeting.round(rooms[0]);
    assert_eq!(round.presenter, Some(people[1]), "who is ready comes first");
    assert_eq!(round.offers, [people[1], people[2]], "the other one is a back-up");
    assert_eq!(meeting.round(rooms[1]).presenter, None);
    // Who comes later presents where nobody does.
    let late = meeting.people_in(rooms[1])[0];
    ask(&mut meeting, facilitator, late, true).unwrap();
    let generation = meeting.state.people[&late].generation;
    let drop = SystemCommand::Dropped {
        person: late,
        generation,
    };
    meeting.system(drop).unwrap();
    meeting.system(SystemCommand::Connected { person: late }).unwrap();
    assert_eq!(meeting.round(rooms[1]).presenter, Some(late));
    meeting.check();
}

#[test]
fn r30_what_is_prepared_is_nobody_elses_until_its_writer_presents() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 4);
    let people = meeting.people_in(rooms[0]);
    let room = rooms[0];
    for person in [people[1], people[2]] {
        ask(&mut meeting, facilitator, person, true).unwrap();
        meeting.pass_seconds(1);
    }
    let words = PreparedWords {
        title: Some("Fractions".into()),
        overview: Some("Two classes have given up.".into()),
        links: Some(vec!["https://example.org/work".into()]),
        ..question("How do I open them?")
    };
    write(&mut meeting, people[1], words).unwrap();
    write(&mut meeting, people[2], question("Another?")).unwrap();
    for reader in [facilitator, people[0], people[1]] {
        let seen = serde_json::to_string(&view(&meeting.state, &meeting.contents, reader)).unwrap();
        assert!(!seen.contains("How do I open") && !seen.contains("Fractions"));
    }
    start(&mut meeting, facilitator, rooms.clone());
    let shown = card(&meeting, people[0], room);
    assert_eq!(shown.title.as_deref(), Some("Fractions"));
    assert_eq!(shown.overview.as_deref(), Some("Two classes have given up."));
    assert_eq!(shown.links, ["https://example.org/work"]);
    assert_eq!(shown.focus_question.as_deref(), Some("How do I open them?"));

    // In the gathering the other one has a card of their own; who did not prepare begins with an empty one.
    let present = |meeting: &mut Meeting, person| {
        let set = Command::SetPresenter {
            room,
            person: Some(person),
        };
        meeting.act(facilitator, set).unwrap();
    };
    present(&mut meeting, people[2]);
    assert_eq!(asks(&meeting, people[0], room).as_deref(), Some("Another?"));
    present(&mut meeting, people[3]);
    assert_eq!(card(&meeting, people[0], room), DilemmaView::default());
    present(&mut meeting, people[1]);

    // In a step somebody else presents the same dilemma, and what was written on the card in the room stays.
    let plan = meeting.round(room).plan;
    meeting.begin(facilitator, plan);
    present(&mut meeting, people[2]);
    assert_eq!(
        asks(&meeting, people[0], room).as_deref(),
        Some("How do I open them?")
    );
    let other = Command::OtherDilemma {
        room,
        person: people[1],
    };
    present(&mut meeting, people[3]);
    meeting.act(facilitator, other).unwrap();
    assert_eq!(
        asks(&meeting, people[0], room).as_deref(),
        Some("How do I open them?")
    );
    meeting.check();
}

#[test]
fn r32_what_is_written_overwrites_nothing_that_its_writer_has_not_seen() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 3);
    let (room, people) = (rooms[0], meeting.people_in(rooms[0]));
    let person = people[1];
    ask(&mut meeting, facilitator, person, true).unwrap();
    let at = |after, text: &str| {
        Prepare::Write(PreparedWords {
            after,
            ..question(text)
        })
    };
    prepare(&mut meeting, person, at(0, "First?")).unwrap();
    assert_eq!(
        prepare(&mut meeting, person, at(0, "From another window?")),
        Err(Refusal::PreparedElsewhere)
    );
    prepare(&mut meeting, person, at(1, "Second?")).unwrap();

    // While they present, the card follows, until somebody else writes on it, and not in silence.
    start(&mut meeting, facilitator, rooms.clone());
    write(&mut meeting, person, question("Third?")).unwrap();
    assert_eq!(asks(&meeting, people[0], room).as_deref(), Some("Third?"));
    let plan = meeting.round(room).plan;
    meeting.begin(facilitator, plan);
    for _ in 0..4 {
        let on = protocol::meeting::command::Target::Plan(plan);
        meeting.act(facilitator, Command::NextStep { on }).unwrap();
    }
    write(&mut meeting, person, question("In silence?")).unwrap();
    assert_eq!(asks(&meeting, people[0], room).as_deref(), Some("Third?"));
    meeting.check();
}
