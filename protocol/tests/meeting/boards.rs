//! Boards of a room and votes on their notes.

use super::driver::Meeting;
use protocol::consultancy::Texts;
use protocol::consultancy::rights;
use protocol::ids::{BoardId, PersonId, RoomId};
use protocol::meeting::command::SectionWish;
use protocol::meeting::state::Role;
use protocol::meeting::view::{Change, Slice, project, project_own, touched, view};
use protocol::meeting::{Command, Refusal};

fn wish(id: Option<&str>, name: &str) -> SectionWish {
    SectionWish {
        id: id.map(ToOwned::to_owned),
        name: Texts::from([("en".to_owned(), name.to_owned())]),
    }
}

fn add(room: RoomId, name: &str, sections: &[&str]) -> Command {
    Command::AddBoard {
        room,
        name: name.to_owned(),
        sections: sections.iter().map(|name| wish(None, name)).collect(),
    }
}

fn last(meeting: &Meeting, room: RoomId) -> BoardId {
    meeting.state.rooms[&room].boards.last().unwrap().id
}

fn place(board: BoardId, note: &str) -> Command {
    Command::PlaceDot {
        board,
        note: note.to_owned(),
    }
}

fn take(board: BoardId, note: &str) -> Command {
    Command::TakeDot {
        board,
        note: note.to_owned(),
    }
}

/// A room with a second board on which everyone has three dots, two at most on one note.
fn voting(hidden: bool) -> (Meeting, PersonId, Vec<PersonId>, BoardId) {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    meeting.act(facilitator, add(rooms[0], "Ideas", &[])).unwrap();
    let board = last(&meeting, rooms[0]);
    let vote = Command::OpenVote {
        board,
        dots: 3,
        per_note: 2,
        hidden,
    };
    meeting.act(facilitator, vote).unwrap();
    let people = meeting.people_in(rooms[0]);
    (meeting, facilitator, people, board)
}

#[test]
fn n1_facilitators_of_a_room_add_and_name_its_boards() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    let (a, b) = (rooms[0], rooms[1]);
    let of_a = meeting.people_in(a)[0];
    let only = Err(Refusal::RoomFacilitatorsOnly);
    assert_eq!(meeting.act(of_a, add(a, "Mine", &[])), only);
    let set = Command::SetRoomFacilitator {
        person: of_a,
        room: Some(a),
    };
    meeting.act(facilitator, set).unwrap();
    meeting
        .act(of_a, add(a, "Plus and delta", &["Plus", "Delta"]))
        .unwrap();
    assert_eq!(meeting.act(of_a, add(b, "Theirs", &[])), only);
    for n in 2..8 {
        meeting
            .act(facilitator, add(a, &format!("Board {n}"), &[]))
            .unwrap();
    }
    assert_eq!(
        meeting.act(facilitator, add(a, "Too many", &[])),
        Err(Refusal::TooManyBoards)
    );
    // One that is put away makes room for another, up to an end.
    for n in 0..16 {
        let board = last(&meeting, a);
        let away = Command::PutAwayBoard { board, away: true };
        meeting.act(facilitator, away).unwrap();
        meeting
            .act(facilitator, add(a, &format!("More {n}"), &[]))
            .unwrap();
    }
    let board = last(&meeting, a);
    meeting
        .act(facilitator, Command::PutAwayBoard { board, away: true })
        .unwrap();
    assert_eq!(
        meeting.act(facilitator, add(a, "Too many", &[])),
        Err(Refusal::TooManyBoards)
    );
    for (name, refusal) in [
        (" \u{202e} ", Refusal::EmptyText),
        (&"x".repeat(200), Refusal::TextTooLong),
    ] {
        let name = Some(name.to_owned());
        let named = meeting.act(
            facilitator,
            Command::NameBoard {
                board,
                name: name.clone(),
            },
        );
        // A name of nothing but white space takes the name away; there was none of white space to begin with.
        assert!(named == Err(refusal), "{name:?}: {named:?}");
    }
    let main = meeting.state.main_room.unwrap();
    meeting.act(facilitator, add(main, "Gallery", &[])).unwrap();
}

#[test]
fn n1_a_section_keeps_its_id_when_its_name_changes() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 2);
    meeting
        .act(facilitator, add(rooms[0], "Temperature", &["Warm", "Cool"]))
        .unwrap();
    let board = last(&meeting, rooms[0]);
    let ids = |meeting: &Meeting| -> Vec<String> {
        let (_, board) = meeting.state.board(board).unwrap();
        board.sections.iter().map(|section| section.id.clone()).collect()
    };
    let before = ids(&meeting);
    let sections = vec![
        wish(None, "New"),
        wish(Some(&before[1]), "Cooler"),
        wish(Some("made up"), "X"),
    ];
    let set = |sections| Command::SetBoardSections { board, sections };
    meeting.act(facilitator, set(sections)).unwrap();
    let after = ids(&meeting);
    assert_eq!(after[1], before[1]);
    assert!(!before.contains(&after[0]) && after[2] != "made up");
    // The same id twice is one section and a new one.
    let twice = vec![wish(Some(&before[1]), "A"), wish(Some(&before[1]), "B")];
    meeting.act(facilitator, set(twice)).unwrap();
    assert_eq!(ids(&meeting)[0], before[1]);
    assert_ne!(ids(&meeting)[1], before[1]);
    let many = vec![wish(None, "S"); 21];
    assert_eq!(meeting.act(facilitator, set(many)), Err(Refusal::TooMany));
    let nameless = SectionWish {
        id: None,
        name: Texts::from([("es".to_owned(), "Solo".to_owned())]),
    };
    assert_eq!(
        meeting.act(facilitator, set(vec![nameless])),
        Err(Refusal::EmptyText)
    );
}

#[test]
fn n2_who_may_write_on_one_board_may_write_on_all_and_nobody_on_one_that_is_put_away() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    meeting.act(facilitator, add(rooms[0], "More", &[])).unwrap();
    let (first, second) = (meeting.state.rooms[&rooms[0]].board, last(&meeting, rooms[0]));
    let plan = meeting.start(facilitator, &[]);
    meeting.begin(facilitator, plan);
    let boards = rights::boards(&meeting.state);
    assert_eq!(
        boards[&first], boards[&second],
        "in a step in which the presenter has the floor"
    );
    let group = meeting.people_in(rooms[0])[1];
    assert!(!boards[&second].writers.contains(&group));
    let away = |board, away| Command::PutAwayBoard { board, away };
    assert_eq!(
        meeting.act(facilitator, away(first, true)),
        Err(Refusal::FirstBoard)
    );
    meeting.act(facilitator, away(second, true)).unwrap();
    assert_eq!(
        meeting.act(facilitator, away(second, true)),
        Err(Refusal::NothingToDo)
    );
    let boards = rights::boards(&meeting.state);
    assert!(boards[&second].writers.is_empty());
    assert_eq!(boards[&second].readers, boards[&first].readers);
    meeting.act(facilitator, away(second, false)).unwrap();
    assert!(!rights::boards(&meeting.state)[&second].writers.is_empty());
}

#[test]
fn n3_nobody_places_more_dots_than_the_vote_gives() {
    let (mut meeting, facilitator, people, board) = voting(false);
    let ana = people[0];
    meeting.act(ana, place(board, "one")).unwrap();
    meeting.act(ana, place(board, "one")).unwrap();
    assert_eq!(meeting.act(ana, place(board, "one")), Err(Refusal::EnoughOnNote));
    meeting.act(ana, place(board, "two")).unwrap();
    assert_eq!(meeting.act(ana, place(board, "three")), Err(Refusal::NoDotsLeft));
    assert_eq!(meeting.act(ana, take(board, "three")), Err(Refusal::NoDotThere));
    meeting.act(ana, take(board, "one")).unwrap();
    meeting.act(ana, place(board, "three")).unwrap();
    for note in ["", "a b", "<b>", &"x".repeat(65), "é"] {
        assert_eq!(
            meeting.act(people[1], place(board, note)),
            Err(Refusal::BadNote),
            "{note}"
        );
    }
    let elsewhere = meeting.people_in(meeting.breakout_rooms()[1])[0];
    assert_eq!(
        meeting.act(elsewhere, place(board, "one")),
        Err(Refusal::NotInRoom)
    );
    assert_eq!(
        meeting.act(facilitator, place(board, "one")),
        Err(Refusal::NotInRoom)
    );
    let open = |dots, per_note| Command::OpenVote {
        board,
        dots,
        per_note,
        hidden: false,
    };
    assert_eq!(meeting.act(facilitator, open(3, 1)), Err(Refusal::VoteIsOpen));
    meeting.act(facilitator, Command::CloseVote { board }).unwrap();
    assert_eq!(
        meeting.act(facilitator, Command::CloseVote { board }),
        Err(Refusal::NoVote)
    );
    assert_eq!(meeting.act(ana, take(board, "one")), Err(Refusal::NoVote));
    for (dots, per_note) in [(0, 0), (3, 0), (3, 4), (21, 1)] {
        assert_eq!(
            meeting.act(facilitator, open(dots, per_note)),
            Err(Refusal::OutOfRange)
        );
    }
    meeting.act(facilitator, open(1, 1)).unwrap();
    assert!(
        view(&meeting.state, &meeting.contents, ana)
            .unwrap()
            .dots
            .is_empty()
    );
    meeting.act(ana, place(board, "one")).unwrap();
    let nobody = BoardId(meeting.uuid());
    assert_eq!(meeting.act(ana, place(nobody, "one")), Err(Refusal::NoBoard));
    let away = Command::PutAwayBoard { board, away: true };
    meeting.act(facilitator, away).unwrap();
    let (_, put_away) = meeting.state.board(board).unwrap();
    assert!(
        put_away.open_vote().is_none(),
        "a board that is put away has no open vote"
    );
    assert_eq!(meeting.act(facilitator, open(1, 1)), Err(Refusal::BoardPutAway));
}

#[test]
fn n3_observers_have_no_dots() {
    let (mut meeting, facilitator, _, board) = voting(false);
    let eva = meeting.join(Role::Observer, "Eva");
    let room = meeting.breakout_rooms()[0];
    let people = vec![eva];
    meeting.act(facilitator, Command::Move { people, room }).unwrap();
    assert_eq!(
        meeting.act(eva, place(board, "one")),
        Err(Refusal::ObserversOnlySee)
    );
}

#[test]
fn n4_counts_of_a_hidden_vote_come_when_it_is_over_and_whose_dots_they_are_never() {
    for hidden in [true, false] {
        let (mut meeting, facilitator, people, board) = voting(hidden);
        let (ana, ben) = (people[0], people[1]);
        let before = meeting.entries.len();
        meeting.act(ana, place(board, "one")).unwrap();
        let slices = touched(&meeting.state, &meeting.entries[before]);
        assert_eq!(slices, [Slice::Board(board), Slice::Dots(ana)]);
        assert_eq!(project_own(&meeting.state, Slice::Dots(ana), ben), None);
        for reader in [ana, ben, facilitator] {
            let view = view(&meeting.state, &meeting.contents, reader).unwrap();
            let vote = view.boards[&board].vote.clone().unwrap();
            assert_eq!(vote.counts.is_empty(), hidden);
            assert_eq!(vote.voters, 1);
            assert_eq!(view.dots.contains_key(&board), reader == ana);
            let audience = protocol::meeting::view::audience(&meeting.state, reader).unwrap();
            for slice in &slices {
                let sent = project(&meeting.state, &meeting.contents, *slice, audience);
                let words = serde_json::to_string(&sent).unwrap();
                assert!(!words.contains(&ana.to_string()), "{words}");
                assert!(!matches!(sent, Some(Change::Dots { .. })));
            }
        }
        meeting.act(facilitator, Command::CloseVote { board }).unwrap();
        let view = view(&meeting.state, &meeting.contents, ben).unwrap();
        assert_eq!(view.boards[&board].vote.clone().unwrap().counts["one"], 1);
    }
}

#[test]
fn n5_dots_on_a_note_that_is_gone_can_be_taken_back() {
    let (mut meeting, _, people, board) = voting(false);
    let ana = people[0];
    for note in ["one", "one", "deleted"] {
        meeting.act(ana, place(board, note)).unwrap();
    }
    // The meeting does not know the notes; that a note is gone changes nothing in it.
    assert_eq!(meeting.act(ana, place(board, "two")), Err(Refusal::NoDotsLeft));
    meeting.act(ana, take(board, "deleted")).unwrap();
    meeting.act(ana, place(board, "two")).unwrap();
    let (_, found) = meeting.state.board(board).unwrap();
    assert!(!found.vote.as_ref().unwrap().placed.contains_key("deleted"));
}
