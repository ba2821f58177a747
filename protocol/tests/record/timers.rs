//! Timers for free work.

use crate::play::Play;
use crate::scene::record_of;
use crate::words::words;
use protocol::ids::RoomId;
use protocol::meeting::Command;
use protocol::meeting::state::Role;
use protocol::meeting::timers::TimerCommand;
use protocol::record::{Record, RecordReader};

fn asks(play: &mut Play, command: TimerCommand) {
    let flor = *play.state.people.keys().next().unwrap();
    play.command(flor, &Command::Timer(command)).unwrap();
}

fn start(room: RoomId, seconds: u32, label: Option<&str>) -> TimerCommand {
    TimerCommand::Start {
        rooms: Some(vec![room]),
        seconds,
        label: label.map(ToOwned::to_owned),
    }
}

/// Of the main room: what for, planned, real, and whether it has ended.
fn told(record: &Record) -> Vec<(Option<&str>, u32, u32, bool)> {
    let main = record.rooms.iter().find(|room| room.number == 0).unwrap();
    let told = main.timers.iter();
    told.map(|one| {
        (
            one.label.as_deref(),
            one.planned_seconds,
            one.span.seconds,
            one.span.to.is_some(),
        )
    })
    .collect()
}

#[test]
fn k7_the_record_says_what_a_timer_was_for_and_how_long_it_ran() {
    let mut play = Play::new("Spring meeting");
    play.join("Flor", Role::Facilitator);
    let ana = play.join("Ana", Role::Participant);
    let main = play.state.main_room.unwrap();
    let rooms = || Some(vec![main]);
    // Paused for a while, a minute more, over by itself, and put away later.
    asks(&mut play, start(main, 120, Some("=Silent | reading")));
    play.pass(30);
    asks(&mut play, TimerCommand::Pause { rooms: rooms() });
    play.pass(600);
    asks(&mut play, TimerCommand::Resume { rooms: rooms() });
    asks(
        &mut play,
        TimerCommand::Add {
            rooms: rooms(),
            seconds: 60,
        },
    );
    play.pass(200);
    asks(&mut play, TimerCommand::Stop { rooms: rooms() });
    // One in the place of another, which has the same time and no name either.
    play.pass(10);
    asks(&mut play, start(main, 60, None));
    play.pass(20);
    asks(&mut play, start(main, 60, None));
    play.pass(45);
    let record = record_of(&play, RecordReader::Person(ana));
    assert_eq!(
        told(&record),
        [
            (Some("=Silent | reading"), 120, 180, true),
            (None, 60, 20, true),
            (None, 60, 45, false)
        ]
    );
    // By the link everyone has those of the main room.
    assert_eq!(told(&record_of(&play, RecordReader::Shared)), told(&record));
    let english = record.to_markdown(words("en"));
    assert!(
        english.contains("| Timer | When | Planned | Real |\n"),
        "{english}"
    );
    assert!(
        english.contains("| \\=Silent \\| reading | 15:00 – 15:13 | 2:00 | 3:00 |\n"),
        "{english}"
    );
    assert!(english.contains(" | 1:00 | 0:20 |\n"), "{english}");
    assert!(
        record
            .to_markdown(words("es"))
            .contains("| Temporizador | Cuándo |")
    );
    let csv = record.to_csv(words("en"));
    assert!(csv.contains("\r\ntimer,Main room,"), "{csv}");
    assert!(csv.contains(",120,180,'=Silent | reading,"), "{csv}");
}
