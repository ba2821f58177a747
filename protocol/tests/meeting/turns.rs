//! Go-rounds: each in turn, pass and return, people who come and go.

use super::driver::Meeting;
use protocol::consultancy::{Definition, rights, validate};
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::command::{ProtocolChoice, Target};
use protocol::meeting::state::{Role, Turns};
use protocol::meeting::{Command, Refusal, SystemCommand};

/// Six steps, the third and the fifth a go-round; in the fifth turns are twenty seconds at most and only who has the turn
/// writes.
pub(crate) fn with_go_rounds() -> ProtocolChoice {
    let step = |id: &str, minutes: f64, floor: &str, more: &str| {
        format!(
            r#"{{"id": "{id}", "name": {{"en": "{id}"}}, "minutes": {minutes}, "floor": "{floor}" {more},
                "prompts": {{"presenter": {{"en": "p"}}, "group": {{"en": "g"}}, "facilitator": {{"en": "f"}}}}}}"#
        )
    };
    let steps = [
        step("present", 1.0, "presenter", ""),
        step("clarify", 1.0, "ask", ""),
        step(
            "heard",
            2.0,
            "go_round",
            r#", "write": [{"who": "group", "sections": ["a"]}]"#,
        ),
        step("talk", 1.0, "group", ""),
        step(
            "ideas",
            2.0,
            "go_round",
            r#", "turn_minutes": 0.3333, "write": [{"who": "speaker", "sections": ["a"]}]"#,
        ),
        step("close", 1.0, "everyone", ""),
    ];
    let file = format!(
        r#"{{"id": "go-rounds", "version": 1, "name": {{"en": "Go-rounds"}}, "credit": "Our own.", "presenter": true,
            "sections": [{{"id": "a", "name": {{"en": "A"}}}}], "steps": [{}]}}"#,
        steps.join(",")
    );
    let definition: Definition = validate::parse(&file).unwrap();
    ProtocolChoice::Own(Box::new(definition))
}

struct Scene {
    meeting: Meeting,
    facilitator: PersonId,
    room: RoomId,
    /// The presenter first, then the others in the order in which they joined.
    people: Vec<PersonId>,
}

/// One room of five, one of them presents; the first go-round has begun: two minutes less the grace.
fn in_go_round() -> Scene {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 5);
    let room = rooms[0];
    for person in meeting.people_in(room) {
        meeting.act(person, Command::Arrive { room }).unwrap();
    }
    let start = Command::StartRound {
        rooms: None,
        protocol: with_go_rounds(),
        seconds: None,
        pace: None,
    };
    meeting.act(facilitator, start).unwrap();
    let people = meeting.people_in(room);
    meeting
        .act(people[0], Command::OfferToPresent { offered: true })
        .unwrap();
    meeting
        .act(
            facilitator,
            Command::Begin {
                on: Target::Room(room),
            },
        )
        .unwrap();
    meeting.pass_seconds(120 + 15);
    assert_eq!(meeting.step(room), Some(2));
    meeting.check();
    Scene {
        meeting,
        facilitator,
        room,
        people,
    }
}

impl Scene {
    fn turns(&self) -> &Turns {
        self.meeting.round(self.room).turns.as_ref().unwrap()
    }

    fn speaker(&self) -> Option<PersonId> {
        self.turns().speaker()
    }

    /// Somebody comes, after the clarifying questions, and is let in.
    fn late(&mut self) -> PersonId {
        let late = self.meeting.join(Role::Participant, "Lupe");
        assert!(!self.turns().order.contains(&late), "R14 who listens has no turn");
        let let_in = Command::LetIn {
            room: self.room,
            person: late,
        };
        self.meeting.act(self.facilitator, let_in).unwrap();
        late
    }

    fn pass(&mut self, person: PersonId) -> Result<(), Refusal> {
        let room = self.room;
        self.meeting
            .act(person, Command::PassTurn { room, person })
            .map(drop)
    }

    fn done(&mut self, actor: PersonId, person: PersonId) -> Result<(), Refusal> {
        let room = self.room;
        self.meeting
            .act(actor, Command::EndTurn { room, person })
            .map(drop)
    }

    fn chats(&self, person: PersonId) -> bool {
        rights::rights_of(&self.meeting.state, person, self.room).chat
    }
}

#[test]
fn g1_in_a_go_round_only_who_has_the_turn_speaks_and_the_presenter_listens() {
    let mut scene = in_go_round();
    let people = scene.people.clone();
    assert_eq!(
        scene.turns().order,
        people[1..],
        "as they joined; the presenter has no turn"
    );
    assert!(scene.chats(people[1]));
    for quiet in [people[0], people[2], people[4]] {
        assert!(!scene.chats(quiet));
        let word = Command::Say { text: "But".into() };
        assert_eq!(scene.meeting.act(quiet, word), Err(Refusal::NotYourFloor));
    }
    assert!(scene.chats(scene.facilitator));
    // The board is open to the group in this go-round, and to who has the turn in the other one.
    assert!(rights::writers(&scene.meeting.state, scene.room).contains(&people[3]));
    scene.meeting.pass_seconds(105 + 60 + 15);
    assert_eq!(scene.meeting.step(scene.room), Some(4));
    let writers = rights::writers(&scene.meeting.state, scene.room);
    assert!(writers.contains(&people[1]) && !writers.contains(&people[2]) && !writers.contains(&people[0]));
}

#[test]
fn g2_a_turn_is_a_share_of_what_is_left_and_stands_in_a_pause() {
    let mut scene = in_go_round();
    let people = scene.people.clone();
    assert_eq!(scene.turns().seconds, 26, "105 s for four");
    scene.meeting.pass_seconds(25);
    assert_eq!(scene.speaker(), Some(people[1]));
    let on = Target::Room(scene.room);
    scene
        .meeting
        .act(scene.facilitator, Command::Pause { on })
        .unwrap();
    scene.meeting.pass_seconds(600);
    assert_eq!(scene.speaker(), Some(people[1]), "a pause takes nobody's time");
    scene
        .meeting
        .act(scene.facilitator, Command::Resume { on })
        .unwrap();
    scene.meeting.pass_seconds(1);
    assert_eq!(scene.speaker(), Some(people[2]));
    assert_eq!(scene.turns().seconds, 26, "79 s for three");
    // Who is quick leaves more for the others.
    scene.done(people[2], people[2]).unwrap();
    assert_eq!(scene.turns().seconds, 39, "79 s for two");
    scene.meeting.check();
    // A late tick counts from where the turn was over.
    scene.meeting.now = scene.meeting.now + protocol::time::Millis(45_000);
    scene.meeting.system(SystemCommand::Tick).unwrap();
    assert_eq!(scene.speaker(), Some(people[4]));
    assert_eq!(scene.turns().seconds, 40);
    // In the other go-round twenty seconds are the most.
    scene.meeting.pass_seconds(34 + 60 + 15);
    assert_eq!(
        (scene.meeting.step(scene.room), scene.turns().seconds),
        (Some(4), 20)
    );
}

#[test]
fn g3_who_passes_is_asked_once_more_at_the_end() {
    let mut scene = in_go_round();
    let people = scene.people.clone();
    scene.pass(people[1]).unwrap();
    scene.done(people[2], people[2]).unwrap();
    scene.pass(people[3]).unwrap();
    scene.done(people[4], people[4]).unwrap();
    assert_eq!(scene.turns().order, [people[1], people[3]]);
    assert!(scene.turns().returning && scene.turns().passed.is_empty());
    scene.pass(people[1]).unwrap();
    assert_eq!(scene.turns().order, [people[3]], "who passes again is done");
    scene.meeting.check();
}

#[test]
fn g4_late_arrivals_come_last_and_who_leaves_is_skipped() {
    let mut scene = in_go_round();
    let people = scene.people.clone();
    let late = scene.late();
    assert_eq!(
        scene.turns().order.last(),
        Some(&late),
        "placed in the room, last in the order"
    );
    // Who has the turn drops: the next begins at once. Back again, they come last.
    let generation = scene.meeting.state.people[&people[1]].generation;
    let dropped = SystemCommand::Dropped {
        person: people[1],
        generation,
    };
    scene.meeting.system(dropped).unwrap();
    assert_eq!(scene.speaker(), Some(people[2]));
    let back = SystemCommand::Connected { person: people[1] };
    scene.meeting.system(back).unwrap();
    assert_eq!(
        scene.turns().order,
        [people[2], people[3], people[4], late, people[1]]
    );
    // Who is moved away or removed leaves the order; who had their turn does not get another.
    scene.done(people[2], people[2]).unwrap();
    let main = scene.meeting.state.main_room.unwrap();
    let away = |person, room| Command::Move {
        people: vec![person],
        room,
    };
    scene
        .meeting
        .act(scene.facilitator, away(people[3], main))
        .unwrap();
    scene
        .meeting
        .act(scene.facilitator, away(people[2], main))
        .unwrap();
    scene
        .meeting
        .act(scene.facilitator, away(people[2], scene.room))
        .unwrap();
    let remove = Command::RemovePerson { person: late };
    scene.meeting.act(scene.facilitator, remove).unwrap();
    assert_eq!(scene.turns().order, [people[4], people[1]]);
    scene.meeting.check();
}

#[test]
fn g5_a_turn_is_ended_by_who_has_it_or_by_the_rooms_facilitators() {
    let mut scene = in_go_round();
    let people = scene.people.clone();
    assert_eq!(scene.done(people[2], people[2]), Err(Refusal::NotYourTurn));
    assert_eq!(
        scene.done(people[2], people[1]),
        Err(Refusal::RoomFacilitatorsOnly)
    );
    scene.done(scene.facilitator, people[1]).unwrap();
    assert_eq!(
        scene.done(scene.facilitator, people[1]),
        Err(Refusal::Stale),
        "pressed by two at once, nobody is skipped"
    );
    let room = scene.room;
    let name = Command::SetRoomFacilitator {
        person: people[4],
        room: Some(room),
    };
    scene.meeting.act(scene.facilitator, name).unwrap();
    let pass = Command::PassTurn {
        room,
        person: people[2],
    };
    scene.meeting.act(people[4], pass).unwrap();
    assert_eq!(scene.turns().passed, [people[2]]);
    scene.meeting.pass_seconds(105 + 15);
    assert_eq!(scene.meeting.step(room), Some(3));
    assert_eq!(scene.done(scene.facilitator, people[3]), Err(Refusal::NoTurn));
}

#[test]
fn g6_when_all_have_had_their_turn_the_rest_of_the_step_is_the_groups() {
    let mut scene = in_go_round();
    let people = scene.people.clone();
    for person in &people[1..] {
        scene.done(*person, *person).unwrap();
    }
    assert_eq!(scene.speaker(), None);
    assert!(people[1..].iter().all(|person| scene.chats(*person)));
    assert!(
        !scene.chats(people[0]),
        "the presenter listens to the end of the step"
    );
    // Somebody who comes now has their turn at once.
    let late = scene.late();
    assert_eq!(scene.speaker(), Some(late));
    assert!(!scene.chats(people[1]));
    scene.meeting.check();
}

#[test]
fn g7_minutes_are_for_the_turns_that_come_and_the_last_word_has_its_grace() {
    let mut scene = in_go_round();
    let people = scene.people.clone();
    scene.meeting.pass_seconds(6);
    let on = Target::Room(scene.room);
    let add = |seconds| Command::AddSeconds { on, seconds };
    scene.meeting.act(scene.facilitator, add(60)).unwrap();
    scene.meeting.pass_seconds(19);
    assert_eq!(scene.speaker(), Some(people[1]));
    scene.meeting.pass_seconds(1);
    assert_eq!(
        (scene.speaker(), scene.turns().seconds),
        (Some(people[2]), 46),
        "139 s for three"
    );
    // The step's time is ended: who speaks finishes, and the step is over after the grace.
    scene
        .meeting
        .act(scene.facilitator, Command::NextStep { on })
        .unwrap();
    scene.meeting.pass_seconds(14);
    assert_eq!(scene.speaker(), Some(people[2]));
    assert!(scene.chats(people[2]) && !scene.chats(people[3]));
    scene.meeting.pass_seconds(1);
    assert_eq!(scene.meeting.step(scene.room), Some(3));
    assert!(scene.meeting.round(scene.room).turns.is_none());
    scene.meeting.check();
}
