//! A1 to A8, A16: before the upgrade.

use serde_json::json;

use crate::support::TestServer;
use crate::support::http::{self, Answer};
use crate::support::server::Meeting;

const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

/// An upgrade with these headers instead of, or beside, the usual ones.
async fn upgrade(server: &TestServer, meeting: &Meeting, changes: &[(&str, &str)]) -> Answer {
    upgrade_at(server, &format!("/api/meetings/{}/socket", meeting.id), changes).await
}

async fn upgrade_at(server: &TestServer, path: &str, changes: &[(&str, &str)]) -> Answer {
    let usual = [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", KEY),
    ];
    let host = server.address.to_string();
    let mut text = format!("GET {path} HTTP/1.1\r\n");
    let changed = |name: &str| changes.iter().any(|(other, _)| *other == name);
    if !changed("Host") {
        text.push_str(&format!("Host: {host}\r\n"));
    }
    for (name, value) in usual.iter().filter(|(name, _)| !changed(name)).chain(changes) {
        if !value.is_empty() {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    http::raw(server.address, format!("{text}\r\n").as_bytes()).await
}

#[tokio::test]
async fn a01_to_a03_and_a06_a_foreign_origin_is_refused() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let address = server.address;
    for origin in [
        "https://evil.example".to_owned(),
        format!("http://{address}.evil.io"),
        format!("http://evil{address}"),
        "null".to_owned(),
        format!("https://{address}"),
        "http://127.0.0.1:1".to_owned(),
        "http://127.0.0.1".to_owned(),
    ] {
        let answer = upgrade(&server, &meeting, &[("Origin", &origin)]).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "origin_not_allowed"),
            "{origin}"
        );
        let answer = server
            .post("/api/meetings", &[("Origin", &origin)], &json!({"title": "x"}))
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "origin_not_allowed"),
            "{origin}"
        );
    }
    let own = format!("http://{address}");
    assert_eq!(upgrade(&server, &meeting, &[("Origin", &own)]).await.status, 101);
}

#[tokio::test]
async fn a04_two_origins_are_a_bad_request() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let own = format!("http://{}", server.address);
    let twice = [("Origin", own.as_str()), ("Origin", own.as_str())];
    assert_eq!(upgrade(&server, &meeting, &twice).await.status, 400);
}

#[tokio::test]
async fn a05_without_an_origin_a_native_client_is_let_in_but_never_with_a_cookie() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    assert_eq!(upgrade(&server, &meeting, &[]).await.status, 101);
    let answer = upgrade(&server, &meeting, &[("Cookie", "session=1")]).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "origin_not_allowed")
    );
}

#[tokio::test]
async fn a07_a_foreign_host_is_misdirected() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    for host in ["evil.example", "127.0.0.1:1", "127.0.0.1"] {
        assert_eq!(
            upgrade(&server, &meeting, &[("Host", host)]).await.status,
            421,
            "{host}"
        );
        assert_eq!(server.get("/", &[("Host", host)]).await.status, 421, "{host}");
    }
    let port = server.address.port();
    let local = format!("localhost:{port}");
    assert_eq!(server.get("/version", &[("Host", &local)]).await.status, 200);
}

#[tokio::test]
async fn a08_a_broken_handshake_is_answered_before_the_upgrade() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    for changes in [
        [("Sec-WebSocket-Key", "")],
        [("Sec-WebSocket-Key", "not base64 at all")],
        [("Sec-WebSocket-Key", "c2hvcnQ=")],
        [("Upgrade", "h2c")],
        [("Connection", "close")],
    ] {
        assert_eq!(
            upgrade(&server, &meeting, &changes).await.status,
            400,
            "{changes:?}"
        );
    }
    let old = upgrade(&server, &meeting, &[("Sec-WebSocket-Version", "8")]).await;
    assert_eq!(
        (old.status, old.header("Sec-WebSocket-Version")),
        (426, Some("13"))
    );
    let path = format!("/api/meetings/{}/socket", meeting.id);
    assert_eq!(server.post(&path, &[], &json!({})).await.status, 405);
    assert_eq!(
        upgrade_at(&server, "/api/meetings/..%2f..%2fetc/socket", &[])
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a10_and_a11_large_heads_are_refused() {
    let server = TestServer::start().await;
    let long = format!("/?x={}", "y".repeat(9_000));
    assert_eq!(server.get(&long, &[]).await.status, 414);
    let large = "z".repeat(40_000);
    assert_eq!(server.get("/", &[("X-Large", &large)]).await.status, 431);
    let many: Vec<(String, &str)> = (0..200).map(|number| (format!("X-{number}"), "1")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    assert_eq!(server.get("/", &many).await.status, 431);
    assert_eq!(server.get("/healthz", &[]).await.status, 200);
}

#[tokio::test]
async fn a12_a_head_that_never_ends_is_cut() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server = TestServer::start().await;
    let mut stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: ").await.unwrap();
    let mut rest = Vec::new();
    let cut = tokio::time::timeout(std::time::Duration::from_secs(20), stream.read_to_end(&mut rest)).await;
    assert!(cut.is_ok(), "the server lets go by itself");
}

#[tokio::test]
async fn a16_a_secret_in_the_query_is_refused() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    for name in ["token", "secret", "access_token", "Token", "ticket"] {
        let path = format!("/api/meetings/{}/socket?{name}={}", meeting.id, meeting.join_link);
        let answer = upgrade_at(&server, &path, &[]).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "token_in_query"),
            "{name}"
        );
        assert!(!answer.body.contains(&meeting.join_link));
    }
    let board = "/api/boards/01890000-0000-7000-8000-000000000000?ticket=x";
    let answer = upgrade_at(&server, board, &[]).await;
    assert_ne!(answer.status, 400, "{answer:?}");
}

#[tokio::test]
async fn a26_guessing_codes_is_slowed_down_and_learns_nothing() {
    let server = TestServer::start().await;
    let mut statuses = Vec::new();
    for guess in 0..40 {
        let code = format!("AAAA-{:04}", 2222 + guess);
        let answer = server.post("/api/codes", &[], &json!({"code": code})).await;
        if answer.status == 429 {
            assert!(answer.header("Retry-After").is_some());
        }
        statuses.push(answer.status);
    }
    assert!(statuses.iter().all(|status| matches!(status, 404 | 429)));
    assert_eq!(statuses.last(), Some(&429));
}

#[tokio::test]
async fn a79_metrics_and_a80_answers_are_not_for_everyone() {
    let server = TestServer::start().await;
    for path in ["/metrics", "/debug", "/admin", "/api/debug"] {
        let answer = server.get(path, &[]).await;
        assert!(!answer.body.contains("convene_"), "{path}");
    }
    assert_eq!(server.get("/metrics", &[]).await.status, 404);
    let answer = server.get("/api/meetings/x/door", &[]).await;
    for (name, value) in [
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Robots-Tag", "noindex"),
        ("X-Content-Type-Options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    let policy = answer
        .header("Content-Security-Policy")
        .unwrap_or_default()
        .to_owned();
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("script-src 'self';"));
}
