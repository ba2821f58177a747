//! Notes of rooms copied onto the main room's digest.

use super::driver::Meeting;
use protocol::consultancy::rights;
use protocol::ids::{BoardId, PersonId, RoomId};
use protocol::limits::{DIGEST_COPY_MAX, DIGEST_NOTES_MAX};
use protocol::meeting::digest::DigestNote;
use protocol::meeting::state::{Role, SharingLevel};
use protocol::meeting::view::{self, View};
use protocol::meeting::{Command, Refusal};

fn note(id: &str, text: &str) -> DigestNote {
    DigestNote {
        id: id.to_owned(),
        text: text.to_owned(),
        color: Some("blue".to_owned()),
    }
}

fn copy(board: BoardId, ids: &[&str]) -> Command {
    Command::CopyToDigest {
        board,
        notes: ids.iter().map(|id| note(id, "Less is more")).collect(),
    }
}

fn view(meeting: &Meeting, person: PersonId) -> View {
    view::view(&meeting.state, &meeting.contents, person).unwrap()
}

fn board_of(meeting: &Meeting, room: RoomId) -> BoardId {
    meeting.state.rooms[&room].board
}

/// Both rooms have had a round with a presenter, who has not shared.
fn with_presenters() -> (Meeting, PersonId, Vec<RoomId>) {
    let (mut meeting, flor, rooms) = Meeting::with_open_rooms(2, 3);
    let plan = meeting.start(flor, &[]);
    meeting.begin(flor, plan);
    (meeting, flor, rooms)
}

#[test]
fn s1_a_rooms_people_copy_its_notes_onto_one_board_of_the_main_room() {
    let (mut meeting, flor, rooms) = with_presenters();
    let (of_a, of_b) = (meeting.people_in(rooms[0])[0], meeting.people_in(rooms[1])[0]);
    let (board_a, board_b) = (board_of(&meeting, rooms[0]), board_of(&meeting, rooms[1]));
    assert_eq!(meeting.act(of_b, copy(board_a, &["x"])), Err(Refusal::NotInRoom));
    meeting.act(of_a, copy(board_a, &["x", "y"])).unwrap();
    meeting.act(of_b, copy(board_b, &["x"])).unwrap();
    let (main, digest, brought) = meeting.state.digest().unwrap();
    assert_eq!(Some(main), meeting.state.main_room);
    assert_eq!(brought.len(), 2);
    assert_ne!(brought[0].client, brought[1].client);
    let boards = &meeting.state.rooms[&main].boards;
    assert_eq!(boards.iter().filter(|board| board.digest.is_some()).count(), 1);
    // Readers are told the rooms, and nobody's name.
    let seen = view(&meeting, flor);
    let told = seen.boards[&digest].digest.as_ref().unwrap();
    assert_eq!(
        told.values().copied().collect::<std::collections::BTreeSet<_>>(),
        rooms.iter().copied().collect()
    );
    assert_eq!(seen.boards[&board_a].copied, ["x", "y"]);
    let all = rights::boards(&meeting.state);
    let notes: Vec<usize> = all[&digest].brought.iter().map(|one| one.notes.len()).collect();
    assert_eq!(notes, [2, 1]);
    assert_eq!(all[&digest].brought[1].before, 2);
    let main_board = board_of(&meeting, main);
    assert_eq!(
        meeting.act(of_a, copy(main_board, &["x"])),
        Err(Refusal::MainRoom)
    );
    let observer = meeting.join(Role::Observer, "Olga");
    assert_eq!(
        meeting.act(observer, copy(board_a, &["z"])),
        Err(Refusal::ObserversOnlySee)
    );
}

#[test]
fn s2_a_facilitator_copies_only_what_a_room_gave_to_the_meeting() {
    let (mut meeting, flor, rooms) = with_presenters();
    let board = board_of(&meeting, rooms[0]);
    let presenter = meeting.round(rooms[0]).presenter.unwrap();
    assert_eq!(
        meeting.act(flor, copy(board, &["x"])),
        Err(Refusal::NotesAreTheirs)
    );
    let agree = |level| Command::AgreeSharing {
        room: rooms[0],
        level,
    };
    let agreed = meeting.act(presenter, agree(SharingLevel::Meeting));
    agreed.unwrap();
    meeting.act(flor, copy(board, &["x"])).unwrap();
    meeting.act(presenter, agree(SharingLevel::Room)).unwrap();
    assert_eq!(
        meeting.act(flor, copy(board, &["y"])),
        Err(Refusal::NotesAreTheirs)
    );
    // Its own people still may.
    meeting.act(presenter, copy(board, &["y"])).unwrap();
    // Where nobody presented nobody need be asked.
    let (mut meeting, flor, rooms) = Meeting::with_open_rooms(1, 3);
    let board = board_of(&meeting, rooms[0]);
    meeting.act(flor, copy(board, &["x"])).unwrap();
}

#[test]
fn s5_whoever_left_a_room_copies_what_it_gave_to_the_meeting() {
    let (mut meeting, flor, rooms) = with_presenters();
    let board = board_of(&meeting, rooms[0]);
    let presenter = meeting.round(rooms[0]).presenter.unwrap();
    let mut others = meeting
        .people_in(rooms[0])
        .into_iter()
        .filter(|one| *one != presenter);
    let someone = others.next().unwrap();
    let stranger = meeting.people_in(rooms[1])[0];
    meeting.everybody_arrives();
    let main = meeting.state.main_room.unwrap();
    meeting.act(flor, Command::BringBack { in_seconds: 0 }).unwrap();
    assert_eq!(meeting.state.people[&someone].room, main);
    assert_eq!(
        meeting.act(someone, copy(board, &["x"])),
        Err(Refusal::NotesAreTheirs)
    );
    let agree = Command::AgreeSharing {
        room: rooms[0],
        level: SharingLevel::Meeting,
    };
    meeting.act(presenter, agree).unwrap();
    meeting.act(someone, copy(board, &["x"])).unwrap();
    assert_eq!(
        meeting.act(stranger, copy(board, &["y"])),
        Err(Refusal::NotInRoom)
    );
}

#[test]
fn s6_words_come_from_the_board_and_never_with_the_command() {
    let said = r#"{"id": "x", "text": "Put into somebody's mouth", "color": "blue"}"#;
    let note: DigestNote = serde_json::from_str(said).unwrap();
    assert_eq!((note.text.as_str(), note.color), ("", None));
}

#[test]
fn s3_a_note_is_copied_once() {
    let (mut meeting, flor, rooms) = Meeting::with_open_rooms(2, 3);
    let someone = meeting.people_in(rooms[0])[0];
    let board = board_of(&meeting, rooms[0]);
    meeting.act(someone, copy(board, &["x", "x"])).unwrap();
    assert_eq!(meeting.act(flor, copy(board, &["x"])), Err(Refusal::NothingToDo));
    meeting.act(flor, copy(board, &["x", "y"])).unwrap();
    let (main, digest, brought) = meeting.state.digest().unwrap();
    let notes: Vec<usize> = brought.iter().map(|one| one.notes.len()).collect();
    assert_eq!(notes, [1, 1]);
    // One of which the board has no words is not there: nothing is copied. Another's id is bad.
    let gone = Command::CopyToDigest {
        board,
        notes: vec![note("w", "Words"), note("e", " ")],
    };
    assert_eq!(meeting.act(flor, gone), Err(Refusal::NoNote));
    assert!(!meeting.state.in_digest(board).contains("w"));
    assert_eq!(meeting.act(flor, copy(board, &["a b"])), Err(Refusal::BadNote));
    // One that was put away comes back with the next.
    let away = Command::PutAwayBoard {
        board: digest,
        away: true,
    };
    meeting.act(flor, away).unwrap();
    meeting.act(flor, copy(board, &["z"])).unwrap();
    let boards = &meeting.state.rooms[&main].boards;
    assert!(!boards.iter().find(|one| one.id == digest).unwrap().put_away);
}

#[test]
fn s4_the_digest_has_room_for_so_many_notes() {
    let (mut meeting, flor, rooms) = Meeting::with_open_rooms(1, 3);
    let board = board_of(&meeting, rooms[0]);
    let many = |from: usize, count: usize| Command::CopyToDigest {
        board,
        notes: (from..from + count)
            .map(|n| note(&format!("n{n}"), "Words"))
            .collect(),
    };
    assert_eq!(
        meeting.act(flor, many(0, DIGEST_COPY_MAX + 1)),
        Err(Refusal::TooMany)
    );
    let mut there = 0;
    while there < DIGEST_NOTES_MAX {
        let count = DIGEST_COPY_MAX.min(DIGEST_NOTES_MAX - there);
        meeting.act(flor, many(there, count)).unwrap();
        there += count;
    }
    assert_eq!(meeting.act(flor, many(there, 1)), Err(Refusal::DigestFull));
}
