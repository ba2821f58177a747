//! Before the socket is one: where a request comes from, whom it is for, and whether it is whole.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::raw::upgrade;
use super::scene::{CANARY, Scene};
use crate::support::http::{self, Answer};

async fn knock(scene: &Scene, headers: &[(&str, &str)]) -> Answer {
    let path = format!("/api/meetings/{}/socket", scene.meeting.id);
    let request = upgrade(&path, &scene.server.address.to_string(), headers);
    http::raw(scene.server.address, request.as_bytes()).await
}

/// A refused upgrade: the status, the code, and nothing of the request in the answer.
async fn refused(scene: &Scene, headers: &[(&str, &str)], status: u16, code: &str) {
    let answer = knock(scene, headers).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (status, code),
        "{headers:?}"
    );
    assert!(!answer.body.contains("evil"), "{answer:?}");
}

#[tokio::test]
async fn a01_a02_a03_a06_pages_of_others_get_no_socket() {
    let mut scene = Scene::set().await;
    let own = scene.server.address;
    let port = own.port();
    let foreign = [
        "https://evil.example".to_owned(),
        format!("http://{own}.evil.example"),
        format!("http://evil{own}"),
        format!("http://{own}@evil.example"),
        format!("http://evil.example/{own}"),
        "null".to_owned(),
        // The right host with another scheme or port.
        format!("https://{own}"),
        format!("http://127.0.0.1:{}", port.wrapping_add(1)),
        "http://127.0.0.1".to_owned(),
        "http://localhost".to_owned(),
        "*".to_owned(),
    ];
    for origin in &foreign {
        refused(&scene, &[("Origin", origin)], 403, "origin_not_allowed").await;
        let path = format!("/api/meetings/{}/people", scene.meeting.id);
        let join = json!({"secret": scene.secret, "name": CANARY});
        let bearer = format!("Bearer {}", scene.meeting.join_link);
        let posted = scene
            .server
            .post(&path, &[("Origin", origin), ("Authorization", &bearer)], &join)
            .await;
        assert_eq!(
            (posted.status, posted.code().as_str()),
            (403, "origin_not_allowed")
        );
        assert_eq!(posted.header("access-control-allow-origin"), None);
    }
    for origin in [format!("http://{own}"), format!("http://localhost:{port}")] {
        assert_eq!(
            knock(&scene, &[("Origin", &origin)]).await.status,
            101,
            "{origin}"
        );
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a04_two_origins_are_no_origin() {
    let mut scene = Scene::set().await;
    let own = format!("http://{}", scene.server.address);
    refused(
        &scene,
        &[("Origin", &own), ("Origin", "https://evil.example")],
        400,
        "bad_message",
    )
    .await;
    refused(&scene, &[("Origin", &own), ("Origin", &own)], 400, "bad_message").await;
    refused(
        &scene,
        &[("Origin", &format!("{own}, https://evil.example"))],
        403,
        "origin_not_allowed",
    )
    .await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a05_without_an_origin_only_without_cookies() {
    let mut scene = Scene::set().await;
    assert_eq!(knock(&scene, &[]).await.status, 101);
    refused(&scene, &[("Cookie", "session=evil")], 403, "origin_not_allowed").await;
    // A secret in a header opens nothing by itself: the hello is still asked for.
    let bearer = format!("Bearer {}", scene.secret);
    assert_eq!(knock(&scene, &[("Authorization", &bearer)]).await.status, 101);
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a07_other_hosts_are_not_answered_for() {
    let mut scene = Scene::set().await;
    let own = scene.server.address.to_string();
    for host in [
        "evil.example".to_owned(),
        format!("{own}.evil.example"),
        format!("evil.example:{}", scene.server.address.port()),
        "127.0.0.1".to_owned(),
    ] {
        refused(&scene, &[("Host", &host)], 421, "wrong_host").await;
        let page = scene.server.get("/", &[("Host", &host)]).await;
        assert_eq!(page.status, 421, "{host}");
    }
    let forwarded = [("Host", "evil.example"), ("X-Forwarded-Host", own.as_str())];
    refused(&scene, &forwarded, 421, "wrong_host").await;
    refused(
        &scene,
        &[("Host", &own), ("Host", "evil.example")],
        400,
        "bad_message",
    )
    .await;
    let forwarded = scene
        .server
        .post(
            "/api/meetings",
            &[
                ("X-Forwarded-Host", "evil.example"),
                ("X-Forwarded-Proto", "https"),
            ],
            &json!({"title": "x"}),
        )
        .await;
    assert!(!forwarded.body.contains("evil.example"), "{forwarded:?}");
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a08_a_broken_upgrade_says_what_is_missing() {
    let mut scene = Scene::set().await;
    for key in ["", "short", "bm90IDE2IGJ5dGVz", "!!!!!!!!!!!!!!!!!!!!!!=="] {
        refused(&scene, &[("Sec-WebSocket-Key", key)], 400, "bad_handshake").await;
    }
    refused(&scene, &[("Upgrade", "")], 400, "bad_handshake").await;
    refused(&scene, &[("Upgrade", "evil")], 400, "bad_handshake").await;
    refused(&scene, &[("Connection", "keep-alive")], 400, "bad_handshake").await;
    for version in ["8", "14", "x"] {
        let answer = knock(&scene, &[("Sec-WebSocket-Version", version)]).await;
        assert_eq!(answer.status, 426, "{answer:?}");
        assert_eq!(answer.header("sec-websocket-version"), Some("13"));
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a09_a10_a11_the_wrong_method_and_too_much_of_anything() {
    let mut scene = Scene::set().await;
    let path = format!("/api/meetings/{}/socket", scene.meeting.id);
    let host = scene.server.address.to_string();
    let posted = upgrade(&path, &host, &[]).replacen("GET", "POST", 1);
    assert_eq!(
        http::raw(scene.server.address, posted.as_bytes()).await.status,
        405
    );

    let long = "x".repeat(40 * 1024);
    refused(&scene, &[("X-Long", &long)], 431, "headers_too_large").await;
    refused(
        &scene,
        &[("Sec-WebSocket-Protocol", &long)],
        431,
        "headers_too_large",
    )
    .await;
    let huge = knock(&scene, &[("Sec-WebSocket-Protocol", &"x,".repeat(512 * 1024))]).await;
    assert_eq!(huge.status, 431, "{huge:?}");
    let many: Vec<(String, &str)> = (0..200).map(|at| (format!("X-{at}"), "y")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    assert_eq!(knock(&scene, &many).await.status, 431);

    let far = scene.server.get(&format!("/{}", "x".repeat(9 * 1024)), &[]).await;
    assert_eq!((far.status, far.code().as_str()), (414, "uri_too_long"));
    let body = json!({"title": "x".repeat(20 * 1024)});
    let large = scene.server.post("/api/meetings", &[], &body).await;
    assert_eq!((large.status, large.code().as_str()), (413, "too_large"));
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a12_a_head_that_never_ends_is_cut() {
    let mut scene = Scene::set().await;
    let path = format!("/api/meetings/{}/socket", scene.meeting.id);
    let whole = upgrade(&path, &scene.server.address.to_string(), &[]);
    let mut streams = Vec::new();
    for part in ["", "G", "GET / HTTP/1.1\r\n", &whole[..whole.len() - 2]] {
        let mut stream = TcpStream::connect(scene.server.address).await.unwrap();
        stream.write_all(part.as_bytes()).await.unwrap();
        streams.push(stream);
    }
    scene.is_unharmed().await;
    for mut stream in streams {
        let mut rest = Vec::new();
        let cut = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut rest));
        assert!(scene.meanwhile(cut).await.is_ok(), "the server lets go by itself");
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a14_two_lengths_are_no_request() {
    let mut scene = Scene::set().await;
    let host = scene.server.address;
    let smuggled = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
    for lengths in [
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Content-Length: 4\r\nContent-Length: 400",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Content-Length: -1",
        "Content-Length: 4, 5",
        "Transfer-Encoding : chunked",
    ] {
        let head =
            format!("POST /api/codes HTTP/1.1\r\nHost: {host}\r\n{lengths}\r\n\r\n0\r\n\r\n{smuggled}");
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut read = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut read)).await;
        assert!(ended.is_ok(), "{lengths}: the connection is closed");
        let text = String::from_utf8_lossy(&read);
        assert_eq!(text.matches("HTTP/1.1 ").count(), 1, "{lengths}: {text}");
        assert!(text.starts_with("HTTP/1.1 400"), "{lengths}: {text}");
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a15_forwarded_addresses_of_strangers_change_nothing() {
    let mut scene = Scene::set().await;
    let mut statuses = Vec::new();
    for guess in 0..40 {
        let address = format!("10.1.2.{guess}");
        let headers = [
            ("X-Forwarded-For", address.as_str()),
            ("Forwarded", "for=10.0.0.1"),
        ];
        let answer = scene
            .server
            .post(
                "/api/codes",
                &headers,
                &json!({"code": format!("AAAA-AA{guess:02}")}),
            )
            .await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").is_some());
        }
        statuses.push(answer.status);
    }
    assert!(
        statuses.starts_with(&[404, 404, 404]) && statuses.ends_with(&[429, 429, 429]),
        "{statuses:?}"
    );
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a16_secrets_in_an_address_are_refused() {
    let mut scene = Scene::set().await;
    let meeting = &scene.meeting.id;
    for name in [
        "token",
        "secret",
        "access_token",
        "ticket",
        "SECRET",
        "auth",
        "key",
    ] {
        let path = format!("/api/meetings/{meeting}/socket?x=1&{name}={}", scene.secret);
        let request = upgrade(&path, &scene.server.address.to_string(), &[]);
        let answer = http::raw(scene.server.address, request.as_bytes()).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "token_in_query"),
            "{name}"
        );
        let door = format!("/api/meetings/{meeting}/door?{name}={}", scene.meeting.join_link);
        let answer = scene.server.get(&door, &[]).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "token_in_query"),
            "{name}"
        );
        assert!(!answer.body.contains(&scene.meeting.join_link));
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a79_the_operators_doors_are_shut() {
    let mut scene = Scene::set().await;
    let person = format!("Bearer {}", scene.secret);
    let link = format!("Bearer {}", scene.meeting.facilitator_link);
    for path in ["/metrics", "/api/operator/meetings"] {
        let none = scene.server.get(path, &[]).await;
        assert!(matches!(none.status, 401 | 403 | 404), "{path}: {none:?}");
        for bearer in [
            &person,
            &link,
            &"Bearer ".to_owned(),
            &"Bearer operator-token".to_owned(),
        ] {
            let answer = scene.server.get(path, &[("Authorization", bearer)]).await;
            assert!(matches!(answer.status, 401 | 403 | 404), "{path}: {answer:?}");
            assert!(!answer.body.contains(&scene.meeting.id));
        }
    }
    for path in ["/api/debug", "/api/admin", "/.env", "/Cargo.toml"] {
        assert_eq!(scene.server.get(path, &[]).await.status, 404, "{path}");
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a55_a58_every_answer_is_dressed_and_no_path_leads_out() {
    let mut scene = Scene::set().await;
    for path in [
        "/",
        "/m/x",
        "/api/nothing",
        "/api/meetings/..%2f..%2fetc%2fpasswd/door",
        "/api/meetings/../../../etc/passwd",
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc/passwd",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/%00",
        "/api/boards/..%2f..%2fetc%2fpasswd",
        "/api/boards/%00",
        "/api/meetings/'%20OR%201=1--/door",
    ] {
        let answer = scene.server.get(path, &[]).await;
        assert!(answer.status < 500, "{path}: {answer:?}");
        assert!(
            !answer.body.contains("root:") && !answer.body.contains("[workspace"),
            "{path}: {answer:?}"
        );
        if path.starts_with("/api/") {
            assert!(matches!(answer.status, 400 | 401 | 404), "{path}: {answer:?}");
        }
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self'"),
            "{path}"
        );
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"),
            "{path}"
        );
        let scripts = policy
            .split(';')
            .find(|part| part.trim().starts_with("script-src"));
        assert!(
            !scripts.is_some_and(|scripts| scripts.contains("unsafe")),
            "{policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        if path.starts_with("/api/") {
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
    }
    scene.is_unharmed().await;
}
