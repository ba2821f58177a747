//! How many notes a room has is for facilitators, and asks no board.

use crate::support::TestServer;

#[tokio::test]
async fn note_counts_are_for_facilitators_only() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let nadia = server.facilitator(&meeting, "Nadia").await;
    let ana = server.participant(&meeting, "Ana").await;
    let path = format!("/api/meetings/{}/notes", meeting.id);
    for (secret, status) in [
        (nadia.secret.as_str(), 200),
        (meeting.facilitator_link.as_str(), 200),
        (ana.secret.as_str(), 403),
        (meeting.join_link.as_str(), 403),
    ] {
        let bearer = format!("Bearer {secret}");
        let answer = server.get(&path, &[("Authorization", &bearer)]).await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    assert_eq!(server.get(&path, &[]).await.status, 401);
}
