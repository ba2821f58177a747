//! What operators may see, and who is none.

use serde_json::json;
use server::config::Config;
use std::sync::Arc;

use server::store::MemoryStore;

use crate::support::TestServer;
use crate::support::server::{OPERATOR_TOKEN, config};

#[tokio::test]
async fn live_meetings_with_their_rounds_and_no_words_of_people() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut facilitator = server.facilitator(&meeting, "Fatima").await;
    let main = facilitator.main_room();
    let start = json!({"type": "start_round", "rooms": [main], "protocol": {"library": "consultancy-20"}});
    facilitator.done(start).await;
    let bearer = format!("Bearer {OPERATOR_TOKEN}");
    let operator = [("Authorization", bearer.as_str())];
    let answer = server.get("/api/operator/meetings", &operator).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(!answer.body.contains("Fatima") && !answer.body.contains("Tuesday"));
    let live = &answer.json()["meetings"][0];
    assert_eq!(
        (&live["id"], &live["connected"], &live["people"]),
        (&json!(meeting.id), &json!(1), &json!(1))
    );
    assert_eq!(live["rounds"][0]["protocol"], "consultancy-20");
    let metrics = server.get("/metrics", &operator).await;
    assert_eq!(metrics.status, 200);
    assert!(metrics.body.contains("convene_append_duration_seconds_bucket"));
    assert!(!metrics.body.contains(&meeting.id));
    let wrong = [("Authorization", "Bearer operator-token-for-test")];
    assert_eq!(server.get("/api/operator/meetings", &wrong).await.status, 401);
    assert_eq!(server.get("/metrics", &wrong).await.status, 404);
    let participant = [("Authorization", facilitator.secret.as_str())];
    assert_eq!(
        server.get("/api/operator/meetings", &participant).await.status,
        401
    );
}

#[tokio::test]
async fn without_a_token_the_door_says_how_to_set_one() {
    let config = Config {
        operator_token: None,
        ..config()
    };
    let server = TestServer::start_with(Arc::new(MemoryStore::new()), config).await;
    let answer = server
        .get("/api/operator/meetings", &[("Authorization", "Bearer x")])
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (404, "operator_token_not_set")
    );
    assert!(answer.body.contains("CONVENE_OPERATOR_TOKEN"));
    assert_eq!(
        server
            .get("/metrics", &[("Authorization", "Bearer x")])
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn health_never_asks_the_store_and_readiness_says_why_not() {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_on(store.clone()).await;
    assert_eq!(server.get("/readyz", &[]).await.status, 200);
    store.set_away(true);
    assert_eq!(server.get("/healthz", &[]).await.status, 200);
    let answer = server.get("/readyz", &[]).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["reason"], "the store is unavailable");
    store.set_away(false);
    assert_eq!(server.get("/readyz", &[]).await.status, 200);
}
