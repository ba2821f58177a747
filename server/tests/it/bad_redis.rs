//! Whatever is wrong with Redis: `/readyz` says what, and everything else goes on.

use std::sync::Arc;

use load_tests::private::{Authority, Redis};
use server::bus::Trouble;
use server::config::Config;
use server::store::MemoryStore;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};

use crate::support::TestServer;
use crate::support::server::config;

async fn start(url: &str, ca_file: Option<std::path::PathBuf>) -> TestServer {
    let config = Config {
        redis_url: Some(url.to_owned()),
        redis_ca_file: ca_file,
        ..config()
    };
    TestServer::start_with(Arc::new(MemoryStore::for_instances()), config).await
}

/// Waits for this warning; none: for no warning at all.
async fn until_warned(server: &TestServer, of: Option<&str>) {
    loop {
        let answer = server.get("/readyz", &[]).await;
        assert_eq!(answer.status, 200, "it serves all the same: {answer:?}");
        let warning = answer.json()["warning"].as_str().map(str::to_owned);
        let fits = match (of, &warning) {
            (Some(of), Some(warning)) => warning.contains(of),
            (None, None) => true,
            _ => false,
        };
        if fits {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    // The rest goes on.
    let meeting = server.create().await;
    server.facilitator(&meeting, "Fatima").await;
}

/// The line of the operators' page, with this password.
fn documented_user(password: &str) -> Vec<String> {
    let page = include_str!("../../../docs/operating.md");
    let line = page
        .lines()
        .find_map(|line| line.strip_prefix("ACL SETUSER "))
        .expect("docs/operating.md has the line");
    let line = line.replace("PASSWORD", password);
    line.split_whitespace().map(str::to_owned).collect()
}

async fn set_user(redis: &Redis, words: &[String]) {
    let client = redis::Client::open(redis.url()).unwrap();
    let mut admin = client.get_multiplexed_async_connection().await.unwrap();
    let mut command = redis::cmd("ACL");
    command.arg("SETUSER").arg(words);
    command.exec_async(&mut admin).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_of_redis_who_may_only_what_is_needed_is_enough_and_less_is_said() {
    let redis = Redis::start().unwrap();
    let url = |password: &str| format!("redis://convene:{password}@127.0.0.1:{}", redis.port());
    set_user(&redis, &documented_user("right")).await;
    until_warned(&start(&url("right"), None).await, None).await;
    let server = start(&url("wrong"), None).await;
    until_warned(&server, Some("does not take the user or password")).await;
    // It is noticed when the password is made right.
    set_user(&redis, &documented_user("wrong")).await;
    until_warned(&server, None).await;
    // Without the channels nothing can be said, and that is seen with the next word.
    set_user(&redis, &["convene".to_owned(), "resetchannels".to_owned()]).await;
    until_warned(&server, Some("forbids")).await;
    until_warned(&start(&url("right"), None).await, Some("forbids")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_is_read_only_is_used_and_said_until_it_is_a_primary() {
    let primary = Redis::start().unwrap();
    let port = primary.port().to_string();
    let replica = Redis::start_with(&["--replicaof", "127.0.0.1", &port]).unwrap();
    let server = start(&replica.url(), None).await;
    until_warned(&server, Some("read-only replica")).await;
    assert_eq!(server.app.bus.trouble(), Some(Trouble::Replica));
    replica.tell("REPLICAOF NO ONE").unwrap();
    until_warned(&server, None).await;
    replica.tell(&format!("REPLICAOF 127.0.0.1 {port}")).unwrap();
    until_warned(&server, Some("read-only replica")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_with_an_authority_of_ones_own_and_not_without() {
    let authority = Authority::new().unwrap();
    let redis = Redis::start_with_tls(&authority).unwrap();
    until_warned(&start(&redis.url(), Some(authority.root())).await, None).await;
    until_warned(&start(&redis.url(), None).await, Some("no TLS")).await;
    let other = Authority::new().unwrap();
    until_warned(&start(&redis.url(), Some(other.root())).await, Some("no TLS")).await;
}

/// A server that takes every word as Redis does and passes none on.
async fn that_is_deaf() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut socket = BufStream::new(socket);
                while let Some(command) = read_command(&mut socket).await {
                    let answer = match command[0].as_str() {
                        "HELLO" => "%3\r\n+version\r\n+7.0.0\r\n+mode\r\n+standalone\r\n+role\r\n+master\r\n"
                            .to_owned(),
                        "SUBSCRIBE" => format!(">3\r\n+subscribe\r\n+{}\r\n:1\r\n", command[1]),
                        "PUBLISH" => ":0\r\n".to_owned(),
                        _ => "+OK\r\n".to_owned(),
                    };
                    socket.write_all(answer.as_bytes()).await.unwrap();
                    socket.flush().await.unwrap();
                }
            });
        }
    });
    url
}

/// One command: an array of texts with their lengths.
async fn read_command(socket: &mut BufStream<TcpStream>) -> Option<Vec<String>> {
    let mut line = String::new();
    socket.read_line(&mut line).await.ok()?;
    let count: usize = line.strip_prefix('*')?.trim().parse().ok()?;
    let mut words = Vec::new();
    for _ in 0..count {
        line.clear();
        socket.read_line(&mut line).await.ok()?;
        let length: usize = line.strip_prefix('$')?.trim().parse().ok()?;
        let mut word = vec![0; length + 2];
        socket.read_exact(&mut word).await.ok()?;
        words.push(String::from_utf8_lossy(&word[..length]).into_owned());
    }
    Some(words)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_passes_nothing_on_is_said_so() {
    let deaf = that_is_deaf().await;
    until_warned(&start(&deaf, None).await, Some("is not heard")).await;
}

/// A server that says this to whatever is asked.
async fn that_says(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = [0; 4_096];
                while let Ok(count @ 1..) = socket.read(&mut asked).await {
                    // One answer for each command.
                    let commands = asked[..count].iter().filter(|byte| **byte == b'*').count();
                    if socket
                        .write_all(answer.repeat(commands).as_bytes())
                        .await
                        .is_err()
                    {
                        return;
                    }
                }
            });
        }
    });
    url
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_redis_or_an_old_one_is_said_so() {
    let old = that_says("-ERR unknown command 'HELLO'\r\n").await;
    until_warned(&start(&old, None).await, Some("too old")).await;
    let loading = that_says("-LOADING Redis is loading the dataset in memory\r\n").await;
    until_warned(&start(&loading, None).await, Some("refuses")).await;
    let other = that_says("HTTP/1.1 400 Bad Request\r\n\r\n").await;
    until_warned(&start(&other, None).await, Some("Redis")).await;
    let nobody = "redis://127.0.0.1:1";
    until_warned(&start(nobody, None).await, Some("does not answer")).await;
}

#[tokio::test]
async fn a_wrong_setting_stops_the_start_with_one_line() {
    let store = Arc::new(MemoryStore::for_instances());
    for (url, file, right) in [
        ("http://127.0.0.1", None, "redis_url: it must be redis://"),
        ("redis://", None, "redis_url: it must be redis://"),
        (
            "rediss://127.0.0.1",
            Some("/nowhere.pem"),
            "redis_ca_file: /nowhere.pem cannot be read",
        ),
        ("rediss://127.0.0.1", Some("/dev/null"), "must be a PEM file"),
    ] {
        let config = Config {
            redis_url: Some(url.to_owned()),
            redis_ca_file: file.map(Into::into),
            ..config()
        };
        match server::startup::build_on(&config, store.clone()).await {
            Ok(_) => panic!("{url} {file:?} is taken"),
            Err(error) => assert!(format!("{error:#}").contains(right), "{error:#}"),
        }
    }
}
