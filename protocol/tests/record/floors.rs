//! Who had the floor by themselves.

use crate::play::Play;
use crate::scene::record_of;
use crate::words::words;
use protocol::consultancy::validate;
use protocol::ids::PersonId;
use protocol::meeting::Command;
use protocol::meeting::command::{Assignment, ProtocolChoice, Target};
use protocol::meeting::state::Role;
use protocol::record::RecordReader;

const STEP: &str = r#"{"id": "s-ID", "name": {"en": "ID"}, "minutes": 3.0, "floor": "FLOOR",
    "prompts": {"presenter": {"en": "p"}, "group": {"en": "g"}, "facilitator": {"en": "f"}}}"#;

fn go_rounds() -> ProtocolChoice {
    let steps = ["presenter", "go_round", "everyone"].map(|floor| {
        STEP.replace("FLOOR", floor)
            .replace("ID", &floor.replace('_', "-"))
    });
    let file = format!(
        r#"{{"id": "go-rounds", "version": 1, "name": {{"en": "Go-rounds"}}, "credit": "Our own.", "presenter": true,
            "sections": [{{"id": "a", "name": {{"en": "A"}}}}], "steps": [{}]}}"#,
        steps.join(",")
    );
    ProtocolChoice::Own(Box::new(validate::parse(&file).unwrap()))
}

fn asks(play: &mut Play, person: PersonId, command: Command) {
    play.command(person, &command).unwrap();
}

#[test]
fn e13_the_record_says_who_had_the_floor_by_themselves_and_for_how_long() {
    let mut play = Play::new("Spring meeting");
    let flor = play.join("Flor", Role::Facilitator);
    let people = ["Ana", "=Ben", "Cy"].map(|name| play.join(name, Role::Participant));
    let [ana, ben, cy] = people;
    asks(&mut play, flor, Command::CreateRooms { count: 1 });
    let room = play.room(1).unwrap();
    let to = |person| Assignment {
        person,
        room: Some(room),
    };
    asks(
        &mut play,
        flor,
        Command::Assign {
            people: people.map(to).to_vec(),
        },
    );
    asks(&mut play, flor, Command::OpenRooms { in_seconds: 0 });
    for person in people {
        play.arrive(person);
    }
    let start = Command::StartRound {
        rooms: None,
        protocol: go_rounds(),
        seconds: None,
        pace: None,
    };
    asks(&mut play, flor, start);
    asks(&mut play, ana, Command::OfferToPresent { offered: true });
    let on = Target::Room(room);
    asks(&mut play, flor, Command::Begin { on });
    // The step's time, and its grace.
    for _ in 0..2 {
        asks(&mut play, flor, Command::NextStep { on });
    }
    play.pass(20);
    let plan = *play.state.plans.keys().next().unwrap();
    asks(
        &mut play,
        flor,
        Command::Pause {
            on: Target::Plan(plan),
        },
    );
    play.pass(100);
    asks(
        &mut play,
        flor,
        Command::Resume {
            on: Target::Plan(plan),
        },
    );
    play.pass(10);
    asks(&mut play, ben, Command::PassTurn { room, person: ben });
    asks(&mut play, flor, Command::AskPresenter { room });
    play.pass(8);
    asks(&mut play, cy, Command::EndTurn { room, person: cy });
    play.pass(5);
    let whole = record_of(&play, RecordReader::Facilitator);
    let floors = &whole.rooms[1].rounds[0].floors;
    let short = |at: usize| {
        let floor = &floors[at];
        let name = floor.person.as_ref().map(|person| person.id);
        (name, floor.asked, floor.passed, floor.span.seconds)
    };
    assert_eq!(short(0), (Some(ben), false, true, 30), "without the pause");
    assert_eq!(short(1).0, Some(cy));
    assert!(short(2).1, "{floors:?}");
    assert_eq!(short(2).0, Some(ana));
    assert!(
        floors
            .iter()
            .all(|floor| floor.step.as_deref() == Some("s-go-round"))
    );
    // Who passed is asked once more.
    assert_eq!(short(3).0, Some(ben));
    let markdown = whole.to_markdown(words("en"));
    assert!(
        markdown.contains("**Who had the floor:** \\=Ben 0:30, passed; Cy 0:08; Ana 0:"),
        "{markdown}"
    );
    assert!(whole.to_csv(words("en")).contains("turn,Room 1,'=Ben,"));
    // It is who was there when, so it is in no stranger's record.
    assert!(
        record_of(&play, RecordReader::Shared)
            .rooms
            .iter()
            .all(|room| room.rounds.is_empty())
    );
}
