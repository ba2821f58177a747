//! Questions to a keynote, the floor of the main room, threads with facilitators, chat to all, deleting.

use super::agenda::wish;
use super::driver::Meeting;
use protocol::consultancy::rights::{self, Reader};
use protocol::ids::{MessageId, PersonId, QuestionId, RoomId};
use protocol::meeting::agenda::PartKind;
use protocol::meeting::command::{ProtocolChoice, TalkWish, Target};
use protocol::meeting::state::Role;
use protocol::meeting::talk::{ChatPlace, MainFloor, QuestionMark};
use protocol::meeting::view::view;
use protocol::meeting::{Command, Refusal};

struct Keynote {
    meeting: Meeting,
    nadia: PersonId,
    sam: PersonId,
    ana: PersonId,
    ben: PersonId,
    main: RoomId,
}

/// A keynote by Sam runs in the main room.
fn keynote() -> Keynote {
    let mut meeting = Meeting::new();
    let nadia = meeting.join(Role::Facilitator, "Nadia");
    let [sam, ana, ben] = ["Sam", "Ana", "Ben"].map(|name| meeting.join(Role::Participant, name));
    let mut part = wish(PartKind::Keynote, 30);
    part.speaker = Some(sam);
    let parts = vec![part, wish(PartKind::Discussion, 30)];
    meeting
        .act(nadia, Command::AddParts { parts, before: None })
        .unwrap();
    let part = meeting.state.agenda.parts[0].plan.id;
    meeting.act(nadia, Command::StartPart { part }).unwrap();
    let main = meeting.state.main_room.unwrap();
    Keynote {
        meeting,
        nadia,
        sam,
        ana,
        ben,
        main,
    }
}

fn ask(text: &str) -> Command {
    Command::AskQuestion {
        text: text.into(),
        anonymous: false,
    }
}

fn say(text: &str) -> Command {
    Command::Say { text: text.into() }
}

fn to_facilitators(text: &str, person: Option<PersonId>) -> Command {
    let text = text.into();
    Command::SayToFacilitators { text, person }
}

impl Keynote {
    fn asked(&mut self, person: PersonId, command: Command) -> QuestionId {
        self.meeting.act(person, command).unwrap();
        *self.meeting.state.talk.questions.keys().next_back().unwrap()
    }

    fn sees(&self, person: PersonId) -> String {
        let view = view(&self.meeting.state, &self.meeting.contents, person).unwrap();
        serde_json::to_string(&view).unwrap()
    }

    fn set(&mut self, wish: TalkWish) {
        let nadia = self.nadia;
        self.meeting.act(nadia, Command::SetTalk(wish)).unwrap();
    }
}

#[test]
fn q1_questions_are_asked_while_a_keynote_runs() {
    let mut k = keynote();
    let olu = k.meeting.join(Role::Observer, "Olu");
    assert_eq!(k.meeting.act(olu, ask("Why?")), Err(Refusal::ObserversOnlySee));
    let long = "w".repeat(501);
    assert_eq!(k.meeting.act(k.ana, ask(&long)), Err(Refusal::TextTooLong));
    assert_eq!(k.meeting.act(k.ana, ask(" ")), Err(Refusal::EmptyText));
    for n in 0..10 {
        k.meeting.act(k.ana, ask(&format!("Question {n}"))).unwrap();
    }
    assert_eq!(
        k.meeting.act(k.ana, ask("One more")),
        Err(Refusal::TooManyQuestions)
    );
    k.meeting.act(k.ben, ask("Mine")).unwrap();
    let part = k.meeting.state.agenda.parts[1].plan.id;
    k.meeting.act(k.nadia, Command::StartPart { part }).unwrap();
    assert_eq!(k.meeting.act(k.ben, ask("Late")), Err(Refusal::NoKeynote));
}

#[test]
fn q2_one_vote_each_and_it_is_taken_back() {
    let mut k = keynote();
    let (ana, ben) = (k.ana, k.ben);
    let question = k.asked(ana, ask("Why?"));
    let vote = |up| Command::VoteQuestion { question, up };
    let votes = |k: &Keynote| k.meeting.state.talk.questions[&question].votes.len();
    k.meeting.act(ben, vote(true)).unwrap();
    assert_eq!(k.meeting.act(ben, vote(true)), Err(Refusal::NothingToDo));
    assert_eq!(votes(&k), 1);
    k.meeting.act(ben, vote(false)).unwrap();
    assert_eq!(k.meeting.act(ben, vote(false)), Err(Refusal::NothingToDo));
    assert_eq!(votes(&k), 0);
    let mark = |mark| Command::MarkQuestion { question, mark };
    k.meeting.act(k.nadia, mark(QuestionMark::Answered)).unwrap();
    assert_eq!(k.meeting.act(ben, vote(true)), Err(Refusal::QuestionClosed));
    k.meeting.act(k.nadia, mark(QuestionMark::Open)).unwrap();
    k.meeting.act(ben, vote(true)).unwrap();
    let part = k.meeting.state.agenda.parts[0].plan.id;
    k.meeting.act(k.nadia, Command::EndPart { part }).unwrap();
    assert_eq!(k.meeting.act(ana, vote(true)), Err(Refusal::QuestionClosed));
}

#[test]
fn q3_facilitators_mark_and_hide() {
    let mut k = keynote();
    let (ana, ben, nadia) = (k.ana, k.ben, k.nadia);
    let first = k.asked(ana, ask("First"));
    let second = k.asked(ana, ask("Secondly"));
    let mark = |question, mark| Command::MarkQuestion { question, mark };
    assert_eq!(
        k.meeting.act(ana, mark(first, QuestionMark::Now)),
        Err(Refusal::FacilitatorsOnly)
    );
    k.meeting.act(nadia, mark(first, QuestionMark::Now)).unwrap();
    k.meeting.act(nadia, mark(second, QuestionMark::Now)).unwrap();
    let marks: Vec<_> = [first, second]
        .map(|id| k.meeting.state.talk.questions[&id].mark)
        .into();
    assert_eq!(marks, [QuestionMark::Answered, QuestionMark::Now]);
    k.meeting.act(nadia, mark(second, QuestionMark::Hidden)).unwrap();
    assert!(!k.sees(ben).contains("Secondly"));
    assert!(k.sees(nadia).contains("Secondly"));
    let vote = Command::VoteQuestion {
        question: second,
        up: true,
    };
    assert_eq!(k.meeting.act(ben, vote), Err(Refusal::NoQuestion));
}

#[test]
fn q4_without_a_name_where_that_is_allowed() {
    let mut k = keynote();
    let (ana, ben, nadia) = (k.ana, k.ben, k.nadia);
    let anonymous = Command::AskQuestion {
        text: "Who pays?".into(),
        anonymous: true,
    };
    assert_eq!(k.meeting.act(ana, anonymous.clone()), Err(Refusal::NamesAreSaid));
    k.set(TalkWish {
        anonymous_questions: Some(true),
        ..TalkWish::default()
    });
    let question = k.asked(ana, anonymous);
    let asker = |person| {
        let view = view(&k.meeting.state, &k.meeting.contents, person).unwrap();
        view.questions[&question].person
    };
    assert_eq!((asker(ben), asker(ana), asker(nadia)), (None, None, Some(ana)));
    let own = |person| view(&k.meeting.state, &k.meeting.contents, person).unwrap().own;
    assert!(own(ana).asked.contains(&question));
    assert!(own(ben).asked.is_empty() && own(nadia).asked.is_empty());
}

#[test]
fn q5_the_floor_of_the_main_room_is_what_the_facilitators_chose() {
    let mut k = keynote();
    let (ana, sam, nadia, main) = (k.ana, k.sam, k.nadia, k.main);
    let ina = k.meeting.join(Role::AccessSupport, "Ina");
    k.meeting.act(ana, say("hello")).unwrap();
    let refused = k.meeting.act(ana, Command::SetTalk(TalkWish::default()));
    assert_eq!(refused, Err(Refusal::FacilitatorsOnly));
    k.set(TalkWish {
        floor: Some(MainFloor::Facilitators),
        ..TalkWish::default()
    });
    assert_eq!(k.meeting.act(ana, say("hello")), Err(Refusal::NotYourFloor));
    assert!(!rights::writers(&k.meeting.state, main).contains(&ana));
    for person in [sam, nadia, ina] {
        k.meeting.act(person, say("hello")).unwrap();
        assert!(rights::writers(&k.meeting.state, main).contains(&person));
    }
    let reads = rights::reader(&k.meeting.state, sam, main);
    assert_eq!(reads, Some(Reader::Speaker));
    // Questions and hands stay open.
    k.meeting.act(ana, ask("Why?")).unwrap();
    k.meeting.act(ana, Command::RaiseHand {}).unwrap();
    // A round has rules of its own.
    let start = Command::StartRound {
        rooms: Some(vec![main]),
        protocol: ProtocolChoice::Library("consultancy-20".into()),
        seconds: None,
        pace: None,
    };
    k.meeting.act(nadia, start).unwrap();
    k.meeting.act(ana, say("I could present")).unwrap();
    let stop = Command::StopRound {
        on: Target::Room(main),
    };
    k.meeting.act(nadia, stop).unwrap();
    assert_eq!(k.meeting.act(ana, say("hello")), Err(Refusal::NotYourFloor));
    // The speaker's floor ends with the part; other rooms are as ever.
    let part = k.meeting.state.agenda.parts[1].plan.id;
    k.meeting.act(nadia, Command::StartPart { part }).unwrap();
    assert_eq!(k.meeting.act(sam, say("and")), Err(Refusal::NotYourFloor));
    k.meeting.act(nadia, Command::CreateRooms { count: 1 }).unwrap();
    let room = k.meeting.breakout_rooms()[0];
    k.meeting
        .act(nadia, Command::OpenRooms { in_seconds: 0 })
        .unwrap();
    let people = vec![ana];
    // Opening may have put everybody there already.
    let _ = k.meeting.act(nadia, Command::Move { people, room });
    k.meeting.act(ana, say("here")).unwrap();
}

#[test]
fn c1_a_thread_with_the_facilitators_is_theirs_alone_in_every_step() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(1, 3);
    let plan = meeting.start(nadia, &[]);
    meeting.begin(nadia, plan);
    let people = meeting.people_in(rooms[0]);
    let (ana, ben) = (people[1], people[2]);
    // The presenter has the floor: the group is silent in the room.
    assert_eq!(meeting.act(ana, say("hello")), Err(Refusal::NotYourFloor));
    meeting.act(ana, to_facilitators("I need a break", None)).unwrap();
    meeting
        .act(nadia, to_facilitators("Go ahead", Some(ana)))
        .unwrap();
    let sees = |person| {
        let view = view(&meeting.state, &meeting.contents, person).unwrap();
        (view.threads.len(), serde_json::to_string(&view).unwrap())
    };
    for person in [ana, nadia] {
        let (threads, view) = sees(person);
        assert_eq!(threads, 1);
        assert!(view.contains("I need a break") && view.contains("Go ahead"));
    }
    let (threads, view) = sees(ben);
    assert_eq!(threads, 0);
    assert!(!view.contains("I need a break") && !view.contains("Go ahead"));
    let into_anothers = meeting.act(ben, to_facilitators("me too", Some(ana)));
    assert_eq!(into_anothers, Err(Refusal::FacilitatorsOnly));
    let to_nobody = meeting.act(nadia, to_facilitators("hello", None));
    assert_eq!(to_nobody, Err(Refusal::NoPerson));
    let olu = meeting.join(Role::Observer, "Olu");
    let refused = meeting.act(olu, to_facilitators("hello", None));
    assert_eq!(refused, Err(Refusal::ObserversOnlySee));
}

#[test]
fn c2_to_all_where_it_is_allowed_and_the_floor_allows_it() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(2, 3);
    let plan = meeting.start(nadia, &[]);
    let to_all = || Command::SayToAll {
        text: "to all".into(),
    };
    let ana = meeting.people_in(rooms[0])[1];
    assert_eq!(meeting.act(ana, to_all()), Err(Refusal::ChatToAllClosed));
    meeting.act(nadia, to_all()).unwrap();
    let open = TalkWish {
        chat_to_all: Some(true),
        ..TalkWish::default()
    };
    meeting.act(nadia, Command::SetTalk(open)).unwrap();
    meeting.act(ana, to_all()).unwrap();
    let other = meeting.people_in(rooms[1])[1];
    let view = view(&meeting.state, &meeting.contents, other).unwrap();
    assert_eq!(view.chat_all.len(), 2);
    meeting.begin(nadia, plan);
    assert_eq!(meeting.act(ana, to_all()), Err(Refusal::NotYourFloor));
    let presenter = meeting.people_in(rooms[0])[0];
    meeting.act(presenter, to_all()).unwrap();
}

#[test]
fn c3_deleted_words_are_gone_and_that_there_were_some_stays() {
    let (mut meeting, nadia, rooms) = Meeting::with_open_rooms(2, 3);
    let (ana, other) = (meeting.people_in(rooms[0])[0], meeting.people_in(rooms[1])[0]);
    let lead = meeting.people_in(rooms[0])[1];
    let name = Command::SetRoomFacilitator {
        person: lead,
        room: Some(rooms[0]),
    };
    meeting.act(nadia, name).unwrap();
    for person in [ana, other] {
        meeting.act(person, say("regretted")).unwrap();
    }
    meeting.act(ana, to_facilitators("regretted", None)).unwrap();
    let last = |meeting: &Meeting, room: RoomId| meeting.state.rooms[&room].chat.back().unwrap().id;
    let delete = |place, message| Command::DeleteMessage { place, message };
    let (own, others) = (last(&meeting, rooms[0]), last(&meeting, rooms[1]));
    for person in [ana, other] {
        let refused = meeting.act(person, delete(ChatPlace::Room(rooms[0]), own));
        assert_eq!(refused, Err(Refusal::RoomFacilitatorsOnly));
    }
    let refused = meeting.act(lead, delete(ChatPlace::Room(rooms[1]), others));
    assert_eq!(refused, Err(Refusal::RoomFacilitatorsOnly));
    meeting.act(lead, delete(ChatPlace::Room(rooms[0]), own)).unwrap();
    let again = meeting.act(nadia, delete(ChatPlace::Room(rooms[0]), own));
    assert_eq!(again, Err(Refusal::NothingToDo));
    let thread = meeting.state.talk.threads[&ana].back().unwrap().id;
    let refused = meeting.act(ana, delete(ChatPlace::Thread(ana), thread));
    assert_eq!(refused, Err(Refusal::FacilitatorsOnly));
    meeting
        .act(nadia, delete(ChatPlace::Thread(ana), thread))
        .unwrap();
    let unknown = MessageId(meeting.uuid());
    assert_eq!(
        meeting.act(nadia, delete(ChatPlace::All, unknown)),
        Err(Refusal::NoMessage)
    );
    let left = meeting.contents.values().flatten();
    assert_eq!(left.filter(|text| *text == "regretted").count(), 1);
    let view = view(&meeting.state, &meeting.contents, ana).unwrap();
    let message = view.chat[&rooms[0]].last().unwrap();
    assert!(message.deleted && message.text.is_empty());
}
