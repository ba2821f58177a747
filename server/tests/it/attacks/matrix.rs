//! Who may do what to which room: every command, by every kind of person, on their own, another and the main room, over the socket.

use std::collections::BTreeSet;

use protocol::meeting::Command;
use serde_json::{Value, json};

use super::rooms::{Rooms, heard};
use crate::support::Person;

/// People and rooms that commands name.
struct Names {
    plan: String,
    /// Of the target: its id and somebody in it who is not the actor.
    room: String,
    board: String,
    person: String,
    step_seconds: i32,
}

/// One command and who may ask it: `participant presenter observer room-facilitator facilitator`, each with a letter for the own,
/// the other and the main room, or one letter for all. `f`: forbidden. `.`: not forbidden (done, or a matter of the moment).
struct Row {
    who: &'static str,
    command: fn(&Names) -> Value,
}

const NOBODY_BUT_FACILITATORS: &str = "fff fff fff fff ...";
const ONE_BUT_FACILITATORS: &str = "f f f f .";
const ROOM_FACILITATORS: &str = "fff fff fff .ff ...";

#[rustfmt::skip]
const TABLE: &[Row] = &[
    Row { who: ". . . . .", command: |_| json!({"type": "describe", "language": "en"}) },
    Row { who: ".ff .ff .ff .ff .ff", command: |n| json!({"type": "arrive", "room": n.room}) },
    Row { who: ". . f . .", command: |_| json!({"type": "raise_hand"}) },
    Row { who: "fff fff fff .ff ...", command: |n| json!({"type": "lower_hand", "person": n.person, "called": true}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "next_hand", "room": n.room, "person": n.person}) },
    // It is the presenter's floor.
    Row { who: "f . f . .", command: |_| json!({"type": "say", "text": "words"}) },
    Row { who: ". . f . .", command: |_| json!({"type": "call_for_help"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "prepare", "what": "ask", "person": n.person, "asked": true}) },
    Row { who: ". . f . .", command: |_| json!({"type": "prepare", "what": "ready", "ready": true}) },
    Row { who: ". . f . .", command: |_| json!({"type": "prepare", "what": "write", "after": 0, "title": "words"}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "claim_help", "room": n.room}) },
    Row { who: ".ff .ff fff .ff ...", command: |n| json!({"type": "close_help", "room": n.room}) },
    Row { who: ". . f . .", command: |_| json!({"type": "offer_to_present", "offered": true}) },
    Row { who: "fff .ff fff .ff ...", command: |n| json!({"type": "set_dilemma", "room": n.room, "title": "words"}) },
    Row { who: "fff .ff fff .ff ...", command: |n| json!({"type": "make_commitment", "text": "words", "room": n.room}) },
    Row { who: "fff .ff fff fff fff", command: |n| json!({"type": "agree_sharing", "room": n.room, "level": "meeting"}) },
    Row { who: ".f. .f. fff .f. ff.", command: |n| json!({"type": "copy_to_digest", "board": n.board, "notes": [{"id": "note-1"}]}) },
    // The gallery. A card is its presenter's to release, while they are there and nobody was moved yet.
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "gallery", "act": "set_phase", "phase": "writing"}) },
    Row { who: ".f. .f. fff .f. ...", command: |n| json!({"type": "gallery", "act": "write_card", "room": n.room, "question": "words"}) },
    Row { who: "fff .ff fff fff ff.", command: |n| json!({"type": "gallery", "act": "release_card", "room": n.room, "released": true}) },
    Row { who: ". . . . .", command: |n| json!({"type": "gallery", "act": "see_card", "room": n.room}) },
    Row { who: ". . f . .", command: |n| json!({"type": "gallery", "act": "respond", "room": n.room, "text": "words"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "retitle", "title": "words"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "set_schedule", "time_zone": "UTC"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "set_asks", "asks": ["subject"]}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "set_door", "lobby": true}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "set_passcode", "passcode": "words"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "admit"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "create_rooms", "count": 1}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "name_room", "room": n.room, "name": "words"}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "set_voice", "links": [{"room": n.room, "link": "tel:+15550100"}]}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "announce", "rooms": [n.room], "text": "words"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "announce", "text": "words"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "set_late_arrivals", "place": false}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "assign", "people": [{"person": n.person, "room": n.room}]}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "assign_randomly", "size": 3}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "make_groups", "size": 3, "rule": {"rule": "mixed", "by": "organization"}}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "pin", "people": [n.person], "pinned": true}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "swap", "a": n.person, "b": n.person}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "even_out"}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "merge_rooms", "from": n.room, "into": n.room}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "reopen_room", "room": n.room}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "send_again", "person": n.person}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "open_choice", "rooms": [{"room": n.room, "seats": 3}]}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "close_choice"}) },
    Row { who: "... ... fff ... ...", command: |n| json!({"type": "choose", "room": n.room}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "save_groups", "name": "words"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "rename_groups", "set": n.plan, "name": "words"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "use_groups", "set": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "delete_groups", "set": n.plan}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "visit", "room": n.room}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "end_visit"}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "set_room_facilitator", "person": n.person, "room": n.room}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "set_room_facilitator", "person": n.person}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "start_round", "rooms": [n.room], "protocol": {"library": "consultancy-20"}}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "start_round", "protocol": {"library": "consultancy-20"}}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "begin", "on": {"room": n.room}}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "begin", "on": {"plan": n.plan}}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "hold", "room": n.room}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "release", "room": n.room}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "add_seconds", "on": {"room": n.room}, "seconds": n.step_seconds}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "add_seconds", "on": {"plan": n.plan}, "seconds": n.step_seconds}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "pause", "on": {"room": n.room}}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "pause", "on": {"plan": n.plan}}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "resume", "on": {"room": n.room}}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "resume", "on": {"plan": n.plan}}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "next_step", "on": {"room": n.room}}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "next_step", "on": {"plan": n.plan}}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "back_step", "on": {"room": n.room}}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "back_step", "on": {"plan": n.plan}}) },
    Row { who: "fff .ff fff .ff ...", command: |n| json!({"type": "set_presenter", "room": n.room, "person": n.person}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "pass_turn", "room": n.room, "person": n.person}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "end_turn", "room": n.room, "person": n.person}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "ask_presenter", "room": n.room}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "let_in", "room": n.room, "person": n.person}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "wait_for_presenter", "room": n.room}) },
    Row { who: ".ff .ff fff .ff ...", command: |n| json!({"type": "wait_for_facilitator", "room": n.room}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "other_dilemma", "room": n.room, "person": n.person}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "part_room", "room": n.room}) },
    Row { who: ". . f . .", command: |_| json!({"type": "take_notes", "taken": true}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "stop_round", "on": {"room": n.room}}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "stop_round", "on": {"plan": n.plan}}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "add_board", "room": n.room, "name": "words"}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "name_board", "board": n.board, "name": "words"}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "set_board_sections", "board": n.board, "sections": [{"name": {"en": "words"}}]}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "open_vote", "board": n.board, "dots": 3, "per_note": 2}) },
    Row { who: ".ff .ff fff .ff .ff", command: |n| json!({"type": "place_dot", "board": n.board, "note": "note-1"}) },
    Row { who: ".ff .ff fff .ff .ff", command: |n| json!({"type": "take_dot", "board": n.board, "note": "note-1"}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "close_vote", "board": n.board}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "set_board_legend", "board": n.board, "legend": {"yellow": "words"}}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "hide_board", "board": n.board}) },
    Row { who: ".ff .ff fff .ff .ff", command: |n| json!({"type": "open_hidden_page", "board": n.board}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "reveal_board", "board": n.board}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "put_away_board", "board": n.board, "away": true}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "move", "people": [n.person], "room": n.room}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "enter_room", "room": n.room}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "remove_person", "person": n.person}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "recognize", "person": n.person}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "recognize", "person": n.person, "expected": n.person}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "tell_apart", "person": n.person, "expected": n.person}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "rename", "person": n.person, "name": "words"}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "set_role", "person": n.person, "role": "facilitator"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "bring_back", "in_seconds": 60}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "cancel_countdown"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "open_rooms", "in_seconds": 60}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "remove_room", "room": n.room}) },
    // The agenda.
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "add_parts", "parts": [{"kind": "keynote", "seconds": 600}]}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "edit_part", "part": n.plan, "wish": {"kind": "keynote", "seconds": 600}}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "move_part", "part": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "remove_part", "part": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "set_part_lengths", "lengths": [{"part": n.plan, "seconds": 600}]}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "shorten_parts"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "start_part", "part": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "undo_part", "part": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "end_part", "part": n.plan}) },
    // The closing.
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "open_closing", "open": false}) },
    Row { who: ". . f . .", command: |_| json!({"type": "make_commitment", "text": "words"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "set_ticket", "ticket": {"anonymous": true, "questions": [{"kind": "scale", "text": "words"}]}}) },
    Row { who: ". . f . .", command: |_| json!({"type": "answer_ticket", "answers": [{"scale": 3}]}) },
    // There is none with this id: whose it is not is told no more than that.
    Row { who: ". . f . .", command: |n| json!({"type": "change_commitment", "commitment": n.person, "done": true}) },
    Row { who: ". . f . .", command: |n| json!({"type": "take_away_commitment", "commitment": n.person}) },
    // Talk beside the rooms. It is the presenter's floor in A and B.
    Row { who: ". . f . .", command: |_| json!({"type": "ask_question", "text": "words"}) },
    Row { who: ". . f . .", command: |n| json!({"type": "vote_question", "question": n.plan, "up": true}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "mark_question", "question": n.plan, "mark": "now"}) },
    Row { who: ". . f . .", command: |_| json!({"type": "say_to_facilitators", "text": "words"}) },
    Row { who: NOBODY_BUT_FACILITATORS, command: |n| json!({"type": "say_to_facilitators", "text": "words", "person": n.person}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "say_to_all", "text": "words"}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "delete_message", "place": {"room": n.room}, "message": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "delete_message", "place": {"thread": n.person}, "message": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "delete_message", "place": "all", "message": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "set_talk", "floor": "facilitators"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "poll", "what": "make", "form": {"kind": "words", "text": "words", "anonymous": true, "show": "live"}}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "poll", "what": "open", "poll": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "poll", "what": "close", "poll": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "poll", "what": "delete", "poll": n.plan}) },
    Row { who: ONE_BUT_FACILITATORS, command: |n| json!({"type": "poll", "what": "show", "poll": n.plan, "show": "live"}) },
    Row { who: ". . f . .", command: |n| json!({"type": "poll", "what": "answer", "poll": n.plan, "answer": {"scale": 1}}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "said", "what": "show", "shown": false}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "said", "what": "leave_out", "line": 0, "left_out": true}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "timer", "what": "start", "rooms": [n.room], "seconds": 60, "label": "words"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "timer", "what": "start", "seconds": 60}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "timer", "what": "add", "rooms": [n.room], "seconds": 60}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "timer", "what": "pause", "rooms": [n.room]}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "timer", "what": "resume", "rooms": [n.room]}) },
    Row { who: ROOM_FACILITATORS, command: |n| json!({"type": "timer", "what": "stop", "rooms": [n.room]}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "timer", "what": "stop"}) },
    Row { who: ONE_BUT_FACILITATORS, command: |_| json!({"type": "end_meeting"}) },
];

/// The kinds of people, in the order of the table.
const KINDS: [&str; 5] = [
    "participant",
    "presenter",
    "observer",
    "room facilitator",
    "facilitator",
];

#[test]
fn a46_the_table_has_every_command() {
    let names = Names {
        plan: uuid::Uuid::nil().to_string(),
        room: uuid::Uuid::nil().to_string(),
        board: uuid::Uuid::nil().to_string(),
        person: uuid::Uuid::nil().to_string(),
        step_seconds: 30,
    };
    let mut in_table = BTreeSet::new();
    for row in TABLE {
        let command = (row.command)(&names);
        in_table.insert(command["type"].as_str().unwrap().to_owned());
        serde_json::from_value::<Command>(command).unwrap();
        let cells: Vec<usize> = row.who.split(' ').map(str::len).collect();
        assert!(cells == [1; 5] || cells == [3; 5], "{}", row.who);
    }
    // serde itself lists what it knows.
    let unknown = serde_json::from_value::<Command>(json!({"type": "?"}))
        .unwrap_err()
        .to_string();
    let known: BTreeSet<String> = unknown.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert!(known.len() > 30, "{unknown}");
    assert_eq!(in_table, known);
}

/// Asks the whole table as one kind of person; everything that is forbidden is `forbidden`, and nothing else is.
async fn ask_everything(kind: usize) {
    let mut rooms = Rooms::set().await;
    let secret = match kind {
        0 => &rooms.participant,
        1 => &rooms.presenter,
        2 => &rooms.observer,
        3 => &rooms.room_facilitator,
        _ => &rooms.scene.facilitator,
    }
    .secret
    .clone();
    let in_a = if kind == 1 {
        &rooms.participant
    } else {
        &rooms.presenter
    };
    let targets = [
        (rooms.a.clone(), in_a.id.clone()),
        (rooms.b.clone(), rooms.other.id.clone()),
        (rooms.main.clone(), rooms.scene.bystander.id.clone()),
    ];
    let looking = Person::connect(rooms.other.address, &rooms.other.meeting, &rooms.other.secret).await;
    let timeline = looking.view["details"][&rooms.b]["round"]["timeline"].clone();
    assert!(timeline.is_object());
    let mut actor = Person::connect(rooms.scene.server.address, &rooms.scene.meeting.id, &secret).await;
    // The table is long: who is not asking reads meanwhile, as a page would, or is let go for want of a pong.
    let (plan, boards) = (rooms.plan.clone(), rooms.boards.clone());
    let asking = async {
        for row in TABLE {
            let cells = row.who.split(' ').nth(kind).unwrap();
            for (cell, (room, person)) in cells.chars().zip(&targets) {
                let names = Names {
                    plan: plan.clone(),
                    room: room.clone(),
                    board: boards[room].clone(),
                    person: person.clone(),
                    step_seconds: 30,
                };
                let command = (row.command)(&names);
                let mut answer = actor.ask(command.clone()).await;
                // What is asked about here are rights, not speed.
                while answer["code"] == "rate_limited" {
                    // Time for several: each refusal costs patience, and the table is long.
                    let wait = 10 * answer["retry_after_ms"].as_u64().unwrap().max(50);
                    tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
                    answer = actor.ask(command.clone()).await;
                }
                let code = answer["code"].as_str().unwrap_or("done");
                let right = match cell {
                    'f' => code == "forbidden",
                    _ => matches!(code, "done" | "conflict" | "not_found" | "read_only"),
                };
                assert!(right, "{}: {command} got {answer}, not {cell}", KINDS[kind]);
            }
        }
    };
    let listening = async {
        tokio::join!(rooms.scene.bystander.listen(), rooms.other.listen());
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = asking => {}
        () = listening => {}
    }
    if kind < 4 {
        // Whatever they may do, they do in their own room: names of rooms and words about people are for all.
        let heard_in_main = heard(&mut rooms.scene.bystander).await;
        // What is copied onto the digest is for all to read.
        let digest = |change: &Value| change["slice"] == "board" && change["board"]["digest"].is_object();
        let public = |change: &Value| {
            change["slice"] == "person" || digest(change) || (kind == 3 && change["slice"] == "room")
        };
        assert!(
            heard_in_main.iter().all(public),
            "{}: {heard_in_main:?}",
            KINDS[kind]
        );
        let heard_in_b = heard(&mut rooms.other).await;
        // That the last other room has left the plan is the most that B hears.
        let own_course = |change: &Value| {
            let round = &change["detail"]["round"];
            if change["slice"] == "definition" {
                return kind == 3 && change["definition"]["plan"] == json!(rooms.plan);
            }
            kind == 3 && round["timeline"] == timeline && round["presenter"] == json!(rooms.other.id)
        };
        let more: Vec<_> = heard_in_b
            .iter()
            .filter(|change| !public(change) && !own_course(change))
            .collect();
        assert!(more.is_empty(), "{}: {more:?}", KINDS[kind]);
    }
}

#[tokio::test]
async fn a46_what_participants_may_not() {
    Box::pin(ask_everything(0)).await;
}

#[tokio::test]
async fn a46_what_presenters_may_not() {
    Box::pin(ask_everything(1)).await;
}

#[tokio::test]
async fn a46_what_observers_may_not() {
    Box::pin(ask_everything(2)).await;
}

#[tokio::test]
async fn a47_what_room_facilitators_may_not() {
    Box::pin(ask_everything(3)).await;
}

#[tokio::test]
async fn a46_what_facilitators_may() {
    Box::pin(ask_everything(4)).await;
}
