//! What has a bound: wrong codes, and the sockets of one person.

use serde_json::json;

use crate::support::server::new_secret;
use crate::support::{Person, TestServer};

#[tokio::test]
async fn a26_wrong_codes_are_slowed_down_and_right_ones_are_not() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    // A hall of people behind one address types the code at nine o'clock.
    for _ in 0..40 {
        let answer = server
            .post("/api/codes", &[], &json!({"code": meeting.code}))
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let mut statuses = Vec::new();
    for guess in 0..40 {
        let code = format!("AAAA-A{:03}", 222 + guess);
        let answer = server.post("/api/codes", &[], &json!({"code": code})).await;
        if answer.status == 429 {
            let wait: u64 = answer.header("Retry-After").unwrap().parse().unwrap();
            assert!((1..=60).contains(&wait), "{wait}");
        }
        statuses.push(answer.status);
    }
    assert!(statuses.iter().all(|status| matches!(status, 404 | 429)));
    assert_eq!(statuses.last(), Some(&429));
}

#[tokio::test]
async fn f20_one_person_has_so_many_sockets_and_others_do_not_feel_it() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let secret = server.join(&meeting, &meeting.join_link, "Paul").await;
    let mut sockets = Vec::new();
    let refused = loop {
        match Person::try_connect(server.address, &meeting.id, &secret, None).await {
            Ok(socket) => sockets.push(socket),
            Err(closed) => break closed,
        }
    };
    assert_eq!((refused.0, sockets.len()), (1013, 20));
    let mut petra = server.participant(&meeting, "Petra").await;
    petra.done(json!({"type": "say", "text": "all is well"})).await;
    // One that goes makes room for another, as soon as the server has noticed.
    sockets.pop();
    let again = async {
        while Person::try_connect(server.address, &meeting.id, &secret, None)
            .await
            .is_err()
        {}
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), again)
        .await
        .unwrap();
}

#[tokio::test]
async fn f25_when_memory_is_short_no_further_meeting_is_opened_and_those_that_are_go_on() {
    let server = TestServer::start().await;
    let (open, other) = (server.create().await, server.create().await);
    let mut paul = server.participant(&open, "Paul").await;
    let ready = async |status: u16| loop {
        let answer = server.get("/readyz", &[]).await;
        if answer.status == status {
            break answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    server.app.memory.bind(1);
    let answer = ready(503).await;
    assert!(answer.body.contains("memory is short"), "{answer:?}");
    let answer = server.post("/api/meetings", &[], &json!({"title": "x"})).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "unavailable"));
    assert!(answer.header("Retry-After").is_some());
    let answer = server
        .join_as(&other, &other.join_link, "Petra", &new_secret())
        .await;
    assert_eq!(answer.status, 503, "{answer:?}");
    // Who is in a meeting notices nothing, and more may come to it.
    paul.done(json!({"type": "say", "text": "all is well"})).await;
    let mut petra = server.participant(&open, "Petra").await;
    petra.done(json!({"type": "say", "text": "here too"})).await;
    server.app.memory.bind(0);
    ready(200).await;
    server.participant(&other, "Petra").await;
}
