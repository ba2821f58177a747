//! Who counts as one address: behind a proxy that is trusted, and behind none; and how many sockets one may have.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use server::config::Config;
use server::store::MemoryStore;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::attacks::board_socket::{ask_ticket, board_of};
use crate::support::TestServer;
use crate::support::server::config;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A server behind a proxy on this machine, with this many sockets for each address.
async fn behind_a_proxy(sockets: usize) -> TestServer {
    let config = Config {
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        sockets_per_address: NonZeroUsize::new(sockets).unwrap(),
        ..config()
    };
    TestServer::start_with(Arc::new(MemoryStore::new()), config).await
}

async fn wrong_code(server: &TestServer, guess: u32, headers: &[(&str, &str)]) -> u16 {
    let code = format!("AAAA-AA{guess:02}");
    let answer = server.post("/api/codes", headers, &json!({"code": code})).await;
    answer.status
}

#[tokio::test]
async fn a15_behind_a_trusted_proxy_each_client_has_limits_of_their_own() {
    let server = behind_a_proxy(2_000).await;
    for guess in 10..40 {
        // Whatever the guesser puts in front, the proxy adds their address behind it.
        let claimed = format!("203.0.113.{guess}, 198.51.100.7");
        wrong_code(&server, guess, &[("X-Forwarded-For", &claimed)]).await;
    }
    assert_eq!(
        wrong_code(&server, 40, &[("X-Forwarded-For", "198.51.100.7")]).await,
        429
    );
    assert_eq!(
        wrong_code(&server, 41, &[("X-Forwarded-For", "198.51.100.8")]).await,
        404
    );
    assert_eq!(
        wrong_code(&server, 42, &[("Forwarded", "for=198.51.100.9")]).await,
        404
    );
    assert_eq!(
        wrong_code(&server, 43, &[("Forwarded", "for=198.51.100.7")]).await,
        429
    );
}

/// A socket from this address, or the status and body of the refusal.
async fn open(server: &TestServer, path: &str, from: &str) -> Result<Socket, (u16, Value)> {
    let mut request = format!("ws://{}{path}", server.address)
        .into_client_request()
        .unwrap();
    request
        .headers_mut()
        .insert("x-forwarded-for", from.parse().unwrap());
    match tokio_tungstenite::connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(refused)) => {
            assert!(refused.headers().contains_key("retry-after"));
            let body = refused.body().clone().unwrap_or_default();
            Err((
                refused.status().as_u16(),
                serde_json::from_slice(&body).unwrap_or_default(),
            ))
        }
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a75_one_address_has_so_many_sockets_and_others_do_not_feel_it() {
    let server = behind_a_proxy(4).await;
    let meeting = server.create().await;
    let path = format!("/api/meetings/{}/socket", meeting.id);
    let mut petra = server.participant(&meeting, "Petra").await;
    let board = board_of(&petra, &petra.main_room());
    let ticket = ask_ticket(&mut petra, &board).await.unwrap();
    let board = format!("/api/boards/{board}?ticket={ticket}");
    let mut sockets = Vec::new();
    for _ in 0..2 {
        sockets.push(open(&server, &path, "198.51.100.7").await.unwrap());
        sockets.push(open(&server, &board, "198.51.100.7").await.unwrap());
    }
    for path in [&path, &board] {
        let (status, body) = open(&server, path, "198.51.100.7").await.unwrap_err();
        assert_eq!(
            (status, &body["error"]["code"]),
            (429, &json!("too_many_connections"))
        );
    }
    // One household has a /64; another one and whoever is in the room already are not touched.
    let neighbour = open(&server, &path, "2001:db8:0:1::1").await.unwrap();
    petra.done(json!({"type": "say", "text": "all is well"})).await;
    // One that goes makes room for another, as soon as the server has noticed.
    sockets.truncate(3);
    let again = async { while open(&server, &path, "198.51.100.7").await.is_err() {} };
    tokio::time::timeout(Duration::from_secs(20), again)
        .await
        .unwrap();
    drop((sockets, neighbour));
}
