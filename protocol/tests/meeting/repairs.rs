//! Calls for help and what a room is offered when somebody drops.

use super::driver::Meeting;
use protocol::meeting::Command;

#[test]
fn m1_a_call_closes_when_whoever_went_there_leaves_again() {
    let (mut meeting, facilitator, rooms) = Meeting::with_open_rooms(2, 3);
    let (room, other) = (rooms[0], rooms[1]);
    let caller = meeting.people_in(room)[0];
    let call = |meeting: &Meeting| meeting.state.rooms[&room].call;
    meeting.act(caller, Command::CallForHelp {}).unwrap();
    meeting.act(facilitator, Command::ClaimHelp { room }).unwrap();
    // On the way they are called elsewhere first: the call stands.
    for to in [other, room] {
        meeting.act(facilitator, Command::EnterRoom { room: to }).unwrap();
    }
    assert!(call(&meeting).is_some());
    // Moved on before their page showed the room: they were not there.
    meeting
        .act(facilitator, Command::EnterRoom { room: other })
        .unwrap();
    assert!(call(&meeting).is_some());
    meeting.act(facilitator, Command::EnterRoom { room }).unwrap();
    meeting.act(facilitator, Command::Arrive { room }).unwrap();
    assert!(call(&meeting).is_some());
    meeting
        .act(facilitator, Command::EnterRoom { room: other })
        .unwrap();
    assert_eq!(call(&meeting), None);
}
