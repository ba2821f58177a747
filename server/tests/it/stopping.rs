//! A server that is told to stop sends everybody on and is gone within seconds.

use serde_json::json;

use crate::support::TestServer;
use crate::support::http;
use crate::support::person::Closed;

#[tokio::test]
async fn f02_sockets_are_told_when_to_come_back_and_closed_with_restart() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut paul = server.participant(&meeting, "Paul").await;
    let mut others = Vec::new();
    for number in 0..5 {
        others.push(server.participant(&meeting, &format!("Person {number}")).await);
    }
    paul.done(json!({"type": "say", "text": "durable"})).await;
    let address = server.address;
    let stopping = tokio::spawn(server.stop());
    let draining = paul.wait(|message| message["type"] == "draining").await;
    // It listens until the last one has left, and sends nobody new here.
    let ready = http::request(address, "GET", "/readyz", &[], None).await;
    assert_eq!(ready.status, 503);
    assert!(ready.body.contains("draining"), "{ready:?}");
    assert!(draining["reconnect_in_ms"].as_u64().is_some());
    assert_eq!(paul.closed().await, Closed(1012));
    tokio::time::timeout(std::time::Duration::from_secs(10), stopping)
        .await
        .unwrap()
        .unwrap();
}
