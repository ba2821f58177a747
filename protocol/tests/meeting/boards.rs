//! Boards of a room and votes on their notes.

use super::driver::Meeting;
use protocol::consultancy::Texts;
use protocol::consultancy::rights;
use protocol::ids::{BoardId, PersonId, RoomId};
use protocol::meeting::command::SectionWish;
use protocol::meeting::state::Role;
use protocol::meeting::view::{Change, Slice, project, touched, view};
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
        hide_authors: false,
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
    // Which sections are open is a matter of the first board, which rounds use.
    let who = |board| (&boards[board].readers, &boards[board].writers);
    assert_eq!(
        who(&first),
        who(&second),
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
                let own = *slice == Slice::Dots(ana) && reader == ana;
                assert_eq!(matches!(sent, Some(Change::Dots { .. })), own);
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

/// A hidden board in the first of two rooms, with pages of two of its three people.
fn hiding() -> (Meeting, PersonId, Vec<PersonId>, BoardId) {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    let board = meeting.state.rooms[&rooms[0]].board;
    meeting.act(facilitator, Command::HideBoard { board }).unwrap();
    let people = meeting.people_in(rooms[0]);
    for person in &people[..2] {
        meeting.act(*person, Command::OpenHiddenPage { board }).unwrap();
    }
    (meeting, facilitator, people, board)
}

#[test]
fn n7_what_is_hidden_is_written_on_pages_that_only_their_owners_read() {
    let (mut meeting, facilitator, people, board) = hiding();
    let (ana, ben) = (people[0], people[1]);
    let page = |meeting: &Meeting, person| meeting.state.board(board).unwrap().1.page_of(person).unwrap();
    let boards = rights::boards(&meeting.state);
    assert!(boards[&board].writers.is_empty() && boards[&board].readers.contains(&ana));
    for person in [ana, ben] {
        let rights = &boards[&page(&meeting, person)];
        assert!(rights.readers.iter().eq([&person]) && rights.writers.iter().eq([&person]));
    }
    assert_eq!(
        meeting.act(ana, Command::OpenHiddenPage { board }),
        Err(Refusal::NothingToDo)
    );
    let elsewhere = meeting.people_in(meeting.breakout_rooms()[1])[0];
    assert_eq!(
        meeting.act(elsewhere, Command::OpenHiddenPage { board }),
        Err(Refusal::NotInRoom)
    );
    for person in [ana, elsewhere] {
        assert_eq!(
            meeting.act(person, Command::RevealBoard { board }),
            Err(Refusal::RoomFacilitatorsOnly)
        );
    }
    // A page is its owner's to know of, also for facilitators.
    let own = |meeting: &Meeting, reader| view(&meeting.state, &meeting.contents, reader).unwrap().pages;
    assert_eq!(own(&meeting, ana)[&board], page(&meeting, ana));
    assert!(own(&meeting, people[2]).is_empty() && own(&meeting, facilitator).is_empty());
    // Writing on it is writing in the room: a step closes it as well.
    let plan = meeting.start(facilitator, &[]);
    meeting.begin(facilitator, plan);
    let presenter = meeting.round(meeting.breakout_rooms()[0]).presenter.unwrap();
    let boards = rights::boards(&meeting.state);
    for person in [ana, ben] {
        let writers = &boards[&page(&meeting, person)].writers;
        let may = rights::rights_of(&meeting.state, person, meeting.breakout_rooms()[0]).write;
        assert_eq!(writers.contains(&person), may, "{:?}", person == presenter);
    }
}

#[test]
fn n7_a_reveal_names_each_page_once_and_closes_it() {
    let (mut meeting, facilitator, people, board) = hiding();
    let pages: Vec<BoardId> = people[..2]
        .iter()
        .map(|person| meeting.state.board(board).unwrap().1.page_of(*person).unwrap())
        .collect();
    meeting.act(facilitator, Command::RevealBoard { board }).unwrap();
    assert_eq!(
        meeting.act(facilitator, Command::RevealBoard { board }),
        Err(Refusal::NothingHidden)
    );
    let boards = rights::boards(&meeting.state);
    assert!(!boards[&board].writers.is_empty());
    let copies = &boards[&board].copies;
    assert!(copies.iter().map(|copy| copy.page).eq(pages.iter().copied()));
    assert!(
        copies
            .iter()
            .map(|copy| copy.person)
            .eq(people[..2].iter().copied())
    );
    assert_ne!(copies[0].client, copies[1].client);
    for page in &pages {
        assert!(boards[page].writers.is_empty() && boards[page].over && boards[page].readers.len() == 1);
    }
    assert!(
        view(&meeting.state, &meeting.contents, people[0])
            .unwrap()
            .pages
            .is_empty()
    );
    // Hidden once more, there are new pages; the old ones stay copied.
    meeting.act(facilitator, Command::HideBoard { board }).unwrap();
    meeting.act(people[0], Command::OpenHiddenPage { board }).unwrap();
    let boards = rights::boards(&meeting.state);
    assert_eq!(boards[&board].copies.len(), 2);
    let (_, found) = meeting.state.board(board).unwrap();
    assert!(!pages.contains(&found.page_of(people[0]).unwrap()));
    // One that is put away shows what was hidden.
    let room = meeting.breakout_rooms()[0];
    meeting.act(facilitator, add(room, "More", &[])).unwrap();
    let board = last(&meeting, room);
    meeting.act(facilitator, Command::HideBoard { board }).unwrap();
    meeting.act(people[0], Command::OpenHiddenPage { board }).unwrap();
    meeting
        .act(facilitator, Command::PutAwayBoard { board, away: true })
        .unwrap();
    assert_eq!(rights::boards(&meeting.state)[&board].copies.len(), 1);
    assert_eq!(
        meeting.act(facilitator, Command::HideBoard { board }),
        Err(Refusal::BoardPutAway)
    );
}

#[test]
fn n8_a_board_with_hidden_authors_is_so_from_its_beginning() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 2);
    let command = Command::AddBoard {
        room: rooms[0],
        name: "Openly".to_owned(),
        sections: Vec::new(),
        hide_authors: true,
    };
    meeting.act(facilitator, command).unwrap();
    let board = last(&meeting, rooms[0]);
    let all = rights::boards(&meeting.state);
    assert!(all[&board].nameless && !all[&meeting.state.rooms[&rooms[0]].board].nameless);
    let seen = view(&meeting.state, &meeting.contents, facilitator).unwrap();
    assert!(seen.boards[&board].nameless);
}

#[test]
fn n9_colours_stand_for_what_facilitators_say() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(1, 2);
    let board = meeting.state.rooms[&rooms[0]].board;
    let legend = |words: &[(&str, &str)]| Command::SetBoardLegend {
        board,
        legend: words
            .iter()
            .map(|(color, word)| ((*color).to_owned(), (*word).to_owned()))
            .collect(),
    };
    meeting
        .act(facilitator, legend(&[("yellow", "Idea"), ("pink", "  ")]))
        .unwrap();
    let seen = view(&meeting.state, &meeting.contents, meeting.people_in(rooms[0])[0]).unwrap();
    assert_eq!(
        seen.boards[&board].legend.get("yellow").map(String::as_str),
        Some("Idea")
    );
    assert_eq!(seen.boards[&board].legend.len(), 1);
    let somebody = meeting.people_in(rooms[0])[0];
    assert_eq!(
        meeting.act(somebody, legend(&[])),
        Err(Refusal::RoomFacilitatorsOnly)
    );
    assert_eq!(
        meeting.act(facilitator, legend(&[("a b", "Idea")])),
        Err(Refusal::OutOfRange)
    );
    let many: Vec<String> = (0..13).map(|n| format!("c{n}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|color| (color.as_str(), "x")).collect();
    assert_eq!(meeting.act(facilitator, legend(&many)), Err(Refusal::TooMany));
}
