//! The gallery: cards, their release, and who visits which.

use super::driver::Meeting;
use proptest::prelude::*;
use protocol::ids::{PersonId, RoomId};
use protocol::meeting::agenda::{PartKind, PartWish};
use protocol::meeting::gallery::visits::{Visitor, spread};
use protocol::meeting::gallery::{GalleryAct, GalleryPhase};
use protocol::meeting::state::Role;
use protocol::meeting::view::{self, View};
use protocol::meeting::{Command, Refusal, SystemCommand};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn view(meeting: &Meeting, person: PersonId) -> View {
    view::view(&meeting.state, &meeting.contents, person).unwrap()
}

fn phase(phase: GalleryPhase) -> Command {
    Command::Gallery(GalleryAct::SetPhase { phase })
}

fn card(room: RoomId, question: &str) -> Command {
    Command::Gallery(GalleryAct::WriteCard {
        room,
        question: Some(question.to_owned()),
        takeaways: Some(vec![
            "Ask first".to_owned(),
            " ".to_owned(),
            "Less is more".to_owned(),
        ]),
        ask: Some("A worksheet".to_owned()),
    })
}

fn release(room: RoomId, released: bool) -> Command {
    Command::Gallery(GalleryAct::ReleaseCard { room, released })
}

fn respond(room: RoomId, text: &str) -> Command {
    Command::Gallery(GalleryAct::Respond {
        room,
        text: text.to_owned(),
    })
}

/// Rooms with a presenter in each, whose cards are written; the gallery is not open yet.
fn written(rooms: u16, each: usize) -> (Meeting, PersonId, Vec<RoomId>) {
    let (mut meeting, flor, rooms) = Meeting::with_open_rooms(rooms, each);
    let plan = meeting.start(flor, &[]);
    meeting.begin(flor, plan);
    meeting.act(flor, phase(GalleryPhase::Writing)).unwrap();
    for room in &rooms {
        let someone = meeting.people_in(*room)[1];
        meeting.act(someone, card(*room, "How do we begin?")).unwrap();
    }
    (meeting, flor, rooms)
}

#[test]
fn x1_a_rooms_people_write_its_card_once_facilitators_ask_for_cards() {
    let (mut meeting, flor, rooms) = Meeting::with_open_rooms(2, 2);
    let (ana, dee) = (meeting.people_in(rooms[0])[0], meeting.people_in(rooms[1])[0]);
    assert_eq!(
        meeting.act(ana, card(rooms[0], "Q")).unwrap_err(),
        Refusal::GalleryClosed
    );
    assert_eq!(
        meeting.act(ana, phase(GalleryPhase::Writing)).unwrap_err(),
        Refusal::FacilitatorsOnly
    );
    meeting.act(flor, phase(GalleryPhase::Writing)).unwrap();
    meeting.act(ana, card(rooms[0], "Q")).unwrap();
    assert_eq!(
        meeting.act(dee, card(rooms[0], "Q")).unwrap_err(),
        Refusal::NotInRoom
    );
    let main = meeting.state.main_room.unwrap();
    assert_eq!(meeting.act(flor, card(main, "Q")).unwrap_err(), Refusal::NoRoom);
    let own = view(&meeting, ana).own_gallery.card.unwrap();
    assert_eq!(own.question.as_deref(), Some("Q"));
    assert_eq!(own.takeaways, ["Ask first", "Less is more"]);
    assert!(view(&meeting, dee).own_gallery.card.is_none());
    assert!(view(&meeting, dee).gallery.cards.is_empty());
    // Too much is refused, an empty text takes away; the rest stays.
    let long = Command::Gallery(GalleryAct::WriteCard {
        room: rooms[0],
        question: None,
        takeaways: Some(vec!["x".to_owned(); 4]),
        ask: None,
    });
    assert_eq!(meeting.act(ana, long).unwrap_err(), Refusal::TooMany);
    assert_eq!(
        meeting.act(ana, card(rooms[0], &"x".repeat(301))).unwrap_err(),
        Refusal::TextTooLong
    );
    let less = Command::Gallery(GalleryAct::WriteCard {
        room: rooms[0],
        question: Some(String::new()),
        takeaways: None,
        ask: None,
    });
    meeting.act(ana, less).unwrap();
    let own = view(&meeting, ana).own_gallery.card.unwrap();
    assert!(own.question.is_none() && own.ask.is_some());
}

#[test]
fn x2_a_card_is_released_by_its_presenter_alone_as_long_as_they_are_there() {
    let (mut meeting, flor, rooms) = written(2, 3);
    let people = meeting.people_in(rooms[0]);
    let (presenter, other) = (people[0], people[1]);
    for person in [flor, other] {
        assert_eq!(
            meeting.act(person, release(rooms[0], true)).unwrap_err(),
            Refusal::PresenterOnly
        );
    }
    meeting.act(presenter, release(rooms[0], true)).unwrap();
    assert_eq!(
        meeting.act(other, card(rooms[0], "Else")).unwrap_err(),
        Refusal::CardReleased
    );
    meeting.act(presenter, release(rooms[0], false)).unwrap();
    meeting.act(other, card(rooms[0], "Else")).unwrap();
    // Back in the main room they are still of their room.
    meeting.act(flor, Command::BringBack { in_seconds: 0 }).unwrap();
    meeting.everybody_arrives();
    meeting.act(presenter, release(rooms[0], true)).unwrap();
    // Gone: now a facilitator may, and nobody else.
    let gone = meeting.state.rooms[&rooms[1]]
        .round
        .as_ref()
        .unwrap()
        .presenter
        .unwrap();
    let generation = meeting.state.people[&gone].generation;
    meeting
        .system(SystemCommand::Dropped {
            person: gone,
            generation,
        })
        .unwrap();
    assert_eq!(
        meeting.act(other, release(rooms[1], true)).unwrap_err(),
        Refusal::PresenterOnly
    );
    meeting.act(flor, release(rooms[1], true)).unwrap();
    assert_eq!(
        meeting.act(flor, release(rooms[1], true)).unwrap_err(),
        Refusal::NothingToDo
    );
}

#[test]
fn x2_an_empty_card_is_not_released() {
    let (mut meeting, flor, rooms) = Meeting::with_open_rooms(2, 2);
    meeting.act(flor, phase(GalleryPhase::Writing)).unwrap();
    assert_eq!(
        meeting.act(flor, release(rooms[0], true)).unwrap_err(),
        Refusal::CardEmpty
    );
}

#[test]
fn x3_everybody_is_sent_to_three_others_cards_and_all_get_visitors() {
    let (mut meeting, flor, rooms) = written(5, 3);
    for room in &rooms {
        let presenter = meeting.people_in(*room)[0];
        meeting.act(presenter, release(*room, true)).unwrap();
    }
    meeting.act(flor, Command::BringBack { in_seconds: 0 }).unwrap();
    meeting.everybody_arrives();
    assert!(meeting.state.gallery.sent.is_empty());
    meeting.act(flor, phase(GalleryPhase::Open)).unwrap();
    for room in &rooms {
        assert_eq!(meeting.state.gallery.sent_to(*room), 9);
    }
    for (person, sent) in &meeting.state.gallery.sent {
        let own = meeting.state.people[person].assigned.unwrap();
        assert_eq!(sent.iter().collect::<BTreeSet<_>>().len(), 3);
        assert!(!sent.contains(&own));
        assert_eq!(view(&meeting, *person).own_gallery.sent, *sent);
    }
    assert!(!meeting.state.gallery.sent.contains_key(&flor));
    // Who comes now is sent too, and nobody else's change.
    let before = meeting.state.gallery.sent.clone();
    let late = meeting.join(Role::Participant, "Late");
    assert_eq!(meeting.state.gallery.sent[&late].len(), 3);
    for (person, sent) in &before {
        assert_eq!(meeting.state.gallery.sent[person], *sent);
    }
    // A card is taken back: who had it gets another; what somebody has looked at stays theirs.
    let (reader, sent) = before.iter().next().unwrap();
    let taken = *rooms.iter().find(|room| !sent.contains(room)).unwrap();
    let see = Command::Gallery(GalleryAct::SeeCard { room: sent[2] });
    meeting.act(*reader, see).unwrap();
    let presenter = meeting.state.rooms[&taken]
        .round
        .as_ref()
        .unwrap()
        .presenter
        .unwrap();
    meeting.act(presenter, release(taken, false)).unwrap();
    for sent in meeting.state.gallery.sent.values() {
        assert!(sent.len() == 3 && !sent.contains(&taken));
    }
    assert!(meeting.state.gallery.sent[reader].contains(&sent[2]));
}

#[test]
fn x4_a_response_reaches_the_room_its_author_and_facilitators() {
    let (mut meeting, flor, rooms) = written(3, 2);
    for room in &rooms {
        let presenter = meeting.people_in(*room)[0];
        meeting.act(presenter, release(*room, true)).unwrap();
    }
    let (ana, dee, eve) = (
        meeting.people_in(rooms[0])[0],
        meeting.people_in(rooms[1])[0],
        meeting.people_in(rooms[2])[0],
    );
    assert_eq!(
        meeting.act(dee, respond(rooms[0], "Thank you")).unwrap_err(),
        Refusal::GalleryClosed
    );
    meeting.act(flor, phase(GalleryPhase::Open)).unwrap();
    assert_eq!(
        meeting.act(ana, respond(rooms[0], "Ours")).unwrap_err(),
        Refusal::OwnCard
    );
    meeting.act(dee, respond(rooms[0], "Thank you")).unwrap();
    let reads = |meeting: &Meeting, person| view(meeting, person).own_gallery.responses.len();
    assert_eq!([ana, dee, eve].map(|person| reads(&meeting, person)), [1, 1, 0]);
    assert_eq!(view(&meeting, flor).gallery_desk[0].responses, 1);
    for _ in 0..4 {
        meeting.act(dee, respond(rooms[0], "More")).unwrap();
    }
    assert_eq!(
        meeting.act(dee, respond(rooms[0], "Too much")).unwrap_err(),
        Refusal::TooMany
    );
}

#[test]
fn x5_facilitators_see_how_far_each_card_is() {
    let (mut meeting, flor, rooms) = written(3, 2);
    let presenter = meeting.people_in(rooms[0])[0];
    meeting.act(presenter, release(rooms[0], true)).unwrap();
    meeting.act(flor, phase(GalleryPhase::Open)).unwrap();
    let dee = meeting.people_in(rooms[1])[0];
    let see = || Command::Gallery(GalleryAct::SeeCard { room: rooms[0] });
    meeting.act(dee, see()).unwrap();
    assert_eq!(meeting.act(dee, see()).unwrap_err(), Refusal::NothingToDo);
    let desk = view(&meeting, flor).gallery_desk;
    let far = |room: usize| {
        let card = desk.iter().find(|card| card.card.room == rooms[room]).unwrap();
        (card.card.released, card.sent, card.seen)
    };
    assert_eq!((far(0), far(1)), ((true, 4, 1), (false, 0, 0)));
    assert!(view(&meeting, dee).gallery_desk.is_empty());
}

#[test]
fn x7_the_gallery_goes_with_its_part_of_the_agenda() {
    let (mut meeting, flor, _) = written(2, 2);
    let part = |kind| PartWish {
        kind,
        title: None,
        seconds: 600,
        speaker: None,
        speaker_name: None,
        slides: None,
        captions: None,
    };
    let parts = vec![part(PartKind::Gallery), part(PartKind::Closing)];
    meeting
        .act(flor, Command::AddParts { parts, before: None })
        .unwrap();
    let ids: Vec<_> = meeting
        .state
        .agenda
        .parts
        .iter()
        .map(|part| part.plan.id)
        .collect();
    let start = |part| Command::StartPart { part };
    meeting.act(flor, start(ids[0])).unwrap();
    assert_eq!(meeting.state.gallery.phase, GalleryPhase::Open);
    meeting.act(flor, start(ids[1])).unwrap();
    assert_eq!(meeting.state.gallery.phase, GalleryPhase::Closed);
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// Rooms of these sizes.
fn visitors(sizes: &[usize], cards: &[RoomId]) -> Vec<Visitor> {
    let mut number = 1000;
    let mut found = Vec::new();
    for (room, size) in cards.iter().zip(sizes) {
        for _ in 0..*size {
            number += 1;
            found.push(Visitor {
                person: PersonId(id(number)),
                own: Some(*room),
                kept: Vec::new(),
            });
        }
    }
    found
}

fn counts(cards: &[RoomId], visits: &BTreeMap<PersonId, Vec<RoomId>>) -> BTreeMap<RoomId, usize> {
    let mut counts: BTreeMap<_, _> = cards.iter().map(|card| (*card, 0)).collect();
    for card in visits.values().flatten() {
        *counts.get_mut(card).unwrap() += 1;
    }
    counts
}

proptest! {
    #[test]
    fn x3_all_cards_get_visitors_evenly(sizes in prop::collection::vec(0_usize..9, 1..31)) {
        let cards: Vec<RoomId> = (1..=sizes.len() as u128).map(|n| RoomId(id(n))).collect();
        let people = visitors(&sizes, &cards);
        let visits = spread(&cards, &people);
        for visitor in &people {
            let rooms = &visits[&visitor.person];
            let others = cards.len() - 1;
            prop_assert_eq!(rooms.len(), others.min(3));
            prop_assert_eq!(rooms.iter().collect::<BTreeSet<_>>().len(), rooms.len());
            prop_assert!(!rooms.contains(&visitor.own.unwrap()));
        }
        let counts = counts(&cards, &visits);
        // Nobody's exchange would make two cards more even.
        for visitor in &people {
            let rooms = &visits[&visitor.person];
            for from in rooms {
                for (to, count) in &counts {
                    let free = Some(*to) != visitor.own && !rooms.contains(to);
                    prop_assert!(!free || counts[from] <= count + 1, "{from:?} to {to:?}");
                }
            }
        }
        prop_assert_eq!(spread(&cards, &people), visits);
    }

    #[test]
    fn x3_rooms_of_one_size_get_as_many_visitors_each(rooms in 4_usize..31, size in 1_usize..9) {
        let cards: Vec<RoomId> = (1..=rooms as u128).map(|n| RoomId(id(n))).collect();
        let people = visitors(&vec![size; rooms], &cards);
        let counts = counts(&cards, &spread(&cards, &people));
        prop_assert_eq!(counts.values().min(), counts.values().max());
    }

    #[test]
    fn x3_what_is_kept_is_kept(sizes in prop::collection::vec(1_usize..6, 4..12), kept in 0_usize..4) {
        let cards: Vec<RoomId> = (1..=sizes.len() as u128).map(|n| RoomId(id(n))).collect();
        let mut people = visitors(&sizes, &cards);
        for (at, visitor) in people.iter_mut().enumerate() {
            let others = cards.iter().filter(|card| Some(**card) != visitor.own);
            visitor.kept = others.cycle().skip(at).take(kept.min(2 + at % 2)).copied().collect();
        }
        let visits = spread(&cards, &people);
        for visitor in &people {
            let rooms = &visits[&visitor.person];
            prop_assert!(rooms.starts_with(&visitor.kept) && rooms.len() == 3);
        }
    }
}
