//! Whoever gives no sign of life, though their connection stands: the pings of the server are not answered.

use serde_json::json;

use crate::attacks::board_socket::{ask_ticket, board_of};
use crate::attacks::raw::RawSocket;
use crate::support::TestServer;

/// The test waits for the server's clocks, which are half a minute; it counts nothing itself.
#[tokio::test]
async fn f11_without_a_pong_a_connection_is_closed_to_come_back_on_meetings_and_boards() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut paul = server.participant(&meeting, "Paul").await;
    let board = board_of(&paul, &paul.main_room());
    let ticket = ask_ticket(&mut paul, &board).await.unwrap();
    let path = format!("/api/boards/{board}?ticket={ticket}");
    let mut on_board = RawSocket::open_at(server.address, &path, None).await;
    let mut in_meeting = RawSocket::open(server.address, &meeting.id).await;
    let hello = json!({"type": "hello", "version": 1, "secret": paul.secret});
    in_meeting.text(&hello.to_string()).await;
    let codes = tokio::join!(in_meeting.closed(), on_board.closed());
    assert_eq!(codes, (4508, 4508));
}
