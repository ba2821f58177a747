//! A rehearsal: the plan of a meeting in a meeting of its own, and people who are simulated.

use super::driver::Meeting;
use crate::words::words;
use protocol::consultancy::rights;
use protocol::ids::{MeetingId, PersonId};
use protocol::limits::{SIMULATED, SIMULATED_MAX};
use protocol::meeting::agenda::{PartKind, PartWish};
use protocol::meeting::command::{
    About, Assignment, ProtocolChoice, QuestionWish, Target, TicketWish, VoiceLink,
};
use protocol::meeting::grouping::GroupRule;
use protocol::meeting::planned::MeetingPlan;
use protocol::meeting::polls::{PollCommand, PollKind, PollShow, PollWish};
use protocol::meeting::rehearsal::{self, Act, Jotting, act, plan_of};
use protocol::meeting::state::{Ask, Role};
use protocol::meeting::ticket::QuestionKind;
use protocol::meeting::view::{self, View};
use protocol::meeting::{Command, Refusal, State, SystemCommand};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

fn plan(meeting: &Meeting) -> MeetingPlan {
    plan_of(&meeting.state, &meeting.contents, words("en")).unwrap().0
}

fn people(meeting: &Meeting) -> u16 {
    plan_of(&meeting.state, &meeting.contents, words("en")).unwrap().1
}

fn rehearse(plan: &MeetingPlan) -> Meeting {
    let mut rehearsal = Meeting::empty();
    // Its ids are its own.
    for _ in 0..1000 {
        rehearsal.uuid();
    }
    rehearsal
        .system(SystemCommand::Rehearse {
            meeting: MeetingId(Uuid::from_u128(77)),
            plan: Arc::new(plan.clone()),
        })
        .unwrap();
    rehearsal
}

fn planned_meeting() -> (Meeting, PersonId) {
    let mut meeting = Meeting::new();
    let nadia = meeting.join(Role::Facilitator, "Nadia");
    let mut act = |command| {
        meeting.act(nadia, command).unwrap();
    };
    act(Command::CreateRooms { count: 3 });
    act(Command::SetAsks {
        asks: BTreeSet::from([Ask::Organization, Ask::Subject, Ask::AccessNeeds]),
    });
    act(Command::AddParts {
        parts: vec![PartWish {
            kind: PartKind::Keynote,
            title: Some("Snails".into()),
            seconds: 600,
            speaker: Some(nadia),
            speaker_name: None,
            slides: Some("https://slides.example".into()),
            captions: None,
        }],
        before: None,
    });
    act(Command::Poll(PollCommand::Make {
        form: PollWish {
            kind: PollKind::Single,
            text: "Coffee?".into(),
            choices: vec!["Yes".into(), "No".into()],
            scale: None,
            anonymous: false,
            show: PollShow::Live,
        },
    }));
    act(Command::SetTicket {
        ticket: Some(TicketWish {
            questions: vec![QuestionWish {
                kind: QuestionKind::Scale,
                text: "Worth it?".into(),
                choices: Vec::new(),
            }],
            anonymous: true,
        }),
    });
    let room = meeting.breakout_rooms()[1];
    let mut act = |command| {
        meeting.act(nadia, command).unwrap();
    };
    act(Command::NameRoom {
        room,
        name: Some("Aquarium".into()),
    });
    act(Command::SetVoice {
        links: vec![VoiceLink {
            room,
            link: Some("https://voice.example/2".into()),
        }],
    });
    act(Command::AddBoard {
        room,
        name: "Sketches".into(),
        sections: Vec::new(),
        hide_authors: true,
    });
    (meeting, nadia)
}

#[test]
fn z1_the_plan_comes_along_and_nothing_of_the_people() {
    let (mut meeting, nadia) = planned_meeting();
    let maria = meeting.join(Role::Participant, "Maria Canary");
    meeting
        .act(
            maria,
            Command::Say {
                text: "canary said".into(),
            },
        )
        .unwrap();
    let room = meeting.breakout_rooms()[0];
    let people = vec![Assignment {
        person: maria,
        room: Some(room),
    }];
    meeting.act(nadia, Command::Assign { people }).unwrap();
    let before = meeting.state.clone();
    let rehearsal = rehearse(&plan(&meeting));
    assert_eq!(meeting.state, before);
    let state = &rehearsal.state;
    assert_eq!(state.rehearsal_of, meeting.state.meeting);
    assert_ne!(state.meeting, meeting.state.meeting);
    assert!(state.people.is_empty());
    assert_eq!(state.asks, meeting.state.asks);
    let text = |id| rehearsal.contents[&id].clone().unwrap();
    assert_eq!(text(state.title.unwrap()), "Rehearsal: Science");
    let rooms = rehearsal.breakout_rooms();
    assert_eq!(rooms.len(), 3);
    let aquarium = &state.rooms[&rooms[1]];
    assert_eq!(text(aquarium.name.unwrap()), "Aquarium");
    assert_eq!(text(aquarium.voice.unwrap()), "https://voice.example/2");
    assert_eq!(aquarium.boards.len(), 2);
    assert!(aquarium.boards[1].nameless && aquarium.boards[0].id == aquarium.board);
    let part = &state.agenda.parts[0].plan;
    assert_eq!((part.speaker, part.seconds), (None, 600));
    assert_eq!(text(part.speaker_name.unwrap()), "Nadia");
    assert_eq!(text(state.polls.values().next().unwrap().form.text), "Coffee?");
    assert_eq!(
        text(state.closing.ticket.as_ref().unwrap().questions[0].text),
        "Worth it?"
    );
    let all = format!("{:?} {:?}", rehearsal.entries, rehearsal.contents);
    assert!(!all.to_lowercase().contains("canary"), "{all}");
    // No id of the real meeting's boards, rooms or words is in it.
    let ids = |state: &State| -> BTreeSet<Uuid> {
        let rooms = state.rooms.iter();
        rooms
            .flat_map(|(id, room)| room.boards.iter().map(|board| board.id.0).chain([id.0]))
            .collect()
    };
    assert!(ids(state).is_disjoint(&ids(&meeting.state)));
    assert!(
        rehearsal
            .contents
            .keys()
            .all(|id| !meeting.contents.contains_key(id))
    );
}

#[test]
fn z1_as_many_people_as_are_expected_or_thirty() {
    let mut meeting = Meeting::new();
    let nadia = meeting.join(Role::Facilitator, "Nadia");
    assert_eq!(people(&meeting), SIMULATED);
    for n in 0..4 {
        meeting.join(Role::Participant, &format!("Person {n}"));
    }
    assert_eq!(people(&meeting), 4);
    for n in 0..170 {
        meeting.join(Role::Participant, &format!("More {n}"));
    }
    assert_eq!(people(&meeting), SIMULATED_MAX);
    meeting.act(nadia, Command::EndMeeting {}).unwrap();
    assert_eq!(
        plan_of(&meeting.state, &meeting.contents, words("en")),
        Err(Refusal::MeetingEnded)
    );
}

#[test]
fn z2_a_rehearsal_is_not_rehearsed_and_nobody_is_simulated_elsewhere() {
    let mut meeting = Meeting::new();
    let person = PersonId(Uuid::from_u128(5));
    let about = About {
        name: Some("Ada Alder".into()),
        ..About::default()
    };
    let simulate = SystemCommand::Simulate { person, about };
    assert_eq!(meeting.system(simulate.clone()), Err(Refusal::NotInMeeting));
    let mut rehearsal = rehearse(&plan(&meeting));
    assert_eq!(
        plan_of(&rehearsal.state, &rehearsal.contents, words("en")),
        Err(Refusal::IsRehearsal)
    );
    rehearsal.system(simulate).unwrap();
    let real = rehearsal.join(Role::Participant, "Maria");
    let view = view::view(&rehearsal.state, &rehearsal.contents, real).unwrap();
    assert!(view.people[&person].simulated && !view.people[&real].simulated);
    assert_eq!(view.meeting.rehearsal_of, meeting.state.meeting);
}

/// A rehearsal with a facilitator, as a server runs it: each tick everybody who looks does one thing.
struct Stage {
    meeting: Meeting,
    nadia: PersonId,
    people: Vec<(PersonId, u64)>,
    tick: u64,
    done: usize,
    refused: Vec<(Command, Refusal)>,
    left: usize,
    wrote: Vec<(PersonId, Jotting)>,
}

impl Stage {
    fn new(count: usize) -> Self {
        let (real, _) = planned_meeting();
        let mut meeting = rehearse(&plan(&real));
        let nadia = meeting.join(Role::Facilitator, "Nadia");
        let mut people = Vec::new();
        for index in 0..count {
            let seed = 1000 + index as u64;
            let person = PersonId(meeting.uuid());
            let about = rehearsal::about(seed, index, "en", &meeting.state.asks);
            meeting.system(SystemCommand::Simulate { person, about }).unwrap();
            meeting.system(SystemCommand::Connected { person }).unwrap();
            people.push((person, seed));
        }
        Self {
            meeting,
            nadia,
            people,
            tick: 0,
            done: 0,
            refused: Vec::new(),
            left: 0,
            wrote: Vec::new(),
        }
    }

    fn view(&self, person: PersonId) -> View {
        view::view(&self.meeting.state, &self.meeting.contents, person).unwrap()
    }

    fn run(&mut self, ticks: u64) {
        for _ in 0..ticks {
            self.tick += 1;
            for (person, seed) in self.people.clone() {
                if !rehearsal::looks(seed, self.tick) {
                    continue;
                }
                let view = self.view(person);
                let next = act(&view, seed, self.tick);
                assert_eq!(next, act(&view, seed, self.tick), "the same in the same place");
                match next {
                    Some(Act::Ask(command)) => match self.meeting.act(person, (*command).clone()) {
                        Ok(_) => self.done += 1,
                        Err(refusal) => self.refused.push((*command, refusal)),
                    },
                    Some(Act::Leave { .. }) => self.left += 1,
                    Some(Act::Write(jotting)) => {
                        let boards = rights::boards(&self.meeting.state);
                        let board = &boards[&jotting.board];
                        assert!(board.writers.contains(&person), "{jotting:?}");
                        self.wrote.push((person, jotting));
                    }
                    Some(Act::React(_)) | None => {}
                }
            }
            self.meeting.pass(500);
        }
    }

    fn facilitate(&mut self, command: Command) {
        self.meeting.act(self.nadia, command).unwrap();
    }
}

#[test]
fn z2_simulated_people_do_what_is_asked_of_them_and_are_hardly_ever_refused() {
    let mut stage = Stage::new(30);
    stage.run(60);
    let people = |stage: &Stage| stage.meeting.state.people.clone();
    assert!(people(&stage).values().all(|person| person.arrived));
    let poll = *stage.meeting.state.polls.keys().next().unwrap();
    stage.facilitate(Command::Poll(PollCommand::Open { poll }));
    stage.run(80);
    assert_eq!(stage.meeting.state.polls[&poll].answers.len(), 30);
    stage.facilitate(Command::Poll(PollCommand::Close { poll }));
    stage.facilitate(Command::MakeGroups {
        size: 10,
        rule: GroupRule::Random,
        apart: false,
        expected: false,
    });
    stage.facilitate(Command::OpenRooms { in_seconds: 0 });
    stage.facilitate(Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("consultancy-20".into()),
        seconds: None,
        pace: None,
    });
    let plan = *stage.meeting.state.plans.keys().next().unwrap();
    stage.run(120);
    for room in stage.meeting.breakout_rooms() {
        assert!(stage.meeting.round(room).presenter.is_some());
        assert!(stage.meeting.state.rooms[&room].dilemma.title.is_some());
    }
    stage.facilitate(Command::Begin {
        on: Target::Plan(plan),
    });
    stage.run(20 * 60 * 2);
    let chat = stage
        .meeting
        .state
        .rooms
        .values()
        .map(|room| room.chat.len())
        .sum::<usize>();
    assert!(chat > 10, "they talk: {chat}");
    assert!(stage.left > 2, "lines drop: {}", stage.left);
    stage.facilitate(Command::BringBack { in_seconds: 0 });
    stage.facilitate(Command::OpenClosing { open: true });
    stage.run(200);
    assert_eq!(
        stage
            .meeting
            .state
            .closing
            .ticket
            .as_ref()
            .unwrap()
            .answered
            .len(),
        30
    );
    assert!(!stage.meeting.state.closing.commitments.is_empty());
    let refused = stage.refused.len();
    assert!(
        refused * 20 < stage.done,
        "{refused} of {}: {:?}",
        stage.done,
        stage.refused
    );
    // Only what anybody in their place may try; two who want the same at once are refused like real people.
    for (command, refusal) in &stage.refused {
        let is_a_race = matches!(
            refusal,
            Refusal::NotesTaken | Refusal::CallIsOpen | Refusal::AlreadyBegun | Refusal::NothingToDo
        );
        assert!(is_a_race, "{command:?}: {refusal:?}");
    }
}

#[test]
fn z5_simulated_people_write_notes_only_where_they_may() {
    let mut stage = Stage::new(12);
    stage.run(60);
    let main = stage.meeting.state.main_room.unwrap();
    let board = stage.meeting.state.rooms[&main].board;
    stage.run(200);
    assert!(!stage.wrote.is_empty());
    assert!(
        stage
            .wrote
            .iter()
            .all(|(_, jotting)| jotting.board == board && jotting.section.is_empty())
    );
    stage.facilitate(Command::MakeGroups {
        size: 6,
        rule: GroupRule::Random,
        apart: false,
        expected: false,
    });
    stage.facilitate(Command::OpenRooms { in_seconds: 0 });
    stage.facilitate(Command::StartRound {
        rooms: None,
        protocol: ProtocolChoice::Library("consultancy-20".into()),
        seconds: None,
        pace: None,
    });
    let plan = *stage.meeting.state.plans.keys().next().unwrap();
    stage.run(80);
    stage.wrote.clear();
    stage.facilitate(Command::Begin {
        on: Target::Plan(plan),
    });
    stage.run(20 * 60 * 2);
    let sections = &stage.meeting.state.plans[&plan].definition.sections;
    let named = stage
        .wrote
        .iter()
        .filter(|(_, jotting)| !jotting.section.is_empty());
    let named: Vec<_> = named.collect();
    assert!(named.len() > 5, "{}", stage.wrote.len());
    assert!(
        named
            .iter()
            .all(|(_, jotting)| sections.iter().any(|section| section.id == jotting.section))
    );
}

#[test]
fn z2_names_are_invented_and_no_two_are_the_same() {
    let asks = BTreeSet::from([Ask::Organization, Ask::AccessNeeds]);
    for language in ["en", "es", "es-MX", "fr"] {
        let people = (0..usize::from(SIMULATED_MAX))
            .map(|index| rehearsal::about(index as u64, index, language, &asks));
        let people: Vec<About> = people.collect();
        let names: BTreeSet<_> = people.iter().map(|about| about.name.clone().unwrap()).collect();
        assert_eq!(names.len(), usize::from(SIMULATED_MAX));
        assert!(
            people
                .iter()
                .all(|about| about.organization.is_some() && about.subject.is_none())
        );
        assert!(people.iter().any(|about| about.access_needs.is_some()));
    }
    let ticks: BTreeSet<u64> = (0..150).map(|seed| rehearsal::comes_at(seed, 150)).collect();
    assert!(ticks.len() > 20 && ticks.iter().all(|tick| *tick < 60));
}
